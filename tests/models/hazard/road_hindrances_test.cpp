// SPDX-License-Identifier: Apache-2.0
// RoadHindrances: the worst cause counts, and whoever is told of a change finds the log and the roads complete.
#include <gtest/gtest.h>

#include <vector>

#include "models/hazard/hazard.hpp"
#include "models/hazard/kinds.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::hazard {
namespace {

class RoadHindrancesTest : public testing::Test {
 protected:
  RoadHindrancesTest() {
    register_models(catalog_);
    test::add_shipped_library(catalog_);
    scenario_ =
        test::build_scenario(test::make_tiny_town(), "exercise: {starts: 2026-07-05 10:00, duration: 6 h}", catalog_);
    world_ = std::make_unique<World>(*scenario_, 0);
    segment_ = SegmentId(scenario_->names->find(Entity::segment, "v12>"));
    world_->roads().on_change([this](const RoadChange& change) {
      changes_.push_back(change);
      cuts_told_.push_back(world_->log().all<RoadCut>().size());
      for (int m = 0; m < kTravelModeCount; ++m) {
        factors_.push_back(
            world_->roads().conditions().speed_factor(segment_, static_cast<TravelMode>(m), world_->now()));
      }
    });
  }
  Catalog catalog_;
  std::unique_ptr<Scenario> scenario_;
  std::unique_ptr<World> world_;
  SegmentId segment_;
  std::vector<RoadChange> changes_;
  std::vector<std::size_t> cuts_told_;  // RoadCut in the log when each change was told
  std::vector<double> factors_;         // by mode, when each change was told
};

// Deep water: on foot it is slow, trucks get through, everybody else does not.
TEST_F(RoadHindrancesTest, ToldOnceForAllModesAfterTheLogSaysWhy) {
  const RoadHindrances::Factors water{0.5F, 0, 0, 0, 0.25F, 0};
  world_->door<RoadHindrances>().set(NameId(0), segment_, water);
  ASSERT_EQ(changes_.size(), 1U);
  EXPECT_EQ(changes_[0].modes, kAllModes);
  EXPECT_EQ(changes_[0].cut, kAllModes & ~(mask_of(TravelMode::walk) | mask_of(TravelMode::truck)));
  EXPECT_EQ(cuts_told_[0], 1U);
  EXPECT_EQ(factors_, std::vector<double>(water.begin(), water.end()));
}

TEST_F(RoadHindrancesTest, OpensWhenTheLastCauseIsGone) {
  auto& hindrances = world_->door<RoadHindrances>();
  hindrances.close(NameId(0), segment_, kAllModes);
  hindrances.close(NameId(1), segment_, mask_of(TravelMode::car));
  hindrances.clear(NameId(0), segment_);
  ASSERT_EQ(changes_.size(), 2U);  // the second cause changed nothing
  EXPECT_EQ(changes_[1].reopened, kAllModes & ~mask_of(TravelMode::car));
  EXPECT_TRUE(world_->roads().closed(segment_, TravelMode::car));
  hindrances.clear(NameId(1), segment_);
  EXPECT_FALSE(world_->roads().closed(segment_, TravelMode::car));
}

}  // namespace
}  // namespace tocsin::hazard
