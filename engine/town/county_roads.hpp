// SPDX-License-Identifier: Apache-2.0
// The roads of a made-up county while it grows: junctions on the ground, roads that never get steeper than allowed
// because they get longer instead (hairpin bends), long roads cut into pieces.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/random/stream.hpp"
#include "engine/town/package_writer.hpp"
#include "engine/town/terrain.hpp"
#include "engine/town/wkt.hpp"

namespace tocsin {

/// What kind of road to build.
struct RoadKind {
  std::string_view road_class;
  double steepest = 0.1;  ///< largest slope
  double winding = 1.0;   ///< least length over straight line
  double width_m = 0;
  bool bridge = false;
  double maximum_weight_t = 0;
  std::string name;
};

class CountyRoads {
 public:
  CountyRoads(const Terrain& terrain, PackageTable& junctions, PackageTable& segments, double origin_x, double origin_y,
              RandomStream bends);

  struct JunctionPoint {
    double x = 0, y = 0, z = 0;
  };
  /// A junction on the ground, or at a given height.
  std::size_t junction(double x, double y);
  std::size_t junction(double x, double y, double z);
  /// A two-way road between two junctions; crosses the main river by a bridge where it must.
  void road(std::size_t from, std::size_t to, const RoadKind& kind);
  [[nodiscard]] const JunctionPoint& at(std::size_t junction) const { return points_[junction]; }
  [[nodiscard]] std::size_t junction_count() const { return points_.size(); }
  [[nodiscard]] std::size_t road_count() const { return roads_; }

 private:
  void pieces(std::size_t from, std::size_t to, const RoadKind& kind);
  void piece(std::size_t from, std::size_t to, const RoadKind& kind);
  [[nodiscard]] std::vector<LinePoint> bent(const JunctionPoint& a, const JunctionPoint& b, double length_m);

  const Terrain& terrain_;
  PackageTable& junctions_;
  PackageTable& segments_;
  double origin_x_, origin_y_;
  RandomStream bends_;
  std::vector<JunctionPoint> points_;
  std::size_t roads_ = 0;
};

}  // namespace tocsin
