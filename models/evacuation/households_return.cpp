// SPDX-License-Identifier: Apache-2.0
// Households that go home before the all-clear (擅自返回), and who keeps them out. They travel as everybody does, in
// the queues of the roads; at home they are in the water that comes, hear what is said, and may leave again.
#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/base/ensure.hpp"
#include "engine/random/distributions.hpp"
#include "models/evacuation/households.hpp"

namespace tocsin::evacuation {
namespace {

constexpr Purpose kReturn{"evacuation.return"};
/// Uniform numbers of one stay in safety and of the way home that ends it: the same under every cordon.
enum Draw : std::uint64_t { setting_out, at_the_post, noticed, response, at_the_door, draws_per_stay };

RandomStream draw_of(const World& world, HouseholdId id, std::uint32_t stays, Draw draw) {
  auto stream = world.stream(kReturn, id.value);
  stream.skip(std::uint64_t{stays} * draws_per_stay + draw);
  return stream;
}

}  // namespace

void Households::prepare_return() {
  const auto entries = world_->scenario().all<UnauthorizedReturnParameters>();
  if (entries.empty()) return;
  stay_.resize(scope().households().size());
  returns_.resize(world_->town().zones.size());
  for (const auto zone : scope().zones()) {
    for (const auto* entry : entries) {
      if (entry->concerns(zone)) returns_[zone.index()] = {entry, entry->rate_in(world_->scenario(), zone)};
    }
  }
  world_->subscribe<ShelterReached>(
      [this](const auto& reached) { reached_safety(reached.household, reached.shelter, {}); });
  world_->subscribe<KinReached>([this](const auto& reached) { reached_safety(reached.household, {}, reached.zone); });
  world_->subscribe<HouseholdOrdered>([this](const auto& ordered) {
    const auto i = scope().position(ordered.household);
    if (is_in_safety(i)) plan_return(i);  // before the order nothing kept them out
  });
}

void Households::reached_safety(HouseholdId id, ShelterId shelter, ZoneId kin) {
  const auto position = scope().position(id);
  auto& stay = stay_[position];
  stay.since_s = seconds(world_->now());
  stay.shelter = shelter;
  stay.kin = kin;
  stay.homeward = false;
  stay.back = false;
  ++stay.stays;
  if (roll_->ordered(id)) plan_return(position);
}

// When they set out for home, drawn exactly; nothing is planned for those who stay until EndEx.
void Households::plan_return(std::uint32_t position) {
  const auto id = household(position);
  const auto& stay = stay_[position];
  const auto& habit = returns_[zone_of(id).index()];
  const bool needs_helper = help_ != nullptr && help_->assists(id) && !help_->manages_alone(id);
  if (habit.parameters == nullptr || needs_helper || roll_->persons(id) == 0) return;
  const double u = draw_of(*world_, id, stay.stays, setting_out).uniform();
  const double from_s = std::max(seconds(world_->now()), stay.since_s + seconds(habit.parameters->dry_for));
  const double at_s = habit.rate.reaches_s(from_s, Exponential(1).quantile(u));
  if (!std::isfinite(at_s)) return;
  world_->kernel().schedule(at_seconds(at_s), Phase::people, [this, position, stays = stay.stays] {
    if (stay_[position].stays == stays && is_in_safety(position)) go_home(position);  // not moved again meanwhile
  });
}

bool Households::is_in_safety(std::uint32_t position) const {
  const auto state = roll_->state(household(position));
  return state == State::at_shelter || state == State::with_kin;
}

// By what they came in, or on foot; as the roads are for who knows which are closed, else as on a dry day.
std::optional<Households::WayHome> Households::way_home_by(std::uint32_t position, TravelMode mode) const {
  const auto& stay = stay_[position];
  const auto& town = world_->town();
  const auto id = household(position).index();
  const auto& place =
      stay.shelter.exists() ? town.shelters[stay.shelter.index()].place : town.zones[stay.kin.index()].place;
  const bool on_foot = mode == TravelMode::walk;
  const auto from = on_foot ? place.walk_junction : place.road_junction;
  const auto to = on_foot ? town.population.walk_junction[id] : town.population.road_junction[id];
  auto route = informed_[position] != 0 ? world_->roads().fastest(from, to, mode)
                                        : world_->scenario().router(mode).fastest(from, to);
  if (!route) return std::nullopt;
  return WayHome{.route = *std::move(route), .mode = mode, .from = from, .to = to};
}

std::optional<Households::WayHome> Households::way_home(std::uint32_t position) const {
  const auto mode = mode_[position];
  auto way = mode == TravelMode::walk ? std::nullopt : way_home_by(position, mode);
  return way ? std::move(way) : way_home_by(position, TravelMode::walk);
}

// The limit is a length; on slopes it is as much time as that length takes on the level.
bool Households::too_far_on_foot(std::uint32_t position, const WayHome& way) const {
  const auto limit = returns_[zone_of(household(position)).index()].parameters->walk_limit;
  return way.mode == TravelMode::walk && way.route.travel_time > limit / world_->scenario().mode_speeds.walking_level;
}

// Who finds no way thinks of it again after another while.
void Households::go_home(std::uint32_t position) {
  const auto id = household(position);
  auto& stay = stay_[position];
  const auto way = way_home(position);
  if (!way) {
    world_->publish(ReturnAbandoned{id, ReturnObstacle::no_way, roll_->persons(id)});
    stay.since_s = seconds(world_->now());
    ++stay.stays;
    return plan_return(position);
  }
  if (too_far_on_foot(position, *way)) return;
  const auto persons = roll_->persons(id);
  roll_->check_out(id, stay.shelter);
  world_->publish(ReturnBegun{id, stay.shelter, stay.kin, persons});
  if (stay.shelter.exists()) places_freed(stay.shelter, persons);
  forget_evacuation(position);
  stay.homeward = true;
  mode_[position] = way->mode;
  const bool begun = trips_->begin(position, {.from = way->from,
                                              .to = way->to,
                                              .goal = {},
                                              .mode = way->mode,
                                              .speed_factor = speed_factor(position, way->mode),
                                              .informed = hearing(position).ever,
                                              .news_delay_s = hearing(position).delay_s,
                                              .persons = company(position),
                                              .route = &way->route});
  ensure(begun, "a way that was found must lead to its end");
}

// What they did to get to safety is done; the next time they begin anew.
void Households::forget_evacuation(std::uint32_t position) {
  plan_[position].leaves = false;
  destination_[position] = {};
  tried_[position].clear();
  held_at_[position] = {};
  trips_->forget_delay(position);
  if (transport_ != nullptr) pick_up_[position].point.reset();
  if (!party_.empty()) party_[position].alone = true;
}

// There is room again: for whoever asks next, and for those whom this shelter turned away and who found no other.
void Households::places_freed(ShelterId shelter, std::uint32_t persons) {
  const auto free = roll_->free_places(shelter);
  std::erase_if(with_room_, [&](const RoomGoal& goal) {
    return goal.persons <= free && goal.persons > free - persons;  // made anew with this shelter among them
  });
  bool any = false;
  for (const auto& [standing, all] : waiting_) {
    if (!standing.turned_away) continue;
    any = any || !all.empty();
    for (const auto& waiting : all) {
      const bool still = entry_[waiting.position] == waiting.entry;
      if (still && roll_->persons(household(waiting.position)) <= free) std::erase(tried_[waiting.position], shelter);
    }
  }
  if (!any || std::exchange(retry_planned_, true)) return;
  world_->kernel().schedule(world_->now(), Phase::people, [this] { retry_stranded(); });
}

// Before the house: guards may stand there, or water; else they are at home.
void Households::home_again(std::uint32_t position, JunctionId at) {
  const auto id = household(position);
  if (stopped_by_guards(position)) return turn_round(position, at);
  if (water_keeps_in(position)) return abandon_return(position, at, ReturnObstacle::water_at_home);
  auto& stay = stay_[position];
  stay.homeward = false;
  stay.back = true;
  stay.back_s = seconds(world_->now());
  stay.harm_before = stay.harm;
  trips_->forget_delay(position);
  roll_->move(id, State::returned);
  world_->publish(HouseholdReturned{id, roll_->persons(id)});
  world_->door<warning::Alerts>().note_return(id);
  if (hazards_->depth(id, world_->now()).si() > 0) watch_water(position);
  sound_fence_alarm(position);
}

// To wherever they would go from here.
void Households::turn_round(std::uint32_t position, JunctionId at) {
  stay_[position].homeward = false;
  go_on(position, at);
}

void Households::abandon_return(std::uint32_t position, JunctionId at, ReturnObstacle obstacle) {
  const auto id = household(position);
  world_->publish(ReturnAbandoned{id, obstacle, roll_->persons(id)});
  turn_round(position, at);
}

bool Households::stopped_by_guards(std::uint32_t position) {
  const auto id = household(position);
  const auto zone = zone_of(id);
  for (const auto* post : world_->scenario().all<GuardPostParameters>()) {
    if (!post->watches(zone, seconds(world_->now()))) continue;
    const double u = draw_of(*world_, id, stay_[position].stays, at_the_post).uniform();
    const bool turned_back = u < post->turned_back.fraction();
    world_->publish(ReturnChallenged{id, post->name, turned_back, roll_->persons(id)});
    return turned_back;
  }
  return false;
}

// The cadre in charge of the household is called and comes.
void Households::sound_fence_alarm(std::uint32_t position) {
  const auto id = household(position);
  const auto zone = zone_of(id);
  const auto stays = stay_[position].stays;
  if (roll_->persons(id) == 0) return;
  for (const auto* fence : world_->scenario().all<ElectronicFenceParameters>()) {
    if (!fence->watches(zone, seconds(world_->now()))) continue;
    if (draw_of(*world_, id, stays, noticed).uniform() >= fence->detected.fraction()) return;
    world_->publish(ReturnDetected{id, fence->name, roll_->persons(id)});
    const Uniform time(seconds(fence->response_shortest), seconds(fence->response_longest));
    const Duration until{time.quantile(draw_of(*world_, id, stays, response).uniform())};
    world_->kernel().schedule_in(until, Phase::response,
                                 [this, position, fence, stays] { answer_alarm(position, *fence, stays); });
    return;
  }
}

// He finds them as they are: who is about to leave again, has left or is cut off by water needs no talk.
void Households::answer_alarm(std::uint32_t position, const ElectronicFenceParameters& fence, std::uint32_t stays) {
  const auto id = household(position);
  if (stay_[position].stays != stays || roll_->state(id) != State::returned || roll_->persons(id) == 0) return;
  const bool turned_back = draw_of(*world_, id, stays, at_the_door).uniform() < fence.turned_back.fraction();
  world_->publish(ReturnChallenged{id, fence.name, turned_back, roll_->persons(id)});
  if (turned_back) convinced_at_the_door(position);
}

// Of those who were in the house from the beginning, less whoever was elsewhere meanwhile: who came back is exposed to
// what the water does from then on.
double Households::harmed_share(std::uint32_t position) const {
  const auto id = household(position);
  if (stay_.empty() || !stay_[position].back) return hazards_->harmed_share(id, kStartEx, world_->now()).fraction();
  const auto& stay = stay_[position];
  const double since = hazards_->harmed_share(id, at_seconds(stay.back_s), world_->now()).fraction();
  return since > 0 ? 1 - (1 - stay.harm_before) * (1 - since) : stay.harm_before;
}

}  // namespace tocsin::evacuation
