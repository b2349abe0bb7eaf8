// SPDX-License-Identifier: Apache-2.0
// Households that assigned transport fetches: they walk to a pick-up point, wait, ride. Who waits too long, or has to
// get out where no shelter is, goes on by itself.
#include <cmath>
#include <limits>

#include "engine/base/ensure.hpp"
#include "models/evacuation/households.hpp"

namespace tocsin::evacuation {

void Households::prepare_rides() {
  if (world_->scenario().all<AssignedTransportParameters>().empty()) return;
  transport_ = &world_->door<Transport>();
  pick_up_.resize(scope().households().size());
  world_->subscribe<ShelterRefused>([this](const auto& refused) {  // at the door, with the vehicle
    const auto i = scope().position(refused.household);
    if (rides(i)) tried_[i].push_back(refused.shelter);
  });
  transport_->listen(
      [this](HouseholdId id) {
        const auto i = scope().position(id);
        world_->kernel().cancel(pick_up_[i].patience);
        held_at_[i] = {};
      },
      [this](HouseholdId id, JunctionId at, VehicleHeldUp reason) { put_down(scope().position(id), at, reason); });
}

// Leaves home for a pick-up point, if somebody fetches this household; `to` is where it would go by itself.
bool Households::go_to_pick_up(std::uint32_t position, JunctionId walk_from, const Destination& to, bool would_drive) {
  const auto id = household(position);
  if (transport_ == nullptr || to.kin.exists() || !walk_from.exists() || !roll_->ordered(id)) return false;
  const auto& people = world_->town().population;
  const auto* shelter = place_of(to);
  const auto i = id.index();
  const auto point = transport_->point_for(
      {.household = id,
       .persons = roll_->persons(id),
       .from = walk_from,
       .to_shelter_m = shelter == nullptr ? std::numeric_limits<double>::infinity()
                                          : static_cast<double>(
                                                std::hypot(shelter->x_m - people.x_m[i], shelter->y_m - people.y_m[i])),
       .walk_to_shelter_s = world_->roads().tree_to(p_.goal(TravelMode::walk)).to_go_s(walk_from),
       .would_drive = would_drive});
  if (!point) return false;
  pick_up_[position].point = point;
  mode_[position] = TravelMode::walk;
  destination_[position] = {};
  held_at_[position] = {};
  roll_->move(id, State::on_the_way);
  world_->publish(HouseholdDeparted{id, {}, {}, Way::to_pick_up, roll_->persons(id)});
  transport_->expect(id, *point);
  const bool begun = trips_->begin(position, {.from = walk_from,
                                              .to = transport_->junction(*point),
                                              .goal = {},
                                              .mode = TravelMode::walk,
                                              .speed_factor = speed_factor(position, TravelMode::walk),
                                              .informed = true,
                                              .persons = roll_->persons(id)});
  ensure(begun, "a pick-up point is chosen only where there is a way");
  return true;
}

void Households::wait_at_pick_up(std::uint32_t position, JunctionId at) {
  const auto id = household(position);
  auto& pick_up = pick_up_[position];
  held_at_[position] = at;
  roll_->move(id, State::at_pick_up);
  world_->publish(PickUpReached{id, transport_->name(*pick_up.point), roll_->persons(id)});
  tell_delay(position, position);  // before narrow paths; what the vehicle waits is told on arrival
  trips_->forget_delay(position);
  if (help_ != nullptr) help_->brought(id);
  pick_up.patience =
      world_->kernel().schedule_in(transport_->patience(id), Phase::people, [this, position] { give_up(position); });
  transport_->join(id);
}

// They go by themselves if there is a way; else they wait on.
void Households::give_up(std::uint32_t position) {
  const auto id = household(position);
  if (roll_->state(id) != State::at_pick_up || transport_->boards(id)) return;
  const auto at = held_at_[position];
  if (!can_get_to_safety(position, at, TravelMode::walk, most_free_places())) {
    pick_up_[position].patience =
        world_->kernel().schedule_in(transport_->patience(id), Phase::people, [this, position] { give_up(position); });
    return;
  }
  world_->publish(PickUpGivenUp{id, transport_->name(*pick_up_[position].point), roll_->persons(id)});
  stop_riding(position);
  go_on(position, at);
}

// Nobody fetches them any more.
void Households::stop_riding(std::uint32_t position) {
  auto& pick_up = pick_up_[position];
  pick_up.point.reset();
  world_->kernel().cancel(pick_up.patience);
  transport_->leave(household(position));
}

// From a vehicle on a buried road nobody gets away before it is clear, unless rescuers come.
void Households::put_down(std::uint32_t position, JunctionId at, VehicleHeldUp reason) {
  pick_up_[position].point.reset();
  learn_roads(position);
  mode_[position] = TravelMode::walk;
  if (reason != VehicleHeldUp::road_buried) return go_on(position, at);
  held_at_[position] = at;
  wait(position);
  strand(position, StrandedReason::road_buried);
}

}  // namespace tocsin::evacuation
