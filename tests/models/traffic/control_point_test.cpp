// SPDX-License-Identifier: Apache-2.0
// Control points: whom they turn away, whom they inform, when officers get there, and what is refused. The valley: J0
// to J4 along v01, v12, v23, v34; h0 from J1 to the hall, h1 from J3 to the school, bridge from J3.
#include "models/traffic/control_point.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "models/evacuation/evacuation.hpp"
#include "models/evacuation/trips.hpp"
#include "models/exercise/kinds.hpp"
#include "models/hazard/kinds.hpp"
#include "models/traffic/measures.hpp"
#include "models/warning/kinds.hpp"
#include "tests/models/traffic/fleet.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::traffic {
namespace {

constexpr double kToJ3_s = 1500.0 / 8.0;  // from J4 along v34

using test::Fleet;

TEST(ControlPoint, TurnsExactlyThoseAwayWhoWouldHaveEntered) {
  Fleet fleet(R"(
traffic:
  - {kind: control_point, id: post, at: [v23, v34], from: 10 min, until: 20 min, ban: [v23], modes: [car, truck]}
)");
  std::set<VehicleId> expected;
  std::uint32_t number = 0;
  std::uint32_t passing = 0;
  for (double at_s = 0; at_s < 1800; at_s += 20, ++number) {
    const auto mode = static_cast<TravelMode>(1 + number % 5);
    const bool up_the_valley = number % 3 != 0;
    const auto vehicle =
        fleet.send(at_s, mode, up_the_valley ? std::vector{"v34<", "v23<"} : std::vector{"v34<", "h1>"});
    const double there_s = at_s + kToJ3_s;
    const bool at_work = there_s >= 600 && there_s < 1200;
    const bool banned = mode == TravelMode::car || mode == TravelMode::truck;
    if (at_work && up_the_valley && banned) expected.insert(vehicle);
    passing += at_work && !(up_the_valley && banned) ? 1 : 0;
  }
  fleet.run();
  std::set<VehicleId> held;
  for (const auto& [vehicle, segment] : fleet.holds) held.insert(vehicle);
  EXPECT_EQ(held, expected);
  EXPECT_GT(expected.size(), 5U);
  EXPECT_EQ(fleet.arrivals.size() + expected.size(), number);
  EXPECT_EQ(fleet.log().all<VehicleTurnedAway>().size(), expected.size());
  const auto counted = fleet.log().all<ControlPointCounted>();
  ASSERT_EQ(counted.size(), 1U);
  EXPECT_EQ(counted[0].event.turned_away, expected.size());
  EXPECT_EQ(counted[0].event.passed, passing);
  EXPECT_EQ(fleet.log().all<ControlPointSetUp>()[0].t_s, 600);
  EXPECT_EQ(fleet.log().all<ControlPointRelieved>()[0].t_s, 1200);
}

TEST(ControlPoint, WhoSetsOutAtThePointMeetsItToo) {
  Fleet fleet("traffic: [{kind: control_point, id: post, at: [v23, v34], from: 0 min, ban: [v23]}]");
  const auto turned = fleet.send(60, TravelMode::car, {"v23<"});
  for (int k = 0; k < 3; ++k) fleet.send(60, TravelMode::car, {"h1>"});  // in one instant
  fleet.run();
  ASSERT_EQ(fleet.holds.size(), 1U);
  EXPECT_EQ(fleet.holds[0].first, turned);
  const auto counted = fleet.log().all<ControlPointCounted>();
  EXPECT_EQ(counted[0].event.passed, 3U);
  EXPECT_EQ(counted[0].event.turned_away, 1U);
}

TEST(ControlPoint, EverybodyWhoWaitsThereToSetOutIsCounted) {
  Fleet fleet("traffic: [{kind: control_point, id: post, at: [v23, v34], from: 0 min, ban: [v34]}]");
  for (int k = 0; k < 40; ++k) fleet.send(60 + k, TravelMode::car, {"v23<"});  // faster than the road takes them
  fleet.run();
  EXPECT_EQ(fleet.log().all<ControlPointCounted>()[0].event.passed, 40U);
}

TEST(ControlPoint, DelaysNobody) {
  const std::string post = "traffic: [{kind: control_point, id: post, at: [v23, v34], from: 0 min}]";
  std::map<VehicleId, double> without;
  for (const std::string& text : {std::string("traffic: []"), post}) {
    Fleet fleet(text);
    for (int k = 0; k < 200; ++k) fleet.send(10.0 * (k / 4), TravelMode::car, {"v34<", "v23<", "v12<"});
    fleet.run();
    if (without.empty()) {
      without = fleet.arrivals;
    } else {
      EXPECT_EQ(fleet.arrivals, without);
    }
  }
  EXPECT_EQ(without.size(), 200U);
}

TEST(ControlPoint, TwoPointsAtAJunctionBothMeetEverybody) {
  Fleet fleet(R"(
traffic:
  - {kind: control_point, id: one, at: [v23, v34], from: 0 min, until: 10 min, ban: [bridge]}
  - {kind: control_point, id: two, at: [h1, v34], from: 0 min, ban: [v23], modes: [truck]}
)");
  fleet.send(60, TravelMode::car, {"v34<", "bridge>"});
  fleet.send(60, TravelMode::truck, {"v34<", "v23<"});
  fleet.send(60, TravelMode::car, {"v34<", "v23<"});
  fleet.send(900, TravelMode::car, {"v34<", "bridge>"});
  fleet.run();
  const auto counted = fleet.log().all<ControlPointCounted>();
  ASSERT_EQ(counted.size(), 2U);
  EXPECT_EQ(counted[0].event.turned_away, 1U);
  EXPECT_EQ(counted[1].event.turned_away, 1U);
  EXPECT_EQ(counted[0].event.passed, 2U);
  EXPECT_EQ(counted[1].event.passed, 3U);
}

TEST(ControlPoint, OfficersComeFromTheirStation) {
  Fleet fleet(R"(
traffic:
  - {kind: control_point, id: post, at: [v12, v23], staffed_by: village-team, from: 10 min, turnout: 4 min, setup: 2 min}
)");
  fleet.run();
  const auto set_up = fleet.log().all<ControlPointSetUp>();
  ASSERT_EQ(set_up.size(), 1U);
  const double drive_s = 1000.0 / 9.2;  // J3 to J2; emergency vehicles drive faster
  EXPECT_NEAR(set_up[0].t_s, 600 + 240 + drive_s + 120, 1);
}

TEST(ControlPoint, OfficersWaitForAWayAndThenGo) {
  Fleet fleet(R"(
traffic:
  - {kind: control_point, id: post, at: [v12, v23], staffed_by: village-team, from: 10 min, turnout: 4 min, setup: 2 min}
injects:
  - {kind: road_closed, id: slide, at: 5 min, roads: [v23]}
  - {kind: road_opened, id: cleared, at: 60 min, roads: [v23]}
)");
  fleet.run();
  ASSERT_EQ(fleet.log().all<ControlPointUnreached>().size(), 1U);
  EXPECT_EQ(fleet.log().all<ControlPointUnreached>()[0].t_s, 840);
  ASSERT_EQ(fleet.log().all<ControlPointSetUp>().size(), 1U);
  EXPECT_NEAR(fleet.log().all<ControlPointSetUp>()[0].t_s, 3600 + 1000.0 / 9.2 + 120, 1);
}

TEST(ControlPoint, OfficersCutOffOnTheWayWaitThere) {
  Fleet fleet(R"(
traffic:
  - {kind: control_point, id: post, at: [v01, v12], staffed_by: village-team, from: 10 min, turnout: 4 min, setup: 2 min}
injects:
  - {kind: road_closed, id: slide, at: 15 min, roads: [v12]}
  - {kind: road_opened, id: cleared, at: 60 min, roads: [v12]}
)");
  fleet.run();
  EXPECT_EQ(fleet.log().all<ControlPointUnreached>().size(), 1U);
  ASSERT_EQ(fleet.log().all<ControlPointSetUp>().size(), 1U);
  EXPECT_NEAR(fleet.log().all<ControlPointSetUp>()[0].t_s, 3600 + 1000.0 / 9.2 + 120, 1);
}

TEST(ControlPoint, OfficersWhoAreCalledOffGoNowhere) {
  Fleet fleet(R"(
traffic:
  - {kind: control_point, id: post, at: [v12, v23], staffed_by: village-team, from: 10 min, until: 15 min, turnout: 4 min, ban: [v12]}
)");
  fleet.run();
  EXPECT_TRUE(fleet.log().all<ControlPointSetUp>().empty());
  EXPECT_TRUE(fleet.log().all<ControlPointRelieved>().empty());
  EXPECT_TRUE(fleet.log().all<hazard::RoadCut>().empty());
}

// Travelers who know of no closure, on their way from J4 to the hall while v12 is cut: those told at J3 learn it there.
class Guidance : public testing::Test {
 protected:
  // Travelers who turned round at J3 rather than before the cut at J2.
  std::set<std::uint32_t> told_at_j3(const std::string& following) {
    Fleet fleet("traffic: [{kind: control_point, id: info, at: [v23, v34], from: 0 min, following: " + following +
                "}]\ninjects: [{kind: road_closed, id: slide, at: 1 min, roads: [v12]}]\n");
    const auto& town = *fleet.scenario().town;
    const auto door = [&](std::size_t s) { return town.shelters[s].place.road_junction; };
    const auto goal = fleet.scenario().prepare_goal({door(0)}, TravelMode::car);
    std::set<std::uint32_t> early;
    std::uint32_t late = 0;
    evacuation::Trips trips(
        fleet.world(), [](std::uint32_t, JunctionId) { ADD_FAILURE() << "v12 is cut"; },
        [&](std::uint32_t who, JunctionId at) {
          if (at == town.roads.from(fleet.segment("v23<"))) {
            early.insert(who);
          } else {
            EXPECT_EQ(at, town.roads.to(fleet.segment("v23<")));
            ++late;
          }
        },
        [](std::uint32_t) {});
    for (std::uint32_t who = 0; who < 100; ++who) {
      fleet.world().kernel().schedule(at_seconds(120 + 10.0 * who), Phase::people, [&, who] {
        EXPECT_TRUE(trips.begin(who, {.from = town.roads.from(fleet.segment("v34<")),
                                      .to = door(0),
                                      .goal = goal,
                                      .mode = TravelMode::car,
                                      .informed = false}));
      });
    }
    fleet.run();
    EXPECT_EQ(early.size() + late, 100U);
    const auto counted = fleet.log().all<ControlPointCounted>();
    EXPECT_EQ(counted[0].event.informed, early.size());
    EXPECT_EQ(fleet.log().all<VehicleInformed>().size(), early.size());
    return early;
  }
};

TEST_F(Guidance, WhoFollowsTurnsBeforeTheCutAndTheOthersStandBeforeIt) {
  EXPECT_EQ(told_at_j3("0 %").size(), 0U);
  EXPECT_EQ(told_at_j3("100 %").size(), 100U);
}

TEST_F(Guidance, TheSameTravelersFollowAndMoreOfThemWhenMoreDo) {
  const auto half = told_at_j3("50 %");
  const auto more = told_at_j3("70 %");
  EXPECT_NEAR(static_cast<double>(half.size()), 50, 20);
  EXPECT_TRUE(std::includes(more.begin(), more.end(), half.begin(), half.end()));
  EXPECT_GT(more.size(), half.size());
}

// ---- what is refused ----

std::string refusal(const std::string& entry) {
  return test::refusal("traffic:\n  - " + entry + "\n");
}

TEST(ControlPointRefused, AnUnknownRoadWithItsPlaceAndTheNearestName) {
  const auto text = refusal("{kind: control_point, id: post, at: [v12, v32], from: 0 min}");
  EXPECT_NE(text.find("unknown-reference"), std::string::npos) << text;
  EXPECT_NE(text.find(":2:47"), std::string::npos) << text;
  EXPECT_NE(text.find("there is no road 'v32'"), std::string::npos) << text;
  EXPECT_NE(text.find("did you mean 'v"), std::string::npos) << text;
}

TEST(ControlPointRefused, RoadsThatDoNotMeet) {
  const auto text = refusal("{kind: control_point, id: post, at: [v01, v34]}");
  EXPECT_NE(text.find("'v34' does not meet 'v01' there"), std::string::npos) << text;
  EXPECT_NE(text.find("h0"), std::string::npos) << text;
}

TEST(ControlPointRefused, ARoadAlone) {
  EXPECT_NE(refusal("{kind: control_point, id: post, at: [v12]}").find("two or more roads"), std::string::npos);
}

TEST(ControlPointRefused, ABanOnARoadElsewhere) {
  const auto text = refusal("{kind: control_point, id: post, at: [v12, v23], ban: [h1]}");
  EXPECT_NE(text.find("nobody can drive from this junction into 'h1'"), std::string::npos) << text;
  EXPECT_NE(text.find("v12, v23"), std::string::npos) << text;
}

TEST(ControlPointRefused, ModesThatAlwaysPass) {
  const auto text = refusal("{kind: control_point, id: post, at: [v12, v23], ban: [v12], modes: [car, emergency]}");
  EXPECT_NE(text.find("emergency vehicles pass"), std::string::npos) << text;
}

TEST(ControlPointRefused, TimesThatDoNotFit) {
  EXPECT_NE(refusal("{kind: control_point, id: p, at: [v12, v23], from: 20 min, until: 10 min}").find("ends before"),
            std::string::npos);
  EXPECT_NE(refusal("{kind: control_point, id: p, at: [v12, v23], from: 20 h}").find("after EndEx"), std::string::npos);
}

TEST(ControlPointRefused, APointThatDoesNothing) {
  EXPECT_NE(refusal("{kind: control_point, id: p, at: [v12, v23], inform: false}").find("does nothing"),
            std::string::npos);
}

TEST(ControlPointRefused, MoreOfficersThanTheTeamHas) {
  const auto text = refusal(
      "{kind: control_point, id: p, at: [v12, v23], staffed_by: village-team, officers: 5}\n"
      "  - {kind: control_point, id: q, at: [v23, v34], staffed_by: village-team, officers: 5}");
  EXPECT_NE(text.find("has 8 members"), std::string::npos) << text;
  EXPECT_NE(text.find("need 10"), std::string::npos) << text;
}

}  // namespace
}  // namespace tocsin::traffic
