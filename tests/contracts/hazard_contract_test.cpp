// SPDX-License-Identifier: Apache-2.0
// What every hazard kind promises (models/hazard/hazard.hpp). A new kind adds one line to `kKinds`.
#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <string>

#include "models/hazard/hazard.hpp"
#include "models/hazard/kinds.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::hazard {
namespace {

using test::build_scenario;
using test::make_tiny_town;
using test::TinyTown;

/// A kind with a text of ordinary danger and one of no danger at all.
struct KindUnderTest {
  const char* name;
  const char* danger;
  const char* nothing;
};

constexpr KindUnderTest kKinds[] = {
    {"flood", "hazard: [{kind: flood, river: brook, begins: 20 min, peak_depth: 5 m}]",
     "hazard: [{kind: flood, river: brook, begins: 20 min, peak_depth: 0 m}]"},
};

class HazardContract : public testing::TestWithParam<KindUnderTest> {
 protected:
  HazardContract() {
    register_models(catalog_);
    test::add_shipped_library(catalog_);
  }
  /// The hazards of a replication, started in this process (nothing runs, so no child is needed).
  Hazards& start(const char* text, std::uint32_t replication, Length height_above_bed = 1.5_m) {
    TinyTown tiny;
    tiny.height_above_bed = height_above_bed;
    models_.clear();
    world_.reset();
    scenario_ = build_scenario(make_tiny_town(tiny), text, catalog_);
    world_ = std::make_unique<World>(*scenario_, replication);
    for (const auto& entry : scenario_->entries) {
      models_.push_back(entry.parameters->make());
      models_.back()->start(*world_);
    }
    return world_->door<Hazards>();
  }
  [[nodiscard]] const std::vector<HouseholdId>& households() const { return scenario_->scope.households(); }

