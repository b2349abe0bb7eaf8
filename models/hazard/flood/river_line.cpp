// SPDX-License-Identifier: Apache-2.0
#include "models/hazard/flood/river_line.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/ensure.hpp"

namespace tocsin::hazard {
namespace {

constexpr std::size_t kPiecesPerBox = 16;

}  // namespace

RiverLine::RiverLine(const River& river) : points_(river.points) {
  ensure(points_.size() >= 2, "a river has at least two points");
  for (std::size_t first = 0; first + 1 < points_.size(); first += kPiecesPerBox) {
    Box box{points_[first].x_m, points_[first].y_m, points_[first].x_m, points_[first].y_m};
    const auto last = std::min(first + kPiecesPerBox, points_.size() - 1);
    for (std::size_t i = first + 1; i <= last; ++i) {
      box.low_x = std::min(box.low_x, points_[i].x_m);
      box.low_y = std::min(box.low_y, points_[i].y_m);
      box.high_x = std::max(box.high_x, points_[i].x_m);
      box.high_y = std::max(box.high_y, points_[i].y_m);
    }
    boxes_.push_back(box);
  }
}

RiverPosition RiverLine::between(std::size_t piece, double share) const {
  const auto& a = points_[piece];
  const auto& b = points_[piece + 1];
  const auto mix = [share](double from, double to) { return from + share * (to - from); };
  return {0, mix(a.chainage_m, b.chainage_m), mix(a.bed_elevation_m, b.bed_elevation_m),
          mix(a.bank_height_m, b.bank_height_m)};
}

std::optional<RiverPosition> RiverLine::nearest(double x_m, double y_m, double within_m) const {
  double best_square = within_m * within_m;
  std::optional<std::pair<std::size_t, double>> best;
  for (std::size_t box = 0; box < boxes_.size(); ++box) {
    const auto& b = boxes_[box];
    const double gap_x = std::max({b.low_x - x_m, 0.0, x_m - b.high_x});
    const double gap_y = std::max({b.low_y - y_m, 0.0, y_m - b.high_y});
    if (gap_x * gap_x + gap_y * gap_y > best_square) continue;
    const auto first = box * kPiecesPerBox;
    const auto last = std::min(first + kPiecesPerBox, points_.size() - 1);
    for (std::size_t i = first; i < last; ++i) {
      const double dx = points_[i + 1].x_m - points_[i].x_m;
      const double dy = points_[i + 1].y_m - points_[i].y_m;
      const double length_square = dx * dx + dy * dy;
      const double along = (x_m - points_[i].x_m) * dx + (y_m - points_[i].y_m) * dy;
      const double share = length_square > 0 ? std::clamp(along / length_square, 0.0, 1.0) : 0.0;
      const double off_x = points_[i].x_m + share * dx - x_m;
      const double off_y = points_[i].y_m + share * dy - y_m;
      const double square = off_x * off_x + off_y * off_y;
      if (square < best_square || (!best && square <= best_square)) {
        best_square = square;
        best = {i, share};
      }
    }
  }
  if (!best) return std::nullopt;
  auto position = between(best->first, best->second);
  position.distance_m = std::sqrt(best_square);
  return position;
}

RiverPosition RiverLine::at(double chainage_m) const {
  const auto next = std::upper_bound(points_.begin() + 1, points_.end() - 1, chainage_m,
                                     [](double c, const River::Point& p) { return c < p.chainage_m; });
  const auto piece = static_cast<std::size_t>(next - points_.begin()) - 1;
  const double length = points_[piece + 1].chainage_m - points_[piece].chainage_m;
  const double share = length > 0 ? (chainage_m - points_[piece].chainage_m) / length : 0.0;
  return between(piece, std::clamp(share, 0.0, 1.0));
}

}  // namespace tocsin::hazard
