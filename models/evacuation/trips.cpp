// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/trips.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/base/ensure.hpp"

namespace tocsin::evacuation {

Trips::Trips(World& world, std::function<void(std::uint32_t, JunctionId)> on_arrival,
             std::function<void(std::uint32_t, JunctionId)> on_cut_off, std::function<void(std::uint32_t)> on_detour)
    : world_(world),
      traffic_(world.door<traffic::RoadTraffic>()),
      news_(world.door<traffic::RoadNews>()),
      narrow_(world.door<NarrowPaths>()),
      on_arrival_(std::move(on_arrival)),
      on_cut_off_(std::move(on_cut_off)),
      on_detour_(std::move(on_detour)),
      first_use_(world.town().roads.segment_count(), 0) {
  world.roads().on_change([this](const RoadChange& change) { road_changed(change); });
}

bool Trips::on_the_way(std::uint32_t traveler) const {
  return traveler < slot_of_traveler_.size() && slot_of_traveler_[traveler] != 0;
}

traffic::Delay Trips::delay(std::uint32_t traveler) const {
  return traveler < delays_.size() ? delays_[traveler] : traffic::Delay{};
}

std::uint32_t Trips::take_slot(std::uint32_t traveler) {
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(trips_.size()));
    trips_.emplace_back();
  }
  const auto slot = free_slots_.back();
  free_slots_.pop_back();
  if (traveler >= slot_of_traveler_.size()) slot_of_traveler_.resize(traveler + 1U, 0);
  slot_of_traveler_[traveler] = slot + 1;
  return slot;
}

// By what the traveler knows of the roads.
const Router::Tree& Trips::known_tree(const Journey& journey) {
  const traffic::Hearing hearing{journey.informed, journey.news_delay_s, journey.knows_until_s};
  if (journey.goal.exists()) return news_.tree_to(journey.goal, journey.from, hearing);
  return news_.tree_to(journey.to, journey.mode, journey.from, hearing);
}

std::vector<SegmentId> Trips::way_by(const Router::Tree& tree, SegmentId arrived_by, JunctionId at) const {
  return traffic::way_by(world_.town().roads, tree, arrived_by, at);
}

bool Trips::begin(std::uint32_t traveler, const Journey& journey) {
  ensure(!on_the_way(traveler), "a traveler makes one trip at a time");
  if (!journey.from.exists() || !journey.to.exists()) return false;
  auto way = journey.route != nullptr ? journey.route->segments : way_by(known_tree(journey), {}, journey.from);
  const auto ends_at = way.empty() ? journey.from : world_.town().roads.to(way.back());
  if (ends_at != journey.to) return false;
  const auto slot = take_slot(traveler);
  auto& trip = trips_[slot];
  trip.traveler = traveler;
  trip.destination = journey.to;
  trip.mode = journey.mode;
  trip.speed_factor = static_cast<float>(journey.speed_factor);
  trip.informed = journey.informed;
  trip.news_delay_s = journey.news_delay_s;
  ++trip.number;
  trip.detour_limit_s = journey.detour_limit_s;
  trip.active = true;
  trip.stuck = false;
  trip.persons = journey.persons;
  trip.waits_s = 0;
  trip.told_of = 0;
  trip.vehicle = traffic::kNone;
  note_users(slot, way);
  hear_of_earlier_cuts(slot, way, journey.knows_until_s);
  if (journey.mode == TravelMode::walk || way.empty()) {
    walk_leg(slot, std::move(way), seconds(world_.now()));
    return true;
  }
  const auto vehicle = traffic_.depart(*this, journey.mode, journey.speed_factor, way, {.escorted = journey.escorted});
  trip.vehicle = vehicle;
  if (vehicle >= slot_of_vehicle_.size()) slot_of_vehicle_.resize(vehicle + 1U, 0);
  slot_of_vehicle_[vehicle] = slot;
  return true;
}

void Trips::note_users(std::uint32_t slot, std::span<const SegmentId> way) {
  for (const SegmentId segment : way) {
    uses_.push_back({slot, first_use_[segment.index()]});
    first_use_[segment.index()] = static_cast<std::uint32_t>(uses_.size());
  }
}

