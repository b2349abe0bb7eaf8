// SPDX-License-Identifier: Apache-2.0
// What the log says of the roads, as numbers.
#include "models/traffic/measures.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "engine/simulation/scenario.hpp"
#include "models/traffic/events.hpp"
#include "models/traffic/traffic_information.hpp"

namespace tocsin::traffic {
namespace {

const MeasureDescription kDeparted{"traffic.vehicles",
                                   MeasureUnit::count,
                                   {"Vehicles on the road", "上路车辆数"},
                                   {"Vehicles that departed before EndEx.", "演练结束前出发的车辆数。"},
                                   Better::neither};
const MeasureDescription kOnTheRoad{"traffic.vehicles_on_the_road",
                                    MeasureUnit::count,
                                    {"Vehicles still on the road", "仍在途车辆数"},
                                    {"Vehicles that were driving, or waiting to enter their first road, at EndEx.",
                                     "演练结束时仍在行驶或等待驶入道路的车辆数。"}};
const MeasureDescription kGivenUp{
    "traffic.vehicles_given_up",
    MeasureUnit::count,
    {"Vehicles left at the roadside", "弃于路边的车辆数"},
    {"Vehicles given up before a closed road, or whose people were taken along by rescuers.",
     "因道路中断被弃用、或乘员被救援带离的车辆数。"}};
const MeasureDescription kWaited{
    "traffic.queue_time",
    MeasureUnit::seconds,
    {"Time lost in queues", "排队损失时间"},
    {"Waiting at roads of all vehicles together: at the end of a road that lets out no more, "
     "before one that is full, in passing bays, or to enter the first one; also by road, both directions together.",
     "全部车辆在路段末端、满载路段前、错车道及驶入首个路段前等候时间之和；另按道路列出。"},
    Better::less,
    false,
    {},
    CurveLook::free,
    false,
    true};
const MeasureDescription kWorst{"traffic.worst_queue_time",
                                MeasureUnit::seconds,
                                {"Time lost at the worst road", "最堵路段损失时间"},
                                {"Waiting of all vehicles together at the one road segment where it is most.",
                                 "等候时间最多的单个路段上全部车辆的等候时间之和。"}};
const MeasureDescription kRings{"traffic.rings_freed",
                                MeasureUnit::count,
                                {"Gridlocks", "环形死锁次数"},
                                {"Rings of full roads that blocked themselves and were moved on by one vehicle each.",
                                 "满载路段首尾相接而自锁并被解除的次数。"},
                                Better::less,
                                false,
                                {},
                                CurveLook::free,
                                false,
                                false,
                                {"traffic locked itself in a ring of full roads (gridlock), and went on by the rule of "
                                 "the card of traffic: drivers would need somebody to untangle them.",
                                 "出现满载路段首尾相接的环形死锁（已按交通模型卡片所述规则放行；实际需有人疏导）。"}};

const MeasureDescription kDiverted{"traffic.vehicles_diverted",
                                   MeasureUnit::count,
                                   {"Drivers who went round a queue", "因排队改道车次"},
                                   {"How often a driver who heard of queues or cuts ahead took another way.",
                                    "驾驶员获知前方排队或中断后改道的车次。"},
                                   Better::neither};

}  // namespace

std::vector<MeasureDescription> measure_descriptions() {
  return {kDeparted, kOnTheRoad, kGivenUp, kWaited, kWorst, kRings, kDiverted};
}

void compute(const Scenario& scenario, const EventLog& log, Measures& measures) {
  double vehicles = 0;
  double on_the_road = 0;
  double given_up = 0;
  for (const auto& row : log.all<VehiclesCounted>()) {
    vehicles += row.event.departed;
    on_the_road += row.event.on_the_road;
    given_up += row.event.left_at_the_roadside;
  }
  double waited_s = 0;
  double worst_s = 0;
  std::map<std::string, double> by_road_s;
  for (const auto& row : log.all<RoadDelayed>()) {
    waited_s += static_cast<double>(row.event.waited_s);
    by_road_s["road:" + scenario.town->roads.road(row.event.segment)] += static_cast<double>(row.event.waited_s);
    worst_s = std::max(worst_s, static_cast<double>(row.event.waited_s));
  }
  measures.add(kDeparted, vehicles);
  measures.add(kOnTheRoad, on_the_road);
  measures.add(kGivenUp, given_up);
  measures.add(kWaited, waited_s);
  measures.add(kWorst, worst_s);
  for (const auto& [road, s] : by_road_s) measures.add_occurring(kWaited, s, road);
  measures.add(kRings, static_cast<double>(log.all<RingFreed>().size()));
  if (scenario.all<TrafficInformationParameters>().empty()) return;
  measures.add(kDiverted, static_cast<double>(log.all<VehicleDiverted>().size()));
}

}  // namespace tocsin::traffic
