// SPDX-License-Identifier: Apache-2.0
// The flagship drill as it ships: nobody is lost or counted twice, at the end of the drill and wherever it is cut
// short, and the report says what was asked in either language.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>

#include "engine/experiment/experiment.hpp"
#include "engine/report/account.hpp"
#include "engine/report/entry_values.hpp"
#include "engine/report/event_words.hpp"
#include "models/catalog.hpp"
#include "models/evacuation/events.hpp"
#include "models/exercise/events.hpp"
#include "models/hazard/events.hpp"
#include "models/warning/events.hpp"
#include "tests/support/scenario_builder.hpp"

namespace tocsin {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kFlagship = "scenarios/wulong-night-flood/scenario.yaml";

void replace(std::string& text, const std::string& old, const std::string& wanted) {
  const auto at = text.find(old);
  ASSERT_NE(at, std::string::npos) << old;
  text.replace(at, old.size(), wanted);
}

class Flagship : public testing::Test {
 protected:
  Flagship()
      : folder_(fs::temp_directory_path() /
                (std::string("tocsin_flagship_") + testing::UnitTest::GetInstance()->current_test_info()->name())) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~Flagship() override { fs::remove_all(folder_); }

  // The drill, or one that ends earlier (without the injects, some of which would come after its end).
  std::unique_ptr<Scenario> read(const std::string& duration = {}) {
    fs::path file = kFlagship;
    if (!duration.empty()) {
      std::ifstream in(file);
      std::string text{std::istreambuf_iterator<char>(in), {}};
      replace(text, "duration: 12 h", "duration: " + duration);
      replace(text, "../towns/wulong", fs::absolute("scenarios/towns/wulong").string());
      file = folder_ / "short.yaml";
      std::ofstream(file) << text;
    }
    Diagnostics diagnostics;
    auto scenario = read_scenario(file, catalog_, {}, diagnostics);
    EXPECT_NE(scenario, nullptr) << draw(diagnostics.entries(), Language::en);
    return scenario;
  }

