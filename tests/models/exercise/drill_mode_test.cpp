// SPDX-License-Identifier: Apache-2.0
// Announced and double-blind drills of one valley under common random numbers: who is called stands ready or does not,
// and what that makes of the same night can be read off.
#include <gtest/gtest.h>

#include <map>

#include "models/catalog.hpp"
#include "models/evacuation/evacuation.hpp"
#include "models/rescue/rescue.hpp"
#include "models/warning/warning.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin {
namespace {

const std::string kNow = "{shortest: 0 min, usual: 0 min, longest: 0 min}";
const std::string kPlan =
    "warning:\n  - {kind: issuance, at: 10 min, area: whole_scope, coverage: whole_zone, detection: " + kNow +
    ", report: " + kNow + ", consultation: " + kNow + ", issue: " + kNow +
    "}\n  - {kind: door_to_door, id: doors}\n  - {kind: ten_household_cells}\n"
    "evacuation:\n  - {kind: households, compliance_door_to_door: 100 %}\n"
    "rescue:\n  - {kind: search_team, team: village-team}\n  - {kind: search_team, id: fire, team: fire-team}\n";

class DrillModeTest : public testing::Test {
 protected:
  test::Outcome run(const std::string& drill, std::uint32_t replication = 0) {
    const auto text = "exercise: {starts: 2026-07-05 02:00, duration: 6 h" + drill + "}\n" + kPlan;
    scenario_ = test::build_scenario(test::make_tiny_town(), text, catalog_);
    return test::run_replication(*scenario_, catalog_, replication);
  }
  Catalog catalog_ = standard_catalog();
  std::unique_ptr<Scenario> scenario_;
};

constexpr double kOrderS = 10 * 60.0;

std::map<TeamId, double> first_turnout_s(const EventLog& log) {
  std::map<TeamId, double> called, takes;
  for (const auto& row : log.all<rescue::TeamCalledOut>()) called.emplace(row.event.team, row.t_s);
  for (const auto& row : log.all<rescue::TeamTurnedOut>())
    takes.emplace(row.event.team, row.t_s - called[row.event.team]);
  return takes;
}

std::map<ZoneId, double> workers_set_out_s(const EventLog& log, NameId channel) {
  std::map<ZoneId, double> takes;
  for (const auto& row : log.all<warning::ChannelStarted>()) {
    if (row.event.entry == channel) takes.emplace(row.event.zone, row.t_s - kOrderS);
  }
  return takes;
}

// Nobody knows of a double-blind drill: it goes as the event itself, to the byte.
TEST_F(DrillModeTest, ADoubleBlindDrillGoesAsTheEventItself) {
  EXPECT_EQ(run("").text, run(", drill: {mode: double_blind}").text);
}

// A fifth of the usual time, in each team and each zone.
TEST_F(DrillModeTest, InAnAnnouncedDrillTeamsAndWorkersStandReady) {
  const auto event = run("");
  const auto announced = run(", drill: {mode: announced, call_out_factor: 0.2}");
  const auto usual = first_turnout_s(event.log), ready = first_turnout_s(announced.log);
  ASSERT_EQ(usual.size(), 2U);
  for (const auto& [team, takes_s] : usual) EXPECT_NEAR(ready.at(team), 0.2 * takes_s, 1e-3);
  const auto door_to_door = scenario_->names->intern("doors");
  const auto blind_s = workers_set_out_s(event.log, door_to_door),
             ready_s = workers_set_out_s(announced.log, door_to_door);
  ASSERT_EQ(blind_s.size(), 3U);
  for (const auto& [zone, takes_s] : blind_s) EXPECT_NEAR(ready_s.at(zone), 0.2 * takes_s, 1e-3);
}

// The difference that the notice makes is measured: the same nights, an earlier end in every one of them.
TEST_F(DrillModeTest, TheDifferenceIsMeasured) {
  for (std::uint32_t replication = 0; replication < 4; ++replication) {
    const auto blind = run(", drill: {mode: double_blind}", replication);
    const auto announced = run(", drill: {mode: announced}", replication);
    for (const auto* measure :
         {"evacuation.departed_90_time", "evacuation.arrived_95_time", "warning.time_to_reach_90"}) {
      EXPECT_LT(announced.measures.value(measure), blind.measures.value(measure)) << measure << ' ' << replication;
    }
  }
}

// Heads of cells who do not answer begin only when somebody knocks at their own door.
TEST_F(DrillModeTest, WhoWaitsForTheCallAnswersIt) {
  const auto mean_counted_s = [&](const char* answering) {
    const auto outcome = run(std::string(", drill: {mode: announced, answering: ") + answering + "}");
    const auto& cells = outcome.log.all<warning::CellCounted>();
    EXPECT_FALSE(cells.empty());
    double sum_s = 0;
    for (const auto& row : cells) sum_s += row.t_s;
    return sum_s / static_cast<double>(cells.size());
  };
  EXPECT_LT(mean_counted_s("100 %"), mean_counted_s("0 %"));
}

}  // namespace
}  // namespace tocsin
