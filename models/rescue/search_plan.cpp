// SPDX-License-Identifier: Apache-2.0
// Which home next: the list of homes to be searched and the rule by which parties share it.
#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/ensure.hpp"
#include "models/evacuation/evacuation.hpp"
#include "models/rescue/rescue.hpp"
#include "models/warning/warning.hpp"

namespace tocsin::rescue {

SearchPlan::SearchPlan(World& world) : world_(world) {
  homes_.resize(world.scenario().scope.households().size());
  open_.resize(world.town().zones.size());
  parties_.assign(world.town().zones.size(), 0);
  world.subscribe<warning::ZoneOrdered>([this](const auto& event) { zone_ordered(event.zone); });
  world.subscribe<evacuation::HouseholdStranded>([this](const auto& event) { help_called(event.household); });
  world.subscribe<evacuation::HouseholdDecided>(
      [this](const auto& event) { home(event.household).stays = event.decision == evacuation::Decision::stay; });
}

SearchPlan::Home& SearchPlan::home(HouseholdId household) {
  return homes_[world_.scenario().scope.position(household)];
}

const SearchPlan::Home& SearchPlan::home(HouseholdId household) const {
  return homes_[world_.scenario().scope.position(household)];
}

bool SearchPlan::called_for_help(HouseholdId household) const {
  return home(household).called;
}

std::uint32_t SearchPlan::visits(HouseholdId household) const {
  return home(household).visits;
}

bool SearchPlan::decided_to_stay(HouseholdId household) const {
  return home(household).stays;
}

// Registered at a shelter, or in the care of a team: the command post has ticked them off.
bool SearchPlan::registered(HouseholdId household) const {
  const auto state = world_.door<evacuation::Roll>().state(household);
  return state == evacuation::State::at_shelter || state == evacuation::State::with_rescuers;
}

void SearchPlan::tell(const News& news) {
  for (const auto& listener : listeners_) listener(news);
}

void SearchPlan::put_on_list(HouseholdId household) {
  home(household).status = Status::open;
  auto& list = open_[world_.town().population.zone[household.index()].index()];
  list.insert(std::lower_bound(list.begin(), list.end(), household), household);
}

void SearchPlan::zone_ordered(ZoneId zone) {
  const auto& z = world_.town().zones[zone.index()];
  const auto& orders = world_.door<warning::Orders>();
  for (std::uint32_t h = 0; h < z.household_count; ++h) {
    const HouseholdId household(z.first_household + h);
    if (home(household).status == Status::unknown && orders.concerns(household)) put_on_list(household);
  }
  tell({zone, true});
}

void SearchPlan::help_called(HouseholdId household) {
  auto& entry = home(household);
  entry.called = true;
  entry.not_before_s = 0;
  if (entry.status == Status::unknown || entry.status == Status::closed) put_on_list(household);
  tell({world_.town().population.zone[household.index()], false});
}

void SearchPlan::close(HouseholdId household) {
  ensure(home(household).status == Status::assigned, "only an assigned home is closed");
  home(household).status = Status::closed;
  home(household).called = false;
}

void SearchPlan::reopen(HouseholdId household, Time not_before) {
  ensure(home(household).status == Status::assigned, "only an assigned home is opened again");
  home(household).not_before_s = seconds(not_before);
  put_on_list(household);
}

void SearchPlan::drop_registered(ZoneId zone) {
  std::erase_if(open_[zone.index()], [this](HouseholdId household) {
    if (!registered(household)) return false;
    home(household).status = Status::closed;
    home(household).called = false;
    return true;
  });
}

bool SearchPlan::allowed(const Searcher& searcher, ZoneId zone) const {
  return searcher.zones == nullptr || (*searcher.zones)[zone.index()] != 0;
}

bool SearchPlan::anything_left(const Searcher& searcher) {
  for (const auto zone : world_.scenario().scope.zones()) {
    if (!allowed(searcher, zone)) continue;
    drop_registered(zone);
    if (!open_[zone.index()].empty()) return true;
  }
  return false;
}

bool SearchPlan::anything_due(const Searcher& searcher) const {
  const double now_s = seconds(world_.now());
  for (const auto zone : world_.scenario().scope.zones()) {
    if (!allowed(searcher, zone)) continue;
    const auto& list = open_[zone.index()];
    if (std::any_of(list.begin(), list.end(), [&](HouseholdId h) { return home(h).not_before_s <= now_s; }))
      return true;
  }
  return false;
}

std::optional<HouseholdId> SearchPlan::caller(const Searcher& searcher) const {
  std::optional<HouseholdId> best;
  double best_s = std::numeric_limits<double>::infinity();
  const double now_s = seconds(world_.now());
  for (const auto zone : world_.scenario().scope.zones()) {
    if (!allowed(searcher, zone)) continue;
    for (const auto household : open_[zone.index()]) {
      const auto& entry = home(household);
      if (!entry.called || entry.not_before_s > now_s) continue;
      const double away_s = searcher.seconds_to_home(household);
      if (away_s >= best_s) continue;
      best = household;
      best_s = away_s;
    }
  }
  return best;
}

std::optional<HouseholdId> SearchPlan::nearest_in(const Searcher& searcher, ZoneId zone) const {
  std::optional<HouseholdId> best;
  double best_s = std::numeric_limits<double>::infinity();
  const double now_s = seconds(world_.now());
  for (const auto household : open_[zone.index()]) {
    if (home(household).not_before_s > now_s) continue;
    const double away_s = searcher.seconds_to_home(household);
    if (away_s >= best_s) continue;
    best = household;
    best_s = away_s;
  }
  return best;
}

ZoneId SearchPlan::worthiest_zone(const Searcher& searcher) {
  ZoneId best;
  double best_worth = 0;
  const double now_s = seconds(world_.now());
  for (const auto zone : world_.scenario().scope.zones()) {
    if (!allowed(searcher, zone) || open_[zone.index()].empty()) continue;
    double persons = 0;
    for (const auto household : open_[zone.index()]) {
      if (home(household).not_before_s <= now_s) persons += world_.town().population.persons[household.index()];
    }
    const double travel_s = searcher.seconds_to_zone(zone);
    if (persons <= 0 || !std::isfinite(travel_s)) continue;
    const double worth = persons / (1.0 + parties_[zone.index()]) / (travel_s + seconds(searcher.horizon));
    if (worth <= best_worth) continue;
    best = zone;
    best_worth = worth;
  }
  return best;
}

void SearchPlan::leave(ZoneId zone) {
  if (zone.exists()) --parties_[zone.index()];
}

void SearchPlan::take(const Searcher& searcher, HouseholdId household) {
  const auto zone = world_.town().population.zone[household.index()];
  auto& list = open_[zone.index()];
  list.erase(std::lower_bound(list.begin(), list.end(), household));
  home(household).status = Status::assigned;
  ++home(household).visits;
  if (zone == searcher.zone) return;
  leave(searcher.zone);
  ++parties_[zone.index()];
}

std::optional<HouseholdId> SearchPlan::assign(const Searcher& searcher) {
  if (!anything_left(searcher)) return std::nullopt;
  for (const auto zone : world_.scenario().scope.zones()) {
    if (allowed(searcher, zone)) drop_registered(zone);
  }
  auto found = caller(searcher);
  if (!found && searcher.zone.exists()) found = nearest_in(searcher, searcher.zone);
  if (!found) {
    if (const auto zone = worthiest_zone(searcher); zone.exists()) found = nearest_in(searcher, zone);
  }
  if (!found) {  // the best zone may have no home within reach: any home will do
    for (const auto zone : world_.scenario().scope.zones()) {
      if (!found && allowed(searcher, zone)) found = nearest_in(searcher, zone);
    }
  }
  if (found) take(searcher, *found);
  return found;
}

std::optional<HouseholdId> SearchPlan::assign_at(const Searcher& searcher, JunctionId walk_junction,
                                                 std::uint32_t persons, Neighbors neighbors) {
  if (!searcher.zone.exists()) return std::nullopt;
  drop_registered(searcher.zone);
  const auto& roll = world_.door<evacuation::Roll>();
  const double now_s = seconds(world_.now());
  std::optional<HouseholdId> best;
  double best_s = std::numeric_limits<double>::infinity();
  for (const auto household : open_[searcher.zone.index()]) {
    const auto& entry = home(household);
    if (entry.not_before_s > now_s || (neighbors == Neighbors::calling && !entry.called)) continue;
    if (world_.town().population.walk_junction[household.index()] != walk_junction) continue;
    if (roll.persons(household) > persons || roll.waits_at(household).exists()) continue;
    const double away_s = searcher.seconds_to_home(household);
    if (away_s >= best_s) continue;
    best = household;
    best_s = away_s;
  }
  if (best) take(searcher, *best);
  return best;
}

}  // namespace tocsin::rescue
