// SPDX-License-Identifier: Apache-2.0
#include "models/communications/messenger.hpp"

#include <algorithm>
#include <utility>

#include "engine/simulation/scenario.hpp"

namespace tocsin::communications {

Messenger::Messenger(World& world, const MessengerParameters& parameters, const Place& from, const Place& to,
                     std::function<void(MessengerEnd)> ended)
    : world_(world),
      parameters_(parameters),
      mode_(parameters.by == MessengerMode::foot ? TravelMode::walk : TravelMode::motorcycle),
      at_(mode_ == TravelMode::walk ? from.walk_junction : from.road_junction),
      to_(mode_ == TravelMode::walk ? to.walk_junction : to.road_junction),
      gives_up_at_(world.now() + parameters.patience),
      ended_(std::move(ended)) {
  later(parameters.ready, &Messenger::go_on);
}

Messenger::~Messenger() {
  world_.kernel().cancel(next_);
}

void Messenger::later(Duration after, void (Messenger::*step)()) {
  next_ = world_.kernel().schedule_in(after, Phase::response, [this, step] { (this->*step)(); });
}

void Messenger::end_there() {
  const auto ended = std::exchange(ended_, nullptr);
  ended(at_.exists() && at_ == to_ ? MessengerEnd::arrived : MessengerEnd::gave_up);  // may destroy this
}

void Messenger::go_on() {
  const bool somewhere = at_.exists() && to_.exists();
  if (at_ == to_ || !somewhere || world_.now() >= gives_up_at_) return end_there();
  const auto segment = world_.roads().tree_to(to_, mode_).next(at_);
  if (!segment.exists()) {
    const Duration left = gives_up_at_ - world_.now();
    return later(std::min(parameters_.look_again, left), &Messenger::go_on);
  }
  const double free_m_per_s = world_.scenario().router(mode_).free_speed_m_per_s(segment) * parameters_.speed_factor;
  const Time leaves = world_.roads().conditions().leaves_at(segment, mode_, world_.now(), free_m_per_s);
  at_ = world_.town().roads.to(segment);
  later(leaves - world_.now(), &Messenger::go_on);
}

}  // namespace tocsin::communications
