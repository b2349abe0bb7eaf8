// SPDX-License-Identifier: Apache-2.0
// Reports up, orders down, answers back: times by hand when all is well, and when legs fail.
#include "models/command/orders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/hazard/hazard.hpp"
#include "tests/models/command/valley.hpp"

namespace tocsin::command::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Report, ClimbsPostByPost) {
  const auto outcome = run(kCell + posts() + report("village"));
  // Made at 600; one second to the township, which hands it on after a minute.
  EXPECT_THAT(times_of<ReportArrived>(outcome), ElementsAre(600, 601, 662));
  EXPECT_EQ(outcome.measures.value("command.reports_arrived_share"), 1);
  EXPECT_NEAR(outcome.measures.value("command.report_delay_median"), 62, 1e-3);
}

TEST(Report, GoesOnlyWhereItIsMeantFor) {
  EXPECT_THAT(times_of<ReportArrived>(run(kCell + posts() + report("village", "to: [township]"))),
              ElementsAre(600, 601));
  // Down to a post below, and to one on the way of another: once.
  EXPECT_THAT(times_of<ReportArrived>(run(kCell + posts() + report("county", "to: [village, township]"))),
              ElementsAre(600, 601, 662));
}

TEST(Report, IsRepeatedAndEndsWhenItIsOver) {
  const auto outcome =
      run(kCell + posts() +
          "  - {kind: report, id: water, observer: village, when: {fact: test.minutes, at_least: 10, at_most: 21}, to: "
          "[township], every: 5 min, bytes: 1000, noticing: {shortest: 0 s, usual: 0 s, longest: 0 s}}\n");
  EXPECT_THAT(times_of<ReportMade>(outcome), ElementsAre(600, 900, 1200, 1320));
  EXPECT_TRUE(outcome.log.all<ReportMade>()[2].event.holds);
  EXPECT_FALSE(outcome.log.all<ReportMade>()[3].event.holds);
  // Its age at the township: a sawtooth from 1 s to 301 s, from 601 to 1321, then it grows until 6 h.
  const double saw = (1 + 301.0) / 2 * 300 * 2 + (1 + 121.0) / 2 * 120;
  const double rest = (1 + 20280.0) / 2 * (21600 - 1321);
  EXPECT_NEAR(outcome.measures.value("command.picture_age_mean"), (saw + rest) / (21600 - 601), 0.1);
}

TEST(Report, ANewerOneTakesThePlaceOfOneThatIsStuck) {
  const auto outcome =
      run(kCell + posts("", "silent: {until: 17 min}") + report("village", "to: [township], every: 5 min"));
  // 600: in vain at 601; the second is made at 900 and in vain at 901, when the first is needed no more; 1201 goes on.
  EXPECT_THAT(times_of<RelayFailed>(outcome), ElementsAre(601, 901));
  std::vector<std::uint32_t> arrived;
  for (const auto& row : outcome.log.all<ReportArrived>()) {
    if (std::lround(row.t_s) % 100 != 0) arrived.push_back(row.event.number);
  }
  ASSERT_FALSE(arrived.empty());
  EXPECT_GE(arrived.front(), 2U);
}

const std::string kByCounty = report("county") + response("county", grade("IV")) + plan();

TEST(Order, GoesTwoLevelsDownAndIsAnswered) {
  const auto outcome = run(kCell + posts() + report("village") + response("county", grade("IV")) + plan() +
                           task("village", "deadline: 10 min"));
  EXPECT_THAT(times_of<DecisionDue>(outcome), ElementsAre(662));
  EXPECT_THAT(times_of<GradeChanged>(outcome), ElementsAre(782));  // the duty desk took two minutes
  EXPECT_THAT(times_of<OrderGiven>(outcome), ElementsAre(782));
  EXPECT_THAT(times_of<OrderRelayed>(outcome), ElementsAre(783));
  EXPECT_THAT(times_of<OrderArrived>(outcome), ElementsAre(844));
  EXPECT_THAT(times_of<OrderExecuted>(outcome), ElementsAre(904));
  EXPECT_THAT(times_of<OrderAcknowledged>(outcome), ElementsAre(906));  // 844 + 1 + 60 + 1
  EXPECT_THAT(times_of<OrderReportedDone>(outcome), ElementsAre(966));
  EXPECT_THAT(times_of<OrderLate>(outcome), IsEmpty());
  EXPECT_EQ(outcome.log.all<GradeChanged>()[0].event.by, DecidedBy::duty_desk);
  EXPECT_NEAR(outcome.measures.value("command.find_to_decision"), 182, 1e-3);
  EXPECT_NEAR(outcome.measures.value("command.order_to_post_median"), 62, 1e-3);
  EXPECT_NEAR(outcome.measures.value("command.acknowledged_90"), 124, 1e-3);
  EXPECT_EQ(outcome.measures.value("command.loop_closed_share"), 1);
}

