// SPDX-License-Identifier: Apache-2.0
// Passability and speed in water, with the numbers of handbook 4.4.
#include "engine/roads/water.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

WaterParameters handbook() {
  WaterParameters p;
  for (auto& limits : p.limits) limits = {0.3_m, UnitFlow::from_si(0.3), 3_m_per_s};
  p.limits[static_cast<std::size_t>(TravelMode::walk)] = {1.2_m, UnitFlow::from_si(0.6), 3_m_per_s};
  p.limits[static_cast<std::size_t>(TravelMode::truck)] = {0.5_m, UnitFlow::from_si(0.6), 3_m_per_s};
  p.children = {0.5_m, UnitFlow::from_si(0.4), 3_m_per_s};
  p.vehicle_speed_square = 0.0009;
  p.vehicle_speed_linear = -0.5529;
  p.vehicle_speed_dry = 86.9448;
  p.vehicle_speed_fitted_depth = 0.3_m;
  p.walk_speed_floor = 0.3;
  p.walk_speed_scale = 0.4_m;
  return p;
}

double factor(TravelMode mode, double depth_m, double velocity_m_per_s = 0) {
  return speed_factor_in_water(handbook(), mode, {Length::from_si(depth_m), Speed::from_si(velocity_m_per_s)});
}

TEST(Water, CarsSlowDownAsPregnolatoFitted) {  // 4.4f: 50 mm 0.71, 100 0.47, 150 0.28, 200 0.14
  EXPECT_EQ(factor(TravelMode::car, 0.0), 1.0);
  EXPECT_NEAR(factor(TravelMode::car, 0.05), 0.71, 0.005);
  EXPECT_NEAR(factor(TravelMode::car, 0.10), 0.47, 0.005);
  EXPECT_NEAR(factor(TravelMode::car, 0.15), 0.28, 0.005);
  EXPECT_NEAR(factor(TravelMode::car, 0.20), 0.14, 0.005);
  EXPECT_EQ(factor(TravelMode::car, 0.30), 0.0);
}

TEST(Water, AHigherLimitSlowsDownInProportion) {
  EXPECT_DOUBLE_EQ(factor(TravelMode::truck, 0.25), factor(TravelMode::car, 0.15));
  EXPECT_EQ(factor(TravelMode::truck, 0.51), 0.0);
}

TEST(Water, WalkersFollowTheFit) {  // 4.4l: 0.1 m 0.85, 0.35 0.59, 0.6 0.46, 0.9 0.37
  EXPECT_NEAR(factor(TravelMode::walk, 0.1), 0.85, 0.005);
  EXPECT_NEAR(factor(TravelMode::walk, 0.35), 0.59, 0.005);
  EXPECT_NEAR(factor(TravelMode::walk, 0.6), 0.46, 0.005);
  EXPECT_NEAR(factor(TravelMode::walk, 0.9), 0.37, 0.005);
  EXPECT_EQ(factor(TravelMode::walk, 1.21), 0.0);
}

TEST(Water, FastWaterStopsWhomStillWaterLetsPass) {
  EXPECT_TRUE(passable(handbook(), TravelMode::walk, {0.5_m, 1_m_per_s}));
  EXPECT_FALSE(passable(handbook(), TravelMode::walk, {0.5_m, 1.3_m_per_s})) << "depth times velocity";
  EXPECT_FALSE(passable(handbook(), TravelMode::walk, {0.05_m, 3.1_m_per_s})) << "velocity";
  EXPECT_EQ(factor(TravelMode::walk, 0.5, 1.3), 0.0);
}

TEST(Water, AGroupIsAsStableAsItsChildren) {
  const WaterOnRoad water{0.6_m, Speed{}};
  EXPECT_TRUE(walkers_pass(handbook(), Walkers::adults, water));
  EXPECT_FALSE(walkers_pass(handbook(), Walkers::with_children, water));
  EXPECT_TRUE(walkers_pass(handbook(), Walkers::with_children, {0.3_m, 1_m_per_s}));
}

TEST(Water, DeeperIsNeverFaster) {
  for (const TravelMode mode : {TravelMode::walk, TravelMode::car, TravelMode::truck}) {
    double before = 1.0;
    for (int mm = 0; mm <= 1300; ++mm) {
      const double now = factor(mode, mm / 1000.0);
      EXPECT_LE(now, before) << mm << " mm";
      before = now;
    }
  }
}

}  // namespace
}  // namespace tocsin
