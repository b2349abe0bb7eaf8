// SPDX-License-Identifier: Apache-2.0
// Households on the way to a shelter, at free flow: one pending event per trip. When a road changes, the trips whose
// remaining way leads over it are found, placed where they are and sent on from there (or take longer, when it is only
// slower); who has no way left waits and
// tries again when a road reopens. Congestion is not modeled here (engine/traffic, a later issue).
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/simulation/world.hpp"
#include "models/evacuation/parameters.hpp"

namespace tocsin::evacuation {

class Trips {
 public:
  /// Listeners are told where the trip ended: at its destination, at the junction behind which there is no way, or
  /// (detour) that it goes on another way.
  Trips(World& world, std::function<void(std::uint32_t traveler, JunctionId at)> on_arrival,
        std::function<void(std::uint32_t traveler, JunctionId at)> on_cut_off,
        std::function<void(std::uint32_t traveler)> on_detour);

  /// Sends a traveler (any number of the caller's) from `from` to `to` now. `speed_factor` multiplies the mode's speed.
  /// Returns false when there is no way as the roads are now; nothing is begun then.
  bool begin(std::uint32_t traveler, JunctionId from, JunctionId to, TravelMode mode, double speed_factor);
  /// Ends the trip without arriving (rescuers take the traveler along).
  void cancel(std::uint32_t traveler);
  [[nodiscard]] bool on_the_way(std::uint32_t traveler) const;

 private:
  struct Trip {
    std::uint32_t traveler = 0;
    JunctionId destination;
    TravelMode mode = TravelMode::walk;
    float speed_factor = 1;
    double leg_began_s = 0;  ///< when the first segment of `way` is entered; may lie ahead (a detour)
    std::vector<SegmentId> way;
    std::vector<double> leaves_s;  ///< after leg_began_s, when each segment of `way` is left
    EventHandle arrival;
    bool active = false;
  };
  void start_leg(std::uint32_t slot, JunctionId from, double begins_s);
  void road_changed(const RoadChange& change);
  void divert(std::uint32_t slot, std::size_t changed);
  void retime(std::uint32_t slot);
  [[nodiscard]] static std::size_t segment_at(const Trip& trip, double gone_s);
  [[nodiscard]] double time_on_s(const Trip& trip, SegmentId segment) const;
  void arrive(std::uint32_t slot);
  void release(std::uint32_t slot);

  World& world_;
  std::function<void(std::uint32_t, JunctionId)> on_arrival_, on_cut_off_;
  std::function<void(std::uint32_t)> on_detour_;
  std::vector<Trip> trips_;
  std::vector<std::uint32_t> free_slots_;
  std::vector<std::uint32_t> slot_of_traveler_;  // 0: none, else slot + 1
};

}  // namespace tocsin::evacuation
