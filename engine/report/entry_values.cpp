// SPDX-License-Identifier: Apache-2.0
#include "engine/report/entry_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "engine/report/event_words.hpp"

namespace tocsin {
namespace {

// A list names so many, then only counts: the map and the scenario file have them all.
constexpr std::size_t kMostNames = 3;

Phrase with_blanks(std::string text) {
  for (auto& c : text) c = c == '_' ? ' ' : c;
  return {text, text};
}

// Names of everything in the town that an entry may refer to.
class TownNames {
 public:
  explicit TownNames(const Town& town) {
    take(town.townships);
    take(town.zones);
    take(town.shelters);
    take(town.stations);
    take(town.teams);
    take(town.rivers);
    take(town.communication_sites);
  }
  [[nodiscard]] Phrase of(const std::string& id) const {
    const auto found = names_.find(id);
    return found == names_.end() ? with_blanks(id) : found->second;
  }

 private:
  template <class List>
  void take(const List& list) {
    for (const auto& item : list) names_.emplace(item.id, item.name);
  }
  std::map<std::string, Phrase> names_;
};

class EntryWriter {
 public:
  explicit EntryWriter(const Scenario& scenario) : names_(*scenario.town) {
    for (const auto& use : scenario.parameter_uses) {
      if (use.confidence != Confidence::U) defaults_.insert(use.path);
    }
  }

  [[nodiscard]] Phrase values_of(const ScenarioEntry& entry) const {
    auto& parameters = *entry.parameters;
    const auto describe = [&parameters](Fields& fields) { parameters.describe(fields); };
    const auto path = entry.kind->section + "." + parameters.id;
    std::map<std::string, Phrase> meanings;
    for (const auto& field : describe_fields(describe)) {
      meanings[field.key] = field.meaning;
    }
    Phrase all;
    for (const auto& [key, where, value] : write_fields(describe).entries) {
      if (defaults_.contains(path + "." + key)) continue;
      const auto words = value_of(value, path + "." + key);
      if (words.empty() || key == "text") continue;
      append(all, label(key, meanings[key]), words);
    }
    return all;
  }

 private:
  // The first words of a meaning are enough for a label; without one the key itself.
  static Phrase label(const std::string& key, const Phrase& meaning) {
    if (meaning.empty()) return with_blanks(key);
    return {with_blanks(key).en, meaning.zh.substr(0, std::min(meaning.zh.find("。"), meaning.zh.find("；")))};
  }

  static void append(Phrase& to, const Phrase& name, const Phrase& value) {
    to.en += fmt::format("{}{}: {}", to.en.empty() ? "" : "; ", name.en, value.en);
    to.zh += fmt::format("{}{}：{}", to.zh.empty() ? "" : "；", name.zh, value.zh);
  }

  [[nodiscard]] Phrase value_of(const Node& node, const std::string& path) const {
    if (node.is_scalar()) return names_.of(node.text);
    return node.is_sequence() ? list(node) : group(node, path);
  }

  [[nodiscard]] Phrase list(const Node& node) const {
    Phrase words;
    const auto& items = node.items;
    for (std::size_t i = 0; i < items.size() && i < kMostNames; ++i) {
      const auto one = value_of(items[i], "");
      words.en += (i == 0 ? "" : ", ") + one.en;
      words.zh += (i == 0 ? "" : "、") + one.zh;
    }
    if (items.size() > kMostNames) {
      words.en += fmt::format(" and {} more", items.size() - kMostNames);
      words.zh += fmt::format("等 {} 个", items.size());
    }
    return words;
  }

  // "shortest 1 min, usual 2 min": members that the file leaves to the library are left out.
  [[nodiscard]] Phrase group(const Node& node, const std::string& path) const {
    Phrase words;
    for (const auto& [key, where, value] : node.entries) {
      const auto inner = path + "." + key;
      if (defaults_.contains(inner)) continue;
      const auto one = value_of(value, inner);
      if (one.empty()) continue;
      words.en += (words.en.empty() ? "" : ", ") + with_blanks(key).en + " " + one.en;
      words.zh += (words.zh.empty() ? "" : "，") + with_blanks(key).zh + " " + one.zh;
    }
    return words;
  }

  TownNames names_;
  std::set<std::string> defaults_;
};

std::string without_stop(std::string text, std::string_view stop) {
  if (text.ends_with(stop)) text.resize(text.size() - stop.size());
  return text;
}

}  // namespace

std::vector<Fact> entry_values(const Scenario& scenario) {
  const EntryWriter writer(scenario);
  std::vector<Fact> facts;
  for (const auto& entry : scenario.entries) {
    // Objectives stand in the answer, injects in the time line.
    if (entry.parameters->objective() != nullptr || entry.kind->section == "injects") continue;
    const auto values = writer.values_of(entry);
    const auto& meaning = entry.kind->meaning;
    facts.push_back({section_title(entry.kind->section),
                     {without_stop(meaning.en, ".") + (values.en.empty() ? "" : " — " + values.en),
                      without_stop(meaning.zh, "。") + (values.zh.empty() ? "" : " — " + values.zh)}});
  }
  return facts;
}

Phrase place_words(const Scenario& scenario, const std::string& place) {
  const auto arrow = place.find('>');
  if (arrow != std::string::npos) {
    const auto from = place_words(scenario, place.substr(0, arrow));
    const auto to = place_words(scenario, place.substr(arrow + 1));
    return {from.en + " → " + to.en, from.zh + " → " + to.zh};
  }
  const auto id = place.substr(place.find(':') == std::string::npos ? 0 : place.find(':') + 1);
  if (id.empty()) return {};
  return TownNames(*scenario.town).of(id);
}

}  // namespace tocsin
