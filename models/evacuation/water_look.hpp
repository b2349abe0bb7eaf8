// SPDX-License-Identifier: Apache-2.0
// How often the fate of people in a flooded house is looked at: a numerical step, well below the time in which a flood
// rises by the depth that matters. Counted from StartEx for everybody, so that two floods are compared at the same
// instants whenever each of them arrives.
#pragma once

#include <cmath>

#include "engine/base/time.hpp"

namespace tocsin::evacuation {

inline constexpr Duration kWaterStep{300};

[[nodiscard]] inline Time next_look(Time now) {
  return at_seconds((std::floor(seconds(now) / seconds(kWaterStep)) + 1) * seconds(kWaterStep));
}

}  // namespace tocsin::evacuation
