// SPDX-License-Identifier: Apache-2.0
// A first drill for a town nobody wrote a drill for yet, made from the town's own tables: a flood where people live
// near a river (most whom its shelters and workers can look after), the order to those on its map, a team that is
// stationed there, the targets of the handbook.
//
//   const DrillDraft draft = draft_first_drill(town, library, commands, Language::en);
//   write(draft.yaml);                       // a scenario file for the folder of the town
//
// A draft to be changed, with comments that say what to change. It does not know whether the flood ever happened.
#pragma once

#include <string>
#include <vector>

#include "engine/base/civil_time.hpp"
#include "engine/base/quantity.hpp"
#include "engine/base/time.hpp"
#include "engine/input/library.hpp"
#include "engine/simulation/catalog.hpp"
#include "engine/town/town.hpp"

namespace tocsin::exercise {

/// A duration that varies, as `warning.issuance` takes it.
struct DraftedDelay {
  Duration shortest{}, usual{}, longest{};
  void describe(Fields& fields);
};

/// Values of the draft; library entry `exercise.first_drill`.
struct FirstDrillParameters {
  CivilTime starts;
  Duration duration{};
  Duration danger_shows{};   ///< after StartEx somebody upstream sees it
  Duration begins{};         ///< after StartEx the front enters the river
  Length upstream;           ///< above the first house of the place: where it enters
  Length highest_over_bank;  ///< houses that need a higher stage do not lie on a flood plain
  Length peak_step;          ///< peaks are round numbers
  double households_per_worker = 0;
  int most_workers = 0;
  double lasts_departures = 0;  ///< a drill of traffic alone lasts this many times as long as its departures
  Duration reach_90_day{}, reach_90_night{}, arrived_95{};  ///< targets
  DraftedDelay detection, report, consultation, issue;
  void describe(Fields& fields);
};

/// A zone and how many the draft's flood threatens there.
struct ThreatenedZone {
  ZoneId zone;
  std::uint64_t residents = 0;
  std::uint32_t households = 0;
};

/// What the drill is about.
struct FirstDrillChoice {
  ZoneId focus{};                          ///< the place it was chosen for
  std::vector<TownshipId> townships{};     ///< that take part: the place's own, and that of a shelter if it has none
  RiverId river{};                         ///< none: no river has people near it; the order concerns the whole place
  std::uint64_t near_river = 0;            ///< residents of the place whom a flood could reach
  Length reach{};                          ///< within which of the river they live
  Length source{}, peak{}, first_house{};  ///< of the flood; the least peak that reaches a house
  std::vector<ThreatenedZone> zones{};     ///< on the hazard map, most residents first; without a river: the place
  std::uint64_t threatened = 0;            ///< residents in them
  std::uint64_t shelter_places = 0;        ///< in the townships that take part
  TeamId team{};                           ///< may be none
  std::vector<TeamId> other_teams{};       ///< of the townships that take part
  int workers_per_zone = 0;
  std::size_t loudspeakers = 0;  ///< in these townships
};

/// Chooses place, flood and team.
FirstDrillChoice choose_first_drill(const Town& town, const FirstDrillParameters& parameters, const Library& library);

/// The scenario file; it refers to the town as "." (the folder it lies in).
DrillDraft draft_first_drill(const Town& town, const Library& library, const DrillCommands& commands,
                             Language language);

}  // namespace tocsin::exercise
