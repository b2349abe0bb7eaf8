// SPDX-License-Identifier: Apache-2.0
// Crews that mend, generators and their fuel, portable cells: times by hand, roads that are cut, and what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/communications/communications.hpp"
#include "models/communications/generators.hpp"
#include "models/communications/kinds.hpp"
#include "models/communications/portable_cell.hpp"
#include "models/communications/repair_crews.hpp"
#include "models/hazard/kinds.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::communications {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

constexpr CommunicationSiteId kUpper(std::size_t{0});  // no battery
constexpr CommunicationSiteId kLower(std::size_t{1});  // 4 h

/// The valley under an exercise of ten days, its models started; events told in hours.
struct Field {
  explicit Field(const std::string& yaml, const char* site_kind = "loudspeaker") {
    hazard::register_models(catalog);
    register_models(catalog);
    test::add_shipped_library(catalog);
    auto town = test::make_tiny_town();
    for (auto& site : town.communication_sites) site.kind = site_kind;
    scenario = test::build_scenario(
        std::move(town), "exercise: {starts: 2026-07-05 10:00, duration: 240 h}\ncommunications:\n" + yaml, catalog);
    world = std::make_unique<World>(*scenario, 0);
    for (const auto& entry : scenario->entries) {
      models.push_back(entry.parameters->make());
      models.back()->start(*world);
    }
  }
  void close(Duration from, Duration until, const char* road) {
    for (const auto* way : {">", "<"}) {
      const SegmentId segment(scenario->names->find(Entity::segment, std::string(road) + way));
      for (const auto& [at, factor] : {std::pair{from, 0.0}, std::pair{until, 1.0}}) {
        world->kernel().schedule(kStartEx + at, Phase::environment, [this, segment, factor = factor] {
          world->roads().set_speed_factor(segment, kAllModes, factor);
        });
      }
    }
  }
  void run(Duration until = 240h) { world->kernel().run(kStartEx + until); }
  template <class E>
  [[nodiscard]] std::vector<double> times_s() const {
    std::vector<double> result;
    for (const auto& row : world->log().all<E>()) result.push_back(row.t_s);
    return result;
  }
  /// By truck between two places at free flow.
  [[nodiscard]] double drive_s(const Place& from, const Place& to) const {
    return seconds(scenario->router(TravelMode::truck).fastest(from.road_junction, to.road_junction)->travel_time);
  }
  [[nodiscard]] const Place& station() const { return scenario->town->stations[1].place; }  // at H1
  [[nodiscard]] const Place& site(CommunicationSiteId id) const {
    return scenario->town->communication_sites[id.index()].place;
  }

  Catalog catalog;
  std::unique_ptr<Scenario> scenario;
  std::unique_ptr<World> world;
  std::vector<std::unique_ptr<Model>> models;
};

const std::string kCut = "  - {kind: power_cut, id: storm, at: 1 h, sites: [horn-upper]}\n";
std::string crews(const std::string& more = {}) {
  return "  - {kind: repair_crews, station: fire-station, mends: [storm], located: 20 min, ready_day: 10 min, "
         "speed_factor: 1, look_again: 15 min, work: {median: 2 h, sigma: 0}" +
         more + "}\n";
}

// 1 h + 20 min + 10 min + the drive + 2 h.
TEST(RepairCrews, MendAfterTheTimeWorkedOutByHand) {
  Field field(kCut + crews());
  field.run();
  const double drive_s = field.drive_s(field.station(), field.site(kUpper));
  ASSERT_GT(drive_s, 60);
  EXPECT_THAT(field.times_s<RepairBegun>(), ElementsAre(4800));
  ASSERT_EQ(field.times_s<SiteRestored>().size(), 1U);
  EXPECT_NEAR(field.times_s<SiteRestored>().front(), 5400 + drive_s + 7200, 0.01);
  EXPECT_EQ(field.times_s<RepairDone>(), field.times_s<SiteRestored>());
}

