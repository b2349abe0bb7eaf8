// SPDX-License-Identifier: Apache-2.0
// The kind `flood` in a small valley: who is reached and when, which roads close, what is refused.
#include "models/hazard/flood/flood.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "models/hazard/flood/flood_model.hpp"
#include "models/hazard/kinds.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::hazard {
namespace {

using test::build_scenario;
using test::make_tiny_town;
using test::run_replication;
using test::TinyTown;

Catalog make_catalog() {
  Catalog catalog;
  register_models(catalog);
  test::add_shipped_library(catalog);
  return catalog;
}

constexpr const char* kCertain = R"(
hazard:
  - kind: flood
    id: brook-flood
    river: brook
    begins: 30 min
    peak_depth: 3 m
    front_speed: 2 m/s
    rise_time: 60 min
    recession_time: 30 min
    attenuation: 0 per km
    peak_depth_sigma: 0
    begins_sigma: 0
    front_speed_sigma: 0
    design_factor: 1
)";

TEST(Flood, ReachesHousesWhenTheStageStandsAtTheirGround) {
  const auto catalog = make_catalog();
  TinyTown tiny;
  tiny.height_above_bed = 1.5_m;  // half the peak: reached after half the rise
  const auto scenario = build_scenario(make_tiny_town(tiny), kCertain, catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  const auto reached = outcome.log.all<HouseholdReached>();
  ASSERT_EQ(reached.size(), 50U);  // the hill stays dry
  std::map<std::uint32_t, double> at;
  for (const auto& [t_s, sequence, event] : reached) at[event.household.value] = t_s;
  const auto& people = scenario->town->population;
  for (const auto& [household, t_s] : at) EXPECT_NEAR(t_s, 1800 + people.x_m[household] / 2.0 + 1800, 1.0);
  EXPECT_EQ(outcome.measures.value("hazard.households_reached"), 50);
  EXPECT_EQ(outcome.measures.value("hazard.households_reached", "zone:hill"), 0);
  EXPECT_NEAR(outcome.measures.value("hazard.first_house_reached"), reached.front().t_s, 1e-9);
}

TEST(Flood, LeavesHousesAboveItsPeakDry) {
  const auto catalog = make_catalog();
  TinyTown tiny;
  tiny.height_above_bed = 3.1_m;
  const auto scenario = build_scenario(make_tiny_town(tiny), kCertain, catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  EXPECT_TRUE(outcome.log.all<HouseholdReached>().empty());
  EXPECT_EQ(outcome.log.all<FloodBegan>().size(), 1U);
  EXPECT_EQ(outcome.measures.value("hazard.first_house_reached"), std::numeric_limits<double>::infinity());
}

TEST(Flood, LeavesHousesOutOfReachDry) {
  const auto catalog = make_catalog();
  TinyTown tiny;
  tiny.distance_from_river = 120_m;
  const auto scenario = build_scenario(make_tiny_town(tiny), std::string(kCertain) + "    reach: 100 m\n", catalog);
  EXPECT_TRUE(run_replication(*scenario, catalog, 0).log.all<HouseholdReached>().empty());
}

TEST(Flood, StaysInTheRiverUntilTheBankOverflows) {
  const auto catalog = make_catalog();
  TinyTown tiny;
  tiny.height_above_bed = 0.2_m;  // lower than the bank of 1 m
  const auto scenario = build_scenario(make_tiny_town(tiny), kCertain, catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  const FloodWave wave{1800, 3, 2, 3600, 1800, 0};
  const auto first = outcome.log.all<HouseholdReached>().front();
  const double x = scenario->town->population.x_m[first.event.household.index()];
  EXPECT_NEAR(first.t_s, wave.rises_to(x, 1.0), 1.0);
}

TEST(Flood, AnnouncesItsMarksAtTheGauge) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(
      make_tiny_town(), std::string(kCertain) + "    gauge: 1000 m\n    go_now: 2 m\n    get_ready: 1.5 m\n", catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  const auto marks = outcome.log.all<StageReached>();
  ASSERT_EQ(marks.size(), 2U);
  EXPECT_EQ(scenario->names->text(marks[0].event.mark), "get_ready");
  EXPECT_EQ(scenario->names->text(marks[1].event.mark), "go_now");
  EXPECT_NEAR(marks[0].t_s, 1800 + 500 + 1800, 1e-6);  // half the peak after half the rise
  EXPECT_GT(marks[1].t_s, marks[0].t_s);
}

TEST(Flood, TakesTheBankAsGoNowAndAShareOfItAsGetReady) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(make_tiny_town(), kCertain, catalog);
  const auto* flood = scenario->all<FloodParameters>().front();
  ASSERT_EQ(flood->stage_marks.size(), 2U);
  EXPECT_DOUBLE_EQ(flood->stage_marks[0].depth_m, 0.75);
  EXPECT_DOUBLE_EQ(flood->stage_marks[1].depth_m, 1.0);
}

TEST(Flood, ClosesTheDipToCarsBeforeWalkersAndOpensItOnRecession) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(make_tiny_town(), kCertain, catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  const auto mask = [](TravelMode mode) { return static_cast<std::uint32_t>(mask_of(mode)); };
  double cars_s = -1;
  double walkers_s = -1;
  std::set<std::string> cut;
  for (const auto& [t_s, sequence, event] : outcome.log.all<RoadCut>()) {
    cut.insert(scenario->town->roads.road(event.segment));
    if (scenario->town->roads.road(event.segment) != "v23") continue;
    if (cars_s < 0 && (event.modes & mask(TravelMode::car)) != 0) cars_s = t_s;
    if (walkers_s < 0 && (event.modes & mask(TravelMode::walk)) != 0) walkers_s = t_s;
  }
  EXPECT_EQ(cut, std::set<std::string>{"v23"});  // the others stand at the peak or above
  // The dip at x = 2500 m is 1.2 m above the bed; cars stop at 0.3 m, so at a stage of 1.5 m.
  EXPECT_NEAR(cars_s, 1800 + 1250 + 1800, 2.0);
  EXPECT_GT(walkers_s, cars_s);
  std::uint32_t open = 0;
  for (const auto& [t_s, sequence, event] : outcome.log.all<RoadReopened>()) {
    EXPECT_GT(t_s, 1800 + 1250 + 3600);  // after the crest
    if (scenario->town->roads.road(event.segment) == "v23") open |= event.modes;
  }
  EXPECT_EQ(open, static_cast<std::uint32_t>(kAllModes));
  EXPECT_EQ(outcome.measures.value("hazard.roads_cut"), 1);
  EXPECT_GT(outcome.measures.value("hazard.road_closed_time", "road:v23"), 600);
}

TEST(Flood, ReachesBridgesAtTheirDeck) {
  const auto catalog = make_catalog();
  const auto cut_roads = [&](const std::string& extra) {
    auto text = std::string(kCertain);
    text.replace(text.find("peak_depth: 3 m"), 15, "peak_depth: 4.5 m");
    const auto scenario = build_scenario(make_tiny_town(), text + extra, catalog);
    const auto outcome = run_replication(*scenario, catalog, 0);
    std::set<std::string> cut;
    for (const auto& logged : outcome.log.all<RoadCut>()) cut.insert(scenario->town->roads.road(logged.event.segment));
    return cut;
  };
  EXPECT_THAT(cut_roads("    bridge_clearance: 0 m\n"), testing::Contains("bridge"));
  EXPECT_THAT(cut_roads("    bridge_clearance: 2 m\n"), testing::Not(testing::Contains("bridge")));
}

TEST(Flood, DrawsItsUncertaintyAnewForEachReplicationAndTheSameForTheSame) {
  const auto catalog = make_catalog();
  auto text = std::string(kCertain);
  for (const char* line : {"    peak_depth_sigma: 0\n", "    begins_sigma: 0\n", "    front_speed_sigma: 0\n"}) {
    text.erase(text.find(line), std::string(line).size());
  }
  const auto scenario = build_scenario(make_tiny_town(), text, catalog);
  const auto one = run_replication(*scenario, catalog, 1);
  EXPECT_EQ(one.text, run_replication(*scenario, catalog, 1).text);
  const auto two = run_replication(*scenario, catalog, 2);
  EXPECT_NE(one.log.all<FloodBegan>()[0].event.peak_depth_m, two.log.all<FloodBegan>()[0].event.peak_depth_m);
}

TEST(Flood, RefusesWhatCannotBe) {
  const auto catalog = make_catalog();
  const auto codes = [&](const std::string& text) {
    Diagnostics diagnostics;
    EXPECT_EQ(build_scenario(make_tiny_town(), text, catalog, diagnostics), nullptr);
    std::set<std::string> found;
    for (const auto& d : diagnostics.entries()) found.insert(d.code);
    return found;
  };
  const std::string start = "hazard:\n  - {kind: flood, ";
  EXPECT_EQ(codes(start + "river: brok, begins: 1 h, peak_depth: 3 m}"), std::set<std::string>{"unknown-reference"});
  EXPECT_EQ(codes(start + "river: brook, begins: 7 h, peak_depth: 3 m}"), std::set<std::string>{"out-of-range"});
  EXPECT_EQ(codes(start + "river: brook, begins: 1 h, peak_depth: 3}"), std::set<std::string>{"missing-unit"});
  EXPECT_EQ(codes(start + "river: brook, begins: 1 h, peak_depth: 3 m, gauge: 9 km}"),
            std::set<std::string>{"out-of-range"});
  EXPECT_EQ(codes(start + "river: brook, begins: 1 h, peak_depth: 3 m, get_ready: 2 m, go_now: 1 m}"),
            std::set<std::string>{"inconsistent"});
}

TEST(RoadLevels, CloseEachModeExactlyAtItsLimit) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(make_tiny_town(), kCertain, catalog);
  const auto& water = scenario->water_parameters;
  const auto velocity = 0.5_m_per_s;
  const auto levels = road_levels(water, {0.1_m, 0.2_m}, velocity);
  ASSERT_GE(levels.size(), 3U);
  EXPECT_EQ(levels.front().from_depth_m, 0);
  for (std::size_t i = 1; i < levels.size(); ++i) {
    EXPECT_GT(levels[i].from_depth_m, levels[i - 1].from_depth_m);
    for (std::size_t m = 0; m < levels[i].factors.size(); ++m) {
      EXPECT_LE(levels[i].factors[m], levels[i - 1].factors[m]);  // deeper is never faster
      const bool passes =
          passable(water, static_cast<TravelMode>(m), {Length::from_si(levels[i].from_depth_m + 1e-6), velocity});
      if (!passes) {
        EXPECT_EQ(levels[i].factors[m], 0);
      }
    }
  }
  for (const float factor : levels.back().factors) EXPECT_EQ(factor, 0);
}

}  // namespace
}  // namespace tocsin::hazard
