// SPDX-License-Identifier: Apache-2.0
// Small buildings for the tests of engine/pedestrian, with the values of handbook 4.6.
#pragma once

#include <algorithm>
#include <map>
#include <vector>

#include "engine/pedestrian/egress.hpp"

namespace tocsin::pedestrian {

inline constexpr FlowLaw kLaw{.a_m2 = 0.266, .free_density_per_m2 = 0.54, .standing_density_per_m2 = 3.5};
inline constexpr double kLevel = 1.40;  // k of corridors, ramps and doors, m/s
inline constexpr double kStair = 1.08;  // k of a stair of 7 by 11 inches
inline constexpr double kFree = 1.40 * (1 - 0.266 * 0.54);

struct Building {
  std::vector<PlaceFigures> places;
  std::vector<WayFigures> ways;

  PlaceIndex room(double area_m2, double crossing_m = 0) {
    places.push_back({area_m2, crossing_m, kLevel});
    return static_cast<PlaceIndex>(places.size() - 1);
  }
  PlaceIndex landing() { return room(0); }
  WayIndex way(WayFigures figures) {
    if (figures.k_m_per_s == 0) figures.k_m_per_s = figures.stair ? kStair : kLevel;
    ways.push_back(figures);
    return static_cast<WayIndex>(ways.size() - 1);
  }
  WayIndex door(PlaceIndex from, PlaceIndex to, double effective_width_m) {
    return way({.from = from, .to = to, .effective_width_m = effective_width_m});
  }
  [[nodiscard]] Egress egress() const { return Egress(Routes(places, ways, kLaw)); }
};

/// So many persons in a room who all start at once, next to its doors.
inline void fill(Egress& egress, PlaceIndex room, int persons, double at_s = 0, WayIndex by = kNone) {
  for (int i = 0; i < persons; ++i) egress.start(egress.add({.place = room, .out = {.by = by}}), at_seconds(at_s));
}

/// Lets everybody out; when each left, by person. The ledger is checked at every stop.
inline std::map<PersonId, double> leave_all(Egress& egress) {
  std::map<PersonId, double> out_s;
  while (egress.advance(kNever)) {
    egress.check_ledger();
    for (const Notice& notice : egress.notices()) {
      if (notice.kind == Notice::Kind::left) out_s[notice.person] = seconds(notice.at);
    }
  }
  egress.check_ledger();
  return out_s;
}

inline double last_s(const std::map<PersonId, double>& out_s) {
  double last = 0;
  for (const auto& [person, at_s] : out_s) last = std::max(last, at_s);
  return last;
}

}  // namespace tocsin::pedestrian
