// SPDX-License-Identifier: Apache-2.0
// The list of injects as it is worked through: on conditions, after each other, with deadlines and expiry. Times by
// hand: the flood of these tests is the same in every replication. Its stage at the gauge rises from 20 min on for 2 h
// to 4 m as 2 m (1 - cos(pi u)), so that it is 1.9 m after 78.1 min: seen at the look at 79 min.
#include "models/exercise/inject_list.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "engine/random/stream.hpp"
#include "models/catalog.hpp"
#include "models/evacuation/events.hpp"
#include "models/exercise/inject_table.hpp"
#include "models/rescue/events.hpp"
#include "models/warning/events.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::exercise {
namespace {

constexpr const char* kFlood = R"(
hazard:
  - {kind: flood, id: wave, river: brook, begins: 20 min, peak_depth: 4 m, rise_time: 2 h, peak_depth_sigma: 0,
     begins_sigma: 0, front_speed_sigma: 0, source_chainage: 0 m, gauge: 0 m, get_ready: 0.5 m, go_now: 3 m}
)";

class InjectListTest : public testing::Test {
 protected:
  test::Outcome run(const std::string& injects, const std::string& more = kFlood) {
    scenario_ = test::build_scenario(test::make_tiny_town(), more + "injects:\n" + injects, catalog_);
    return test::run_replication(*scenario_, catalog_, 0);
  }
  template <class E>
  std::map<std::string, double> times(const test::Outcome& outcome) {
    std::map<std::string, double> result;
    for (const auto& row : outcome.log.all<E>()) {
      EXPECT_TRUE(result.emplace(scenario_->names->text(row.event.inject), row.t_s).second) << "told twice";
    }
    return result;
  }
  using Times = std::map<std::string, double>;
  Catalog catalog_ = standard_catalog();
  std::unique_ptr<Scenario> scenario_;
};

TEST_F(InjectListTest, PlaysOnAFact) {
  const auto outcome = run(R"(
  - {kind: message, id: rising, when: {fact: hazard.stage, entry: wave, above: 1.9 m}, text: It rises.}
  - {kind: message, id: ready, when: {fact: hazard.get_ready_reached}, text: Get ready.}
  - {kind: message, id: held, when: {fact: hazard.stage, above: 1.9 m, for: 10 min}, text: Still high.}
)");
  // 0.5 m is reached after 47.6 min.
  EXPECT_EQ(times<InjectFired>(outcome), (Times{{"ready", 48 * 60}, {"rising", 79 * 60}, {"held", 89 * 60}}));
  EXPECT_TRUE(outcome.log.all<InjectExpired>().empty());
}

TEST_F(InjectListTest, ActionTakenIsSeenAtTheNextLook) {
  const auto outcome = run(R"(
  - kind: message
    id: rising
    when: {fact: hazard.stage, above: 1.9 m}
    text: It rises.
    met_by: {fact: warning.zone_ordered, zone: upper}
    deadline: 10 min
  - {kind: issue_order, id: order, at: 85 min, zones: [upper]}
  - {kind: message, id: praise, after: {inject: rising, outcome: met, delay: 90 s}, text: Well done.}
  - {kind: issue_order, id: net, type: contingency, after: {inject: rising, outcome: missed}, zones: [lower]}
)");
  EXPECT_EQ(times<InjectFired>(outcome), (Times{{"rising", 79 * 60}, {"order", 85 * 60}, {"praise", 86.5 * 60}}));
  EXPECT_EQ(times<InjectMet>(outcome), (Times{{"rising", 85 * 60}}));
  EXPECT_EQ(times<InjectExpired>(outcome), (Times{{"net", 85 * 60}}));
  ASSERT_EQ(outcome.log.all<InjectExpired>().size(), 1U);
  EXPECT_EQ(outcome.log.all<InjectExpired>()[0].event.reason, ExpiryReason::not_needed);
  EXPECT_EQ(scenario_->names->text(outcome.log.all<InjectExpired>()[0].event.waited_for), "rising");
  EXPECT_EQ(outcome.measures.value("exercise.actions_met_share"), 1);
  EXPECT_EQ(outcome.measures.value("exercise.action_time", "inject:rising"), 360);
  EXPECT_EQ(outcome.measures.value("exercise.contingencies_used"), 0);
  EXPECT_EQ(outcome.measures.value("exercise.injects_expired"), 0);
}

