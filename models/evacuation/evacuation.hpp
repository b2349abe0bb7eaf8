// SPDX-License-Identifier: Apache-2.0
// The door of the evacuation folder: the roll of residents (who is where), and what rescue may do with a household.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "engine/simulation/catalog.hpp"
#include "engine/simulation/world.hpp"
#include "models/evacuation/alarmed_places.hpp"
#include "models/evacuation/events.hpp"
#include "models/evacuation/whereabouts.hpp"

namespace tocsin::evacuation {

/// Where a household is. Every household of the scope is in exactly one state at every instant.
enum class State : std::uint8_t {
  at_home,
  preparing,
  on_the_way,
  at_pick_up,  ///< waits for assigned transport
  on_board,    ///< of an assigned vehicle
  stranded,
  at_door,  ///< of a shelter that is not open yet
  at_shelter,
  with_kin,
  with_rescuers,
  returned  ///< at home again before the all-clear
};
inline constexpr int kStateCount = 11;

class ShelterDoors;

/// The ledger of people: world.door<evacuation::Roll>(). `move`, `harm`, `admit` and
/// `check_out` are its only ways to change, and the sum over all states plus the harmed and those away is the number of
/// residents after each of them.
class Roll {
 public:
  explicit Roll(World& world);

  [[nodiscard]] State state(HouseholdId household) const { return state_[position(household)]; }
  /// Persons of a household who are with it (neither harmed nor away).
  [[nodiscard]] std::uint32_t persons(HouseholdId household) const;
  [[nodiscard]] std::uint32_t harmed(HouseholdId household) const { return harmed_[position(household)]; }
  /// Persons of a household who are elsewhere since before StartEx, in safety.
  [[nodiscard]] std::uint32_t away(HouseholdId household) const {
    return away_.empty() ? 0 : away_[position(household)];
  }
  [[nodiscard]] std::uint64_t residents_away() const { return residents_away_; }
  /// Under an order to evacuate; whoever is and is neither at a shelter nor with kin is looked for.
  [[nodiscard]] bool ordered(HouseholdId household) const { return ordered_[position(household)] != 0; }
  /// Residents in a state now.
  [[nodiscard]] std::uint64_t residents_in(State state) const { return residents_in_[static_cast<std::size_t>(state)]; }
  [[nodiscard]] std::uint64_t residents_harmed() const { return residents_harmed_; }
  /// Places for those who come now: none while the shelter is closed and nobody waits for it to open.
  [[nodiscard]] std::uint32_t free_places(ShelterId shelter) const;
  /// The same, whether or not it is open: how many it will take in. None once the hazard has closed it.
  [[nodiscard]] std::uint32_t places_left(ShelterId shelter) const;
  /// Persons registered at a shelter.
  [[nodiscard]] std::uint32_t persons_at(ShelterId shelter) const;

  void set_ordered(HouseholdId household);
  /// Some of a household are elsewhere at StartEx; called before anything happens.
  void set_away(HouseholdId household, std::uint32_t persons);
  /// Those away are back with their household, which is at home. Publishes MembersHome.
  void come_home(HouseholdId household);
  void move(HouseholdId household, State to);
  /// Takes `persons` out of the household for good. Publishes PersonsHarmed.
  void harm(HouseholdId household, std::uint32_t persons);
  /// Registers a household at a shelter and publishes ShelterReached; false (and ShelterRefused) when the places do
  /// not suffice: nothing changes then. Before a shelter that opens soon it waits (ShelterDoorReached), and is let in
  /// or turned away when that opens.
  bool admit(HouseholdId household, ShelterId shelter);

  /// A household is taken in by kin or friends in a zone, who have room for everybody. Publishes KinReached.
  void take_in(HouseholdId household, ZoneId zone);

  /// A household leaves the shelter it is registered at (none: its kin), or is told to because the hazard comes, and is
  /// on the way; its places are free.
  void check_out(HouseholdId household, ShelterId shelter);

  /// A team takes a household along: whatever it was doing ends. Publishes HouseholdTakenAlong.
  void take_along(HouseholdId household, TeamId team);
  /// Rescuers bring it to a shelter; false when that is full (they keep it and look for another).
  bool hand_over(HouseholdId household, ShelterId shelter) { return admit(household, shelter); }
  /// Junction at which a household that is cut off on the way, or stands at a pick-up point, waits (it can say so by
  /// phone); none: it waits nowhere.
  [[nodiscard]] JunctionId waits_at(HouseholdId household) const {
    return whereabouts_ ? whereabouts_(household) : JunctionId{};
  }
  void set_whereabouts(std::function<JunctionId(HouseholdId)> whereabouts) { whereabouts_ = std::move(whereabouts); }
  /// Shelter in which a household is stranded because the hazard has reached it; none: it is not.
  [[nodiscard]] ShelterId stranded_in(HouseholdId household) const {
    return stranded_in_ ? stranded_in_(household) : ShelterId{};
  }
  void set_stranded_in(std::function<ShelterId(HouseholdId)> stranded_in) { stranded_in_ = std::move(stranded_in); }
  /// Called when rescuers take a household along (set by the households model).
  void on_taken(std::function<void(HouseholdId)> listener) { on_taken_ = std::move(listener); }

 private:
  [[nodiscard]] std::uint32_t position(HouseholdId household) const;
  World& world_;
  ShelterDoors& doors_;
  std::vector<State> state_;  // these three by scope position
  std::vector<std::uint8_t> harmed_;
  std::vector<std::uint8_t> ordered_;
  std::vector<std::uint32_t> free_places_;  // by shelter
  std::array<std::uint64_t, kStateCount> residents_in_{};
  std::uint64_t residents_harmed_ = 0;
  std::vector<std::uint8_t> away_;  // by scope position; empty: nobody is
  std::uint64_t residents_away_ = 0;
  std::function<void(HouseholdId)> on_taken_;
  std::function<JunctionId(HouseholdId)> whereabouts_;
  std::function<ShelterId(HouseholdId)> stranded_in_;
};

/// What people call the cadre who comes for a household (entry one_to_one_help, key cadres); empty: none does.
Phrase responsible_cadre(const Scenario& scenario, HouseholdId household);

/// Adds the kinds, events and measures of this folder.
void register_models(Catalog& catalog);

}  // namespace tocsin::evacuation
