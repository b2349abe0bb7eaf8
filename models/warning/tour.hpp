// SPDX-License-Identifier: Apache-2.0
// In which order somebody goes from home to home.
#pragma once

#include <vector>

#include "engine/town/town.hpp"

namespace tocsin::warning {

/// Appends `homes` to `tour`, from a point on always the nearest home to the last (ties: the first in the table).
void append_nearest_first(const Population& people, const std::vector<HouseholdId>& homes, float x_m, float y_m,
                          std::vector<HouseholdId>& tour);

}  // namespace tocsin::warning
