// SPDX-License-Identifier: Apache-2.0
// How fast the kernel is, side by side with raw SimGrid: ordinary events at 1,000 pending (the HOLD model) against as
// many sleeps of 1,000 SimGrid actors, delays of processes, and the fixed cost of a job in a child process.
// Every benchmark checks its answer (count, order, last time) and fails when it is wrong.
// Engine and platform are made once; what runs inside SimGrid is forked, because an engine runs only once per process.
#include <benchmark/benchmark.h>

#include <time.h>

#include <bit>
#include <cstdint>
#include <cstring>
#include <queue>
#include <string>
#include <tuple>
#include <vector>

#include "engine/kernel/isolation.hpp"
#include "engine/kernel/kernel.hpp"
#include "engine/kernel/process.hpp"
#include "engine/kernel/simgrid/simgrid_engine.hpp"

namespace {

using namespace tocsin;

constexpr int kPending = 1000;
constexpr std::uint64_t kSleeps = 400'000;

/// Time to the next event of a chain: 53 bits of a counter hashed (SplitMix64), uniform on (0, 2] s.
double gap(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1.0p-52 + 0x1.0p-53;
}

/// Order and times of events, folded into one number.
struct Checksum {
  std::uint64_t value = 0xcbf29ce484222325u;
  void add(double time, std::uint64_t who) {
    value = (value ^ std::bit_cast<std::uint64_t>(time) ^ who) * 0x100000001b3u;
  }
  bool operator==(const Checksum&) const = default;
};

/// Chains of events: each schedules its successor, so that the number pending stays the same.
struct Chains {
  Kernel kernel;
  std::vector<std::uint64_t> states;
  std::uint64_t left;
  Checksum checksum;

