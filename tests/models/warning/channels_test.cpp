// SPDX-License-Identifier: Apache-2.0
// The channels loudspeaker, door_to_door and word_of_mouth in the small valley.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "engine/random/diffusion.hpp"
#include "models/hazard/kinds.hpp"
#include "models/warning/kinds.hpp"
#include "models/warning/loudspeaker.hpp"
#include "models/warning/ten_household_cells.hpp"
#include "models/warning/warning.hpp"
#include "models/warning/word_of_mouth.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::warning {
namespace {

using test::build_scenario;
using test::make_tiny_town;
using test::run_replication;
using test::TinyTown;

Catalog make_catalog() {
  Catalog catalog;
  hazard::register_models(catalog);
  register_models(catalog);
  test::add_shipped_library(catalog);
  return catalog;
}

// Everybody is under the order at 10 min; no hazard.
const std::string kOrder = R"(
exercise: {starts: 2026-07-05 10:00, duration: 6 h}
warning:
  - kind: issuance
    at: 10 min
    area: whole_scope
    detection: {shortest: 0 s, usual: 0 s, longest: 0 s}
    report: {shortest: 0 s, usual: 0 s, longest: 0 s}
    consultation: {shortest: 0 s, usual: 0 s, longest: 0 s}
    issue: {shortest: 0 s, usual: 0 s, longest: 0 s}
)";
const std::string kPerfectHorns = R"(
  - kind: loudspeaker
    weather: dry
    reach_outdoors: 100 %
    reach_indoors_day: 100 %
    attention: 100 %
    outdoors_share_day: 100 %
    start_delay: 0 s
)";

TEST(Loudspeaker, ReachesEverybodyWithinTheCircleAndNobodyBeyond) {
  const auto catalog = make_catalog();
  TinyTown tiny;
  tiny.household_spacing = 100_m;
  const auto scenario = build_scenario(make_tiny_town(tiny), kOrder + kPerfectHorns, catalog);
  const auto* horns = scenario->all<LoudspeakerParameters>().front();
  // By day and dry: 118 - 20 log10 r - 0.005 r = 52 + 12.5.
  const double required = horns->required_level_db(false, true, 0);
  EXPECT_DOUBLE_EQ(required, 64.5);
  EXPECT_GE(horns->level_db(370), required);
  EXPECT_LT(horns->level_db(385), required);
  const auto outcome = run_replication(*scenario, catalog, 0);
  std::set<std::uint32_t> reached;
  for (const auto& [t_s, sequence, event] : outcome.log.all<AlertReceived>()) {
    EXPECT_DOUBLE_EQ(t_s, 600);
    EXPECT_TRUE(reached.insert(event.household.value).second);  // once only
  }
  const auto& town = *scenario->town;
  for (const auto h : scenario->scope.households()) {
    double nearest = 1e9;
    for (const auto& site : town.communication_sites) {
      nearest = std::min(nearest, std::hypot<double>(town.population.x_m[h.index()] - site.place.x_m,
                                                     town.population.y_m[h.index()] - site.place.y_m));
    }
    EXPECT_EQ(reached.contains(h.value), horns->level_db(nearest) >= required) << nearest;
  }
  EXPECT_GT(reached.size(), 5U);
  EXPECT_LT(reached.size(), scenario->scope.households().size());
}

TEST(Loudspeaker, HeavyRainAndWallsShrinkTheCircle) {
  const auto catalog = make_catalog();
  const auto dry = build_scenario(make_tiny_town(), kOrder + kPerfectHorns, catalog);
  auto text = kOrder + kPerfectHorns;
  text.replace(text.find("weather: dry"), 12, "weather: heavy_rain");
  const auto wet = build_scenario(make_tiny_town(), text, catalog);
  const auto* d = dry->all<LoudspeakerParameters>().front();
  const auto* w = wet->all<LoudspeakerParameters>().front();
  EXPECT_GT(d->farthest_m(), w->farthest_m());
  EXPECT_NEAR(w->level_db(w->farthest_m()), w->heavy_rain_db + w->margin_db, 1e-6);
  EXPECT_GT(d->required_level_db(true, false, 20), d->required_level_db(true, true, 0));
}

