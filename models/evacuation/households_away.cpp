// SPDX-License-Identifier: Apache-2.0
// Members who are elsewhere at StartEx: who they are, who comes home when the family is to gather, and how long the
// others wait for them. In the ledger of people they are away until they are home; no water at the house harms them.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "engine/random/distributions.hpp"
#include "models/evacuation/households.hpp"

namespace tocsin::evacuation {
namespace {

constexpr Purpose kAbsence{"evacuation.absence"};

}  // namespace

// One stream per household: first a number for each resident, then those for the family, so that another share away
// changes no family's habits. Children first, then the elderly and those who need help, who stay at home.
void Households::prepare_absence() {
  const auto entries = world_->scenario().all<AbsenceParameters>();
  if (entries.empty()) return;
  absence_ = entries.front();
  family_.resize(scope().households().size());
  const auto& people = world_->town().population;
  for (std::uint32_t i = 0; i < family_.size(); ++i) {
    const auto h = household(i).index();
    const std::uint32_t children = people.children[h];
    const std::uint32_t at_home = std::max(people.elderly[h], people.need_help[h]);
    auto stream = world_->stream(kAbsence, household(i).value);
    family_[i].gathers = stream.uniform() < absence_->gathers_first.fraction();
    family_[i].sets_out = static_cast<float>(stream.uniform());
    std::uint32_t away = 0;
    for (std::uint32_t person = 0; person < people.persons[h]; ++person) {
      const double draw = stream.uniform();
      if (person < children) {
        away += draw < absence_->children_away().fraction() ? 1U : 0U;
      } else if (person >= children + at_home) {
        away += draw < absence_->adults_away().fraction() ? 1U : 0U;
      }
    }
    if (away > 0) roll_->set_away(household(i), away);
  }
  world_->kernel().schedule(kStartEx, Phase::environment, [this] {  // before any order
    for (std::uint32_t i = 0; i < family_.size(); ++i) {
      const auto away = roll_->away(household(i));
      if (away > 0) world_->publish(MembersAway{household(i), away});
    }
  });
}

// From where they are to the house, by road if there is one. Far away roads are as long one way as the other.
double Households::way_home_s(std::uint32_t position) const {
  const auto& people = world_->town().population;
  const auto h = household(position).index();
  const auto& place = absence_->place_of(world_->town().zones[people.zone[h].index()].township);
  const bool night = world_->scenario().night(world_->now());
  const bool rain = p_.weather == warning::Weather::heavy_rain;
  const double walking = (night ? p_.walk_night_factor : 1.0) * (rain ? p_.walk_rain_factor : 1.0);
  const double riding = (night ? p_.drive_night_factor : 1.0) * (rain ? p_.drive_rain_factor : 1.0);
  const auto time_s = [&](JunctionId to, JunctionId from, TravelMode mode) {
    if (!to.exists() || !from.exists()) return std::numeric_limits<double>::infinity();
    return world_->roads().tree_to(to, mode).to_go_s(from) / (mode == TravelMode::walk ? walking : riding);
  };
  const bool near = std::hypot(place.x_m - people.x_m[h], place.y_m - people.y_m[h]) < p_.walk_limit.si();
  const double on_foot_s = time_s(place.walk_junction, people.walk_junction[h], TravelMode::walk);
  if (near && std::isfinite(on_foot_s)) return on_foot_s;
  const double by_road_s = time_s(place.road_junction, people.road_junction[h], TravelMode::motorcycle);
  return std::min(by_road_s, on_foot_s);
}

// The family of a household that has decided to leave is called, once: who is to gather sets out for home. A way that
// is cut in the end keeps them where they are.
void Households::call_family(std::uint32_t position) {
  if (absence_ == nullptr) return;
  auto& family = family_[position];
  const auto id = household(position);
  if (!family.gathers || family.called || !plan_[position].leaves || roll_->away(id) == 0) return;
  family.called = true;
  const double way_s = way_home_s(position);
  if (!std::isfinite(way_s)) return;
  family.comes = true;
  const Uniform setting_out(seconds(absence_->sets_out_shortest), seconds(absence_->sets_out_longest));
  const Duration until{setting_out.quantile(static_cast<double>(family.sets_out)) + way_s};
  world_->kernel().schedule_in(until, Phase::people, [this, position] { family_comes_home(position); });
}

// They stay away from an empty house and from one in deep water.
void Households::family_comes_home(std::uint32_t position) {
  auto& family = family_[position];
  const auto id = household(position);
  family.comes = false;
  if (waits_at_home(position) && !water_keeps_in(position)) roll_->come_home(id);
  if (!std::exchange(family.waiting, false)) return;
  world_->kernel().cancel(plan_[position].departure);
  if (roll_->state(id) == State::preparing) depart(position);
}

// Ready, and somebody is on the way home: false when nobody is, or they have waited long enough.
bool Households::waits_for_family(std::uint32_t position) {
  if (absence_ == nullptr || !family_[position].comes || family_[position].gone_ahead) return false;
  const auto id = household(position);
  family_[position].waiting = true;
  roll_->move(id, State::preparing);
  world_->publish(FamilyAwaited{id, roll_->persons(id)});
  plan_[position].departure = world_->kernel().schedule_in(absence_->patience, Phase::people, [this, position] {
    family_[position].waiting = false;
    family_[position].gone_ahead = true;
    depart(position);
  });
  return true;
}

}  // namespace tocsin::evacuation
