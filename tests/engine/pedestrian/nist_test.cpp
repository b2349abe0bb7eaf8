// SPDX-License-Identifier: Apache-2.0
// Component tests of NIST TN 1822 (Ronchi, Kuligowski, Reneke, Peacock and Nilsson 2013), which ISO 20414:2020 took
// over, as far as they apply to a model without geometry; the others stand with their reason in
// docs/explanation/verification-and-validation.md. Pre-evacuation times (Verif.1.1) are tested with the building model,
// which draws them. Figures in the comments are those of the tests.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "engine/base/ensure.hpp"
#include "tests/engine/pedestrian/building.hpp"

namespace tocsin::pedestrian {
namespace {

// One person with an unimpeded speed of 1 m/s walks a corridor of 40 m in 40 s.
TEST(Nist, Verif2_1SpeedInACorridor) {
  Building b;
  const auto room = b.room(10);
  b.way({.from = room, .to = kOutside, .length_m = 40, .effective_width_m = 2});
  auto egress = b.egress();
  const auto p = egress.add({.place = room, .speed_factor = 1 / kFree});
  egress.start(p, kStartEx);
  EXPECT_NEAR(leave_all(egress).at(p), 40, 0.01);
}

// One person with an unimpeded speed of 1 m/s on stairs, down and up, takes 100 s for 100 m along the slope.
TEST(Nist, Verif2_2SpeedOnStairs) {
  Building b;
  const auto room = b.room(10);
  b.way({.from = room, .to = kOutside, .length_m = 100, .effective_width_m = 1.4, .stair = true});
  auto egress = b.egress();
  const auto p = egress.add({.place = room, .stair_factor = 1 / kLaw.speed(kStair, 0)});
  egress.start(p, kStartEx);
  EXPECT_NEAR(leave_all(egress).at(p), 100, 0.01);
}

// Assigned demographics: the walking speeds of many persons are those they were given.
TEST(Nist, Verif2_4AssignedDemographics) {
  Building b;
  const auto room = b.room(100);
  b.way({.from = room, .to = kOutside, .length_m = 30, .effective_width_m = 10, .passing = true});
  auto egress = b.egress();
  std::map<PersonId, double> speed;
  std::mt19937 random(7);
  for (int i = 0; i < 100; ++i) {
    const double at = 0.6 + 0.6 * static_cast<double>(random() % 1000) / 1000;
    const auto p = egress.add({.place = room, .speed_factor = at / kFree});
    speed[p] = at;
    egress.start(p, at_seconds(i * 100.0));
  }
  for (const auto& [p, at_s] : leave_all(egress)) {
    EXPECT_NEAR(30 / (at_s - p * 100.0), speed[p], 0.001);
  }
}

// People with movement disabilities: who is slower is overtaken where the way is wide, and holds up those behind where
// it is narrow.
TEST(Nist, Verif2_10PeopleWithMovementDisabilities) {
  for (const bool wide : {true, false}) {
    Building b;
    const auto room = b.room(50);
    b.way({.from = room, .to = kOutside, .length_m = 30, .effective_width_m = 1.2, .stair = true, .passing = wide});
    auto egress = b.egress();
    const auto slow = egress.add({.place = room, .stair_factor = 0.25, .size = 16});
    egress.start(slow, kStartEx);
    const auto fast = egress.add({.place = room});
    egress.start(fast, at_seconds(5));
    const auto out_s = leave_all(egress);
    const double slow_s = 30 / (0.25 * kLaw.speed(kStair, 0));
    EXPECT_NEAR(out_s.at(slow), slow_s, 0.01);
    if (wide) {
      EXPECT_LT(out_s.at(fast), slow_s / 2);
    } else {
      EXPECT_GE(out_s.at(fast), slow_s);
    }
  }
}

// Exit route allocation: twelve rooms on a corridor; those of the first eight are assigned to the main exit, the
// others to the secondary one. Everybody leaves by the assigned exit.
TEST(Nist, Verif3_1ExitRouteAllocation) {
  Building b;
  std::vector<PlaceIndex> corners;
  for (int i = 0; i < 6; ++i) corners.push_back(b.landing());
  for (std::size_t i = 0; i + 1 < corners.size(); ++i) {
    b.way({.from = corners[i], .to = corners[i + 1], .length_m = 3, .effective_width_m = 1.6});
    b.way({.from = corners[i + 1], .to = corners[i], .length_m = 3, .effective_width_m = 1.6});
  }
  const auto main = b.door(corners.front(), kOutside, 1);
  const auto secondary = b.door(corners.back(), kOutside, 1);
  std::vector<PlaceIndex> rooms;
  for (std::size_t i = 0; i < 12; ++i) {
    rooms.push_back(b.room(12));
    b.door(rooms[i], corners[i / 2], 0.6);
  }
  auto egress = b.egress();
  std::map<PersonId, WayIndex> assigned;
  for (std::size_t i = 0; i < 12; ++i) {
    for (int k = 0; k < 2; ++k) {
      const auto by = i < 8 ? main : secondary;
      const auto p = egress.add({.place = rooms[i], .out = {.by = by}});
      assigned[p] = by;
      egress.start(p, kStartEx);
    }
  }
  std::size_t left = 0;
  while (egress.advance(kNever)) {
    for (const auto& notice : egress.notices()) {
      if (notice.kind != Notice::Kind::left) continue;
      ++left;
      EXPECT_EQ(notice.way, assigned[notice.person]);
    }
  }
  EXPECT_EQ(left, 24U);
}

// Dynamic availability of exits: the nearer exit is blocked after 1 s, everybody leaves by the other one.
TEST(Nist, Verif4_1DynamicAvailabilityOfExits) {
  Building b;
  const auto room = b.room(200);
  const auto near = b.door(room, kOutside, 1);
  const auto corner = b.landing();
  b.way({.from = room, .to = corner, .length_m = 20, .effective_width_m = 2});
  const auto far = b.door(corner, kOutside, 1);
  auto egress = b.egress();
  for (int i = 0; i < 50; ++i) egress.start(egress.add({.place = room, .walk_m = 5}), kStartEx);
  std::map<WayIndex, int> left;
  const auto count = [&](Time until) {
    while (egress.advance(until)) {
      egress.check_ledger();
      for (const auto& n : egress.notices()) {
        if (n.kind == Notice::Kind::left) ++left[n.way];
      }
    }
  };
  count(at_seconds(1));
  egress.block(near);
  count(kNever);
  EXPECT_EQ(left[near], 0);
  EXPECT_EQ(left[far], 50);
}

// Congestion: a queue in front of the stair and none on it; people are delayed by as much as the stair lets through.
TEST(Nist, Verif5_1Congestion) {
  Building b;
  const auto room = b.room(8 * 5);
  const auto hall = b.room(12 * 2, 12);
  const auto top = b.landing();
  b.door(room, hall, 2);
  b.way({.from = hall, .to = top, .effective_width_m = 1.4, .k_m_per_s = kLevel});
  const auto stair = b.way({.from = top, .to = kOutside, .length_m = 10, .effective_width_m = 0.9, .stair = true});
  auto egress = b.egress();
  fill(egress, room, 100);
  const auto out_s = leave_all(egress);
  const double flow = kLaw.max_flow(kStair) * 0.9;
  std::vector<double> times;
  for (const auto& [person, at_s] : out_s) times.push_back(at_s);
  std::sort(times.begin(), times.end());
  EXPECT_NEAR(70 / (times[90] - times[20]), flow, 0.02 * flow);
  EXPECT_GT(egress.waits_for(stair).longest_queue, 20U);
}

// Maximum flow rates: a room of 8 m by 5 m with 100 persons and one exit of 1 m; the flow never exceeds 1.33 persons
// per second and meter of clear width, in any ten seconds.
TEST(Nist, Verif5_2MaximumFlowRates) {
  Building b;
  const auto room = b.room(40);
  b.door(room, kOutside, 1.0 - 2 * 0.15);
  auto egress = b.egress();
  for (int i = 0; i < 100; ++i) egress.start(egress.add({.place = room, .walk_m = 0.08 * i}), kStartEx);
  std::vector<double> times;
  for (const auto& [person, at_s] : leave_all(egress)) times.push_back(at_s);
  std::sort(times.begin(), times.end());
  ASSERT_EQ(times.size(), 100U);
  for (const double from : times) {
    const auto passed = std::count_if(times.begin(), times.end(), [&](double t) { return t >= from && t < from + 10; });
    EXPECT_LE(static_cast<double>(passed), 1.33 * 10);
  }
}

}  // namespace
}  // namespace tocsin::pedestrian