TEST_F(InjectListTest, ContingencyStepsInWhenTheActionIsMissed) {
  const auto outcome = run(R"(
  - kind: message
    id: rising
    when: {fact: hazard.stage, above: 1.9 m}
    text: It rises.
    met_by: {fact: warning.zone_ordered, zone: upper}
    deadline: 4 min
  - {kind: message, id: praise, after: {inject: rising, outcome: met}, text: Well done.}
  - {kind: issue_order, id: net, type: contingency, after: {inject: rising, outcome: missed}, zones: [upper]}
)");
  EXPECT_EQ(times<InjectMissed>(outcome), (Times{{"rising", 83 * 60}}));
  EXPECT_EQ(times<InjectFired>(outcome), (Times{{"rising", 79 * 60}, {"net", 83 * 60}}));
  EXPECT_EQ(times<InjectExpired>(outcome), (Times{{"praise", 83 * 60}}));
  ASSERT_EQ(outcome.log.all<warning::ZoneOrdered>().size(), 1U);
  EXPECT_EQ(outcome.log.all<warning::ZoneOrdered>()[0].t_s, 83 * 60);
  EXPECT_EQ(outcome.measures.value("exercise.actions_met_share"), 0);
  EXPECT_EQ(outcome.measures.value("exercise.action_time", "inject:rising"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(outcome.measures.value("exercise.contingencies_used"), 1);
}

// A deadline is a look of its own, off the grid: who acts in its last instant has acted, who acts later has not.
TEST_F(InjectListTest, DeadlineIsTheLastLook) {
  const auto at_the_deadline = [&](const std::string& order_at) {
    const auto outcome = run(fmt::format(R"(
  - {{kind: message, id: call, at: 10 min, text: Order now., deadline: 90 s,
     met_by: {{fact: warning.zone_ordered, zone: upper}}}}
  - {{kind: issue_order, id: order, at: {}, zones: [upper]}}
)",
                                         order_at),
                             "");
    return std::pair(times<InjectMet>(outcome), times<InjectMissed>(outcome));
  };
  EXPECT_EQ(at_the_deadline("690 s"), std::pair(Times({{"call", 690}}), Times()));
  EXPECT_EQ(at_the_deadline("691 s"), std::pair(Times(), Times({{"call", 690}})));
  EXPECT_EQ(at_the_deadline("620 s"), std::pair(Times({{"call", 660}}), Times()));  // seen at the look
  EXPECT_EQ(at_the_deadline("5 min"), std::pair(Times({{"call", 600}}), Times()));  // done already
}

TEST_F(InjectListTest, ExpiresWhenItsTimeIsOver) {
  const auto outcome = run(R"(
  - {kind: message, id: high, when: {fact: hazard.stage, above: 3.9 m}, until: 90 min, text: High.}
  - {kind: message, id: instead, after: {inject: high, outcome: expired, delay: 30 s}, text: Not so high.}
  - {kind: message, id: then, after: {inject: high}, text: After the high one.}
  - {kind: message, id: last-chance, when: {fact: hazard.stage, above: 1.9 m}, until: 4710 s, text: Late.}
)");
  // 3.9 m comes after 127.9 min. What holds at `until`, between two looks, is still played.
  EXPECT_EQ(times<InjectFired>(outcome), (Times{{"instead", 90.5 * 60}, {"last-chance", 78.5 * 60}}));
  EXPECT_EQ(times<InjectExpired>(outcome), (Times{{"high", 90 * 60}, {"then", 90 * 60}}));
  const auto rows = outcome.log.all<InjectExpired>();
  EXPECT_EQ(rows[0].event.reason, ExpiryReason::too_late);
  EXPECT_EQ(scenario_->names->text(rows[0].event.waited_for), "hazard.stage above 3.9 m");
  EXPECT_EQ(rows[1].event.reason, ExpiryReason::not_needed);
  EXPECT_EQ(outcome.measures.value("exercise.injects_expired"), 1);
}

TEST_F(InjectListTest, IsClosedAtEndEx) {
  const auto outcome = run(R"(
  - {kind: message, id: never, when: {fact: hazard.stage, above: 9 m}, text: Never.}
  - {kind: message, id: open, at: 1 h, text: Do it., met_by: {fact: warning.zone_ordered, zone: upper}}
  - {kind: message, id: after-never, after: {inject: never, delay: 1 min}, text: Neither.}
  - {kind: message, id: last, at: 6 h, text: Now., met_by: {fact: hazard.get_ready_reached}}
  - {kind: message, id: too-long, after: {inject: last, outcome: met}, text: Over.}
)");
  EXPECT_EQ(times<InjectFired>(outcome), (Times{{"open", 3600}, {"last", 21600}}));
  EXPECT_EQ(times<InjectMissed>(outcome), (Times{{"open", 21600}}));
  EXPECT_EQ(times<InjectMet>(outcome), (Times{{"last", 21600}}));
  EXPECT_EQ(times<InjectExpired>(outcome), (Times{{"never", 21600}, {"after-never", 21600}, {"too-long", 21600}}));
  for (const auto& row : outcome.log.all<InjectExpired>()) EXPECT_EQ(row.event.reason, ExpiryReason::exercise_ended);
  EXPECT_EQ(outcome.measures.value("exercise.actions_met_share"), 0.5);
}

TEST_F(InjectListTest, TellsItsOutcomesAsAFact) {
  const auto outcome = run(R"(
  - {kind: message, id: call, at: 10 min, text: Order now., deadline: 5 min,
     met_by: {fact: warning.zone_ordered, zone: upper}}
  - {kind: message, id: waits, when: {fact: exercise.inject_outcome, inject: call, is: waiting}, text: First.}
  - {kind: message, id: played, when: {fact: exercise.inject_outcome, inject: call, is: played}, text: Second.}
  - {kind: message, id: missed, when: {fact: exercise.inject_outcome, inject: call, is: missed, for: 3 min}, text: Third.}
)",
                           "");
  const auto fired = times<InjectFired>(outcome);
  EXPECT_EQ(fired.at("waits"), 0);
  EXPECT_EQ(fired.at("played"), 600);
  // The deadline is also a look, and it was planned first: what it finds stands when the others look.
  EXPECT_EQ(fired.at("missed"), 18 * 60);
}

