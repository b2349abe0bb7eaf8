// SPDX-License-Identifier: Apache-2.0
// Distributions by inversion: one number of the stream per sample, `sample(stream)` = `quantile(stream.uniform())`. So
// a better plan and a worse one that draw the same number stay comparable (common random numbers), and a sample does
// not depend on the standard library: only + - * / sqrt and std::log/exp (correctly rounded or nearly so on the
// platforms we build for; no pow, erf, std:: distributions). Values are plain doubles in the unit of the parameters.
//
//   const Lognormal preparation = Lognormal::from_median(minutes, 0.6);
//   const double t = preparation.sample(stream);
//
// Every distribution: quantile(u) for 0 < u < 1, sample, mean, variance. mean and variance are for tests and
// reports and may use std::tgamma. A parameter out of range is a defect: the scenario reader has checked it before.
#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "engine/random/stream.hpp"

namespace tocsin {

/// Quantile of the standard normal distribution (Wichura 1988, Algorithm AS 241, PPND16; relative error 1e-16).
double standard_normal_quantile(double u);
/// P(Z <= x) of the standard normal distribution (Hart 1968 as given by West 2005; absolute error below 1e-14).
double standard_normal_probability(double x);

/// Adds `sample` to a distribution that has `quantile`.
template <class Distribution>
struct ByInversion {
  double sample(RandomStream& stream) const {
    return static_cast<const Distribution&>(*this).quantile(stream.uniform());
  }
};

/// Between `low` and `high`.
struct Uniform : ByInversion<Uniform> {
  double low, high;
  Uniform(double low_, double high_);
  [[nodiscard]] double quantile(double u) const { return low + u * (high - low); }
  [[nodiscard]] double mean() const { return (low + high) / 2; }
  [[nodiscard]] double variance() const { return (high - low) * (high - low) / 12; }
};

/// Waiting time with mean `mean_value` > 0.
struct Exponential : ByInversion<Exponential> {
  double mean_value;
  explicit Exponential(double mean_);
  [[nodiscard]] double quantile(double u) const { return -mean_value * std::log(1 - u); }
  [[nodiscard]] double mean() const { return mean_value; }
  [[nodiscard]] double variance() const { return mean_value * mean_value; }
};

/// Normal with mean and standard deviation >= 0.
struct Normal : ByInversion<Normal> {
  double mu, sigma;
  Normal(double mean_, double standard_deviation);
  [[nodiscard]] double quantile(double u) const { return mu + sigma * standard_normal_quantile(u); }
  [[nodiscard]] double mean() const { return mu; }
  [[nodiscard]] double variance() const { return sigma * sigma; }
};

/// Lognormal: the logarithm is normal with standard deviation `sigma`.
struct Lognormal : ByInversion<Lognormal> {
  double median, sigma;
  /// `median` > 0, `sigma` >= 0 (of the logarithm).
  static Lognormal from_median(double median, double sigma);
  /// By mean > 0 and coefficient of variation >= 0.
  static Lognormal from_mean(double mean, double coefficient_of_variation);
  [[nodiscard]] double quantile(double u) const { return median * std::exp(sigma * standard_normal_quantile(u)); }
  [[nodiscard]] double mean() const { return median * std::exp(sigma * sigma / 2); }
  [[nodiscard]] double variance() const { return mean() * mean() * (std::exp(sigma * sigma) - 1); }