TEST(Order, OfAPostToItselfDoesNotTravel) {
  const auto outcome = run(kCell + posts() + kByCounty + task("county"));
  EXPECT_THAT(times_of<OrderExecuted>(outcome), ElementsAre(780));
  EXPECT_TRUE(outcome.log.all<communications::MessageSent>().empty());
  EXPECT_EQ(outcome.measures.value("command.loop_closed_share"), 1);
}

TEST(Order, PutsTheVillageUnderTheOrderWhenItIsCarriedOut) {
  const auto outcome = run(kCell + posts() + kByCounty + task("village", "evacuate: {}"));
  // 720 decided, 721, 782, and a minute in the village.
  ASSERT_EQ(outcome.log.all<warning::ZoneOrdered>().size(), 1U);
  EXPECT_EQ(std::lround(outcome.log.all<warning::ZoneOrdered>()[0].t_s), 842);
  EXPECT_EQ(outcome.log.all<warning::ZoneOrdered>()[0].event.zone, ZoneId(std::size_t{1}));
}

TEST(Order, OfATownshipConcernsItsVillages) {
  const auto outcome = run(kCell + posts() + kByCounty + task("township", "evacuate: {}"));
  EXPECT_EQ(outcome.log.all<warning::ZoneOrdered>().size(), 3U);
}

TEST(Order, IsTriedAgainSentAgainAndLost) {
  const auto outcome = run(kCell + kCable + posts() + kByCounty + task("village", "deadline: 20 min"));
  EXPECT_THAT(times_of<RelayFailed>(outcome), ElementsAre(720, 1020, 1320, 2520, 2820, 3120));
  EXPECT_TRUE(outcome.log.all<RelayFailed>()[2].event.given_up);
  EXPECT_EQ(outcome.log.all<RelayFailed>()[0].event.reason, RelayFailure::no_bearer);
  EXPECT_THAT(times_of<OrderSentAgain>(outcome), ElementsAre(2520));
  EXPECT_THAT(times_of<OrderLost>(outcome), ElementsAre(3120));
  EXPECT_THAT(times_of<OrderLate>(outcome), ElementsAre(1800));
  EXPECT_EQ(outcome.measures.value("command.orders_lost"), 1);
  EXPECT_EQ(outcome.measures.value("command.orders_late_for_bearer"), 1);
  EXPECT_EQ(outcome.measures.value("command.orders_executed_share"), 0);
  EXPECT_TRUE(std::isinf(outcome.measures.value("command.order_to_post_median")));
}

TEST(Order, GoesByMessengerWhenTheTelephoneIsDead) {
  const auto outcome = run(kCell + kMessenger + kCable + posts() + kByCounty + task("village"));
  ASSERT_EQ(outcome.log.all<OrderArrived>().size(), 1U);
  EXPECT_EQ(outcome.log.all<OrderArrived>()[0].event.bearer, communications::Bearer::messenger);
  EXPECT_GT(outcome.log.all<OrderArrived>()[0].t_s, 720 + 2 * 60 + 60);  // two walks, one handling
  EXPECT_EQ(outcome.log.all<OrderExecuted>().size(), 1U);
}

TEST(Order, WaitsWhileAPostIsSilent) {
  const auto outcome =
      run(kCell + posts("", "silent: {until: 15 min}") + kByCounty + task("village", "deadline: 6 min"));
  EXPECT_THAT(times_of<RelayFailed>(outcome), ElementsAre(721));
  EXPECT_EQ(outcome.log.all<RelayFailed>()[0].event.reason, RelayFailure::post_is_silent);
  EXPECT_THAT(times_of<OrderRelayed>(outcome), ElementsAre(1022));
  EXPECT_THAT(times_of<OrderArrived>(outcome), ElementsAre(1083));
  EXPECT_THAT(times_of<OrderLate>(outcome), ElementsAre(960));  // six minutes after it was called for
  EXPECT_EQ(outcome.measures.value("command.orders_late_for_silence"), 1);
}

