// SPDX-License-Identifier: Apache-2.0
// Values of the hydraulic model of people on foot (handbook 4.6) as parameters, for buildings and scenic sites, and the
// ways they make: clear widths less the boundary layers that nobody uses.
#pragma once

#include "engine/base/quantity.hpp"
#include "engine/input/fields.hpp"
#include "engine/pedestrian/routes.hpp"

namespace tocsin::evacuation {

using Density = Quantity<-2, 0, 0>;

struct OnFoot {
  Area crowding{};                               ///< a of S = k - a k D
  Density free_density{}, standing_density{};    ///< persons per area
  Speed level_speed{}, stair_speed{};            ///< k on the level; of stairs with treads as deep as risers are high
  Length door_boundary{}, corridor_boundary{};   ///< on each side
  Length stair_boundary{}, handrail_boundary{};  ///< from the wall, from the center line of the handrail
  Length passing_width{};                        ///< of effective width, wide enough to overtake
  Share stair_turns;                             ///< of the turns where a door and the stair from above meet

  void describe(Fields& fields);
  /// Refuses values by which nobody could move: false.
  bool check(const SourceSpan& where, Diagnostics& diagnostics) const;
  [[nodiscard]] pedestrian::FlowLaw law() const;

  /// Clear width less the layers; not positive when nothing is left.
  [[nodiscard]] double door_width_m(Length clear) const { return clear.si() - 2 * door_boundary.si(); }
  [[nodiscard]] double corridor_width_m(Length clear) const { return clear.si() - 2 * corridor_boundary.si(); }
  /// Between the walls, or between the center lines of the handrails where that is less (0: no handrails).
  [[nodiscard]] double stair_width_m(Length clear, Length between_handrails) const;

  [[nodiscard]] pedestrian::WayFigures door(Length clear) const;
  [[nodiscard]] pedestrian::WayFigures corridor(Length clear, double length_m) const;
  /// k = stair_speed sqrt(tread / riser) (SFPE Handbook table 59.4).
  [[nodiscard]] pedestrian::WayFigures stair(double effective_width_m, double length_m, Length riser,
                                             Length tread) const;
};

}  // namespace tocsin::evacuation
