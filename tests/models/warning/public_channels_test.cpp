// SPDX-License-Identifier: Apache-2.0
// The channels to the public in the small valley, with times by hand: cell_broadcast, text_message, app_group,
// television_radio, automatic_calls, phone_tree, gong, siren.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "engine/base/units.hpp"
#include "models/communications/events.hpp"
#include "models/communications/kinds.hpp"
#include "models/hazard/kinds.hpp"
#include "models/warning/call_channels.hpp"
#include "models/warning/gong.hpp"
#include "models/warning/kinds.hpp"
#include "models/warning/loudspeaker.hpp"
#include "models/warning/message_channels.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::warning {
namespace {

using test::build_scenario;
using test::make_tiny_town;
using test::Outcome;
using test::run_replication;
using test::TinyTown;

Catalog make_catalog() {
  Catalog catalog;
  hazard::register_models(catalog);
  communications::register_models(catalog);
  register_models(catalog);
  test::add_shipped_library(catalog);
  return catalog;
}

// Two cells: "upper" without a battery, "lower" with one for 4 h. The first 20 households live in "upper".
Town town_with_cells() {
  auto town = make_tiny_town();
  for (auto& site : town.communication_sites) site.kind = "cell";
  return town;
}

const std::string kNone = "{shortest: 0 s, usual: 0 s, longest: 0 s}";
const std::string kNoDelays =
    "detection: " + kNone + ", report: " + kNone + ", consultation: " + kNone + ", issue: " + kNone;
// A cell reaches its own village alone: the villages are 2 km apart.
const std::string kCells =
    "communications:\n"
    "  - {kind: public_cell, reach: 1 km, terrain: ignored, battery_shape: 0}\n";
// Everybody is under the order at 10 min, by day.
const std::string kOrder =
    "exercise: {starts: 2026-07-05 10:00, duration: 6 h}\n"
    "warning:\n"
    "  - {kind: issuance, at: 10 min, area: whole_scope, " +
    kNoDelays + "}\n";
const std::string kEverybodyCarries = "carried_adults: 100 %, carried_elderly: 100 %, carried_children: 100 %";
const std::string kCertain =
    kEverybodyCarries +
    ", endurance_shortest: 100 h, endurance_longest: 100 h, noticed_day: 100 %, noticed_night: "
    "100 %, elderly_factor: 1, reading_day: 0 s, reading_night: 0 s";
const std::string kText =
    "  - {kind: text_message, start_delay: 2 min, sending_rate: 1 per s, delivery_mean: 0 s, delivery_deviation: 0 s, "
    "validity: 3 h, " +
    kCertain + "}\n";

std::string cut(const std::string& more) {
  return "  - {kind: power_cut, " + more + "}\n";
}

Outcome run(const std::string& yaml, const Town& town = town_with_cells(), std::uint32_t replication = 0) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(town, yaml, catalog);
  return run_replication(*scenario, catalog, replication);
}

/// When each household understood, by any public channel or by one.
std::map<std::uint32_t, double> understood(const Outcome& outcome, std::optional<Channel> by = {}) {
  std::map<std::uint32_t, double> at;
  for (const auto& row : outcome.log.all<PublicMessageUnderstood>()) {
    if (!by || row.event.channel == *by) at.try_emplace(row.event.household.value, row.t_s);
  }
  return at;
}

PublicChannelCounted ledger(const Outcome& outcome) {
  const auto rows = outcome.log.all<PublicChannelCounted>();
  EXPECT_EQ(rows.size(), 1U);
  return rows.front().event;
}

std::uint32_t residents(const Town& town, std::uint32_t first, std::uint32_t last) {
  std::uint32_t sum = 0;
  for (auto h = first; h < last; ++h) sum += town.population.persons[h];
  return sum;
}

