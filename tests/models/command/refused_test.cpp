// SPDX-License-Identifier: Apache-2.0
// What the section command is refused for, and what the plan check-up warns of: a message for each, at its place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/command/check_up.hpp"
#include "models/command/measures.hpp"
#include "models/command/task.hpp"
#include "tests/models/command/valley.hpp"

namespace tocsin::command::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

TEST(CommandTree, IsOneTree) {
  EXPECT_THAT(mistakes(kCell + "command:\n" + post("a", "hill", "superior: b") + post("b", "upper", "superior: c") +
                       post("c", "lower", "superior: a")),
              HasSubstr("inconsistent: these posts are each other's superiors: a → b → c → a\n"));
  EXPECT_THAT(mistakes(kCell + "command:\n" + post("a", "hill", "superior: a")), HasSubstr("a → a"));
  EXPECT_THAT(mistakes(kCell + "command:\n" + post("a", "hill", "") + post("b", "upper", "")),
              HasSubstr("inconsistent: 'b' has no superior, nor has 'a'\n"));
  EXPECT_THAT(mistakes(kCell + "command:\n" + post("a", "hill", "") + post("b", "upper", "superior: aa")),
              HasSubstr("unknown-reference: there is no post 'aa'\n"));
}

TEST(CommandTree, ACircleIsToldOnce) {
  const auto text = mistakes(kCell + "command:\n" + post("root", "hill", "") + post("a", "hill", "superior: b") +
                             post("b", "upper", "superior: a") + post("c", "lower", "superior: b"));
  EXPECT_EQ(text, "inconsistent: these posts are each other's superiors: a → b → a\n");
}

TEST(PostMembers, AreCheckedByRole) {
  const auto refused = [](const std::string& more) { return mistakes(kCell + "command:\n" + post("a", "hill", more)); };
  EXPECT_THAT(refused("members: [{role: head}, {role: head}]"), HasSubstr("duplicate-id: 'a' has two members"));
  EXPECT_THAT(refused("leader: hed, members: [{role: head, deputy: Li}]"),
              HasSubstr("unknown-reference: 'a' has no member"));
  EXPECT_THAT(refused("professional_leader: head, members: [{role: head, deputy: Li}]"), HasSubstr("one and the same"));
  EXPECT_THAT(refused("quorum: 2, members: [{role: head, deputy: Li}]"), HasSubstr("out-of-range: 'a' has 1 members"));
  EXPECT_THAT(refused("members: [{role: head, deputy: Li, zone: lowr}]"), HasSubstr("unknown-reference"));
  EXPECT_THAT(refused("bearers: [vsat]"), HasSubstr("no bearer 'vsat'"));
  EXPECT_THAT(refused("silent: {from: 2 h, until: 1 h}"), HasSubstr("inconsistent"));
  EXPECT_THAT(refused("members: [{role: head, deputy: Li}]"), IsEmpty());
}

TEST(Posts, NeedABearer) {
  EXPECT_THAT(mistakes("command:\n" + post("a", "hill", "")), HasSubstr("no bearer"));
}

TEST(Reports, GoToPostsThatAreThere) {
  EXPECT_THAT(mistakes(kCell + posts() + report("vilage")), HasSubstr("unknown-reference: there is no post 'vilage'"));
  EXPECT_THAT(mistakes(kCell + posts() + report("village", "to: [cuonty]")), HasSubstr("there is no post 'cuonty'"));
}

std::string refused_response(const std::string& grades, const std::string& more = "") {
  return mistakes(kCell + posts() + report("county") + report("county", "", "20", "later") +
                  report("village", "to: [township]", "30", "local") + response("county", grades, more));
}

TEST(Responses, ContradictoryGradesAreRefused) {
  // Later than 20 min is later than 10 min: grade IV never stands alone.
  EXPECT_THAT(
      refused_response(grade("IV", "later") + ", " + grade("II", "water")),
      HasSubstr("inconsistent: grade IV of 'flood' is never reached: whenever its condition holds, that of grade "
                "II does"));
  EXPECT_THAT(refused_response(grade("IV", "water") + ", " + grade("II", "later")), IsEmpty());
  EXPECT_THAT(refused_response(grade("IV") + ", " + grade("IV", "later")), HasSubstr("duplicate-key"));
  EXPECT_THAT(refused_response(grade("IV", "later"), "stand_down: {fact: command.reported, entry: water}"),
              HasSubstr("would stand down as soon as grade IV begins"));
}

