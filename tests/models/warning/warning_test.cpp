// SPDX-License-Identifier: Apache-2.0
// The doors Alerts and Orders, and the kind `issuance`.
#include "models/warning/warning.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "models/hazard/hazard.hpp"
#include "models/hazard/kinds.hpp"
#include "models/warning/issuance.hpp"
#include "models/warning/kinds.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::warning {
namespace {

using test::build_scenario;
using test::make_tiny_town;
using test::run_replication;

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
// An order at 10 min sharp for the zones by the river.
const std::string kOrder = R"(
warning:
  - kind: issuance
    at: 10 min
    detection: {shortest: 0 s, usual: 0 s, longest: 0 s}
    report: {shortest: 0 s, usual: 0 s, longest: 0 s}
    consultation: {shortest: 0 s, usual: 0 s, longest: 0 s}
    issue: {shortest: 0 s, usual: 0 s, longest: 0 s}
)";

TEST(Alerts, TellsTheFirstAlertAndMoreConvincingOnes) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(make_tiny_town(), kFlood, catalog);
  World world(*scenario, 0);
  auto& alerts = world.door<Alerts>();
  const HouseholdId h(3);
  alerts.receive(h, Channel::loudspeaker);
  alerts.receive(h, Channel::word_of_mouth);
  alerts.receive(h, Channel::loudspeaker);
  alerts.receive(h, Channel::door_to_door);
  const auto told = world.log().all<AlertReceived>();
  ASSERT_EQ(told.size(), 2U);
  EXPECT_TRUE(told[0].event.first);
  EXPECT_FALSE(told[1].event.first);
  EXPECT_EQ(told[1].event.channel, Channel::door_to_door);
  EXPECT_EQ(told[0].event.persons, scenario->town->population.persons[3]);
  EXPECT_EQ(alerts.received_count(), 1U);
  EXPECT_EQ(alerts.reached_households(ZoneId(0)), 1U);
  EXPECT_TRUE(alerts.received(h));
  EXPECT_FALSE(alerts.received(HouseholdId(4)));
}

TEST(Alerts, AnOrderForAHouseholdIsNewsToIt) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(make_tiny_town(), kFlood, catalog);
  World world(*scenario, 0);
  auto& alerts = world.door<Alerts>();
  const HouseholdId h(3);
  alerts.receive(h, Channel::door_to_door);
  EXPECT_FALSE(alerts.order_is_news(h));
  world.door<Orders>().issue(NameId(0), std::vector<ZoneId>{ZoneId(0)}, Coverage::whole_zone);
  EXPECT_TRUE(alerts.order_is_news(h));
  alerts.receive(h, Channel::word_of_mouth);  // weaker, but it tells of the order
  EXPECT_FALSE(alerts.order_is_news(h));
  alerts.receive(h, Channel::word_of_mouth);
  alerts.receive(h, Channel::loudspeaker);
  const auto told = world.log().all<AlertReceived>();
  ASSERT_EQ(told.size(), 3U);
  EXPECT_TRUE(told[0].event.first);
  EXPECT_FALSE(told[1].event.first);
  EXPECT_EQ(told[1].event.channel, Channel::word_of_mouth);
  EXPECT_EQ(told[2].event.channel, Channel::loudspeaker);
  EXPECT_EQ(alerts.received_count(), 1U);
}

TEST(Orders, ConcernTheThreatenedUnlessTheWholeZoneIsOrdered) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(make_tiny_town(), kFlood, catalog);
  World world(*scenario, 0);
  auto& orders = world.door<Orders>();
  const std::vector<ZoneId> upper{ZoneId(0)};
  const std::vector<ZoneId> hill{ZoneId(2)};
  orders.issue(NameId(0), upper, Coverage::threatened_households);
  EXPECT_TRUE(orders.ordered(ZoneId(0)));
  EXPECT_FALSE(orders.ordered(ZoneId(1)));
  EXPECT_TRUE(orders.concerns(HouseholdId(0)));
  EXPECT_FALSE(orders.concerns(HouseholdId(25)));
  orders.issue(NameId(0), upper, Coverage::threatened_households);  // nothing new
  EXPECT_EQ(world.log().all<ZoneOrdered>().size(), 1U);
  orders.issue(NameId(0), hill, Coverage::threatened_households);  // nobody threatened there: the whole zone
  ASSERT_EQ(world.log().all<ZoneOrdered>().size(), 2U);
  EXPECT_EQ(world.log().all<ZoneOrdered>()[1].event.coverage, Coverage::whole_zone);
  EXPECT_TRUE(orders.concerns(HouseholdId(55)));
}

TEST(Issuance, OrdersTheThreatenedZonesAtItsTime) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(make_tiny_town(), kFlood + kOrder, catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  ASSERT_EQ(outcome.log.all<OrderIssued>().size(), 1U);
  EXPECT_DOUBLE_EQ(outcome.log.all<OrderIssued>()[0].t_s, 600);
  EXPECT_EQ(outcome.log.all<OrderIssued>()[0].event.zones, 2U);
  EXPECT_EQ(outcome.log.all<ZoneOrdered>().size(), 2U);
  EXPECT_DOUBLE_EQ(outcome.measures.value("warning.order_issued"), 600);
  EXPECT_DOUBLE_EQ(outcome.measures.value("warning.find_to_order"), 0);
  EXPECT_EQ(outcome.measures.value("warning.reached_share"), 0);  // no channel
  EXPECT_EQ(outcome.measures.value("warning.time_to_reach_50"), std::numeric_limits<double>::infinity());
}

