// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/households.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/ensure.hpp"
#include "engine/random/distributions.hpp"

namespace tocsin::evacuation {
namespace {

float distance_m(float x1, float y1, const Place& place) {
  return std::hypot(place.x_m - x1, place.y_m - y1);
}

}  // namespace

void Households::start(World& world) {
  world_ = &world;
  roll_ = &world.door<Roll>();
  hazards_ = &world.door<hazard::Hazards>();
  const auto count = scope().households().size();
  character_.resize(count);
  plan_.resize(count);
  destination_.resize(count);
  mode_.resize(count);
  tried_.resize(count);
  held_at_.resize(count);
  informed_.resize(count);
  entry_.resize(count);
  turn_.resize(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    auto stream = world.stream("evacuation.household", household(i).value);
    character_[i] = {static_cast<float>(stream.uniform()), static_cast<float>(stream.uniform()),
                     static_cast<float>(stream.uniform()), static_cast<float>(stream.uniform()),
                     static_cast<float>(stream.uniform()), static_cast<float>(stream.uniform()),
                     static_cast<float>(stream.uniform())};
  }
  find_who_hears();
  find_kin();
  if (p_.weather == warning::Weather::heavy_rain) {
    world.door<traffic::RoadTraffic>().set_capacity(world.scenario().traffic_parameters.heavy_rain_capacity);
  }
  trips_ = std::make_unique<Trips>(
      world, [this](std::uint32_t i, JunctionId at) { arrived(i, at); },
      [this](std::uint32_t i, JunctionId at) { cut_off(i, at); }, [this](std::uint32_t i) { tell_rerouted(i); });
  trips_->on_stuck([this](std::uint32_t i, JunctionId ahead) { stuck(i, ahead); },
                   [this](std::uint32_t i) { freed(i); });
  world.subscribe<warning::ZoneOrdered>([this](const auto& order) { order_zone(order); });
  world.subscribe<warning::AlertReceived>([this](const auto& alert) { alerted(alert); });
  world.subscribe<warning::HouseholdUrged>([this](const auto& urged) { this->urged(urged); });
  world.subscribe<hazard::HouseholdReached>([this](const auto& reached) { water_arrives(reached); });
  world.subscribe<ShelterReached>([this](const auto& reached) { shelter_filled(reached.shelter); });
  world.roads().on_change([this](const RoadChange& change) {
    if (change.reopened == 0 || waiting_count_ == 0 || std::exchange(retry_planned_, true)) return;
    world_->kernel().schedule(world_->now(), Phase::people,
                              [this] { retry_stranded(); });  // once for all of an instant
  });
  world.door<warning::Alerts>().set_presence(
      [this](HouseholdId h) {
        return waits_at_home(scope().position(h)) && (absence_ == nullptr || roll_->persons(h) > 0);
      },
      [this](HouseholdId h) { return waits_at_home(scope().position(h)) ? roll_->persons(h) : 0U; });
  roll_->set_whereabouts([this](HouseholdId h) { return held_at_[scope().position(h)]; });
  roll_->on_taken([this](HouseholdId h) { taken_along(scope().position(h)); });
  prepare_rides();
  prepare_shelters();
  prepare_absence();
  prepare_help();
  prepare_animals();
  prepare_return();
  prepare_second_moves();
}

// By a team: whatever they were doing ends.
void Households::taken_along(std::uint32_t position) {
  world_->kernel().cancel(plan_[position].departure);
  trips_->cancel(position);
  mode_[position] = TravelMode::walk;  // whatever they drove is not where they are brought
  stop_waiting(position);
  if (rides(position)) stop_riding(position);
  if (help_ != nullptr) taken_from_party(position);
  if (goes_home(position)) stay_[position].homeward = false;
  if (is_to_leave_shelter(position)) lodging_[position].to_leave = false;
}

// How soon a household hears of cuts and reopenings: its number of knowledge, and whether it listens to the messages.
void Households::find_who_hears() {
  news_ = &world_->door<traffic::RoadNews>();
  if (news_->delayed()) {
    news_delay_s_.resize(character_.size());
    knows_until_s_.assign(character_.size(), -std::numeric_limits<double>::infinity());
  }
  for (std::uint32_t i = 0; i < character_.size(); ++i) {
    const double u_listening = news_->delayed() ? world_->stream("evacuation.listening", i).uniform() : 1.0;
    const auto heard =
        news_->hearing(static_cast<double>(character_[i].knowledge), p_.informed_of_closures, u_listening);
    informed_[i] = heard.ever ? 1 : 0;
    if (news_->delayed()) news_delay_s_[i] = static_cast<float>(heard.delay_s);
  }
}

/// Told by those who know: it stood before a cut, at a door, or was on the phone. When news takes its time, later
/// changes reach it as they did before, or not at all.
void Households::learn_roads(std::uint32_t position) {
  informed_[position] = 1;
  if (!knows_until_s_.empty()) knows_until_s_[position] = seconds(world_->now());
}

// Kin and friends live where people of the same township live off the hazard map: a village is drawn by their number.
void Households::find_kin() {
  const auto& town = world_->town();
  const auto threatened = hazard::threatened_households(world_->scenario());
  std::vector<std::vector<std::pair<double, ZoneId>>> safe(town.townships.size());  // persons so far, village
  std::vector<double> persons(town.townships.size(), 0);
  for (const auto zone : scope().zones()) {
    const auto& z = town.zones[zone.index()];
    double here = 0;
    for (std::uint32_t k = 0; k < z.household_count; ++k) {
      const HouseholdId id(z.first_household + k);
      if (threatened[scope().position(id)] == 0) here += town.population.persons[id.index()];
    }
    auto& sum = persons[z.township.index()];
    sum += here;
    if (here > 0) safe[z.township.index()].emplace_back(sum, zone);
  }
  kin_.assign(character_.size(), {});
  for (std::uint32_t i = 0; i < character_.size(); ++i) {
    if (static_cast<double>(character_[i].kin) >= std::max(p_.to_kin, p_.kin_when_full).fraction()) continue;
    const auto township = town.zones[town.population.zone[household(i).index()].index()].township.index();
    const double draw = static_cast<double>(character_[i].kin_place) * persons[township];
    const auto found = std::upper_bound(safe[township].begin(), safe[township].end(), draw,
                                        [](double value, const auto& village) { return value < village.first; });
    if (found != safe[township].end()) kin_[i] = found->second;
  }
}

bool Households::waits_at_home(std::uint32_t position) const {
  const auto state = roll_->state(household(position));
  return state == State::at_home || state == State::preparing || state == State::returned ||
         (state == State::stranded && !held_at_[position].exists());
}

void Households::order_zone(const warning::ZoneOrdered& order) {
  const auto& zone = world_->town().zones[order.zone.index()];
  const auto& orders = world_->door<warning::Orders>();
  for (std::uint32_t k = 0; k < zone.household_count; ++k) {
    const HouseholdId id(zone.first_household + k);
    if (orders.concerns(id)) roll_->set_ordered(id);
  }
}

void Households::alerted(const warning::AlertReceived& alert) {
  const auto i = scope().position(alert.household);
  if (!waits_at_home(i) || roll_->persons(alert.household) == 0) return;
  const auto& reaction = p_.reactions[static_cast<std::size_t>(alert.channel)];
  const auto& orders = world_->door<warning::Orders>();
  const bool ordered = roll_->ordered(alert.household);
  if (!ordered && orders.told_to_get_ready(alert.household)) get_ready(i);
  const double compliance =
      reaction.compliance.fraction() * p_.compliance_factor(orders.grade(zone_of(alert.household)));
  const double share = ordered ? compliance : p_.shadow_evacuation.fraction();
  const auto median = world_->scenario().night(world_->now()) ? reaction.median_night : reaction.median_day;
  decide(i, character_[i].compliance < share && !kept_by_animals(i), median);
  call_family(i);
  if (help_ != nullptr) ask_for_help(i, character_[i].compliance < compliance);
}

// Those who would leave begin to pack; what they have done by the order, they need not do after it.
void Households::get_ready(std::uint32_t position) {
  auto& plan = plan_[position];
  const double now_s = seconds(world_->now());
  if (plan.packs_since_s <= now_s || character_[position].compliance >= p_.packs_when_told.fraction()) return;
  plan.packs_since_s = now_s;
  world_->publish(PackingBegun{household(position), roll_->persons(household(position))});
}

// A second talk at the door convinces some of those who meant to stay.
void Households::urged(const warning::HouseholdUrged& urged) {
  const auto i = scope().position(urged.household);
  if (!urged.convinced || !waits_at_home(i) || roll_->persons(urged.household) == 0) return;
  if (!roll_->ordered(urged.household) || !plan_[i].decided || plan_[i].leaves) return;
  convinced_at_the_door(i);
}

void Households::convinced_at_the_door(std::uint32_t position) {
  const auto& reaction = p_.reactions[static_cast<std::size_t>(warning::Channel::door_to_door)];
  decide(position, true, world_->scenario().night(world_->now()) ? reaction.median_night : reaction.median_day);
  call_family(position);
  if (help_ != nullptr) ask_for_help(position, true);
}

// A more convincing alert may change the mind of those who stay and hurry those who prepare; it never keeps anybody.
// Who is stranded at home gets ready there, and leaves when the water or the road lets them.
void Households::decide(std::uint32_t position, bool leaves, Duration median) {
  auto& plan = plan_[position];
  const auto id = household(position);
  const bool meant_to_leave = plan.leaves;
  if (!plan.decided || (leaves && !plan.leaves)) {
    plan.decided = true;
    plan.leaves = leaves;
    world_->publish(HouseholdDecided{id, leaves ? Decision::leave : Decision::stay, roll_->persons(id)});
  }
  if (!plan.leaves || !leaves) return;
  const double now_s = seconds(world_->now());
  const double soonest_s = now_s + seconds(p_.shortest_preparation);
  const double begins_s = std::min(now_s, plan.packs_since_s);
  const double departs_s = std::max(soonest_s, begins_s + preparation_s(position, median));
  if (meant_to_leave && departs_s >= plan.departs_s) return;
  plan.departs_s = departs_s;
  if (roll_->state(id) == State::stranded) return;
  if (roll_->state(id) == State::preparing) world_->kernel().cancel(plan.departure);
  prepare(position);
}

// Rayleigh preparation (handbook 3.7a) from the median, plus the time until a helper is there and has lifted.
double Households::preparation_s(std::uint32_t position, Duration median) const {
  const auto& character = character_[position];
  const double shortest_s = seconds(p_.shortest_preparation);
  const double spread_s = std::max(1.0, seconds(median) - shortest_s);
  double time_s = Rayleigh::from_quantile(shortest_s, spread_s, 0.5).quantile(character.preparation);
  if (const auto* drill = world_->scenario().exercise.announced(); drill != nullptr)
    time_s *= drill->preparation_factor;
  if (world_->town().population.need_help[household(position).index()] > 0) {
    time_s += Uniform(seconds(p_.help_shortest), seconds(p_.help_longest)).quantile(character.help);
  }
  if (!keeper_.empty()) time_s += keeper_[position].extra_s;
  return time_s;
}

void Households::prepare(std::uint32_t position) {
  auto& plan = plan_[position];
  roll_->move(household(position), State::preparing);
  plan.departure =
      world_->kernel().schedule(at_seconds(plan.departs_s), Phase::people, [this, position] { depart(position); });
}

bool Households::water_keeps_in(std::uint32_t position) const {
  return hazards_->depth(household(position), world_->now()) > p_.stay_inside_depth;
}

// Leaves home now, or as soon as the water lets them.
void Households::depart(std::uint32_t position) {
  const auto id = household(position);
  take_harm(position);
  if (roll_->persons(id) == 0) return;
  if (water_keeps_in(position)) {
    strand(position, StrandedReason::water_at_home);
    return;
  }
  if (waits_for_family(position)) return;
  if (help_ != nullptr && !may_leave(position)) return;
  const auto& people = world_->town().population;
  const bool away = set_out(position, people.walk_junction[id.index()], people.road_junction[id.index()], false);
  if (!away && help_ != nullptr && help_->kept_back(id)) party_[position].borrows = false;
}

// Near shelters are walked to, by people who could drive too; distance is what they see, the straight line.
TravelMode Households::mode_of(std::uint32_t position, const Place* on_foot_to) const {
  const auto& people = world_->town().population;
  const auto i = household(position).index();
  const bool near = on_foot_to != nullptr && distance_m(people.x_m[i], people.y_m[i], *on_foot_to) < p_.walk_limit.si();
  if (near && character_[position].way < p_.walks_when_near.fraction()) return TravelMode::walk;
  if (people.cars[i] > 0 || (!party_.empty() && party_[position].borrows)) return TravelMode::car;
  if (people.motorcycles[i] * p_.motorcycle_seats >= roll_->persons(household(position))) return TravelMode::motorcycle;
  return TravelMode::walk;
}

Way Households::way_by(TravelMode mode) {
  if (mode == TravelMode::walk) return Way::on_foot;
  return mode == TravelMode::car ? Way::by_car : Way::by_motorcycle;
}

double Households::speed_factor(std::uint32_t position, TravelMode mode) const {
  const bool night = world_->scenario().night(world_->now());
  const bool rain = p_.weather == warning::Weather::heavy_rain;
  if (mode != TravelMode::walk) return (night ? p_.drive_night_factor : 1.0) * (rain ? p_.drive_rain_factor : 1.0);
  const auto& people = world_->town().population;
  double factor = p_.walking_factor(people, household(position).index());
  if (const auto* other = passenger(position); other != nullptr) {  // they had to leave the vehicle
    factor = std::min(factor, p_.walking_factor(people, household(*other).index()));
  }
  return factor * (night ? p_.walk_night_factor : 1.0) * (rain ? p_.walk_rain_factor : 1.0);
}

/// Persons who travel together: of the household, and of the one in its vehicle.
std::uint32_t Households::company(std::uint32_t position) const {
  const auto* carried = passenger(position);
  return roll_->persons(household(position)) + (carried != nullptr ? roll_->persons(household(*carried)) : 0);
}

JunctionId Households::door_of(ShelterId shelter, TravelMode mode) const {
  const auto& place = world_->town().shelters[shelter.index()].place;
  return mode == TravelMode::walk ? place.walk_junction : place.road_junction;
}

// The first shelter at a door; for those whom one has turned away, that takes them in: they are told which do.
ShelterId Households::suitable_at(std::uint32_t position, JunctionId door, TravelMode mode) const {
  for (const auto& [junction, shelter] : p_.doors_at(door, mode)) {
    if (takes_in(position, shelter)) return shelter;
  }
  return {};
}

bool Households::takes_in(std::uint32_t position, ShelterId shelter) const {
  return tried_[position].empty() || roll_->free_places(shelter) >= roll_->persons(household(position));
}

// Those who prefer kin go there while there is a way; the others, and they when there is none, to a shelter; and when
// there is no shelter to go to, whoever has kin goes there.
Households::Destination Households::destination_from(std::uint32_t position, JunctionId from, TravelMode mode) {
  Destination to;
  if (const auto* kin = preferred_kin(position); kin != nullptr) {
    const bool too_far = mode == TravelMode::walk && !within_walk_to_kin(position, *kin, from);
    if (!too_far) to = kin_as_known(position, from, mode);
  }
  if (!to.exists()) to = nearest_shelter(position, from, mode);
  if (!to.exists()) to = kin_by_phone(position, from, mode);
  return to;
}

// The limit is a length; on slopes it is as much time as that length takes on the level.
double Households::kin_walk_limit_s() const {
  return p_.kin_walk_limit.si() / world_->scenario().mode_speeds.walking_level.si();
}

bool Households::within_walk_to_kin(std::uint32_t position, const Place& kin, JunctionId from) {
  if (!kin.walk_junction.exists() || !from.exists()) return false;
  const auto& tree = news_->tree_to(kin.walk_junction, TravelMode::walk, from, hearing(position));
  return std::isfinite(tree.to_go_within_s(from, kin_walk_limit_s()));
}

const Place* Households::preferred_kin(std::uint32_t position) const {
  const bool preferred = static_cast<double>(character_[position].kin) < p_.to_kin.fraction();
  const auto zone = kin_[position];
  return preferred && zone.exists() ? &world_->town().zones[zone.index()].place : nullptr;
}

JunctionId Households::kin_door(std::uint32_t position, TravelMode mode) const {
  const auto zone = kin_[position];
  if (!zone.exists()) return {};
  const auto& place = world_->town().zones[zone.index()].place;
  return mode == TravelMode::walk ? place.walk_junction : place.road_junction;
}

// By what they know of the roads, as those who go to a shelter.
Households::Destination Households::kin_as_known(std::uint32_t position, JunctionId from, TravelMode mode) {
  const auto door = kin_door(position, mode);
  if (!door.exists() || !from.exists()) return {};
  const auto& tree = news_->tree_to(door, mode, from, hearing(position));
  if (!std::isfinite(tree.to_go_s(from))) return {};
  return {.shelter = {}, .kin = kin_[position], .door = door, .goal = {}};
}

bool Households::way_to_kin(std::uint32_t position, JunctionId from, TravelMode mode) {
  return from.exists() && way_opened_to_kin(kin_[position], from, mode);
}

// Who knows of no shelter to go to asks kin on the phone, and hears which roads are closed.
Households::Destination Households::kin_by_phone(std::uint32_t position, JunctionId from, TravelMode mode) {
  if (!way_to_kin(position, from, mode)) return {};
  learn_roads(position);
  return {.shelter = {}, .kin = kin_[position], .door = kin_door(position, mode), .goal = {}};
}

const Place* Households::place_of(const Destination& destination) const {
  if (destination.shelter.exists()) return &world_->town().shelters[destination.shelter.index()].place;
  return destination.kin.exists() ? &world_->town().zones[destination.kin.index()].place : nullptr;
}

// Nobody walks round a cut to kin for hours; who has nowhere else to go does.
double Households::detour_limit_s(std::uint32_t position, const Destination& to, JunctionId from, TravelMode mode) {
  const bool to_kin_near_by = mode == TravelMode::walk && to.kin.exists() &&
                              within_walk_to_kin(position, world_->town().zones[to.kin.index()].place, from);
  return to_kin_near_by ? kin_walk_limit_s() : std::numeric_limits<double>::infinity();
}

// The shelter that is soonest reached, as far as the household knows which roads are closed.
Households::Destination Households::nearest_shelter(std::uint32_t position, JunctionId from, TravelMode mode) {
  if (!from.exists()) return {};
  if (uses_wheelchair(position)) {
    if (const auto to = step_free_shelter(position, from, mode); to.exists()) return to;
  }
  if (!tried_[position].empty()) return nearest_with_room(position, from, mode);
  const auto goal = p_.goal(mode);
  const auto& tree = news_->tree_to(goal, from, hearing(position));
  const auto door = tree.destination_of(from);
  return {.shelter = suitable_at(position, door, mode), .kin = {}, .door = door, .goal = goal};
}

// For those whom a shelter has turned away; they know what everybody knows who stands there.
Households::Destination Households::nearest_with_room(std::uint32_t position, JunctionId from, TravelMode mode) {
  learn_roads(position);
  const auto goal = goal_with_room(mode, roll_->persons(household(position)));
  const auto door = world_->roads().tree_to(goal).destination_of(from);
  if (!door.exists()) return {};
  if (const auto shelter = suitable_at(position, door, mode); shelter.exists()) {
    return {.shelter = shelter, .kin = {}, .door = door, .goal = goal};
  }
  const auto found = world_->roads().fastest_to_first(
      from, mode, [&](JunctionId junction) { return suitable_at(position, junction, mode).exists(); });
  if (!found) return {};
  const auto there = found->segments.empty() ? from : world_->town().roads.to(found->segments.back());
  return {.shelter = suitable_at(position, there, mode), .kin = {}, .door = there, .goal = {}};
}

GoalId Households::goal_with_room(TravelMode mode, std::uint32_t persons) {
  const auto known = std::find_if(with_room_.begin(), with_room_.end(),
                                  [&](const RoomGoal& goal) { return goal.mode == mode && goal.persons == persons; });
  if (known != with_room_.end()) return known->goal;
  std::vector<JunctionId> doors;
  for (const auto shelter : p_.shelter_ids()) {
    if (roll_->free_places(shelter) >= persons) doors.push_back(door_of(shelter, mode));
  }
  const auto goal = world_->roads().add_goal(std::move(doors), mode);
  with_room_.push_back({mode, persons, goal});
  return goal;
}

// Somebody was admitted: a shelter that has no room for a size of household any more is no goal for them.
void Households::shelter_filled(ShelterId shelter) {
  const auto room_for = [&](const RoomGoal& goal, ShelterId at) { return roll_->free_places(at) >= goal.persons; };
  for (const auto& goal : with_room_) {
    if (room_for(goal, shelter)) continue;
    const auto door = door_of(shelter, goal.mode);
    const auto doors = p_.doors_at(door, goal.mode);
    if (std::any_of(doors.begin(), doors.end(), [&](const auto& other) { return room_for(goal, other.shelter); })) {
      continue;
    }
    world_->roads().remove_from_goal(goal.goal, door);
  }
}

// Why there is no way from here to a shelter: would there be one on the roads of a dry day, to a shelter with room?
StrandedReason Households::why_stranded(std::uint32_t position, JunctionId walk_from, JunctionId road_from,
                                        TravelMode mode) const {
  const auto passable = [&](JunctionId from, TravelMode by) {
    return from.exists() && std::isfinite(world_->roads().familiar_tree(p_.goal(by)).to_go_s(from));
  };
  const bool by_vehicle = mode != TravelMode::walk && passable(road_from, mode);
  if (!by_vehicle && !passable(walk_from, TravelMode::walk)) return StrandedReason::no_route;
  const auto& shelters = p_.shelter_ids();
  const bool one_left =
      std::any_of(shelters.begin(), shelters.end(), [&](ShelterId s) { return takes_in(position, s); });
  return one_left ? StrandedReason::road_cut : StrandedReason::shelters_full;
}

// Sends a household to kin or to the nearest shelter it can reach: by the way it would choose, else on foot. False when
// there is none; the household is stranded then.
bool Households::set_out(std::uint32_t position, JunctionId walk_from, JunctionId road_from, bool en_route) {
  const auto id = household(position);
  const auto on_foot = destination_from(position, walk_from, TravelMode::walk);
  const auto* meant = preferred_kin(position);
  auto mode = en_route ? mode_[position] : mode_of(position, meant != nullptr ? meant : place_of(on_foot));
  auto from = mode == TravelMode::walk ? walk_from : road_from;
  auto to = mode == TravelMode::walk ? on_foot : destination_from(position, from, mode);
  const auto chosen = mode;
  if (!to.exists() && mode != TravelMode::walk) {  // leave the car
    mode = TravelMode::walk;
    from = walk_from;
    to = destination_from(position, from, mode);  // anew: who looked in vain has learned which roads are closed
  }
  if (!en_route && go_to_pick_up(position, walk_from, to, mode != TravelMode::walk)) return true;
  if (!to.exists()) {
    held_at_[position] = en_route ? walk_from : JunctionId{};
    learn_roads(position);  // or there would be a way, as far as it knows
    wait(position);
    strand(position, why_stranded(position, walk_from, road_from, chosen));
    if (const auto* carried = en_route ? passenger(position) : nullptr; carried != nullptr) {
      held_at_[*carried] = walk_from;
      strand(*carried, why_stranded(position, walk_from, road_from, chosen));
    }
    return false;
  }
  mode_[position] = mode;
  destination_[position] = {to.shelter, to.kin};
  go_on_with_passenger(position);
  if (!en_route) {
    world_->publish(HouseholdDeparted{id, to.shelter, to.kin, way_by(mode), roll_->persons(id)});
    if (!party_.empty() && mode != TravelMode::walk) seat_passenger(position);
  }
  const bool begun = trips_->begin(position, {.from = from,
                                              .to = to.door,
                                              .goal = to.goal,
                                              .mode = mode,
                                              .speed_factor = speed_factor(position, mode),
                                              .informed = hearing(position).ever,
                                              .news_delay_s = hearing(position).delay_s,
                                              .knows_until_s = hearing(position).knows_until_s,
                                              .detour_limit_s = detour_limit_s(position, to, from, mode),
                                              .persons = company(position)});
  ensure(begun, "a way that was found must lead to its end");
  return true;
}

void Households::arrived(std::uint32_t position, JunctionId at) {
  if (goes_home(position)) return home_again(position, at);
  if (rides(position)) return wait_at_pick_up(position, at);
  const auto [shelter, kin] = destination_[position];
  if (kin.exists() || roll_->admit(household(position), shelter)) {
    if (kin.exists()) roll_->take_in(household(position), kin);
    tell_delay(position, position);
    if (help_ != nullptr) brought_to_safety(position, at);
    return;
  }
  tried_[position].push_back(shelter);
  const auto& place = world_->town().shelters[shelter.index()].place;
  set_out(position, mode_[position] == TravelMode::walk ? at : place.walk_junction, place.road_junction, true);
}

// Of the one who drove, for whoever was in the vehicle.
void Households::tell_delay(std::uint32_t driver, std::uint32_t position) {
  const auto delay = trips_->delay(driver);
  if (delay.worst == traffic::kNone) return;
  world_->publish(HouseholdDelayed{.household = household(position),
                                   .worst = SegmentId(std::size_t{delay.worst}),
                                   .worst_s = static_cast<float>(delay.worst_s),
                                   .waited_s = static_cast<float>(delay.all_s),
                                   .persons = roll_->persons(household(position))});
}

void Households::tell_rerouted(std::uint32_t position) {
  const auto& to = destination_[position];
  world_->publish(HouseholdRerouted{household(position), to.shelter, to.kin});
  if (const auto* carried = passenger(position); carried != nullptr) {
    world_->publish(HouseholdRerouted{household(*carried), to.shelter, to.kin});
  }
}

// He stood before the closed road: from now on he knows which are.
void Households::cut_off(std::uint32_t position, JunctionId at) {
  learn_roads(position);
  if (goes_home(position)) return abandon_return(position, at, ReturnObstacle::no_way);
  if (rides(position)) stop_riding(position);
  go_on(position, at);
}

// From a junction on the way, to whichever shelter can be reached from there.
void Households::go_on(std::uint32_t position, JunctionId at) {
  if (set_out(position, at, at, true)) tell_rerouted(position);
}

// The road under them is buried: whoever can comes for them; else they go on when it is clear.
void Households::stuck(std::uint32_t position, JunctionId ahead) {
  held_at_[position] = ahead;
  strand(position, StrandedReason::road_buried);
  if (const auto* carried = passenger(position); carried != nullptr) {
    held_at_[*carried] = ahead;
    strand(*carried, StrandedReason::road_buried);
  }
}

void Households::freed(std::uint32_t position) {
  go_on_with_passenger(position);
  tell_rerouted(position);
}

// On the road again, with whoever rides along.
void Households::go_on_with_passenger(std::uint32_t position) {
  held_at_[position] = {};
  roll_->move(household(position), State::on_the_way);
  if (const auto* carried = passenger(position); carried != nullptr) {
    held_at_[*carried] = {};
    roll_->move(household(*carried), State::on_the_way);
  }
}

void Households::strand(std::uint32_t position, StrandedReason reason) {
  const auto id = household(position);
  roll_->move(id, State::stranded);
  world_->publish(HouseholdStranded{id, reason, roll_->persons(id)});
}

// A road reopened: whoever waits for one tries again.
void Households::retry_stranded() {
  retry_planned_ = false;
  const auto most = most_free_places();
  std::vector<Waiting> turned_away;
  for (auto& [standing, all] : waiting_) {
    if (all.empty() || !may_go(standing, most)) continue;
    const auto here = std::exchange(all, {});
    if (!standing.turned_away) {
      retry_all(here, most);
    } else {
      turned_away.insert(turned_away.end(), here.begin(), here.end());
    }
  }
  std::sort(turned_away.begin(), turned_away.end(),
            [](const Waiting& a, const Waiting& b) { return a.order < b.order; });
  retry_all(turned_away, most);
}

// Who cannot go yet keeps the turn.
void Households::retry_all(const std::vector<Waiting>& all, std::uint32_t most_free_places) {
  for (const auto& waiting : all) {
    if (entry_[waiting.position] != waiting.entry) continue;
    stop_waiting(waiting.position);
    if (!retry(waiting.position, most_free_places)) wait_on(waiting.position, waiting.order);
  }
}

void Households::wait(std::uint32_t position) {
  wait_on(position, ++waits_);
}

void Households::wait_on(std::uint32_t position, std::uint64_t order) {
  ++waiting_count_;
  turn_[position] = order;
  waiting_[standing(position)].push_back({position, ++entry_[position], order});
}

/// Did they wait?
bool Households::stop_waiting(std::uint32_t position) {
  if (entry_[position] % 2 == 0) return false;
  ++entry_[position];
  --waiting_count_;
  return true;
}

Households::Standing Households::standing(std::uint32_t position) const {
  const bool turned_away = !tried_[position].empty();
  if (turned_away && is_to_leave_shelter(position)) return {.walk = {}, .road = {}, .kin = {}, .turned_away = true};
  const auto kin = kin_[position];
  const auto& people = world_->town().population;
  const auto i = household(position).index();
  const auto at = held_at_[position];
  if (at.exists()) {
    return {.walk = at, .road = at, .vehicle = mode_[position], .kin = kin, .turned_away = turned_away};
  }
  return {.walk = people.walk_junction[i],
          .road = people.road_junction[i],
          .vehicle = mode_of(position, nullptr),
          .kin = kin,
          .turned_away = turned_away};
}

/// Is there a way for anybody who stands there? Of those turned away: for a household of one person.
bool Households::may_go(const Standing& standing, std::uint32_t most_free_places) {
  if (!standing.turned_away) return way_opened(standing);
  const bool in_shelter = !standing.walk.exists() && !standing.road.exists();
  if (in_shelter) return true;
  const auto open = [&](JunctionId from, TravelMode mode) {
    if (!from.exists()) return false;
    const auto room = most_free_places > 0 ? goal_with_room(mode, 1) : GoalId{};
    if (room.exists() && std::isfinite(world_->roads().tree_to(room).to_go_s(from))) return true;
    return way_opened_to_kin(standing.kin, from, mode);
  };
  return open(standing.walk, TravelMode::walk) || open(standing.road, standing.vehicle);
}

bool Households::way_opened_to_kin(ZoneId kin, JunctionId from, TravelMode mode) {
  if (!kin.exists()) return false;
  const auto& place = world_->town().zones[kin.index()].place;
  const auto door = mode == TravelMode::walk ? place.walk_junction : place.road_junction;
  return door.exists() && std::isfinite(world_->roads().tree_to(door, mode).to_go_s(from));
}

bool Households::way_opened(const Standing& standing) {
  const auto open = [&](JunctionId from, TravelMode mode) {
    if (!from.exists()) return false;
    if (std::isfinite(world_->roads().tree_to(p_.goal(mode)).to_go_s(from))) return true;
    return way_opened_to_kin(standing.kin, from, mode);
  };
  return open(standing.walk, TravelMode::walk) || open(standing.road, standing.vehicle);
}

std::uint32_t Households::most_free_places() const {
  std::uint32_t most = 0;
  for (const auto shelter : p_.shelter_ids()) most = std::max(most, roll_->free_places(shelter));
  return most;
}

bool Households::can_get_to_safety(std::uint32_t position, JunctionId from, TravelMode mode,
                                   std::uint32_t most_free_places) {
  if (!from.exists()) return false;
  if (way_to_kin(position, from, mode)) return true;
  if (tried_[position].empty()) return std::isfinite(world_->roads().tree_to(p_.goal(mode)).to_go_s(from));
  return roll_->persons(household(position)) <= most_free_places &&
         nearest_shelter(position, from, mode).shelter.exists();
}

// A household that waits for a way: goes when there is one, and for those at home when the water lets them out.
// False: they cannot yet.
bool Households::retry(std::uint32_t position, std::uint32_t most_free_places) {
  const auto id = household(position);
  if (roll_->state(id) != State::stranded || roll_->persons(id) == 0) return true;
  if (is_to_leave_shelter(position)) return retry_in_shelter(position, most_free_places);
  const auto at = held_at_[position];
  const auto& people = world_->town().population;
  const auto walk_from = at.exists() ? at : people.walk_junction[id.index()];
  const auto road_from = at.exists() ? at : people.road_junction[id.index()];
  const auto vehicle = at.exists() ? mode_[position] : mode_of(position, nullptr);
  const bool reachable = can_get_to_safety(position, walk_from, TravelMode::walk, most_free_places) ||
                         can_get_to_safety(position, road_from, vehicle, most_free_places);
  if (!reachable || (!at.exists() && water_keeps_in(position))) return false;
  at.exists() ? go_on(position, at) : depart(position);
  return true;
}

void Households::water_arrives(const hazard::HouseholdReached& reached) {
  if (!scope().contains(world_->town().population.zone[reached.household.index()])) return;
  const auto i = scope().position(reached.household);
  if (!waits_at_home(i)) return;
  if (!plan_[i].decided || !plan_[i].leaves) {
    auto stream = world_->stream("evacuation.water", reached.household.value);
    const bool night = world_->scenario().night(world_->now());
    const bool notices =
        plan_[i].decided || stream.uniform() < (night ? p_.notices_water_night : p_.notices_water_day).fraction();
    if (notices) decide(i, stream.uniform() < p_.leaves_on_water.fraction(), p_.water_median);
  }
  world_->kernel().schedule(next_look(world_->now()), Phase::people, [this, i] { watch_water(i); });
}

// Harms those in the house whose number is below the share harmed by the water so far. One number per person and
// replication: worse water harms the same persons and maybe more.
void Households::take_harm(std::uint32_t position) {
  const auto id = household(position);
  const double share = harmed_share(position);
  if (!stay_.empty()) stay_[position].harm = share;
  if (share <= 0) return;
  const auto elsewhere = lodging_.empty() ? 0U : lodging_[position].harmed;
  const auto there = world_->town().population.persons[id.index()] - roll_->away(id) - elsewhere;
  const auto hit = hit_among(there, world_->stream("evacuation.harm", id.value), share);
  const auto so_far = roll_->harmed(id) - elsewhere;
  if (hit > so_far) roll_->harm(id, hit - so_far);
  if (help_ != nullptr && roll_->persons(id) == 0) help_->taken(id);  // nobody is left to be helped
}

std::uint32_t Households::hit_among(std::uint32_t persons, RandomStream stream, double share) {
  std::uint32_t hit = 0;
  for (std::uint32_t person = 0; person < persons; ++person) hit += stream.uniform() < share ? 1U : 0U;
  return hit;
}

// Looks at people who are in a flooded house: are they harmed, can they still get out?
void Households::watch_water(std::uint32_t position) {
  if (!waits_at_home(position)) return;
  const auto id = household(position);
  take_harm(position);
  if (roll_->persons(id) == 0) return;
  const bool stranded = roll_->state(id) == State::stranded;
  const bool kept_in = water_keeps_in(position);
  if (kept_in && !stranded) {
    world_->kernel().cancel(plan_[position].departure);
    strand(position, StrandedReason::water_at_home);
  }
  if (!kept_in && stranded && !lacks_helper(position)) come_out(position);
  if (hazards_->depth(id, world_->now()).si() > 0) {
    world_->kernel().schedule(next_look(world_->now()), Phase::people, [this, position] { watch_water(position); });
  }
}

// The water at the house has fallen: those who want to leave do as soon as they are ready and there is a way, the
// others are simply at home again.
void Households::come_out(std::uint32_t position) {
  if (stop_waiting(position)) {
    if (!retry(position, most_free_places())) wait_on(position, turn_[position]);
  } else if (!plan_[position].leaves) {
    roll_->move(household(position), home_state(position));
  } else if (seconds(world_->now()) < plan_[position].departs_s) {
    prepare(position);
  } else {
    depart(position);
  }
}

}  // namespace tocsin::evacuation
