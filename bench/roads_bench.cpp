// SPDX-License-Identifier: Apache-2.0
// How fast routing is, side by side with plain Boost.Graph Dijkstra in the same program: many-to-many matrix (workload
// W5), one fastest route, a tree towards a shelter, the nearest junction.
// The networks are the county of W5, made here: a chain of towns (60 junctions each) on a mountain road. 45 towns:
// c10k, 300: as many junctions as the car network of Andorra with every map point, 450: c100k. Every benchmark checks
// its answer; the sums of the matrices are those other routing programs gave for W5.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/roads/road_network.hpp"
#include "engine/roads/router.hpp"

namespace {

using namespace tocsin;

constexpr std::uint64_t kMultiplier = 6364136223846793005ULL;
constexpr std::uint64_t kIncrement = 1442695040888963407ULL;

/// The random stream of the workload (64-bit LCG).
class Lcg {
 public:
  explicit Lcg(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ULL + 1) {}
  std::uint64_t next() { return state_ = state_ * kMultiplier + kIncrement; }
  double uniform() { return static_cast<double>(next() >> 11U) / 9007199254740992.0; }

 private:
  std::uint64_t state_;
};

/// The county of W5 as segments whose travel time is a whole number of milliseconds: that many meters at 1000 m/s.
class County {
 public:
  explicit County(int towns) : draw_(1) {
    draw_.next();
    draw_.next();
    std::vector<std::pair<std::size_t, std::size_t>> gates;
    for (int town = 0; town < towns; ++town) gates.push_back(add_town());
    for (std::size_t t = 0; t + 1 < gates.size(); ++t) add_mountain_road(gates[t].second, gates[t + 1].first);
    for (const auto& [gate, aside] :
         {std::pair(gates.front().first, -6000.0), std::pair(gates.back().second, 6000.0)}) {
      add_mountain_road(gate, add_junction(x_of(gate) + aside, y_of(gate)));
    }
  }
  [[nodiscard]] RoadNetwork network(std::vector<BannedTurn> banned = {}) const {
    return {junctions_, segments_, RoadClassTable{}, std::move(banned)};
  }
  [[nodiscard]] const std::vector<SegmentInput>& segments() const { return segments_; }

 private:
  static constexpr std::size_t kRows = 6;
  static constexpr std::size_t kColumns = 10;
  static constexpr double kBlock_m = 150;

  std::size_t add_junction(double x_m, double y_m) {
    junctions_.push_back({.id = {}, .x_m = static_cast<float>(x_m), .y_m = static_cast<float>(y_m), .elevation_m = 0});
    return junctions_.size() - 1;
  }
  [[nodiscard]] double x_of(std::size_t junction) const { return junctions_[junction].x_m; }
  [[nodiscard]] double y_of(std::size_t junction) const { return junctions_[junction].y_m; }

  void add_road(std::size_t a, std::size_t b, double length_m, double speed_m_per_s) {
    SegmentInput input;
    input.length = Length::from_si(std::round(length_m / speed_m_per_s * 1000));
    input.free_flow_speed = Speed::from_si(1000);
    for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
      input.from = JunctionId(from);
      input.to = JunctionId(to);
      segments_.push_back(input);
    }
  }
  /// A grid of streets; returns where the mountain road enters and leaves it.
  std::pair<std::size_t, std::size_t> add_town() {
    const std::size_t first = junctions_.size();
    constexpr std::size_t kMainStreet = kRows / 2;
    for (std::size_t r = 0; r < kRows; ++r) {
      for (std::size_t c = 0; c < kColumns; ++c) {
        add_junction(x_m_ + static_cast<double>(c) * kBlock_m, y_m_ + static_cast<double>(r) * kBlock_m);
      }
    }
    for (std::size_t r = 0; r < kRows; ++r) {
      for (std::size_t c = 0; c < kColumns; ++c) {
        const std::size_t here = first + r * kColumns + c;
        if (c + 1 < kColumns) add_road(here, here + 1, kBlock_m, r == kMainStreet ? 13.89 : 8.33);
        if (r + 1 < kRows) add_road(here, here + kColumns, kBlock_m, 8.33);
      }
    }
    x_m_ += (kColumns - 1) * kBlock_m + 6000;
    y_m_ += (draw_.uniform() - 0.5) * 2000;
    return {first + kMainStreet * kColumns, first + kMainStreet * kColumns + kColumns - 1};
  }
  void add_mountain_road(std::size_t a, std::size_t b) {
    constexpr int kBends = 8;
    std::size_t before = a;
    double length_m = 500 + 500 * draw_.uniform();
    for (int bend = 1; bend < kBends; ++bend) {
      const double part = static_cast<double>(bend) / kBends;
      const double aside_m = (draw_.uniform() - 0.5) * 400;
      const std::size_t here =
          add_junction(x_of(a) + part * (x_of(b) - x_of(a)), y_of(a) + part * (y_of(b) - y_of(a)) + aside_m);
      add_road(before, here, std::round(length_m * 10) / 10, bend % 3 != 0 ? 16.67 : 11.11);
      before = here;
      length_m = 500 + 500 * draw_.uniform();
    }
    add_road(before, b, std::round(length_m * 10) / 10, 16.67);
  }