TEST(Order, ToASilentPostForGoodIsLostAndTheDrillEnds) {
  const auto outcome = run(kCell + posts("", "", "silent: {}") + kByCounty + task("village"));
  EXPECT_EQ(outcome.log.all<OrderLost>().size(), 1U);
  EXPECT_EQ(outcome.log.all<OrderLost>()[0].event.reason, RelayFailure::post_is_silent);
}

TEST(Order, IsCarriedOutOnceThoughItCameTwice) {
  // The answer of the village waits for the township, which is silent; so the order is sent again.
  const auto outcome = run(kCell + posts("", "silent: {from: 14 min, until: 22 min}") + kByCounty +
                           task("village", "acknowledge_within: 10 min"));
  EXPECT_THAT(times_of<OrderArrived>(outcome), ElementsAre(782));
  EXPECT_THAT(times_of<OrderExecuted>(outcome), ElementsAre(842));
  EXPECT_THAT(times_of<OrderSentAgain>(outcome), ElementsAre(720 + 600));
  EXPECT_EQ(times_of<OrderRelayed>(outcome), (std::vector<long>{721, 1321}));
  EXPECT_EQ(outcome.log.all<OrderAcknowledged>().size(), 1U);
}

TEST(Order, TakesAsLongAsItTakes) {
  const auto outcome = run(kCell + posts() + kByCounty + task("village", "takes: 20 min, deadline: 21 min"));
  EXPECT_THAT(times_of<OrderExecuted>(outcome), ElementsAre(782 + 60 + 1200));
  EXPECT_THAT(times_of<OrderLate>(outcome), ElementsAre(600 + 1260));
  EXPECT_EQ(outcome.measures.value("command.orders_late_for_handling"), 1);
}

TEST(Task, BeginsWithItsConditionToo) {
  const auto outcome =
      run(kCell + posts() + report("county") + report("county", "", "30", "more") + response("county", grade("IV")) +
          plan() + task("county", "when: {fact: command.reported, entry: more}"));
  EXPECT_THAT(times_of<OrderGiven>(outcome), ElementsAre(1800));
  EXPECT_NEAR(outcome.log.all<OrderGiven>()[0].event.due_s, 1800, 1e-3);
}

TEST(Task, IsWithdrawnAndUndoneWhenTheResponseStandsDown) {
  const auto outcome = run(
      kCell + posts() +
      "  - {kind: report, id: water, observer: county, when: {fact: test.minutes, at_least: 10, at_most: 30}, every: 1 "
      "min, noticing: {shortest: 0 s, usual: 0 s, longest: 0 s}}\n" +
      response("county", grade("IV"), "stand_down: {not: {fact: command.reported, entry: water}}") + plan() +
      task("county", "close_roads: [v12]", "close") + task("county", "takes: 2 h", "long"));
  const auto changes = outcome.log.all<GradeChanged>();
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[1].event.grade, Grade::none);
  EXPECT_EQ(std::lround(changes[1].t_s), 31 * 60);
  EXPECT_THAT(times_of<OrderWithdrawn>(outcome), ElementsAre(31 * 60));
  EXPECT_THAT(times_of<hazard::RoadCut>(outcome), ElementsAre(780, 780));
  EXPECT_THAT(times_of<hazard::RoadReopened>(outcome), ElementsAre(31 * 60, 31 * 60));
}

TEST(Task, IsDoneATownshipsOwnWay) {
  const auto outcome = run(kCell + posts() + kByCounty +
                           task("village", "takes: 20 min, overrides: [{township: valley, takes: 5 min}]"));
  EXPECT_THAT(times_of<OrderExecuted>(outcome), ElementsAre(782 + 60 + 300));
  EXPECT_THAT(times_of<OrderGiven>(run(kCell + posts() + kByCounty +
                                       task("village", "overrides: [{township: valley, left_out: true}]"))),
              IsEmpty());
}

// ---- without an order ----

const std::string kOnItsOwn = "acts_alone_after: 20 min";

