// SPDX-License-Identifier: Apache-2.0
// From OpenStreetMap ways to a road network: what a way means (class, access, direction, speed), junctions only where
// ways meet or end, pieces without connection dropped or reported, extra junctions where places are reached.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/roads/road_network.hpp"
#include "engine/town/boundary.hpp"
#include "engine/town/nearest.hpp"
#include "engine/town/osm_extract.hpp"
#include "engine/town/osm_import.hpp"
#include "engine/town/plane.hpp"

namespace tocsin {

/// What the tags of a way say.
struct WayMeaning {
  RoadClass road_class = RoadClass::unclassified;
  ModeMask access = 0;
  int one_way = 0;            ///< +1 with the way, -1 against it, 0 both
  double speed_km_per_h = 0;  ///< 0: of the class
  int lanes = 0;              ///< per direction; 0: of the class
  bool bridge = false, tunnel = false;
  double maximum_weight_t = 0, width_m = 0;
  std::string name;
};

/// The meaning of a way with a highway tag; nullopt when nobody travels on it (under construction, a platform).
/// Car access as in common routers: the first of motorcar, motor_vehicle, vehicle, access decides.
std::optional<WayMeaning> meaning_of(const OsmTags& tags, const OsmImportParameters& parameters);

/// Is it a road whose class cars use at all?
bool is_car_class(RoadClass road_class);

/// A stretch of road between two junctions.
struct OsmSegment {
  std::int64_t way = 0;
  int meaning = 0;  ///< position in OsmRoads::meanings
  ModeMask access = 0;
  std::vector<std::int64_t> nodes;  ///< first and last are junctions
  double length_m = 0;
};

struct OsmNode {
  GeographicPosition geographic;
  PlanePosition plane;
};

/// The road network of an extract while it is made.
class OsmRoads {
 public:
  OsmRoads(const OsmExtract& extract, const Boundary& boundary, const Plane& plane,
           const OsmImportParameters& parameters, ImportSummary& summary);

  /// Nearest vertex of the main network (cars, or walkers) and its distance; becomes a junction.
  struct Access {
    std::int64_t node = 0;
    double distance_m = 0;
  };
  [[nodiscard]] std::optional<Access> nearest(PlanePosition position, bool on_foot) const;
  /// Makes a vertex a junction, cutting the road it lies on.
  void cut_at(std::int64_t node) { forced_.push_back(node); }
  /// Cuts at all vertices asked for; after that the segments are final.
  void finish();

  [[nodiscard]] const std::vector<OsmSegment>& segments() const { return segments_; }
  [[nodiscard]] const WayMeaning& meaning(const OsmSegment& segment) const {
    return meanings_[static_cast<std::size_t>(segment.meaning)];
  }
  [[nodiscard]] const OsmNode& node(std::int64_t id) const;
  /// Junctions in ascending node id.
  [[nodiscard]] std::vector<std::int64_t> junctions() const;

 private:
  void extend(OsmSegment& run, std::int64_t id, const OsmNode& to);
  void take_way(const OsmWay& way, const Boundary& boundary, const Plane& plane, const OsmImportParameters& parameters,
                ImportSummary& summary);
  void cut_at_junctions();
  void drop_small_pieces(const OsmImportParameters& parameters, ImportSummary& summary);
  void close_traps(const OsmImportParameters& parameters, ImportSummary& summary);
  void index_vertices();
  [[nodiscard]] std::vector<OsmSegment> cut(const std::vector<OsmSegment>& segments,
                                            const std::vector<std::int64_t>& sorted_junctions) const;
  [[nodiscard]] RoadNetwork network(const std::vector<std::int64_t>& ids) const;

  std::vector<WayMeaning> meanings_;
  std::vector<OsmSegment> segments_;
  std::vector<std::int64_t> node_ids_;  // sorted
  std::vector<OsmNode> nodes_;          // beside node_ids_
  std::vector<std::pair<std::int64_t, OsmNode>> seen_;
  std::int64_t made_ = 0;  ///< vertices put into long straight legs: ids -1, -2, …
  std::vector<std::int64_t> forced_;
  std::vector<std::int64_t> vertex_, walk_vertex_;  // vertices of the main networks
  NearestPoints nearest_, nearest_walk_;
};

}  // namespace tocsin