// The road is cut before they set out, and opens ten hours later: they look every quarter of an hour.
TEST(RepairCrews, WaitForARoadToOpen) {
  Field open(kCut + crews());
  open.run();
  Field cut(kCut + crews());
  cut.close(30min, 10h + 1min, "v12");
  cut.run();
  EXPECT_EQ(cut.times_s<CrewHeldUp>().size(), 1U);
  const double later_s = cut.times_s<SiteRestored>().front() - open.times_s<SiteRestored>().front();
  EXPECT_GT(later_s, 8 * 3600);
  EXPECT_LT(later_s, 10 * 3600);
}

TEST(RepairCrews, WithoutARoadNothingIsMended) {
  Field field(kCut + crews());
  field.close(30min, 300h, "v12");
  field.run();
  EXPECT_TRUE(field.times_s<SiteRestored>().empty());
  EXPECT_TRUE(field.times_s<RepairDone>().empty());
}

// Two cuts of one township and one crew: one after the other; with two crews at once.
TEST(RepairCrews, OneCrewMendsOneAfterTheOther) {
  const std::string two = kCut + "  - {kind: fiber_cut, id: cable, at: 1 h, sites: [horn-lower]}\n";
  const std::string both =
      "  - {kind: repair_crews, station: fire-station, mends: [storm, cable], located: 0 min, ready_day: 0 min, "
      "speed_factor: 1, work: {median: 2 h, sigma: 0}";
  Field one(two + both + "}\n");
  one.run();
  Field pair(two + both + ", crews: 2}\n");
  pair.run();
  ASSERT_EQ(one.times_s<RepairDone>().size(), 2U);
  EXPECT_GT(one.times_s<RepairDone>()[1] - one.times_s<RepairDone>()[0], 7200);
  EXPECT_LT(pair.times_s<RepairDone>()[1] - pair.times_s<RepairDone>()[0], 3600);
}

// The second fault is located later: the crew that is free does not know of it before.
TEST(RepairCrews, GoWhenTheFaultIsLocated) {
  Field field(
      "  - {kind: power_cut, id: first, at: 1 h, sites: [horn-upper]}\n"
      "  - {kind: fiber_cut, id: second, at: 80 min, sites: [horn-lower]}\n"
      "  - {kind: repair_crews, station: fire-station, mends: [first, second], crews: 2, located: 30 min}\n");
  field.run();
  EXPECT_THAT(field.times_s<RepairBegun>(), ElementsAre(5400, 6600));
}

// Another cut elsewhere changes nobody's time of work.
TEST(RepairCrews, DrawByTheNameOfTheCut) {
  const std::string mended = "  - {kind: repair_crews, id: crews, station: fire-station, mends: [storm]}\n";
  Field alone(kCut + mended);
  alone.run();
  Field beside("  - {kind: fiber_cut, id: another, at: 200 h, sites: [horn-lower]}\n" + kCut + mended);
  beside.run();
  ASSERT_FALSE(alone.times_s<RepairDone>().empty());
  EXPECT_EQ(alone.times_s<RepairDone>(), beside.times_s<RepairDone>());
}

const std::string kDark = "  - {kind: power_cut, id: storm, at: 1 h, sites: [horn-upper]}\n";
std::string generator(const std::string& more = {}) {
  return "  - {kind: generators, station: fire-station, sites: [horn-upper], noticed: 10 min, ready_day: 5 min, "
         "set_up: "
         "15 min, tank: 6 h, refuel_before: 2 h, speed_factor: 1, look_again: 15 min" +
         more + "}\n";
}

