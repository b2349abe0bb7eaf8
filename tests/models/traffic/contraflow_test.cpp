// SPDX-License-Identifier: Apache-2.0
// Contraflow: what a bottleneck carries before, during and after; who is kept out; what is refused.
#include "models/traffic/contraflow.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/models/traffic/fleet.hpp"

namespace tocsin::traffic {
namespace {

using test::Fleet;

constexpr double kHeadway_s = 6.0;  // 600 vehicles per hour
constexpr int kCars = 300;
const std::vector<const char*> kDown{"v01>", "v12>", "v23>", "v34>"};

double last_arrival_s(const Fleet& fleet) {
  double last_s = 0;
  for (const auto& [vehicle, at_s] : fleet.arrivals) last_s = std::max(last_s, at_s);
  return last_s;
}

double clears_at_s(const std::string& sections) {
  Fleet fleet(sections);
  for (int k = 0; k < kCars; ++k) fleet.send(600, TravelMode::car, kDown);
  fleet.run();
  EXPECT_EQ(fleet.arrivals.size(), static_cast<std::size_t>(kCars));
  return last_arrival_s(fleet);
}

const std::string kWholeValley =
    "traffic: [{kind: contraflow, id: out, roads: [v01, v12, v23, v34], from: 0 min, clearing: 5 min, reversed_flow: ";

TEST(Contraflow, DoublesTheOutflowOfARoadWithOneLaneEachWay) {
  const double drive_s = 4000.0 / 8.0;
  EXPECT_NEAR(clears_at_s("traffic: []"), 600 + drive_s + (kCars - 1) * kHeadway_s, 0.1);                 // N / C
  EXPECT_NEAR(clears_at_s(kWholeValley + "100 %}]"), 600 + drive_s + (kCars - 1) * kHeadway_s / 2, 0.1);  // N / 2 C
  EXPECT_NEAR(clears_at_s(kWholeValley + "50 %}]"), 600 + drive_s + (kCars - 1) * kHeadway_s / 1.5, 0.1);
}

TEST(Contraflow, GivesItsLanesBack) {
  Fleet fleet(R"(
traffic:
  - {kind: contraflow, id: out, roads: [v01, v12, v23, v34], from: 0 min, until: 60 min, clearing: 5 min, reversed_flow: 100 %}
)");
  for (int k = 0; k < kCars; ++k) fleet.send(600, TravelMode::car, kDown);       // over before it ends
  for (int k = 0; k < kCars; ++k) fleet.send(2 * 3600, TravelMode::car, kDown);  // as if it had never been
  fleet.send(3 * 3600, TravelMode::car, {"v34<", "v23<"});
  fleet.run();
  EXPECT_NEAR(fleet.arrivals[kCars - 1], 600 + 500 + (kCars - 1) * kHeadway_s / 2, 0.1);
  EXPECT_NEAR(fleet.arrivals[2 * kCars - 1], 7200 + 500 + (kCars - 1) * kHeadway_s, 0.1);
  EXPECT_NEAR(fleet.arrivals[2 * kCars], 3 * 3600 + 2500 / 8.0, 0.1);
  EXPECT_EQ(fleet.log().all<ContraflowEnded>()[0].t_s, 3600);
  for (const auto& row : fleet.log().all<hazard::RoadReopened>()) EXPECT_EQ(row.t_s, 3900);
  EXPECT_EQ(fleet.log().all<hazard::RoadReopened>().size(), 4U);
}

TEST(Contraflow, WhoIsOnTheClosedDirectionDrivesOutFirst) {
  Fleet fleet(R"(
traffic: [{kind: contraflow, id: out, roads: [v34>], from: 10 min, clearing: 1 min, reversed_flow: 100 %}]
)");
  const auto inside = fleet.send(595, TravelMode::car, {"v34<", "v23<"});  // on the road from 595 s to 782.5 s
  const auto late = fleet.send(605, TravelMode::car, {"v34<", "v23<"});
  const auto engine = fleet.send(605, TravelMode::emergency, {"v34<", "v23<"});
  fleet.run();
  EXPECT_EQ(fleet.arrivals.count(inside), 1U);
  EXPECT_EQ(fleet.arrivals.count(engine), 1U);
  ASSERT_EQ(fleet.holds.size(), 1U);
  EXPECT_EQ(fleet.holds[0].first, late);
  const auto opened = fleet.log().all<ContraflowOpened>();
  ASSERT_EQ(opened.size(), 1U);
  EXPECT_EQ(opened[0].t_s, 600 + 4 * 60);  // a look every minute, the first after the time of clearing
  EXPECT_EQ(opened[0].event.clearing_s, 240.0F);
}

TEST(Contraflow, WaitsWithTheWayBackUntilTheQueueFitsItsOwnLane) {
  // A jam before v23, which is closed: v12 is full on both lanes when the contraflow ends.
  Fleet fleet(R"(
traffic: [{kind: contraflow, id: out, roads: [v12>], from: 0 min, until: 60 min, clearing: 1 min, reversed_flow: 100 %}]
)");
  auto& world = fleet.world();
  const auto jam = fleet.segment("v23>");
  class Patient final : public Driver {
   public:
    void arrived(VehicleId /*vehicle*/) override { ++count; }
    void held(VehicleId /*vehicle*/, SegmentId /*closed*/) override {}  // waits
    int count = 0;
  } patient;
  world.kernel().schedule(at_seconds(300), Phase::infrastructure,
                          [&] { world.roads().set_speed_factor(jam, kAllModes, 0); });
  world.kernel().schedule(at_seconds(310), Phase::people, [&] {
    const std::vector<SegmentId> route{fleet.segment("v01>"), fleet.segment("v12>"), jam};
    for (int k = 0; k < 300; ++k) world.door<RoadTraffic>().depart(patient, TravelMode::car, 1.0, route);
  });
  std::uint32_t full = 0;
  world.kernel().schedule(at_seconds(3599), Phase::observation,
                          [&] { full = world.door<RoadTraffic>().count_on(fleet.segment("v12>"), kVehicles); });
  world.kernel().schedule(at_seconds(2 * 3600), Phase::infrastructure,
                          [&] { world.roads().set_speed_factor(jam, kAllModes, 1); });
  fleet.run();
  EXPECT_NEAR(full, 2 * 1000 / 7.5, 3);
  const auto reopened = fleet.log().all<hazard::RoadReopened>();
  ASSERT_EQ(reopened.size(), 1U);
  EXPECT_GT(reopened[0].t_s, 2 * 3600 + 60);
  EXPECT_EQ(patient.count, 300);
}

TEST(Contraflow, AOneWayCorridorKeepsItsCapacity) {
  Fleet fleet(R"(
traffic: [{kind: contraflow, id: out, roads: [v01, v12, v23, v34], from: 0 min, reverse_lanes: false}]
)");
  for (int k = 0; k < kCars; ++k) fleet.send(600, TravelMode::car, kDown);
  fleet.send(605, TravelMode::car, {"v34<"});
  fleet.run();
  EXPECT_EQ(fleet.holds.size(), 1U);
  EXPECT_NEAR(last_arrival_s(fleet), 600 + 500 + (kCars - 1) * kHeadway_s, 0.1);
}

// ---- what is refused ----

TEST(ContraflowRefused, AnUnknownRoadWithItsPlaceAndTheNearestName) {
  const auto text = test::refusal("traffic:\n  - {kind: contraflow, id: out, roads: [v01, v112]}\n");
  EXPECT_NE(text.find("unknown-reference:2:46"), std::string::npos) << text;
  EXPECT_NE(text.find("did you mean 'v12'"), std::string::npos) << text;
}

TEST(ContraflowRefused, RoadsWithAGap) {
  const auto text = test::refusal("traffic: [{kind: contraflow, id: out, roads: [v01, v12, v34]}]\n");
  EXPECT_NE(text.find("'v34' does not go on where 'v12' ends"), std::string::npos) << text;
}

TEST(ContraflowRefused, ARoadAloneWithoutItsDirection) {
  const auto text = test::refusal("traffic: [{kind: contraflow, id: out, roads: [v12]}]\n");
  EXPECT_NE(text.find("'v12>' leads from J1 to J2"), std::string::npos) << text;
}

TEST(ContraflowRefused, TwoAtOnceOnOneRoad) {
  const auto text = test::refusal(
      "traffic:\n  - {kind: contraflow, id: out, roads: [v12, v23]}\n  - {kind: contraflow, id: up, roads: [v23<]}\n");
  EXPECT_NE(text.find("'v23<' belongs to the contraflow 'out'"), std::string::npos) << text;
}

}  // namespace
}  // namespace tocsin::traffic
