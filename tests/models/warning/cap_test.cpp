// SPDX-License-Identifier: Apache-2.0
// Warnings from outside (kind cap_alert), and the orders of a replication as CAP messages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "engine/town/plane.hpp"
#include "models/hazard/hazard.hpp"
#include "models/hazard/kinds.hpp"
#include "models/warning/cap_alert.hpp"
#include "models/warning/cap_export.hpp"
#include "models/warning/kinds.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::warning {
namespace {

using test::build_scenario;
using test::make_tiny_town;
using test::run_replication;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

Catalog make_catalog() {
  Catalog catalog;
  hazard::register_models(catalog);
  register_models(catalog);
  test::add_shipped_library(catalog);
  return catalog;
}

Library shipped_library(const Catalog& catalog) {
  std::vector<LibraryText> texts;
  for (const auto& [name, yaml] : catalog.library_texts()) texts.push_back({name, yaml});
  return Library::from_texts(texts);
}

const std::string kFlood = R"(
hazard:
  - {kind: flood, id: brook-flood, river: brook, begins: 30 min, peak_depth: 3 m, design_factor: 1}
)";

// Drills of the builder start on 2026-07-05 at 02:00: this comes 20 minutes later.
cap::Alert county_warning() {
  cap::Alert alert;
  alert.identifier = "50015641600000_20260705022000_0";
  alert.sender = "county.example";
  alert.sent = *cap::parse_instant("2026-07-05T02:20:00+08:00");
  alert.status = cap::Status::exercise;
  alert.note = "County drill";
  cap::InfoBlock info;
  info.language = "zh-CN";
  info.categories = {cap::Category::met};
  info.event = "山洪";
  info.responses = {cap::ResponseType::evacuate};
  info.urgency = cap::Urgency::immediate;
  info.severity = cap::Severity::severe;
  info.certainty = cap::Certainty::likely;
  info.areas = {{.description = "石溪沿岸", .geocodes = {{"zone", "upper"}, {"zone", "lower"}}}};
  alert.infos = {info};
  return alert;
}

class CapFile : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(path_); }
  // The warning section of a drill with that message in a file; `more` are further keys.
  std::string drill(const cap::Alert& alert, const std::string& more = "") {
    std::ofstream(path_) << cap::write(alert);
    return kFlood + "warning:\n  - {kind: cap_alert, id: county, file: " + path_.string() + more + "}\n";
  }
  std::string refusal(const std::string& yaml, Language language = Language::en) {
    Diagnostics diagnostics;
    EXPECT_EQ(build_scenario(make_tiny_town(), yaml, catalog_, diagnostics), nullptr);
    return draw(diagnostics.entries(), language);
  }
  const Catalog catalog_ = make_catalog();
  const std::filesystem::path path_ =
      std::filesystem::temp_directory_path() /
      (std::string("tocsin-") + testing::UnitTest::GetInstance()->current_test_info()->name() + ".cap");
};

TEST_F(CapFile, OrdersItsZonesWhenItWasSent) {
  const auto scenario = build_scenario(make_tiny_town(), drill(county_warning()), catalog_);
  const auto outcome = run_replication(*scenario, catalog_, 0);
  const auto announced = outcome.log.all<AlertAnnounced>();
  ASSERT_EQ(announced.size(), 1U);
  EXPECT_DOUBLE_EQ(announced[0].t_s, 20 * 60);
  EXPECT_EQ(announced[0].event.severity, cap::Severity::severe);
  EXPECT_EQ(announced[0].event.urgency, cap::Urgency::immediate);
  EXPECT_EQ(announced[0].event.zones, 2U);
  ASSERT_EQ(outcome.log.all<OrderIssued>().size(), 1U);
  const auto ordered = outcome.log.all<ZoneOrdered>();
  ASSERT_EQ(ordered.size(), 2U);
  EXPECT_DOUBLE_EQ(ordered[1].t_s, 20 * 60);
  EXPECT_EQ(ordered[0].event.coverage, Coverage::threatened_households);
}

TEST_F(CapFile, TimeIsComparedWithItsOffset) {
  auto alert = county_warning();
  alert.sent = *cap::parse_instant("2026-07-04T18:40:00-00:00");  // 02:40 in Beijing
  const auto scenario = build_scenario(make_tiny_town(), drill(alert), catalog_);
  EXPECT_DOUBLE_EQ(run_replication(*scenario, catalog_, 0).log.all<OrderIssued>()[0].t_s, 40 * 60);
  const auto elsewhere = build_scenario(make_tiny_town(), drill(alert, ", utc_offset: 9 h"), catalog_);
  EXPECT_DOUBLE_EQ(run_replication(*elsewhere, catalog_, 0).log.all<OrderIssued>()[0].t_s, 100 * 60);
}

