// SPDX-License-Identifier: Apache-2.0
// How long places take: importing a country, reading a county, generating one, and the first questions asked of an
// imported road network. Every benchmark checks the answer it timed. Needs ../shared/data (or TOCSIN_DATA) for Andorra;
// run from the project root.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "engine/roads/router.hpp"
#include "tests/engine/town/town_support.hpp"

namespace tocsin::test {
namespace {

fs::path andorra() {
  const char* data = std::getenv("TOCSIN_DATA");
  return fs::path(data != nullptr ? data : "../shared/data") / "osm-andorra/andorra.osm.pbf";
}

void import_andorra(benchmark::State& state) {
  if (!fs::exists(andorra())) return state.SkipWithError("data case osm-andorra is not here (set TOCSIN_DATA)");
  const auto parameters = defaults<OsmImportParameters>("town.import");
  for (auto _ : state) {
    const Scratch scratch;
    const ImportSummary summary = import_osm(andorra(), scratch.path() / "andorra", {}, parameters);
    if (summary.highway_ways != 1615) state.SkipWithError("the map has 1615 ways with a highway tag");
  }
}
BENCHMARK(import_andorra)->Unit(benchmark::kMillisecond);

void fastest_route_in_andorra(benchmark::State& state) {
  if (!fs::exists(andorra())) return state.SkipWithError("data case osm-andorra is not here (set TOCSIN_DATA)");
  const Scratch scratch;
  import_osm(andorra(), scratch.path() / "andorra", {}, defaults<OsmImportParameters>("town.import"));
  const Town town = read_town(scratch.path() / "andorra", reader_options());
  Diagnostics diagnostics;
  const Router router(town.roads, TravelMode::car, read_road_parameters(library(), diagnostics).speeds());
  std::size_t pair = 0;
  for (auto _ : state) {
    const auto& from = town.zones[pair % town.zones.size()].place;
    const auto& to = town.zones[(pair * 7 + 3) % town.zones.size()].place;
    ++pair;
    const auto route = router.fastest(from.road_junction, to.road_junction);
    if (!route) state.SkipWithError("places of the main network reach each other");
    benchmark::DoNotOptimize(route);
  }
  state.counters["junctions"] = static_cast<double>(town.roads.junction_count());
  state.counters["segments"] = static_cast<double>(town.roads.segment_count());
}
BENCHMARK(fastest_route_in_andorra)->Unit(benchmark::kMicrosecond);

void generate_county(benchmark::State& state) {
  const auto residents = static_cast<std::uint64_t>(state.range(0));
  const auto parameters = defaults<TownGenerationParameters>("town.generation");
  for (auto _ : state) {
    const Scratch scratch;
    const auto made = generate_town({.seed = 1, .townships = static_cast<int>(state.range(1)), .population = residents},
                                    parameters, scratch.path() / "county");
    if (made.residents != residents) state.SkipWithError("residents went missing");
  }
}
BENCHMARK(generate_county)
    ->Args({10'000, 3})
    ->Args({350'000, 26})
    ->Args({2'000'000, 100})
    ->Unit(benchmark::kMillisecond);

void read_county(benchmark::State& state) {
  const auto residents = static_cast<std::uint64_t>(state.range(0));
  const Scratch scratch;
  generate_town({.seed = 1, .townships = static_cast<int>(state.range(1)), .population = residents},
                defaults<TownGenerationParameters>("town.generation"), scratch.path() / "county");
  for (auto _ : state) {
    const Town town = read_town(scratch.path() / "county", reader_options());
    if (town.resident_count() != residents) state.SkipWithError("residents went missing");
    state.counters["segments"] = static_cast<double>(town.roads.segment_count());
    state.counters["households"] = static_cast<double>(town.population.size());
  }
}
BENCHMARK(read_county)->Args({10'000, 3})->Args({350'000, 26})->Args({2'000'000, 100})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tocsin::test

BENCHMARK_MAIN();
