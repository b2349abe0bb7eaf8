// SPDX-License-Identifier: Apache-2.0
// Intervals: a figure with its uncertainty and the number of observations behind it. For independent observations, one
// per replication. Textbook: Law, Simulation Modeling and Analysis; handbook 9.2. Units are the caller's.
//
//   const MeanInterval clearance = mean_interval(minutes);   // 95 %: mean +/- half_width, n
//
// Times cut off at the end of a run must not be averaged: report the share not finished, or a quantile.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace tocsin {

/// A mean with its spread. Without two observations there is no spread: standard_deviation and half_width are NaN.
struct MeanInterval {
  std::size_t count = 0;
  double mean = 0;
  double standard_deviation = 0;
  double half_width = 0;
  double confidence = 0.95;
  [[nodiscard]] double low() const { return mean - half_width; }
  [[nodiscard]] double high() const { return mean + half_width; }
  /// half_width / |mean|; infinite for a mean of zero.
  [[nodiscard]] double relative_half_width() const;
};

/// Student's t interval: mean +/- t(n - 1, 1 - a/2) s / sqrt(n). Needs at least one observation.
MeanInterval mean_interval(std::span<const double> observations, double confidence = 0.95);

/// A share of replications with its interval.
struct ProportionInterval {
  std::size_t count = 0;      ///< replications
  std::size_t successes = 0;  ///< those with the property
  double share = 0;           ///< successes / count
  double low = 0;
  double high = 1;
  double confidence = 0.95;
};

/// Wilson's score interval (Wilson 1927). Needs count >= successes, count >= 1.
ProportionInterval proportion_interval(std::size_t successes, std::size_t count, double confidence = 0.95);

/// Upper one-sided limit of a probability when the event was seen in none of `count` runs: 1 - (1 - confidence)^(1/n)
/// (exact; for 95 % about 3 / n, handbook 9.2). To show p < 0.01 takes 299 runs.
double zero_event_upper_limit(std::size_t count, double confidence = 0.95);

/// A quantile with the order statistics around it. A bound that the observations cannot give is absent.
struct QuantileInterval {
  std::size_t count = 0;
  double probability = 0.5;
  double value = 0;  ///< the estimate: the smallest observation with at least this share at or below it
  std::optional<double> low{};
  std::optional<double> high{};
  std::size_t low_rank = 0;   ///< low = X(low_rank), ranks from 1; 0 when absent
  std::size_t high_rank = 0;  ///< high = X(high_rank); 0 when absent
  double confidence = 0.95;
};

/// Distribution-free interval of a quantile: the greatest r with P(B < r) <= a/2 and the smallest s with
/// P(B < s) >= 1 - a/2, B binomial(n, probability) (handbook 9.2). `probability` in (0, 1); at least one observation.
QuantileInterval quantile_interval(std::span<const double> observations, double probability, double confidence = 0.95);

/// t(degrees, 1 - a/2) for a two-sided interval with this confidence.
double student_factor(double degrees, double confidence);

}  // namespace tocsin
