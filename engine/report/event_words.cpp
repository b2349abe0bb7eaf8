// SPDX-License-Identifier: Apache-2.0
#include "engine/report/event_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "engine/simulation/catalog.hpp"

namespace tocsin {
namespace {

// An event type that happened at most this often in a replication is a milestone worth a line of the time line.
constexpr std::size_t kMilestoneLimit = 40;
// Events of one type so close together share a line.
constexpr double kTogether_s = 600;
// A line names so many places, then only counts.
constexpr std::size_t kMostPlaces = 3;

struct Words {
  std::string_view key;
  const char* en;
  const char* zh;
};

/// Values of choices and marks (docs/reference/events.md). What is missing here appears as its key without "_".
constexpr std::array kValues{
    Words{"get_ready", "\"get ready\"", "“准备转移”"},
    Words{"go_now", "\"go now\"", "“立即转移”"},
    Words{"threatened_households", "threatened households only", "仅受威胁户"},
    Words{"whole_zone", "the whole zone", "整个村社"},
    Words{"no_power", "no power", "停电"},
    Words{"no_staff", "nobody to work it", "无人操作"},
    Words{"out_of_order", "out of order", "设备故障"},
    Words{"water_at_home", "water at the house", "房屋进水"},
    Words{"road_cut", "road cut", "道路中断"},
    Words{"no_route", "no way out", "无路可走"},
    Words{"no_way", "no way there", "无路可达"},
    Words{"deep_water", "deep water", "水深无法通行"},
    Words{"shelters_full", "shelters full", "避难场所已满"},
    Words{"nobody_home", "nobody home", "家中无人"},
    Words{"already_left", "already left", "已离家"},
    Words{"refused", "refused", "拒绝"},
    Words{"on_foot", "on foot", "步行"},
    Words{"by_car", "by car", "乘小汽车"},
    Words{"by_motorcycle", "by motorcycle", "骑摩托车"},
    Words{"carried", "carried", "由人护送"},
    Words{"leave", "leaves", "转移"},
    Words{"stay", "stays", "留守"},
    Words{"nobody", "nobody there", "无人"},
    Words{"warned", "warned", "已叫应"},
    Words{"leaving", "leaving by themselves", "正自行转移"},
    Words{"taken_along", "taken along", "由队伍带走"},
    Words{"no_room", "no places in the shelters", "避难场所无余位"},
    Words{"word_of_mouth", "word of mouth", "口口相传"},
    Words{"loudspeaker", "loudspeaker", "大喇叭"},
    Words{"door_to_door", "door to door", "逐户敲门"},
    Words{"answered", "answered", "有人应门"},
};

/// Numbers: "{}" is the value.
constexpr std::array kNumbers{
    Words{"persons", "{} persons", "{} 人"},
    Words{"members", "{} members", "{} 名队员"},
    Words{"zones", "{} zones", "{} 个村社"},
    Words{"depth_m", "depth {} m", "水深 {} 米"},
    Words{"peak_depth_m", "peak depth {} m", "洪峰水深 {} 米"},
    Words{"front_speed_m_per_s", "front speed {} m/s", "洪水前锋速度 {} 米/秒"},
};

constexpr std::array kSections{
    Words{"hazard", "Hazard", "灾害"},         Words{"warning", "Warning", "预警"},
    Words{"evacuation", "Evacuation", "转移"}, Words{"rescue", "Rescue", "救援"},
    Words{"injects", "Injects", "导调注入"},   Words{"evaluation", "Evaluation", "评估"},
};

template <std::size_t n>
const Words* find(const std::array<Words, n>& list, std::string_view key) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const Words& words) { return words.key == key; });
  return found == list.end() ? nullptr : &*found;
}

