// SPDX-License-Identifier: Apache-2.0
// Every distribution against its theory: moments of a large sample (within 4 standard errors of the mean, and of the
// variance by batches), the mean by integrating the quantile, quantiles that invert the distribution function.
#include "engine/random/distributions.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <vector>

#include "engine/base/ensure.hpp"

namespace tocsin {
namespace {

constexpr int kBatches = 40;
constexpr int kBatchSize = 5000;

/// Mean and variance of 200,000 samples, each within 4 standard errors (estimated from 40 batches) of the theory.
template <class Distribution>
void expect_moments(const Distribution& d, const char* name) {
  RandomStream stream(17, 0, "test.moments");
  std::vector<double> means;
  std::vector<double> variances;
  for (int b = 0; b < kBatches; ++b) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < kBatchSize; ++i) {
      const auto x = static_cast<double>(d.sample(stream));
      sum += x;
      squares += (x - d.mean()) * (x - d.mean());  // about the true mean: an unbiased estimate
    }
    means.push_back(sum / kBatchSize);
    variances.push_back(squares / kBatchSize);
  }
  const auto expect_within = [name](const std::vector<double>& batches, double expected, const char* what) {
    double mean = 0;
    for (const double x : batches) mean += x / kBatches;
    double variance = 0;
    for (const double x : batches) variance += (x - mean) * (x - mean) / (kBatches - 1);
    EXPECT_NEAR(mean, expected, 4 * std::sqrt(variance / kBatches) + 1e-12 * std::abs(expected)) << name << what;
  };
  expect_within(means, d.mean(), " mean");
  expect_within(variances, d.variance(), " variance");
}

/// The integral of the quantile over (0, 1) is the mean, that of its squared deviation the variance (midpoint rule);
/// and the quantile never falls.
template <class Distribution>
void expect_quantile_gives_moments(const Distribution& d, double tolerance, const char* name) {
  constexpr int kSteps = 2'000'000;
  double sum = 0;
  double squares = 0;
  double before = -std::numeric_limits<double>::infinity();
  for (int i = 0; i < kSteps; ++i) {
    const auto x = static_cast<double>(d.quantile((i + 0.5) / kSteps));
    ASSERT_GE(x, before) << name << " at " << i;
    before = x;
    sum += x;
    squares += (x - d.mean()) * (x - d.mean());
  }
  const double spread = std::sqrt(d.variance());
  EXPECT_NEAR(sum / kSteps, d.mean(), tolerance * spread) << name;
  EXPECT_NEAR(squares / kSteps, d.variance(), 10 * tolerance * d.variance()) << name;
}

template <class Distribution>
void expect_theory(const Distribution& d, double tolerance, const char* name) {
  expect_moments(d, name);
  expect_quantile_gives_moments(d, tolerance, name);
}

