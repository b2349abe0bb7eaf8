// SPDX-License-Identifier: Apache-2.0
#include "models/warning/tour.hpp"

#include <cstddef>
#include <limits>

namespace tocsin::warning {

void append_nearest_first(const Population& people, std::vector<HouseholdId> homes, float x_m, float y_m,
                          std::vector<HouseholdId>& tour) {
  while (!homes.empty()) {
    std::size_t nearest = 0;
    float best = std::numeric_limits<float>::infinity();
    for (std::size_t i = 0; i < homes.size(); ++i) {
      const float dx = people.x_m[homes[i].index()] - x_m;
      const float dy = people.y_m[homes[i].index()] - y_m;
      if (const float square = dx * dx + dy * dy; square < best) {
        best = square;
        nearest = i;
      }
    }
    const auto home = homes[nearest];
    homes.erase(homes.begin() + static_cast<std::ptrdiff_t>(nearest));
    tour.push_back(home);
    x_m = people.x_m[home.index()];
    y_m = people.y_m[home.index()];
  }
}

}  // namespace tocsin::warning
