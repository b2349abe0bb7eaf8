// SPDX-License-Identifier: Apache-2.0
// The direction of a target: without one the message names that of the measure, a contrary one is warned of.
#include <gtest/gtest.h>

#include "models/evaluation/evaluation.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::evaluation {
namespace {

const MeasureDescription kTime{"tests.time", MeasureUnit::seconds, {"Time", "时间"}, {"…", "…"}};
const MeasureDescription kShare{"tests.share", MeasureUnit::share, {"Share", "比例"}, {"…", "…"}, Better::more};

class TargetDirection : public testing::Test {
 protected:
  TargetDirection() {
    test::add_shipped_library(catalog_);
    register_models(catalog_);
    catalog_.add_measures({kTime, kShare}, [](const Scenario&, const EventLog&, Measures& measures) {
      measures.add(kTime, 1);
      measures.add(kShare, 1);
    });
  }
  // What is said about an objective, and whether the scenario was accepted.
  std::pair<bool, std::string> check(const std::string& measure, const std::string& target) {
    Diagnostics diagnostics;
    const auto scenario = test::build_scenario(
        test::make_tiny_town(),
        "evaluation:\n  - {kind: objective, objective: Be quick, measure: " + measure + ", target: " + target + "}\n",
        catalog_, diagnostics);
    return {scenario != nullptr, draw(diagnostics.entries(), Language::en)};
  }
  Catalog catalog_;
};

TEST_F(TargetDirection, IsNamedAsTheMeasureAsksForIt) {
  const auto [time_accepted, time] = check("tests.time", "30 min");
  EXPECT_FALSE(time_accepted);
  EXPECT_NE(time.find("hint: 'tests.time' asks for 'at most 30 min'"), std::string::npos) << time;
  const auto [share_accepted, share] = check("tests.share", "90 %");
  EXPECT_FALSE(share_accepted);
  EXPECT_NE(share.find("hint: 'tests.share' asks for 'at least 90 %'"), std::string::npos) << share;
  EXPECT_EQ(check("tests.share", "90 min").second.find("asks for"), std::string::npos);  // the unit is wrong first
  EXPECT_NE(check("tests.tim", "30 min").second.find("the least or the most"), std::string::npos);
}

TEST_F(TargetDirection, ContraryToTheMeasureIsWarnedOf) {
  const auto [accepted, text] = check("tests.time", "at least 30 min");
  EXPECT_TRUE(accepted);
  EXPECT_NE(text.find("warning: 'at least': but less counts as better for 'tests.time'"), std::string::npos) << text;
  EXPECT_NE(text.find("did you mean 'at most 30 min'?"), std::string::npos) << text;
  EXPECT_NE(check("tests.share", "at most 90 %").second.find("more counts as better"), std::string::npos);
  EXPECT_EQ(check("tests.time", "at most 30 min").second, "");
  EXPECT_EQ(check("tests.share", "at least 90 %").second, "");
}

}  // namespace
}  // namespace tocsin::evaluation
