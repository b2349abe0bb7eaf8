// SPDX-License-Identifier: Apache-2.0
#include "models/rescue/search_team.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/units.hpp"
#include "engine/simulation/lookout.hpp"
#include "models/rescue/party.hpp"

namespace tocsin::rescue {

void Boats::describe(Fields& f) {
  f.optional("count", count, {"Boats, each with one party.", "船艇数（每个小组一艘）。"}).between(0, 100);
  f.parameter("persons", persons, {"Persons carried at once, besides the crew.", "每趟载客数（不含艇员）。"})
      .between(1, 100);
  f.parameter("launch", launch, {"Until a boat is in the water at a new place.", "到达新地点后下水准备时间。"})
      .at_least(0s);
  f.parameter("loading", loading, {"Getting one person into the boat.", "每人登船时间。"}).at_least(0s);
  f.parameter("speed", speed, {"Speed between flooded houses.", "淹没区航速。"}).more_than(Speed{});
  f.parameter("range", range, {"How far from the launching place a boat goes.", "距下水点的最大航程。"})
      .more_than(Length{});
}

void SearchTeamParameters::describe(Fields& f) {
  f.optional("team", team, {"The team; or give teams.", "队伍；与 teams 二选一。"});
  f.optional("teams", teams, {"Several teams that work alike; or give team.", "多支同类队伍；与 team 二选一。"});
  f.optional("called_out", called_out,
             {"Called out at this time after StartEx; on the first order for its zones if left out.",
              "演练开始后的出动时刻；缺省为所属分区首次下令时。"})
      .at_least(0s);
  f.optional("when", when,
             {"The call-out waits until this holds: a request approved, a road open. Counted as every condition, from "
              "look to look.",
              "满足此条件后方可出动（如增援获批、道路抢通），按定期核查判定。"});
  f.optional("zones", zones, {"Zones it searches; all under the order if left out.", "搜救分区；缺省为全部转移范围。"});
  describe_weather(f, {"Weather during the search.", "搜救期间天气。"});
  describe_turnout(f);
  describe_movement(f);
  describe_pace(f);
  describe_search(f);
}

void SearchTeamParameters::describe_pace(Fields& f) {
  const auto factor = [&f](std::string_view key, double& value, const Phrase& meaning) {
    f.parameter(key, value, meaning).between(0.01, 1);
  };
  factor("slow_walkers_factor", slow_walkers_factor,
         {"Walking speed with elderly people or children.", "护送老人或儿童时步速系数。"});
  factor("assisted_factor", assisted_factor,
         {"Walking speed with people who need help.", "护送需帮助人员时步速系数。"});
  f.parameter("door_speed", door_speed, {"Walking speed between neighboring homes.", "相邻住户间步行速度。"})
      .more_than(Speed{});
  f.parameter("detour_factor", detour_factor,
              {"Way between neighboring homes over the straight line.", "相邻住户间路程与直线距离之比。"})
      .at_least(1);
}

void SearchTeamParameters::describe_search(Fields& f) {
  f.parameter("setup", setup, {"Setting up when the team comes to a zone.", "到达分区后的展开时间。"}).at_least(0s);
  f.parameter("empty_home", empty_home, {"Searching an empty home.", "搜查一户无人住房的时间。"}).at_least(0s);
  f.parameter("talk_day", talk_day, {"At a home with people, by day.", "白天在有人住户的停留时间。"}).at_least(0s);
  f.parameter("talk_night", talk_night, {"At a home with people, at night.", "夜间在有人住户的停留时间。"})
      .at_least(0s);
  f.parameter("helping_out", helping_out, {"Helping a household out of its home.", "协助一户离家的时间。"})
      .at_least(0s);
  f.parameter("persuaded", persuaded,
              {"Households that decided to stay and let the team persuade them.", "决定留守但被说服转移的户比例。"})
      .between(0_percent, 100_percent);
  f.parameter("wading_limit", wading_limit,
              {"Water at a house through which a team on foot still goes.", "徒步队伍可涉水到达房屋的最大水深。"})
      .more_than(Length{});
  f.parameter("retry_interval", retry_interval,
              {"After which a team tries again what did not work.", "受阻后再次尝试的间隔。"})
      .more_than(0s);
  f.parameter("look_again", look_again,
              {"After which the team looks again for people who promised to leave.", "对答应转移者再次核查的间隔。"})
      .more_than(0s);
  f.parameter("persons_led", persons_led,
              {"Persons a party leads to a shelter at once (a larger household goes as a whole).",
               "一个小组一次护送的人数（人数更多的户整户护送）。"})
      .between(1, 1000);
  f.parameter("hand_over", hand_over, {"Handing a group over at a shelter.", "在避难场所移交的时间。"}).at_least(0s);
  f.parameter("planning_horizon", planning_horizon,
              {"A party goes to the zone with most people per (travel time + this).",
               "小组优先前往“人数 ÷（路程时间 + 此值）”最大的分区。"})
      .more_than(0s);
  f.optional("boats", boats, {"Boats of these teams.", "队伍携带的船艇。"});
}

void SearchTeamParameters::find_teams(const Scenario& scenario, Diagnostics& diagnostics) {
  if (team.has_value() == !teams.empty()) {
    diagnostics.error(
        where, team ? "inconsistent" : "missing-key",
        phrase("the entry '{}' needs either team or teams", "条目“{}”应且只应给出 team 或 teams 之一", id),
        {"team: ID, or teams: [ID, …]", "team: 编号，或 teams: [编号, …]"});
    return;
  }
  team_ids.clear();
  const auto add = [&](const Reference<TeamTag>& reference) {
    const auto found = scenario.find(reference, diagnostics);
    if (!found.exists()) return;
    bool twice = std::find(team_ids.begin(), team_ids.end(), found) != team_ids.end();
    for (const auto* other : scenario.all<SearchTeamParameters>()) {
      if (other == this) break;
      twice = twice || std::find(other->team_ids.begin(), other->team_ids.end(), found) != other->team_ids.end();
    }
    if (twice) {
      diagnostics.error(reference.where, "inconsistent",
                        phrase("the team '{}' is sent out twice", "队伍“{}”被重复派出", reference.name),
                        {"each team in one entry", "每支队伍只出现在一个条目中"});
      return;
    }
    team_ids.push_back(found);
  };
  if (team) add(*team);
  for (const auto& reference : teams) add(reference);
}

void SearchTeamParameters::find_zones(const Scenario& scenario, Diagnostics& diagnostics) {
  may_search.clear();
  if (zones.empty()) return;
  may_search.assign(scenario.town->zones.size(), 0);
  for (const auto& reference : zones) {
    const auto zone = scenario.find(reference, diagnostics);
    if (!zone.exists()) continue;
    if (!scenario.scope.contains(zone)) {
      diagnostics.error(
          reference.where, "inconsistent",
          phrase("the zone '{}' does not take part in the exercise", "分区“{}”不参加演练", reference.name),
          {"a zone of a township named in exercise.townships", "exercise.townships 所列乡镇的分区"});
      continue;
    }
    may_search[zone.index()] = 1;
  }
}

// Ways to homes, shelters and stations are the same in all replications until a road changes.
void SearchTeamParameters::prepare_trees(const Scenario& scenario) const {
  const auto& town = *scenario.town;
  const auto prepare = [&](JunctionId walk, JunctionId road) {
    if (walk.exists()) scenario.prepare_tree(walk, TravelMode::walk);
    if (road.exists()) scenario.prepare_tree(road, TravelMode::emergency);
  };
  std::vector<std::uint8_t> threatened = hazard::threatened_households(scenario);
  for (std::size_t position = 0; position < threatened.size(); ++position) {
    const auto h = scenario.scope.households()[position].index();
    if (threatened[position] != 0) prepare(town.population.walk_junction[h], town.population.road_junction[h]);
  }
  for (const auto& shelter : town.shelters) {
    if (scenario.scope.contains(shelter.township)) prepare(shelter.place.walk_junction, shelter.place.road_junction);
  }
  for (const auto member_team : team_ids) {
    const auto& place = town.stations[town.teams[member_team.index()].station.index()].place;
    prepare(place.walk_junction, place.road_junction);
  }
}

void SearchTeamParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  find_teams(scenario, diagnostics);
  find_zones(scenario, diagnostics);
  if (when) when->check(scenario, diagnostics);
  if (called_out && *called_out > scenario.exercise.duration) {
    diagnostics.error(where, "out-of-range", phrase("'{}' is called out after EndEx", "“{}”的出动时刻晚于演练结束", id),
                      phrase("called_out: at most {}", "called_out：不超过 {}", to_text(scenario.exercise.duration)));
  }
  check_turnout(where, diagnostics);
  prepare_trees(scenario);
}