  Lcg draw_;
  double x_m_ = 0;
  double y_m_ = 0;
  std::vector<Junction> junctions_;
  std::vector<SegmentInput> segments_;
};

const County& county(std::int64_t towns) {
  static std::map<std::int64_t, County> made;
  return made.try_emplace(towns, static_cast<int>(towns)).first->second;
}

/// The junctions every program of W5 uses.
std::vector<JunctionId> pick(std::size_t junction_count, std::size_t count, std::uint64_t seed) {
  Lcg draw(seed);
  std::vector<JunctionId> picked;
  for (std::size_t i = 0; i < count; ++i) picked.emplace_back(((draw.next() >> 33U) * junction_count) >> 31U);
  return picked;
}

/// Plain Boost, as its documentation shows it.
class PlainBoost {
 public:
  explicit PlainBoost(const RoadNetwork& network) : distance_ms_(network.junction_count()) {
    std::vector<std::pair<unsigned, unsigned>> edges;
    std::vector<Weight> weights;
    for (std::size_t s = 0; s < network.segment_count(); ++s) {
      edges.emplace_back(network.from(SegmentId(s)).value, network.to(SegmentId(s)).value);
      weights.push_back({static_cast<unsigned>(network.length_m(SegmentId(s)))});
    }
    graph_ = Graph(boost::edges_are_sorted, edges.begin(), edges.end(), weights.begin(),
                   static_cast<unsigned>(network.junction_count()));
  }
  const std::vector<unsigned>& tree_ms(JunctionId origin) {
    boost::dijkstra_shortest_paths(
        graph_, origin.index(),
        boost::weight_map(get(&Weight::ms, graph_))
            .distance_map(make_iterator_property_map(distance_ms_.begin(), get(boost::vertex_index, graph_))));
    return distance_ms_;
  }

 private:
  struct Weight {
    unsigned ms;
  };
  using Graph = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, Weight>;
  Graph graph_;
  std::vector<unsigned> distance_ms_;
};

double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

Router car_router(const RoadNetwork& network) {
  return {network, TravelMode::car, ModeSpeeds{}};
}

