// SPDX-License-Identifier: Apache-2.0
// Grid search in growing square rings; stops when no farther ring can hold a nearer point.
#include "engine/town/nearest.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin {

NearestPoints::NearestPoints(std::vector<Point> points, const std::vector<bool>& use) : points_(std::move(points)) {
  std::vector<std::uint32_t> used;
  for (std::uint32_t i = 0; i < points_.size(); ++i) {
    if (use.empty() || use[i]) used.push_back(i);
  }
  if (used.empty()) return;
  double high_x = points_[used[0]].x_m;
  double high_y = points_[used[0]].y_m;
  low_x_ = high_x, low_y_ = high_y;
  for (const auto i : used) {
    low_x_ = std::min(low_x_, points_[i].x_m), high_x = std::max(high_x, points_[i].x_m);
    low_y_ = std::min(low_y_, points_[i].y_m), high_y = std::max(high_y, points_[i].y_m);
  }
  // About two points per cell; at least 1 m so that equal points share one cell.
  const double wide = std::max(high_x - low_x_, high_y - low_y_);
  cell_m_ = std::max(
      {1.0, std::sqrt((high_x - low_x_) * (high_y - low_y_) * 2.0 / static_cast<double>(used.size())), wide / 2000.0});
  columns_ = static_cast<long>((high_x - low_x_) / cell_m_) + 1;
  rows_ = static_cast<long>((high_y - low_y_) / cell_m_) + 1;
  first_.assign(static_cast<std::size_t>(columns_ * rows_) + 1, 0);
  const auto cell = [&](std::uint32_t i) {
    return static_cast<std::size_t>(cell_of(points_[i].y_m, low_y_) * columns_ + cell_of(points_[i].x_m, low_x_));
  };
  for (const auto i : used) ++first_[cell(i) + 1];
  for (std::size_t c = 1; c < first_.size(); ++c) first_[c] += first_[c - 1];
  members_.resize(used.size());
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  for (const auto i : used) members_[next[cell(i)]++] = i;
}

long NearestPoints::cell_of(double value, double low) const {
  return static_cast<long>(std::floor((value - low) / cell_m_));
}

void NearestPoints::look(long column, long row, Point from, std::optional<Answer>& best) const {
  if (column < 0 || column >= columns_ || row < 0 || row >= rows_) return;
  const auto cell = static_cast<std::size_t>(row * columns_ + column);
  for (std::uint32_t k = first_[cell]; k < first_[cell + 1]; ++k) {
    const std::uint32_t i = members_[k];
    const double dx = points_[i].x_m - from.x_m;
    const double dy = points_[i].y_m - from.y_m;
    const double distance = dx * dx + dy * dy;  // squared until the end: hypot was 40 % of reading a county
    if (!best || distance < best->distance_m || (distance == best->distance_m && i < best->index))
      best = Answer{i, distance};
  }
}

std::optional<NearestPoints::Answer> NearestPoints::nearest(double x_m, double y_m) const {
  std::optional<Answer> best;  // with squared distances
  if (members_.empty() || !std::isfinite(x_m) || !std::isfinite(y_m)) return best;
  // Far outside the grid the search starts at its edge; `slack` is how far the point is from that cell.
  const double inside_x = std::clamp(x_m, low_x_, low_x_ + cell_m_ * static_cast<double>(columns_));
  const double inside_y = std::clamp(y_m, low_y_, low_y_ + cell_m_ * static_cast<double>(rows_));
  const long column = std::min(cell_of(inside_x, low_x_), columns_ - 1);
  const long row = std::min(cell_of(inside_y, low_y_), rows_ - 1);
  const double slack = std::hypot(x_m - inside_x, y_m - inside_y);
  const Point from{x_m, y_m};
  for (long ring = 0; ring <= std::max(columns_, rows_); ++ring) {
    // Cells of this ring are at least (ring - 1) cells from the clamped point, and clamping is a projection on a box.
    const double ring_m = static_cast<double>(ring - 1) * cell_m_;
    if (best && best->distance_m < ring_m * ring_m + slack * slack) break;
    if (ring == 0) {
      look(column, row, from, best);
      continue;
    }
    for (long d = -ring; d <= ring; ++d) {
      look(column + d, row - ring, from, best);
      look(column + d, row + ring, from, best);
    }
    for (long d = -ring + 1; d <= ring - 1; ++d) {
      look(column - ring, row + d, from, best);
      look(column + ring, row + d, from, best);
    }
  }
  if (best) best->distance_m = std::sqrt(best->distance_m);
  return best;
}

}  // namespace tocsin
