// SPDX-License-Identifier: Apache-2.0
// When a control of the traffic works: by time, or on demand (an inject begins and ends it). Counted from StartEx.
#pragma once

#include "engine/simulation/time_window.hpp"
#include "engine/simulation/world.hpp"

namespace tocsin::traffic {

struct ControlTimes : TimeWindow {
  void describe(Fields& fields);
  /// May both be at work at the same time? Without `from` a control may work at any time before `until`.
  [[nodiscard]] bool overlaps(const ControlTimes& other) const;
  /// StartEx without `from`.
  [[nodiscard]] Duration begins() const { return from ? from->value : Duration{}; }
  /// May it be at work at that time?
  [[nodiscard]] bool covers(Duration since) const { return TimeWindow::covers(seconds(since)); }
  /// Plans the beginning and the end of a control that is known to the world's Controls.
  void plan(World& world, NameId control) const;
};

}  // namespace tocsin::traffic