TEST(Loudspeaker, RepeatsUntilUnderstood) {
  const auto catalog = make_catalog();
  auto text = kOrder + kPerfectHorns;
  text.replace(text.find("attention: 100 %"), 16, "attention: 30 %");
  const auto scenario = build_scenario(make_tiny_town(), text, catalog);
  std::map<int, int> round;
  int reached = 0;
  for (std::uint32_t r = 0; r < 20; ++r) {
    const auto result = run_replication(*scenario, catalog, r);
    for (const auto& logged : result.log.all<AlertReceived>()) {
      const double rounds = (logged.t_s - 600) / 300;
      EXPECT_NEAR(rounds, std::round(rounds), 1e-9);
      ++round[static_cast<int>(std::round(rounds))];
      ++reached;
    }
  }
  ASSERT_GT(reached, 500);
  EXPECT_NEAR(round[0] / static_cast<double>(reached), 0.30, 0.05);
  EXPECT_NEAR(round[1] / static_cast<double>(reached), 0.21, 0.05);
}

// Two villages within the sound of one loudspeaker, ordered one after the other: the second hears of its own order.
TEST(Loudspeaker, RepeatsALaterOrderToWhomItConcerns) {
  const auto catalog = make_catalog();
  auto town = make_tiny_town();
  for (std::size_t h = 20; h < 50; ++h) town.population.x_m[h] -= 2000;
  const auto order = [](const std::string& at, const std::string& zones) {
    const std::string none = "{shortest: 0 s, usual: 0 s, longest: 0 s}";
    return "  - {kind: issuance, at: " + at + ", zones: [" + zones + "], coverage: whole_zone, detection: " + none +
           ", report: " + none + ", consultation: " + none + ", issue: " + none + "}";
  };
  const std::string begin = "exercise: {starts: 2026-07-05 10:00, duration: 6 h}\nwarning:\n";
  const auto apart =
      build_scenario(town, begin + order("10 min", "upper") + "\n" + order("60 min", "lower") + kPerfectHorns, catalog);
  const auto together = build_scenario(town, begin + order("60 min", "upper, lower") + kPerfectHorns, catalog);
  const auto lower_at_60 = [&](const Scenario& scenario) {
    const auto outcome = run_replication(scenario, catalog, 0);
    std::set<std::uint32_t> reached;
    for (const auto& logged : outcome.log.all<AlertReceived>()) {
      const auto h = logged.event.household.value;
      if (h < 20 || h >= 50 || logged.t_s != 3600) continue;
      EXPECT_TRUE(reached.insert(h).second);
    }
    return reached;
  };
  const auto reached = lower_at_60(*apart);
  EXPECT_GT(reached.size(), 10U);
  EXPECT_EQ(reached, lower_at_60(*together));
}

TEST(DoorToDoor, VisitsEveryHomeOnceAtTheRateOfTheHandbook) {
  const auto catalog = make_catalog();
  TinyTown tiny;
  tiny.household_spacing = 50_m;
  const auto scenario = build_scenario(make_tiny_town(tiny), kOrder + R"(
  - kind: door_to_door
    weather: dry
    workers_per_zone: 1
    zones: [lower]
    detour_factor: 1
    walking_speed: 1 m/s
    answered: 100 %
    occupied_day: 100 %
    talk: {shortest: 90 s, usual: 90 s, longest: 90 s}
    call_out_day: {shortest: 5 min, usual: 5 min, longest: 5 min}
)",
                                       catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  const auto knocks = outcome.log.all<DoorKnocked>();
  ASSERT_EQ(knocks.size(), 30U);
  std::set<std::uint32_t> homes;
  for (const auto& knock : knocks) homes.insert(knock.event.household.value);
  EXPECT_EQ(homes.size(), 30U);
  // Village of handbook 3.6: 50 m, 1 m/s, 1.5 min: 26 homes per hour.
  std::vector<double> intervals;
  for (std::size_t i = 1; i < knocks.size(); ++i) intervals.push_back(knocks[i].t_s - knocks[i - 1].t_s);
  std::sort(intervals.begin(), intervals.end());
  EXPECT_NEAR(3600 / intervals[intervals.size() / 2], 26, 0.5);
  EXPECT_GE(knocks.front().t_s, 600 + 300);
  EXPECT_EQ(outcome.log.all<AlertReceived>().size(), 30U);
  EXPECT_EQ(outcome.measures.value("warning.doors_answered_share"), 1);
}

