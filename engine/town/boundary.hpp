// SPDX-License-Identifier: Apache-2.0
// The area an import is limited to: everything, a box in degrees, or the polygons of a GeoJSON file.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "engine/town/plane.hpp"

namespace tocsin {

class BoundaryError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A box "a,b,c,d" with longitude and latitude exchanged, "b,a,d,c", when that is a box: what somebody may have meant
/// whose box holds nothing. nullopt for what is no box either way round.
std::optional<std::string> exchanged_box(const std::string& written);

/// One straight leg of an outline.
using OutlineLeg = std::pair<GeographicPosition, GeographicPosition>;

/// Does an outline (all rings together, in any order) enclose a position? Even-odd rule.
bool encloses(const std::vector<OutlineLeg>& outline, GeographicPosition position);

class Boundary {
 public:
  /// "" (everything), "minlon,minlat,maxlon,maxlat", or the path of a GeoJSON file with Polygon or MultiPolygon
  /// geometries (holes are outside). Throws BoundaryError.
  explicit Boundary(const std::string& written);
  [[nodiscard]] bool contains(GeographicPosition position) const;

 private:
  void read_box(const std::vector<double>& numbers);
  void read_file(const std::string& path);
  std::vector<OutlineLeg> outline_;  // even-odd rule; empty: everything
  double west_ = -180, south_ = -90, east_ = 180, north_ = 90;
};

}  // namespace tocsin
