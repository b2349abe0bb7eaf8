// SPDX-License-Identifier: Apache-2.0
// The module's side of the port: thin calls into SimGrid 3.32 to 4.
#include "engine/kernel/simgrid/port.hpp"

#include <simgrid/simix.hpp>

#include "engine/kernel/simgrid/media.hpp"
#include "engine/kernel/simgrid/simgrid_engine.hpp"

namespace tocsin {
namespace {

namespace s4u = simgrid::s4u;
using KernelTimer = simgrid::kernel::timer::Timer;

KernelTimer* inner(SimgridPort::Timer* timer) {
  return reinterpret_cast<KernelTimer*>(timer);
}

class Semaphore final : public SimgridSemaphore {
 public:
  void acquire() override { semaphore_->acquire(); }
  void release() override { semaphore_->release(); }

 private:
  s4u::SemaphorePtr semaphore_ = s4u::Semaphore::create(0);
};

class Port final : public SimgridPort {
 public:
  [[nodiscard]] double clock() const override { return s4u::Engine::get_clock(); }
  Timer* set_timer(double date, std::function<void()> callback) override {
    return reinterpret_cast<Timer*>(KernelTimer::set(date, std::move(callback)));
  }
  void remove_timer(Timer* timer) override { inner(timer)->remove(); }
  void free_left_timer(Timer* timer) override { delete inner(timer); }
  void on_clock_moved(std::function<void()> callback) override {
    s4u::Engine::on_time_advance_cb([callback = std::move(callback)](double) { callback(); });
  }
  void run_until(double date) override { simgrid_engine().run_until(date); }
  void start_actor(const std::string& name, std::function<void()> body) override {
    s4u::Actor::init(name, process_host())->start(body);
  }
  void in_kernel_mode(const std::function<void()>& code) override {
    simgrid::kernel::actor::simcall_answered([&code] { code(); });
  }
  std::unique_ptr<SimgridSemaphore> make_semaphore() override { return std::make_unique<Semaphore>(); }

  std::uint32_t add_medium(const SimgridMedium& medium) override { return media_.add(medium); }
  void turn_on(std::uint32_t medium) override { media_.turn_on(medium); }
  void turn_off(std::uint32_t medium) override { media_.turn_off(medium); }
  void start_transfer(std::uint32_t from, std::uint32_t to, std::uint64_t bytes, std::uint64_t number) override {
    media_.start(from, to, bytes, number);
  }
  void cancel_transfer(std::uint64_t number) override { media_.cancel(number); }
  void on_transfer_ended(std::function<void(std::uint64_t, TransferResult)> callback) override {
    media_.on_ended(std::move(callback));
  }

 private:
  SimgridMedia media_;
};

}  // namespace
}  // namespace tocsin

/// The one symbol that the kernel looks up. Makes SimGrid's engine on the first call.
extern "C" __attribute__((visibility("default"))) tocsin::SimgridPort* tocsin_simgrid_port() {
  tocsin::simgrid_engine();
  static auto* const port = new tocsin::Port;  // never deleted: used until the process ends
  return port;
}