TEST(DoorToDoor, MoreWorkersAreFaster) {
  const auto catalog = make_catalog();
  const auto last = [&](const char* workers) {
    const auto scenario = build_scenario(
        make_tiny_town(), kOrder + "  - {kind: door_to_door, workers_per_zone: " + workers + "}\n", catalog);
    return run_replication(*scenario, catalog, 0).log.all<DoorKnocked>().back().t_s;
  };
  EXPECT_GT(last("1"), 1.5 * last("3"));
}

// Nobody answers at first; on the second sweep three in five do, on the third three in five of the others.
TEST(DoorToDoor, WhoDidNotAnswerIsKnockedAtAgain) {
  const auto catalog = make_catalog();
  const auto homes_per_answer = [&](const std::string& sweep) {
    std::map<DoorAnswer, int> answers;
    double first_round_ends_s = 0;
    for (std::uint32_t replication = 0; replication < 20; ++replication) {
      const auto scenario = build_scenario(
          make_tiny_town(), kOrder + "  - {kind: door_to_door, zones: [lower], answered: 0 %" + sweep + "}\n", catalog);
      const auto outcome = run_replication(*scenario, catalog, replication);
      const auto knocks = outcome.log.all<DoorKnocked>();
      EXPECT_GE(knocks.size(), 30U);
      first_round_ends_s = knocks[29].t_s;
      for (const auto& knock : knocks) ++answers[knock.event.answer];
      std::map<HouseholdId, int> told;
      for (const auto& alert : outcome.log.all<AlertReceived>()) ++told[alert.event.household];
      for (const auto& [household, times] : told) EXPECT_EQ(times, 1);
      EXPECT_EQ(outcome.measures.value("warning.doors_knocked"), 30);
      EXPECT_NEAR(outcome.measures.value("warning.doors_answered_share"), static_cast<double>(told.size()) / 30, 1e-9);
    }
    EXPECT_GT(first_round_ends_s, 0);
    return answers;
  };
  EXPECT_EQ(homes_per_answer("")[DoorAnswer::answered], 0);
  // 600 homes: 0.6 of them with a standard deviation of 12.
  const auto once = homes_per_answer(", second_sweep: {answered: 60 %, convinced: 0 %}");
  EXPECT_NEAR(once.at(DoorAnswer::answered), 360, 48);
  EXPECT_EQ(once.at(DoorAnswer::answered) + once.at(DoorAnswer::nobody_home), 1200);
  const auto twice = homes_per_answer(", second_sweep: {rounds: 2, answered: 60 %, convinced: 0 %}");
  // Who has answered once is talked to again on the third round.
  EXPECT_NEAR(twice.at(DoorAnswer::answered), 360 + 360 + 144, 60);
}

TEST(DoorToDoor, TheSecondSweepBeginsAfterItsInterval) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(
      make_tiny_town(),
      kOrder + "  - {kind: door_to_door, zones: [lower], workers_per_zone: 1, second_sweep: {after: 25 min}}\n",
      catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  const auto knocks = outcome.log.all<DoorKnocked>();
  ASSERT_EQ(knocks.size(), 60U);
  EXPECT_GT(knocks[30].t_s - knocks[29].t_s, 25 * 60);
  EXPECT_LT(knocks[30].t_s - knocks[29].t_s, 45 * 60);  // and the way back
  EXPECT_EQ(knocks[30].event.household, knocks[0].event.household);
}

