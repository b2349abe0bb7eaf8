// SPDX-License-Identifier: Apache-2.0
// What an import needs from an OpenStreetMap file, as plain arrays: roads, places, facilities, buildings, rivers, turn
// restrictions, administrative boundaries. Read by libosmium in osm_extract.cpp, the only file that knows it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/town/boundary.hpp"
#include "engine/town/plane.hpp"

namespace tocsin {

/// Values of OpenStreetMap tags, in the map's own spelling.
inline constexpr std::string_view kCommunityHall = "community_centre";  // [sic]
inline constexpr std::string_view kSportsHall = "sports_centre";        // [sic]

/// The map file is missing, truncated or corrupt.
class MapError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Tags of an object, the keys an import looks at.
class OsmTags {
 public:
  void add(std::string key, std::string value) { tags_.emplace_back(std::move(key), std::move(value)); }
  /// Value of a key, "" when it has none.
  [[nodiscard]] std::string_view operator[](std::string_view key) const;

 private:
  std::vector<std::pair<std::string, std::string>> tags_;
};

struct OsmWay {
  std::int64_t id = 0;
  OsmTags tags;
  std::vector<std::int64_t> nodes;            ///< those with a known position
  std::vector<GeographicPosition> positions;  ///< of `nodes`
};

/// A node, or a closed way by its center.
struct OsmPoint {
  std::string id;  ///< "n123" or "w123"
  OsmTags tags;
  GeographicPosition position;
  double area_m2 = 0;  ///< of a closed way
};

/// A turn restriction over one node.
struct OsmRestriction {
  std::int64_t from_way = 0;
  std::int64_t via_node = 0;
  std::int64_t to_way = 0;
  bool only = false;  ///< only_… : every other turn is banned
};

/// An administrative area as the segments of its outline (even-odd rule): complete, or closed by straight lines where
/// less than half of it lies outside the extract.
struct OsmArea {
  OsmTags tags;
  int level = 0;
  std::vector<OutlineLeg> outline;
  bool mended = false;  ///< closed by straight lines
  [[nodiscard]] bool contains(GeographicPosition position) const { return encloses(outline, position); }
};

struct OsmExtract {
  std::uint64_t node_count = 0, way_count = 0, relation_count = 0;
  std::uint64_t missing_nodes = 0;
  std::vector<OsmWay> roads;   ///< ways with a highway tag
  std::vector<OsmWay> rivers;  ///< waterway=river and named streams
  std::vector<OsmPoint> places, facilities, buildings;
  std::vector<OsmRestriction> restrictions;
  std::vector<OsmArea> areas;  ///< boundary=administrative, levels 7 to 9; complete ones first
};

/// Reads a PBF file. Throws MapError.
OsmExtract read_osm(const std::filesystem::path& path);
/// The same from bytes in memory.
OsmExtract read_osm_bytes(std::string_view bytes);

/// Distance on the sphere of mean radius (haversine), meters.
double ground_distance_m(GeographicPosition a, GeographicPosition b);

}  // namespace tocsin
