// SPDX-License-Identifier: Apache-2.0
#include "models/rescue/call_out.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "engine/input/codes.hpp"
#include "models/rescue/events.hpp"

namespace tocsin::rescue {
namespace {

constexpr Purpose kDraw{"rescue.call_out.draw"};
constexpr Purpose kAlarm{"rescue.call_out.alarm_handling"};
constexpr Purpose kComing{"rescue.call_out.turnout"};

}  // namespace

void CallOutParameters::describe(Fields& f) {
  f.optional("teams", teams,
             {"Teams from which is drawn; left out: all of the townships that take part that no search_team sends.",
              "从中抽取的队伍；不写则为参演乡镇中未被 search_team 派出的全部队伍。"});
  f.optional("drawn", drawn, {"Teams that are called out.", "抽取的队伍数。"}).between(1, 1000);
  f.required("earliest", earliest, {"Earliest call-out after StartEx.", "最早拉动时刻（自演练开始）。"})
      .at_least(0s)
      .example("10 min");
  f.required("latest", latest, {"Latest call-out after StartEx.", "最晚拉动时刻（自演练开始）。"})
      .at_least(0s)
      .example("6 h");
  f.optional(
      "report_at", report_at,
      {"Zone at whose center they report; left out: at their stations.", "集结地点所在分区；不写则在本队驻地集结。"});
  describe_weather(f, {"Weather on the way.", "途中天气。"});
  f.parameter("time_limit", time_limit,
              {"Within which a team should be complete, from the call-out.", "自拉动令至全员到位的时限。"})
      .more_than(0s);
  describe_turnout(f);
  f.parameter("look_again", look_again,
              {"Where no road is open: how often they look again.", "道路不通时再次探路的间隔。"})
      .more_than(0s);
  describe_movement(f);
}

void CallOutParameters::find_teams(const Scenario& scenario, Diagnostics& diagnostics) {
  team_ids.clear();
  std::vector<TeamId> sent;
  for (const auto* other : scenario.all<SearchTeamParameters>()) {
    sent.insert(sent.end(), other->team_ids.begin(), other->team_ids.end());
  }
  const auto is_sent = [&](TeamId id) { return std::find(sent.begin(), sent.end(), id) != sent.end(); };
  for (const auto& reference : teams) {
    const auto id = scenario.find(reference, diagnostics);
    if (!id.exists()) continue;
    if (is_sent(id) || std::find(team_ids.begin(), team_ids.end(), id) != team_ids.end()) {
      diagnostics.error(reference.where, codes::kInconsistent,
                        phrase("the team '{}' is sent out twice", "队伍“{}”被重复派出", reference.name),
                        {"each team in one entry", "每支队伍只出现在一个条目中"});
      continue;
    }
    team_ids.push_back(id);
  }
  if (!teams.empty()) return;
  const auto& town = *scenario.town;
  for (std::size_t t = 0; t < town.teams.size(); ++t) {
    const auto township = town.stations[town.teams[t].station.index()].township;
    if (scenario.scope.contains(township) && !is_sent(TeamId(t))) team_ids.emplace_back(t);
  }
}

void CallOutParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  name = scenario.names->intern(id);
  find_teams(scenario, diagnostics);
  zone = report_at ? scenario.find(*report_at, diagnostics) : ZoneId{};
  if (!diagnostics.has_errors() && team_ids.size() < static_cast<std::size_t>(drawn)) {
    diagnostics.error(
        where, codes::kOutOfRange,
        phrase("{} teams cannot be drawn from {}", "无法从 {1} 支队伍中抽取 {0} 支", drawn, team_ids.size()),
        phrase("drawn: at most {}", "drawn：不超过 {}", team_ids.size()));
  }
  if (latest < earliest || latest + time_limit > scenario.exercise.duration) {
    diagnostics.error(where, codes::kOutOfRange,
                      {"the call-out must lie between earliest and latest, and its time limit before EndEx",
                       "拉动时刻须在 earliest 与 latest 之间，且时限早于演练结束"},
                      phrase("earliest <= latest, latest + time_limit <= {}",
                             "earliest ≤ latest，且 latest + time_limit ≤ {}", to_text(scenario.exercise.duration)));
  }
  check_turnout(where, diagnostics);
}

std::unique_ptr<Model> CallOutParameters::make() const {
  return std::make_unique<CallOut>(*this);
}

// Every choice of teams is as likely as any other: the first `drawn` of a shuffle.
void CallOut::start(World& world) {
  auto stream = world.stream(kDraw, Purpose(p_.id).hash());
  const double between_s = seconds(p_.latest) - seconds(p_.earliest);
  const Duration at{seconds(p_.earliest) + stream.uniform() * between_s};
  auto order = p_.team_ids;
  const auto drawn = static_cast<std::size_t>(p_.drawn);
  for (std::size_t i = 0; i < drawn; ++i) {
    const auto left = order.size() - i;
    const auto pick = std::min(left - 1, static_cast<std::size_t>(stream.uniform() * static_cast<double>(left)));
    std::swap(order[i], order[i + pick]);
  }
  order.resize(drawn);
  std::sort(order.begin(), order.end());
  for (const auto id : order) {
    const auto& team = world.town().teams[id.index()];
    const auto parties = p_.parties_of(team);
    const auto& place = world.town().stations[team.station.index()].place;
    for (std::uint32_t number = 0; number < parties; ++number) {
      auto travel = std::make_unique<Travel>(world, place.walk_junction, place.road_junction, team.vehicles > 0,
                                             [&world, id] { world.publish(TeamRerouted{id}); });
      crews_.push_back({id, number, parties, std::move(travel)});
    }
  }
  world.roads().on_change([this](const RoadChange& change) {
    for (const auto& crew : crews_) crew.travel->road_changed(change);
  });
  world.kernel().schedule(kStartEx + at, Phase::response, [this, &world] { call_out(world); });
}

