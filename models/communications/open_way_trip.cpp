// SPDX-License-Identifier: Apache-2.0
#include "models/communications/open_way_trip.hpp"

#include <algorithm>
#include <utility>

#include "engine/simulation/scenario.hpp"

namespace tocsin::communications {

OpenWayTrip::OpenWayTrip(World& world, const Going& going, const Place& from, const Place& to,
                         std::function<void(TripEnd)> ended)
    : world_(world),
      going_(going),
      at_(going.mode == TravelMode::walk ? from.walk_junction : from.road_junction),
      to_(going.mode == TravelMode::walk ? to.walk_junction : to.road_junction),
      ended_(std::move(ended)) {
  later(going.ready, &OpenWayTrip::go_on);
}

OpenWayTrip::~OpenWayTrip() {
  world_.kernel().cancel(next_);
}

void OpenWayTrip::later(Duration after, void (OpenWayTrip::*step)()) {
  next_ = world_.kernel().schedule_in(after, Phase::response, [this, step] { (this->*step)(); });
}

void OpenWayTrip::end_there() {
  const auto ended = std::exchange(ended_, nullptr);
  ended(at_.exists() && at_ == to_ ? TripEnd::arrived : TripEnd::gave_up);  // may destroy this
}

void OpenWayTrip::go_on() {
  const bool somewhere = at_.exists() && to_.exists();
  if (at_ == to_ || !somewhere || world_.now() >= going_.gives_up_at) return end_there();
  const auto segment = world_.roads().tree_to(to_, going_.mode).next(at_);
  if (!segment.exists()) {
    if (!std::exchange(held_up_, true) && on_held_up_) on_held_up_();
    const auto look = world_.now() + going_.look_again;
    return later(std::min(look, going_.gives_up_at) - world_.now(), &OpenWayTrip::go_on);
  }
  held_up_ = false;
  const double free_m_per_s = world_.scenario().router(going_.mode).free_speed_m_per_s(segment) * going_.speed_factor;
  const Time leaves = world_.roads().conditions().leaves_at(segment, going_.mode, world_.now(), free_m_per_s);
  at_ = world_.town().roads.to(segment);
  later(leaves - world_.now(), &OpenWayTrip::go_on);
}

}  // namespace tocsin::communications
