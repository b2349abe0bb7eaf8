// SPDX-License-Identifier: Apache-2.0
// When something is at work, counted from StartEx: since `from` (left out: StartEx) until `until` (left out: EndEx).
#pragma once

#include <limits>
#include <optional>

#include "engine/base/time.hpp"
#include "engine/input/placed.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin {

struct TimeWindow {
  std::optional<Placed<Duration>> from, until;

  /// Refuses times in the wrong order or after EndEx.
  void check(const Scenario& scenario, Diagnostics& diagnostics) const;
  [[nodiscard]] double begins_s() const { return from ? seconds(from->value) : 0; }
  /// Infinite without `until`.
  [[nodiscard]] double ends_s() const {
    return until ? seconds(until->value) : std::numeric_limits<double>::infinity();
  }
  [[nodiscard]] bool covers(double t_s) const { return begins_s() <= t_s && t_s < ends_s(); }
};

}  // namespace tocsin
