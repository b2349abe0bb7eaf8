// SPDX-License-Identifier: Apache-2.0
// Conditions and the lookout: what a condition is refused for, when it holds (by hand), and that it is looked at on a
// fixed grid, after the world of the same instant.
#include "engine/simulation/condition.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/simulation/lookout.hpp"
#include "engine/simulation/road_facts.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin {
namespace {

/// Told when the condition of an entry holds.
struct Noted {
  static constexpr std::string_view kName = "test.noted";
  static Phrase meaning() { return {"A condition holds.", "条件满足。"}; }
  NameId entry;
  void fields(EventFields& f) { f("entry", entry); }
};

/// Told when it holds no more.
struct Over {
  static constexpr std::string_view kName = "test.over";
  static Phrase meaning() { return {"A condition holds no more.", "条件不再满足。"}; }
  NameId entry;
  void fields(EventFields& f) { f("entry", entry); }
};

/// Waits for its condition from `from` on; `again`: watches it for good.
struct WatcherParameters final : ModelParameters {
  Condition when;
  Duration from{};
  bool again = false;
  NameId name;
  void describe(Fields& fields) override {
    fields.required("when", when, {"The condition.", "条件。"});
    fields.optional("from", from, {"When it begins to wait.", "开始等候的时刻。"});
    fields.optional("again", again, {"Again and again.", "反复核查。"});
  }
  void check(const Scenario& scenario, Diagnostics& diagnostics) override {
    name = scenario.names->intern(id);
    when.check(scenario, diagnostics);
  }
  [[nodiscard]] std::unique_ptr<Model> make() const override;
};

class Watcher final : public Model {
 public:
  explicit Watcher(const WatcherParameters& parameters) : p_(parameters) {}
  void start(World& world) override {
    world.kernel().schedule(kStartEx + p_.from, Phase::response, [this, &world] {
      if (p_.again) return watch(world);
      world.door<Lookout>().wait(p_.when, [this, &world] { world.publish(Noted{p_.name}); });
    });
  }

