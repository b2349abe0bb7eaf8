// SPDX-License-Identifier: Apache-2.0
// Households at the doors of shelters that somebody must open first, and those with a wheelchair.
#include <utility>

#include "models/evacuation/households.hpp"
#include "models/evacuation/shelters/doors.hpp"
#include "models/evacuation/shelters/shelter_operation.hpp"

namespace tocsin::evacuation {
namespace {

constexpr Purpose kWheelchair{"evacuation.wheelchair"};

}  // namespace

void Households::prepare_shelters() {
  const auto entries = world_->scenario().all<ShelterOperationParameters>();
  if (entries.empty()) return;
  auto& doors = world_->door<ShelterDoors>();
  doors.on_turned_away([this](HouseholdId id, ShelterId shelter) { turned_away(scope().position(id), shelter); });
  doors.on_change([this] {
    with_room_.clear();  // a shelter that can be gone to now is in none of them
    if (waiting_count_ == 0 || std::exchange(retry_planned_, true)) return;
    world_->kernel().schedule(world_->now(), Phase::people, [this] { retry_stranded(); });
  });
  const auto& people = world_->town().population;
  wheelchair_.resize(scope().households().size());
  for (std::uint32_t i = 0; i < wheelchair_.size(); ++i) {
    if (people.need_help[household(i).index()] == 0) continue;
    const double draw = world_->stream(kWheelchair, household(i).value).uniform();
    wheelchair_[i] = draw < entries.front()->wheelchair_users.fraction() ? 1 : 0;
  }
  world_->subscribe<ShelterReached>([this](const auto& reached) {
    const auto i = scope().position(reached.household);
    if (wheelchair_[i] == 0 || world_->town().shelters[reached.shelter.index()].step_free) return;
    world_->publish(CarriedOverSteps{reached.household, reached.shelter});
  });
}

// They have waited at the door, and there was no room when it opened.
void Households::turned_away(std::uint32_t position, ShelterId shelter) {
  if (rides(position)) pick_up_[position].point.reset();
  trips_->forget_delay(position);  // told at the door
  tried_[position].push_back(shelter);
  const auto& place = world_->town().shelters[shelter.index()].place;
  if (set_out(position, place.walk_junction, place.road_junction, true)) tell_rerouted(position);
}

// Those with a wheelchair, while they get to a shelter without steps; else they go where everybody goes, and are
// carried in.
Households::Destination Households::step_free_shelter(std::uint32_t position, JunctionId from, TravelMode mode) {
  if (!tried_[position].empty()) learn_roads(position);  // as everybody who asks at a door
  const auto suits = [&](ShelterId shelter) {
    return world_->town().shelters[shelter.index()].step_free && takes_in(position, shelter);
  };
  const auto first_at = [&](JunctionId door) -> ShelterId {
    for (const auto& [junction, shelter] : p_.doors_at(door, mode)) {
      if (suits(shelter)) return shelter;
    }
    return {};
  };
  const auto goal = p_.step_free_goal(mode);
  if (!goal.exists()) return {};
  const auto& tree = news_->tree_to(goal, from, hearing(position));
  const auto door = tree.destination_of(from);
  if (!door.exists()) return {};
  if (const auto shelter = first_at(door); shelter.exists()) {
    return {.shelter = shelter, .kin = {}, .door = door, .goal = goal};
  }
  learn_roads(position);
  const auto found =
      world_->roads().fastest_to_first(from, mode, [&](JunctionId junction) { return first_at(junction).exists(); });
  if (!found) return {};
  const auto there = found->segments.empty() ? from : world_->town().roads.to(found->segments.back());
  return {.shelter = first_at(there), .kin = {}, .door = there, .goal = {}};
}

}  // namespace tocsin::evacuation
