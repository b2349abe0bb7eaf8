// SPDX-License-Identifier: Apache-2.0
#include "models/warning/door_to_door.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/roads/water.hpp"
#include "models/hazard/hazard.hpp"

namespace tocsin::warning {
namespace {

constexpr Purpose kCallOut{"warning.door_to_door.call_out"};
constexpr Purpose kDoor{"warning.door_to_door"};

// Appends `homes` to `tour`, each time the nearest home to the last position (ties: the first in the table).
void append_nearest_first(const Population& people, std::vector<HouseholdId> homes, float x_m, float y_m,
                          std::vector<HouseholdId>& tour) {
  while (!homes.empty()) {
    std::size_t nearest = 0;
    float best = std::numeric_limits<float>::infinity();
    for (std::size_t i = 0; i < homes.size(); ++i) {
      const float dx = people.x_m[homes[i].index()] - x_m;
      const float dy = people.y_m[homes[i].index()] - y_m;
      if (const float square = dx * dx + dy * dy; square < best) {
        best = square;
        nearest = i;
      }
    }
    const auto home = homes[nearest];
    homes.erase(homes.begin() + static_cast<std::ptrdiff_t>(nearest));
    tour.push_back(home);
    x_m = people.x_m[home.index()];
    y_m = people.y_m[home.index()];
  }
}

}  // namespace

void DoorToDoorParameters::describe(Fields& f) {
  f.optional("zones", zones,
             {"Zones with workers; all of the exercise if left out.", "有工作人员的分区；缺省为全部。"});
  f.optional("weather", weather, {"Weather during the warning.", "预警期间天气。"});
  f.parameter("workers_per_zone", workers_per_zone,
              {"Workers (or pairs) who knock in each zone.", "每个分区敲门的人员（组）数。"})
      .between(0, 200);
  f.optional("call_out_day", call_out_day,
             {"From the order until the workers set out, by day.", "白天自命令至出发的时间。"});
  f.optional("call_out_night", call_out_night, {"The same at night.", "夜间自命令至出发的时间。"});
  f.parameter("walking_speed", walking_speed,
              {"Walking speed between homes by day and dry.", "白天晴天住户间步行速度。"})
      .more_than(Speed{});
  f.parameter("night_factor", night_factor, {"Factor of walking speed at night.", "夜间步行速度系数。"})
      .between(0.01, 1);
  f.parameter("heavy_rain_factor", heavy_rain_factor,
              {"Factor of walking speed in heavy rain.", "大雨时步行速度系数。"})
      .between(0.01, 1);
  f.parameter("detour_factor", detour_factor,
              {"Way on foot over the straight line between homes.", "步行距离与直线距离之比。"})
      .at_least(1);
  f.optional("talk", talk, {"At a door that is answered.", "有人应门时的停留时间。"});
  f.parameter("knock_time", knock_time, {"At a door that nobody answers.", "无人应门时的停留时间。"}).at_least(0s);
  f.parameter("occupied_day", occupied_day, {"Homes with somebody at home by day.", "白天有人在家的户比例。"})
      .between(0_percent, 100_percent);
  f.parameter("occupied_night", occupied_night, {"Homes with somebody at home at night.", "夜间有人在家的户比例。"})
      .between(0_percent, 100_percent);
  f.parameter("answered", answered, {"Occupied homes that answer.", "有人在家时应门的比例。"})
      .between(0_percent, 100_percent);
  f.parameter("turn_back_depth", turn_back_depth,
              {"Water at a house from which workers do not go there.", "房屋处水深达到此值时工作人员不再前往。"})
      .more_than(Length{});
}

void DoorToDoorParameters::plan_tours(const Scenario& scenario, const std::vector<ZoneId>& covered) {
  const auto& town = *scenario.town;
  const auto threatened = hazard::threatened_households(scenario);
  tours.assign(town.zones.size(), {});
  for (const auto zone_id : covered) {
    const auto& zone = town.zones[zone_id.index()];
    std::vector<HouseholdId> first;
    std::vector<HouseholdId> rest;
    for (std::uint32_t h = 0; h < zone.household_count; ++h) {
      const bool in_danger = threatened[scenario.scope.first_position(zone_id) + h] != 0;
      (in_danger ? first : rest).emplace_back(zone.first_household + h);
    }
    auto& tour = tours[zone_id.index()];
    tour.reserve(zone.household_count);
    append_nearest_first(town.population, std::move(first), zone.place.x_m, zone.place.y_m, tour);
    append_nearest_first(town.population, std::move(rest), zone.place.x_m, zone.place.y_m, tour);
  }
}

void DoorToDoorParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  name = scenario.names->intern(id);
  call_out_day.check("call_out_day", where, diagnostics);
  call_out_night.check("call_out_night", where, diagnostics);
  talk.check("talk", where, diagnostics);
  std::vector<ZoneId> covered;
  for (const auto& reference : zones) {
    const auto zone = scenario.find(reference, diagnostics);
    if (zone.exists() && scenario.scope.contains(zone)) covered.push_back(zone);
  }
  plan_tours(scenario, zones.empty() ? scenario.scope.zones() : covered);
}

