// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/help/help.hpp"

#include <cmath>
#include <utility>

#include "engine/base/ensure.hpp"
#include "engine/random/distributions.hpp"
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
  const auto& population = world.town().population;
  pair_of_.resize(scope.households().size());
  helper_of_.resize(scope.households().size());
  for (const auto& [assisted, helper] : p_.pairs()) {
    pairs_.push_back({.assisted = assisted, .helper = helper});
    pair_of_[scope.position(assisted)] = static_cast<std::uint32_t>(pairs_.size());
    if (!helper.exists()) {
      pairs_.back().missing = HelperMissing::nobody_named;
      continue;
    }
    auto& place = helper_of_[scope.position(helper)];
    if (place == 0) {
      helpers_.push_back({.household = helper,
                          .pairs = {},
                          .x_m = population.x_m[helper.index()],
                          .y_m = population.y_m[helper.index()]});
      place = static_cast<std::uint32_t>(helpers_.size());
    }
    helpers_[place - 1].pairs.push_back(static_cast<std::uint32_t>(pairs_.size() - 1));
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
  return pair == nullptr ? HouseholdId{} : pair->helper;
}

bool Help::helper_is_here(HouseholdId assisted) const {
  const auto* pair = pair_of(assisted);
  if (pair == nullptr || !pair->helper.exists()) return false;
  const auto* helper = find_helper(pair->helper);
  return helper->stage == Stage::at_door && &pairs_[helper->current] == pair;
}

double Help::ready_s(HouseholdId assisted) const {
  return pair_of(assisted)->ready_s;
}

bool Help::expected(HouseholdId assisted) const {
  const auto* pair = pair_of(assisted);
  return pair != nullptr && pair->open && pair->helper.exists();
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
  const auto helper = helper_of(assisted);
  if (helper.exists() && find_helper(helper)->willing) call(*find_helper(helper));
}

// Who is on his way, or has gone, needs no second call.
void Help::call(Member& helper) {
  bool needed = false;
  for (const auto pair : helper.pairs) needed = needed || (pairs_[pair].open && roll_.ordered(pairs_[pair].assisted));
  if (!needed || helper.stage != Stage::at_home || !at_home(helper.household)) return;
  helper.stage = Stage::called;
  note(helper, HelperMissing::on_the_way);
  auto stream = world_.stream(kSettingOut, helper.household.value);
  const Uniform delay(seconds(p_.sets_out_shortest), seconds(p_.sets_out_longest));
  const auto place = static_cast<std::size_t>(&helper - helpers_.data());
  world_.kernel().schedule_in(Duration{delay.quantile(stream.uniform())}, Phase::people, [this, place] {
    auto& called = helpers_[place];
    if (!at_home(called.household) || under_water(called.household)) {
      note(called, under_water(called.household) ? HelperMissing::water : HelperMissing::not_at_home);
      return free(called);
    }
    go_to_next(called);
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
  const auto place = static_cast<std::size_t>(&helper - helpers_.data());
  world_.publish(HelperSetOut{pairs_[pair].assisted, helper.household});
  world_.kernel().schedule_in(way(helper, pairs_[pair].assisted), Phase::people,
                              [this, place] { reach(helpers_[place]); });
}

Duration Help::way(const Member& helper, HouseholdId to) const {
  const auto& people = world_.town().population;
  const double distance_m = std::hypot(people.x_m[to.index()] - helper.x_m, people.y_m[to.index()] - helper.y_m);
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
  if (!at_home(pair.assisted) || under_water(pair.assisted)) {
    pair.open = false;
    pair.missing = HelperMissing::water;
    return go_to_next(helper);
  }
  helper.stage = Stage::at_door;
  pair.ready_s = seconds(world_.now() + p_.handover);
  world_.publish(HelperArrived{pair.assisted, helper.household});
  listener_.arrived(pair.assisted);
}

void Help::give_up(HouseholdId assisted) {
  auto& pair = *pair_of(assisted);
  pair.given_up = true;
  world_.publish(HelperGivenUp{assisted, pair.helper, pair.missing, roll_.persons(assisted)});
}

void Help::leave(HouseholdId assisted) {
  ensure(helper_is_here(assisted), "a household leaves with a helper who is at its door");
  auto& pair = *pair_of(assisted);
  auto& helper = *find_helper(pair.helper);
  pair.open = false;
  pair.accompanied = true;
  pair.left_s = seconds(world_.now());
  helper.stage = Stage::escorting;
  world_.publish(LeftTogether{assisted, helper.household, roll_.persons(assisted)});
  if (!away_for(helper.household).exists()) free(helper);
}

// He comes back as long as they took to get there, if somebody else still needs him.
void Help::brought(HouseholdId assisted) {
  const auto* pair = pair_of(assisted);
  if (pair == nullptr || !pair->helper.exists()) return;
  auto& helper = *find_helper(pair->helper);
  if (helper.stage != Stage::escorting || &pairs_[helper.current] != pair) return;
  const auto place = static_cast<std::size_t>(&helper - helpers_.data());
  helper.stage = Stage::walking;
  world_.kernel().schedule_in(Duration{seconds(world_.now()) - pair->left_s}, Phase::people,
                              [this, place] { go_to_next(helpers_[place]); });
}

void Help::dismiss(HouseholdId assisted) {
  if (!helper_is_here(assisted)) return;
  auto& pair = *pair_of(assisted);
  pair.open = false;
  pair.missing = HelperMissing::sent_away;
  go_to_next(*find_helper(pair.helper));
}

void Help::free(Member& helper) {
  helper.stage = Stage::gone;
  listener_.released(helper.household);
}

}  // namespace tocsin::evacuation
