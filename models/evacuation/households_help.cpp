// SPDX-License-Identifier: Apache-2.0
// Households that cannot get away by themselves, and those that a member of theirs helps: who waits for whom, and who
// rides in whose vehicle. Who comes and when is the business of help/help.hpp.
#include <utility>

#include "models/evacuation/households.hpp"

namespace tocsin::evacuation {

void Households::prepare_help() {
  const auto entries = world_->scenario().all<OneToOneHelpParameters>();
  if (entries.empty()) return;
  party_.resize(scope().households().size());
  help_ = std::make_unique<Help>(
      *world_, *entries.front(), p_,
      Help::Listener{.arrived = [this](HouseholdId id) { helper_arrived(scope().position(id)); },
                     .released = [this](HouseholdId id) { helper_released(scope().position(id)); }});
}

// A helper does what he is told whether or not his own household is under the order.
void Households::ask_for_help(std::uint32_t position, bool willing) {
  const auto id = household(position);
  help_->told(id, willing);
  if (help_->assists(id) && roll_->ordered(id)) help_->asked(id);
}

/// Ready, and still at home because of somebody else.
bool Households::is_ready(std::uint32_t position) const {
  const bool waits_for_family = !family_.empty() && family_[position].waiting;
  return !waits_for_family && roll_->state(household(position)) == State::preparing &&
         plan_[position].departs_s <= seconds(world_->now());
}

// Called when a household is ready: false when it waits; it is called again when the wait is over.
bool Households::may_leave(std::uint32_t position) {
  const auto id = household(position);
  if (help_->assists(id) && roll_->ordered(id)) return may_leave_with_helper(position);
  return !waits_for_own_helper(position);
}

bool Households::may_leave_with_helper(std::uint32_t position) {
  const auto id = household(position);
  if (help_->accompanied(id)) return true;  // the way was closed, or water kept them in, when they set out
  if (help_->helper_is_here(id)) {
    if (seconds(world_->now()) < help_->ready_s(id)) {
      plan_[position].departs_s = help_->ready_s(id);
      prepare(position);
      return false;
    }
    return leave_with_helper_at_the_door(position);
  }
  if (help_->expected(id) && !help_->given_up(id)) {
    await_helper(position);
    return false;
  }
  if (!help_->given_up(id)) help_->give_up(id);
  if (help_->manages_alone(id)) return true;
  strand(position, StrandedReason::no_helper);
  return false;
}

// In the one car there is, if there is one; the helper's household, when it leaves too, goes in it with them.
bool Households::leave_with_helper_at_the_door(std::uint32_t position) {
  const auto id = household(position);
  const auto neighbor = help_->helper_of(id);
  const bool neighbors_car = neighbor.exists() && !has_car(position) && helpers_car_is_home(position);
  if (neighbors_car && plan_[scope().position(neighbor)].leaves && !help_->given_up(id)) {
    const auto helper = scope().position(neighbor);
    is_ready(helper) ? leave_together(position, helper) : await_helper(position);
    return false;
  }
  const bool neighbor_stays = neighbors_car && !plan_[scope().position(neighbor)].leaves;
  party_[position].borrows = neighbor_stays || (!has_car(position) && help_->cadres_car_is_here(id));
  help_->leave(id);
  return true;
}

/// Stranded at home for want of a helper, whatever water and roads do.
bool Households::lacks_helper(std::uint32_t position) const {
  if (help_ == nullptr) return false;
  const auto id = household(position);
  return help_->assists(id) && roll_->ordered(id) && help_->given_up(id) && !help_->accompanied(id) &&
         !help_->helper_is_here(id) && !help_->manages_alone(id);
}

bool Households::has_car(std::uint32_t position) const {
  return world_->town().population.cars[household(position).index()] > 0;
}

bool Households::helpers_car_is_home(std::uint32_t assisted) const {
  const auto helper = scope().position(help_->helper_of(household(assisted)));
  return has_car(helper) && waits_at_home(helper) && roll_->state(household(helper)) != State::stranded;
}

void Households::await_helper(std::uint32_t position) {
  const auto id = household(position);
  roll_->move(id, State::preparing);
  world_->publish(HelperAwaited{id, help_->helper_of(id), roll_->persons(id)});
  plan_[position].departure = world_->kernel().schedule_in(help_->patience(), Phase::people, [this, position] {
    if (roll_->persons(household(position)) == 0) return;
    help_->give_up(household(position));
    depart(position);
  });
}

bool Households::waits_for_own_helper(std::uint32_t position) {
  const auto id = household(position);
  const auto assisted = help_->away_for(id);
  if (!assisted.exists() || party_[position].alone) return false;
  const auto other = scope().position(assisted);
  if (help_->helper_is_here(assisted) && is_ready(other) && helpers_car_is_home(other) && !has_car(other)) {
    leave_together(other, position);
    return true;
  }
  roll_->move(id, State::preparing);
  world_->publish(OwnHelperAwaited{id, roll_->persons(id)});
  plan_[position].departure = world_->kernel().schedule_in(help_->patience(), Phase::people, [this, position] {
    party_[position].alone = true;
    depart(position);
  });
  return true;
}

// Somebody they know stands at the door, as the roll says he would: as convincing as an official. Who does not want to
// leave even then sends him away.
void Households::helper_arrived(std::uint32_t position) {
  const auto id = household(position);
  world_->door<warning::Alerts>().receive(id, warning::Channel::door_to_door);
  auto& plan = plan_[position];
  if (!plan.leaves) return help_->dismiss(id);
  const bool no_other_reason = roll_->state(id) == State::stranded && help_->given_up(id) &&
                               !water_keeps_in(position) && entry_[position] % 2 == 0;
  if (!is_ready(position) && !no_other_reason) return;  // not ready, or nobody can leave now
  world_->kernel().cancel(plan.departure);
  plan.departs_s = help_->ready_s(id);
  prepare(position);
}

// The member who helped is free, or on his way with the others: his household goes as soon as it can.
void Households::helper_released(std::uint32_t position) {
  party_[position].alone = true;
  if (!is_ready(position)) return;
  world_->kernel().cancel(plan_[position].departure);
  plan_[position].departure =
      world_->kernel().schedule(world_->now(), Phase::people, [this, position] { depart(position); });
}

// Both are ready and the helper's car is the only one: it starts at the door of those who are helped.
void Households::leave_together(std::uint32_t assisted, std::uint32_t helper) {
  const auto id = household(assisted);
  const auto& people = world_->town().population;
  world_->kernel().cancel(plan_[assisted].departure);
  world_->kernel().cancel(plan_[helper].departure);
  party_[helper].alone = true;
  party_[helper].passenger = assisted;
  party_[helper].leads = true;
  help_->leave(id);
  world_->kernel().cancel(plan_[helper].departure);  // planned when the helper was released
  set_out(helper, people.walk_junction[id.index()], people.road_junction[id.index()], false);
  if (!std::exchange(party_[helper].leads, false)) return;
  party_[helper].passenger = traffic::kNone;  // they go on foot, or are fetched: each as fast as it can
  set_out(assisted, people.walk_junction[id.index()], people.road_junction[id.index()], false);
}

// Called when a household has left by its own vehicle.
void Households::seat_passenger(std::uint32_t driver) {
  auto& party = party_[driver];
  if (!std::exchange(party.leads, false)) return;
  const auto position = party.passenger;
  const auto id = household(position);
  party_[position].driver = driver;
  mode_[position] = TravelMode::walk;  // if it has to go on by itself
  destination_[position] = destination_[driver];
  held_at_[position] = {};
  roll_->move(id, State::on_the_way);
  const auto& to = destination_[driver];
  world_->publish(HouseholdDeparted{id, to.shelter, to.kin, Way::with_helper, roll_->persons(id)});
}

// From now on they are on their own.
void Households::leave_passenger(std::uint32_t driver) {
  auto& party = party_[driver];
  if (party.passenger == traffic::kNone) return;
  party_[party.passenger].driver = traffic::kNone;
  party.passenger = traffic::kNone;
}

// At a shelter or with kin: whoever helped is free, and whoever rode along registers too.
void Households::brought_to_safety(std::uint32_t position, JunctionId at) {
  help_->brought(household(position));
  if (std::exchange(party_[position].borrows, false)) mode_[position] = TravelMode::walk;  // the car goes back
  const auto* carried = passenger(position);
  if (carried == nullptr) return;
  const auto other = *carried;
  leave_passenger(position);
  destination_[other] = destination_[position];
  tell_delay(position, other);
  arrived(other, at);
}

// A team took this household along: a helper does not wait for it, and nobody rides in its vehicle any more.
void Households::taken_from_party(std::uint32_t position) {
  if (help_->assists(household(position))) help_->taken(household(position));
  if (const auto driver = party_[position].driver; driver != traffic::kNone) leave_passenger(driver);
  const auto* carried = passenger(position);
  if (carried == nullptr) return;
  const auto other = *carried;
  leave_passenger(position);
  if (roll_->state(household(other)) == State::stranded) wait(other);
}

}  // namespace tocsin::evacuation