std::unique_ptr<Model> DoorToDoorParameters::make() const {
  return std::make_unique<DoorToDoor>(*this);
}

void DoorToDoor::start(World& world) {
  world_ = &world;
  listed_.assign(world.scenario().scope.households().size(), 0);
  world.subscribe<ZoneOrdered>([this](const auto& event) { on_zone(event.zone); });
}

// Shares the homes of the zone out in stretches of the tour, one for each worker.
void DoorToDoor::on_zone(ZoneId zone) {
  const auto& scenario = world_->scenario();
  const auto& orders = world_->door<Orders>();
  const auto first = static_cast<std::uint32_t>(homes_.size());
  for (const auto household : parameters_.tours[zone.index()]) {
    auto& listed = listed_[scenario.scope.position(household)];
    if (listed != 0 || !orders.concerns(household)) continue;
    listed = 1;
    homes_.push_back(household);
  }
  const auto count = static_cast<std::uint32_t>(homes_.size()) - first;
  if (count == 0) return;
  const auto workers = std::min(static_cast<std::uint32_t>(parameters_.workers_per_zone), count);
  if (workers == 0) {
    world_->publish(ChannelFailed{parameters_.name, CommunicationSiteId{}, ChannelFailure::no_staff});
    return;
  }
  auto stream = world_->stream(kCallOut, zone.value);
  const auto& call_out = scenario.night(world_->now()) ? parameters_.call_out_night : parameters_.call_out_day;
  const auto& place = world_->town().zones[zone.index()].place;
  const auto begin = static_cast<std::uint32_t>(workers_.size());
  for (std::uint32_t w = 0; w < workers; ++w) {
    workers_.push_back({first + count * w / workers, first + count * (w + 1) / workers, place.x_m, place.y_m});
  }
  world_->kernel().schedule_in(call_out.draw(stream), Phase::response, [this, zone, begin, workers] {
    world_->publish(ChannelStarted{parameters_.name, zone});
    for (auto w = begin; w < begin + workers; ++w) depart(w);
  });
}

Duration DoorToDoor::walk(const Worker& worker, HouseholdId to) const {
  const auto& people = world_->town().population;
  const double distance = std::hypot(people.x_m[to.index()] - worker.x_m, people.y_m[to.index()] - worker.y_m);
  double speed = parameters_.walking_speed.si();
  if (world_->scenario().night(world_->now())) speed *= parameters_.night_factor;
  if (parameters_.weather == Weather::heavy_rain) speed *= parameters_.heavy_rain_factor;
  const auto depth = world_->door<hazard::Hazards>().depth(to, world_->now());
  const auto& water = world_->scenario().water_parameters;
  const double wading = speed_factor_in_water(water, TravelMode::walk, {depth, Speed{}});
  if (wading > 0) speed *= wading;  // 0: too deep; who gets there turns back
  return Duration{distance * parameters_.detour_factor / speed};
}

void DoorToDoor::depart(std::uint32_t worker) {
  const auto& w = workers_[worker];
  if (w.next == w.end) return;
  world_->kernel().schedule_in(walk(w, homes_[w.next]), Phase::response, [this, worker] { arrive(worker); });
}

void DoorToDoor::arrive(std::uint32_t worker) {
  auto& w = workers_[worker];
  const auto household = homes_[w.next++];
  const auto& people = world_->town().population;
  w.x_m = people.x_m[household.index()];
  w.y_m = people.y_m[household.index()];
  const auto depth = world_->door<hazard::Hazards>().depth(household, world_->now());
  if (depth >= parameters_.turn_back_depth) return depart(worker);  // nobody gets there: the home stays unvisited
  world_->kernel().schedule_in(knock(household), Phase::response, [this, worker] { depart(worker); });
}

// What happens at the door; returns how long it takes. Both draws are made for every home, so plans stay comparable.
Duration DoorToDoor::knock(HouseholdId household) {
  auto stream = world_->stream(kDoor, household.value);
  const double u_occupied = stream.uniform();
  const double u_answered = stream.uniform();
  const auto talk = parameters_.talk.draw(stream);
  const bool night = world_->scenario().night(world_->now());
  auto& alerts = world_->door<Alerts>();
  if (!alerts.at_home(household)) {
    world_->publish(DoorKnocked{household, DoorAnswer::already_left});
    return parameters_.knock_time;
  }
  const bool occupied = u_occupied < (night ? parameters_.occupied_night : parameters_.occupied_day).fraction();
  if (!occupied || u_answered >= parameters_.answered.fraction()) {
    world_->publish(DoorKnocked{household, DoorAnswer::nobody_home});
    return parameters_.knock_time;
  }
  world_->publish(DoorKnocked{household, DoorAnswer::answered});
  alerts.receive(household, Channel::door_to_door);
  return talk;
}

}  // namespace tocsin::warning
