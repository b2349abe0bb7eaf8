// SPDX-License-Identifier: Apache-2.0
#include "models/rescue/travel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace tocsin::rescue {
namespace {

constexpr double kNoWay = std::numeric_limits<double>::infinity();

}  // namespace

Travel::Travel(World& world, JunctionId walk_junction, JunctionId road_junction, bool vehicle,
               std::function<void()> on_detour)
    : world_(world), on_detour_(std::move(on_detour)), traffic_(world.door<traffic::RoadTraffic>()) {
  const bool drives = vehicle && road_junction.exists();
  at_ = drives ? road_junction : walk_junction;  // the station is one place
  if (drives) vehicle_at_ = road_junction;
}

double Surroundings::seconds_to(JunctionId walk_junction, JunctionId road_junction, double at_most_s) const {
  double least = kNoWay;
  if (walk != nullptr && walk_junction.exists()) {
    least = walk->to_go_within_s(walk_junction, at_most_s * speeds.walking) / speeds.walking;
  }
  if (drive != nullptr && road_junction.exists()) {
    const double at_most_by_road_s = std::min(at_most_s, least) - to_vehicle_s;
    least = std::min(least, to_vehicle_s + drive->to_go_within_s(road_junction, at_most_by_road_s * speeds.driving) /
                                               speeds.driving);
  }
  return least;
}

Outward Surroundings::outward() const {
  return [around = *this, walked = std::size_t{0}, driven = std::size_t{0}]() mutable -> std::optional<PlaceOutward> {
    const auto on_foot = around.walk != nullptr ? around.walk->nearest(walked) : std::nullopt;
    const auto by_road = around.drive != nullptr ? around.drive->nearest(driven) : std::nullopt;
    const double walk_s = on_foot ? on_foot->to_go_s / around.speeds.walking : kNoWay;
    const double drive_s = by_road ? around.to_vehicle_s + by_road->to_go_s / around.speeds.driving : kNoWay;
    if (!std::isfinite(std::min(walk_s, drive_s))) return std::nullopt;
    if (walk_s <= drive_s) {
      ++walked;
      return PlaceOutward{.junction = on_foot->junction, .by_road = false, .away_s = walk_s};
    }
    ++driven;
    return PlaceOutward{.junction = by_road->junction, .by_road = true, .away_s = drive_s};
  };
}

Surroundings Travel::look_around(const TravelSpeeds& speeds) {
  Surroundings around;
  around.speeds = speeds;
  auto& roads = world_.roads();
  if (at_.exists()) around.walk = &roads.tree_to(at_, TravelMode::walk);
  if (!vehicle_at_.exists()) return around;
  around.drive = &roads.tree_to(vehicle_at_, TravelMode::emergency);
  if (vehicle_at_ != at_) around.to_vehicle_s = around.walk->to_go_s(vehicle_at_) / speeds.walking;
  return around;
}

bool Travel::drivable(JunctionId from, JunctionId to) {
  return from == to || world_.roads().tree_to(to, TravelMode::emergency).next(from).exists();
}

// By junction: does the vehicle get there from where it stands, turns and closures as they are now?
std::vector<bool> Travel::within_drive() const {
  const auto& network = world_.town().roads;
  std::vector<std::pair<SegmentId, SegmentId>> banned;
  for (const auto& turn : network.banned_turns()) {
    if ((turn.modes & mask_of(TravelMode::emergency)) != 0) banned.emplace_back(turn.from, turn.to);
  }
  std::sort(banned.begin(), banned.end());
  std::vector<bool> reached(network.junction_count(), false);
  std::vector<bool> seen(network.segment_count(), false);
  std::vector<SegmentId> open;
  const auto go_on = [&](JunctionId at, SegmentId arrived_by) {
    reached[at.index()] = true;
    for (auto s = network.first_out(at); s != network.end_out(at); s = SegmentId(s.index() + 1)) {
      if (seen[s.index()] || !network.allows(s, TravelMode::emergency)) continue;
      if (world_.roads().closed(s, TravelMode::emergency)) continue;
      if (std::binary_search(banned.begin(), banned.end(), std::pair(arrived_by, s))) continue;
      seen[s.index()] = true;
      open.push_back(s);
    }
  };
  go_on(vehicle_at_, SegmentId{});
  while (!open.empty()) {
    const auto segment = open.back();
    open.pop_back();
    go_on(network.to(segment), segment);
  }
  return reached;
}

