// SPDX-License-Identifier: Apache-2.0
// Comparison of two alternatives, run with common random numbers: replication j of both draws the same numbers, so the
// difference is looked at pair by pair. Handbook 9.3; Law, section 10.2. Units are the caller's.
#pragma once

#include <span>

#include "engine/statistics/interval.hpp"

namespace tocsin {

/// Second alternative minus first.
struct PairedComparison {
  MeanInterval difference;  ///< of Z_j = second_j - first_j
  double correlation = 0;   ///< of the pairs; positive when common random numbers help; NaN when one has no spread
  /// True when the interval of the difference does not contain zero.
  [[nodiscard]] bool is_clear() const { return difference.low() > 0 || difference.high() < 0; }
};

/// Paired t interval. As many values in `first` as in `second` (at least two), in the order of the replications.
PairedComparison compare_paired(std::span<const double> first, std::span<const double> second,
                                double confidence = 0.95);

/// Welch's interval of mean(second) - mean(first) for independent alternatives; at least two values each.
MeanInterval compare_independent(std::span<const double> first, std::span<const double> second,
                                 double confidence = 0.95);

}  // namespace tocsin
