// SPDX-License-Identifier: Apache-2.0
// Speed, flow and density of people: S = k - a k D, Fs = S D (Gwynne & Rosenbaum, SFPE Handbook ch. 59; handbook 4.6).
//
//   const FlowLaw law{.a_m2 = …, .free_density_per_m2 = …, .standing_density_per_m2 = …};   // from the library
//   law.max_flow(1.40)          // persons per second and meter of effective width
//
// k in m/s, densities in persons per m2 of effective width times length. No value of the field stands here.
#pragma once

#include <algorithm>
#include <cmath>

namespace tocsin::pedestrian {

struct FlowLaw {
  double a_m2 = 0;                     ///< a of S = k - a k D
  double free_density_per_m2 = 0;      ///< below it everybody walks at the speed of this density
  double standing_density_per_m2 = 0;  ///< of a queue that does not move; above 1 / (2 a), below 1 / a

  /// Walking speed, m/s (equation 59.5). Never less than that of people who stand.
  [[nodiscard]] double speed(double k, double density) const {
    return k * (1 - a_m2 * std::clamp(density, free_density_per_m2, standing_density_per_m2));
  }
  /// Specific flow at a density, persons/s/m (59.6).
  [[nodiscard]] double flow(double k, double density) const { return speed(k, density) * density; }
  /// Density of the greatest flow.
  [[nodiscard]] double density_at_max_flow() const { return 1 / (2 * a_m2); }
  /// Greatest specific flow Fsm (table 59.5).
  [[nodiscard]] double max_flow(double k) const { return k / (4 * a_m2); }
  /// Density at which people walk when they flow freely at `specific_flow`, at most that of the greatest flow.
  [[nodiscard]] double density_of(double k, double specific_flow) const {
    return (1 - std::sqrt(std::max(0.0, 1 - 4 * a_m2 * specific_flow / k))) / (2 * a_m2);
  }
  /// Speed of the room that a moving queue hands backward: the straight line from the greatest flow to a standing one.
  [[nodiscard]] double gap_speed(double k) const {
    return max_flow(k) / (standing_density_per_m2 - density_at_max_flow());
  }
};

}  // namespace tocsin::pedestrian
