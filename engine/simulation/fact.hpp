// SPDX-License-Identifier: Apache-2.0
// Facts: what can be asked of the present state of a replication ("water at the bridge", "zone ordered"), by whoever
// waits for it: injects, plans, rules. A model declares those it can tell, through its door; a fact is a look, which
// changes nothing and draws nothing. Conditions are made of facts (condition.hpp).
//
//   catalog.add_fact({.name = "warning.zone_ordered", .unit = FactUnit::yes_no, .meaning = {"…", "…"},
//                     .parameters = {{FactArgument::zone}}, .needs = {"warning"},
//                     .value = [](World& world, const FactArguments& a) { … }});
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/base/units.hpp"
#include "engine/input/fields.hpp"
#include "engine/roads/road_network.hpp"
#include "engine/simulation/event.hpp"
#include "engine/town/town.hpp"

namespace tocsin {

class World;

/// What the value of a fact is; in SI units (shares 0…1), yes 1 and no 0, a choice the position in `choices`.
enum class FactUnit : std::uint8_t { yes_no, share, length, duration, persons, households, count, choice };
/// What a threshold is written in: persons, households and counts are numbers without unit.
Dimension dimension_of(FactUnit unit);

/// What a fact may be asked about; the key it is written under in a condition.
enum class FactArgument : std::uint8_t { place, zone, township, road, mode, site, shelter, team, entry, inject };
inline constexpr std::size_t kFactArgumentCount = 10;
/// "place", "zone", …
std::string_view name_of(FactArgument argument);

/// One argument of a fact.
struct FactParameter {
  FactArgument argument{};
  Presence presence = Presence::required;
};

/// What a fact is asked about, found in town and scenario. What the fact does not take, or may do without, is not
/// there.
struct FactArguments {
  std::optional<Place> place;   ///< of a zone, shelter, station, depot, hazard point, communication site, …
  ZoneId zone;                  ///< takes part in the exercise
  TownshipId township;          ///< takes part in the exercise
  std::vector<SegmentId> road;  ///< both directions
  std::optional<TravelMode> mode;
  CommunicationSiteId site;
  ShelterId shelter;
  TeamId team;
  NameId entry;  ///< of the section the fact is told by, or an inject
  /// Who asks: facts that are news are told as far as it has reached the asker. None: exercise control, who sees all.
  NameId asker;
};

/// The value now; none: there is nothing to tell (a share of nobody), and no condition on it holds.
using FactFunction = std::function<std::optional<double>(World& world, const FactArguments& arguments)>;

/// What a fact means; declared once by the model that tells it.
struct FactDescription {
  std::string_view name;  ///< "hazard.water_depth": as measures are named
  FactUnit unit = FactUnit::yes_no;
  Phrase meaning;
  std::vector<FactParameter> parameters{};
  std::vector<std::string_view> choices{};  ///< of a choice
  /// "hazard", "evacuation.households": a section or kind of which the scenario must have an entry, one of several;
  /// none: every scenario can tell.
  std::vector<std::string_view> needs{};
  FactFunction value;

  [[nodiscard]] bool takes(FactArgument argument) const;
};

}  // namespace tocsin
