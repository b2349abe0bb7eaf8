// SPDX-License-Identifier: Apache-2.0
// Mesoscopic traffic on the inputs of workload W2 (links.csv, trips.csv, routes.txt of ../shared/peers-bench), printed
// as the peers print it: traffic_bench w2 FOLDER [REPEATS]. Loading is reported apart. Every run must move every
// vehicle to its end, and all runs must agree.
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "engine/traffic/traffic.hpp"

namespace tocsin::traffic {
namespace {

double wall_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Workload {
  std::vector<SegmentFigures> segments;
  std::vector<double> departs_s;
  std::vector<std::vector<SegmentIndex>> routes;
};

Workload read(const std::string& folder) {
  Workload work;
  std::string line;
  std::ifstream links(folder + "/links.csv");
  std::getline(links, line);
  while (std::getline(links, line)) {
    double length_m = 0;
    double speed = 0;
    double capacity = 0;
    int storage = 0;
    if (std::sscanf(line.c_str(), "%*d,%*d,%*d,%lf,%*d,%lf,%lf,%d", &length_m, &speed, &capacity, &storage) != 4)
      continue;
    work.segments.push_back({.length_m = length_m,
                             .free_speed_m_per_s = speed,
                             .entry_capacity_veh_per_s = capacity,
                             .exit_capacity_veh_per_s = capacity,
                             .storage_cars = static_cast<double>(storage),
                             .gap_speed_m_per_s = 7.5 / 1.13});
  }
  std::ifstream trips(folder + "/trips.csv");
  std::ifstream routes(folder + "/routes.txt");
  std::getline(trips, line);
  while (std::getline(trips, line)) {
    work.departs_s.push_back(std::strtod(line.c_str() + line.find(',') + 1, nullptr));
    std::getline(routes, line);
    auto& route = work.routes.emplace_back();
    char* at = line.data();
    for (char* end = nullptr;; at = end) {
      const unsigned long segment = std::strtoul(at, &end, 10);
      if (end == at) break;
      route.push_back(static_cast<SegmentIndex>(segment));
    }
  }
  return work;
}

struct Answer {
  std::uint64_t moves = 0;
  std::vector<double> arrivals_s;
  double mean_s = 0;
};

SegmentFigures lanes_of(double length_m, int lanes, double speed) {
  const double capacity = lanes / (1.13 + 7.5 / speed);
  return {.length_m = length_m,
          .free_speed_m_per_s = speed,
          .entry_capacity_veh_per_s = capacity,
          .exit_capacity_veh_per_s = capacity,
          .storage_cars = lanes * length_m / 7.5,
          .gap_speed_m_per_s = 7.5 / 1.13};
}

/// Workload W1: two lanes, one lane, two lanes, a vehicle every 0.5 s; the queue spills back to the origin.
Workload lane_drop(std::size_t vehicles) {
  Workload work{.segments = {lanes_of(5000, 2, 25), lanes_of(1000, 1, 13.89), lanes_of(2000, 2, 25)},
                .departs_s = {},
                .routes = std::vector<std::vector<SegmentIndex>>(vehicles, {0, 1, 2})};
  for (std::size_t v = 0; v < vehicles; ++v) work.departs_s.push_back(0.5 * static_cast<double>(v));
  return work;
}

Answer run(const Workload& work, double& simulated_s) {
  Traffic traffic(work.segments);
  for (std::size_t v = 0; v < work.routes.size(); ++v) {
    traffic.depart(traffic.add({}, work.routes[v]), at_seconds(work.departs_s[v]));
  }
  Answer answer;
  answer.arrivals_s.reserve(work.routes.size());
  double sum_s = 0;
  const double begin_s = wall_s();
  while (traffic.advance(kNever)) {
    for (const Notice& notice : traffic.notices()) {
      if (notice.kind != Notice::Kind::arrived) continue;
      answer.arrivals_s.push_back(seconds(notice.at));
      sum_s += seconds(notice.at) - work.departs_s[notice.vehicle];
    }
  }
  simulated_s = wall_s() - begin_s;
  answer.moves = traffic.moves();
  answer.mean_s = sum_s / static_cast<double>(answer.arrivals_s.size());
  std::sort(answer.arrivals_s.begin(), answer.arrivals_s.end());
  return answer;
}

int main(int argc, char** argv) {
  const bool given = argc >= 3 && std::string(argv[1]) == "w2";
  if (!given && argc > 1) {
    fmt::print(stderr, "usage: traffic_bench [w2 FOLDER [REPEATS]]; without arguments: workload W1\n");
    return 2;
  }
  const int repeats = argc > 3 ? std::atoi(argv[3]) : 5;
  const double begin_s = wall_s();
  const Workload work = given ? read(argv[2]) : lane_drop(2000);
  const double load_s = wall_s() - begin_s;
  std::vector<double> times_s;
  Answer first;
  for (int i = 0; i < repeats; ++i) {
    double simulated_s = 0;
    Answer answer = run(work, simulated_s);
    times_s.push_back(simulated_s);
    if (answer.arrivals_s.size() != work.routes.size() || (i > 0 && answer.arrivals_s != first.arrivals_s)) {
      fmt::print(stderr, "wrong: {} of {} vehicles arrived, or not as before\n", answer.arrivals_s.size(),
                 work.routes.size());
      return 1;
    }
    if (i == 0) first = std::move(answer);
  }
  std::sort(times_s.begin(), times_s.end());
  const double median_s = times_s[times_s.size() / 2];
  const auto arrived = [&](std::size_t percent) {
    return first.arrivals_s[std::min(first.arrivals_s.size() - 1, first.arrivals_s.size() * percent / 100)];
  };
  constexpr double kLaneDrop_s =
      351.994 + 1999 / 0.5988179;  // the first passes freely, the others at the bottleneck's rate
  if (!given && std::abs(first.arrivals_s.back() - kLaneDrop_s) > 1.0) {
    fmt::print(stderr, "wrong: the lane drop clears at {} s, not {} s\n", first.arrivals_s.back(), kLaneDrop_s);
    return 1;
  }
  struct rusage usage {};
  getrusage(RUSAGE_SELF, &usage);
  fmt::print(
      "tocsin vehicles={} moves={} load_s={:.3f} sim_s_median={:.4f} sim_s_min={:.4f} moves_per_s={:.0f} T50={:.0f} "
      "T95={:.0f} T100={:.0f} mean_tt={:.1f} rss_mb={:.0f}\n",
      work.routes.size(), first.moves, load_s, median_s, times_s.front(), static_cast<double>(first.moves) / median_s,
      arrived(50), arrived(95), arrived(100), first.mean_s, static_cast<double>(usage.ru_maxrss) / 1024.0);
  return 0;
}

}  // namespace
}  // namespace tocsin::traffic

int main(int argc, char** argv) {
  return tocsin::traffic::main(argc, argv);
}