TEST_F(InjectListTest, ShowsTheListAsPlayed) {
  const auto outcome = run(R"(
  - {kind: message, id: end, when: {fact: hazard.stage, above: 9 m}, text: Never., evaluator: Li}
  - {kind: message, id: call, at: 90 min, from: Town, to: Village, channel: phone, text: Order now., deadline: 5 min,
     responsible: Village head, expected_action: Order., met_by: {fact: warning.zone_ordered, zone: upper},
     objective: fast, note: Watch the clock.}
  - {kind: issue_order, id: order, after: {inject: call, delay: 150 s}, zones: [upper]}
evaluation:
  - {kind: objective, id: fast, objective: Order fast, measure: exercise.action_time, place: "inject:call",
     target: at most 5 min}
)");
  const auto text = inject_table().make(*scenario_, outcome.log, Language::en);
  EXPECT_EQ(
      text,
      "\xEF\xBB\xBF"
      "inject,type,planned,played_at,outcome,action_after_min,deadline,responsible,evaluator,from,to,channel,text,"
      "expected_action,objective,note\n"
      "call,action expected,2026-07-05 03:30,2026-07-05 03:30,met,3.0,5 min,Village head,,Town,Village,phone,"
      "Order now.,Order.,Order fast,Watch the clock.\n"
      "order,contextual,after call: played + 150 s,2026-07-05 03:32:30,played,,,,,,,,,,,\n"
      "end,contextual,when hazard.stage above 9 m,,expired: the exercise ended,,,,Li,,,,Never.,,,\n");
  EXPECT_NE(inject_table().make(*scenario_, outcome.log, Language::zh).find("已落实"), std::string::npos);
}

