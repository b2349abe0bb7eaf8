// SPDX-License-Identifier: Apache-2.0
// 叫应: calls, deputies, runners, feedback, with times by hand.
#include "models/warning/confirmation_calls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "models/communications/events.hpp"
#include "models/communications/kinds.hpp"
#include "models/hazard/kinds.hpp"
#include "models/warning/kinds.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::warning {
namespace {

using test::build_scenario;
using test::make_tiny_town;
using test::Outcome;
using test::run_replication;
using testing::ElementsAre;
using testing::IsEmpty;

Catalog make_catalog() {
  Catalog catalog;
  hazard::register_models(catalog);
  communications::register_models(catalog);
  register_models(catalog);
  test::add_shipped_library(catalog);
  return catalog;
}

/// The valley with cells instead of horns.
Town town_with_cells() {
  auto town = make_tiny_town();
  for (auto& site : town.communication_sites) site.kind = "cell";
  return town;
}

const std::string kHead = R"(
hazard:
  - {kind: flood, id: brook-flood, river: brook, begins: 5 h, peak_depth: 3 m, design_factor: 1}
communications:
  - {kind: public_cell, reach: 20 km, terrain: ignored, delay: 0 s, ordinary_load_erlang: 0, write: 0 s, read: 0 s, switch_shortest: 2 min, switch_longest: 2 min, tries: 1}
)";
const std::string kMessenger = R"(
  - {kind: messenger, by: foot, ready: 60 s, write: 0 s, read: 0 s}
)";
// An order at 10 min sharp for the two zones by the river.
const std::string kOrder = R"(
warning:
  - kind: issuance
    at: 10 min
    detection: {shortest: 0 s, usual: 0 s, longest: 0 s}
    report: {shortest: 0 s, usual: 0 s, longest: 0 s}
    consultation: {shortest: 0 s, usual: 0 s, longest: 0 s}
    issue: {shortest: 0 s, usual: 0 s, longest: 0 s}
)";

std::string calls(const std::string& more) {
  return "  - {kind: confirmation_calls, desk: upper, callers: 1, deputies: 1, other_holders: 0, talk: 60 s, ring: 30 "
         "s, "
         "tries: 2, try_again_after: 3 min, deadline: 15 min, " +
         more + "}\n";
}

Outcome run(const std::string& yaml) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(town_with_cells(), yaml, catalog);
  return run_replication(*scenario, catalog, 0);
}

template <class E>
std::vector<long> times_of(const Outcome& outcome) {
  std::vector<long> result;
  for (const auto& row : outcome.log.template all<E>()) result.push_back(std::lround(row.t_s));
  return result;
}

TEST(ConfirmationCalls, OneCallerCallsZoneAfterZone) {
  const auto outcome = run(kHead + kOrder + calls("answered_night: 100 %"));
  EXPECT_THAT(times_of<ZoneInformed>(outcome), ElementsAre(660, 720));
  EXPECT_THAT(times_of<DutyHolderGivenUp>(outcome), IsEmpty());
  EXPECT_THAT(times_of<ConfirmationOverdue>(outcome), IsEmpty());
  EXPECT_EQ(outcome.measures.value("warning.confirmed_within_5_min_share"), 1);
  EXPECT_EQ(outcome.measures.value("warning.last_confirmation"), 120);
  EXPECT_EQ(outcome.measures.value("warning.loop_closed_share"), 0);  // nobody tells the people
}

TEST(ConfirmationCalls, WhoDoesNotAnswerIsCalledAgainThenTheDeputyThenNobody) {
  const auto outcome = run(kHead + kOrder + calls("answered_night: 0 %, answered_day: 0 %"));
  // Two zones, 30 s each: 600-630, 630-660; again at 810 and 840; the deputies at 840 and 870, again 3 min later.
  const auto given_up = outcome.log.all<DutyHolderGivenUp>();
  ASSERT_GE(given_up.size(), 4U);  // 15 min after the last the desk begins again
  EXPECT_EQ(std::lround(given_up[0].t_s), 840);
  EXPECT_EQ(given_up[0].event.rank, DutyRank::head);
  EXPECT_EQ(given_up[0].event.reason, GivenUp::no_answer);
  EXPECT_EQ(given_up[3].event.rank, DutyRank::deputy);
  EXPECT_EQ(times_of<ConfirmationOverdue>(outcome), (std::vector<long>{1500, 1500}));
  EXPECT_THAT(times_of<ZoneInformed>(outcome), IsEmpty());
  EXPECT_EQ(outcome.measures.value("warning.confirmed_share"), 0);
}

TEST(ConfirmationCalls, AfterTheLastSomebodyGoesThere) {
  const auto outcome = run(kHead + kMessenger + kOrder + calls("answered_night: 0 %"));
  ASSERT_EQ(times_of<ZoneInformed>(outcome).size(), 2U);
  EXPECT_GT(times_of<ZoneInformed>(outcome)[0], 1100);
  for (const auto& row : outcome.log.all<communications::MessageDelivered>()) {
    EXPECT_EQ(row.event.bearer, communications::Bearer::messenger);
  }
}

TEST(ConfirmationCalls, WithoutCoverageTheNextBearerCarriesTheOrder) {
  const auto outcome = run(kHead + kMessenger + "  - {kind: fiber_cut, id: cable, at: 5 min}\n" + kOrder +
                           calls("answered_night: 100 %"));
  ASSERT_EQ(times_of<ZoneInformed>(outcome).size(), 2U);
  EXPECT_GE(times_of<ZoneInformed>(outcome)[0], 600 + 120 + 60);  // noticed and switched, got ready
  const auto failures = outcome.log.all<communications::MessageAttemptFailed>();
  ASSERT_EQ(failures.size(), 1U);  // the second time nobody tries the dead telephone
  EXPECT_EQ(failures[0].event.reason, communications::AttemptFailure::no_coverage);
}

