// SPDX-License-Identifier: Apache-2.0
#include "engine/town/tntp_import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <queue>
#include <set>
#include <utility>
#include <vector>

#include "engine/base/units.hpp"
#include "engine/town/package_writer.hpp"
#include "engine/town/plane.hpp"
#include "engine/town/tntp.hpp"

namespace tocsin {

namespace fs = std::filesystem;

void TntpImportParameters::describe(Fields& fields) {
  fields
      .parameter("slowest_usual", slowest_usual,
                 {"Units are looked for that make the median speed at least this.", "推断单位时中位车速的下限。"})
      .more_than(Speed{});
  fields.parameter("fastest_usual", fastest_usual, {"… and at most this.", "推断单位时中位车速的上限。"})
      .more_than(Speed{});
  fields
      .parameter("connector_speed", connector_speed, {"Speed on links that take no time.", "行程时间为零的连线车速。"})
      .more_than(Speed{});
  fields.parameter("shortest_link", shortest_link, {"Length of links of no length.", "长度为零的连线取此长度。"})
      .more_than(0_m);
  fields
      .parameter("lane_capacity", lane_capacity_veh_per_h,
                 {"Flow capacity of one lane in vehicles per hour: tells lanes from capacity.",
                  "单车道通行能力（辆/小时），用于由通行能力推算车道数。"})
      .between(100, 5000);
}

namespace {

struct Units {
  Length length;
  Duration time{};
  std::string words;
};

/// The unit the file most likely means: a mile is written as such.
constexpr std::array<std::pair<double, const char*>, 4> kLengths_m{
    {{1609.344, "mi"}, {1000, "km"}, {0.3048, "ft"}, {1, "m"}}};

Units units_of(Length length, Duration time) {
  std::string words = to_text(length);
  for (const auto& [meters, name] : kLengths_m) {
    if (std::abs(length.si() - meters) < 1e-9) words = fmt::format("1 {}", name);
  }
  return {length, time, words + ", " + to_text(time)};
}

double median_speed(const TntpNetwork& network, const Units& units) {
  std::vector<double> speeds;
  for (const auto& link : network.links) {
    if (link.free_flow_time <= 0 || link.length <= 0) continue;
    speeds.push_back(link.length * units.length.si() / (link.free_flow_time * seconds(units.time)));
  }
  if (speeds.empty()) return 0;
  const auto middle = speeds.begin() + static_cast<std::ptrdiff_t>(speeds.size() / 2);
  std::nth_element(speeds.begin(), middle, speeds.end());
  return *middle;
}

/// Those given; else the first usual ones by which cars drive at a usual speed; else miles and minutes.
Units find_units(const TntpNetwork& network, const TntpImportOptions& options, const TntpImportParameters& p) {
  constexpr std::array<double, 3> kTimes_s{60, 3600, 1};
  for (const double time_s : kTimes_s) {
    for (const auto& [length_m, name] : kLengths_m) {
      const auto units = units_of(options.length_unit.value_or(Length::from_si(length_m)),
                                  options.time_unit.value_or(Duration(time_s)));
      const double speed = median_speed(network, units);
      if (speed >= p.slowest_usual.si() && speed <= p.fastest_usual.si()) return units;
    }
  }
  return units_of(options.length_unit.value_or(Length::from_si(kLengths_m.front().first)),
                  options.time_unit.value_or(Duration(kTimes_s.front())));
}

/// Distances from a node along the links, in either direction.
std::vector<double> distances(const TntpNetwork& network, const std::vector<double>& length_m, std::uint32_t origin) {
  std::vector<std::vector<std::pair<std::uint32_t, double>>> near(network.nodes);
  for (std::size_t i = 0; i < network.links.size(); ++i) {
    const auto& link = network.links[i];
    near[link.from - 1].emplace_back(link.to - 1, length_m[i]);
    near[link.to - 1].emplace_back(link.from - 1, length_m[i]);
  }
  std::vector<double> distance(network.nodes, std::numeric_limits<double>::infinity());
  using Entry = std::pair<double, std::uint32_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
  distance[origin] = 0;
  open.emplace(0, origin);
  while (!open.empty()) {
    const auto [gone, node] = open.top();
    open.pop();
    if (gone > distance[node]) continue;
    for (const auto& [next, length] : near[node]) {
      if (gone + length >= distance[next]) continue;
      distance[next] = gone + length;
      open.emplace(distance[next], next);
    }
  }
  for (double& value : distance) {
    if (!std::isfinite(value)) value = 0;  // another piece of the network
  }
  return distance;
}

std::uint32_t farthest(const std::vector<double>& distance) {
  return static_cast<std::uint32_t>(std::max_element(distance.begin(), distance.end()) - distance.begin());
}

/// East: from one end of the network; north: from the node that is farthest from both ends. Nodes that are neighbors
/// stand near each other, never farther than their link is long.
std::vector<PlanePosition> schematic_positions(const TntpNetwork& network, const std::vector<double>& length_m) {
  const auto west = distances(network, length_m, farthest(distances(network, length_m, 0)));
  const auto east = distances(network, length_m, farthest(west));
  std::vector<double> nearer(network.nodes);
  for (std::size_t i = 0; i < nearer.size(); ++i) nearer[i] = std::min(west[i], east[i]);
  const auto south = distances(network, length_m, farthest(nearer));
  const double shrink = std::sqrt(0.5);
  std::vector<PlanePosition> positions;
  for (std::size_t i = 0; i < west.size(); ++i) positions.push_back({west[i] * shrink, south[i] * shrink});
  return positions;
}

/// The plane of the file in meters: the unit is the one by which the links are as long as they say, in the median.
std::vector<PlanePosition> scaled(const TntpNetwork& network, const std::vector<double>& length_m,
                                  const std::vector<TntpPoint>& points) {
  std::vector<double> scales;
  for (std::size_t i = 0; i < network.links.size(); ++i) {
    const auto& from = points[network.links[i].from - 1];
    const auto& to = points[network.links[i].to - 1];
    const double straight = std::hypot(to.x - from.x, to.y - from.y);
    if (straight > 0 && network.links[i].length > 0) scales.push_back(length_m[i] / straight);
  }
  double scale = 1;
  if (!scales.empty()) {
    const auto middle = scales.begin() + static_cast<std::ptrdiff_t>(scales.size() / 2);
    std::nth_element(scales.begin(), middle, scales.end());
    scale = *middle;
  }
  std::vector<PlanePosition> positions;
  positions.reserve(points.size());
  for (const auto& point : points) positions.push_back({point.x * scale, point.y * scale});
  return positions;
}

/// No two in one spot: a zone belongs to the junction it stands at.
void set_apart(std::vector<PlanePosition>& positions) {
  constexpr double kApart_m = 1;
  std::set<std::pair<long, long>> taken;
  for (auto& position : positions) {
    while (!taken.emplace(std::lround(position.x_m), std::lround(position.y_m)).second) position.x_m += kApart_m;
  }
}

fs::path nodes_beside(const fs::path& net) {
  auto name = net.stem().string();
  if (const auto at = name.rfind("_net"); at != std::string::npos) name.erase(at);
  auto beside = net.parent_path() / (name + "_node" + net.extension().string());
  std::error_code failed;
  return fs::is_regular_file(beside, failed) ? beside : fs::path{};
}

class Import {
 public:
  Import(TntpNetwork network, TntpDemand demand, const std::optional<std::vector<TntpPoint>>& points,
         const TntpImportOptions& options, const TntpImportParameters& parameters)
      : network_(std::move(network)),
        demand_(std::move(demand)),
        options_(options),
        p_(parameters),
        units_(find_units(network_, options, parameters)) {
    for (const auto& link : network_.links) {
      length_m_.push_back(link.length > 0 ? link.length * units_.length.si() : p_.shortest_link.si());
    }
    place(points);
  }

