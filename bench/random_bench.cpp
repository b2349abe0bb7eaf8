// SPDX-License-Identifier: Apache-2.0
// Random numbers per second, and streams per second (a household that draws one or two numbers). Each benchmark checks
// the mean of what it drew.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>

#include "engine/random/distributions.hpp"
#include "engine/random/stream.hpp"

namespace {

using namespace tocsin;

/// Fails the benchmark when a mean of `count` values is further than 6 standard errors from what it must be.
void check_mean(benchmark::State& state, double sum, std::uint64_t count, double mean, double variance) {
  const auto n = static_cast<double>(count);
  if (std::abs(sum / n - mean) > 6 * std::sqrt(variance / n)) state.SkipWithError("wrong mean");
}

void draws(benchmark::State& state) {
  RandomStream stream(1, 0, "bench.draws");
  double sum = 0;
  for (auto _ : state) sum += stream.uniform();
  check_mean(state, sum, stream.position(), 0.5, 1.0 / 12);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(draws);

template <class Distribution>
void samples(benchmark::State& state, Distribution distribution) {
  RandomStream stream(1, 0, "bench.samples");
  double sum = 0;
  for (auto _ : state) sum += static_cast<double>(distribution.sample(stream));
  check_mean(state, sum, stream.position(), distribution.mean(), distribution.variance());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(samples, exponential, Exponential(2));
BENCHMARK_CAPTURE(samples, lognormal, Lognormal::from_median(8, 0.6));
BENCHMARK_CAPTURE(samples, rayleigh, Rayleigh(1, 5));
BENCHMARK_CAPTURE(samples, poisson_40, Poisson(40));

/// A new stream for every entity, `range` numbers from each.
void streams(benchmark::State& state) {
  const std::int64_t each = state.range(0);
  constexpr Purpose kPurpose{"bench.streams"};
  std::uint64_t entity = 0;
  std::uint64_t drawn = 0;
  double sum = 0;
  for (auto _ : state) {
    RandomStream stream(1, 0, kPurpose, entity++);
    for (std::int64_t i = 0; i < each; ++i) sum += stream.uniform();
    drawn += stream.position();
  }
  check_mean(state, sum, drawn, 0.5, 1.0 / 12);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(streams)->Arg(1)->Arg(2)->Arg(4);

}  // namespace

BENCHMARK_MAIN();
