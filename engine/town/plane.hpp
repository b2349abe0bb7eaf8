// SPDX-License-Identifier: Apache-2.0
// The plane a town lies in: longitude and latitude (WGS 84 / CGCS2000, degrees) to and from projected meters by PROJ.
//
//   const Plane plane(4545);                        // CGCS2000, 3-degree zone, 108° E
//   const auto position = plane.project({107.7, 29.3});
//
// CGCS2000 and WGS 84 are taken as equal (they differ by centimeters). GCJ-02 and BD-09 are not handled.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/base/text.hpp"

namespace tocsin {

/// Position in meters of a plane (east, north).
struct PlanePosition {
  double x_m = 0;
  double y_m = 0;
};

/// Position in degrees.
struct GeographicPosition {
  double longitude_deg = 0;
  double latitude_deg = 0;
};

class Plane {
 public:
  /// The plane of an EPSG code, or a plane without georeference for 0. Codes PROJ does not know, or whose plane is
  /// not in meters, give a plane for which `usable` is false.
  explicit Plane(int epsg);
  ~Plane();
  Plane(Plane&&) noexcept;
  Plane& operator=(Plane&&) noexcept;

  [[nodiscard]] int epsg() const { return epsg_; }
  [[nodiscard]] bool georeferenced() const { return epsg_ != 0; }
  [[nodiscard]] bool usable() const;
  /// nullopt where the projection is not defined (or for a local plane).
  [[nodiscard]] std::optional<PlanePosition> project(GeographicPosition position) const;
  [[nodiscard]] std::optional<GeographicPosition> unproject(PlanePosition position) const;

 private:
  struct Transformation;
  [[nodiscard]] Transformation* ready() const;
  int epsg_ = 0;
  std::unique_ptr<Transformation> transformation_;
};

/// The plane for a place: the CGCS2000 3-degree Gauss-Krüger zone (EPSG:4534…4554) inside the bounding box of China,
/// else the UTM zone of WGS 84 (EPSG:326zz, 327zz).
int plane_for(GeographicPosition position);

}  // namespace tocsin