// At 12 min the first message leaves, then one every second: a household is told by the first of its own.
TEST(TextMessage, LeavesOneAfterTheOther) {
  const auto town = town_with_cells();
  const auto outcome = run(kOrder + kText);
  const auto at = understood(outcome);
  ASSERT_EQ(at.size(), 60U);
  for (std::uint32_t h = 0; h < 60; ++h) EXPECT_NEAR(at.at(h), 720 + residents(town, 0, h), 1e-6) << h;
  EXPECT_EQ(outcome.log.all<AlertReceived>().size(), 60U);
  EXPECT_EQ(ledger(outcome).understood, residents(town, 0, 60));
  EXPECT_EQ(outcome.measures.value("warning.reached_by_text_message_share"), 1);
  EXPECT_EQ(outcome.measures.value("warning.first_by_text_message_share"), 1);
  EXPECT_EQ(outcome.measures.value("warning.text_message_understood"), residents(town, 0, 60));
  EXPECT_EQ(outcome.measures.value("warning.public_coverage_share"), 1);
  EXPECT_EQ(outcome.measures.value("warning.public_overlap_share"), 0);
  EXPECT_NEAR(outcome.measures.value("warning.time_to_reach_99"), at.at(59) - 600, 1e-6);
}

// "upper" has no battery: without mains from 5 to 65 min. Its messages wait, and come when the cell works again.
TEST(TextMessage, WaitsUntilTheCellWorksAgain) {
  const auto outcome = run(kCells + cut("at: 5 min, restored: {median: 60 min, sigma: 0}") + kOrder + kText);
  const auto at = understood(outcome);
  const auto town = town_with_cells();
  for (std::uint32_t h = 0; h < 20; ++h) EXPECT_NEAR(at.at(h), 65 * 60, 1e-6) << h;
  for (std::uint32_t h = 20; h < 60; ++h) EXPECT_NEAR(at.at(h), 720 + residents(town, 0, h), 1e-6) << h;
}

TEST(TextMessage, IsDroppedWhenItHasWaitedTooLong) {
  auto text = kText;
  text.replace(text.find("validity: 3 h"), 13, "validity: 30 min");
  const auto outcome = run(kCells + cut("at: 5 min, restored: {median: 60 min, sigma: 0}") + kOrder + text);
  EXPECT_EQ(understood(outcome).size(), 40U);
  EXPECT_EQ(ledger(outcome).no_network, residents(town_with_cells(), 0, 20));
  EXPECT_EQ(outcome.measures.value("warning.text_message_without_network"), residents(town_with_cells(), 0, 20));
}

// Ten minutes under way, and the cell of "upper" falls silent meanwhile, for good.
TEST(TextMessage, DoesNotArriveWhereTheNetworkIsLostMeanwhile) {
  auto text = kText;
  text.replace(text.find("delivery_mean: 0 s"), 18, "delivery_mean: 10 min");
  const auto outcome = run(kCells + cut("at: 14 min, zones: [upper]") + kOrder + text);
  const auto at = understood(outcome);
  EXPECT_EQ(at.size(), 40U);
  const auto town = town_with_cells();
  for (const auto& [h, at_s] : at) {
    EXPECT_GE(h, 20U);
    EXPECT_NEAR(at_s, 720 + 600 + residents(town, 0, h), 1e-3);
  }
}

// The mains at home fail at 5 min and handsets hold 30 min: what is repeated until 40 min reaches them, a message that
// leaves then does not.
TEST(TextMessage, DoesNotReachAHandsetWithoutCharge) {
  auto text = kText;
  text.replace(text.find("endurance_shortest: 100 h, endurance_longest: 100 h"), 51,
               "endurance_shortest: 30 min, endurance_longest: 30 min");
  text.replace(text.find("start_delay: 2 min"), 18, "start_delay: 26 min");
  const auto outcome = run(cut("at: 5 min").insert(0, "communications:\n") + kOrder + text);
  EXPECT_TRUE(understood(outcome).empty());
  EXPECT_EQ(ledger(outcome).no_network, ledger(outcome).addressed);
  text.replace(text.find("start_delay: 26 min"), 19, "start_delay: 10 min");
  EXPECT_EQ(understood(run(cut("at: 5 min").insert(0, "communications:\n") + kOrder + text)).size(), 60U);
}