void CallOut::call_out(World& world) {
  for (auto& crew : crews_) {
    if (crew.number == 0) world.publish(TeamDrawn{p_.name, crew.team});
    world.kernel().spawn(fmt::format("{}/{}", p_.id, &crew - crews_.data()), Phase::response,
                         [this, &world, &crew](Process& self) {
                           turn_out(world, self, crew);
                           go(world, self, crew);
                         });
  }
}

// One draw for a team, so that its parties keep their order (handbook 5.1), and for all of it the call-out at one
// instant.
void CallOut::turn_out(World& world, Process& self, const Crew& crew) const {
  const auto spend = [&](double s) {
    const auto until = self.now() + Duration{s};
    while (self.now() < until) self.delay_until(until);
  };
  const auto& exercise = world.scenario().exercise;
  const auto& times = p_.turnout_of(world.town().teams[crew.team.index()]);
  spend(varied(world.stream(kAlarm, crew.team.value), seconds(times.alarm_handling), p_.time_variation));
  if (crew.number == 0) world.publish(TeamCalledOut{crew.team});
  const bool night = world.scenario().night(world.now());
  const auto usual = exercise.call_out(times.until(crew.number, crew.of, night));
  spend(varied(world.stream(kComing, crew.team.value), seconds(usual), p_.time_variation));
}

TravelSpeeds CallOut::speeds(const World& world) const {
  const bool night = world.scenario().night(world.now());
  return {p_.kit_factor * p_.walking(night), p_.driving(night)};
}

void CallOut::go(World& world, Process& self, Crew& crew) const {
  const auto all = world.town().teams[crew.team.index()].members;
  const auto members = members_of_party(all, crew.number, crew.of);
  if (p_.zone.exists()) {
    world.publish(TeamTurnedOut{crew.team, members});
    const auto place = world.town().zones[p_.zone.index()].place;
    bool told = false;
    while (!crew.travel->reach(self, place.walk_junction, speeds(world))) {
      if (!std::exchange(told, true)) world.publish(TeamHeldUp{crew.team, HouseholdId{}, HeldUpReason::no_way});
      self.delay_until(self.now() + p_.look_again);
    }
  }
  world.publish(TeamReported{p_.name, crew.team, members});
}

// ---- measures ----

namespace {

const MeasureDescription kComplete{
    "rescue.call_out_complete_time",
    MeasureUnit::seconds,
    {"Teams called out complete", "拉动队伍全员到位时间"},
    {"From the call-out until all members of a drawn team had reported; without a place: "
     "the slowest of those drawn. Infinite when some had not at EndEx.",
     "自拉动令至被抽队伍全员报到；不分队伍时取最慢者；演练结束时仍有人未报到记为无穷。"},
    Better::less,
    true};
const MeasureDescription kInTime{
    "rescue.call_out_in_time_share",
    MeasureUnit::share,
    {"Teams complete in time", "按时到位队伍比例"},
    {"Drawn teams whose members had all reported within the time limit.", "全员在时限内报到的被抽队伍所占比例。"},
    Better::more,
    true};
const MeasureDescription kPresent{
    "rescue.call_out_present_share",
    MeasureUnit::share,
    {"Members present in time", "按时到位人员比例"},
    {"Members of the drawn teams who had reported within the time limit.", "被抽队伍中在时限内报到的人员所占比例。"},
    Better::more};

// One drawn team.
struct Muster {
  double called_s = 0;
  double limit_s = 0;
  std::uint32_t members = 0, reported = 0, in_time = 0;
  double complete_s = std::numeric_limits<double>::infinity();
};

}  // namespace

std::vector<MeasureDescription> call_out_measures() {
  return {kComplete, kInTime, kPresent};
}

void add_call_out_measures(const Scenario& scenario, const EventLog& log, Measures& measures) {
  const auto entries = scenario.all<CallOutParameters>();
  if (entries.empty()) return;
  std::map<std::pair<NameId, TeamId>, Muster> drawn;
  for (const auto& row : log.all<TeamDrawn>()) {
    const auto entry =
        std::find_if(entries.begin(), entries.end(), [&](const auto* other) { return other->name == row.event.entry; });
    drawn[{row.event.entry, row.event.team}] = {row.t_s, seconds((*entry)->time_limit),
                                                scenario.town->teams[row.event.team.index()].members};
  }
  for (const auto& row : log.all<TeamReported>()) {
    auto& team = drawn.at({row.event.entry, row.event.team});
    team.reported += row.event.members;
    if (row.t_s - team.called_s <= team.limit_s) team.in_time += row.event.members;
    if (team.reported == team.members) team.complete_s = row.t_s - team.called_s;
  }
  double slowest_s = 0, in_time = 0, present = 0, members = 0;
  for (const auto& [id, team] : drawn) {
    slowest_s = std::max(slowest_s, team.complete_s);
    in_time += team.complete_s <= team.limit_s ? 1 : 0;
    present += team.in_time;
    members += team.members;
  }
  measures.add(kComplete, slowest_s);
  measures.add(kInTime, in_time / static_cast<double>(std::max<std::size_t>(1, drawn.size())));
  measures.add(kPresent, members > 0 ? present / members : 1.0);
}

}  // namespace tocsin::rescue
