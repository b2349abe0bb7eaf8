// SPDX-License-Identifier: Apache-2.0
// The evacuation records of handbook 10.2, reading D: from the find to the decision 10 to 180 min; from the decision
// until everybody is out 10 to 40 min, for up to 15 households with staff of their own village. A hamlet of 14
// households (the 40 persons of Chongqing, 29 August 2021) below a slope, by day, with default parameters.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "models/catalog.hpp"
#include "models/evacuation/events.hpp"
#include "models/warning/events.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin {
namespace {

constexpr std::uint32_t kHouseholds = 14;

/// By default; and as the records have it, where nobody was missed: every home is reached at its door.
constexpr const char* kAsByDefault = "{kind: door_to_door, weather: dry}";
constexpr const char* kSecondSweeps = "{kind: door_to_door, weather: dry, second_sweep: {rounds: 3}}";
constexpr const char* kNobodyMissed = "{kind: door_to_door, weather: dry, occupied_day: 100 %, answered: 100 %}";

struct Records {
  std::vector<double> find_to_decision_min, decision_to_clear_min;
};

/// Until the last of the ordered homes stands empty; never, when one does not.
double decision_to_clear_min(const EventLog& log) {
  const auto orders = log.all<warning::OrderIssued>();
  const auto departed = log.all<evacuation::HouseholdDeparted>();
  const auto left = std::count_if(departed.begin(), departed.end(),
                                  [&](const auto& row) { return row.event.household.index() < kHouseholds; });
  if (orders.empty() || left < kHouseholds) return std::numeric_limits<double>::infinity();
  return (departed.back().t_s - orders.front().t_s) / 60;
}

Records records(const std::string& door_to_door) {
  const auto catalog = standard_catalog();
  const auto scenario = test::build_scenario(
      test::make_tiny_town({.upper_households = kHouseholds, .lower_households = 1, .hill_households = 1}),
      "exercise: {starts: 2026-08-25 16:40, duration: 8 h}\n"
      "warning:\n"
      "  - {kind: issuance, at: 0 min, zones: [upper], coverage: whole_zone}\n"
      "  - {kind: loudspeaker, weather: dry}\n"
      "  - " +
          door_to_door +
          "\n"
          "  - {kind: word_of_mouth}\n"
          "evacuation:\n"
          "  - {kind: households, weather: dry}\n",
      catalog);
  Records all;
  for (std::uint32_t replication = 0; replication < 60; ++replication) {
    const auto outcome = test::run_replication(*scenario, catalog, replication);
    all.find_to_decision_min.push_back(outcome.measures.value("warning.find_to_order") / 60);
    all.decision_to_clear_min.push_back(decision_to_clear_min(outcome.log));
  }
  for (auto* values : {&all.find_to_decision_min, &all.decision_to_clear_min})
    std::sort(values->begin(), values->end());
  return all;
}

double quantile_of(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

TEST(EvacuationRecords, FindToDecisionLiesInItsBand) {
  const auto all = records(kAsByDefault);
  EXPECT_GE(quantile_of(all.find_to_decision_min, 0.05), 10);
  EXPECT_LE(quantile_of(all.find_to_decision_min, 0.95), 180);
}

// With default parameters one home in five does not answer by day and is not knocked at again, so that in most
// replications somebody is never reached: presence is the parameter that must move. With it the time is in the band;
// with a second sweep instead it is not (below).
TEST(EvacuationRecords, DecisionToClearLiesInItsBandWhenNobodyIsMissedAtTheDoor) {
  EXPECT_TRUE(std::isinf(quantile_of(records(kAsByDefault).decision_to_clear_min, 0.5)));
  const auto nobody_missed = records(kNobodyMissed).decision_to_clear_min;
  EXPECT_GE(quantile_of(nobody_missed, 0.05), 10);
  EXPECT_LE(quantile_of(nobody_missed, 0.5), 40);  // 35 min
}

double share_never_clear(const std::vector<double>& sorted) {
  const auto never = std::count_if(sorted.begin(), sorted.end(), [](double min) { return std::isinf(min); });
  return static_cast<double>(never) / static_cast<double>(sorted.size());
}

// A second sweep finds most of them, and half of those who refused are convinced: in three replications of four the
// last home is empty before the third sweep ends. That is later than in the records, whose workers missed nobody the
// first time: 53 min in the median, 46 min when they go round again after 5 instead of 15 min.
TEST(EvacuationRecords, SecondSweepsEmptyMostHamletsButLaterThanTheRecords) {
  const auto once = records(kAsByDefault).decision_to_clear_min;
  const auto again = records(kSecondSweeps).decision_to_clear_min;
  EXPECT_GT(share_never_clear(once), 0.5);
  EXPECT_LT(share_never_clear(again), 0.25);
  EXPECT_GT(quantile_of(again, 0.5), 40);
  EXPECT_LE(quantile_of(again, 0.5), 60);
}

}  // namespace
}  // namespace tocsin
