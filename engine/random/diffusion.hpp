// SPDX-License-Identifier: Apache-2.0
// Informal spread of news among people who tell each other: dn/dt = a n (1 - n) for the share n who know, the part of
// the diffusion of warnings without a broadcast (Rogers and Sorensen 1988). As a birth process of single tellings and
// as its mean, the logistic curve. Times and rates in one unit of the caller's.
//
//   const LogisticDiffusion news{.first_share = 0.5, .rate = 0.06};   // per minute
//   news.reached_after(0.75);                                         // 18.3 minutes
#pragma once

#include <cmath>
#include <limits>

namespace tocsin {

/// Rate of the next telling when `aware` of `all` know and each tells others at rate `contact_rate`.
[[nodiscard]] inline double telling_rate(double contact_rate, double aware, double all) {
  return contact_rate * aware * (all - aware) / all;
}

/// The mean curve.
struct LogisticDiffusion {
  double first_share = 1;  ///< who know at the beginning, above 0
  double rate = 0;         ///< at which one who knows tells others, not negative

  /// Share that knows a time t >= 0 after the beginning.
  [[nodiscard]] double share_after(double t) const { return 1 / (1 + (1 / first_share - 1) * std::exp(-rate * t)); }
  /// Time from the beginning until a share (0 <= share < 1) knows; infinity when nobody tells anybody.
  [[nodiscard]] double reached_after(double share) const {
    if (share <= first_share) return 0;
    if (rate <= 0) return std::numeric_limits<double>::infinity();
    return std::log(share / (1 - share) * (1 / first_share - 1)) / rate;
  }
};

}  // namespace tocsin
