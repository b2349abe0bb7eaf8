// SPDX-License-Identifier: Apache-2.0
// What the teams did, counted from their events. Response times are split as in the fire service: alarm handling (order
// to call-out), turnout (call-out to departure), travel (departure to the first zone). Not reached before EndEx:
// infinite. From an order that never comes: infinite where somebody is threatened on the hazard map or reached by it,
// else without meaning (docs/explanation/what-the-numbers-mean.md). Nothing is counted from after it happened: who is
// there when the order comes took no time.
#include "models/rescue/measures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>

#include "engine/simulation/event_log.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/evacuation/events.hpp"
#include "models/hazard/hazard.hpp"
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
    {"From the first order until a team comes to a zone it searches (zero: it was there before); by zone from the "
     "order "
     "for that zone; by team from the first order for its zones until it comes to its first zone.",
     "自首次下令至有队伍到达搜救分区（下令前已在场记为 "
     "0）；分区值自该分区下令起算；队伍值自其负责分区首次下令至到达首个分区。"},
    Better::less,
    true};
const MeasureDescription kAlarmHandling{
    "rescue.alarm_handling_time",
    MeasureUnit::seconds,
    {"Alarm handling time", "接处警时间"},
    {"From the call-out (the first order for its zones, or the instant set for the team) until it reached the team; "
     "without a place: the slowest team.",
     "自调派（其负责分区首次下令，或为该队设定的时刻）至队伍接到指令；不分队伍时取最慢者。"}};
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
                                  Better::more,
                                  true};
const MeasureDescription kSearched{"rescue.searched_homes",
                                   MeasureUnit::households,
                                   {"Homes searched", "已搜查户数"},
                                   {"Different homes that a team searched at least once.", "至少被搜查一次的户数。"},
                                   Better::more};
const MeasureDescription kVisits{"rescue.visits",
                                 MeasureUnit::count,
                                 {"Searches of homes", "搜查次数"},
                                 {"Searches of homes, again at the same home included.", "搜查总次数（含重复）。"},
                                 Better::neither};
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
    {"From the first order until no home was left to search and nobody was with a team any more. Infinite when the "
     "search was not complete at EndEx.",
     "自首次下令至无待搜查住户且无人仍由队伍护送；演练结束时尚未完成记为无穷。"}};

// First instants of one team.
struct TeamTimes {
  double called_s = kNotReached_s;
  double left_s = kNotReached_s;
  double arrived_s = kNotReached_s;
};

// Duration until something, from an instant that came.
double since(double from_s, double until_s) {
  return std::max(0.0, until_s - from_s);
}

void note_first(double& first_s, double t_s) {
  first_s = std::min(first_s, t_s);
}

