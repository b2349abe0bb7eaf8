// SPDX-License-Identifier: Apache-2.0
// Who notices a danger: gauges and observers of an issuance, and the links over which they say so.
#include "models/warning/watch.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "models/communications/kinds.hpp"
#include "models/hazard/kinds.hpp"
#include "models/warning/events.hpp"
#include "models/warning/kinds.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::warning {
namespace {

using test::build_scenario;
using test::make_tiny_town;
using test::Outcome;
using test::run_replication;

Catalog catalog_with_communications() {
  Catalog catalog;
  hazard::register_models(catalog);
  communications::register_models(catalog);
  register_models(catalog);
  test::add_shipped_library(catalog);
  return catalog;
}

// The danger is there at 30 min, by day.
std::string danger(const std::string& watches) {
  const std::string none = "{shortest: 0 s, usual: 0 s, longest: 0 s}";
  return "exercise: {starts: 2026-07-05 10:00, duration: 6 h}\nwarning:\n  - {kind: issuance, id: desk, at: 30 min, "
         "area: "
         "whole_scope, report: " +
         none + ", consultation: " + none + ", issue: " + none + ", " + watches + "}\n";
}

const std::string kGaugeDead = "communications:\n  - {kind: fiber_cut, at: 0 min, sites: [horn-upper]}\n";

Outcome run(const std::string& yaml, std::uint32_t replication = 0) {
  const auto catalog = catalog_with_communications();
  const auto scenario = build_scenario(make_tiny_town(), yaml, catalog);
  return run_replication(*scenario, catalog, replication);
}

/// The one who found it, as the log writes it; empty: nobody.
std::string found_by(const Outcome& outcome) {
  const auto begin = outcome.text.find("warning.danger_detected");
  if (begin == std::string::npos) return {};
  const std::string key = "\"source\":\"";
  const auto name = outcome.text.find(key, begin) + key.size();
  return outcome.text.substr(name, outcome.text.find('"', name) - name);
}

// A gauge that reports every 10 min has its next report at any time within them: 5 min later in the mean.
TEST(Watch, AGaugeReportsAtItsInterval) {
  double sum_s = 0;
  for (std::uint32_t replication = 0; replication < 60; ++replication) {
    const auto outcome = run(danger("gauges: [{id: creek-gauge, every: 10 min}]"), replication);
    ASSERT_EQ(outcome.log.all<DangerDetected>().size(), 1U);
    const double after_s = outcome.log.all<DangerDetected>()[0].t_s - 1800;
    EXPECT_GE(after_s, 0);
    EXPECT_LE(after_s, 600);
    EXPECT_DOUBLE_EQ(outcome.log.all<OrderIssued>()[0].t_s, 1800 + after_s);
    EXPECT_EQ(found_by(outcome), "creek-gauge");
    sum_s += after_s;
  }
  EXPECT_NEAR(sum_s / 60, 300, 4 * 173 / std::sqrt(60));
}

// Two in five looks end with a call that gets through: the waits between looks are geometric.
TEST(Watch, AnObserverMayMissIt) {
  double looks = 0;
  for (std::uint32_t replication = 0; replication < 60; ++replication) {
    const auto outcome =
        run(danger("observers: [{id: old-li, every_day: 5 min, notices: 50 %, gets_through: 80 %}]"), replication);
    ASSERT_EQ(outcome.log.all<DangerDetected>().size(), 1U);
    looks += std::ceil((outcome.log.all<DangerDetected>()[0].t_s - 1800) / 300);
  }
  EXPECT_NEAR(looks / 60, 1 / 0.4, 4 * std::sqrt(0.6) / 0.4 / std::sqrt(60));
}

TEST(Watch, TheFirstCountsAndALinkThatIsCutSaysNothing) {
  const std::string both =
      "gauges: [{id: creek-gauge, every: 1 s, site: horn-upper}], "
      "observers: [{id: old-li, every_day: 60 min, notices: 100 %, gets_through: 100 %}]";
  EXPECT_EQ(found_by(run(danger(both))), "creek-gauge");
  const auto cut = run(kGaugeDead + danger(both));
  EXPECT_EQ(found_by(cut), "old-li");
  EXPECT_EQ(cut.log.all<DangerDetected>().size(), 1U);
  // Adding the gauge has not changed when he looks.
  const auto alone = run(danger("observers: [{id: old-li, every_day: 60 min, notices: 100 %, gets_through: 100 %}]"));
  EXPECT_DOUBLE_EQ(alone.log.all<DangerDetected>()[0].t_s, cut.log.all<DangerDetected>()[0].t_s);
}

TEST(Watch, WhenNobodyNoticesThereIsNoOrder) {
  const auto outcome = run(kGaugeDead + danger("gauges: [{id: creek-gauge, site: horn-upper}]"));
  EXPECT_TRUE(outcome.log.all<DangerDetected>().empty());
  EXPECT_TRUE(outcome.log.all<OrderIssued>().empty());
}

TEST(Watch, RefusesWhatCannotBe) {
  const auto catalog = catalog_with_communications();
  const auto code = [&](const std::string& watches) {
    Diagnostics diagnostics;
    EXPECT_EQ(build_scenario(make_tiny_town(), danger(watches), catalog, diagnostics), nullptr);
    for (const auto& found : diagnostics.entries()) {
      if (found.severity == Severity::error) return found.code;
    }
    return std::string();
  };
  EXPECT_EQ(code("gauges: [{id: a}, {id: a}]"), "duplicate-id");
  EXPECT_EQ(code("gauges: [{id: a, site: nowhere}]"), "unknown-reference");
  EXPECT_EQ(code("gauges: [{id: a, every: 0 s}]"), "out-of-range");
  EXPECT_EQ(code("observers: [{id: a, notices: 110 %}]"), "out-of-range");
  EXPECT_EQ(code("observers: [{every_day: 5 min}]"), "missing-key");
}

}  // namespace
}  // namespace tocsin::warning