TEST(CellBroadcast, IsRepeatedForThoseWhoComeIntoTheCell) {
  const std::string broadcast =
      "  - {kind: cell_broadcast, start_delay: 30 s, repeat_interval: 7 min, repeat_for: 70 min, " + kCertain + "}\n";
  const auto at = understood(run(kCells + cut("at: 5 min, restored: {median: 60 min, sigma: 0}") + kOrder + broadcast));
  ASSERT_EQ(at.size(), 60U);
  // 630 s + k x 420 s, the first at or after 3900 s: k = 8.
  for (std::uint32_t h = 0; h < 20; ++h) EXPECT_DOUBLE_EQ(at.at(h), 630 + 8 * 420) << h;
  for (std::uint32_t h = 20; h < 60; ++h) EXPECT_DOUBLE_EQ(at.at(h), 630) << h;
  // It ends before the cell is back.
  auto shorter = broadcast;
  shorter.replace(shorter.find("repeat_for: 70 min"), 18, "repeat_for: 50 min");
  EXPECT_EQ(understood(run(kCells + cut("at: 5 min, restored: {median: 60 min, sigma: 0}") + kOrder + shorter)).size(),
            40U);
}

TEST(AppGroup, IsReadByWhoeverIsInTheGroup) {
  const std::string app =
      "  - {kind: app_group, start_delay: 3 min, carried_adults: 100 %, carried_elderly: 0 %, carried_children: 0 %, "
      "noticed_day: 100 %, reading_day: 0 s}\n";
  const auto outcome = run(kOrder + app);
  const auto& town = town_with_cells();
  const auto at = understood(outcome);
  for (std::uint32_t h = 0; h < 60; ++h) {
    const auto& people = town.population;
    const bool adult = people.persons[h] > people.elderly[h] + people.children[h];
    EXPECT_EQ(at.contains(h), adult) << h;
    if (adult && at.contains(h)) {
      EXPECT_DOUBLE_EQ(at.at(h), 780);
    }
  }
  EXPECT_GT(ledger(outcome).no_device, 0U);
}

// At night half an hour later three in ten have read it: the handbook's share, of persons who live alone.
TEST(AppGroup, IsReadLateAtNight) {
  auto town = town_with_cells();
  for (std::size_t h = 0; h < town.population.size(); ++h) {
    town.population.persons[h] = 1;
    town.population.elderly[h] = town.population.children[h] = town.population.need_help[h] = 0;
  }
  auto yaml = kOrder;
  yaml.replace(yaml.find("10:00"), 5, "01:00");
  double read = 0;
  for (std::uint32_t replication = 0; replication < 20; ++replication) {
    const auto outcome =
        run(yaml + "  - {kind: app_group, start_delay: 0 s, " + kEverybodyCarries + "}\n", town, replication);
    for (const auto& [h, at_s] : understood(outcome)) read += at_s <= 600 + 1800 ? 1 : 0;
  }
  EXPECT_NEAR(read / 1200, 0.30, 4 * std::sqrt(0.3 * 0.7 / 1200));
}

TEST(TelevisionRadio, NeedsMainsOrABattery) {
  const std::string television =
      "  - {kind: television_radio, repeat_interval: 5 min, repeat_for: 2 h, on_battery: 25 %, noticed_day: 100 %, "
      "reading_day: 0 s, editorial: {shortest: 10 min, usual: 10 min, longest: 10 min}}\n";
  for (const auto& [h, at_s] : understood(run(kOrder + television))) EXPECT_DOUBLE_EQ(at_s, 1200) << h;
  // Mains fail before the first bulletin and are back at 65 min: the bulletin of 65 min reaches the others.
  const auto outcome =
      run("communications:\n" + cut("at: 5 min, restored: {median: 60 min, sigma: 0}") + kOrder + television);
  std::map<double, int> by_time;
  const auto at = understood(outcome);
  for (const auto& [h, at_s] : at) ++by_time[at_s];
  ASSERT_EQ(at.size(), 60U);
  ASSERT_EQ(by_time.size(), 2U);
  EXPECT_GT(by_time.at(1200), 5);
  EXPECT_GT(by_time.at(3900), 5);
}

const std::string kEverybodyAnswers = kEverybodyCarries +
                                      ", endurance_shortest: 100 h, endurance_longest: 100 h, answered_day: 100 %, "
                                      "reachable_day: 100 %";

