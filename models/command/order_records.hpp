// SPDX-License-Identifier: Apache-2.0
// What the log says of each order: given, arrived, acknowledged, executed, and what its time went on. For measures and
// tables. Inside this folder only.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "engine/simulation/event_log.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/command/events.hpp"

namespace tocsin::command {

/// What most of the time of an order that was late went on.
enum class LateBecause : std::uint8_t { waiting_for_quorum, no_bearer, superior_silent, handling };
inline constexpr std::size_t kLateCauses = 4;

struct OrderRecord {
  static constexpr double kNever_s = std::numeric_limits<double>::infinity();

  OrderGiven given;
  double given_s = 0;
  double arrived_s = kNever_s, acknowledged_s = kNever_s, executed_s = kNever_s, reported_s = kNever_s;
  double lost_s = kNever_s, withdrawn_s = kNever_s;
  std::optional<communications::Bearer> bearer;
  std::optional<RelayFailure> failure;  ///< the last on its way
  std::uint32_t sent = 1;
  bool late = false, alone = false;
  /// Seconds of its way that passed from a leg that failed to the next thing that happened to it, by reason.
  std::array<double, 2> failing_s{};
  double deciding_s = 0;  ///< due until given

  /// Did it go from one post to another?
  [[nodiscard]] bool traveled() const { return given.from != given.to; }
  [[nodiscard]] std::optional<LateBecause> cause() const;
};

/// In order of their numbers.
std::vector<OrderRecord> order_records(const EventLog& log);

}  // namespace tocsin::command

template <>
struct tocsin::EnumNames<tocsin::command::LateBecause> {
  static constexpr std::array<std::string_view, 4> value{"waiting_for_quorum", "no_bearer", "superior_silent",
                                                         "handling"};
};
template <>
struct tocsin::EnumWords<tocsin::command::LateBecause> {
  static constexpr std::array<PhraseView, 4> value{{{"waiting for the decision", "等待会商决策"},
                                                    {"no bearer", "通信不通"},
                                                    {"a post was silent", "上级无人应答"},
                                                    {"handling and carrying out", "转达与执行"}}};
};
