// SPDX-License-Identifier: Apache-2.0
// Tally: count, mean, variance and extremes of observations, kept without storing them (Welford 1962; merging by Chan,
// Golub, LeVeque 1979). Any unit; the unit is the caller's. No quantiles: those need the observations (interval.hpp).
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

namespace tocsin {

/// Running summary of observations.
class Tally {
 public:
  /// Adds one observation.
  void add(double x) {
    ++count_;
    const double delta = x - mean_;
    mean_ += delta / static_cast<double>(count_);
    squares_ += delta * (x - mean_);
    if (x < min_) min_ = x;
    if (x > max_) max_ = x;
  }
  /// Adds all observations of `other`.
  void merge(const Tally& other) {
    if (other.count_ == 0) return;
    const auto n = static_cast<double>(count_);
    const auto m = static_cast<double>(other.count_);
    const double delta = other.mean_ - mean_;
    mean_ += delta * m / (n + m);
    squares_ += other.squares_ + delta * delta * n * m / (n + m);
    count_ += other.count_;
    if (other.min_ < min_) min_ = other.min_;
    if (other.max_ > max_) max_ = other.max_;
  }

  [[nodiscard]] std::uint64_t count() const { return count_; }
  /// NaN when there are no observations.
  [[nodiscard]] double mean() const { return count_ > 0 ? mean_ : kNothing; }
  /// Sample variance (n - 1); NaN for fewer than two observations.
  [[nodiscard]] double variance() const { return count_ > 1 ? squares_ / static_cast<double>(count_ - 1) : kNothing; }
  [[nodiscard]] double standard_deviation() const { return std::sqrt(variance()); }
  /// Standard error of the mean; for independent observations only.
  [[nodiscard]] double standard_error() const { return std::sqrt(variance() / static_cast<double>(count_)); }
  [[nodiscard]] double min() const { return count_ > 0 ? min_ : kNothing; }
  [[nodiscard]] double max() const { return count_ > 0 ? max_ : kNothing; }

 private:
  static constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
  std::uint64_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;  // sum of squared deviations
  double min_ = std::numeric_limits<double>::infinity();
  double max_ = -std::numeric_limits<double>::infinity();
};

}  // namespace tocsin