// Facts of other models, against what the log says.
TEST_F(InjectListTest, FactsAgreeWithTheLog) {
  const auto outcome = run(R"(
  - {kind: issue_order, id: order, at: 10 min, zones: [upper], coverage: whole_zone}
  - {kind: road_closed, id: slide, at: 20 min, roads: [v12]}
  - {kind: road_opened, id: cleared, at: 50 min, roads: [v12]}
  - {kind: power_lost, id: dark, at: 5 min}
  - {kind: message, id: cut, when: {fact: roads.closed, road: v12}, text: Cut.}
  - {kind: message, id: open, when: {not: {fact: roads.closed, road: v12}, for: 25 min}, text: Open.}
  - {kind: message, id: silent, when: {fact: warning.site_without_power, site: horn-upper}, text: Silent.}
  - {kind: message, id: silent-too, when: {fact: warning.site_without_power, site: horn-lower}, text: Silent too.}
  - {kind: message, id: reached, when: {fact: warning.reached_share, zone: upper, at_least: 50 %}, text: Half.}
  - {kind: message, id: left, when: {fact: evacuation.left_share, zone: upper, at_least: 50 %}, text: Half.}
  - {kind: message, id: safe, when: {fact: evacuation.safe_share, zone: upper, at_least: 50 %}, text: Half.}
  - {kind: message, id: out, text: Out.,
     when: {all: [{fact: warning.zone_ordered, zone: upper},
                  {fact: evacuation.home_persons, zone: upper, at_most: 20}]}}
  - {kind: message, id: full, when: {fact: evacuation.shelter_load, shelter: hall, at_least: 20 %}, text: Fills.}
  - {kind: message, id: there, when: {fact: rescue.team_arrived, team: village-team, zone: upper}, text: There.}
  - {kind: message, id: called, when: {fact: rescue.team_available, team: village-team, is: false}, text: Called.}
)",
                           R"(
warning:
  - {kind: door_to_door, weather: dry, occupied_night: 100 %, answered: 100 %}
evacuation:
  - {kind: households, weather: dry, compliance_door_to_door: 100 %, shadow_evacuation: 0 %}
rescue:
  - {kind: search_team, team: village-team, zones: [upper], weather: dry}
)");
  const auto fired = times<InjectFired>(outcome);
  EXPECT_EQ(fired.at("cut"), 20 * 60);
  EXPECT_EQ(fired.at("open"), 75 * 60);  // it was open for 20 min only before the slide
  EXPECT_EQ(fired.at("silent"), 5 * 60);
  EXPECT_EQ(fired.at("silent-too"), 245 * 60);  // four hours of battery

  const auto& people = scenario_->town->population;
  const auto upper = [&](HouseholdId h) {
    return scenario_->town->zones[people.zone[h.index()].index()].id == "upper";
  };
  std::vector<std::pair<double, double>> left;
  std::vector<std::pair<double, double>> safe;
  std::vector<std::pair<double, double>> hall;
  std::vector<std::pair<double, double>> reached;
  std::set<HouseholdId> gone;
  const auto leaves = [&](HouseholdId h, double t_s) {
    if (upper(h) && gone.insert(h).second) left.emplace_back(t_s, people.persons[h.index()]);
  };
  for (const auto& [t_s, n, e] : outcome.log.all<evacuation::HouseholdDeparted>()) leaves(e.household, t_s);
  for (const auto& [t_s, n, e] : outcome.log.all<evacuation::HouseholdTakenAlong>()) leaves(e.household, t_s);
  for (const auto& [t_s, n, e] : outcome.log.all<evacuation::ShelterReached>()) {
    if (upper(e.household)) safe.emplace_back(t_s, e.persons);
    if (scenario_->town->shelters[e.shelter.index()].id == "hall") hall.emplace_back(t_s, e.persons);
  }
  for (const auto& [t_s, n, e] : outcome.log.all<evacuation::KinReached>())
    if (upper(e.household)) safe.emplace_back(t_s, e.persons);
  for (const auto& [t_s, n, e] : outcome.log.all<warning::AlertReceived>())
    if (upper(e.household) && e.first) reached.emplace_back(t_s, 1);
  double residents = 0;
  for (std::size_t h = 0; h < people.persons.size(); ++h) residents += upper(HouseholdId(h)) ? people.persons[h] : 0;
  // The first full minute at which so many have happened.
  const auto first_look = [](std::vector<std::pair<double, double>> steps, double wanted) {
    std::sort(steps.begin(), steps.end());
    double sum = 0;
    for (const auto& [t_s, change] : steps) {
      sum += change;
      if (sum >= wanted) return std::ceil(t_s / 60) * 60;
    }
    return -1.0;
  };
  EXPECT_EQ(fired.at("left"), first_look(left, residents / 2));
  EXPECT_EQ(fired.at("safe"), first_look(safe, residents / 2));
  EXPECT_EQ(fired.at("out"), first_look(left, residents - 20));
  EXPECT_EQ(fired.at("full"), first_look(hall, 20));
  EXPECT_EQ(fired.at("reached"), first_look(reached, 10));
  ASSERT_FALSE(outcome.log.all<rescue::TeamArrived>().empty());
  EXPECT_EQ(fired.at("there"), std::ceil(outcome.log.all<rescue::TeamArrived>()[0].t_s / 60) * 60);
  EXPECT_EQ(fired.at("called"), std::ceil(outcome.log.all<rescue::TeamCalledOut>()[0].t_s / 60) * 60);
}

