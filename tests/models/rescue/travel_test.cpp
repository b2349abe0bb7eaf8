// SPDX-License-Identifier: Apache-2.0
// A party with a vehicle on roads that carry traffic in one direction only.
#include "models/rescue/travel.hpp"

#include <gtest/gtest.h>

#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::rescue {
namespace {

// The valley road runs J0 (x = 0) - J1 (500 m) - J2 (1500 m) - J3 (2500 m); the vehicle stands at J3.
class TravelTest : public testing::Test {
 protected:
  TravelTest()
      : scenario_(test::build_scenario(test::make_tiny_town(), "{}", with_library())),
        world_(*scenario_, 0),
        travel_(world_, JunctionId(3), JunctionId(3), true, [] {}) {
    world_.roads().on_change([this](const RoadChange& change) { travel_.road_changed(change); });
  }
  static Catalog with_library() {
    Catalog catalog;
    test::add_shipped_library(catalog);
    return catalog;
  }
  void close(std::size_t from, std::size_t to, TravelMode mode) {
    const auto& network = world_.town().roads;
    const JunctionId at(from);
    for (auto s = network.first_out(at); s != network.end_out(at); s = SegmentId(s.index() + 1)) {
      if (network.to(s) == JunctionId(to)) world_.roads().set_speed_factor(s, mask_of(mode), 0);
    }
  }
  // Seconds until the party stands at the goal; -1: it found no way.
  double seconds_to_reach(JunctionId goal) {
    double arrived_s = -1;
    world_.kernel().spawn("party", Phase::response, [&](Process& self) {
      if (travel_.reach(self, goal, {})) arrived_s = seconds(self.now());
    });
    world_.kernel().run(at_seconds(7200));
    return arrived_s;
  }

  std::unique_ptr<Scenario> scenario_;
  World world_;
  Travel travel_;
};

TEST_F(TravelTest, TheBestPlaceToParkCannotBeDrivenToAndTheNextBestIsTaken) {
  close(1, 0, TravelMode::emergency);  // one can drive away from J0, not to it
  const double s = seconds_to_reach(JunctionId(0));
  EXPECT_GT(s, 500 / 2.0);  // the last 500 m are walked …
  EXPECT_LT(s, 2000 / 5.0 + 500 / 0.9) << "… and only these";
}

TEST_F(TravelTest, AnotherPlaceToParkIsAWayWhereNobodyCanWalkAllTheWay) {
  close(1, 0, TravelMode::emergency);
  close(2, 1, TravelMode::walk);
  EXPECT_GT(seconds_to_reach(JunctionId(0)), 0);
}

TEST_F(TravelTest, WhereNothingCanBeDrivenToThePartyWalks) {
  close(3, 2, TravelMode::emergency);
  EXPECT_GT(seconds_to_reach(JunctionId(0)), 2500 / 2.0);
}

// A road is cut while the party drives: it goes round, or stands where it noticed that there is no way.
TEST_F(TravelTest, ACutAheadEndsTheDriveAtTheNextJunctionAndThePartyWalksOn) {
  world_.kernel().schedule(at_seconds(60), Phase::infrastructure, [this] { close(2, 1, TravelMode::emergency); });
  // 1000 m to J2 by car, from there 2000 m on foot.
  const double s = seconds_to_reach(JunctionId(0));
  EXPECT_GT(s, 1500 / 2.0);
  world_.door<traffic::RoadTraffic>().check_ledger();
  EXPECT_EQ(world_.door<traffic::RoadTraffic>().ledger().arrived, 1U);
}

// Others want something of the party's process while it drives: the drive goes on, and ends when it would have.
TEST_F(TravelTest, AWakeOnTheWayEndsNoDrive) {
  auto& kernel = world_.kernel();
  double arrived_s = -1;
  auto& process = kernel.spawn("party", Phase::response, [&](Process& self) {
    if (travel_.reach(self, JunctionId(0), {})) arrived_s = seconds(self.now());
  });
  for (const double at_s : {20.0, 40.0, 41.0}) {
    kernel.schedule(at_seconds(at_s), Phase::people, [&process] { process.wake(); });
  }
  kernel.run(at_seconds(7200));
  double drive_s = 0;
  for (const auto* road : {"v23<", "v12<", "v01<"}) {
    const SegmentId segment(scenario_->names->find(Entity::segment, road));
    drive_s += static_cast<double>(scenario_->town->roads.length_m(segment)) /
               scenario_->router(TravelMode::emergency).free_speed_m_per_s(segment);
  }
  EXPECT_NEAR(arrived_s, drive_s, 0.01);
}

}  // namespace
}  // namespace tocsin::rescue