  Catalog catalog_;
  std::unique_ptr<Scenario> scenario_;
  std::unique_ptr<World> world_;
  std::vector<std::unique_ptr<Model>> models_;
};

TEST_P(HazardContract, NothingStandsAtAHouseBeforeItsArrival) {
  const auto& hazards = start(GetParam().danger, 3);
  int reached = 0;
  for (const auto h : households()) {
    const auto arrival = hazards.arrival(h);
    if (arrival == kNever) {
      for (int minute = 0; minute <= 360; minute += 10) {
        EXPECT_EQ(hazards.depth(h, kStartEx + Duration{60.0 * minute}).si(), 0);
      }
      continue;
    }
    ++reached;
    EXPECT_GE(seconds(arrival), 0);
    EXPECT_EQ(hazards.depth(h, arrival - Duration{1}).si(), 0);
    EXPECT_GT(hazards.depth(h, arrival + Duration{60}).si(), 0);
  }
  EXPECT_GT(reached, 0);
}

TEST_P(HazardContract, LowerHousesAreReachedFirstAndDeeper) {
  start(GetParam().danger, 3, 1.2_m);
  std::vector<Time> low_arrival;
  std::vector<double> low_depth;
  const auto at = kStartEx + 90min;
  for (const auto h : households()) {
    low_arrival.push_back(world_->door<Hazards>().arrival(h));
    low_depth.push_back(world_->door<Hazards>().depth(h, at).si());
  }
  start(GetParam().danger, 3, 2.4_m);
  for (std::size_t i = 0; i < low_arrival.size(); ++i) {
    EXPECT_LE(low_arrival[i], world_->door<Hazards>().arrival(households()[i]));
    EXPECT_GE(low_depth[i], world_->door<Hazards>().depth(households()[i], at).si());
  }
}

// Deeper water in the house never harms a smaller share of those who stay in it.
TEST_P(HazardContract, LowerHousesAreHarmedNoLess) {
  std::vector<double> before;
  double growth = 0;
  for (const auto height : {4.0_m, 2.4_m, 1.2_m}) {
    const auto& hazards = start(GetParam().danger, 3, height);
    std::vector<double> shares;
    for (const auto h : households()) shares.push_back(hazards.harmed_share(h, kStartEx, kStartEx + 6h).fraction());
    for (std::size_t i = 0; i < before.size(); ++i) {
      EXPECT_GE(shares[i], before[i]) << "household " << i;
      growth += shares[i] - before[i];
    }
    before = std::move(shares);
  }
  EXPECT_GT(growth, 0);
}

TEST_P(HazardContract, HarmIsAShareThatGrowsWithExposure) {
  const auto& hazards = start(GetParam().danger, 5);
  double most = 0;
  for (const auto h : households()) {
    double before = 0;
    for (int minute = 0; minute <= 360; minute += 15) {
      const auto until = kStartEx + Duration{60.0 * minute};
      const double share = hazards.harmed_share(h, kStartEx, until).fraction();
      EXPECT_GE(share, before);
      EXPECT_LE(share, 1);
      before = share;
    }
    if (hazards.arrival(h) == kNever) {
      EXPECT_EQ(before, 0);
    } else {
      EXPECT_EQ(hazards.harmed_share(h, kStartEx, hazards.arrival(h)).fraction(), 0);
    }
    most = std::max(most, before);
  }
  EXPECT_GT(most, 0);
}

TEST_P(HazardContract, HarmOfTwoSpansIsThatOfTheWhole) {
  const auto& hazards = start(GetParam().danger, 5);
  for (const auto h : households()) {
    for (int minute = 30; minute < 300; minute += 30) {
      const auto middle = kStartEx + Duration{60.0 * minute};
      const double first = hazards.harmed_share(h, kStartEx, middle).fraction();
      const double second = hazards.harmed_share(h, middle, kStartEx + 6h).fraction();
      const double whole = hazards.harmed_share(h, kStartEx, kStartEx + 6h).fraction();
      EXPECT_NEAR(1 - (1 - first) * (1 - second), whole, 1e-12);
    }
  }
}

TEST_P(HazardContract, NoDangerNoHarm) {
  const auto& hazards = start(GetParam().nothing, 1);
  EXPECT_TRUE(hazards.any());
  for (const auto h : households()) {
    EXPECT_EQ(hazards.arrival(h), kNever);
    EXPECT_EQ(hazards.depth(h, kStartEx + 2h).si(), 0);
    EXPECT_EQ(hazards.harmed_share(h, kStartEx, kStartEx + 6h).fraction(), 0);
    EXPECT_FALSE(hazards.threatens(h));
  }
}

TEST_P(HazardContract, TheMapIsTheSameInEveryReplicationAndKnowsTheHill) {
  start(GetParam().danger, 1);
  std::vector<bool> map;
  for (const auto h : households()) map.push_back(world_->door<Hazards>().threatens(h));
  start(GetParam().danger, 2);
  for (std::size_t i = 0; i < map.size(); ++i) {
    EXPECT_EQ(map[i], world_->door<Hazards>().threatens(households()[i]));
  }
  EXPECT_EQ(threatened_households(*scenario_), std::vector<std::uint8_t>(map.begin(), map.end()));
  EXPECT_TRUE(map.front());
  EXPECT_FALSE(map.back());  // on the hill
}

TEST_P(HazardContract, PlacesAndHousesAgree) {
  const auto& hazards = start(GetParam().danger, 4);
  const auto& people = scenario_->town->population;
  const auto at = kStartEx + 100min;
  for (const auto h : households()) {
    Place place;
    place.x_m = people.x_m[h.index()];
    place.y_m = people.y_m[h.index()];
    place.elevation_m = people.elevation_m[h.index()];
    EXPECT_NEAR(hazards.depth(place, at).si(), hazards.depth(h, at).si(), 1e-6);
    EXPECT_EQ(hazards.arrival(place, Length{}), hazards.arrival(h));
    EXPECT_EQ(hazards.harmed_share(place, kStartEx, at).fraction(), hazards.harmed_share(h, kStartEx, at).fraction());
  }
}

TEST_P(HazardContract, ArrivalAboveADepthIsWhenItStandsThatDeep) {
  const auto& hazards = start(GetParam().danger, 4);
  Place place;
  place.x_m = 2500;
  place.y_m = 40;
  place.elevation_m = 289;  // 1.5 m above the bed
  auto before = hazards.arrival(place, Length{});
  ASSERT_NE(before, kNever);
  for (const auto above : {0.3_m, 0.61_m, 1_m}) {
    const auto at = hazards.arrival(place, above);
    EXPECT_GT(at, before);
    EXPECT_LE(hazards.depth(place, at - Duration{1}), above);
    EXPECT_GT(hazards.depth(place, at + Duration{1}), above);
    before = at;
  }
  EXPECT_EQ(hazards.arrival(place, 50_m), kNever);
  place.elevation_m = 340;
  EXPECT_EQ(hazards.arrival(place, Length{}), kNever);
}

INSTANTIATE_TEST_SUITE_P(Kinds, HazardContract, testing::ValuesIn(kKinds),
                         [](const auto& kind) { return std::string(kind.param.name); });

}  // namespace
}  // namespace tocsin::hazard
