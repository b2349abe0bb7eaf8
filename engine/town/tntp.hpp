// SPDX-License-Identifier: Apache-2.0
// Reads road networks and trip tables in the TNTP format (Transportation Networks for Research Core Team): links with
// flow capacity, length and a travel time that grows with the flow; trips from zone to zone.
//
//   Diagnostics diagnostics;
//   const auto network = read_tntp_network("Anaheim_net.tntp", diagnostics);
//   const auto trips = read_tntp_trips("Anaheim_trips.tntp", *network, diagnostics);
//
// The format has no units: numbers are handed on as the file has them. Nodes and zones are counted from 1, as there;
// zones are the first nodes. Does not assign trips to routes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/input/diagnostic.hpp"
#include "engine/roads/road_network.hpp"

namespace tocsin {

struct TntpLink {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  double capacity = 0;  ///< flow in the unit of the trips
  double length = 0;
  double free_flow_time = 0;
  double b = 0;
  double power = 0;
  double speed = 0;  ///< limit, often 0: not given
  double toll = 0;
  std::int32_t type = 0;

  /// Time at a flow: t0 (1 + b (flow / capacity)^power) (Bureau of Public Roads 1964).
  [[nodiscard]] double time(double flow) const;
  /// Its integral from 0 to the flow, the link's part of Beckmann's objective (Beckmann, McGuire, Winsten 1956).
  [[nodiscard]] double time_integral(double flow) const;
};

struct TntpNetwork {
  std::uint32_t zones = 0;
  std::uint32_t nodes = 0;
  std::uint32_t first_through_node = 1;  ///< nodes before it only begin or end trips
  std::vector<TntpLink> links;
};

struct TntpTrips {
  std::uint32_t origin = 0;
  std::uint32_t destination = 0;
  double trips = 0;
};

struct TntpDemand {
  std::vector<TntpTrips> trips;  ///< pairs of zones with any trips, in the order of the file
  [[nodiscard]] double total() const;
};

/// Nullopt after errors: missing-file, syntax, missing-key, bad-number, out-of-range, ragged-row, unknown-reference,
/// inconsistent (fewer or more links than announced).
std::optional<TntpNetwork> read_tntp_network(const std::filesystem::path& file, Diagnostics& diagnostics);
std::optional<TntpNetwork> parse_tntp_network(std::string_view text, const std::string& name, Diagnostics& diagnostics);

/// Warns (inconsistent) when the trips do not add up to the total the file announces.
std::optional<TntpDemand> read_tntp_trips(const std::filesystem::path& file, const TntpNetwork& network,
                                          Diagnostics& diagnostics);
std::optional<TntpDemand> parse_tntp_trips(std::string_view text, const std::string& name, const TntpNetwork& network,
                                           Diagnostics& diagnostics);

/// Where a node is, in the unit of the file: degrees (longitude first), or a plane.
struct TntpPoint {
  double x = 0;
  double y = 0;
};

/// By node, from 0. A file of nodes begins with a heading, then has node, X, Y in each line. Errors as above.
std::optional<std::vector<TntpPoint>> read_tntp_nodes(const std::filesystem::path& file, const TntpNetwork& network,
                                                      Diagnostics& diagnostics);
std::optional<std::vector<TntpPoint>> parse_tntp_nodes(std::string_view text, const std::string& name,
                                                       const TntpNetwork& network, Diagnostics& diagnostics);

/// What the units of a file are.
struct TntpUnits {
  Length length;           ///< one unit of length
  Duration time{};         ///< one unit of time
  Speed connector_speed;   ///< on links of no free-flow time (they connect zones)
  Length shortest_length;  ///< links of no length get this
};

/// The network as ours. A node that only begins and ends trips becomes two junctions, so that no route leads through
/// it; of other nodes both are the same.
struct TntpRoads {
  RoadNetwork roads;
  std::vector<JunctionId> leave_by;   ///< by node, from 0: where its trips begin
  std::vector<JunctionId> arrive_by;  ///< … and end
  std::vector<SegmentId> segments;    ///< by link
};
TntpRoads roads_of(const TntpNetwork& network, const TntpUnits& units);

}  // namespace tocsin
