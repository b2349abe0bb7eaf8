// SPDX-License-Identifier: Apache-2.0
// Convoys: their time worked out by hand, what an escort is worth beside a queue, who waits before a cut, and sending
// one off by an inject.
#include "models/traffic/convoy.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "models/traffic/measures.hpp"
#include "tests/models/traffic/fleet.hpp"

namespace tocsin::traffic {
namespace {

using test::Fleet;

constexpr double kLowerToUpper_m = 2000;  // J3 to J1: v23, v12
constexpr double kSpeed_m_per_s = 8;      // of the valley's roads

std::string convoy(const std::string& fields) {
  return "traffic: [{kind: convoy, id: relief, from: committee, to: upper, mode: car, vehicles: 10, spacing: 6 s, " +
         fields + "}]\n";
}

double measure(const Fleet& fleet, const char* name, const std::string& place = {}) {
  Measures measures;
  for (const auto& function : fleet.scenario().catalog->measure_functions()) {
    function(fleet.scenario(), fleet.log(), measures);
  }
  return measures.value(std::string("traffic.") + name, place);
}

// 300 cars up the valley at 600 an hour: the last enters v12 after half an hour.
void send_queue(Fleet& fleet) {
  for (int k = 0; k < 300; ++k) fleet.send(1, TravelMode::car, {"v23<", "v12<"});
}

TEST(Convoy, DrivesAtItsSpeedOneBehindTheOther) {
  Fleet fleet(convoy("departs: 5 min, speed: 5 m/s"));
  fleet.run();
  ASSERT_EQ(fleet.log().all<ConvoyVehicleArrived>().size(), 10U);
  EXPECT_EQ(fleet.log().all<ConvoyDeparted>()[0].t_s, 300);
  EXPECT_NEAR(measure(fleet, "convoy_time"), 9 * 6 + kLowerToUpper_m / 5, 0.1);
  EXPECT_NEAR(measure(fleet, "convoy_time", "control:relief"), 9 * 6 + kLowerToUpper_m / 5, 0.1);
  EXPECT_NEAR(measure(fleet, "convoy_spread"), 9 * 6, 0.1);
  EXPECT_EQ(measure(fleet, "convoy_arrived"), 10);
}

TEST(Convoy, AnEscortTakesItPastTheQueue) {
  Fleet behind(convoy("departs: 5 min, escorted: false"));
  send_queue(behind);
  behind.run();
  Fleet escorted(convoy("departs: 5 min, escorted: true"));
  send_queue(escorted);
  escorted.run();
  const double free_s = 9 * 6 + kLowerToUpper_m / kSpeed_m_per_s;
  EXPECT_GT(measure(behind, "convoy_time"), free_s + 1200);
  EXPECT_LT(measure(escorted, "convoy_time"), free_s + 300);
  EXPECT_EQ(escorted.arrivals.size(), behind.arrivals.size()) << "the others arrive all the same";
}

TEST(Convoy, WaitsBeforeACutAndGoesOnWhenTheRoadReopens) {
  Fleet fleet(convoy("departs: 5 min"));
  const auto set = [&](double at_s, double factor) {
    fleet.world().kernel().schedule(at_seconds(at_s), Phase::infrastructure, [&fleet, factor] {
      for (const auto* road : {"v12>", "v12<"})
        fleet.world().roads().set_speed_factor(fleet.segment(road), kAllModes, factor);
    });
  };
  set(330, 0);  // some are on the way, some have not left
  set(3600, 1);
  fleet.run();
  ASSERT_EQ(fleet.log().all<ConvoyVehicleArrived>().size(), 10U);
  for (const auto& row : fleet.log().all<ConvoyVehicleArrived>()) EXPECT_GT(row.t_s, 3600 + 1000 / kSpeed_m_per_s - 1);
  EXPECT_LT(measure(fleet, "convoy_time"), 3600 - 300 + kLowerToUpper_m / kSpeed_m_per_s + 120);
}

TEST(Convoy, KeepsItsSpacingWhenTheRoadReopens) {
  Fleet fleet(convoy("departs: 5 min"));
  const auto set = [&](double at_s, double factor) {
    fleet.world().kernel().schedule(at_seconds(at_s), Phase::infrastructure, [&fleet, factor] {
      for (const auto* road : {"v12>", "v12<"}) {
        fleet.world().roads().set_speed_factor(fleet.segment(road), kAllModes, factor);
      }
    });
  };
  set(100, 0);
  set(1800, 1);
  fleet.run();
  EXPECT_NEAR(measure(fleet, "convoy_spread"), 9 * 6, 0.1);
  EXPECT_NEAR(measure(fleet, "convoy_time"), 1500 + 9 * 6 + kLowerToUpper_m / kSpeed_m_per_s, 0.1);
}

TEST(Convoy, ThatNeverGetsThereHasNoTime) {
  Fleet fleet(convoy("departs: 5 min"));
  fleet.world().kernel().schedule(at_seconds(100), Phase::infrastructure, [&fleet] {
    for (const auto* road : {"v12>", "v12<"}) fleet.world().roads().set_speed_factor(fleet.segment(road), kAllModes, 0);
  });
  fleet.run();
  EXPECT_TRUE(std::isinf(measure(fleet, "convoy_time")));
  EXPECT_EQ(measure(fleet, "convoy_arrived"), 0);
}

TEST(Convoy, IsSentOffByAnInject) {
  Fleet fleet(convoy("escorted: true") + "injects: [{kind: begin_control, id: go, at: 20 min, controls: [relief]}]\n");
  fleet.run();
  ASSERT_EQ(fleet.log().all<ConvoyDeparted>().size(), 1U);
  EXPECT_EQ(fleet.log().all<ConvoyDeparted>()[0].t_s, 1200);
  Fleet never(convoy("escorted: true"));
  never.run();
  EXPECT_TRUE(std::isnan(measure(never, "convoy_time")));
}

TEST(Convoy, BadEntriesAreRefused) {
  EXPECT_NE(test::refusal("traffic: [{kind: convoy, id: r, from: comittee, to: upper, vehicles: 3}]").find("committee"),
            std::string::npos);
  EXPECT_NE(test::refusal("traffic: [{kind: convoy, id: r, from: committee, to: upper, vehicles: 3, mode: walk}]")
                .find("walkers are no convoy"),
            std::string::npos);
  EXPECT_NE(test::refusal("traffic: [{kind: convoy, id: r, from: committee, to: upper, vehicles: 3, departs: 9 h}]")
                .find("departs after EndEx"),
            std::string::npos);
  EXPECT_NE(test::refusal("traffic: [{kind: convoy, id: r, from: committee, to: upper, vehicles: 3, departs: -9 min}]")
                .find("departs before StartEx"),
            std::string::npos);
  EXPECT_NE(test::refusal("traffic: [{kind: convoy, id: r, from: committee, to: upper, vehicles: 0}]").find("vehicles"),
            std::string::npos);
}

}  // namespace
}  // namespace tocsin::traffic