void Trips::cancel(std::uint32_t traveler) {
  if (!on_the_way(traveler)) return;
  const auto slot = slot_of_traveler_[traveler] - 1;
  const auto& trip = trips_[slot];
  if (trip.vehicle != traffic::kNone) {
    traffic_.remove(trip.vehicle);
  } else {
    world_.kernel().cancel(trip.arrival);
  }
  release(slot);
}

void Trips::add_delay(std::uint32_t traveler, const traffic::Delay& waited) {
  if (traveler >= delays_.size()) delays_.resize(traveler + 1U);
  auto& delay = delays_[traveler];
  delay.all_s += waited.all_s;
  if (waited.worst_s > delay.worst_s) {
    delay.worst_s = waited.worst_s;
    delay.worst = waited.worst;
  }
}

void Trips::release(std::uint32_t slot) {
  auto& trip = trips_[slot];
  settle_wait(trip);
  if (trip.vehicle != traffic::kNone) add_delay(trip.traveler, traffic_.delay(trip.vehicle));
  slot_of_traveler_[trip.traveler] = 0;
  trip.active = false;
  free_slots_.push_back(slot);
}

void Trips::end_in(std::uint32_t slot, JunctionId at, bool arrived) {
  const auto traveler = trips_[slot].traveler;
  release(slot);
  arrived ? on_arrival_(traveler, at) : on_cut_off_(traveler, at);
}

void Trips::road_changed(const RoadChange& change) {
  ++changes_;
  for (auto use = first_use_[change.segment.index()]; use != 0; use = uses_[use - 1].next) {
    const auto slot = uses_[use - 1].slot;
    auto& trip = trips_[slot];
    if (!trip.active || (change.modes & mask_of(trip.mode)) == 0) continue;
    if (std::exchange(trip.told_of, changes_) == changes_) continue;  // it was noted more than once
    if (trip.vehicle == traffic::kNone) {
      walker_concerned(slot, change);
    } else {
      vehicle_concerned(slot, change);
    }
  }
}

// ---- those who drive ----

void Trips::arrived(traffic::VehicleId vehicle) {
  const auto slot = slot_of_vehicle_[vehicle];
  end_in(slot, trips_[slot].destination, true);
}

void Trips::held(traffic::VehicleId vehicle, SegmentId /*closed*/) {
  const auto slot = slot_of_vehicle_[vehicle];
  if (!trips_[slot].active || trips_[slot].vehicle != vehicle) return;  // somebody told before it took it off the road
  trips_[slot].informed = true;                                         // he sees it, and asks those who stand there
  drive_round(slot);
}

// A traveler who follows officers does so wherever he meets some.
bool Trips::guided(traffic::VehicleId vehicle, Share following) {
  const auto slot = slot_of_vehicle_[vehicle];
  auto& trip = trips_[slot];
  if (!trip.active || trip.vehicle != vehicle || (trip.informed && trip.news_delay_s <= 0)) return false;
  const auto left = traffic_.route_left(vehicle);
  const bool cut_ahead =
      std::any_of(left.begin(), left.end(), [&](SegmentId s) { return world_.roads().closed(s, trip.mode); });
  if (trip.informed && !cut_ahead) return false;  // nothing that is new to him
  if (world_.stream("evacuation.guidance", stream_key_(trip.traveler)).uniform() >= following.fraction()) return false;
  trip.informed = true;
  if (cut_ahead) drive_round(slot);
  return true;
}

JunctionId Trips::destination(traffic::VehicleId vehicle) const {
  const auto& trip = trips_[slot_of_vehicle_[vehicle]];
  const bool drives = trip.active && trip.vehicle == vehicle && !trip.stuck;
  return drives ? trip.destination : JunctionId{};
}

bool Trips::listens(traffic::VehicleId vehicle, Share listening) const {
  const auto traveler = trips_[slot_of_vehicle_[vehicle]].traveler;
  return world_.stream("evacuation.listening", stream_key_(traveler)).uniform() < listening.fraction();
}

void Trips::diverted(traffic::VehicleId vehicle) {
  const auto slot = slot_of_vehicle_[vehicle];
  trips_[slot].informed = true;
  note_users(slot, traffic_.route_left(vehicle));
  on_detour_(trips_[slot].traveler);
}

