// SPDX-License-Identifier: Apache-2.0
// Nearest point of a set by straight line, through a square grid: built once, asked hundreds of thousands of times.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tocsin {

/// Points in meters; answers are positions in the array given.
class NearestPoints {
 public:
  struct Point {
    double x_m = 0;
    double y_m = 0;
  };
  struct Answer {
    std::uint32_t index = 0;
    double distance_m = 0;
  };
  NearestPoints() = default;
  /// Only points with `use[i]` (all when `use` is empty).
  explicit NearestPoints(std::vector<Point> points, const std::vector<bool>& use = {});
  /// Nearest point; of equally near ones that with the smallest index. nullopt when there are none.
  [[nodiscard]] std::optional<Answer> nearest(double x_m, double y_m) const;
  [[nodiscard]] bool empty() const { return members_.empty(); }

 private:
  [[nodiscard]] long cell_of(double value, double low) const;
  void look(long column, long row, Point from, std::optional<Answer>& best) const;

  std::vector<Point> points_;
  std::vector<std::uint32_t> members_, first_;  // by cell, compressed rows
  double low_x_ = 0, low_y_ = 0, cell_m_ = 1;
  long columns_ = 0, rows_ = 0;
};

}  // namespace tocsin
