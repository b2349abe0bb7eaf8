// SPDX-License-Identifier: Apache-2.0
// The GeoPackage writer: what a reader needs is there, equal content gives equal bytes, and nothing half-written stays
// behind when the disk refuses.
#include "engine/experiment/geopackage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <iterator>

namespace tocsin {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

/// An empty folder of this test case, removed at its end.
class GeoPackageTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() / (std::string("tocsin_geopackage_") + info->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// Names of the files in the folder.
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_)) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }

  fs::path folder_;
};

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// All rows of a query; cells joined by '|', NULL as "∅", blobs in hexadecimal.
std::vector<std::string> query(const fs::path& file, const std::string& sql) {
  sqlite3* db = nullptr;
  EXPECT_EQ(sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  sqlite3_stmt* statement = nullptr;
  EXPECT_EQ(sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
  std::vector<std::string> rows;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    std::string row;
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
      row += (i == 0 ? "" : "|") + std::string(text == nullptr ? "∅" : text);
    }
    rows.push_back(row);
  }
  sqlite3_finalize(statement);
  sqlite3_close(db);
  return rows;
}

SpatialReference gauss_kruger() {
  return {.epsg = 4545, .name = "CGCS2000 / CM 108E", .wkt = "PROJCS[\"x\"]", .origin_x_m = 500000, .origin_y_m = 1000};
}

void write_sample(const fs::path& file) {
  GeoPackage package(file, gauss_kruger());
  auto measures = package.create_table(
      "measures", {"Measures", "All measures of all replications"},
      {{"measure", ColumnType::text}, {"replication", ColumnType::integer}, {"value", ColumnType::real}});
  measures.insert({"warning.reached_share", 1, 0.93});
  measures.insert({"evacuation.clearance_time", 1, std::nan("")});
  measures.insert({"", std::monostate{}, 1e300});
  auto zones = package.create_layer("zones", {"Zones", ""}, GeometryType::point, {{"name", ColumnType::text}});
  zones.insert(std::array{PlanePoint{1, 2}}, {"羊角古镇"});
  zones.insert({}, {"no place"});
  auto roads = package.create_layer("roads", {}, GeometryType::line, {{"load", ColumnType::real}});
  roads.insert(std::array{PlanePoint{0, 0}, PlanePoint{3, 4}, PlanePoint{-5, 7}}, {12.5});
  auto water = package.create_layer("water", {}, GeometryType::polygon, {});
  water.insert(std::array{PlanePoint{0, 0}, PlanePoint{1, 0}, PlanePoint{1, 1}}, {});
  package.finish();
}

TEST_F(GeoPackageTest, IsAGeoPackageThatSqliteFindsIntact) {
  write_sample(folder_ / "a.gpkg");
  EXPECT_EQ(bytes_of(folder_ / "a.gpkg").substr(0, 15), "SQLite format 3");
  EXPECT_THAT(query(folder_ / "a.gpkg", "PRAGMA application_id"), ElementsAre("1196444487"));
  EXPECT_THAT(query(folder_ / "a.gpkg", "PRAGMA user_version"), ElementsAre("10300"));
  EXPECT_THAT(query(folder_ / "a.gpkg", "PRAGMA integrity_check"), ElementsAre("ok"));
  EXPECT_THAT(query(folder_ / "a.gpkg", "PRAGMA foreign_key_check"), ElementsAre());
  EXPECT_THAT(files(), ElementsAre("a.gpkg"));
}

TEST_F(GeoPackageTest, DescribesItsTablesAndTheirExtentsOnEarth) {
  write_sample(folder_ / "a.gpkg");
  EXPECT_THAT(
      query(folder_ / "a.gpkg",
            "SELECT table_name, data_type, identifier, min_x, min_y, max_x, max_y, srs_id "
            "FROM gpkg_contents ORDER BY table_name"),
      ElementsAre("measures|attributes|Measures|∅|∅|∅|∅|∅", "roads|features|roads|499995.0|1000.0|500003.0|1007.0|4545",
                  "water|features|water|500000.0|1000.0|500001.0|1001.0|4545",
                  "zones|features|Zones|500001.0|1002.0|500001.0|1002.0|4545"));
  EXPECT_THAT(query(folder_ / "a.gpkg",
                    "SELECT table_name, column_name, geometry_type_name, srs_id FROM "
                    "gpkg_geometry_columns ORDER BY 1"),
              ElementsAre("roads|geom|LINESTRING|4545", "water|geom|POLYGON|4545", "zones|geom|POINT|4545"));
  EXPECT_THAT(query(folder_ / "a.gpkg",
                    "SELECT srs_id, organization, definition FROM gpkg_spatial_ref_sys WHERE srs_id "
                    "NOT IN (4326) ORDER BY 1"),
              ElementsAre("-1|NONE|undefined", "0|NONE|undefined", "4545|EPSG|PROJCS[\"x\"]"));
}

TEST_F(GeoPackageTest, KeepsValuesAndWritesUnknownNumbersAsNull) {
  write_sample(folder_ / "a.gpkg");
  EXPECT_THAT(query(folder_ / "a.gpkg", "SELECT fid, measure, replication, value FROM measures ORDER BY fid"),
              ElementsAre("1|warning.reached_share|1|0.93", "2|evacuation.clearance_time|1|∅", "3||∅|1.0e+300"));
  EXPECT_THAT(query(folder_ / "a.gpkg", "SELECT name, geom IS NULL FROM zones ORDER BY fid"),
              ElementsAre("羊角古镇|0", "no place|1"));
}

