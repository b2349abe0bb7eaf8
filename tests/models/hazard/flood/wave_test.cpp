// SPDX-License-Identifier: Apache-2.0
// The flood wave against its own equations: limits, inverse, attenuation.
#include "models/hazard/flood/wave.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace tocsin::hazard {
namespace {

FloodWave example() {
  FloodWave wave;
  wave.begins_s = 600;
  wave.peak_m = 4;
  wave.front_speed_m_per_s = 2;
  wave.rise_s = 1800;
  wave.recession_s = 3600;
  wave.attenuation_per_m = 1e-4;
  return wave;
}

TEST(FloodWave, IsDryBeforeTheFrontAndAtItsPeakAtTheCrest) {
  const auto wave = example();
  EXPECT_DOUBLE_EQ(wave.front_at(1000), 600 + 500);
  EXPECT_EQ(wave.stage(1000, 1100), 0);
  EXPECT_NEAR(wave.stage(1000, 1100 + 1800), 4 * std::exp(-0.1), 1e-12);
  EXPECT_NEAR(wave.stage(0, 600 + 900), 2, 1e-12);  // half-cosine: half the peak at half the rise
}

TEST(FloodWave, HalvesInTheRecessionTime) {
  const auto wave = example();
  EXPECT_NEAR(wave.stage(0, 600 + 1800 + 3600), 2, 1e-12);
  EXPECT_NEAR(wave.stage(0, 600 + 1800 + 7200), 1, 1e-12);
}

TEST(FloodWave, InverseAgreesWithTheStage) {
  const auto wave = example();
  for (const double along : {0.0, 700.0, 5000.0}) {
    for (double share = 0.05; share < 1; share += 0.05) {
      const double stage = share * wave.peak_at(along);
      const double up = wave.rises_to(along, stage);
      const double down = wave.falls_to(along, stage);
      EXPECT_NEAR(wave.stage(along, up), stage, 1e-9);
      EXPECT_NEAR(wave.stage(along, down), stage, 1e-9);
      EXPECT_LT(up, down);
    }
  }
}

TEST(FloodWave, StagesAboveThePeakAreNeverReached) {
  const auto wave = example();
  EXPECT_EQ(wave.rises_to(0, 4.001), std::numeric_limits<double>::infinity());
  EXPECT_EQ(wave.falls_to(0, 4.001), std::numeric_limits<double>::infinity());
  EXPECT_EQ(wave.rises_to(0, 0), wave.front_at(0));
}

}  // namespace
}  // namespace tocsin::hazard
