// SPDX-License-Identifier: Apache-2.0
#include "models/warning/door_to_door.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/roads/water.hpp"
#include "models/hazard/hazard.hpp"
#include "models/warning/tour.hpp"

namespace tocsin::warning {
namespace {

constexpr Purpose kCallOut{"warning.door_to_door.call_out"};
constexpr Purpose kDoor{"warning.door_to_door"};
constexpr Purpose kAgain{"warning.door_to_door.again"};
// Whether they answer, how long the talk takes and whether it convinces them: drawn for every home in every round, so
// that what one round finds changes nothing in the next.
constexpr std::uint64_t kDrawsPerRound = 3;

}  // namespace

void SecondSweep::describe(Fields& f) {
  f.optional("rounds", rounds, {"How often they go round again.", "复查轮数。"}).between(1, 10);
  f.parameter("after", after,
              {"From the end of a worker's round to the beginning of the next.", "一轮结束至下一轮开始的间隔。"})
      .at_least(0s);
  f.parameter("answered", answered,
              {"Homes that did not answer the last time, with somebody in them, that answer now.",
               "上一轮无人应门且家中有人的户中，本轮应门的比例。"})
      .between(0_percent, 100_percent);
  f.parameter("convinced", convinced,
              {"Households that are still at home when they are talked to again, and mean to leave then.",
               "再次上门时仍在家的户中，经劝导决定转移的比例。"})
      .between(0_percent, 100_percent);
}

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
  f.optional("second_sweep", second_sweep,
             {"They go round again, to all homes that they do not know to be empty.",
              "二次清仓：对尚未确认清空的住户再次上门。"});
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
    append_nearest_first(town.population, first, zone.place.x_m, zone.place.y_m, tour);
    append_nearest_first(town.population, rest, zone.place.x_m, zone.place.y_m, tour);
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
  world.door<Orders>().on_informed([this](ZoneId zone) { on_zone(zone); });
  world.door<Alerts>().on_return([this](HouseholdId household) {
    back_.resize(listed_.size(), 0);
    back_[world_->scenario().scope.position(household)] = 1;
  });
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
    homes_.push_back({household});
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
    const auto begins = first + count * w / workers;
    workers_.push_back({begins, begins, first + count * (w + 1) / workers, place.x_m, place.y_m});
  }
  const auto sets_out = scenario.exercise.call_out(call_out.draw(stream));
  world_->kernel().schedule_in(sets_out, Phase::response, [this, zone, begin, workers] {
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
  auto& w = workers_[worker];
  while (w.next != w.end && believed_empty(homes_[w.next])) ++w.next;
  if (w.next == w.end) {
    const auto& again = parameters_.second_sweep;
    if (!again || w.round == again->rounds) return;
    world_->kernel().schedule_in(again->after, Phase::response, [this, worker] { begin_round(worker); });
    return;
  }
  world_->kernel().schedule_in(walk(w, homes_[w.next].household), Phase::response, [this, worker] { arrive(worker); });
}

// Found empty, and nobody has been seen there since.
bool DoorToDoor::believed_empty(const Home& home) const {
  return home.known_empty && (back_.empty() || back_[world_->scenario().scope.position(home.household)] == 0);
}

void DoorToDoor::begin_round(std::uint32_t worker) {
  auto& w = workers_[worker];
  ++w.round;
  w.next = w.first;
  depart(worker);
}

void DoorToDoor::arrive(std::uint32_t worker) {
  auto& w = workers_[worker];
  auto& home = homes_[w.next++];
  const auto household = home.household;
  const auto& people = world_->town().population;
  w.x_m = people.x_m[household.index()];
  w.y_m = people.y_m[household.index()];
  const auto depth = world_->door<hazard::Hazards>().depth(household, world_->now());
  if (depth >= parameters_.turn_back_depth) return depart(worker);  // nobody gets there: the home stays unvisited
  world_->kernel().schedule_in(knock(home, w.round), Phase::response, [this, worker] { depart(worker); });
}

// What happens at the door; returns how long it takes. All draws are made for every home, so plans stay comparable.
Duration DoorToDoor::knock(Home& home, int round) {
  auto stream = world_->stream(round == 0 ? kDoor : kAgain, home.household.value);
  if (round > 0) stream.skip(kDrawsPerRound * static_cast<std::uint64_t>(round - 1));
  const double u_occupied = round == 0 ? stream.uniform() : 0;
  const double u_answered = stream.uniform();
  const double u_convinced = round == 0 ? 1 : stream.uniform();
  const auto talk = parameters_.talk.draw(stream);
  if (!world_->door<Alerts>().at_home(home.household)) {
    note(home, DoorAnswer::already_left);
    return parameters_.knock_time;
  }
  const bool night = world_->scenario().night(world_->now());
  const double occupied = (night ? parameters_.occupied_night : parameters_.occupied_day).fraction();
  const bool answers = round == 0    ? u_occupied < occupied && u_answered < parameters_.answered.fraction()
                       : home.talked ? true
                                     : u_answered < parameters_.second_sweep->answered.fraction();
  note(home, answers ? DoorAnswer::answered : DoorAnswer::nobody_home);
  if (!answers) return parameters_.knock_time;
  talk_to(home, u_convinced);
  return talk;
}

void DoorToDoor::note(Home& home, DoorAnswer answer) {
  home.known_empty = answer == DoorAnswer::already_left;
  if (!back_.empty()) back_[world_->scenario().scope.position(home.household)] = 0;
  world_->publish(DoorKnocked{home.household, answer});
}

// The first talk tells them; every later one urges those who are still there.
void DoorToDoor::talk_to(Home& home, double u_convinced) {
  world_->door<Alerts>().receive(home.household, Channel::door_to_door);
  if (std::exchange(home.talked, true) && world_->door<Alerts>().at_home(home.household)) {
    const bool convinced = u_convinced < parameters_.second_sweep->convinced.fraction();
    world_->publish(HouseholdUrged{home.household, convinced});
  }
}

}  // namespace tocsin::warning
