// SPDX-License-Identifier: Apache-2.0
// TimeAverage: the average over time of a level that jumps (a queue length, a stock, assigned units).
//   TimeAverage queue; queue.set(kStartEx + 5min, 3); queue.mean(now)
// Times must not go back. The level is 0 from `start` until the first set().
#pragma once

#include "engine/base/time.hpp"

namespace tocsin {

/// Integral of a step function over simulated time.
class TimeAverage {
 public:
  explicit TimeAverage(Time start = kStartEx) : start_(start), since_(start) {}

  /// The level is `level` from `at` on.
  void set(Time at, double level) {
    area_ += level_ * seconds(at - since_);
    since_ = at;
    level_ = level;
    if (level > max_) max_ = level;
  }
  [[nodiscard]] double level() const { return level_; }
  [[nodiscard]] double max() const { return max_; }
  /// Integral of the level from the start to `until`, in level times seconds.
  [[nodiscard]] double area(Time until) const { return area_ + level_ * seconds(until - since_); }
  /// Average from the start to `until`; the present level when no time has passed.
  [[nodiscard]] double mean(Time until) const {
    return until > start_ ? area(until) / seconds(until - start_) : level_;
  }

 private:
  Time start_;
  Time since_;
  double level_ = 0;
  double max_ = 0;
  double area_ = 0;
};

}  // namespace tocsin
