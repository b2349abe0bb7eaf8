// SPDX-License-Identifier: Apache-2.0
// Which home next: the list of homes to be searched and the rule by which parties share it.
#include <algorithm>
#include <cmath>

#include "engine/base/ensure.hpp"
#include "models/evacuation/evacuation.hpp"
#include "models/rescue/rescue.hpp"
#include "models/rescue/search_team.hpp"
#include "models/warning/warning.hpp"

namespace tocsin::rescue {
namespace {

// Homes are few while there are so many times more junctions: a look at one costs about as much as that many junctions.
constexpr std::size_t kFew = 8;

}  // namespace

SearchPlan::SearchPlan(World& world) : world_(world) {
  homes_.resize(world.scenario().scope.households().size());
  lists_.resize(world.town().zones.size());
  first_by_walk_.resize(world.town().roads.junction_count() + 1, kNoSpot);
  first_by_road_ = first_by_walk_;
  const auto searched = searched_zones(world.scenario());
  for (std::size_t zone = 0; zone < lists_.size(); ++zone) lists_[zone].to_search = searched[zone] != 0;
  world.subscribe<warning::ZoneOrdered>([this](const auto& event) { zone_ordered(event.zone); });
  world.subscribe<evacuation::HouseholdStranded>([this](const auto& event) { help_called(event.household); });
  world.subscribe<evacuation::HouseholdDecided>(
      [this](const auto& event) { home(event.household).stays = event.decision == evacuation::Decision::stay; });
  world.subscribe<evacuation::ShelterReached>([this](const auto& event) { tick_off(event.household); });
  world.subscribe<evacuation::KinReached>([this](const auto& event) { tick_off(event.household); });
  world.subscribe<evacuation::ShelterDoorReached>([this](const auto& event) { tick_off(event.household); });
  world.subscribe<evacuation::HouseholdReturned>([this](const auto& event) { back_home(event.household); });
  world.roads().on_change([this](const RoadChange& change) { version_ += change.reopened != 0 ? 1 : 0; });
}

void SearchPlan::tick_off(HouseholdId household) {
  auto& entry = home(household);
  if (entry.status == Status::open) take_off_list(household);
  if (entry.status == Status::open) entry.status = Status::closed;
  see_whether_complete();
  entry.called = entry.called && entry.status != Status::closed;
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

// Kin are reported to the village by phone.
bool SearchPlan::registered(HouseholdId household) const {
  const auto state = world_.door<evacuation::Roll>().state(household);
  return state == evacuation::State::at_shelter || state == evacuation::State::with_kin ||
         state == evacuation::State::at_door || state == evacuation::State::with_rescuers;
}

void SearchPlan::tell(const News& news) {
  for (const auto& listener : listeners_) listener(news);
}

SearchPlan::ZoneList& SearchPlan::list_of(HouseholdId household) {
  return lists_[world_.town().population.zone[household.index()].index()];
}

void SearchPlan::put_on_list(HouseholdId household) {
  auto& entry = home(household);
  if (registered(household)) {
    entry.status = Status::closed;
    entry.called = false;
    return;
  }
  entry.status = Status::open;
  entry.due = false;
  if (entry.not_before_s <= seconds(world_.now())) {
    add_due(household);
  } else {
    ++list_of(household).later;
    later_.push({entry.not_before_s, household});
  }
}

std::uint32_t& SearchPlan::first_by_walk(JunctionId junction) {
  return first_by_walk_[std::min(junction.index(), first_by_walk_.size() - 1)];
}

std::uint32_t& SearchPlan::first_by_road(JunctionId junction) {
  return first_by_road_[std::min(junction.index(), first_by_road_.size() - 1)];
}

void SearchPlan::SpotList::set(std::uint32_t spot, bool in) {
  if (spot >= place.size()) place.resize(spot + 1U, kNoSpot);
  if (in == (place[spot] != kNoSpot)) return;
  if (in) {
    place[spot] = static_cast<std::uint32_t>(spots.size());
    spots.push_back(spot);
  } else {
    place[spots.back()] = place[spot];
    spots[place[spot]] = spots.back();
    place[spot] = kNoSpot;
    spots.pop_back();
  }
}

std::uint32_t SearchPlan::spot_of(ZoneId zone, JunctionId walk, JunctionId road) {
  auto& first = first_by_walk(walk);
  for (auto at = first; at != kNoSpot; at = spots_[at].next_by_walk) {
    if (spots_[at].zone == zone && spots_[at].road == road) return at;
  }
  const auto added = static_cast<std::uint32_t>(spots_.size());
  lists_[zone.index()].spots.push_back(added);
  auto& first_road = first_by_road(road);
  spots_.push_back(
      {.zone = zone, .walk = walk, .road = road, .next_by_walk = first, .next_by_road = first_road, .due = {}});
  first = added;
  first_road = added;
  return added;
}

// Listed where its people are looked for: at home, or where they said that they are held up.
void SearchPlan::add_due(HouseholdId household) {
  auto& entry = home(household);
  auto& list = list_of(household);
  const auto& people = world_.town().population;
  const auto waits = world_.door<evacuation::Roll>().waits_at(household);
  entry.walk = waits.exists() ? waits : people.walk_junction[household.index()];
  entry.road = waits.exists() ? waits : people.road_junction[household.index()];
  entry.due = true;
  const auto id = spot_of(people.zone[household.index()], entry.walk, entry.road);
  auto& spot = spots_[id];
  spot.due.insert(std::lower_bound(spot.due.begin(), spot.due.end(), household), household);
  spot.calls += entry.called ? 1 : 0;
  open_.set(id, true);
  calling_.set(id, spot.calls > 0);
  list.due_persons += people.persons[household.index()];
  ++list.due_homes;
  ++version_;
}

void SearchPlan::take_off_list(HouseholdId household) {
  auto& entry = home(household);
  auto& list = list_of(household);
  if (!entry.due) {
    --list.later;
    return;
  }
  entry.due = false;
  const auto id = spot_of(world_.town().population.zone[household.index()], entry.walk, entry.road);
  auto& spot = spots_[id];
  spot.due.erase(std::lower_bound(spot.due.begin(), spot.due.end(), household));
  spot.calls -= entry.called ? 1 : 0;
  open_.set(id, !spot.due.empty());
  calling_.set(id, spot.calls > 0);
  list.due_persons -= world_.town().population.persons[household.index()];
  --list.due_homes;
}

// They go on from where they were held up, or may have.
void SearchPlan::move_to_spot(HouseholdId household) {
  if (home(household).status != Status::open || !home(household).due) return;
  take_off_list(household);
  add_due(household);
}

// Homes whose time has come go to the lists of their zones.
void SearchPlan::call_due_ones() {
  const double now_s = seconds(world_.now());
  while (!later_.empty() && later_.top().not_before_s <= now_s) {
    const auto [not_before_s, household] = later_.top();
    later_.pop();
    const auto& entry = home(household);
    if (entry.status != Status::open || entry.due || entry.not_before_s != not_before_s) continue;
    --list_of(household).later;
    add_due(household);
  }
}

std::uint64_t SearchPlan::version() {
  call_due_ones();
  return version_;
}

void SearchPlan::zone_ordered(ZoneId zone) {
  const auto& z = world_.town().zones[zone.index()];
  const auto& orders = world_.door<warning::Orders>();
  for (std::uint32_t h = 0; h < z.household_count; ++h) {
    const HouseholdId household(z.first_household + h);
    if (home(household).status == Status::unknown && orders.concerns(household)) put_on_list(household);
  }
  begin_search(zone);
  tell({zone, true});
}

void SearchPlan::help_called(HouseholdId household) {
  auto& entry = home(household);
  const bool listed = entry.status == Status::open;
  if (listed) take_off_list(household);
  entry.called = true;
  entry.not_before_s = 0;
  if (entry.status != Status::assigned) put_on_list(household);
  begin_search(world_.town().population.zone[household.index()]);
  tell({world_.town().population.zone[household.index()], false});
}

// The shelter misses them: their home is to be searched like any other under the order.
void SearchPlan::back_home(HouseholdId household) {
  auto& entry = home(household);
  if (entry.status != Status::closed) return;
  entry.not_before_s = 0;
  put_on_list(household);
  begin_search(world_.town().population.zone[household.index()]);
  tell({world_.town().population.zone[household.index()], false});
}

void SearchPlan::close(HouseholdId household) {
  ensure(home(household).status == Status::assigned, "only an assigned home is closed");
  home(household).status = Status::closed;
  home(household).called = false;
  --list_of(household).in_work;
  see_whether_complete();
}

void SearchPlan::reopen(HouseholdId household, Time not_before) {
  ensure(home(household).status == Status::assigned, "only an assigned home is opened again");
  home(household).not_before_s = seconds(not_before);
  --list_of(household).in_work;
  put_on_list(household);
  see_whether_complete();  // registered meanwhile: it is not on the list
}

// ---- is the search complete? ----

void SearchPlan::begin_search(ZoneId zone) {
  if (!lists_[zone.index()].to_search) return;
  searching_ = true;
  see_whether_complete();  // everybody may be registered already
}

bool SearchPlan::nothing_to_do() const {
  return std::none_of(lists_.begin(), lists_.end(), [](const ZoneList& list) {
    return list.to_search && (list.due_homes > 0 || list.later > 0 || list.in_work > 0);
  });
}

// Looks once the events of this instant are told: an order brings its zones one after the other.
void SearchPlan::see_whether_complete() {
  if (!searching_ || will_see_ || !nothing_to_do()) return;
  will_see_ = true;
  world_.kernel().schedule(world_.now(), Phase::observation, [this] {
    will_see_ = false;
    if (!searching_ || !nothing_to_do()) return;
    searching_ = false;
    world_.publish(SearchCompleted{});
  });
}

bool SearchPlan::allowed(const Searcher& searcher, ZoneId zone) const {
  return searcher.zones == nullptr || (*searcher.zones)[zone.index()] != 0;
}

bool SearchPlan::anything_left(const Searcher& searcher) const {
  const auto& zones = world_.scenario().scope.zones();
  return std::any_of(zones.begin(), zones.end(), [&](ZoneId zone) {
    const auto& list = lists_[zone.index()];
    return allowed(searcher, zone) && (list.later > 0 || list.due_homes > 0);
  });
}

bool SearchPlan::anything_due(const Searcher& searcher) {
  call_due_ones();
  const auto& zones = world_.scenario().scope.zones();
  return std::any_of(zones.begin(), zones.end(),
                     [&](ZoneId zone) { return allowed(searcher, zone) && lists_[zone.index()].due_homes > 0; });
}

// Homes of a spot elsewhere are equally far: the first stands for all. Where the searcher stands, doors count.
void SearchPlan::look_at(const Spot& spot, double away_s, const Searcher& searcher, Neighbors which,
                         Choice& choice) const {
  const bool callers_only = which == Neighbors::calling;
  if (away_s >= choice.away_s) return;
  const bool here = spot.walk == searcher.at;
  for (const auto household : spot.due) {
    if (callers_only && !home(household).called) continue;
    choice.offer(household, here ? searcher.seconds_to_door(household) : away_s);
    if (!here) break;
  }
}

void SearchPlan::look_in(std::span<const std::uint32_t> spots, const Searcher& searcher, Neighbors which,
                         Choice& choice) const {
  for (const auto id : spots) {
    const auto& spot = spots_[id];
    if (spot.due.empty() || !allowed(searcher, spot.zone)) continue;
    const bool here = spot.walk == searcher.at;
    look_at(spot, here ? 0 : searcher.seconds_to(spot.walk, spot.road, choice.away_s), searcher, which, choice);
  }
}

// A few homes are looked at one by one. Of many most are never looked at: outward from where the searcher stands, until
// everything farther would be worse.
std::optional<HouseholdId> SearchPlan::nearest(const Searcher& searcher, Neighbors which) const {
  const auto& list = which == Neighbors::calling ? calling_ : open_;
  Choice choice;
  if (list.spots.size() < first_by_walk_.size() / kFew) {
    look_in(list.spots, searcher, which, choice);
    return choice.home;
  }
  const auto next = searcher.outward();
  for (auto place = next(); place && place->away_s < choice.away_s; place = next()) {
    const auto& first = place->by_road ? first_by_road_ : first_by_walk_;
    for (auto at = first[place->junction.index()]; at != kNoSpot;
         at = place->by_road ? spots_[at].next_by_road : spots_[at].next_by_walk) {
      const auto& spot = spots_[at];
      if (!spot.due.empty() && allowed(searcher, spot.zone)) look_at(spot, place->away_s, searcher, which, choice);
    }
  }
  const bool boat_is_better = std::isfinite(searcher.anywhere_s) && choice.away_s > searcher.anywhere_s;
  if (boat_is_better) look_in(list.spots, searcher, which, choice);
  return choice.home;
}

std::optional<HouseholdId> SearchPlan::nearest_in(const Searcher& searcher, ZoneId zone) const {
  Choice choice;
  look_in(lists_[zone.index()].spots, searcher, Neighbors::all, choice);
  return choice.home;
}

ZoneId SearchPlan::worthiest_zone(const Searcher& searcher) const {
  ZoneId best;
  double best_worth = 0;
  for (const auto zone : world_.scenario().scope.zones()) {
    const auto& list = lists_[zone.index()];
    if (!allowed(searcher, zone) || list.due_persons == 0) continue;
    const auto& place = world_.town().zones[zone.index()].place;
    const double worth_here = static_cast<double>(list.due_persons) / (1.0 + list.parties);
    const double at_most_s = worth_here / best_worth - seconds(searcher.horizon);  // or it is worth less than the best
    if (at_most_s < 0) continue;
    const double travel_s = searcher.seconds_to(place.walk_junction, place.road_junction, at_most_s);
    if (!std::isfinite(travel_s)) continue;
    const double worth = worth_here / (travel_s + seconds(searcher.horizon));
    if (worth <= best_worth) continue;
    best = zone;
    best_worth = worth;
  }
  return best;
}

void SearchPlan::leave(ZoneId zone) {
  if (zone.exists()) --lists_[zone.index()].parties;
}

void SearchPlan::take(const Searcher& searcher, HouseholdId household) {
  const auto zone = world_.town().population.zone[household.index()];
  take_off_list(household);
  home(household).status = Status::assigned;
  ++lists_[zone.index()].in_work;
  ++home(household).visits;
  if (zone == searcher.zone) return;
  leave(searcher.zone);
  ++lists_[zone.index()].parties;
}

std::optional<HouseholdId> SearchPlan::assign(const Searcher& searcher) {
  call_due_ones();
  auto found = nearest(searcher, Neighbors::calling);
  if (!found && searcher.zone.exists()) found = nearest_in(searcher, searcher.zone);
  if (!found) {
    if (const auto zone = worthiest_zone(searcher); zone.exists()) found = nearest_in(searcher, zone);
  }
  if (!found) found = nearest(searcher, Neighbors::all);  // the best zone may have no home within reach
  if (found) take(searcher, *found);
  return found;
}

std::optional<HouseholdId> SearchPlan::assign_at(const Searcher& searcher, JunctionId walk_junction,
                                                 std::uint32_t persons, Neighbors neighbors, ShelterId shelter) {
  if (!searcher.zone.exists()) return std::nullopt;
  call_due_ones();
  const auto& roll = world_.door<evacuation::Roll>();
  Choice choice;
  for (auto at = first_by_walk(walk_junction); at != kNoSpot; at = spots_[at].next_by_walk) {
    const auto& spot = spots_[at];
    if (spot.zone != searcher.zone) continue;
    for (const auto household : spot.due) {
      if (neighbors == Neighbors::calling && !home(household).called) continue;
      const bool in_shelter = shelter.exists() && roll.stranded_in(household) == shelter;
      const bool elsewhere = !in_shelter && roll.waits_at(household).exists();
      if (roll.persons(household) > persons || elsewhere) continue;
      choice.offer(household, searcher.seconds_to_door(household));
    }
  }
  if (choice.home) take(searcher, *choice.home);
  return choice.home;
}

}  // namespace tocsin::rescue
