// SPDX-License-Identifier: Apache-2.0
// Lines as well-known text: "LINESTRING (0 0, 10 5)" to and from points. Only what town tables need: two dimensions,
// one part.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin {

using LinePoint = std::pair<double, double>;

/// The points of a WKT LINESTRING with at least two points; nullopt for anything else.
std::optional<std::vector<LinePoint>> parse_line(std::string_view wkt);

/// WKT of a line, coordinates with `decimals` digits after the point.
std::string line_text(std::span<const LinePoint> line, int decimals);

/// Length of a line in the unit of its coordinates.
double line_length(std::span<const LinePoint> line);

/// The line with the fewest points that stays within `tolerance` of the given one (Douglas and Peucker 1973); first
/// and last point stay.
std::vector<LinePoint> simplify_line(std::span<const LinePoint> line, double tolerance);

}  // namespace tocsin
