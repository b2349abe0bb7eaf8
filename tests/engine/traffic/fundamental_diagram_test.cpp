// SPDX-License-Identifier: Apache-2.0
// The fundamental diagram that the queues make: flow against density of a road fed from free flow to jam, against the
// triangle q = min(v k, C, w (kj - k)) in closed form (Newell 1993; handbook 4.3).
#include <gtest/gtest.h>

#include <cmath>

#include "engine/traffic/traffic.hpp"

namespace tocsin::traffic {
namespace {

struct Triangle {
  double speed_m_per_s;
  double jam_per_m;
  double wave_m_per_s;
  [[nodiscard]] double capacity() const {
    return jam_per_m * speed_m_per_s * wave_m_per_s / (speed_m_per_s + wave_m_per_s);
  }
  [[nodiscard]] double critical_per_m() const { return capacity() / speed_m_per_s; }
  [[nodiscard]] double flow(double density_per_m) const {
    return std::min(speed_m_per_s * density_per_m, wave_m_per_s * (jam_per_m - density_per_m));
  }
};

struct State {
  double flow_per_s = 0;
  double density_per_m = 0;
};

SegmentFigures road(const Triangle& t, double length_m) {
  return {.length_m = length_m,
          .free_speed_m_per_s = t.speed_m_per_s,
          .entry_capacity_veh_per_s = t.capacity(),
          .exit_capacity_veh_per_s = t.capacity(),
          .storage_cars = length_m * t.jam_per_m,
          .gap_speed_m_per_s = t.wave_m_per_s};
}

/// A road of ten cells with `arrives_per_s` at its beginning and room for `leaves_per_s` at its end, watched after it
/// has become steady: vehicles that pass its end, and the mean number on its cells.
State steady(const Triangle& t, double arrives_per_s, double leaves_per_s) {
  constexpr std::uint32_t kCells = 10;
  constexpr double kCell_m = 200;
  std::vector<SegmentFigures> segments(kCells, road(t, kCell_m));
  segments.push_back(road(t, kCell_m));
  segments.back().entry_capacity_veh_per_s = segments.back().exit_capacity_veh_per_s = leaves_per_s;
  Traffic traffic(segments);
  std::vector<SegmentIndex> route;
  for (SegmentIndex s = 0; s < segments.size(); ++s) route.push_back(s);
  constexpr double kFrom_s = 6000;
  constexpr double kTo_s = 12000;
  for (double at_s = 0; at_s < kTo_s; at_s += 1 / arrives_per_s)
    traffic.depart(traffic.add({}, route), at_seconds(at_s));
  State state;
  double vehicle_seconds = 0;
  double arrived_before = 0;
  constexpr double kLook_s = 2.5;
  for (double at_s = 0; at_s < kTo_s; at_s += kLook_s) {
    while (traffic.advance(at_seconds(at_s))) {
    }
    if (at_s < kFrom_s) {
      arrived_before = static_cast<double>(traffic.ledger().arrived);
      continue;
    }
    for (SegmentIndex s = 0; s < kCells; ++s) vehicle_seconds += traffic.count_on(s) * kLook_s;
  }
  state.flow_per_s = (static_cast<double>(traffic.ledger().arrived) - arrived_before) / (kTo_s - kFrom_s);
  state.density_per_m = vehicle_seconds / (kTo_s - kFrom_s) / (kCells * kCell_m);
  return state;
}

TEST(FundamentalDiagram, FreeBranchIsDensityTimesSpeed) {
  for (const Triangle t : {Triangle{20, 0.2, 5}, Triangle{13.89, 1 / 7.5, 7.5 / 1.13}, Triangle{30, 0.4, 4}}) {
    for (const double share : {0.05, 0.25, 0.5, 0.75, 0.95}) {
      const State state = steady(t, share * t.capacity(), t.capacity());
      EXPECT_NEAR(state.flow_per_s, share * t.capacity(), 0.01 * t.capacity());
      EXPECT_NEAR(state.density_per_m, state.flow_per_s / t.speed_m_per_s, 0.01 * t.jam_per_m);
      EXPECT_LT(state.density_per_m, 1.01 * t.critical_per_m());
    }
  }
}

TEST(FundamentalDiagram, CongestedBranchFallsToTheJamDensity) {
  for (const Triangle t : {Triangle{20, 0.2, 5}, Triangle{13.89, 1 / 7.5, 7.5 / 1.13}, Triangle{30, 0.4, 4}}) {
    for (const double share : {0.1, 0.3, 0.5, 0.7, 0.9}) {
      const State state = steady(t, t.capacity(), share * t.capacity());
      EXPECT_NEAR(state.flow_per_s, share * t.capacity(), 0.01 * t.capacity());
      EXPECT_NEAR(state.density_per_m, t.jam_per_m - state.flow_per_s / t.wave_m_per_s, 0.02 * t.jam_per_m)
          << t.speed_m_per_s << " " << share;
      EXPECT_NEAR(t.flow(state.density_per_m), state.flow_per_s, 0.1 * t.capacity());
    }
  }
}

// Nobody leaves: the road fills to kj and stands.
TEST(FundamentalDiagram, AJamHasTheJamDensityAndNoFlow) {
  const Triangle t{20, 0.2, 5};
  Traffic traffic(std::vector{road(t, 1000), road(t, 1000)});
  traffic.close(1);
  for (int i = 0; i < 400; ++i) traffic.depart(traffic.add({}, std::vector<SegmentIndex>{0, 1}), kStartEx);
  while (traffic.advance(at_seconds(5000))) {
  }
  EXPECT_EQ(traffic.count_on(0), 200U);
  EXPECT_EQ(traffic.ledger().arrived, 0U);
}

}  // namespace
}  // namespace tocsin::traffic
