// SPDX-License-Identifier: Apache-2.0
// The numbers of roads and of those who move on them, as library data (scenarios/library/roads.yaml): free-flow speed,
// flow capacity and lanes by road class (handbook 4.1), speeds by travel mode (4.5 and 5.2).
//
//   const RoadParameters roads = read_road_parameters(library, diagnostics, &uses);
//   RoadNetwork network(junctions, segments, roads.table());
//   Router cars(network, TravelMode::car, roads.speeds());
//
// Flow capacities are vehicles per hour and lane. No number of the field stands in the code.
#pragma once

#include <array>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/roads/road_network.hpp"
#include "engine/roads/router.hpp"

namespace tocsin {

class Diagnostics;
class Fields;
class Library;
struct ParameterUse;

/// Library entries under `roads.classes`: `<class>_speed`, `<class>_flow_capacity`, `<class>_lanes`. Ways for walkers
/// only (path, steps) have none: their speed is zero, so no vehicle ever drives there at the class value.
struct RoadClassParameters {
  struct Values {
    Speed speed;
    double flow_capacity = 0;  ///< vehicles per hour and lane
    int lanes = 1;             ///< of one direction
  };
  std::array<Values, kRoadClassCount> values{};
  void describe(Fields& fields);
};

/// Library entries under `roads.modes`: `<mode>_speed_factor`, `<mode>_maximum_speed`, `<mode>_weight`, `<mode>_width`
/// for vehicles, and Tobler's hiking function for walkers (`walk_…`).
struct TravelModeParameters {
  struct Values {
    double speed_factor = 1;
    Speed maximum_speed;
    Mass weight;   ///< laden
    Length width;  ///< mirrors not included
  };
  std::array<Values, kTravelModeCount> values{};
  Length side_clearance;          ///< carriageway that a vehicle needs beside its own width
  Speed walk_top_speed;           ///< on the easiest slope
  double walk_slope_rate = 0;     ///< loss per slope off the easiest one
  double walk_easiest_slope = 0;  ///< dz/dx, negative: downhill
  Speed walk_minimum_speed;       ///< however steep
  void describe(Fields& fields);
};

/// Everything a network and its routers need.
struct RoadParameters {
  RoadClassParameters classes;
  TravelModeParameters modes;

  /// Class values for building a network.
  [[nodiscard]] RoadClassTable table() const;
  /// Vehicles that are too heavy or too wide for a road; a limit of 0 does not count.
  [[nodiscard]] ModeMask kept_out(float maximum_weight_t, float width_m) const;
  /// Speeds for building routers.
  [[nodiscard]] ModeSpeeds speeds() const;
};

/// Reads both from the library. Missing entries go to the diagnostics; `uses` (may be null) collects what was used.
RoadParameters read_road_parameters(const Library& library, Diagnostics& diagnostics,
                                    std::vector<ParameterUse>* uses = nullptr);

}  // namespace tocsin
