// SPDX-License-Identifier: Apache-2.0
// Trips at the edge of rounding: a road changes when, counted from the start of the trip, its last segment seems to
// have been left, and counted from StartEx it has not.
#include "models/evacuation/trips.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <optional>

#include "models/evacuation/evacuation.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::evacuation {
namespace {

class TripsTest : public testing::Test {
 protected:
  TripsTest() {
    test::add_shipped_library(catalog_);
    scenario_ =
        test::build_scenario(test::make_tiny_town(), "exercise: {starts: 2026-07-05 10:00, duration: 6 h}", catalog_);
  }
  // From the upper village to the hall, along h0 only; h0 takes `factor` at `changes_s`. Returns when they arrive.
  double arrival_s(double walks_at, double begins_s, double changes_s, double factor) {
    World world(*scenario_, 0);
    std::optional<double> arrived_s;
    Trips trips(
        world, [&](std::uint32_t, JunctionId) { arrived_s = seconds(world.now()); },
        [](std::uint32_t, JunctionId) { ADD_FAILURE() << "there is a way"; }, [](std::uint32_t) {});
    const SegmentId segment(scenario_->names->find(Entity::segment, "h0>"));
    const auto& roads = scenario_->town->roads;
    world.kernel().schedule(at_seconds(begins_s), Phase::people, [&] {
      // A longer trip before it: what is beyond the end of the way is that of the earlier one.
      const SegmentId far(scenario_->names->find(Entity::segment, "v23<"));
      EXPECT_TRUE(trips.begin(0, roads.from(far), roads.to(segment), TravelMode::walk, walks_at));
      trips.cancel(0);
      EXPECT_TRUE(trips.begin(0, roads.from(segment), roads.to(segment), TravelMode::walk, walks_at));
    });
    world.kernel().schedule(at_seconds(changes_s), Phase::infrastructure,
                            [&] { world.roads().set_speed_factor(segment, kAllModes, factor); });
    world.kernel().run(kStartEx + 6h);
    return arrived_s.value_or(std::numeric_limits<double>::quiet_NaN());
  }
  Catalog catalog_;
  std::unique_ptr<Scenario> scenario_;
};

TEST_F(TripsTest, ARoadThatChangesAtTheVeryEndOfTheTripIsStillOnTheWay) {
  int tried = 0;
  for (int k = 0; k < 20; ++k) {
    const double walks_at = 1.0 / (1.0 + 0.01 * k);
    const double lasts_s = arrival_s(walks_at, 0, 6 * 3600.0, 1);
    const double next_s = std::nextafter(lasts_s, 1e9);
    const double begins_s = 1.5 * (next_s - lasts_s);  // both sums below are ties, and go the other way each
    if (begins_s + lasts_s <= next_s || next_s - begins_s < lasts_s) continue;
    ++tried;
    EXPECT_NEAR(arrival_s(walks_at, begins_s, next_s, 0), lasts_s, 1e-6);    // closed
    EXPECT_NEAR(arrival_s(walks_at, begins_s, next_s, 0.5), lasts_s, 1e-6);  // slower
  }
  EXPECT_GT(tried, 0);  // else the test looked at nothing
}

}  // namespace
}  // namespace tocsin::evacuation
