// SPDX-License-Identifier: Apache-2.0
// Finds published cases (../shared/data) for tests and reads their tables and MATSim networks (version 2, plain or
// gzip).
//
//   const auto folder = data_case("ees-lithgow");           // nullopt: not here, skip the test
//   const MatsimNetwork network = read_matsim_network(*folder / "network.xml.gz");
//
// Enough XML for the files of the cases: attributes in double quotes, one network. Meters, m/s, vehicles per hour.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/roads/road_network.hpp"

namespace tocsin::test {

/// The folder of a case in ../shared/data, or in the folder that the environment variable TOCSIN_DATA names.
std::optional<std::filesystem::path> data_case(const std::string& name);

/// The cells of a table without its first line.
std::vector<std::vector<std::string>> rows_of(const std::filesystem::path& file, char separator = ',');

struct MatsimNetwork {
  struct Node {
    std::string id;
    double x_m = 0;
    double y_m = 0;
  };
  struct Link {
    std::string id;
    std::size_t from = 0;  ///< position in nodes
    std::size_t to = 0;
    double length_m = 0;
    double speed_m_per_s = 0;
    double capacity_veh_per_h = 0;
    double lanes = 1;
  };
  std::vector<Node> nodes;
  std::vector<Link> links;
  std::map<std::string, std::size_t> link_at;  ///< by id

  [[nodiscard]] double length_km() const;
  /// As one of ours: junction and segment ids in the order of nodes and links; roads have the ids of the links.
  [[nodiscard]] RoadNetwork roads() const;
  /// Which segment of roads() a link is.
  [[nodiscard]] std::vector<SegmentId> segment_ids() const;

 private:
  [[nodiscard]] std::vector<SegmentInput> segments() const;
};

/// Throws std::runtime_error when the file cannot be read or a link has no node.
MatsimNetwork read_matsim_network(const std::filesystem::path& file);

}  // namespace tocsin::test
