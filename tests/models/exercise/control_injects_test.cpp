// SPDX-License-Identifier: Apache-2.0
// Injects that begin and end controls of traffic.
#include "models/exercise/control_injects.hpp"

#include <gtest/gtest.h>

#include "tests/models/traffic/fleet.hpp"

namespace tocsin::exercise {
namespace {

using test::Fleet;
using namespace traffic;

TEST(ControlInjects, BeginAndEndAContraflow) {
  Fleet fleet(R"(
traffic: [{kind: contraflow, id: out, roads: [v01, v12, v23, v34], clearing: 5 min, reversed_flow: 100 %}]
injects:
  - {kind: begin_control, id: go, at: 10 min, controls: [out]}
  - {kind: begin_control, id: again, at: 12 min, controls: [out]}
  - {kind: end_control, id: stop, at: 60 min, controls: [out]}
)");
  fleet.run();
  ASSERT_EQ(fleet.log().all<ContraflowBegan>().size(), 1U);
  EXPECT_EQ(fleet.log().all<ContraflowBegan>()[0].t_s, 600);
  EXPECT_EQ(fleet.log().all<ContraflowOpened>()[0].t_s, 900);
  EXPECT_EQ(fleet.log().all<ContraflowEnded>()[0].t_s, 3600);
}

TEST(ControlInjects, ThatNameNoControlAreRefused) {
  const auto text = test::refusal(
      "traffic: [{kind: contraflow, id: valley-out, roads: [v12, v23]}]\n"
      "injects: [{kind: begin_control, id: go, at: 10 min, controls: [valey-out]}]\n");
  EXPECT_NE(text.find("did you mean 'valley-out'"), std::string::npos) << text;
}

}  // namespace
}  // namespace tocsin::exercise
