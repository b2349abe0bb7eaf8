// SPDX-License-Identifier: Apache-2.0
// A tower of 40 floors with three stairs and 500 to 2,500 persons on each, all alarmed within five minutes: ways and
// halls entered per second, one core. Every run must bring everybody out and no run may differ from the first.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <random>
#include <vector>

#include "engine/pedestrian/egress.hpp"

namespace tocsin::pedestrian {
namespace {

constexpr FlowLaw kLaw{.a_m2 = 0.266, .free_density_per_m2 = 0.54, .standing_density_per_m2 = 3.5};
constexpr double kLevel = 1.40;
constexpr double kStair = 1.08;
constexpr int kFloors = 40;

struct Tower {
  std::vector<PlaceFigures> places;
  std::vector<WayFigures> ways;
  std::vector<PlaceIndex> floors;
};

Tower make_tower(int persons_per_floor) {
  Tower t;
  const auto place = [&t](double area_m2) {
    t.places.push_back({area_m2, 0, kLevel});
    return static_cast<PlaceIndex>(t.places.size() - 1);
  };
  for (int f = 0; f < kFloors; ++f) t.floors.push_back(place(2.0 * persons_per_floor));
  for (int s = 0; s < 3; ++s) {
    PlaceIndex below = place(0);
    t.ways.push_back({.from = below, .effective_width_m = 1.2, .k_m_per_s = kLevel});
    for (const PlaceIndex floor : t.floors) {
      const PlaceIndex landing = place(0);
      t.ways.push_back({.from = landing,
                        .to = below,
                        .length_m = 9,
                        .effective_width_m = 1.1,
                        .k_m_per_s = kStair,
                        .weight = 0.5,
                        .stair = true});
      t.ways.push_back({.from = floor, .to = landing, .effective_width_m = 0.7, .k_m_per_s = kLevel, .weight = 0.5});
      below = landing;
    }
  }
  return t;
}

void empty_tower(benchmark::State& state) {
  const int persons = static_cast<int>(state.range(0));
  const Tower tower = make_tower(persons);
  const Routes routes(tower.places, tower.ways, kLaw);
  std::vector<Group> groups;
  for (const PlaceIndex floor : tower.floors) groups.push_back({floor, static_cast<std::uint32_t>(persons)});
  const auto first_ways = share_out(routes, groups);
  std::uint64_t moves = 0;
  Time last{};
  for (auto _ : state) {
    state.PauseTiming();
    Egress egress(routes);
    std::mt19937 random(1);
    for (std::size_t i = 0; i < first_ways.size(); ++i) {
      const PlaceIndex floor = tower.floors[i / static_cast<std::size_t>(persons)];
      const double walk_m = static_cast<double>(random() % 30);
      egress.start(egress.add({.place = floor, .walk_m = walk_m, .out = first_ways[i]}),
                   at_seconds(static_cast<double>(random() % 300)));
    }
    state.ResumeTiming();
    while (egress.advance(kNever)) {
    }
    if (egress.ledger().out != first_ways.size()) std::abort();
    if (moves != 0 && (egress.moves() != moves || egress.now() != last)) std::abort();
    moves = egress.moves();
    last = egress.now();
  }
  state.counters["persons"] = static_cast<double>(first_ways.size());
  state.counters["out_s"] = seconds(last);
  state.counters["moves_per_s"] =
      benchmark::Counter(static_cast<double>(moves), benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(empty_tower)->Arg(500)->Arg(2500)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tocsin::pedestrian

BENCHMARK_MAIN();
