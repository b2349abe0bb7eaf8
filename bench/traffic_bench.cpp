// SPDX-License-Identifier: Apache-2.0
// Mesoscopic traffic, timed. Loading is reported apart; every run must move every vehicle to its end, and all runs must
// agree.
//   traffic_bench                         workload W1, a lane drop with its analytic answer
//   traffic_bench w2 FOLDER [REPEATS]     inputs of workload W2 (links.csv, trips.csv, routes.txt, see
//   bench/README.md),
//                                         printed as the peers print it
//   traffic_bench grow [MOST_SEGMENTS]    cost of a move and memory from 1,000 to 1,000,000 segments
//   traffic_bench town FOLDER|MAP VEHICLES SHELTERS OUT
//                                         writes inputs of W2 from a town package or a map (.osm.pbf), with the headway
//                                         of SUMO's mesoscopic model, so that bench/sumo_compare.py can hand them to
//                                         SUMO
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "engine/roads/router.hpp"
#include "engine/traffic/traffic.hpp"
#include "tests/engine/town/town_support.hpp"

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

std::size_t rss_bytes() {
  std::ifstream in("/proc/self/statm");
  std::size_t pages = 0;
  std::size_t resident = 0;
  in >> pages >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
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

/// `bytes`: of the whole process when everybody has arrived.
Answer run(const Workload& work, double& simulated_s, std::size_t* bytes = nullptr) {
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
  if (bytes != nullptr) *bytes = rss_bytes();
  answer.moves = traffic.moves();
  answer.mean_s = sum_s / static_cast<double>(answer.arrivals_s.size());
  std::sort(answer.arrivals_s.begin(), answer.arrivals_s.end());
  return answer;
}

/// Roads of 100 segments side by side, 30 vehicles to each within an hour: events that follow each other in time are on
/// different roads, so what is touched next is never what was touched last.
Workload roads_side_by_side(std::size_t segments) {
  constexpr std::size_t kLong = 100;
  constexpr std::size_t kVehicles = 30;
  Workload work;
  const std::size_t roads = segments / kLong;
  for (std::size_t s = 0; s < roads * kLong; ++s) {
    work.segments.push_back(lanes_of(150 + static_cast<double>(s * 37 % 500), 1, 13.89));
  }
  for (std::size_t v = 0; v < roads * kVehicles; ++v) {
    auto& route = work.routes.emplace_back();
    for (std::size_t k = 0; k < kLong; ++k) route.push_back(static_cast<SegmentIndex>(v % roads * kLong + k));
    const auto draw = static_cast<double>((v * 2654435761U) % 1'000'003) / 1'000'003;
    work.departs_s.push_back(3600 * draw);
  }
  return work;
}

int grow(std::size_t most) {
  double first_ns = 0;
  for (std::size_t segments = 1000; segments <= most; segments *= 10) {
    const Workload work = roads_side_by_side(segments);
    double best_s = 1e9;
    std::uint64_t moves = 0;
    const std::size_t before = rss_bytes();
    std::size_t bytes = 0;
    for (int i = 0; i < (segments > 100'000 ? 2 : 5); ++i) {
      double simulated_s = 0;
      const Answer answer = run(work, simulated_s, &bytes);
      if (answer.moves != work.routes.size() * 100) {
        fmt::print(stderr, "wrong: {} moves\n", answer.moves);
        return 1;
      }
      best_s = std::min(best_s, simulated_s);
      moves = answer.moves;
    }
    const double ns = best_s / static_cast<double>(moves) * 1e9;
    if (segments == 1000) first_ns = ns;
    const std::size_t parts = work.segments.size() + work.routes.size();
    const double routes = 4.0 * static_cast<double>(moves + work.routes.size());
    fmt::print(
        "grow segments={} vehicles={} moves={} ns_per_move={:.1f} ratio={:.2f} moves_per_s={:.0f} mb={:.0f} "
        "bytes_per_segment_and_vehicle={:.0f}\n",
        work.segments.size(), work.routes.size(), moves, ns, ns / first_ns, 1e9 / ns,
        static_cast<double>(bytes - before) / 1e6,
        (static_cast<double>(bytes - before) - routes) / static_cast<double>(parts));
  }
  return 0;
}

Town town_of(const std::filesystem::path& source) {
  if (is_town_package(source)) return read_town(source, test::reader_options());
  const test::Scratch scratch;
  import_osm(source, scratch.path() / "town", {}, test::defaults<OsmImportParameters>("town.import"));
  return read_town(scratch.path() / "town", test::reader_options());
}

/// The junctions of `count` shelters, spread over the list.
std::vector<JunctionId> some_shelters(const Town& town, std::size_t count) {
  std::vector<JunctionId> result;
  for (std::size_t i = 0; i < count && !town.shelters.empty(); ++i) {
    result.push_back(town.shelters[i * town.shelters.size() / count].place.road_junction);
  }
  return result;
}

/// links.csv and nodes.csv: roads open to cars; the number of each by segment.
std::vector<std::size_t> write_roads(const Town& town, const Router& router, const std::filesystem::path& folder) {
  std::ofstream nodes(folder / "nodes.csv");
  nodes << "id,x,y,shelter\n";
  for (std::size_t j = 0; j < town.roads.junction_count(); ++j) {
    const Junction& junction = town.roads.junction(JunctionId(j));
    nodes << fmt::format("{},{:.2f},{:.2f},0\n", j, junction.x_m, junction.y_m);
  }
  std::vector<std::size_t> number(town.roads.segment_count());
  std::size_t count = 0;
  std::ofstream links(folder / "links.csv");
  links << "id,from,to,length_m,lanes,speed_mps,capacity_vps,storage_veh\n";
  for (std::size_t i = 0; i < town.roads.segment_count(); ++i) {
    const SegmentId s(i);
    const double speed = router.free_speed_m_per_s(s);
    if (speed <= 0) continue;
    number[i] = count++;
    const double length_m = std::max(8.0, static_cast<double>(town.roads.length_m(s)));
    const SegmentFigures f = lanes_of(length_m, town.roads.lanes(s), speed);
    links << fmt::format("{},{},{},{:.2f},{},{:.4f},{:.6f},{}\n", number[i], town.roads.from(s).index(),
                         town.roads.to(s).index(), length_m, town.roads.lanes(s), speed, f.exit_capacity_veh_per_s,
                         static_cast<int>(f.storage_cars));
  }
  return number;
}

int write_town(const std::filesystem::path& source, std::size_t vehicles, std::size_t shelter_count,
               const std::filesystem::path& folder) {
  const Town town = town_of(source);
  std::filesystem::create_directories(folder);
  Diagnostics diagnostics;
  const Router router(town.roads, TravelMode::car, read_road_parameters(test::library(), diagnostics).speeds());
  const auto number = write_roads(town, router, folder);
  const auto shelters = some_shelters(town, shelter_count);
  const auto tree = router.tree_to(shelters);
  std::ofstream trips(folder / "trips.csv");
  std::ofstream routes(folder / "routes.txt");
  trips << "id,depart_s,orig_node,dest_node,n_links\n";
  std::uint64_t draw = 1;
  for (std::size_t v = 0; v < vehicles;) {
    draw = draw * 6364136223846793005U + 1442695040888963407U;
    const JunctionId from((draw >> 33U) % town.roads.junction_count());
    const auto way = tree.segments_from(town.roads, from);
    if (way.empty()) continue;
    trips << fmt::format("{},{:.3f},{},{},{}\n", v, 3600.0 * static_cast<double>(v) / static_cast<double>(vehicles),
                         from.index(), tree.destination_of(from).index(), way.size());
    for (std::size_t i = 0; i < way.size(); ++i) routes << (i > 0 ? " " : "") << number[way[i].index()];
    routes << '\n';
    ++v;
  }
  fmt::print("town segments={} vehicles={} shelters={}\n", number.size(), vehicles, shelters.size());
  return 0;
}

int compare_runs(const Workload& work, double load_s, int repeats, const double* analytic_s) {
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
  if (analytic_s != nullptr && std::abs(first.arrivals_s.back() - *analytic_s) > 1.0) {
    fmt::print(stderr, "wrong: the lane drop clears at {} s, not {} s\n", first.arrivals_s.back(), *analytic_s);
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

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  if (mode.empty()) {
    constexpr double kLaneDrop_s =
        351.994 + 1999 / 0.5988179;  // the first passes freely, the others at the bottleneck's rate
    return compare_runs(lane_drop(2000), 0, 5, &kLaneDrop_s);
  }
  if (mode == "w2" && argc >= 3) {
    const double begin_s = wall_s();
    const Workload work = read(argv[2]);
    return compare_runs(work, wall_s() - begin_s, argc > 3 ? std::atoi(argv[3]) : 5, nullptr);
  }
  if (mode == "grow") return grow(argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1'000'000);
  if (mode == "town" && argc == 6) {
    return write_town(argv[2], std::strtoul(argv[3], nullptr, 10), std::strtoul(argv[4], nullptr, 10), argv[5]);
  }
  fmt::print(stderr,
             "usage: traffic_bench [w2 FOLDER [REPEATS] | grow [SEGMENTS] | town SOURCE VEHICLES SHELTERS OUT]\n");
  return 2;
}

}  // namespace
}  // namespace tocsin::traffic

int main(int argc, char** argv) {
  return tocsin::traffic::main(argc, argv);
}
