// SPDX-License-Identifier: Apache-2.0
// Emergency control 禁停撤疏: each of the four actions does what the scenario has for it, and the ban is lifted.
#include "models/exercise/emergency_control.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "models/exercise/events.hpp"
#include "tests/models/traffic/fleet.hpp"

namespace tocsin::exercise {
namespace {

using test::Fleet;

const std::string kControl = R"(
evacuation:
  - {kind: building, id: office, floors: [{id: f, level: 1, area: 100 m2, persons: 20}], exits: [{id: a, floor: f, width: 1 m}]}
traffic:
  - {kind: control_point, id: post, at: [v12, v23]}
  - {kind: contraflow, id: out, roads: [v23, v34], clearing: 1 min}
injects:
  - kind: emergency_control
    id: fuse
    at: 30 min
    lasts: 60 min
    ban: {roads: [bridge], zones: [upper]}
    stop: {places: [office]}
    withdraw: {zones: [upper]}
    disperse: {controls: [post, out]}
)";

TEST(EmergencyControl, DoesTheFourActionsAndEndsThoseThatEnd) {
  Fleet fleet(kControl);
  fleet.run();
  const auto& log = fleet.log();
  ASSERT_EQ(log.all<EmergencyControlImposed>().size(), 1U);
  const auto imposed = log.all<EmergencyControlImposed>()[0];
  EXPECT_EQ(imposed.t_s, 1800);
  EXPECT_EQ(imposed.event.stop, 1U);
  EXPECT_EQ(imposed.event.withdraw, 1U);
  EXPECT_EQ(imposed.event.disperse, 2U);
  ASSERT_EQ(log.all<evacuation::AlarmSounded>().size(), 1U);
  EXPECT_EQ(log.all<evacuation::AlarmSounded>()[0].t_s, 1800);
  ASSERT_EQ(log.all<warning::ZoneOrdered>().size(), 1U);
  EXPECT_EQ(log.all<warning::ZoneOrdered>()[0].t_s, 1800);
  EXPECT_EQ(log.all<traffic::ControlPointSetUp>()[0].t_s, 1800);
  EXPECT_EQ(log.all<traffic::ControlPointRelieved>()[0].t_s, 5400);
  EXPECT_EQ(log.all<traffic::ContraflowBegan>()[0].t_s, 1800);
  EXPECT_EQ(log.all<traffic::ContraflowEnded>()[0].t_s, 5400);
  EXPECT_EQ(log.all<EmergencyControlLifted>()[0].t_s, 5400);
}

// All houses on the hill reach the road at one junction: nobody drives up to it, whoever is there may leave.
TEST(EmergencyControl, NobodyDrivesIntoABannedZoneAndWhoIsThereMayLeave) {
  Fleet fleet("injects: [{kind: emergency_control, id: fuse, at: 10 min, lasts: 20 min, ban: {zones: [hill]}}]");
  const auto hill = fleet.scenario().town->zones[2];
  const auto& people = fleet.scenario().town->population;
  const auto& roads = fleet.scenario().town->roads;
  std::set<JunctionId> inside{hill.place.road_junction};
  for (std::uint32_t k = 0; k < hill.household_count; ++k)
    inside.insert(people.road_junction[hill.first_household + k]);
  ASSERT_EQ(inside.size(), 1U) << "one junction, at the school";
  ASSERT_EQ(*inside.begin(), roads.to(fleet.segment("h1>")));
  const auto in = fleet.send(700, TravelMode::car, {"h1>"});
  const auto out = fleet.send(700, TravelMode::car, {"h1<"});
  const auto engine = fleet.send(700, TravelMode::emergency, {"h1>"});
  const auto after = fleet.send(1900, TravelMode::car, {"h1>"});
  fleet.run();
  ASSERT_EQ(fleet.holds.size(), 1U);
  EXPECT_EQ(fleet.holds[0].first, in);
  for (const auto vehicle : {out, engine, after}) EXPECT_EQ(fleet.arrivals.count(vehicle), 1U) << vehicle;
}

TEST(EmergencyControl, ThatControlsNothingIsRefused) {
  EXPECT_NE(test::refusal("injects: [{kind: emergency_control, id: fuse, at: 10 min}]").find("'fuse' controls nothing"),
            std::string::npos);
}

TEST(EmergencyControl, ThatStopsTripsNobodyMakesIsRefused) {
  EXPECT_NE(test::refusal("injects: [{kind: emergency_control, id: fuse, at: 10 min, stop: {trips: 50 %}}]")
                .find("there are no trips to stop"),
            std::string::npos);
}

TEST(EmergencyControl, AllItsMistakesAreFoundAtOnce) {
  const auto text = test::refusal(R"(
injects:
  - kind: emergency_control
    id: fuse
    at: 10 min
    ban: {roads: [brigde], zones: [uper], modes: [emergency]}
    stop: {places: [office]}
    withdraw: {zones: [lowr]}
    disperse: {controls: [post]}
)");
  for (const char* part : {"'bridge'", "'upper'", "no ban stops emergency vehicles", "'office'", "'lower'", "'post'"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << " in\n" << text;
  }
}

}  // namespace
}  // namespace tocsin::exercise
