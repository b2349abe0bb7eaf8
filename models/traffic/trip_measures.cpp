// SPDX-License-Identifier: Apache-2.0
// What the log says of the trips of the traffic demand and of counting stations, as numbers.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "models/traffic/counter.hpp"
#include "models/traffic/departures.hpp"
#include "models/traffic/events.hpp"
#include "models/traffic/measures.hpp"

namespace tocsin::traffic {
namespace {

constexpr double kNoMeaning = std::numeric_limits<double>::quiet_NaN();

const MeasureDescription kTrips{
    "traffic.trips",
    MeasureUnit::count,
    {"Trips", "出行车次"},
    {"Vehicles that the traffic demand sends off before EndEx.", "交通需求在演练结束前发出的车辆数。"},
    Better::neither};
const MeasureDescription kArrived{
    "traffic.trips_arrived",
    MeasureUnit::count,
    {"Trips that arrived", "到达车次"},
    {"Of these, those at their destination by EndEx.", "其中演练结束前到达目的地的车辆数。"},
    Better::more};
const MeasureDescription kTurnedBack{
    "traffic.trips_turned_back",
    MeasureUnit::count,
    {"Trips that turned back", "折返车次"},
    {"Of these, those that stood before a closed road, found no other way and drove back.",
     "其中遇道路中断、无他路可走而返回出发地的车辆数。"}};
const MeasureDescription kWithoutWay{
    "traffic.trips_without_way",
    MeasureUnit::count,
    {"Trips without a way", "无路可走车次"},
    {"Of these, those that did not set out: no road led to their destination.", "其中因无路可通而未出发的车辆数。"}};
const MeasureDescription kCalledOff{"traffic.trips_called_off",
                                    MeasureUnit::count,
                                    {"Trips called off", "取消车次"},
                                    {"Of these, those that did not set out because what they were for was stopped.",
                                     "其中因停业、停课、停工而未出发的车辆数。"},
                                    Better::neither};
const MeasureDescription kUnderWay{"traffic.trips_under_way",
                                   MeasureUnit::count,
                                   {"Trips under way at the end", "结束时在途车次"},
                                   {"Of these, those still on the road at EndEx.", "其中演练结束时仍在途的车辆数。"}};
const MeasureDescription kTotalTime{
    "traffic.trip_time_total",
    MeasureUnit::seconds,
    {"Travel time of all trips", "总出行时间"},
    {"Travel times of all trips that arrived, added up.", "全部已到达车辆的出行时间之和。"}};
const MeasureDescription kMeanTime{
    "traffic.trip_time_mean",
    MeasureUnit::seconds,
    {"Travel time of a trip", "平均出行时间"},
    {"Mean from departure to arrival of the trips that arrived.", "已到达车辆由出发到到达的平均时间。"},
    Better::less,
    true};
const MeasureDescription kMeanDelay{
    "traffic.trip_delay_mean",
    MeasureUnit::seconds,
    {"Waiting of a trip", "平均等候时间"},
    {"Mean time that trips which arrived stood in queues, or waited to enter their first road.",
     "已到达车辆平均排队及等候驶入首个路段的时间。"}};

MeasureDescription time_of(std::string_view name, int percent) {
  return {name,
          MeasureUnit::seconds,
          phrase("{} % of trips arrived", "{}%车次到达", percent),
          phrase("After StartEx, when {} % of the trips that set out have arrived; later than EndEx when they do not.",
                 "演练开始后，{}%已出发车辆到达的时刻；未达到则晚于演练结束。", percent),
          Better::less,
          percent == 95};
}
const std::array<MeasureDescription, 4> kTimes{
    time_of("traffic.trips_50_time", 50), time_of("traffic.trips_90_time", 90), time_of("traffic.trips_95_time", 95),
    time_of("traffic.trips_100_time", 100)};
constexpr std::array<double, 4> kShares{0.50, 0.90, 0.95, 1.00};

const MeasureDescription kVolume{
    "traffic.road_volume",
    MeasureUnit::count,
    {"Vehicles counted", "观测车辆数"},
    {"Vehicles that left the end of a road with a counter.", "有观测点的道路通过的车辆数。"},
    Better::neither};
const MeasureDescription kRoadTime{
    "traffic.road_time_mean",
    MeasureUnit::seconds,
    {"Time on the road counted", "观测道路行程时间"},
    {"Mean time on a road with a counter: that of a car in free flow, and the waiting at its end.",
     "有观测点道路的平均行程时间：小汽车自由流行驶时间加路端等候时间。"}};

struct Trips {
  double planned = 0;
  double under_way = 0;
  std::array<double, 4> ended{};  // by TripEnd
  double travel_s = 0;
  double waited_s = 0;
  std::vector<double> arrivals_s;  // in the order of the log, which is that of time

