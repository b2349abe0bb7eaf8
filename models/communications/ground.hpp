// SPDX-License-Identifier: Apache-2.0
// The ground as far as a town package knows it: elevations of its junctions, homes and river points, the highest of
// each cell of a grid. A hill on which nothing stands is not known.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/town/town.hpp"

namespace tocsin::communications {

class Ground {
 public:
  explicit Ground(const Town& town);
  /// Is there a line of sight from an antenna at a site to somebody who stands at a place? Cells without any known
  /// elevation hide nothing, nor do those of the two ends.
  [[nodiscard]] bool sees(const Place& site, Length antenna_height, const Place& place) const;

 private:
  void note(double x_m, double y_m, double elevation_m);
  [[nodiscard]] std::size_t cell(double x_m, double y_m) const;

  double left_m_ = 0, bottom_m_ = 0;
  std::size_t columns_ = 0, rows_ = 0;
  std::vector<float> highest_m_;  // by cell; -infinity: unknown
};

}  // namespace tocsin::communications
