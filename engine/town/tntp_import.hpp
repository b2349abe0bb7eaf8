// SPDX-License-Identifier: Apache-2.0
// Makes a town package of a road network and a trip table in the TNTP format: junctions, road segments with their flow
// capacities, one zone without residents for each zone, trips.csv.
//
//   const auto summary = import_tntp("Anaheim_net.tntp", "Anaheim_trips.tntp", "towns/anaheim", {}, parameters);
//
// The format has no units and often no positions. Units are those of `options`, or the first usual ones by which the
// median speed is one that cars drive. Positions come from a file of nodes; else they are schematic, from distances
// along the roads. Travel times that grow with the flow (b, power) are left out: here vehicles queue.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "engine/base/quantity.hpp"
#include "engine/base/text.hpp"
#include "engine/base/time.hpp"
#include "engine/input/fields.hpp"

namespace tocsin {

/// What the format does not tell; library entry `town.tntp`.
struct TntpImportParameters {
  Speed slowest_usual, fastest_usual;  ///< of the median speed, by which units are told
  Speed connector_speed;               ///< on links that take no time
  Length shortest_link;                ///< links of no length get this
  double lane_capacity_veh_per_h = 0;  ///< tells lanes from capacity, and so how many vehicles a link holds
  void describe(Fields& fields);
};

struct TntpImportOptions {
  std::optional<Length> length_unit = {};   ///< one unit of length of the file
  std::optional<Duration> time_unit = {};   ///< one unit of time of the file
  Duration period = std::chrono::hours(1);  ///< in which the trips depart, and the flow of the capacities
  std::filesystem::path nodes = {};         ///< empty: a file beside NET called like it, *_node.tntp, if there is one
  bool overwrite = false;
};

struct TntpImportSummary {
  std::size_t junctions = 0, road_segments = 0, zones = 0, pairs = 0;
  double vehicles = 0;
  double vehicles_within_zones = 0;  ///< left out
  double vehicles_too_few = 0;       ///< of pairs with so few that a table would show 0
  std::string units;                 ///< "1 mi, 1 min"
  double median_speed_km_per_h = 0;
  std::size_t slowed_links = 0;  ///< would be faster than a town package takes
  bool schematic = false;        ///< positions are not those of the ground
  [[nodiscard]] Phrase text() const;
};

/// Reads both files, writes the package into `folder` (all or nothing). Throws InputError with every mistake of the
/// files, or folder-exists, cannot-write.
TntpImportSummary import_tntp(const std::filesystem::path& net, const std::filesystem::path& trips,
                              const std::filesystem::path& folder, const TntpImportOptions& options,
                              const TntpImportParameters& parameters);

}  // namespace tocsin
