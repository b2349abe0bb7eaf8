// SPDX-License-Identifier: Apache-2.0
// Kind building: alarm by order, time and inject, pre-movement, floors and stairs, exits that are blocked, danger,
// measures, and what cannot be is refused at its place.
#include "models/evacuation/building/building.hpp"

#include <gtest/gtest.h>

#include <algorithm>
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
  test::add_shipped_library(catalog);
  return catalog;
}

// Three floors over a ground floor, two stairs that end in the hall, two exits.
std::string school(const std::string& more = "", const std::string& floors = "") {
  return "evacuation:\n  - kind: building\n    id: school\n" + more + R"(
    floors:
      - {id: ground, level: 1, area: 600 m2, persons: 40, occupancy: office}
      - {id: upper, level: 2, up_to: 4, area: 600 m2, persons: 150, occupancy: classroom}
)" + floors +
         R"(
    stairs:
      - {id: east, bottom: ground, top: upper-4, width: 1.4 m, story_height: 3.6 m, riser: 150 mm, tread: 280 mm}
      - {id: west, bottom: ground, top: upper-4, width: 1.4 m, story_height: 3.6 m, riser: 150 mm, tread: 280 mm, door: 1.2 m}
    exits:
      - {id: main, floor: ground, width: 1.8 m, assembly: 60 m}
      - {id: back, floor: ground, width: 1.2 m}
)";
}

TEST(Building, EverybodyIsOutAfterTheAlarmAndCounted) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(make_tiny_town(), school("    alarm_at: 10 min\n"), catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  const auto& log = outcome.log;
  ASSERT_EQ(log.all<AlarmSounded>().size(), 1U);
  EXPECT_EQ(log.all<AlarmSounded>()[0].t_s, 600);
  EXPECT_EQ(log.all<AlarmSounded>()[0].event.persons, 490U);
  EXPECT_EQ(log.all<OccupantSetOut>().size(), 490U);
  EXPECT_EQ(log.all<OccupantLeft>().size(), 490U);
  ASSERT_EQ(log.all<BuildingEmptied>().size(), 1U);
  ASSERT_EQ(log.all<BuildingAssembled>().size(), 1U);
  const auto& m = outcome.measures;
  const double out_s = log.all<OccupantLeft>().back().t_s - 600;
  EXPECT_EQ(m.value("evacuation.building_out_time", "building:school"), out_s);
  EXPECT_EQ(m.value("evacuation.building_out_time"), out_s);
  EXPECT_EQ(m.value("evacuation.building_out_50_time", "building:school"), log.all<OccupantLeft>()[244].t_s - 600);
  EXPECT_LE(m.value("evacuation.building_out_90_time"), m.value("evacuation.building_out_95_time"));
  EXPECT_GE(m.value("evacuation.building_assembled_time"), out_s);
  EXPECT_EQ(m.value("evacuation.building_left_inside"), 0);
  // Nobody else moves in this drill: it says nothing of households, not that all were left behind.
  EXPECT_TRUE(std::isnan(m.value("evacuation.at_risk_persons")));
  EXPECT_TRUE(std::isnan(m.value("evacuation.building_inside_at_danger")));
  EXPECT_GE(m.value("evacuation.building_longest_queue"),
            m.value("evacuation.part_longest_queue", "building:school>part:east"));
  // The last has set out within the pre-movement times and walked four stories.
  EXPECT_GT(out_s, 120);
  EXPECT_LT(out_s, 600);
}

TEST(Building, PersonsAreConservedAtEveryEvent) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(make_tiny_town(), school("    alarm_at: 1 min\n"), catalog);
  for (std::uint32_t replication = 0; replication < 3; ++replication) {
    const auto outcome = run_replication(*scenario, catalog, replication);
    const auto started = outcome.log.all<OccupantSetOut>();
    const auto left = outcome.log.all<OccupantLeft>();
    ASSERT_EQ(started.size(), left.size());
    for (std::size_t i = 0; i < left.size(); ++i) EXPECT_LT(started[i].t_s, left[i].t_s);
  }
}

