// SPDX-License-Identifier: Apache-2.0
// Households made from the figures of a zone: as many as the table says, with exactly as many persons, children,
// elderly, people who need help, cars and motorcycles. They stand along the roads around the zone's center. The same
// zone gives the same households in every replication and on every machine: they are part of the place, not of chance.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/roads/road_network.hpp"
#include "engine/town/plane.hpp"
#include "engine/town/road_access.hpp"
#include "engine/town/town.hpp"

namespace tocsin {

/// What zones.csv says of the people of a zone.
struct ZoneFigures {
  std::uint32_t residents = 0;
  std::uint32_t households = 0;
  std::uint32_t children = 0;
  std::uint32_t elderly = 0;
  std::uint32_t need_help = 0;
  std::uint32_t cars = 0;
  std::uint32_t motorcycles = 0;
  double spread_m = 0;
};

/// Where houses can stand: the straight legs of all roads that walkers of the main network use and that touch the
/// ground (no bridges, tunnels, motorways).
class Frontage {
 public:
  using Shapes = std::vector<std::vector<std::pair<float, float>>>;
  Frontage(const RoadNetwork& network, const Shapes& shapes, const RoadAccess& access);

  /// A straight piece of road with the elevations of its ends.
  struct Stretch {
    double x1, y1, z1, x2, y2, z2;
    [[nodiscard]] double length() const;
  };
  /// The parts of all roads within `radius_m` of a point.
  [[nodiscard]] std::vector<Stretch> around(PlanePosition center, double radius_m) const;

 private:
  void add_road(const RoadNetwork& network, SegmentId id, const std::vector<std::pair<float, float>>& shape);
  void build_grid();
  std::vector<Stretch> legs_;
  double low_x_ = 0, low_y_ = 0, cell_m_ = 500;
  std::int64_t columns_ = 0, rows_ = 0;
  std::vector<std::uint32_t> first_, members_;  // legs by cell, compressed rows
};

/// Appends the households of one zone to `population`. The figures must not contradict each other
/// (town_reader.cpp checks them): residents ≥ households, parts ≤ residents.
void make_households(std::string_view zone_id, ZoneId zone, const ZoneFigures& figures, PlanePosition center,
                     double frontage_depth_m, const Frontage& frontage, const RoadAccess& access,
                     const RoadNetwork& network, Population& population);

}  // namespace tocsin
