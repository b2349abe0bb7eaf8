// SPDX-License-Identifier: Apache-2.0
// The plan of a building as people on foot use it, and which way leads out soonest. Places are rooms, halls (with an
// area: people stand in them) and landings (without); ways are doors, corridors, ramps and stairs in one direction.
//
//   Routes routes(places, ways, law);
//   const WayIndex way = routes.next(room, kNone);      // the way that leads out soonest, kNone when there is none
//   const auto ways_out = share_out(routes, groups);    // so many through each door that all finish together
//
// Times at the free speed; equal ones are told apart by the smaller index. Knows no queues: see egress.hpp.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <vector>

#include "engine/pedestrian/flow_law.hpp"

namespace tocsin::pedestrian {

using PlaceIndex = std::uint32_t;
using WayIndex = std::uint32_t;
inline constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
/// Where a way ends that leads out.
inline constexpr PlaceIndex kOutside = kNone - 1;

struct PlaceFigures {
  double area_m2 = 0;     ///< 0: a landing or corner in which nobody stands
  double crossing_m = 0;  ///< walk of those who pass through
  double k_m_per_s = 0;   ///< of its floor
};

struct WayFigures {
  PlaceIndex from = kNone;
  PlaceIndex to = kOutside;
  double length_m = 0;           ///< 0: a door
  double effective_width_m = 0;  ///< clear width less the boundary layers
  double k_m_per_s = 0;
  double flow_per_s = 0;  ///< persons per second at most; 0: by the law from the effective width
  double weight = 1;      ///< turns at a merge relative to the other ways that meet there
  bool stair = false;     ///< persons walk at their speed on stairs
  bool passing = false;   ///< wide enough to overtake; else nobody gets past a slower one
};

/// Persons per second through a way.
double flow_capacity(const WayFigures& way, const FlowLaw& law);

class Routes {
 public:
  Routes(std::span<const PlaceFigures> places, std::span<const WayFigures> ways, const FlowLaw& law);

  /// The way to take from a place: toward `target` (a way to be passed), or out for kNone. A target that cannot be
  /// reached any more counts as none. kNone: no way leads out.
  [[nodiscard]] WayIndex next(PlaceIndex from, WayIndex target) const;
  /// Seconds from a place to the outside; infinite when no way leads there.
  [[nodiscard]] double seconds_out(PlaceIndex from) const;
  [[nodiscard]] bool usable(WayIndex way) const { return !blocked_[way]; }
  void block(WayIndex way);
  void open(WayIndex way);

  [[nodiscard]] std::span<const PlaceFigures> places() const { return places_; }
  [[nodiscard]] std::span<const WayFigures> ways() const { return ways_; }
  [[nodiscard]] const FlowLaw& law() const { return law_; }
  /// Seconds to walk a way, at the free speed.
  [[nodiscard]] double walk_s(WayIndex way) const;

 private:
  struct Tree {
    std::vector<WayIndex> next;  // by place
    std::vector<double> to_go_s;
  };
  const Tree& tree(WayIndex target) const;
  [[nodiscard]] Tree grow(WayIndex target) const;

  std::vector<PlaceFigures> places_;
  std::vector<WayFigures> ways_;
  FlowLaw law_;
  std::vector<bool> blocked_;
  std::vector<std::vector<WayIndex>> into_;  // by place
  std::vector<WayIndex> out_;                // ways that lead outside
  mutable std::map<WayIndex, Tree> trees_;   // by target
};

/// Persons in a place who leave it by the same rule.
struct Group {
  PlaceIndex place = kNone;
  std::uint32_t persons = 0;
};

/// Two ways to pass on the way out, one after the other; kNone: whichever leads out soonest.
struct WayOut {
  WayIndex by = kNone;
  WayIndex then = kNone;
};

/// For each person of each group, in order, the way by which the person is expected out soonest, given the load of
/// those before (walk plus the persons ahead at the narrowest part): the first door where there is a choice, and the
/// exit. This is what a drilled building with guides at the doors does; without it everybody takes the nearest.
std::vector<WayOut> share_out(const Routes& routes, std::span<const Group> groups);

}  // namespace tocsin::pedestrian
