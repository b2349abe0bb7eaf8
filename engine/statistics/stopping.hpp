// SPDX-License-Identifier: Apache-2.0
// Sequential stopping: how many replications are enough for "this measure within +/- X".
//   StoppingRule rule{.absolute = 2.0};                       // +/- 2 minutes
//   for (auto n = rule.next_look(0, most); !rule.is_satisfied_by(first(n)) && n < most; n = rule.next_look(n, most)) …
// Looks at the values in the order of the replications, so it stops at the same one for any number of workers; and it
// looks seldom: who looks after every single one stops at the first interval that is narrow by chance.
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
  /// n0: fewer replications say too little about their own spread. With it and looks that grow by half, the interval
  /// holds the mean in 91 to 99 of 100 experiments with exponential, lognormal (sigma 1) and rare 0/1 values; looking
  /// at every n from 10 that was 36 to 95 (tests/engine/statistics).
  std::size_t minimum = 100;
  double growth = 1.5;  ///< each look is at so many times the replications of the one before

  /// When to look next after `count` replications: `minimum`, then `growth` times as many, at last at `most`.
  [[nodiscard]] std::size_t next_look(std::size_t count, std::size_t most) const;
  /// Fewer equal values than this say nothing: what happens in one of twenty replications is missed by 59 with 5 %.
  static constexpr std::size_t kFewestEqual = 60;
  /// Is the interval of these values narrow enough?
  [[nodiscard]] bool is_satisfied_by(std::span<const double> values) const;
  [[nodiscard]] bool is_satisfied_by(const MeanInterval& interval) const;
  /// The first look (see next_look, at last at all values) at which the values satisfy the rule; absent when none does.
  [[nodiscard]] std::optional<std::size_t> first_enough(std::span<const double> values) const;
  /// A forecast from what is known: the number of replications that would be enough if mean and spread stayed as they
  /// are. Absent when it cannot be told (fewer than two values, a mean of zero).
  [[nodiscard]] std::optional<std::size_t> forecast(const MeanInterval& interval) const;
};

}  // namespace tocsin
