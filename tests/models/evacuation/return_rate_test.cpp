// SPDX-License-Identifier: Apache-2.0
// The rate at which people go home: its integral against sums of small steps, and the inversion against the integral.
#include "models/evacuation/unauthorized_return/return_rate.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/random/stream.hpp"

namespace tocsin::evacuation {
namespace {

const ReturnRate kNight({{0, 0}, {3600, 2e-5}, {7200, 6e-5}, {10800, 0}, {14400, 1e-5}}, 20000);

TEST(ReturnRate, TheIntegralIsTheSumOfSmallSteps) {
  double sum = 0;
  for (int t_s = 0; t_s < 25000; ++t_s) {
    EXPECT_NEAR(kNight.integral(t_s), sum, 1e-12) << t_s;
    sum += kNight.at(t_s);
  }
  EXPECT_NEAR(kNight.integral(1e9), 3600 * 2e-5 + 3600 * 6e-5 + 5600 * 1e-5, 1e-15);
}

TEST(ReturnRate, TheInstantIsTheInverseOfTheIntegral) {
  RandomStream numbers(7, 0, Purpose("test.return_rate"));
  for (int k = 0; k < 10000; ++k) {
    const double from_s = 22000 * numbers.uniform() - 1000;
    const double amount = 0.4 * numbers.uniform();
    const double at_s = kNight.reaches_s(from_s, amount);
    const double left = kNight.integral(20000) - kNight.integral(from_s);
    if (amount > left) {
      EXPECT_TRUE(std::isinf(at_s));
      continue;
    }
    EXPECT_GE(at_s, from_s);
    EXPECT_LE(at_s, 20000);
    EXPECT_NEAR(kNight.integral(at_s) - kNight.integral(from_s), amount, 1e-12);
  }
}

TEST(ReturnRate, NobodySetsOutWhereTheRateIsZero) {
  for (const double amount : {1e-9, 0.05, 0.1, 0.2, 0.3}) {
    const double at_s = kNight.reaches_s(0, amount);
    EXPECT_TRUE(kNight.at(at_s) > 0 || kNight.at(at_s - 1e-6) > 0) << amount;
  }
  EXPECT_TRUE(std::isinf(ReturnRate().reaches_s(0, 1e-9)));
  EXPECT_TRUE(std::isinf(ReturnRate({{0, 0}}, 100).reaches_s(0, 1e-9)));
}

TEST(ReturnRate, ALowerRateIsNeverSooner) {
  const ReturnRate watched({{0, 0}, {3600, 2e-5}, {7200, 1.8e-5}, {10800, 0}, {14400, 1e-5}}, 20000);
  RandomStream numbers(8, 0, Purpose("test.return_rate"));
  for (int k = 0; k < 1000; ++k) {
    const double amount = 0.4 * numbers.uniform();
    EXPECT_GE(watched.reaches_s(0, amount), kNight.reaches_s(0, amount));
  }
}

}  // namespace
}  // namespace tocsin::evacuation
