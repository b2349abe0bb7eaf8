// SPDX-License-Identifier: Apache-2.0
// How far people follow an order: its color, false alarms before it, and what a message to get ready has done by then.
#include <cmath>
#include <map>

#include "tests/models/evacuation/staged.hpp"

namespace tocsin::evacuation {
namespace {

using namespace staged;

class Trust : public ValleyTest {
 protected:
  /// Households that decide to leave when a text message tells them, of 20 replications of 60.
  double leaving(const std::string& order, const std::string& fields) {
    double leave = 0;
    for (std::uint32_t replication = 0; replication < 20; ++replication) {
      const auto outcome =
          run(order + cues("{kind: tell, at: 20 min, by: text_message}") + households(fields), {}, replication);
      for (const auto& row : outcome.log.all<HouseholdDecided>())
        leave += row.event.decision == Decision::leave ? 1 : 0;
    }
    return leave / 1200;
  }
};

std::string order_of(const std::string& grade) {
  auto order = kOrder;
  order.insert(order.find("at: 10 min"), "grade: " + grade + ", ");
  return order;
}

constexpr double kError = 4 * 0.0144;  // of a share of 1,200 households

// Handbook 3.7: x 0.95 for each false alarm. Under common random numbers those who leave after more are among those who
// leave after fewer.
TEST_F(Trust, FallsWithEachFalseAlarm) {
  const auto none = leaving(kOrder, "compliance_text_message: 80 %");
  const auto three = leaving(kOrder, "compliance_text_message: 80 %, false_alarms_in_30_days: 3");
  EXPECT_NEAR(none, 0.80, kError);
  EXPECT_NEAR(three, 0.80 * 0.95 * 0.95 * 0.95, kError);
  EXPECT_LT(three, none);
}

TEST_F(Trust, FollowsTheColorOfTheOrder) {
  const auto red = leaving(order_of("red"), "compliance_text_message: 80 %, compliance_factor_red: 1");
  const auto blue = leaving(order_of("blue"), "compliance_text_message: 80 %, compliance_factor_blue: 0.5");
  const auto plain = leaving(kOrder, "compliance_text_message: 80 %, compliance_factor_blue: 0.5");
  EXPECT_DOUBLE_EQ(red, plain);
  EXPECT_NEAR(blue, 0.40, kError);
}

TEST_F(Trust, EachChannelHasItsOwnCompliance) {
  EXPECT_NEAR(leaving(kOrder, "compliance_text_message: 45 %"), 0.45, kError);
}

// Told to get ready at 5 min, to go at 20 min: who packs has that much less to do. Each household's own number makes
// the two comparable one by one.
TEST_F(Trust, WhoHasPackedLeavesSooner) {
  const std::string ready =
      "  - {kind: issuance, id: ready, at: 1 min, action: get_ready, area: whole_scope, coverage: whole_zone, "
      "detection: " +
      kNow + ", report: " + kNow + ", consultation: " + kNow + ", issue: " + kNow + "}\n";
  const auto departures = [&](const std::string& warning, const std::string& packs) {
    const auto outcome =
        run(warning + cues("{kind: tell, at: 5 min, by: loudspeaker}, {kind: tell, at: 20 min, by: loudspeaker}") +
            households("compliance_loudspeaker: 100 %, shadow_evacuation: 0 %, packs_when_told: " + packs));
    std::map<std::uint32_t, double> at;
    for (const auto& row : outcome.log.all<HouseholdDeparted>()) at[row.event.household.value] = row.t_s;
    const auto packing = outcome.log.all<PackingBegun>();
    EXPECT_EQ(packing.size(), packs == "0 %" || warning == kOrder ? 0U : 60U);
    for (const auto& row : packing) EXPECT_DOUBLE_EQ(row.t_s, 300);
    return at;
  };
  const auto unprepared = departures(kOrder + ready, "0 %");
  const auto prepared = departures(kOrder + ready, "100 %");
  const auto never_told = departures(kOrder, "100 %");
  EXPECT_EQ(unprepared, never_told);
  ASSERT_EQ(prepared.size(), unprepared.size());
  ASSERT_GT(prepared.size(), 50U);
  for (const auto& [h, at_s] : unprepared) {
    // 15 min of packing done, and nobody leaves within a minute of the order (shortest_preparation).
    EXPECT_NEAR(prepared.at(h), std::max(1200 + 60.0, at_s - 900), 1e-6) << h;
  }
}

}  // namespace
}  // namespace tocsin::evacuation