std::string spaced(std::string_view key) {
  std::string text(key);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

Phrase value_words(std::string_view value) {
  const auto* words = find(kValues, value);
  return words == nullptr ? Phrase{spaced(value), spaced(value)} : Phrase{words->en, words->zh};
}

std::string plain(double value) {
  std::string text = fmt::format("{:.1f}", value);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
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

/// The text of an inject for the players, or what its kind does; empty when `id` is no inject.
Phrase inject_words(const Scenario& scenario, const std::string& id) {
  for (const auto& entry : scenario.entries) {
    if (entry.kind->section != "injects" || entry.parameters->id != id) continue;
    const Node node = write_fields([&](Fields& fields) { entry.parameters->describe(fields); });
    const Node* text = node.find("text");
    if (text == nullptr) return entry.kind->meaning;
    if (text->is_scalar()) return {text->text, text->text};
    const Node* en = text->find("en");
    const Node* zh = text->find("zh");
    return {en == nullptr ? "" : en->text, zh == nullptr ? "" : zh->text};
  }
  return {};
}

/// Collects what an event says: the places and people it names, its reasons, its numbers.
class EventWords final : public EventFields {
 public:
  explicit EventWords(const Scenario& scenario) : scenario_(scenario) {}
  Phrase where;
  Phrase inject;
  Phrase reasons;                                       ///< events with other reasons stand on other lines
  std::vector<std::pair<std::string, double>> numbers;  ///< of counts; summed where lines are put together
  Phrase measured;                                      ///< numbers that must not be summed

 protected:
  void entity(std::string_view key, Entity kind, std::uint32_t& index) override {
    if (index == Id<NameTag>::kNone) return;
    if (kind == Entity::name) return name(key, scenario_.names->text(kind, index));
    append(where, place(kind, index));
  }
  void choice(std::string_view, std::span<const std::string_view> names, std::uint32_t& index) override {
    append(reasons, value_words(names[index]));
  }
  void flag(std::string_view, bool&) override {}
  void count(std::string_view key, std::uint32_t& value) override {
    if (key != "modes") numbers.emplace_back(key, value);  // a set of bits tells nobody anything
  }
  void number(std::string_view key, double& value) override {
    const auto* words = find(kNumbers, key);
    const auto text = plain(value);
    append(measured, words == nullptr ? Phrase{spaced(key) + " " + text, spaced(key) + " " + text}
                                      : Phrase{fmt::format(fmt::runtime(words->en), text),
                                               fmt::format(fmt::runtime(words->zh), text)});
  }

 private:
  /// Ids of the scenario's entries. Hazards and causes are clear from the event itself.
  void name(std::string_view key, const std::string& text) {
    if (key == "inject") {
      inject = inject_words(scenario_, text);
      return;
    }
    if (key == "mark") return append(reasons, value_words(text));
    if (key == "entry") append(reasons, kind_words(text));
  }

  /// What the entry of this id does; ids themselves are for authors, not for readers.
  Phrase kind_words(const std::string& id) const {
    for (const auto& entry : scenario_.entries) {
      if (entry.parameters->id == id) return without_stop(entry.kind->meaning);
    }
    return {id, id};
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
  std::vector<std::pair<std::string, double>> numbers;
  std::vector<Phrase> places;
  std::size_t events = 0;
  bool inject = false;
};

void add_event(Line& line, const EventWords& words) {
  ++line.events;
  for (const auto& number : words.numbers) {
    const auto same = std::find_if(line.numbers.begin(), line.numbers.end(),
                                   [&](const auto& known) { return known.first == number.first; });
    if (same == line.numbers.end()) {
      line.numbers.push_back(number);
    } else {
      same->second += number.second;
    }
  }
  if (words.where.empty()) return;
  if (std::find(line.places.begin(), line.places.end(), words.where) == line.places.end()) {
    line.places.push_back(words.where);
  }
}

Phrase number_words(const std::string& key, double value) {
  const auto text = plain(value);
  const auto* words = find(kNumbers, key);
  if (words == nullptr) return {spaced(key) + " " + text, spaced(key) + " " + text};
  // "1 persons" is no English.
  std::string en = fmt::format(fmt::runtime(words->en), text);
  if (value == 1 && en.ends_with('s')) en.pop_back();
  return {en, fmt::format(fmt::runtime(words->zh), text)};
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
  for (const auto& [key, value] : line.numbers) append(details, number_words(key, value));
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

Phrase section_title(const std::string& section) {
  const auto* words = find(kSections, section);
  return words == nullptr ? Phrase{section, section} : Phrase{words->en, words->zh};
}

}  // namespace tocsin