// Who only asks changes nothing: the same drill with and without injects that look at everything.
TEST_F(InjectListTest, LooksChangeNothing) {
  const std::string drill = std::string(kFlood) + R"(
warning:
  - {kind: door_to_door, weather: dry}
evacuation:
  - {kind: households, weather: dry}
rescue:
  - {kind: search_team, team: village-team, weather: dry}
)";
  const std::string order = "  - {kind: issue_order, id: order, at: 10 min, zones: [upper, lower]}\n";
  const auto without = run(order, drill);
  const auto with = run(order + R"(
  - kind: message
    id: all-of-it
    text: Never.
    when:
      all:
        - {fact: hazard.stage, above: 9 m}
        - {fact: hazard.water_depth, place: hall, above: 9 m}
        - {fact: hazard.road_depth, road: v12, above: 9 m}
        - {fact: evacuation.home_share, above: 1 %}
        - {fact: evacuation.stranded_persons, township: valley, above: 0}
        - {fact: evacuation.harmed_persons, above: 0}
        - {fact: warning.reached_share, above: 1 %}
)",
                        drill);
  std::string told;
  std::istringstream lines(with.text);
  for (std::string line; std::getline(lines, line);) {
    if (line.find("inject_expired") == std::string::npos) told += line + "\n";
  }
  EXPECT_EQ(told, without.text);
}