TEST_F(CapFile, AtZonesAndCoverageOfTheScenarioComeFirst) {
  auto alert = county_warning();
  alert.sent = *cap::parse_instant("2020-01-01T00:00:00+08:00");
  const auto scenario =
      build_scenario(make_tiny_town(), drill(alert, ", at: 5 min, zones: [hill], coverage: whole_zone"), catalog_);
  const auto outcome = run_replication(*scenario, catalog_, 0);
  const auto ordered = outcome.log.all<ZoneOrdered>();
  ASSERT_EQ(ordered.size(), 1U);
  EXPECT_DOUBLE_EQ(ordered[0].t_s, 300);
  EXPECT_EQ(scenario->town->zones[ordered[0].event.zone.index()].id, "hill");
  EXPECT_EQ(ordered[0].event.coverage, Coverage::whole_zone);
}

TEST_F(CapFile, WithoutEvacuateItOnlyAnnounces) {
  auto alert = county_warning();
  alert.infos[0].responses = {cap::ResponseType::prepare};
  const auto scenario = build_scenario(make_tiny_town(), drill(alert), catalog_);
  const auto outcome = run_replication(*scenario, catalog_, 0);
  EXPECT_EQ(outcome.log.all<AlertAnnounced>().size(), 1U);
  EXPECT_TRUE(outcome.log.all<OrderIssued>().empty());
}

