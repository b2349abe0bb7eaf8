// SPDX-License-Identifier: Apache-2.0
#include "engine/report/event_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <string_view>

#include "engine/simulation/catalog.hpp"

namespace tocsin {
namespace {

// An event type that happened at most this often in a replication is a milestone worth a line of the time line.
constexpr std::size_t kMilestoneLimit = 40;
// Events of one type so close together share a line.
constexpr double kTogether_s = 600;
// A line names so many places, then only counts.
constexpr std::size_t kMostPlaces = 3;

std::string plain(double value) {
  std::string text = fmt::format("{:.1f}", value);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

Phrase filled(const PhraseView& pattern, const Phrase& value) {
  return {fmt::format(fmt::runtime(pattern.en), value.en), fmt::format(fmt::runtime(pattern.zh), value.zh)};
}

void append(Phrase& to, const Phrase& words) {
  to.en += (to.en.empty() ? "" : ", ") + words.en;
  to.zh += (to.zh.empty() ? "" : "，") + words.zh;
}

/// A sentence as part of another one.
Phrase without_stop(Phrase sentence) {
  const std::string_view stop = "。";
  if (sentence.en.ends_with('.')) sentence.en.pop_back();
  if (sentence.zh.ends_with(stop)) sentence.zh.resize(sentence.zh.size() - stop.size());
  return sentence;
}

/// The meaning of an event promises a reason ("…, and why"); in a line the reason itself follows.
Phrase without_reason(Phrase meaning) {
  constexpr std::string_view kAndWhy = ", and why";
  constexpr std::string_view kAndWhyZh = "及原因";
  if (meaning.en.ends_with(kAndWhy)) meaning.en.resize(meaning.en.size() - kAndWhy.size());
  if (meaning.zh.ends_with(kAndWhyZh)) meaning.zh.resize(meaning.zh.size() - kAndWhyZh.size());
  return meaning;
}

/// A number in the words of its field, with the field's key where nobody wrote any.
Phrase number_words(const EventField& field, double value) {
  const auto text = plain(value);
  if (field.words.empty()) {
    const auto key = with_blanks(field.key);
    return {key.en + " " + text, key.zh + " " + text};
  }
  auto words = filled(field.words, {text, text});
  // "1 persons" is no English.
  if (value == 1 && field.words.en.starts_with("{}") && words.en.ends_with('s')) words.en.pop_back();
  return words;
}

/// Collects what an event says: the places and people it names, its reasons, its numbers.
class EventWords final : public EventFields {
 public:
  explicit EventWords(const Scenario& scenario) : scenario_(scenario) {}
  Phrase where;
  Phrase inject;
  Phrase reasons;   ///< events with other reasons stand on other lines
  Phrase measured;  ///< numbers that must not be summed
  struct Count {
    EventField field;
    double value = 0;
  };
  std::vector<Count> counts;  ///< summed where lines are put together

 protected:
  void entity(const EventField& field, Entity kind, std::uint32_t& index) override {
    if (index == Id<NameTag>::kNone) return;
    if (kind == Entity::name) return name(field, NameId(index));
    append(where, place(kind, index));
  }
  void choice(const EventField& field, const Choices& choices, std::uint32_t& index) override {
    if (field.told) append(reasons, choices.words[index].phrase());
  }
  void flag(const EventField& field, bool& value) override {
    if (value && !field.words.empty()) append(reasons, field.words.phrase());
  }
  void count(const EventField& field, std::uint32_t& value) override {
    if (field.told) counts.push_back({field, static_cast<double>(value)});
  }
  void number(const EventField& field, double& value) override {
    if (field.told) append(measured, number_words(field, value));
  }

 private:
  /// What a name of the scenario stands for: an inject by its message, a place by its title, another entry by what it
  /// does, else its words.
  void name(const EventField& field, NameId id) {
    if (field.words.empty()) return;  // clear from the event itself
    const auto entry = std::find_if(scenario_.entries.begin(), scenario_.entries.end(),
                                    [&](const ScenarioEntry& one) { return one.name == id; });
    if (entry == scenario_.entries.end()) return append(reasons, filled(field.words, scenario_.names->words(id)));
    if (entry->kind->section == kInjectsSection) {
      const auto message = entry->parameters->message().value_or(entry->kind->meaning);
      if (field.words.en != kByName.en) return append(reasons, filled(field.words, without_stop(message)));
      inject = message;
      return;
    }
    const auto title = entry->parameters->title();
    if (!title.empty()) return append(where, title);
    append(reasons, filled(field.words, without_stop(entry->kind->meaning)));
  }

  Phrase place(Entity kind, std::uint32_t index) const {
    const auto& town = *scenario_.town;
    switch (kind) {
      case Entity::zone:
        return town.zones[index].name;
      case Entity::household:  // where it lives; nobody needs its number
        return town.zones[town.population.zone[index].index()].name;
      case Entity::township:
        return town.townships[index].name;
      case Entity::shelter:
        return town.shelters[index].name;
      case Entity::station:
        return town.stations[index].name;
      case Entity::team:
        return town.teams[index].name;
      case Entity::river:
        return town.rivers[index].name;
      case Entity::communication_site:
        return town.communication_sites[index].name;
      case Entity::segment:
        return road(SegmentId(index));
      default:
        break;
    }
    const auto& text = scenario_.names->text(kind, index);
    return {text, text};
  }

  Phrase road(SegmentId segment) const {
    const auto& roads = scenario_.town->roads;
    const auto& name = roads.name(segment);
    if (name.empty()) return {"road " + roads.road(segment), "道路 " + roads.road(segment)};
    return {name, name};
  }

  const Scenario& scenario_;
};

/// One line of the time line while it grows.
struct Line {
  double at_s = 0;
  std::string event;
  Phrase what;
  Phrase reasons;
  Phrase measured;
  std::vector<EventWords::Count> counts;
  std::vector<Phrase> places;
  std::size_t events = 0;
  bool inject = false;
};

void add_event(Line& line, const EventWords& words) {
  ++line.events;
  for (const auto& count : words.counts) {
    const auto same = std::find_if(line.counts.begin(), line.counts.end(),
                                   [&](const auto& known) { return known.field.key == count.field.key; });
    if (same == line.counts.end()) {
      line.counts.push_back(count);
    } else {
      same->value += count.value;
    }
  }
  if (words.where.empty()) return;
  if (std::find(line.places.begin(), line.places.end(), words.where) == line.places.end()) {
    line.places.push_back(words.where);
  }
}

Phrase places_words(const std::vector<Phrase>& places) {
  Phrase result;
  for (std::size_t i = 0; i < std::min(places.size(), kMostPlaces); ++i) {
    result.en += (i == 0 ? "" : "; ") + places[i].en;
    result.zh += (i == 0 ? "" : "；") + places[i].zh;
  }
  if (places.size() > kMostPlaces) {
    const auto more = phrase("; and {} more", "；另有 {} 处", places.size() - kMostPlaces);
    result.en += more.en;
    result.zh += more.zh;
  }
  return result;
}

TimelineEntry entry_of(const Line& line) {
  TimelineEntry entry{at_seconds(line.at_s), line.event, line.what, places_words(line.places), line.inject};
  Phrase details = line.reasons;
  if (!line.measured.empty()) append(details, line.measured);
  for (const auto& [field, value] : line.counts) append(details, number_words(field, value));
  if (line.events > 1) append(details, phrase("{} times", "{} 次", line.events));
  if (!details.empty()) {
    entry.what = without_reason(without_stop(entry.what));
    entry.what.en += " (" + details.en + ")";
    entry.what.zh += "（" + details.zh + "）";
  }
  return entry;
}

}  // namespace

std::vector<TimelineEntry> timeline_of(const Scenario& scenario, const Catalog& catalog, const EventLog& log) {
  std::vector<Line> lines;
  std::map<std::string, std::size_t> open;  // newest line of a type and its reasons
  for (const auto& event : log.milestones(kMilestoneLimit)) {
    EventWords words(scenario);
    event.visit(words);
    const bool inject = !words.inject.empty();
    const auto key = std::string(event.name) + "|" + words.reasons.en;
    const auto known = open.find(key);
    // What was measured (a depth) belongs to one instant.
    const bool joins = known != open.end() && !inject && words.measured.empty() &&
                       event.t_s - lines[known->second].at_s <= kTogether_s;
    if (!joins) {
      open[key] = lines.size();
      const auto* type = catalog.events().find(event.name);
      Line line;
      line.at_s = event.t_s;
      line.event = std::string(event.name);
      line.reasons = words.reasons;
      line.inject = inject;
      line.what = inject            ? words.inject
                  : type == nullptr ? Phrase{std::string(event.name), std::string(event.name)}
                                    : type->meaning;
      line.measured = words.measured;
      lines.push_back(std::move(line));
    }
    add_event(lines[open[key]], words);
  }
  std::vector<TimelineEntry> result;
  result.reserve(lines.size());
  for (const auto& line : lines) result.push_back(entry_of(line));
  return result;
}

}  // namespace tocsin
