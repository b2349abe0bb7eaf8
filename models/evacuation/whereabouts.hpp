// SPDX-License-Identifier: Apache-2.0
// Where the people of each household are when the log ends, as its events tell it one by one:
//   const auto places = whereabouts(scenario, log);
//   places[position].persons   // unharmed, by scope position; those at a shelter are counted by its own events instead
// It uses no totals, so that "all lines of the account add up" can fail when events are missing or told twice.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/simulation/event_log.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin::evacuation {

enum class Whereabout : std::uint8_t {
  at_home,
  on_the_way,
  at_pick_up,
  on_board,
  stranded,
  at_door,
  with_team,
  at_shelter,
  with_kin,
  returned,  ///< at home again before the all-clear
  away       ///< of single persons only: a household is where those are who are not
};

struct HouseholdPlace {
  Whereabout where = Whereabout::at_home;
  double persons = 0;  ///< told by its last event, without those harmed since
  double away = 0;     ///< besides: elsewhere since before StartEx
};

/// By scope position.
std::vector<HouseholdPlace> whereabouts(const Scenario& scenario, const EventLog& log);

}  // namespace tocsin::evacuation
