// SPDX-License-Identifier: Apache-2.0
// Makes a town package from an OpenStreetMap extract (.osm.pbf) by libosmium: roads, places as zones, buildings as a
// stand-in for people, hospitals, fire stations, schools as shelters, rivers, helipads. Optional: a boundary and
// elevation tiles (.hgt).
//
//   const ImportSummary summary = import_osm("andorra.osm.pbf", "towns/andorra", {}, parameters);
//   std::cout << summary.text().en;
//
// Map data are under the ODbL; the package says so. What a map does not know (people, capacities, teams) is made from
// parameters with confidence E, to be replaced by a county's own tables. Needs no network.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/base/text.hpp"
#include "engine/input/diagnostic.hpp"
#include "engine/input/fields.hpp"

namespace tocsin {

/// What a map does not tell; library entry `town.import`.
struct OsmImportParameters {
  double residents_per_building = 0;
  double residents_per_place = 0;  ///< of a place without buildings and without a population on the map
  double persons_per_household = 0;
  Share children, elderly, need_help;
  double cars_per_household = 0;
  double motorcycles_per_household = 0;
  Area shelter_area_per_person;  ///< of the footprint
  Area footprint_unmapped;       ///< of a school or hall mapped as a point
  Length building_catchment;     ///< a building farther than this from every place belongs to none
  Length shape_tolerance;        ///< road shapes are simplified to within this
  Length smallest_piece;         ///< disconnected road pieces shorter than this are dropped
  Length reach;                  ///< a place farther than this from the main network is moved to it
  Length farthest;               ///< … and dropped if it is even farther than this
  Share speed_of_limit;          ///< free-flow speed per signposted limit
  Speed unpaved_speed;           ///< most on unpaved roads
  Share steepest_road;           ///< ground heights along roads are evened out to this slope
  Share steepest_path;
  Length river_bank;                ///< height of the banks of rivers above their bed
  double team_members = 0;          ///< of the crew at a fire station
  double assumed_team_members = 0;  ///< of a township without a fire station on the map
  void describe(Fields& fields);
};

struct ImportOptions {
  /// "": everything; "minlon,minlat,maxlon,maxlat"; or a GeoJSON file with a Polygon or MultiPolygon.
  std::string boundary = {};
  std::vector<std::filesystem::path> elevation = {};  ///< .hgt tiles, 1 or 3 arc seconds
  int epsg = 0;                                       ///< 0: chosen from the center (CGCS2000 in China, else UTM)
  Phrase name = {};                                   ///< empty: from the file name
  bool overwrite = false;
};

/// What was found and what was done with it; every count is told to the user.
struct ImportSummary {
  std::uint64_t osm_nodes = 0, osm_ways = 0, osm_relations = 0;
  std::uint64_t highway_ways = 0;
  double highway_km = 0;  ///< of all ways with a highway tag
  std::uint64_t car_ways = 0;
  double car_km = 0;
  std::uint64_t missing_nodes = 0;  ///< named by a way but not in the extract
  std::size_t junctions = 0, road_segments = 0, turn_restrictions = 0;
  std::size_t pieces_dropped = 0, pieces_kept = 0;  ///< besides the main one
  double km_dropped = 0, km_disconnected = 0;
  double km_one_way_only = 0;          ///< roads cars could enter or leave only: closed to them
  std::size_t facilities_moved = 0;    ///< moved to the nearest road of the main network
  std::size_t facilities_dropped = 0;  ///< too far from the main network
  std::size_t townships = 0, zones = 0, buildings = 0, buildings_unassigned = 0;
  std::uint64_t residents = 0, households = 0;
  /// Of the residents: by population tags, by counted buildings, by the default for a place without either.
  std::uint64_t residents_tagged = 0, residents_by_buildings = 0, residents_by_default = 0;
  std::vector<Phrase> townships_mended;  ///< their boundaries leave the extract and were closed by straight lines
  std::vector<Phrase> townships_empty;   ///< with less than a tenth of the residents of the average one
  std::size_t shelters = 0, assumed_shelters = 0, stations = 0, helicopter_spots = 0, rivers = 0;
  std::size_t teams = 0, assumed_teams = 0;
  int epsg = 0;
  bool has_elevation = false;
  /// A paragraph for people: counts, what was dropped, what is a guess.
  [[nodiscard]] Phrase text() const;
};

/// Reads `map`, writes the package into `folder` (all or nothing). Throws InputError: `unreadable-map` (missing,
/// truncated or corrupt file), `empty-map` (no road inside the boundary), `bad-boundary`, `bad-elevation`,
/// `folder-exists`, `cannot-write`.
ImportSummary import_osm(const std::filesystem::path& map, const std::filesystem::path& folder,
                         const ImportOptions& options, const OsmImportParameters& parameters);

}  // namespace tocsin