// A sweep more changes nothing in the first.
TEST(DoorToDoor, TheSecondSweepLeavesTheFirstAlone) {
  const auto catalog = make_catalog();
  const auto first_round = [&](const std::string& sweep) {
    const auto scenario =
        build_scenario(make_tiny_town(), kOrder + "  - {kind: door_to_door, zones: [lower]" + sweep + "}\n", catalog);
    const auto outcome = run_replication(*scenario, catalog, 0);
    const auto knocks = outcome.log.all<DoorKnocked>();
    std::vector<std::pair<double, std::uint32_t>> seen;
    for (std::size_t k = 0; k < 20; ++k) seen.emplace_back(knocks[k].t_s, knocks[k].event.household.value);
    return seen;
  };
  EXPECT_EQ(first_round(""), first_round(", second_sweep: {after: 60 min, rounds: 3}"));
}

TEST(DoorToDoor, NobodyToSendIsAFailureInTheLog) {
  const auto catalog = make_catalog();
  const auto scenario =
      build_scenario(make_tiny_town(), kOrder + "  - {kind: door_to_door, workers_per_zone: 0}\n", catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  ASSERT_EQ(outcome.log.all<ChannelFailed>().size(), 3U);
  EXPECT_EQ(outcome.log.all<ChannelFailed>()[0].event.reason, ChannelFailure::no_staff);
}

TEST(DoorToDoor, LeavesHomesInDeepWaterUnvisited) {
  const auto catalog = make_catalog();
  TinyTown tiny;
  tiny.height_above_bed = 1_m;
  auto text = kOrder + "  - {kind: door_to_door, workers_per_zone: 1, zones: [upper, lower]}\n";
  text.replace(text.find("at: 10 min"), 10, "at: 90 min");
  text.replace(text.find("area: whole_scope"), 17, "area: threatened");
  const auto scenario = build_scenario(make_tiny_town(tiny), text + R"(
hazard:
  - {kind: flood, river: brook, begins: 0 min, peak_depth: 4 m, recession_time: 10 h, peak_depth_sigma: 0}
)",
                                       catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  EXPECT_TRUE(outcome.log.all<DoorKnocked>().empty());
  EXPECT_EQ(outcome.log.all<ChannelStarted>().size(), 2U);
  EXPECT_EQ(outcome.measures.value("warning.reached_before_water_share"), 0);
  EXPECT_EQ(outcome.measures.value("warning.lead_time_median"), 0);
}

const std::string kCellsCalledAtOnce =
    "call: 1 min, calls_answered_day: 100 %, heads_at_home: 100 %, occupied_day: 100 %, answered: 100 %, "
    "round_shortest: 18 "
    "min, round_longest: 18 min, call_out_day: {shortest: 5 min, usual: 5 min, longest: 5 min}";

// Thirty homes are three cells; every two minutes a head is at another door. The order comes at ten minutes.
TEST(TenHouseholdCells, HeadsGoRoundAtOnce) {
  const auto catalog = make_catalog();
  const auto scenario =
      build_scenario(make_tiny_town(),
                     kOrder + "  - {kind: ten_household_cells, zones: [lower], " + kCellsCalledAtOnce + "}\n", catalog);
  const auto& cells = scenario->all<TenHouseholdCellsParameters>().front()->cells();
  ASSERT_EQ(cells.size(), 3U);
  const auto& people = scenario->town->population;
  for (const auto& cell : cells) {
    EXPECT_EQ(cell.others.size(), 9U);
    EXPECT_EQ(people.need_help[cell.head.index()], 0);
    for (const auto home : cell.others) {
      EXPECT_LE(std::abs(people.x_m[home.index()] - people.x_m[cell.head.index()]), 30 * 20);
    }
  }
  const auto outcome = run_replication(*scenario, catalog, 0);
  const auto knocks = outcome.log.all<DoorKnocked>();
  ASSERT_EQ(knocks.size(), 27U);
  const auto counted = outcome.log.all<CellCounted>();
  ASSERT_EQ(counted.size(), 3U);
  for (std::size_t c = 0; c < 3; ++c) {
    EXPECT_NEAR(counted[c].t_s, 600 + 300 + 60 * static_cast<double>(c + 1) + 18 * 60, 1e-6);
    EXPECT_EQ(counted[c].event.told, 9U);
    EXPECT_EQ(counted[c].event.left + counted[c].event.missing, 0U);
  }
  EXPECT_EQ(outcome.log.all<AlertReceived>().size(), 30U);
  EXPECT_EQ(outcome.measures.value("warning.cells_counted_share"), 1);
}

TEST(TenHouseholdCells, AHeadWhomTheCallMissesStartsWhenHeIsWarned) {
  const auto catalog = make_catalog();
  const auto run_with = [&](const std::string& more) {
    const auto scenario = build_scenario(
        make_tiny_town(),
        kOrder + "  - {kind: ten_household_cells, calls_answered_day: 0 %, " + "heads_at_home: 100 %}\n" + more,
        catalog);
    return run_replication(*scenario, catalog, 0);
  };
  EXPECT_EQ(run_with("").measures.value("warning.cells_counted_share"), 0);
  EXPECT_GT(run_with("  - {kind: loudspeaker, weather: dry}\n").measures.value("warning.cells_counted_share"), 0);
}

// 0.85 of the heads, 4 standard deviations of 60 cells in 20 replications each.
TEST(TenHouseholdCells, SomeHeadsAreNotThere) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(
      make_tiny_town(),
      kOrder +
          "  - {kind: ten_household_cells, cell_size: 2, calls_answered_day: 100 %, calls_answered_night: 100 %}\n",
      catalog);
  double share = 0;
  for (std::uint32_t replication = 0; replication < 20; ++replication) {
    share += run_replication(*scenario, catalog, replication).measures.value("warning.cells_counted_share") / 20;
  }
  EXPECT_NEAR(share, 0.85, 4 * std::sqrt(0.85 * 0.15 / 600));
}

