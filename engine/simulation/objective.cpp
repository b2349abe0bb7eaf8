// SPDX-License-Identifier: Apache-2.0
#include "engine/simulation/objective.hpp"

#include <cmath>

namespace tocsin {

Rating rate(const Objective& objective, double value) {
  if (std::isnan(value)) return Rating::U;
  if (objective.target.met_by(value)) return Rating::P;
  const double leaf = (objective.unacceptable - value) / (objective.unacceptable - objective.target.value);
  if (!std::isfinite(leaf) || leaf <= 0) return Rating::U;
  return leaf >= 0.5 ? Rating::S : Rating::M;
}

}  // namespace tocsin
