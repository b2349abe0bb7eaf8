// SPDX-License-Identifier: Apache-2.0
// What the teams did, counted from their events. Response times are split as in the fire service: alarm handling (order
// to call-out), turnout (call-out to departure), travel (departure to the first zone). Not reached before EndEx:
// infinite.
#include "models/rescue/measures.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "engine/simulation/event_log.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/rescue/events.hpp"
#include "models/rescue/search_team.hpp"
#include "models/warning/events.hpp"

namespace tocsin::rescue {
namespace {

constexpr double kNotReached_s = std::numeric_limits<double>::infinity();
constexpr double kNoMeaning = std::numeric_limits<double>::quiet_NaN();

const MeasureDescription kFirstArrival{
    "rescue.first_arrival_time",
    MeasureUnit::seconds,
    {"Response time: first team on scene", "响应时间：首支队伍到场"},
    {"From the first order until a team comes to a zone it searches; by zone from the order for that zone; by team "
     "until "
     "that team comes to its first zone.",
     "自首次下令至有队伍到达搜救分区；分区值自该分区下令起算；队伍值为该队到达首个分区。"},
    false,
    true};
const MeasureDescription kAlarmHandling{
    "rescue.alarm_handling_time",
    MeasureUnit::seconds,
    {"Alarm handling time", "接处警时间"},
    {"From the first order until the call-out reached the team; without a place: the slowest team.",
     "自首次下令至队伍接到指令；不分队伍时取最慢者。"}};
const MeasureDescription kTurnout{
    "rescue.turnout_time",
    MeasureUnit::seconds,
    {"Turnout time", "出动时间"},
    {"From the call-out until the first party of the team left; without a place: the slowest team.",
     "自接令至该队首个小组出发；不分队伍时取最慢者。"}};
const MeasureDescription kTravel{
    "rescue.travel_time",
    MeasureUnit::seconds,
    {"Travel time", "路途时间"},
    {"From the departure of the first party until the team came to its first zone; without a place: the slowest team.",
     "自首个小组出发至该队到达首个分区；不分队伍时取最慢者。"}};
const MeasureDescription kRescued{"rescue.rescued_persons",
                                  MeasureUnit::persons,
                                  {"Brought to a shelter by teams", "队伍转移安置人数"},
                                  {"Residents whom a team handed over at a shelter; by zone they come from, by team.",
                                   "由队伍送达避难场所的居民人数；可按来源分区、队伍统计。"},
                                  true,
                                  true};
const MeasureDescription kSearched{"rescue.searched_homes",
                                   MeasureUnit::households,
                                   {"Homes searched", "已搜查户数"},
                                   {"Different homes that a team searched at least once.", "至少被搜查一次的户数。"},
                                   true};
const MeasureDescription kVisits{"rescue.visits",
                                 MeasureUnit::count,
                                 {"Searches of homes", "搜查次数"},
                                 {"Searches of homes, again at the same home included.", "搜查总次数（含重复）。"}};
const MeasureDescription kRefused{
    "rescue.refused_households",
    MeasureUnit::households,
    {"Households that could not be persuaded", "劝离未成户数"},
    {"Households that stayed although a team tried to persuade them.", "经队伍劝导仍不转移的户数。"}};
const MeasureDescription kHeldUp{
    "rescue.held_up_count",
    MeasureUnit::count,
    {"Times a team did not get on", "队伍受阻次数"},
    {"Times a party was stopped by water, a cut road or full shelters.", "小组因积水、断路或场所满员受阻的次数。"}};
const MeasureDescription kLastSearch{
    "rescue.last_search_done",
    MeasureUnit::seconds,
    {"Last search done", "最后一次搜救完成"},
    {"From the first order until the last home was searched or the last household handed over.",
     "自首次下令至最后一户搜查或移交完成。"}};

// First instants of one team.
struct TeamTimes {
  double called_s = kNotReached_s;
  double left_s = kNotReached_s;
  double arrived_s = kNotReached_s;
};

double between(double from_s, double until_s) {
  return from_s == kNotReached_s ? kNotReached_s : until_s - from_s;
}

class Counter {
 public:
  Counter(const Scenario& scenario, const EventLog& log) : scenario_(scenario), log_(log) {
    for (const auto* entry : scenario.all<SearchTeamParameters>()) {
      teams_.insert(teams_.end(), entry->team_ids.begin(), entry->team_ids.end());
    }
    std::sort(teams_.begin(), teams_.end());
    const auto orders = log.all<warning::OrderIssued>();
    if (!orders.empty()) ordered_s_ = orders.front().t_s;
  }

  void add_all(Measures& measures) {
    add_times(measures);
    add_arrivals_by_zone(measures);
    add_searches(measures);
    add_rescued(measures);
    measures.add(kHeldUp, static_cast<double>(log_.all<TeamHeldUp>().size()));
    add_last(measures);
  }

 private:
  [[nodiscard]] std::string place(TeamId team) const { return "team:" + scenario_.town->teams[team.index()].id; }
  [[nodiscard]] std::string place(ZoneId zone) const { return "zone:" + scenario_.town->zones[zone.index()].id; }
  [[nodiscard]] ZoneId zone_of(HouseholdId household) const {
    return scenario_.town->population.zone[household.index()];
  }

