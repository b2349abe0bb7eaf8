// SPDX-License-Identifier: Apache-2.0
// What the kernel asks of SimGrid, without SimGrid's headers or symbols: SimGrid brings 29 libraries whose loading
// takes longer than most commands, so it lives in a module of its own (libtocsin_simgrid) that is loaded when the first
// replication needs it.
//
//   SimgridPort& simgrid = simgrid_port();   // loads the module on the first call
//   simgrid.start_actor("team 3", [] { ... });
//
// Dates are SimGrid's own clock, in seconds. Only for engine/kernel. See docs/decisions/0019-simgrid-module.md.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace tocsin {

/// A waiting place for one actor.
class SimgridSemaphore {
 public:
  SimgridSemaphore() = default;
  SimgridSemaphore(const SimgridSemaphore&) = delete;
  SimgridSemaphore& operator=(const SimgridSemaphore&) = delete;
  virtual ~SimgridSemaphore() = default;
  /// Blocks the calling actor until somebody releases.
  virtual void acquire() = 0;
  /// Lets the waiting actor, or the next one that comes, go on. Kernel mode is allowed.
  virtual void release() = 0;
};

enum class TransferResult : std::uint8_t { delivered, broken };

/// What transfers share: a link of SimGrid with an interface on either side. Its transfers share the rate; with
/// `channels` above zero so many go at a time at the full rate each, and the others wait in the order they came.
struct SimgridMedium {
  std::string name;  ///< unique in this OS process
  double bytes_per_s = 0;
  double delay_s = 0;
  unsigned channels = 0;
};

/// SimGrid's engine, timers, actors and transfers as the kernel and engine/comms use them; one per OS process.
class SimgridPort {
 public:
  /// A pending timer of SimGrid.
  struct Timer;

  SimgridPort() = default;
  SimgridPort(const SimgridPort&) = delete;
  SimgridPort& operator=(const SimgridPort&) = delete;
  virtual ~SimgridPort() = default;

  /// SimGrid's present.
  [[nodiscard]] virtual double clock() const = 0;
  /// Calls `callback` in SimGrid's loop at `date`; SimGrid deletes the timer when the callback returns.
  virtual Timer* set_timer(double date, std::function<void()> callback) = 0;
  /// Takes a pending timer back.
  virtual void remove_timer(Timer* timer) = 0;
  /// Frees a timer whose callback was left by an exception.
  virtual void free_left_timer(Timer* timer) = 0;
  /// Calls `callback` whenever the clock has moved, for the rest of the OS process.
  virtual void on_clock_moved(std::function<void()> callback) = 0;
  /// Runs the loop; exceptions of callbacks pass through.
  virtual void run_until(double date) = 0;
  /// Starts an actor on the host that carries all processes.
  virtual void start_actor(const std::string& name, std::function<void()> body) = 0;
  /// Called by an actor: runs `code` in kernel mode, then goes on.
  virtual void in_kernel_mode(const std::function<void()>& code) = 0;
  virtual std::unique_ptr<SimgridSemaphore> make_semaphore() = 0;

  // Transfers. Media are numbered from zero in the order they are added, which is before the engine first runs.
  virtual std::uint32_t add_medium(const SimgridMedium& medium) = 0;
  virtual void turn_on(std::uint32_t medium) = 0;
  /// What it carries, or is about to, fails at once.
  virtual void turn_off(std::uint32_t medium) = 0;
  /// From one medium to another, which may be the same; both are on. Kernel mode. Ends with the call that
  /// on_transfer_ended sets, in kernel mode too.
  virtual void start_transfer(std::uint32_t from, std::uint32_t to, std::uint64_t bytes, std::uint64_t number) = 0;
  /// It ends without a call.
  virtual void cancel_transfer(std::uint64_t number) = 0;
  /// The one who is told of the end of every transfer; replaces who was told before.
  virtual void on_transfer_ended(std::function<void(std::uint64_t number, TransferResult result)> callback) = 0;
};

/// The port of this OS process; loads the module on the first call. Throws std::runtime_error when it cannot be loaded.
SimgridPort& simgrid_port();

}  // namespace tocsin