TEST(TenHouseholdCells, ARoundThatCannotBeIsRefused) {
  const auto catalog = make_catalog();
  Diagnostics diagnostics;
  EXPECT_EQ(build_scenario(make_tiny_town(),
                           kOrder + "  - {kind: ten_household_cells, round_shortest: 30 min, round_longest: 5 min}\n" +
                               "  - {kind: ten_household_cells, zones: [uper]}\n",
                           catalog, diagnostics),
            nullptr);
  std::set<std::string> codes;
  for (const auto& entry : diagnostics.entries()) codes.insert(entry.code);
  EXPECT_EQ(codes.count("inconsistent"), 1U);
  EXPECT_EQ(codes.count("unknown-reference"), 1U);
}

TEST(WordOfMouth, FollowsTheLogisticCurveInTheMean) {
  // One aware household among N = 400; a2 = 0.1 per min. Mean of 60 replications against the exact mean of the pure
  // birth process (integrated from the stage times) and the logistic curve at its half-way slope.
  const auto catalog = make_catalog();
  TinyTown tiny;
  tiny.upper_households = 400;
  tiny.lower_households = 0;
  tiny.hill_households = 0;
  tiny.household_spacing = 1_m;
  const auto scenario = build_scenario(make_tiny_town(tiny),
                                       "warning: [{kind: word_of_mouth, contact_rate_night: 0.1 per min}]", catalog);
  constexpr double kN = 400;
  constexpr double kRate = 0.1 / 60;
  constexpr int kReplications = 60;
  constexpr int kSeeds = 20;
  double mean_half_s = 0;
  for (std::uint32_t r = 0; r < kReplications; ++r) {
    World world(*scenario, r);
    const auto model = scenario->entries.front().parameters->make();
    model->start(world);
    world.kernel().schedule(kStartEx, Phase::response, [&world] {
      for (std::size_t h = 0; h < kSeeds; ++h) world.door<Alerts>().receive(HouseholdId(h), Channel::loudspeaker);
    });
    world.kernel().run(kStartEx + 6h);
    const auto alerts = world.log().all<AlertReceived>();
    ASSERT_GT(alerts.size(), static_cast<std::size_t>(kN / 2));
    mean_half_s += alerts[static_cast<std::size_t>(kN / 2) - 1].t_s / kReplications;
  }
  // Exact: the sum of mean waiting times from 20 to 200 aware households.
  double exact_s = 0;
  for (int n = kSeeds; n < kN / 2; ++n) exact_s += 1 / (kRate * n * (kN - n) / kN);
  EXPECT_NEAR(mean_half_s, exact_s, 0.05 * exact_s);
  // Logistic: n(t) = N / (1 + (N/n0 - 1) exp(-a2 t)), half at ln(N/n0 - 1) / a2.
  const double logistic_s = LogisticDiffusion{kSeeds / kN, kRate}.reached_after(0.5);
  EXPECT_NEAR(logistic_s, std::log(kN / kSeeds - 1) / kRate, 1e-9);
  EXPECT_NEAR(mean_half_s, logistic_s, 0.06 * logistic_s);
}