TEST(Responses, AskOnlyForWhatThePostCanKnow) {
  EXPECT_THAT(refused_response(grade("IV", "local")), HasSubstr("the report 'local' never comes to 'county'"));
  EXPECT_THAT(refused_response("{grade: IV, when: {fact: test.minutes, above: 3}}"),
              HasSubstr("a post does not know 'test.minutes' by itself"));
  EXPECT_THAT(refused_response(grade("IV", "watr")), HasSubstr("unknown-reference"));
  EXPECT_THAT(refused_response(grade("IV", "county")),
              HasSubstr("has no entry 'county' that tells 'command.reported'"));
  EXPECT_THAT(refused_response(""), HasSubstr("has no grade"));
  EXPECT_THAT(mistakes(kCell + posts() + report("county") + response("cuonty", grade("IV"))),
              HasSubstr("no post 'cuonty'"));
}

std::string refused_task(const std::string& tasks, const std::string& township = "") {
  return mistakes(kCell + posts("", township) + report("county") + response("county", grade("IV")) + plan() + tasks);
}

TEST(Tasks, AreCheckedAgainstPlanAndPosts) {
  EXPECT_THAT(refused_task(task("village")), IsEmpty());
  EXPECT_THAT(refused_task(task("vilage")), HasSubstr("there is no post 'vilage'"));
  EXPECT_THAT(refused_task(task("village, village")), HasSubstr("responsible twice"));
  EXPECT_THAT(refused_task(task("")), HasSubstr("nobody is responsible"));
  EXPECT_THAT(refused_task(task("village", "from_grade: I")), HasSubstr("no grade so high"));
  EXPECT_THAT(refused_task(task("village", "role: hed")), HasSubstr("with the role 'hed'"));
  EXPECT_THAT(refused_task(task("village", "takes: 2 h, deadline: 1 h")), HasSubstr("longer than its deadline"));
  EXPECT_THAT(refused_task(task("village", "close_roads: [v99]")), HasSubstr("no road 'v99'"));
  EXPECT_THAT(refused_task(task("village", "sound_alarm: [school]")), HasSubstr("no 'school' in this drill"));
  EXPECT_THAT(refused_task(task("village", "begin_controls: [gate]")), HasSubstr("no 'gate' in this drill"));
  EXPECT_THAT(refused_task(task("village", "evacuate: {zones: [lowr]}")), HasSubstr("'lowr'"));
  EXPECT_THAT(refused_task(task("village", "resources: {teams: [nobody]}")), HasSubstr("'nobody'"));
  EXPECT_THAT(refused_task(task("village", "overrides: [{township: vale}]")), HasSubstr("'vale'"));
  EXPECT_THAT(refused_task("  - {kind: task, id: t, plan: book, text: x, responsible: [village]}\n"),
              HasSubstr("nothing says when the task 't' begins"));
  EXPECT_THAT(refused_task("  - {kind: task, id: t, plan: bok, text: x, responsible: [village], from_grade: IV}\n"),
              HasSubstr("there is no plan 'bok'"));
  EXPECT_THAT(mistakes(kCell + posts() + "  - {kind: plan, id: p, name: {en: P, zh: 预案}, response: flod}\n"),
              HasSubstr("there is no response 'flod'"));
}

// ---- the check-up: warnings, each of its own ----

/// A flood that threatens the two villages by the river, and the shelters there are.
const std::string kFlood =
    "hazard:\n  - {kind: flood, id: brook-flood, river: brook, begins: 5 h, peak_depth: 3 m, design_factor: 1}\n";
const std::string kSound = "members: [{role: head, person: Wang, deputy: Li}]";

std::string weaknesses(const std::string& yaml, Town town = town_with_cells()) {
  const auto catalog = make_catalog();
  Diagnostics diagnostics;
  const auto scenario = tocsin::test::build_scenario(std::move(town), yaml, catalog, diagnostics);
  EXPECT_NE(scenario, nullptr) << draw(diagnostics.entries(), Language::en);
  std::string text;
  for (const auto& d : diagnostics.entries()) {
    if (d.code == "implausible") continue;  // figures that suit the hand
    EXPECT_EQ(d.severity, Severity::warning);
    EXPECT_EQ(d.code, "plan-weakness");
    EXPECT_GT(d.where.line, 0);
    EXPECT_FALSE(d.what.zh.empty());
    text += d.what.en + "\n";
  }
  return text;
}

std::string with_task(const std::string& tasks, const std::string& county = "", Town town = town_with_cells()) {
  return weaknesses(
      kFlood + kCell + posts(county) + report("county") + response("county", grade("IV")) + plan() + tasks,
      std::move(town));
}

TEST(CheckUp, ASoundPlanHasNoWarning) {
  EXPECT_THAT(with_task(task("village",
                             "deadline: 30 min, evacuate: {zones: [hill]}, resources: {shelters: [school], teams: "
                             "[village-team]}"),
                        kSound),
              IsEmpty());
}