/// W5: 1,000 x 1,000 travel times, checked against the published sum; plain Boost alternates in the same loop.
void matrix(benchmark::State& state) {
  const std::uint64_t expected_ms = state.range(0) == 45 ? 7600947040396ULL : 75643750704898ULL;
  const RoadNetwork network = county(state.range(0)).network();
  const Router router = car_router(network);
  PlainBoost plain(network);
  const auto origins = pick(network.junction_count(), 1000, 1);
  const auto destinations = pick(network.junction_count(), 1000, 2);
  std::vector<double> ratios;
  for (auto _ : state) {
    const double start_s = now_s();
    const Eigen::MatrixXd times_s = router.travel_times_s(origins, destinations);
    const double own_s = now_s() - start_s;
    state.SetIterationTime(own_s);
    std::uint64_t sum_ms = 0;
    const double plain_start_s = now_s();
    for (const JunctionId origin : origins) {
      const auto& tree = plain.tree_ms(origin);
      for (const JunctionId destination : destinations) sum_ms += tree[destination.index()];
    }
    ratios.push_back((now_s() - plain_start_s) / own_s);
    std::uint64_t own_sum_ms = 0;
    for (const double time_s : times_s.reshaped())
      own_sum_ms += static_cast<std::uint64_t>(std::llround(time_s * 1000));
    if (own_sum_ms != expected_ms || sum_ms != expected_ms) state.SkipWithError("wrong checksum");
  }
  state.counters["pairs_per_s"] = benchmark::Counter(1e6, benchmark::Counter::kIsIterationInvariantRate);
  state.counters["plain_boost_over_this"] = median(ratios);
}
BENCHMARK(matrix)->Arg(45)->Arg(450)->UseManualTime()->Unit(benchmark::kMillisecond);

/// Median of single queries between random junctions; plain Boost grows its whole tree for each.
template <class Ask>
void measure_routes(benchmark::State& state, const RoadNetwork& network, const Ask& ask, bool same_as_plain) {
  PlainBoost plain(network);
  const auto origins = pick(network.junction_count(), 201, 3);
  const auto destinations = pick(network.junction_count(), 201, 4);
  std::vector<double> own_s;
  std::vector<double> plain_s;
  for (auto _ : state) {
    double sum_s = 0;
    for (std::size_t q = 0; q < origins.size(); ++q) {
      const double start_s = now_s();
      const auto route = ask(origins[q], destinations[q]);
      own_s.push_back(now_s() - start_s);
      sum_s += own_s.back();
      const double plain_start_s = now_s();
      const unsigned expected_ms = plain.tree_ms(origins[q])[destinations[q].index()];
      plain_s.push_back(now_s() - plain_start_s);
      const double found_ms = route ? std::round(seconds(route->travel_time) * 1000) : -1;
      if (same_as_plain ? found_ms != expected_ms : found_ms < expected_ms) state.SkipWithError("wrong travel time");
    }
    state.SetIterationTime(sum_s / static_cast<double>(origins.size()));
  }
  state.counters["median_us"] = median(own_s) * 1e6;
  state.counters["longest_us"] = *std::max_element(own_s.begin(), own_s.end()) * 1e6;
  state.counters["plain_boost_over_this"] = median(plain_s) / median(own_s);
  state.counters["junctions"] = static_cast<double>(network.junction_count());
}

void fastest_route(benchmark::State& state) {
  const RoadNetwork network = county(state.range(0)).network();
  const Router router = car_router(network);
  measure_routes(
      state, network, [&](JunctionId from, JunctionId to) { return router.fastest(from, to); }, true);
}
BENCHMARK(fastest_route)->Arg(45)->Arg(300)->Iterations(5)->UseManualTime()->Unit(benchmark::kMicrosecond);

/// One turn in fifty is banned.
void fastest_route_with_banned_turns(benchmark::State& state) {
  const auto& segments = county(state.range(0)).segments();
  std::vector<std::vector<std::size_t>> leaving(segments.size());
  for (std::size_t s = 0; s < segments.size(); ++s) leaving[segments[s].from.index()].push_back(s);
  std::vector<BannedTurn> banned;
  std::size_t turns = 0;
  for (std::size_t s = 0; s < segments.size(); ++s) {
    for (const std::size_t next : leaving[segments[s].to.index()]) {
      if (++turns % 50 == 0 && leaving[segments[s].to.index()].size() > 2) {
        banned.push_back({SegmentId(s), SegmentId(next)});
      }
    }
  }
  const RoadNetwork network = county(state.range(0)).network(banned);
  const Router router = car_router(network);
  state.counters["banned_turns"] = static_cast<double>(banned.size());
  measure_routes(
      state, network, [&](JunctionId from, JunctionId to) { return router.fastest(from, to); }, false);
}
BENCHMARK(fastest_route_with_banned_turns)
    ->Arg(45)
    ->Arg(300)
    ->Iterations(5)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);

