// SPDX-License-Identifier: Apache-2.0
// A messenger on foot or by motorcycle: from junction to junction along the ways that are open, always on the fastest
// as they are cut then; where none is open he looks again after a while, and gives up when his patience is over. A way
// that is cut while he is on it lets him out at its end.
#pragma once

#include <cstdint>
#include <functional>

#include "engine/simulation/world.hpp"
#include "models/communications/bearers.hpp"

namespace tocsin::communications {

enum class MessengerEnd : std::uint8_t { arrived, gave_up };

class Messenger {
 public:
  /// Sets out now; `ended` is called once, later, unless he is destroyed before.
  Messenger(World& world, const MessengerParameters& parameters, const Place& from, const Place& to,
            std::function<void(MessengerEnd)> ended);
  Messenger(const Messenger&) = delete;
  Messenger& operator=(const Messenger&) = delete;
  ~Messenger();

 private:
  void go_on();
  void later(Duration after, void (Messenger::*step)());
  void end_there();

  World& world_;
  const MessengerParameters& parameters_;
  TravelMode mode_;
  JunctionId at_;
  JunctionId to_;
  Time gives_up_at_;
  std::function<void(MessengerEnd)> ended_;
  EventHandle next_;
};

}  // namespace tocsin::communications
