// SPDX-License-Identifier: Apache-2.0
// The door of the hazard folder: what any model may ask of the physical danger, whatever its kind. Several hazards may
// be at work; `Hazards` answers for all of them together. Depths in meters, instants since StartEx.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/base/time.hpp"
#include "engine/simulation/world.hpp"

namespace tocsin::hazard {

/// One hazard at work in one replication. Made and registered by its model's `start`.
class Hazard {
 public:
  virtual ~Hazard() = default;
  /// When danger first reaches a household (water at the house); kNever when it does not in this replication. This is
  /// the truth of the replication: models may use it for what happens, never for what people know.
  [[nodiscard]] virtual Time arrival(HouseholdId household) const = 0;
  /// Depth of water at a household at an instant.
  [[nodiscard]] virtual Length depth(HouseholdId household, Time at) const = 0;
  /// Depth of water on a road segment at an instant.
  [[nodiscard]] virtual Length depth(SegmentId segment, Time at) const = 0;
  /// Depth of water at the center of a zone's place, a shelter, a site.
  [[nodiscard]] virtual Length depth(const Place& place, Time at) const = 0;
  /// Share of the persons present in the house whom the hazard harms between two instants (published harm rates).
  [[nodiscard]] virtual Share harmed_share(HouseholdId household, Time from, Time until) const = 0;
  /// Does the design event (the hazard map, no randomness) threaten this household? What the roll and the order know.
  [[nodiscard]] virtual bool threatens(HouseholdId household) const = 0;
};

/// All hazards of a replication: world.door<hazard::Hazards>().
class Hazards {
 public:
  explicit Hazards(World& world);
  void add(std::unique_ptr<Hazard> hazard);
  [[nodiscard]] bool any() const { return !hazards_.empty(); }
  [[nodiscard]] Time arrival(HouseholdId household) const;                ///< earliest
  [[nodiscard]] Length depth(HouseholdId household, Time at) const;       ///< deepest
  [[nodiscard]] Length depth(SegmentId segment, Time at) const;           ///< deepest
  [[nodiscard]] Length depth(const Place& place, Time at) const;          ///< deepest
  [[nodiscard]] Share harmed_share(HouseholdId household, Time from, Time until) const;
  [[nodiscard]] bool threatens(HouseholdId household) const;              ///< any
  /// A sensor reading that observers may act on: stage above bed at a river point.
  [[nodiscard]] const std::vector<std::unique_ptr<Hazard>>& all() const { return hazards_; }

 private:
  std::vector<std::unique_ptr<Hazard>> hazards_;
};

}  // namespace tocsin::hazard
