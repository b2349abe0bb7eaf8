// SPDX-License-Identifier: Apache-2.0
// Dates and hours of the day, at the edges only: `exercise.starts` and what reports print. No time zones: a drill
// happens in one place.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/time.hpp"

namespace tocsin {

/// A local date and time with whole seconds.
struct CivilTime {
  std::chrono::local_seconds value{};
  auto operator<=>(const CivilTime&) const = default;

  /// Hour of the day as a real number in [0, 24).
  [[nodiscard]] double hour_of_day() const;
  /// The civil time `since` after this one.
  [[nodiscard]] CivilTime plus(Duration since) const;
};

/// Reads "2026-07-05 02:00" or "2026-07-05 02:00:30" ("T" allowed in place of the blank).
std::optional<CivilTime> parse_civil_time(std::string_view text);
/// "2026-07-05 02:00" (seconds only when they are not zero).
std::string to_text(CivilTime time);
/// "02:00" style clock reading of `t` for an exercise that starts at `starts`; adds "+1 d" after midnight.
std::string clock_text(CivilTime starts, Time t);

}  // namespace tocsin
