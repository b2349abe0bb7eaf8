// SPDX-License-Identifier: Apache-2.0
// What a log says of who was to be warned and who was: the common ground of the measures of this folder.
//
//   const auto picture = picture_of(scenario, log);
//   picture.alerted_s[position];                       // infinity: never
#pragma once

#include <cstdint>
#include <vector>

#include "engine/simulation/event_log.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/warning/events.hpp"

namespace tocsin::warning {

/// What the log says about every household of the scope, by position.
struct Picture {
  std::vector<std::uint32_t> persons;
  std::vector<std::uint8_t> meant;    // to be warned
  std::vector<std::uint8_t> ordered;  // under an order by EndEx
  std::vector<std::uint8_t> at_risk;  // on the hazard map or reached
  std::vector<double> alerted_s;      // first alert; infinity: none
  std::vector<Channel> first_channel;
  std::vector<double> water_s;          // first water at the house; infinity: none
  std::vector<std::uint32_t> in_order;  // positions of the alerted, the first to know first
  double residents_meant = 0;
};

[[nodiscard]] Picture picture_of(const Scenario& scenario, const EventLog& log);

/// Part of a whole; NaN: of nothing.
[[nodiscard]] double share_of(double part, double whole);

}  // namespace tocsin::warning
