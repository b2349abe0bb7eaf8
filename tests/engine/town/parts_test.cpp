// SPDX-License-Identifier: Apache-2.0
// The smaller parts of engine/town: lines, nearest points, planes, elevation tiles, boundaries, the reference page.
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>
#include <sstream>

#include "engine/random/stream.hpp"
#include "engine/town/boundary.hpp"
#include "engine/town/elevation.hpp"
#include "engine/town/nearest.hpp"
#include "engine/town/package_writer.hpp"
#include "engine/town/plane.hpp"
#include "engine/town/town_table.hpp"
#include "engine/town/wkt.hpp"
#include "tests/engine/town/town_support.hpp"

namespace tocsin::test {
namespace {

TEST(Lines, ReadAndWrittenBack) {
  const auto line = parse_line(" linestring(1 2,3.5 -4 , 5e2 6)");
  ASSERT_TRUE(line.has_value());
  EXPECT_EQ(line_text(*line, 1), "LINESTRING (1.0 2.0, 3.5 -4.0, 500.0 6.0)");
  for (const char* bad : {"", "LINESTRING", "LINESTRING (1 2)", "LINESTRING (1 2, 3)", "LINESTRING (1 2, 3 4",
                          "POINT (1 2)", "LINESTRING (1 2, 3 nan)", "LINESTRING (1 2, 3 4) x"}) {
    EXPECT_FALSE(parse_line(bad).has_value()) << bad;
  }
}

TEST(Lines, SimplifiedWithinTheTolerance) {
  const std::vector<LinePoint> line{{0, 0}, {50, 1}, {100, 0}, {150, 40}, {200, 0}};
  const auto simple = simplify_line(line, 2.0);
  EXPECT_EQ(simple, (std::vector<LinePoint>{{0, 0}, {100, 0}, {150, 40}, {200, 0}}));
  EXPECT_DOUBLE_EQ(line_length(std::vector<LinePoint>{{0, 0}, {3, 4}, {3, 10}}), 11.0);
}

TEST(NearestPoints, AgreeWithLookingAtAll) {
  RandomStream stream(1, 0, Purpose("test.nearest"));
  std::vector<NearestPoints::Point> points;
  for (int i = 0; i < 500; ++i) points.push_back({stream.uniform() * 9000, stream.uniform() * stream.uniform() * 4000});
  std::vector<bool> use(points.size(), true);
  for (std::size_t i = 0; i < use.size(); i += 3) use[i] = false;
  const NearestPoints nearest(points, use);
  for (int q = 0; q < 2000; ++q) {
    const double x = -3000 + stream.uniform() * 15000;
    const double y = -3000 + stream.uniform() * 10000;
    double best = 1e9;
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (use[i]) best = std::min(best, std::hypot(points[i].x_m - x, points[i].y_m - y));
    }
    const auto found = nearest.nearest(x, y);
    ASSERT_TRUE(found.has_value());
    EXPECT_DOUBLE_EQ(found->distance_m, best);
    EXPECT_TRUE(use[found->index]);
  }
  EXPECT_FALSE(NearestPoints(std::vector<NearestPoints::Point>{}).nearest(0, 0).has_value());
}

TEST(Planes, ChineseZoneLongitudeFirst) {
  const Plane plane(4545);
  ASSERT_TRUE(plane.usable());
  const auto p = plane.project({108.0, 29.0});
  ASSERT_TRUE(p.has_value());
  EXPECT_NEAR(p->x_m, 500'000.0, 1e-6);   // on the central meridian
  EXPECT_NEAR(p->y_m, 3'209'269.3, 0.5);  // meridian arc to 29° N on the CGCS2000 ellipsoid
  const auto back = plane.unproject(*p);
  EXPECT_NEAR(back->longitude_deg, 108.0, 1e-9);
  EXPECT_NEAR(back->latitude_deg, 29.0, 1e-9);
  EXPECT_FALSE(Plane(4326).usable());  // degrees are no plane
  EXPECT_FALSE(Plane(999999).usable());
  EXPECT_TRUE(Plane(0).usable());
  EXPECT_FALSE(Plane(0).project({108, 29}).has_value());
}

TEST(Planes, ChosenByPlace) {
  EXPECT_EQ(plane_for({107.76, 29.32}), 4545);  // Wulong: 108° E
  EXPECT_EQ(plane_for({75.0, 39.0}), 4534);
  EXPECT_EQ(plane_for({135.0, 48.0}), 4554);
  EXPECT_EQ(plane_for({1.5, 42.5}), 32631);  // Andorra
  EXPECT_EQ(plane_for({-70.0, -33.0}), 32719);
}

/// One zipped file: local header, then raw deflate (what the elevation tile of the data case is packed as).
std::string unzip(const std::string& zip) {
  const auto number = [&](std::size_t at, int bytes) {
    std::size_t value = 0;
    for (int b = bytes; b-- > 0;)
      value = value << 8U | static_cast<unsigned char>(zip.at(at + static_cast<std::size_t>(b)));
    return value;
  };
  const std::size_t start = 30 + number(26, 2) + number(28, 2);
  std::string out(1201 * 1201 * 2, '\0');
  z_stream stream{};
  inflateInit2(&stream, -MAX_WBITS);
  std::string in = zip.substr(start);
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  inflate(&stream, Z_FINISH);
  inflateEnd(&stream);
  return out;
}

TEST(ElevationTiles, KnownPointsOfAndorra) {
  const char* data = std::getenv("TOCSIN_DATA");
  const auto folder = fs::path(data != nullptr ? data : "../shared/data") / "osm-andorra";
  if (!fs::exists(folder / "dem_points.csv")) GTEST_SKIP() << "data case osm-andorra is not here (set TOCSIN_DATA)";
  const Scratch scratch;
  write_text(scratch.path() / "N42E001.hgt", unzip(file_text(folder / "N42E001.hgt.zip")));
  const ElevationTiles tiles(std::vector<fs::path>{scratch.path() / "N42E001.hgt"});
  std::istringstream points(file_text(folder / "dem_points.csv"));
  std::string line;
  std::getline(points, line);
  // Positions are posts of the tile, given by row and column.
  std::map<std::string, std::size_t> column;
  std::istringstream header(line);
  for (std::string name; std::getline(header, name, ',');) column.emplace(name, column.size());
  ASSERT_TRUE(column.count("row") == 1 && column.count("col") == 1 && column.count("elev_m") == 1) << line;
  int checked = 0;
  while (std::getline(points, line)) {
    std::vector<double> values;
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, ',');) values.push_back(std::strtod(cell.c_str(), nullptr));
    const GeographicPosition at{1.0 + values[column["col"]] / 1200.0, 43.0 - values[column["row"]] / 1200.0};
    EXPECT_NEAR(tiles.at(at).value_or(-1), values[column["elev_m"]], 1e-6) << line;
    ++checked;
  }
  EXPECT_GT(checked, 0);
}

