// SPDX-License-Identifier: Apache-2.0
// What a first drill is about: the place with most residents where water could come, a flood that leaves its shelters
// room, a team that is near.
#include "models/exercise/first_drill.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "engine/base/ensure.hpp"
#include "models/hazard/hazard.hpp"

namespace tocsin::exercise {
namespace {

using hazard::FloodableHousehold;
using hazard::FloodSurvey;

bool on_flood_plain(const FloodableHousehold& house, const FirstDrillParameters& p) {
  return house.needed_peak <= house.bank + p.highest_over_bank;
}

bool takes_part(const FirstDrillChoice& choice, TownshipId township) {
  return std::find(choice.townships.begin(), choice.townships.end(), township) != choice.townships.end();
}

double distance_m(const Place& a, const Place& b) {
  return std::hypot(a.x_m - b.x_m, a.y_m - b.y_m);
}

// A place by a river, with its residents on the flood plain.
struct Riverside {
  ZoneId zone;
  RiverId river;
  std::uint64_t residents = 0;
  Length reach;
};

// All of them, most residents first; a place by two rivers lies at the one that more of its people live by.
std::vector<Riverside> riversides(const Town& town, const FirstDrillParameters& p, const Library& library) {
  std::vector<Riverside> found;
  for (std::size_t r = 0; r < town.rivers.size(); ++r) {
    const auto survey = hazard::survey_flood(town, RiverId(r), Length{}, library);
    std::map<ZoneId, std::uint64_t> residents;
    for (const auto& house : survey.households) {
      const auto h = house.household.index();
      if (on_flood_plain(house, p)) residents[town.population.zone[h]] += town.population.persons[h];
    }
    for (const auto& [zone, count] : residents) found.push_back({zone, RiverId(r), count, survey.reach});
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.residents > b.residents; });
  std::set<ZoneId> seen;
  std::erase_if(found, [&](const Riverside& place) { return !seen.insert(place.zone).second; });
  return found;
}

std::uint64_t places_in(const Town& town, const FirstDrillChoice& choice) {
  std::uint64_t places = 0;
  for (const auto& shelter : town.shelters) {
    if (takes_part(choice, shelter.township)) places += shelter.capacity_persons;
  }
  return places;
}

// The township of the place, and that of the nearest shelter where it has none of its own.
void choose_townships(const Town& town, FirstDrillChoice& choice) {
  const auto& focus = town.zones[choice.focus.index()];
  choice.townships = {focus.township};
  if (places_in(town, choice) == 0 && !town.shelters.empty()) {
    const auto nearest = std::min_element(town.shelters.begin(), town.shelters.end(), [&](auto& a, auto& b) {
      return distance_m(a.place, focus.place) < distance_m(b.place, focus.place);
    });
    choice.townships.push_back(nearest->township);
  }
  choice.shelter_places = places_in(town, choice);
}

// The houses of a survey that belong to the townships that take part.
std::vector<FloodableHousehold> in_scope(const Town& town, const FirstDrillChoice& choice, const FloodSurvey& survey) {
  std::vector<FloodableHousehold> houses;
  for (const auto& house : survey.households) {
    const auto zone = town.population.zone[house.household.index()];
    if (takes_part(choice, town.zones[zone.index()].township)) houses.push_back(house);
  }
  return houses;
}

std::uint64_t residents_below(const Town& town, const std::vector<FloodableHousehold>& houses, double peak_m) {
  std::uint64_t residents = 0;
  for (const auto& house : houses) {
    if (house.needed_peak.si() < peak_m) residents += town.population.persons[house.household.index()];
  }
  return residents;
}

// From the first peak that reaches a house up to the one that reaches half of the flood plain: the highest whose map
// holds no more people than the shelters do.
double peak_for(const Town& town, const FirstDrillParameters& p, const FirstDrillChoice& choice,
                const FloodSurvey& survey, const std::vector<FloodableHousehold>& houses) {
  const double step = p.peak_step.si();
  const auto plain = static_cast<double>(
      std::count_if(houses.begin(), houses.end(), [&](const auto& house) { return on_flood_plain(house, p); }));
  const auto reached = [&](double peak) {
    return static_cast<double>(
        std::count_if(houses.begin(), houses.end(), [&](const auto& h) { return h.needed_peak.si() < peak; }));
  };
  double peak = step * (std::floor(choice.first_house.si() / step) + 1.0);
  while (reached(peak) < 0.5 * plain &&
         residents_below(town, houses, (peak + step) * survey.design_factor) <= choice.shelter_places) {
    peak += step;
  }
  return peak;
}

void count_threatened(FirstDrillChoice& choice) {
  std::stable_sort(choice.zones.begin(), choice.zones.end(),
                   [](const auto& a, const auto& b) { return a.residents > b.residents; });
  for (const auto& zone : choice.zones) choice.threatened += zone.residents;
}

// Where the flood starts and how high it comes.
void choose_flood(const Town& town, const FirstDrillParameters& p, const Library& library, FirstDrillChoice& choice) {
  const auto whole = hazard::survey_flood(town, choice.river, Length{}, library);
  double first_m = std::numeric_limits<double>::infinity();
  for (const auto& house : whole.households) {
    const bool here = town.population.zone[house.household.index()] == choice.focus && on_flood_plain(house, p);
    if (here) first_m = std::min(first_m, house.along.si());
  }
  constexpr double kRound_m = 100;
  choice.source = Length::from_si(std::max(0.0, std::floor((first_m - p.upstream.si()) / kRound_m) * kRound_m));
  const auto survey = hazard::survey_flood(town, choice.river, choice.source, library);
  const auto houses = in_scope(town, choice, survey);
  ensure(!houses.empty(), "a place was chosen that no flood reaches");
  choice.first_house = std::min_element(houses.begin(), houses.end(), [](const auto& a, const auto& b) {
                         return a.needed_peak < b.needed_peak;
                       })->needed_peak;
  choice.peak = Length::from_si(peak_for(town, p, choice, survey, houses));
  std::map<ZoneId, ThreatenedZone> by_zone;
  for (const auto& house : houses) {
    if (house.needed_peak.si() >= choice.peak.si() * survey.design_factor) continue;
    const auto h = house.household.index();
    auto& zone = by_zone[town.population.zone[h]];
    zone.residents += town.population.persons[h];
    ++zone.households;
  }
  for (const auto& [id, zone] : by_zone) choice.zones.push_back({id, zone.residents, zone.households});
  count_threatened(choice);
}

// What speaks against a place as the one of a first drill: people without a place in the shelters of its township,
// homes that its workers can't knock at. A drill that can't be mastered hides what else there is to learn.
std::pair<std::uint64_t, std::uint32_t> shortfall(const FirstDrillParameters& p, const FirstDrillChoice& choice) {
  const auto missing = choice.threatened - std::min(choice.threatened, choice.shelter_places);
  std::uint32_t households = 0;
  for (const auto& zone : choice.zones) households = std::max(households, zone.households);
  const auto knocked = static_cast<std::uint32_t>(p.households_per_worker * p.most_workers);
  return {missing, households - std::min(households, knocked)};
}

// A flood may threaten more people next door than in the place it was made for: the drill bears their name.
void name_after_largest(const Town& town, const FirstDrillParameters& p, const Library& library,
                        FirstDrillChoice& choice) {
  choice.focus = choice.zones.front().zone;
  choice.near_river = 0;
  for (const auto& house : hazard::survey_flood(town, choice.river, Length{}, library).households) {
    const auto h = house.household.index();
    const bool here = town.population.zone[h] == choice.focus && on_flood_plain(house, p);
    if (here) choice.near_river += town.population.persons[h];
  }
}

// The place with most residents by a river that lacks nothing; if there is none, the one that lacks least.
FirstDrillChoice choose_place(const Town& town, const FirstDrillParameters& p, const Library& library) {
  constexpr std::size_t kLookedAt = 100;  // a county has hundreds; the smallest would teach nothing
  FirstDrillChoice best;
  const auto places = riversides(town, p, library);
  for (std::size_t i = 0; i < std::min(places.size(), kLookedAt); ++i) {
    FirstDrillChoice choice{
        .focus = places[i].zone, .river = places[i].river, .near_river = places[i].residents, .reach = places[i].reach};
    choose_townships(town, choice);
    choose_flood(town, p, library, choice);
    if (best.river.exists() && shortfall(p, choice) >= shortfall(p, best)) continue;
    best = std::move(choice);
    if (shortfall(p, best) == std::pair<std::uint64_t, std::uint32_t>{}) break;
  }
  if (best.river.exists()) name_after_largest(town, p, library, best);
  return best;
}

// Without a river near people: the largest place that finds room in the shelters of its township.
FirstDrillChoice choose_place_without_river(const Town& town) {
  FirstDrillChoice choice;
  std::optional<std::pair<bool, std::uint64_t>> best;
  for (std::size_t z = 0; z < town.zones.size(); ++z) {
    FirstDrillChoice here{.focus = ZoneId(z)};
    choose_townships(town, here);
    const std::uint64_t residents = town.zones[z].residents;
    const std::pair<bool, std::uint64_t> value{residents <= here.shelter_places, residents};
    if (best && value <= *best) continue;
    best = value;
    choice.focus = ZoneId(z);
  }
  choose_townships(town, choice);
  const auto& focus = town.zones[choice.focus.index()];
  choice.zones = {{choice.focus, focus.residents, focus.household_count}};
  count_threatened(choice);
  return choice;
}

// As many as the largest of its zones needs: whoever knocks has some ten homes.
void choose_workers(const FirstDrillParameters& p, FirstDrillChoice& choice) {
  std::uint32_t households = 0;
  for (const auto& zone : choice.zones) households = std::max(households, zone.households);
  const double wanted = std::ceil(households / p.households_per_worker);
  choice.workers_per_zone = std::clamp(static_cast<int>(wanted), 1, p.most_workers);
}

// A township's own part-time team before the professionals, who cover the county, and the squad of one village.
int rank_of(const Team& team) {
  if (team.kind == "part_time") return 0;
  if (team.kind == "professional") return 1;
  return team.kind == "village" ? 2 : 3;
}

void choose_team(const Town& town, FirstDrillChoice& choice) {
  const auto& focus = town.zones[choice.focus.index()].place;
  const auto value = [&](const Team& team) {
    const auto& station = town.stations[team.station.index()];
    const bool here = takes_part(choice, station.township);
    return std::make_tuple(here ? rank_of(team) : 10, distance_m(station.place, focus));
  };
  for (std::size_t t = 0; t < town.teams.size(); ++t) {
    const auto& team = town.teams[t];
    const bool better = !choice.team.exists() || value(team) < value(town.teams[choice.team.index()]);
    if (team.members > 0 && better) choice.team = TeamId(t);
  }
  for (std::size_t t = 0; t < town.teams.size(); ++t) {
    const bool here = takes_part(choice, town.stations[town.teams[t].station.index()].township);
    if (here && TeamId(t) != choice.team) choice.other_teams.push_back(TeamId(t));
  }
}

}  // namespace

