// SPDX-License-Identifier: Apache-2.0
// Village cadres and grid workers (包户干部, 网格员) who come for households that cannot get away by themselves:
// helpers who are no residents of the exercise, start from a post and look after several homes, one after the other.
// Who answers for which household is the roll of responsible persons (column `responsible` of households.csv), or a
// list.
//
//   cadres:
//     - {id: zhang-wei, name: {en: Zhang Wei, zh: 张伟}, station: committee, households: [lane-0003, lane-0011]}
//     - {id: li-na, name: 李娜, zone: old-bridge, car: true}      # whom households.csv names 李娜 as responsible for
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/input/placed.hpp"
#include "engine/simulation/scenario.hpp"

template <>
struct tocsin::ReferenceNoun<tocsin::HouseholdTag> {
  static Phrase value() { return {"a household", "住户"}; }
};

namespace tocsin::evacuation {

/// A cadre as the scenario gives him.
struct CadreEntry {
  Placed<std::string> id;
  Phrase name;                                      ///< empty: the id
  std::optional<Reference<StationTag>> station;     ///< his post; or
  std::optional<Reference<ZoneTag>> zone;           ///< the center of a village; or
  std::optional<double> longitude, latitude;        ///< degrees
  std::vector<Reference<HouseholdTag>> households;  ///< in the order in which he comes; empty: those of his roll
  bool car = false;                                 ///< he drives, and takes along who has no car
  void describe(Fields& fields);
};

/// The same, checked.
struct Cadre {
  std::string id;
  NameId name;   ///< "cadre/ID" in the log
  Phrase words;  ///< what people call him
  Place post;    ///< where he is until he sets out
  bool car = false;
  std::vector<HouseholdId> households;  ///< in the order in which he comes
};

/// Checks the entries: each with an id of its own that no household bears, one post, households that take part and have
/// no other helper (`helper_household` of households.csv, another cadre) and help nobody. Without a list: the
/// households of his roll that need help and have no member of 15 to 59 years without need of help. Every mistake is
/// reported where it was written. `reach`: a post given by longitude and latitude lies no farther from a junction.
std::vector<Cadre> check_cadres(const std::vector<CadreEntry>& entries, Length reach, const Scenario& scenario,
                                Diagnostics& diagnostics);

}  // namespace tocsin::evacuation
