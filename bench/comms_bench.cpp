// SPDX-License-Identifier: Apache-2.0
// How fast messages travel over contended bearers: on each of 25 media (cells of townships) so many messages are always
// under way and share the rate; each that arrives is followed by the next. Checked: every message arrives, and each
// medium is busy from the first to the last (bytes over rate), so that the sharing is right. One thread.
#include <benchmark/benchmark.h>

#include <time.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "engine/comms/transfers.hpp"
#include "engine/kernel/isolation.hpp"
#include "engine/kernel/simgrid/simgrid_engine.hpp"

namespace {

using namespace tocsin;

constexpr std::uint32_t kMedia = 25;
constexpr std::uint32_t kMessages = 4000;  // of each medium
constexpr double kBytesPerS = 1200;        // a trunk of 9.6 kbit/s

struct Measured {
  double seconds = 0;
  std::uint64_t arrived = 0;
  double ends_at_s = 0;
};

double cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

std::uint64_t bytes_of(std::uint32_t message) {
  return 100 + message * 7919ull % 401;  // 100 to 500 bytes, as orders and reports (handbook 8.2)
}

double busy_s() {
  double bytes = 0;
  for (std::uint32_t i = 0; i < kMessages; ++i) bytes += static_cast<double>(bytes_of(i));
  return bytes / kBytesPerS;
}

struct Storm {
  explicit Storm(std::uint32_t sharing) : transfers(kernel) {
    for (std::uint32_t m = 0; m < kMedia; ++m) {
      media.push_back(transfers.add({"medium " + std::to_string(m), kBytesPerS, Duration{}, 0}));
      begun.push_back(0);
      kernel.schedule(kStartEx, Phase::response, [this, m, sharing] {
        for (std::uint32_t i = 0; i < sharing; ++i) next(m);
      });
    }
  }
  void next(std::uint32_t m) {
    if (begun[m] == kMessages) return;
    transfers.begin(media[m], media[m], bytes_of(begun[m]++), [this, m](comms::TransferEnd end) {
      arrived += end == comms::TransferEnd::delivered ? 1u : 0u;
      next(m);
    });
  }
  Kernel kernel;
  comms::Transfers transfers;
  std::vector<comms::MediumId> media;
  std::vector<std::uint32_t> begun;
  std::uint64_t arrived = 0;
};

void messages_on_contended_bearers(benchmark::State& state) {
  const auto sharing = static_cast<std::uint32_t>(state.range(0));
  double total_s = 0;
  for (auto _ : state) {
    const auto outcome = run_isolated([&] {
      Storm storm(sharing);
      Measured m;
      const double begin_s = cpu_seconds();
      storm.kernel.run();
      m = {cpu_seconds() - begin_s, storm.arrived, seconds(storm.kernel.now())};
      return std::string(reinterpret_cast<const char*>(&m), sizeof(m));
    });
    Measured m;
    if (outcome.ok()) std::memcpy(&m, outcome.payload.data(), sizeof(m));
    const bool right =
        m.arrived == std::uint64_t{kMedia} * kMessages && std::abs(m.ends_at_s - busy_s()) < 1e-3 * busy_s();
    if (!right) {
      state.SkipWithError("messages were lost, or the media were not busy all the time");
      return;
    }
    total_s += m.seconds;
    state.SetIterationTime(m.seconds);
  }
  state.counters["messages/s"] =
      static_cast<double>(kMedia) * kMessages * static_cast<double>(state.iterations()) / total_s;
}
BENCHMARK(messages_on_contended_bearers)
    ->Arg(1)
    ->Arg(4)
    ->Arg(16)
    ->UseManualTime()
    ->Iterations(3)
    ->Unit(benchmark::kMillisecond);

}  // namespace

int main(int argc, char** argv) {
  prepare_simgrid();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
