// SPDX-License-Identifier: Apache-2.0
// The hydraulic model against its closed forms (Gwynne & Rosenbaum, Employing the Hydraulic Model in Assessing
// Emergency Movement, SFPE Handbook ch. 59; handbook 4.6): one hand case per element, computed here from the equations
// alone.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/pedestrian/building.hpp"

namespace tocsin::pedestrian {
namespace {

// Table 59.5: greatest specific flow by element, from k and a.
TEST(Sfpe, GreatestFlowsAreThoseOfTheTable) {
  struct Row {
    double k, max_flow;
  };
  for (const Row row : {Row{1.40, 1.32}, Row{1.00, 0.94}, Row{1.08, 1.01}, Row{1.16, 1.09}, Row{1.23, 1.16}}) {
    EXPECT_NEAR(kLaw.max_flow(row.k), row.max_flow, 0.006) << row.k;
  }
  EXPECT_NEAR(kLaw.density_at_max_flow(), 1.88, 0.005);
}

TEST(Sfpe, SpeedFallsWithDensity) {
  EXPECT_NEAR(kLaw.speed(1.40, 0.2), 1.199, 0.001);  // below 0.54: that of 0.54
  EXPECT_NEAR(kLaw.speed(1.40, 1.0), 1.40 * (1 - 0.266), 1e-9);
  EXPECT_NEAR(kLaw.speed(1.40, 2.0), 0.655, 0.001);
  EXPECT_NEAR(kLaw.flow(1.40, kLaw.density_of(1.40, 0.8)), 0.8, 1e-9);
  EXPECT_NEAR(kLaw.density_of(1.40, 5.0), 1.88, 0.005);  // more than flows
}

// Door: t = N / (Fsm We).
TEST(Sfpe, Door) {
  Building b;
  const auto room = b.room(200);
  b.door(room, kOutside, 0.91 - 2 * 0.15);
  auto egress = b.egress();
  fill(egress, room, 100);
  const double flow = kLaw.max_flow(kLevel) * 0.61;
  EXPECT_NEAR(last_s(leave_all(egress)), 99 / flow, 0.01);
}

// Room: the walk to the door at the speed of the density in the room, initial density above the free one.
TEST(Sfpe, InitialSpeedByDensity) {
  Building b;
  const auto room = b.room(50);
  b.door(room, kOutside, 10);  // no queue
  auto egress = b.egress();
  std::vector<PersonId> people;
  for (int i = 0; i < 100; ++i) people.push_back(egress.add({.place = room, .walk_m = 20}));
  for (const auto p : people) egress.start(p, kStartEx);
  const auto out_s = leave_all(egress);
  EXPECT_NEAR(out_s.at(people[0]), 20 / (1.40 - 0.266 * 1.40 * 2), 0.01);
}

// Corridor behind a door: flow Fs = Fsd Wd / Wc; the last has walked at the speed of the density of that flow.
TEST(Sfpe, Corridor) {
  Building b;
  const auto room = b.room(200);
  const auto corner = b.landing();
  b.door(room, corner, 1.0);
  b.way({.from = corner, .to = kOutside, .length_m = 40, .effective_width_m = 1.5});
  auto egress = b.egress();
  fill(egress, room, 200);
  const double flow = kLaw.max_flow(kLevel) * 1.0;
  const double density = kLaw.density_of(kLevel, flow / 1.5);
  const auto out_s = leave_all(egress);
  EXPECT_NEAR(last_s(out_s), 199 / flow + 40 / kLaw.speed(kLevel, density), 0.01 * last_s(out_s));
  EXPECT_NEAR(out_s.at(0), 40 / kFree, 0.01);  // the first meets nobody
}

// Stair: the same with the k of its steps.
TEST(Sfpe, Stair) {
  Building b;
  const auto room = b.room(200);
  const auto landing = b.landing();
  b.door(room, landing, 0.5);
  b.way({.from = landing, .to = kOutside, .length_m = 30, .effective_width_m = 1.12 - 0.3, .stair = true});
  auto egress = b.egress();
  fill(egress, room, 150);
  const double flow = kLaw.max_flow(kLevel) * 0.5;
  const double density = kLaw.density_of(kStair, flow / 0.82);
  const double expected_s = 149 / flow + 30 / kLaw.speed(kStair, density);
  EXPECT_NEAR(last_s(leave_all(egress)), expected_s, 0.01 * expected_s);
}

// Transition to a narrower way: a queue forms where Fs would exceed Fsm, and empties at Fsm We of the narrow one.
TEST(Sfpe, TransitionToANarrowerCorridor) {
  Building b;
  const auto room = b.room(400);
  const auto first = b.landing();
  const auto second = b.landing();
  b.door(room, first, 2.0);
  b.way({.from = first, .to = second, .length_m = 20, .effective_width_m = 2.0});
  const auto narrow = b.way({.from = second, .to = kOutside, .length_m = 10, .effective_width_m = 0.8});
  auto egress = b.egress();
  fill(egress, room, 300);
  const double flow = kLaw.max_flow(kLevel) * 0.8;
  const double walk_s = 20 / kFree + 10 / kLaw.speed(kLevel, kLaw.density_at_max_flow());
  EXPECT_NEAR(last_s(leave_all(egress)), 299 / flow + walk_s, 0.015 * 299 / flow);
  // Nearly everybody waited for the narrow one, wherever they stood; the door only held up those before its queue.
  EXPECT_GT(egress.waits_for(narrow).person_s, 5 * (egress.waits_for(0).person_s + egress.waits_for(1).person_s));
  EXPECT_GT(egress.waits_for(narrow).longest_queue, 150U);
}

// Merging of two flows: Fs(out) We(out) = Fs1 We1 + Fs2 We2 while that is below the greatest flow.
TEST(Sfpe, MergingBelowCapacity) {
  Building b;
  const auto east = b.room(100);
  const auto west = b.room(100);
  const auto corner = b.landing();
  b.door(east, corner, 0.5);
  b.door(west, corner, 0.7);
  b.way({.from = corner, .to = kOutside, .length_m = 20, .effective_width_m = 2.0});
  auto egress = b.egress();
  fill(egress, east, 50);
  fill(egress, west, 70);
  const double flow = kLaw.max_flow(kLevel) * 1.2;
  const double expected_s = 119 / flow + 20 / kLaw.speed(kLevel, kLaw.density_of(kLevel, flow / 2.0));
  EXPECT_NEAR(last_s(leave_all(egress)), expected_s, 0.015 * expected_s);
}

// Merging above capacity: the way out carries Fsm We, shared by weight, until one of the two has run dry.
TEST(Sfpe, MergingAboveCapacityIsSharedByWeight) {
  Building b;
  const auto upper = b.room(1000);
  const auto floor = b.room(1000);
  const auto top = b.landing();
  const auto landing = b.landing();
  b.door(upper, top, 2.0);
  b.way({.from = top, .to = landing, .length_m = 9, .effective_width_m = 1.0, .weight = 0.75, .stair = true});
  b.way({.from = floor, .to = landing, .effective_width_m = 1.0, .k_m_per_s = kLevel, .weight = 0.25});
  b.way({.from = landing, .to = kOutside, .length_m = 9, .effective_width_m = 1.0, .stair = true});
  auto egress = b.egress();
  fill(egress, upper, 600);
  fill(egress, floor, 600);
  const auto out_s = leave_all(egress);
  const double flow = kLaw.max_flow(kStair) * 1.0;
  int of_upper = 0;
  int all = 0;
  for (const auto& [person, at_s] : out_s) {
    if (at_s < 100 || at_s > 400) continue;
    ++all;
    of_upper += person < 600 ? 1 : 0;
  }
  EXPECT_NEAR(all, 300 * flow, 3);
  EXPECT_NEAR(static_cast<double>(of_upper) / all, 0.75, 0.02);
  EXPECT_NEAR(last_s(out_s), 1199 / flow + 9 / kLaw.speed(kStair, kLaw.density_at_max_flow()), 0.02 * 1200 / flow);
}

// The nine-story office building of the Handbook's first example in its first-order form: two stairs, every floor the
// same; the exits of the stairs are the narrowest part and everything else waits for them: t = travel of the first +
// N / (2 Fsm We).
TEST(Sfpe, MultiFloorStairIsControlledByItsNarrowestPart) {
  constexpr int kFloors = 8;  // above the ground floor
  constexpr int kPersonsPerFloor = 300;
  Building b;
  std::vector<PlaceIndex> floors;
  for (int f = 0; f < kFloors; ++f) floors.push_back(b.room(1000));
  std::vector<WayIndex> exits;
  for (int s = 0; s < 2; ++s) {
    PlaceIndex below = b.landing();
    exits.push_back(b.door(below, kOutside, 0.91 - 0.30));
    for (int f = 0; f < kFloors; ++f) {
      const PlaceIndex landing = b.landing();
      b.way({.from = landing, .to = below, .length_m = 10, .effective_width_m = 1.42 - 0.30, .stair = true});
      b.door(floors[static_cast<std::size_t>(f)], landing, 0.91 - 0.30);
      below = landing;
    }
  }
  auto egress = b.egress();
  std::vector<Group> groups;
  for (const auto floor : floors) groups.push_back({floor, kPersonsPerFloor});
  const auto first_ways = share_out(egress.routes(), groups);
  for (std::size_t i = 0; i < first_ways.size(); ++i) {
    egress.start(egress.add({.place = floors[i / kPersonsPerFloor], .out = first_ways[i]}), kStartEx);
  }
  const auto out_s = leave_all(egress);
  ASSERT_EQ(out_s.size(), static_cast<std::size_t>(kFloors * kPersonsPerFloor));
  const double flow = 2 * kLaw.max_flow(kLevel) * 0.61;
  const double expected_s = kFloors * kPersonsPerFloor / flow + 10 / kLaw.speed(kStair, 0);
  EXPECT_NEAR(last_s(out_s), expected_s, 0.01 * expected_s);
  double waited = 0;
  for (const auto exit : exits) waited += egress.waits_for(exit).person_s;
  double all = 0;
  for (std::uint32_t i = 0; i < b.ways.size() + b.places.size(); ++i) all += egress.waits_for(i).person_s;
  EXPECT_GT(waited, 0.9 * all);
}

// One stair, below its capacity on every floor: nobody waits, the flows of the floors add up, and the last one of the
// top floor walks all flights at free speed.
TEST(Sfpe, MultiFloorStairBelowCapacityAddsUpTheFloors) {
  Building b;
  PlaceIndex below = b.landing();
  b.door(below, kOutside, 2.0);
  std::vector<PlaceIndex> floors;
  for (int f = 0; f < 5; ++f) {
    const PlaceIndex landing = b.landing();
    b.way({.from = landing, .to = below, .length_m = 12, .effective_width_m = 1.2, .stair = true});
    floors.push_back(b.room(100));
    b.door(floors.back(), landing, 1.0);
    below = landing;
  }
  auto egress = b.egress();
  for (const auto floor : floors) {
    for (int i = 0; i < 30; ++i) egress.start(egress.add({.place = floor}), at_seconds(i * 10));
  }
  const double expected_s = 290 + 5 * 12 / kLaw.speed(kStair, 0);
  const auto out_s = leave_all(egress);
  EXPECT_NEAR(last_s(out_s), expected_s, 5);
}

}  // namespace
}  // namespace tocsin::pedestrian
