// SPDX-License-Identifier: Apache-2.0
// Kind scenic_site: the crowd limit with and without control, the daily limit, and the time in which it empties.
#include "models/evacuation/scenic_site/scenic_site.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/evacuation/evacuation.hpp"
#include "models/evacuation/place_events.hpp"
#include "models/exercise/kinds.hpp"
#include "models/hazard/kinds.hpp"
#include "models/warning/kinds.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::evacuation {
namespace {

using test::build_scenario;
using test::make_tiny_town;
using test::run_replication;

Catalog make_catalog() {
  Catalog catalog;
  hazard::register_models(catalog);
  warning::register_models(catalog);
  register_models(catalog);
  exercise::register_models(catalog);
  test::add_shipped_library(catalog);
  return catalog;
}

std::string site(const std::string& more) {
  return "evacuation:\n  - kind: scenic_site\n    id: terrace\n    area: 1000 m2\n" + more + R"(
    arrivals: [{from: 0 min, until: 3 h, rate: 900 per hour}]
    gates:
      - {id: south, width: 2.4 m, path: 60 m}
      - {id: steps, width: 1.2 m, path: 100 m, steps: true}
)";
}

test::Outcome run(const std::string& text, std::uint32_t replication = 0) {
  const auto catalog = make_catalog();
  return run_replication(*build_scenario(make_tiny_town(), text, catalog), catalog, replication);
}

TEST(ScenicSite, WithoutControlTheLimitIsExceededAndCounted) {
  const auto outcome = run(site("    control: none\n"));
  const auto& m = outcome.measures;
  // 900 per hour stay 1.7 h in the mean: some 1300 persons, the limit is 1000 / 2.
  EXPECT_GT(m.value("evacuation.site_peak_persons", "site:terrace"), 900);
  EXPECT_NEAR(m.value("evacuation.site_limit_exceeded_time", "site:terrace"), 500.0 / 900 * 3600, 600);
  EXPECT_GT(m.value("evacuation.site_over_limit_time", "site:terrace"), 3600);
  EXPECT_EQ(m.value("evacuation.site_turned_away_persons", "site:terrace"), 0);
  EXPECT_TRUE(std::isinf(m.value("evacuation.site_clear_time", "site:terrace")));
  EXPECT_GE(outcome.log.all<CrowdLimitExceeded>().size(), 1U);
  EXPECT_NEAR(static_cast<double>(outcome.log.all<VisitorEntered>().size()), 2700, 4 * std::sqrt(2700.0));
}

TEST(ScenicSite, ControlKeepsTheLimitByTurningPeopleAway) {
  const auto outcome = run(site("    control: at_limit\n"));
  const auto& m = outcome.measures;
  EXPECT_EQ(m.value("evacuation.site_peak_persons", "site:terrace"), 500);
  EXPECT_EQ(m.value("evacuation.site_over_limit_time", "site:terrace"), 0);
  EXPECT_TRUE(std::isinf(m.value("evacuation.site_limit_exceeded_time", "site:terrace")));
  EXPECT_GT(m.value("evacuation.site_turned_away_persons", "site:terrace"), 500);
  EXPECT_TRUE(outcome.log.all<CrowdLimitExceeded>().empty());
}

TEST(ScenicSite, ADailyLimitLetsInNoMore) {
  const auto outcome = run(site("    daily_limit: 800\n"));
  EXPECT_EQ(outcome.measures.value("evacuation.site_entered_persons", "site:terrace"), 800);
}

// Closed with 2000 persons inside who set out so soon that the gate decides: everybody is out no sooner than it lets
// them through, and not much later.
TEST(ScenicSite, EmptiesThroughItsGates) {
  const auto outcome = run(R"(
evacuation:
  - kind: scenic_site
    id: terrace
    area: 1000 m2
    inside: 2000
    stay_median: 100 h
    slow: 0 %
    first: 1 min
    last: 3 min
    gates: [{id: south, width: 2.4 m, path: 60 m}]
injects: [{kind: sound_alarm, at: 10 min, places: [terrace]}]
)");
  const auto& m = outcome.measures;
  ASSERT_EQ(outcome.log.all<AlarmSounded>().size(), 1U);
  const double inside = outcome.log.all<AlarmSounded>()[0].event.persons;
  EXPECT_GT(inside, 1950);
  EXPECT_EQ(m.value("evacuation.site_limit_exceeded_time", "site:terrace"), 0);
  const double flow = 1.40 / (4 * 0.266) * (2.4 - 0.4);
  EXPECT_GT(m.value("evacuation.site_clear_time", "site:terrace"), inside / flow);
  EXPECT_LT(m.value("evacuation.site_clear_time", "site:terrace"), inside / flow + 300);
  EXPECT_EQ(m.value("evacuation.site_left_inside", "site:terrace"), 0);
  EXPECT_GT(m.value("evacuation.part_longest_queue", "site:terrace>part:south"), 200);
}

TEST(ScenicSite, ClosesWithTheOrderForItsZoneAndLetsNobodyIn) {
  const auto outcome = run(site("    zone: lower\n    alarm_delay: 3 min\n") +
                           "injects: [{kind: issue_order, at: 60 min, zones: [lower]}]\n");
  ASSERT_EQ(outcome.log.all<AlarmSounded>().size(), 1U);
  EXPECT_EQ(outcome.log.all<AlarmSounded>()[0].t_s, 63 * 60);
  for (const auto& row : outcome.log.all<VisitorEntered>()) EXPECT_LT(row.t_s, 63 * 60);
  EXPECT_EQ(outcome.measures.value("evacuation.site_left_inside", "site:terrace"), 0);
}

std::vector<std::string> refusals(const std::string& text) {
  const auto catalog = make_catalog();
  Diagnostics diagnostics;
  EXPECT_EQ(build_scenario(make_tiny_town(), text, catalog, diagnostics), nullptr);
  std::vector<std::string> found;
  for (const auto& d : diagnostics.entries()) found.push_back(fmt::format("{} {}", d.where.line, d.code));
  std::sort(found.begin(), found.end());
  return found;
}

// Two faulty sites: neither's mistakes hide the other's.
TEST(ScenicSite, WhatCannotBeIsRefused) {
  EXPECT_EQ(refusals(R"(evacuation:
  - kind: scenic_site
    id: a
    area: 100 m2
    inside: 1000
    arrivals: [{from: 2 h, until: 1 h, rate: 10 per hour}]
    gates:
      - {id: south, width: 2.4 m}
      - {id: south, width: 2.4 m}
  - kind: scenic_site
    id: b
    area: 100 m2
    gates: [{id: south, width: 0.2 m}]
)"),
            (std::vector<std::string>{"13 out-of-range", "4 inconsistent", "6 inconsistent", "9 duplicate-id"}));
}

}  // namespace
}  // namespace tocsin::evacuation