  TntpImportSummary write(const fs::path& folder, const std::string& name) {
    package_.name = {name, name};
    package_.source = {"Road network and trip table in the TNTP format", "TNTP 格式的路网和出行表"};
    package_.confidence = Confidence::U;
    package_.license = "as the source says";
    write_zones();
    write_junctions();
    write_links();
    write_turns();
    write_trips();
    package_.write(folder, options_.overwrite);
    return std::move(summary_);
  }

 private:
  static std::string node_id(std::uint32_t node) { return fmt::format("n{}", node); }
  static std::string zone_id(std::uint32_t zone) { return fmt::format("z{}", zone); }
  [[nodiscard]] std::vector<std::string> position(std::uint32_t node) const {
    const auto& p = positions_[node - 1];
    return {number_text(p.x_m, 1), number_text(p.y_m, 1)};
  }

  void place(const std::optional<std::vector<TntpPoint>>& points) {
    summary_.schematic = !points;
    if (!points) {
      positions_ = schematic_positions(network_, length_m_);
    } else if (std::all_of(points->begin(), points->end(),
                           [](const auto& p) { return std::abs(p.x) <= 180 && std::abs(p.y) <= 90; })) {
      package_.epsg = plane_for({points->front().x, points->front().y});
      const Plane plane(package_.epsg);
      for (const auto& point : *points) {
        positions_.push_back(plane.project({point.x, point.y}).value_or(PlanePosition{}));
      }
    } else {
      positions_ = scaled(network_, length_m_, *points);
    }
    set_apart(positions_);
  }

