// SPDX-License-Identifier: Apache-2.0
// Process: behavior that takes time, written as a sequence (a team, a post, a courier). Wraps a SimGrid actor; every
// wake-up goes through the kernel's event list, so the order of simultaneous events is ours.
//
//   kernel.spawn("team 3", Phase::response, [&](Process& self) {
//     const Delayed leg = self.delay(12min);                 // traveling
//     if (leg.outcome == WaitOutcome::interrupted) { ... }       // leg.passed tells how far it got
//   });
//
// No exception and no kill in the frequent path. About 1 us per wait and 9 KB each: for the few, not for the many
// (households and vehicles are plain data with plain events). Not for use from another thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/kernel/kernel.hpp"
#include "engine/kernel/resource.hpp"

namespace tocsin {

/// How a wait of a process ended.
enum class WaitOutcome : std::uint8_t {
  elapsed,      ///< the time is over
  woken,        ///< someone called wake()
  granted,      ///< the resource is assigned
  interrupted,  ///< someone called interrupt(); see `reason`
  preempted,    ///< a unit that the process held was taken away; see `lost`
};

/// What a process is told when it goes on.
struct Delayed {
  WaitOutcome outcome = WaitOutcome::elapsed;
  Duration passed{};         ///< how long it waited or traveled
  Duration remaining{};      ///< what is left of the time asked for (zero for a wait without limit)
  int reason = 0;            ///< given to interrupt()
  Resource* lost = nullptr;  ///< resource of the unit that was taken away
};

/// What a process asks a resource for.
struct AcquireOptions {
  Priority priority{};
  Preempts preempts = Preempts::no;
  Duration expected{};  ///< how long the unit will be needed; used by QueueDiscipline::shortest_expected
};

/// One sequence of behavior. Made by Kernel::spawn.
class Process {
 public:
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] Phase phase() const { return phase_; }
  [[nodiscard]] Kernel& kernel() const { return kernel_; }
  [[nodiscard]] Time now() const { return kernel_.now(); }
  /// True once the body has returned (or failed).
  [[nodiscard]] bool finished() const { return state_ == State::finished; }
  /// True while it waits, travels or queues (and can be interrupted).
  [[nodiscard]] bool blocked() const { return state_ == State::blocked; }

  // ---- called by the body of the process itself ----
  /// Lets `d` (not negative) pass: elapsed, interrupted or preempted.
  Delayed delay(Duration d);
  /// Lets time pass until `at` (not in the past).
  Delayed delay_until(Time at);
  /// Waits for wake(), without limit. A wake() that came since the last wait counts and returns at once.
  Delayed wait();
  /// Waits for wake() at most `limit`: woken, elapsed, interrupted or preempted.
  Delayed wait_for(Duration limit);
  /// Queues for one unit of `resource`: granted, interrupted or preempted (then it has left the queue).
  Delayed acquire(Resource& resource, AcquireOptions options = {});
  /// Gives the unit of `resource` back that was acquired last; false when it holds none (it was taken away).
  bool release(Resource& resource);
  /// Units of `resource` that it holds.
  [[nodiscard]] int held_units(const Resource& resource) const;
  /// Runs `blocking`, which waits inside SimGrid (a transfer), with SimGrid's clock exact; goes on through the event
  /// list. `blocking` must handle SimGrid's exceptions and cannot be interrupted by interrupt().
  void outside(const std::function<void()>& blocking);

  // ---- called by anybody ----
  /// Ends its wait() now; remembered when it is not waiting.
  void wake();
  /// Ends its delay, wait or place in a queue now; false when it is not blocked or already on its way to go on.
  bool interrupt(int reason = 0);

 private:
  friend class Kernel;
  friend class Resource;
  enum class State : std::uint8_t { not_started, running, blocked, resuming, finished };
  enum class Blocked : std::uint8_t { nothing, delay, wait, queue };
  struct Thread;  // the SimGrid side

  Process(Kernel& kernel, std::string name, Phase phase, std::function<void(Process&)> body);
  void start();
  void main();
  Delayed block(Blocked kind, Time until);
  void sleep_in_simgrid();
  void go_on(WaitOutcome outcome);
  void go_on_later(WaitOutcome outcome);
  void schedule_return();
  void granted();
  void taken_away(Resource& resource, ClaimId claim);

  Kernel& kernel_;
  std::string name_;
  Phase phase_;
  State state_ = State::not_started;
  Blocked blocked_ = Blocked::nothing;
  bool wake_remembered_ = false;
  Delayed result_;
  EventHandle timer_;
  Resource* queued_at_ = nullptr;
  ClaimId queued_claim_;
  std::vector<Resource*> units_lost_;  // while it could not be told: one at each of the next waits, the oldest first
  std::vector<std::pair<Resource*, ClaimId>> held_;
  std::function<void(Process&)> body_;
  std::unique_ptr<Thread> thread_;
};

}  // namespace tocsin
