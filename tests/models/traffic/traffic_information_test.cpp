// SPDX-License-Identifier: Apache-2.0
// traffic_information: who may be told, and what is refused. What it does to queues: tests/drills.
#include "models/traffic/traffic_information.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/models/traffic/fleet.hpp"

namespace tocsin::traffic {
namespace {

using test::Fleet;

TEST(TrafficInformation, OneEntryIsEnough) {
  EXPECT_THAT(test::refusal("traffic:\n  - {kind: traffic_information, id: radio}\n"
                            "  - {kind: traffic_information, id: phones}\n"),
              testing::HasSubstr("'radio' already tells how long vehicles wait"));
}

// A vehicle without a destination of its own keeps to its way, whatever stands on it.
TEST(TrafficInformation, WhoHasAStatedRouteKeepsToIt) {
  Fleet fleet("traffic: [{kind: traffic_information, interval: 1 min, listening: 100 %}]");
  for (int k = 0; k < 60; ++k) fleet.send(k, TravelMode::car, {"v34<", "h1>"});
  fleet.run();
  EXPECT_EQ(fleet.arrivals.size(), 60U);
  EXPECT_EQ(fleet.log().all<VehicleDiverted>().size(), 0U);
}

}  // namespace
}  // namespace tocsin::traffic
