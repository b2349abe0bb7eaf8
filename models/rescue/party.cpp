// SPDX-License-Identifier: Apache-2.0
#include "models/rescue/party.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/random/distributions.hpp"

namespace tocsin::rescue {
namespace {

constexpr Purpose kAlarmHandling{"rescue.alarm_handling"};
constexpr Purpose kTurnout{"rescue.turnout"};
constexpr Purpose kPace{"rescue.pace"};
constexpr Purpose kSearch{"rescue.search"};
constexpr std::uint64_t kDrawsPerVisit = 2;
constexpr double kFarButByBoat_s = 1e7;  // behind everything that can be reached by road

}  // namespace

Party::Party(World& world, const SearchTeamParameters& parameters, TeamRecord& team, std::uint32_t number, bool boat)
    : world_(world),
      p_(parameters),
      team_(team),
      plan_(world.door<SearchPlan>()),
      roll_(world.door<evacuation::Roll>()),
      hazards_(world.door<hazard::Hazards>()),
      alerts_(world.door<warning::Alerts>()),
      number_(number),
      boat_(boat),
      travel_(world, world.town().stations[world.town().teams[team.id.index()].station.index()].place.walk_junction,
              world.town().stations[world.town().teams[team.id.index()].station.index()].place.road_junction,
              world.town().teams[team.id.index()].vehicles > 0, [this] { world_.publish(TeamRerouted{team_.id}); }) {
  pace_ = varied(world.stream(kPace, (std::uint64_t{team.id.value} << 16U) | number), 1.0, p_.time_variation);
  stand_at_junction();
}

void Party::run(Process& self) {
  process_ = &self;
  await_call_out(self);
  turn_out(self);
  for (;;) {
    work_until_done(self);
    go_home(self);
    while (!news_) self.wait();  // somebody may still call for help, or another zone be ordered
    news_ = false;
  }
}

void Party::news(const SearchPlan::News& news) {
  if (!p_.may_search.empty() && p_.may_search[news.zone.index()] == 0) return;
  ordered_ = ordered_ || news.ordered;
  news_ = true;
  look_up();
}

void Party::look_up() {
  if (process_ != nullptr) process_->wake();
}

void Party::spend(Process& self, Duration time) {
  const auto until = self.now() + time;
  while (self.now() < until) self.delay_until(until);
}

// ---- coming together ----

void Party::await_call_out(Process& self) {
  if (p_.called_out) {
    spend(self, *p_.called_out);
  } else {
    while (!ordered_) self.wait();
  }
  while (team_.held_back) self.wait();
  const auto& times = p_.turnout_of(world_.town().teams[team_.id.index()]);
  spend(self, Duration{varied(world_.stream(kAlarmHandling, team_.id.value), seconds(times.alarm_handling),
                              p_.time_variation)});
  if (team_.called_out) return;
  team_.called_out = true;
  world_.publish(TeamCalledOut{team_.id});
}

std::uint32_t Party::members() const {
  return members_of_party(world_.town().teams[team_.id.index()].members, number_, team_.parties);
}

// The first party leaves when enough people are there, the last when the team is complete (handbook 5.1); one draw for
// the team, so that its parties keep their order.
void Party::turn_out(Process& self) {
  const auto& times = p_.turnout_of(world_.town().teams[team_.id.index()]);
  const bool night = world_.scenario().night(world_.now());
  const auto usual = world_.scenario().exercise.call_out(times.until(number_, team_.parties, night));
  spend(self, Duration{varied(world_.stream(kTurnout, team_.id.value), seconds(usual), p_.time_variation)});
  world_.publish(TeamTurnedOut{team_.id, members()});
  at_station_ = false;
}

// ---- searching ----

void Party::work_until_done(Process& self) {
  bool told = false;  // that there is no way to any home
  for (;;) {
    const auto who = searcher();
    const auto version = plan_.version();
    const auto home = version == nothing_at_version_ ? std::nullopt : plan_.assign(who);
    nothing_at_version_ = home ? std::nullopt : std::optional(version);
    if (home) {
      told = false;
      at_station_ = false;
      zone_ = world_.town().population.zone[home->index()];
      visit(self, *home);
    } else if (plan_.anything_left(who)) {
      if (!told && plan_.anything_due(who)) {
        told = true;
        world_.publish(TeamHeldUp{team_.id, HouseholdId{}, HeldUpReason::no_way});
      }
      self.wait_for(p_.retry_interval);
    } else {
      return;
    }
  }
}

void Party::visit(Process& self, HouseholdId home) {
  const auto shelter = roll_.stranded_in(home);
  if (!come_to(self, home)) return;
  const auto finding = search(self, home);
  world_.publish(HomeSearched{team_.id, home, finding});
  after_search(home, finding);
  if (finding != Finding::taken_along) return;
  take_along(self, home);
  fill_up(self, shelter);
  deliver(self);
}

void Party::put_off(HouseholdId home, HeldUpReason reason) {
  world_.publish(TeamHeldUp{team_.id, home, reason});
  plan_.reopen(home, world_.now() + p_.retry_interval);
}

// Walks or drives to the home's junction and from there to the door; false when it cannot be reached now.
bool Party::come_to(Process& self, HouseholdId home) {
  afloat_ = false;
  const auto junction = junction_of(home);
  if (travel_.at() != junction) {
    const auto& stand = world_.town().roads.junction(travel_.at());
    hop(self, stand.x_m, stand.y_m, door_speed());
    if (!travel_.reach(self, junction, speeds())) {
      stand_at_junction();
      return come_by_boat(self, home);
    }
    stand_at_junction();
  }
  announce_arrival(self, zone_);
  if (depth_at(home) > p_.wading_limit) return come_by_boat(self, home);
  const auto [x_m, y_m] = door_of(home);
  const bool outdoors = roll_.waits_at(home).exists() && !roll_.stranded_in(home).exists();
  if (!outdoors) hop(self, x_m, y_m, door_speed());
  return true;
}

// The nearest junction they can get to from where they are, within the range of the boat; none: no such junction.
JunctionId Party::launching_place(HouseholdId home) {
  const auto& network = world_.town().roads;
  const auto [x_m, y_m] = door_of(home);
  const auto around = travel_.look_around(speeds());
  JunctionId best;
  double best_m = p_.boats.range.si();
  for (std::size_t j = 0; j < network.junction_count(); ++j) {
    const auto& junction = network.junctions()[j];
    const double m = std::hypot(junction.x_m - x_m, junction.y_m - y_m);
    if (m > best_m || !std::isfinite(around.seconds_to(JunctionId(j), JunctionId(j)))) continue;
    best = JunctionId(j);
    best_m = m;
  }
  return best;
}

bool Party::come_by_boat(Process& self, HouseholdId home) {
  const bool too_deep = depth_at(home) > p_.wading_limit;
  const auto place = boat_ ? launching_place(home) : JunctionId{};
  if (!place.exists() || !travel_.reach(self, place, speeds())) {
    stand_at_junction();
    put_off(home, too_deep ? HeldUpReason::deep_water : HeldUpReason::no_way);
    return false;
  }
  stand_at_junction();
  announce_arrival(self, zone_);
  if (boat_launched_at_ != place) {
    boat_launched_at_ = place;
    spend(self, p_.boats.launch);
  }
  const auto [x_m, y_m] = door_of(home);
  hop(self, x_m, y_m, p_.boats.speed.si());
  afloat_ = true;
  return true;
}

void Party::announce_arrival(Process& self, ZoneId zone) {
  auto& known = team_.arrived_at;
  if (std::find(known.begin(), known.end(), zone) == known.end()) {
    known.push_back(zone);
    world_.publish(TeamArrived{team_.id, zone});
  }
  if (set_up_in_ == zone) return;
  set_up_in_ = zone;
  spend(self, p_.setup);
}

// Water at the house, a call for help, people who cannot leave without help, or who still wait for a vehicle when
// somebody looks again: no time to talk.
bool Party::must_go(HouseholdId home) const {
  const bool needs_help = world_.town().population.need_help[home.index()] > 0;
  return roll_.state(home) == evacuation::State::stranded || depth_at(home).si() > 0 ||
         (needs_help && roll_.state(home) == evacuation::State::preparing) ||
         (roll_.state(home) == evacuation::State::at_pick_up && plan_.visits(home) > 1);
}

Finding Party::search(Process& self, HouseholdId home) {
  const bool night = world_.scenario().night(world_.now());
  const auto present = [&] {
    return roll_.persons(home) > 0 && (alerts_.at_home(home) || roll_.waits_at(home).exists()) &&
           !plan_.registered(home);
  };
  spend(self, pace_ * (present() ? (night ? p_.talk_night : p_.talk_day) : p_.empty_home));
  if (!present()) return Finding::nobody;
  if (!must_go(home)) {
    if (roll_.state(home) == evacuation::State::at_pick_up) return Finding::leaving;
    const bool new_to_them = !alerts_.received(home);
    const bool came_back = roll_.state(home) == evacuation::State::returned;
    if (came_back || roll_.state(home) == evacuation::State::at_home) {
      alerts_.receive(home, warning::Channel::door_to_door);
    }
    if (roll_.state(home) == evacuation::State::preparing) return new_to_them ? Finding::warned : Finding::leaving;
    if (!came_back && !plan_.decided_to_stay(home)) return Finding::warned;
    if (!persuade(home)) return Finding::refused;
  }
  // Where no shelter is open yet they wait with the team rather than in the water.
  return nearest_shelter(led_persons() + roll_.persons(home), Doors::all).exists() ? Finding::taken_along
                                                                                   : Finding::no_room;
}

bool Party::persuade(HouseholdId home) {
  if (plan_.persuaded(home)) return true;  // they wanted to come along, and there was no room
  auto stream = world_.stream(kSearch, home.value);
  stream.skip(kDrawsPerVisit * plan_.visits(home));
  if (!Bernoulli(p_.persuaded.fraction()).sample(stream)) return false;
  plan_.note_persuaded(home);
  return true;
}

// Homes that were empty or whose people stay are done, and those taken along once they are handed over. Who promised to
// leave is looked for again, and who would come along when there may be room.
void Party::after_search(HouseholdId home, Finding finding) {
  switch (finding) {
    case Finding::nobody:
    case Finding::refused:
      plan_.close(home);
      return;
    case Finding::taken_along:
      return;
    case Finding::no_room:
      put_off(home, HeldUpReason::shelters_full);
      return;
    case Finding::warned:
    case Finding::leaving:
      plan_.reopen(home, world_.now() + p_.look_again);
  }
}

// ---- bringing people to shelters ----

std::uint32_t Party::led_persons() const {
  std::uint32_t count = 0;
  for (const auto household : led_) count += roll_.persons(household);
  return count;
}

void Party::take_along(Process& self, HouseholdId home) {
  const auto persons = roll_.persons(home);
  roll_.take_along(home, team_.id);
  led_.push_back(home);
  spend(self, afloat_ ? p_.boats.loading * persons : pace_ * p_.helping_out);
}

// As long as there is room, the neighbors are searched too; with people in the boat only those who called for help.
void Party::fill_up(Process& self, ShelterId shelter) {
  const bool by_boat = afloat_;
  const auto room = static_cast<std::uint32_t>(by_boat ? p_.boats.persons : p_.persons_led);
  while (led_persons() < room) {
    const auto next = plan_.assign_at(searcher(), travel_.at(), room - led_persons(),
                                      by_boat ? Neighbors::calling : Neighbors::all, shelter);
    if (!next) return;
    if (!by_boat && depth_at(*next) > p_.wading_limit) {
      put_off(*next, HeldUpReason::deep_water);
      continue;
    }
    const auto [x_m, y_m] = door_of(*next);
    hop(self, x_m, y_m, by_boat ? p_.boats.speed.si() : door_speed());
    const auto finding = search(self, *next);
    world_.publish(HomeSearched{team_.id, *next, finding});
    after_search(*next, finding);
    if (finding == Finding::taken_along) take_along(self, *next);
  }
}

ShelterId Party::nearest_shelter(std::uint32_t places, Doors doors) {
  const auto& town = world_.town();
  const auto around = travel_.look_around(speeds());
  ShelterId best;
  double best_s = std::numeric_limits<double>::infinity();
  for (std::size_t s = 0; s < town.shelters.size(); ++s) {
    const auto& shelter = town.shelters[s];
    const auto left = doors == Doors::all ? roll_.places_left(ShelterId(s)) : roll_.free_places(ShelterId(s));
    if (!world_.scenario().scope.contains(shelter.township) || left < places) continue;
    const double away_s = around.seconds_to(shelter.place.walk_junction, shelter.place.road_junction, best_s);
    if (away_s >= best_s) continue;
    best = ShelterId(s);
    best_s = away_s;
  }
  return best;
}

// Leads or carries the group to the nearest shelter with places; asks the next one when roads or places changed.
void Party::deliver(Process& self) {
  const auto& stand = world_.town().roads.junction(travel_.at());
  hop(self, stand.x_m, stand.y_m, afloat_ ? p_.boats.speed.si() : door_speed());
  afloat_ = false;
  while (!led_.empty()) {
    const auto shelter = nearest_shelter(led_persons());
    const auto first = shelter.exists() ? shelter : nearest_shelter(roll_.persons(led_.front()));
    if (!first.exists()) {
      world_.publish(TeamHeldUp{team_.id, led_.front(), HeldUpReason::shelters_full});
      spend(self, p_.retry_interval);
      continue;
    }
    const auto& place = world_.town().shelters[first.index()].place;
    if (!travel_.reach(self, place.walk_junction, speeds())) {
      stand_at_junction();
      world_.publish(TeamHeldUp{team_.id, led_.front(), HeldUpReason::no_way});
      spend(self, p_.retry_interval);
      continue;
    }
    stand_at_junction();
    hand_over(self, first);
  }
}

void Party::hand_over(Process& self, ShelterId shelter) {
  std::vector<HouseholdId> still_led;
  for (const auto household : led_) {
    const auto persons = roll_.persons(household);
    if (roll_.hand_over(household, shelter)) {
      world_.publish(HouseholdRescued{team_.id, household, shelter, persons});
      plan_.close(household);
    } else {
      still_led.push_back(household);
    }
  }
  led_ = std::move(still_led);
  spend(self, pace_ * p_.hand_over);
}

void Party::go_home(Process& self) {
  plan_.leave(zone_);
  zone_ = {};
  nothing_at_version_.reset();
  if (at_station_) return;
  const auto& team = world_.town().teams[team_.id.index()];
  const auto& place = world_.town().stations[team.station.index()].place;
  const auto home = team.vehicles > 0 && place.road_junction.exists() ? place.road_junction : place.walk_junction;
  while (!travel_.reach(self, home, speeds())) {
    stand_at_junction();
    self.wait_for(p_.retry_interval);
    if (plan_.anything_left(searcher())) return;  // needed again before they are home
  }
  stand_at_junction();
  at_station_ = true;
  world_.publish(TeamReturned{team_.id});
}

// ---- moving ----

TravelSpeeds Party::speeds() const {
  const bool night = world_.scenario().night(world_.now());
  const auto& people = world_.town().population;
  double group = 1;
  for (const auto household : led_) {
    const auto h = household.index();
    if (people.elderly[h] > 0 || people.children[h] > 0) group = std::min(group, p_.slow_walkers_factor);
    if (people.need_help[h] > 0) group = std::min(group, p_.assisted_factor);
  }
  const double walking = std::min(p_.kit_factor, group) * p_.walking(night);
  const double driving = p_.driving(night);
  return {walking / pace_, driving / pace_};
}

double Party::door_speed() const {
  const bool night = world_.scenario().night(world_.now());
  return p_.door_speed.si() * p_.walking(night) / pace_;
}

// Looks around only when somebody asks: a party for whom nothing has changed does not.
Searcher Party::searcher() {
  auto look = [this, around = std::make_shared<std::optional<Surroundings>>()]() -> const Surroundings& {
    if (!*around) *around = travel_.look_around(speeds());
    return **around;
  };
  Searcher who;
  who.zones = p_.may_search.empty() ? nullptr : &p_.may_search;
  who.zone = zone_;
  who.horizon = p_.planning_horizon;
  who.at = travel_.at();
  who.seconds_to = [look, boat = boat_](JunctionId walk, JunctionId road, double at_most_s) {
    const double away_s = look().seconds_to(walk, road, at_most_s);
    return boat ? std::min(away_s, kFarButByBoat_s) : away_s;
  };
  who.outward = [look] { return look().outward(); };
  if (boat_) who.anywhere_s = kFarButByBoat_s;
  who.seconds_to_door = [this, speed = door_speed()](HouseholdId home) {
    const auto [x_m, y_m] = door_of(home);
    const double hop_m = std::hypot(x_m - x_m_, y_m - y_m_);
    return hop_m * p_.detour_factor / speed;
  };
  return who;
}

// Where the people are looked for: at home, or where they said that they are held up.
JunctionId Party::junction_of(HouseholdId home) const {
  const auto waits = roll_.waits_at(home);
  return waits.exists() ? waits : world_.town().population.walk_junction[home.index()];
}

// Of the house, or of the shelter in which they are stranded.
std::pair<float, float> Party::door_of(HouseholdId home) const {
  const auto& town = world_.town();
  if (const auto shelter = roll_.stranded_in(home); shelter.exists()) {
    const auto& place = town.shelters[shelter.index()].place;
    return {place.x_m, place.y_m};
  }
  return {town.population.x_m[home.index()], town.population.y_m[home.index()]};
}

Length Party::depth_at(HouseholdId home) const {
  if (const auto shelter = roll_.stranded_in(home); shelter.exists()) {
    return hazards_.depth(world_.town().shelters[shelter.index()].place, world_.now());
  }
  return roll_.waits_at(home).exists() ? Length{} : hazards_.depth(home, world_.now());
}

void Party::hop(Process& self, float x_m, float y_m, double speed_m_per_s) {
  const double way_m = std::hypot(x_m - x_m_, y_m - y_m_) * p_.detour_factor;
  x_m_ = x_m;
  y_m_ = y_m;
  if (way_m > 0) spend(self, Duration{way_m / speed_m_per_s});
}

void Party::stand_at_junction() {
  if (!travel_.at().exists()) return;
  const auto& junction = world_.town().roads.junction(travel_.at());
  x_m_ = junction.x_m;
  y_m_ = junction.y_m;
}

}  // namespace tocsin::rescue
