// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/shelters/doors.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::evacuation {

ShelterDoors::Door ShelterDoors::of(ShelterId shelter) const {
  const auto& entrance = shelters_[shelter.index()];
  if (entrance.for_good) return Door::closed;
  if (!entrance.closed) return Door::open;
  return world_.now() >= entrance.wait_from ? Door::opens_soon : Door::closed;
}

void ShelterDoors::close(ShelterId shelter, Duration patience) {
  auto& entrance = shelters_[shelter.index()];
  entrance.closed = true;
  entrance.patience = patience;
}

void ShelterDoors::expect(ShelterId shelter, Time opens_at) {
  auto& entrance = shelters_[shelter.index()];
  entrance.wait_from = std::max(world_.now(), opens_at - entrance.patience);
  world_.kernel().schedule(entrance.wait_from, Phase::people, [this] { changed(); });
}

void ShelterDoors::open(ShelterId shelter) {
  auto& entrance = shelters_[shelter.index()];
  if (entrance.for_good || !std::exchange(entrance.closed, false)) return;
  world_.publish(ShelterOpened{shelter});
  answer_waiting(shelter);
}

void ShelterDoors::close_for_good(ShelterId shelter) {
  shelters_[shelter.index()].for_good = true;
  answer_waiting(shelter);
  changed();
}

// As many of those at the door as there are places for are let in.
void ShelterDoors::answer_waiting(ShelterId shelter) {
  auto& roll = world_.door<Roll>();
  for (const auto household : std::exchange(shelters_[shelter.index()].waiting, {})) {
    if (roll.state(household) != State::at_door) continue;  // rescuers have it, or nobody is left of it
    if (roll.persons(household) == 0 || roll.admit(household, shelter)) continue;
    if (on_turned_away_) on_turned_away_(household, shelter);
  }
}

}  // namespace tocsin::evacuation