// The quickest place to leave the vehicle at, from the goal outwards until the walk alone takes longer than the best
// way; none: walking all the way is as quick. `allowed` (by junction) may be null: everywhere.
JunctionId Travel::best_parking(const Router::Tree& to_goal, double to_vehicle_s, double on_foot_s,
                                const TravelSpeeds& speeds, const std::vector<bool>* allowed) {
  const auto& drive = world_.roads().tree_to(vehicle_at_, TravelMode::emergency);
  JunctionId best;
  double best_s = on_foot_s;
  for (std::size_t k = 0; auto place = to_goal.nearest(k); ++k) {
    const double on_foot_from_there_s = to_vehicle_s + place->to_go_s / speeds.walking;
    if (on_foot_from_there_s >= best_s) break;
    if (allowed != nullptr && !(*allowed)[place->junction.index()]) continue;
    const double s = on_foot_from_there_s + drive.to_go_s(place->junction) / speeds.driving;
    if (s >= best_s) continue;
    best_s = s;
    best = place->junction;
  }
  return best;
}

// Walk all the way, or go to the vehicle, drive as far as it makes sense and walk the rest. Parking places are compared
// by the way back (one tree serves them all); only when the best of them cannot be driven to, a road being one-way or
// cut in one direction, is it worth finding out which can.
bool Travel::choose(JunctionId goal, const TravelSpeeds& speeds, Approach& approach) {
  auto& roads = world_.roads();
  const auto& to_goal = roads.tree_to(goal, TravelMode::walk);
  approach = {};
  const double on_foot_s = at_ == goal ? 0 : to_goal.to_go_s(at_) / speeds.walking;
  if (!vehicle_at_.exists() || on_foot_s == 0) return std::isfinite(on_foot_s);
  const double to_vehicle_s =
      vehicle_at_ == at_ ? 0 : roads.tree_to(vehicle_at_, TravelMode::walk).to_go_s(at_) / speeds.walking;
  auto parking = best_parking(to_goal, to_vehicle_s, on_foot_s, speeds, nullptr);
  if (parking.exists() && !drivable(vehicle_at_, parking)) {
    const auto allowed = within_drive();
    parking = best_parking(to_goal, to_vehicle_s, on_foot_s, speeds, &allowed);
  }
  if (parking.exists()) approach = {.by_vehicle = true, .parking = parking};
  return approach.by_vehicle || std::isfinite(on_foot_s);
}

bool Travel::reach(Process& self, JunctionId goal, const TravelSpeeds& speeds) {
  if (!goal.exists() || !at_.exists()) return false;
  for (;;) {
    Approach approach;
    if (!choose(goal, speeds, approach)) return false;
    if (approach.by_vehicle) {
      if (!walk(self, vehicle_at_, speeds.walking)) continue;
      const bool there = drive(self, approach.parking, speeds.driving);
      vehicle_at_ = at_;
      if (!there) continue;
    }
    if (walk(self, goal, speeds.walking)) return true;
  }
}

// The segments to `to` and when each is left, as the roads are now; false: no way.
bool Travel::lay_way(JunctionId to, double factor) {
  const auto& network = world_.town().roads;
  const auto& router = world_.scenario().router(TravelMode::walk);
  const auto& tree = world_.roads().tree_to(to, TravelMode::walk);
  const auto& conditions = world_.roads().conditions();
  const auto now = world_.now();
  way_.clear();
  double passed_s = 0;
  SegmentId arrived_by;
  for (auto at = at_; at != to;) {
    const auto segment = tree.next_after(arrived_by, at);
    if (!segment.exists()) return false;
    const double speed =
        router.free_speed_m_per_s(segment) * conditions.speed_factor(segment, TravelMode::walk, now) * factor;
    passed_s += network.length_m(segment) / speed;
    way_.push_back({segment, passed_s});
    at = network.to(segment);
    arrived_by = segment;
  }
  return true;
}

