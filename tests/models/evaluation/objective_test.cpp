// SPDX-License-Identifier: Apache-2.0
// Objectives: every branch of the rating, and what an entry of the evaluation section is refused for.
#include "models/evaluation/objective.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "models/evaluation/evaluation.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::evaluation {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Objective objective(Direction direction, double target, double unacceptable) {
  Objective o;
  o.target = {direction, target, Dimension::duration};
  o.unacceptable = unacceptable;
  return o;
}

TEST(Rate, AtMostFallsFromPToU) {
  const auto o = objective(Direction::at_most, 100, 200);
  EXPECT_EQ(rate(o, 0), Rating::P);
  EXPECT_EQ(rate(o, 100), Rating::P);
  EXPECT_EQ(rate(o, 100.001), Rating::S);
  EXPECT_EQ(rate(o, 150), Rating::S);  // s = 1/2
  EXPECT_EQ(rate(o, 150.001), Rating::M);
  EXPECT_EQ(rate(o, 199.9), Rating::M);
  EXPECT_EQ(rate(o, 200), Rating::U);
  EXPECT_EQ(rate(o, kInfinity), Rating::U);
}

TEST(Rate, AtLeastFallsFromPToU) {
  const auto o = objective(Direction::at_least, 0.9, 0.45);
  EXPECT_EQ(rate(o, 1), Rating::P);
  EXPECT_EQ(rate(o, 0.9), Rating::P);
  EXPECT_EQ(rate(o, 0.7), Rating::S);
  EXPECT_EQ(rate(o, 0.5), Rating::M);
  EXPECT_EQ(rate(o, 0.45), Rating::U);
  EXPECT_EQ(rate(o, 0), Rating::U);
}

TEST(Rate, ATargetOfZeroHasNothingBetween) {
  const auto o = objective(Direction::at_most, 0, 0);
  EXPECT_EQ(rate(o, 0), Rating::P);
  EXPECT_EQ(rate(o, 1), Rating::U);
}

const MeasureDescription kArrival{"tests.arrival_time", MeasureUnit::seconds, {"Arrival", "到达"}, {"…", "…"}};
const MeasureDescription kShare{"tests.reached_share", MeasureUnit::share, {"Reached", "叫应"}, {"…", "…"}};

class ObjectiveEntry : public testing::Test {
 protected:
  ObjectiveEntry() {
    test::add_shipped_library(catalog_);
    register_models(catalog_);
    catalog_.add_measures({kArrival, kShare}, [](const Scenario&, const EventLog&, Measures&) {});
  }
  std::unique_ptr<Scenario> read(const std::string& entry) {
    return test::build_scenario(test::make_tiny_town(), "evaluation:\n  - " + entry + "\n", catalog_, diagnostics_);
  }
  [[nodiscard]] std::string code() const {
    return diagnostics_.entries().empty() ? "" : diagnostics_.entries().front().code;
  }
  Catalog catalog_;
  Diagnostics diagnostics_;
};

TEST_F(ObjectiveEntry, SaysWhatItIsJudgedBy) {
  const auto scenario = read(
      "{kind: objective, objective: Be quick, measure: tests.arrival_time, place: 'zone:upper', target: at most 10 "
      "min}");
  ASSERT_NE(scenario, nullptr);
  const auto* o = scenario->entries.front().parameters->objective();
  ASSERT_NE(o, nullptr);
  EXPECT_EQ(o->measure, "tests.arrival_time");
  EXPECT_EQ(o->place, "zone:upper");
  EXPECT_DOUBLE_EQ(o->target.value, 600);
  EXPECT_DOUBLE_EQ(o->unacceptable, 900);  // tolerance of the library: 50 %
}

TEST_F(ObjectiveEntry, ToleranceWorksDownwardsForAtLeast) {
  const auto scenario =
      read("{kind: objective, objective: Warn, measure: tests.reached_share, target: at least 90 %, tolerance: 20 %}");
  ASSERT_NE(scenario, nullptr);
  EXPECT_DOUBLE_EQ(scenario->entries.front().parameters->objective()->unacceptable, 0.72);
}

TEST_F(ObjectiveEntry, AnUnknownMeasureIsRefusedWithTheNearestName) {
  EXPECT_EQ(read("{kind: objective, objective: Be quick, measure: tests.arival_time, target: at most 10 min}"),
            nullptr);
  ASSERT_EQ(code(), "unknown-reference");
  EXPECT_NE(diagnostics_.entries().front().hint.en.find("tests.arrival_time"), std::string::npos);
}

TEST_F(ObjectiveEntry, ATargetInTheWrongUnitIsRefused) {
  EXPECT_EQ(read("{kind: objective, objective: Be quick, measure: tests.arrival_time, target: at least 90 %}"),
            nullptr);
  ASSERT_EQ(code(), "wrong-dimension");
  const auto& mistake = diagnostics_.entries().front();
  const auto& where = mistake.where;
  ASSERT_TRUE(where.file);
  const auto& line = where.file->lines.at(static_cast<std::size_t>(where.line) - 1);
  EXPECT_EQ(line.substr(static_cast<std::size_t>(where.column) - 1, static_cast<std::size_t>(where.length)),
            "at least 90 %");
  EXPECT_EQ(mistake.expected, (Phrase{"'at least', then a time, like 45 min", "“至少”加时间，如 45 min"}));
}

TEST_F(ObjectiveEntry, AnUnknownPlaceIsRefused) {
  EXPECT_EQ(read("{kind: objective, objective: Be quick, measure: tests.arrival_time, place: 'zone:uper', target: at "
                 "most 10 min}"),
            nullptr);
  EXPECT_EQ(code(), "unknown-reference");
}

TEST_F(ObjectiveEntry, APlaceWithoutItsKindIsRefused) {
  EXPECT_EQ(
      read("{kind: objective, objective: Be quick, measure: tests.arrival_time, place: upper, target: at most 10 min}"),
      nullptr);
  EXPECT_EQ(code(), "unknown-reference");
}

TEST_F(ObjectiveEntry, WithoutTargetItIsRefused) {
  EXPECT_EQ(read("{kind: objective, objective: Be quick, measure: tests.arrival_time}"), nullptr);
  EXPECT_EQ(code(), "missing-key");
}

}  // namespace
}  // namespace tocsin::evaluation