TEST_F(GeoPackageTest, EncodesGeometryAsTheStandardSays) {
  GeoPackage package(folder_ / "a.gpkg", {});
  auto points = package.create_layer("points", {}, GeometryType::point, {});
  points.insert(std::array{PlanePoint{1, 2}}, {});
  auto lines = package.create_layer("lines", {}, GeometryType::line, {});
  lines.insert(std::array{PlanePoint{0, 0}, PlanePoint{1, 2}}, {});
  auto areas = package.create_layer("areas", {}, GeometryType::polygon, {});
  areas.insert(std::array{PlanePoint{0, 0}, PlanePoint{1, 0}, PlanePoint{1, 1}}, {});
  package.finish();
  const std::string one = "000000000000F03F";
  const std::string two = "0000000000000040";
  const std::string zero = "0000000000000000";
  // "GP", version 0, flags (little endian, no envelope), srs -1, then WKB point.
  EXPECT_THAT(query(folder_ / "a.gpkg", "SELECT hex(geom) FROM points"),
              ElementsAre("47500001FFFFFFFF0101000000" + one + two));
  // Flags 3: envelope min x, max x, min y, max y.
  EXPECT_THAT(
      query(folder_ / "a.gpkg", "SELECT hex(geom) FROM lines"),
      ElementsAre("47500003FFFFFFFF" + zero + one + zero + two + "010200000002000000" + zero + zero + one + two));
  // The ring is closed for the caller: four points of three.
  EXPECT_THAT(query(folder_ / "a.gpkg", "SELECT length(geom), substr(hex(geom), 81, 26) FROM areas"),
              ElementsAre("117|01030000000100000004000000"));
}

TEST_F(GeoPackageTest, EqualContentGivesEqualBytes) {
  write_sample(folder_ / "a.gpkg");
  write_sample(folder_ / "b.gpkg");
  EXPECT_EQ(bytes_of(folder_ / "a.gpkg"), bytes_of(folder_ / "b.gpkg"));
  write_sample(folder_ / "a.gpkg");  // and replacing an older file changes nothing
  EXPECT_EQ(bytes_of(folder_ / "a.gpkg"), bytes_of(folder_ / "b.gpkg"));
}

TEST_F(GeoPackageTest, LeavesNothingBehindWhenItIsAbandoned) {
  std::ofstream(folder_ / "a.gpkg") << "the older result";
  {
    GeoPackage package(folder_ / "a.gpkg", {});
    package.create_table("measures", {}, {{"value"}}).insert({1.0});
  }
  EXPECT_THAT(files(), ElementsAre("a.gpkg"));
  EXPECT_EQ(bytes_of(folder_ / "a.gpkg"), "the older result");
}

TEST_F(GeoPackageTest, SaysWhichFileAndWhyWhenTheFolderIsMissing) {
  const fs::path file = folder_ / "missing" / "a.gpkg";
  try {
    GeoPackage package(file, {});
    FAIL() << "no error";
  } catch (const GeoPackageError& error) {
    EXPECT_EQ(error.path(), file);
    EXPECT_THAT(error.what(), HasSubstr(file.string()));
    EXPECT_THAT(error.what(), HasSubstr("No such file or directory"));
    EXPECT_THAT(error.message().zh, HasSubstr("无法写入"));
  }
}

/// Writes far more than fits; the limit on the file's size stands for a full disk.
void write_too_much(const fs::path& file) {
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{1 << 20, 1 << 20};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  GeoPackage package(file, {});
  auto table = package.create_table("measures", {}, {{"text", ColumnType::text}});
  const std::string text(1000, 'x');
  for (int row = 0; row < 20000; ++row) table.insert({std::string_view(text)});
  package.finish();
}

TEST_F(GeoPackageTest, FullDiskIsAnErrorAndTheOldFileStays) {
  std::ofstream(folder_ / "a.gpkg") << "the older result";
  try {
    write_too_much(folder_ / "a.gpkg");
    FAIL() << "no error";
  } catch (const GeoPackageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("a.gpkg"));
    EXPECT_THAT(error.what(), HasSubstr("File too large"));
  }
  EXPECT_THAT(files(), ElementsAre("a.gpkg"));
  EXPECT_EQ(bytes_of(folder_ / "a.gpkg"), "the older result");
}

TEST_F(GeoPackageTest, MistakesOfOursAreDefects) {
  GeoPackage package(folder_ / "a.gpkg", {});
  EXPECT_ANY_THROW(package.create_table("drop table; --", {}, {}));
  auto table = package.create_table("t", {}, {{"a"}, {"b"}});
  EXPECT_ANY_THROW(table.insert({1.0}));
  EXPECT_ANY_THROW(table.insert(std::array{PlanePoint{}}, {1.0, 2.0}));
}

TEST(SpatialReferenceOf, TakesNameAndDefinitionFromProj) {
  const SpatialReference reference =
      spatial_reference_of({.epsg = 4545, .false_origin_x_m = 500000, .false_origin_y_m = 3000000});
  EXPECT_EQ(reference.epsg, 4545);
  EXPECT_EQ(reference.origin_x_m, 500000);
  EXPECT_EQ(reference.origin_y_m, 3000000);
  EXPECT_THAT(reference.name, HasSubstr("CGCS2000"));
  EXPECT_THAT(reference.wkt, testing::StartsWith("PROJCS[\"CGCS2000"));
  EXPECT_EQ(spatial_reference_of({}).epsg, 0);
}

}  // namespace
}  // namespace tocsin
