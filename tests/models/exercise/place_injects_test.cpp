// SPDX-License-Identifier: Apache-2.0
// Injects for buildings and sites: sound_alarm, passage_blocked and passage_opened act at their time and are in the log
// as injects. What they do inside a building is tested with the building.
#include "models/exercise/place_injects.hpp"

#include <gtest/gtest.h>

#include "models/exercise/events.hpp"
#include "models/exercise/kinds.hpp"
#include "models/hazard/kinds.hpp"
#include "models/warning/kinds.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::exercise {
namespace {

TEST(PlaceInjects, ActAtTheirTime) {
  Catalog catalog;
  hazard::register_models(catalog);
  warning::register_models(catalog);
  evacuation::register_models(catalog);
  register_models(catalog);
  test::add_shipped_library(catalog);
  const auto scenario = test::build_scenario(test::make_tiny_town(), R"(
evacuation:
  - kind: building
    id: office
    floors: [{id: f, level: 1, area: 100 m2, persons: 20}]
    exits: [{id: a, floor: f, width: 1 m}, {id: b, floor: f, width: 1 m}]
injects:
  - {kind: sound_alarm, id: bell, at: 5 min, places: [office]}
  - {kind: passage_blocked, id: smoke, at: 4 min, place: office, passages: [a]}
  - {kind: passage_opened, id: clear, at: 30 min, place: office, passages: [a]}
)",
                                             catalog);
  const auto outcome = test::run_replication(*scenario, catalog, 0);
  EXPECT_EQ(outcome.log.all<InjectFired>().size(), 3U);
  ASSERT_EQ(outcome.log.all<evacuation::AlarmSounded>().size(), 1U);
  EXPECT_EQ(outcome.log.all<evacuation::AlarmSounded>()[0].t_s, 300);
  ASSERT_EQ(outcome.log.all<evacuation::PassageBlocked>().size(), 1U);
  EXPECT_EQ(outcome.log.all<evacuation::PassageBlocked>()[0].t_s, 240);
  ASSERT_EQ(outcome.log.all<evacuation::PassageOpened>().size(), 1U);
  EXPECT_EQ(outcome.log.all<evacuation::PassageOpened>()[0].t_s, 1800);
  const auto open_exit = NameId(scenario->names->find(Entity::name, "office/b"));
  for (const auto& row : outcome.log.all<evacuation::OccupantLeft>()) EXPECT_EQ(row.event.part, open_exit);
  EXPECT_EQ(outcome.log.all<evacuation::OccupantLeft>().size(), 20U);
}

}  // namespace
}  // namespace tocsin::exercise
