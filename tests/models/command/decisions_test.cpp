// SPDX-License-Identifier: Apache-2.0
// Who decides and how: duty desk, consultation and quorum, deputies, two leaders, straight escalation; with times by
// hand, and every person failing once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/command/decision.hpp"
#include "models/command/mutual_aid.hpp"
#include "models/command/response.hpp"
#include "tests/models/command/valley.hpp"

namespace tocsin::command::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The head is on duty, the three others sleep in the lower village.
const std::string kFour =
    "quorum: 3, members: [{role: head, on_duty_at_night: true}, {role: a, zone: lower}, {role: b, zone: lower}, "
    "{role: c, zone: lower}]";
const std::string kConsult = "consultation: true";

std::string consulting(const std::string& members, const std::string& more = "") {
  return kCell + posts(members) + report("county") + response("county", grade("IV", "water", kConsult), more);
}

TEST(Consultation, BeginsWhenTheQuorumIsReached) {
  const auto outcome = run(consulting(kFour));
  // One operator: calls of a minute one after the other; the third member comes at 720.
  EXPECT_THAT(times_of<MemberReached>(outcome), ElementsAre(600, 660, 720, 780));
  EXPECT_THAT(times_of<GradeChanged>(outcome), ElementsAre(720 + 600));
  EXPECT_EQ(outcome.log.all<GradeChanged>()[0].event.by, DecidedBy::quorum);
  EXPECT_THAT(times_of<QuorumMissed>(outcome), IsEmpty());
}

TEST(Consultation, ByDayEverybodyIsThere) {
  const auto outcome = run("exercise: {starts: 2026-07-05 10:00, duration: 6 h}\n" + consulting(kFour));
  EXPECT_THAT(times_of<MemberReached>(outcome), ElementsAre(600, 600, 600, 600));
  EXPECT_THAT(times_of<GradeChanged>(outcome), ElementsAre(1200));
}

TEST(Consultation, WithoutQuorumTheLeaderDecidesAlone) {
  const auto outcome = run(consulting(kFour, "answered_night: 0 %"));
  EXPECT_THAT(times_of<QuorumMissed>(outcome), ElementsAre(1500));  // fifteen minutes after it was due
  EXPECT_EQ(outcome.log.all<QuorumMissed>()[0].event.reached, 1U);
  EXPECT_EQ(outcome.log.all<QuorumMissed>()[0].event.quorum, 3U);
  EXPECT_THAT(times_of<GradeChanged>(outcome), ElementsAre(1620));
  EXPECT_EQ(outcome.log.all<GradeChanged>()[0].event.by, DecidedBy::leader_alone);
  EXPECT_EQ(outcome.measures.value("command.quorums_missed"), 1);
  ASSERT_GE(outcome.log.all<MemberNotReached>().size(), 3U);
  EXPECT_EQ(outcome.log.all<MemberNotReached>()[0].event.reason, NotReached::no_answer);
}

TEST(Consultation, WhoDoesNotAnswerIsCalledAgainThenTheDeputy) {
  const auto outcome = run(consulting(
      "quorum: 2, members: [{role: head, on_duty_at_night: true}, {role: a, deputy: Li}]", "answered_night: 0 %"));
  // 30 s in vain, three minutes later again, then the deputy twice.
  ASSERT_FALSE(outcome.log.all<MemberNotReached>().empty());
  EXPECT_EQ(times_of<MemberNotReached>(outcome)[0], 600 + 30 + 180 + 30 + 30 + 180 + 30);
  const auto calls = outcome.log.all<communications::MessageSent>();
  std::vector<long> begins;
  for (const auto& row : calls) begins.push_back(std::lround(row.t_s));
  EXPECT_THAT(begins, ElementsAre(600, 810, 840, 1050));  // then the leader has decided alone
}

TEST(Consultation, ADeputyStandsInForOneWhoIsAbsent) {
  const auto outcome =
      run(consulting("quorum: 1, members: [{role: head, deputy: Li, absent: true, on_duty_at_night: true}]"));
  ASSERT_EQ(outcome.log.all<MemberReached>().size(), 1U);
  EXPECT_TRUE(outcome.log.all<MemberReached>()[0].event.deputy);
  EXPECT_THAT(times_of<GradeChanged>(outcome), ElementsAre(660 + 600));
}

TEST(Consultation, WithoutLeaderAndDeputyNobodyDecides) {
  const auto outcome = run(consulting("quorum: 1, members: [{role: head, absent: true}, {role: a, zone: lower}]"));
  EXPECT_THAT(times_of<GradeChanged>(outcome), IsEmpty());
  EXPECT_THAT(times_of<QuorumMissed>(outcome), ElementsAre(1500));
  ASSERT_EQ(outcome.log.all<MemberNotReached>().size(), 1U);
  EXPECT_EQ(outcome.log.all<MemberNotReached>()[0].event.reason, NotReached::absent);
}

