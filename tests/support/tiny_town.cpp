// SPDX-License-Identifier: Apache-2.0
#include "tests/support/tiny_town.hpp"

#include <fmt/format.h>

#include <vector>

namespace tocsin::test {
namespace {

constexpr float kRiverLength = 4000.0F;
constexpr float kBedSlope = 0.005F;
constexpr float kHighestBed = 300.0F;
constexpr float kRoadAboveBed = 3.0F;
constexpr float kHillElevation = 340.0F;

float bed_elevation_m(float x_m) {
  return kHighestBed - kBedSlope * x_m;
}

River make_river() {
  River river;
  river.id = "brook";
  river.name = {"Stone Brook", "石溪"};
  for (float x = 0; x <= kRiverLength; x += 500.0F) river.points.push_back({x, 0.0F, bed_elevation_m(x), x, 1.0F});
  return river;
}

std::vector<Junction> make_junctions() {
  std::vector<Junction> junctions;
  for (const float x : {0.0F, 500.0F, 1500.0F, 2500.0F, 4000.0F}) {
    junctions.push_back({fmt::format("J{}", junctions.size()), x, 60.0F, bed_elevation_m(x) + kRoadAboveBed});
  }
  junctions.push_back({"H0", 500.0F, 500.0F, kHillElevation});
  junctions.push_back({"H1", 2500.0F, 600.0F, kHillElevation});
  junctions.push_back({"B1", 2500.0F, -60.0F, bed_elevation_m(2500.0F) + kRoadAboveBed});
  return junctions;
}

void add_road(std::vector<SegmentInput>& segments, const std::vector<Junction>& junctions, const char* id,
              std::size_t from, std::size_t to, float length_m, RoadClass road_class) {
  SegmentInput segment;
  segment.road = id;
  segment.from = JunctionId(from);
  segment.to = JunctionId(to);
  segment.road_class = road_class;
  segment.length = Length::from_si(length_m);
  segment.free_flow_speed = 8_m_per_s;
  segment.lanes = 1;
  segment.lowest_elevation_m = std::min(junctions[from].elevation_m, junctions[to].elevation_m);
  segment.name = id;
  segments.push_back(segment);
  std::swap(segment.from, segment.to);
  segments.push_back(segment);
}

RoadNetwork make_roads(ModeMask bridge_access) {
  const auto junctions = make_junctions();
  std::vector<SegmentInput> segments;
  add_road(segments, junctions, "v01", 0, 1, 500.0F, RoadClass::tertiary);
  add_road(segments, junctions, "v12", 1, 2, 1000.0F, RoadClass::tertiary);
  add_road(segments, junctions, "v23", 2, 3, 1000.0F, RoadClass::tertiary);
  for (std::size_t i = segments.size() - 2; i < segments.size(); ++i) {
    segments[i].lowest_elevation_m = bed_elevation_m(2500.0F) + 1.2F;
  }
  add_road(segments, junctions, "v34", 3, 4, 1500.0F, RoadClass::tertiary);
  add_road(segments, junctions, "h0", 1, 5, 700.0F, RoadClass::unclassified);
  add_road(segments, junctions, "h1", 3, 6, 900.0F, RoadClass::unclassified);
  add_road(segments, junctions, "bridge", 3, 7, 120.0F, RoadClass::unclassified);
  for (std::size_t i = segments.size() - 2; i < segments.size(); ++i) {
    segments[i].bridge = true;
    segments[i].access = bridge_access;
  }
  RoadClassTable classes{};
  for (auto& values : classes) values = {8_m_per_s, 600.0, 1};
  return {junctions, segments, classes};
}

Place place_at(const RoadNetwork& roads, float x_m, float y_m, float elevation_m) {
  return {x_m, y_m, elevation_m, roads.nearest_junction(x_m, y_m, TravelMode::walk),
          roads.nearest_junction(x_m, y_m, TravelMode::car)};
}

void add_household(Town& town, ZoneId zone, float x_m, float y_m, float elevation_m) {
  auto& people = town.population;
  const auto number = people.size();
  const auto persons = static_cast<std::uint8_t>(1 + number % 4);
  const auto place = place_at(town.roads, x_m, y_m, elevation_m);
  people.id.emplace_back();
  people.zone.push_back(zone);
  people.x_m.push_back(x_m);
  people.y_m.push_back(y_m);
  people.elevation_m.push_back(elevation_m);
  people.walk_junction.push_back(place.walk_junction);
  people.road_junction.push_back(place.road_junction);
  people.persons.push_back(persons);
  people.children.push_back(persons > 2 ? 1 : 0);
  people.elderly.push_back(number % 3 == 0 ? 1 : 0);
  people.need_help.push_back(number % 10 == 0 ? 1 : 0);
  people.cars.push_back(number % 3 == 1 ? 1 : 0);
  people.motorcycles.push_back(number % 5 == 2 ? 1 : 0);
  town.zones[zone.index()].residents += persons;
}

struct ZonePlan {
  const char* id;
  Phrase name;
  float x_m, y_m, elevation_above_bed_m;
  std::uint32_t households;
};

void add_zone(Town& town, const TinyTown& options, const ZonePlan& plan) {
  const ZoneId id(town.zones.size());
  Zone zone;
  zone.id = plan.id;
  zone.name = plan.name;
  zone.township = TownshipId(0);
  zone.place = place_at(town.roads, plan.x_m, plan.y_m, bed_elevation_m(plan.x_m) + plan.elevation_above_bed_m);
  zone.first_household = static_cast<std::uint32_t>(town.population.size());
  zone.household_count = plan.households;
  town.zones.push_back(zone);
  const auto spacing = static_cast<float>(options.household_spacing.si());
  for (std::uint32_t h = 0; h < plan.households; ++h) {
    const float x = plan.x_m + spacing * (static_cast<float>(h) - 0.5F * static_cast<float>(plan.households - 1));
    add_household(town, id, x, plan.y_m, bed_elevation_m(x) + plan.elevation_above_bed_m);
  }
}

void add_facilities(Town& town, const TinyTown& options) {
  const auto at = [&](float x, float y, float elevation) { return place_at(town.roads, x, y, elevation); };
  const auto valley = bed_elevation_m(2500.0F) + kRoadAboveBed;
  town.shelters.push_back({"hall",
                           {"Village hall", "村文化礼堂"},
                           TownshipId(0),
                           at(500, 510, kHillElevation),
                           options.hall_capacity_persons});
  town.shelters.push_back({"school",
                           {"Hill school", "坡上小学"},
                           TownshipId(0),
                           at(2500, 610, kHillElevation),
                           options.school_capacity_persons});
  town.stations.push_back(
      {"committee", {"Village committee", "村委会"}, "village_committee", TownshipId(0), at(2500, 70, valley)});
  town.stations.push_back(
      {"fire-station", {"Fire station", "消防站"}, "fire_station", TownshipId(0), at(2500, 610, kHillElevation)});
  town.teams.push_back({"village-team", {"Village team", "村级应急队"}, StationId(0), "village", 8, Share(0.2), 1});
  town.teams.push_back({"fire-team", {"Fire team", "消防救援队"}, StationId(1), "professional", 12, Share(0.9), 2});
  if (!options.loudspeakers) return;
  town.communication_sites.push_back({"horn-upper",
                                      {"Upper horn", "上村大喇叭"},
                                      "loudspeaker",
                                      TownshipId(0),
                                      at(500, 70, bed_elevation_m(500.0F) + 6.0F),
                                      true,
                                      0h});
  town.communication_sites.push_back({"horn-lower",
                                      {"Lower horn", "下村大喇叭"},
                                      "loudspeaker",
                                      TownshipId(0),
                                      at(2500, 70, bed_elevation_m(2500.0F) + 6.0F),
                                      true,
                                      4h});
}

}  // namespace

Town make_tiny_town(const TinyTown& options) {
  Town town;
  town.id = "tiny-valley";
  town.name = {"Tiny Valley", "小谷镇"};
  town.roads = make_roads(options.bridge_access);
  town.road_shapes.resize(town.roads.segment_count());
  town.townships.push_back({"valley", {"Valley Township", "谷乡"}});
  town.rivers.push_back(make_river());
  const auto side = static_cast<float>(options.distance_from_river.si());
  const auto height = static_cast<float>(options.height_above_bed.si());
  add_zone(town, options, {"upper", {"Upper Village", "上村"}, 500.0F, side, height, options.upper_households});
  add_zone(town, options, {"lower", {"Lower Village", "下村"}, 2500.0F, side, height, options.lower_households});
  add_zone(town, options, {"hill", {"Hill Village", "坡上村"}, 2500.0F, 500.0F, 50.0F, options.hill_households});
  add_facilities(town, options);
  return town;
}

}  // namespace tocsin::test
