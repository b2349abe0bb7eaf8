// SPDX-License-Identifier: Apache-2.0
// Who was at home again before the all-clear, and when, as the log tells it.
//
//   const auto back = back_at_home(scenario, log);
//   for (const auto& spell : back.spells(position)) …        // of one household, by scope position
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <vector>

#include "engine/simulation/event_log.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin::evacuation {

/// A household came home again, was joined there by members who had been away, left again (by itself or with a team),
/// or some of it were harmed while it was back.
struct BackStep {
  enum class Change : std::uint8_t { came, joined, left, harmed };
  double t_s = 0;
  HouseholdId household;
  Change change{};
  double persons = 0;
};

struct BackSpell {
  double from_s = 0;
  double until_s = std::numeric_limits<double>::infinity();  ///< infinite: until EndEx
  double persons = 0;                                        ///< who came
};

struct BackAtHome {
  struct Story {
    double first_left_s = std::numeric_limits<double>::infinity();  ///< when it left home for the first time
    std::vector<BackSpell> spells;
  };
  std::vector<BackStep> steps;             ///< in order of time
  std::map<std::uint32_t, Story> stories;  ///< by scope position: the households that came back

  [[nodiscard]] std::span<const BackSpell> spells(std::uint32_t position) const;
  /// Infinite for households that never came back: whenever they left was the first time.
  [[nodiscard]] double first_left_s(std::uint32_t position) const;
};

BackAtHome back_at_home(const Scenario& scenario, const EventLog& log);

}  // namespace tocsin::evacuation
