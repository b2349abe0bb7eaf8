// SPDX-License-Identifier: Apache-2.0
// Who does not leave at the first word: households that refuse and are talked to again, and those that would not leave
// their animals.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>

#include "models/evacuation/animals.hpp"
#include "models/evacuation/events.hpp"
#include "tests/models/evacuation/staged.hpp"

namespace tocsin::evacuation {
namespace {

using namespace staged;

const std::string kByDay = "exercise: {starts: 2026-07-05 10:00, duration: 8 h}\n";

class RefusalTest : public ValleyTest {
 protected:
  test::Outcome knocked(const std::string& sweep, std::uint32_t replication = 0, const std::string& animals = {}) {
    return run(kByDay + kOrder + "  - {kind: door_to_door, occupied_day: 100 %, answered: 100 %" + sweep + "}\n" +
                   households("compliance_door_to_door: 60 %") + animals + kAudit,
               {}, replication);
  }
  static std::map<HouseholdId, double> departures(const test::Outcome& outcome) {
    std::map<HouseholdId, double> times;
    for (const auto& row : outcome.log.all<HouseholdDeparted>()) times.emplace(row.event.household, row.t_s);
    return times;
  }
};

// 60 households and 10 replications; 4 standard deviations.
TEST_F(RefusalTest, ASecondTalkConvincesItsShare) {
  double stayed_once = 0;
  double stayed_twice = 0;
  for (std::uint32_t replication = 0; replication < 10; ++replication) {
    stayed_once += knocked("", replication).measures.value("evacuation.stayed_households");
    stayed_twice += knocked(", second_sweep: {convinced: 50 %, after: 5 min}", replication)
                        .measures.value("evacuation.stayed_households");
  }
  EXPECT_NEAR(stayed_once, 600 * 0.4, 4 * std::sqrt(600 * 0.4 * 0.6));
  EXPECT_NEAR(stayed_twice, stayed_once * 0.5, 4 * std::sqrt(stayed_once * 0.25));
}

TEST_F(RefusalTest, WhoIsConvincedLeavesAfterItAndTheOthersAsBefore) {
  const auto once = knocked("");
  const auto twice = knocked(", second_sweep: {convinced: 100 %, after: 5 min}");
  EXPECT_EQ(twice.measures.value("evacuation.stayed_households"), 0);
  EXPECT_EQ(twice.measures.value("evacuation.left_behind_persons"), 0);
  const auto first = departures(once);
  const auto then = departures(twice);
  std::map<HouseholdId, double> urged;
  for (const auto& row : twice.log.all<warning::HouseholdUrged>()) urged.emplace(row.event.household, row.t_s);
  EXPECT_LT(first.size(), then.size());
  for (const auto& [household, t_s] : then) {
    if (first.count(household) != 0) {
      EXPECT_EQ(t_s, first.at(household)) << household.value;
    } else {
      EXPECT_GT(t_s, urged.at(household));
    }
  }
}

TEST_F(RefusalTest, WhereNobodyIsConvincedTheSecondSweepOnlyLooks) {
  const auto once = knocked("");
  const auto twice = knocked(", second_sweep: {convinced: 0 %, after: 5 min}");
  EXPECT_EQ(departures(once), departures(twice));
  EXPECT_FALSE(twice.log.all<warning::HouseholdUrged>().empty());
}

// By day one home in five does not answer the first knock and hears of nothing else here.
TEST_F(RefusalTest, WhoDidNotAnswerIsTurnedOutOnTheSecondSweep) {
  const auto run_with = [&](const std::string& sweep) {
    return run(kByDay + kOrder + "  - {kind: door_to_door, weather: dry" + sweep + "}\n" + households(kAllLeave) +
               kAudit);
  };
  const auto once = departures(run_with("")).size();
  const auto twice = departures(run_with(", second_sweep: {answered: 100 %}")).size();
  EXPECT_LT(once, 60U);
  EXPECT_EQ(twice, 60U);
}

TEST_F(RefusalTest, WhoWouldNotLeaveTheirAnimalsStayAndAreCounted) {
  const auto drill = [&](const std::string& animals, std::uint32_t replication = 0) {
    return run(kByDay + kOrder + households(kAllLeave) + animals + cues(kToldAtTheDoor) + kAudit, {}, replication);
  };
  const auto entry = [](const std::string& fields) { return "  - {kind: animals, " + fields + "}\n"; };
  const auto without = departures(drill(""));
  ASSERT_EQ(without.size(), 60U);
  // Those who are willing only need longer; by how much is known when least and most are the same.
  const auto willing =
      departures(drill(entry("kept_by: 100 %, willingness: 100 %, shortest: 10 min, longest: 10 min")));
  for (const auto& [household, t_s] : without) EXPECT_NEAR(willing.at(household), t_s + 600, 1e-6);
  const auto stays = drill(entry("kept_by: 100 %, willingness: 0 %, zones: [upper]"));
  EXPECT_EQ(stays.log.all<StaysForAnimals>().size(), 20U);
  EXPECT_EQ(stays.measures.value("evacuation.stayed_for_animals_households"), 20);
  EXPECT_EQ(departures(stays).size(), 40U);
  double staying = 0;
  for (std::uint32_t replication = 0; replication < 10; ++replication) {
    staying += static_cast<double>(
        drill(entry("kept_by: 50 %, willingness: 60 %"), replication).log.all<StaysForAnimals>().size());
  }
  EXPECT_NEAR(staying, 600 * 0.2, 4 * std::sqrt(600 * 0.2 * 0.8));
}

TEST_F(RefusalTest, WhoStayedForTheirAnimalsCanBeConvinced) {
  const std::string animals = "  - {kind: animals, kept_by: 100 %, willingness: 0 %}\n";
  EXPECT_EQ(knocked("", 0, animals).log.all<HouseholdDeparted>().size(), 0U);
  const auto twice = knocked(", second_sweep: {convinced: 100 %, after: 5 min}", 0, animals);
  EXPECT_EQ(twice.log.all<HouseholdDeparted>().size(), 60U);
  EXPECT_EQ(twice.measures.value("evacuation.stayed_for_animals_households"), 0);
}

TEST_F(RefusalTest, AnotherSortOfAnimalsChangesNothingForTheFirst) {
  const auto livestock = [&](const std::string& more) {
    const auto outcome =
        run(kByDay + kOrder + households(kAllLeave) +
            "  - {kind: animals, id: livestock, kept_by: 50 %, willingness: 50 %}\n" + more + cues(kToldAtTheDoor));
    std::map<HouseholdId, bool> staying;
    const auto name = scenario_->all<AnimalsParameters>().front()->name;
    for (const auto& row : outcome.log.all<StaysForAnimals>()) {
      if (row.event.animals == name) staying[row.event.household] = true;
    }
    return staying;
  };
  EXPECT_EQ(livestock(""), livestock("  - {kind: animals, id: pets, kept_by: 80 %, willingness: 50 %}\n"));
}

TEST_F(RefusalTest, AnimalsThatCannotBeAreRefused) {
  const auto refused = [&](const std::string& yaml) {
    try {
      (void)run(yaml);
    } catch (const std::exception& failure) {
      return std::string(failure.what());
    }
    return std::string{};
  };
  EXPECT_NE(refused("evacuation:\n  - {kind: animals}\n").find("animals without households"), std::string::npos);
  EXPECT_NE(refused(kOrder + households() + "  - {kind: animals, zones: [uper]}\n").find("upper"), std::string::npos);
  EXPECT_NE(refused(kOrder + households() + "  - {kind: animals, shortest: 9 min, longest: 3 min}\n")
                .find("longer than the most"),
            std::string::npos);
}

}  // namespace
}  // namespace tocsin::evacuation
