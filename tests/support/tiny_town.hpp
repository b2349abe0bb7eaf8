// SPDX-License-Identifier: Apache-2.0
// A small valley built in memory, for tests of models: one river, three zones, two shelters, a road along the water.
//
//   TinyTown tiny;
//   tiny.height_above_bed = 2_m;              // of the houses in the zones by the river
//   const Town town = make_tiny_town(tiny);
//
// The river runs along the x axis from x = 0 (upstream) to x = 4000 m, its bed falls by 0.5 %, its banks stand 1 m
// above the bed. All figures are made up; nothing here is data of a real place.
#pragma once

#include <cstdint>

#include "engine/base/quantity.hpp"
#include "engine/town/town.hpp"

namespace tocsin::test {

/// What tests vary. The zones "upper" (x = 500 m) and "lower" (x = 2500 m) stand by the river, "hill" far above it.
struct TinyTown {
  std::uint32_t upper_households = 20;
  std::uint32_t lower_households = 30;
  std::uint32_t hill_households = 10;
  Length household_spacing = 20_m;              ///< along the river
  Length distance_from_river = 40_m;            ///< of the houses of "upper" and "lower"
  Length height_above_bed = 2_m;                ///< of the ground at these houses
  std::uint32_t hall_capacity_persons = 100;    ///< shelter "hall", above "upper"
  std::uint32_t school_capacity_persons = 300;  ///< shelter "school", on the hill
  ModeMask bridge_access = kAllModes;           ///< who may cross the bridge to junction B1
  bool loudspeakers = true;                     ///< sites "horn-upper" (no battery) and "horn-lower" (battery of 4 h)
};

/// Junctions J0…J4 along the valley (x = 0, 500, 1500, 2500, 4000 m; 3 m above the bed), H0 and H1 at the shelters, B1
/// across the river. Roads v01, v12, v23 (with a dip 1.2 m above the bed at x = 2500 m), v34, h0 (J1-H0), h1 (J3-H1),
/// bridge (J3-B1, deck 3 m above the bed). Stations "committee" and "fire-station" with the teams "village-team" (8
/// members) and "fire-team" (12 members) stand at J3 and H1.
Town make_tiny_town(const TinyTown& options = {});

}  // namespace tocsin::test