  Catalog catalog_ = standard_catalog();
  fs::path folder_;
};

TEST_F(Flagship, TheLinesOfTheAccountAddUpInEveryReplication) {
  const auto scenario = read();
  for (std::uint32_t replication = 0; replication < 12; ++replication) {
    const auto outcome = test::run_replication(*scenario, catalog_, replication);
    EXPECT_EQ(test::account_mistakes(catalog_, outcome.measures), "") << replication;
    EXPECT_GT(outcome.measures.value("evacuation.sheltered_persons"), 0) << replication;
  }
}

// Wherever the drill is cut, people are in every line: none of them is what the others leave.
TEST_F(Flagship, TheLinesAddUpWhereverTheDrillIsCutShort) {
  std::map<std::string_view, double> seen;
  const auto& all = catalog_.accounts();
  const auto& people = *std::find_if(all.begin(), all.end(), [](const auto& account) { return account.of_people; });
  for (const auto* duration : {"50 min", "70 min", "90 min", "2 h", "3 h"}) {
    const auto scenario = read(duration);
    for (std::uint32_t replication = 0; replication < 4; ++replication) {
      const auto outcome = test::run_replication(*scenario, catalog_, replication);
      EXPECT_EQ(test::account_mistakes(catalog_, outcome.measures), "") << duration << ", " << replication;
      for (const auto& line : people.lines) {
        const double persons = outcome.measures.value(line.measure);
        if (!std::isnan(persons)) seen[line.measure] += persons;  // nobody is fetched in this drill
      }
    }
  }
  for (const auto& [measure, persons] : seen) EXPECT_GT(persons, 0) << measure;
}

// An arrival that is told twice shows: no line follows from the others.
TEST_F(Flagship, AnArrivalToldTwiceDoesNotAddUp) {
  const auto scenario = read();
  const auto outcome = test::run_replication(*scenario, catalog_, 0);
  std::istringstream lines(outcome.text);
  std::string text;
  bool told = false;
  for (std::string line; std::getline(lines, line);) {
    const bool arrival = line.find(evacuation::ShelterReached::kName) != std::string::npos;
    for (int i = 0; i < (arrival && !told ? 2 : 1); ++i) text += line + "\n";
    told = told || arrival;
  }
  ASSERT_TRUE(told);
  std::istringstream in(text);
  const auto log = EventLog::read_jsonl(in, "log", catalog_.events(), *scenario->names);
  EXPECT_THAT(test::account_mistakes(catalog_, compute_measures(*scenario, catalog_, log)),
              HasSubstr("evacuation.at_risk_persons at ''"));
}

TEST_F(Flagship, WhatWasAskedIsSaidInChinese) {
  const auto scenario = read();
  std::string en;
  std::string zh;
  for (const auto& fact : entry_values(*scenario)) {
    en += fact.name.en + ": " + fact.value.en + "\n";
    zh += fact.name.zh + "：" + fact.value.zh + "\n";
  }
  EXPECT_THAT(en, AllOf(HasSubstr("Hazard: "), HasSubstr("weather: heavy rain"), HasSubstr("usual 1 min"),
                        HasSubstr("boats: count 4")));
  EXPECT_THAT(zh, AllOf(HasSubstr("灾害："), HasSubstr("强降雨"), HasSubstr("大龙溪"), HasSubstr("45 分钟")));
  for (const auto* key : {"shortest", "usual", "longest", "heavy", "count", "get ready", " min"}) {
    EXPECT_THAT(zh, Not(HasSubstr(key)));
  }
  // Only one team has boats, and it has four.
  EXPECT_EQ(en.find("boats"), en.rfind("boats"));
  EXPECT_THAT(en, Not(HasSubstr("count 0")));
}

TEST_F(Flagship, TheTimeLineSpeaksInTheWordsOfTheEvents) {
  const auto scenario = read();
  const auto outcome = test::run_replication(*scenario, catalog_, 0);
  std::string en;
  std::string zh;
  for (const auto& entry : timeline_of(*scenario, catalog_, outcome.log)) {
    en += entry.what.en + "\n";
    zh += entry.what.zh + "\n";
  }
  EXPECT_THAT(en, AllOf(HasSubstr("(\"get ready\", depth 0.8 m)"), HasSubstr("peak depth "), HasSubstr(" members")));
  EXPECT_THAT(zh, AllOf(HasSubstr("（“准备转移”，水深 0.8 米）"), HasSubstr("洪峰水深 "), HasSubstr(" 名队员")));
  for (const auto* key : {"get_ready", "peak_depth_m", "no_power", "modes 63"}) {
    EXPECT_THAT(en, Not(HasSubstr(key)));
    EXPECT_THAT(zh, Not(HasSubstr(key)));
  }
}

// The call of the gauge keeper comes by the water, the township orders in time, and the contingency is not needed.
TEST_F(Flagship, TheListOfInjectsHangsOnTheWater) {
  const auto scenario = read();
  const auto outcome = test::run_replication(*scenario, catalog_, 0);
  const auto named = [&](NameId inject) { return scenario->names->text(inject); };
  std::map<std::string, double> fired;
  for (const auto& row : outcome.log.all<exercise::InjectFired>()) fired[named(row.event.inject)] = row.t_s;
  const auto ready = outcome.log.all<hazard::StageReached>();
  ASSERT_FALSE(ready.empty());
  EXPECT_LT(fired.at("gauge-rising"), ready[0].t_s);
  EXPECT_GT(fired.at("gauge-rising"), outcome.log.all<hazard::FloodBegan>()[0].t_s);
  const auto met = outcome.log.all<exercise::InjectMet>();
  ASSERT_EQ(met.size(), 1U);
  EXPECT_GE(met[0].t_s, outcome.log.all<warning::ZoneOrdered>()[0].t_s);
  EXPECT_LE(met[0].t_s, outcome.log.all<warning::ZoneOrdered>()[0].t_s + 60);
  EXPECT_EQ(fired.at("who-is-missing"), met[0].t_s + 2400);
  EXPECT_FALSE(fired.contains("district-orders"));
  const auto lines = timeline_of(*scenario, catalog_, outcome.log);
  const auto told = std::find_if(lines.begin(), lines.end(),
                                 [](const auto& line) { return line.event == exercise::InjectMet::kName; });
  ASSERT_NE(told, lines.end());
  EXPECT_FALSE(told->inject);  // its message is not said again
  EXPECT_THAT(told->what.en, AllOf(HasSubstr("had been taken"), HasSubstr("inject: The gauge keeper")));
}

// A township that consults for an hour and a half is overruled by the district 30 minutes after the call.
TEST_F(Flagship, TheDistrictOrdersWhenTheTownshipHesitates) {
  std::ifstream in(kFlagship);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  replace(text, "consultation: {shortest: 0 min, usual: 2 min, longest: 5 min}",
          "consultation: {shortest: 85 min, usual: 90 min, longest: 95 min}");
  replace(text, "../towns/wulong", fs::absolute("scenarios/towns/wulong").string());
  std::ofstream(folder_ / "scenario.yaml") << text;
  fs::copy(fs::path(kFlagship).parent_path() / "injects.yaml", folder_ / "injects.yaml");
  Diagnostics diagnostics;
  const auto scenario = read_scenario(folder_, catalog_, {}, diagnostics);
  ASSERT_NE(scenario, nullptr) << draw(diagnostics.entries(), Language::en);
  const auto outcome = test::run_replication(*scenario, catalog_, 0);
  const auto missed = outcome.log.all<exercise::InjectMissed>();
  ASSERT_EQ(missed.size(), 1U);
  const auto ordered = outcome.log.all<warning::ZoneOrdered>();
  ASSERT_GE(ordered.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(ordered[i].t_s, missed[0].t_s);
  EXPECT_EQ(outcome.measures.value("exercise.contingencies_used"), 1);
  EXPECT_EQ(outcome.measures.value("exercise.actions_met_share"), 0);
}

}  // namespace
}  // namespace tocsin
