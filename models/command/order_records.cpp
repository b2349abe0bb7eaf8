// SPDX-License-Identifier: Apache-2.0
#include "models/command/order_records.hpp"

#include <algorithm>

namespace tocsin::command {
namespace {

/// A moment in the life of an order, to see how long a failure lasted.
struct Moment {
  double t_s = 0;
  std::uint32_t sequence = 0;
  std::optional<RelayFailure> failure;  // none: it went on
};

using Lives = std::vector<std::vector<Moment>>;

template <class E>
void add_moments(const EventLog& log, Lives& lives) {
  for (const auto& row : log.all<E>()) lives[row.event.order - 1].push_back({row.t_s, row.sequence, {}});
}

// Time that a failure cost: until the next leg succeeded, or the end of the log when none did.
void add_failing_times(const EventLog& log, std::vector<OrderRecord>& records) {
  Lives lives(records.size());
  add_moments<OrderRelayed>(log, lives);
  add_moments<OrderArrived>(log, lives);
  add_moments<OrderLost>(log, lives);
  add_moments<OrderWithdrawn>(log, lives);
  for (const auto& row : log.all<RelayFailed>()) {
    if (row.event.what == Traveling::order) {
      lives[row.event.number - 1].push_back({row.t_s, row.sequence, row.event.reason});
    }
  }
  for (std::size_t o = 0; o < records.size(); ++o) {
    auto& life = lives[o];
    std::sort(life.begin(), life.end(), [](const Moment& a, const Moment& b) { return a.sequence < b.sequence; });
    double before_s = records[o].given_s;
    bool failing = false;
    for (const Moment& moment : life) {
      if (moment.t_s > records[o].arrived_s) break;  // copies that come later cost nothing
      auto& failure = records[o].failure;
      if (moment.failure) failure = moment.failure;
      if (failure && (failing || moment.failure)) {
        records[o].failing_s[static_cast<std::size_t>(failure.value())] += moment.t_s - before_s;
      }
      failing = moment.failure.has_value();
      before_s = moment.t_s;
    }
  }
}

}  // namespace

std::optional<LateBecause> OrderRecord::cause() const {
  if (!late) return std::nullopt;
  if (alone) return LateBecause::superior_silent;
  const double no_bearer_s = failing_s[static_cast<std::size_t>(RelayFailure::no_bearer)];
  const double silent_s = failing_s[static_cast<std::size_t>(RelayFailure::post_is_silent)];
  if (arrived_s == kNever_s && traveled() && failure) {
    return no_bearer_s >= silent_s ? LateBecause::no_bearer : LateBecause::superior_silent;
  }
  const double until_s = std::min({executed_s, lost_s, withdrawn_s});
  const double rest_s = until_s == kNever_s ? 0 : until_s - given_s - no_bearer_s - silent_s;
  const std::array<double, kLateCauses> spent_s{deciding_s, no_bearer_s, silent_s, rest_s};
  return static_cast<LateBecause>(std::max_element(spent_s.begin(), spent_s.end()) - spent_s.begin());
}

std::vector<OrderRecord> order_records(const EventLog& log) {
  std::vector<OrderRecord> records;
  for (const auto& row : log.all<OrderGiven>()) {
    auto& record = records.emplace_back();
    record.given = row.event;
    record.given_s = row.t_s;
    record.deciding_s = row.t_s - row.event.due_s;
  }
  const auto of = [&records](std::uint32_t order) -> OrderRecord& { return records[order - 1]; };
  for (const auto& row : log.all<OrderArrived>()) {
    of(row.event.order).arrived_s = row.t_s;
    of(row.event.order).bearer = row.event.bearer;
  }
  for (const auto& row : log.all<OrderAcknowledged>()) of(row.event.order).acknowledged_s = row.t_s;
  for (const auto& row : log.all<OrderSentAgain>()) ++of(row.event.order).sent;
  for (const auto& row : log.all<OrderExecuted>()) of(row.event.order).executed_s = row.t_s;
  for (const auto& row : log.all<OrderReportedDone>()) of(row.event.order).reported_s = row.t_s;
  for (const auto& row : log.all<OrderLost>()) of(row.event.order).lost_s = row.t_s;
  for (const auto& row : log.all<OrderWithdrawn>()) of(row.event.order).withdrawn_s = row.t_s;
  for (const auto& row : log.all<OrderLate>()) of(row.event.order).late = true;
  // The order of a post to itself follows its decision to act alone.
  for (const auto& row : log.all<ActedAlone>()) {
    for (auto& record : records) {
      const auto& given = record.given;
      if (record.given_s == row.t_s && given.from == row.event.post && given.to == row.event.post &&
          given.task == row.event.task) {
        record.alone = true;
      }
    }
  }
  add_failing_times(log, records);
  return records;
}

}  // namespace tocsin::command
