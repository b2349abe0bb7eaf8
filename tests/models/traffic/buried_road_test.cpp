// SPDX-License-Identifier: Apache-2.0
// Roads that a slide buries: who is on them is stuck, can be fetched, and goes on when the road is open again.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "models/evacuation/trips.hpp"
#include "tests/models/traffic/fleet.hpp"

namespace tocsin::traffic {
namespace {

using test::Fleet;

const std::string kSlide = R"(
injects:
  - {kind: road_closed, id: slide, at: 10 min, roads: [v12], buries: true}
  - {kind: road_opened, id: cleared, at: 60 min, roads: [v12]}
)";

TEST(BuriedRoad, WhoIsOnItStaysAndGoesOnWhenItIsOpen) {
  Fleet fleet(kSlide);
  const auto before = fleet.send(400, TravelMode::car, {"v12>", "v23>"});  // off it at 525 s
  const auto on_it = fleet.send(550, TravelMode::car, {"v12>", "v23>"});
  const auto against = fleet.send(590, TravelMode::motorcycle, {"v12<"});
  const auto behind = fleet.send(610, TravelMode::car, {"v12>"});
  fleet.run();
  EXPECT_NEAR(fleet.arrivals[before], 400 + 250, 0.1);
  EXPECT_NEAR(fleet.arrivals[on_it], 3600 + 125, 0.1);  // at its end all the while
  EXPECT_NEAR(fleet.arrivals[against], 3600, 0.1);
  EXPECT_EQ(fleet.holds.size(), 1U);
  EXPECT_EQ(fleet.holds[0].first, behind);
  EXPECT_EQ(fleet.log().all<VehicleStuck>().size(), 2U);
  EXPECT_NEAR(fleet.world().door<RoadTraffic>().delay(on_it).all_s, 0, 0.1);  // stranded, not queuing
}

TEST(BuriedRoad, AClosureThatBuriesNobodyLetsThemDriveOut) {
  Fleet fleet("injects: [{kind: road_closed, id: barrier, at: 10 min, roads: [v12]}]");
  const auto on_it = fleet.send(550, TravelMode::car, {"v12>", "v23>"});
  fleet.run();
  EXPECT_NEAR(fleet.arrivals[on_it], 550 + 250, 0.1);
  EXPECT_TRUE(fleet.log().all<VehicleStuck>().empty());
}

// Households leave the valley; the slide comes when they are on their way.
const std::string kEvacuation = R"(
exercise: {starts: 2026-07-05 10:00, duration: 8 h}
hazard: [{kind: flood, id: f, river: brook, begins: 4 h, peak_depth: 6 m}]
warning:
  - {kind: issuance, at: 0 min, coverage: whole_zone, zones: [upper, lower]}
  - {kind: loudspeaker, weather: dry}
  - {kind: door_to_door, weather: dry}
evacuation: [{kind: households, weather: dry, walk_limit: 100 m, informed_of_closures: 50 %}]
)";

struct Fates {
  std::set<HouseholdId> buried, fetched, safe;
  std::map<HouseholdId, int> goes_on;
};

Fates fates(const std::string& more) {
  const auto catalog = test::traffic_catalog();
  test::TinyTown options;
  options.upper_households = 150;
  options.lower_households = 150;
  const auto scenario = test::build_scenario(test::make_tiny_town(options), kEvacuation + more, catalog);
  Fates fates;
  for (std::uint32_t replication = 0; replication < 3; ++replication) {
    const auto outcome = test::run_replication(*scenario, catalog, replication);  // with its account
    for (const auto& row : outcome.log.all<evacuation::HouseholdStranded>()) {
      if (row.event.reason == evacuation::StrandedReason::road_buried) fates.buried.insert(row.event.household);
    }
    for (const auto& row : outcome.log.all<evacuation::HouseholdTakenAlong>())
      fates.fetched.insert(row.event.household);
    for (const auto& row : outcome.log.all<evacuation::ShelterReached>()) fates.safe.insert(row.event.household);
  }
  return fates;
}

TEST(BuriedRoad, HouseholdsOnItAreStrandedAndReachAShelterWhenItIsOpen) {
  const auto seen = fates(R"(
injects:
  - {kind: road_closed, id: slide, at: 75 min, roads: [v01, v12, v23, v34, h0, h1], modes: [motorcycle, car, bus, truck], buries: true}
  - {kind: road_opened, id: cleared, at: 3 h, roads: [v01, v12, v23, v34, h0, h1]}
)");
  EXPECT_GT(seen.buried.size(), 0U);
  for (const auto household : seen.buried) EXPECT_EQ(seen.safe.count(household), 1U);
}

TEST(BuriedRoad, RescuersFetchThoseWhoAreStuck) {
  const auto seen = fates(R"(
rescue: [{kind: search_team, team: fire-team, weather: dry}]
injects:
  - {kind: road_closed, id: slide, at: 75 min, roads: [v12, v23, h0, h1], modes: [motorcycle, car, bus, truck], buries: true}
)");
  EXPECT_GT(seen.buried.size(), 0U);
  std::size_t fetched = 0;
  for (const auto household : seen.buried) fetched += seen.fetched.count(household);
  EXPECT_GT(fetched, 0U);
}

}  // namespace
}  // namespace tocsin::traffic