// Every inject ends in exactly one of: played with nothing to be checked, met, missed, expired; whatever the list.
TEST_F(InjectListTest, EveryInjectEndsOnce) {
  int accepted = 0;
  for (std::uint32_t list = 0; list < 8; ++list) {
    RandomStream stream(7, list, Purpose("test.injects"), 0);
    const auto pick = [&](std::size_t n) {
      return static_cast<std::size_t>(stream.uniform() * static_cast<double>(n));
    };
    std::string injects;
    std::vector<bool> judged;
    std::vector<bool> may_expire;
    for (std::size_t i = 0; i < 24; ++i) {
      const bool checked = pick(2) == 0;
      std::string moment = fmt::format("at: {} min", pick(200));
      const auto how = pick(3);
      if (how == 1) moment = fmt::format("when: {{fact: hazard.stage, above: {} cm}}, until: 5 h", 10 + pick(600));
      if (how == 2 && i > 0) {
        const auto before = pick(i);
        std::vector<std::string> outcomes{"played"};
        if (judged[before]) outcomes.insert(outcomes.end(), {"met", "missed"});
        if (may_expire[before]) outcomes.emplace_back("expired");
        moment = fmt::format("after: {{inject: i{}, outcome: {}, delay: {} s}}", before,
                             outcomes[pick(outcomes.size())], pick(90));
      }
      injects += fmt::format("  - {{kind: message, id: i{}, text: Something., {}{}}}\n", i, moment,
                             checked ? fmt::format(", deadline: {} min, met_by: {{fact: hazard.stage, above: {} cm}}",
                                                   1 + pick(20), 10 + pick(600))
                                     : "");
      judged.push_back(checked);
      may_expire.push_back(how == 1);
    }
    Diagnostics diagnostics;
    scenario_ = test::build_scenario(test::make_tiny_town(), kFlood + ("injects:\n" + injects), catalog_, diagnostics);
    if (scenario_ == nullptr) {  // a chain that is too long for the exercise is refused; the others must still be good
      for (const auto& mistake : diagnostics.entries()) EXPECT_EQ(mistake.code, "out-of-range") << mistake.what.en;
      continue;
    }
    ++accepted;
    const auto outcome = test::run_replication(*scenario_, catalog_, 0);
    const auto fired = times<InjectFired>(outcome);
    const auto met = times<InjectMet>(outcome);
    const auto missed = times<InjectMissed>(outcome);
    const auto expired = times<InjectExpired>(outcome);
    for (std::size_t i = 0; i < judged.size(); ++i) {
      const auto id = fmt::format("i{}", i);
      EXPECT_EQ(fired.count(id) + expired.count(id), 1U) << list << " " << id;
      EXPECT_EQ(met.count(id) + missed.count(id), judged[i] ? fired.count(id) : 0U) << list << " " << id;
    }
  }
  EXPECT_GE(accepted, 6);
}

/// The text at which a mistake is marked, to the end of its line.
std::string marked(const Diagnostic& mistake, const std::string& text) {
  std::istringstream lines(text);
  std::string line;
  for (int i = 0; i < mistake.where.line; ++i) std::getline(lines, line);
  return line.substr(static_cast<std::size_t>(mistake.where.column) - 1);
}

struct Refused {
  const char* injects;
  const char* code;
  const char* at;
};

class InjectRefused : public testing::TestWithParam<Refused> {};

TEST_P(InjectRefused, WithAMessageAtItsPlace) {
  const auto catalog = standard_catalog();
  const auto& [injects, code, at] = GetParam();
  const std::string text = std::string(kFlood) + "injects:\n" + injects;
  Diagnostics diagnostics;
  test::build_scenario(test::make_tiny_town(), text, catalog, diagnostics);
  ASSERT_EQ(diagnostics.entries().size(), 1U) << draw(diagnostics.entries(), Language::en);
  const auto& mistake = diagnostics.entries()[0];
  EXPECT_EQ(mistake.code, code);
  EXPECT_THAT(marked(mistake, text), testing::StartsWith(at));
  EXPECT_FALSE(mistake.expected.zh.empty() && mistake.hint.zh.empty());
}

constexpr const char* kCall = "  - {kind: message, id: call, at: 10 min, text: T.}\n";
constexpr const char* kChecked =
    "  - {kind: message, id: call, at: 10 min, text: T., met_by: {fact: warning.zone_ordered, zone: upper}}\n";

