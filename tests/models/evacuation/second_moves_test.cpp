// SPDX-License-Identifier: Apache-2.0
// A shelter in the flood: closed in time, closed too late, with nowhere else to go. The tent stands 1.4 m above the bed
// by junction J3, the homes and the roads out stand dry; the crest is 2.8 m, so that the water reaches the tent halfway
// through its rise and stands 1.4 m deep there at the crest.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>
#include <string>

#include "models/evacuation/parameters.hpp"
#include "models/evacuation/shelters/doors.hpp"
#include "tests/models/evacuation/staged.hpp"

namespace tocsin::evacuation {
namespace {

using namespace staged;

constexpr double kBegins_s = 4 * 3600;
constexpr double kReached_s = kBegins_s + 2500 / 3.0 + 600;  // front at 3 m/s, half of 20 min of rise
constexpr double kCrest_s = kReached_s + 600;
constexpr double kSlack_s = 0.01;     // elevations are floats
constexpr double kLowerPersons = 73;  // households 20 to 49 of 1, 2, 3, 4, 1 … persons
const std::string kTellLower = "{kind: tell, at: 20 min, by: door_to_door, zone: lower}";

std::string late_flood(const std::string& peak = "2.8 m", const std::string& halves = "4 h") {
  return "hazard:\n  - {kind: flood, river: brook, begins: 4 h, front_speed: 3 m/s, rise_time: 20 min, "
         "recession_time: " +
         halves + ", peak_depth: " + peak +
         ", peak_depth_sigma: 0, begins_sigma: 0, front_speed_sigma: 0, attenuation: 0 per km, reach: 300 m}\n";
}

std::string told(const std::string& notice, const std::string& until_out = "5 min",
                 const std::string& shelters = "tent, school") {
  return ", weather: dry, shelters: [" + shelters + "], second_move_notice: " + notice +
         ", second_move_shortest: " + until_out + ", second_move_longest: " + until_out;
}

Town town_with_tent(std::uint32_t places = 300) {
  auto town = test::make_tiny_town({.height_above_bed = 6_m});
  auto tent = town.stations[0].place;  // by J3
  tent.y_m = 40;
  tent.elevation_m = 287.5F + 1.4F;
  town.shelters.push_back({"tent", {"Tent", "帐篷点"}, TownshipId(0), tent, places});
  return town;
}

class SecondMovesTest : public ValleyTest {
 protected:
  test::Outcome drill(const std::string& fields, const std::string& hazard = late_flood(),
                      std::uint32_t replication = 0, const std::string& more_cues = {},
                      const std::string& entries = {}) {
    return run_in(town_with_tent(),
                  hazard + kOrder + households(kAllLeave + fields) + entries + cues(kTellLower + more_cues) + kAudit,
                  replication);
  }
  static double value(const test::Outcome& outcome, const std::string& name, const std::string& place = {}) {
    return outcome.measures.value("evacuation." + name, place);
  }
  template <class E>
  static std::set<HouseholdId> who(const test::Outcome& outcome) {
    std::set<HouseholdId> all;
    for (const auto& row : outcome.log.all<E>()) all.insert(row.event.household);
    return all;
  }
};

TEST_F(SecondMovesTest, NobodyIsInsideWhenItClosesInTime) {
  const auto outcome = drill(told("60 min"));
  const auto& closed = outcome.log.all<ShelterClosed>();
  ASSERT_EQ(closed.size(), 1U);
  EXPECT_NEAR(closed[0].t_s, kReached_s - 3600, kSlack_s);
  EXPECT_EQ(closed[0].event.shelter, shelter("tent"));
  EXPECT_EQ(closed[0].event.persons, kLowerPersons);
  const auto& hazard = outcome.log.all<HazardAtShelter>();
  ASSERT_EQ(hazard.size(), 1U);
  EXPECT_NEAR(hazard[0].t_s, kReached_s, kSlack_s);
  EXPECT_EQ(hazard[0].event.persons, 0U);
  const auto& begun = outcome.log.all<SecondMoveBegun>();
  EXPECT_EQ(begun.size(), 30U);
  std::set<Way> ways;
  for (const auto& row : begun) {
    EXPECT_NEAR(row.t_s, kReached_s - 3300, kSlack_s);
    EXPECT_EQ(row.event.shelter, shelter("school"));
    ways.insert(row.event.way);
  }
  EXPECT_TRUE(ways.count(Way::on_foot) > 0 && ways.count(Way::by_car) > 0);  // as they came
  EXPECT_EQ(value(outcome, "moved_again_persons"), kLowerPersons);
  EXPECT_EQ(value(outcome, "moved_again_persons", "township:valley"), kLowerPersons);
  EXPECT_EQ(value(outcome, "moved_again_persons", "shelter:tent"), kLowerPersons);
  EXPECT_EQ(value(outcome, "in_shelter_at_hazard_persons"), 0);
  EXPECT_EQ(value(outcome, "stranded_in_shelter_persons"), 0);
  EXPECT_EQ(value(outcome, "harmed_persons"), 0);
  EXPECT_EQ(value(outcome, "shelter_persons", "shelter:tent"), 0);
  EXPECT_EQ(value(outcome, "shelter_persons", "shelter:school"), kLowerPersons);
  EXPECT_EQ(value(outcome, "sheltered_persons", "zone:lower"), kLowerPersons);
}

// From the closing until the last is at the school; what a household loses by it is a cause of its own.
TEST_F(SecondMovesTest, TheTimeOfTheSecondMove) {
  const auto outcome = drill(told("60 min"));
  const double closed_s = kReached_s - 3600;
  double last_s = 0;
  double person_s = 0;
  for (const auto& row : outcome.log.all<ShelterReached>()) {
    if (row.event.shelter != shelter("school")) continue;
    last_s = std::max(last_s, row.t_s);
    person_s += row.event.persons * (row.t_s - closed_s);
  }
  EXPECT_GT(last_s, closed_s + 300);
  EXPECT_NEAR(value(outcome, "second_move_time"), last_s - closed_s, kSlack_s);
  EXPECT_NEAR(value(outcome, "second_move_time", "shelter:tent"), last_s - closed_s, kSlack_s);
  EXPECT_NEAR(value(outcome, "time_second_move", "zone:lower"), person_s / kLowerPersons, kSlack_s);
  double causes_s = 0;
  for (const char* cause :
       {"unreached", "undecided", "staying", "preparing", "held", "queued", "moving", "turned_away"}) {
    causes_s += value(outcome, std::string("time_") + cause, "zone:lower");
  }
  EXPECT_NEAR(value(outcome, "time_to_safety", "zone:lower"), causes_s + person_s / kLowerPersons, kSlack_s);
  EXPECT_NEAR(value(outcome, "clearance_time", "zone:lower"), last_s - 600, 1);  // for good
}

// Told when the water is there, at the door at the crest: 1.4 m, of whom the law of houses harms 15 % (1.1 m above the
// floor, flow 1.4 m x 0.9 m/s = 1.26 m2/s).
TEST_F(SecondMovesTest, WhoIsToldTooLateIsInTheWater) {
  double harmed = 0;
  for (std::uint32_t replication = 0; replication < 10; ++replication) {
    const auto outcome = drill(told("0 min", "10 min"), late_flood(), replication);
    EXPECT_NEAR(outcome.log.all<ShelterClosed>()[0].t_s, kReached_s, kSlack_s);
    EXPECT_EQ(value(outcome, "in_shelter_at_hazard_persons"), kLowerPersons);
    EXPECT_EQ(value(outcome, "in_shelter_at_hazard_persons", "shelter:tent"), kLowerPersons);
    const double hit = value(outcome, "harmed_in_shelter_persons", "shelter:tent");
    EXPECT_EQ(value(outcome, "harmed_persons"), hit);
    EXPECT_EQ(value(outcome, "stranded_in_shelter_persons"), kLowerPersons - hit);
    EXPECT_EQ(value(outcome, "left_behind_persons", "zone:lower"), kLowerPersons - hit);
    EXPECT_TRUE(outcome.log.all<SecondMoveBegun>().empty());
    EXPECT_TRUE(std::isinf(value(outcome, "second_move_time")));
    for (const auto& row : outcome.log.all<HouseholdStranded>()) {
      EXPECT_EQ(row.event.reason, StrandedReason::water_at_shelter);
      EXPECT_NEAR(row.t_s, kCrest_s, kSlack_s);
    }
    harmed += hit;
  }
  const double mean = 10 * kLowerPersons * 0.15;
  EXPECT_NEAR(harmed, mean, 4 * std::sqrt(mean * 0.85));
}

// 2.8 m halve in 30 min: 0.61 m stand in the tent 860 s after the crest; somebody looks every five minutes.
TEST_F(SecondMovesTest, TheyLeaveWhenTheWaterHasFallen) {
  const auto outcome = drill(told("0 min", "10 min"), late_flood("2.8 m", "30 min"));
  const double falls_s = kCrest_s + 1800 * std::log2(2.8 / (1.4 + 0.61));
  const double look_s = std::ceil(falls_s / 300) * 300;
  ASSERT_GT(outcome.log.all<SecondMoveBegun>().size(), 20U);
  for (const auto& row : outcome.log.all<SecondMoveBegun>()) EXPECT_NEAR(row.t_s, look_s, kSlack_s);
  const double hit = value(outcome, "harmed_persons");
  EXPECT_GT(hit, 0);
  EXPECT_EQ(value(outcome, "shelter_persons", "shelter:school"), kLowerPersons - hit);
  EXPECT_TRUE(std::isfinite(value(outcome, "second_move_time")));
}

TEST_F(SecondMovesTest, WithoutAnotherShelterTheyAreStrandedInside) {
  const auto outcome = drill(told("60 min", "5 min", "tent"));
  for (const auto& row : outcome.log.all<HouseholdStranded>()) {
    EXPECT_EQ(row.event.reason, StrandedReason::shelters_full);
    EXPECT_NEAR(row.t_s, kReached_s - 3300, kSlack_s);
  }
  EXPECT_EQ(value(outcome, "stranded_in_shelter_persons"), kLowerPersons);
  EXPECT_EQ(value(outcome, "in_shelter_at_hazard_persons"), kLowerPersons);
  EXPECT_GT(value(outcome, "harmed_in_shelter_persons"), 0);
  EXPECT_EQ(value(outcome, "left_behind_persons", "zone:lower"), kLowerPersons - value(outcome, "harmed_persons"));
  EXPECT_EQ(value(outcome, "sheltered_persons"), 0);
}

TEST_F(SecondMovesTest, WhoHasKinGoesThereWhenNoShelterIsLeft) {
  const auto outcome = run_in(
      town_with_tent(), late_flood() + kOrder +
                            with_kin("0 %", "100 %", kAllLeave + ", shelters: [tent], second_move_notice: 60 min") +
                            cues(kTellLower) + kAudit);
  EXPECT_EQ(who<KinReached>(outcome), who<SecondMoveOrdered>(outcome));
  EXPECT_EQ(who<SecondMoveOrdered>(outcome).size(), 30U);
  EXPECT_EQ(value(outcome, "with_kin_persons", "zone:lower"), kLowerPersons);
}

TEST_F(SecondMovesTest, WhoComesLaterIsTurnedAway) {
  const auto outcome =
      drill(told("150 min"), late_flood(), 0, ", {kind: tell, at: 2 h, by: door_to_door, zone: upper}");
  ASSERT_LT(outcome.log.all<ShelterClosed>()[0].t_s, 2 * 3600);
  std::size_t refused = 0;
  for (const auto& row : outcome.log.all<ShelterRefused>()) {
    EXPECT_EQ(row.event.shelter, shelter("tent"));
    ++refused;
  }
  EXPECT_EQ(refused, 20U);
  EXPECT_EQ(value(outcome, "sheltered_persons", "zone:upper"), 50);
  EXPECT_EQ(value(outcome, "shelter_persons", "shelter:tent"), 0);
}

TEST_F(SecondMovesTest, ADoorThatWasToOpenStaysClosed) {
  const auto outcome = drill(
      told("60 min"), late_flood(), 0, {},
      "  - {kind: shelter_operation, shelters: [tent], staff_shortest: 0 min, staff_longest: 0 min, conversion: 5 h, "
      "door_patience: 6 h}\n");
  EXPECT_EQ(who<ShelterDoorReached>(outcome).size(), 30U);
  EXPECT_TRUE(outcome.log.all<ShelterOpened>().empty());
  EXPECT_EQ(outcome.log.all<ShelterClosed>()[0].event.persons, 0U);
  for (const auto& row : outcome.log.all<ShelterRefused>()) EXPECT_NEAR(row.t_s, kReached_s - 3600, kSlack_s);
  EXPECT_EQ(who<ShelterRefused>(outcome).size(), 30U);
  EXPECT_EQ(value(outcome, "shelter_persons", "shelter:school"), kLowerPersons);
}

// Those who want to go home from the tent are moved again instead, and may go home from the school.
TEST_F(SecondMovesTest, WhoIsMovedAgainDoesNotGoHomeFromThere) {
  const auto outcome =
      drill(told("60 min"), late_flood(), 0, {},
            "  - {kind: unauthorized_return, rate: 0.3 per hour, dry_for: 10 min, walk_limit: 20 km}\n");
  EXPECT_GT(who<ReturnBegun>(outcome).size(), 5U);
  EXPECT_GT(who<SecondMoveBegun>(outcome).size(), 2U);
  for (const auto& row : outcome.log.all<ReturnBegun>()) {
    EXPECT_TRUE(row.t_s < kReached_s - 3600 || row.event.shelter != shelter("tent"));
  }
}

TEST_F(SecondMovesTest, HeadsAreCountedAgain) {
  const auto outcome =
      drill(told("60 min"), late_flood(), 0, {},
            "  - {kind: shelter_operation, shelters: [tent, school], called_at: 0 min, staff_shortest: 0 "
            "min, staff_longest: 0 min}\n");
  std::map<ShelterId, std::uint32_t> last;
  for (const auto& row : outcome.log.all<ShelterCounted>()) last[row.event.shelter] = row.event.persons;
  EXPECT_EQ(last.at(shelter("tent")), 0U);
  EXPECT_EQ(last.at(shelter("school")), kLowerPersons);
  EXPECT_EQ(value(outcome, "uncounted_persons"), 0);
}

// A limit above the crest: the tent is never reached, and the same as if there were no water at all in it.
TEST_F(SecondMovesTest, TheLimitIsData) {
  const auto outcome = drill(told("0 min") + ", shelter_depth_limit: 1.5 m");
  EXPECT_TRUE(outcome.log.all<ShelterClosed>().empty());
  EXPECT_EQ(value(outcome, "shelter_persons", "shelter:tent"), kLowerPersons);
  const auto deeper = drill(told("0 min") + ", shelter_depth_limit: 0.7 m");
  const double share = std::acos(1 - 2 * 2.1 / 2.8) / std::acos(-1.0);  // 0.7 m above 1.4 m
  EXPECT_NEAR(deeper.log.all<HazardAtShelter>()[0].t_s, kBegins_s + 2500 / 3.0 + share * 1200, 1e-2);
}

TEST_F(SecondMovesTest, TheSameAgainAndOthersUnchanged) {
  const auto once = drill(told("10 min"));
  EXPECT_EQ(once.text, drill(told("10 min")).text);
  const auto dry = drill(told("10 min"), late_flood("1.3 m"));
  EXPECT_EQ(dry.text, drill(told("60 min"), late_flood("1.3 m")).text);
  std::map<HouseholdId, double> left;
  for (const auto& row : dry.log.all<HouseholdDeparted>()) left[row.event.household] = row.t_s;
  for (const auto& row : once.log.all<HouseholdDeparted>()) EXPECT_EQ(left.at(row.event.household), row.t_s);
}

// With buses, shelters that open late, people who are away and people who go home, the audit looks at every event.
TEST_F(SecondMovesTest, NobodyIsLostAmongAllTheOthers) {
  const std::string entries =
      "  - {kind: shelter_operation, shelters: [tent], conversion: 30 min}\n"
      "  - {kind: absence, at: committee}\n"
      "  - {kind: one_to_one_help}\n"
      "  - {kind: unauthorized_return, rate: 0.2 per hour, dry_for: 10 min, walk_limit: 20 km}\n"
      "  - {kind: assigned_transport, id: buses, station: committee, vehicles: 2, seats: 12, walk_limit: 0 m, "
      "answering_night: 100 %}\n";
  double moved = 0;
  double stranded = 0;
  for (std::uint32_t replication = 0; replication < 8; ++replication) {
    const auto outcome = drill(told("1 min") + ", walk_limit: 0 m", late_flood("2.8 m", "60 min"), replication,
                               ", {kind: tell, at: 3 h, by: door_to_door, zone: upper}", entries);
    moved += value(outcome, "moved_again_persons");
    stranded += value(outcome, "stranded_in_shelter_persons");
  }
  EXPECT_GT(moved, 8 * 20);
  EXPECT_GT(stranded, 0);
}

TEST_F(SecondMovesTest, CheckSaysWhatWillHappen) {
  Diagnostics diagnostics;
  const auto scenario = test::build_scenario(town_with_tent(), late_flood() + households("shelters: [tent, school]"),
                                             catalog_, diagnostics);
  ASSERT_NE(scenario, nullptr);
  std::size_t told = 0;
  for (const auto& entry : diagnostics.entries()) {
    const bool names_it = entry.what.en.find("'tent' stands on the hazard map") != std::string::npos;
    if (!names_it) continue;
    ++told;
    EXPECT_NE(entry.what.en.find("those inside are moved again"), std::string::npos);
    EXPECT_NE(entry.what.zh.find("二次转移"), std::string::npos);
  }
  EXPECT_EQ(told, 1U);
  Diagnostics refused;
  EXPECT_EQ(test::build_scenario(town_with_tent(), households("second_move_shortest: 20 min"), catalog_, refused),
            nullptr);
}

}  // namespace
}  // namespace tocsin::evacuation