// A site without battery is dark from 1 h, until 10 min + 5 min + the drive + 15 min later; then fuel comes in time.
TEST(Generators, FeedASiteAsLongAsFuelComes) {
  Field field(kDark + generator());
  field.run();
  const double runs_s = 3600 + 1800 + field.drive_s(field.station(), field.site(kUpper));
  EXPECT_THAT(field.times_s<SiteFellSilent>(), ElementsAre(3600));
  ASSERT_EQ(field.times_s<GeneratorRuns>().size(), 1U);
  EXPECT_NEAR(field.times_s<GeneratorRuns>().front(), runs_s, 0.01);
  EXPECT_EQ(field.times_s<SiteRestored>(), field.times_s<GeneratorRuns>());
  EXPECT_TRUE(field.times_s<GeneratorDry>().empty());
}

// The road is cut while it runs: the tank is empty after 6 h, and full again when the road has opened.
TEST(Generators, RunDryWhereTheRoadIsCut) {
  Field field(kDark + generator());
  field.close(4h, 12h, "v12");
  field.run(30h);
  ASSERT_EQ(field.times_s<GeneratorDry>().size(), 1U);
  EXPECT_NEAR(field.times_s<GeneratorDry>().front(), field.times_s<GeneratorRuns>().front() + 6 * 3600, 0.01);
  EXPECT_EQ(field.times_s<SiteFellSilent>().size(), 2U);
  ASSERT_EQ(field.times_s<SiteRestored>().size(), 2U);
  const double drive_s = field.drive_s(field.station(), field.site(kUpper));
  EXPECT_GE(field.times_s<SiteRestored>()[1], 12 * 3600);
  EXPECT_LE(field.times_s<SiteRestored>()[1], 12 * 3600 + 15 * 60 + drive_s);
}

// Two depots send one each; the one without fuel stops first, the other feeds the site on.
TEST(Generators, OfTwoDepotsFeedASiteTogether) {
  Field field(
      kDark + generator() +
      "  - {kind: generators, id: other, station: committee, sites: [horn-upper], noticed: 10 min, ready_day: 5 min, "
      "set_up: 15 min, tank: 300 h, speed_factor: 1}\n");
  field.close(4h, 300h, "h1");  // fuel of the fire station does not get through
  field.run(30h);
  EXPECT_EQ(field.times_s<GeneratorDry>().size(), 1U);
  EXPECT_EQ(field.times_s<SiteFellSilent>().size(), 1U);
}

// The mains are back while it is on its way: it turns round where it is, and is free when it is home.
TEST(Generators, TurnBackFromWhereTheyAre) {
  Field field(
      "  - {kind: power_cut, id: storm, at: 1 h, sites: [horn-upper], restored: {median: 17 min, sigma: 0}}\n"
      "  - {kind: power_cut, id: again, at: 2 h, sites: [horn-upper]}\n" +
      generator());
  field.run(24h);
  EXPECT_EQ(field.times_s<GeneratorSent>().size(), 2U);
  EXPECT_EQ(field.times_s<GeneratorSent>()[1], 7200 + 600);
  EXPECT_EQ(field.times_s<GeneratorRuns>().size(), 1U);
}

// The mains are back: it goes to the next site that has none.
TEST(Generators, GoWhereTheyAreNeededNext) {
  Field field(
      "  - {kind: power_cut, id: storm, at: 1 h, sites: [horn-upper], restored: {median: 3 h, sigma: 0}}\n"
      "  - {kind: power_cut, id: later, at: 2 h, sites: [horn-lower]}\n"
      "  - {kind: generators, station: fire-station, sites: [horn-upper, horn-lower]}\n");
  field.run(24h);
  std::vector<CommunicationSiteId> sent;
  for (const auto& row : field.world->log().all<GeneratorSent>()) sent.push_back(row.event.site);
  EXPECT_THAT(sent, ElementsAre(kUpper, kLower));
  EXPECT_GT(field.times_s<GeneratorSent>()[1], 4 * 3600);
}

