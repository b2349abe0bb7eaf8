// SPDX-License-Identifier: Apache-2.0
// A building as engine/pedestrian sees it, made once from what the planner wrote: floors and rooms are places, each
// story of a stair a landing with a flight down and one up, doors and exits ways. Every mistake is reported at its
// place in the file.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/pedestrian/routes.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/evacuation/building/parameters.hpp"

namespace tocsin::evacuation {

/// What the planner named: a floor, room, door, stair, passage or exit, with the ways and places it became.
struct PlanPart {
  std::string id;
  NameId name;  ///< "school/east"
  std::vector<pedestrian::WayIndex> ways;
  std::vector<pedestrian::PlaceIndex> places;
  bool leads_out = false;
  double assembly_m = 0;  ///< from an exit to the assembly point
};

/// Persons of one floor or room.
struct PlanGroup {
  pedestrian::PlaceIndex place = pedestrian::kNone;
  std::uint32_t part = 0;
  std::uint32_t persons = 0;
  double longest_walk_m = 0;
  Occupancy occupancy = Occupancy::office;
  bool together = false;
  pedestrian::WayIndex use = pedestrian::kNone;
};

struct Plan {
  std::vector<pedestrian::PlaceFigures> places;
  std::vector<pedestrian::WayFigures> ways;
  std::vector<std::uint32_t> part_of_way;  ///< the part whose queue a wait for this way is
  std::vector<std::uint32_t> part_of_place;
  std::vector<PlanPart> parts;
  std::vector<PlanGroup> groups;
  std::vector<pedestrian::WayOut> ways_out;  ///< for each person of each group, in order
  std::uint32_t persons = 0;
};

/// Null when there is an error.
std::unique_ptr<const Plan> make_plan(const BuildingParameters& building, const Scenario& scenario,
                                      Diagnostics& diagnostics);

}  // namespace tocsin::evacuation
