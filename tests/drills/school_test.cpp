// SPDX-License-Identifier: Apache-2.0
// The drill of a school as it ships: what a report says of a building and a scenic site, in either language, and that
// it says nothing of households nobody moves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "engine/experiment/experiment.hpp"
#include "engine/report/entry_values.hpp"
#include "engine/report/event_words.hpp"
#include "models/catalog.hpp"
#include "tests/support/scenario_builder.hpp"

namespace tocsin {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class School : public testing::Test {
 protected:
  School() {
    Diagnostics diagnostics;
    scenario_ = read_scenario("scenarios/school-evacuation/scenario.yaml", catalog_, {}, diagnostics);
    EXPECT_TRUE(diagnostics.empty()) << draw(diagnostics.entries(), Language::en);
  }
  Catalog catalog_ = standard_catalog();
  std::unique_ptr<Scenario> scenario_;
};

TEST_F(School, TheTimeLineNamesPlacesAndTheirParts) {
  const auto outcome = test::run_replication(*scenario_, catalog_, 0);
  std::string en;
  std::string zh;
  for (const auto& entry : timeline_of(*scenario_, catalog_, outcome.log)) {
    en += entry.what.en + " @" + entry.where.en + "\n";
    zh += entry.what.zh + " @" + entry.where.zh + "\n";
  }
  EXPECT_THAT(en, AllOf(HasSubstr("cannot be used any more (back) @Two Bridges School\n"), HasSubstr("(main, waited "),
                        HasSubstr(" s in all, longest queue "), HasSubstr("@Tea terraces\n")));
  EXPECT_THAT(zh, AllOf(HasSubstr("无法通行（back） @双桥学校\n"), HasSubstr("（main，累计等待 "),
                        HasSubstr("，最长队伍 "), HasSubstr("@茶山观景台\n")));
  EXPECT_THAT(en, Not(HasSubstr("village-school")));
  EXPECT_THAT(en, Not(HasSubstr("waited_s")));
}

TEST_F(School, SaysNothingOfHouseholdsThatNobodyMoves) {
  const auto outcome = test::run_replication(*scenario_, catalog_, 0);
  for (const auto& key : outcome.measures.keys()) {
    EXPECT_NE(key.name, "evacuation.left_behind_persons");
    EXPECT_FALSE(key.name.starts_with("evacuation.time_")) << key.name;
  }
}

TEST_F(School, StairsAndExitsAreAskedByName) {
  std::string en;
  std::string zh;
  for (const auto& fact : entry_values(*scenario_)) {
    en += fact.value.en + "\n";
    zh += fact.value.zh + "\n";
  }
  EXPECT_THAT(en, AllOf(HasSubstr("stairs: east, west;"), HasSubstr("rooms: class-21, class-22, class-23 and 10 more"),
                        HasSubstr("exit choice: guided so that all exits finish together")));
  EXPECT_THAT(zh, AllOf(HasSubstr("出口选择方式：有引导，各出口同时走完"), HasSubstr("满员时的措施：满员即限流")));
}

}  // namespace
}  // namespace tocsin