  void write_zones() {
    auto& townships = package_.table("townships.csv", {"id", "name_en", "name_zh"});
    townships.row({"network", "Network", "路网"});
    auto& zones =
        package_.table("zones.csv", {"id", "name_en", "name_zh", "township", "x_m", "y_m", "population", "households"});
    for (std::uint32_t zone = 1; zone <= network_.zones; ++zone) {
      const auto at = position(zone);
      zones.row({zone_id(zone), fmt::format("Zone {}", zone), fmt::format("小区{}", zone), "network", at[0], at[1], "0",
                 "0"});
    }
    summary_.zones = network_.zones;
  }

  void write_junctions() {
    auto& junctions = package_.table("junctions.csv", {"id", "x_m", "y_m"});
    for (std::uint32_t node = 1; node <= network_.nodes; ++node) {
      const auto at = position(node);
      junctions.row({node_id(node), at[0], at[1]});
    }
    summary_.junctions = network_.nodes;
  }

  void write_links() {
    constexpr double kMostCapacity = 100'000;
    constexpr double kMostLanes = 8;
    constexpr double kFastest_m_per_s = 200 / 3.6;  // the most a town package takes
    auto& roads = package_.table("road_segments.csv", {"id", "from", "to", "class", "length_m", "one_way", "lanes",
                                                       "speed_km_per_h", "flow_capacity_veh_per_h"});
    const double periods_per_h = 3600 / seconds(options_.period);
    for (std::size_t i = 0; i < network_.links.size(); ++i) {
      const auto& link = network_.links[i];
      const double time_s = link.free_flow_time * seconds(units_.time);
      const double wanted = time_s > 0 ? length_m_[i] / time_s : p_.connector_speed.si();
      const double speed = std::min(wanted, kFastest_m_per_s);
      if (speed < wanted) ++summary_.slowed_links;
      const double capacity = std::min(kMostCapacity, link.capacity * periods_per_h);
      const double lanes = std::clamp(std::round(capacity / p_.lane_capacity_veh_per_h), 1.0, kMostLanes);
      roads.row({link_id(i), node_id(link.from), node_id(link.to), "secondary", number_text(length_m_[i], 2), "yes",
                 count_text(lanes), number_text(speed * 3.6, 4), number_text(capacity, 4)});
    }
    summary_.road_segments = network_.links.size();
    summary_.units = units_.words;
    summary_.median_speed_km_per_h = median_speed(network_, units_) * 3.6;
  }
  static std::string link_id(std::size_t link) { return fmt::format("l{}", link + 1); }

  /// Nodes before the first through node only begin and end trips: every turn there is banned.
  void write_turns() {
    auto& turns = package_.table("turn_restrictions.csv", {"from_segment", "via_junction", "to_segment"});
    std::vector<std::vector<std::size_t>> in(network_.first_through_node);
    std::vector<std::vector<std::size_t>> out(network_.first_through_node);
    for (std::size_t i = 0; i < network_.links.size(); ++i) {
      const auto& link = network_.links[i];
      if (link.to < network_.first_through_node) in[link.to].push_back(i);
      if (link.from < network_.first_through_node) out[link.from].push_back(i);
    }
    for (std::uint32_t node = 1; node < network_.first_through_node; ++node) {
      for (const auto arriving : in[node]) {
        for (const auto leaving : out[node]) turns.row({link_id(arriving), node_id(node), link_id(leaving)});
      }
    }
  }

