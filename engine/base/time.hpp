// SPDX-License-Identifier: Apache-2.0
// Simulated time. `Time` is an instant since StartEx (the start of the exercise), `Duration` a span; both are double
// seconds on std::chrono, so `20min` and `2h` are literals and adding two instants does not compile.
// Civil time (a date, an hour of the day) exists only at the edges: see engine/base/civil_time.hpp.
#pragma once

#include <chrono>
#include <limits>

namespace tocsin {

/// The simulation clock: never read from the machine, only advanced by the kernel.
struct SimulationClock {
  using rep = double;
  using period = std::ratio<1>;
  using duration = std::chrono::duration<rep, period>;
  using time_point = std::chrono::time_point<SimulationClock>;
  static constexpr bool is_steady = true;
};

/// A span of simulated time, in seconds.
using Duration = SimulationClock::duration;
/// An instant of simulated time, counted from StartEx.
using Time = SimulationClock::time_point;

/// StartEx: the instant zero of every replication.
inline constexpr Time kStartEx{};
/// An instant that never comes.
inline constexpr Time kNever{Duration{std::numeric_limits<double>::infinity()}};

/// Seconds since StartEx.
constexpr double seconds(Time t) {
  return t.time_since_epoch().count();
}
/// Seconds in a span.
constexpr double seconds(Duration d) {
  return d.count();
}
/// The instant `s` seconds after StartEx.
constexpr Time at_seconds(double s) {
  return Time{Duration{s}};
}

using namespace std::chrono_literals;  // 30s, 20min, 2h

}  // namespace tocsin
