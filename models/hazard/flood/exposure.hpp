// SPDX-License-Identifier: Apache-2.0
// What the water can reach: houses and road segments near the river with their place along it and their height above
// its bed. Static, computed once per scenario, shared by all replications. Meters.
#pragma once

#include <vector>

#include "engine/base/id.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/hazard/flood/river_line.hpp"

namespace tocsin::hazard {

/// Something that stands by the river. Water stands at it while the stage is above `threshold_m`; its depth there is
/// stage - height_m.
struct Exposure {
  float along_m = 0;         ///< downstream of the flood's source
  float height_m = 0;        ///< of the ground (or deck) above the bed of the nearest river point
  float threshold_m = 0;     ///< the larger of height and bank: behind a bank it is dry until the bank overflows
  double needed_peak_m = 0;  ///< smallest peak at the source that reaches it
};

/// How the flood spreads from the river line.
struct SpreadParameters {
  double source_chainage_m = 0;
  double reach_m = 0;
  double attenuation_per_m = 0;
  double bridge_clearance_m = 0;
};

struct HouseholdExposure : Exposure {
  HouseholdId household;
};
struct SegmentExposure : Exposure {
  SegmentId segment;
};

/// Exposure of a point; nullopt out of reach or upstream of the source.
std::optional<Exposure> exposure_of(const RiverLine& line, const SpreadParameters& spread, double x_m, double y_m,
                                    double elevation_m);
/// Households of the scope within reach, those that need the lowest flood first.
std::vector<HouseholdExposure> exposed_households(const Scenario& scenario, const RiverLine& line,
                                                  const SpreadParameters& spread);
/// Road segments within reach, those that need the lowest flood first.
std::vector<SegmentExposure> exposed_segments(const Town& town, const RiverLine& line, const SpreadParameters& spread);

}  // namespace tocsin::hazard
