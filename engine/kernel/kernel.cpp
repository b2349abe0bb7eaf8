// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/kernel.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "engine/kernel/process.hpp"
#include "engine/kernel/run_error.hpp"
#include "engine/kernel/simgrid/port.hpp"

namespace tocsin {
namespace {

/// Thrown through SimGrid's loop to leave it: the documented ways out either move its clock to a fixed date or kill all
/// actors.
struct LeaveLoop {};

/// SimGrid's date at which its loop gives up. Only reached when an external activity never ends.
constexpr double kFarDate = 1e9;

/// SimGrid frees ended actors (and their stacks) only when its outer loop goes round, which it need not do while our
/// processes hand over to each other: after so many ends we let it.
constexpr int kMaxEndedProcesses = 64;

}  // namespace

struct Kernel::Failure {
  RunError error;
};

struct Kernel::Simgrid {
  SimgridPort& port = simgrid_port();
  double offset = 0;  // our time minus SimGrid's clock; meaningful while an activity is in flight
  SimgridPort::Timer* timer = nullptr;
  SimgridPort::Timer* leave_timer = nullptr;
  std::vector<std::unique_ptr<Process>> processes;

  static Kernel*& kernel_in_loop() {
    static Kernel* kernel = nullptr;
    return kernel;
  }
  void disarm() {
    if (timer != nullptr) port.remove_timer(std::exchange(timer, nullptr));
  }
};

Kernel::Kernel() = default;

Kernel::~Kernel() {
  if (simgrid_ != nullptr) simgrid_->disarm();
}

Kernel::Simgrid& Kernel::simgrid() {
  if (simgrid_ == nullptr) simgrid_ = std::make_unique<Simgrid>();
  return *simgrid_;
}

RunEnd Kernel::run(Time until) {
  ensure(!running_, "Kernel::run must not be called from within a run");
  ensure(failure_ == nullptr, "a replication that has failed cannot go on");
  ensure(until >= now_, "a run cannot end in the past");
  running_ = true;
  stop_requested_ = false;
  until_ = until;
  if (advance() != Step::finished) run_in_simgrid();
  running_ = false;
  if (failure_ != nullptr) throw failure_->error;
  return end_;
}

// The loop. Runs our events in order for as long as SimGrid has nothing to do: no process made ready, no activity that
// it must time. Called directly by run(), from SimGrid's timer, and in kernel mode by a process that begins to wait.
Kernel::Step Kernel::advance() {
  armed_for_ = Time::min();
  for (;;) {
    if (active_ != nullptr) return Step::process_ready;
    if (failure_ != nullptr || stop_requested_) return finish(RunEnd::stopped);
    const Time next = events_.next_time();
    const Time goal = std::min(next, until_);
    if (in_flight_ > 0 && seconds(goal) - simgrid_->offset > simgrid_->port.clock()) return wait_in_simgrid(goal);
    if (next > until_) {
      now_ = until_;
      return finish(next == kNever && in_flight_ == 0 ? RunEnd::empty : RunEnd::reached);
    }
    if (next == kNever) return finish(RunEnd::empty);
    now_ = next;
    run_one_event();
  }
}

Kernel::Step Kernel::finish(RunEnd end) {
  end_ = end;
  return Step::finished;
}

void Kernel::run_one_event() {
  ++events_run_;
  const Phase phase = events_.next_phase();
  try {
    events_.run_next();
  } catch (...) {
    fail_with_current_exception(phase, "");
  }
}

void Kernel::fail_with_current_exception(Phase phase, std::string_view process) {
  try {
    throw;
  } catch (const std::exception& error) {
    fail(error.what(), phase, process);
  } catch (...) {
    fail("an exception of unknown type", phase, process);
  }
}

void Kernel::fail(const std::string& cause, Phase phase, std::string_view process) {
  if (failure_ != nullptr) return;  // the first one counts
  failure_ = std::make_unique<Failure>(Failure{RunError(cause, now_, phase, std::string(process))});
}

// Lets SimGrid's clock go on, at most until our time `at`.
Kernel::Step Kernel::wait_in_simgrid(Time at) {
  Simgrid& side = simgrid();
  side.disarm();
  armed_for_ = at;
  if (at < kNever) {
    // With nothing in flight SimGrid's clock stands still: its present is good for any time of ours.
    const double date = in_flight_ > 0 ? std::max(side.port.clock(), seconds(at) - side.offset) : side.port.clock();
    side.timer = side.port.set_timer(date, [this] {
      simgrid_->timer = nullptr;  // SimGrid deletes it
      advance_from_simgrid();
    });
  }
  return Step::waiting_for_simgrid;
}

void Kernel::rearm(Time at) {
  wait_in_simgrid(at);
}

void Kernel::advance_from_simgrid() {
  Simgrid& side = *simgrid_;
  if (side.leave_timer != nullptr) return;  // on the way out
  side.disarm();
  if (ended_processes_ >= kMaxEndedProcesses) {
    ended_processes_ = 0;
    wait_in_simgrid(now_);
    return;
  }
  if (advance() != Step::finished) return;
  side.leave_timer = side.port.set_timer(side.port.clock(), [] { throw LeaveLoop{}; });
}

void Kernel::run_in_simgrid() {
  Simgrid& side = simgrid();
  static const bool hooked = [] {
    simgrid_port().on_clock_moved([] {
      if (Kernel* kernel = Simgrid::kernel_in_loop(); kernel != nullptr) kernel->clock_moved();
    });
    return true;
  }();
  static_cast<void>(hooked);
  Simgrid::kernel_in_loop() = this;
  try {
    side.port.run_until(kFarDate);
    fail("an activity outside the event list never ended", Phase::environment, "");
  } catch (const LeaveLoop&) {
    side.port.free_left_timer(
        std::exchange(side.leave_timer, nullptr));  // its callback did not return, so SimGrid has not deleted it
  }
  Simgrid::kernel_in_loop() = nullptr;
}

// SimGrid's clock has moved: while it times an activity, ours follows, but never past what is still to be done.
void Kernel::clock_moved() {
  if (in_flight_ == 0) return;
  const Time there = std::min({at_seconds(simgrid_->port.clock() + simgrid_->offset), events_.next_time(), until_});
  now_ = std::max(now_, there);
}

void Kernel::begin_external_activity() {
  Simgrid& side = simgrid();
  // Nothing is in flight, so SimGrid's clock means nothing yet: let its present be our present.
  if (in_flight_++ == 0) side.offset = seconds(now_) - side.port.clock();
}

void Kernel::end_external_activity() {
  ensure(in_flight_ > 0, "an external activity ended twice");
  const bool simgrid_waits = armed_for_ > Time::min();
  if (--in_flight_ == 0 && simgrid_waits && armed_for_ > now_) wait_in_simgrid(now_);
}

Process& Kernel::spawn(std::string name, Phase phase, std::function<void(Process&)> body) {
  auto& processes = simgrid().processes;
  processes.emplace_back(new Process(*this, std::move(name), phase, std::move(body)));
  Process& process = *processes.back();
  schedule(now_, phase, [&process] { process.start(); });
  return process;
}

}  // namespace tocsin
