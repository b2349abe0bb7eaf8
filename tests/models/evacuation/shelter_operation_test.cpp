// SPDX-License-Identifier: Apache-2.0
// Shelters that somebody must open: when they open, who waits at the door and who goes on, wheelchairs, counts of
// heads, and that everybody is somewhere at every event.
#include "models/evacuation/shelters/shelter_operation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "models/evacuation/shelters/doors.hpp"
#include "tests/models/evacuation/staged.hpp"

namespace tocsin::evacuation {
namespace {

using namespace staged;

constexpr double kOrder_s = 600;
const std::string kAtOnce = "staff_shortest: 0 min, staff_longest: 0 min";

class ShelterOperationTest : public ValleyTest {
 protected:
  static std::string operation(const std::string& fields = {}) {
    return "  - {kind: shelter_operation" + (fields.empty() ? "" : ", " + fields) + "}\n";
  }
  test::Outcome drill(const std::string& entries, const test::TinyTown& town = {}, const std::string& fields = {},
                      std::uint32_t replication = 0) {
    return run(text(entries, fields), town, replication);
  }
  static std::string text(const std::string& entries, const std::string& fields = {}) {
    return kOrder + households(kAllLeave + fields) + entries + cues(kToldAtTheDoor) + kAudit;
  }
  static std::map<HouseholdId, double> arrivals(const test::Outcome& outcome) {
    std::map<HouseholdId, double> times;
    for (const auto& row : outcome.log.all<ShelterReached>()) times.emplace(row.event.household, row.t_s);
    return times;
  }
  [[nodiscard]] double persons_at_end(const test::Outcome& outcome) const {
    return outcome.measures.value("evacuation.sheltered_persons");
  }
};

TEST_F(ShelterOperationTest, OpensWhenSomebodyIsThereAndThePlaceIsConverted) {
  const auto outcome =
      drill(operation("shelters: [hall], conversion: 2 h, staff_shortest: 7 min, staff_longest: 7 min"));
  const auto& opened = outcome.log.all<ShelterOpened>();
  ASSERT_EQ(opened.size(), 1U);
  EXPECT_NEAR(opened.front().t_s, kOrder_s + 7 * 60 + 2 * 3600, 1e-6);
  EXPECT_NEAR(outcome.measures.value("evacuation.shelter_opening_time", "shelter:hall"), 7 * 60 + 2 * 3600, 1e-6);
  EXPECT_NEAR(outcome.measures.value("evacuation.shelter_opening_time"), 7 * 60 + 2 * 3600, 1e-6);
}

TEST_F(ShelterOperationTest, TheTableSaysHowLongConversionTakes) {
  auto town = test::make_tiny_town();
  town.shelters[1].conversion = 40min;
  const auto outcome = run_in(town, text(operation(kAtOnce + ", called_at: 5 min")));
  std::map<std::uint32_t, double> opened;
  for (const auto& row : outcome.log.all<ShelterOpened>()) opened[row.event.shelter.value] = row.t_s;
  EXPECT_NEAR(opened.at(0), 300, 1e-6);
  EXPECT_NEAR(opened.at(1), 300 + 2400, 1e-6);
}

// The time until somebody is there is drawn for each shelter, between the least and the most.
TEST_F(ShelterOperationTest, EachShelterHasItsOwnKeeper) {
  double differ = 0;
  for (std::uint32_t replication = 0; replication < 20; ++replication) {
    const auto outcome = drill(operation("staff_shortest: 5 min, staff_longest: 30 min"), {}, {}, replication);
    std::map<std::uint32_t, double> opened;
    for (const auto& row : outcome.log.all<ShelterOpened>()) opened[row.event.shelter.value] = row.t_s - kOrder_s;
    ASSERT_EQ(opened.size(), 2U);
    for (const auto& [shelter, after_s] : opened) {
      EXPECT_GE(after_s, 300);
      EXPECT_LE(after_s, 1800);
    }
    differ += opened.at(0) != opened.at(1) ? 1 : 0;
  }
  EXPECT_EQ(differ, 20);
}

// With both closed and a long patience, everybody waits at the door he comes to and is let in when it opens.
TEST_F(ShelterOperationTest, WhoComesBeforeItOpensWaitsAtTheDoor) {
  const auto open = drill("", {.hall_capacity_persons = 300});
  const auto closed =
      drill(operation(kAtOnce + ", conversion: 3 h, door_patience: 5 h"), {.hall_capacity_persons = 300});
  const double opens_s = kOrder_s + 3 * 3600;
  const auto before = arrivals(open);
  const auto after = arrivals(closed);
  ASSERT_EQ(after.size(), before.size());
  double waited_min = 0;
  for (const auto& [household, t_s] : before) {
    EXPECT_NEAR(after.at(household), std::max(opens_s, t_s), 1e-3);
    waited_min += std::max(0.0, opens_s - t_s) / 60 * scenario_->town->population.persons[household.index()];
  }
  EXPECT_GT(waited_min, 0);
  EXPECT_NEAR(closed.measures.value("evacuation.door_wait"), waited_min, 1e-3 * waited_min);
  EXPECT_NEAR(closed.measures.value("evacuation.time_before_door"), waited_min * 60 / residents(), 1);
  EXPECT_EQ(closed.measures.value("evacuation.at_door_persons"), 0);
  EXPECT_EQ(persons_at_end(closed), persons_at_end(open));
}

TEST_F(ShelterOperationTest, WhoeverStandsAtADoorThatNeverOpensIsCountedThere) {
  const auto outcome = drill(operation(kAtOnce + ", conversion: 7 h, door_patience: 12 h"));  // EndEx after 6 h
  EXPECT_EQ(persons_at_end(outcome), 0);
  EXPECT_GT(outcome.measures.value("evacuation.at_door_persons"), 0);
  EXPECT_TRUE(std::isinf(outcome.measures.value("evacuation.shelter_opening_time")));
}

TEST_F(ShelterOperationTest, WhoWouldWaitTooLongGoesOnToTheOneThatIsOpen) {
  const auto outcome = drill(operation(kAtOnce + ", shelters: [hall], conversion: 4 h, door_patience: 20 min"));
  const auto& refused = outcome.log.all<ShelterRefused>();
  ASSERT_FALSE(refused.empty());
  for (const auto& row : refused) EXPECT_EQ(row.event.shelter, shelter("hall"));
  EXPECT_TRUE(outcome.log.all<ShelterDoorReached>().empty());
  for (const auto& row : outcome.log.all<ShelterReached>()) EXPECT_EQ(row.event.shelter, shelter("school"));
  EXPECT_EQ(persons_at_end(outcome), residents());
}

// Nobody has a shelter before the hall opens: those who were refused there are stranded, and go when it does.
TEST_F(ShelterOperationTest, WhoIsStrandedForWantOfAShelterGoesWhenOneOpens) {
  const auto outcome =
      drill(operation(kAtOnce + ", conversion: 3 h, door_patience: 10 min"), {.hall_capacity_persons = 300});
  EXPECT_FALSE(outcome.log.all<HouseholdStranded>().empty());
  EXPECT_EQ(persons_at_end(outcome), residents());
  for (const auto& [household, t_s] : arrivals(outcome)) EXPECT_GE(t_s, kOrder_s + 3 * 3600 - 1e-6);
}

// The only shelter turned them away because it was closed: it takes them in all the same.
TEST_F(ShelterOperationTest, TheOnlyShelterTakesThemInWhenItOpens) {
  const auto outcome = drill(operation(kAtOnce + ", conversion: 3 h, door_patience: 10 min"),
                             {.hall_capacity_persons = 300}, ", shelters: [hall]");
  EXPECT_FALSE(outcome.log.all<ShelterRefused>().empty());
  EXPECT_EQ(persons_at_end(outcome), residents());
  for (const auto& [household, t_s] : arrivals(outcome)) EXPECT_GE(t_s, kOrder_s + 3 * 3600 - 1e-6);
}

TEST_F(ShelterOperationTest, TheDoorLetsInInOrderOfArrivalAsFarAsThereIsRoom) {
  const auto outcome = drill(operation(kAtOnce + ", shelters: [hall], conversion: 3 h, door_patience: 5 h"),
                             {.hall_capacity_persons = 30});
  std::vector<HouseholdId> came;
  for (const auto& row : outcome.log.all<ShelterDoorReached>()) came.push_back(row.event.household);
  ASSERT_GT(came.size(), 12U);
  std::uint32_t free = 30;
  const auto reached = arrivals(outcome);
  for (const auto household : came) {
    const std::uint32_t persons = scenario_->town->population.persons[household.index()];
    const bool fits = persons <= free;
    if (fits) free -= persons;
    EXPECT_EQ(fits, std::abs(reached.at(household) - (kOrder_s + 3 * 3600)) < 1e-6) << household.value;
  }
  EXPECT_EQ(persons_at_end(outcome), residents());  // the others at the school
}

TEST_F(ShelterOperationTest, BusesAndTheirPeopleKnowOfDoorsToo) {
  const std::string bus =
      "  - {kind: assigned_transport, id: buses, station: committee, vehicles: 2, seats: 30, walk_limit: 0 m, "
      "answering_night: 100 %}\n";
  const auto waits = drill(operation(kAtOnce + ", conversion: 3 h, door_patience: 5 h") + bus,
                           {.hall_capacity_persons = 300}, ", walk_limit: 0 m");
  EXPECT_FALSE(waits.log.all<HouseholdBoarded>().empty());
  EXPECT_FALSE(waits.log.all<ShelterDoorReached>().empty());
  EXPECT_EQ(persons_at_end(waits), residents());
  const auto goes_on = drill(operation(kAtOnce + ", shelters: [school], conversion: 5 h, door_patience: 5 min") + bus,
                             {.hall_capacity_persons = 300}, ", walk_limit: 0 m");
  for (const auto& row : goes_on.log.all<VehicleUnloaded>()) {
    if (row.event.households > 0) {
      EXPECT_EQ(row.event.shelter, shelter("hall"));
    }
  }
  EXPECT_EQ(persons_at_end(goes_on), residents());
}

TEST_F(ShelterOperationTest, WheelchairsGoWhereThereAreNoSteps) {
  auto town = test::make_tiny_town({.hall_capacity_persons = 300});
  town.shelters[0].step_free = false;
  const auto outcome = run_in(town, text(operation(kAtOnce + ", wheelchair_users: 100 %")));
  std::size_t in_wheelchairs = 0;
  std::size_t others_at_hall = 0;
  for (const auto& row : outcome.log.all<ShelterReached>()) {
    const bool wheelchair = town.population.need_help[row.event.household.index()] > 0;
    in_wheelchairs += wheelchair ? 1 : 0;
    others_at_hall += !wheelchair && row.event.shelter == shelter("hall") ? 1 : 0;
    if (wheelchair) {
      EXPECT_EQ(row.event.shelter, shelter("school"));
    }
  }
  EXPECT_GT(in_wheelchairs, 0U);
  EXPECT_GT(others_at_hall, 0U);
  EXPECT_EQ(outcome.measures.value("evacuation.carried_over_steps_households"), 0);
}

TEST_F(ShelterOperationTest, WithoutAWayToOneWithoutStepsTheyAreCarriedIn) {
  auto town = test::make_tiny_town({.hall_capacity_persons = 300});
  town.shelters[0].step_free = false;
  town.shelters[1].step_free = false;
  const auto outcome = run_in(town, text(operation(kAtOnce + ", wheelchair_users: 100 %")));
  std::size_t in_wheelchairs = 0;
  for (const auto& row : outcome.log.all<ShelterReached>()) {
    in_wheelchairs += town.population.need_help[row.event.household.index()] > 0 ? 1 : 0;
  }
  EXPECT_EQ(persons_at_end(outcome), residents());
  EXPECT_GT(in_wheelchairs, 0U);
  EXPECT_EQ(outcome.measures.value("evacuation.carried_over_steps_households"), static_cast<double>(in_wheelchairs));
}

TEST_F(ShelterOperationTest, CountsAddUpToWhoIsThere) {
  const auto outcome = drill(operation(kAtOnce + ", count_interval: 15 min"));
  std::map<std::uint32_t, double> newcomers, persons, reached;
  for (const auto& row : outcome.log.all<ShelterCounted>()) {
    newcomers[row.event.shelter.value] += row.event.newcomers;
    persons[row.event.shelter.value] = row.event.persons;
  }
  for (const auto& row : outcome.log.all<ShelterReached>()) reached[row.event.shelter.value] += row.event.persons;
  EXPECT_FALSE(persons.empty());
  EXPECT_EQ(newcomers, persons);
  EXPECT_EQ(persons, reached);  // all came well before EndEx
  EXPECT_EQ(outcome.measures.value("evacuation.uncounted_persons"), 0);
}

// A drill in which everything is open at once has the arrivals of one without the entry.
TEST_F(ShelterOperationTest, OpenAtOnceChangesNobodysWay) {
  const auto without = drill("");
  const auto with = drill(operation(kAtOnce + ", called_at: 0 min, wheelchair_users: 0 %"));
  EXPECT_EQ(arrivals(without), arrivals(with));
}

TEST_F(ShelterOperationTest, BadEntriesAreRefusedWhereTheyStand) {
  const auto refused = [&](const std::string& entries, const std::string& what) {
    Diagnostics diagnostics;
    EXPECT_EQ(test::build_scenario(test::make_tiny_town(), households() + entries, catalog_, diagnostics), nullptr);
    const auto& all = diagnostics.entries();
    EXPECT_TRUE(std::any_of(all.begin(), all.end(), [&](const auto& d) {
      return (d.what.en + d.hint.en).find(what) != std::string::npos;
    })) << entries;
  };
  refused(operation("shelters: [hal]"), "hall");
  refused(operation("shelters: [hall]") + operation("shelters: [school, hall]"), "run by two entries");
  refused(operation() + operation(), "two entries run all");
  refused(operation("shelters: [hall, hall]"), "named twice");
  refused(operation("called_at: 9 h"), "after EndEx");
  refused(operation("shelters: [hall], wheelchair_users: 1 %") + operation("shelters: [school]"), "entries differ");
  refused(operation("staff_shortest: 40 min"), "longer than the most");
}

}  // namespace
}  // namespace tocsin::evacuation
