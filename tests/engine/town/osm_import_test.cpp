// SPDX-License-Identifier: Apache-2.0
#include "engine/town/osm_import.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sstream>

#include "engine/roads/router.hpp"
#include "engine/town/osm_extract.hpp"
#include "engine/town/osm_roads.hpp"
#include "tests/engine/town/tiny_map.hpp"
#include "tests/engine/town/town_support.hpp"

namespace tocsin::test {
namespace {

OsmImportParameters parameters() {
  return defaults<OsmImportParameters>("town.import");
}

struct Imported {
  ImportSummary summary;
  Town town;
  std::string mistakes;
};

Imported import_bytes(const std::string& pbf, const ImportOptions& options = {}) {
  const Scratch scratch;
  write_text(scratch.path() / "village.osm.pbf", pbf);
  Imported imported;
  imported.summary = import_osm(scratch.path() / "village.osm.pbf", scratch.path() / "town", options, parameters());
  Diagnostics diagnostics;
  auto town = read_town(scratch.path() / "town", reader_options(), diagnostics);
  imported.mistakes = summary_of(diagnostics);
  if (town) imported.town = std::move(*town);
  return imported;
}

SegmentId find_road(const Town& town, const std::string& road, const std::string& from) {
  for (std::size_t s = 0; s < town.roads.segment_count(); ++s) {
    const SegmentId id(s);
    if (town.roads.road(id) == road && town.roads.junction(town.roads.from(id)).id == from) return id;
  }
  return {};
}

TEST(ImportOsm, RoadsMeanWhatTheirTagsSay) {
  const Imported imported = import_bytes(village_map().pbf());
  EXPECT_THAT(imported.mistakes, testing::Not(testing::HasSubstr("error")));
  const Town& town = imported.town;
  EXPECT_EQ(town.coordinates.epsg, 4545);
  const RoadNetwork& roads = town.roads;
  const SegmentId main = find_road(town, "w100-1", "n1");
  ASSERT_TRUE(main.exists());
  EXPECT_EQ(roads.road_class(main), RoadClass::secondary);
  EXPECT_NEAR(roads.free_flow_speed_m_per_s(main), 54 / 3.6, 1e-3);  // 90 % of the limit
  EXPECT_EQ(roads.name(main), "河谷路");
  const SegmentId bridge = find_road(town, "w101-1", "n3");
  ASSERT_TRUE(bridge.exists());
  EXPECT_TRUE(roads.bridge(bridge));
  EXPECT_FLOAT_EQ(roads.maximum_weight_t(bridge), 20);
  // One way for cars, both ways on foot.
  const SegmentId street = find_road(town, "w104-1", "n6");
  ASSERT_TRUE(street.exists());
  EXPECT_TRUE(roads.allows(street, TravelMode::car));
  ASSERT_TRUE(roads.opposite(street).exists());
  EXPECT_FALSE(roads.allows(roads.opposite(street), TravelMode::car));
  EXPECT_TRUE(roads.allows(roads.opposite(street), TravelMode::walk));
  const SegmentId path = find_road(town, "w105-1", "n8");
  ASSERT_TRUE(path.exists());
  EXPECT_FALSE(roads.allows(path, TravelMode::emergency));
}

TEST(ImportOsm, JunctionsOnlyWhereWaysMeetOrPlacesAreReached) {
  const Imported imported = import_bytes(village_map().pbf());
  std::vector<std::string> ids;
  for (const Junction& junction : imported.town.roads.junctions()) ids.push_back(junction.id);
  // n2 and n7 only bend their roads; n10 is the vertex nearest to the school.
  EXPECT_THAT(ids, testing::Not(testing::Contains("n2")));
  EXPECT_THAT(ids, testing::Not(testing::Contains("n7")));
  for (const char* id : {"n1", "n3", "n4", "n5", "n6", "n8", "n9"}) EXPECT_THAT(ids, testing::Contains(id));
  const SegmentId main = find_road(imported.town, "w100-1", "n1");
  EXPECT_EQ(imported.town.road_shapes[main.index()].size(), 3U);  // the bend is kept as shape
  EXPECT_NEAR(imported.town.roads.length_m(main), 2 * std::hypot(500, 30), 2.0);
}

TEST(ImportOsm, IslandsAreDroppedAndCounted) {
  const Imported imported = import_bytes(village_map().pbf());
  EXPECT_EQ(imported.summary.pieces_dropped, 1U);
  EXPECT_NEAR(imported.summary.km_dropped, 0.4, 0.01);
  EXPECT_EQ(imported.summary.highway_ways, 9U);
  EXPECT_EQ(imported.summary.car_ways, 7U);
  EXPECT_THAT(imported.summary.text().en, testing::HasSubstr("Dropped 1 road piece without connection (0.4 km)"));
  EXPECT_THAT(imported.summary.text().zh, testing::HasSubstr("舍去 1 片孤立道路"));
}

TEST(ImportOsm, TurnRestrictionsHold) {
  const Imported imported = import_bytes(village_map().pbf());
  ASSERT_EQ(imported.town.roads.banned_turns().size(), 1U);
  const BannedTurn turn = imported.town.roads.banned_turns()[0];
  EXPECT_EQ(imported.town.roads.road(turn.from), "w100-1");
  EXPECT_EQ(imported.town.roads.road(turn.to), "w103-1");
}

TEST(ImportOsm, OnlyRestrictionsBanEverythingElse) {
  TinyMap map = village_map();
  map.relation(201, {{"from", 101, 1}, {"via", 3, 0}, {"to", 100, 1}},
               {{"type", "restriction"}, {"restriction", "only_straight_on"}});
  const Imported imported = import_bytes(map.pbf());
  EXPECT_THAT(imported.mistakes, testing::Not(testing::HasSubstr("error")));
  std::vector<std::string> banned;
  for (const BannedTurn& turn : imported.town.roads.banned_turns()) {
    banned.push_back(imported.town.roads.road(turn.from) + ">" + imported.town.roads.road(turn.to));
  }
  EXPECT_THAT(banned, testing::UnorderedElementsAre("w100-1>w103-1", "w101-1>w103-1"));
}

TEST(ImportOsm, PlacesPeopleAndFacilities) {
  const Imported imported = import_bytes(village_map().pbf());
  const Town& town = imported.town;
  ASSERT_EQ(town.zones.size(), 2U);
  EXPECT_EQ(town.zones[0].name.en, "Stone Village");
  EXPECT_EQ(town.zones[0].name.zh, "石村");
  EXPECT_EQ(town.zones[0].residents, 1200U);  // population tag
  EXPECT_EQ(town.zones[1].residents, 18U);    // six houses, three residents each
  ASSERT_EQ(town.shelters.size(), 1U);
  EXPECT_EQ(town.shelters[0].name.zh, "石村小学");
  EXPECT_NEAR(town.shelters[0].capacity_persons, 60 * 50 / 2, 15);  // footprint by 2 m² each
  ASSERT_EQ(town.stations.size(), 1U);
  EXPECT_EQ(town.stations[0].kind, "fire_station");
  ASSERT_EQ(town.teams.size(), 1U);
  EXPECT_EQ(town.helicopter_spots.size(), 1U);
  EXPECT_EQ(town.rivers.size(), 1U);
  EXPECT_THAT(town.provenance.at(0).license, testing::HasSubstr("ODbL"));
}

TEST(ImportOsm, BoundaryCutsTheMap) {
  // The western half: up to 1.2 km east of the first node.
  const Imported imported = import_bytes(village_map().pbf(), {.boundary = "107.75,29.31,107.7724,29.34"});
  EXPECT_FALSE(find_road(imported.town, "w102-1", "n4").exists());
  EXPECT_TRUE(find_road(imported.town, "w103-1", "n3").exists());
  EXPECT_EQ(imported.town.zones.size(), 1U);
}

TEST(ImportOsm, AdministrativeAreasBecomeTownships) {
  TinyMap map = village_map();
  map.node(70, 107.7, 29.3);
  map.node(71, 107.9, 29.3);
  map.node(72, 107.9, 29.4);
  map.node(73, 107.7, 29.4);
  map.way(120, {70, 71, 72}, {{"boundary", "administrative"}});
  map.way(121, {72, 73, 70}, {});
  map.relation(202, {{"outer", 120, 1}, {"outer", 121, 1}},
               {{"boundary", "administrative"}, {"type", "boundary"}, {"admin_level", "8"}, {"name", "石头镇"}});
  const Imported imported = import_bytes(map.pbf());
  ASSERT_EQ(imported.town.townships.size(), 1U);
  EXPECT_EQ(imported.town.townships[0].name.zh, "石头镇");
}

TEST(ImportOsm, ABoundaryWithAGapIsClosedAndNamed) {
  TinyMap map = village_map();
  map.node(70, 107.7, 29.3);
  map.node(71, 107.9, 29.3);
  map.node(72, 107.9, 29.4);
  map.node(73, 107.7, 29.4);
  map.way(120, {70, 71, 72}, {});
  map.way(121, {72, 73}, {});
  const std::vector<std::pair<std::string, std::string>> tags{
      {"boundary", "administrative"}, {"type", "boundary"}, {"admin_level", "8"}, {"name", "石头镇"}};
  map.relation(202, {{"outer", 120, 1}, {"outer", 121, 1}, {"outer", 999, 1}}, tags);
  const Imported imported = import_bytes(map.pbf());
  ASSERT_EQ(imported.town.townships.size(), 1U);
  EXPECT_EQ(imported.town.townships[0].name.zh, "石头镇");
  ASSERT_EQ(imported.summary.townships_mended.size(), 1U);
  EXPECT_THAT(imported.summary.text().en, testing::HasSubstr("the boundary of 石头镇 is incomplete in the extract"));
}

TEST(ImportOsm, SaysWhatTheResidentsRestOn) {
  const Imported imported = import_bytes(village_map().pbf());
  const auto& s = imported.summary;
  EXPECT_EQ(s.residents_tagged + s.residents_by_buildings + s.residents_by_default, s.residents);
  EXPECT_THAT(s.text().en, testing::HasSubstr(fmt::format("{} rest on population tags", s.residents_tagged)));
}

TEST(ImportOsm, HeightsComeFromTilesAndRoadsStayPassable) {
  const Scratch scratch;
  std::string tile;
  tile.reserve(1201 * 1201 * 2);
  for (int r = 0; r < 1201; ++r) {
    for (int c = 0; c < 1201; ++c) {
      // A cliff of 400 m through the village: 0.7705° is column 924.6.
      const auto h = static_cast<std::uint16_t>(c > 924 ? 700 : 300);
      tile += static_cast<char>(h >> 8U);
      tile += static_cast<char>(h & 0xFFU);
    }
  }
  write_text(scratch.path() / "N29E107.hgt", tile);
  const Imported imported = import_bytes(village_map().pbf(), {.elevation = {scratch.path() / "N29E107.hgt"}});
  EXPECT_THAT(imported.mistakes, testing::Not(testing::HasSubstr("error")));
  EXPECT_TRUE(imported.summary.has_elevation);
  const RoadNetwork& roads = imported.town.roads;
  float low = 1e9F;
  float high = -1e9F;
  for (std::size_t s = 0; s < roads.segment_count(); ++s) {
    const SegmentId id(s);
    const double most = roads.allows(id, TravelMode::emergency) ? 0.15 : 0.50;
    EXPECT_LT(std::abs(roads.slope(id)), most + 0.02) << roads.road(id);
    low = std::min(low, roads.junction(roads.from(id)).elevation_m);
    high = std::max(high, roads.junction(roads.from(id)).elevation_m);
  }
  EXPECT_GT(high - low, 50);
}

std::string code_of(const fs::path& map, const fs::path& folder, const ImportOptions& options = {}) {
  try {
    import_osm(map, folder, options, parameters());
  } catch (const InputError& error) {
    return error.diagnostics().front().code;
  }
  return "";
}

TEST(ImportOsm, BrokenMapsAreRefusedAndNothingIsWritten) {
  const Scratch scratch;
  const auto map = scratch.path() / "broken.osm.pbf";
  const auto town = scratch.path() / "town";
  const std::string whole = village_map().pbf();
  for (const std::size_t keep : {whole.size() - 1, whole.size() / 2, std::size_t{40}, std::size_t{3}}) {
    write_text(map, whole.substr(0, keep));
    EXPECT_EQ(code_of(map, town), "unreadable-map") << keep;
  }
  write_text(map, "this is no map at all, but a text of some length");
  EXPECT_EQ(code_of(map, town), "unreadable-map");
  std::string corrupt = whole;
  for (std::size_t i = 60; i < corrupt.size(); i += 7) corrupt[i] = '\xFF';
  write_text(map, corrupt);
  EXPECT_EQ(code_of(map, town), "unreadable-map");
  EXPECT_EQ(code_of(scratch.path() / "missing.osm.pbf", town), "unreadable-map");
  write_text(map, "");
  EXPECT_NE(code_of(map, town), "");
  EXPECT_EQ(std::distance(fs::directory_iterator(scratch.path()), {}), 1);  // the map alone
}

TEST(ImportOsm, OtherRefusals) {
  const Scratch scratch;
  const auto map = scratch.path() / "village.osm.pbf";
  const auto town = scratch.path() / "town";
  write_text(map, village_map().pbf());
  EXPECT_EQ(code_of(map, town, {.boundary = "1,2,3"}), "bad-boundary");
  EXPECT_EQ(code_of(map, town, {.boundary = "1,2,3,4"}), "empty-map");
  EXPECT_EQ(code_of(map, town, {.elevation = {scratch.path() / "N29E107.hgt"}}), "bad-elevation");
  EXPECT_EQ(code_of(map, town, {.epsg = 4326}), "bad-coordinate-system");
  EXPECT_FALSE(fs::exists(town));
  fs::create_directories(town);
  write_text(town / "mine.txt", "keep");
  EXPECT_EQ(code_of(map, town, {.overwrite = true}), "folder-exists");
  EXPECT_EQ(file_text(town / "mine.txt"), "keep");
  // A map without places, schools and the rest still makes a town.
  TinyMap bare;
  bare.node(1, 107.76, 29.32);
  bare.node(2, 107.77, 29.32);
  bare.way(10, {1, 2}, {{"highway", "tertiary"}});
  const Imported imported = import_bytes(bare.pbf());
  EXPECT_THAT(imported.mistakes, testing::Not(testing::HasSubstr("error")));
  EXPECT_EQ(imported.town.zones.size(), 1U);
  EXPECT_EQ(imported.town.shelters.size(), 1U);
}

TEST(ImportOsm, LatitudeBeforeLongitudeIsNoticed) {
  const Scratch scratch;
  const auto map = scratch.path() / "village.osm.pbf";
  write_text(map, village_map().pbf());
  const auto hint_of = [&](const std::string& boundary) -> std::string {
    try {
      import_osm(map, scratch.path() / "town", {.boundary = boundary}, parameters());
    } catch (const InputError& error) {
      return error.diagnostics().front().hint.en;
    }
    return "accepted";
  };
  const std::string meant = "latitude and longitude seem exchanged; did you mean 107.75,29.31,107.7724,29.34?";
  EXPECT_EQ(hint_of("29.31,107.75,29.34,107.7724"), meant);  // no latitude of 107: refused as it stands
  EXPECT_EQ(hint_of("1,2,3,4"), "");                         // a box elsewhere either way round
  // Where both ways are boxes the roads decide.
  TinyMap near_the_equator;
  near_the_equator.node(1, 60.01, 20.01);
  near_the_equator.node(2, 60.02, 20.01);
  near_the_equator.way(10, {1, 2}, {{"highway", "tertiary"}});
  write_text(map, near_the_equator.pbf());
  EXPECT_EQ(hint_of("20,60,20.1,60.1"), "latitude and longitude seem exchanged; did you mean 60,20,60.1,20.1?");
}

TEST(ImportOsm, ATownshipWithoutFireStationGetsAnAssumedTeamAtItsBestStation) {
  TinyMap map;
  map.node(1, 107.76, 29.32);
  map.node(2, 107.77, 29.32);
  map.way(10, {1, 2}, {{"highway", "tertiary"}});
  map.node(80, 107.7625, 29.32, {{"amenity", "police"}});
  map.node(81, 107.763, 29.3205, {{"amenity", "townhall"}, {"name", "石头镇政府"}});
  map.node(82, 107.764, 29.3205, {{"amenity", "hospital"}});
  const Imported imported = import_bytes(map.pbf());
  EXPECT_EQ(imported.summary.assumed_teams, 1U);
  ASSERT_EQ(imported.town.teams.size(), 1U);
  const Team& team = imported.town.teams[0];
  EXPECT_EQ(team.kind, "part_time");
  EXPECT_EQ(team.members, 15U);
  EXPECT_EQ(imported.town.stations[team.station.index()].kind, "township_office");
  EXPECT_THAT(team.name.en, testing::HasSubstr("(assumed)"));
  EXPECT_THAT(imported.summary.text().en,
              testing::HasSubstr("1 of the teams is assumed: its township has no fire station on the map."));
}

TEST(ImportOsm, AFireStationHasItsCrewAndNothingIsAssumed) {
  const Imported imported = import_bytes(village_map().pbf());
  EXPECT_EQ(imported.summary.teams, 1U);
  EXPECT_EQ(imported.summary.assumed_teams, 0U);
  EXPECT_THAT(imported.summary.text().en, testing::Not(testing::HasSubstr("of the teams")));
}

TEST(ImportOsm, TheGroundOfTheMapIsTheTopOfTheBank) {
  const Imported imported = import_bytes(village_map().pbf());  // no heights: the land lies at zero
  ASSERT_EQ(imported.town.rivers.size(), 1U);
  const double bank_m = parameters().river_bank.si();
  EXPECT_GT(bank_m, 0);
  for (const auto& point : imported.town.rivers[0].points) {
    EXPECT_NEAR(point.bank_height_m, bank_m, 1e-3);
    EXPECT_NEAR(point.bed_elevation_m + point.bank_height_m, 0, 1e-3);
  }
}

// Andorra: published counts and routes (data case osm-andorra, SOURCE.md there).
fs::path andorra() {
  const char* data = std::getenv("TOCSIN_DATA");
  return fs::path(data != nullptr ? data : "../shared/data") / "osm-andorra";
}

#define TOCSIN_NEEDS_ANDORRA()                              \
  if (!fs::exists(andorra() / "andorra.osm.pbf"))           \
  GTEST_SKIP() << "data case osm-andorra is not here (set " \
                  "TOCSIN_DATA)"

TEST(ImportAndorra, CountsAndKilometersArePublished) {
  TOCSIN_NEEDS_ANDORRA();
  const Scratch scratch;
  const auto begin = std::chrono::steady_clock::now();
  const ImportSummary s = import_osm(andorra() / "andorra.osm.pbf", scratch.path() / "andorra", {}, parameters());
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  const auto facts = nlohmann::json::parse(file_text(andorra() / "facts.json"));
  EXPECT_EQ(s.osm_nodes, facts["osm_nodes"].get<std::uint64_t>());
  EXPECT_EQ(s.osm_ways, facts["osm_ways"].get<std::uint64_t>());
  EXPECT_EQ(s.osm_relations, facts["osm_relations"].get<std::uint64_t>());
  EXPECT_EQ(s.highway_ways, facts["highway_ways"].get<std::uint64_t>());
  EXPECT_EQ(s.car_ways, facts["car_ways"].get<std::uint64_t>());
  const double all_km = facts["highway_km_all"].get<double>();
  const double car_km = facts["car_km"].get<double>();
  EXPECT_NEAR(s.highway_km, all_km, 0.001 * all_km);
  EXPECT_NEAR(s.car_km, car_km, 0.001 * car_km);
  EXPECT_EQ(s.epsg, 32631);
  EXPECT_LT(took.count(), 10.0);
  Diagnostics diagnostics;
  const auto town = read_town(scratch.path() / "andorra", reader_options(), diagnostics);
  EXPECT_THAT(summary_of(diagnostics), testing::Not(testing::HasSubstr("error")));
  ASSERT_TRUE(town.has_value());
  EXPECT_GT(town->zones.size(), 20U);
  EXPECT_GE(town->shelters.size(), town->townships.size());  // one school is mapped, the others are assumed
  EXPECT_EQ(s.assumed_shelters, town->shelters.size() - 1);
  EXPECT_EQ(town->townships.size(), 7U);  // Canillo's outline leaves the extract
  ASSERT_EQ(s.townships_mended.size(), 1U);
  EXPECT_EQ(s.townships_mended[0].en, "Canillo");
}

/// Speeds of the reference router, km/h.
RoadClassTable reference_speeds() {
  RoadClassTable table{};
  const std::array<double, kRoadClassCount> km_per_h{100, 70, 65, 60, 50, 30, 30, 20, 15, 0, 0};
  for (std::size_t c = 0; c < km_per_h.size(); ++c) {
    table[c] = {Speed::from_si(km_per_h[c] / 3.6), 1000, 1};
  }
  return table;
}

/// The network of an extract with junctions at the given places.
struct Network {
  std::vector<std::int64_t> ids;
  RoadNetwork roads;
  [[nodiscard]] JunctionId junction(std::int64_t node) const {
    return JunctionId(static_cast<std::size_t>(std::lower_bound(ids.begin(), ids.end(), node) - ids.begin()));
  }
};

Network network_of(const OsmRoads& roads) {
  Network net;
  net.ids = roads.junctions();
  std::vector<Junction> junctions;
  for (const std::int64_t id : net.ids) {
    const PlanePosition& p = roads.node(id).plane;
    junctions.push_back({std::to_string(id), static_cast<float>(p.x_m), static_cast<float>(p.y_m), 0});
  }
  std::vector<SegmentInput> inputs;
  for (const OsmSegment& segment : roads.segments()) {
    const WayMeaning& meaning = roads.meaning(segment);
    SegmentInput input;
    input.road = std::to_string(inputs.size());
    input.from = net.junction(segment.nodes.front());
    input.to = net.junction(segment.nodes.back());
    input.road_class = meaning.road_class;
    input.length = Length::from_si(segment.length_m);
    input.free_flow_speed = Speed::from_si(meaning.speed_km_per_h / 3.6);
    input.access = segment.access;
    inputs.push_back(input);
    std::swap(input.from, input.to);
    if (meaning.one_way != 0) input.access &= kOnFootOnly;
    inputs.push_back(input);
  }
  net.roads = RoadNetwork(std::move(junctions), inputs, reference_speeds());
  return net;
}

TEST(ImportAndorra, FastestRoutesHaveThePublishedLengths) {
  TOCSIN_NEEDS_ANDORRA();
  const OsmExtract extract = read_osm(andorra() / "andorra.osm.pbf");
  const Plane plane(32631);
  ImportSummary summary;
  OsmRoads roads(extract, Boundary(""), plane, parameters(), summary);
  std::istringstream table(file_text(andorra() / "routes.csv"));
  std::string line;
  std::getline(table, line);
  struct Case {
    std::string name;
    std::int64_t from, to;
    double length_m, time_s;
  };
  std::vector<Case> cases;
  while (std::getline(table, line)) {
    std::vector<std::string> cell;
    std::istringstream cells(line);
    for (std::string c; std::getline(cells, c, ',');) cell.push_back(c);
    const auto number = [&](std::size_t i) { return std::strtod(cell[i].c_str(), nullptr); };
    const auto node = [&](std::size_t latitude) {
      const auto access = roads.nearest(*plane.project({number(latitude + 1), number(latitude)}), false);
      roads.cut_at(access->node);
      return access->node;
    };
    const std::int64_t from = node(1);
    cases.push_back({cell[0], from, node(3), number(6), number(9)});
  }
  roads.finish();
  const Network net = network_of(roads);
  ModeSpeeds speeds;
  speeds.maximum.fill(Speed::from_si(200 / 3.6));
  speeds.factor.fill(1.0);
  const Router router(net.roads, TravelMode::car, speeds);
  for (const Case& c : cases) {
    const auto route = router.fastest(net.junction(c.from), net.junction(c.to));
    ASSERT_TRUE(route.has_value()) << c.name;
    // Ends lie on the nearest vertex here, on the nearest point of a road there: some meters.
    EXPECT_NEAR(route->length.si(), c.length_m, 0.005 * c.length_m) << c.name;
    EXPECT_NEAR(seconds(route->travel_time), c.time_s, 0.02 * c.time_s) << c.name;
  }
  EXPECT_EQ(cases.size(), 2U);
}

}  // namespace
}  // namespace tocsin::test
