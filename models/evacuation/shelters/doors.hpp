// SPDX-License-Identifier: Apache-2.0
// The doors of the shelters in one replication: which are open, and who stands before the others, in order of arrival.
// The people are the Roll's; this decides when they are let in.
//
//   auto& doors = world.door<ShelterDoors>();
//   if (doors.of(shelter) == ShelterDoors::Door::closed) …;
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "engine/simulation/world.hpp"
#include "models/evacuation/evacuation.hpp"

namespace tocsin::evacuation {

class ShelterDoors {
 public:
  enum class Door : std::uint8_t {
    open,
    opens_soon,  ///< within the patience of those who come: they wait
    closed       ///< whoever comes goes on to another
  };
  explicit ShelterDoors(World& world) : world_(world), shelters_(world.town().shelters.size()) {}

  [[nodiscard]] Door of(ShelterId shelter) const;
  /// Nobody is let in until `open`.
  void close(ShelterId shelter, Duration patience);
  /// It is known when it will open: from now on, or from that time less the patience on, people wait.
  void expect(ShelterId shelter, Time opens_at);
  /// Lets in whoever waits, in order of arrival and as far as there is room. Publishes ShelterOpened.
  void open(ShelterId shelter);
  /// It is not safe any more: nobody is let in again, whoever waits before it is turned away, and nobody opens it.
  void close_for_good(ShelterId shelter);
  [[nodiscard]] bool closed_for_good(ShelterId shelter) const { return shelters_[shelter.index()].for_good; }

  /// A household stands at a door that opens soon.
  void wait(HouseholdId household, ShelterId shelter) { shelters_[shelter.index()].waiting.push_back(household); }

  /// Called for a household that waited and finds no room; the Roll has it at the door still.
  void on_turned_away(std::function<void(HouseholdId, ShelterId)> listener) { on_turned_away_ = std::move(listener); }
  /// Called when another shelter can be gone to, from when it is known to open soon, or one no more.
  void on_change(std::function<void()> listener) { on_change_.push_back(std::move(listener)); }

 private:
  struct Entrance {
    bool closed = false;
    bool for_good = false;
    Time wait_from = kNever;  // when whoever comes begins to wait
    Duration patience{};
    std::vector<HouseholdId> waiting;
  };
  void changed() const {
    for (const auto& listener : on_change_) listener();
  }
  void answer_waiting(ShelterId shelter);
  World& world_;
  std::vector<Entrance> shelters_;
  std::function<void(HouseholdId, ShelterId)> on_turned_away_;
  std::vector<std::function<void()>> on_change_;
};

}  // namespace tocsin::evacuation
