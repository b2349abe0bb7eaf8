// SPDX-License-Identifier: Apache-2.0
// The bundled towns: every folder of scenarios/towns reads without an error or a warning, and the flagship holds the
// figures its district published (Wulong 2021 plan of emergency management, docs/reference/data-sources.md).
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/input/diagnostic.hpp"
#include "engine/input/document.hpp"
#include "engine/input/fields.hpp"
#include "engine/input/library.hpp"
#include "engine/roads/road_parameters.hpp"
#include "engine/town/town.hpp"
#include "engine/town/town_reader.hpp"

namespace tocsin {
namespace {

namespace fs = std::filesystem;

LibraryText file_of_library(const std::string& name) {
  const fs::path path = fs::path("scenarios/library") / name;
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return {path.string(), text.str()};
}

/// What the program reads towns with: the library that ships with it.
const TownReaderOptions& reading() {
  static const TownReaderOptions options = [] {
    Diagnostics diagnostics;
    const std::vector<LibraryText> texts{file_of_library("roads.yaml"), file_of_library("town_reading.yaml")};
    const Library library = Library::from_texts(texts, diagnostics);
    TownReaderOptions result{.roads = read_road_parameters(library, diagnostics), .parameters = {}};
    read_fields(Node::mapping(), result.parameters,
                {.diagnostics = diagnostics, .library = &library, .path = "town.reading"});
    diagnostics.throw_if_errors();
    return result;
  }();
  return options;
}

Town bundled(const std::string& town) {
  return read_town(fs::path("scenarios/towns") / town, reading());
}

bool ends_with(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() && text.substr(text.size() - ending.size()) == ending;
}

template <class Things, class Wanted>
std::int64_t count(const Things& things, Wanted wanted) {
  return std::count_if(things.begin(), things.end(), wanted);
}

template <class Things>
std::int64_t count_ids_ending(const Things& things, std::string_view ending) {
  return count(things, [&](const auto& thing) { return ends_with(thing.id, ending); });
}

template <class Things>
std::int64_t count_ids_starting(const Things& things, std::string_view beginning) {
  return count(things, [&](const auto& thing) { return std::string_view(thing.id).starts_with(beginning); });
}

TEST(BundledTowns, ReadWithoutErrorOrWarning) {
  int towns = 0;
  for (const auto& entry : fs::directory_iterator("scenarios/towns")) {
    if (!entry.is_directory()) continue;
    ++towns;
    Diagnostics diagnostics;
    const auto town = read_town(entry.path(), reading(), diagnostics);
    EXPECT_TRUE(town.has_value()) << entry.path();
    EXPECT_TRUE(diagnostics.empty()) << draw(diagnostics.entries(), Language::en);
  }
  EXPECT_GE(towns, 2);
}

TEST(BundledTowns, EveryFileHasItsProvenance) {
  for (const std::string name : {"wulong", "two-bridges", "crossing"}) {
    std::set<std::string> tables;
    for (const auto& entry : fs::directory_iterator(fs::path("scenarios/towns") / name)) {
      if (entry.path().extension() == ".csv") tables.insert(entry.path().filename().string());
    }
    std::set<std::string> explained;
    for (const Provenance& entry : bundled(name).provenance) explained.insert(entry.file);
    EXPECT_EQ(explained, tables) << name;
  }
}

TEST(Wulong, HasItsTownshipsAndResidents) {
  const Town town = bundled("wulong");
  EXPECT_EQ(town.coordinates.epsg, 4545);
  EXPECT_EQ(town.townships.size(), 26U);
  EXPECT_EQ(town.resident_count(), 357'000U);
  // 3.06 persons per household: 1193 persons of 390 households in the evacuations of 2020.
  EXPECT_NEAR(357'000.0 / static_cast<double>(town.population.size()), 3.06, 0.005);
  std::vector<int> zones(town.townships.size());
  for (const Zone& zone : town.zones) ++zones[zone.township.index()];
  EXPECT_THAT(zones, testing::Each(testing::Ge(7)));
}

TEST(Wulong, HasItsShelters) {
  const Town town = bundled("wulong");
  EXPECT_EQ(town.shelters.size(), 98U);
  EXPECT_EQ(count_ids_ending(town.shelters, "-in-plan"), 11);
  EXPECT_EQ(count_ids_ending(town.shelters, "-outside-plan"), 87);
  std::set<std::size_t> townships;
  for (const Shelter& shelter : town.shelters) townships.insert(shelter.township.index());
  EXPECT_EQ(townships.size(), 26U);
}

TEST(Wulong, HasItsDistrictTeamOfOneAndSeven) {
  const Town town = bundled("wulong");
  std::uint32_t members = 0;
  for (const Team& team : town.teams) {
    if (team.id.starts_with("district-team-")) members += team.members;
  }
  EXPECT_EQ(members, 80U);
  EXPECT_EQ(count_ids_starting(town.teams, "district-team-"), 1 + 7);
  EXPECT_EQ(count_ids_starting(town.stations, "micro-station-"), 24);
  // Three more fire stations are planned; planned is not there.
  EXPECT_EQ(count(town.stations, [](const Station& station) { return station.kind == "fire_station"; }), 2);
}

TEST(Wulong, HasATownshipTeamOfAtLeastFifteenEverywhere) {
  const Town town = bundled("wulong");
  std::vector<std::uint32_t> members(town.townships.size());
  for (const Team& team : town.teams) {
    const Station& station = town.stations[team.station.index()];
    if (station.kind == "township_office") members[station.township.index()] += team.members;
  }
  EXPECT_THAT(members, testing::Each(testing::Ge(15U)));
}

TEST(Wulong, HasItsStore) {
  const Town town = bundled("wulong");
  double area = 0;
  std::uint64_t items = 0;
  for (const Depot& depot : town.depots) {
    area += depot.floor_area_m2;
    items += depot.items;
  }
  EXPECT_DOUBLE_EQ(area, 800.0);
  EXPECT_EQ(items, 8'000U);
}

TEST(Wulong, HasItsMonitoredPoints) {
  const Town town = bundled("wulong");
  const auto monitored = [&](std::string_view how) {
    return count(town.hazard_points, [&](const HazardPoint& point) { return point.monitoring == how; });
  };
  EXPECT_EQ(monitored("professional"), 35);
  EXPECT_EQ(monitored("low_cost"), 20);
  EXPECT_EQ(monitored("rain_notice"), 70);
  EXPECT_EQ(count_ids_ending(town.hazard_points, "-fence"), 10);
}

const River& river(const Town& town, std::string_view id) {
  return *std::find_if(town.rivers.begin(), town.rivers.end(), [&](const River& r) { return r.id == id; });
}

struct AboveBed {
  double height_m = 0;    ///< above the bed at the nearest point of the creek
  double distance_m = 0;  ///< from the creek
};

/// By projection on the line between two river points, the bed interpolated.
AboveBed above_bed(const River& creek, double x, double y, double z) {
  AboveBed best{0, std::numeric_limits<double>::infinity()};
  for (std::size_t i = 0; i + 1 < creek.points.size(); ++i) {
    const auto& a = creek.points[i];
    const auto& b = creek.points[i + 1];
    const double dx = b.x_m - a.x_m;
    const double dy = b.y_m - a.y_m;
    const double t = std::clamp(((x - a.x_m) * dx + (y - a.y_m) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
    const double distance = std::hypot(x - a.x_m - t * dx, y - a.y_m - t * dy);
    if (distance < best.distance_m) {
      best = {z - (a.bed_elevation_m + t * (b.bed_elevation_m - a.bed_elevation_m)), distance};
    }
  }
  return best;
}

TEST(Wulong, DrillTownshipHasTenThousandResidentsAndLowHomes) {
  const Town town = bundled("wulong");
  const River& creek = river(town, "dalong-xi");
  std::uint32_t residents = 0;
  std::uint32_t low_households = 0;
  std::uint32_t low_residents = 0;
  for (std::size_t h = 0; h < town.population.size(); ++h) {
    const Zone& zone = town.zones[town.population.zone[h].index()];
    if (town.townships[zone.township.index()].id != "baima") continue;
    residents += town.population.persons[h];
    const auto home = above_bed(creek, town.population.x_m[h], town.population.y_m[h], town.population.elevation_m[h]);
    EXPECT_GT(home.height_m, 2.0) << town.population.id[h];
    if (home.height_m > 8) continue;
    ++low_households;
    low_residents += town.population.persons[h];
    EXPECT_LT(home.distance_m, 110.0) << town.population.id[h];
  }
  EXPECT_EQ(residents, 10'015U);
  // The size of the district's emergency evacuations of 2020.
  EXPECT_EQ(low_households, 390U);
  EXPECT_EQ(low_residents, 1'193U);
}

TEST(Wulong, LowBanksNameTheSamePeople) {
  const Town town = bundled("wulong");
  std::uint32_t households = 0;
  std::uint32_t residents = 0;
  for (const HazardPoint& point : town.hazard_points) {
    if (!point.id.starts_with("baima-low-bank-")) continue;
    households += point.threatened_households;
    residents += point.threatened_residents;
  }
  EXPECT_EQ(households, 390U);
  EXPECT_EQ(residents, 1'193U);
}

TEST(Wulong, SheltersOfTheDrillTownshipStandHighAndNearlySuffice) {
  const Town town = bundled("wulong");
  const River& creek = river(town, "dalong-xi");
  std::uint32_t beside_creek = 0;
  std::uint32_t all = 0;
  for (const Shelter& shelter : town.shelters) {
    if (town.townships[shelter.township.index()].id != "baima") continue;
    const Place& place = shelter.place;
    const auto found = above_bed(creek, place.x_m, place.y_m, place.elevation_m);
    EXPECT_GT(found.height_m, 20.0) << shelter.id;
    all += shelter.capacity_persons;
    if (found.distance_m < 600) beside_creek += shelter.capacity_persons;
  }
  EXPECT_LT(beside_creek, 1'193U);
  EXPECT_GT(all, 1'193U);
}

TEST(Wulong, FloodCutsCreekCrossingsBeforeTheRoad) {
  const Town town = bundled("wulong");
  const River& creek = river(town, "dalong-xi");
  int fords_and_low_bridges = 0;
  for (std::uint32_t s = 0; s < town.roads.segment_count(); ++s) {
    const SegmentId id(s);
    if (!town.roads.road(id).starts_with("dl-cross-")) continue;
    const Junction& from = town.roads.junction(town.roads.from(id));
    const Junction& to = town.roads.junction(town.roads.to(id));
    const auto deck =
        above_bed(creek, (from.x_m + to.x_m) / 2, (from.y_m + to.y_m) / 2, town.roads.lowest_elevation_m(id));
    EXPECT_GT(deck.height_m, 0.5) << town.roads.road(id);
    EXPECT_LT(deck.height_m, 7.0) << town.roads.road(id);
    if (deck.height_m < 4) ++fords_and_low_bridges;
  }
  EXPECT_EQ(fords_and_low_bridges, 2 * 5);  // five crossings, two directions each
}

TEST(Wulong, RoadsAreOneMainPieceForCarsAndAllFacilitiesReachIt) {
  const Town town = bundled("wulong");
  const auto pieces = town.roads.connected_pieces(TravelMode::car);
  for (const Station& station : town.stations) EXPECT_EQ(pieces[station.place.road_junction.index()], 0U) << station.id;
  for (const Zone& zone : town.zones) EXPECT_EQ(pieces[zone.place.road_junction.index()], 0U) << zone.id;
  for (const Shelter& shelter : town.shelters) EXPECT_EQ(pieces[shelter.place.road_junction.index()], 0U) << shelter.id;
}

TEST(Wulong, RiversFall) {
  const Town town = bundled("wulong");
  EXPECT_EQ(town.rivers.size(), 5U);
  for (const River& line : town.rivers) {
    for (std::size_t i = 1; i < line.points.size(); ++i) {
      EXPECT_LE(line.points[i].bed_elevation_m, line.points[i - 1].bed_elevation_m) << line.id << " point " << i;
    }
  }
}

TEST(TwoBridges, IsSmallEnoughToTeach) {
  const Town town = bundled("two-bridges");
  EXPECT_EQ(town.coordinates.epsg, 0);
  EXPECT_EQ(town.zones.size(), 4U);
  EXPECT_EQ(town.resident_count(), 600U);
  EXPECT_EQ(town.shelters.size(), 2U);
  EXPECT_EQ(town.communication_sites.size(), 1U);
  std::set<std::string> bridges;
  for (std::uint32_t s = 0; s < town.roads.segment_count(); ++s) {
    if (town.roads.bridge(SegmentId(s))) bridges.insert(town.roads.road(SegmentId(s)));
  }
  EXPECT_THAT(bridges, testing::ElementsAre("north-bridge", "south-bridge"));
}

}  // namespace
}  // namespace tocsin