TEST(ElevationTiles, BilinearBetweenPostsAndRefusesOtherFiles) {
  const Scratch scratch;
  std::string tile;
  for (int r = 0; r < 1201; ++r) {
    for (int c = 0; c < 1201; ++c) {
      const auto h = static_cast<std::uint16_t>(c == 5 && r == 5 ? -32768 : r + 2 * c);
      tile += static_cast<char>(h >> 8U);
      tile += static_cast<char>(h & 0xFFU);
    }
  }
  write_text(scratch.path() / "S01W002.hgt", tile);
  const ElevationTiles tiles(std::vector<fs::path>{scratch.path() / "S01W002.hgt"});
  // Row 0 is the north edge (latitude 0), column 0 the west edge (longitude -2).
  EXPECT_NEAR(*tiles.at({-2.0 + 100.25 / 1200, -200.5 / 1200}), 200.5 + 200.5, 1e-6);
  EXPECT_FALSE(tiles.at({-2.0 + 5.0 / 1200, -5.0 / 1200}).has_value());  // void
  EXPECT_FALSE(tiles.at({3, 3}).has_value());                            // no tile
  write_text(scratch.path() / "N10E010.hgt", "short");
  EXPECT_THROW(ElevationTiles(std::vector<fs::path>{scratch.path() / "N10E010.hgt"}), ElevationError);
  write_text(scratch.path() / "heights.hgt", tile);
  EXPECT_THROW(ElevationTiles(std::vector<fs::path>{scratch.path() / "heights.hgt"}), ElevationError);
}

