// SPDX-License-Identifier: Apache-2.0
// The door of the evacuation folder: the roll of residents (who is where), and what rescue may do with a household.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/simulation/world.hpp"
#include "models/evacuation/events.hpp"

namespace tocsin::evacuation {

/// Where a household is. Every household of the scope is in exactly one state at every instant.
enum class State : std::uint8_t { at_home, preparing, on_the_way, stranded, at_shelter, with_rescuers };

/// The ledger of people: world.door<evacuation::Roll>(). Written by the households model; others read, and rescue
/// takes and hands over.
class Roll {
 public:
  explicit Roll(World& world);
  [[nodiscard]] State state(HouseholdId household) const;
  /// Persons of a household who are still with it (not harmed).
  [[nodiscard]] std::uint32_t persons(HouseholdId household) const;
  [[nodiscard]] std::uint32_t harmed(HouseholdId household) const;
  /// Residents in a state now; the sum over states plus the harmed is always the number of residents.
  [[nodiscard]] std::uint64_t residents_in(State state) const { return residents_in_[static_cast<std::size_t>(state)]; }
  [[nodiscard]] std::uint64_t residents_harmed() const { return residents_harmed_; }
  /// Under an order to evacuate and not yet at a shelter: those a search looks for, by zone.
  [[nodiscard]] bool ordered(HouseholdId household) const;
  [[nodiscard]] Time decided_to_stay_since(HouseholdId household) const;

  // Transitions: the only way to change the ledger.
  void set_ordered(HouseholdId household);
  void move(HouseholdId household, State to);
  void harm(HouseholdId household, std::uint32_t persons);
  /// Free places of a shelter now; `admit` takes them (false when they are not enough: nothing is taken).
  [[nodiscard]] std::uint32_t free_places(ShelterId shelter) const;
  bool admit(ShelterId shelter, std::uint32_t persons);
  /// Rescuers take a household along: whatever it was doing ends. Then `hand_over` registers it at a shelter.
  void take_along(HouseholdId household);
  void hand_over(HouseholdId household, ShelterId shelter);

 private:
  friend class Households;
  World& world_;
  std::vector<State> state_;
  std::vector<std::uint8_t> harmed_;
  std::vector<std::uint8_t> ordered_;
  std::vector<std::uint32_t> free_places_;
  std::uint64_t residents_in_[6] = {};
  std::uint64_t residents_harmed_ = 0;
};

}  // namespace tocsin::evacuation
