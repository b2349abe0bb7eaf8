// SPDX-License-Identifier: Apache-2.0
// Lets an Egress run in step with the kernel: it is woken at the instant of its next event, and what it has to tell is
// told at that instant.
#pragma once

#include <functional>
#include <utility>

#include "engine/kernel/kernel.hpp"
#include "engine/pedestrian/egress.hpp"

namespace tocsin::evacuation {

class EgressClock {
 public:
  using Listener = std::function<void(const pedestrian::Notice&)>;
  EgressClock(Kernel& kernel, pedestrian::Egress& egress, Listener told)
      : kernel_(kernel), egress_(egress), told_(std::move(told)) {}

  /// Catches up with the kernel and plans the next wake-up; call it after every change to the egress from outside.
  void catch_up() {
    while (egress_.advance(kernel_.now())) {
      for (const auto& notice : egress_.notices()) told_(notice);
    }
    kernel_.cancel(wake_up_);
    const Time next = egress_.next();
    if (next < kNever)
      wake_up_ = kernel_.schedule(std::max(next, kernel_.now()), Phase::people, [this] { catch_up(); });
  }

 private:
  Kernel& kernel_;
  pedestrian::Egress& egress_;
  Listener told_;
  EventHandle wake_up_{};
};

}  // namespace tocsin::evacuation
