// SPDX-License-Identifier: Apache-2.0
// Places of a scenario that are written as longitude and latitude: where they lie in the town's plane, and the junction
// beside them. Inside models/evacuation only.
#pragma once

#include <optional>
#include <string_view>

#include "engine/base/quantity.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin::evacuation {

/// A place on the map as an entry gives it, and how to speak of it when it cannot be used.
struct MapPlace {
  double longitude = 0, latitude = 0;  ///< degrees, WGS 84 or CGCS2000
  SourceSpan where;                    ///< of the entry
  Phrase noun;                         ///< {"pick-up point", "接送点"}
  Phrase instead;                      ///< other ways to write a place
};

/// A position in the town's own plane and the nearest junction of a mode.
struct FoundPlace {
  float x_m = 0, y_m = 0;
  JunctionId junction;
};

/// nullopt after reporting that the town's plane has no coordinate system, or (unreachable) that every junction of the
/// mode is farther than `reach`, the value of the key `reach_key`; without any such junction nothing is reported.
std::optional<FoundPlace> find_on_map(const MapPlace& place, const Town& town, TravelMode mode, Length reach,
                                      std::string_view reach_key, Diagnostics& diagnostics);

}  // namespace tocsin::evacuation