// NIST TN 1822 Verif.1.1: the pre-evacuation times of many persons follow the distribution that was stated.
TEST(Nist, Verif1_1PreEvacuationTimeDistributions) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(make_tiny_town(), R"(
evacuation:
  - kind: building
    id: block
    alarm_at: 0 min
    first_office: 1 min
    last_office: 9 min
    floors: [{id: f, level: 1, area: 2000 m2, persons: 2000, occupancy: office}]
    exits: [{id: e, floor: f, width: 20 m}]
)",
                                       catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  std::vector<double> at_s;
  for (const auto& row : outcome.log.all<OccupantSetOut>()) at_s.push_back(row.t_s);
  ASSERT_EQ(at_s.size(), 2000U);
  EXPECT_TRUE(std::is_sorted(at_s.begin(), at_s.end()));
  // Lognormal with quantiles 60 s (1 %) and 540 s (99 %): median 180 s; Kolmogorov distance below its 1 % bound.
  const double sigma = std::log(540.0 / 60.0) / (2 * 2.3263479);
  double distance = 0;
  for (std::size_t i = 0; i < at_s.size(); ++i) {
    const double expected = 0.5 * std::erfc(-std::log(at_s[i] / 180) / sigma / std::sqrt(2.0));
    distance = std::max(distance, std::abs(expected - (static_cast<double>(i) + 0.5) / 2000));
  }
  EXPECT_LT(distance, 1.63 / std::sqrt(2000.0));
}

TEST(Building, AClassSetsOutTogether) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(
      make_tiny_town(),
      school("    alarm_at: 1 min\n    rooms: [{id: class, floor: upper-2, area: 60 m2, persons: 40, occupancy: "
             "classroom, door: 1 m, together: true}]\n"),
      catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  const auto room = NameId(scenario->names->find(Entity::name, "school/class"));
  std::vector<double> at_s;
  for (const auto& row : outcome.log.all<OccupantSetOut>()) {
    if (row.event.part == room) at_s.push_back(row.t_s);
  }
  ASSERT_EQ(at_s.size(), 40U);
  EXPECT_EQ(at_s.front(), at_s.back());
}