class Counter {
 public:
  Counter(const Scenario& scenario, const EventLog& log) : scenario_(scenario), log_(log) {
    const auto zones = scenario.town->zones.size();
    called_at_s_.assign(scenario.town->teams.size(), kNoMeaning);
    for (const auto* entry : scenario.all<SearchTeamParameters>()) {
      teams_.insert(teams_.end(), entry->team_ids.begin(), entry->team_ids.end());
      for (const auto team : entry->team_ids) {
        if (entry->called_out) called_at_s_[team.index()] = seconds(*entry->called_out);
        zones_of_team_.emplace(team,
                               entry->may_search.empty() ? std::vector<std::uint8_t>(zones, 1) : entry->may_search);
      }
    }
    std::sort(teams_.begin(), teams_.end());
    read_orders();
    read_danger();
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

  void read_orders() {
    if (const auto orders = log_.all<warning::OrderIssued>(); !orders.empty()) ordered_s_ = orders.front().t_s;
    zone_ordered_s_.assign(scenario_.town->zones.size(), kNotReached_s);
    for (const auto& row : log_.all<warning::ZoneOrdered>()) {
      note_first(zone_ordered_s_[row.event.zone.index()], row.t_s);
    }
  }

  // Zones where somebody is threatened on the hazard map or was reached by the hazard.
  void read_danger() {
    danger_.assign(scenario_.town->zones.size(), 0);
    const auto at_risk = hazard::households_at_risk(scenario_, log_);
    for (std::size_t position = 0; position < at_risk.size(); ++position) {
      if (at_risk[position] != 0) danger_[zone_of(scenario_.scope.households()[position]).index()] = 1;
    }
  }

  // Seconds from an order until something; `danger`: is anybody in danger where the order was to come?
  static double after_order(double ordered_s, double until_s, bool danger) {
    if (ordered_s != kNotReached_s) return since(ordered_s, until_s);
    return danger ? kNotReached_s : kNoMeaning;
  }
  [[nodiscard]] double after_order(double until_s) const {
    return after_order(ordered_s_, until_s, std::find(danger_.begin(), danger_.end(), 1) != danger_.end());
  }
  // The order that calls a team out: the first for one of its zones.
  [[nodiscard]] double after_order(TeamId team, double until_s) const {
    const auto& zones = zones_of_team_.at(team);
    double ordered_s = kNotReached_s;
    bool danger = false;
    for (std::size_t zone = 0; zone < zones.size(); ++zone) {
      if (zones[zone] == 0) continue;
      note_first(ordered_s, zone_ordered_s_[zone]);
      danger = danger || danger_[zone] != 0;
    }
    return after_order(ordered_s, until_s, danger);
  }
  [[nodiscard]] double after_call_out(TeamId team, double until_s) const {
    const double called_s = called_at_s_[team.index()];
    return std::isnan(called_s) ? after_order(team, until_s) : since(called_s, until_s);
  }
  // From one stage of a team to the next; a stage that an order without meaning never began has none either.
  [[nodiscard]] double stage(TeamId team, double from_s, double until_s) const {
    return from_s == kNotReached_s ? after_call_out(team, kNotReached_s) : since(from_s, until_s);
  }

  [[nodiscard]] std::vector<TeamTimes> team_times() const {
    std::vector<TeamTimes> times(scenario_.town->teams.size());
    for (const auto& row : log_.all<TeamCalledOut>()) note_first(times[row.event.team.index()].called_s, row.t_s);
    for (const auto& row : log_.all<TeamTurnedOut>()) note_first(times[row.event.team.index()].left_s, row.t_s);
    for (const auto& row : log_.all<TeamArrived>()) note_first(times[row.event.team.index()].arrived_s, row.t_s);
    return times;
  }

  // One measure for each team, and the slowest of those for whom it has a meaning.
  template <class Value>
  void add_by_team(Measures& measures, const MeasureDescription& what, Value value) const {
    double slowest = kNoMeaning;
    for (const auto team : teams_) slowest = std::fmax(slowest, value(team));
    measures.add(what, slowest);
    for (const auto team : teams_) measures.add(what, value(team), place(team));
  }

  void add_times(Measures& measures) const {
    const auto times = team_times();
    const auto of = [&](TeamId team) -> const TeamTimes& { return times[team.index()]; };
    double first_s = kNotReached_s;
    for (const auto team : teams_) note_first(first_s, of(team).arrived_s);
    measures.add(kFirstArrival, teams_.empty() ? kNoMeaning : after_order(first_s));
    for (const auto team : teams_) measures.add(kFirstArrival, after_order(team, of(team).arrived_s), place(team));
    add_by_team(measures, kAlarmHandling, [&](TeamId t) { return after_call_out(t, of(t).called_s); });
    add_by_team(measures, kTurnout, [&](TeamId t) { return stage(t, of(t).called_s, of(t).left_s); });
    add_by_team(measures, kTravel, [&](TeamId t) { return stage(t, of(t).left_s, of(t).arrived_s); });
  }

  void add_arrivals_by_zone(Measures& measures) const {
    std::vector<double> arrived(scenario_.town->zones.size(), kNotReached_s);
    for (const auto& row : log_.all<TeamArrived>()) note_first(arrived[row.event.zone.index()], row.t_s);
    for (const auto zone : scenario_.scope.zones()) {
      const auto z = zone.index();
      measures.add(kFirstArrival, after_order(zone_ordered_s_[z], arrived[z], danger_[z] != 0), place(zone));
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

  // Complete when the last completion comes after the last order, the last call for help and the last unauthorized
  // return where teams search.
  void add_last(Measures& measures) const {
    const auto searched = searched_zones(scenario_);
    std::uint32_t began = 0;
    for (const auto& row : log_.all<warning::ZoneOrdered>()) {
      if (searched[row.event.zone.index()] != 0) began = std::max(began, row.sequence);
    }
    for (const auto& row : log_.all<evacuation::HouseholdStranded>()) {
      if (searched[zone_of(row.event.household).index()] != 0) began = std::max(began, row.sequence);
    }
    for (const auto& row : log_.all<evacuation::HouseholdReturned>()) {
      if (searched[zone_of(row.event.household).index()] != 0) began = std::max(began, row.sequence);
    }
    const auto completed = log_.all<SearchCompleted>();
    const bool complete = !completed.empty() && completed.back().sequence > began;
    measures.add(kLastSearch, after_order(complete ? completed.back().t_s : kNotReached_s));
  }

  const Scenario& scenario_;
  const EventLog& log_;
  std::vector<TeamId> teams_;
  std::map<TeamId, std::vector<std::uint8_t>> zones_of_team_;  // 1: may search there
  std::vector<double> called_at_s_;                            // by team, when it does not wait for the order; else NaN
  double ordered_s_ = kNotReached_s;                           // the first order anywhere
  std::vector<double> zone_ordered_s_;                         // the first order by zone
  std::vector<std::uint8_t> danger_;                           // by zone
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
