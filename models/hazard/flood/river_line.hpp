// SPDX-License-Identifier: Apache-2.0
// Where places stand beside a river: nearest point of its line, chainage, bed and bank there. Built once per scenario,
// shared by all replications. Meters. Straight lines only: it does not know ridges between a place and the river.
#pragma once

#include <optional>
#include <vector>

#include "engine/town/town.hpp"

namespace tocsin::hazard {

/// The point of the river nearest to a place.
struct RiverPosition {
  double distance_m = 0;
  double chainage_m = 0;
  double bed_elevation_m = 0;
  double bank_height_m = 0;
};

class RiverLine {
 public:
  RiverLine() = default;
  explicit RiverLine(const River& river);
  /// nullopt when the river is farther than `within_m`.
  [[nodiscard]] std::optional<RiverPosition> nearest(double x_m, double y_m, double within_m) const;
  /// Bed and bank at a chainage (the ends beyond them).
  [[nodiscard]] RiverPosition at(double chainage_m) const;
  [[nodiscard]] double first_chainage_m() const { return points_.front().chainage_m; }
  [[nodiscard]] double last_chainage_m() const { return points_.back().chainage_m; }

 private:
  struct Box {
    float low_x, low_y, high_x, high_y;
  };
  [[nodiscard]] RiverPosition between(std::size_t piece, double share) const;

  std::vector<River::Point> points_;
  std::vector<Box> boxes_;  // of kPiecesPerBox consecutive pieces: most places are far from most of the river
};

}  // namespace tocsin::hazard
