// SPDX-License-Identifier: Apache-2.0
// Objectives: every branch of the rating, and what an entry of the evaluation section is refused for.
#include "models/evaluation/objective.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

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

TEST(RateAll, IsWhatTheRequiredShareReachesOrBetters) {
  Objective o;
  o.required_share = 0.8;
  const auto of = [&](int p, int s, int m, int u) {
    std::vector<Rating> ratings;
    for (const auto& [count, rating] : {std::pair{p, Rating::P}, {s, Rating::S}, {m, Rating::M}, {u, Rating::U}}) {
      ratings.insert(ratings.end(), static_cast<std::size_t>(count), rating);
    }
    return rate_all(o, ratings);
  };
  EXPECT_EQ(of(10, 0, 0, 0), Rating::P);
  EXPECT_EQ(of(8, 0, 0, 2), Rating::P);  // exactly the share
  EXPECT_EQ(of(7, 1, 0, 2), Rating::S);
  EXPECT_EQ(of(6, 0, 0, 4), Rating::U);  // the median would say P
  EXPECT_EQ(of(5, 0, 5, 0), Rating::M);  // an even split has no advantage
  EXPECT_EQ(of(0, 0, 0, 1), Rating::U);
  EXPECT_EQ(of(0, 0, 0, 0), Rating::U);
  o.required_share = 0.5;
  EXPECT_EQ(of(6, 0, 0, 4), Rating::P);
}

const MeasureDescription kArrival{"tests.arrival_time", MeasureUnit::seconds, {"Arrival", "到达"}, {"…", "…"}};
const MeasureDescription kShare{"tests.reached_share", MeasureUnit::share, {"Reached", "叫应"}, {"…", "…"}};

const MeasureDescription kByZone{"tests.by_zone", MeasureUnit::count, {"By zone", "按区"}, {"…", "…"}};
const MeasureDescription kCurve{"tests.reached_persons", MeasureUnit::persons, {"Curve", "曲线"}, {"…", "…"}};
const MeasureDescription kAbsent{"tests.absent", MeasureUnit::count, {"Absent", "无"}, {"…", "…"}};

class ObjectiveEntry : public testing::Test {
 protected:
  ObjectiveEntry() {
    test::add_shipped_library(catalog_);
    register_models(catalog_);
    catalog_.add_measures({kArrival, kShare, kByZone, kCurve, kAbsent},
                          [](const Scenario&, const EventLog&, Measures& measures) {
                            measures.add(kArrival, 1);
                            measures.add(kArrival, 1, "zone:upper");
                            measures.add(kShare, 1);
                            measures.add(kByZone, 1, "zone:lower");
                            measures.add_curve(kCurve, std::vector<float>(kCurvePoints));
                          });
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
  EXPECT_DOUBLE_EQ(o->required_share, 0.8);
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

// What stands at the position of the first message.
std::string at(const Diagnostics& diagnostics) {
  const auto& where = diagnostics.entries().front().where;
  const auto& line = where.file->lines.at(static_cast<std::size_t>(where.line) - 1);
  return line.substr(static_cast<std::size_t>(where.column) - 1, static_cast<std::size_t>(where.length));
}

TEST_F(ObjectiveEntry, ACurveIsRefused) {
  EXPECT_EQ(read("{kind: objective, objective: Many, measure: tests.reached_persons, target: at most 3}"), nullptr);
  ASSERT_EQ(code(), "unknown-reference");
  EXPECT_EQ(at(diagnostics_), "tests.reached_persons");
  EXPECT_NE(diagnostics_.entries().front().what.en.find("is a curve"), std::string::npos);
  EXPECT_NE(diagnostics_.entries().front().hint.en.find("tests.reached_share"), std::string::npos);
}

TEST_F(ObjectiveEntry, AMeasureThatNobodyComputesIsRefused) {
  EXPECT_EQ(read("{kind: objective, objective: None, measure: tests.absent, target: at most 3}"), nullptr);
  ASSERT_EQ(code(), "unknown-reference");
  EXPECT_NE(diagnostics_.entries().front().what.en.find("no model of this scenario"), std::string::npos);
}

TEST_F(ObjectiveEntry, AMeasureByPlaceNeedsOne) {
  EXPECT_EQ(read("{kind: objective, objective: None, measure: tests.by_zone, target: at most 3}"), nullptr);
  ASSERT_EQ(code(), "unknown-reference");
  EXPECT_EQ(at(diagnostics_), "tests.by_zone");
  EXPECT_NE(diagnostics_.entries().front().hint.en.find("place: zone:lower"), std::string::npos);
}

TEST_F(ObjectiveEntry, AKnownPlaceWhereTheMeasureIsNotTakenIsRefused) {
  EXPECT_EQ(read("{kind: objective, objective: Be quick, measure: tests.arrival_time, place: 'zone:lower', target: at "
                 "most 10 min}"),
            nullptr);
  ASSERT_EQ(code(), "unknown-reference");
  EXPECT_NE(at(diagnostics_).find("zone:lower"), std::string::npos);
  EXPECT_NE(diagnostics_.entries().front().hint.en.find("zone:upper"), std::string::npos);
}

TEST_F(ObjectiveEntry, WithoutTargetItIsRefused) {
  EXPECT_EQ(read("{kind: objective, objective: Be quick, measure: tests.arrival_time}"), nullptr);
  EXPECT_EQ(code(), "missing-key");
}

}  // namespace
}  // namespace tocsin::evaluation
