// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/help/help.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "engine/base/ensure.hpp"
#include "engine/random/distributions.hpp"
#include "models/evacuation/water_look.hpp"
#include "models/hazard/hazard.hpp"
#include "models/warning/warning.hpp"

namespace tocsin::evacuation {
namespace {

constexpr Purpose kSettingOut{"evacuation.help.setting_out"};
constexpr Purpose kAlone{"evacuation.help.alone"};

}  // namespace

Help::Help(World& world, const OneToOneHelpParameters& parameters, const HouseholdsParameters& people,
           Listener listener)
    : world_(world), p_(parameters), people_(people), listener_(std::move(listener)), roll_(world.door<Roll>()) {
  const auto& scope = world.scenario().scope;
  pair_of_.resize(scope.households().size());
  helper_of_.resize(scope.households().size());
  for (const auto& named : p_.pairs()) {
    pairs_.push_back({.assisted = named.assisted});
    pair_of_[scope.position(named.assisted)] = static_cast<std::uint32_t>(pairs_.size());
    if (named.helper.exists()) {
      add_member(static_cast<std::uint32_t>(pairs_.size() - 1), named.helper);
    } else if (named.cadre == OneToOneHelpParameters::kNoCadre) {
      pairs_.back().missing = HelperMissing::nobody_named;
    }
  }
  for (const auto& cadre : p_.cadres()) add_cadre(cadre);
  if (p_.cadres().empty()) return;
  world.subscribe<HouseholdOrdered>([this](const HouseholdOrdered& order) {
    const auto* pair = pair_of(order.household);
    if (pair != nullptr && pair->by != kNobody && helpers_[pair->by].cadre != nullptr) call(helpers_[pair->by]);
  });
}

void Help::add_member(std::uint32_t pair, HouseholdId helper) {
  const auto& population = world_.town().population;
  auto& place = helper_of_[world_.scenario().scope.position(helper)];
  if (place == 0) {
    helpers_.push_back({.household = helper,
                        .pairs = {},
                        .x_m = population.x_m[helper.index()],
                        .y_m = population.y_m[helper.index()],
                        .road = {}});
    place = static_cast<std::uint32_t>(helpers_.size());
  }
  helpers_[place - 1].pairs.push_back(pair);
  pairs_[pair].by = place - 1;
}

void Help::add_cadre(const Cadre& cadre) {
  const auto place = static_cast<std::uint32_t>(helpers_.size());
  helpers_.push_back({.household = {},
                      .cadre = &cadre,
                      .pairs = {},
                      .car = cadre.car,
                      .x_m = cadre.post.x_m,
                      .y_m = cadre.post.y_m,
                      .road = cadre.post.road_junction});
  for (const auto household : cadre.households) {
    const auto pair = pair_of_[world_.scenario().scope.position(household)] - 1;
    helpers_[place].pairs.push_back(pair);
    pairs_[pair].by = place;
  }
}

const Help::Pair* Help::pair_of(HouseholdId assisted) const {
  const auto place = pair_of_[world_.scenario().scope.position(assisted)];
  return place == 0 ? nullptr : &pairs_[place - 1];
}

Help::Pair* Help::pair_of(HouseholdId assisted) {
  return const_cast<Pair*>(std::as_const(*this).pair_of(assisted));
}

const Help::Member* Help::find_helper(HouseholdId household) const {
  const auto place = helper_of_[world_.scenario().scope.position(household)];
  return place == 0 ? nullptr : &helpers_[place - 1];
}

Help::Member* Help::find_helper(HouseholdId household) {
  return const_cast<Member*>(std::as_const(*this).find_helper(household));
}

HouseholdId Help::helper_of(HouseholdId assisted) const {
  const auto* pair = pair_of(assisted);
  return pair == nullptr || pair->by == kNobody ? HouseholdId{} : helpers_[pair->by].household;
}

bool Help::helper_is_here(HouseholdId assisted) const {
  const auto* pair = pair_of(assisted);
  if (pair == nullptr || pair->by == kNobody) return false;
  const auto& helper = helpers_[pair->by];
  return helper.stage == Stage::at_door && &pairs_[helper.current] == pair;
}

bool Help::cadres_car_is_here(HouseholdId assisted) const {
  return helper_is_here(assisted) && helpers_[pair_of(assisted)->by].car;
}

double Help::ready_s(HouseholdId assisted) const {
  return pair_of(assisted)->ready_s;
}

bool Help::expected(HouseholdId assisted) const {
  const auto* pair = pair_of(assisted);
  return pair != nullptr && pair->open && pair->by != kNobody;
}

bool Help::accompanied(HouseholdId assisted) const {
  return pair_of(assisted)->accompanied;
}

bool Help::given_up(HouseholdId assisted) const {
  return pair_of(assisted)->given_up;
}

bool Help::manages_alone(HouseholdId assisted) const {
  return world_.stream(kAlone, assisted.value).uniform() < p_.manages_alone.fraction();
}

HouseholdId Help::away_for(HouseholdId household) const {
  const auto* helper = find_helper(household);
  if (helper == nullptr || helper->stage == Stage::at_home || helper->stage == Stage::gone) return {};
  if (helper->stage == Stage::called || helper->stage == Stage::escorting) {
    for (const auto pair : helper->pairs) {
      if (pairs_[pair].open && at_home(pairs_[pair].assisted)) return pairs_[pair].assisted;
    }
    return {};
  }
  return pairs_[helper->current].assisted;
}

bool Help::at_home(HouseholdId household) const {
  return roll_.persons(household) > 0 && world_.door<warning::Alerts>().at_home(household);
}

bool Help::under_water(HouseholdId household) const {
  return world_.door<hazard::Hazards>().depth(household, world_.now()) > people_.stay_inside_depth;
}

void Help::note(Member& helper, HelperMissing why) {
  for (const auto pair : helper.pairs) {
    if (pairs_[pair].open) pairs_[pair].missing = why;
  }
}

// Whoever refused may be convinced later, never the reverse.
void Help::told(HouseholdId household, bool willing) {
  auto* helper = find_helper(household);
  if (helper == nullptr || helper->willing) return;
  helper->willing = willing;
  note(*helper, willing ? HelperMissing::not_at_home : HelperMissing::refuses);
  if (willing) call(*helper);
}

void Help::asked(HouseholdId assisted) {
  const auto by = pair_of(assisted)->by;
  if (by != kNobody && helpers_[by].willing) call(helpers_[by]);
}

/// A cadre is where his duty is.
bool Help::is_there(const Member& helper) const {
  return helper.cadre != nullptr || at_home(helper.household);
}

/// Of a cadre: at his post; later he goes on from the homes he has reached.
bool Help::kept_by_water(const Member& helper) const {
  if (helper.cadre == nullptr) return under_water(helper.household);
  return !helper.has_set_out &&
         world_.door<hazard::Hazards>().depth(helper.cadre->post, world_.now()) > people_.stay_inside_depth;
}

void Help::tell(const Member& helper, CadrePlace place, HouseholdId household) {
  if (helper.cadre != nullptr) world_.publish(CadreMoved{helper.cadre->name, place, household});
}

// A cadre's number has his own name: another cadre in the list changes nobody's.
Duration Help::setting_out(const Member& helper) const {
  if (helper.cadre != nullptr) {
    auto stream = world_.stream(Purpose("evacuation.help.call_out/" + helper.cadre->id));
    const bool night = world_.scenario().night(world_.now());
    return world_.scenario().exercise.call_out((night ? p_.cadre_call_out_night : p_.cadre_call_out_day).draw(stream));
  }
  auto stream = world_.stream(kSettingOut, helper.household.value);
  return Duration{Uniform(seconds(p_.sets_out_shortest), seconds(p_.sets_out_longest)).quantile(stream.uniform())};
}

/// Is somebody of those he helps under the order, and not fetched?
bool Help::needed(const Member& helper) const {
  return std::any_of(helper.pairs.begin(), helper.pairs.end(),
                     [&](std::uint32_t pair) { return pairs_[pair].open && roll_.ordered(pairs_[pair].assisted); });
}

// Who is on his way, or has gone, needs no second call. A cadre is told by the call.
void Help::call(Member& helper) {
  if (!needed(helper) || helper.stage != Stage::at_home || !is_there(helper)) return;
  helper.stage = Stage::called;
  if (helper.willing) note(helper, HelperMissing::on_the_way);
  const auto place = place_of(helper);
  world_.kernel().schedule_in(setting_out(helper), Phase::people, [this, place] { set_out(helpers_[place]); });
}

void Help::set_out(Member& helper) {
  helper.willing = true;
  if (kept_by_water(helper)) {
    note(helper, HelperMissing::water);
  } else if (!is_there(helper)) {
    note(helper, HelperMissing::not_at_home);
  } else {
    return go_to_next(helper);
  }
  free(helper);
  if (helper.cadre != nullptr) wait_for_the_water(helper);
}

// A cadre whom the water keeps at his post looks at it now and then, as people do at home.
void Help::wait_for_the_water(Member& helper) {
  const auto place = place_of(helper);
  world_.kernel().schedule(next_look(world_.now()), Phase::people, [this, place] {
    auto& waiting = helpers_[place];
    if (waiting.stage != Stage::at_home || !needed(waiting)) return;
    kept_by_water(waiting) ? wait_for_the_water(waiting) : go_to_next(waiting);
  });
}

void Help::go_to_next(Member& helper) {
  for (const auto pair : helper.pairs) {
    if (pairs_[pair].open && roll_.ordered(pairs_[pair].assisted) && at_home(pairs_[pair].assisted)) {
      return walk_to(helper, pair);
    }
  }
  free(helper);
}

void Help::walk_to(Member& helper, std::uint32_t pair) {
  note(helper, HelperMissing::with_others);
  pairs_[pair].missing = HelperMissing::on_the_way;
  helper.stage = Stage::walking;
  helper.current = pair;
  helper.has_set_out = true;
  const auto place = place_of(helper);
  world_.publish(HelperSetOut{pairs_[pair].assisted, helper.household});
  tell(helper, CadrePlace::on_the_way, pairs_[pair].assisted);
  world_.kernel().schedule_in(way(helper, pairs_[pair].assisted), Phase::people,
                              [this, place] { reach(helpers_[place]); });
}

// Whoever has a car and no road leaves it behind.
Duration Help::way(Member& helper, HouseholdId to) const {
  const auto& people = world_.town().population;
  if (helper.car) {
    const auto junction = people.road_junction[to.index()];
    if (const auto by_road = drive(helper, junction)) {
      const auto& stop = world_.town().roads.junction(junction);
      return *by_road + walk(std::hypot(people.x_m[to.index()] - stop.x_m, people.y_m[to.index()] - stop.y_m));
    }
    helper.car = false;
  }
  return walk(std::hypot(people.x_m[to.index()] - helper.x_m, people.y_m[to.index()] - helper.y_m));
}

/// By the roads that are open now; nullopt: there is no way.
std::optional<Duration> Help::drive(const Member& helper, JunctionId to) const {
  const auto route =
      helper.road.exists() && to.exists() ? world_.roads().fastest(helper.road, to, TravelMode::car) : std::nullopt;
  if (!route) return std::nullopt;
  double factor = world_.scenario().night(world_.now()) ? people_.drive_night_factor : 1.0;
  if (people_.weather == warning::Weather::heavy_rain) factor *= people_.drive_rain_factor;
  return route->travel_time / factor;
}

Duration Help::walk(double distance_m) const {
  double speed = p_.walking_speed.si();
  if (world_.scenario().night(world_.now())) speed *= people_.walk_night_factor;
  if (people_.weather == warning::Weather::heavy_rain) speed *= people_.walk_rain_factor;
  return Duration{distance_m * p_.detour_factor / speed};
}

// At the door, unless water stands before it or nobody is there any more.
void Help::reach(Member& helper) {
  auto& pair = pairs_[helper.current];
  const auto& people = world_.town().population;
  helper.x_m = people.x_m[pair.assisted.index()];
  helper.y_m = people.y_m[pair.assisted.index()];
  if (helper.car) helper.road = people.road_junction[pair.assisted.index()];
  if (!at_home(pair.assisted) || under_water(pair.assisted)) {
    pair.open = false;
    pair.missing = HelperMissing::water;
    return go_to_next(helper);
  }
  helper.stage = Stage::at_door;
  pair.ready_s = seconds(world_.now() + p_.handover);
  world_.publish(HelperArrived{pair.assisted, helper.household});
  tell(helper, CadrePlace::at_door, pair.assisted);
  listener_.arrived(pair.assisted);
}

void Help::give_up(HouseholdId assisted) {
  auto& pair = *pair_of(assisted);
  pair.given_up = true;
  world_.publish(HelperGivenUp{assisted, helper_of(assisted), pair.missing, roll_.persons(assisted)});
}

void Help::leave(HouseholdId assisted) {
  ensure(helper_is_here(assisted), "a household leaves with a helper who is at its door");
  auto& pair = *pair_of(assisted);
  auto& helper = helpers_[pair.by];
  pair.open = false;
  pair.accompanied = true;
  pair.left_s = seconds(world_.now());
  helper.stage = Stage::escorting;
  world_.publish(LeftTogether{assisted, helper.household, roll_.persons(assisted)});
  tell(helper, CadrePlace::with_household, assisted);
  if (helper.cadre == nullptr && !away_for(helper.household).exists()) free(helper);
}

// He comes back as long as they took to get there, if somebody else still needs him.
void Help::brought(HouseholdId assisted) {
  const auto* pair = pair_of(assisted);
  if (pair == nullptr || pair->by == kNobody) return;
  auto& helper = helpers_[pair->by];
  if (helper.stage != Stage::escorting || &pairs_[helper.current] != pair) return;
  const auto place = pair->by;
  helper.stage = Stage::walking;
  tell(helper, CadrePlace::coming_back, assisted);
  world_.kernel().schedule_in(Duration{seconds(world_.now()) - pair->left_s}, Phase::people,
                              [this, place] { go_to_next(helpers_[place]); });
}

void Help::dismiss(HouseholdId assisted) {
  if (!helper_is_here(assisted)) return;
  auto& pair = *pair_of(assisted);
  pair.open = false;
  pair.missing = HelperMissing::sent_away;
  go_to_next(helpers_[pair.by]);
}

bool Help::kept_back(HouseholdId assisted) {
  const auto* pair = pair_of(assisted);
  if (pair == nullptr || pair->by == kNobody) return false;
  auto& helper = helpers_[pair->by];
  if (helper.cadre == nullptr || helper.stage != Stage::escorting || &pairs_[helper.current] != pair) return false;
  go_to_next(helper);
  return true;
}

void Help::taken(HouseholdId assisted) {
  helper_is_here(assisted) ? dismiss(assisted) : brought(assisted);
}

// A member goes with his household; a cadre is there for the next who is put under the order.
void Help::free(Member& helper) {
  if (helper.cadre != nullptr) {
    helper.stage = Stage::at_home;
    return tell(helper, kept_by_water(helper) ? CadrePlace::cut_off : CadrePlace::waiting);
  }
  helper.stage = Stage::gone;
  listener_.released(helper.household);
}

}  // namespace tocsin::evacuation
