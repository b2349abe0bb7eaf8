// SPDX-License-Identifier: Apache-2.0
#include "models/traffic/departures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/input/codes.hpp"
#include "models/traffic/events.hpp"

namespace tocsin::traffic {

void DeparturesParameters::describe(Fields& f) {
  f.optional("begins", begins, {"When the demand table begins, after StartEx.", "需求表起始时刻（演练开始后）。"})
      .at_least(0s);
  f.optional("share", share, {"Share of the table's vehicles that drive.", "需求表中实际出行车辆的比例。"})
      .between(1_percent, 1000_percent);
  f.optional("spread", spread,
             {"How departures lie in their span: each at a random time, or at equal distances.",
              "时段内出发时刻的分布：各自随机，或等间隔。"});
  f.parameter("informed_of_closures", informed_of_closures,
              {"Drivers who know which roads are closed when they set out; the others find out when they stand there.",
               "出发时知道哪些道路中断的驾驶员比例；其余到达中断处才得知。"})
      .between(0_percent, 100_percent);
}

void DeparturesParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  name = scenario.names->intern(id);
  const auto& town = *scenario.town;
  if (town.trips.empty()) {
    diagnostics.error(
        where, codes::kMissingFile,
        phrase("'{}' has no demand: the town has no trips.csv", "“{}”没有需求数据：区域数据中没有 trips.csv", id),
        {"a table trips.csv in the town package", "区域数据中的 trips.csv 表"});
    return;
  }
  if (begins >= scenario.exercise.duration) {
    diagnostics.error(where, codes::kOutOfRange,
                      phrase("the departures of '{}' begin after EndEx", "“{}”的出发时间晚于演练结束", id),
                      phrase("begins: less than {}", "begins：小于 {}", to_text(scenario.exercise.duration)));
  }
  double lost = 0;
  const TripDemand* first = nullptr;
  for (const auto& trips : town.trips) {
    const auto from = town.zones[trips.from.index()].place.road_junction;
    const auto to = town.zones[trips.to.index()].place.road_junction;
    if (to.exists()) scenario.prepare_tree(to, trips.mode);
    if (from.exists() && to.exists() && std::isfinite(scenario.free_flow_tree(to, trips.mode)->to_go_s(from))) continue;
    lost += trips.vehicles;
    if (first == nullptr) first = &trips;
  }
  if (first == nullptr) return;
  diagnostics.warning(
      where, codes::kUnreachable,
      phrase("{:.0f} vehicles of trips.csv have no way, the first from '{}' to '{}': they will not set out",
             "trips.csv 中有 {:.0f} 辆车无路可走（如由“{}”至“{}”），将不会出发", std::ceil(lost),
             town.zones[first->from.index()].id, town.zones[first->to.index()].id),
      {"a road from zone to zone that lets the vehicle through", "两分区之间有允许该车辆通行的道路"});
}

std::unique_ptr<Model> DeparturesParameters::make() const {
  return std::make_unique<Departures>(*this);
}

void Departures::start(World& world) {
  world_ = &world;
  stops_ = &world.door<TravelStops>();
  traffic_ = &world.door<RoadTraffic>();
  plan();
  world.publish(TripsPlanned{p_.name, static_cast<std::uint32_t>(planned_.size())});
  world.kernel().schedule(world.scenario().end(), Phase::response, [this] { end_of_exercise(); });
  book_next();
}

void Departures::end_of_exercise() {
  const auto under_way = std::count_if(trips_.begin(), trips_.end(), [](const Trip& trip) { return !trip.ended; });
  world_->publish(TripsUnderWay{p_.name, static_cast<std::uint32_t>(under_way)});
}

// Whole vehicles of the averages in the table. At random: one more with the probability of the fraction. Even: the
// fractions of an origin are carried on to its next row, so that its sum is right.
void Departures::plan() {
  const auto& town = world_->town();
  std::vector<double> carried(town.zones.size(), 0);
  for (std::uint32_t row = 0; row < town.trips.size(); ++row) {
    const auto& trips = town.trips[row];
    double vehicles = trips.vehicles * p_.share.fraction();
    if (p_.spread == Spread::even) {
      auto& carry = carried[trips.from.index()];
      const double with_carry = vehicles + carry;
      vehicles = std::floor(with_carry + 0.5);
      carry = with_carry - vehicles;
    }
    plan_row(row, vehicles);
  }
  const double end_s = seconds(world_->scenario().end());
  std::erase_if(planned_, [&](const Planned& planned) { return planned.at_s > end_s; });
  std::stable_sort(planned_.begin(), planned_.end(),
                   [](const Planned& a, const Planned& b) { return a.at_s < b.at_s; });
}

void Departures::plan_row(std::uint32_t row, double vehicles) {
  const auto& trips = world_->town().trips[row];
  const double begins_s = seconds(p_.begins) + trips.begins_s;
  const double span_s = trips.ends_s - trips.begins_s;
  if (p_.spread == Spread::even) {
    for (double k = 0; k < vehicles; ++k) planned_.push_back({begins_s + span_s * k / vehicles, row});
    return;
  }
  auto stream = world_->stream(Purpose(fmt::format("traffic.departures/{}", p_.id)), row);
  const auto whole = std::floor(vehicles);
  const double count = whole + (stream.uniform() < vehicles - whole ? 1 : 0);
  for (double k = 0; k < count; ++k) planned_.push_back({begins_s + span_s * stream.uniform(), row});
}

