// SPDX-License-Identifier: Apache-2.0
#include "engine/base/ensure.hpp"
#include "models/evacuation/evacuation.hpp"
#include "models/evacuation/roll_changes.hpp"
#include "models/evacuation/shelters/doors.hpp"

namespace tocsin::evacuation {

Roll::Roll(World& world) : world_(world), doors_(world.door<ShelterDoors>()) {
  const auto households = world.scenario().scope.households().size();
  state_.assign(households, State::at_home);
  harmed_.assign(households, 0);
  ordered_.assign(households, 0);
  residents_in_[static_cast<std::size_t>(State::at_home)] = world.scenario().scope.residents();
  for (const auto& shelter : world.town().shelters) free_places_.push_back(shelter.capacity_persons);
}

std::uint32_t Roll::position(HouseholdId household) const {
  return world_.scenario().scope.position(household);
}

std::uint32_t Roll::persons(HouseholdId household) const {
  return world_.town().population.persons[household.index()] - static_cast<std::uint32_t>(harmed(household)) -
         away(household);
}

void Roll::set_ordered(HouseholdId household) {
  auto& ordered = ordered_[position(household)];
  if (ordered != 0) return;
  ordered = 1;
  world_.publish(HouseholdOrdered{household, persons(household) + away(household)});
}

void Roll::set_away(HouseholdId household, std::uint32_t persons_away) {
  ensure(persons_away <= persons(household), "only persons of the household can be away");
  away_.resize(state_.size(), 0);
  away_[position(household)] = static_cast<std::uint8_t>(persons_away);
  world_.door<RollChanges>().note(household);
  residents_away_ += persons_away;
  residents_in_[static_cast<std::size_t>(State::at_home)] -= persons_away;
}

void Roll::come_home(HouseholdId household) {
  auto& persons_away = away_[position(household)];
  const std::uint32_t count = persons_away;
  persons_away = 0;
  residents_away_ -= count;
  residents_in_[static_cast<std::size_t>(state(household))] += count;
  world_.door<RollChanges>().note(household);
  world_.publish(MembersHome{household, count});
}

void Roll::move(HouseholdId household, State to) {
  auto& state = state_[position(household)];
  const auto count = persons(household);
  residents_in_[static_cast<std::size_t>(state)] -= count;
  residents_in_[static_cast<std::size_t>(to)] += count;
  state = to;
  world_.door<RollChanges>().note(household);
}

void Roll::harm(HouseholdId household, std::uint32_t persons_harmed) {
  ensure(persons_harmed > 0 && persons_harmed <= persons(household), "only persons of the household can be harmed");
  const auto at = position(household);
  residents_in_[static_cast<std::size_t>(state_[at])] -= persons_harmed;
  residents_harmed_ += persons_harmed;
  harmed_[at] = static_cast<std::uint8_t>(harmed_[at] + persons_harmed);
  world_.door<RollChanges>().note(household);
  world_.publish(PersonsHarmed{household, persons_harmed});
}

std::uint32_t Roll::free_places(ShelterId shelter) const {
  return doors_.of(shelter) == ShelterDoors::Door::closed ? 0 : free_places_[shelter.index()];
}

std::uint32_t Roll::places_left(ShelterId shelter) const {
  return doors_.closed_for_good(shelter) ? 0 : free_places_[shelter.index()];
}

std::uint32_t Roll::persons_at(ShelterId shelter) const {
  return world_.town().shelters[shelter.index()].capacity_persons - free_places_[shelter.index()];
}

bool Roll::admit(HouseholdId household, ShelterId shelter) {
  const auto count = persons(household);
  if (doors_.of(shelter) == ShelterDoors::Door::opens_soon) {
    move(household, State::at_door);
    doors_.wait(household, shelter);
    world_.publish(ShelterDoorReached{household, shelter, count});
    return true;
  }
  auto& free = free_places_[shelter.index()];
  if (count > free_places(shelter)) {
    world_.publish(ShelterRefused{household, shelter});
    return false;
  }
  free -= count;
  move(household, State::at_shelter);
  world_.publish(ShelterReached{household, shelter, count});
  return true;
}

void Roll::take_in(HouseholdId household, ZoneId zone) {
  move(household, State::with_kin);
  world_.publish(KinReached{household, zone, persons(household)});
}

void Roll::check_out(HouseholdId household, ShelterId shelter) {
  ensure(state(household) == (shelter.exists() ? State::at_shelter : State::with_kin), "who leaves safety is there");
  if (shelter.exists()) free_places_[shelter.index()] += persons(household);
  move(household, State::on_the_way);
}

void Roll::take_along(HouseholdId household, TeamId team) {
  ensure(state(household) != State::at_shelter && state(household) != State::with_kin,
         "who is in safety is not taken along");
  move(household, State::with_rescuers);
  if (on_taken_) on_taken_(household);
  world_.publish(HouseholdTakenAlong{team, household, persons(household)});
}

}  // namespace tocsin::evacuation