  [[nodiscard]] double count(TripEnd end) const { return ended[static_cast<std::size_t>(end)]; }
};

Trips trips_of(const EventLog& log) {
  Trips trips;
  for (const auto& row : log.all<TripsPlanned>()) trips.planned += row.event.vehicles;
  for (const auto& row : log.all<TripsUnderWay>()) trips.under_way += row.event.vehicles;
  for (const auto& row : log.all<TripEnded>()) {
    ++trips.ended[static_cast<std::size_t>(row.event.end)];
    if (row.event.end != TripEnd::arrived) continue;
    trips.travel_s += row.t_s - static_cast<double>(row.event.departed_s);
    trips.waited_s += static_cast<double>(row.event.waited_s);
    trips.arrivals_s.push_back(row.t_s);
  }
  return trips;
}

void add_times(const Trips& trips, Measures& measures) {
  const double set_out = trips.planned - trips.count(TripEnd::no_way) - trips.count(TripEnd::called_off);
  for (std::size_t k = 0; k < kTimes.size(); ++k) {
    const auto wanted = static_cast<std::size_t>(std::ceil(kShares[k] * set_out - 1e-9));
    double at_s = std::numeric_limits<double>::infinity();
    if (wanted == 0) at_s = kNoMeaning;
    if (wanted > 0 && trips.arrivals_s.size() >= wanted) at_s = trips.arrivals_s[wanted - 1];
    measures.add(kTimes[k], at_s);
  }
}

}  // namespace

std::vector<MeasureDescription> trip_descriptions() {
  std::vector<MeasureDescription> all{kTrips,    kArrived,   kTurnedBack, kWithoutWay, kCalledOff,
                                      kUnderWay, kTotalTime, kMeanTime,   kMeanDelay};
  all.insert(all.end(), kTimes.begin(), kTimes.end());
  return all;
}

void compute_trips(const Scenario& scenario, const EventLog& log, Measures& measures) {
  if (scenario.all<DeparturesParameters>().empty()) return;
  const auto trips = trips_of(log);
  const double arrived = trips.count(TripEnd::arrived);
  measures.add(kTrips, trips.planned);
  measures.add(kArrived, arrived);
  measures.add(kTurnedBack, trips.count(TripEnd::turned_back));
  measures.add(kWithoutWay, trips.count(TripEnd::no_way));
  measures.add(kCalledOff, trips.count(TripEnd::called_off));
  measures.add(kUnderWay, trips.under_way);
  measures.add(kTotalTime, trips.travel_s);
  measures.add(kMeanTime, arrived > 0 ? trips.travel_s / arrived : kNoMeaning);
  measures.add(kMeanDelay, arrived > 0 ? trips.waited_s / arrived : kNoMeaning);
  add_times(trips, measures);
}

std::vector<MeasureDescription> counter_descriptions() {
  return {kVolume, kRoadTime};
}

void compute_counters(const Scenario& scenario, const EventLog& log, Measures& measures) {
  const auto& roads = scenario.town->roads;
  std::vector<RoadCounted> counted(roads.segment_count());
  for (const auto& row : log.all<RoadCounted>()) counted[row.event.segment.index()] = row.event;
  for (const auto* counter : scenario.all<CounterParameters>()) {
    for (const auto segment : counter->found) {
      const auto& count = counted[segment.index()];
      const double free_s =
          static_cast<double>(roads.length_m(segment)) / static_cast<double>(roads.free_flow_speed_m_per_s(segment));
      const auto place = "road:" + scenario.names->text(Entity::segment, segment.value);
      measures.add(kVolume, count.vehicles, place);
      measures.add(kRoadTime,
                   count.vehicles > 0 ? free_s + static_cast<double>(count.waited_s) / count.vehicles : kNoMeaning,
                   place);
    }
  }
}

}  // namespace tocsin::traffic