TEST(Consultation, WithoutConnectionTheLogSaysSo) {
  const auto outcome =
      run(kCell + kCable + posts(kFour) + report("county") + response("county", grade("IV", "water", kConsult)));
  ASSERT_FALSE(outcome.log.all<MemberNotReached>().empty());
  EXPECT_EQ(outcome.log.all<MemberNotReached>()[0].event.reason, NotReached::no_connection);
  EXPECT_EQ(outcome.log.all<GradeChanged>()[0].event.by, DecidedBy::leader_alone);
}

TEST(DualCommand, NeedsBothLeaders) {
  const std::string two =
      "professional_leader: engineer, members: [{role: head, on_duty_at_night: true}, {role: engineer, zone: lower}]";
  const auto both = run(kCell + posts(two) + report("county") + response("county", grade("IV")));
  EXPECT_THAT(times_of<GradeChanged>(both), ElementsAre(660 + 120));
  EXPECT_EQ(both.log.all<GradeChanged>()[0].event.by, DecidedBy::both_leaders);
  const auto one = run(kCell + posts(two) + report("county") +
                       response("county", grade("IV"), "answered_night: 0 %, answered_day: 0 %"));
  EXPECT_THAT(times_of<GradeChanged>(one), IsEmpty());
  const auto alone = run(kCell + posts(two) + report("county") +
                         response("county", grade("IV", "water", kConsult), "answered_night: 0 %, answered_day: 0 %"));
  EXPECT_THAT(times_of<GradeChanged>(alone), IsEmpty());  // nor alone at the deadline of a consultation
}

TEST(DualCommand, ADeputyMayStandInForEither) {
  const auto outcome =
      run(kCell +
          posts("professional_leader: engineer, members: [{role: head, on_duty_at_night: true}, {role: engineer, "
                "deputy: Wu, absent: true}]") +
          report("county") + response("county", grade("IV")));
  EXPECT_THAT(times_of<GradeChanged>(outcome), ElementsAre(660 + 120));
}

TEST(Response, ASilentPostDecidesWhenSomebodyIsThereAgain) {
  const auto outcome =
      run(kCell + posts("silent: {until: 30 min}") + report("county") + response("county", grade("IV")));
  EXPECT_THAT(times_of<GradeChanged>(outcome), ElementsAre(1800 + 120));
}

// ---- grades ----

const std::string kTwo = report("county") + report("county", "", "12", "flood-wave");

TEST(Response, GoesStraightUp) {
  const auto outcome = run(kCell + posts() + report("county", "", "9.5") + report("county", "", "10", "flood-wave") +
                           response("county", grade("IV") + ", " + grade("II", "flood-wave")));
  ASSERT_EQ(outcome.log.all<GradeChanged>().size(), 1U);
  const auto change = outcome.log.all<GradeChanged>()[0];
  EXPECT_EQ(change.event.grade, Grade::ii);
  EXPECT_TRUE(change.event.straight);
  EXPECT_EQ(std::lround(change.t_s), 720);
  EXPECT_EQ(outcome.measures.value("command.time_of_grade_III"), 720);  // II is above III
  EXPECT_TRUE(std::isinf(outcome.measures.value("command.time_of_grade_I")));
}

TEST(Response, OrStepByStep) {
  const auto outcome =
      run(kCell + posts() + report("county", "", "9.5") + report("county", "", "10", "flood-wave") +
          response("county", grade("IV") + ", " + grade("II", "flood-wave"), "escalation: step_by_step"));
  EXPECT_THAT(times_of<GradeChanged>(outcome), ElementsAre(720, 840));
  EXPECT_EQ(outcome.log.all<GradeChanged>()[0].event.grade, Grade::iv);
  EXPECT_EQ(outcome.log.all<GradeChanged>()[1].event.grade, Grade::ii);
}

TEST(Response, AConsultationIsNotWaitedForWhenMoreIsKnown) {
  // IV needs a consultation that never has its quorum; II, known two minutes later, needs none.
  const auto outcome =
      run(kCell + posts(kFour) + kTwo +
          response("county", grade("IV", "water", kConsult) + ", " + grade("II", "flood-wave"), "answered_night: 0 %"));
  EXPECT_THAT(times_of<DecisionDue>(outcome), ElementsAre(600, 720));
  ASSERT_EQ(outcome.log.all<GradeChanged>().size(), 1U);
  EXPECT_EQ(std::lround(outcome.log.all<GradeChanged>()[0].t_s), 840);
  EXPECT_EQ(outcome.log.all<GradeChanged>()[0].event.grade, Grade::ii);
}

TEST(Response, TheSameMeetingDecidesOnMore) {
  const auto outcome =
      run(kCell + posts(kFour) + kTwo +
          response("county", grade("IV", "water", kConsult) + ", " + grade("II", "flood-wave", kConsult)));
  ASSERT_EQ(outcome.log.all<GradeChanged>().size(), 1U);
  EXPECT_EQ(std::lround(outcome.log.all<GradeChanged>()[0].t_s), 1320);
  EXPECT_EQ(outcome.log.all<GradeChanged>()[0].event.grade, Grade::ii);
}