// Seven lines, 45 s a call: the k-th number has been told after floor(k / 7) + 1 calls.
TEST(AutomaticCalls, QueueForTheLines) {
  const auto outcome = run(kOrder + "  - {kind: automatic_calls, lines: 7, start_delay: 3 min, talk: 45 s, " +
                           kEverybodyAnswers + "}\n");
  const auto at = understood(outcome);
  ASSERT_EQ(at.size(), 60U);
  for (std::uint32_t h = 0; h < 60; ++h) EXPECT_DOUBLE_EQ(at.at(h), 780 + 45 * (1 + h / 7)) << h;
  EXPECT_EQ(ledger(outcome).addressed, 60U);
}

// Nobody answers: three calls of 30 s to each, 3 min apart, and never any more.
TEST(AutomaticCalls, GiveUpAfterTheLastTry) {
  const std::string nobody = "  - {kind: automatic_calls, lines: 100, start_delay: 0 s, ring: 30 s, tries: 3, " +
                             kEverybodyCarries + ", answered_day: 0 %}\n";
  const auto outcome = run(kOrder + nobody);
  EXPECT_EQ(ledger(outcome).unnoticed, 60U);
  EXPECT_TRUE(understood(outcome).empty());
  // Half answer a call, all at last: three calls tell seven in eight. One hears at 45 s, 255 s or 465 s.
  std::map<long, int> calls;
  for (std::uint32_t replication = 0; replication < 20; ++replication) {
    const auto half = run(
        kOrder + "  - {kind: automatic_calls, lines: 100, start_delay: 0 s, talk: 45 s, ring: 30 s, " +
            "tries: 3, try_again_after: 3 min, " + kEverybodyCarries + ", answered_day: 50 %, reachable_day: 100 %}\n",
        town_with_cells(), replication);
    for (const auto& [h, at_s] : understood(half)) ++calls[std::lround(at_s - 600)];
  }
  ASSERT_EQ(calls.size(), 3U);
  EXPECT_NEAR(calls.at(45), 600, 70);
  EXPECT_NEAR(calls.at(255), 300, 60);
  EXPECT_NEAR(calls.at(465), 150, 45);
}

// Whoever answers ever answers the first call: more calls find nobody else.
TEST(AutomaticCalls, HowManyEverAnswerIsATrait) {
  int told = 0;
  for (std::uint32_t replication = 0; replication < 20; ++replication) {
    const auto outcome = run(kOrder + "  - {kind: automatic_calls, lines: 100, tries: 9, " + kEverybodyCarries +
                                 ", answered_day: 40 %, reachable_day: 40 %}\n",
                             town_with_cells(), replication);
    told += static_cast<int>(understood(outcome).size());
  }
  EXPECT_NEAR(told, 480, 4 * std::sqrt(1200 * 0.24));
}

TEST(AutomaticCalls, DoNotReachWhoHasNoNetwork) {
  const auto outcome = run(kCells + cut("at: 5 min, zones: [upper]") + kOrder +
                           "  - {kind: automatic_calls, lines: 100, " + kEverybodyAnswers + "}\n");
  EXPECT_EQ(understood(outcome).size(), 40U);
  EXPECT_EQ(ledger(outcome).no_network, 20U);
}

// Two callers in each village, 75 s a call, 5 min after the order is known there.
TEST(PhoneTree, CallsFromEachZone) {
  const auto outcome =
      run(kOrder + "  - {kind: phone_tree, callers_per_zone: 2, talk: 75 s, call_out_day: {shortest: 5 " +
          "min, usual: 5 min, longest: 5 min}, " + kEverybodyAnswers + "}\n");
  const auto at = understood(outcome);
  ASSERT_EQ(at.size(), 60U);
  for (std::uint32_t h = 0; h < 20; ++h) EXPECT_DOUBLE_EQ(at.at(h), 900 + 75 * (1 + h / 2)) << h;
  for (std::uint32_t h = 20; h < 50; ++h) EXPECT_DOUBLE_EQ(at.at(h), 900 + 75 * (1 + (h - 20) / 2)) << h;
}

