// SPDX-License-Identifier: Apache-2.0
// Mains, batteries and fiber: which sites work, and who is told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/statistics/tally.hpp"
#include "models/communications/bearers.hpp"
#include "models/communications/communications.hpp"
#include "models/communications/kinds.hpp"
#include "models/hazard/kinds.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::communications {
namespace {

using test::build_scenario;
using test::make_tiny_town;
using test::run_replication;
using testing::ElementsAre;

constexpr CommunicationSiteId kUpper(std::size_t{0});  // no battery
constexpr CommunicationSiteId kLower(std::size_t{1});  // 4 h

Catalog make_catalog() {
  Catalog catalog;
  hazard::register_models(catalog);
  register_models(catalog);
  test::add_shipped_library(catalog);
  return catalog;
}

const std::string kFlood = R"(
hazard:
  - {kind: flood, id: brook-flood, river: brook, begins: 30 min, peak_depth: 3 m, design_factor: 1}
)";

/// A world without models, and what its sites tell.
struct Staged {
  Catalog catalog = make_catalog();
  std::unique_ptr<Scenario> scenario = build_scenario(make_tiny_town(), kFlood, catalog);
  World world{*scenario, 0};
  Sites& sites = world.door<Sites>();
  void at(Duration when, std::function<void()> what) {
    world.kernel().schedule(kStartEx + when, Phase::infrastructure, std::move(what));
  }
  [[nodiscard]] std::vector<double> fell_silent_h() const {
    std::vector<double> result;
    for (const auto& row : world.log().all<SiteFellSilent>()) result.push_back(row.t_s / 3600);
    return result;
  }
  [[nodiscard]] std::vector<double> restored_h() const {
    std::vector<double> result;
    for (const auto& row : world.log().all<SiteRestored>()) result.push_back(row.t_s / 3600);
    return result;
  }
};

TEST(Sites, RunOnTheBatteryAndThenNoMore) {
  Staged s;
  EXPECT_TRUE(s.sites.working(kUpper));
  s.sites.set_mains(NameId(0), kUpper, MainsPower::off);
  s.sites.set_mains(NameId(0), kLower, MainsPower::off);
  EXPECT_FALSE(s.sites.working(kUpper));
  EXPECT_TRUE(s.sites.working(kLower));
  s.at(4h, [&] { EXPECT_FALSE(s.sites.working(kLower)); });
  s.at(5h, [&] {
    s.sites.set_mains(NameId(0), kLower, MainsPower::on);
    EXPECT_TRUE(s.sites.working(kLower));
  });
  s.world.kernel().run(kStartEx + 6h);
  EXPECT_THAT(s.fell_silent_h(), ElementsAre(0, 4));
  EXPECT_THAT(s.restored_h(), ElementsAre(5));
}

TEST(Sites, AreBackWhenTheLastCauseIsGone) {
  Staged s;
  s.sites.set_mains(NameId(0), kUpper, MainsPower::off);
  s.sites.set_mains(NameId(1), kUpper, MainsPower::off);
  s.sites.set_mains(NameId(0), kUpper, MainsPower::off);  // said twice is one cause
  s.sites.set_mains(NameId(0), kUpper, MainsPower::on);
  EXPECT_FALSE(s.sites.working(kUpper));
  s.sites.set_mains(NameId(1), kUpper, MainsPower::on);
  EXPECT_TRUE(s.sites.working(kUpper));
}

TEST(Sites, ABatteryThatWasSavedByTheMainsLastsItsFullTimeAgain) {
  Staged s;
  s.at(0h, [&] { s.sites.set_mains(NameId(0), kLower, MainsPower::off); });
  s.at(3h, [&] { s.sites.set_mains(NameId(0), kLower, MainsPower::on); });
  s.at(3.5h, [&] { s.sites.set_mains(NameId(0), kLower, MainsPower::off); });
  s.world.kernel().run(kStartEx + 12h);
  EXPECT_THAT(s.fell_silent_h(), ElementsAre(7.5));  // not at 4 h
}

TEST(Sites, AFiberCutNeedsNoBatteryToEnd) {
  Staged s;
  s.at(1h, [&] { s.sites.set_fiber(NameId(0), kLower, FiberLine::cut); });
  s.at(1.5h, [&] { s.sites.set_mains(NameId(0), kLower, MainsPower::off); });
  s.at(2h, [&] { s.sites.set_fiber(NameId(0), kLower, FiberLine::whole); });
  s.world.kernel().run(kStartEx + 12h);
  EXPECT_THAT(s.fell_silent_h(), ElementsAre(1, 5.5));
  EXPECT_THAT(s.restored_h(), ElementsAre(2));
  EXPECT_EQ(s.world.log().all<SiteFellSilent>()[0].event.reason, SilenceReason::no_fiber);
  EXPECT_EQ(s.world.log().all<SiteFellSilent>()[1].event.reason, SilenceReason::no_power);
}

TEST(Sites, OffTheMainsNeverFailForWantOfIt) {
  auto town = make_tiny_town();
  town.communication_sites[1].mains_power = false;
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(std::move(town), kFlood, catalog);
  World world(*scenario, 0);
  world.door<Sites>().set_mains(NameId(0), kLower, MainsPower::off);
  world.kernel().run(kStartEx + 48h);
  EXPECT_TRUE(world.door<Sites>().working(kLower));
}

