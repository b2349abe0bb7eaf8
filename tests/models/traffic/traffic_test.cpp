// SPDX-License-Identifier: Apache-2.0
// The queues of a replication keep step with its clock.
#include "models/traffic/traffic.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/models/traffic/fleet.hpp"

namespace tocsin::traffic {
namespace {

// Waits before closed roads until they open.
class Patient final : public Driver {
 public:
  explicit Patient(World& world) : world_(world) {}
  void arrived(VehicleId /*vehicle*/) override { arrivals_s.push_back(seconds(world_.now())); }
  void held(VehicleId /*vehicle*/, SegmentId /*closed*/) override {}
  std::vector<double> arrivals_s;

 private:
  World& world_;
};

// While the only cars stand before a cut nothing happens to the queues, and much elsewhere.
TEST(RoadTraffic, ARoadThatReopensIsUsedFromThatInstantOn) {
  test::Fleet fleet("traffic: []");
  auto& world = fleet.world();
  Patient driver(world);
  const auto cut = fleet.segment("v12>");
  world.kernel().schedule(at_seconds(10), Phase::infrastructure,
                          [&] { world.roads().set_speed_factor(cut, kAllModes, 0); });
  world.kernel().schedule(at_seconds(20), Phase::people, [&] {
    for (int k = 0; k < 3; ++k) {
      world.door<RoadTraffic>().depart(driver, TravelMode::car, 1.0, std::vector{fleet.segment("v01>"), cut});
    }
  });
  for (int minute = 1; minute < 200; ++minute) {
    world.kernel().schedule(at_seconds(60.0 * minute), Phase::people, [] {});
  }
  world.kernel().schedule(at_seconds(3600), Phase::infrastructure,
                          [&] { world.roads().set_speed_factor(cut, kAllModes, 1); });
  fleet.run();
  ASSERT_EQ(driver.arrivals_s.size(), 3U);
  for (int k = 0; k < 3; ++k) EXPECT_NEAR(driver.arrivals_s[static_cast<std::size_t>(k)], 3600 + 125 + 6 * k, 0.01);
}

}  // namespace
}  // namespace tocsin::traffic