bool Travel::walk(Process& self, JunctionId to, double factor) {
  bool stopped = false;
  while (at_ != to) {
    if (!lay_way(to, factor)) return false;
    if (stopped) on_detour_();
    began_s_ = seconds(world_.now());
    traveling_ = &self;
    const auto trip = self.delay(Duration{way_.back().leaves_s});
    traveling_ = nullptr;
    if (trip.outcome == WaitOutcome::elapsed) {
      at_ = to;
    } else {
      stop_on_the_way(self, trip.passed);
      stopped = true;
    }
  }
  return true;
}

// Ends the segment they are on, or turns back when it is closed and its beginning is nearer.
void Travel::stop_on_the_way(Process& self, Duration passed) {
  const auto& network = world_.town().roads;
  const double gone_s = seconds(passed);
  std::size_t on = 0;
  while (on + 1 < way_.size() && way_[on].leaves_s <= gone_s) ++on;
  const double entered_s = on == 0 ? 0.0 : way_[on - 1].leaves_s;
  const auto segment = way_[on].segment;
  const double back_s = std::max(0.0, gone_s - entered_s);
  const double ahead_s = std::max(0.0, way_[on].leaves_s - gone_s);
  const bool turns = back_s == 0 || (world_.roads().closed(segment, TravelMode::walk) && back_s < ahead_s);
  at_ = turns ? network.from(segment) : network.to(segment);
  const auto out_of_it = self.now() + Duration{turns ? back_s : ahead_s};
  while (self.now() < out_of_it) self.delay_until(out_of_it);
}

// ---- in the vehicle ----

// Among the traffic; false: no way any more, and the vehicle stands where that was noticed.
bool Travel::drive(Process& self, JunctionId to, double factor) {
  while (at_ != to) {
    const auto way = traffic::way_by(world_.town().roads, world_.roads().tree_to(to, TravelMode::emergency), {}, at_);
    if (way.empty()) return false;
    drives_to_ = ends_at_ = to;
    vehicle_ = traffic_.depart(*this, TravelMode::emergency, factor, way);
    traveling_ = &self;
    while (vehicle_ != traffic::kNone) self.wait();
    at_ = ends_at_;
  }
  return true;
}

void Travel::arrived(traffic::VehicleId vehicle) {
  if (vehicle != vehicle_) return;
  vehicle_ = traffic::kNone;
  std::exchange(traveling_, nullptr)->wake();
}

void Travel::held(traffic::VehicleId vehicle, SegmentId /*closed*/) {
  if (vehicle == vehicle_) go_round();
}

// From the next junction as the roads are now; without a way it ends there.
void Travel::go_round() {
  const auto at = traffic_.junction_ahead(vehicle_);
  const auto rest = traffic::way_by(world_.town().roads, world_.roads().tree_to(drives_to_, TravelMode::emergency),
                                    traffic_.segment_of(vehicle_), at);
  ends_at_ = rest.empty() ? at : drives_to_;
  traffic_.reroute(vehicle_, rest);
  if (!rest.empty()) on_detour_();
}

void Travel::road_changed(const RoadChange& change) {
  if (traveling_ == nullptr) return;
  if (vehicle_ != traffic::kNone) {
    if ((change.cut & mask_of(TravelMode::emergency)) == 0) return;
    const auto left = traffic_.route_left(vehicle_);
    if (std::find(left.begin(), left.end(), change.segment) != left.end()) go_round();
    return;
  }
  if ((change.modes & mask_of(TravelMode::walk)) == 0) return;
  const double gone_s = seconds(world_.now()) - began_s_;
  const bool ahead = std::any_of(
      way_.begin(), way_.end(), [&](const Leg& leg) { return leg.segment == change.segment && leg.leaves_s > gone_s; });
  if (ahead) traveling_->interrupt();
}

}  // namespace tocsin::rescue
