// SPDX-License-Identifier: Apache-2.0
// One-to-one help in the small valley: who is named, when the helper comes, what becomes of those to whom nobody comes,
// one home at a time, who rides in whose car, and that the ledger of people adds up at every event.
#include "models/evacuation/help/help.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>
#include <string>

#include "models/evacuation/events.hpp"
#include "tests/models/evacuation/staged.hpp"

namespace tocsin::evacuation {
namespace {

using namespace staged;

constexpr HouseholdId kAssisted{std::size_t{0}};    // one elderly person who needs help, in "upper"
constexpr HouseholdId kNeighbor{std::size_t{5}};    // in "upper", 100 m from there; no vehicle
constexpr HouseholdId kOnTheHill{std::size_t{53}};  // in "hill", far away

// Nobody needs time to get ready, by day and dry: what is left is the helper's.
const std::string kAtOnce =
    "weather: dry, shortest_preparation: 0 min, help_shortest: 0 min, help_longest: 0 min, median_door_to_door_day: 0 "
    "min, median_loudspeaker_day: 0 min, " +
    kAllLeave;
const std::string kByDay = "exercise: {starts: 2026-07-05 10:00, duration: 6 h}\n";
constexpr double kSetsOut_s = 240;
constexpr double kHandover_s = 180;
constexpr double kPatience_s = 1800;

class HelpTest : public ValleyTest {
 protected:
  // By the table, the first household is the only one that is helped.
  static Town town_with_helper(HouseholdId helper) {
    auto town = test::make_tiny_town();
    auto& people = town.population;
    for (auto& need : people.need_help) need = 0;
    people.need_help[kAssisted.index()] = 1;
    people.helper_household.assign(people.size(), {});
    people.helper_household[kAssisted.index()] = helper;
    return town;
  }
  static std::string help(const std::string& fields = {}, int sets_out_min = 4, int patience_min = 30) {
    const auto sets_out = std::to_string(sets_out_min);
    return "  - {kind: one_to_one_help, handover: 3 min, walking_speed: 1 m/s, detour_factor: 1.3, "
           "sets_out_shortest: " +
           sets_out + " min, sets_out_longest: " + sets_out + " min, patience: " + std::to_string(patience_min) +
           " min" + (fields.empty() ? "" : ", " + fields) + "}\n";
  }
  static std::string told(const std::string& zone, const std::string& by, int minute = 20) {
    return "{kind: tell, at: " + std::to_string(minute) + " min, by: " + by + ", zone: " + zone + "}";
  }
  // `channel` decides what those on the hill do.
  test::Outcome drill(Town town, const std::string& cues_text, const std::string& help_text,
                      const std::string& fields = {}, std::uint32_t replication = 0) {
    return run_in(std::move(town),
                  kByDay + kOrder + households(kAtOnce + (fields.empty() ? "" : ", " + fields)) + help_text +
                      cues(cues_text) + kAudit,
                  replication);
  }
  static double departure_s(const test::Outcome& outcome, HouseholdId id) {
    for (const auto& row : outcome.log.all<HouseholdDeparted>()) {
      if (row.event.household == id) return row.t_s;
    }
    return std::nan("");
  }
  static const Logged<HouseholdDeparted>* departure(const test::Outcome& outcome, HouseholdId id) {
    for (const auto& row : outcome.log.all<HouseholdDeparted>()) {
      if (row.event.household == id) return &row;
    }
    return nullptr;
  }
};

TEST_F(HelpTest, TheyLeaveWhenTheHelperHasComeAndLifted) {
  const auto outcome = drill(town_with_helper(kNeighbor), kToldAtTheDoor, help());
  const double came_s = kToldAtS + kSetsOut_s + 1.3 * 100;
  ASSERT_EQ(outcome.log.all<HelperSetOut>().size(), 1U);
  EXPECT_EQ(outcome.log.all<HelperSetOut>().front().t_s, kToldAtS + kSetsOut_s);
  EXPECT_NEAR(outcome.log.all<HelperArrived>().front().t_s, came_s, 1e-3);
  EXPECT_NEAR(departure_s(outcome, kAssisted), came_s + kHandover_s, 1e-3);
  // The helper's own household was ready at once and goes as soon as he is on his way with the others.
  EXPECT_NEAR(departure_s(outcome, kNeighbor), came_s + kHandover_s, 1e-3);
  EXPECT_NEAR(departure_s(outcome, HouseholdId(std::size_t{6})), kToldAtS, 10);
  EXPECT_EQ(outcome.measures.value("evacuation.left_with_helper_persons"), 1);
  EXPECT_EQ(outcome.measures.value("evacuation.helped_households"), 1);
  EXPECT_EQ(outcome.measures.value("evacuation.helper_given_up_persons"), 0);
}

TEST_F(HelpTest, TheWaitIsACauseOfLateness) {
  const auto outcome = drill(town_with_helper(kNeighbor), kToldAtTheDoor, help());
  const auto& people = scenario_->town->population;
  const double wait_s = kSetsOut_s + 1.3 * 100;  // until he is there; then they get ready to leave together
  EXPECT_NEAR(outcome.measures.value("evacuation.time_awaiting_helper") * residents(),
              wait_s * people.persons[kAssisted.index()], 1);
  EXPECT_NEAR(outcome.measures.value("evacuation.time_helping") * residents(),
              (wait_s + kHandover_s) * people.persons[kNeighbor.index()], 5);
  double sum_s = 0;
  for (const char* cause : {"unreached", "undecided", "staying", "preparing", "held", "queued", "moving", "turned_away",
                            "awaiting_helper", "helping"}) {
    sum_s += outcome.measures.value("evacuation.time_" + std::string(cause));
  }
  EXPECT_NEAR(sum_s, outcome.measures.value("evacuation.time_to_safety"), 1e-6);
}

TEST_F(HelpTest, WhoseHelperIsNotToldGoesLateOrWaitsToBeFetched) {
  for (const bool manages : {true, false}) {
    const auto outcome = drill(town_with_helper(kOnTheHill), told("upper", "door_to_door"),
                               help(manages ? "manages_alone: 100 %" : "manages_alone: 0 %"));
    const auto given_up = outcome.log.all<HelperGivenUp>();
    ASSERT_EQ(given_up.size(), 1U);
    EXPECT_EQ(given_up.front().event.reason, HelperMissing::not_told);
    EXPECT_NEAR(given_up.front().t_s, kToldAtS + kPatience_s, 10);
    if (manages) {
      EXPECT_EQ(departure_s(outcome, kAssisted), given_up.front().t_s);
    } else {
      EXPECT_EQ(departure(outcome, kAssisted), nullptr);
      ASSERT_EQ(outcome.log.all<HouseholdStranded>().size(), 1U);
      EXPECT_EQ(outcome.log.all<HouseholdStranded>().front().event.reason, StrandedReason::no_helper);
    }
    EXPECT_EQ(outcome.measures.value("evacuation.no_helper_persons"), manages ? 0 : 1);
  }
}

// Told 50 min after those he helps, and 20 min after they gave up.
TEST_F(HelpTest, AHelperWhoComesLateTakesThemAlong) {
  const auto outcome =
      drill(town_with_helper(kOnTheHill), told("upper", "door_to_door") + ", " + told("hill", "door_to_door", 70),
            help("manages_alone: 0 %"));
  ASSERT_EQ(outcome.log.all<HouseholdStranded>().size(), 1U);
  ASSERT_EQ(outcome.log.all<HelperArrived>().size(), 1U);
  EXPECT_NEAR(departure_s(outcome, kAssisted), outcome.log.all<HelperArrived>().front().t_s + kHandover_s, 1e-3);
  EXPECT_EQ(outcome.measures.value("evacuation.left_behind_persons"),
            0 + static_cast<double>([&] {
              double others = 0;
              const auto& people = scenario_->town->population;
              for (const auto id : scenario_->scope.households()) {
                if (scenario_->town->zones[people.zone[id.index()].index()].id == "lower")
                  others += people.persons[id.index()];
              }
              return others;
            }()));  // nobody told the lower village
}

TEST_F(HelpTest, WhoRefusesDoesNotCome) {
  const auto outcome =
      drill(town_with_helper(kOnTheHill), told("upper", "door_to_door") + ", " + told("hill", "word_of_mouth"),
            help("manages_alone: 100 %"), "compliance_word_of_mouth: 0 %");
  ASSERT_EQ(outcome.log.all<HelperGivenUp>().size(), 1U);
  EXPECT_EQ(outcome.log.all<HelperGivenUp>().front().event.reason, HelperMissing::refuses);
  EXPECT_TRUE(outcome.log.all<HelperSetOut>().empty());
}

// A helper whose own household is not under the order helps all the same, and stays.
TEST_F(HelpTest, WhoIsNotUnderTheOrderHelpsAndStays) {
  const std::string order =
      "warning:\n  - {kind: issuance, at: 10 min, zones: [upper], coverage: whole_zone, detection: " + kNow +
      ", report: " + kNow + ", consultation: " + kNow + ", issue: " + kNow + "}\n";
  const auto outcome =
      run_in(town_with_helper(kOnTheHill), kByDay + order + households(kAtOnce + ", shadow_evacuation: 0 %") +
                                               help("", 4, 180) + cues(kToldAtTheDoor) + kAudit);
  EXPECT_EQ(outcome.log.all<HelperArrived>().size(), 1U);
  EXPECT_NE(departure(outcome, kAssisted), nullptr);
  EXPECT_EQ(departure(outcome, kOnTheHill), nullptr);
}

// Two homes, one helper: the second waits until he has brought the first and is back.
TEST_F(HelpTest, OneHelperIsNeverWithTwo) {
  auto town = town_with_helper(kNeighbor);
  const HouseholdId second(std::size_t{8});
  town.population.helper_household[second.index()] = kNeighbor;
  const auto outcome = drill(std::move(town), kToldAtTheDoor, help("", 4, 180));
  const auto came = outcome.log.all<HelperArrived>();
  const auto left = outcome.log.all<LeftTogether>();
  ASSERT_EQ(came.size(), 2U);
  ASSERT_EQ(left.size(), 2U);
  EXPECT_EQ(came[0].event.household, kAssisted);
  EXPECT_EQ(came[1].event.household, second);
  double brought_s = 0;
  for (const auto& row : outcome.log.all<ShelterReached>()) {
    if (row.event.household == kAssisted) brought_s = row.t_s;
  }
  ASSERT_GT(brought_s, left[0].t_s);
  EXPECT_NEAR(came[1].t_s, brought_s + (brought_s - left[0].t_s) + 1.3 * 160, 1e-2);  // back, and over to the other
  EXPECT_GE(departure_s(outcome, kNeighbor), left[1].t_s);
}

TEST_F(HelpTest, WithoutATableTheNearestWhoIsAbleIsNamedOnce) {
  const auto outcome = drill(test::make_tiny_town(), kToldAtTheDoor, help("reach: 500 m"));
  const auto& pairs = scenario_->all<OneToOneHelpParameters>().front()->pairs();
  std::map<std::uint32_t, std::uint32_t> helper;
  for (const auto& pair : pairs) helper[pair.assisted.value] = pair.helper.value;
  // Of those with need_help, 10, 30 and 50 have an able member; the nearest of 40 are 39 and 41.
  EXPECT_EQ(helper, (std::map<std::uint32_t, std::uint32_t>{{0, 1}, {20, 21}, {40, 39}}));
  EXPECT_EQ(outcome.log.all<LeftTogether>().size(), 3U);
}

TEST_F(HelpTest, WhereNobodyIsNearNobodyIsNamed) {
  const auto outcome = drill(test::make_tiny_town(), kToldAtTheDoor, help("reach: 10 m, manages_alone: 0 %"));
  for (const auto& row : outcome.log.all<HelperGivenUp>()) {
    EXPECT_EQ(row.event.reason, HelperMissing::nobody_named);
    EXPECT_NEAR(row.t_s, kToldAtS, 10);  // for nobody they do not wait
  }
  EXPECT_EQ(outcome.log.all<HelperGivenUp>().size(), 3U);
  EXPECT_EQ(outcome.measures.value("evacuation.no_helper_persons"), 3);
}

// The helper's car is the only one: both leave at the same instant in it, and register at the same shelter.
TEST_F(HelpTest, TheyRideInTheHelpersCar) {
  auto town = town_with_helper(kNeighbor);
  town.population.cars[kNeighbor.index()] = 1;
  town.population.cars[kAssisted.index()] = 0;
  const auto outcome = drill(std::move(town), kToldAtTheDoor, help(), "walk_limit: 0 m");
  const auto* first = departure(outcome, kAssisted);
  const auto* second = departure(outcome, kNeighbor);
  ASSERT_NE(first, nullptr);
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(first->t_s, second->t_s);
  EXPECT_EQ(first->event.way, Way::with_helper);
  EXPECT_EQ(second->event.way, Way::by_car);
  std::map<HouseholdId, std::pair<double, ShelterId>> reached;
  for (const auto& row : outcome.log.all<ShelterReached>()) reached[row.event.household] = {row.t_s, row.event.shelter};
  EXPECT_EQ(reached.at(kAssisted), reached.at(kNeighbor));
}

// A road that is cut while they ride strands both, and lets both go on.
TEST_F(HelpTest, WhoRidesIsHeldUpWithTheDriver) {
  auto town = town_with_helper(kNeighbor);
  town.population.cars[kNeighbor.index()] = 1;
  town.population.cars[kAssisted.index()] = 0;
  const auto outcome = drill(std::move(town),
                             kToldAtTheDoor +
                                 ", {kind: close, at: 22 min, road: h0, until: 2 h}, {kind: close, at: 22 "
                                 "min, road: v12, until: 2 h}",
                             help(), "walk_limit: 0 m");
  std::map<HouseholdId, int> stranded;
  for (const auto& row : outcome.log.all<HouseholdStranded>()) ++stranded[row.event.household];
  EXPECT_GE(stranded[kAssisted], 1);
  EXPECT_GE(stranded[kNeighbor], 1);
  EXPECT_EQ(outcome.measures.value("evacuation.arrived_share"), 1);
}

// A helper does not walk to a house in deep water.
TEST_F(HelpTest, WaterKeepsTheHelperAway) {
  const auto outcome = run_in(town_with_helper(kNeighbor), kByDay + flood("5 m") + kOrder +
                                                               households(kAtOnce + ", notices_water_day: 0 %") +
                                                               help("", 50, 180) + cues(kToldAtTheDoor) + kAudit);
  EXPECT_TRUE(outcome.log.all<HelperArrived>().empty());
  EXPECT_EQ(departure(outcome, kAssisted), nullptr);
}

TEST_F(HelpTest, PeopleAreConservedAtEveryEvent) {
  auto town = test::make_tiny_town({.hall_capacity_persons = 15, .school_capacity_persons = 40});
  auto& people = town.population;
  for (std::size_t i = 0; i < people.size(); i += 3) people.need_help[i] = people.persons[i];
  std::size_t with = 0;
  std::size_t without = 0;
  std::size_t rides = 0;
  for (std::uint32_t replication = 0; replication < 12; ++replication) {
    auto copy = town;  // high water, and water that keeps people in for a while and lets them out again
    const std::string peak = std::array{"2.2 m", "2.8 m", "3 m", "5 m"}.at(replication % 4);
    const auto outcome = run_in(std::move(copy),
                                flood(peak) + kOrder + households("walk_limit: 0 m") + help() +
                                    cues("{kind: tell, at: 15 min, by: loudspeaker}, " + kToldAtTheDoor +
                                         ", {kind: close, at: 35 min, road: h1, until: 80 min}") +
                                    kAudit,
                                replication);
    with += outcome.log.all<LeftTogether>().size();
    without += outcome.log.all<HelperGivenUp>().size();
    for (const auto& row : outcome.log.all<HouseholdDeparted>()) rides += row.event.way == Way::with_helper ? 1U : 0U;
    std::map<HouseholdId, int> arrivals;
    for (const auto& row : outcome.log.all<ShelterReached>()) ++arrivals[row.event.household];
    for (const auto& [household, times] : arrivals) EXPECT_EQ(times, 1) << household.value;
    double lines = 0;
    for (const char* line : {"sheltered", "with_kin", "on_the_way", "with_team", "left_behind", "harmed_at_risk"}) {
      lines += outcome.measures.value("evacuation." + std::string(line) + "_persons");
    }
    EXPECT_EQ(lines, outcome.measures.value("evacuation.at_risk_persons"));
  }
  EXPECT_GT(with, 0U);
  EXPECT_GT(without, 0U);
  EXPECT_GT(rides, 0U);
}

// Naming helpers changes nothing for whoever neither helps nor is helped (there is room on the roads).
TEST_F(HelpTest, OthersLeaveAsIfNobodyWereNamed) {
  const auto with = drill(town_with_helper(kNeighbor), kToldAtTheDoor, help());
  const auto without = drill(town_with_helper(kNeighbor), kToldAtTheDoor, "");
  for (const auto id : scenario_->scope.households()) {
    if (id == kAssisted || id == kNeighbor) continue;
    EXPECT_EQ(departure_s(with, id), departure_s(without, id)) << id.value;
  }
}

TEST_F(HelpTest, WhatCannotWorkIsRefused) {
  const auto refused = [&](const std::string& yaml) {
    try {
      (void)run_in(town_with_helper(kNeighbor), yaml);
    } catch (const std::exception& failure) {
      return std::string(failure.what());
    }
    return std::string{};
  };
  EXPECT_NE(refused("evacuation:\n" + help()).find("help without households"), std::string::npos);
  EXPECT_NE(refused(kOrder + households() + help() + help()).find("described twice"), std::string::npos);
  EXPECT_NE(refused(kOrder + households() +
                    "  - {kind: one_to_one_help, sets_out_shortest: 9 min, sets_out_longest: 4 min}\n")
                .find("sooner at most than at least"),
            std::string::npos);
}

}  // namespace
}  // namespace tocsin::evacuation
