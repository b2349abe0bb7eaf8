// SPDX-License-Identifier: Apache-2.0
// Nearest river points against brute force over a finely divided line.
#include "models/hazard/flood/river_line.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/random/stream.hpp"

namespace tocsin::hazard {
namespace {

River meander(int points) {
  River river;
  river.id = "meander";
  double chainage = 0;
  for (int i = 0; i < points; ++i) {
    const float x = 40.0F * static_cast<float>(i);
    const float y = 150.0F * std::sin(0.2F * static_cast<float>(i));
    if (i > 0) chainage += std::hypot(x - river.points.back().x_m, y - river.points.back().y_m);
    river.points.push_back({x, y, 300.0F - 0.1F * static_cast<float>(i), static_cast<float>(chainage), 1.0F});
  }
  return river;
}

TEST(RiverLine, FindsTheNearestPointLikeBruteForce) {
  const auto river = meander(100);
  const RiverLine line(river);
  RandomStream stream(1, 0, "test.river_line");
  for (int trial = 0; trial < 300; ++trial) {
    const double x = 4000 * stream.uniform();
    const double y = 600 * (stream.uniform() - 0.5);
    double best = 1e9;
    for (std::size_t i = 0; i + 1 < river.points.size(); ++i) {
      const auto& a = river.points[i];
      const auto& b = river.points[i + 1];
      for (double s = 0; s <= 1; s += 0.01) {
        best = std::min(best, std::hypot(a.x_m + s * (b.x_m - a.x_m) - x, a.y_m + s * (b.y_m - a.y_m) - y));
      }
    }
    const auto found = line.nearest(x, y, 1e6);
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->distance_m, best, 0.5);
    EXPECT_LE(found->distance_m, best + 1e-6);
  }
}

TEST(RiverLine, KnowsItsReach) {
  const RiverLine line(meander(3));
  EXPECT_FALSE(line.nearest(0, 500, 100));
  EXPECT_TRUE(line.nearest(0, 50, 100));
}

TEST(RiverLine, InterpolatesBedAndBankAlongTheRiver) {
  River river;
  river.points = {{0, 0, 100, 0, 1}, {100, 0, 90, 100, 3}, {200, 0, 88, 200, 3}};
  const RiverLine line(river);
  const auto half = line.nearest(50, 10, 100);
  ASSERT_TRUE(half);
  EXPECT_DOUBLE_EQ(half->chainage_m, 50);
  EXPECT_DOUBLE_EQ(half->bed_elevation_m, 95);
  EXPECT_DOUBLE_EQ(half->bank_height_m, 2);
  EXPECT_DOUBLE_EQ(line.at(150).bed_elevation_m, 89);
  EXPECT_DOUBLE_EQ(line.at(-10).bed_elevation_m, 100);
  EXPECT_DOUBLE_EQ(line.at(1000).bed_elevation_m, 88);
}

}  // namespace
}  // namespace tocsin::hazard
