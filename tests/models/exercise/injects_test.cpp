// SPDX-License-Identifier: Apache-2.0
// Every inject kind has its effect at its time: message, power_lost, power_restored, road_closed, road_opened,
// issue_order; injects after EndEx are refused at the place of their time.
#include "models/exercise/injects.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "models/communications/kinds.hpp"
#include "models/evacuation/evacuation.hpp"
#include "models/exercise/events.hpp"
#include "models/exercise/kinds.hpp"
#include "models/hazard/events.hpp"
#include "models/hazard/kinds.hpp"
#include "models/traffic/traffic.hpp"
#include "models/warning/kinds.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::exercise {
namespace {

using test::build_scenario;
using test::make_tiny_town;
using test::run_replication;

Catalog make_catalog() {
  Catalog catalog;
  hazard::register_models(catalog);
  communications::register_models(catalog);
  warning::register_models(catalog);
  register_models(catalog);
  test::add_shipped_library(catalog);
  return catalog;
}

TEST(Injects, AreRefusedAfterEndExAtTheirTime) {
  const auto catalog = make_catalog();
  Diagnostics diagnostics;
  const auto scenario = build_scenario(
      make_tiny_town(), "injects:\n  - kind: message\n    text: Too late.\n    at: 7 h\n", catalog, diagnostics);
  EXPECT_EQ(scenario, nullptr);
  ASSERT_EQ(diagnostics.entries().size(), 1U);
  EXPECT_EQ(diagnostics.entries()[0].code, "out-of-range");
  EXPECT_EQ(diagnostics.entries()[0].where.line, 4);
  EXPECT_EQ(diagnostics.entries()[0].where.column, 9);
}

TEST(Injects, CloseAndOpenRoads) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(make_tiny_town(), R"(
injects:
  - {kind: road_closed, id: slide, at: 20 min, roads: [v12], modes: [car, truck]}
  - {kind: road_opened, id: cleared, at: 80 min, roads: [v12]}
)",
                                       catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  const auto cut = outcome.log.all<hazard::RoadCut>();
  const auto open = outcome.log.all<hazard::RoadReopened>();
  ASSERT_EQ(cut.size(), 2U);  // both directions
  ASSERT_EQ(open.size(), 2U);
  EXPECT_EQ(cut[0].t_s, 1200);
  EXPECT_EQ(open[0].t_s, 4800);
  EXPECT_EQ(cut[0].event.modes, unsigned{mask_of(TravelMode::car)} | unsigned{mask_of(TravelMode::truck)});
  EXPECT_EQ(outcome.log.all<InjectFired>().size(), 2U);
  EXPECT_EQ(outcome.measures.value("exercise.injects_fired"), 2);
  EXPECT_EQ(outcome.measures.value("hazard.roads_cut"), 1);
}

TEST(Injects, APowerCutSilencesTheLoudspeakerWithoutBattery) {
  const auto catalog = make_catalog();
  std::ifstream in("tests/models/exercise/injects.yaml");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto scenario = build_scenario(make_tiny_town(), text, catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  const auto failed = outcome.log.all<warning::ChannelFailed>();
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(failed[0].event.site, CommunicationSiteId(0));
  EXPECT_EQ(failed[0].event.reason, warning::ChannelFailure::no_power);
  bool upper_later = false;
  for (const auto& [t_s, sequence, event] : outcome.log.all<warning::AlertReceived>()) {
    if (event.household.index() >= 20) continue;
    EXPECT_GT(t_s, 32 * 60);
    upper_later = true;
  }
  EXPECT_TRUE(upper_later);
  EXPECT_EQ(outcome.log.all<warning::ZoneOrdered>().size(), 2U);
}

// Orders in phases: the village by the water first, the one below half an hour later, and the time of each counts from
// its own order.
TEST(Injects, OrderZonesInPhases) {
  auto catalog = make_catalog();
  traffic::register_models(catalog);
  evacuation::register_models(catalog);
  const auto scenario = build_scenario(make_tiny_town(), R"(
injects:
  - {kind: issue_order, id: phase-1, at: 10 min, zones: [upper]}
  - {kind: issue_order, id: phase-2, at: 40 min, zones: [lower]}
warning:
  - {kind: door_to_door, weather: dry, occupied_night: 100 %, answered: 100 %}
evacuation:
  - {kind: households, weather: dry, compliance_door_to_door: 100 %, shadow_evacuation: 0 %}
)",
                                       catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  const auto& people = scenario->town->population;
  std::map<std::string, std::pair<double, double>> left;  // the first and the last of each zone
  for (const auto& [t_s, sequence, event] : outcome.log.all<evacuation::HouseholdDeparted>()) {
    const auto& zone = scenario->town->zones[people.zone[event.household.index()].index()].id;
    left.try_emplace(zone, t_s, t_s).first->second.second = t_s;
  }
  ASSERT_EQ(left.size(), 2U);  // nobody on the hill
  EXPECT_GT(left.at("upper").first, 10 * 60);
  EXPECT_LT(left.at("upper").first, 40 * 60);
  EXPECT_GT(left.at("lower").first, 40 * 60);
  EXPECT_EQ(outcome.measures.value("evacuation.departed_share", "zone:upper"), 1);
  EXPECT_LE(outcome.measures.value("evacuation.departed_90_time", "zone:lower"), left.at("lower").second - 40 * 60);
  EXPECT_EQ(outcome.log.all<warning::ZoneOrdered>().size(), 2U);
}

TEST(Injects, NameWhatTheTownDoesNotHave) {
  const auto catalog = make_catalog();
  Diagnostics diagnostics;
  const auto scenario = build_scenario(make_tiny_town(), R"(
injects:
  - {kind: road_closed, at: 20 min, roads: [v99]}
  - {kind: power_lost, at: 20 min, sites: [horn-uper]}
  - {kind: issue_order, at: 20 min, zones: [uper]}
)",
                                       catalog, diagnostics);
  EXPECT_EQ(scenario, nullptr);
  ASSERT_EQ(diagnostics.entries().size(), 3U);
  for (const auto& d : diagnostics.entries()) EXPECT_EQ(d.code, "unknown-reference");
}

TEST(Injects, AnOrderNamesAZone) {
  const auto catalog = make_catalog();
  Diagnostics diagnostics;
  EXPECT_EQ(build_scenario(make_tiny_town(), "injects: [{kind: issue_order, id: empty, at: 20 min, zones: []}]\n",
                           catalog, diagnostics),
            nullptr);
  ASSERT_EQ(diagnostics.entries().size(), 1U);
  EXPECT_EQ(diagnostics.entries()[0].code, "inconsistent");
}

}  // namespace
}  // namespace tocsin::exercise
