// SPDX-License-Identifier: Apache-2.0
// Messages to the public as data: receipts per second on one core, and what 100,000 of them add to a replication. Each
// benchmark checks the answer it timed. Run from the project root.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/kernel/isolation.hpp"
#include "engine/simulation/simulation.hpp"
#include "models/catalog.hpp"
#include "models/warning/events.hpp"
#include "models/warning/receipts.hpp"
#include "tests/engine/town/town_support.hpp"

namespace tocsin::test {
namespace {

using warning::Receipts;

constexpr Purpose kTraits{"bench.traits"};
constexpr Purpose kOwn{"bench.own"};

// Text messages by day, as in scenarios/library/warning_public.yaml.
warning::MessageRules text_messages() {
  warning::MessageRules rules;
  rules.carried = {0.80, 0.97, 0.15};
  rules.noticed = {0.74 * 0.4, 0.74, 0.74};
  rules.reading_mean_s = 600;
  rules.delivery_sigma = std::sqrt(std::log(5.0));
  rules.delivery_median_s = 60 * std::exp(-rules.delivery_sigma * rules.delivery_sigma / 2);
  rules.interval_s = 1 / 500.0;
  rules.endurance_low_s = 4 * 3600;
  rules.endurance_high_s = 48 * 3600;
  return rules;
}

/// One message to each of `range` persons in homes of three (an elderly person, an adult, a child), all of them told in
/// order of time.
void receipts(benchmark::State& state) {
  const auto homes = static_cast<std::uint32_t>(state.range(0) / 3);
  const auto rules = text_messages();
  const double share = (0.80 * 0.4 * 0.74 + 0.97 * 0.74 + 0.15 * 0.74) / 3;
  std::uint64_t receipts = 0;
  for (auto _ : state) {
    Receipts all;
    all.send(rules, 0);
    all.expect(homes, std::size_t{3} * homes);
    for (std::uint32_t h = 0; h < homes; ++h) {
      all.add({.position = h, .persons = 3, .elderly = 1, .children = 1, .at_home = 3}, RandomStream(42, 0, kTraits, h),
              RandomStream(42, 0, kOwn, h));
      all.offer(h, 0, warning::kNever_s);
    }
    all.plan();
    double last_s = 0;
    std::uint32_t told = 0;
    for (double at_s = all.next_due_s(); at_s != warning::kNever_s; at_s = all.next_due_s()) {
      if (at_s < last_s) state.SkipWithError("out of order");
      last_s = at_s;
      all.take_due(at_s, [&](std::uint32_t) { ++told; });
    }
    const auto counts = all.counts(1e9);
    const double understood = static_cast<double>(counts.understood) / static_cast<double>(counts.addressed);
    const double error = 6 * std::sqrt(0.25 / (3.0 * homes));
    if (!counts.balanced() || counts.addressed != 3ULL * homes) state.SkipWithError("somebody is nowhere");
    if (std::abs(understood - share) > error) state.SkipWithError("the wrong share has understood");
    if (told == 0 || told > homes) state.SkipWithError("the wrong number of homes was told");
    receipts += counts.addressed;
  }
  state.counters["receipts/s"] = benchmark::Counter(static_cast<double>(receipts), benchmark::Counter::kIsRate);
}
BENCHMARK(receipts)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

const Catalog& catalog() {
  static const Catalog made = standard_catalog();
  return made;
}

constexpr const char* kNight =
    "tocsin: 1\nname: Public warning\ntown: town\n"
    "exercise: {starts: 2026-07-05 01:30, duration: 12 h}\n"
    "communications:\n  - kind: public_cell\n"
    "warning:\n"
    "  - {kind: issuance, at: 10 min, area: whole_scope, detection: {shortest: 0 s, usual: 0 s, longest: 0 s}}\n";

std::unique_ptr<Scenario> open_scenario(const fs::path& file, const std::string& channels) {
  write_text(file, kNight + channels);
  Diagnostics diagnostics;
  auto scenario = read_scenario(file, catalog(), {}, diagnostics);
  if (scenario == nullptr) throw std::runtime_error(draw(diagnostics.entries(), Language::en));
  return scenario;
}

/// Seconds of one replication and the public messages addressed in it, in a child process.
std::pair<double, double> timed(const Scenario& scenario) {
  const auto outcome = run_isolated([&] {
    const auto begins = std::chrono::steady_clock::now();
    const auto result = Simulation(scenario, catalog()).run(0);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begins;
    std::uint64_t addressed = 0;
    for (const auto& row : result.log.all<warning::PublicChannelCounted>()) {
      const auto& e = row.event;
      addressed += e.addressed;
      const auto sum = e.understood + e.no_device + e.away + e.unnoticed + e.no_network + e.under_way;
      if (sum != e.addressed) throw std::runtime_error("the ledger does not balance");
    }
    std::ostringstream text;
    text << took.count() << ' ' << addressed;
    return text.str();
  });
  if (!outcome.ok()) throw std::runtime_error("the replication failed: " + outcome.explanation.en);
  std::istringstream text(outcome.payload);
  std::pair<double, double> result;
  text >> result.first >> result.second;
  return result;
}

/// A county night of 100,000 residents at whom one text message each goes: what that adds to a replication, measures
/// included. The difference of two replications, with and without it, each the fastest of five.
void county_night(benchmark::State& state) {
  const Scratch scratch;
  generate_town({.seed = 3, .townships = 10, .population = 100'000},
                defaults<TownGenerationParameters>("town.generation"), scratch.path() / "town");
  const auto without = open_scenario(scratch.path() / "without.yaml", "");
  const auto with = open_scenario(scratch.path() / "with.yaml", "  - kind: text_message\n");
  double addressed = 0;
  double public_s = 0;
  for (auto _ : state) {
    double fastest_without_s = warning::kNever_s;
    double fastest_with_s = warning::kNever_s;
    for (int i = 0; i < 5; ++i) {
      fastest_without_s = std::min(fastest_without_s, timed(*without).first);
      const auto [took_s, count] = timed(*with);
      fastest_with_s = std::min(fastest_with_s, took_s);
      addressed = count;
    }
    public_s = fastest_with_s - fastest_without_s;
    state.SetIterationTime(std::max(public_s, 1e-9));
  }
  if (addressed != static_cast<double>(with->scope.residents())) state.SkipWithError("somebody was not addressed");
  state.counters["receipts"] = addressed;
  state.counters["public_part_s"] = public_s;
}
BENCHMARK(county_night)->Unit(benchmark::kMillisecond)->UseManualTime()->Iterations(3);

}  // namespace
}  // namespace tocsin::test

BENCHMARK_MAIN();
