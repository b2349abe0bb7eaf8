// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/late_households.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "engine/input/csv_writer.hpp"
#include "models/evacuation/evacuation.hpp"
#include "models/evacuation/events.hpp"

namespace tocsin::evacuation {
namespace {

std::string minutes(double time_s) {
  return fmt::format("{:.1f}", time_s / 60);
}

/// "Waiting to be told 12.0 → Getting ready 8.5 → Moving 20.1 (in queues 4.0, most at Valley road)"
class Chains {
 public:
  Chains(const Scenario& scenario, const EventLog& log, Language language) : scenario_(scenario), language_(language) {
    for (const auto& row : log.all<HouseholdDelayed>()) worst_[row.event.household.value] = row.event.worst;
  }

  [[nodiscard]] std::string of(const HouseholdTime& household) const {
    std::string text;
    for (const auto& piece : household.pieces) {
      text += fmt::format("{}{}{} {}", text.empty() ? "" : " → ", piece.cause->title.in(language_),
                          whom(household.household, piece), minutes(piece.until_s - piece.since_s));
    }
    if (household.queued_s <= 0) return text;
    const auto at = worst_.find(household.household.value);
    const auto where = at == worst_.end() ? std::string{} : road(at->second);
    return text +
           phrase(" (of it in queues {}, most at {})", "（其中排队 {}，主要在{}）", minutes(household.queued_s), where)
               .in(language_);
  }

 private:
  /// Whoever waits for a cadre waits for somebody with a name.
  [[nodiscard]] std::string whom(HouseholdId household, const TimePiece& piece) const {
    if (piece.cause->name != kAwaitingHelperName) return {};
    const auto cadre = responsible_cadre(scenario_, household);
    return cadre.empty() ? std::string{} : phrase(" ({})", "（{}）", cadre.in(language_)).in(language_);
  }
  [[nodiscard]] std::string road(SegmentId segment) const {
    const auto& roads = scenario_.town->roads;
    return roads.name(segment).empty() ? roads.road(segment) : roads.name(segment);
  }
  const Scenario& scenario_;
  Language language_;
  std::map<std::uint32_t, SegmentId> worst_;
};

std::string table(const Scenario& scenario, const EventLog& log, Language language) {
  auto households = household_times(scenario, log);
  if (households.empty()) return {};
  std::stable_sort(households.begin(), households.end(), [](const HouseholdTime& a, const HouseholdTime& b) {
    return std::pair(a.in_safety, -a.total_s) < std::pair(b.in_safety, -b.total_s);
  });
  const auto& town = *scenario.town;
  const Chains chains(scenario, log, language);
  std::string text{kUtf8Mark};
  const auto title = [&](const char* en, const char* zh) { return Phrase{en, zh}.in(language); };
  append_csv_row(text,
                 {title("township", "乡镇（街道）"), title("zone", "村（社区）"), title("household", "户编号"),
                  title("persons", "人数"), title("in_safety", "是否到达安全处"),
                  title("minutes_from_order", "自下令起（分钟）"), title("chain_of_causes_minutes", "原因链（分钟）")});
  for (const auto& household : households) {
    const auto& zone = town.zones[town.population.zone[household.household.index()].index()];
    append_csv_row(
        text, {town.townships[zone.township.index()].name.in(language), zone.name.in(language),
               scenario.names->text(Entity::household, household.household.value),
               fmt::format("{:.0f}", household.persons), household.in_safety ? title("yes", "是") : title("no", "否"),
               minutes(household.total_s), chains.of(household)});
  }
  return text;
}

}  // namespace

TableDescription late_households() {
  return {.file = "late-households.csv",
          .meaning = {"Every household under the order, the latest first, and the chain of causes from the order to "
                      "safety.",
                      "每一户转移对象（最迟者在前）及其自下令至安全的原因链。"},
          .make = table};
}

}  // namespace tocsin::evacuation