/// One segment in ten is slower from some instant on, and it rains everywhere from minute 20 on.
void fastest_route_in_time(benchmark::State& state) {
  const RoadNetwork network = county(state.range(0)).network();
  const Router router = car_router(network);
  RoadConditions conditions(network);
  for (std::size_t s = 0; s < network.segment_count(); s += 10) {
    conditions.set_speed_factor(SegmentId(s), kAllModes, at_seconds(static_cast<double>(s % 3600)), 0.5);
  }
  conditions.set_network_factor(kAllModes, kStartEx + 20min, 0.8);
  measure_routes(
      state, network, [&](JunctionId from, JunctionId to) { return router.fastest(from, to, kStartEx, conditions); },
      false);
}
BENCHMARK(fastest_route_in_time)->Arg(45)->Arg(300)->Iterations(5)->UseManualTime()->Unit(benchmark::kMicrosecond);

/// The trees towards 98 shelters (as many as Wulong has).
void trees_to_98_shelters(benchmark::State& state) {
  const RoadNetwork network = county(state.range(0)).network();
  const Router router = car_router(network);
  PlainBoost plain(network);
  const auto shelters = pick(network.junction_count(), 98, 5);
  std::vector<double> ratios;
  for (auto _ : state) {
    const double start_s = now_s();
    double sum_s = 0;
    for (const JunctionId shelter : shelters) {
      Router::Tree tree = router.tree_to(shelter);
      tree.grow_fully();
      sum_s += tree.to_go_s(JunctionId(std::size_t{0}));
    }
    const double own_s = now_s() - start_s;
    state.SetIterationTime(own_s);
    double plain_sum_s = 0;  // every road is two-way and as fast back, so times from and to are the same
    const double plain_start_s = now_s();
    for (const JunctionId shelter : shelters) plain_sum_s += plain.tree_ms(shelter).front() / 1000.0;
    ratios.push_back((now_s() - plain_start_s) / own_s);
    if (std::abs(sum_s / plain_sum_s - 1) > 1e-6) state.SkipWithError("wrong sum of times");
  }
  state.counters["plain_boost_over_this"] = median(ratios);
}
BENCHMARK(trees_to_98_shelters)->Arg(45)->Arg(450)->UseManualTime()->Unit(benchmark::kMillisecond);

void nearest_junction_100k(benchmark::State& state) {
  const RoadNetwork network = county(state.range(0)).network();
  Lcg draw(9);
  std::vector<std::pair<float, float>> places;
  const auto count = static_cast<std::uint32_t>(network.junction_count());
  for (int i = 0; i < 100000; ++i) {
    const Junction& near = network.junction(JunctionId(std::size_t{(draw.next() >> 33U) % count}));
    places.emplace_back(near.x_m + static_cast<float>(draw.uniform() * 50),
                        near.y_m + static_cast<float>(draw.uniform() * 50));
  }
  for (auto _ : state) {
    for (const auto& [x_m, y_m] : places) {
      const Junction& found = network.junction(network.nearest_junction(x_m, y_m, TravelMode::car));
      if (std::hypot(found.x_m - x_m, found.y_m - y_m) > 71.0F) state.SkipWithError("not the nearest");
    }
  }
}
BENCHMARK(nearest_junction_100k)->Arg(45)->Arg(450)->Unit(benchmark::kMillisecond);

/// What a run pays once for each network and mode.
void build_network(benchmark::State& state) {
  for (auto _ : state) {
    const RoadNetwork network = county(state.range(0)).network();
    if (network.segment_count() != county(state.range(0)).segments().size()) state.SkipWithError("lost segments");
  }
}
BENCHMARK(build_network)->Arg(45)->Arg(450)->Unit(benchmark::kMillisecond);

void build_router(benchmark::State& state) {
  const RoadNetwork network = county(state.range(0)).network();
  for (auto _ : state) {
    const Router router = car_router(network);
    if (router.free_speed_m_per_s(SegmentId(std::size_t{0})) != 1000.0) state.SkipWithError("wrong speed");
  }
}
BENCHMARK(build_router)->Arg(45)->Arg(450)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
