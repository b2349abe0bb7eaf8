// SPDX-License-Identifier: Apache-2.0
#include "models/traffic/road_places.hpp"

#include <algorithm>
#include <optional>

#include "engine/input/codes.hpp"

namespace tocsin::traffic {
namespace {

std::vector<JunctionId> ends_of(std::span<const SegmentId> road, const RoadNetwork& roads) {
  std::vector<JunctionId> ends;
  for (const auto segment : road) {
    for (const auto end : {roads.from(segment), roads.to(segment)}) {
      if (std::find(ends.begin(), ends.end(), end) == ends.end()) ends.push_back(end);
    }
  }
  return ends;
}

/// "x017 (meets x016, x018 at one end; x020 at the other)"
Phrase neighbors_of(std::span<const SegmentId> road, const RoadNetwork& roads) {
  const auto ends = ends_of(road, roads);
  if (ends.size() < 2) return {};
  return phrase("at its ends meet: {}; {}", "两端相接的道路：{}；{}", roads_at(ends[0], roads),
                roads_at(ends[1], roads));
}

/// The road of a reference that may say the direction; the ways it may be driven.
std::vector<SegmentId> directions_of(const Reference<SegmentTag>& reference, const Scenario& scenario,
                                     Diagnostics& diagnostics) {
  const char last = reference.name.empty() ? ' ' : reference.name.back();
  if (last != '>' && last != '<') return scenario.find_road(reference, diagnostics);
  const Reference<SegmentTag> road{reference.name.substr(0, reference.name.size() - 1), reference.where};
  auto found = scenario.find_road(road, diagnostics);
  if (found.empty()) return found;
  std::erase_if(
      found, [&](SegmentId segment) { return scenario.names->text(Entity::segment, segment.value) != reference.name; });
  if (found.empty()) {
    diagnostics.error(
        reference.where, codes::kInconsistent,
        phrase("the road '{}' has no such direction: it goes one way", "道路“{}”为单行，没有该方向", road.name));
  }
  return found;
}

/// Follows the roads from one direction of the first. `broken` becomes the first position that does not go on.
std::optional<std::vector<SegmentId>> follow(SegmentId first, std::span<const std::vector<SegmentId>> choices,
                                             const RoadNetwork& roads, std::size_t& broken) {
  std::vector<SegmentId> way{first};
  for (std::size_t k = 1; k < choices.size(); ++k) {
    const auto next = std::find_if(choices[k].begin(), choices[k].end(),
                                   [&](SegmentId segment) { return roads.from(segment) == roads.to(way.back()); });
    if (next == choices[k].end()) {
      broken = std::max(broken, k);
      return std::nullopt;
    }
    way.push_back(*next);
  }
  return way;
}

}  // namespace

std::string roads_at(JunctionId junction, const RoadNetwork& roads) {
  std::vector<std::string> names;
  for (std::size_t s = 0; s < roads.segment_count(); ++s) {
    const SegmentId segment(s);
    if (roads.from(segment) != junction && roads.to(segment) != junction) continue;
    if (std::find(names.begin(), names.end(), roads.road(segment)) == names.end()) names.push_back(roads.road(segment));
  }
  return join(names, ", ");
}

JunctionId find_junction(std::span<const Reference<SegmentTag>> roads, const SourceSpan& entry,
                         const Scenario& scenario, Diagnostics& diagnostics) {
  const auto& network = scenario.town->roads;
  std::vector<JunctionId> common;
  bool all_known = true;
  std::vector<SegmentId> first;
  for (std::size_t k = 0; k < roads.size(); ++k) {
    const auto road = scenario.find_road(roads[k], diagnostics);
    if (road.empty()) all_known = false;
    if (!all_known) continue;
    const auto ends = ends_of(road, network);
    if (k == 0) {
      common = ends;
      first = road;
      continue;
    }
    std::erase_if(common, [&](JunctionId at) { return std::find(ends.begin(), ends.end(), at) == ends.end(); });
    if (!common.empty()) continue;
    diagnostics.error(roads[k].where, codes::kInconsistent,
                      phrase("'{}' does not meet '{}' there", "“{}”与“{}”在此不相接", roads[k].name, roads[0].name),
                      neighbors_of(first, network));
    return {};
  }
  if (!all_known) return {};
  if (common.size() == 1) return common.front();
  diagnostics.error(roads.empty() ? entry : roads.back().where, codes::kInconsistent,
                    {"a junction is named by two or more roads that meet at it and nowhere else",
                     "路口由在此（且仅在此）相接的两条或多条道路指明"},
                    neighbors_of(first, network));
  return {};
}

SegmentId find_outward(const Reference<SegmentTag>& road, JunctionId junction, const Scenario& scenario,
                       Diagnostics& diagnostics) {
  const auto& network = scenario.town->roads;
  const auto found = scenario.find_road(road, diagnostics);
  if (found.empty() || !junction.exists()) return {};
  const auto away =
      std::find_if(found.begin(), found.end(), [&](SegmentId segment) { return network.from(segment) == junction; });
  if (away != found.end()) return *away;
  diagnostics.error(road.where, codes::kInconsistent,
                    phrase("nobody can drive from this junction into '{}'", "从该路口不能驶入“{}”", road.name),
                    phrase("roads at the junction: {}", "该路口的道路：{}", roads_at(junction, network)));
  return {};
}

std::vector<SegmentId> find_corridor(std::span<const Reference<SegmentTag>> roads, const Scenario& scenario,
                                     Diagnostics& diagnostics) {
  std::vector<std::vector<SegmentId>> choices;
  for (const auto& road : roads) choices.push_back(directions_of(road, scenario, diagnostics));
  const bool all_known = std::none_of(choices.begin(), choices.end(), [](const auto& road) { return road.empty(); });
  if (!all_known || choices.empty()) return {};
  const auto& network = scenario.town->roads;
  std::vector<std::vector<SegmentId>> ways;
  std::size_t broken = 0;
  for (const auto first : choices.front()) {
    if (auto way = follow(first, choices, network, broken)) ways.push_back(std::move(*way));
  }
  if (ways.size() == 1) return ways.front();
  if (ways.empty()) {
    diagnostics.error(
        roads[broken].where, codes::kInconsistent,
        phrase("'{}' does not go on where '{}' ends", "“{}”不接在“{}”之后", roads[broken].name, roads[broken - 1].name),
        neighbors_of(choices[broken - 1], network));
    return {};
  }
  const auto& name = roads.front().name;
  diagnostics.error(roads.front().where, codes::kInconsistent,
                    phrase("in which direction '{}' is driven does not follow from the other roads",
                           "无法由其他道路推知“{}”的行驶方向", name),
                    phrase("'{0}>' leads from {1} to {2}, '{0}<' from {2} to {1}",
                           "“{0}>”为 {1} 至 {2} 方向，“{0}<”为 {2} 至 {1} 方向", name,
                           network.junction(network.from(choices.front().front())).id,
                           network.junction(network.to(choices.front().front())).id));
  return {};
}

}  // namespace tocsin::traffic