TEST(ActingAlone, WhenTheSuperiorIsOutOfReach) {
  const auto outcome = run(kCell + posts("", "silent: {}", kOnItsOwn) + report("village") +
                           response("county", grade("IV")) + plan() + task("village", "evacuate: {}"));
  EXPECT_THAT(times_of<ActedAlone>(outcome), ElementsAre(600 + 1200));
  EXPECT_EQ(outcome.log.all<ActedAlone>()[0].event.reason, ActedBecause::superior_out_of_reach);
  EXPECT_THAT(times_of<OrderExecuted>(outcome), ElementsAre(1860));
  EXPECT_EQ(outcome.log.all<warning::ZoneOrdered>().size(), 1U);
  EXPECT_EQ(outcome.measures.value("command.acted_alone"), 1);
}

TEST(ActingAlone, WhenNoOrderFollows) {
  // The county knows, but its leader is absent and nobody stands in.
  const auto outcome = run(kCell + posts("members: [{role: head, absent: true}]", "", kOnItsOwn) + report("village") +
                           response("county", grade("IV", "water", "consultation: true")) + plan() + task("village"));
  EXPECT_THAT(times_of<GradeChanged>(outcome), IsEmpty());
  EXPECT_THAT(times_of<ActedAlone>(outcome), ElementsAre(601 + 1200));
  EXPECT_EQ(outcome.log.all<ActedAlone>()[0].event.reason, ActedBecause::no_order_came);
}

TEST(ActingAlone, NotWithoutAuthorityNorWithoutKnowing) {
  const auto rest = response("county", grade("IV")) + plan() + task("village");
  EXPECT_THAT(times_of<ActedAlone>(run(kCell + posts("", "silent: {}") + report("village") + rest)), IsEmpty());
  EXPECT_THAT(times_of<ActedAlone>(run(kCell + posts("", "silent: {}", kOnItsOwn) + report("county") + rest)),
              IsEmpty());
}

TEST(ActingAlone, TheOrderThatComesLaterFindsItDone) {
  const auto outcome = run(kCell + posts("", "silent: {until: 40 min}", kOnItsOwn) + report("village", "every: 5 min") +
                           response("county", grade("IV")) + plan() + task("village"));
  EXPECT_EQ(outcome.log.all<ActedAlone>().size(), 1U);
  const auto executed = outcome.log.all<OrderExecuted>();
  ASSERT_EQ(executed.size(), 2U);
  EXPECT_FALSE(executed[0].event.before);
  EXPECT_TRUE(executed[1].event.before);
  EXPECT_EQ(outcome.measures.value("command.orders_executed_share"), 1);
}

// ---- ledgers ----

TEST(OrderBook, GivenIsExecutedLostWithdrawnOrOpen) {
  const auto everything = kCell + kMessenger + kCable + posts("", "", kOnItsOwn) + report("village", "every: 10 min") +
                          response("county", grade("IV")) + plan() + task("village, township, county") +
                          task("village", "takes: 10 h", "long");
  for (std::uint32_t r = 0; r < 3; ++r) {
    const auto ledger = ledger_of(run(everything, r));
    EXPECT_GE(ledger.given, 4U);
    EXPECT_LE(ledger.executed + ledger.lost + ledger.withdrawn, ledger.given);
  }
  const auto catalog = make_catalog();
  const auto scenario = tocsin::test::build_scenario(town_with_cells(), everything, catalog);
  World world(*scenario, 0);
  std::vector<std::unique_ptr<Model>> models;
  for (const auto& entry : scenario->entries) models.push_back(entry.parameters->make());
  for (const auto& model : models) model->start(world);
  for (int look = 1; look < 60; ++look) {
    world.kernel().schedule(kStartEx + 5min * look, Phase::observation, [&world] {
      const auto& l = world.door<OrderBook>().ledger();
      EXPECT_EQ(l.given, l.executed + l.lost + l.withdrawn + l.open);
    });
  }
  world.kernel().run(scenario->end());
  EXPECT_GE(world.door<OrderBook>().ledger().executed, 3U);
  EXPECT_GE(world.door<OrderBook>().ledger().open, 1U);  // the long one
}

TEST(OrderBook, TheSameReplicationHasTheSameBytes) {
  const auto yaml = kCell + kMessenger + kCable + posts() +
                    "  - {kind: report, id: water, observer: village, when: {fact: test.minutes, at_least: 10}}\n" +
                    "  - {kind: response, id: flood, post: county, grades: [" + grade("IV") + "]}\n" + plan() +
                    task("village, township");
  EXPECT_EQ(run(yaml, 3).text, run(yaml, 3).text);
  EXPECT_NE(run(yaml, 3).text, run(yaml, 4).text);
}

}  // namespace
}  // namespace tocsin::command::test
