// SPDX-License-Identifier: Apache-2.0
// Where a zone lies on Earth, as CAP messages tell places: if (const auto at = position_of(zone, town, plane)) …
#pragma once

#include <optional>

#include "engine/input/cap.hpp"
#include "engine/town/plane.hpp"
#include "engine/town/town.hpp"

namespace tocsin::warning {

/// The center of a zone in degrees of WGS 84; nothing in a town without georeference. `plane` is that of the town.
[[nodiscard]] inline std::optional<cap::Point> position_of(const Zone& zone, const Town& town, const Plane& plane) {
  if (!plane.georeferenced() || !plane.usable()) return std::nullopt;
  const auto position = plane.unproject(
      {zone.place.x_m + town.coordinates.false_origin_x_m, zone.place.y_m + town.coordinates.false_origin_y_m});
  if (!position) return std::nullopt;
  return cap::Point{position->latitude_deg, position->longitude_deg};
}

}  // namespace tocsin::warning
