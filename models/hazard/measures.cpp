// SPDX-License-Identifier: Apache-2.0
// What the hazards did, counted from their events.
#include "models/hazard/measures.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/simulation/event_log.hpp"
#include "engine/simulation/objective.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/hazard/events.hpp"
#include "models/hazard/hazard.hpp"

namespace tocsin::hazard {
namespace {

const MeasureDescription kFirstHouse{
    "hazard.first_house_reached",
    MeasureUnit::seconds,
    {"First house in the water", "首户进水时间"},
    {"From StartEx until water first stands at a house.", "自演练开始至首户住房进水。"},
    Better::more};
const MeasureDescription kHouseholds{"hazard.households_reached",
                                     MeasureUnit::households,
                                     {"Houses in the water", "进水户数"},
                                     {"Households at whose house water stood at least once.", "住房曾进水的户数。"}};
const MeasureDescription kResidents{
    "hazard.residents_in_water_area",
    MeasureUnit::persons,
    {"Residents of houses in the water", "进水住户人口"},
    {"Residents registered in these houses, at home or not.", "上述住户的登记人口，无论是否在家。"}};
const MeasureDescription kRoadsCut{"hazard.roads_cut",
                                   MeasureUnit::count,
                                   {"Roads cut", "中断道路数"},
                                   {"Roads closed at least once to cars, in one direction or both, by whatever cause.",
                                    "曾对小汽车中断（单向或双向）的道路数，不论原因。"}};

const MeasureDescription kClosedTime{
    "hazard.road_closed_time",
    MeasureUnit::seconds,
    {"Time a road was closed", "道路中断时长"},
    {"How long a road was closed to cars until EndEx, in one direction or both, by whatever cause.",
     "至演练结束，道路对小汽车（单向或双向）中断的总时长，不论原因。"},
    Better::less,
    false,
    {},
    CurveLook::free,
    true};
const MeasureDescription kClosedNow{"hazard.roads_closed",
                                    MeasureUnit::count,
                                    {"Roads closed", "中断中的道路"},
                                    {"Roads closed to cars at an instant.", "某时刻对小汽车中断的道路数。"}};

std::string zone_place(const Scenario& scenario, ZoneId zone) {
  return "zone:" + scenario.town->zones[zone.index()].id;
}

void add_houses(const Scenario& scenario, const EventLog& log, Measures& measures) {
  const auto& people = scenario.town->population;
  std::vector<std::uint8_t> seen(scenario.scope.households().size(), 0);
  std::vector<std::uint32_t> of_zone(scenario.town->zones.size(), 0);
  double first = std::numeric_limits<double>::infinity();
  double households = 0;
  double residents = 0;
  for (const auto& [t_s, sequence, event] : log.all<HouseholdReached>()) {
    auto& known = seen[scenario.scope.position(event.household)];
    if (known != 0) continue;  // another hazard was there before
    known = 1;
    first = std::min(first, t_s);
    households += 1;
    residents += people.persons[event.household.index()];
    ++of_zone[people.zone[event.household.index()].index()];
  }
  measures.add(kFirstHouse, first);
  measures.add(kHouseholds, households);
  for (const auto zone : scenario.scope.zones()) {
    measures.add(kHouseholds, of_zone[zone.index()], zone_place(scenario, zone));
  }
  measures.add(kResidents, residents);
}

// One direction stands for the road.
SegmentId road_of(const RoadNetwork& roads, SegmentId segment) {
  const auto opposite = roads.opposite(segment);
  return opposite.exists() ? std::min(segment, opposite) : segment;
}

// Follows closures to cars through the log.
class RoadLedger {
 public:
  explicit RoadLedger(const RoadNetwork& roads) : roads_(roads), closed_(roads.segment_count(), 0) {}

  void follow(const EventLog& log) {
    const auto openings = log.all<RoadReopened>();
    std::size_t next = 0;
    const auto open_until = [&](std::uint32_t sequence) {
      for (; next < openings.size() && openings[next].sequence < sequence; ++next) {
        change(openings[next].t_s, openings[next].event.segment, openings[next].event.modes, 0);
      }
    };
    for (const auto& cut : log.all<RoadCut>()) {
      open_until(cut.sequence);
      change(cut.t_s, cut.event.segment, cut.event.modes, 1);
    }
    open_until(std::numeric_limits<std::uint32_t>::max());
  }
  [[nodiscard]] std::size_t roads_cut() const { return roads_cut_.size(); }
  [[nodiscard]] const std::vector<std::pair<double, double>>& steps() const { return steps_; }
  /// Of every road that was cut: seconds for which it was closed until `end_s`.
  [[nodiscard]] std::vector<std::pair<SegmentId, double>> closed_s(double end_s) const {
    std::vector<std::pair<SegmentId, double>> result;
    for (const auto& [id, road] : roads_cut_) {
      result.emplace_back(id, road.total_s + (road.closed ? end_s - road.since_s : 0.0));
    }
    return result;
  }

 private:
  struct Road {
    bool closed = false;
    double since_s = 0;
    double total_s = 0;
  };
  void change(double t_s, SegmentId segment, std::uint32_t modes, std::uint8_t now) {
    if ((modes & mask_of(TravelMode::car)) == 0) return;
    closed_[segment.index()] = now;
    const auto opposite = roads_.opposite(segment);
    const bool after = now != 0 || (opposite.exists() && closed_[opposite.index()] != 0);
    auto& road = roads_cut_[road_of(roads_, segment)];
    if (road.closed == after) return;
    road.closed = after;
    if (after) {
      road.since_s = t_s;
    } else {
      road.total_s += t_s - road.since_s;
    }
    steps_.emplace_back(t_s, after ? 1.0 : -1.0);
  }

  const RoadNetwork& roads_;
  std::vector<std::uint8_t> closed_;  // now, by direction
  std::map<SegmentId, Road> roads_cut_;
  std::vector<std::pair<double, double>> steps_;
};

void add_roads(const Scenario& scenario, const EventLog& log, Measures& measures) {
  const auto& roads = scenario.town->roads;
  RoadLedger ledger(roads);
  ledger.follow(log);
  measures.add(kRoadsCut, static_cast<double>(ledger.roads_cut()));
  std::set<std::string> asked;  // by an objective: known in every replication
  for (const auto& entry : scenario.entries) {
    const auto* objective = entry.parameters->objective();
    if (objective != nullptr && objective->measure == kClosedTime.name) asked.insert(objective->place);
  }
  std::map<std::string, double> closed;
  for (const auto& [road, closed_s] : ledger.closed_s(seconds(scenario.end()))) {
    closed["road:" + roads.road(road)] += closed_s;
  }
  for (const auto& place : asked) measures.add(kClosedTime, closed.count(place) != 0 ? closed[place] : 0.0, place);
  for (const auto& [place, closed_s] : closed) {
    if (asked.count(place) == 0) measures.add_occurring(kClosedTime, closed_s, place);
  }
  measures.add_curve(kClosedNow, level_over_time(ledger.steps(), scenario.exercise.duration));
}

}  // namespace

std::vector<MeasureDescription> measure_descriptions() {
  return {kFirstHouse, kHouseholds, kResidents, kRoadsCut, kClosedTime, kClosedNow};
}

void add_measures(const Scenario& scenario, const EventLog& log, Measures& measures) {
  add_houses(scenario, log, measures);
  add_roads(scenario, log, measures);
}

}  // namespace tocsin::hazard
