// SPDX-License-Identifier: Apache-2.0
// TNTP networks as town packages: what the published networks of ../shared/data become, and a small one that is always
// here, read back by read_town.
#include "engine/town/tntp_import.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/roads/router.hpp"
#include "engine/town/tntp.hpp"
#include "tests/engine/town/town_support.hpp"
#include "tests/support/cases.hpp"

namespace tocsin {
namespace {

namespace fs = std::filesystem;

// Zones 1 and 2 are no through nodes; 3 lies between. 5280 feet in a minute are 97 km/h.
constexpr const char* kNet =
    "<NUMBER OF ZONES> 2\n<NUMBER OF NODES> 3\n<FIRST THRU NODE> 3\n<NUMBER OF LINKS> 5\n<END OF METADATA>\n"
    "~ init term capacity length time b power speed toll type ;\n"
    "1 3 1800 5280 1 0.15 4 0 0 1 ;\n3 1 1800 5280 1 0.15 4 0 0 1 ;\n"
    "3 2 3600 10560 2 0.15 4 0 0 1 ;\n2 3 3600 10560 2 0.15 4 0 0 1 ;\n2 1 900 100 0 0 4 0 0 1 ;\n";
constexpr const char* kTrips =
    "<NUMBER OF ZONES> 2\n<TOTAL OD FLOW> 112.5\n<END OF METADATA>\n"
    "Origin 1\n 1 : 2.0; 2 : 100.5;\nOrigin 2\n 1 : 10.0;\n";

class TntpImport : public testing::Test {
 protected:
  TntpImport() {
    test::write_text(net(), kNet);
    test::write_text(trips(), kTrips);
  }
  [[nodiscard]] fs::path net() const { return scratch_.path() / "small_net.tntp"; }
  [[nodiscard]] fs::path trips() const { return scratch_.path() / "small_trips.tntp"; }
  [[nodiscard]] fs::path town() const { return scratch_.path() / "town"; }
  TntpImportSummary import(const TntpImportOptions& options = {}) {
    return import_tntp(net(), trips(), town(), options, test::defaults<TntpImportParameters>("town.tntp"));
  }
  [[nodiscard]] Town read() const { return read_town(town(), test::reader_options()); }
  test::Scratch scratch_;
};

TEST_F(TntpImport, LinksKeepTheirLengthTimeAndCapacity) {
  const auto summary = import();
  EXPECT_EQ(summary.road_segments, 5U);
  EXPECT_NEAR(summary.median_speed_km_per_h, 96.6, 0.1);
  EXPECT_NEAR(summary.vehicles, 110.5, 1e-9);
  EXPECT_NEAR(summary.vehicles_within_zones, 2, 1e-9);
  EXPECT_TRUE(summary.schematic);
  const auto town = read();
  ASSERT_EQ(town.trips.size(), 2U);
  EXPECT_EQ(town.trips[0].vehicles, 100.5);
  EXPECT_EQ(town.trips[0].ends_s, 3600);
  int found = 0;
  for (std::size_t s = 0; s < town.roads.segment_count(); ++s) {
    const SegmentId id(s);
    if (!town.roads.allows(id, TravelMode::car)) continue;
    ++found;
    if (town.roads.road(id) != "l3") continue;
    EXPECT_NEAR(town.roads.length_m(id), 2 * 1609.344, 0.01);
    EXPECT_NEAR(town.roads.free_flow_speed_m_per_s(id), 26.82, 0.01);
    EXPECT_NEAR(town.roads.flow_capacity_veh_per_h(id), 3600, 1e-3);
    EXPECT_EQ(town.roads.lanes(id), 2);
  }
  EXPECT_EQ(found, 5);
}

// From 1 to 2 only by 3; 2 to 1 by the connector. Nobody drives through a zone.
TEST_F(TntpImport, RoutesDoNotLeadThroughZones) {
  import();
  const auto town = read();
  const Router router(town.roads, TravelMode::car, ModeSpeeds{});
  const auto at = [&](std::size_t zone) { return town.zones[zone].place.road_junction; };
  const auto turns = town.roads.banned_turns();
  EXPECT_EQ(turns.size(), 4U);  // at zone 1 two in and one out, at zone 2 one in and two out
  const auto route = router.fastest(at(0), at(1));
  ASSERT_TRUE(route);
  EXPECT_EQ(route->segments.size(), 2U);
}

TEST_F(TntpImport, ANodeFileBesideItGivesPositions) {
  test::write_text(scratch_.path() / "small_node.tntp",
                   "Node X Y ;\n1 107.1 29.3 ;\n2 107.2 29.4 ;\n3 107.15 29.35 ;\n");
  EXPECT_FALSE(import().schematic);
  EXPECT_EQ(read().coordinates.epsg, 4545);
}

TEST_F(TntpImport, MistakesOfTheNodeFileAreToldAtTheirPlaces) {
  test::write_text(scratch_.path() / "small_node.tntp", "Node X Y ;\n1 107.1 29.3 ;\n7 107.2 29.4 ;\n3 107.15 ;\n");
  try {
    import();
    FAIL() << "it was taken";
  } catch (const InputError& error) {
    ASSERT_EQ(error.diagnostics().size(), 2U);
    EXPECT_EQ(error.diagnostics()[0].where.line, 3);
    EXPECT_EQ(error.diagnostics()[1].where.line, 4);
  }
  EXPECT_FALSE(fs::exists(town()));
}

TEST_F(TntpImport, UnitsThatAreGivenAreTaken) {
  const auto summary = import({.length_unit = Length::from_si(1), .time_unit = Duration(1), .period = 2h});
  EXPECT_NEAR(summary.median_speed_km_per_h, 5280 * 3.6, 1);
}

struct Network {
  const char* folder;
  const char* stem;
  std::size_t links;
  double trips;
};
class PublishedNetworks : public testing::TestWithParam<Network> {};

TEST_P(PublishedNetworks, ReadAsTownsWithTheirLinksAndTrips) {
  const auto folder = test::data_case(GetParam().folder);
  if (!folder) GTEST_SKIP() << GetParam().folder << " is not here (set TOCSIN_DATA)";
  const test::Scratch scratch;
  const std::string stem = GetParam().stem;
  const auto summary = import_tntp(*folder / (stem + "_net.tntp"), *folder / (stem + "_trips.tntp"),
                                   scratch.path() / "town", {}, test::defaults<TntpImportParameters>("town.tntp"));
  EXPECT_EQ(summary.road_segments, GetParam().links);
  EXPECT_NEAR(summary.vehicles + summary.vehicles_within_zones, GetParam().trips, 1e-4 * GetParam().trips);
  EXPECT_GT(summary.median_speed_km_per_h, 40);
  EXPECT_LT(summary.median_speed_km_per_h, 100);
  const auto town = read_town(scratch.path() / "town", test::reader_options());
  for (const auto& zone : town.zones) {
    // Each zone belongs to the junction of its own number.
    EXPECT_EQ("z" + town.roads.junction(zone.place.road_junction).id.substr(1), zone.id);
  }
}
INSTANTIATE_TEST_SUITE_P(Tntp, PublishedNetworks,
                         testing::Values(Network{"tntp-siouxfalls", "SiouxFalls", 76, 360600},
                                         Network{"tntp-anaheim", "Anaheim", 914, 104694.4},
                                         Network{"tntp-chicago-sketch", "ChicagoSketch", 2950, 1260907.44}),
                         [](const auto& info) { return std::string(info.param.stem); });

}  // namespace
}  // namespace tocsin
