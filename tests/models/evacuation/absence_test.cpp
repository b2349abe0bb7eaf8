// SPDX-License-Identifier: Apache-2.0
// Who is home at that hour: shares by the hour and the day, families that gather first, and that those away are in the
// ledger of people at every event and in no water.
#include "models/evacuation/absence.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>

#include "models/evacuation/events.hpp"
#include "tests/models/evacuation/staged.hpp"

namespace tocsin::evacuation {
namespace {

using namespace staged;

const std::string kWorkday = "2026-07-06 10:00";  // a Monday
const std::string kSunday = "2026-07-05 10:00";
const std::string kEvening = "2026-07-06 18:30";
const std::string kNight = "2026-07-06 02:00";

class AbsenceTest : public ValleyTest {
 protected:
  static std::string begins(const std::string& starts) { return "exercise: {starts: " + starts + ", duration: 8 h}\n"; }
  static std::string absence(const std::string& fields = {}) {
    return "  - {kind: absence, at: committee" + (fields.empty() ? "" : ", " + fields) + "}\n";
  }
  test::Outcome drill(const std::string& starts, const std::string& absence_entry, std::uint32_t replication = 0,
                      const std::string& fields = {}, const std::string& more = {}) {
    return run(
        begins(starts) + more + kOrder + households(kAllLeave + fields) + absence_entry + cues(kToldAtTheDoor) + kAudit,
        {}, replication);
  }
  static std::map<HouseholdId, double> departures(const test::Outcome& outcome) {
    std::map<HouseholdId, double> times;
    for (const auto& row : outcome.log.all<HouseholdDeparted>()) times.emplace(row.event.household, row.t_s);
    return times;
  }
};

// Adults of 15 to 59 years and children, of ten replications; 4 standard deviations.
TEST_F(AbsenceTest, TheHourAndTheDaySayWhoIsAway) {
  const std::string shares =
      "adults_at_work: 60 %, adults_out: 20 %, adults_at_night: 0 %, children_at_school: 60 %, children_out: 20 %, "
      "children_at_night: 0 %, gathers_first: 0 %";
  for (const auto& [starts, share] : {std::pair{kWorkday, 0.6}, {kSunday, 0.2}, {kEvening, 0.2}, {kNight, 0.0}}) {
    double away = 0;
    double could = 0;
    for (std::uint32_t replication = 0; replication < 10; ++replication) {
      const auto outcome = drill(starts, absence(shares), replication);
      for (const auto& row : outcome.log.all<MembersAway>()) away += row.event.persons;
      const auto& people = scenario_->town->population;
      for (const auto id : scenario_->scope.households()) {
        const auto i = id.index();
        could += std::max(0, people.persons[i] - std::max<int>(people.elderly[i], people.need_help[i]));
      }
    }
    EXPECT_NEAR(away, could * share, 4 * std::sqrt(could * share * (1 - share)) + 1e-9) << starts;
  }
}

// The flagship starts at half past one: by default nobody is away then.
TEST_F(AbsenceTest, AtNightEverybodyIsHomeByDefault) {
  const auto with = drill(kNight, absence());
  EXPECT_TRUE(with.log.all<MembersAway>().empty());
  EXPECT_EQ(with.measures.value("evacuation.away_persons"), 0);
  EXPECT_EQ(departures(with), departures(drill(kNight, "")));
}

TEST_F(AbsenceTest, WhoDoesNotGatherLeavesWithWhoIsHome) {
  const auto outcome = drill(kWorkday, absence("adults_at_work: 70 %, children_at_school: 70 %, gathers_first: 0 %"));
  std::map<HouseholdId, std::uint32_t> away;
  for (const auto& row : outcome.log.all<MembersAway>()) away[row.event.household] = row.event.persons;
  ASSERT_FALSE(away.empty());
  const auto everybody = departures(drill(kWorkday, ""));
  const auto& people = scenario_->town->population;
  std::size_t nobody_home = 0;
  for (const auto id : scenario_->scope.households()) nobody_home += away[id] == people.persons[id.index()] ? 1U : 0U;
  EXPECT_GT(nobody_home, 0U);
  for (const auto& row : outcome.log.all<HouseholdDeparted>()) {
    EXPECT_EQ(row.event.persons, people.persons[row.event.household.index()] - away[row.event.household]);
    EXPECT_EQ(row.t_s, everybody.at(row.event.household));
  }
  EXPECT_EQ(outcome.log.all<HouseholdDeparted>().size() + nobody_home, 60U);
  EXPECT_EQ(outcome.measures.value("evacuation.arrived_share"), 1);  // the others are in safety where they are
  // The curves end where the shares say, with those who are away from the beginning on.
  for (const auto& curve : outcome.measures.curves()) {
    if (curve.name != "evacuation.departed_persons" && curve.name != "evacuation.arrived_persons") continue;
    EXPECT_EQ(curve.values.back(), outcome.measures.value("evacuation.at_risk_persons")) << curve.name;
    EXPECT_EQ(curve.values.front(), outcome.measures.value("evacuation.away_persons")) << curve.name;
  }
}

TEST_F(AbsenceTest, WhoGathersLeavesWhenTheFamilyIsHome) {
  const std::string at_once =
      ", median_door_to_door_day: 0 min, shortest_preparation: 0 min, help_shortest: 0 min, help_longest: 0 min";
  const auto outcome = drill(kWorkday,
                             absence("adults_at_work: 60 %, children_at_school: 60 %, gathers_first: 100 %, "
                                     "sets_out_shortest: 20 min, sets_out_longest: 20 min, patience: 3 h"),
                             0, at_once);
  std::map<HouseholdId, double> home_s;
  for (const auto& row : outcome.log.all<MembersHome>()) home_s[row.event.household] = row.t_s;
  ASSERT_GT(home_s.size(), 10U);
  const auto left = departures(outcome);
  const auto& people = scenario_->town->population;
  std::map<HouseholdId, std::uint32_t> with;
  for (const auto& row : outcome.log.all<HouseholdDeparted>()) with[row.event.household] = row.event.persons;
  for (const auto& [household, t_s] : home_s) {
    EXPECT_GE(t_s, kToldAtS + 20 * 60);
    EXPECT_EQ(left.at(household), t_s);
    EXPECT_EQ(with.at(household), people.persons[household.index()]);
  }
  EXPECT_GT(outcome.measures.value("evacuation.time_gathering"), 0);
  double sum_s = 0;
  for (const char* cause :
       {"unreached", "undecided", "staying", "preparing", "held", "queued", "moving", "turned_away", "gathering"}) {
    sum_s += outcome.measures.value("evacuation.time_" + std::string(cause));
  }
  EXPECT_NEAR(sum_s, outcome.measures.value("evacuation.time_to_safety"), 1e-6);
}

TEST_F(AbsenceTest, PatienceEndsTheWait) {
  const auto outcome = drill(kWorkday, absence("adults_at_work: 100 %, children_at_school: 0 %, gathers_first: 100 %, "
                                               "sets_out_shortest: 3 h, sets_out_longest: 3 h, patience: 15 min"));
  std::map<HouseholdId, double> waited;
  for (const auto& row : outcome.log.all<FamilyAwaited>()) waited[row.event.household] = row.t_s;
  ASSERT_GT(waited.size(), 5U);
  const auto left = departures(outcome);
  for (const auto& [household, t_s] : waited) EXPECT_NEAR(left.at(household), t_s + 15 * 60, 1e-6);
  EXPECT_TRUE(outcome.log.all<MembersHome>().empty());  // the houses are empty when they could come
}

// Whom the water meets is who is home.
TEST_F(AbsenceTest, NobodyAwayIsHarmed) {
  const std::string shares = "adults_at_work: 80 %, children_at_school: 80 %, gathers_first: 50 %";
  std::uint32_t harmed = 0;
  for (std::uint32_t replication = 0; replication < 6; ++replication) {
    const auto outcome =
        run(begins(kWorkday) + flood("5 m") + kOrder + households() + absence(shares) +
                cues("{kind: tell, at: 30 min, by: loudspeaker}, {kind: close, at: 35 min, road: h1}") + kAudit,
            {}, replication);
    std::map<HouseholdId, std::uint32_t> away;
    std::map<HouseholdId, std::uint32_t> hit;
    for (const auto& row : outcome.log.all<MembersAway>()) away[row.event.household] = row.event.persons;
    for (const auto& row : outcome.log.all<MembersHome>()) away[row.event.household] = 0;
    for (const auto& row : outcome.log.all<PersonsHarmed>()) hit[row.event.household] += row.event.persons;
    for (const auto& [household, persons] : hit) {
      harmed += persons;
      EXPECT_LE(persons + away[household], scenario_->town->population.persons[household.index()]);
    }
    double lines = 0;
    for (const char* line :
         {"sheltered", "with_kin", "on_the_way", "with_team", "left_behind", "harmed_at_risk", "away"}) {
      lines += outcome.measures.value("evacuation." + std::string(line) + "_persons");
    }
    EXPECT_EQ(lines, outcome.measures.value("evacuation.at_risk_persons"));
    EXPECT_LE(outcome.measures.value("evacuation.departed_share"), 1);
  }
  EXPECT_GT(harmed, 0U);
}

TEST_F(AbsenceTest, WhatCannotBeIsRefused) {
  const auto refused = [&](const std::string& yaml) {
    try {
      (void)run(yaml);
    } catch (const std::exception& failure) {
      return std::string(failure.what());
    }
    return std::string{};
  };
  EXPECT_NE(refused(kOrder + households() + "  - {kind: absence}\n").find("no township office"), std::string::npos);
  EXPECT_NE(refused(kOrder + households() + absence() + absence()).find("described twice"), std::string::npos);
  EXPECT_NE(refused(kOrder + households() + absence("work_begins: 18 h")).find("before it begins"), std::string::npos);
  EXPECT_NE(refused("evacuation:\n" + absence()).find("absence without households"), std::string::npos);
}

}  // namespace
}  // namespace tocsin::evacuation