const std::string kCell = "  - {kind: public_cell, reach: 1 km, terrain: ignored, battery_shape: 0}\n";
std::string portable(const std::string& by) {
  return "  - {kind: portable_cell, id: relay, by: " + by +
         ", station: fire-station, zone: lower, noticed: 10 min, ready: 20 min, cruise: 36 km/h, speed_factor: 1, "
         "set_up: "
         "5 min, endurance: 8 h, reach: 3 km}\n";
}

// The only cell by the lower village is isolated at 1 h. A drone is over it after 10 + 20 + 5 min and its flight, for
// eight hours; two people there can talk as long as it is.
TEST(PortableCell, CarriesWhereTheNetworkIsSilent) {
  Field field(kCell + portable("air") + "  - {kind: fiber_cut, id: cable, at: 1 h, sites: [horn-lower]}\n", "cell");
  auto& network = field.world->door<Network>();
  const auto place = field.site(kLower);
  const auto a = network.add({NameId(0), place, {Bearer::public_cell}, 1});
  const auto b = network.add({NameId(1), place, {Bearer::public_cell}, 1});
  const auto zone = ZoneId(field.scenario->names->find(Entity::zone, "lower"));
  const auto& there = field.scenario->town->zones[zone.index()].place;
  const double flight_s = std::hypot(there.x_m - field.station().x_m, there.y_m - field.station().y_m) / 10;
  const double up_s = 3600 + 2100 + flight_s;
  std::vector<std::pair<double, bool>> looks;
  for (const double at_s : {3000.0, 3700.0, up_s - 1, up_s + 1, up_s + 8 * 3600 - 1, up_s + 8 * 3600 + 1}) {
    field.world->kernel().schedule(at_seconds(at_s), Phase::observation,
                                   [&, at_s] { looks.emplace_back(at_s, network.connected(a, b)); });
  }
  field.run(12h);
  std::vector<bool> connected;
  for (const auto& [at_s, yes] : looks) connected.push_back(yes);
  EXPECT_THAT(connected, ElementsAre(true, false, false, true, true, false));
  EXPECT_NEAR(field.times_s<PortableCellUp>().front(), up_s, 0.01);
}

// By road it stands before the cut, and says so.
TEST(PortableCell, ByRoadNeedsARoad) {
  Field field(kCell + portable("road") + "  - {kind: fiber_cut, id: cable, at: 1 h, sites: [horn-lower]}\n", "cell");
  field.close(0h, 300h, "h1");
  field.run(12h);
  EXPECT_TRUE(field.times_s<PortableCellUp>().empty());
  EXPECT_EQ(field.times_s<CrewHeldUp>().size(), 1U);
}

TEST(FieldWork, RefusesWhatCannotBe) {
  Catalog catalog;
  hazard::register_models(catalog);
  register_models(catalog);
  test::add_shipped_library(catalog);
  Diagnostics diagnostics;
  EXPECT_EQ(test::build_scenario(test::make_tiny_town(), R"(
communications:
  - {kind: power_cut, id: storm, at: 1 h}
  - {kind: power_cut, id: drawn, at: 1 h, restored: {}}
  - {kind: repair_crews, station: fire-station, mends: [strom]}
  - {kind: repair_crews, id: nothing, station: fire-station, mends: []}
  - {kind: repair_crews, id: again, station: fire-station, mends: [drawn]}
  - {kind: repair_crews, id: first, station: fire-station, mends: [storm]}
  - {kind: repair_crews, id: second, station: fire-station, mends: [storm]}
  - {kind: generators, station: fire-house}
  - {kind: portable_cell, station: fire-station, zone: lower}
)",
                                 catalog, diagnostics),
            nullptr);
  std::vector<std::string> codes;
  for (const auto& d : diagnostics.entries()) codes.push_back(d.code);
  EXPECT_THAT(codes, UnorderedElementsAre("unknown-reference", "missing-key", "inconsistent", "inconsistent",
                                          "unknown-reference", "inconsistent"));
}

}  // namespace
}  // namespace tocsin::communications
