// SPDX-License-Identifier: Apache-2.0
// What a planner waits for: the flagship drill many times, what a replication costs before anything happens, and how
// cost grows with the number of residents. Every benchmark checks the answer it timed: nobody is lost, and the numbers
// are those of the first run. Run from the project root.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string_view>

#include "engine/kernel/isolation.hpp"
#include "engine/kernel/kernel.hpp"
#include "engine/simulation/simulation.hpp"
#include "models/catalog.hpp"
#include "tests/engine/town/town_support.hpp"

namespace tocsin::test {
namespace {

const Catalog& catalog() {
  static const Catalog made = standard_catalog();
  return made;
}

std::unique_ptr<Scenario> open_scenario(const fs::path& path) {
  Diagnostics diagnostics;
  auto scenario = read_scenario(path, catalog(), {}, diagnostics);
  if (scenario == nullptr) throw std::runtime_error("the scenario " + path.string() + " is refused");
  return scenario;
}

double peak_memory_mb() {
  struct rusage children {};
  struct rusage self {};
  getrusage(RUSAGE_CHILDREN, &children);
  getrusage(RUSAGE_SELF, &self);
  return static_cast<double>(std::max(children.ru_maxrss, self.ru_maxrss)) / 1024.0;
}

/// Measures of a replication as bytes, for comparison.
std::string numbers_of(const Scenario& scenario, std::size_t replication) {
  const auto result = Simulation(scenario, catalog()).run(static_cast<std::uint32_t>(replication));
  std::string bytes;
  for (const double value : result.measures.values()) bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  return bytes;
}

/// A shipped scenario, in rounds of `replications` on as many workers as asked for.
void rounds_of(benchmark::State& state, const fs::path& path, std::size_t replications) {
  const auto scenario = open_scenario(path);
  prepare_simgrid();
  std::vector<std::string> first(replications);
  std::size_t run = 0;
  for (auto _ : state) {
    run_jobs(
        0, first.size(), {.workers = static_cast<int>(state.range(0))},
        [&](std::size_t replication) { return numbers_of(*scenario, replication); },
        [&](JobOutcome&& outcome) {
          auto& expected = first[outcome.index];
          if (!outcome.ok() || outcome.payload.empty()) state.SkipWithError("a replication failed");
          if (expected.empty()) expected = outcome.payload;
          if (expected != outcome.payload) state.SkipWithError("the same replication gave other numbers");
          ++run;
        });
  }
  state.counters["seconds_per_1000"] =
      benchmark::Counter(static_cast<double>(run) / 1000.0, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["peak_MB_per_process"] = peak_memory_mb();
}

void flagship(benchmark::State& state) {
  rounds_of(state, "scenarios/wulong-night-flood", 100);
}
BENCHMARK(flagship)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime()->MinTime(5);

/// 81,812 threatened persons of 26 townships, a night.
void county_night(benchmark::State& state) {
  rounds_of(state, "scenarios/wulong-county-evacuation", 10);
}
BENCHMARK(county_night)->Arg(1)->Unit(benchmark::kMillisecond)->UseRealTime()->MinTime(10);

/// A replication in which nothing happens, with the flagship's town loaded: isolation, world, collection.
void fixed_cost(benchmark::State& state) {
  auto scenario = open_scenario("scenarios/wulong-night-flood");
  scenario->entries.clear();
  prepare_simgrid();
  std::size_t run = 0;
  for (auto _ : state) {
    run_jobs(
        0, 200, {.workers = 1}, [&](std::size_t replication) { return numbers_of(*scenario, replication); },
        [&](JobOutcome&& outcome) {
          if (!outcome.ok()) state.SkipWithError("a replication failed");
          ++run;
        });
  }
  state.counters["ms_per_replication"] =
      benchmark::Counter(static_cast<double>(run) / 1000.0, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(fixed_cost)->Unit(benchmark::kMillisecond)->UseRealTime();

const AccountDescription& account_of(std::string_view whole) {
  const auto& all = catalog().accounts();
  return *std::find_if(all.begin(), all.end(), [&](const auto& account) { return account.whole == whole; });
}

/// One replication of bench/growth.yaml on a generated county.
void growth(benchmark::State& state) {
  const auto residents = static_cast<std::uint64_t>(state.range(0));
  const Scratch scratch;
  generate_town({.seed = 3, .townships = static_cast<int>(residents / 10'000), .population = residents},
                defaults<TownGenerationParameters>("town.generation"), scratch.path() / "town");
  fs::copy_file("bench/growth.yaml", scratch.path() / "growth.yaml");
  const auto scenario = open_scenario(scratch.path() / "growth.yaml");
  std::string first;
  for (auto _ : state) {
    const auto outcome = run_isolated([&] {
      const auto result = Simulation(*scenario, catalog()).run(0);
      const auto value = [&](std::string_view name) {
        const double told = result.measures.value(name);
        return std::isnan(told) ? 0.0 : told;  // a line that this drill has not
      };
      const auto& account = account_of("evacuation.at_risk_persons");
      double sum = 0;
      for (const auto& line : account.lines) sum += value(line.measure);
      const double at_risk = value(account.whole);
      const double harmed = value("evacuation.harmed_at_risk_persons");
      const bool adds_up = at_risk > 0 && sum == at_risk && harmed <= value("evacuation.harmed_persons");
      return std::string(adds_up ? "adds up " : "lost ") + std::to_string(at_risk) + " " + std::to_string(harmed);
    });
    if (!outcome.ok()) state.SkipWithError("the replication failed");
    if (!outcome.payload.starts_with("adds up")) state.SkipWithError("the lines of the account do not add up");
    if (first.empty()) first = outcome.payload;
    if (outcome.payload != first) state.SkipWithError("the same replication gave other numbers");
  }
  state.counters["residents"] = static_cast<double>(residents);
  state.counters["peak_MB"] = peak_memory_mb();
}
BENCHMARK(growth)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->MinTime(0.01);

}  // namespace
}  // namespace tocsin::test

BENCHMARK_MAIN();
