// SPDX-License-Identifier: Apache-2.0
// Junctions, roads, bends and bridges.
#include "engine/town/county_roads.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tocsin {
namespace {

constexpr double kLongestPiece_m = 1500;  // so that a closure cuts a road where it is, not everywhere
constexpr double kBridgeHalf_m = 35;      // bridge heads from the middle of the river

/// Heights and positions as they are written, so that what is computed from them is what a reader computes.
double rounded(double value) {
  return std::round(value * 10.0) / 10.0;
}

}  // namespace

CountyRoads::CountyRoads(const Terrain& terrain, PackageTable& junctions, PackageTable& segments, double origin_x,
                         double origin_y, RandomStream bends)
    : terrain_(terrain),
      junctions_(junctions),
      segments_(segments),
      origin_x_(origin_x),
      origin_y_(origin_y),
      bends_(bends) {}

std::size_t CountyRoads::junction(double x, double y) {
  return junction(x, y, terrain_.elevation(x, y));
}

std::size_t CountyRoads::junction(double x, double y, double z) {
  points_.push_back({rounded(x), rounded(y), rounded(z)});
  const JunctionPoint& p = points_.back();
  junctions_.row({fmt::format("J{:05}", points_.size()), number_text(p.x + origin_x_, 1),
                  number_text(p.y + origin_y_, 1), number_text(p.z, 1)});
  return points_.size() - 1;
}

void CountyRoads::road(std::size_t from, std::size_t to, const RoadKind& kind) {
  const JunctionPoint a = points_[from];
  const JunctionPoint b = points_[to];
  const bool a_north = a.y > terrain_.river_y(a.x);
  const bool b_north = b.y > terrain_.river_y(b.x);
  if (a_north == b_north || kind.bridge) {
    pieces(from, to, kind);
    return;
  }
  const double x = (a.x + b.x) / 2.0;
  const double river = terrain_.river_y(x);
  const double side = a_north ? 1.0 : -1.0;
  const std::size_t near_head = junction(x, river + side * kBridgeHalf_m);
  const std::size_t far_head = junction(x, river - side * kBridgeHalf_m);
  RoadKind bridge = kind;
  bridge.bridge = true;
  bridge.winding = 1.0;
  bridge.maximum_weight_t = kind.road_class == "unclassified" ? 10 : 30;
  pieces(from, near_head, kind);
  piece(near_head, far_head, bridge);
  pieces(far_head, to, kind);
}

void CountyRoads::pieces(std::size_t from, std::size_t to, const RoadKind& kind) {
  const JunctionPoint a = points_[from];
  const JunctionPoint b = points_[to];
  const int count = std::max(1, static_cast<int>(std::ceil(std::hypot(b.x - a.x, b.y - a.y) / kLongestPiece_m)));
  std::size_t last = from;
  for (int i = 1; i < count; ++i) {
    const double t = static_cast<double>(i) / count;
    const std::size_t next = junction(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y), a.z + t * (b.z - a.z));
    piece(last, next, kind);
    last = next;
  }
  piece(last, to, kind);
}

void CountyRoads::piece(std::size_t from, std::size_t to, const RoadKind& kind) {
  const JunctionPoint& a = points_[from];
  const JunctionPoint& b = points_[to];
  const double straight = std::max(1.0, std::hypot(b.x - a.x, b.y - a.y));
  const double wanted = std::max(straight * kind.winding, std::abs(b.z - a.z) / kind.steepest);
  // Rounded up: a rounded-down length would be a little too steep.
  const double length = std::ceil(wanted * 10.0) / 10.0;
  std::string shape;
  if (length > straight * 1.02) {
    std::vector<LinePoint> line = bent(a, b, length);
    for (LinePoint& point : line) point = {point.first + origin_x_, point.second + origin_y_};
    shape = line_text(line, 1);
  }
  ++roads_;
  segments_.row({fmt::format("R{:05}", roads_), fmt::format("J{:05}", from + 1), fmt::format("J{:05}", to + 1),
                 std::string(kind.road_class), number_text(length, 1), kind.bridge ? "yes" : "no",
                 kind.maximum_weight_t > 0 ? number_text(kind.maximum_weight_t, 1) : "",
                 kind.width_m > 0 ? number_text(kind.width_m, 1) : "", kind.name, std::move(shape)});
}

/// A zigzag of the wanted length: offsets to alternating sides, scaled until the length is right.
std::vector<LinePoint> CountyRoads::bent(const JunctionPoint& a, const JunctionPoint& b, double length_m) {
  const double straight = std::max(1.0, std::hypot(b.x - a.x, b.y - a.y));
  // Bends about 150 m apart, more of them where the road is much longer than the line.
  const int legs = std::clamp(static_cast<int>(std::ceil(length_m / 150.0)), 2, 40);
  std::vector<double> offset(static_cast<std::size_t>(legs) + 1, 0.0);
  double side = bends_.uniform() < 0.5 ? -1.0 : 1.0;
  for (std::size_t i = 1; i + 1 < offset.size(); ++i, side = -side) offset[i] = side * (0.4 + 0.6 * bends_.uniform());
  const double ux = (b.x - a.x) / straight;
  const double uy = (b.y - a.y) / straight;
  const auto line_for = [&](double scale) {
    std::vector<LinePoint> line;
    for (std::size_t i = 0; i < offset.size(); ++i) {
      const double along = straight * static_cast<double>(i) / legs;
      line.emplace_back(a.x + along * ux - scale * offset[i] * uy, a.y + along * uy + scale * offset[i] * ux);
    }
    return line;
  };
  double low = 0;
  double high = length_m;
  for (int step = 0; step < 40; ++step) {
    const double middle = (low + high) / 2.0;
    (line_length(line_for(middle)) < length_m ? low : high) = middle;
  }
  return line_for(low);
}

}  // namespace tocsin