void Departures::book_next() {
  if (next_ == planned_.size()) return;
  world_->kernel().schedule(at_seconds(planned_[next_].at_s), Phase::people, [this] { send_off(); });
}

void Departures::send_off() {
  const double now_s = seconds(world_->now());
  for (; next_ < planned_.size() && planned_[next_].at_s <= now_s; ++next_) send(planned_[next_].row, next_);
  book_next();
}

// Each vehicle of the plan has a number of its own. Empty: no way as far as he knows, or he is there.
std::vector<SegmentId> Departures::way_of(const TripDemand& trips, std::size_t number) {
  const auto from = junction_of(trips.from);
  const auto to = junction_of(trips.to);
  const auto& as_usual = *world_->scenario().free_flow_tree(to, trips.mode);
  const auto& as_cut = world_->roads().tree_to(to, trips.mode);
  if (&as_usual == &as_cut) return way_by(world_->town().roads, as_cut, {}, from);
  auto& news = world_->door<RoadNews>();
  const double u_listening = news.delayed() ? draw("listening", number) : 1.0;
  const auto hearing = news.hearing(draw("informed", number), p_.informed_of_closures, u_listening);
  return way_by(world_->town().roads, news.tree_to(to, trips.mode, from, hearing), {}, from);
}

void Departures::send(std::uint32_t row, std::size_t number) {
  const auto& trips = world_->town().trips[row];
  const auto from = junction_of(trips.from);
  const auto to = junction_of(trips.to);
  const auto now_s = static_cast<float>(seconds(world_->now()));
  const double stopped = stops_->share().fraction();
  if (stopped > 0 && draw("stopped", number) < stopped) {
    world_->publish(TripEnded{trips.from, trips.to, trips.mode, TripEnd::called_off, now_s, 0});
    return;
  }
  const bool on_roads = from.exists() && to.exists();
  const auto way = on_roads ? way_of(trips, number) : std::vector<SegmentId>{};
  if (way.empty()) {
    const auto end = on_roads && from == to ? TripEnd::arrived : TripEnd::no_way;
    world_->publish(TripEnded{trips.from, trips.to, trips.mode, end, now_s, 0});
    return;
  }
  const auto vehicle = traffic_->depart(*this, trips.mode, 1, way);
  if (vehicle >= trip_of_vehicle_.size()) trip_of_vehicle_.resize(vehicle + 1U, kNone);
  trip_of_vehicle_[vehicle] = static_cast<std::uint32_t>(trips_.size());
  trips_.push_back({.vehicle = vehicle, .row = row, .number = static_cast<std::uint32_t>(number), .departed_s = now_s});
}

void Departures::arrived(VehicleId vehicle) {
  auto& trip = trip_of(vehicle);
  trip.ended = true;
  const auto& trips = world_->town().trips[trip.row];
  world_->publish(TripEnded{trips.from, trips.to, trips.mode,
                            trip.turned_back ? TripEnd::turned_back : TripEnd::arrived, trip.departed_s,
                            static_cast<float>(traffic_->delay(vehicle).all_s)});
}

double Departures::draw(const char* purpose, std::size_t number) const {
  return world_->stream(Purpose(fmt::format("traffic.departures_{}/{}", purpose, p_.id)), number).uniform();
}

bool Departures::listens(VehicleId vehicle, Share listening) const {
  return draw("listening", trips_[trip_of_vehicle_[vehicle]].number) < listening.fraction();
}

JunctionId Departures::destination(VehicleId vehicle) const {
  const auto& trip = trips_[trip_of_vehicle_[vehicle]];
  const auto& trips = world_->town().trips[trip.row];
  return trip.ended ? JunctionId{} : junction_of(trip.turned_back ? trips.from : trips.to);
}

// Who follows does so at every point: one number for each vehicle of the plan.
bool Departures::guided(VehicleId vehicle, Share following) {
  if (draw("following", trip_of(vehicle).number) >= following.fraction()) return false;
  const auto left = traffic_->route_left(vehicle);
  const auto mode = world_->town().trips[trip_of(vehicle).row].mode;
  const auto cut =
      std::find_if(left.begin(), left.end(), [&](SegmentId segment) { return world_->roads().closed(segment, mode); });
  if (cut == left.end()) return false;
  held(vehicle, *cut);
  return true;
}

// On by another way, else back to where he began, else he waits before the closed road.
void Departures::held(VehicleId vehicle, SegmentId /*closed*/) {
  auto& trip = trip_of(vehicle);
  if (trip.ended) return;
  const auto& trips = world_->town().trips[trip.row];
  const auto at = traffic_->junction_ahead(vehicle);
  for (const bool back : {false, true}) {
    if (trip.turned_back && !back) continue;
    const auto to = junction_of(back ? trips.from : trips.to);
    const auto way =
        way_by(world_->town().roads, world_->roads().tree_to(to, trips.mode), traffic_->segment_of(vehicle), at);
    if (way.empty() && at != to) continue;
    trip.turned_back = back;
    traffic_->reroute(vehicle, way);
    return;
  }
}

}  // namespace tocsin::traffic