  void write_trips() {
    auto& trips = package_.table("trips.csv", {"from", "to", "vehicles", "begins_min", "ends_min"});
    constexpr int kDigits = 6;
    constexpr double kLeast = 1e-6;  // a smaller number of vehicles would be written as 0
    const auto ends = number_text(seconds(options_.period) / 60, 6);
    for (const auto& pair : demand_.trips) {
      if (pair.origin == pair.destination) {
        summary_.vehicles_within_zones += pair.trips;
        continue;
      }
      if (pair.trips < kLeast) {
        summary_.vehicles_too_few += pair.trips;
        continue;
      }
      trips.row({zone_id(pair.origin), zone_id(pair.destination), number_text(pair.trips, kDigits), "0", ends});
      summary_.vehicles += pair.trips;
    }
    summary_.pairs = trips.size();
  }

  TntpNetwork network_;
  TntpDemand demand_;
  const TntpImportOptions& options_;
  const TntpImportParameters& p_;
  Units units_;
  std::vector<double> length_m_;          // by link
  std::vector<PlanePosition> positions_;  // by node, from 0
  TownPackage package_;
  TntpImportSummary summary_;
};

}  // namespace

Phrase TntpImportSummary::text() const {
  Phrase words{fmt::format("{}, {}, {}, {:.0f} vehicles between {} pairs of zones; units: {}, median speed {:.0f} km/h",
                           counted(junctions, "junction"), counted(road_segments, "road segment"),
                           counted(zones, "zone"), vehicles, pairs, units, median_speed_km_per_h),
               fmt::format("{} 个路口、{} 条路段、{} 个小区、{} 对小区间 {:.0f} 辆车；单位：{}，中位车速 {:.0f} km/h",
                           junctions, road_segments, zones, pairs, vehicles, units, median_speed_km_per_h)};
  if (vehicles_within_zones > 0) {
    words.en += fmt::format("\n{:.0f} trips within a zone are left out", vehicles_within_zones);
    words.zh += fmt::format("\n小区内部出行 {:.0f} 次未计入", vehicles_within_zones);
  }
  if (vehicles_too_few > 0) {
    words.en +=
        fmt::format("\n{:.2g} vehicles are left out: pairs with less than a millionth of one", vehicles_too_few);
    words.zh += fmt::format("\n有 {:.2g} 辆车未计入：所属小区对不足百万分之一辆", vehicles_too_few);
  }
  if (slowed_links > 0) {
    words.en += fmt::format("\n{} on which cars would be faster than 200 km/h: taken as 200 km/h",
                            counted(slowed_links, "link"));
    words.zh += fmt::format("\n{} 条连线车速超过 200 km/h，按 200 km/h 计", slowed_links);
  }
  if (schematic) {
    words.en += "\nno file of nodes (*_node.tntp): positions on the map are schematic";
    words.zh += "\n没有节点坐标文件（*_node.tntp）：地图上的位置仅为示意";
  }
  return words;
}

TntpImportSummary import_tntp(const fs::path& net, const fs::path& trips, const fs::path& folder,
                              const TntpImportOptions& options, const TntpImportParameters& parameters) {
  ensure_writable(folder, options.overwrite);
  Diagnostics diagnostics;
  auto network = read_tntp_network(net, diagnostics);
  diagnostics.throw_if_errors();
  auto demand = read_tntp_trips(trips, *network, diagnostics);
  std::optional<std::vector<TntpPoint>> points;
  if (const auto nodes = options.nodes.empty() ? nodes_beside(net) : options.nodes; !nodes.empty()) {
    points = read_tntp_nodes(nodes, *network, diagnostics);
  }
  diagnostics.throw_if_errors();
  auto name = net.stem().string();
  if (const auto at = name.rfind("_net"); at != std::string::npos) name.erase(at);
  return Import(std::move(*network), std::move(*demand), points, options, parameters).write(folder, name);
}

}  // namespace tocsin
