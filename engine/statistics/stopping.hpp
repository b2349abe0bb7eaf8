// SPDX-License-Identifier: Apache-2.0
// Sequential stopping: how many replications are enough for "this measure within +/- X".
//   StoppingRule rule{.absolute = 2.0};                       // +/- 2 minutes
//   while (!rule.is_satisfied_by(values)) values.push_back(one_more_replication());
// Looks at the values in the order of the replications, so it stops at the same one for any number of workers.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <span>

#include "engine/statistics/interval.hpp"

namespace tocsin {

/// When to stop. With both limits given, both must be met.
struct StoppingRule {
  std::optional<double> absolute{};  ///< half-width of the interval of the mean, in the unit of the measure
  /// Half-width relative to the mean, gamma: stop at the first n >= minimum with
  /// half_width / |mean| <= gamma / (1 + gamma), so that the relative error is at most gamma (Law, section 9.4.1).
  std::optional<double> relative{};
  double confidence = 0.95;
  std::size_t minimum = 10;  ///< n0: fewer replications say too little about their own spread

  /// Is the interval of these values narrow enough?
  [[nodiscard]] bool is_satisfied_by(std::span<const double> values) const;
  [[nodiscard]] bool is_satisfied_by(const MeanInterval& interval) const;
  /// The first n (at least `minimum`) for which the first n values satisfy the rule; absent when none does.
  [[nodiscard]] std::optional<std::size_t> first_enough(std::span<const double> values) const;
  /// A forecast from what is known: the number of replications that would be enough if mean and spread stayed as they
  /// are. Absent when it cannot be told (fewer than two values, a mean of zero).
  [[nodiscard]] std::optional<std::size_t> forecast(const MeanInterval& interval) const;
};

}  // namespace tocsin