  Chains(int pending, std::uint64_t events) : states(static_cast<std::size_t>(pending)), left(events) {
    for (std::uint32_t i = 0; i < states.size(); ++i) {
      states[i] = i * 1000003u;
      next(i);
    }
  }
  void next(std::uint32_t i) {
    kernel.schedule_in(Duration{gap(states[i])}, Phase::people, [this, i] { happen(i); });
  }
  void happen(std::uint32_t i) {
    checksum.add(seconds(kernel.now()), i);
    if (--left == 0) kernel.stop();
    next(i);
  }
};

/// The same chains on std::priority_queue: the answer that the kernel must reproduce.
Checksum expected_order(int pending, std::uint64_t events) {
  using Entry = std::tuple<double, std::uint64_t, std::uint32_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  std::vector<std::uint64_t> states(static_cast<std::size_t>(pending));
  std::uint64_t sequence = 0;
  for (std::uint32_t i = 0; i < states.size(); ++i) {
    states[i] = i * 1000003u;
    queue.emplace(gap(states[i]), sequence++, i);
  }
  Checksum checksum;
  for (std::uint64_t n = 0; n < events; ++n) {
    const auto [time, order, who] = queue.top();
    queue.pop();
    checksum.add(time, who);
    queue.emplace(time + gap(states[who]), sequence++, who);
  }
  return checksum;
}

void events(benchmark::State& state) {
  const auto pending = static_cast<int>(state.range(0));
  const std::uint64_t count = pending > 10'000 ? 2'000'000 : 4'000'000;
  const Checksum expected = expected_order(pending, count);
  for (auto _ : state) {
    state.PauseTiming();
    Chains chains(pending, count);
    state.ResumeTiming();
    chains.kernel.run();
    if (!(chains.checksum == expected)) state.SkipWithError("events ran in a wrong order");
  }
  state.counters["events/s"] = benchmark::Counter(static_cast<double>(count) * static_cast<double>(state.iterations()),
                                                  benchmark::Counter::kIsRate);
}
BENCHMARK(events)->Arg(100)->Arg(kPending)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

/// What a measurement in a child process sends back.
struct Measured {
  double seconds = 0;
  std::uint64_t count = 0;
};

/// Runs `measure` in a child and gives its result; count 0 when it failed.
template <class F>
Measured in_child(F measure) {
  const JobOutcome outcome = run_isolated([&] {
    const Measured m = measure();
    return std::string(reinterpret_cast<const char*>(&m), sizeof(m));
  });
  Measured m;
  if (outcome.ok()) std::memcpy(&m, outcome.payload.data(), sizeof(m));
  return m;
}

/// CPU time of this process: what a core spends on it, whatever else the machine does.
double cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

template <class F>
double seconds_of(F run) {
  const double start = cpu_seconds();
  run();
  return cpu_seconds() - start;
}

/// `sleeps` sleeps of `actors` SimGrid actors, nothing of ours involved.
Measured raw_simgrid_sleeps(int actors, std::uint64_t sleeps) {
  Measured m;
  const auto each = sleeps / static_cast<std::uint64_t>(actors);
  for (int i = 0; i < actors; ++i) {
    simgrid::s4u::Actor::init("sleeper", process_host())->start(std::function<void()>([&m, each, i] {
      std::uint64_t state = static_cast<std::uint64_t>(i) * 1000003u;
      for (std::uint64_t n = 0; n < each; ++n) {
        simgrid::s4u::this_actor::sleep_for(gap(state));
        ++m.count;
      }
    }));
  }
  m.seconds = seconds_of([] { simgrid_engine().run(); });
  return m;
}

/// As many delays of as many processes of ours.
Measured process_delays(int processes, std::uint64_t delays) {
  Measured m;
  Kernel kernel;
  const auto each = delays / static_cast<std::uint64_t>(processes);
  for (int i = 0; i < processes; ++i) {
    kernel.spawn("traveler", Phase::response, [&m, each, i](Process& self) {
      std::uint64_t state = static_cast<std::uint64_t>(i) * 1000003u;
      for (std::uint64_t n = 0; n < each; ++n) {
        m.count += self.delay(Duration{gap(state)}).outcome == WaitOutcome::elapsed ? 1u : 0u;
      }
    });
  }
  m.seconds = seconds_of([&] { kernel.run(); });
  return m;
}

Measured own_events(int pending, std::uint64_t count) {
  Chains chains(pending, count);
  Measured m;
  m.seconds = seconds_of([&] { chains.kernel.run(); });
  if (chains.checksum == expected_order(pending, count)) m.count = count;
  return m;
}

/// Side by side, alternating, each in a child of its own: our events and SimGrid's sleeps at 1,000 pending.
void events_against_simgrid_sleeps(benchmark::State& state) {
  double own = 0;
  double raw = 0;
  for (auto _ : state) {
    const Measured ours = in_child([] { return own_events(kPending, 10 * kSleeps); });
    const Measured theirs = in_child([] { return raw_simgrid_sleeps(kPending, kSleeps); });
    if (ours.count != 10 * kSleeps || theirs.count != kSleeps) {
      state.SkipWithError("wrong number or order of events");
      return;
    }
    own += ours.seconds / static_cast<double>(ours.count);
    raw += theirs.seconds / static_cast<double>(theirs.count);
    state.SetIterationTime(ours.seconds + theirs.seconds);
  }
  const auto rounds = static_cast<double>(state.iterations());
  state.counters["own_events/s"] = rounds / own;
  state.counters["simgrid_sleeps/s"] = rounds / raw;
  state.counters["ratio"] = raw / own;
}
BENCHMARK(events_against_simgrid_sleeps)->UseManualTime()->Iterations(5)->Unit(benchmark::kMillisecond);

void delays_of_processes(benchmark::State& state) {
  const auto processes = static_cast<int>(state.range(0));
  double total = 0;
  for (auto _ : state) {
    const Measured m = in_child([&] { return process_delays(processes, kSleeps); });
    if (m.count != kSleeps) {
      state.SkipWithError("wrong number of delays");
      return;
    }
    total += m.seconds;
    state.SetIterationTime(m.seconds);
  }
  state.counters["delays/s"] = static_cast<double>(kSleeps) * static_cast<double>(state.iterations()) / total;
}
BENCHMARK(delays_of_processes)
    ->Arg(1)
    ->Arg(100)
    ->Arg(kPending)
    ->UseManualTime()
    ->Iterations(3)
    ->Unit(benchmark::kMillisecond);

/// Fixed cost of a job: fork, a kernel with one event and one process, result back.
void jobs(benchmark::State& state) {
  constexpr std::size_t kJobs = 300;
  const JobOptions options{.workers = static_cast<int>(state.range(0))};
  for (auto _ : state) {
    std::size_t right = 0;
    run_jobs(
        0, kJobs, options,
        [](std::size_t index) {
          Kernel kernel;
          kernel.spawn("post", Phase::response, [](Process& self) { self.delay(1min); });
          kernel.run();
          return std::to_string(index) + " " + std::to_string(seconds(kernel.now()));
        },
        [&](JobOutcome&& outcome) { right += outcome.payload == std::to_string(right) + " 60.000000" ? 1u : 0u; });
    if (right != kJobs) state.SkipWithError("wrong results");
  }
  state.counters["jobs/s"] = benchmark::Counter(static_cast<double>(kJobs) * static_cast<double>(state.iterations()),
                                                benchmark::Counter::kIsRate);
}
BENCHMARK(jobs)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace

int main(int argc, char** argv) {
  prepare_simgrid();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
