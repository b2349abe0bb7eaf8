// SPDX-License-Identifier: Apache-2.0
// Household by household, on what its time went from the order to safety: the table late-households.csv beside the log.
#pragma once

#include <string_view>
#include <vector>

#include "engine/simulation/catalog.hpp"
#include "engine/simulation/event_log.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin::evacuation {

/// The measure of lateness.cpp whose stretches have somebody to wait for, by name when it is a cadre.
inline constexpr std::string_view kAwaitingHelperName = "evacuation.time_awaiting_helper";

/// One stretch of a household's time; `cause` says what it waited for, or did.
struct TimePiece {
  const MeasureDescription* cause = nullptr;
  double since_s = 0;
  double until_s = 0;
};

/// A household under the order.
struct HouseholdTime {
  HouseholdId household;
  double persons = 0;   ///< who waited: of the household, not away
  double total_s = 0;   ///< from the order to safety; until EndEx without it
  double queued_s = 0;  ///< of it in queues, of those who arrived: a part of the pieces in which it moved
  bool in_safety = false;
  std::vector<TimePiece> pieces;  ///< one behind the other; they add up to total_s
};

/// In order of the scope; the persons' mean of total_s is evacuation.time_to_safety. (lateness.cpp)
std::vector<HouseholdTime> household_times(const Scenario& scenario, const EventLog& log);

/// The latest first; those who are not in safety before all.
TableDescription late_households();

}  // namespace tocsin::evacuation