TEST(WordOfMouth, ReachesEachHouseholdOnceAndOnlyInZonesThatKnow) {
  const auto catalog = make_catalog();
  const auto scenario =
      build_scenario(make_tiny_town(), "warning: [{kind: word_of_mouth, contact_rate_night: 1 per min}]", catalog);
  World world(*scenario, 0);
  const auto model = scenario->entries.front().parameters->make();
  model->start(world);
  world.kernel().schedule(kStartEx + 1min, Phase::response,
                          [&world] { world.door<Alerts>().receive(HouseholdId(25), Channel::door_to_door); });
  world.kernel().run(kStartEx + 6h);
  std::set<std::uint32_t> reached;
  for (const auto& logged : world.log().all<AlertReceived>()) {
    EXPECT_TRUE(reached.insert(logged.event.household.value).second);
    EXPECT_EQ(scenario->town->population.zone[logged.event.household.index()], ZoneId(1));
  }
  EXPECT_EQ(reached.size(), 30U);
}

// Everybody knows of the neighbors' order; when their own comes, one who is told passes it on to all once more.
TEST(WordOfMouth, PassesALaterOrderOn) {
  const auto catalog = make_catalog();
  const auto scenario =
      build_scenario(make_tiny_town(), "warning: [{kind: word_of_mouth, contact_rate_night: 1 per min}]", catalog);
  World world(*scenario, 0);
  const auto model = scenario->entries.front().parameters->make();
  model->start(world);
  auto& kernel = world.kernel();
  kernel.schedule(kStartEx + 1min, Phase::response, [&world] {
    for (std::uint32_t h = 20; h < 50; ++h) world.door<Alerts>().receive(HouseholdId(h), Channel::loudspeaker);
  });
  kernel.schedule(kStartEx + 10min, Phase::response, [&world] {
    world.door<Orders>().issue(NameId(0), std::vector<ZoneId>{ZoneId(1)}, Coverage::whole_zone);
  });
  kernel.schedule(kStartEx + 15min, Phase::response,
                  [&world] { world.door<Alerts>().receive(HouseholdId(25), Channel::loudspeaker); });
  kernel.run(kStartEx + 6h);
  std::map<std::uint32_t, int> told;
  for (const auto& logged : world.log().all<AlertReceived>()) {
    if (logged.t_s < 600) continue;
    EXPECT_GE(logged.t_s, 900);  // nobody knows of the order before
    EXPECT_FALSE(logged.event.first);
    ++told[logged.event.household.value];
  }
  EXPECT_EQ(told.size(), 30U);
  for (const auto& [household, times] : told) EXPECT_EQ(times, 1) << household;
}

}  // namespace
}  // namespace tocsin::warning