TEST(Boundaries, BoxesAndPolygonsWithHoles) {
  EXPECT_TRUE(Boundary("").contains({10, 10}));
  const Boundary box("1.0, 42,2,43");
  EXPECT_TRUE(box.contains({1.5, 42.5}));
  EXPECT_FALSE(box.contains({2.5, 42.5}));
  const Scratch scratch;
  const auto file = scratch.path() / "area.geojson";
  write_text(
      file, R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon",)"
            R"("coordinates":[[[0,0],[4,0],[4,4],[0,4],[0,0]],[[1,1],[2,1],[2,2],[1,2],[1,1]]]}}]})");
  const Boundary polygon(file.string());
  EXPECT_TRUE(polygon.contains({3, 3}));
  EXPECT_FALSE(polygon.contains({1.5, 1.5}));  // the hole
  EXPECT_FALSE(polygon.contains({5, 3}));
  EXPECT_THROW(Boundary("2,42,1,43"), BoundaryError);
  EXPECT_THROW(Boundary("no-such-file.geojson"), BoundaryError);
  write_text(file, "{\"type\": \"Point\", \"coordinates\": [1, 2]}");
  EXPECT_THROW(Boundary(file.string()), BoundaryError);
  write_text(file, "{");
  EXPECT_THROW(Boundary(file.string()), BoundaryError);
}

TEST(Boundaries, KnowBoxesWithLatitudeFirst) {
  EXPECT_EQ(exchanged_box("29.31,107.75,29.34,107.7724"), "107.75,29.31,107.7724,29.34");  // no box as it stands
  EXPECT_EQ(exchanged_box("42.5,1.5,42.65,1.7"), "1.5,42.5,1.7,42.65");                    // a box, but elsewhere
  EXPECT_EQ(exchanged_box("107.75,29.31,107.7724,29.34"), std::nullopt);                   // no latitude of 107
  EXPECT_EQ(exchanged_box("2,42,1,43"), std::nullopt);
  EXPECT_EQ(exchanged_box("1,2,3"), std::nullopt);
  EXPECT_EQ(exchanged_box("county.geojson"), std::nullopt);
}

TEST(TownTables, ReferencePageIsCurrent) {
  const std::string page = file_text("docs/reference/town-package.md");
  // To renew it: TOCSIN_UPDATE_DOCS=1 and run this test.
  if (std::getenv("TOCSIN_UPDATE_DOCS") != nullptr)
    write_text("docs/reference/town-package.md", town_package_reference());
  EXPECT_EQ(file_text("docs/reference/town-package.md"), town_package_reference());
  EXPECT_FALSE(page.empty());
}

TEST(TownTables, NoAliasMeansTwoColumnsOfATable) {
  for (const TownTable& table : town_tables()) {
    std::map<std::string, std::string> owner;
    for (const TownColumn& column : table.columns) {
      std::vector<std::string> names = column.description.aliases;
      names.push_back(column.description.name);
      for (const std::string& name : names) {
        const auto [first, added] = owner.emplace(name, column.description.name);
        EXPECT_TRUE(added) << table.file << ": " << name << " means " << first->second << " and "
                           << column.description.name;
      }
    }
  }
}

TEST(PackageTables, QuoteWhatNeedsQuotes) {
  PackageTable table("townships.csv", {"id", "name_en", "name_zh"});
  table.row({"T1", "Stone, Upper", "“石”\"头\""});
  EXPECT_EQ(table.text(), "id,name_en,name_zh\nT1,\"Stone, Upper\",\"“石”\"\"头\"\"\"\n");
  EXPECT_EQ(number_text(12.340, 2), "12.34");
  EXPECT_EQ(number_text(-0.001, 1), "0");
  EXPECT_EQ(number_text(100.0, 0), "100");
}

}  // namespace
}  // namespace tocsin::test
