// SPDX-License-Identifier: Apache-2.0
#include "models/communications/ground.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tocsin::communications {
namespace {

constexpr double kCell_m = 100;
constexpr double kHead_m = 1.5;  // where a handset is held

struct Extent {
  double left_m = std::numeric_limits<double>::infinity();
  double bottom_m = left_m;
  double right_m = -left_m;
  double top_m = -left_m;
  void add(double x_m, double y_m) {
    left_m = std::min(left_m, x_m);
    right_m = std::max(right_m, x_m);
    bottom_m = std::min(bottom_m, y_m);
    top_m = std::max(top_m, y_m);
  }
};

template <class Visit>
void for_each_known(const Town& town, const Visit& visit) {
  const auto& roads = town.roads;
  for (const auto& junction : roads.junctions()) visit(junction.x_m, junction.y_m, junction.elevation_m);
  const auto& people = town.population;
  for (std::size_t h = 0; h < people.size(); ++h) visit(people.x_m[h], people.y_m[h], people.elevation_m[h]);
  for (const auto& river : town.rivers) {
    for (const auto& point : river.points) visit(point.x_m, point.y_m, point.bed_elevation_m);
  }
}

}  // namespace

Ground::Ground(const Town& town) {
  Extent extent;
  for_each_known(town, [&](double x_m, double y_m, double) { extent.add(x_m, y_m); });
  if (!(extent.left_m <= extent.right_m)) return;
  left_m_ = extent.left_m;
  bottom_m_ = extent.bottom_m;
  columns_ = static_cast<std::size_t>((extent.right_m - extent.left_m) / kCell_m) + 1;
  rows_ = static_cast<std::size_t>((extent.top_m - extent.bottom_m) / kCell_m) + 1;
  highest_m_.assign(columns_ * rows_, -std::numeric_limits<float>::infinity());
  for_each_known(town, [&](double x_m, double y_m, double z_m) { note(x_m, y_m, z_m); });
}

std::size_t Ground::cell(double x_m, double y_m) const {
  const auto column = static_cast<std::ptrdiff_t>(std::floor((x_m - left_m_) / kCell_m));
  const auto row = static_cast<std::ptrdiff_t>(std::floor((y_m - bottom_m_) / kCell_m));
  if (column < 0 || row < 0 || column >= static_cast<std::ptrdiff_t>(columns_) ||
      row >= static_cast<std::ptrdiff_t>(rows_)) {
    return highest_m_.size();
  }
  return static_cast<std::size_t>(row) * columns_ + static_cast<std::size_t>(column);
}

void Ground::note(double x_m, double y_m, double elevation_m) {
  const auto at = cell(x_m, y_m);
  if (at < highest_m_.size()) highest_m_[at] = std::max(highest_m_[at], static_cast<float>(elevation_m));
}

bool Ground::sees(const Place& site, Length antenna_height, const Place& place) const {
  const double dx_m = place.x_m - site.x_m;
  const double dy_m = place.y_m - site.y_m;
  const double from_m = site.elevation_m + antenna_height.si();
  const double to_m = place.elevation_m + kHead_m;
  const auto steps = static_cast<int>(std::ceil(std::hypot(dx_m, dy_m) / (kCell_m / 2)));
  const auto first = cell(site.x_m, site.y_m);
  const auto last = cell(place.x_m, place.y_m);
  for (int i = 1; i < steps; ++i) {
    const double t = static_cast<double>(i) / steps;
    const auto at = cell(site.x_m + t * dx_m, site.y_m + t * dy_m);
    if (at >= highest_m_.size() || at == first || at == last) continue;
    if (static_cast<double>(highest_m_[at]) > from_m + t * (to_m - from_m)) return false;
  }
  return true;
}

}  // namespace tocsin::communications
