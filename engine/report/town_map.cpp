// SPDX-License-Identifier: Apache-2.0
// The town as the report draws it, before anything has happened in it.
#include <limits>

#include "engine/report/report.hpp"

namespace tocsin {
namespace {

constexpr std::uint32_t kNoRoad = std::numeric_limits<std::uint32_t>::max();

MapPoint point_of(const Place& place) {
  return {place.x_m, place.y_m};
}

Fact count_fact(const char* en, const char* zh, std::uint64_t count) {
  return {{en, zh}, phrase("{}", "{}", count)};
}

/// The line of a segment: its shape, or straight from junction to junction.
std::vector<MapPoint> line_of(const Town& town, SegmentId segment) {
  std::vector<MapPoint> points;
  if (segment.index() < town.road_shapes.size()) {
    for (const auto& [x, y] : town.road_shapes[segment.index()]) points.push_back({x, y});
  }
  if (points.size() >= 2) return points;
  const Junction& from = town.roads.junction(town.roads.from(segment));
  const Junction& to = town.roads.junction(town.roads.to(segment));
  return {{from.x_m, from.y_m}, {to.x_m, to.y_m}};
}

/// One drawn road per pair of directions.
void add_roads(const Town& town, MapContents& map) {
  const RoadNetwork& roads = town.roads;
  map.road_of_segment.assign(roads.segment_count(), kNoRoad);
  for (std::size_t i = 0; i < roads.segment_count(); ++i) {
    if (map.road_of_segment[i] != kNoRoad) continue;
    const SegmentId segment(i);
    const auto row = static_cast<std::uint32_t>(map.roads.size());
    map.road_of_segment[i] = row;
    const SegmentId opposite = roads.opposite(segment);
    if (opposite.exists()) map.road_of_segment[opposite.index()] = row;
    MapRoad& road = map.roads.emplace_back();
    road.points = line_of(town, segment);
    road.road_class = roads.road_class(segment);
    road.name = roads.name(segment);
    road.bridge = roads.bridge(segment);
    road.tunnel = roads.tunnel(segment);
  }
}

void add_people_and_water(const Town& town, MapContents& map) {
  for (const River& river : town.rivers) {
    MapShape& shape = map.rivers.emplace_back();
    shape.name = river.name;
    for (const River::Point& p : river.points) shape.points.push_back({p.x_m, p.y_m});
  }
  for (const Zone& zone : town.zones) map.zones.push_back({zone.id, point_of(zone.place), {}});
  for (const Shelter& shelter : town.shelters) {
    map.shelters.push_back({shelter.id, shelter.name, point_of(shelter.place), shelter.capacity_persons, {}, 0});
  }
}

void add_marks(const Town& town, MapContents& map) {
  for (const Station& station : town.stations) {
    map.marks.push_back({"station", station.name, point_of(station.place), {}});
  }
  for (const Depot& depot : town.depots) {
    map.marks.push_back({"depot", depot.name, point_of(depot.place), {count_fact("Items", "物资件数", depot.items)}});
  }
  for (const HazardPoint& h : town.hazard_points) {
    map.marks.push_back({"hazard_point",
                         h.name,
                         point_of(h.place),
                         {count_fact("Threatened households", "受威胁户数", h.threatened_households),
                          count_fact("Threatened residents", "受威胁人数", h.threatened_residents)}});
  }
  for (const CommunicationSite& site : town.communication_sites) {
    map.marks.push_back({"communication_site", site.name, point_of(site.place), {}});
  }
  for (const HelicopterSpot& spot : town.helicopter_spots) {
    map.marks.push_back({"helicopter_spot", spot.name, point_of(spot.place), {}});
  }
}

}  // namespace

MapContents map_of(const Town& town) {
  MapContents map;
  map.load_unit = {"persons", "人"};
  map.flooded_name = {"Flooded", "淹没范围"};
  add_roads(town, map);
  add_people_and_water(town, map);
  add_marks(town, map);
  return map;
}

}  // namespace tocsin