TEST(CheckUp, AShelterInTheWater) {
  auto town = town_with_cells();
  town.shelters[0].place = town.zones[1].place;
  town.shelters[0].place.elevation_m -= 1;
  EXPECT_THAT(with_task(task("village", "resources: {shelters: [hall]}"), "", town),
              HasSubstr("the shelter 'hall' of the task 'move' lies where the hazard map threatens"));
}

TEST(CheckUp, ARouteThroughAKnownCut) {
  // The road along the brook is under water in the dip before the lower village: the hall lies beyond it.
  EXPECT_THAT(
      with_task(task("village", "evacuate: {}, resources: {shelters: [hall]}")),
      HasSubstr("every way from 'lower' to a shelter of the task 'move' leads over a road that this drill may cut"));
}

TEST(CheckUp, OnePersonInTwoPosts) {
  EXPECT_THAT(weaknesses(kCell + posts("members: [{role: head, person: Wang, deputy: Li}]",
                                       "members: [{role: mayor, person: Wang, deputy: Zhao}]")),
              HasSubstr("'Wang' is in two places at once: 'township/mayor' and 'county/head' (line"));
}

TEST(CheckUp, NoDeputyAtNight) {
  EXPECT_THAT(weaknesses(kCell + posts("members: [{role: head}]")),
              HasSubstr("'head' of 'county' is not on duty at night"));
  EXPECT_THAT(weaknesses(kCell + posts("members: [{role: head, on_duty_at_night: true}]")), IsEmpty());
}

TEST(CheckUp, ATeamPromisedTwice) {
  EXPECT_THAT(with_task(task("village", "resources: {teams: [fire-team]}") +
                        task("township", "resources: {teams: [fire-team]}", "pumps")),
              HasSubstr("the team 'fire-team' is promised twice: to 'pumps' and to 'move' (line"));
}

TEST(CheckUp, ARadioDeadSpot) {
  EXPECT_THAT(weaknesses("communications:\n  - {kind: public_cell, reach: 600 m, terrain: ignored}\n" + kMessenger +
                         "command:\n" + post("county", "upper", "") +
                         post("far", "hill", "superior: county, bearers: [messenger]")),
              HasSubstr("nothing but a messenger reaches 'far' at 'hill'"));
}

TEST(CheckUp, ADeadlineThatNobodyCanKeep) {
  // 120 s to decide, a minute at the township, a minute in the village.
  EXPECT_THAT(with_task(task("village", "deadline: 3 min")), HasSubstr("'village' cannot do 'move' by then"));
  EXPECT_THAT(with_task(task("village", "deadline: 4 min")), IsEmpty());
}

TEST(CheckUp, AVillageWithoutARoad) {
  auto town = town_with_cells();
  town.shelters[1].place.walk_junction = JunctionId{};
  EXPECT_THAT(with_task(task("village", "evacuate: {}, resources: {shelters: [school]}"), "", town),
              HasSubstr("no way leads from 'lower' to any shelter of the task 'move'"));
}

// ---- tables ----

TEST(Tables, RoleCardsAndOrdersAreWrittenInBothLanguages) {
  const auto catalog = make_catalog();
  const auto scenario = tocsin::test::build_scenario(
      town_with_cells(),
      kCell + posts("", "", "acts_alone_after: 20 min, members: [{role: head, person: Wang, deputy: Li}]") +
          report("county") + response("county", grade("IV")) + plan() +
          task("village", "role: head, deadline: 30 min, resources: {teams: [village-team]}"),
      catalog);
  const auto outcome = tocsin::test::run_replication(*scenario, catalog, 0);
  const auto cards = role_cards().make(*scenario, outcome.log, Language::en);
  EXPECT_THAT(cards, HasSubstr("village,head,Wang,Li,called in,Flood plan,from grade IV,Move them.,30 min,Village team,"
                               "county,20 min"));
  EXPECT_THAT(role_cards().make(*scenario, outcome.log, Language::zh), HasSubstr("Ⅳ级响应起"));
  const auto orders = order_list().make(*scenario, outcome.log, Language::en);
  EXPECT_THAT(orders,
              HasSubstr("1,Move them.,county,village,2026-07-05 02:10,2026-07-05 02:12,2026-07-05 02:13:02,public "
                        "cell network,"));
  EXPECT_THAT(picture_list().make(*scenario, outcome.log, Language::en), HasSubstr("water,1,county,2026-07-05 02:10"));
}

}  // namespace
}  // namespace tocsin::command::test