  [[nodiscard]] std::vector<TeamTimes> team_times() const {
    std::vector<TeamTimes> times(scenario_.town->teams.size());
    for (const auto& row : log_.all<TeamCalledOut>()) {
      auto& t = times[row.event.team.index()].called_s;
      t = std::min(t, row.t_s);
    }
    for (const auto& row : log_.all<TeamTurnedOut>()) {
      auto& t = times[row.event.team.index()].left_s;
      t = std::min(t, row.t_s);
    }
    for (const auto& row : log_.all<TeamArrived>()) {
      auto& t = times[row.event.team.index()].arrived_s;
      t = std::min(t, row.t_s);
    }
    return times;
  }

  // One measure over all teams (first or slowest of them) and for each.
  template <class Value>
  void add_by_team(Measures& measures, const MeasureDescription& what, bool slowest, Value value) const {
    double overall = slowest ? 0 : kNotReached_s;
    for (const auto team : teams_) {
      overall = slowest ? std::max(overall, value(team)) : std::min(overall, value(team));
    }
    measures.add(what, teams_.empty() ? kNoMeaning : overall);
    for (const auto team : teams_) measures.add(what, value(team), place(team));
  }

  void add_times(Measures& measures) const {
    const auto times = team_times();
    const auto of = [&](TeamId team) -> const TeamTimes& { return times[team.index()]; };
    add_by_team(measures, kFirstArrival, false, [&](TeamId t) { return between(ordered_s_, of(t).arrived_s); });
    add_by_team(measures, kAlarmHandling, true, [&](TeamId t) { return between(ordered_s_, of(t).called_s); });
    add_by_team(measures, kTurnout, true, [&](TeamId t) { return between(of(t).called_s, of(t).left_s); });
    add_by_team(measures, kTravel, true, [&](TeamId t) { return between(of(t).left_s, of(t).arrived_s); });
  }

  void add_arrivals_by_zone(Measures& measures) const {
    std::vector<double> ordered(scenario_.town->zones.size(), kNotReached_s);
    std::vector<double> arrived = ordered;
    for (const auto& row : log_.all<warning::ZoneOrdered>()) {
      auto& t = ordered[row.event.zone.index()];
      t = std::min(t, row.t_s);
    }
    for (const auto& row : log_.all<TeamArrived>()) {
      auto& t = arrived[row.event.zone.index()];
      t = std::min(t, row.t_s);
    }
    for (const auto zone : scenario_.scope.zones()) {  // a zone that is never under the order has no response time
      const double from_s = ordered[zone.index()];
      measures.add(kFirstArrival, from_s == kNotReached_s ? kNoMeaning : arrived[zone.index()] - from_s, place(zone));
    }
  }

  void add_searches(Measures& measures) const {
    std::vector<std::uint8_t> searched(scenario_.scope.households().size(), 0);
    std::vector<std::uint8_t> refused(searched.size(), 0);
    std::vector<double> of_zone(scenario_.town->zones.size(), 0);
    double homes = 0;
    for (const auto& row : log_.all<HomeSearched>()) {
      const auto position = scenario_.scope.position(row.event.household);
      refused[position] = row.event.finding == Finding::refused ? 1 : 0;
      if (searched[position] != 0) continue;
      searched[position] = 1;
      homes += 1;
      of_zone[zone_of(row.event.household).index()] += 1;
    }
    measures.add(kSearched, homes);
    for (const auto zone : scenario_.scope.zones()) measures.add(kSearched, of_zone[zone.index()], place(zone));
    measures.add(kVisits, static_cast<double>(log_.all<HomeSearched>().size()));
    measures.add(kRefused, static_cast<double>(std::count(refused.begin(), refused.end(), 1)));
  }

  void add_rescued(Measures& measures) const {
    std::vector<double> of_zone(scenario_.town->zones.size(), 0);
    std::vector<double> of_team(scenario_.town->teams.size(), 0);
    std::vector<std::pair<double, double>> steps;
    double all = 0;
    for (const auto& row : log_.all<HouseholdRescued>()) {
      const double persons = row.event.persons;
      all += persons;
      of_zone[zone_of(row.event.household).index()] += persons;
      of_team[row.event.team.index()] += persons;
      steps.emplace_back(row.t_s, persons);
    }
    measures.add(kRescued, all);
    for (const auto zone : scenario_.scope.zones()) measures.add(kRescued, of_zone[zone.index()], place(zone));
    for (const auto team : teams_) measures.add(kRescued, of_team[team.index()], place(team));
    measures.add_curve(kRescued, level_over_time(steps, scenario_.exercise.duration));
  }

  void add_last(Measures& measures) const {
    double last_s = kNotReached_s;
    if (const auto rows = log_.all<HomeSearched>(); !rows.empty()) last_s = rows.back().t_s;
    if (const auto rows = log_.all<HouseholdRescued>(); !rows.empty()) last_s = std::max(last_s, rows.back().t_s);
    measures.add(kLastSearch, between(ordered_s_, last_s));
  }

  const Scenario& scenario_;
  const EventLog& log_;
  std::vector<TeamId> teams_;
  double ordered_s_ = kNotReached_s;
};

}  // namespace

std::vector<MeasureDescription> measure_descriptions() {
  return {kFirstArrival, kAlarmHandling, kTurnout, kTravel, kRescued,
          kSearched,     kVisits,        kRefused, kHeldUp, kLastSearch};
}

void add_measures(const Scenario& scenario, const EventLog& log, Measures& measures) {
  Counter(scenario, log).add_all(measures);
}

}  // namespace tocsin::rescue
