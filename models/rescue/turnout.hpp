// SPDX-License-Identifier: Apache-2.0
// What all who are called out have in common: how a team comes together by its kind, and how fast its parties move.
// Flat keys of the entries that send teams (search_team, call_out). Inside this folder only.
#pragma once

#include "engine/base/time.hpp"
#include "engine/input/fields.hpp"
#include "engine/random/stream.hpp"
#include "engine/town/town.hpp"
#include "models/hazard/hazard.hpp"

namespace tocsin::rescue {

/// How a team comes together: alarm handling, then parties leave one after the other (handbook 5.1).
struct TurnoutTimes {
  Duration alarm_handling{};         ///< from the order until the call-out reaches the team
  Duration first_day{}, full_day{};  ///< from call-out until the first and the last party leave
  Duration first_night{}, full_night{};
  void describe(Fields& fields);
  /// From call-out until party `number` of so many is there, before it is varied.
  [[nodiscard]] Duration until(std::uint32_t number, std::uint32_t of, bool night) const;
};

struct TurnoutParameters {
  TurnoutTimes professional, part_time, village, social;
  double time_variation = 0;
  int party_members = 0;

  void describe_turnout(Fields& fields);
  void check_turnout(const SourceSpan& where, Diagnostics& diagnostics) const;
  [[nodiscard]] const TurnoutTimes& turnout_of(const Team& who) const;
  [[nodiscard]] std::uint32_t parties_of(const Team& who) const;
};

struct MovementParameters {
  hazard::Weather weather = hazard::Weather::heavy_rain;
  double kit_factor = 1, walk_night_factor = 1, walk_rain_factor = 1, drive_night_factor = 1, drive_rain_factor = 1;

  void describe_weather(Fields& fields, const Phrase& meaning);
  void describe_movement(Fields& fields);
  /// Of the free speeds by night and in this weather; walking without kit.
  [[nodiscard]] double walking(bool night) const;
  [[nodiscard]] double driving(bool night) const;
};

/// Members of party `number` when a team goes in so many.
[[nodiscard]] constexpr std::uint32_t members_of_party(std::uint32_t members, std::uint32_t number, std::uint32_t of) {
  return members * (number + 1) / of - members * number / of;
}

/// Log-normal with this mean; 0 stays 0.
[[nodiscard]] double varied(RandomStream stream, double mean, double coefficient_of_variation);

}  // namespace tocsin::rescue
