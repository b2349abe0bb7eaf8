// SPDX-License-Identifier: Apache-2.0
// Places on the road network as planners name them: the junction where roads meet, the road that leads away from it,
// roads one behind the other in the direction of travel. Every miss is reported where it was written.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/simulation/scenario.hpp"

namespace tocsin::traffic {

/// The one junction at which all these roads (two or more) meet; JunctionId{} after reporting why there is none.
JunctionId find_junction(std::span<const Reference<SegmentTag>> roads, const SourceSpan& entry,
                         const Scenario& scenario, Diagnostics& diagnostics);

/// The direction of a road that leads away from a junction; SegmentId{} after reporting a miss.
SegmentId find_outward(const Reference<SegmentTag>& road, JunctionId junction, const Scenario& scenario,
                       Diagnostics& diagnostics);

/// Roads one behind the other, in the direction of travel. The direction follows from their order; of a road alone, or
/// where it does not follow, it is written behind the road as events write it: "x017>", "x017<". Empty after reporting
/// a miss.
std::vector<SegmentId> find_corridor(std::span<const Reference<SegmentTag>> roads, const Scenario& scenario,
                                     Diagnostics& diagnostics);

/// Names of roads that touch a junction: "valley-1, valley-2".
std::string roads_at(JunctionId junction, const RoadNetwork& roads);

}  // namespace tocsin::traffic
