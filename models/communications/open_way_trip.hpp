// SPDX-License-Identifier: Apache-2.0
// Somebody on his way along the ways that are open (a messenger, a crew with its tools): from junction to junction,
// always on the fastest as they are cut then; where none is open he looks again after a while, and gives up when his
// patience is over. A way that is cut while he is on it lets him out at its end.
//
//   OpenWayTrip trip(world, {.mode = TravelMode::truck, .ready = 10min}, station, site, [this](TripEnd end) { … });
#pragma once

#include <cstdint>
#include <functional>
#include <limits>

#include "engine/simulation/world.hpp"

namespace tocsin::communications {

enum class TripEnd : std::uint8_t { arrived, gave_up };

/// How somebody goes.
struct Going {
  TravelMode mode = TravelMode::walk;
  Duration ready{};         ///< before he sets out
  double speed_factor = 1;  ///< of the free speed of the ways (night, rain)
  Duration look_again{};    ///< where no way is open
  Time gives_up_at = kNever;
};

class OpenWayTrip {
 public:
  /// Sets out now; `ended` is called once, later, unless the trip is destroyed before.
  OpenWayTrip(World& world, const Going& going, const Place& from, const Place& to, std::function<void(TripEnd)> ended);
  OpenWayTrip(const OpenWayTrip&) = delete;
  OpenWayTrip& operator=(const OpenWayTrip&) = delete;
  ~OpenWayTrip();
  /// Stands where no way is open.
  [[nodiscard]] bool held_up() const { return held_up_; }
  /// The last junction passed, or the end; of those who drive and walk alike. None: the trip has no beginning.
  [[nodiscard]] JunctionId at() const { return at_; }
  void on_held_up(std::function<void()> told) { on_held_up_ = std::move(told); }

 private:
  void go_on();
  void later(Duration after, void (OpenWayTrip::*step)());
  void end_there();

  World& world_;
  Going going_;
  JunctionId at_;
  JunctionId to_;
  bool held_up_ = false;
  std::function<void()> on_held_up_;
  std::function<void(TripEnd)> ended_;
  EventHandle next_;
};

}  // namespace tocsin::communications
