// SPDX-License-Identifier: Apache-2.0
// Heights of the made-up land.
#include "engine/town/terrain.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/random/stream.hpp"

namespace tocsin {

Terrain::Terrain(const TerrainShape& shape, std::uint64_t seed) : shape_(shape) {
  static constexpr Purpose kTerrain{"generate.terrain"};
  RandomStream stream(seed, 0, kTerrain);
  for (double& phase : phase_) phase = 2.0 * std::numbers::pi * stream.uniform();
}

double Terrain::river_y(double x) const {
  // Two meanders of different length; amplitudes below the valley width keep trunk road and river side by side.
  const double width = shape_.valley_width_m;
  return 0.8 * width * std::sin(x / (4.0 * width) + phase_[0]) + 0.4 * width * std::sin(x / (1.7 * width) + phase_[1]);
}

double Terrain::bed_elevation(double x) const {
  return shape_.mouth_elevation_m + shape_.river_slope * (shape_.length_m - x);
}

double Terrain::side_valley_x(int column, double y) const {
  const double sway = 0.06 * shape_.column_spacing_m;
  const double away = std::abs(y) / shape_.column_spacing_m;
  return column_x(column) + sway * std::sin(3.0 * away + phase_[2] + column) * std::min(1.0, away);
}

double Terrain::elevation(double x, double y) const {
  const double from_river = std::abs(y - river_y(x));
  const double beyond_floor = std::max(0.0, from_river - shape_.valley_width_m / 2.0);
  const int column = static_cast<int>(std::floor(x / shape_.column_spacing_m));
  const double off_side_valley = std::abs(x - side_valley_x(column, y));
  const double half = shape_.column_spacing_m / 2.0;
  // 0 on the floor of a valley, 1 on the ridge between two side valleys.
  const double across = std::clamp((off_side_valley - 0.1 * half) / (0.9 * half), 0.0, 1.0);
  const double along = 1.0 - std::exp(-beyond_floor / (2.0 * shape_.valley_width_m));
  const double ridge = shape_.ridge_height_m * along * across * across * (3.0 - 2.0 * across);
  const double floor =
      1.5 * std::min(1.0, from_river / shape_.valley_width_m) + shape_.side_valley_slope * beyond_floor;
  const double rough = 12.0 * along * std::sin(x / 310.0 + phase_[3]) * std::sin(y / 270.0 + phase_[2]);
  return bed_elevation(x) + shape_.bank_height_m + 1.0 + floor + ridge + std::abs(rough);
}

}  // namespace tocsin
