// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/trips.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/ensure.hpp"

namespace tocsin::evacuation {

Trips::Trips(World& world, std::function<void(std::uint32_t, JunctionId)> on_arrival,
             std::function<void(std::uint32_t, JunctionId)> on_cut_off, std::function<void(std::uint32_t)> on_detour)
    : world_(world),
      on_arrival_(std::move(on_arrival)),
      on_cut_off_(std::move(on_cut_off)),
      on_detour_(std::move(on_detour)) {
  world.roads().on_change([this](const RoadChange& change) { road_changed(change); });
}

bool Trips::on_the_way(std::uint32_t traveler) const {
  return traveler < slot_of_traveler_.size() && slot_of_traveler_[traveler] != 0;
}

bool Trips::begin(std::uint32_t traveler, JunctionId from, JunctionId to, TravelMode mode, double speed_factor) {
  ensure(!on_the_way(traveler), "a traveler makes one trip at a time");
  if (!from.exists() || !to.exists()) return false;
  if (from != to && !world_.roads().tree_to(to, mode).next(from).exists()) return false;
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(trips_.size()));
    trips_.emplace_back();
  }
  const auto slot = free_slots_.back();
  free_slots_.pop_back();
  if (traveler >= slot_of_traveler_.size()) slot_of_traveler_.resize(traveler + 1U, 0);
  slot_of_traveler_[traveler] = slot + 1;
  auto& trip = trips_[slot];
  trip.traveler = traveler;
  trip.destination = to;
  trip.mode = mode;
  trip.speed_factor = static_cast<float>(speed_factor);
  trip.active = true;
  start_leg(slot, from, seconds(world_.now()));
  return true;
}

// Lays the way from `from` along the present tree and books the arrival.
void Trips::start_leg(std::uint32_t slot, JunctionId from, double begins_s) {
  auto& trip = trips_[slot];
  const auto& roads = world_.town().roads;
  const auto& tree = world_.roads().tree_to(trip.destination, trip.mode);
  trip.leg_began_s = begins_s;
  trip.way.clear();
  trip.leaves_s.clear();
  double gone_s = 0;
  SegmentId arrived_by;
  for (auto at = from; at != trip.destination; at = roads.to(arrived_by)) {
    arrived_by = tree.next_after(arrived_by, at);
    ensure(arrived_by.exists(), "a way that was found must lead to its end");
    gone_s += time_on_s(trip, arrived_by);
    trip.way.push_back(arrived_by);
    trip.leaves_s.push_back(gone_s);
  }
  const double duration_s = trip.leaves_s.empty() ? 0.0 : trip.leaves_s.back();
  trip.arrival =
      world_.kernel().schedule(at_seconds(begins_s + duration_s), Phase::people, [this, slot] { arrive(slot); });
}

double Trips::time_on_s(const Trip& trip, SegmentId segment) const {
  const double factor = world_.roads().conditions().speed_factor(segment, trip.mode, world_.now()) * trip.speed_factor;
  const double speed = world_.scenario().router(trip.mode).free_speed_m_per_s(segment) * factor;
  return world_.town().roads.length_m(segment) / speed;
}

void Trips::arrive(std::uint32_t slot) {
  const auto traveler = trips_[slot].traveler;
  const auto at = trips_[slot].destination;
  release(slot);
  on_arrival_(traveler, at);
}

void Trips::release(std::uint32_t slot) {
  auto& trip = trips_[slot];
  slot_of_traveler_[trip.traveler] = 0;
  trip.active = false;
  free_slots_.push_back(slot);
}

void Trips::cancel(std::uint32_t traveler) {
  if (!on_the_way(traveler)) return;
  const auto slot = slot_of_traveler_[traveler] - 1;
  world_.kernel().cancel(trips_[slot].arrival);
  release(slot);
}

void Trips::road_changed(const RoadChange& change) {
  const double now_s = seconds(world_.now());
  const auto slots = trips_.size();
  for (std::uint32_t slot = 0; slot < slots; ++slot) {
    const auto& trip = trips_[slot];
    if (!trip.active || (change.modes & mask_of(trip.mode)) == 0) continue;
    const auto found = std::find(trip.way.begin(), trip.way.end(), change.segment);
    if (found == trip.way.end()) continue;
    const auto index = static_cast<std::size_t>(found - trip.way.begin());
    if (trip.leg_began_s + trip.leaves_s[index] <= now_s) continue;  // behind them
    if ((change.cut & mask_of(trip.mode)) != 0) {
      divert(slot, index);
    } else {
      retime(slot);
    }
  }
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
  const double left_share = left_s > 0 ? std::min(1.0, left_s / (trip.leaves_s[on] - entered_s)) : 0.0;
  double at_s = std::max(gone_s, entered_s);
  for (auto k = on; k < trip.way.size(); ++k) {
    at_s += time_on_s(trip, trip.way[k]) * (k == on ? left_share : 1.0);
    trip.leaves_s[k] = at_s;
  }
  world_.kernel().cancel(trip.arrival);
  trip.arrival =
      world_.kernel().schedule(at_seconds(trip.leg_began_s + at_s), Phase::people, [this, slot] { arrive(slot); });
}

// The segment `changed` of the way changes now. Whoever is on it leaves it by the nearer end; everybody else goes on
// from the next junction ahead.
void Trips::divert(std::uint32_t slot, std::size_t changed) {
  auto& trip = trips_[slot];
  const auto& roads = world_.town().roads;
  world_.kernel().cancel(trip.arrival);
  const double gone_s = seconds(world_.now()) - trip.leg_began_s;
  const auto on = segment_at(trip, gone_s);
  const double entered_s = on == 0 ? 0.0 : trip.leaves_s[on - 1];
  JunctionId next = roads.to(trip.way[on]);
  double reaches_s = trip.leg_began_s + trip.leaves_s[on];
  const bool under_way = gone_s > entered_s;
  if (!under_way) {
    next = roads.from(trip.way[on]);
    reaches_s = trip.leg_began_s + entered_s;
  } else if (on == changed && world_.roads().closed(trip.way[on], trip.mode) &&
             gone_s - entered_s < trip.leaves_s[on] - gone_s) {
    next = roads.from(trip.way[on]);  // back the way they came
    reaches_s = seconds(world_.now()) + (gone_s - entered_s);
  }
  reaches_s = std::max(reaches_s, seconds(world_.now()));
  const bool there = next == trip.destination;
  if (!there && !world_.roads().tree_to(trip.destination, trip.mode).next(next).exists()) {
    const auto traveler = trip.traveler;
    release(slot);
    on_cut_off_(traveler, next);
    return;
  }
  start_leg(slot, next, reaches_s);
  on_detour_(trips_[slot].traveler);
}

}  // namespace tocsin::evacuation