TEST(Issuance, FollowsAMarkedStage) {
  const auto catalog = make_catalog();
  const auto scenario =
      build_scenario(make_tiny_town(), kFlood + "warning:\n  - {kind: issuance, stage: get_ready}\n", catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  const auto stages = outcome.log.all<hazard::StageReached>();
  const auto dangers = outcome.log.all<DangerDetected>();
  const auto orders = outcome.log.all<OrderIssued>();
  ASSERT_EQ(dangers.size(), 1U);
  ASSERT_EQ(orders.size(), 1U);
  EXPECT_GE(dangers[0].t_s, stages[0].t_s);
  const double chain = orders[0].t_s - dangers[0].t_s;  // report 2-20, consultation 10-30, issue 3-10 min
  EXPECT_GE(chain, 15 * 60);
  EXPECT_LE(chain, 60 * 60);
}

TEST(Issuance, RefusesWhatCannotStart) {
  const auto catalog = make_catalog();
  const auto code = [&](const std::string& entry) {
    Diagnostics diagnostics;
    EXPECT_EQ(build_scenario(make_tiny_town(), kFlood + "warning:\n  - {kind: issuance, " + entry + "}", catalog,
                             diagnostics),
              nullptr);
    for (const auto& found : diagnostics.entries()) {
      if (found.severity == Severity::error) return found.code;
    }
    return std::string();
  };
  EXPECT_EQ(code("area: threatened"), "missing-key");
  EXPECT_EQ(code("at: 10 min, stage: go_now"), "inconsistent");
  EXPECT_EQ(code("at: 9 h"), "out-of-range");
  EXPECT_EQ(code("stage: go_now, hazard: brok-flood"), "unknown-reference");
  EXPECT_EQ(code("at: 10 min, zones: [uper]"), "unknown-reference");
  EXPECT_EQ(code("at: 10 min, report: {shortest: 9 min, usual: 5 min, longest: 7 min}"), "inconsistent");
}

TEST(Issuance, SaysHowDeepTheWaterMustBe) {
  const auto catalog = make_catalog();
  const auto text = [&](const std::string& depth) {
    Diagnostics diagnostics;
    build_scenario(make_tiny_town(),
                   "hazard:\n  - {kind: flood, id: f, river: brook, begins: 40 min, peak_depth: " + depth +
                       "}\nwarning:\n  - {kind: issuance, at: 10 min}",
                   catalog, diagnostics);
    return draw(diagnostics.entries(), Language::en);
  };
  const auto refused = text("0.5 m");
  const auto begin = refused.find("hint: 'f': peak_depth: ");
  ASSERT_NE(begin, std::string::npos) << refused;
  const auto needed = refused.substr(begin + 23, refused.find(" is the least", begin) - begin - 23);
  EXPECT_EQ(text(needed).find("no hazard threatens"), std::string::npos) << needed;
}

TEST(Delay, FollowsTheTriangleAndTheLindellCurve) {
  Delay delay;
  delay.shortest = 1min;
  delay.usual = 2min;
  delay.longest = 6min;
  RandomStream stream(7, 0, "test.delay");
  double sum = 0;
  constexpr int kDraws = 20000;
  for (int i = 0; i < kDraws; ++i) {
    const auto d = delay.draw(stream);
    EXPECT_GE(d, delay.shortest);
    EXPECT_LE(d, delay.longest);
    sum += seconds(d);
  }
  EXPECT_NEAR(sum / kDraws, 180, 2);
  delay.lindell = LindellCurve{1.8, 2.1, 6h};
  int before_median = 0;  // handbook 3.2: median of (1.8, 2.1) is 38 min
  for (int i = 0; i < kDraws; ++i) before_median += delay.draw(stream) < 38min ? 1 : 0;
  EXPECT_NEAR(before_median / static_cast<double>(kDraws), 0.5, 0.015);
}

// P(t) = 1 - exp(-a (t/60)^b), t in minutes (handbook 3.2): the published medians of five pairs (a, b), and the curve
// itself at every tenth.
TEST(Delay, FollowsThePublishedCurveOfLindell) {
  struct Published {
    double a, b, median_min;
  };
  for (const auto& [a, b, median_min] : {Published{1.8, 2.1, 38}, Published{1, 1.5, 47}, Published{1, 1, 42},
                                         Published{0.5, 1, 83}, Published{0.3, 1.5, 105}}) {
    Delay delay;
    delay.lindell = LindellCurve{a, b, 6h};
    RandomStream stream(11, 0, "test.lindell");
    constexpr int kDraws = 20000;
    std::vector<double> drawn_min;
    for (int i = 0; i < kDraws; ++i) drawn_min.push_back(seconds(delay.draw(stream)) / 60);
    std::sort(drawn_min.begin(), drawn_min.end());
    EXPECT_NEAR(drawn_min[kDraws / 2], median_min, 0.5 + 0.02 * median_min) << a << ' ' << b;
    for (int tenth = 1; tenth < 10; ++tenth) {
      const double t_min = drawn_min[static_cast<std::size_t>(kDraws * tenth / 10)];
      const double p = t_min < 360 ? 1 - std::exp(-a * std::pow(t_min / 60, b)) : 1;
      EXPECT_NEAR(p, tenth / 10.0, 0.015) << a << ' ' << b;
    }
    EXPECT_LE(drawn_min.back(), 360);  // where the curve is cut
  }
}

}  // namespace
}  // namespace tocsin::warning
