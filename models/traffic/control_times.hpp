// SPDX-License-Identifier: Apache-2.0
// When a control of the traffic works: by time, or on demand (an inject begins and ends it). Counted from StartEx.
#pragma once

#include <optional>

#include "engine/input/placed.hpp"
#include "engine/simulation/scenario.hpp"
#include "engine/simulation/world.hpp"

namespace tocsin::traffic {

struct ControlTimes {
  std::optional<Placed<Duration>> from, until;
  void describe(Fields& fields);
  /// Refuses times in the wrong order or after EndEx.
  void check(const Scenario& scenario, Diagnostics& diagnostics) const;
  /// May both be at work at the same time? Without `from` a control may work at any time before `until`.
  [[nodiscard]] bool overlaps(const ControlTimes& other) const;
  /// StartEx without `from`.
  [[nodiscard]] Duration begins() const { return from ? from->value : Duration{}; }
  /// May it be at work at that time?
  [[nodiscard]] bool covers(Duration since) const { return begins() <= since && (!until || since < until->value); }
  /// Plans the beginning and the end of a control that is known to the world's Controls.
  void plan(World& world, NameId control) const;
};

}  // namespace tocsin::traffic
