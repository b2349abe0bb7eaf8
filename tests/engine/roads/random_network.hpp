// SPDX-License-Identifier: Apache-2.0
// Networks for the tests of engine/roads: random ones from a seed, and the builders they share. Integer lengths and a
// speed of 1 m/s make travel times exact, so answers can be compared with ==.
#pragma once

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "engine/roads/road_network.hpp"
#include "engine/roads/router.hpp"

namespace tocsin::testing {

/// A 64-bit linear congruential generator (Knuth): the same numbers everywhere.
class Lcg {
 public:
  explicit Lcg(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ULL + 1) {}
  std::uint32_t below(std::uint32_t n) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::uint32_t>(((state_ >> 33U) * n) >> 31U);
  }

 private:
  std::uint64_t state_;
};

inline JunctionId at(std::size_t index) {
  return JunctionId(index);
}
inline SegmentId segment(std::size_t index) {
  return SegmentId(index);
}

/// A segment of `length_m` at 1 m/s.
inline SegmentInput road(std::size_t from, std::size_t to, double length_m, ModeMask access = kAllModes) {
  SegmentInput input;
  input.from = at(from);
  input.to = at(to);
  input.length = Length::from_si(length_m);
  input.free_flow_speed = Speed::from_si(1.0);
  input.access = access;
  return input;
}

inline std::vector<Junction> junctions(std::size_t count) {
  std::vector<Junction> result(count);
  for (std::size_t j = 0; j < count; ++j) result[j].x_m = static_cast<float>(j);
  return result;
}

/// Both directions of a road, named `id`.
inline void add_two_way(std::vector<SegmentInput>& segments, const std::string& id, std::size_t a, std::size_t b,
                        double length_m, ModeMask access = kAllModes) {
  segments.push_back(road(a, b, length_m, access));
  segments.back().road = id;
  segments.push_back(road(b, a, length_m, access));
  segments.back().road = id;
}

/// One-way segments between random junctions (loops and parallel ones too), lengths 0 to 20 m, a fifth of them closed
/// to cars, and random banned turns. Sparse enough that many pairs have no route.
inline RoadNetwork random_network(std::uint64_t seed, std::uint32_t junction_count, std::uint32_t segment_count,
                                  std::uint32_t banned_count) {
  Lcg draw(seed);
  std::vector<SegmentInput> segments;
  for (std::uint32_t s = 0; s < segment_count; ++s) {
    const std::uint32_t from = draw.below(junction_count);
    const std::uint32_t to = draw.below(junction_count);
    segments.push_back(road(from, to, draw.below(21), draw.below(5) == 0 ? kOnFootOnly : kAllModes));
  }
  std::vector<BannedTurn> banned;
  for (std::uint32_t tries = 0; banned.size() < banned_count && tries < 1000 * banned_count; ++tries) {
    const std::uint32_t a = draw.below(segment_count);
    const std::uint32_t b = draw.below(segment_count);
    if (segments[a].to != segments[b].from) continue;
    const ModeMask modes = draw.below(2) == 0 ? kAllModes : mask_of(TravelMode::car);
    banned.push_back({segment(a), segment(b), modes});
  }
  return {junctions(junction_count), segments, RoadClassTable{}, banned};
}

inline bool turn_allowed(const RoadNetwork& network, SegmentId from, SegmentId to, TravelMode mode) {
  for (const BannedTurn& turn : network.banned_turns()) {
    if (turn.from == from && turn.to == to && (turn.modes & mask_of(mode)) != 0) return false;
  }
  return true;
}

inline constexpr double kNoWay = std::numeric_limits<double>::infinity();

/// Bellman-Ford over pairs of segments, written to be obviously right: the earliest time at the end of every segment
/// for someone who starts at `origin`. `leave(segment, enters_s)` tells when a segment is left.
template <class Leave>
std::vector<double> brute_force_times(const RoadNetwork& network, TravelMode mode, JunctionId origin, double departs_s,
                                      const Leave& leave) {
  const std::size_t count = network.segment_count();
  std::vector<double> end_s(count, kNoWay);
  for (bool improved = true; improved;) {
    improved = false;
    for (std::size_t s = 0; s < count; ++s) {
      if (!network.allows(segment(s), mode)) continue;
      double enters_s = network.from(segment(s)) == origin ? departs_s : kNoWay;
      for (std::size_t before = 0; before < count; ++before) {
        if (network.to(segment(before)) != network.from(segment(s))) continue;
        if (turn_allowed(network, segment(before), segment(s), mode)) enters_s = std::min(enters_s, end_s[before]);
      }
      const double leaves_s = enters_s == kNoWay ? kNoWay : leave(segment(s), enters_s);
      if (leaves_s < end_s[s]) {
        end_s[s] = leaves_s;
        improved = true;
      }
    }
  }
  std::vector<double> times_s(network.junction_count(), kNoWay);
  for (std::size_t s = 0; s < count; ++s) {
    double& time_s = times_s[network.to(segment(s)).index()];
    time_s = std::min(time_s, end_s[s]);
  }
  times_s[origin.index()] = departs_s;
  return times_s;
}

}  // namespace tocsin::testing
