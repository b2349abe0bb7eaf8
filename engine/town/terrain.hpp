// SPDX-License-Identifier: Apache-2.0
// Made-up mountain land: a main river that meanders from west to east, side valleys that come down to it from north
// and south at equal distances, ridges between them. Heights are a formula of the place, so any point can be asked.
// Meters; x grows downstream, y to the north.
#pragma once

#include <cstdint>

namespace tocsin {

struct TerrainShape {
  double length_m = 0;          ///< of the main valley
  double column_spacing_m = 0;  ///< between side valleys
  double valley_width_m = 0;
  double river_slope = 0;
  double side_valley_slope = 0;
  double ridge_height_m = 0;
  double bank_height_m = 0;
  double mouth_elevation_m = 0;  ///< of the river bed where it leaves the county
};

class Terrain {
 public:
  Terrain(const TerrainShape& shape, std::uint64_t seed);
  /// Where the main river runs.
  [[nodiscard]] double river_y(double x) const;
  [[nodiscard]] double bed_elevation(double x) const;
  /// Height of the ground (of the bank, not of the bed, at the river).
  [[nodiscard]] double elevation(double x, double y) const;
  /// Where the side valley of a column runs at y.
  [[nodiscard]] double side_valley_x(int column, double y) const;
  [[nodiscard]] double column_x(int column) const { return (column + 0.5) * shape_.column_spacing_m; }
  [[nodiscard]] const TerrainShape& shape() const { return shape_; }

 private:
  TerrainShape shape_;
  double phase_[4] = {};
};

}  // namespace tocsin
