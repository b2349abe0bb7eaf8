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

  /// From `from` on, `modes` move on `segment` at `factor` (>= 0) times their free speed; 0 closes it for them. It
  /// holds for ever, so it replaces everything earlier calls said about these modes from `from` on: to plan a closure
  /// that ends, call close, then reopen. Instants of different calls may come in any order.
  void set_speed_factor(SegmentId segment, ModeMask modes, Time from, double factor);
  void close(SegmentId segment, ModeMask modes, Time from) { set_speed_factor(segment, modes, from, 0.0); }
  void reopen(SegmentId segment, ModeMask modes, Time from) { set_speed_factor(segment, modes, from, 1.0); }
  /// Factor for everything in the network (rain, night); multiplies the segment's own. Replaces like set_speed_factor.
  void set_network_factor(ModeMask modes, Time from, double factor);

  /// Speed factor of a segment at an instant, 0 when closed.
  [[nodiscard]] double speed_factor(SegmentId segment, TravelMode mode, Time at) const;
  [[nodiscard]] bool closed(SegmentId segment, TravelMode mode, Time at) const {
    return speed_factor(segment, mode, at) <= 0.0;
  }
  /// Does nothing ever change on this segment, for any mode? Then travel times are those of the empty network.
  [[nodiscard]] bool steady(SegmentId segment) const {
    return network_changes_.empty() && list_of_[segment.index()] == 0;
  }
  /// When someone who enters `segment` at `enters` leaves it, moving through every change on the way and waiting while
  /// it is closed; kNever when it stays closed. `free_speed_m_per_s` is the speed at factor 1. Never overtakes: who
  /// enters later does not leave earlier.
  [[nodiscard]] Time leaves_at(SegmentId segment, TravelMode mode, Time enters, double free_speed_m_per_s) const;
  /// Grows with every change: caches compare it.
  [[nodiscard]] std::uint64_t revision() const { return revision_; }
  [[nodiscard]] const RoadNetwork& network() const { return *network_; }

 private:
  struct Change {
    double from_s;
    double factor;
    ModeMask modes;
  };
  static void insert(std::vector<Change>& changes, Change change);
  static double factor_at(const std::vector<Change>& changes, ModeMask mode, double at_s);
  static double next_change_after(const std::vector<Change>& changes, ModeMask mode, double at_s);

  const RoadNetwork* network_;
  [[nodiscard]] const std::vector<Change>& changes_of(SegmentId segment) const {
    return lists_[list_of_[segment.index()]];
  }

  // Lists of changes, sorted by from_s; the first is empty and serves all segments on which nothing changes, which is
  // nearly all: a replication that makes conditions touches little memory.
  std::vector<std::uint32_t> list_of_;  // by segment
  std::vector<std::vector<Change>> lists_{1};
  std::vector<Change> network_changes_;
  std::uint64_t revision_ = 0;
};

}  // namespace tocsin
