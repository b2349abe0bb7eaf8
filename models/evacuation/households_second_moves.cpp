// SPDX-License-Identifier: Apache-2.0
// Households in a shelter that the hazard reaches (二次转移): the shelter closes when staff see it come, its people go
// on to another as from a full one, and who is still inside is in the water like those who stay at home.
#include <algorithm>
#include <utility>
#include <vector>

#include "engine/random/distributions.hpp"
#include "models/evacuation/households.hpp"
#include "models/evacuation/shelters/doors.hpp"

namespace tocsin::evacuation {
namespace {

constexpr Purpose kLeaving{"evacuation.second_move"};
constexpr Purpose kHarm{"evacuation.harm_in_shelter"};

/// For its random numbers: one household may be moved from several shelters.
std::uint64_t stay_of(HouseholdId household, ShelterId shelter) {
  return (static_cast<std::uint64_t>(shelter.value) << 32U) | household.value;
}

}  // namespace

void Households::prepare_second_moves() {
  if (world_->scenario().all<hazard::HazardMap>().empty()) return;
  world_->subscribe<ShelterReached>([this](const auto& reached) {
    if (!lodging_.empty()) lodging_[scope().position(reached.household)].shelter = reached.shelter;
  });
  roll_->set_stranded_in([this](HouseholdId id) {
    const auto i = scope().position(id);
    const bool shut_in = is_to_leave_shelter(i) && roll_->state(id) == State::stranded;
    return shut_in ? lodging_[i].shelter : ShelterId{};
  });
  // The hazards of this replication are known when all models have started.
  world_->kernel().schedule(kStartEx, Phase::environment, [this] { expect_hazard_at_shelters(); });
}

// Also of shelters not in use: teams bring people to any.
void Households::expect_hazard_at_shelters() {
  const auto& shelters = world_->town().shelters;
  for (std::size_t s = 0; s < shelters.size(); ++s) {
    const ShelterId shelter(s);
    if (!p_.uses(shelter) && !scope().contains(shelters[s].township)) continue;
    const auto reached = hazards_->arrival(shelters[s].place, p_.shelter_depth_limit);
    const auto closes = std::max(world_->now(), reached - p_.second_move_notice);
    if (closes > world_->scenario().end()) continue;
    lodging_.resize(scope().households().size());
    inside_.resize(shelters.size());
    world_->kernel().schedule(closes, Phase::people, [this, shelter] { clear_shelter(shelter); });
    if (reached > world_->scenario().end()) continue;
    world_->kernel().schedule(reached, Phase::people, [this, shelter] { note_hazard_at(shelter); });
  }
}

void Households::clear_shelter(ShelterId shelter) {
  auto& inside = inside_[shelter.index()];
  std::uint32_t persons = 0;
  for (std::uint32_t i = 0; i < lodging_.size(); ++i) {
    const auto id = household(i);
    const bool here = lodging_[i].shelter == shelter && roll_->state(id) == State::at_shelter;
    if (!here || roll_->persons(id) == 0) continue;
    inside.push_back(i);
    persons += roll_->persons(id);
  }
  if (p_.uses(shelter) || persons > 0) world_->publish(ShelterClosed{shelter, persons});
  with_room_.clear();  // it is in some of them
  world_->door<ShelterDoors>().close_for_good(shelter);
  for (const auto position : inside) order_second_move(position, shelter);
}

// Whoever is told to leave is told where there is room, as those who come to a full shelter.
void Households::order_second_move(std::uint32_t position, ShelterId shelter) {
  const auto id = household(position);
  auto& lodging = lodging_[position];
  lodging.to_leave = true;
  lodging.persons = roll_->persons(id);
  roll_->check_out(id, shelter);
  forget_evacuation(position);
  tried_[position].push_back(shelter);
  world_->publish(SecondMoveOrdered{id, shelter, lodging.persons});
  const Uniform time(seconds(p_.second_move_shortest), seconds(p_.second_move_longest));
  const Duration until{time.quantile(world_->stream(kLeaving, stay_of(id, shelter)).uniform())};
  world_->kernel().schedule_in(until, Phase::people, [this, position] { leave_shelter(position); });
}

bool Households::water_keeps_in(ShelterId shelter) const {
  return hazards_->depth(world_->town().shelters[shelter.index()].place, world_->now()) > p_.stay_inside_depth;
}

// By their own vehicle if they came in it, or on foot. Who cannot stays inside, where teams find him.
void Households::leave_shelter(std::uint32_t position) {
  const auto id = household(position);
  const auto shelter = lodging_[position].shelter;
  const auto& place = world_->town().shelters[shelter.index()].place;
  take_harm_in_shelter(position, hazards_->harmed_share(place, kStartEx, world_->now()).fraction());
  if (roll_->persons(id) == 0) return;
  if (water_keeps_in(shelter)) {
    held_at_[position] = place.walk_junction.exists() ? place.walk_junction : place.road_junction;
    return strand(position, StrandedReason::water_at_shelter);
  }
  if (!set_out(position, place.walk_junction, place.road_junction, true)) return;
  lodging_[position].to_leave = false;
  const auto& to = destination_[position];
  world_->publish(SecondMoveBegun{id, shelter, to.shelter, to.kin, way_by(mode_[position]), roll_->persons(id)});
}

// There may be a way, or a place elsewhere.
bool Households::retry_in_shelter(std::uint32_t position, std::uint32_t most_free_places) {
  const auto shelter = lodging_[position].shelter;
  const auto& place = world_->town().shelters[shelter.index()].place;
  const auto mode = mode_[position];
  const bool reachable =
      can_get_to_safety(position, place.walk_junction, TravelMode::walk, most_free_places) ||
      (mode != TravelMode::walk && can_get_to_safety(position, place.road_junction, mode, most_free_places));
  if (!reachable || water_keeps_in(shelter)) return false;
  leave_shelter(position);
  return true;
}

void Households::note_hazard_at(ShelterId shelter) {
  std::uint32_t persons = 0;
  for (const auto position : inside_[shelter.index()]) {
    const bool still = is_to_leave_shelter(position) && lodging_[position].shelter == shelter;
    persons += still ? roll_->persons(household(position)) : 0;
  }
  if (p_.uses(shelter) || persons > 0) world_->publish(HazardAtShelter{shelter, persons});
  world_->kernel().schedule(next_look(world_->now()), Phase::people, [this, shelter] { watch_shelter(shelter); });
}

// Looks at those who are still inside, as at people in a flooded house.
void Households::watch_shelter(ShelterId shelter) {
  auto& inside = inside_[shelter.index()];
  const auto& place = world_->town().shelters[shelter.index()].place;
  std::erase_if(inside, [&](std::uint32_t position) {
    const bool still = is_to_leave_shelter(position) && lodging_[position].shelter == shelter;
    return !still || roll_->persons(household(position)) == 0;
  });
  if (inside.empty()) return;
  const double share = hazards_->harmed_share(place, kStartEx, world_->now()).fraction();
  const bool kept_in = water_keeps_in(shelter);
  for (const auto position : inside) {
    take_harm_in_shelter(position, share);
    const auto id = household(position);
    if (kept_in || roll_->state(id) != State::stranded || roll_->persons(id) == 0) continue;
    if (!stop_waiting(position)) {
      leave_shelter(position);
    } else if (!retry_in_shelter(position, most_free_places())) {
      wait_on(position, turn_[position]);
    }
  }
  world_->kernel().schedule(next_look(world_->now()), Phase::people, [this, shelter] { watch_shelter(shelter); });
}

// One number per person and stay: who is not harmed by less water may be by more.
void Households::take_harm_in_shelter(std::uint32_t position, double share) {
  const auto id = household(position);
  auto& lodging = lodging_[position];
  const auto hit = hit_among(lodging.persons, world_->stream(kHarm, stay_of(id, lodging.shelter)), share);
  const auto so_far = lodging.persons - roll_->persons(id);
  if (hit <= so_far) return;
  lodging.harmed += hit - so_far;
  roll_->harm(id, hit - so_far);
}

}  // namespace tocsin::evacuation
