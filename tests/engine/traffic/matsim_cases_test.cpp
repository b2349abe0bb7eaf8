// SPDX-License-Identifier: Apache-2.0
// Published evacuations of MATSim and EES (../shared/data: ees-mount-alexander, ees-lithgow, matsim-3links): networks
// as counted there, the routes round a closed road, and the recorded clearance and travel times replayed by our
// traffic. A test says which rule of the reference it takes over; all others are those of engine/traffic.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "engine/roads/router.hpp"
#include "engine/traffic/traffic.hpp"
#include "tests/support/cases.hpp"

namespace tocsin::traffic {
namespace {

using Json = nlohmann::json;
using test::data_case;
using test::MatsimNetwork;

Json read_json(const std::filesystem::path& file) {
  std::ifstream in(file);
  return Json::parse(in);
}

/// How a vehicle passes from link to link in the reference.
enum class NodeStep {
  none,       ///< ours: exact instants, no time at junctions
  reference,  ///< MATSim's queue simulation: whole seconds (floor), and one second at every node
};

SegmentFigures figures_of(const MatsimNetwork::Link& link, double capacity_factor, NodeStep step) {
  double drive_s = link.length_m / link.speed_m_per_s;
  if (step == NodeStep::reference) drive_s = std::floor(drive_s) + 1;
  return {.length_m = link.length_m,
          .free_speed_m_per_s = link.length_m / drive_s,
          .entry_capacity_veh_per_s = 1000,  // links of the reference have a capacity at their end only
          .exit_capacity_veh_per_s = link.capacity_veh_per_h * capacity_factor / 3600,
          .storage_cars = 1e6};
}

struct Replay {
  double clearance_s = 0;
  double sum_s = 0;
  std::size_t arrived = 0;
};

/// reference_routes.csv: a person, and the ids of links separated by blanks.
std::vector<std::vector<std::size_t>> routes_of(const MatsimNetwork& network, const std::filesystem::path& file) {
  std::vector<std::vector<std::size_t>> routes;
  for (const auto& row : test::rows_of(file)) {
    std::istringstream ids(row.at(1));
    auto& route = routes.emplace_back();
    for (std::string id; ids >> id;) route.push_back(network.link_at.at(id));
  }
  return routes;
}

/// All leave at the same instant from the end of their first link and end at the end of the last one, before the place
/// where its capacity is measured: a last link is one of its own, which lets everybody out.
Replay replay(const MatsimNetwork& network, const std::vector<std::vector<std::size_t>>& routes, double capacity_factor,
              NodeStep step) {
  constexpr double kDeparture_s = 3600;
  std::vector<SegmentFigures> segments;
  for (const auto& link : network.links) segments.push_back(figures_of(link, capacity_factor, step));
  std::vector<std::vector<SegmentIndex>> ways;
  for (const auto& route : routes) {
    ways.emplace_back(route.begin(), route.end());
    ways.back().back() = static_cast<SegmentIndex>(segments.size());
    segments.push_back(segments[route.back()]);
    segments.back().exit_capacity_veh_per_s = 1000;
  }
  Traffic traffic(segments);
  for (const auto& way : ways) {
    const VehicleId id = traffic.add({}, way);
    const SegmentFigures& first = segments[way.front()];
    traffic.depart(id, at_seconds(kDeparture_s - first.length_m / first.free_speed_m_per_s));
  }
  Replay result;
  while (traffic.advance(kNever)) {
    for (const Notice& notice : traffic.notices()) {
      if (notice.kind != Notice::Kind::arrived) continue;
      ++result.arrived;
      result.sum_s += seconds(notice.at) - kDeparture_s;
      result.clearance_s = std::max(result.clearance_s, seconds(notice.at) - kDeparture_s);
    }
  }
  return result;
}

TEST(MatsimCases, MountAlexanderNetworkHasItsCounts) {
  const auto folder = data_case("ees-mount-alexander");
  if (!folder) GTEST_SKIP() << "data case ees-mount-alexander is not here (set TOCSIN_DATA)";
  const MatsimNetwork network = test::read_matsim_network(*folder / "network.xml.gz");
  const Json facts = read_json(*folder / "facts.json");
  EXPECT_EQ(network.nodes.size(), facts["network_nodes"]);
  EXPECT_EQ(network.links.size(), facts["network_links"]);
  EXPECT_NEAR(network.length_km(), facts["network_km"].get<double>(), 0.0005);
  EXPECT_EQ(network.roads().segment_count(), facts["network_links"]);
}

TEST(MatsimCases, LithgowNetworkHasItsCounts) {
  const auto folder = data_case("ees-lithgow");
  if (!folder) GTEST_SKIP() << "data case ees-lithgow is not here (set TOCSIN_DATA)";
  const MatsimNetwork network = test::read_matsim_network(*folder / "lithgow_surrounds_network_epsg7855.xml.gz");
  const Json facts = read_json(*folder / "facts.json");
  EXPECT_EQ(network.nodes.size(), facts["network_nodes"]);
  EXPECT_EQ(network.links.size(), facts["network_links"]);
  EXPECT_NEAR(network.length_km(), facts["network_km"].get<double>(), 0.0005);
  EXPECT_EQ(network.roads().junction_count(), facts["network_nodes"]);
}

// 30 cars, capacities times 0.05: a road of 600 vehicles per hour lets one through every 120 s.
TEST(MatsimCases, Maldon600ClearsAsRecorded) {
  const auto folder = data_case("ees-mount-alexander");
  if (!folder) GTEST_SKIP() << "data case ees-mount-alexander is not here (set TOCSIN_DATA)";
  const MatsimNetwork network = test::read_matsim_network(*folder / "network.xml.gz");
  const auto routes = routes_of(network, *folder / "maldon-600" / "reference_routes.csv");
  const Json summary = read_json(*folder / "maldon-600" / "reference_summary.json");
  ASSERT_EQ(routes.size(), 30U);
  const double clearance_s = summary["clearance_from_first_departure_s"];
  const double sum_s = summary["sum_travel_time_s"];
  // No rule of the reference taken over: its node steps and whole seconds are within the band of 2 %.
  const Replay ours = replay(network, routes, 0.05, NodeStep::none);
  EXPECT_EQ(ours.arrived, 30U);
  EXPECT_NEAR(ours.clearance_s, clearance_s, 0.02 * clearance_s);
  EXPECT_NEAR(ours.sum_s, sum_s, 0.02 * sum_s);
  // With them: the same to the second per car.
  const Replay stepped = replay(network, routes, 0.05, NodeStep::reference);
  EXPECT_NEAR(stepped.clearance_s, clearance_s, 1);
  EXPECT_NEAR(stepped.sum_s, sum_s, 30);
  // Who forgets the factor sees another evacuation (SOURCE.md: 1504 s and 32,924 s).
  const Replay unscaled = replay(network, routes, 1, NodeStep::reference);
  EXPECT_NEAR(unscaled.clearance_s, 1504, 2);
  EXPECT_NEAR(unscaled.sum_s, 32924, 60);
  fmt::print("clearance {:.0f} s, sum {:.0f} s; with node steps {:.0f} s, {:.0f} s; recorded {:.0f} s, {:.0f} s\n",
             ours.clearance_s, ours.sum_s, stepped.clearance_s, stepped.sum_s, clearance_s, sum_s);
}

// 100 + 1000 + 100 m at 10 m/s; the car starts at the end of the first link. MATSim needs one second at each of the
// two nodes, so 112 s; without them the roads take 110 s.
TEST(MatsimCases, ThreeLinksTake110SecondsAnd112WithNodeSteps) {
  const auto folder = data_case("matsim-3links");
  if (!folder) GTEST_SKIP() << "data case matsim-3links is not here (set TOCSIN_DATA)";
  const MatsimNetwork network = test::read_matsim_network(*folder / "3-links-network.xml");
  EXPECT_EQ(network.nodes.size(), 4U);
  ASSERT_EQ(network.links.size(), 3U);
  EXPECT_DOUBLE_EQ(network.length_km(), 1.2);
  const std::vector<std::vector<std::size_t>> route{{0, 1, 2}};
  EXPECT_NEAR(replay(network, route, 1, NodeStep::none).clearance_s, 110, 1e-5);
  // The reference: 1 s to leave link 1, 100 + 1 s on link 2, 10 s on link 3, at whose end no node is crossed; the rule
  // of the replay (SOURCE.md of ees-mount-alexander) counts the second of link 3 instead of that of link 1.
  EXPECT_NEAR(replay(network, route, 1, NodeStep::reference).clearance_s, 112, 1e-5);
}

/// The links of a way from the end of one link to the end of another, without the first.
std::vector<SegmentId> way(const Router& router, const RoadNetwork& roads, SegmentId from, SegmentId to,
                           const RoadConditions& conditions) {
  const auto route = router.fastest_as_of(roads.to(from), roads.from(to), kStartEx, conditions);
  if (!route) return {};
  std::vector<SegmentId> segments = route->segments;
  segments.push_back(to);
  return segments;
}

void expect_way(const RoadNetwork& roads, const std::vector<SegmentId>& segments, const Json& expected) {
  double time_s = 0;
  double length_m = 0;
  for (const SegmentId s : segments) {
    time_s += static_cast<double>(roads.length_m(s) / roads.free_flow_speed_m_per_s(s));
    length_m += static_cast<double>(roads.length_m(s));
  }
  EXPECT_NEAR(time_s, expected["free_flow_s"].get<double>(), 0.02);
  EXPECT_NEAR(length_m, expected["length_m"].get<double>(), 0.02);
  EXPECT_EQ(segments.size() + 1, expected["links"].get<std::size_t>());  // closure_routes.json counts the first
}

TEST(MatsimCases, CampbellsCreekGoesRoundTheClosedRoad) {
  const auto folder = data_case("ees-mount-alexander");
  if (!folder) GTEST_SKIP() << "data case ees-mount-alexander is not here (set TOCSIN_DATA)";
  const MatsimNetwork network = test::read_matsim_network(*folder / "network.xml.gz");
  const Json answers = read_json(*folder / "campbells-creek-1" / "closure_routes.json");
  const RoadNetwork roads = network.roads();
  const auto ids = network.segment_ids();
  const auto segment = [&](const Json& id) { return ids[network.link_at.at(id)]; };
  const Router router(roads, TravelMode::car, ModeSpeeds{});
  const RoadConditions open(roads);
  RoadConditions closed(roads);
  for (const auto& id : answers["blocked_links"]) closed.close(segment(id), kAllModes, kStartEx);
  const auto blocked = [&](SegmentId s) { return closed.closed(s, TravelMode::car, kStartEx); };
  for (const auto& expected : answers["fastest_path_by_free_flow_time"]) {
    SCOPED_TRACE(expected["person"]);
    const SegmentId from = segment(expected["from_link"]);
    const SegmentId to = segment(expected["to_link"]);
    const auto on_open = way(router, roads, from, to, open);
    const auto on_closed = way(router, roads, from, to, closed);
    expect_way(roads, on_open, expected["open_road"]);
    expect_way(roads, on_closed, expected["road_closed"]);
    EXPECT_EQ(std::any_of(on_open.begin(), on_open.end(), blocked), expected["open_road"]["uses_blocked_link"]);
    EXPECT_TRUE(std::none_of(on_closed.begin(), on_closed.end(), blocked));
  }
}

}  // namespace
}  // namespace tocsin::traffic