TEST(Distributions, HaveTheirMoments) {
  expect_theory(Uniform(2, 5), 1e-9, "uniform");
  expect_theory(Exponential(3), 1e-5, "exponential");
  expect_theory(Normal(-1, 2), 1e-5, "normal");
  expect_theory(Lognormal::from_median(20, 0.6), 1e-4, "lognormal by median");
  expect_theory(Lognormal::from_mean(20, 0.5), 1e-4, "lognormal by mean");
  expect_theory(Triangular(1, 2, 6), 1e-6, "triangular");
  expect_theory(Weibull(1.7, 4), 1e-5, "Weibull");
  expect_theory(Rayleigh(1, 5), 1e-5, "Rayleigh");
  expect_theory(TruncatedNormal(10, 4, 6, 13), 1e-6, "truncated normal");
  expect_theory(TruncatedNormal(0, 1, 3, std::numeric_limits<double>::infinity()), 1e-4, "upper tail");
  expect_theory(Poisson(0.3), 1e-5, "Poisson 0.3");
  expect_theory(Poisson(40), 1e-5, "Poisson 40");
  expect_theory(Poisson(20'000), 1e-5, "Poisson 20000");
  expect_theory(Binomial(12, 0.2), 1e-5, "binomial");
  expect_theory(Binomial(100'000, 0.97), 1e-5, "large binomial");
  expect_moments(Bernoulli(0.3), "Bernoulli");
  expect_theory(Discrete({1, 5, 7}, std::vector{2.0, 0.0, 6.0}), 1e-5, "discrete");
  expect_theory(Empirical({{0, 0}, {10, 0.5}, {30, 0.9}, {90, 1}}), 1e-6, "empirical");
}

TEST(Lognormal, MomentsAreThoseAskedFor) {
  const Lognormal d = Lognormal::from_mean(20, 0.5);
  EXPECT_NEAR(d.mean(), 20, 1e-12);
  EXPECT_NEAR(std::sqrt(d.variance()) / d.mean(), 0.5, 1e-12);
  EXPECT_DOUBLE_EQ(Lognormal::from_median(8, 0.7).quantile(0.5), 8);
}

TEST(Rayleigh, MatchesTheHandbook) {  // 3.7a: t / sigma at 50, 90, 99 %
  const Rayleigh unit(0, 1);
  EXPECT_NEAR(unit.quantile(0.5), 1.177, 5e-4);
  EXPECT_NEAR(unit.quantile(0.9), 2.146, 5e-4);
  EXPECT_NEAR(unit.quantile(0.99), 3.035, 5e-4);
  const Rayleigh mobilization = Rayleigh::from_quantile(1, 30, 0.9);
  EXPECT_NEAR(mobilization.quantile(0.9), 31, 1e-12);
}

TEST(Normal, QuantileMatchesPublishedValuesAndInvertsTheProbability) {
  EXPECT_NEAR(standard_normal_quantile(0.25), -0.6744897501960817, 1e-15);  // Wichura 1988, test values
  EXPECT_NEAR(standard_normal_quantile(0.001), -3.090232306167814, 4e-15);
  EXPECT_NEAR(standard_normal_quantile(1e-20), -9.262340089798408, 1e-14);
  EXPECT_NEAR(standard_normal_quantile(0.975), 1.959963984540054, 2e-15);
  for (double x = -8; x <= 8; x += 0.01) {
    const double p = standard_normal_probability(x);
    EXPECT_NEAR(p, 0.5 * std::erfc(-x / std::sqrt(2.0)), 1e-14) << x;
    if (x > 5) continue;
    EXPECT_NEAR(standard_normal_quantile(p), x, 2e-9 * std::max(1.0, std::exp(x * x / 2) * 1e-6)) << x;
  }
}

TEST(Normal, IsSymmetric) {
  RandomStream stream(1, 1, "test.symmetry");
  for (int i = 0; i < 1000; ++i) {
    const double u = stream.uniform();
    EXPECT_EQ(standard_normal_quantile(u), -standard_normal_quantile(1 - u));
  }
}

TEST(TruncatedNormal, StaysInsideEvenInTheFarTail) {
  const TruncatedNormal tail(0, 1, 9, 10);
  RandomStream stream(2, 0, "test.tail");
  double sum = 0;
  for (int i = 0; i < 10'000; ++i) {
    const double x = tail.sample(stream);
    ASSERT_GE(x, 9);
    ASSERT_LE(x, 10);
    sum += x;
  }
  EXPECT_NEAR(sum / 10'000, tail.mean(), 0.01);
  EXPECT_NEAR(tail.mean(), 9.1087, 5e-3);
}

TEST(Poisson, QuantileIsTheInverseOfTheSum) {
  const Poisson d(4.5);
  double p = std::exp(-4.5);
  double cumulative = 0;
  for (int k = 0; k < 15; ++k) {
    EXPECT_EQ(d.quantile(cumulative + p / 2), k);
    EXPECT_EQ(d.quantile(cumulative + p * 0.999), k);
    EXPECT_EQ(d.quantile(cumulative + p * 1.001), k + 1);
    cumulative += p;
    p *= 4.5 / (k + 1);
  }
  EXPECT_EQ(Poisson(0).quantile(0.999), 0);
}

TEST(Binomial, KnowsItsEnds) {
  EXPECT_EQ(Binomial(7, 1).quantile(0.1), 7);
  EXPECT_EQ(Binomial(7, 0).quantile(0.999), 0);
  EXPECT_EQ(Binomial(0, 0.4).quantile(0.5), 0);
  EXPECT_EQ(Binomial(3, 0.5).quantile(0.124), 0);
  EXPECT_EQ(Binomial(3, 0.5).quantile(0.126), 1);
}

TEST(Discrete, NeverGivesAValueOfWeightZero) {
  const std::vector<double> weights{0, 1, 0, 3, 0};
  const Discrete d({10, 20, 30, 40, 50}, weights);
  EXPECT_EQ(d.quantile(1e-17), 20);
  EXPECT_EQ(d.quantile(0.25), 20);
  EXPECT_EQ(d.quantile(0.2501), 40);
  EXPECT_EQ(d.quantile(1 - 0x1.0p-53), 40);
}

TEST(Empirical, GoesThroughItsPoints) {
  const Empirical d({{5, 0}, {10, 0.5}, {10, 0.7}, {30, 1}});
  EXPECT_DOUBLE_EQ(d.quantile(0.25), 7.5);
  EXPECT_DOUBLE_EQ(d.quantile(0.6), 10);
  EXPECT_DOUBLE_EQ(d.quantile(0.85), 20);
  const Empirical o = Empirical::from_observations({4, 1, 2});
  EXPECT_DOUBLE_EQ(o.quantile(0.5), 2);
  EXPECT_DOUBLE_EQ(o.quantile(0.75), 3);
}

TEST(CommonRandomNumbers, MoreStaysMoreForEveryDraw) {
  const Poisson few(3);
  const Poisson many(5);
  for (std::uint64_t h = 0; h < 10'000; ++h) {
    RandomStream a(9, 0, "test.crn", h);
    RandomStream b(9, 0, "test.crn", h);
    const double u = a.uniform();
    EXPECT_LE(few.quantile(u), many.quantile(u));
    EXPECT_LT(Exponential(2).quantile(u), Exponential(3).quantile(u));
    EXPECT_LE(Bernoulli(0.4).quantile(u), Bernoulli(0.5).quantile(u));
    EXPECT_EQ(Normal(0, 1).sample(b), Normal(0, 1).quantile(u));
  }
}

TEST(Distributions, RefuseParametersThatCannotBe) {
  EXPECT_THROW(Exponential(0), DefectError);
  EXPECT_THROW(Lognormal::from_median(-1, 1), DefectError);
  EXPECT_THROW(Triangular(1, 5, 4), DefectError);
  EXPECT_THROW(Bernoulli(1.2), DefectError);
  EXPECT_THROW(Empirical({{0, 0}, {1, 0.9}}), DefectError);
  EXPECT_THROW(Discrete({1}, std::vector{0.0}), DefectError);
  EXPECT_THROW(TruncatedNormal(0, 1, 50, 60), DefectError);
}

}  // namespace
}  // namespace tocsin
