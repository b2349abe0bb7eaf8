// SPDX-License-Identifier: Apache-2.0
// What changes on the roads over time in one replication: speed factors and closures per segment and travel mode, each
// from an instant on (piecewise constant). The network itself stays immutable. Cheap when nothing changes: segments
// without a change cost one array read.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/roads/road_network.hpp"

namespace tocsin {

class RoadConditions {
 public:
  explicit RoadConditions(const RoadNetwork& network);

  /// From `from` on, `modes` move on `segment` at `factor` times their free speed; 0 closes it for them. A later call
  /// with the same or an earlier instant replaces what it overlaps; changes per segment may come in any order.
  void set_speed_factor(SegmentId segment, ModeMask modes, Time from, double factor);
  void close(SegmentId segment, ModeMask modes, Time from) { set_speed_factor(segment, modes, from, 0.0); }
  void reopen(SegmentId segment, ModeMask modes, Time from) { set_speed_factor(segment, modes, from, 1.0); }
  /// Factor for everything in the network (rain, night); multiplies the segment's own.
  void set_network_factor(ModeMask modes, Time from, double factor);

  /// Speed factor of a segment at an instant, 0 when closed.
  [[nodiscard]] double speed_factor(SegmentId segment, TravelMode mode, Time at) const;
  [[nodiscard]] bool closed(SegmentId segment, TravelMode mode, Time at) const {
    return speed_factor(segment, mode, at) <= 0.0;
  }
  /// When someone who enters `segment` at `enters` leaves it, moving through every change on the way; kNever when it
  /// closes under them for good. `free_speed_m_per_s` is the speed at factor 1.
  [[nodiscard]] Time leaves_at(SegmentId segment, TravelMode mode, Time enters, double free_speed_m_per_s) const;
  /// Grows with every change: caches compare it.
  [[nodiscard]] std::uint64_t revision() const { return revision_; }
  [[nodiscard]] const RoadNetwork& network() const { return *network_; }

 private:
  struct Change {
    double from_s;
    float factor;
    ModeMask modes;
  };
  const RoadNetwork* network_;
  std::vector<std::vector<Change>> changes_;  // per segment, sorted by from_s; empty for most
  std::vector<Change> network_changes_;
  std::uint64_t revision_ = 0;
};

}  // namespace tocsin