std::unique_ptr<Model> SearchTeamParameters::make() const {
  return std::make_unique<SearchTeam>(*this);
}

std::vector<std::uint8_t> searched_zones(const Scenario& scenario) {
  std::vector<std::uint8_t> searched(scenario.town->zones.size(), 0);
  for (const auto* entry : scenario.all<SearchTeamParameters>()) {
    for (std::size_t zone = 0; zone < searched.size(); ++zone) {
      if (entry->may_search.empty() || entry->may_search[zone] != 0) searched[zone] = 1;
    }
  }
  return searched;
}

SearchTeam::SearchTeam(const SearchTeamParameters& parameters) : parameters_(parameters) {}
SearchTeam::~SearchTeam() = default;

void SearchTeam::make_parties(World& world) {
  int boats = parameters_.boats.count;
  records_.reserve(parameters_.team_ids.size());  // parties keep references
  for (const auto id : parameters_.team_ids) {
    auto& record = records_.emplace_back();
    record.id = id;
    record.held_back = parameters_.when.has_value();
    record.parties = parameters_.parties_of(world.town().teams[id.index()]);
    for (std::uint32_t number = 0; number < record.parties; ++number) {
      parties_.push_back(std::make_unique<Party>(world, parameters_, record, number, boats-- > 0));
    }
  }
}

void SearchTeam::release() {
  for (auto& record : records_) record.held_back = false;
  for (const auto& party : parties_) party->look_up();
}

void SearchTeam::start(World& world) {
  make_parties(world);
  world.door<SearchPlan>().on_news([this](const auto& news) {
    for (const auto& party : parties_) party->news(news);
  });
  if (parameters_.when) {
    world.door<Lookout>().wait(*parameters_.when, [this, &world] {
      world.kernel().schedule(world.now(), Phase::response, [this] { release(); });
    });
  }
  world.roads().on_change([this](const RoadChange& change) {
    for (const auto& party : parties_) party->road_changed(change);
  });
  for (const auto& party : parties_) {
    world.kernel().spawn(fmt::format("{}/{}", parameters_.id, &party - parties_.data()), Phase::response,
                         [&who = *party](Process& self) { who.run(self); });
  }
}

}  // namespace tocsin::rescue