TEST(Building, AnOrderForItsZoneSoundsTheAlarmAfterADelay) {
  Catalog catalog = make_catalog();
  exercise::register_models(catalog);
  const auto scenario = build_scenario(make_tiny_town(),
                                       school("    zone: lower\n    alarm_delay: 2 min\n") +
                                           "injects: [{kind: issue_order, at: 20 min, zones: [lower]}]\n",
                                       catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  ASSERT_EQ(outcome.log.all<AlarmSounded>().size(), 1U);
  EXPECT_EQ(outcome.log.all<AlarmSounded>()[0].t_s, 22 * 60);
}

TEST(Building, WithoutAnAlarmEverybodyStays) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(make_tiny_town(), school("    zone: lower\n"), catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  EXPECT_TRUE(outcome.log.all<OccupantLeft>().empty());
  EXPECT_TRUE(std::isinf(outcome.measures.value("evacuation.building_out_time")));
  EXPECT_EQ(outcome.measures.value("evacuation.building_left_inside"), 490);
}

TEST(Building, CountsWhoIsInsideWhenItsTimeIsUp) {
  const auto catalog = make_catalog();
  const auto scenario =
      build_scenario(make_tiny_town(), school("    alarm_at: 10 min\n    untenable_after: 3 min\n"), catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  ASSERT_EQ(outcome.log.all<BuildingEndangered>().size(), 1U);
  EXPECT_EQ(outcome.log.all<BuildingEndangered>()[0].t_s, 780);
  double inside = 490;
  for (const auto& row : outcome.log.all<OccupantLeft>()) inside -= row.t_s < 780 ? 1 : 0;
  EXPECT_EQ(outcome.measures.value("evacuation.building_inside_at_danger"), inside);
  EXPECT_GT(inside, 0);
}

TEST(Building, WaterAtItsZoneEndangersIt) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(make_tiny_town(), R"(
hazard: [{kind: flood, id: flood, river: brook, begins: 10 min, peak_depth: 5 m}]
)" + school("    zone: lower\n"),
                                       catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  ASSERT_EQ(outcome.log.all<BuildingEndangered>().size(), 1U);
  EXPECT_EQ(outcome.measures.value("evacuation.building_inside_at_danger"), 490);
}

TEST(Building, InjectsSoundTheAlarmAndBlockWays) {
  Catalog catalog = make_catalog();
  exercise::register_models(catalog);
  const auto scenario = build_scenario(make_tiny_town(), school() + R"(
injects:
  - {kind: sound_alarm, at: 5 min, places: [school]}
  - {kind: passage_blocked, at: 5 min, place: school, passages: [main, west, east-3]}
  - {kind: passage_opened, at: 40 min, place: school, passages: [east-3]}
)",
                                       catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  EXPECT_EQ(outcome.log.all<PassageBlocked>().size(), 3U);
  const auto back = NameId(scenario->names->find(Entity::name, "school/back"));
  double before = 0;
  for (const auto& row : outcome.log.all<OccupantLeft>()) {
    EXPECT_EQ(row.event.part, back);
    before += row.t_s < 2400 ? 1 : 0;
  }
  EXPECT_EQ(before, 40 + 150);  // two floors stand above the blocked flight
  EXPECT_EQ(outcome.log.all<OccupantLeft>().size(), 490U);
  EXPECT_EQ(outcome.measures.value("evacuation.building_trapped"), 300);
}

TEST(Building, GuidedPeopleAreOutSoonerThanThoseWhoTakeTheNearest) {
  const auto catalog = make_catalog();
  const std::string lopsided = R"(
evacuation:
  - kind: building
    id: hall
    alarm_at: 1 min
    exit_choice: CHOICE
    floors: [{id: f, level: 1, area: 900 m2, persons: 900, occupancy: assembly}]
    exits: [{id: a, floor: f, width: 1.2 m}, {id: b, floor: f, width: 2.4 m}]
)";
  double out_s[2] = {};
  for (const int i : {0, 1}) {
    auto text = lopsided;
    text.replace(text.find("CHOICE"), 6, i == 0 ? "shared" : "nearest");
    const auto scenario = build_scenario(make_tiny_town(), text, catalog);
    out_s[i] = run_replication(*scenario, catalog, 0).measures.value("evacuation.building_out_time");
  }
  EXPECT_LT(out_s[0], 0.6 * out_s[1]);
}

TEST(Building, TheSamePeopleAreInEveryPlan) {
  const auto catalog = make_catalog();
  const auto narrow = build_scenario(make_tiny_town(), school("    alarm_at: 1 min\n"), catalog);
  auto text = school("    alarm_at: 1 min\n");
  text.replace(text.find("width: 1.8 m"), 12, "width: 4.8 m");
  const auto wide = build_scenario(make_tiny_town(), text, catalog);
  const auto a = run_replication(*narrow, catalog, 0).log.all<OccupantSetOut>().size();
  const auto first = run_replication(*narrow, catalog, 0);
  const auto second = run_replication(*wide, catalog, 0);
  ASSERT_EQ(a, 490U);
  for (std::size_t i = 0; i < a; ++i) {
    EXPECT_EQ(first.log.all<OccupantSetOut>()[i].t_s, second.log.all<OccupantSetOut>()[i].t_s);
  }
}

struct Refusal {
  const char* from;
  const char* to;
  const char* code;
  int line;
};

class BuildingRefusals : public testing::TestWithParam<Refusal> {};

