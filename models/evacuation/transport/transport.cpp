// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/transport/transport.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "engine/base/ensure.hpp"
#include "engine/random/distributions.hpp"
#include "models/evacuation/shelters/doors.hpp"

namespace tocsin::evacuation {
namespace {

constexpr Purpose kDriver{"evacuation.transport.driver"};
constexpr Purpose kPatience{"evacuation.transport.patience"};

}  // namespace

Transport::Transport(World& world)
    : world_(world), roll_(world.door<Roll>()), households_(world.scenario().all<HouseholdsParameters>().front()) {
  of_zone_.resize(world.town().zones.size());
  riders_.resize(world.scenario().scope.households().size());
  for (const auto* parameters : world.scenario().all<AssignedTransportParameters>()) add_fleet(*parameters);
  trips_ = std::make_unique<Trips>(
      world, [this](std::uint32_t vehicle, JunctionId at) { arrived(vehicle, at); },
      [this](std::uint32_t vehicle, JunctionId at) { cut_off(vehicle, at); },
      [this](std::uint32_t vehicle) { world_.publish(VehicleRerouted{vehicles_[vehicle].name}); });
  trips_->on_stuck([this](std::uint32_t vehicle, JunctionId ahead) { stuck(vehicle, ahead); },
                   [this](std::uint32_t vehicle) { freed(vehicle); });
  trips_->name_streams(
      [this](std::uint32_t vehicle) { return Purpose(world_.scenario().names->text(vehicles_[vehicle].name)).hash(); });
  world.subscribe<warning::ZoneOrdered>([this](const auto& order) {
    for (std::uint32_t f = 0; f < fleets_.size(); ++f) {
      const auto& parameters = *fleets_[f].parameters;
      if (!parameters.called_out && parameters.serves(order.zone)) call_drivers(f);
    }
  });
  world.subscribe<ShelterReached>([this](const auto& reached) { shelter_filled(reached.shelter); });
  world.subscribe<ReturnBegun>([this](const auto& left) { places_freed(left); });
  world.door<ShelterDoors>().on_change([this] {
    for (auto& fleet : fleets_) fleet.with_room = {};  // a shelter that can be gone to now is in none of them
    plan_work();
  });
  world.roads().on_change([this](const RoadChange& change) {
    if (change.reopened != 0) plan_work();
  });
}

// Once for all of an instant.
void Transport::plan_work() {
  if (std::exchange(work_planned_, true)) return;
  world_.kernel().schedule(world_.now(), Phase::people, [this] { all_find_work(); });
}

void Transport::add_fleet(const AssignedTransportParameters& parameters) {
  const auto number = static_cast<std::uint32_t>(fleets_.size());
  auto& fleet = fleets_.emplace_back();
  fleet.parameters = &parameters;
  for (const auto& point : parameters.points()) {
    const auto at = find_or_add(point);
    points_[at].servers.push_back({number, point.goal, static_cast<std::uint32_t>(parameters.seats)});
    fleet.points.push_back(at);
  }
  for (const auto& each : parameters.fleet()) {
    fleet.vehicles.push_back(static_cast<std::uint32_t>(vehicles_.size()));
    auto& v = vehicles_.emplace_back();
    v.fleet = number;
    v.name = each.name;
    v.station = each.station;
    v.at = each.at;
  }
  if (!parameters.called_out) return;
  world_.kernel().schedule(kStartEx + *parameters.called_out, Phase::response,
                           [this, number] { call_drivers(number); });
}

// Two fleets that serve the same place share the queue there.
std::uint32_t Transport::find_or_add(const AssignedTransportParameters::Point& point) {
  auto& here = of_zone_[point.zone.index()];
  for (const auto known : here) {
    if (points_[known].junction == point.junction) return known;
  }
  here.push_back(static_cast<std::uint32_t>(points_.size()));
  auto& added = points_.emplace_back();
  added.name = point.name;
  added.zone = point.zone;
  added.junction = point.junction;
  return here.back();
}

// ---- drivers ----

void Transport::call_drivers(std::uint32_t fleet) {
  if (std::exchange(fleets_[fleet].called, true)) return;
  for (const auto vehicle : fleets_[fleet].vehicles) call_driver(vehicle);
}

// Each vehicle has numbers of its own, by its name: another fleet in the plan changes none of them.
void Transport::call_driver(std::uint32_t vehicle) {
  auto& v = vehicles_[vehicle];
  const auto& p = figures(v);
  auto stream = world_.stream(kDriver, Purpose(world_.scenario().names->text(v.name)).hash());
  const double u_answers = stream.uniform();
  const double u_time = stream.uniform();
  const double u_informed = stream.uniform();
  const bool night = world_.scenario().night(world_.now());
  const auto& exercise = world_.scenario().exercise;
  const bool comes = u_answers < exercise.answering(night ? p.answering_night : p.answering_day).fraction();
  world_.publish(DriverCalled{v.name, v.station});
  world_.publish(DriverAnswered{v.name, comes ? DriverAnswer::comes : DriverAnswer::no_answer});
  if (!comes) return;
  v.informed = u_informed < p.informed_of_closures.fraction();
  const double mean_s = seconds(exercise.call_out(night ? p.mobilization_night : p.mobilization_day));
  const double takes_s = mean_s <= 0 || p.mobilization_variation <= 0
                             ? mean_s
                             : Lognormal::from_mean(mean_s, p.mobilization_variation).quantile(u_time);
  v.next = world_.kernel().schedule_in(Duration{takes_s}, Phase::people, [this, vehicle] {
    vehicles_[vehicle].doing = Doing::idle;
    world_.publish(VehicleReady{vehicles_[vehicle].name});
    find_work(vehicle);
  });
}

// ---- who is fetched ----

bool Transport::takes(const Fleet& fleet, const Ride& ride) const {
  const auto& p = *fleet.parameters;
  const auto& people = world_.town().population;
  const auto h = ride.household.index();
  const bool assisted = people.need_help[h] > 0;
  if (ride.persons > static_cast<std::uint32_t>(p.seats)) return false;
  if (ride.to_shelter_m <= (assisted ? p.assisted_walk_limit : p.walk_limit).si()) return false;
  if (p.passengers == Passengers::everybody || assisted || !ride.would_drive) return true;
  return people.cars[h] > 0 && people.cars[h] * p.car_seats < ride.persons;
}

std::optional<std::uint32_t> Transport::point_for(const Ride& ride) {
  std::optional<std::uint32_t> best;
  double best_s = ride.walk_to_shelter_s;  // nobody walks farther to a pick-up point than to the shelter
  for (const auto point : of_zone_[world_.town().population.zone[ride.household.index()].index()]) {
    const auto& at = points_[point];
    const bool taken = std::any_of(at.servers.begin(), at.servers.end(),
                                   [&](const Server& server) { return takes(fleets_[server.fleet], ride); });
    if (!taken || !at.junction.exists()) continue;
    const double away_s = world_.roads().tree_to(at.junction, TravelMode::walk).to_go_s(ride.from);
    if (!std::isfinite(away_s) || away_s >= best_s) continue;
    best = point;
    best_s = away_s;
  }
  return best;
}

Transport::Rider& Transport::rider(HouseholdId household) {
  return riders_[world_.scenario().scope.position(household)];
}

Duration Transport::patience(HouseholdId household) const {
  const auto& who = riders_[world_.scenario().scope.position(household)];
  const auto& p = *fleets_[points_[who.point].servers.front().fleet].parameters;
  auto stream = world_.stream(kPatience, household.value);
  return p.patience_shortest + stream.uniform() * (p.patience_longest - p.patience_shortest);
}

void Transport::expect(HouseholdId household, std::uint32_t point) {
  rider(household) = {Stage::expected, point, 0, roll_.persons(household)};
  points_[point].expected += rider(household).persons;
  add_wanted(points_[point], rider(household).persons);
  find_vehicles(point);
}

void Transport::join(HouseholdId household) {
  auto& who = rider(household);
  ensure(who.stage == Stage::expected, "who joins a queue is expected there");
  auto& point = points_[who.point];
  point.expected -= who.persons;
  point.waiting += who.persons;
  point.queue.push_back(household);
  who.stage = Stage::waiting;
  for (const auto& server : point.servers) {
    for (const auto vehicle : fleets_[server.fleet].vehicles) {
      auto& v = vehicles_[vehicle];
      if (v.doing != Doing::loading || v.point != who.point || v.boarding.exists()) continue;
      world_.kernel().cancel(v.next);
      load(vehicle);
      if (who.stage != Stage::waiting || point.queue.empty()) return;
    }
  }
  find_vehicles(who.point);
}

void Transport::leave(HouseholdId household) {
  auto& who = rider(household);
  const auto was = std::exchange(who.stage, Stage::none);
  if (was == Stage::none) return;
  auto& point = points_[who.point];
  if (was == Stage::expected) {
    point.expected -= who.persons;
    point.wanted[who.persons] -= who.persons;
  } else if (was == Stage::waiting) {
    point.waiting -= who.persons;
    point.wanted[who.persons] -= who.persons;
    point.queue.erase(std::find(point.queue.begin(), point.queue.end(), household));
  } else if (was == Stage::boarding || was == Stage::aboard) {
    get_off(vehicles_[who.vehicle], household, who.persons);
  }
}

void Transport::get_off(Vehicle& v, HouseholdId household, std::uint32_t persons) {
  v.taken -= persons;
  if (v.boarding != household) {
    v.aboard.erase(std::find(v.aboard.begin(), v.aboard.end(), household));
    return;
  }
  v.boarding = {};
  world_.kernel().cancel(v.next);
  const auto vehicle = static_cast<std::uint32_t>(&v - vehicles_.data());
  v.next = world_.kernel().schedule(world_.now(), Phase::people, [this, vehicle] { load(vehicle); });
}

// ---- which vehicle goes where ----

std::uint32_t Transport::free_seats(const Vehicle& v) const {
  return static_cast<std::uint32_t>(figures(v).seats) - v.taken;
}

Transport::Server& Transport::server(std::uint32_t point, std::uint32_t fleet) {
  auto& servers = points_[point].servers;
  return *std::find_if(servers.begin(), servers.end(), [&](const Server& each) { return each.fleet == fleet; });
}

void Transport::add_wanted(Point& point, std::uint32_t persons) {
  if (point.wanted.size() <= persons) point.wanted.resize(persons + 1, 0);
  point.wanted[persons] += persons;
}

// Persons at or on foot to a point, in households that fit into a vehicle of so many seats, for whom there is no room
// in the vehicles that are there or on the way. The largest households have the room first: they fit into the fewest.
std::uint32_t Transport::unserved(const Point& point, std::uint32_t seats) const {
  seats_left_.clear();
  for (const auto vehicle : point.sent) seats_left_.push_back(free_seats(vehicles_[vehicle]));
  std::uint32_t left = 0;
  for (auto size = static_cast<std::uint32_t>(point.wanted.size()); size-- > 1;) {
    auto households = point.wanted[size] / size;
    for (std::size_t k = 0; k < seats_left_.size() && households > 0; ++k) {
      const auto aboard = std::min(households, seats_left_[k] / size);  // none is split
      seats_left_[k] -= aboard * size;
      households -= aboard;
    }
    if (size <= seats) left += households * size;
  }
  return left;
}

// As far as the driver knows which roads are closed.
double Transport::known_to_go_s(const Vehicle& v, GoalId goal, JunctionId from) {
  if (!from.exists()) return std::numeric_limits<double>::infinity();
  const auto& tree = v.informed ? world_.roads().tree_to(goal) : world_.roads().familiar_tree(goal);
  return tree.to_go_s(from);
}

// Persons fetched per second of the trip there and on to the nearest shelter, at free flow; 0: not to be sent.
double Transport::worth(const Vehicle& v, std::uint32_t point) {
  const auto& at = points_[point];
  const auto persons = std::min(unserved(at, static_cast<std::uint32_t>(figures(v).seats)), free_seats(v));
  if (persons == 0) return 0;
  const auto& p = figures(v);
  const double there_s = known_to_go_s(v, server(point, v.fleet).goal, v.at);
  const double on_s = known_to_go_s(v, p.shelters(), at.junction);
  const double factor = p.speed_factor(world_.scenario(), world_.now());
  if (!std::isfinite(there_s + on_s) || there_s / factor > seconds(p.reach)) return 0;
  const double trip_s = (there_s + on_s) / factor + seconds(p.positioning);
  return persons / std::max(trip_s, 1.0);
}

bool Transport::any_room() const {
  const auto& shelters = households_->shelter_ids();
  return std::any_of(shelters.begin(), shelters.end(), [this](ShelterId s) { return roll_.places_left(s) > 0; });
}

// The point that is worth most; of equal ones the first in the fleet's order.
void Transport::find_work(std::uint32_t vehicle) {
  auto& v = vehicles_[vehicle];
  if (v.doing != Doing::idle || !any_room()) return;
  std::optional<std::uint32_t> best;
  double most = 0;
  for (const auto point : fleets_[v.fleet].points) {
    if (v.nobody_came == point) continue;
    const double here = worth(v, point);
    if (here <= most) continue;
    most = here;
    best = point;
  }
  v.nobody_came.reset();
  if (best) return send(vehicle, *best);
  for (const auto point : fleets_[v.fleet].points) tell_kept_back(vehicle, point);
}

// People wait at the point whom it could fetch if no road were cut: told once, until it drives again.
void Transport::tell_kept_back(std::uint32_t vehicle, std::uint32_t point) {
  auto& v = vehicles_[vehicle];
  const auto& at = points_[point];
  if (v.kept_back || unserved(at, static_cast<std::uint32_t>(figures(v).seats)) == 0) return;
  const auto cut_off = [&](GoalId goal, JunctionId from) {
    return !std::isfinite(known_to_go_s(v, goal, from)) &&
           std::isfinite(world_.roads().familiar_tree(goal).to_go_s(from));
  };
  if (!cut_off(server(point, v.fleet).goal, v.at) && !cut_off(figures(v).shelters(), at.junction)) return;
  v.kept_back = true;
  world_.publish(VehicleStranded{v.name, VehicleHeldUp::no_way, 0});
}

// Somebody set out for a point, or waits there, and perhaps no seat is on the way: are idle vehicles to go there? Those
// it is worth most for.
void Transport::find_vehicles(std::uint32_t point) {
  while (any_room()) {
    std::optional<std::uint32_t> best;
    double most = 0;
    for (const auto& server : points_[point].servers) {
      if (unserved(points_[point], server.seats) == 0) continue;
      for (const auto vehicle : fleets_[server.fleet].vehicles) {
        if (vehicles_[vehicle].doing != Doing::idle) continue;
        const double here = worth(vehicles_[vehicle], point);
        if (here <= most) continue;
        most = here;
        best = vehicle;
      }
    }
    if (!best) break;
    send(*best, point);
  }
  for (const auto& server : points_[point].servers) {
    for (const auto vehicle : fleets_[server.fleet].vehicles) {
      if (vehicles_[vehicle].doing == Doing::idle) tell_kept_back(vehicle, point);
    }
  }
}

void Transport::send(std::uint32_t vehicle, std::uint32_t point) {
  auto& v = vehicles_[vehicle];
  v.point = point;
  points_[point].sent.push_back(vehicle);
  if (v.at == points_[point].junction && v.stands_at == point) {  // it is there already and has its place
    v.doing = Doing::loading;
    load(vehicle);
    return;
  }
  v.doing = Doing::to_pick_up;
  v.kept_back = false;
  v.stands_at.reset();
  world_.publish(VehicleDispatched{v.name, points_[point].name, points_[point].zone});
  const auto& p = figures(v);
  const bool begun = trips_->begin(vehicle, {.from = v.at,
                                             .to = points_[point].junction,
                                             .goal = server(point, v.fleet).goal,
                                             .mode = p.mode.value,
                                             .speed_factor = p.speed_factor(world_.scenario(), world_.now()),
                                             .informed = v.informed,
                                             .escorted = p.escorted});
  ensure(begun, "a vehicle is sent only where there is a way");
}

// It is no longer on its way to a point, or standing there.
void Transport::release(Vehicle& v) {
  std::erase(points_[v.point].sent, static_cast<std::uint32_t>(&v - vehicles_.data()));
  v.doing = Doing::idle;
}

void Transport::all_find_work() {
  work_planned_ = false;
  for (std::uint32_t vehicle = 0; vehicle < vehicles_.size(); ++vehicle) find_work(vehicle);
}

// ---- on the road ----

void Transport::arrived(std::uint32_t vehicle, JunctionId at) {
  auto& v = vehicles_[vehicle];
  v.at = at;
  const auto& p = figures(v);
  if (v.doing == Doing::to_pick_up) {
    world_.publish(VehicleAtPickUp{v.name, points_[v.point].name});
    v.doing = Doing::positioning;
    v.next = world_.kernel().schedule_in(p.positioning, Phase::people, [this, vehicle] {
      auto& here = vehicles_[vehicle];
      here.doing = Doing::loading;
      here.stands_at = here.point;
      load(vehicle);
    });
    return;
  }
  v.doing = Doing::unloading;
  v.next = world_.kernel().schedule_in(p.roll_call, Phase::people, [this, vehicle] { unload(vehicle); });
}

// The driver stands before a closed road, or hears of it, and there is no other way to where he was going.
void Transport::cut_off(std::uint32_t vehicle, JunctionId at) {
  auto& v = vehicles_[vehicle];
  v.at = at;
  v.informed = true;
  if (!v.aboard.empty()) return drive_to_shelter(vehicle);
  const bool fetching = v.doing == Doing::to_pick_up;  // else everybody got out on the way
  const auto point = v.point;
  if (fetching) release(v);
  v.doing = Doing::idle;
  v.kept_back = true;
  world_.publish(VehicleStranded{v.name, VehicleHeldUp::no_way, 0});
  find_work(vehicle);
  if (fetching) find_vehicles(point);
}

// ---- at a pick-up point ----

void Transport::load(std::uint32_t vehicle) {
  auto& v = vehicles_[vehicle];
  auto& point = points_[v.point];
  const auto free = free_seats(v);
  bool left_behind = false;
  for (auto next = point.queue.begin(); next != point.queue.end() && free > 0; ++next) {
    const auto household = *next;
    auto& who = rider(household);
    if (who.persons > static_cast<std::uint32_t>(figures(v).seats)) continue;
    left_behind = left_behind || who.persons > free;
    if (who.persons > free) continue;
    point.queue.erase(next);
    point.waiting -= who.persons;
    point.wanted[who.persons] -= who.persons;
    v.taken += who.persons;
    v.boarding = household;
    who.stage = Stage::boarding;
    who.vehicle = vehicle;
    v.next = world_.kernel().schedule_in(figures(v).boarding_time(world_.town().population, household, who.persons),
                                         Phase::people, [this, vehicle] { board(vehicle); });
    return;
  }
  if (!v.aboard.empty() && (free == 0 || left_behind)) return drive_to_shelter(vehicle);
  v.next = world_.kernel().schedule_in(figures(v).waits_for_more, Phase::people,
                                       [this, vehicle] { waited_enough(vehicle); });
}

void Transport::board(std::uint32_t vehicle) {
  auto& v = vehicles_[vehicle];
  const auto household = std::exchange(v.boarding, HouseholdId{});
  auto& who = rider(household);
  who.stage = Stage::aboard;
  v.aboard.push_back(household);
  roll_.move(household, State::on_board);
  on_boarded_(household);
  world_.publish(HouseholdBoarded{household, v.name, points_[v.point].name, who.persons});
  load(vehicle);
}

void Transport::waited_enough(std::uint32_t vehicle) {
  auto& v = vehicles_[vehicle];
  if (!v.aboard.empty()) return drive_to_shelter(vehicle);
  release(v);
  v.nobody_came = v.point;  // sent elsewhere, or here again when somebody sets out or comes
  find_work(vehicle);
}

// ---- to a shelter ----

void Transport::drive_to_shelter(std::uint32_t vehicle) {
  auto& v = vehicles_[vehicle];
  const auto way = way_to_shelter(v);
  if (!way.shelter.exists()) return put_down(vehicle);
  v.shelter = way.shelter;
  const bool leaves_point = v.doing == Doing::loading;
  if (leaves_point) {
    release(v);
    trips_->forget_delay(vehicle);
    world_.publish(VehicleDeparted{v.name, points_[v.point].name, v.shelter, v.taken});
  } else {
    world_.publish(VehicleRerouted{v.name});
  }
  v.stands_at.reset();
  v.doing = Doing::to_shelter;
  const auto& p = figures(v);
  const bool begun = trips_->begin(vehicle, {.from = v.at,
                                             .to = way.door,
                                             .goal = way.goal,
                                             .mode = p.mode.value,
                                             .speed_factor = p.speed_factor(world_.scenario(), world_.now()),
                                             .informed = v.informed,
                                             .escorted = p.escorted});
  ensure(begun, "a way that was found must lead to its end");
  if (leaves_point) find_vehicles(v.point);  // for those who did not fit in
}

ShelterId Transport::shelter_at(JunctionId door, TravelMode mode, std::uint32_t places) const {
  if (!door.exists()) return {};
  for (const auto& at : households_->doors_at(door, mode)) {
    if (roll_.free_places(at.shelter) >= places) return at.shelter;
  }
  return {};
}

// The shelter soonest reached with room for all aboard, else for the first of them; as far as the driver knows the
// roads, until a shelter is full: then he asks.
Transport::Way Transport::way_to_shelter(Vehicle& v) {
  const auto& p = figures(v);
  const auto mode = p.mode.value;
  const auto by = [&](const Router::Tree& tree, GoalId goal) -> Way {
    const auto door = tree.destination_of(v.at);
    return {shelter_at(door, mode, v.taken), door, goal};
  };
  auto& roads = world_.roads();
  auto way = by(v.informed ? roads.tree_to(p.shelters()) : roads.familiar_tree(p.shelters()), p.shelters());
  if (way.shelter.exists()) return way;
  v.informed = true;
  way = by(roads.tree_to(p.shelters()), p.shelters());
  if (way.shelter.exists()) return way;
  const auto goal = goal_with_room(v.fleet);
  way = by(roads.tree_to(goal), goal);
  if (way.shelter.exists()) return way;
  way = soonest_with_room(v, v.taken);
  return way.shelter.exists() ? way : soonest_with_room(v, rider(v.aboard.front()).persons);
}

GoalId Transport::goal_with_room(std::uint32_t number) {
  auto& fleet = fleets_[number];
  if (fleet.with_room.exists()) return fleet.with_room;
  const auto& p = *fleet.parameters;
  std::vector<JunctionId> doors;
  for (const auto shelter : households_->shelter_ids()) {
    const auto door = world_.town().shelters[shelter.index()].place.road_junction;
    if (roll_.free_places(shelter) >= static_cast<std::uint32_t>(p.seats)) doors.push_back(door);
  }
  fleet.with_room = world_.roads().add_goal(std::move(doors), p.mode.value);
  return fleet.with_room;
}

void Transport::shelter_filled(ShelterId shelter) {
  const auto door = world_.town().shelters[shelter.index()].place.road_junction;
  for (const auto& fleet : fleets_) {
    const auto seats = static_cast<std::uint32_t>(fleet.parameters->seats);
    if (!fleet.with_room.exists() || roll_.free_places(shelter) >= seats) continue;
    if (shelter_at(door, fleet.parameters->mode.value, seats).exists()) continue;
    world_.roads().remove_from_goal(fleet.with_room, door);
  }
}

// Some went home: there is room again, and work for those who stood idle because there was none anywhere.
void Transport::places_freed(const ReturnBegun& left) {
  if (!left.shelter.exists()) return;
  const auto free = roll_.free_places(left.shelter);
  for (auto& fleet : fleets_) {
    const auto seats = static_cast<std::uint32_t>(fleet.parameters->seats);
    if (free >= seats && free - left.persons < seats) fleet.with_room = {};  // made anew with this shelter among them
  }
  const auto& shelters = households_->shelter_ids();
  const bool was_room = std::any_of(shelters.begin(), shelters.end(), [&](ShelterId s) {
    return roll_.free_places(s) > (s == left.shelter ? left.persons : 0);
  });
  if (!was_room) plan_work();
}

Transport::Way Transport::soonest_with_room(const Vehicle& v, std::uint32_t places) {
  const auto mode = figures(v).mode.value;
  const auto found = world_.roads().fastest_to_first(
      v.at, mode, [&](JunctionId junction) { return shelter_at(junction, mode, places).exists(); });
  if (!found) return {};
  const auto there = found->segments.empty() ? v.at : world_.town().roads.to(found->segments.back());
  return {shelter_at(there, mode, places), there, {}};
}

void Transport::unload(std::uint32_t vehicle) {
  auto& v = vehicles_[vehicle];
  std::uint32_t households = 0;
  std::uint32_t persons = 0;
  const auto all = std::exchange(v.aboard, {});
  for (const auto household : all) {
    auto& who = rider(household);
    if (!roll_.admit(household, v.shelter)) {
      v.aboard.push_back(household);
      continue;
    }
    who.stage = Stage::none;
    v.taken -= who.persons;
    ++households;
    persons += who.persons;
    tell_delay(vehicle, household);
  }
  world_.publish(VehicleUnloaded{v.name, v.shelter, households, persons});
  if (!v.aboard.empty()) return drive_to_shelter(vehicle);
  v.doing = Doing::idle;
  find_work(vehicle);
}

void Transport::tell_delay(std::uint32_t vehicle, HouseholdId household) {
  const auto delay = trips_->delay(vehicle);
  if (delay.worst == traffic::kNone) return;
  world_.publish(HouseholdDelayed{.household = household,
                                  .worst = SegmentId(std::size_t{delay.worst}),
                                  .worst_s = static_cast<float>(delay.worst_s),
                                  .waited_s = static_cast<float>(delay.all_s),
                                  .persons = rider(household).persons});
}

// Nowhere to go with them: they get out and go on by themselves, or wait to be rescued.
void Transport::put_down(std::uint32_t vehicle) {
  auto& v = vehicles_[vehicle];
  const bool way = std::isfinite(world_.roads().tree_to(figures(v).shelters()).to_go_s(v.at));
  const bool leaves_point = v.doing == Doing::loading;
  if (leaves_point) release(v);
  v.doing = Doing::idle;
  v.kept_back = !way;
  all_get_out(v, v.at, way ? VehicleHeldUp::shelters_full : VehicleHeldUp::no_way);
  const auto point = v.point;
  find_work(vehicle);
  if (leaves_point) find_vehicles(point);
}

// The road under it is buried. It stays there and goes on empty when the road is clear.
void Transport::stuck(std::uint32_t vehicle, JunctionId ahead) {
  auto& v = vehicles_[vehicle];
  const bool fetching = v.doing == Doing::to_pick_up;
  if (fetching) {
    release(v);
    v.doing = Doing::buried;
  }
  all_get_out(v, ahead, VehicleHeldUp::road_buried);
  if (fetching) find_vehicles(v.point);  // another one instead
}

void Transport::freed(std::uint32_t vehicle) {
  auto& v = vehicles_[vehicle];
  if (v.doing != Doing::buried) return;
  v.doing = Doing::to_pick_up;
  points_[v.point].sent.push_back(vehicle);
}

void Transport::all_get_out(Vehicle& v, JunctionId at, VehicleHeldUp reason) {
  const auto persons = std::exchange(v.taken, 0U);
  const auto all = std::exchange(v.aboard, {});
  if (v.doing == Doing::buried) ensure(all.empty(), "nobody rides to a pick-up point");
  world_.publish(VehicleStranded{v.name, reason, persons});
  for (const auto household : all) {
    rider(household).stage = Stage::none;
    on_put_down_(household, at, reason);
  }
}

// ---- audit ----

void Transport::check_ledger() const {
  std::vector<std::array<std::uint32_t, 2>> counted(points_.size());  // expected, waiting
  std::vector<std::uint32_t> taken(vehicles_.size(), 0);
  std::uint64_t waiting = 0;
  std::uint64_t aboard = 0;
  for (const auto& who : riders_) {
    if (who.stage == Stage::expected) counted[who.point][0] += who.persons;
    if (who.stage == Stage::waiting) counted[who.point][1] += who.persons;
    if (who.stage == Stage::boarding || who.stage == Stage::aboard) taken[who.vehicle] += who.persons;
    if (who.stage == Stage::waiting || who.stage == Stage::boarding) waiting += who.persons;
    if (who.stage == Stage::aboard) aboard += who.persons;
  }
  std::vector<std::vector<std::uint32_t>> sent(points_.size());
  for (std::size_t k = 0; k < vehicles_.size(); ++k) {
    const auto& v = vehicles_[k];
    ensure(v.taken == taken[k], "the seats taken are those of the people aboard");
    ensure(v.taken <= static_cast<std::uint32_t>(figures(v).seats), "nobody stands");
    const bool assigned = v.doing == Doing::to_pick_up || v.doing == Doing::positioning || v.doing == Doing::loading;
    if (assigned) sent[v.point].push_back(static_cast<std::uint32_t>(k));
  }
  for (std::size_t k = 0; k < points_.size(); ++k) {
    ensure(points_[k].expected == counted[k][0] && points_[k].waiting == counted[k][1],
           "the counts of a pick-up point are those of its households");
    ensure(std::accumulate(points_[k].wanted.begin(), points_[k].wanted.end(), 0U) == counted[k][0] + counted[k][1],
           "those counted by household size are those at the point and on foot to it");
    auto there = points_[k].sent;
    std::sort(there.begin(), there.end());
    ensure(there == sent[k], "the vehicles sent to a pick-up point are those on their way or standing there");
  }
  ensure(waiting == roll_.residents_in(State::at_pick_up), "who waits is at a pick-up point");
  ensure(aboard == roll_.residents_in(State::on_board), "who rides is on board");
}

}  // namespace tocsin::evacuation
