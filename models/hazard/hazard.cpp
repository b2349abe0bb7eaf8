// SPDX-License-Identifier: Apache-2.0
#include "models/hazard/hazard.hpp"

#include <algorithm>

namespace tocsin::hazard {
namespace {

// Of several hazards, each harms its share of those whom the others have spared.
template <class Where>
Share harmed_by(const std::vector<std::unique_ptr<Hazard>>& hazards, const Where& where, Time from, Time until) {
  double unharmed = 1.0;
  for (const auto& hazard : hazards) unharmed *= 1.0 - hazard->harmed_share(where, from, until).fraction();
  return Share(1.0 - unharmed);
}

}  // namespace

std::vector<std::uint8_t> threatened_households(const Scenario& scenario) {
  const auto& households = scenario.scope.households();
  std::vector<std::uint8_t> threatened(households.size(), 0);
  for (const auto* map : scenario.all<HazardMap>()) {
    for (std::size_t i = 0; i < households.size(); ++i) {
      if (map->threatens(households[i])) threatened[i] = 1;
    }
  }
  return threatened;
}

std::vector<std::uint8_t> households_at_risk(const Scenario& scenario, const EventLog& log) {
  auto at_risk = threatened_households(scenario);
  for (const auto& row : log.all<HouseholdReached>()) at_risk[scenario.scope.position(row.event.household)] = 1;
  return at_risk;
}

bool anybody_at_risk(const Scenario& scenario, const EventLog& log) {
  const auto at_risk = households_at_risk(scenario, log);
  return std::find(at_risk.begin(), at_risk.end(), 1) != at_risk.end();
}

Hazards::Hazards(World& world) {
  (void)world;
}

void Hazards::add(std::unique_ptr<Hazard> hazard) {
  hazards_.push_back(std::move(hazard));
}

Time Hazards::arrival(HouseholdId household) const {
  auto earliest = kNever;
  for (const auto& hazard : hazards_) earliest = std::min(earliest, hazard->arrival(household));
  return earliest;
}

Length Hazards::depth(HouseholdId household, Time at) const {
  Length deepest;
  for (const auto& hazard : hazards_) deepest = std::max(deepest, hazard->depth(household, at));
  return deepest;
}

Length Hazards::depth(SegmentId segment, Time at) const {
  Length deepest;
  for (const auto& hazard : hazards_) deepest = std::max(deepest, hazard->depth(segment, at));
  return deepest;
}

Length Hazards::depth(const Place& place, Time at) const {
  Length deepest;
  for (const auto& hazard : hazards_) deepest = std::max(deepest, hazard->depth(place, at));
  return deepest;
}

Share Hazards::harmed_share(HouseholdId household, Time from, Time until) const {
  return harmed_by(hazards_, household, from, until);
}

Share Hazards::harmed_share(const Place& place, Time from, Time until) const {
  return harmed_by(hazards_, place, from, until);
}

Time Hazards::arrival(const Place& place, Length above) const {
  auto earliest = kNever;
  for (const auto& hazard : hazards_) earliest = std::min(earliest, hazard->arrival(place, above));
  return earliest;
}

bool Hazards::threatens(HouseholdId household) const {
  return std::any_of(hazards_.begin(), hazards_.end(),
                     [&](const auto& hazard) { return hazard->threatens(household); });
}

}  // namespace tocsin::hazard