TEST_P(BuildingRefusals, StandAtThePlaceOfTheMistake) {
  Catalog catalog = make_catalog();
  std::string text = R"(evacuation:
  - kind: building
    id: b
    floors:
      - {id: ground, level: 1, area: 100 m2, persons: 50}
      - {id: upper, level: 2, area: 100 m2, persons: 50}
    stairs:
      - {id: east, bottom: ground, top: upper, width: 1.4 m, story_height: 3 m, riser: 150 mm, tread: 280 mm}
    exits:
      - {id: main, floor: ground, width: 1.8 m}
)";
  const auto& refusal = GetParam();
  const auto at = text.find(refusal.from);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, std::string_view(refusal.from).size(), refusal.to);
  Diagnostics diagnostics;
  EXPECT_EQ(build_scenario(make_tiny_town(), text, catalog, diagnostics), nullptr);
  const auto first = std::find_if(diagnostics.entries().begin(), diagnostics.entries().end(),
                                  [](const Diagnostic& d) { return d.severity == Severity::error; });
  ASSERT_NE(first, diagnostics.entries().end());
  EXPECT_EQ(first->code, refusal.code) << first->what.en;
  EXPECT_EQ(first->where.line, refusal.line) << first->what.en;
}

INSTANTIATE_TEST_SUITE_P(
    All, BuildingRefusals,
    testing::Values(Refusal{"width: 1.4 m", "width: -1.4 m", "out-of-range", 8},
                    Refusal{"width: 1.4 m", "width: 0.3 m", "out-of-range", 8},
                    Refusal{"tread: 280 mm", "tread: -280 mm", "out-of-range", 8},
                    Refusal{"story_height: 3 m", "story_height: 0 m", "out-of-range", 8},
                    Refusal{"top: upper", "top: uper", "unknown-reference", 8},
                    Refusal{"bottom: ground, top: upper", "bottom: upper, top: ground", "inconsistent", 8},
                    Refusal{"- {id: east, bottom: ground, top: upper,", "- {id: east, bottom: ground, top: ground,",
                            "inconsistent", 8},
                    Refusal{"persons: 50}\n      - {id: upper", "persons: 400}\n      - {id: upper", "inconsistent", 5},
                    Refusal{"level: 2, area: 100 m2, persons: 50", "level: 2, area: 90 km2, occupancy: shop",
                            "out-of-range", 6},
                    Refusal{"level: 2, area", "level: 1, area", "inconsistent", 6},
                    Refusal{"id: upper, level", "id: ground, level", "duplicate-id", 6},
                    Refusal{"floor: ground, width: 1.8 m", "floor: roof, width: 1.8 m", "unknown-reference", 10},
                    Refusal{"width: 1.8 m", "width: 0.25 m", "out-of-range", 10},
                    Refusal{"level: 2, area: 100 m2", "level: 2, use: west, area: 100 m2", "unknown-reference", 6},
                    Refusal{"level: 2, area", "level: 2, up_to: 1, area", "inconsistent", 6},
                    Refusal{"    stairs:\n      - {id: east, bottom: ground, top: upper, width: 1.4 m, story_height: 3 "
                            "m, riser: 150 mm, tread: 280 mm}\n",
                            "", "unreachable", 6},
                    Refusal{"      - {id: main, floor: ground, width: 1.8 m}", "      []", "unreachable", 2},
                    Refusal{"    id: b\n", "    id: b\n    alarm_at: 7 h\n", "out-of-range", 4},
                    Refusal{"    id: b\n", "    id: b\n    crowding: 0.25 m2\n    standing_density: 1.5 per m2\n",
                            "inconsistent", 2}));

TEST(Building, InjectsThatNameNothingAreRefused) {
  Catalog catalog = make_catalog();
  exercise::register_models(catalog);
  Diagnostics diagnostics;
  const auto scenario = build_scenario(make_tiny_town(), school() + R"(
injects:
  - {kind: sound_alarm, at: 5 min, places: [shool]}
  - {kind: passage_blocked, at: 5 min, place: school, passages: [mian]}
)",
                                       catalog, diagnostics);
  EXPECT_EQ(scenario, nullptr);
  ASSERT_EQ(diagnostics.entries().size(), 2U);
  for (const auto& d : diagnostics.entries()) EXPECT_EQ(d.code, "unknown-reference");
  EXPECT_NE(diagnostics.entries()[0].hint.en.find("school"), std::string::npos);
  EXPECT_NE(diagnostics.entries()[1].hint.en.find("main"), std::string::npos);
}

}  // namespace
}  // namespace tocsin::evacuation