void Trips::stuck(traffic::VehicleId vehicle) {
  auto& trip = trips_[slot_of_vehicle_[vehicle]];
  trip.stuck = true;
  if (on_stuck_) on_stuck_(trip.traveler, traffic_.junction_ahead(vehicle));
}

// What was cut ahead meanwhile he sees when he stands before it.
void Trips::freed(traffic::VehicleId vehicle) {
  auto& trip = trips_[slot_of_vehicle_[vehicle]];
  trip.stuck = false;
  if (on_freed_) on_freed_(trip.traveler);
}

// Whoever is on the road that is cut drives out of it; whoever would still come to it turns off if he hears of it.
void Trips::vehicle_concerned(std::uint32_t slot, const RoadChange& change) {
  const auto& trip = trips_[slot];
  if (!trip.informed || trip.stuck || (change.cut & mask_of(trip.mode)) == 0) return;
  if (trip.news_delay_s > 0) return hear_later(slot, change.segment, seconds(world_.now()));
  const auto left = traffic_.route_left(trip.vehicle);
  if (std::find(left.begin(), left.end(), change.segment) != left.end()) drive_round(slot);
}

// Cuts of his way that happened before he set out, and of which he has not heard yet.
void Trips::hear_of_earlier_cuts(std::uint32_t slot, std::span<const SegmentId> way, double knows_until_s) {
  const auto& trip = trips_[slot];
  if (!trip.informed || trip.news_delay_s <= 0) return;
  for (const SegmentId segment : way) {
    if (!world_.roads().closed(segment, trip.mode)) continue;
    const double cut_s = news_.last_cut_s(segment, trip.mode);
    const bool knows = cut_s <= knows_until_s || seconds(world_.now()) - cut_s >= trip.news_delay_s;
    if (!knows) hear_later(slot, segment, cut_s);
  }
}

// After his delay, if anybody tells him at all.
void Trips::hear_later(std::uint32_t slot, SegmentId segment, double cut_s) {
  const auto& trip = trips_[slot];
  if (!std::isfinite(trip.news_delay_s)) return;
  const auto number = trip.number;
  const double at_s = std::max(seconds(world_.now()), cut_s + trip.news_delay_s);
  world_.kernel().schedule(at_seconds(at_s), Phase::people, [this, slot, number, segment, cut_s] {
    if (trips_[slot].active && trips_[slot].number == number) hear(slot, segment, cut_s);
  });
}

// News that a road ahead is closed, when it still is by the same cut: each has its own news. Whoever stood before it
// meanwhile has gone another way.
void Trips::hear(std::uint32_t slot, SegmentId segment, double cut_s) {
  const auto& trip = trips_[slot];
  if (trip.stuck || !world_.roads().closed(segment, trip.mode)) return;
  if (news_.last_cut_s(segment, trip.mode) > cut_s) return;
  if (trip.vehicle != traffic::kNone) {
    const auto left = traffic_.route_left(trip.vehicle);
    if (std::find(left.begin(), left.end(), segment) != left.end()) drive_round(slot);
    return;
  }
  const auto found = std::find(trip.way.begin(), trip.way.end(), segment);
  const auto index = static_cast<std::size_t>(found - trip.way.begin());
  if (found != trip.way.end() && index >= trip.leaves_s.size()) divert(slot, index);
}

// From the next junction to the destination as the roads are now.
void Trips::drive_round(std::uint32_t slot) {
  const auto& trip = trips_[slot];
  const auto at = traffic_.junction_ahead(trip.vehicle);
  const auto rest = way_by(world_.roads().tree_to(trip.destination, trip.mode), traffic_.segment_of(trip.vehicle), at);
  if (rest.empty() && at != trip.destination) {
    traffic_.remove(trip.vehicle);
    end_in(slot, at, false);
    return;
  }
  note_users(slot, rest);
  const auto traveler = trip.traveler;
  traffic_.reroute(trip.vehicle, rest);
  on_detour_(traveler);
}

// ---- those who walk ----