TEST(ConfirmationCalls, WithNothingLeftTheZoneNeverKnows) {
  const auto outcome =
      run(kHead + "  - {kind: fiber_cut, id: cable, at: 5 min}\n" + kOrder + calls("answered_night: 100 %"));
  EXPECT_THAT(times_of<ZoneInformed>(outcome), IsEmpty());
  ASSERT_FALSE(outcome.log.all<DutyHolderGivenUp>().empty());
  EXPECT_EQ(outcome.log.all<DutyHolderGivenUp>()[0].event.reason, GivenUp::no_connection);
}

const std::string kKnockers = R"(
  - {kind: door_to_door, call_out_night: {shortest: 0 s, usual: 0 s, longest: 0 s}, answered: 100 %, occupied_night: 100 %}
)";

TEST(ConfirmationCalls, TheWorkersOfAZoneBeginWhenItKnows) {
  const auto carried = run(kHead + kOrder + calls("answered_night: 100 %, feedback_at: 100 %") + kKnockers);
  const auto at_once = run(kHead + kOrder + kKnockers);
  EXPECT_THAT(times_of<ChannelStarted>(at_once), ElementsAre(600, 600));
  EXPECT_THAT(times_of<ChannelStarted>(carried), ElementsAre(660, 720));
  EXPECT_EQ(carried.measures.value("warning.reached_share"), 1);
  // The report goes when everybody has been told, at a look every 5 min.
  ASSERT_EQ(times_of<LoopClosed>(carried).size(), 2U);
  EXPECT_EQ(carried.measures.value("warning.loop_closed_share"), 1);
  EXPECT_GT(times_of<LoopClosed>(carried)[0], 660 + 300);
}

TEST(ConfirmationCalls, OtherHoldersAreCalledByTheOneWhoConfirmed) {
  const auto outcome =
      run(kHead + kOrder +
          "  - {kind: confirmation_calls, desk: upper, callers: 1, deputies: 0, other_holders: 4, talk: 60 s, "
          "answered_night: 100 %}\n");
  std::vector<long> of_upper;
  for (const auto& row : outcome.log.all<DutyHolderConfirmed>()) {
    if (row.event.zone == ZoneId(std::size_t{0})) of_upper.push_back(std::lround(row.t_s));
  }
  EXPECT_THAT(of_upper, ElementsAre(660, 720, 780, 840, 900));
  EXPECT_EQ(outcome.measures.value("warning.holders_confirmed_share"), 1);
}

TEST(ConfirmationCalls, AnswersFollowTheirShare) {
  const auto catalog = make_catalog();
  const auto scenario =
      build_scenario(town_with_cells(),
                     kHead + kOrder +
                         "  - {kind: confirmation_calls, desk: upper, callers: 9, deputies: 0, "
                         "other_holders: 0, tries: 1, begin_again_after: 24 h, answered_night: 65 %}\n",
                     catalog);
  double confirmed = 0;
  for (std::uint32_t r = 0; r < 200; ++r) {
    confirmed += run_replication(*scenario, catalog, r).measures.value("warning.confirmed_share");
  }
  EXPECT_NEAR(confirmed / 200, 0.65, 3 * std::sqrt(0.65 * 0.35 / 400));
}

TEST(ConfirmationCalls, ATownshipWithADeskOfItsOwnCallsForItself) {
  auto town = town_with_cells();
  town.townships.push_back({"low", {"Low Township", "下乡"}});
  town.zones[1].township = TownshipId(std::size_t{1});
  const auto catalog = make_catalog();
  const auto with = [&](const std::string& desks) {
    return build_scenario(town, kHead + kOrder + calls("answered_night: 100 %" + desks), catalog);
  };
  // One caller each: with two desks nobody waits for the other.
  EXPECT_THAT(times_of<ZoneInformed>(run_replication(*with(""), catalog, 0)), ElementsAre(660, 720));
  EXPECT_THAT(times_of<ZoneInformed>(run_replication(*with(", desks: [lower]"), catalog, 0)), ElementsAre(660, 660));
}

TEST(ConfirmationCalls, OneDeskForEachTownship) {
  const auto catalog = make_catalog();
  Diagnostics diagnostics;
  const auto text = kHead + kOrder + calls("answered_night: 100 %, desks: [lower, hill]");
  EXPECT_EQ(build_scenario(town_with_cells(), text, catalog, diagnostics), nullptr);
  std::string told;
  for (const auto& d : diagnostics.entries()) told += d.what.en + "\n";
  EXPECT_THAT(told, testing::HasSubstr("the township of 'hill' has a desk already: 'lower'"));
}

TEST(ConfirmationCalls, NeedSomethingToCallWith) {
  const auto catalog = make_catalog();
  Diagnostics diagnostics;
  EXPECT_EQ(build_scenario(town_with_cells(), kOrder + calls("bearers: [vsat]"), catalog, diagnostics), nullptr);
  std::string text;
  for (const auto& d : diagnostics.entries()) text += d.what.en + "\n";
  EXPECT_THAT(text, testing::HasSubstr("no bearer"));
  EXPECT_THAT(text, testing::HasSubstr("'vsat'"));
}

}  // namespace
}  // namespace tocsin::warning