 private:
  Lognormal(double median_, double sigma_) : median(median_), sigma(sigma_) {}
};

/// Triangular: `low` <= `mode` <= `high`, `low` < `high`.
struct Triangular : ByInversion<Triangular> {
  double low, mode, high;
  Triangular(double low_, double mode_, double high_);
  [[nodiscard]] double quantile(double u) const;
  [[nodiscard]] double mean() const { return (low + mode + high) / 3; }
  [[nodiscard]] double variance() const;
};

/// Weibull: F(x) = 1 - exp(-(x / scale)^shape).
struct Weibull : ByInversion<Weibull> {
  double shape, scale;
  Weibull(double shape_, double scale_);
  [[nodiscard]] double quantile(double u) const { return scale * std::exp(std::log(-std::log(1 - u)) / shape); }
  [[nodiscard]] double mean() const { return scale * std::tgamma(1 + 1 / shape); }
  [[nodiscard]] double variance() const {
    return scale * scale * (std::tgamma(1 + 2 / shape) - std::tgamma(1 + 1 / shape) * std::tgamma(1 + 1 / shape));
  }
};

/// Rayleigh with a shortest time: F(t) = 1 - exp(-(t - shift)^2 / (2 sigma^2)) for t >= shift (handbook 3.7a).
struct Rayleigh : ByInversion<Rayleigh> {
  double shift, sigma;
  Rayleigh(double shift_, double sigma_);
  /// The one that reaches probability `p` at `shift + time`: sigma = time / sqrt(-2 ln(1 - p)) (handbook 3.7a).
  static Rayleigh from_quantile(double shift, double time, double p);
  [[nodiscard]] double quantile(double u) const { return shift + sigma * std::sqrt(-2 * std::log(1 - u)); }
  [[nodiscard]] double mean() const;
  [[nodiscard]] double variance() const;
};

/// Normal cut off below `low` and above `high`.
struct TruncatedNormal : ByInversion<TruncatedNormal> {
  double mu, sigma, low, high;
  TruncatedNormal(double mean_, double standard_deviation, double low_, double high_);
  [[nodiscard]] double quantile(double u) const;
  [[nodiscard]] double mean() const;
  [[nodiscard]] double variance() const;

 private:
  double mass_below_, mass_;  // of the whole normal below `low` and between the limits, mirrored when in the upper tail
  bool mirrored_;
};

/// True with probability `probability`.
struct Bernoulli {
  double probability;
  explicit Bernoulli(double probability_);
  /// True for u below the probability: more probability never turns a yes into a no under common random numbers.
  [[nodiscard]] bool quantile(double u) const { return u < probability; }
  bool sample(RandomStream& stream) const { return quantile(stream.uniform()); }
  [[nodiscard]] double mean() const { return probability; }
  [[nodiscard]] double variance() const { return probability * (1 - probability); }
};

/// Whole numbers from `first` with a table of cumulative probabilities: the common ground of Poisson and Binomial.
class CountTable {
 public:
  /// `weights` (not negative, not all zero) of first, first + 1, ...
  CountTable(std::int64_t first, std::span<const double> weights);
  /// The smallest k with F(k) >= u.
  [[nodiscard]] std::int64_t quantile(double u) const;
  std::int64_t sample(RandomStream& stream) const { return quantile(stream.uniform()); }

 private:
  std::int64_t first_;
  std::vector<double> cumulative_;
};

/// Number of events with the given mean >= 0. Makes a table of about 20 sqrt(mean) entries: keep it, don't rebuild it.
class Poisson : public CountTable {
 public:
  explicit Poisson(double mean);
  [[nodiscard]] double mean() const { return mean_; }
  [[nodiscard]] double variance() const { return mean_; }

 private:
  double mean_;
};

/// Number of successes in `trials` trials.
class Binomial : public CountTable {
 public:
  Binomial(std::int64_t trials, double probability);
  [[nodiscard]] double mean() const { return static_cast<double>(trials_) * probability_; }
  [[nodiscard]] double variance() const { return mean() * (1 - probability_); }

 private:
  std::int64_t trials_;
  double probability_;
};

/// One of some values with given weights (a histogram, shares of kinds). Values in the order given.
class Discrete : public ByInversion<Discrete> {
 public:
  /// Weights are not negative and not all zero; they need not sum to 1. As many as values.
  Discrete(std::vector<double> values, std::span<const double> weights);
  [[nodiscard]] double quantile(double u) const { return values_[index(u)]; }
  /// Position of the value for u, for things that are not numbers.
  [[nodiscard]] std::size_t index(double u) const { return static_cast<std::size_t>(table_.quantile(u)); }
  [[nodiscard]] double mean() const { return mean_; }
  [[nodiscard]] double variance() const { return variance_; }

 private:
  std::vector<double> values_;
  CountTable table_;
  double mean_;
  double variance_;
};

/// A curve through points (value, probability of being at most this value), straight lines between.
class Empirical : public ByInversion<Empirical> {
 public:
  struct Point {
    double value;
    double probability;
  };
  /// At least two points; values and probabilities rise; the first probability is 0 and the last is 1.
  explicit Empirical(std::vector<Point> points);
  /// The curve through observations: the k-th of n sorted ones has probability (k - 1) / (n - 1) (Law, section 6.2.4).
  static Empirical from_observations(std::vector<double> observations);
  [[nodiscard]] double quantile(double u) const;
  [[nodiscard]] double mean() const;
  [[nodiscard]] double variance() const;

 private:
  std::vector<Point> points_;
};

}  // namespace tocsin