INSTANTIATE_TEST_SUITE_P(
    All, InjectRefused,
    testing::Values(
        Refused{"  - {kind: message, text: T.}\n", "missing-key", "kind"},
        Refused{"  - {kind: message, text: T., at: 5 min, when: {fact: hazard.go_now_reached}}\n", "inconsistent",
                "fact"},
        Refused{"  - {kind: message, text: T., at: 5 min, until: 9 min}\n", "inconsistent", "9 min"},
        Refused{"  - {kind: message, text: T., when: {fact: hazard.go_now_reached}, until: 9 h}\n", "out-of-range",
                "9 h"},
        Refused{"  - {kind: message, text: T., when: {fact: hazard.stag, above: 1 m}}\n", "unknown-reference",
                "hazard.stag"},
        Refused{"  - {kind: message, text: T., when: {fact: rescue.team_arrived, team: fire-team}}\n", "inconsistent",
                "rescue.team_arrived"},
        Refused{"  - {kind: message, text: T., type: contingency, at: 5 min}\n", "inconsistent", "kind"},
        Refused{"  - {kind: message, text: T., type: expected_action, at: 5 min}\n", "inconsistent", "kind"},
        Refused{"  - {kind: message, text: T., type: contextual, expected_action: A., at: 5 min}\n", "inconsistent",
                "kind"},
        Refused{"  - {kind: message, text: T., at: 5 min, objective: fast}\n", "unknown-reference", "fast"},
        Refused{"  - {kind: message, id: a, text: T., after: {inject: a}}\n", "inconsistent", "a}"},
        Refused{"  - {kind: message, id: a, text: T., after: {inject: b}}\n"
                "  - {kind: message, id: b, text: T., after: {inject: c}}\n"
                "  - {kind: message, id: c, text: T., after: {inject: a}}\n"
                "  - {kind: message, id: d, text: T., after: {inject: b}}\n",
                "inconsistent", "b}"},
        Refused{"  - {kind: message, id: a, text: T., at: 5 h, deadline: 2 h, met_by: {fact: warning.zone_ordered, "
                "zone: upper}}\n",
                "out-of-range", "2 h"}));  // a warning

class AfterRefused : public testing::TestWithParam<std::array<const char*, 4>> {};

TEST_P(AfterRefused, WaitsForWhatCannotHappen) {
  const auto catalog = standard_catalog();
  const auto& [other, after, code, at] = GetParam();
  const auto text =
      fmt::format("{}injects:\n{}  - {{kind: message, id: next, text: T., after: {{{}}}}}\n", kFlood, other, after);
  Diagnostics diagnostics;
  EXPECT_EQ(test::build_scenario(test::make_tiny_town(), text, catalog, diagnostics), nullptr);
  ASSERT_EQ(diagnostics.entries().size(), 1U) << draw(diagnostics.entries(), Language::en);
  EXPECT_EQ(diagnostics.entries()[0].code, code);
  EXPECT_THAT(marked(diagnostics.entries()[0], text), testing::StartsWith(at));
}

INSTANTIATE_TEST_SUITE_P(All, AfterRefused,
                         testing::Values(std::array{kCall, "inject: cal", "unknown-reference", "cal"},
                                         std::array{kCall, "inject: call, outcome: met", "inconsistent", "call"},
                                         std::array{kCall, "inject: call, outcome: missed", "inconsistent", "call"},
                                         std::array{kChecked, "inject: call, outcome: missed", "inconsistent", "call"},
                                         std::array{kCall, "inject: call, outcome: expired", "inconsistent", "call"},
                                         std::array{kCall, "inject: call, delay: 6 h", "out-of-range", "call"}));

TEST(InjectCircle, IsToldOnceWithItsNames) {
  const auto catalog = standard_catalog();
  Diagnostics diagnostics;
  test::build_scenario(test::make_tiny_town(), R"(injects:
  - {kind: message, id: a, text: T., after: {inject: b}}
  - {kind: message, id: b, text: T., after: {inject: a, outcome: expired}}
)",
                       catalog, diagnostics);
  ASSERT_EQ(diagnostics.entries().size(), 1U);
  EXPECT_THAT(diagnostics.entries()[0].what.en, testing::HasSubstr("a → b → a"));
  EXPECT_THAT(diagnostics.entries()[0].hint.en, testing::HasSubstr("'a': 2, 'b': 3"));
}

}  // namespace
}  // namespace tocsin::exercise