 private:
  void watch(World& world) {
    auto& lookout = world.door<Lookout>();
    const auto watching = lookout.watch(p_.when, p_.name, [this, &world](bool holds) {
      holds ? world.publish(Noted{p_.name}) : world.publish(Over{p_.name});
    });
    world.kernel().schedule(kStartEx + 190s, Phase::response, [&lookout, watching] { lookout.look_now(watching); });
    world.kernel().schedule(kStartEx + 15min, Phase::response, [&lookout, watching] { lookout.give_up(watching); });
  }
  const WatcherParameters& p_;
};

std::unique_ptr<Model> WatcherParameters::make() const {
  return std::make_unique<Watcher>(*this);
}

double minutes(const World& world) {
  return seconds(world.now()) / 60;
}

Catalog make_catalog() {
  Catalog catalog;
  register_road_facts(catalog);
  catalog.add_kind<WatcherParameters>("test", "watcher", {"Waits.", "等候。"}, {});
  catalog.add_event<Noted>();
  catalog.add_event<Over>();
  const auto add = [&](std::string_view name, FactUnit unit, FactFunction value) {
    catalog.add_fact({.name = name, .unit = unit, .meaning = {"A fact.", "事实。"}, .value = std::move(value)});
  };
  add("test.minutes", FactUnit::count, [](World& world, const FactArguments&) { return minutes(world); });
  // From 3 min until before 7 min, and from 12 min on.
  add("test.window", FactUnit::yes_no, [](World& world, const FactArguments&) {
    const double t = minutes(world);
    return (t >= 3 && t < 7) || t >= 12 ? 1.0 : 0.0;
  });
  add("test.known", FactUnit::yes_no, [](World& world, const FactArguments& a) {
    return a.asker.exists() && world.scenario().names->text(a.asker) == "w" ? 1.0 : 0.0;
  });
  // Nothing to tell until 10 min, then a half.
  add("test.share", FactUnit::share,
      [](World& world, const FactArguments&) { return minutes(world) < 10 ? std::optional<double>() : 0.5; });
  catalog.add_fact({.name = "test.phase",
                    .unit = FactUnit::choice,
                    .meaning = {"A choice.", "选项。"},
                    .choices = {"early", "late"},
                    .value = [](World& world, const FactArguments&) { return minutes(world) < 8 ? 0.0 : 1.0; }});
  catalog.add_fact({.name = "test.zone",
                    .unit = FactUnit::length,
                    .meaning = {"Of a zone.", "分区。"},
                    .parameters = {{FactArgument::zone}, {FactArgument::entry, Presence::optional}},
                    .needs = {"test"},
                    .value = [](World&, const FactArguments&) { return 1.0; }});
  catalog.add_fact({.name = "test.place",
                    .unit = FactUnit::length,
                    .meaning = {"Of a place.", "地点。"},
                    .parameters = {{FactArgument::place}},
                    .value = [](World&, const FactArguments& a) { return double{a.place->x_m}; }});
  catalog.add_fact({.name = "test.elsewhere",
                    .unit = FactUnit::yes_no,
                    .meaning = {"Of a model that is not there.", "缺少的模型。"},
                    .needs = {"flood.gauge"},
                    .value = [](World&, const FactArguments&) { return 1.0; }});
  test::add_shipped_library(catalog);
  return catalog;
}

std::string with_condition(const std::string& condition, const std::string& more = "") {
  return "test:\n  - {kind: watcher, id: w" + more + ", when: " + condition + "}\n";
}

/// When the condition holds, in seconds; -1: never.
double told_at(const std::string& condition, const std::string& exercise = "", const std::string& more = "") {
  const auto catalog = make_catalog();
  const auto scenario =
      test::build_scenario(test::make_tiny_town(), exercise + with_condition(condition, more), catalog);
  const auto outcome = test::run_replication(*scenario, catalog, 0);
  const auto rows = outcome.log.all<Noted>();
  EXPECT_LE(rows.size(), 1U);  // told once
  return rows.empty() ? -1 : rows[0].t_s;
}

TEST(Condition, IsLookedAtEveryMinute) {
  EXPECT_EQ(told_at("{fact: test.minutes, at_least: 5}"), 300);
  EXPECT_EQ(told_at("{fact: test.minutes, above: 5}"), 360);
  EXPECT_EQ(told_at("{fact: test.minutes, above: 4.5}"), 300);  // true at 271 s, seen at the next look
  EXPECT_EQ(told_at("{fact: test.minutes, below: 5}"), 0);      // holds from StartEx on
  EXPECT_EQ(told_at("{fact: test.minutes, at_least: 359, at_most: 359}"), 359 * 60);
  EXPECT_EQ(told_at("{fact: test.minutes, at_least: 360}"), -1);  // EndEx comes before the look
}

TEST(Condition, LooksStayOnTheGridWhoeverWaits) {
  EXPECT_EQ(told_at("{fact: test.minutes, at_most: 9}", "", ", from: 130 s"), 180);
  EXPECT_EQ(told_at("{fact: test.minutes, at_most: 9}", "", ", from: 120 s"), 120);  // the look of this instant
  const std::string seldom = "exercise: {starts: 2026-07-05 02:00, duration: 1 h, look_interval: 90 s}\n";
  EXPECT_EQ(told_at("{fact: test.minutes, at_least: 5}", seldom), 360);
  EXPECT_EQ(told_at("{fact: test.minutes, at_least: 5}", seldom, ", from: 400 s"), 450);
}

TEST(Condition, MustHaveHeldSoLong) {
  EXPECT_EQ(told_at("{fact: test.window}"), 180);
  EXPECT_EQ(told_at("{fact: test.window, for: 3 min}"), 360);
  // Four minutes would be over at 420 s, when it holds no more; then it begins anew at 720 s.
  EXPECT_EQ(told_at("{fact: test.window, for: 4 min}"), 960);
  EXPECT_EQ(told_at("{all: [{fact: test.window, for: 2 min}, {fact: test.minutes, at_least: 6}]}"), 360);
  EXPECT_EQ(told_at("{all: [{fact: test.window}, {fact: test.minutes, at_least: 13}], for: 5 min}"), 18 * 60);
}

/// When a watched condition begins to hold (+) and ceases to (-), in seconds.
std::vector<int> watched(const std::string& condition) {
  const auto catalog = make_catalog();
  const auto scenario =
      test::build_scenario(test::make_tiny_town(), with_condition(condition, ", again: true"), catalog);
  const auto outcome = test::run_replication(*scenario, catalog, 0);
  std::vector<int> times;
  for (const auto& row : outcome.log.all<Noted>()) times.push_back(static_cast<int>(row.t_s));
  for (const auto& row : outcome.log.all<Over>()) times.push_back(-static_cast<int>(row.t_s));
  return times;
}

TEST(Lookout, AWatchIsToldOfEveryChangeUntilItGivesUp) {
  using testing::ElementsAre;
  EXPECT_THAT(watched("{fact: test.window}"), ElementsAre(180, 720, -420));
  EXPECT_THAT(watched("{fact: test.minutes, above: 3}"), ElementsAre(190));   // looked at between two looks
  EXPECT_THAT(watched("{fact: test.minutes, at_least: 16}"), ElementsAre());  // it has given up
  EXPECT_THAT(watched("{fact: test.share, below: 80 %}"), ElementsAre(600));
}

TEST(Lookout, WhoWatchesAsksForHimself) {
  EXPECT_EQ(watched("{fact: test.known}"), std::vector<int>{0});
  EXPECT_EQ(told_at("{fact: test.known}"), -1);  // exercise control is nobody
}

/// Does the first of two conditions imply the second?
bool implies(const std::string& a, const std::string& b) {
  const auto catalog = make_catalog();
  const auto scenario = test::build_scenario(
      test::make_tiny_town(),
      "test:\n  - {kind: watcher, id: a, when: " + a + "}\n  - {kind: watcher, id: b, when: " + b + "}\n", catalog);
  const auto watchers = scenario->all<WatcherParameters>();
  return watchers[0]->when.implies(watchers[1]->when);
}

TEST(Condition, ImpliesWhatIsWeaker) {
  const std::string high = "{fact: test.minutes, above: 5}";
  const std::string low = "{fact: test.minutes, at_least: 5}";
  const std::string window = "{fact: test.window}";
  EXPECT_TRUE(implies(high, low));
  EXPECT_FALSE(implies(low, high));
  EXPECT_TRUE(implies(low, low));
  EXPECT_FALSE(implies(high, "{fact: test.minutes, above: 5, below: 9}"));
  EXPECT_TRUE(implies("{fact: test.minutes, above: 5, below: 9}", "{fact: test.minutes, at_most: 9}"));
  EXPECT_FALSE(implies(high, window));
  EXPECT_TRUE(implies("{fact: test.minutes, above: 5, for: 3 min}", high));
  EXPECT_FALSE(implies(high, "{fact: test.minutes, above: 5, for: 3 min}"));
  EXPECT_FALSE(implies("{fact: test.zone, zone: upper, above: 2 m}", "{fact: test.zone, zone: lower, above: 1 m}"));
}

TEST(Condition, ImpliesThroughGroups) {
  const std::string high = "{fact: test.minutes, above: 5}";
  const std::string low = "{fact: test.minutes, above: 3}";
  const std::string window = "{fact: test.window}";
  EXPECT_TRUE(implies("{all: [" + high + ", " + window + "]}", low));
  EXPECT_FALSE(implies("{any: [" + high + ", " + window + "]}", low));
  EXPECT_TRUE(implies(high, "{any: [" + window + ", " + low + "]}"));
  EXPECT_FALSE(implies(high, "{all: [" + window + ", " + low + "]}"));
  EXPECT_TRUE(implies("{all: [" + high + ", " + window + "]}", "{all: [" + window + ", " + low + "]}"));
  EXPECT_TRUE(implies("{not: " + low + "}", "{not: " + high + "}"));
  EXPECT_FALSE(implies("{not: " + high + "}", "{not: " + low + "}"));
}

TEST(Condition, TellsWhichFactsItAsksFor) {
  const auto catalog = make_catalog();
  const auto scenario = test::build_scenario(
      test::make_tiny_town(), with_condition("{all: [{fact: test.window}, {not: {fact: test.minutes, above: 5}}]}"),
      catalog);
  std::vector<std::string> names;
  scenario->all<WatcherParameters>()[0]->when.visit_facts(
      [&](const FactUse& use) { names.emplace_back(use.fact.name); });
  EXPECT_THAT(names, testing::ElementsAre("test.window", "test.minutes"));
}

TEST(Condition, IsMadeOfOthers) {
  EXPECT_EQ(told_at("{not: {fact: test.window}}"), 0);
  EXPECT_EQ(told_at("{fact: test.window, is: false}"), 0);
  EXPECT_EQ(told_at("{all: [{fact: test.window}, {not: {fact: test.minutes, below: 5}}]}"), 300);
  EXPECT_EQ(told_at("{any: [{fact: test.window}, {fact: test.minutes, at_least: 2}]}"), 120);
  EXPECT_EQ(told_at("{fact: test.phase, is: late}"), 480);
}

TEST(Condition, WhatHasNoValueHoldsNotNorDoesItsOpposite) {
  EXPECT_EQ(told_at("{fact: test.share, at_least: 20 %}"), 600);
  EXPECT_EQ(told_at("{not: {fact: test.share, at_least: 80 %}}"), 600);
  EXPECT_EQ(told_at("{any: [{fact: test.share, at_least: 80 %}, {fact: test.window}]}"), 180);
  EXPECT_EQ(told_at("{not: {all: [{fact: test.share, at_least: 20 %}, {fact: test.window, is: false}]}}"), 180);
}

TEST(Condition, RoadsAreClosedWhenBothDirectionsAre) {
  EXPECT_EQ(told_at("{fact: roads.closed, road: v12}"), -1);
  EXPECT_EQ(told_at("{not: {fact: roads.closed, road: v12, mode: truck}}"), 0);
}

struct Refused {
  const char* condition;
  const char* code;
  const char* at;  ///< the text at which the mistake is marked begins so
};

class ConditionRefused : public testing::TestWithParam<Refused> {};

TEST_P(ConditionRefused, AtItsPlaceWithACode) {
  const auto catalog = make_catalog();
  const auto& [condition, code, at] = GetParam();
  const auto text = with_condition(condition);
  Diagnostics diagnostics;
  EXPECT_EQ(test::build_scenario(test::make_tiny_town(), text, catalog, diagnostics), nullptr);
  ASSERT_EQ(diagnostics.entries().size(), 1U) << draw(diagnostics.entries(), Language::en);
  const auto& mistake = diagnostics.entries()[0];
  EXPECT_EQ(mistake.code, code);
  EXPECT_EQ(mistake.where.line, 2);
  const auto line = text.substr(text.find('\n') + 1);
  EXPECT_THAT(line.substr(static_cast<std::size_t>(mistake.where.column) - 1), testing::StartsWith(at));
  EXPECT_FALSE(mistake.what.en.empty());
  EXPECT_FALSE(mistake.what.zh.empty());
}

INSTANTIATE_TEST_SUITE_P(
    All, ConditionRefused,
    testing::Values(Refused{"{above: 3}", "missing-key", "above"},
                    Refused{"{fact: test.minutes, not: {fact: test.window}, above: 3}", "inconsistent", "fact"},
                    Refused{"{fact: test.minute, above: 3}", "unknown-reference", "test.minute"},
                    Refused{"{fact: test.minutes}", "missing-key", "test.minutes"},
                    Refused{"{fact: test.minutes, above: 3 m}", "wrong-dimension", "3 m"},
                    Refused{"{fact: test.share, above: 3}", "missing-unit", "3"},
                    Refused{"{fact: test.share, above: 120 %}", "out-of-range", "120 %"},
                    Refused{"{fact: test.share, above: 100 %}", "out-of-range", "100 %"},
                    Refused{"{fact: test.share, at_least: 0 %}", "out-of-range", "0 %"},
                    Refused{"{fact: test.share, at_most: 100 %}", "out-of-range", "100 %"},
                    Refused{"{fact: test.minutes, below: 0}", "out-of-range", "0"},
                    Refused{"{fact: test.minutes, above: 5, below: 5}", "inconsistent", "5}"},
                    Refused{"{fact: test.minutes, is: 5}", "inconsistent", "5"},
                    Refused{"{fact: test.window, above: 5}", "inconsistent", "5"},
                    Refused{"{fact: test.window, is: yes}", "unknown-choice", "yes"},
                    Refused{"{fact: test.phase}", "missing-key", "test.phase"},
                    Refused{"{fact: test.phase, is: lat}", "unknown-choice", "lat"},
                    Refused{"{fact: test.zone, above: 1 m}", "missing-key", "test.zone"},
                    Refused{"{fact: test.zone, zone: uper, above: 1 m}", "unknown-reference", "uper"},
                    Refused{"{fact: test.zone, zone: upper, entry: v, above: 1 m}", "unknown-reference", "v"},
                    Refused{"{fact: test.zone, zone: upper, team: fire-team, above: 1 m}", "inconsistent", "fire-team"},
                    Refused{"{fact: test.place, place: hal, above: 1 m}", "unknown-reference", "hal"},
                    Refused{"{fact: roads.closed, road: v99}", "unknown-reference", "v99"},
                    Refused{"{fact: test.elsewhere}", "inconsistent", "test.elsewhere"},
                    Refused{"{all: []}", "missing-value", "all"},
                    Refused{"{all: [{fact: test.window}], above: 3}", "inconsistent", "3"},
                    Refused{"{any: [{fact: test.window}, {not: {fact: test.windw}}]}", "unknown-reference",
                            "test.windw"}));

TEST(Condition, TellsKeysItDoesNotKnowAtAnyDepth) {
  Diagnostics diagnostics;
  const auto document =
      parse_document("when: {all: [{fact: a, for: 0 min}, {not: {fact: b, abov: 3}}]}\n", "c.yaml", diagnostics);
  Condition condition;
  const auto describe = [&](Fields& fields) { fields.required("when", condition, {"Condition.", "条件。"}); };
  EXPECT_FALSE(read_fields(document->root, describe, {.diagnostics = diagnostics}));
  ASSERT_EQ(diagnostics.entries().size(), 2U);
  EXPECT_EQ(diagnostics.entries()[0].code, "out-of-range");
  EXPECT_EQ(diagnostics.entries()[1].code, "unknown-key");
  EXPECT_THAT(diagnostics.entries()[1].hint.en, testing::HasSubstr("above"));
}

TEST(Condition, PlacesAreFoundByTableToo) {
  // The hall stands in one table only; what stands in several must say in which.
  EXPECT_GE(told_at("{fact: test.place, place: shelter:hall, at_least: 1 m}"), 0);
  EXPECT_GE(told_at("{fact: test.place, place: hall, at_least: 1 m}"), 0);
}

TEST(Condition, IsWrittenAsItWasRead) {
  const std::string text =
      "when:\n  all:\n    - fact: test.window\n      for: 10 min\n    - not:\n        fact: test.zone\n"
      "        zone: upper\n        at_most: 4.2 m\n";
  Diagnostics diagnostics;
  const auto document = parse_document(text, "c.yaml", diagnostics);
  Condition condition;
  const auto describe = [&](Fields& fields) { fields.required("when", condition, {"Condition.", "条件。"}); };
  ASSERT_TRUE(read_fields(document->root, describe, {.diagnostics = diagnostics}));
  EXPECT_EQ(to_yaml(write_fields(describe)), text);
  EXPECT_EQ(condition.text(), "(test.window for 10 min and not test.zone zone upper at most 4.2 m)");
}

TEST(Condition, StandsInTheSchemaOnceAndRefersToItself) {
  const auto catalog = make_catalog();
  std::vector<LibraryText> texts;
  for (const auto& [name, yaml] : catalog.library_texts()) texts.push_back({name, yaml});
  const auto schema = scenario_schema_json(catalog, Library::from_texts(texts), Language::en);
  EXPECT_THAT(schema, testing::HasSubstr("\"$ref\": \"#/definitions/condition\""));
  EXPECT_EQ(schema.find("\"definitions\""), schema.rfind("\"definitions\""));
}

}  // namespace
}  // namespace tocsin
