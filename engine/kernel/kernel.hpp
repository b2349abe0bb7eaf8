// SPDX-License-Identifier: Apache-2.0
// Kernel: the event loop of one replication. Events run in the order (time, phase, sequence); `now()` is the truth.
//
//   Kernel kernel;
//   kernel.schedule(kStartEx + 20min, Phase::response, [&] { sound_the_siren(); });
//   kernel.run(kStartEx + 12h);
//
// Processes (engine/kernel/process.hpp) are SimGrid actors and SimGrid's engine runs the loop as soon as one exists;
// SimGrid's own clock lags behind and only moves while an ExternalActivity is in flight (a transfer it must time).
// Time in seconds since StartEx. No threads, no wall clock, no random numbers, no knowledge of the domain.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/ensure.hpp"
#include "engine/base/time.hpp"
#include "engine/kernel/event_list.hpp"
#include "engine/kernel/phase.hpp"

namespace tocsin {

class Process;

/// Why `Kernel::run` came back.
enum class RunEnd {
  empty,    ///< nothing left to do; now() is the end time given, else the time of the last event
  reached,  ///< the end time came; now() is the end time
  stopped,  ///< someone called stop(); now() is that instant
};

/// The clock, the event list and the processes of one replication.
class Kernel {
 public:
  Kernel();
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;
  ~Kernel();

  /// Simulated time. Never goes back.
  [[nodiscard]] Time now() const { return now_; }

  /// Calls `callable` once at `at`. Scheduling in the past, never or at NaN is a defect (DefectError).
  template <class F>
  EventHandle schedule(Time at, Phase phase, F&& callable) {
    ensure(at >= now_ && at < kNever, "an event must be scheduled at a finite time that is not in the past");
    const EventHandle handle = events_.add(at, phase, std::forward<F>(callable));
    if (at < armed_for_) [[unlikely]] {  // SimGrid waits for a later instant: tell it
      rearm(at);
    }
    return handle;
  }
  /// Calls `callable` after `delay` (not negative).
  template <class F>
  EventHandle schedule_in(Duration delay, Phase phase, F&& callable) {
    return schedule(now_ + delay, phase, std::forward<F>(callable));
  }

  /// Takes a pending event back; false when it has run, is running or was cancelled before.
  bool cancel(EventHandle handle) { return events_.cancel(handle); }
  /// True while the event has neither started nor been cancelled.
  [[nodiscard]] bool pending(EventHandle handle) const { return events_.pending(handle); }

  /// Runs all events up to and including `until`. Throws RunError for the first failure in an event or a process.
  RunEnd run(Time until);
  /// Runs until the event list is empty or stop() is called.
  RunEnd run() { return run(kNever); }
  /// Lets run() return after the event (or process step) that runs now. What is pending stays pending.
  void stop() { stop_requested_ = true; }

  /// Starts a process at now() in `phase`; all its wake-ups run in that phase. The reference is good until the kernel
  /// is destroyed. Only once per replication process may a kernel with processes exist (SimGrid has one engine).
  Process& spawn(std::string name, Phase phase, std::function<void(Process&)> body);

  [[nodiscard]] std::size_t pending_events() const { return events_.size(); }
  /// Until when nothing of the event list happens: a model that steps on its own may run ahead so far. now() while an
  /// ExternalActivity is in flight (SimGrid may end it at any time); kNever when nothing is pending.
  [[nodiscard]] Time quiet_until() { return in_flight_ > 0 ? now_ : events_.next_time(); }
  /// Events run so far.
  [[nodiscard]] std::uint64_t events_run() const { return events_run_; }
  /// The process that runs now; nullptr inside an ordinary event.
  [[nodiscard]] Process* current_process() const { return active_; }

  /// For ExternalActivity: SimGrid must keep exact time from now on / need not any more.
  void begin_external_activity();
  void end_external_activity();
  [[nodiscard]] int external_activities() const { return in_flight_; }

 private:
  friend class Process;
  enum class Step { process_ready, waiting_for_simgrid, finished };
  struct Simgrid;  // all that needs SimGrid's headers

  Step advance();
  Step wait_in_simgrid(Time at);
  Step finish(RunEnd end);
  void run_one_event();
  void run_in_simgrid();
  void rearm(Time at);
  void advance_from_simgrid();
  void clock_moved();
  void fail(const std::string& cause, Phase phase, std::string_view process);
  void fail_with_current_exception(Phase phase, std::string_view process);
  Simgrid& simgrid();

  Time now_ = kStartEx;
  Time armed_for_ = Time::min();  // our time of SimGrid's timer while it waits; nothing is before min()
  Time until_ = kNever;
  EventList events_;
  std::uint64_t events_run_ = 0;
  Process* active_ = nullptr;  // the process between its wake-up and its next wait
  bool stop_requested_ = false;
  bool running_ = false;
  RunEnd end_ = RunEnd::empty;
  int in_flight_ = 0;
  int ended_processes_ = 0;  // since SimGrid last tidied up
  struct Failure;
  std::unique_ptr<Failure> failure_;
  std::unique_ptr<Simgrid> simgrid_;
};

/// Held while an activity is in flight that SimGrid itself must time (a transfer). As long as one exists, SimGrid's
/// clock follows ours exactly, step by step; with none, our events run without it. Movable, so that it can live in the
/// callback of a completion.
class ExternalActivity {
 public:
  explicit ExternalActivity(Kernel& kernel) : kernel_(&kernel) { kernel.begin_external_activity(); }
  ExternalActivity(ExternalActivity&& other) noexcept : kernel_(std::exchange(other.kernel_, nullptr)) {}
  ExternalActivity(const ExternalActivity&) = delete;
  ExternalActivity& operator=(const ExternalActivity&) = delete;
  ExternalActivity& operator=(ExternalActivity&&) = delete;
  ~ExternalActivity() { end(); }
  /// The activity is over (also done by the destructor).
  void end() {
    if (kernel_ != nullptr) std::exchange(kernel_, nullptr)->end_external_activity();
  }

 private:
  Kernel* kernel_;
};

/// Makes SimGrid's engine and platform (one host that is never switched off), once per OS process. Call it in the
/// parent before replications are forked: it then costs nothing in the children. Kernels call it when they need it.
void prepare_simgrid();

}  // namespace tocsin
