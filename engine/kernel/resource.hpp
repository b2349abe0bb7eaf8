// SPDX-License-Identifier: Apache-2.0
// Resource: something scarce that is requested, assigned and released: a number of equal units and one queue. Works for
// processes (Process::acquire) and for plain events (request with a callback; the many need no process).
//
//   Resource ambulances(kernel, "ambulances", 3, QueueDiscipline::priority);
//   ambulances.request({.priority = {1}}, [&](ClaimId claim) { ... ambulances.release(claim); });
//
// Grants, like every wake-up, come through the event list. Units can go out of service while idle or assigned.
// Keeps its own statistics (queue length, assigned units, waiting times), for tests and reports. Durations in seconds.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/kernel/kernel.hpp"
#include "engine/statistics/tally.hpp"
#include "engine/statistics/time_average.hpp"

namespace tocsin {

class Process;

/// Rank in a queue: rank 0 is served before rank 1.
struct Priority {
  int rank = 0;
  auto operator<=>(const Priority&) const = default;
};

/// Who is served next.
enum class QueueDiscipline : std::uint8_t {
  first_in_first_out,
  last_in_first_out,
  priority,           ///< lowest rank; equal ranks first in, first out
  shortest_expected,  ///< least expected use; equal ones first in, first out
};

/// May a request take a unit from a holder of lesser priority (greater rank)?
enum class Preempts : std::uint8_t { no, yes };

/// Which units go out of service.
enum class Withdrawal : std::uint8_t {
  when_released,  ///< idle ones now, assigned ones when they are released
  at_once,        ///< idle ones first, then from the holder of least priority, who is told
};

/// Names one claim (queued or assigned) on one resource. Never reused.
struct ClaimId {
  std::uint32_t index = 0;
  std::uint32_t generation = 0;
  [[nodiscard]] constexpr bool exists() const { return generation != 0; }
  bool operator==(const ClaimId&) const = default;
};

/// What is asked for: one unit.
struct ResourceRequest {
  Priority priority{};
  Preempts preempts = Preempts::no;
  Duration expected{};  ///< for QueueDiscipline::shortest_expected
  Phase phase = Phase::response;
};

/// Units and their queue.
class Resource {
 public:
  using Granted = std::function<void(ClaimId)>;
  using TakenAway = std::function<void(ClaimId)>;

  Resource(Kernel& kernel, std::string name, int units,
           QueueDiscipline discipline = QueueDiscipline::first_in_first_out);
  Resource(const Resource&) = delete;
  Resource& operator=(const Resource&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }

  // ---- for plain events ----
  /// Queues for one unit; `granted` is called through the event list when it is assigned, `taken_away` when an assigned
  /// unit is lost (pre-empted or out of service). The claim is over after `release`, `withdraw` or `taken_away`.
  ClaimId request(const ResourceRequest& request, Granted granted, TakenAway taken_away = {});
  /// Leaves the queue; false when the claim is not queued (any more).
  bool withdraw(ClaimId claim);
  /// Gives an assigned unit back; false when the claim holds none (any more).
  bool release(ClaimId claim);

  // ---- units in and out of service ----
  /// Takes `units` out of service; not more than are in service.
  void take_out_of_service(int units, Withdrawal withdrawal);
  /// Puts `units` back into service; not more than are out of service.
  void return_to_service(int units);

  /// All units, in service or not.
  [[nodiscard]] int units() const { return units_; }
  [[nodiscard]] int units_in_service() const { return in_service_; }
  [[nodiscard]] int assigned() const { return static_cast<int>(assigned_.size()); }
  /// Units that could be assigned now.
  [[nodiscard]] int available() const { return in_service_ > assigned() ? in_service_ - assigned() : 0; }
  [[nodiscard]] int queue_length() const { return static_cast<int>(queued_); }

  // ---- statistics since the start ----
  [[nodiscard]] double mean_queue_length() const { return queue_average_.mean(kernel_.now()); }
  [[nodiscard]] double mean_assigned() const { return assigned_average_.mean(kernel_.now()); }
  /// Seconds in the queue of those who were served (zero for those served at once).
  [[nodiscard]] const Tally& waiting_times() const { return waiting_; }
  /// Seconds from grant to release or loss.
  [[nodiscard]] const Tally& use_times() const { return use_; }
  [[nodiscard]] std::uint64_t requests() const { return requests_; }
  [[nodiscard]] std::uint64_t preemptions() const { return preemptions_; }

 private:
  friend class Process;
  enum class State : std::uint8_t { free, queued, assigned };
  struct Claim {
    State state = State::free;
    Phase phase = Phase::response;
    std::uint32_t generation = 1;
    std::uint32_t place = 0;  // in assigned_
    Priority priority;
    Time since{};                // requested, then assigned
    std::uint64_t sequence = 0;  // of the request, then of the grant
    EventHandle notice;          // the grant on its way
    Process* process = nullptr;
    Granted granted;
    TakenAway taken_away;
  };
  struct Waiting {  // entry of the queue (a heap); stale when its claim is no longer queued
    double key;
    std::uint64_t sequence;
    std::uint32_t index;
    std::uint32_t generation;
  };
  struct Later {
    bool operator()(const Waiting& a, const Waiting& b) const {
      return a.key > b.key || (a.key == b.key && a.sequence > b.sequence);
    }
  };

  ClaimId enter(const ResourceRequest& request, Process* process);
  void enqueue(ClaimId claim, Duration expected);
  bool take_from_holder(Priority than);
  void serve_queue();
  void assign(ClaimId claim);
  void notify(ClaimId claim);
  void take_away(ClaimId claim);
  void end_assignment(ClaimId claim);
  void free_claim(std::uint32_t index);
  [[nodiscard]] bool valid(ClaimId claim, State state) const;
  [[nodiscard]] ClaimId id_of(std::uint32_t index) const { return {index, claims_[index].generation}; }
  ClaimId least_important_holder() const;
  void note_levels();
  void drop_stale_entries();

  Kernel& kernel_;
  std::string name_;
  QueueDiscipline discipline_;
  int units_;
  int in_service_;
  std::vector<Claim> claims_;
  std::vector<std::uint32_t> free_;
  std::vector<std::uint32_t> assigned_;
  std::vector<Waiting> queue_;
  std::size_t queued_ = 0;
  std::uint64_t sequence_ = 0;
  std::uint64_t requests_ = 0;
  std::uint64_t preemptions_ = 0;
  TimeAverage queue_average_;
  TimeAverage assigned_average_;
  Tally waiting_;
  Tally use_;
};

}  // namespace tocsin