TEST(PowerCut, StrikesAtItsTimeWhereItSays) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(make_tiny_town(), kFlood + R"(
communications:
  - {kind: power_cut, id: storm, at: 20 min, sites: [horn-upper]}
)",
                                       catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  const auto silent = outcome.log.all<SiteFellSilent>();
  ASSERT_EQ(silent.size(), 1U);
  EXPECT_EQ(silent[0].t_s, 1200);
  EXPECT_EQ(silent[0].event.site, kUpper);
}

TEST(PowerCut, FollowsTheWater) {
  const auto catalog = make_catalog();
  auto town = make_tiny_town();
  town.communication_sites[0].place.y_m = 0;  // in the river bed
  town.communication_sites[0].place.elevation_m -= 6;
  const auto scenario = build_scenario(std::move(town), kFlood + R"(
communications:
  - {kind: power_cut, id: storm, hazard: brook-flood, depth: 0.5 m}
)",
                                       catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  const auto silent = outcome.log.all<SiteFellSilent>();
  ASSERT_EQ(silent.size(), 1U);  // the lower horn stands 5 m above the water
  EXPECT_GT(silent[0].t_s, 1800);
}

TEST(PowerCut, IsRestoredAfterALogNormalTimeOfItsTownship) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(make_tiny_town(), R"(
exercise: {starts: 2026-07-05 02:00, duration: 400 h}
communications:
  - {kind: power_cut, id: storm, at: 0 min, sites: [horn-upper], restored: {median: 16 h, sigma: 0.9}}
)",
                                       catalog);
  Tally logs;
  for (std::uint32_t replication = 0; replication < 200; ++replication) {
    const auto outcome = run_replication(*scenario, catalog, replication);
    const auto restored = outcome.log.all<SiteRestored>();
    ASSERT_EQ(restored.size(), 1U);
    logs.add(std::log(restored[0].t_s / 3600));
  }
  EXPECT_NEAR(logs.mean(), std::log(16.0), 3 * logs.standard_error());
  EXPECT_NEAR(std::sqrt(logs.variance()), 0.9, 0.15);
}

TEST(FiberCut, GoesWithTheRoadAndHelpsNoBattery) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(make_tiny_town(), R"(
communications:
  - {kind: fiber_cut, id: cable, road: v23, sites: [horn-lower]}
)",
                                       catalog);
  World world(*scenario, 0);
  const auto model = scenario->entries.front().parameters->make();
  model->start(world);
  const SegmentId road(scenario->names->find(Entity::segment, "v23>"));
  world.kernel().schedule(kStartEx + 70min, Phase::environment,
                          [&] { world.roads().set_speed_factor(road, kAllModes, 0); });
  world.kernel().run(kStartEx + 6h);
  const auto silent = world.log().all<SiteFellSilent>();
  ASSERT_EQ(silent.size(), 1U);
  EXPECT_EQ(silent[0].t_s, 4200);
  EXPECT_EQ(silent[0].event.site, kLower);
  EXPECT_EQ(silent[0].event.reason, SilenceReason::no_fiber);
}

TEST(Cuts, NeedOneCause) {
  const auto catalog = make_catalog();
  Diagnostics diagnostics;
  EXPECT_EQ(build_scenario(make_tiny_town(), R"(
communications:
  - {kind: power_cut, id: none}
  - {kind: fiber_cut, id: two, at: 5 min, road: v23}
  - {kind: power_cut, id: late, at: 40 h}
  - {kind: power_cut, id: water, hazard: brok-flood}
)",
                           catalog, diagnostics),
            nullptr);
  std::vector<std::string> codes;
  for (const auto& d : diagnostics.entries()) codes.push_back(d.code);
  EXPECT_THAT(codes, testing::UnorderedElementsAre("missing-key", "inconsistent", "out-of-range", "unknown-reference"));
}

TEST(PublicCell, DrawsItsBatteriesAboutTheTable) {
  auto town = make_tiny_town();
  town.communication_sites[1].kind = "cell";
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(std::move(town), R"(
exercise: {starts: 2026-07-05 02:00, duration: 24 h}
communications:
  - {kind: public_cell, battery_shape: 2}
  - {kind: power_cut, id: storm, at: 0 min}
)",
                                       catalog);
  int within_4h = 0;
  int within_8h = 0;
  for (std::uint32_t replication = 0; replication < 300; ++replication) {
    const auto outcome = run_replication(*scenario, catalog, replication);
    for (const auto& row : outcome.log.all<SiteFellSilent>()) {
      if (row.event.site != kLower) continue;
      within_4h += row.t_s <= 4 * 3600 ? 1 : 0;
      within_8h += row.t_s <= 8 * 3600 ? 1 : 0;
    }
  }
  EXPECT_NEAR(within_4h / 300.0, 0.50, 3 * std::sqrt(0.25 / 300));  // handbook 8.3c: F(4 h) = 0.50, F(8 h) = 0.94
  EXPECT_NEAR(within_8h / 300.0, 0.94, 3 * std::sqrt(0.06 / 300));
}

}  // namespace
}  // namespace tocsin::communications
