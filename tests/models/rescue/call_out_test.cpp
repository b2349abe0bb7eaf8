// SPDX-License-Identifier: Apache-2.0
// Call-outs at random: who is drawn and when, how teams come together, and what is refused.
#include "models/rescue/call_out.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "models/catalog.hpp"
#include "models/rescue/events.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::rescue {
namespace {

class CallOutTest : public testing::Test {
 protected:
  test::Outcome run(const std::string& fields, std::uint32_t replication = 0, const std::string& more = {}) {
    scenario_ = test::build_scenario(test::make_tiny_town(), text(fields) + more, catalog_);
    return test::run_replication(*scenario_, catalog_, replication);
  }
  Diagnostics refused(const std::string& fields) {
    Diagnostics diagnostics;
    EXPECT_EQ(test::build_scenario(test::make_tiny_town(), text(fields), catalog_, diagnostics), nullptr);
    return diagnostics;
  }
  static std::string text(const std::string& fields) { return "rescue: [{kind: call_out, " + fields + "}]\n"; }
  [[nodiscard]] TeamId team(const char* id) const { return TeamId(scenario_->names->find(Entity::team, id)); }
  Catalog catalog_ = standard_catalog();
  std::unique_ptr<Scenario> scenario_;
};

const std::string kAt = "earliest: 1 h, latest: 1 h, time_variation: 0, ";

// Village squad of 8, one party, at night: 75 s of alarm handling and 10 min until the first party is there.
TEST_F(CallOutTest, TheTimesFollowTheParameters) {
  const auto outcome = run(kAt + "teams: [village-team]");
  ASSERT_EQ(outcome.log.all<TeamDrawn>().size(), 1U);
  EXPECT_EQ(outcome.log.all<TeamDrawn>().front().t_s, 3600);
  ASSERT_EQ(outcome.log.all<TeamReported>().size(), 1U);
  EXPECT_EQ(outcome.log.all<TeamReported>().front().event.members, 8U);
  EXPECT_DOUBLE_EQ(outcome.log.all<TeamReported>().front().t_s, 3600 + 75 + 600);
  EXPECT_EQ(outcome.measures.value("rescue.call_out_complete_time"), 675);
  EXPECT_EQ(outcome.measures.value("rescue.call_out_in_time_share"), 1);
}

// A professional team of 12 comes in two parties, after 10 and 45 min: half of it is there within half an hour.
TEST_F(CallOutTest, ATeamIsCompleteWhenItsLastPartyHasReported) {
  const auto outcome = run(kAt + "teams: [fire-team], time_limit: 30 min");
  ASSERT_EQ(outcome.log.all<TeamReported>().size(), 2U);
  EXPECT_EQ(outcome.measures.value("rescue.call_out_complete_time"), 75 + 45 * 60);
  EXPECT_EQ(outcome.measures.value("rescue.call_out_in_time_share"), 0);
  EXPECT_EQ(outcome.measures.value("rescue.call_out_present_share"), 0.5);
}

// Over many nights both teams are drawn, at hours spread over the whole span; a tolerance of 4 standard errors.
TEST_F(CallOutTest, TeamAndHourAreDrawn) {
  double hours = 0;
  std::set<TeamId> drawn;
  constexpr int kNights = 60;
  for (std::uint32_t replication = 0; replication < kNights; ++replication) {
    const auto outcome = run("earliest: 0 min, latest: 4 h", replication);
    const auto& rows = outcome.log.all<TeamDrawn>();
    ASSERT_EQ(rows.size(), 1U);
    drawn.insert(rows.front().event.team);
    hours += rows.front().t_s / 3600 / kNights;
  }
  EXPECT_EQ(drawn.size(), 2U);
  EXPECT_NEAR(hours, 2.0, 4 * 4 / std::sqrt(12.0 * kNights));
}

// They report at a zone: later by the way there; where no road leads they are held up and the team is never complete.
TEST_F(CallOutTest, TheyReportAtAPlaceIfThereIsAWay) {
  const auto at_station = run(kAt + "teams: [village-team]");
  const auto at_upper = run(kAt + "teams: [village-team], report_at: upper");
  EXPECT_GT(at_upper.log.all<TeamReported>().front().t_s, at_station.log.all<TeamReported>().front().t_s + 60);
  const std::string closed = "injects: [{kind: road_closed, id: cut, at: 10 min, roads: [v12]}";
  const auto late = run(kAt + "teams: [village-team], report_at: upper", 0,
                        closed + ", {kind: road_opened, at: 3 h, roads: [v12]}]\n");
  ASSERT_EQ(late.log.all<TeamReported>().size(), 1U);  // they look again every quarter of an hour
  EXPECT_GT(late.log.all<TeamReported>().front().t_s, 3 * 3600);
  EXPECT_LT(late.log.all<TeamReported>().front().t_s, 4 * 3600);
  const auto cut = run(kAt + "teams: [village-team], report_at: upper", 0, closed + "]\n");
  EXPECT_TRUE(cut.log.all<TeamReported>().empty());
  ASSERT_EQ(cut.log.all<TeamHeldUp>().size(), 1U);
  EXPECT_TRUE(std::isinf(cut.measures.value("rescue.call_out_complete_time")));
  EXPECT_EQ(cut.measures.value("rescue.call_out_present_share"), 0);
}

// Two entries may draw one team: each of its call-outs counts by itself.
TEST_F(CallOutTest, TwoEntriesMayDrawOneTeam) {
  scenario_ = test::build_scenario(test::make_tiny_town(),
                                   "rescue: [{kind: call_out, id: early, " + kAt +
                                       "teams: [village-team]}, {kind: call_out, id: late, earliest: 3 h, latest: 3 h, "
                                       "time_variation: 0, teams: [village-team]}]\n",
                                   catalog_);
  const auto outcome = test::run_replication(*scenario_, catalog_, 0);
  EXPECT_EQ(outcome.log.all<TeamDrawn>().size(), 2U);
  EXPECT_EQ(outcome.measures.value("rescue.call_out_complete_time"), 675);
  EXPECT_EQ(outcome.measures.value("rescue.call_out_present_share"), 1);
}

TEST_F(CallOutTest, RefusesWhatCannotBe) {
  EXPECT_EQ(refused("earliest: 1 h, latest: 5.8 h").entries().size(), 1U);  // the time limit ends after EndEx
  EXPECT_EQ(refused("earliest: 2 h, latest: 1 h").entries().size(), 1U);
  EXPECT_EQ(refused("earliest: 1 h, latest: 9 h").entries().size(), 1U);
  EXPECT_EQ(refused("earliest: 1 h, latest: 2 h, drawn: 3").entries().size(), 1U);
  EXPECT_EQ(refused("earliest: 1 h, latest: 2 h, teams: [nobody]").entries().size(), 1U);
  EXPECT_EQ(refused("earliest: 1 h, latest: 2 h, teams: [fire-team, fire-team]").entries().size(), 1U);
}

}  // namespace
}  // namespace tocsin::rescue
