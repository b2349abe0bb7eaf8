// SPDX-License-Identifier: Apache-2.0
#include "engine/town/town_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iconv.h>

#include <chrono>
#include <numeric>
#include <stdexcept>

#include "tests/engine/town/town_support.hpp"

namespace tocsin::test {
namespace {

using Files = std::map<std::string, std::string>;

/// Two villages on one road, everything there is, nothing wrong.
Files small_town() {
  return {
      {"town.yaml",
       "name: {en: Stone Valley, zh: 石头谷}\n"
       "coordinate_system: EPSG:4545\n"
       "provenance:\n"
       "  - {file: townships.csv, source: test, confidence: E, license: CC0-1.0}\n"
       "  - {file: junctions.csv, source: test, confidence: E, license: CC0-1.0}\n"
       "  - {file: road_segments.csv, source: test, confidence: E, license: CC0-1.0}\n"
       "  - {file: zones.csv, source: test, confidence: E, license: CC0-1.0}\n"
       "  - {file: shelters.csv, source: test, confidence: E, license: CC0-1.0}\n"},
      {"townships.csv", "id,name_en,name_zh\nT1,Stone Township,石头镇\n"},
      {"junctions.csv",
       "id,x_m,y_m,elevation_m\n"
       "J1,500000,3200000,200\nJ2,501000,3200000,230\nJ3,502000,3200000,260\n"},
      {"road_segments.csv",
       "id,from,to,class,one_way,length_m,shape\n"
       "R1,J1,J2,tertiary,no,,\n"
       "R2,J2,J3,unclassified,no,1200,\"LINESTRING (501000 3200000, 501500 3200300, 502000 3200000)\"\n"},
      {"zones.csv",
       "id,name_en,name_zh,township,x_m,y_m,population,households,children,elderly,need_help,cars,motorcycles\n"
       "Z1,Lower Village,下村,T1,500050,3200050,100,30,15,25,5,12,9\n"
       "Z2,Upper Village,上村,T1,502050,3200050,61,20,9,20,4,6,31\n"},
      {"shelters.csv",
       "id,name_en,name_zh,township,x_m,y_m,capacity_persons\n"
       "S1,School,学校,T1,501010,3200020,120\n"},
  };
}

struct Outcome {
  std::optional<Town> town;
  Diagnostics diagnostics;
  std::string text;
};

Outcome read(const Files& files) {
  const Scratch scratch;
  const auto folder = scratch.path() / "stone-valley";
  fs::create_directories(folder);
  for (const auto& [name, text] : files) write_text(folder / name, text);
  Outcome outcome;
  outcome.town = read_town(folder, reader_options(), outcome.diagnostics);
  outcome.text = summary_of(outcome.diagnostics);
  return outcome;
}

/// The small town with one piece of text replaced.
Outcome read_with(const std::string& file, const std::string& from, const std::string& to) {
  Files files = small_town();
  const auto at = files[file].find(from);
  if (at == std::string::npos) throw std::logic_error("nothing to replace in " + file);
  files[file].replace(at, from.size(), to);
  return read(files);
}

/// The small town with a further file (and its provenance).
Outcome read_and(const std::string& file, const std::string& text) {
  Files files = small_town();
  files[file] = text;
  files["town.yaml"] += "  - {file: " + file + ", source: test, confidence: E, license: CC0-1.0}\n";
  return read(files);
}

TEST(ReadTown, ReadsEverythingThatIsThere) {
  const Outcome outcome = read(small_town());
  ASSERT_EQ(outcome.text, "");
  const Town& town = *outcome.town;
  EXPECT_EQ(town.id, "stone-valley");
  EXPECT_EQ(town.name.zh, "石头谷");
  EXPECT_EQ(town.coordinates.epsg, 4545);
  EXPECT_EQ(town.coordinates.false_origin_x_m, 500'000.0);
  EXPECT_EQ(town.roads.junction_count(), 3U);
  EXPECT_EQ(town.roads.segment_count(), 4U);  // two roads, both directions
  EXPECT_EQ(town.resident_count(), 161U);
  EXPECT_EQ(town.provenance.size(), 5U);
  const Shelter& shelter = town.shelters.at(0);
  EXPECT_EQ(shelter.capacity_persons, 120U);
  EXPECT_EQ(town.roads.junction(shelter.place.road_junction).id, "J2");
  EXPECT_FLOAT_EQ(shelter.place.elevation_m, 230);  // of the junction: none is given
  EXPECT_NEAR(shelter.place.x_m, 1010, 1e-3);
}

TEST(ReadTown, LengthIsTheGivenOneTheShapeOrTheStraightLine) {
  const Town town = *read(small_town()).town;
  const auto road = [&](const std::string& id) {
    for (std::size_t s = 0; s < town.roads.segment_count(); ++s) {
      if (town.roads.road(SegmentId(s)) == id) return SegmentId(s);
    }
    throw std::logic_error("no such road");
  };
  EXPECT_FLOAT_EQ(town.roads.length_m(road("R1")), 1000);
  EXPECT_FLOAT_EQ(town.roads.length_m(road("R2")), 1200);
  const Town shaped = *read_with("road_segments.csv", ",1200,", ",,").town;
  EXPECT_NEAR(shaped.roads.length_m(road("R2")), 2 * std::hypot(500, 300), 0.1);
  EXPECT_EQ(town.road_shapes[road("R2").index()].size(), 3U);
  EXPECT_TRUE(town.road_shapes[road("R1").index()].empty());
}

TEST(ReadTown, HouseholdsAddUpExactlyAndAreTheSameEveryTime) {
  const Town town = *read(small_town()).town;
  const auto sum = [&](const std::vector<std::uint8_t>& values, const Zone& zone) {
    return std::accumulate(values.begin() + zone.first_household,
                           values.begin() + zone.first_household + zone.household_count, 0U);
  };
  const Population& p = town.population;
  const Zone& lower = town.zones[0];
  const Zone& upper = town.zones[1];
  EXPECT_EQ(p.size(), 50U);
  EXPECT_EQ(lower.household_count, 30U);
  EXPECT_EQ(upper.first_household, 30U);
  EXPECT_EQ(sum(p.persons, lower), 100U);
  EXPECT_EQ(sum(p.children, lower), 15U);
  EXPECT_EQ(sum(p.elderly, lower), 25U);
  EXPECT_EQ(sum(p.need_help, lower), 5U);
  EXPECT_EQ(sum(p.cars, lower), 12U);
  EXPECT_EQ(sum(p.motorcycles, lower), 9U);
  EXPECT_EQ(sum(p.persons, upper), 61U);
  EXPECT_EQ(sum(p.motorcycles, upper), 31U);
  for (std::size_t h = 0; h < p.size(); ++h) {
    EXPECT_GE(p.persons[h], 1);
    EXPECT_LT(p.children[h], p.persons[h]);  // an adult in every household
    EXPECT_LE(p.children[h] + p.elderly[h], p.persons[h]);
    EXPECT_LE(p.need_help[h], p.persons[h]);
    EXPECT_TRUE(p.walk_junction[h].exists() && p.road_junction[h].exists());
    const Zone& zone = town.zones[p.zone[h].index()];
    // Within the spread of the zone (30 m times the root of its households), plus the depth of the frontage.
    EXPECT_LT(std::hypot(p.x_m[h] - zone.place.x_m, p.y_m[h] - zone.place.y_m), 30 * std::sqrt(30.0) + 41);
  }
  const Town again = *read(small_town()).town;
  EXPECT_EQ(p.x_m, again.population.x_m);
  EXPECT_EQ(p.persons, again.population.persons);
}

TEST(ReadTown, AnotherZoneDoesNotMoveTheHouseholdsOfThisOne) {
  const Town town = *read(small_town()).town;
  const Town more = *read_with("zones.csv", "Z1,", "Z0,Middle,中村,T1,501000,3200010,50,15,5,5,1,1,1\nZ1,").town;
  const auto first = town.zones[0].first_household;
  const auto moved = more.zones[1].first_household;
  for (std::uint32_t h = 0; h < 30; ++h) {
    EXPECT_EQ(town.population.x_m[first + h], more.population.x_m[moved + h]);
    EXPECT_EQ(town.population.persons[first + h], more.population.persons[moved + h]);
  }
}

TEST(ReadTown, ListedHouseholdsCountInsteadOfTheFigures) {
  const Outcome outcome = read_and("households.csv",
                                   "id,zone,x_m,y_m,persons,children,elderly,need_help,cars,motorcycles\n"
                                   "H2,Z2,502010,3200010,3,1,0,0,1,0\nH1,Z1,500010,3200010,2,0,2,1,0,0\n");
  EXPECT_EQ(outcome.text,
            "zones.csv:2:1 warning inconsistent: zone 'Z1': zones.csv says 100 residents in 30 households, "
            "households.csv lists 2 in 1; the list counts\n"
            "zones.csv:3:1 warning inconsistent: zone 'Z2': zones.csv says 61 residents in 20 households, "
            "households.csv lists 3 in 1; the list counts\n");
  const Town& town = *outcome.town;
  EXPECT_EQ(town.resident_count(), 5U);
  EXPECT_EQ(town.population.id[0], "H1");  // sorted by zone
  EXPECT_EQ(town.population.elderly[0], 2);
}

TEST(ReadTown, ATableNamesTheHouseholdThatHelps) {
  const std::string head = "id,zone,x_m,y_m,persons,need_help,helper_household\n";
  const Outcome outcome = read_and("households.csv", head +
                                                         "H2,Z2,502010,3200010,3,0,\nH3,Z1,500020,3200010,1,1,H2\n"
                                                         "H1,Z1,500010,3200010,2,0,\n");
  ASSERT_TRUE(outcome.town);
  const auto& people = outcome.town->population;
  ASSERT_EQ(people.helper_household.size(), 3U);
  EXPECT_EQ(people.id[0], "H3");  // sorted by zone
  EXPECT_EQ(people.id[people.helper_household[0].index()], "H2");
  EXPECT_FALSE(people.helper_household[1].exists());
  EXPECT_TRUE(read(small_town()).town->population.helper_household.empty());
}

TEST(ReadTown, AHelperIsKnownIsAnotherAndNeedsNoHelp) {
  const std::string head = "id,zone,x_m,y_m,persons,need_help,helper_household\n";
  const auto text = read_and("households.csv", head +
                                                   "H1,Z1,500010,3200010,2,1,H22\nH2,Z1,500020,3200010,1,1,H2\n"
                                                   "H3,Z1,500030,3200010,1,1,H4\nH4,Z1,500040,3200010,2,1,H5\n"
                                                   "H5,Z1,500050,3200010,2,0,\n")
                        .text;
  EXPECT_NE(text.find("households.csv:2:26 error unknown-reference"), std::string::npos) << text;
  EXPECT_NE(text.find("households.csv:3:26 error inconsistent: household 'H2' is to help itself"), std::string::npos)
      << text;
  EXPECT_NE(text.find("households.csv:4:26 error inconsistent: household 'H4' is to help 'H3' and is helped itself"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("households.csv:5"), std::string::npos) << text;
}

TEST(ReadTown, LongitudeAndLatitudeMeanTheSamePlaces) {
  Files files = small_town();
  // 108° E is the central meridian of EPSG:4545: x = 500 km.
  files["shelters.csv"] = "编号,名称,乡镇,经度,纬度,容量（人）\nS1,学校,T1,108.0103,28.9166,80\n";
  const Outcome outcome = read(files);
  ASSERT_EQ(outcome.text, "");
  const Shelter& shelter = outcome.town->shelters.at(0);
  EXPECT_EQ(shelter.name.en, "学校");
  EXPECT_NEAR(shelter.place.x_m + outcome.town->coordinates.false_origin_x_m, 501'004, 3);
  EXPECT_NEAR(shelter.place.y_m, 0, 400);
}

std::string gb18030(const std::string& utf8) {
  const iconv_t converter = iconv_open("GB18030", "UTF-8");
  std::string out(utf8.size() * 2, '\0');
  std::string in = utf8;
  char* from = in.data();
  char* to = out.data();
  std::size_t left = in.size();
  std::size_t room = out.size();
  iconv(converter, &from, &left, &to, &room);
  iconv_close(converter);
  out.resize(out.size() - room);
  return out;
}

TEST(ReadTown, TablesMayBeGB18030WithChineseColumnNames) {
  Files files = small_town();
  files["townships.csv"] = gb18030("编号,名称\nT1,石头镇\n");
  files["zones.csv"] = gb18030(
      "编号,名称,乡镇,横坐标,纵坐标,人口,户数,儿童,老人,需帮扶,汽车,摩托车\n"
      "Z1,下村,T1,500050,3200050,100,30,15,25,5,12,9\n");
  const Outcome outcome = read(files);
  ASSERT_EQ(outcome.text, "");
  EXPECT_EQ(outcome.town->zones[0].name.zh, "下村");
  EXPECT_EQ(outcome.town->townships[0].name.zh, "石头镇");
}

TEST(ReadTown, OneWayRoadsAreTwoWayForWalkersOnly) {
  const Town town = *read_with("road_segments.csv", "R1,J1,J2,tertiary,no", "R1,J1,J2,tertiary,no").town;
  EXPECT_EQ(town.roads.segment_count(), 4U);
  const Outcome one_way = read_with("road_segments.csv", "R2,J2,J3,unclassified,no", "R2,J2,J3,unclassified,是");
  // J3 can't be left by car: a piece of its own.
  EXPECT_THAT(one_way.text, testing::HasSubstr("warning disconnected-roads"));
  ASSERT_TRUE(one_way.town.has_value());
  EXPECT_EQ(one_way.town->roads.segment_count(), 4U);
}

TEST(ReadTown, TripsOfTheDemandTable) {
  const auto zones =
      read_and("trips.csv", "from,to,vehicles,begins_min,ends_min,mode\nZ1,Z2,12.5,10,70,\nZ2,Z1,3,,30,货车\n");
  ASSERT_TRUE(zones.town) << zones.text;
  ASSERT_EQ(zones.town->trips.size(), 2U);
  const auto& first = zones.town->trips[0];
  EXPECT_EQ(first.vehicles, 12.5);
  EXPECT_EQ(first.begins_s, 600);
  EXPECT_EQ(first.ends_s, 4200);
  EXPECT_EQ(first.mode, TravelMode::car);
  EXPECT_EQ(zones.town->trips[1].mode, TravelMode::truck);
}

TEST(ReadTown, ADemandThatExceedsThePopulationIsRefusedWhereItDoes) {
  const auto outcome =
      read_and("trips.csv", "from,to,vehicles,ends_min\nZ1,Z2,60,30\nZ1,Z2,41,60\nZ1,Z2,1,60\nZ1,Z3,5,0\n");
  EXPECT_EQ(outcome.text,
            "trips.csv:3:7 error inconsistent: with this row 101 vehicles leave 'Z1', which has 100 residents\n"
            "trips.csv:5:4 error unknown-reference: there is no 'Z3' in zones.csv\n"
            "trips.csv:5:9 error out-of-range: 0 is out of range\n");
}

// Bad input: the exact message each, and its place.
struct BadInput {
  const char* name;
  const char* file;
  const char* from;
  const char* to;
  const char* message;
};

class BadTowns : public testing::TestWithParam<BadInput> {};

TEST_P(BadTowns, AreRefusedWithPlaceAndReason) {
  const BadInput& bad = GetParam();
  const Outcome outcome = read_with(bad.file, bad.from, bad.to);
  EXPECT_EQ(outcome.text, bad.message);
  EXPECT_FALSE(outcome.town.has_value());
}

INSTANTIATE_TEST_SUITE_P(
    Cases, BadTowns,
    testing::Values(
        BadInput{"unknownTownship", "zones.csv", "上村,T1", "上村,T9",
                 "zones.csv:3:21 error unknown-reference: there is no 'T9' in townships.csv\n"},
        BadInput{"unknownJunction", "road_segments.csv", "R1,J1,J2", "R1,J1,J22",
                 "road_segments.csv:2:7 error unknown-reference: there is no 'J22' in junctions.csv\n"},
        BadInput{"duplicateJunction", "junctions.csv", "J3,", "J1,",
                 "junctions.csv:4:1 error duplicate-id: id 'J1' is used twice in junctions.csv\n"
                 "road_segments.csv:3:7 error unknown-reference: there is no 'J3' in junctions.csv\n"},
        BadInput{"duplicateZone", "zones.csv", "Z2,", "Z1,",
                 "zones.csv:3:1 error duplicate-id: id 'Z1' is used twice in zones.csv\n"},
        BadInput{"negativePopulation", "zones.csv", ",61,20", ",-61,20",
                 "zones.csv:3:39 error out-of-range: -61 is out of range\n"},
        BadInput{"negativeCapacity", "shelters.csv", ",120", ",-1",
                 "shelters.csv:2:32 error out-of-range: -1 is out of range\n"},
        BadInput{"negativeLength", "road_segments.csv", ",1200,", ",-1200,",
                 "road_segments.csv:3:26 error out-of-range: -1200 is out of range\n"},
        BadInput{"tooManyElderly", "zones.csv", "100,30,15,25", "100,30,15,105",
                 "zones.csv:2:49 error inconsistent: zone 'Z1' has 15 children and 105 elderly but 100 residents\n"},
        BadInput{"tooManyHouseholds", "zones.csv", "100,30", "100,300",
                 "zones.csv:2:43 error inconsistent: zone 'Z1' has 300 households but 100 residents\n"},
        BadInput{"noHouseholds", "zones.csv", "100,30", "100,0",
                 "zones.csv:2:43 error inconsistent: zone 'Z1' has 100 residents in 0 households\n"},
        BadInput{"tooManyNeedHelp", "zones.csv", "25,5,12", "25,500,12",
                 "zones.csv:2:52 error inconsistent: in zone 'Z1' 500 need help but it has 100 residents\n"},
        BadInput{"shelterOffTheRoads", "shelters.csv", "501010,3200020", "501010,3209020",
                 "shelters.csv:2:1 error unreachable: shelter 'S1' can't be reached: it stands off the road network of "
                 "cars\n"},
        BadInput{"zoneOffTheRoads", "zones.csv", "502050,3200050", "512050,3200050",
                 "zones.csv:3:1 error unreachable: zone 'Z2' can't be reached: it stands off the road network of "
                 "walkers\n"},
        BadInput{"unknownClass", "road_segments.csv", "tertiary", "tertiery",
                 "road_segments.csv:2:10 error unknown-choice: 'tertiery' is no class we know\n"},
        BadInput{"sameEnds", "road_segments.csv", "R1,J1,J2", "R1,J1,J1",
                 "road_segments.csv:2:7 error same-ends: road 'R1' ends at the junction it starts from\n"},
        BadInput{"shapeElsewhere", "road_segments.csv", "LINESTRING (501000", "LINESTRING (500000",
                 "road_segments.csv:3:31 error bad-shape: the shape of road 'R2' does not run from junction 'J2' to "
                 "'J3'\n"},
        BadInput{"shapeNoLine", "road_segments.csv", "LINESTRING (501000", "LINE (501000",
                 "road_segments.csv:3:31 error bad-shape: the shape of road 'R2' is no line\n"},
        BadInput{"unknownColumn", "shelters.csv", "capacity_persons", "capacity_person",
                 "shelters.csv:1:37 error unknown-column: unknown column 'capacity_person'\n"
                 "shelters.csv:1:1 error missing-column: column 'capacity_persons' is missing\n"},
        BadInput{"emptyTable", "shelters.csv", "S1,School,学校,T1,501010,3200020,120\n", "",
                 "shelters.csv:1:0 error empty-table: the table has a header and no rows\n"},
        BadInput{"noPosition", "zones.csv", "502050,3200050", ",",
                 "zones.csv:3:1 error missing-cell: this row has no position\n"},
        BadInput{"noName", "townships.csv", "Stone Township,石头镇", ",",
                 "townships.csv:2:1 error missing-cell: this row has no name\n"},
        BadInput{"elevationGap", "junctions.csv", "3200000,230", "3200000,",
                 "junctions.csv:3:19 error missing-cell: this junction has no elevation, others have\n"},
        BadInput{"badCoordinateSystem", "town.yaml", "EPSG:4545", "EPSG:4326",
                 "town.yaml:2:20 error bad-coordinate-system: 'EPSG:4326' is no plane in meters\n"},
        BadInput{"badProvenance", "town.yaml", "file: zones.csv, source: test, confidence: E",
                 "file: zones.csv, source: test, confidence: X",
                 "town.yaml:7:49 error unknown-choice: 'X' is no confidence code\n"}),
    [](const auto& bad) { return std::string(bad.param.name); });

TEST(ReadTown, ReferencesAndIdsSayWhatWasProbablyMeant) {
  const Outcome outcome = read_with("road_segments.csv", "R1,J1,J2", "R1,J1,j2");
  ASSERT_EQ(outcome.diagnostics.entries().size(), 1U);
  EXPECT_EQ(outcome.diagnostics.entries()[0].hint.en, "did you mean 'J2'?");
  const Outcome twice = read_with("zones.csv", "Z2,", "Z1,");
  EXPECT_EQ(twice.diagnostics.entries()[0].expected.en, "an id of its own; the first 'Z1' stands in line 2");
}

TEST(ReadTown, UnreachableNamesTheNearestJunctionAndItsDistance) {
  const Outcome outcome = read_with("shelters.csv", "501010,3200020", "501000,3203000");
  ASSERT_EQ(outcome.diagnostics.entries().size(), 1U);
  EXPECT_EQ(outcome.diagnostics.entries()[0].expected.en,
            "a junction of the main road network within 1.5 km; the nearest is 'J2', 3.0 km away");
  EXPECT_EQ(outcome.diagnostics.entries()[0].expected.zh, "1.5 km 以内有主路网路口；最近的路口为“J2”，距离 3.0 km");
}

TEST(ReadTown, JunctionsWithoutARoadAreReported) {
  Files files = small_town();
  files["junctions.csv"] += "J4,500500,3200500,300\n";
  EXPECT_EQ(read(files).text, "junctions.csv:5:1 warning disconnected-roads: no road leads to the junction 'J4'\n");
  files["junctions.csv"] += "J5,500600,3200500,300\n";
  EXPECT_EQ(read(files).text,
            "junctions.csv:5:1 warning disconnected-roads: no road leads to 2 junctions, the first of them 'J4'\n");
}

TEST(ReadTown, FacilitiesOnAnIslandOfRoadsAreRefusedAndTheIslandIsReported) {
  Files files = small_town();
  files["junctions.csv"] += "J4,510000,3200000,300\nJ5,511000,3200000,300\n";
  files["road_segments.csv"] += "R3,J4,J5,track,no,,\n";
  EXPECT_EQ(
      read(files).text,
      "junctions.csv:5:1 warning disconnected-roads: 1 road piece (1 km) can't be driven to from the main network "
      "and back; it has 2 junctions and 1 km, here is its first\n");
  files["shelters.csv"] += "S2,Hut,小屋,T1,510010,3200010,20\n";
  const Outcome outcome = read(files);
  ASSERT_EQ(outcome.diagnostics.entries().size(), 2U);
  EXPECT_EQ(outcome.diagnostics.entries()[1].code, "unreachable");
  EXPECT_EQ(outcome.diagnostics.entries()[1].hint.en,
            "junction 'J4' is only 14 m away, but it lies on a road piece of 2 junctions without connection");
}

TEST(ReadTown, EverythingWrongIsToldAtOnce) {
  Files files = small_town();
  files["zones.csv"].replace(files["zones.csv"].find("上村,T1"), 9, "上村,T9");
  files["shelters.csv"].replace(files["shelters.csv"].find(",120"), 4, ",many");
  files["junctions.csv"].replace(files["junctions.csv"].find("J2,501000"), 9, "J2,east");
  const Outcome outcome = read(files);
  EXPECT_THAT(outcome.text, testing::HasSubstr("unknown-reference: there is no 'T9'"));
  EXPECT_THAT(outcome.text, testing::HasSubstr("bad-number: 'many' is not a whole number"));
  EXPECT_THAT(outcome.text, testing::HasSubstr("bad-number: 'east' is not a number"));
}

// What refers to a table that could not be read is not blamed for it.
TEST(ReadTown, ADamagedTableIsToldOnce) {
  for (const auto& [from, to, code] : std::vector<std::array<const char*, 3>>{
           {"id,name_en", "idd,name_en", "missing-column"},                 // no ids at all
           {"T1,500050,3200050,100,", "T1,500050,3200050,", "ragged-row"},  // a row is lost
           {"Lower Village", "\"Lower Village", "syntax"}}) {               // the rest of the file is one cell
    Files files = small_town();
    auto& zones = files["zones.csv"];
    zones.replace(zones.find(from), std::string(from).size(), to);
    files["households.csv"] = "id,zone,x_m,y_m,persons\nH1,Z1,500060,3200040,3\nH2,Z2,502040,3200040,2\n";
    files["hazard_points.csv"] = "id,name_en,zone,x_m,y_m,kind,households\nP1,Slope,Z1,500060,3200040,landslide,3\n";
    const auto outcome = read(files);
    EXPECT_THAT(outcome.text, testing::HasSubstr(code)) << from;
    EXPECT_THAT(outcome.text, testing::Not(testing::HasSubstr("unknown-reference"))) << from;
    EXPECT_THAT(outcome.text, testing::Not(testing::HasSubstr("threatens"))) << from;
  }
}

TEST(ReadTown, UnreadFiguresAndPlacesAreNotHeldAgainstOthers) {
  Files files = small_town();
  files["zones.csv"].replace(files["zones.csv"].find("100,30"), 6, "100,3x");
  files["junctions.csv"].replace(files["junctions.csv"].find("J3,502000"), 9, "J3,far");
  files["hazard_points.csv"] = "id,name_en,zone,x_m,y_m,kind,households\nP1,Slope,Z1,500060,3200040,landslide,3\n";
  const auto outcome = read(files);
  EXPECT_THAT(outcome.text, testing::HasSubstr("bad-number: '3x'"));
  EXPECT_THAT(outcome.text, testing::HasSubstr("bad-number: 'far'"));
  EXPECT_THAT(outcome.text, testing::Not(testing::HasSubstr("threatens")));
  EXPECT_THAT(outcome.text, testing::Not(testing::HasSubstr("short-length")));
  EXPECT_THAT(outcome.text, testing::Not(testing::HasSubstr("bad-shape")));
}

TEST(ReadTown, MissingAndMisspeltFiles) {
  Files files = small_town();
  files["zone.csv"] = files["zones.csv"];
  files.erase("zones.csv");
  const Outcome outcome = read(files);
  EXPECT_EQ(outcome.text,
            "zone.csv:0:0 error unknown-file: zone.csv is no table of a town package\n"
            "zones.csv:0:0 error missing-file: the town has no zones.csv\n");
  EXPECT_EQ(outcome.diagnostics.entries()[0].hint.en, "did you mean 'zones.csv'?");
  Diagnostics diagnostics;
  EXPECT_FALSE(read_town("no/such/folder", reader_options(), diagnostics).has_value());
  EXPECT_EQ(summary_of(diagnostics), "folder:0:0 error missing-file: there is no folder 'no/such/folder'\n");
  EXPECT_FALSE(is_town_package("no/such/folder"));
}

TEST(ReadTown, HazardPointsCannotThreatenMoreThanThereAre) {
  const std::string head =
      "id,name_zh,township,x_m,y_m,kind,monitoring,zone,threatened_households,threatened_residents\n";
  EXPECT_EQ(read_and("hazard_points.csv", head + "H1,滑坡,T1,500500,3202000,滑坡,群测群防,Z2,21,\n").text,
            "hazard_points.csv:2:36 error inconsistent: hazard point 'H1' threatens 21 households, but zone 'Z2' has "
            "20\n");
  EXPECT_EQ(read_and("hazard_points.csv", head + "H1,滑坡,T1,500500,3202000,landslide,none,Z2,5,62\n").text,
            "hazard_points.csv:2:45 error inconsistent: hazard point 'H1' threatens 62 residents, but zone 'Z2' has "
            "61\n");
  const Outcome good = read_and("hazard_points.csv", head + "H1,滑坡,T1,500500,3202000,滑坡,群测群防,Z2,10,\n");
  ASSERT_EQ(good.text, "");
  EXPECT_EQ(good.town->hazard_points[0].kind, "landslide");
  EXPECT_EQ(good.town->hazard_points[0].monitoring, "villagers");
  EXPECT_EQ(good.town->hazard_points[0].threatened_residents, 31U);  // half of the zone's 61, rounded
}

TEST(ReadTown, TurnRestrictionsMustMeetAtTheirJunction) {
  const std::string head = "from_segment,via_junction,to_segment\n";
  const Outcome good = read_and("turn_restrictions.csv", head + "R1,J2,R2\n");
  ASSERT_EQ(good.text, "");
  ASSERT_EQ(good.town->roads.banned_turns().size(), 1U);
  const BannedTurn turn = good.town->roads.banned_turns()[0];
  EXPECT_EQ(good.town->roads.road(turn.from), "R1");
  EXPECT_EQ(good.town->roads.junction(good.town->roads.to(turn.from)).id, "J2");
  EXPECT_EQ(turn.modes & kOnFootOnly, 0);
  EXPECT_EQ(read_and("turn_restrictions.csv", head + "R1,J3,R2\n").text,
            "turn_restrictions.csv:2:1 error turn-not-there: road 'R1' does not lead to junction 'J3'\n");
}

TEST(ReadTown, RiversFillInTheBedBetweenKnownPoints) {
  const Outcome outcome =
      read_and("rivers.csv",
               "river,name_zh,x_m,y_m,bed_elevation_m,bank_height_m\n"
               "V1,石河,500000,3199900,190,4\nV1,石河,501000,3199900,,4\nV1,石河,502000,3199900,170,4\n"
               "V2,小溪,500000,3200100,,\nV2,小溪,500000,3200000,,\n");
  ASSERT_EQ(outcome.text, "");
  const auto& rivers = outcome.town->rivers;
  ASSERT_EQ(rivers.size(), 2U);
  EXPECT_FLOAT_EQ(rivers[0].points[1].bed_elevation_m, 180);
  EXPECT_FLOAT_EQ(rivers[0].points[2].chainage_m, 2000);
  EXPECT_FLOAT_EQ(rivers[1].points[0].bed_elevation_m, 200);  // of the nearest junction
}

TEST(ReadTown, LocalPlanesHaveNoLongitude) {
  Files files = small_town();
  files["town.yaml"].replace(files["town.yaml"].find("EPSG:4545"), 9, "local");
  ASSERT_EQ(read(files).text, "");
  EXPECT_EQ(read(files).town->coordinates.epsg, 0);
  files["shelters.csv"] = "id,name_zh,township,longitude_deg,latitude_deg,capacity_persons\nS1,学校,T1,108,29,80\n";
  EXPECT_EQ(read(files).text,
            "shelters.csv:2:10 error no-georeference: longitude and latitude in a town whose plane is local\n");
}

TEST(ReadTown, FlatTownsAndMissingProvenanceAreWarnings) {
  Files files = small_town();
  files["junctions.csv"] = "id,x_m,y_m\nJ1,500000,3200000\nJ2,501000,3200000\nJ3,502000,3200000\n";
  files["stations.csv"] = "id,name_zh,township,x_m,y_m,kind\nB1,消防站,T1,500010,3200010,消防站\n";
  const Outcome outcome = read(files);
  EXPECT_EQ(outcome.text,
            "town.yaml:0:0 warning no-provenance: nothing says where stations.csv comes from\n"
            "junctions.csv:0:0 warning no-elevation: no junction has an elevation: the town is flat, slopes play no "
            "part\n");
  EXPECT_TRUE(outcome.town.has_value());
  EXPECT_EQ(outcome.town->stations[0].kind, "fire_station");
}

TEST(ReadTown, AllOrNothingThrowsEveryMistake) {
  const Scratch scratch;
  write_text(scratch.path() / "town.yaml", "name: x\n");
  try {
    read_town(scratch.path(), reader_options());
    FAIL() << "an empty town was read";
  } catch (const InputError& error) {
    EXPECT_FALSE(error.diagnostics().empty());
  }
}

TEST(ReadTown, ACountyLoadsFast) {
  const Scratch scratch;
  generate_town({.seed = 1, .townships = 26, .population = 350'000},
                defaults<TownGenerationParameters>("town.generation"), scratch.path() / "county");
  const auto start = std::clock();
  const Town town = read_town(scratch.path() / "county", reader_options());
  const double cpu_s = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  EXPECT_EQ(town.resident_count(), 350'000U);
  // Processor time: the promise is 0.5 s; three times that where compilers run beside and sanitizers inside.
  EXPECT_LT(cpu_s, 1.5);
  RecordProperty("cpu_ms", static_cast<int>(cpu_s * 1000));
}

}  // namespace
}  // namespace tocsin::test
