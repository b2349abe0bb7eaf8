// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/process.hpp"

#include <algorithm>
#include <exception>
#include <memory>
#include <vector>

#include "engine/kernel/simgrid/port.hpp"

namespace tocsin {

struct Process::Thread {
  std::unique_ptr<SimgridSemaphore> semaphore = simgrid_port().make_semaphore();
  bool in_kernel_mode = false;  // the process itself drives the kernel: it goes on by returning, without the semaphore
  bool goes_on = false;
};

Process::Process(Kernel& kernel, std::string name, Phase phase, std::function<void(Process&)> body)
    : kernel_(kernel),
      name_(std::move(name)),
      phase_(phase),
      body_(std::move(body)),
      thread_(std::make_unique<Thread>()) {}

Process::~Process() {
  const bool has_live_actor = state_ != State::not_started && state_ != State::finished;
  if (!has_live_actor) return;
  // Its actor waits for ever, and SimGrid aborts when a semaphore with a waiting actor is destroyed. Killing costs an
  // exception each and replications end by _exit, so the SimGrid side is left behind.
  static auto& left_behind = *new std::vector<std::unique_ptr<Thread>>;  // not even destroyed at exit
  left_behind.push_back(std::move(thread_));
}

void Process::start() {
  state_ = State::running;
  kernel_.active_ = this;
  simgrid_port().start_actor(name_, [this] { main(); });
}

void Process::main() {
  try {
    body_(*this);
  } catch (const std::exception& error) {  // not (...): SimGrid's order to die is not a std::exception and must pass
    kernel_.fail(error.what(), phase_, name_);
  }
  body_ = nullptr;
  state_ = State::finished;
  while (!held_.empty()) release(*held_.back().first);
  kernel_.active_ = nullptr;
  ++kernel_.ended_processes_;
  simgrid_port().in_kernel_mode([this] { kernel_.advance_from_simgrid(); });
  thread_.reset();
}

Delayed Process::delay(Duration d) {
  ensure(d >= Duration::zero(), "a process cannot be delayed by a negative time");
  return block(Blocked::delay, now() + d);
}

Delayed Process::delay_until(Time at) {
  ensure(at >= now(), "a process cannot be delayed until a time in the past");
  return block(Blocked::delay, at);
}

Delayed Process::wait() {
  return block(Blocked::wait, kNever);
}

Delayed Process::wait_for(Duration limit) {
  ensure(limit >= Duration::zero(), "a process cannot wait for a negative time");
  return block(Blocked::wait, now() + limit);
}

Delayed Process::acquire(Resource& resource, AcquireOptions options) {
  if (!units_lost_.empty()) return block(Blocked::queue, kNever);  // first tell what was taken away
  const ClaimId claim = resource.enter(
      {.priority = options.priority, .preempts = options.preempts, .expected = options.expected, .phase = phase_},
      this);
  if (resource.valid(claim, Resource::State::assigned)) {
    held_.emplace_back(&resource, claim);
    return {.outcome = WaitOutcome::granted};
  }
  queued_at_ = &resource;
  queued_claim_ = claim;
  return block(Blocked::queue, kNever);
}

bool Process::release(Resource& resource) {
  const auto last =
      std::find_if(held_.rbegin(), held_.rend(), [&](const auto& held) { return held.first == &resource; });
  if (last == held_.rend()) {
    const auto untold = std::find(units_lost_.begin(), units_lost_.end(), &resource);
    if (untold != units_lost_.end()) units_lost_.erase(untold);
    return false;
  }
  const ClaimId claim = last->second;
  held_.erase(std::next(last).base());
  return resource.release(claim);
}

int Process::held_units(const Resource& resource) const {
  return static_cast<int>(
      std::count_if(held_.begin(), held_.end(), [&](const auto& held) { return held.first == &resource; }));
}

void Process::outside(const std::function<void()>& blocking) {
  ensure(kernel_.active_ == this, "only the process that runs can wait in SimGrid");
  kernel_.active_ = nullptr;
  {
    const ExternalActivity activity(kernel_);
    simgrid_port().in_kernel_mode([this] { kernel_.wait_in_simgrid(now()); });
    blocking();
    schedule_return();
  }
  sleep_in_simgrid();
}

// Between the end of a SimGrid activity and its turn in our order the process is like one that was woken.
void Process::schedule_return() {
  state_ = State::resuming;
  kernel_.schedule(now(), phase_, [this] { go_on(WaitOutcome::elapsed); });
}

Delayed Process::block(Blocked kind, Time until) {
  ensure(kernel_.active_ == this, "only the process that runs can wait");
  const Time since = now();
  result_ = {};
  if (!units_lost_.empty()) {
    Resource* const lost = units_lost_.front();
    units_lost_.erase(units_lost_.begin());
    return {.outcome = WaitOutcome::preempted,
            .remaining = until < kNever ? until - since : Duration::zero(),
            .lost = lost};
  }
  if (kind == Blocked::wait && std::exchange(wake_remembered_, false)) {
    return {.outcome = WaitOutcome::woken, .remaining = until < kNever ? until - since : Duration::zero()};
  }
  state_ = State::blocked;
  blocked_ = kind;
  if (until < kNever) {
    timer_ = kernel_.schedule(until, phase_, [this] { go_on(WaitOutcome::elapsed); });
  }
  kernel_.active_ = nullptr;
  sleep_in_simgrid();
  result_.passed = now() - since;
  if (until < kNever) result_.remaining = until - now();
  return result_;
}

void Process::sleep_in_simgrid() {
  Thread& thread = *thread_;
  simgrid_port().in_kernel_mode([this, &thread] {
    thread.in_kernel_mode = true;
    kernel_.advance_from_simgrid();
    thread.in_kernel_mode = false;
  });
  if (!std::exchange(thread.goes_on, false)) thread.semaphore->acquire();
}

// In the event of its wake-up: the kernel stops its loop and SimGrid runs the process next.
void Process::go_on(WaitOutcome outcome) {
  result_.outcome = outcome;
  state_ = State::running;
  blocked_ = Blocked::nothing;
  kernel_.active_ = this;
  if (thread_->in_kernel_mode) {
    thread_->goes_on = true;
  } else {
    thread_->semaphore->release();
  }
}

void Process::go_on_later(WaitOutcome outcome) {
  kernel_.cancel(timer_);
  if (blocked_ == Blocked::queue && outcome != WaitOutcome::granted) queued_at_->withdraw(queued_claim_);
  state_ = State::resuming;
  result_.outcome = outcome;
  kernel_.schedule(kernel_.now(), phase_, [this] { go_on(result_.outcome); });
}

void Process::wake() {
  if (state_ == State::blocked && blocked_ == Blocked::wait) {
    go_on_later(WaitOutcome::woken);
  } else if (!(state_ == State::resuming && result_.outcome == WaitOutcome::woken)) {
    wake_remembered_ = true;
  }
}

bool Process::interrupt(int reason) {
  if (state_ != State::blocked) return false;
  result_.reason = reason;
  go_on_later(WaitOutcome::interrupted);
  return true;
}

void Process::granted() {
  held_.emplace_back(queued_at_, queued_claim_);
  go_on_later(WaitOutcome::granted);
}

void Process::taken_away(Resource& resource, ClaimId claim) {
  std::erase(held_, std::pair(&resource, claim));
  if (state_ == State::blocked) {
    result_.lost = &resource;
    go_on_later(WaitOutcome::preempted);
  } else {
    units_lost_.push_back(&resource);
  }
}

}  // namespace tocsin