double Trips::time_on_s(const Trip& trip, SegmentId segment) const {
  const double factor = world_.roads().conditions().speed_factor(segment, trip.mode, world_.now()) *
                        static_cast<double>(trip.speed_factor);
  const double speed = world_.scenario().router(trip.mode).free_speed_m_per_s(segment) * factor;
  return static_cast<double>(world_.town().roads.length_m(segment)) / speed;
}

// As far as nothing stops him: to the end, to a closed road, or to the queue before a narrow path. Who has been let in
// to the path that the way begins with does not queue there again.
void Trips::walk_leg(std::uint32_t slot, std::vector<SegmentId> way, double begins_s, bool let_in) {
  auto& trip = trips_[slot];
  trip.leg_began_s = begins_s;
  trip.let_in = let_in;
  trip.retimed_on = kNowhere;
  trip.way = std::move(way);
  trip.leaves_s.clear();
  double gone_s = 0;
  for (const SegmentId segment : trip.way) {
    if (world_.roads().closed(segment, trip.mode)) break;  // he will stand before it
    if (narrow_.limits(segment) && !(let_in && trip.leaves_s.empty())) break;
    gone_s += time_on_s(trip, segment);
    trip.leaves_s.push_back(gone_s);
  }
  book_walk(slot);
}

void Trips::book_walk(std::uint32_t slot) {
  auto& trip = trips_[slot];
  const double duration_s = trip.leaves_s.empty() ? 0.0 : trip.leaves_s.back();
  const double at_s = std::max(seconds(world_.now()), trip.leg_began_s + duration_s);
  trip.arrival = world_.kernel().schedule(at_seconds(at_s), Phase::people, [this, slot] { walked(slot); });
}

// He knows when his turn is, for whoever comes later is behind him.
void Trips::queue_at(std::uint32_t slot, std::vector<SegmentId> rest) {
  auto& trip = trips_[slot];
  trip.joined_s = seconds(world_.now());
  trip.waits_s = narrow_.enter(rest.front(), trip.persons);
  trip.waits_at = rest.front();
  walk_leg(slot, std::move(rest), trip.joined_s + trip.waits_s, true);
}

// What he has waited before a narrow path, once he is on it or has left the queue.
void Trips::settle_wait(Trip& trip) {
  const double waited_s = std::min(trip.waits_s, seconds(world_.now()) - trip.joined_s);
  trip.waits_s = 0;
  if (waited_s <= 0) return;
  add_delay(trip.traveler, {.all_s = waited_s, .worst_s = waited_s, .worst = trip.waits_at.value});
}

// At the destination, before a road that was closed when he set out or has been cut since, or before a narrow path.
void Trips::walked(std::uint32_t slot) {
  auto& trip = trips_[slot];
  settle_wait(trip);
  const auto gone = trip.leaves_s.size();
  if (gone == trip.way.size()) return end_in(slot, trip.destination, true);
  const auto ahead = trip.way[gone];
  if (world_.roads().closed(ahead, trip.mode)) return end_in(slot, world_.town().roads.from(ahead), false);
  std::vector<SegmentId> rest(trip.way.begin() + static_cast<std::ptrdiff_t>(gone), trip.way.end());
  const bool let_in = trip.let_in && gone == 0;  // it was closed while he waited for his turn
  if (narrow_.limits(ahead) && !let_in) return queue_at(slot, std::move(rest));
  walk_leg(slot, std::move(rest), seconds(world_.now()), let_in);
}

void Trips::walker_concerned(std::uint32_t slot, const RoadChange& change) {
  auto& trip = trips_[slot];
  const auto found = std::find(trip.way.begin(), trip.way.end(), change.segment);
  if (found == trip.way.end()) return;
  const auto index = static_cast<std::size_t>(found - trip.way.begin());
  const bool cut = (change.cut & mask_of(trip.mode)) != 0;
  if (index >= trip.leaves_s.size()) {  // behind the place where he will stop, or queue
    if (!trip.informed || !cut) return;
    return trip.news_delay_s > 0 ? hear_later(slot, change.segment, seconds(world_.now())) : divert(slot, index);
  }
  const double gone_s = seconds(world_.now()) - trip.leg_began_s;
  if (trip.leaves_s[index] <= gone_s) return;  // behind him
  if (!cut) return retime(slot);
  const bool on_it = gone_s >= (index == 0 ? 0.0 : trip.leaves_s[index - 1]);
  const bool knows = trip.informed && trip.news_delay_s <= 0;
  if (knows || on_it) return divert(slot, index);
  if (trip.informed) hear_later(slot, change.segment, seconds(world_.now()));
  trip.leaves_s.resize(index);
  world_.kernel().cancel(trip.arrival);
  book_walk(slot);
}

