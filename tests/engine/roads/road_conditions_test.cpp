// SPDX-License-Identifier: Apache-2.0
// Speed factors and closures over time, and traveling through their changes.
#include "engine/roads/road_conditions.hpp"

#include <gtest/gtest.h>

#include "engine/base/ensure.hpp"
#include "tests/engine/roads/random_network.hpp"

namespace tocsin {
namespace {

using testing::junctions;
using testing::Lcg;
using testing::road;
using testing::segment;

constexpr ModeMask kCars = mask_of(TravelMode::car);

class RoadConditionsTest : public ::testing::Test {
 protected:
  RoadNetwork network_{junctions(3), {road(0, 1, 100), road(1, 2, 0)}, RoadClassTable{}};
  RoadConditions conditions_{network_};

  [[nodiscard]] double factor(double at_s, TravelMode mode = TravelMode::car) const {
    return conditions_.speed_factor(segment(0), mode, at_seconds(at_s));
  }
  /// Time of leaving the 100 m segment at 1 m/s.
  [[nodiscard]] double leaves(double enters_s) const {
    return seconds(conditions_.leaves_at(segment(0), TravelMode::car, at_seconds(enters_s), 1.0));
  }
};

TEST_F(RoadConditionsTest, NothingChangedMeansFreeFlow) {
  EXPECT_EQ(factor(0), 1.0);
  EXPECT_EQ(leaves(5), 105.0);
  EXPECT_TRUE(conditions_.steady(segment(0)));
  EXPECT_EQ(conditions_.revision(), 0U);
}

TEST_F(RoadConditionsTest, AChangeHoldsFromItsInstantOn) {
  conditions_.set_speed_factor(segment(0), kCars, at_seconds(10), 0.5);
  EXPECT_EQ(factor(9.999), 1.0);
  EXPECT_EQ(factor(10), 0.5);
  EXPECT_EQ(factor(1e9), 0.5);
  EXPECT_EQ(factor(10, TravelMode::walk), 1.0);
  EXPECT_FALSE(conditions_.steady(segment(0)));
  EXPECT_TRUE(conditions_.steady(segment(1)));
  EXPECT_EQ(conditions_.revision(), 1U);
}

TEST_F(RoadConditionsTest, TheLaterCallReplacesEverythingFromItsInstantOnForItsModes) {
  conditions_.close(segment(0), kAllModes, at_seconds(20));
  conditions_.reopen(segment(0), kAllModes, at_seconds(40));
  conditions_.set_speed_factor(segment(0), kCars, at_seconds(10), 0.25);
  EXPECT_EQ(factor(5), 1.0);
  EXPECT_EQ(factor(30), 0.25);
  EXPECT_EQ(factor(50), 0.25);
  EXPECT_EQ(factor(30, TravelMode::walk), 0.0);
  EXPECT_EQ(factor(50, TravelMode::walk), 1.0);
}

TEST_F(RoadConditionsTest, TheSameInstantIsReplaced) {
  conditions_.close(segment(0), kAllModes, at_seconds(20));
  conditions_.set_speed_factor(segment(0), kCars, at_seconds(20), 0.75);
  EXPECT_EQ(factor(20), 0.75);
  EXPECT_EQ(factor(20, TravelMode::bus), 0.0);
}

TEST_F(RoadConditionsTest, TheNetworkFactorMultiplies) {
  conditions_.set_speed_factor(segment(0), kCars, at_seconds(10), 0.5);
  conditions_.set_network_factor(kAllModes, at_seconds(20), 0.5);
  EXPECT_EQ(factor(15), 0.5);
  EXPECT_EQ(factor(25), 0.25);
  EXPECT_EQ(factor(25, TravelMode::walk), 0.5);
}

TEST_F(RoadConditionsTest, TravelGoesThroughEveryChange) {
  conditions_.set_speed_factor(segment(0), kCars, at_seconds(20), 0.5);   // 20 m done
  conditions_.set_network_factor(kCars, at_seconds(60), 0.5);             // 20 m more
  conditions_.set_speed_factor(segment(0), kCars, at_seconds(100), 2.0);  // 10 m more, 50 m at 1 m/s
  EXPECT_DOUBLE_EQ(leaves(0), 150.0);
}

TEST_F(RoadConditionsTest, WhoIsOnAClosedSegmentWaitsThere) {
  conditions_.close(segment(0), kCars, at_seconds(30));
  EXPECT_EQ(leaves(0), seconds(kNever));
  conditions_.reopen(segment(0), kCars, at_seconds(90));
  EXPECT_DOUBLE_EQ(leaves(0), 160.0);
  EXPECT_DOUBLE_EQ(leaves(50), 190.0) << "waits at the entrance";
  EXPECT_TRUE(conditions_.closed(segment(0), TravelMode::car, at_seconds(30)));
  EXPECT_FALSE(conditions_.closed(segment(0), TravelMode::car, at_seconds(90)));
}

TEST_F(RoadConditionsTest, ASegmentWithoutLengthIsPassedAtOnceUnlessClosed) {
  EXPECT_EQ(conditions_.leaves_at(segment(1), TravelMode::car, at_seconds(5), 1.0), at_seconds(5));
  conditions_.close(segment(1), kCars, at_seconds(10));
  conditions_.reopen(segment(1), kCars, at_seconds(20));
  EXPECT_EQ(conditions_.leaves_at(segment(1), TravelMode::car, at_seconds(15), 1.0), at_seconds(20));
}

TEST_F(RoadConditionsTest, ASpeedOfZeroNeverArrives) {
  EXPECT_EQ(conditions_.leaves_at(segment(0), TravelMode::car, at_seconds(0), 0.0), kNever);
}

TEST_F(RoadConditionsTest, NobodyOvertakes) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Lcg draw(seed);
    RoadConditions conditions(network_);
    for (int change = 0; change < 8; ++change) {
      const Time from = at_seconds(draw.below(400));
      const double factor = draw.below(4) * 0.5;
      if (draw.below(3) == 0) {
        conditions.set_network_factor(kCars, from, factor);
      } else {
        conditions.set_speed_factor(segment(0), kCars, from, factor);
      }
    }
    conditions.set_speed_factor(segment(0), kCars, at_seconds(400), 1.0);
    conditions.set_network_factor(kCars, at_seconds(400), 1.0);
    Time before{};
    for (int t = 0; t <= 500; ++t) {
      const Time left = conditions.leaves_at(segment(0), TravelMode::car, at_seconds(t), 1.0);
      EXPECT_GE(seconds(left), seconds(before) - 1e-9) << "seed " << seed << " entering at " << t;
      EXPECT_GE(left, at_seconds(t));
      before = left;
    }
  }
}

TEST_F(RoadConditionsTest, AFactorThatIsNoneIsADefect) {
  EXPECT_THROW(conditions_.set_speed_factor(segment(0), kCars, at_seconds(0), -0.1), DefectError);
  EXPECT_THROW(conditions_.set_speed_factor(segment(9), kCars, at_seconds(0), 1.0), DefectError);
}

}  // namespace
}  // namespace tocsin