// Homes 20 m apart in a row of 20, the gong is heard at 100 m: from the middle to a stop, 120 m to the next one.
TEST(Gong, IsHeardFromStopToStop) {
  const auto town = town_with_cells();
  const std::string gong =
      "  - {kind: gong, zones: [upper], weather: dry, walkers_per_zone: 1, walking_speed: 1 m/s, detour_factor: 1, "
      "hearing: 100 m, heard_day: 100 %, call_out_day: {shortest: 1 min, usual: 1 min, longest: 1 min}}\n";
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(town, kOrder + gong, catalog);
  const auto& tour = scenario->all<GongParameters>().front()->tours[0];
  std::size_t homes = 0;
  for (const auto& stop : tour) homes += stop.hear.size();
  EXPECT_EQ(homes, 20U);
  const auto at = understood(run_replication(*scenario, catalog, 0));
  ASSERT_EQ(at.size(), 20U);
  // Worked by hand: he walks on to the nearest home that has not heard him.
  double now_s = 660;
  double x_m = town.zones[0].place.x_m;
  for (const auto& stop : tour) {
    const double stop_m = town.population.x_m[stop.home.index()];
    now_s += std::abs(stop_m - x_m);
    x_m = stop_m;
    for (const auto position : stop.hear) {
      EXPECT_NEAR(at.at(position), now_s, 1e-6);
      EXPECT_LE(std::abs(town.population.x_m[position] - stop_m), 100);
    }
  }
  EXPECT_EQ(tour.size(), 3U);
}

TEST(Gong, IsHeardByTheShareOfTheHandbook) {
  int told = 0;
  for (std::uint32_t replication = 0; replication < 20; ++replication) {
    told += static_cast<int>(
        understood(run(kOrder + "  - {kind: gong, weather: dry}\n", town_with_cells(), replication)).size());
  }
  EXPECT_NEAR(told / 1200.0, 0.7, 4 * std::sqrt(0.21 / 1200));
}

TEST(Gong, NobodyWalksIntoDeepWater) {
  TinyTown tiny;
  tiny.height_above_bed = 1_m;
  const auto outcome =
      run("exercise: {starts: 2026-07-05 10:00, duration: 6 h}\n"
          "hazard:\n  - {kind: flood, river: brook, begins: 0 min, peak_depth: 4 m, recession_time: 10 h, "
          "peak_depth_sigma: 0}\n"
          "warning:\n  - {kind: issuance, at: 90 min, " +
              kNoDelays + "}\n  - {kind: gong, zones: [upper, lower]}\n",
          make_tiny_town(tiny));
  EXPECT_TRUE(understood(outcome).empty());
  EXPECT_EQ(ledger(outcome).under_way, ledger(outcome).addressed);
  EXPECT_GT(ledger(outcome).addressed, 0U);
}