TEST(Response, AGradeWithConsultationFollowsTheDutyDesk) {
  const auto outcome = run(kCell + posts(kFour) + report("county") + report("county", "", "11", "flood-wave") +
                           response("county", grade("IV") + ", " + grade("II", "flood-wave", kConsult)));
  // IV at 720; then the members are called from 720 on: 720, 780, 840, and ten minutes.
  EXPECT_THAT(times_of<GradeChanged>(outcome), ElementsAre(720, 840 + 600));
}

TEST(Response, KnowsNothingUntilTheReportIsThere) {
  const auto outcome =
      run(kCell + posts("", "silent: {until: 20 min}") + report("village") + response("county", grade("IV")));
  // In vain at 601 and 902; the third, sent at 1202, goes through: 1203, a minute at the township, 1264 at the county.
  EXPECT_THAT(times_of<DecisionDue>(outcome), ElementsAre(1264));
}

// Stages of a river section are reports with thresholds, and the grades follow them one by one.
TEST(Response, FollowsTheStagesOfARiver) {
  const std::string flood =
      "hazard:\n  - {kind: flood, id: brook-flood, river: brook, begins: 30 min, peak_depth: 3 m, "
      "gauge: 0 m, design_factor: 1}\n";
  const auto stage = [](const std::string& id, const std::string& above) {
    return "  - {kind: report, id: " + id +
           ", observer: township, when: {fact: hazard.stage, entry: brook-flood, above: " + above +
           "}, every: 10 min}\n";
  };
  const auto outcome =
      run(flood + kCell + posts() + stage("guard", "0.5 m") + stage("guarantee", "1 m") + stage("record", "2 m") +
          response("county", grade("IV", "guard") + ", " + grade("III", "guarantee") + ", " + grade("I", "record")));
  const auto changes = outcome.log.all<GradeChanged>();
  ASSERT_GE(changes.size(), 2U);
  for (std::size_t i = 1; i < changes.size(); ++i) EXPECT_GT(changes[i].event.grade, changes[i - 1].event.grade);
  EXPECT_EQ(changes.back().event.grade, Grade::i);
}

// ---- help from outside ----

std::string aid(const std::string& at) {
  return "  - {kind: mutual_aid, id: neighbors, post: " + at +
         ", body: {en: Next county, zh: 邻县}, when: {fact: command.reported, entry: water}, bytes: 1000, approval: "
         "{shortest: 30 min, usual: 30 min, longest: 30 min}}\n";
}

TEST(MutualAid, IsAskedForUpTheTreeAndApproved) {
  const auto outcome = run(kCell + posts() + report("village", "to: [township]") + aid("township"));
  EXPECT_THAT(times_of<AidRequested>(outcome), ElementsAre(601));
  EXPECT_THAT(times_of<AidApproved>(outcome), ElementsAre(602 + 1800));
}

TEST(MutualAid, WithoutAWayToTheRootNobodyIsAsked) {
  const auto outcome = run(kCell + kCable + posts() + report("township", "to: [township]") + aid("township"));
  EXPECT_EQ(outcome.log.all<AidRequested>().size(), 1U);
  EXPECT_THAT(times_of<AidApproved>(outcome), IsEmpty());
  EXPECT_EQ(outcome.log.all<RelayFailed>()[0].event.what, Traveling::request);
}

TEST(MutualAid, ATeamWaitsForIt) {
  const std::string search =
      "hazard:\n  - {kind: flood, id: brook-flood, river: brook, begins: 5 h, peak_depth: 3 m, design_factor: 1}\n"
      "warning:\n  - {kind: issuance, at: 5 min, zones: [lower], detection: {shortest: 0 s, usual: 0 s, longest: 0 s}, "
      "report: "
      "{shortest: 0 s, usual: 0 s, longest: 0 s}, consultation: {shortest: 0 s, usual: 0 s, longest: 0 s}, issue: "
      "{shortest: 0 s, usual: 0 s, longest: 0 s}}\n"
      "evacuation:\n  - {kind: households}\n"
      "rescue:\n  - {kind: search_team, team: fire-team";
  const auto rest = kCell + posts() + report("township", "to: [township]") + aid("township");
  const auto held = run(search + ", when: {fact: command.aid_approved, entry: neighbors}}\n" + rest);
  const auto free = run(search + "}\n" + rest);
  ASSERT_EQ(held.log.all<rescue::TeamCalledOut>().size(), 1U);
  ASSERT_EQ(free.log.all<rescue::TeamCalledOut>().size(), 1U);
  EXPECT_LT(free.log.all<rescue::TeamCalledOut>()[0].t_s, 1800);
  // Approved at 601 + 1800, seen at the look of 2460.
  EXPECT_GE(held.log.all<rescue::TeamCalledOut>()[0].t_s, 2460);
}

}  // namespace
}  // namespace tocsin::command::test