// Where on its way a trip is. By rounding the last segment may seem to have been left an instant before the arrival
// that is still booked; they are on it.
std::size_t Trips::segment_at(const Trip& trip, double gone_s) {
  std::size_t on = 0;
  while (on + 1 < trip.leaves_s.size() && trip.leaves_s[on] <= gone_s) ++on;
  return on;
}

// Same way, other speed: what remains of the present segment and every later one takes its new time.
void Trips::retime(std::uint32_t slot) {
  auto& trip = trips_[slot];
  const double gone_s = seconds(world_.now()) - trip.leg_began_s;
  const auto on = segment_at(trip, gone_s);
  const double entered_s = on == 0 ? 0.0 : trip.leaves_s[on - 1];
  const double left_s = std::max(0.0, trip.leaves_s[on] - gone_s);
  const auto [since_s, since_share] =
      trip.retimed_on == on ? std::pair(trip.retimed_s, trip.retimed_left) : std::pair(entered_s, 1.0);
  const double left_share = left_s > 0 ? since_share * std::min(1.0, left_s / (trip.leaves_s[on] - since_s)) : 0.0;
  double at_s = std::max(gone_s, entered_s);
  trip.retimed_on = on;
  trip.retimed_s = at_s;
  trip.retimed_left = left_share;
  for (auto k = on; k < trip.leaves_s.size(); ++k) {
    at_s += time_on_s(trip, trip.way[k]) * (k == on ? left_share : 1.0);
    trip.leaves_s[k] = at_s;
  }
  world_.kernel().cancel(trip.arrival);
  book_walk(slot);
}

// The segment `changed` of the way is cut now. Whoever is on it leaves it by the nearer end; everybody else goes on
// from the next junction ahead.
void Trips::divert(std::uint32_t slot, std::size_t changed) {
  auto& trip = trips_[slot];
  const auto& roads = world_.town().roads;
  world_.kernel().cancel(trip.arrival);
  settle_wait(trip);
  const double gone_s = seconds(world_.now()) - trip.leg_began_s;
  const auto on = segment_at(trip, gone_s);
  const double entered_s = on == 0 ? 0.0 : trip.leaves_s[on - 1];
  const double left_s = trip.leaves_s.empty() ? 0.0 : trip.leaves_s[on];  // none: he stands before a narrow path
  JunctionId next = roads.to(trip.way[on]);
  double reaches_s = trip.leg_began_s + left_s;
  const bool under_way = gone_s > entered_s && !trip.leaves_s.empty();
  if (!under_way) {
    next = roads.from(trip.way[on]);
    reaches_s = trip.leg_began_s + entered_s;
  } else if (on == changed && world_.roads().closed(trip.way[on], trip.mode) && gone_s - entered_s < left_s - gone_s) {
    next = roads.from(trip.way[on]);  // back the way they came
    reaches_s = seconds(world_.now()) + (gone_s - entered_s);
  }
  reaches_s = std::max(reaches_s, seconds(world_.now()));
  trip.informed = true;
  const auto& tree = world_.roads().tree_to(trip.destination, trip.mode);
  if (tree.to_go_s(next) > trip.detour_limit_s) return end_in(slot, next, false);
  auto way = way_by(tree, {}, next);
  if (way.empty() && next != trip.destination) return end_in(slot, next, false);
  const bool queues = trip.let_in && on == 0 && !under_way;
  const bool same_path = queues && !way.empty() && way.front() == trip.way.front();
  if (queues && !same_path) reaches_s = seconds(world_.now());  // nothing keeps him in the queue
  note_users(slot, way);
  walk_leg(slot, std::move(way), reaches_s, same_path);
  on_detour_(trips_[slot].traveler);
}

}  // namespace tocsin::evacuation