// A tone carries farther than words, and says less.
TEST(Siren, CarriesFartherAndIsLessUnderstood) {
  TinyTown tiny;
  tiny.household_spacing = 100_m;
  const auto town = make_tiny_town(tiny);
  const auto catalog = make_catalog();
  const auto alerts = [&](const std::string& entry) {
    const auto scenario = build_scenario(town, kOrder + entry, catalog);
    return run_replication(*scenario, catalog, 0).log.all<AlertReceived>().size();
  };
  const std::string perfect =
      "weather: dry, reach_outdoors: 100 %, reach_indoors_day: 100 %, attention: 100 %, outdoors_share_day: 100 %}\n";
  EXPECT_GT(alerts("  - {kind: siren, " + perfect), alerts("  - {kind: loudspeaker, " + perfect));
  const auto scenario = build_scenario(town, kOrder + "  - {kind: siren, weather: dry}\n", catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  for (const auto& row : outcome.log.all<AlertReceived>()) EXPECT_EQ(row.event.channel, Channel::siren);
  EXPECT_LT(outcome.measures.value("warning.first_by_siren_share"), 0.5);
}

// Whoever is asleep is asleep for text messages, the group and the broadcast: three channels reach whom one reaches.
TEST(PublicChannels, ToOneTelephoneAreNoSeparateChances) {
  const std::string same = kEverybodyCarries + ", noticed_day: 40 %, elderly_factor: 1}\n";
  const std::string text = "  - {kind: text_message, " + same;
  const auto alone = run(kOrder + text);
  const auto together = run(kOrder + text + "  - {kind: app_group, " + same + "  - {kind: cell_broadcast, " + same);
  const auto one = understood(alone);
  const auto three = understood(together);
  EXPECT_EQ(one.size(), three.size());
  EXPECT_NEAR(together.measures.value("warning.public_coverage_share"),
              alone.measures.value("warning.public_coverage_share"), 1e-12);
  EXPECT_LT(alone.measures.value("warning.public_coverage_share"), 1);
  EXPECT_EQ(together.measures.value("warning.public_overlap_share"), 1);
}

const std::string kAll =
    "  - {kind: cell_broadcast}\n  - {kind: text_message}\n  - {kind: app_group}\n  - {kind: television_radio}\n"
    "  - {kind: automatic_calls, lines: 5}\n  - {kind: phone_tree}\n  - {kind: gong}\n  - {kind: door_to_door}\n";

// With all links healthy, and with none left: the gong and the workers at the doors do what they did, to the second;
// nothing else reaches anybody but by battery.
TEST(PublicChannels, WithoutLinksOnlyWhatTravelsOnThemIsMissing) {
  const auto healthy = run(kCells + kOrder + kAll);
  const auto dark =
      run(kCells + "  - {kind: power_cut, at: 1 min}\n  - {kind: fiber_cut, at: 1 min}\n" + kOrder + kAll);
  EXPECT_EQ(understood(healthy, Channel::gong), understood(dark, Channel::gong));
  EXPECT_GT(understood(dark, Channel::gong).size(), 10U);
  const auto doors = [](const Outcome& outcome) {
    std::vector<std::pair<double, std::uint32_t>> all;
    for (const auto& row : outcome.log.all<DoorKnocked>()) all.emplace_back(row.t_s, row.event.household.value);
    return all;
  };
  EXPECT_EQ(doors(healthy), doors(dark));
  for (const auto channel : {Channel::cell_broadcast, Channel::text_message, Channel::app_group,
                             Channel::automatic_calls, Channel::phone_tree}) {
    EXPECT_GT(understood(healthy, channel).size(), 0U);
    EXPECT_EQ(understood(dark, channel).size(), 0U);
  }
}

// Each cell fails once: the drill ends, the log says which, and those whom no other reaches are without network.
TEST(PublicChannels, EachCellFailsOnce) {
  const auto town = town_with_cells();
  for (const auto& site : town.communication_sites) {
    const auto outcome = run(kCells + "  - {kind: fiber_cut, at: 5 min, sites: [" + site.id + "]}\n" + kOrder + kText);
    ASSERT_EQ(outcome.log.all<communications::SiteFellSilent>().size(), 1U);
    const auto counted = ledger(outcome);
    EXPECT_GT(counted.no_network, 0U);
    EXPECT_EQ(counted.no_network + counted.understood, residents(town, 0, 60));
  }
}

TEST(PublicChannels, KeepALedgerThatBalances) {
  const auto outcome = run(kCells + cut("at: 12 min, restored: {median: 90 min, sigma: 0}") + kOrder + kAll);
  const auto rows = outcome.log.all<PublicChannelCounted>();
  ASSERT_EQ(rows.size(), 7U);
  for (const auto& row : rows) {
    const auto& e = row.event;
    EXPECT_GT(e.addressed, 0U);
    EXPECT_EQ(e.addressed, e.understood + e.no_device + e.away + e.unnoticed + e.no_network + e.under_way);
  }
}

// A later, wider order is told to those whom it is the first to concern, and to nobody twice.
TEST(PublicChannels, TellALaterOrderToWhomItConcerns) {
  const auto issue = [](const std::string& at, const std::string& zone) {
    return "  - {kind: issuance, at: " + at + ", zones: [" + zone + "], " + kNoDelays + "}\n";
  };
  const auto outcome = run("exercise: {starts: 2026-07-05 10:00, duration: 6 h}\nwarning:\n" +
                           issue("10 min", "upper") + issue("60 min", "lower") + kText);
  const auto at = understood(outcome);
  ASSERT_EQ(at.size(), 50U);
  EXPECT_DOUBLE_EQ(at.at(0), 720);
  EXPECT_DOUBLE_EQ(at.at(20), 3720);
  EXPECT_EQ(outcome.log.all<AlertReceived>().size(), 50U);
}

// 准备转移, then 立即转移: the first orders nobody, the second is news to everybody.
TEST(PublicChannels, CarryAMessageToGetReadyBeforeTheOrder) {
  const auto issue = [](const std::string& more) {
    return "  - {kind: issuance, area: whole_scope, " + kNoDelays + ", " + more + "}\n";
  };
  const auto outcome = run("exercise: {starts: 2026-07-05 10:00, duration: 6 h}\nwarning:\n" +
                           issue("id: ready, at: 10 min, action: get_ready, grade: orange") +
                           issue("id: go, at: 60 min, grade: red") + kText);
  ASSERT_EQ(outcome.log.all<GetReadyIssued>().size(), 1U);
  EXPECT_EQ(outcome.log.all<ZoneToldToGetReady>().size(), 3U);
  ASSERT_EQ(outcome.log.all<GradeAnnounced>().size(), 2U);
  EXPECT_EQ(outcome.log.all<GradeAnnounced>()[0].event.grade, Grade::orange);
  EXPECT_EQ(outcome.log.all<GradeAnnounced>()[1].event.action, Action::go_now);
  std::map<Action, int> messages;
  for (const auto& row : outcome.log.all<PublicMessageUnderstood>()) {
    ++messages[row.event.action];
    EXPECT_EQ(row.t_s < 3600, row.event.action == Action::get_ready);
  }
  EXPECT_EQ(messages[Action::get_ready], 60);
  EXPECT_EQ(messages[Action::go_now], 60);
  EXPECT_EQ(outcome.log.all<AlertReceived>().size(), 120U);
  // Who was told to get ready has not been told to leave: the order reaches the first two minutes after it was
  // given, the others at one message a second.
  EXPECT_GE(outcome.measures.value("warning.time_to_reach_50"), 120);
  EXPECT_GT(outcome.measures.value("warning.time_to_reach_90"), outcome.measures.value("warning.time_to_reach_50"));
  EXPECT_EQ(outcome.measures.value("warning.reached_share"), 1);
  // The first rests on a forecast: what is found is found for the second.
  ASSERT_EQ(outcome.log.all<DangerDetected>().size(), 1U);
  EXPECT_EQ(outcome.measures.value("warning.find_to_order"), 0);
}

TEST(PublicChannels, RefuseWhatCannotBe) {
  const auto catalog = make_catalog();
  const auto code = [&](const std::string& entry) {
    Diagnostics diagnostics;
    EXPECT_EQ(build_scenario(town_with_cells(), kOrder + "  - {kind: " + entry + "}\n", catalog, diagnostics), nullptr);
    for (const auto& found : diagnostics.entries()) {
      if (found.severity != Severity::error) continue;
      EXPECT_GT(found.where.line, 0);
      return found.code;
    }
    return std::string();
  };
  EXPECT_EQ(code("text_message, sending_rate: -5 per s"), "out-of-range");
  EXPECT_EQ(code("text_message, sending_rate: 5"), "missing-unit");
  EXPECT_EQ(code("cell_broadcast, noticed_day: 120 %"), "out-of-range");
  EXPECT_EQ(code("app_group, elderly_factor: 1.5"), "out-of-range");
  EXPECT_EQ(code("automatic_calls, lines: 0"), "out-of-range");
  EXPECT_EQ(code("automatic_calls, answered_day: 95 %, reachable_day: 90 %"), "inconsistent");
  EXPECT_EQ(code("phone_tree, zones: [uper]"), "unknown-reference");
  EXPECT_EQ(code("television_radio, editorial: {shortest: 9 min, usual: 5 min, longest: 7 min}"), "inconsistent");
  EXPECT_EQ(code("gong, hearing: 0 m"), "out-of-range");
  EXPECT_EQ(code("siren"), "inconsistent");  // the town has no loudspeakers
  EXPECT_EQ(code("text_mesage"), "unknown-kind");
}

}  // namespace
}  // namespace tocsin::warning
