// SPDX-License-Identifier: Apache-2.0
// Published networks with known shortest travel times. The files are not part of the project: they are looked for in
// ../shared/data or in the folder that the environment variable TOCSIN_DATA names, and the test is skipped without
// them.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "engine/roads/router.hpp"
#include "tests/engine/roads/random_network.hpp"

namespace tocsin {
namespace {

using testing::at;
using testing::road;

std::filesystem::path data_case(const std::string& name) {
  const char* root = std::getenv("TOCSIN_DATA");  // NOLINT(concurrency-mt-unsafe)
  return std::filesystem::path(root != nullptr ? root : "../shared/data") / name;
}

std::vector<std::string> split(const std::string& line, char separator) {
  std::vector<std::string> cells;
  std::stringstream text(line);
  for (std::string cell; std::getline(text, cell, separator);) cells.push_back(cell);
  return cells;
}

/// The lines of a file without its carriage returns.
std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::vector<std::string> lines;
  std::ifstream input(file);
  for (std::string line; std::getline(input, line);) {
    while (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

/// Segments that are traveled in exactly `time_s` although lengths and speeds are floats: microseconds at 10^6 m/s,
/// then the rest in nanoseconds at 10^9 m/s, through a junction of their own.
void add_exact(std::vector<SegmentInput>& segments, std::size_t& junction_count, std::size_t from, std::size_t to,
               double time_s) {
  const double nanoseconds = std::round(time_s * 1e9);
  const double microseconds = std::floor(nanoseconds / 1e3);
  segments.push_back(road(from, junction_count, microseconds));
  segments.back().free_flow_speed = Speed::from_si(1e6);
  segments.push_back(road(junction_count, to, nanoseconds - microseconds * 1e3));
  segments.back().free_flow_speed = Speed::from_si(1e9);
  ++junction_count;
}

RoadNetwork jemss_network(const std::filesystem::path& folder, std::size_t mode) {
  std::size_t junction_count = lines_of(folder / "nodes.csv").size() - 2;
  std::vector<SegmentInput> segments;
  bool one_way = false;
  std::size_t row = 0;
  for (const std::string& line : lines_of(folder / "arcs.csv")) {
    const auto cells = split(line, ',');
    if (++row == 3) one_way = cells.at(0) == "directed";
    if (row <= 6) continue;
    const std::size_t from = std::stoul(cells.at(1)) - 1;
    const std::size_t to = std::stoul(cells.at(2)) - 1;
    const double time_s = std::stod(cells.at(2 + mode));
    add_exact(segments, junction_count, from, to, time_s);
    if (!one_way) add_exact(segments, junction_count, to, from, time_s);
  }
  return {testing::junctions(junction_count), segments, RoadClassTable{}};
}

TEST(DataCases, JemssSmallNetworksHaveThePublishedTimes) {
  const auto folder = data_case("jemss-small-networks");
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no data case jemss-small-networks; set TOCSIN_DATA";
  using Pair = std::tuple<std::size_t, std::size_t, double>;
  std::map<std::pair<std::string, std::size_t>, std::vector<Pair>> expected;
  for (const std::string& line : lines_of(folder / "shortest_times.csv")) {
    const auto cells = split(line, ',');
    if (cells.at(0) == "network") continue;
    expected[{cells[0], std::stoul(cells[1])}].emplace_back(std::stoul(cells[2]) - 1, std::stoul(cells[3]) - 1,
                                                            std::stod(cells[4]));
  }
  ASSERT_EQ(expected.size(), 22U);
  for (const auto& [key, pairs] : expected) {
    const RoadNetwork network = jemss_network(folder / key.first, key.second);
    const Router router(network, TravelMode::car, ModeSpeeds{});
    for (const auto& [from, to, time_s] : pairs) {
      const auto route = router.fastest(at(from), at(to));
      const double found_s = route ? seconds(route->travel_time) : testing::kNoWay;
      if (std::isinf(time_s)) {
        EXPECT_EQ(found_s, time_s);
      } else {
        EXPECT_NEAR(found_s, time_s, 1e-9)
            << key.first << " mode " << key.second << ": " << from + 1 << " to " << to + 1;
      }
    }
  }
}

// Zones of a TNTP network are not through nodes: its trips start and end there, so every zone becomes two junctions.
// Cost is the published cost of the best-known equilibrium flow; there every used link lies on a cheapest route for
// somebody, so for each link its cost is at least the potential difference (reduced costs are not negative) and
// all-pairs costs weighted by trips give the published total travel time.
TEST(DataCases, TntpAnaheimTotalTravelTimeAtEquilibriumComesFromShortestRoutes) {
  const auto folder = data_case("tntp-anaheim");
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no data case tntp-anaheim; set TOCSIN_DATA";
  constexpr std::size_t kZones = 38;
  constexpr std::size_t kNodes = 416;
  std::size_t junction_count = kNodes + kZones;
  std::vector<SegmentInput> segments;
  for (const std::string& line : lines_of(folder / "Anaheim_flow.tntp")) {
    std::istringstream text(line);
    std::size_t from = 0;
    std::size_t to = 0;
    double volume = 0;
    double cost_min = 0;
    if (!(text >> from >> to >> volume >> cost_min)) continue;
    const std::size_t arrival = to <= kZones ? kNodes + to - 1 : to - 1;  // zones are entered by their second junction
    add_exact(segments, junction_count, from - 1, arrival, cost_min);
  }
  ASSERT_EQ(segments.size(), 2U * 914U);
  const RoadNetwork network(testing::junctions(junction_count), segments, RoadClassTable{});
  std::vector<JunctionId> origins;
  std::vector<JunctionId> destinations;
  for (std::size_t zone = 0; zone < kZones; ++zone) {
    origins.push_back(at(zone));
    destinations.push_back(at(kNodes + zone));
  }
  const Eigen::MatrixXd times = Router(network, TravelMode::car, ModeSpeeds{}).travel_times_s(origins, destinations);

  double total = 0;
  double trips_total = 0;
  std::size_t origin = 0;
  for (const std::string& line : lines_of(folder / "Anaheim_trips.tntp")) {
    if (line.rfind("Origin", 0) == 0) origin = std::stoul(line.substr(6));
    for (const std::string& item : split(line, ';')) {
      const auto colon = item.find(':');
      if (colon == std::string::npos || origin == 0) continue;
      const std::size_t destination = std::stoul(item.substr(0, colon));
      const double trips = std::stod(item.substr(colon + 1));
      trips_total += trips;
      if (destination == origin) continue;
      total += trips * times(static_cast<Eigen::Index>(origin - 1), static_cast<Eigen::Index>(destination - 1));
    }
  }
  EXPECT_NEAR(trips_total, 104694.4, 0.05);
  EXPECT_NEAR(total / 1419913.8510593912, 1.0, 1e-6);
}

TEST(DataCases, MatsimThreeLinksTakeTheirFreeFlowTime) {
  const auto folder = data_case("matsim-3links");
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no data case matsim-3links; set TOCSIN_DATA";
  std::stringstream text;
  text << std::ifstream(folder / "3-links-network.xml").rdbuf();
  const std::string xml = text.str();
  const auto attribute = [&](std::size_t tag, const std::string& name) {
    const std::size_t begin = xml.find(' ' + name + "=\"", tag) + name.size() + 3;
    return std::stod(xml.substr(begin, xml.find('"', begin) - begin));
  };
  std::vector<SegmentInput> segments;
  for (std::size_t tag = xml.find("<link "); tag != std::string::npos; tag = xml.find("<link ", tag + 1)) {
    segments.push_back(road(segments.size(), segments.size() + 1, attribute(tag, "length")));
    segments.back().free_flow_speed = Speed::from_si(attribute(tag, "freespeed"));
  }
  ASSERT_EQ(segments.size(), 3U);
  const RoadNetwork network(testing::junctions(4), segments, RoadClassTable{});
  const Router router(network, TravelMode::car, ModeSpeeds{});
  EXPECT_DOUBLE_EQ(seconds(router.fastest(at(1), at(3))->travel_time), 110.0);  // as its SOURCE.md derives
  EXPECT_DOUBLE_EQ(router.fastest(at(0), at(3))->length.si(), 1200.0);
}

}  // namespace
}  // namespace tocsin
