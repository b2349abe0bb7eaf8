// SPDX-License-Identifier: Apache-2.0
// The time of each household, stretch by stretch: without gaps, adding up to the measures, and as a table.
#include "models/evacuation/late_households.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "tests/models/evacuation/staged.hpp"

namespace tocsin::evacuation {
namespace {

using namespace staged;

class LateHouseholdsTest : public ValleyTest {
 protected:
  // A village that is told by loudspeaker only, a road that is cut for two hours, a hall that is too small.
  test::Outcome drill() {
    return run(kOrder + households("compliance_loudspeaker: 70 %, informed_of_closures: 50 %") +
               cues("{kind: tell, at: 20 min, by: loudspeaker}, {kind: close, road: h0, at: 30 min, until: 150 min}, "
                    "{kind: close, road: h1, at: 30 min, until: 150 min}, " +
                    std::string("{kind: tell, at: 3 h, by: door_to_door, zone: lower}")) +
               kAudit);
  }
};

TEST_F(LateHouseholdsTest, StretchesHaveNoGapsAndAddUpToTheMeasure) {
  const auto outcome = drill();
  double person_s = 0;
  double persons = 0;
  std::size_t in_safety = 0;
  for (const auto& household : household_times(*scenario_, outcome.log)) {
    double sum_s = 0;
    for (std::size_t k = 0; k < household.pieces.size(); ++k) {
      const auto& piece = household.pieces[k];
      EXPECT_GT(piece.until_s, piece.since_s);
      if (k > 0) {
        EXPECT_DOUBLE_EQ(piece.since_s, household.pieces[k - 1].until_s);
        EXPECT_NE(piece.cause, household.pieces[k - 1].cause);
      }
      sum_s += piece.until_s - piece.since_s;
    }
    EXPECT_NEAR(sum_s, household.total_s, 1e-6);
    person_s += household.persons * household.total_s;
    persons += household.persons;
    in_safety += household.in_safety ? 1 : 0;
  }
  EXPECT_EQ(persons, residents());
  EXPECT_NEAR(person_s / persons, outcome.measures.value("evacuation.time_to_safety"), 1e-6);
  EXPECT_EQ(in_safety, outcome.log.all<ShelterReached>().size() + outcome.log.all<KinReached>().size());
}

TEST_F(LateHouseholdsTest, TheTableHasTheLatestFirst) {
  const auto outcome = drill();
  const auto text = late_households().make(*scenario_, outcome.log, Language::en);
  std::istringstream lines(text);
  std::string line;
  std::vector<std::string> rows;
  while (std::getline(lines, line)) rows.push_back(line);
  ASSERT_EQ(rows.size(), 1 + scenario_->scope.households().size());
  EXPECT_NE(rows[0].find("chain_of_causes"), std::string::npos);
  std::vector<std::pair<bool, double>> order;  // in safety, minutes less than nothing
  for (std::size_t k = 1; k < rows.size(); ++k) {
    const bool safe = rows[k].find(",yes,") != std::string::npos;
    const auto at = rows[k].find(safe ? ",yes," : ",no,") + (safe ? 5U : 4U);
    order.emplace_back(safe, -std::stod(rows[k].substr(at)));
  }
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
  EXPECT_FALSE(order.front().first);
  EXPECT_TRUE(order.back().first);
  EXPECT_NE(text.find("Waiting to be told"), std::string::npos);
  EXPECT_NE(text.find("Held up by water or closed roads"), std::string::npos);
  EXPECT_NE(late_households().make(*scenario_, outcome.log, Language::zh).find("等待叫应"), std::string::npos);
}

TEST_F(LateHouseholdsTest, WithoutAnOrderThereIsNoTable) {
  const auto outcome = run(households() + cues(kToldAtTheDoor) + kAudit);
  EXPECT_TRUE(late_households().make(*scenario_, outcome.log, Language::en).empty());
}

}  // namespace
}  // namespace tocsin::evacuation