TEST_F(CapFile, AreasOnTheMapHoldZones) {
  auto town = make_tiny_town();
  town.coordinates = {4545, 450'000, 3'240'000};
  const Plane plane(4545);
  const auto& lower = town.zones[1];
  const auto center = plane.unproject({lower.place.x_m + 450'000, lower.place.y_m + 3'240'000});
  ASSERT_TRUE(center);
  auto alert = county_warning();
  alert.infos[0].areas = {{.description = "round", .circles = {{{center->latitude_deg, center->longitude_deg}, 0.2}}}};
  const auto scenario = build_scenario(std::move(town), drill(alert), catalog_);
  const auto parameters = scenario->all<CapAlertParameters>();
  ASSERT_EQ(parameters.size(), 1U);
  EXPECT_THAT(parameters[0]->alerted_zones, ElementsAre(ZoneId(1)));
}

TEST_F(CapFile, TheResolvedScenarioNeedsNoFile) {
  const auto scenario = build_scenario(make_tiny_town(), drill(county_warning()), catalog_);
  const auto before = run_replication(*scenario, catalog_, 3).text;
  std::filesystem::remove(path_);
  auto written = write_fields([&](Fields& fields) {
    const_cast<CapAlertParameters&>(*scenario->all<CapAlertParameters>()[0]).describe(fields);
  });
  const auto text = to_yaml(written);
  EXPECT_THAT(text, AllOf(HasSubstr("text: "), HasSubstr("at: 20 min"), HasSubstr("upper")));
  std::string yaml = kFlood + "warning:\n  - kind: cap_alert\n    id: county\n";
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    yaml += "    " + text.substr(at, end - at) + "\n";
    at = end == std::string::npos ? text.size() : end + 1;
  }
  const auto again = build_scenario(make_tiny_town(), yaml, catalog_);
  EXPECT_EQ(run_replication(*again, catalog_, 3).text, before);
}

TEST_F(CapFile, WhatCannotWorkIsRefused) {
  auto early = county_warning();
  early.sent = *cap::parse_instant("2026-07-05T01:00:00+08:00");
  EXPECT_THAT(refusal(drill(early)), AllOf(HasSubstr("was sent at 2026-07-05T01:00:00+08:00, 1 h before StartEx"),
                                           HasSubstr("[out-of-range]")));
  EXPECT_THAT(refusal(drill(early), Language::zh), HasSubstr("早于演练开始"));
  EXPECT_THAT(refusal(drill(county_warning(), ", at: 7 h")), HasSubstr("comes 1 h after EndEx"));
  auto cancel = county_warning();
  cancel.type = cap::MessageType::cancel;
  EXPECT_THAT(refusal(drill(cancel)), HasSubstr("the message warns of nothing"));
  auto nowhere = county_warning();
  nowhere.infos[0].areas[0].geocodes = {{"zone", "elsewhere"}};
  EXPECT_THAT(refusal(drill(nowhere)),
              AllOf(HasSubstr("names no zone that takes part"), HasSubstr("polygons and circles hold nothing")));
  EXPECT_THAT(refusal(kFlood + "warning: [{kind: cap_alert}]"), HasSubstr("file or text"));
  EXPECT_THAT(refusal(kFlood + "warning: [{kind: cap_alert, file: nowhere.cap}]"), HasSubstr("[missing-file]"));
  EXPECT_THAT(refusal(kFlood + "warning: [{kind: cap_alert, text: \"<alert/>\"}]"), HasSubstr("[wrong-namespace]"));
}

TEST_F(CapFile, ADraftIsTakenWithAWarning) {
  auto draft = county_warning();
  draft.status = cap::Status::draft;
  Diagnostics diagnostics;
  EXPECT_NE(build_scenario(make_tiny_town(), drill(draft), catalog_, diagnostics), nullptr);
  EXPECT_THAT(draw(diagnostics.entries(), Language::en), HasSubstr("warning: the message has status Draft"));
}

// An order at 10 min for the zones by the river, before the flood begins; and one at 40 min for the hill as a whole.
const std::string kTwoOrders = kFlood + R"(
warning:
  - kind: issuance
    id: first
    at: 10 min
    detection: {shortest: 0 s, usual: 0 s, longest: 0 s}
    report: {shortest: 0 s, usual: 0 s, longest: 0 s}
    consultation: {shortest: 0 s, usual: 0 s, longest: 0 s}
    issue: {shortest: 0 s, usual: 0 s, longest: 0 s}
  - kind: issuance
    id: second
    at: 40 min
    zones: [hill]
    detection: {shortest: 0 s, usual: 0 s, longest: 0 s}
    report: {shortest: 0 s, usual: 0 s, longest: 0 s}
    consultation: {shortest: 0 s, usual: 0 s, longest: 0 s}
    issue: {shortest: 0 s, usual: 0 s, longest: 0 s}
)";

TEST(CapExport, AnOrderIsAnExerciseMessageInTwoLanguages) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(make_tiny_town(), kTwoOrders, catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  const auto alerts = alerts_of(*scenario, outcome.log, shipped_library(catalog), {.issuer = "500156"});
  ASSERT_EQ(alerts.size(), 2U);
  const auto& first = alerts[0];
  EXPECT_EQ(first.identifier, "50015600000000_20260705021000_0");
  EXPECT_EQ(first.status, cap::Status::exercise);
  EXPECT_EQ(cap::to_text(first.sent), "2026-07-05T02:10:00+08:00");
  EXPECT_THAT(first.note, AllOf(HasSubstr("非真实预警"), HasSubstr("EXERCISE, no real warning")));
  ASSERT_EQ(first.infos.size(), 2U);
  EXPECT_EQ(first.infos[0].language, "zh-CN");
  EXPECT_EQ(first.infos[0].event, "山洪");
  EXPECT_EQ(first.infos[0].headline, "【演练】山洪：立即转移 2 个村（社区）");
  EXPECT_EQ(first.infos[1].language, "en-US");
  EXPECT_EQ(first.infos[1].headline, "EXERCISE: Flash flood, evacuate 2 zones now");
  EXPECT_EQ(first.infos[0].categories, std::vector{cap::Category::met});
  EXPECT_EQ(first.infos[1].responses, std::vector{cap::ResponseType::evacuate});
  ASSERT_EQ(first.infos[1].areas.size(), 2U);
  EXPECT_EQ(first.infos[1].areas[0].geocodes, (std::vector<cap::NamedValue>{{"tocsin:zone", "upper"}}));
  EXPECT_TRUE(first.infos[1].areas[0].circles.empty()) << "the town has no place on Earth";
  EXPECT_EQ(cap::to_text(*first.infos[0].expires), "2026-07-05T08:00:00+08:00");
}

TEST(CapExport, GravityComesFromWhatTheLogKnows) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(make_tiny_town(), kTwoOrders, catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  const auto alerts = alerts_of(*scenario, outcome.log, shipped_library(catalog), {});
  ASSERT_EQ(alerts.size(), 2U);
  const auto& foreseen = alerts[0].infos[0];
  EXPECT_EQ(foreseen.urgency, cap::Urgency::expected);
  EXPECT_EQ(foreseen.certainty, cap::Certainty::likely);
  EXPECT_EQ(foreseen.severity, cap::Severity::severe);
  EXPECT_FALSE(foreseen.onset);
  const auto& noticed = alerts[1].infos[0];
  EXPECT_EQ(noticed.urgency, cap::Urgency::immediate);
  EXPECT_EQ(noticed.certainty, cap::Certainty::observed);
  EXPECT_EQ(noticed.severity, cap::Severity::extreme) << "the whole zone: nobody there is on the map";
  ASSERT_TRUE(noticed.onset);
  EXPECT_EQ(noticed.onset->local,
            scenario->exercise.starts.plus(Duration{outcome.log.all<hazard::FloodBegan>()[0].t_s}).value);
}

TEST(CapExport, MappingIsDataThatADrillMayChange) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(make_tiny_town(), kTwoOrders, catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  auto library = shipped_library(catalog);
  Diagnostics diagnostics;
  const auto overlay =
      parse_document("warning.cap_export:\n  severity_threatened: {value: Moderate}\n  utc_offset: {value: 9 h}\n",
                     "o.yaml", diagnostics);
  library.overlay(overlay->root, diagnostics);
  ASSERT_TRUE(diagnostics.empty()) << draw(diagnostics.entries(), Language::en);
  const auto alerts = alerts_of(*scenario, outcome.log, library, {});
  EXPECT_EQ(alerts[0].infos[0].severity, cap::Severity::moderate);
  EXPECT_EQ(cap::to_text(alerts[0].sent), "2026-07-05T02:10:00+09:00");
  EXPECT_EQ(alerts[0].identifier, "00000000000000_20260705011000_0") << "identifiers tell Beijing time";
}

TEST(CapExport, CirclesHoldEveryHomeOfAZone) {
  const auto catalog = make_catalog();
  auto town = make_tiny_town();
  town.coordinates = {4545, 450'000, 3'240'000};
  const auto scenario = build_scenario(std::move(town), kTwoOrders, catalog);
  const auto outcome = run_replication(*scenario, catalog, 0);
  const auto alerts = alerts_of(*scenario, outcome.log, shipped_library(catalog), {});
  const auto& area = alerts[0].infos[0].areas[0];
  ASSERT_EQ(area.circles.size(), 1U);
  const Plane plane(4545);
  const auto& zone = scenario->town->zones[0];
  const auto& people = scenario->town->population;
  for (auto h = zone.first_household; h < zone.first_household + zone.household_count; ++h) {
    const auto home = plane.unproject({people.x_m[h] + 450'000.0, people.y_m[h] + 3'240'000.0});
    EXPECT_TRUE(cap::contains(area, {home->latitude_deg, home->longitude_deg})) << h;
  }
  const auto away = plane.unproject({zone.place.x_m + 450'000.0 + 1500, zone.place.y_m + 3'240'000.0});
  EXPECT_FALSE(cap::contains(area, {away->latitude_deg, away->longitude_deg}));
}

TEST(CapExport, FilesPassTheCheckAndAreTheSameEachTime) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(make_tiny_town(), kTwoOrders, catalog);
  const auto outcome = run_replication(*scenario, catalog, 1);
  const AlertSender options{.issuer = "50015641600000", .sender = "drill.example", .replication = 1};
  const auto files = catalog.alert_export()(*scenario, outcome.log, shipped_library(catalog), options);
  const auto alerts = alerts_of(*scenario, outcome.log, shipped_library(catalog), options);
  ASSERT_EQ(files.size(), 2U);
  for (std::size_t i = 0; i < files.size(); ++i) {
    Diagnostics diagnostics;
    const auto read = cap::parse(files[i].text, files[i].name, diagnostics);
    EXPECT_TRUE(diagnostics.empty()) << draw(diagnostics.entries(), Language::en);
    EXPECT_EQ(read, alerts[i]);
    EXPECT_EQ(files[i].name, alerts[i].identifier + ".cap");
    EXPECT_EQ(files[i].text, export_alerts(*scenario, outcome.log, shipped_library(catalog), options)[i].text);
  }
  EXPECT_EQ(alerts[0].sender, "drill.example");
}

TEST(CapExport, OrdersOfOneSecondHaveNumbersAndRepetitionsRefer) {
  const auto catalog = make_catalog();
  const auto scenario = build_scenario(make_tiny_town(), kFlood, catalog);
  EventLog log;
  const auto source = scenario->names->intern("duty-desk");
  for (int i = 0; i < 12; ++i) {
    log.append(at_seconds(600), OrderIssued{source, i == 0 ? 1U : 0U});
    if (i == 0) log.append(at_seconds(600), ZoneOrdered{ZoneId(2), Coverage::whole_zone});
  }
  const auto alerts = alerts_of(*scenario, log, shipped_library(catalog), {});
  ASSERT_EQ(alerts.size(), 12U);
  EXPECT_EQ(alerts[9].identifier, "00000000000000_20260705021000_9");
  EXPECT_EQ(alerts[10].identifier, "00000000000000_20260705021001_0");
  EXPECT_EQ(alerts[0].type, cap::MessageType::alert);
  EXPECT_EQ(alerts[2].type, cap::MessageType::update);
  ASSERT_EQ(alerts[2].references.size(), 2U);
  EXPECT_EQ(alerts[2].references[0].identifier, alerts[0].identifier);
  EXPECT_TRUE(alerts[2].infos[0].areas.empty());
}

}  // namespace
}  // namespace tocsin::warning
