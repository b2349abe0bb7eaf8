// SPDX-License-Identifier: Apache-2.0
#include "engine/report/entry_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "engine/base/units.hpp"
#include "engine/simulation/catalog.hpp"

namespace tocsin {
namespace {

// A list names so many, then only counts: the map and the scenario file have them all.
constexpr std::size_t kMostNames = 3;

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

  // What the file says: neither what the library gives nor what an entry has anyway.
  [[nodiscard]] Phrase values_of(const ScenarioEntry& entry) const {
    auto& parameters = *entry.parameters;
    const auto describe = [&parameters](Fields& fields) { parameters.describe(fields); };
    const auto fresh = entry.kind->make_parameters();
    const auto usual = write_fields([&fresh](Fields& fields) { fresh->describe(fields); });
    Phrase all;
    const Scope scope{entry.kind->section + "." + parameters.id, &usual};
    each_given(describe_fields(describe), write_fields(describe), scope, [&](const Phrase& label, const Phrase& value) {
      all.en += fmt::format("{}{}: {}", all.en.empty() ? "" : "; ", label.en, value.en);
      all.zh += fmt::format("{}{}：{}", all.zh.empty() ? "" : "；", label.zh, value.zh);
    });
    return all;
  }

 private:
  /// Where fields stand, and what they hold in an entry of which the file says nothing (nullptr: not known).
  struct Scope {
    std::string path;
    const Node* usual = nullptr;
  };

  template <class Tell>
  void each_given(const std::vector<FieldDescription>& fields, const Node& values, const Scope& scope,
                  Tell tell) const {
    for (const auto& field : fields) {
      const auto* value = values.find(field.key);
      const Scope inner{scope.path + "." + field.key, scope.usual == nullptr ? nullptr : scope.usual->find(field.key)};
      if (value == nullptr || defaults_.contains(inner.path)) continue;
      if (field.presence == Presence::optional && is_usual(field, *value, inner.usual)) continue;
      // Within a list nothing says what is usual: there what is not so goes without saying.
      if (field.type.shape == FieldShape::flag && inner.usual == nullptr && value->text == "false") continue;
      const auto words = value_of(*value, field.type, inner);
      if (!words.empty()) tell(label(field), words);
    }
  }

  // A choice is told even where it is the usual one: it was made (rain or none).
  static bool is_usual(const FieldDescription& field, const Node& value, const Node* usual) {
    return field.type.shape != FieldShape::choice && usual != nullptr && to_yaml(*usual) == to_yaml(value);
  }

  // The first words of a meaning are enough for a label; without one the key itself.
  static Phrase label(const FieldDescription& field) {
    const auto key = with_blanks(field.key);
    if (field.meaning.empty()) return key;
    const auto& zh = field.meaning.zh;
    return {key.en, zh.substr(0, std::min({zh.find("。"), zh.find("；"), zh.find("：")}))};
  }

  [[nodiscard]] Phrase value_of(const Node& node, const FieldType& type, const Scope& scope) const {
    if (node.is_sequence()) return list(node, type);
    if (!node.is_scalar()) return type.members ? group(node, *type.members, scope) : Phrase{};
    if (type.shape == FieldShape::flag) return node.text == "true" ? Phrase{"yes", "是"} : Phrase{"no", "否"};
    if (type.shape == FieldShape::quantity) return quantity(node.text, type.dimension);
    const auto choice = std::find(type.choices.begin(), type.choices.end(), node.text);
    if (choice == type.choices.end() || type.choice_words.empty()) return names_.of(node.text);
    return type.choice_words[static_cast<std::size_t>(choice - type.choices.begin())].phrase();
  }

  // "45 min" is 45 分钟 in Chinese; what has no words of its own there stays as it is written.
  static Phrase quantity(const std::string& text, Dimension dimension) {
    const bool time = dimension == Dimension::duration;
    const auto reading = read_any_quantity(text);
    if (!time || reading.problem != UnitProblem::none) return {text, text};
    return {text, value_text(reading.si, {ValueKind::duration, {}}, Language::zh)};
  }

  [[nodiscard]] Phrase list(const Node& node, const FieldType& type) const {
    Phrase words;
    const auto& items = node.items;
    for (std::size_t i = 0; i < items.size() && i < kMostNames; ++i) {
      // What has a name of its own (a stair, an exit) is told by it; its values stand in the scenario.
      const auto* id = items[i].is_mapping() ? items[i].find("id") : nullptr;
      const auto one =
          id != nullptr ? names_.of(id->text) : value_of(items[i], type.element ? *type.element : FieldType{}, {});
      words.en += (i == 0 ? "" : ", ") + one.en;
      words.zh += (i == 0 ? "" : "、") + one.zh;
    }
    if (items.size() > kMostNames) {
      words.en += fmt::format(" and {} more", items.size() - kMostNames);
      words.zh += fmt::format("等 {} 个", items.size());
    }
    return words;
  }

  // "shortest 1 min, usual 2 min"
  [[nodiscard]] Phrase group(const Node& node, const std::vector<FieldDescription>& members, const Scope& scope) const {
    Phrase words;
    each_given(members, node, scope, [&](const Phrase& label, const Phrase& value) {
      words.en += fmt::format("{}{} {}", words.en.empty() ? "" : ", ", label.en, value.en);
      words.zh += fmt::format("{}{} {}", words.zh.empty() ? "" : "，", label.zh, value.zh);
    });
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
    if (entry.parameters->objective() != nullptr || entry.kind->section == kInjectsSection) continue;
    const auto values = writer.values_of(entry);
    const auto& meaning = entry.kind->meaning;
    facts.push_back({scenario.catalog->section_title(entry.kind->section),
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
  const auto kind = place.substr(0, place.find(':'));
  if (kind == "part") return {id, id};
  if (kind != "building" && kind != "site" && kind != "control" && kind != "inject")
    return TownNames(*scenario.town).of(id);
  for (const auto& entry : scenario.entries) {
    if (entry.parameters->id == id && !entry.parameters->title().empty()) return entry.parameters->title();
  }
  return {id, id};
}

}  // namespace tocsin