void DraftedDelay::describe(Fields& fields) {
  fields.parameter("shortest", shortest, {"Shortest duration.", "最短时长。"}).at_least(0s);
  fields.parameter("usual", usual, {"Most likely duration.", "最可能时长。"}).at_least(0s);
  fields.parameter("longest", longest, {"Longest duration.", "最长时长。"}).at_least(0s);
}

void FirstDrillParameters::describe(Fields& f) {
  f.parameter("starts", starts, {"Civil time of StartEx.", "演练开始的日期和时刻。"});
  f.parameter("duration", duration, {"StartEx to EndEx.", "演练时长。"}).more_than(0s);
  f.parameter("danger_shows", danger_shows, {"When somebody upstream sees it.", "上游发现险情的时刻。"}).at_least(0s);
  f.parameter("begins", begins, {"When the front enters the river.", "洪水锋面进入河道的时刻。"}).at_least(0s);
  f.parameter("upstream", upstream, {"Source above the first house.", "洪水起点在首户上游的距离。"}).at_least(0_m);
  f.parameter("highest_over_bank", highest_over_bank,
              {"Highest stage above the bank that is planned for.", "预设洪水最多高出河岸。"})
      .more_than(0_m);
  f.parameter("peak_step", peak_step, {"Peaks are multiples of this.", "洪峰水深取整。"}).more_than(0_m);
  f.parameter("households_per_worker", households_per_worker,
              {"Homes that one worker knocks at.", "每名敲门人员负责的户数。"})
      .at_least(1);
  f.parameter("most_workers", most_workers, {"Workers of a zone at most.", "每村敲门人员上限。"}).at_least(1);
  f.parameter("lasts_departures", lasts_departures,
              {"A drill of traffic alone lasts this many times as long as its departures, so that queues can clear.",
               "纯交通演练时长为出行时段的倍数，以便排队消散。"})
      .at_least(1);
  f.parameter("reach_90_day", reach_90_day, {"Target: 90 % warned, by day.", "目标：白天叫应 90%。"});
  f.parameter("reach_90_night", reach_90_night, {"Target: 90 % warned, at night.", "目标：夜间叫应 90%。"});
  f.parameter("arrived_95", arrived_95, {"Target: 95 % at a shelter.", "目标：95% 到达避难场所。"});
  f.optional("detection", detection, {"From danger to somebody noticing it.", "险情出现至被发现。"});
  f.optional("report", report, {"From noticing to the duty desk.", "发现至报到值班室。"});
  f.optional("consultation", consultation, {"Until the decision.", "会商至决定。"});
  f.optional("issue", issue, {"From decision to the order going out.", "决定至命令发出。"});
}

FirstDrillChoice choose_first_drill(const Town& town, const FirstDrillParameters& parameters, const Library& library) {
  ensure(!town.zones.empty(), "a town has zones");
  auto choice = choose_place(town, parameters, library);
  if (!choice.river.exists()) choice = choose_place_without_river(town);
  choose_workers(parameters, choice);
  choose_team(town, choice);
  for (const auto& site : town.communication_sites) {
    if (site.kind == "loudspeaker" && takes_part(choice, site.township)) ++choice.loudspeakers;
  }
  return choice;
}

}  // namespace tocsin::exercise
