// SPDX-License-Identifier: Apache-2.0
// Phase: the second key of the order of events (time, phase, sequence). Events of the same instant run phase by phase,
// and within a phase in the order in which they were scheduled: water closes the road before the driver looks at it.
#pragma once

#include <cstdint>
#include <string_view>

namespace tocsin {

/// Order of simultaneous events (layout: kernel contract, point 2).
enum class Phase : std::uint8_t {
  environment,     ///< rain, water, fire: the physical world
  infrastructure,  ///< roads, power, networks, facilities
  people,          ///< households, patients
  response,        ///< command posts, teams, vehicles
  observation,     ///< those who only look: samples, measures, the end of the exercise
};

/// The name of a phase, for messages.
constexpr std::string_view name_of(Phase phase) {
  constexpr std::string_view kNames[] = {"environment", "infrastructure", "people", "response", "observation"};
  return kNames[static_cast<std::size_t>(phase)];
}

}  // namespace tocsin
