// SPDX-License-Identifier: Apache-2.0
// Water on the road: who still gets through at which depth and velocity, and how fast (handbook 4.4). Pure functions of
// library data (scenarios/library/roads.yaml, `roads.water`); who knows the water calls them and tells RoadConditions.
//
//   const WaterOnRoad water{.depth = 0.2_m, .velocity = 0.5_m_per_s};
//   conditions.set_speed_factor(segment, mask_of(mode), now, speed_factor_in_water(parameters, mode, water));
//
// Does not know where the water is, nor whether a driver dares: these are limits of stability, not of will
// (4.4d, 4.4e).
#pragma once

#include <array>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/roads/road_network.hpp"

namespace tocsin {

class Diagnostics;
class Fields;
class Library;
struct ParameterUse;

/// Depth times velocity, m2/s.
using UnitFlow = Quantity<2, -1, 0>;

/// The water at the worst place of a segment.
struct WaterOnRoad {
  Length depth;
  Speed velocity;  ///< of the flow
};

/// Who walks: a group is as stable as its smallest member.
enum class Walkers { adults, with_children };

/// Library entries under `roads.water`.
struct WaterParameters {
  /// Whoever exceeds one of the three is washed away or stalls (AR&R, Cox 2010, handbook 4.4g and 4.4h).
  struct Limits {
    Length depth;
    UnitFlow depth_times_velocity;
    Speed velocity;
  };
  std::array<Limits, kTravelModeCount> limits{};  ///< by mode; for walkers: adults
  Limits children;                                ///< walkers with children

  /// Pregnolato et al. 2017 (4.4f): v = square w^2 + linear w + dry, km/h for a depth w in mm, used relative to v(0).
  double vehicle_speed_square = 0;
  double vehicle_speed_linear = 0;
  double vehicle_speed_dry = 0;
  Length vehicle_speed_fitted_depth;  ///< depth at which the fit ends and cars stand

  /// Walking (4.4l): floor + (1 - floor) exp(-depth / scale).
  double walk_speed_floor = 0;
  Length walk_speed_scale;

  void describe(Fields& fields);
};

/// May `mode` pass at all? For walkers adults; see walkers_pass.
[[nodiscard]] bool passable(const WaterParameters& parameters, TravelMode mode, const WaterOnRoad& water);
[[nodiscard]] bool walkers_pass(const WaterParameters& parameters, Walkers walkers, const WaterOnRoad& water);

/// Speed in water as a factor of the dry speed; 0 where the mode may not pass. Vehicles follow the curve fitted to
/// cars, its depth axis stretched so that a vehicle with a higher limit than cars slows down in proportion (E).
[[nodiscard]] double speed_factor_in_water(const WaterParameters& parameters, TravelMode mode,
                                           const WaterOnRoad& water);

/// Reads the parameters from the library. Missing entries go to the diagnostics; `uses` (may be null) collects them.
WaterParameters read_water_parameters(const Library& library, Diagnostics& diagnostics,
                                      std::vector<ParameterUse>* uses = nullptr);

}  // namespace tocsin
