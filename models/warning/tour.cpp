// SPDX-License-Identifier: Apache-2.0
#include "models/warning/tour.hpp"

#include <cstddef>
#include <limits>

namespace tocsin::warning {

void append_nearest_first(const Population& people, const std::vector<HouseholdId>& homes, float x_m, float y_m,
                          std::vector<HouseholdId>& tour) {
  struct Stop {
    float x_m, y_m;
    HouseholdId home;
  };
  std::vector<Stop> left;  // side by side in memory: all of them are looked at for each step
  left.reserve(homes.size());
  for (const auto home : homes) left.push_back({people.x_m[home.index()], people.y_m[home.index()], home});
  while (!left.empty()) {
    std::size_t nearest = 0;
    float best = std::numeric_limits<float>::infinity();
    for (std::size_t i = 0; i < left.size(); ++i) {
      const float dx = left[i].x_m - x_m;
      const float dy = left[i].y_m - y_m;
      if (const float square = dx * dx + dy * dy; square < best) {
        best = square;
        nearest = i;
      }
    }
    tour.push_back(left[nearest].home);
    x_m = left[nearest].x_m;
    y_m = left[nearest].y_m;
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(nearest));
  }
}

}  // namespace tocsin::warning
