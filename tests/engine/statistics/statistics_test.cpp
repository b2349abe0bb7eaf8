// SPDX-License-Identifier: Apache-2.0
// Tallies, time averages, intervals, stopping and comparison, against values from tables and by hand.
#include <gmock/gmock.h>

#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <functional>
#include <numeric>
#include <random>
#include <vector>

#include "engine/statistics/comparison.hpp"
#include "engine/statistics/interval.hpp"
#include "engine/statistics/stopping.hpp"
#include "engine/statistics/tally.hpp"
#include "engine/statistics/time_average.hpp"

namespace tocsin {
namespace {

std::vector<double> one_to(std::size_t n) {
  std::vector<double> values(n);
  std::iota(values.begin(), values.end(), 1.0);
  return values;
}

TEST(Tally, SummarizesAndMerges) {
  Tally all;
  Tally left;
  Tally right;
  for (const double x : {1e9 + 4, 1e9 + 7, 1e9 + 13}) (all.add(x), left.add(x));
  for (const double x : {1e9 + 16, 1e9 + 20}) (all.add(x), right.add(x));
  EXPECT_DOUBLE_EQ(all.mean(), 1e9 + 12);
  EXPECT_DOUBLE_EQ(all.variance(), 42.5);  // large offset: the sum of squares would have lost it
  left.merge(right);
  left.merge(Tally{});
  EXPECT_EQ(left.count(), 5u);
  EXPECT_DOUBLE_EQ(left.mean(), all.mean());
  EXPECT_DOUBLE_EQ(left.variance(), 42.5);
  EXPECT_EQ(left.min(), 1e9 + 4);
  EXPECT_EQ(left.max(), 1e9 + 20);
}

TEST(Tally, SaysNothingAboutNothing) {
  Tally tally;
  EXPECT_TRUE(std::isnan(tally.mean()));
  EXPECT_TRUE(std::isnan(tally.min()));
  tally.add(3);
  EXPECT_EQ(tally.mean(), 3);
  EXPECT_TRUE(std::isnan(tally.variance()));
}

TEST(TimeAverage, IntegratesSteps) {
  TimeAverage level;
  level.set(at_seconds(2), 3);
  level.set(at_seconds(4), 1);
  EXPECT_DOUBLE_EQ(level.area(at_seconds(10)), 2 * 3 + 6 * 1);
  EXPECT_DOUBLE_EQ(level.mean(at_seconds(10)), 1.2);
  EXPECT_EQ(level.max(), 3);
  EXPECT_EQ(TimeAverage(at_seconds(5)).mean(at_seconds(5)), 0);
}

TEST(MeanInterval, IsStudents) {
  const std::vector<double> x{1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09};  // Law, example 4.26
  const MeanInterval interval = mean_interval(x, 0.90);
  EXPECT_NEAR(interval.mean, 1.343, 1e-9);
  EXPECT_NEAR(interval.standard_deviation * interval.standard_deviation, 0.17, 0.005);
  EXPECT_NEAR(interval.half_width, 0.24, 0.005);
  EXPECT_NEAR(student_factor(9, 0.90), 1.833, 5e-4);
  EXPECT_NEAR(student_factor(4, 0.95), 2.776, 5e-4);
  EXPECT_TRUE(std::isnan(mean_interval(std::vector{1.0}).half_width));
}

TEST(ProportionInterval, IsWilsons) {
  const ProportionInterval interval = proportion_interval(8, 10);
  EXPECT_NEAR(interval.low, 0.4902, 5e-5);  // Brown, Cai, DasGupta 2001
  EXPECT_NEAR(interval.high, 0.9433, 5e-5);
  EXPECT_EQ(proportion_interval(0, 20).low, 0);
  EXPECT_NEAR(proportion_interval(0, 20).high, 0.1611, 5e-5);
  EXPECT_EQ(proportion_interval(20, 20).high, 1);
}

TEST(ZeroEvents, TakeTwoHundredNinetyNineRunsForOnePercent) {
  EXPECT_GT(zero_event_upper_limit(298), 0.01);
  EXPECT_LT(zero_event_upper_limit(299), 0.01);
  EXPECT_NEAR(zero_event_upper_limit(1000), 3.0 / 1000, 1e-5);
}

TEST(QuantileInterval, HasTheRanksOfTheHandbook) {
  struct Row {
    std::size_t n;
    double p;
    std::size_t low;
    std::size_t high;
  };
  for (const Row& row : {Row{100, .5, 40, 61}, Row{100, .9, 84, 96}, Row{100, .95, 90, 100}, Row{200, .9, 171, 189},
                         Row{200, .95, 184, 197}, Row{500, .95, 465, 485}}) {
    const QuantileInterval interval = quantile_interval(one_to(row.n), row.p);
    EXPECT_EQ(interval.low_rank, row.low) << row.n << " " << row.p;
    EXPECT_EQ(interval.high_rank, row.high) << row.n << " " << row.p;
    EXPECT_EQ(interval.low, static_cast<double>(row.low));
    EXPECT_EQ(interval.high, static_cast<double>(row.high));
    EXPECT_EQ(interval.value, std::round(row.p * static_cast<double>(row.n)));
  }
}

TEST(QuantileInterval, HasTheRanksOfItsDefinition) {
  for (const double p : {0.05, 0.5, 0.9}) {
    for (std::size_t n = 1; n <= 120; ++n) {
      const boost::math::binomial below(static_cast<double>(n), p);
      std::size_t low = 0;
      std::size_t high = n + 1;
      while (low < n && cdf(below, static_cast<double>(low)) <= 0.025) ++low;
      while (high > 1 && (high - 1 > n || cdf(below, static_cast<double>(high) - 2) >= 0.975)) --high;
      const auto interval = quantile_interval(one_to(n), p);
      EXPECT_EQ(interval.low_rank, low) << n << " " << p;
      EXPECT_EQ(interval.high_rank, high > n ? 0 : high) << n << " " << p;
    }
  }
}

TEST(QuantileInterval, HasNoBoundThatTheObservationsCannotGive) {
  const QuantileInterval interval = quantile_interval(one_to(50), 0.95);
  EXPECT_TRUE(interval.low.has_value());
  EXPECT_FALSE(interval.high.has_value());
  EXPECT_EQ(interval.high_rank, 0u);
  EXPECT_FALSE(quantile_interval(one_to(3), 0.5).low.has_value());
}

TEST(StoppingRule, StopsAtTheFirstNumberThatIsEnough) {
  std::vector<double> values;
  for (int i = 0; i < 400; ++i) values.push_back(100 + (i % 2 == 0 ? 10 : -10));
  const StoppingRule rule{.absolute = 1.5};  // 1.97 * 10 / sqrt(n) = 1.5: n = 173, looks at 100, 150, 225
  EXPECT_EQ(rule.first_enough(values), 225U);
  EXPECT_FALSE(rule.is_satisfied_by(std::span(values).first(150)));
  EXPECT_EQ(rule.first_enough(std::span(values).first(200)), 200U);  // the last look is at all of them
  EXPECT_FALSE(rule.first_enough(std::span(values).first(160)));
  const MeanInterval pilot = mean_interval(std::span(values).first(50));
  EXPECT_NEAR(static_cast<double>(rule.forecast(pilot).value()), 180, 10);
}

TEST(StoppingRule, LooksSeldom) {
  const StoppingRule rule{.absolute = 1.0};
  std::vector<std::size_t> looks;
  for (std::size_t n = 0; n < 1000;) looks.push_back(n = rule.next_look(n, 1000));
  EXPECT_EQ(looks, (std::vector<std::size_t>{100, 150, 225, 338, 507, 761, 1000}));
  EXPECT_EQ(rule.next_look(0, 40), 40U);
}

// Of 400 experiments with skewed values, how many percent stop with the true mean inside what was asked for.
double percent_held(const std::function<double(double)>& quantile, double mean, double half_width) {
  const StoppingRule rule{.absolute = half_width};
  std::mt19937_64 bits(7);
  int held = 0;
  for (int experiment = 0; experiment < 400; ++experiment) {
    std::vector<double> values(2000);
    for (double& x : values) x = quantile((static_cast<double>(bits() >> 11U) + 0.5) / 9007199254740992.0);
    const auto n = rule.first_enough(values);
    held += n && std::abs(mean_interval(std::span(values).first(*n)).mean - mean) <= half_width ? 1 : 0;
  }
  return held / 4.0;
}

TEST(StoppingRule, HoldsWhatItPromisesForSkewedValues) {
  const auto exponential = [](double u) { return -std::log(u); };
  const auto rare = [](double u) { return u < 0.05 ? 1.0 : 0.0; };
  for (const double n : {60.0, 110.0, 200.0, 300.0}) {  // about so many are needed
    EXPECT_GE(percent_held(exponential, 1, 1.96 / std::sqrt(n)), 90) << n;
    EXPECT_GE(percent_held(rare, 0.05, 1.96 * 0.218 / std::sqrt(n)), 88) << n;  // 90.9 in the long run at 300
  }
}

TEST(StoppingRule, UsesLawsCorrectionForRelativePrecision) {
  MeanInterval interval{.count = 300, .mean = 100, .standard_deviation = 1, .half_width = 9.5};
  const StoppingRule rule{.relative = 0.10};  // 0.1 / 1.1 = 0.0909
  EXPECT_FALSE(rule.is_satisfied_by(interval));
  interval.half_width = 9.0;
  EXPECT_TRUE(rule.is_satisfied_by(interval));
  interval.count = 99;
  EXPECT_FALSE(rule.is_satisfied_by(interval)) << "never before n0 = 100";
}

TEST(StoppingRule, EqualValuesStopAtTheMinimumAndFewSayNothing) {
  const std::vector<double> equal(140, 7.0);
  EXPECT_EQ(StoppingRule{.relative = 0.01}.first_enough(equal), 100U);
  const std::vector<double> zeros(140, 0.0);
  EXPECT_EQ((StoppingRule{.absolute = 0.5}.first_enough(zeros)), 100U);
  EXPECT_FALSE((StoppingRule{.absolute = 0.5, .minimum = 10}.is_satisfied_by(std::span(zeros).first(59))));
  EXPECT_TRUE((StoppingRule{.absolute = 0.5, .minimum = 10}.is_satisfied_by(std::span(zeros).first(60))));
}

TEST(Comparison, PairsRemoveWhatIsCommon) {
  std::vector<double> first;
  std::vector<double> second;
  for (int j = 0; j < 20; ++j) {
    const double common = 50.0 * (j % 5);
    first.push_back(common + (j % 2));
    second.push_back(common + 3 + ((j + 1) % 3) * 0.5);
  }
  const PairedComparison paired = compare_paired(first, second);
  EXPECT_TRUE(paired.is_clear());
  EXPECT_GT(paired.correlation, 0.99);
  EXPECT_EQ(paired.difference.count, 20u);
  const MeanInterval independent = compare_independent(first, second);
  EXPECT_NEAR(independent.mean, paired.difference.mean, 1e-12);
  EXPECT_GT(independent.half_width, 20 * paired.difference.half_width);
}

TEST(Comparison, WelchMatchesAHandComputation) {
  const std::vector<double> a{1, 2, 3, 4};
  const std::vector<double> b{2, 4, 6, 8, 10};
  const MeanInterval interval = compare_independent(a, b);
  EXPECT_DOUBLE_EQ(interval.mean, 3.5);
  const double va = (5.0 / 3) / 4;
  const double vb = 10.0 / 5;
  const double degrees = (va + vb) * (va + vb) / (va * va / 3 + vb * vb / 4);
  EXPECT_NEAR(interval.half_width, student_factor(degrees, 0.95) * std::sqrt(va + vb), 1e-12);
}

}  // namespace
}  // namespace tocsin
