// SPDX-License-Identifier: Apache-2.0
// What must hold in every building: people are conserved whatever is blocked when, wider ways never make it longer, the
// same inputs give the same times, and nobody waits for ever. The queues agree with those of engine/traffic where both
// can be asked.
#include "engine/pedestrian/egress.hpp"

#include <gtest/gtest.h>

#include <random>

#include "engine/base/ensure.hpp"
#include "engine/traffic/traffic.hpp"
#include "tests/engine/pedestrian/building.hpp"

namespace tocsin::pedestrian {
namespace {

// Floors in a row with rooms, two stairs, exits at both ends; both directions everywhere.
Building random_building(std::mt19937& random, double wider = 1) {
  Building b;
  const auto width = [&](double least) { return wider * (least + static_cast<double>(random() % 100) / 100); };
  std::vector<PlaceIndex> below;
  const int stairs = 1 + static_cast<int>(random() % 3);
  for (int s = 0; s < stairs; ++s) {
    below.push_back(b.landing());
    b.door(below.back(), kOutside, width(0.4));
  }
  const int floors = 2 + static_cast<int>(random() % 6);
  for (int f = 0; f < floors; ++f) {
    const auto hall = b.room(60 + static_cast<double>(random() % 100), 10);
    for (auto& under : below) {
      const auto landing = b.landing();
      const double w = width(0.8);
      b.way({.from = landing, .to = under, .length_m = 9, .effective_width_m = w, .weight = 0.5, .stair = true});
      b.way({.from = under, .to = landing, .length_m = 9, .effective_width_m = w, .weight = 0.5, .stair = true});
      b.way({.from = hall, .to = landing, .effective_width_m = width(0.6), .k_m_per_s = kLevel, .weight = 0.5});
      b.way({.from = landing, .to = hall, .effective_width_m = width(0.6), .k_m_per_s = kLevel, .weight = 0.5});
      under = landing;
    }
    for (int r = 0; r < 3; ++r) {
      const auto room = b.room(40);
      b.door(room, hall, width(0.5));
      b.door(hall, room, width(0.5));
    }
  }
  return b;
}

TEST(Egress, PeopleAreConservedWhateverIsBlocked) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    std::mt19937 random(seed);
    const Building b = random_building(random);
    auto egress = b.egress();
    std::uint64_t people = 0;
    for (PlaceIndex p = 0; p < b.places.size(); ++p) {
      for (int i = 0; b.places[p].area_m2 > 0 && i < 40; ++i, ++people) {
        const bool slow = random() % 20 == 0;
        egress.start(egress.add({.place = p,
                                 .walk_m = static_cast<double>(random() % 10),
                                 .speed_factor = slow ? 0.3 : 1.0,
                                 .stair_factor = slow ? 0.2 : 1.0,
                                 .size = slow ? 16U : 8U}),
                     at_seconds(static_cast<double>(random() % 120)));
      }
    }
    std::vector<WayIndex> blocked;
    for (int step = 1; step <= 30; ++step) {
      while (egress.advance(at_seconds(step * 10))) egress.check_ledger();
      egress.check_ledger();
      const auto& l = egress.ledger();
      ASSERT_EQ(l.not_started + l.in_places + l.on_ways + l.out, people);
      const auto way = static_cast<WayIndex>(random() % b.ways.size());
      egress.block(way);
      blocked.push_back(way);
      egress.check_ledger();
    }
    for (const auto way : blocked) egress.open(way);
    while (egress.advance(kNever)) egress.check_ledger();
    EXPECT_EQ(egress.ledger().out, people) << "seed " << seed;
  }
}

TEST(Egress, TheSameInputsGiveTheSameTimes) {
  const auto run = [] {
    std::mt19937 random(3);
    const Building b = random_building(random);
    auto egress = b.egress();
    for (PlaceIndex p = 0; p < b.places.size(); ++p) {
      if (b.places[p].area_m2 > 0) fill(egress, p, 50);
    }
    return leave_all(egress);
  };
  EXPECT_EQ(run(), run());
}

// On one way out: more width never lengthens it.
TEST(Egress, WiderWaysNeverTakeLongerInASeries) {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    double before_s = std::numeric_limits<double>::infinity();
    for (const double wider : {1.0, 1.2, 1.5, 3.0}) {
      std::mt19937 random(seed);
      Building b;
      const auto room = b.room(200);
      auto at = room;
      for (int i = 0; i < 6; ++i) {
        const auto to = i == 5 ? kOutside : b.landing();
        const double width = 0.4 + static_cast<double>(random() % 100) / 100;
        b.way({.from = at,
               .to = to,
               .length_m = static_cast<double>(random() % 12),
               .effective_width_m = width * (i == 3 ? wider : 1),
               .stair = random() % 2 == 0});
        at = to;
      }
      auto egress = b.egress();
      fill(egress, room, 150);
      const double at_s = last_s(leave_all(egress));
      EXPECT_LE(at_s, before_s * 1.001) << "seed " << seed << ", wider " << wider;
      before_s = at_s;
    }
  }
}

TEST(Egress, WhoHasNoWayOutIsToldAndGoesOnWhenOneOpens) {
  Building b;
  const auto room = b.room(50);
  const auto hall = b.room(50, 5);
  b.door(room, hall, 1);
  const auto exit = b.door(hall, kOutside, 1);
  auto egress = b.egress();
  egress.block(exit);
  fill(egress, room, 10);
  std::size_t held = 0;
  while (egress.advance(at_seconds(600))) {
    for (const auto& n : egress.notices()) held += n.kind == Notice::Kind::held ? 1 : 0;
  }
  EXPECT_EQ(held, 10U);
  EXPECT_EQ(egress.ledger().out, 0U);
  egress.open(exit);
  EXPECT_EQ(leave_all(egress).size(), 10U);
}

// A full hall keeps those behind it on the stair, and the stair keeps the floors: the queue spills back.
TEST(Egress, QueuesSpillBackUpTheStairs) {
  Building b;
  const auto hall = b.room(20, 4);
  const auto exit = b.door(hall, kOutside, 0.3);
  std::vector<PlaceIndex> floors;
  std::vector<WayIndex> flights;
  PlaceIndex below = hall;
  for (int f = 0; f < 4; ++f) {
    const auto landing = b.landing();
    flights.push_back(
        b.way({.from = landing, .to = below, .length_m = 8, .effective_width_m = 1, .weight = 0.5, .stair = true}));
    floors.push_back(b.room(200));
    b.way({.from = floors.back(), .to = landing, .effective_width_m = 1, .k_m_per_s = kLevel, .weight = 0.5});
    below = landing;
  }
  auto egress = b.egress();
  for (const auto floor : floors) fill(egress, floor, 100);
  while (egress.advance(at_seconds(300))) {
  }
  // Full: the hall with 3.5 persons per m2, and each flight with 28 persons.
  EXPECT_GE(egress.ledger().in_places + egress.ledger().on_ways, 70U + 4 * 25);
  const double flow = kLaw.max_flow(kLevel) * 0.3;
  const double first_s = 8 / kLaw.speed(kStair, 0) + 4 / kFree;
  EXPECT_NEAR(static_cast<double>(egress.ledger().out), flow * (300 - first_s), 2);
  const auto out_before = egress.ledger().out;
  EXPECT_EQ(leave_all(egress).size() + out_before, 400U);
  EXPECT_GT(egress.waits_for(exit).person_s, 0.7 * 400 * 400 / 2 / flow);
}

// Where only flow capacity and room count, queues of people and of vehicles are the same.
TEST(Egress, AgreesWithTheQueuesOfTraffic) {
  Building b;
  const auto room = b.room(500);
  const auto one = b.landing();
  const auto two = b.landing();
  b.way({.from = room, .to = one, .length_m = 10, .effective_width_m = 2});
  b.way({.from = one, .to = two, .length_m = 10, .effective_width_m = 1});
  b.way({.from = two, .to = kOutside, .length_m = 10, .effective_width_m = 0.5});
  auto egress = b.egress();
  fill(egress, room, 400);
  const double people_s = last_s(leave_all(egress));

  std::vector<traffic::SegmentFigures> segments;
  for (const auto& way : b.ways) {
    const double flow = flow_capacity(way, kLaw);
    segments.push_back({.length_m = way.length_m,
                        .free_speed_m_per_s = kFree,
                        .entry_capacity_veh_per_s = flow,
                        .exit_capacity_veh_per_s = flow,
                        .storage_cars = kLaw.standing_density_per_m2 * way.length_m * way.effective_width_m,
                        .gap_speed_m_per_s = kLaw.gap_speed(way.k_m_per_s)});
  }
  traffic::Traffic queues(segments);
  const std::vector<traffic::SegmentIndex> route{0, 1, 2};
  for (int i = 0; i < 400; ++i) queues.depart(queues.add({}, route), kStartEx);
  double vehicles_s = 0;
  while (queues.advance(kNever)) vehicles_s = seconds(queues.now());
  // Vehicles drive at free speed up to the capacity; people slow down, by as much as the law says on the last way.
  const double slower_s = 10 / kLaw.speed(kLevel, kLaw.density_at_max_flow()) - 10 / kFree;
  EXPECT_NEAR(people_s, vehicles_s + slower_s, 0.01 * vehicles_s);
}

// Two rooms whose people have been told to leave through the other's door fill the ways between them: they press past.
TEST(Egress, ARingThatBlocksItselfIsPressedThrough) {
  Building b;
  const auto east = b.room(5);
  const auto west = b.room(5);
  const auto there = b.door(east, west, 0.5);
  b.door(west, east, 0.5);
  const auto east_exit = b.door(east, kOutside, 0.5);
  const auto west_exit = b.door(west, kOutside, 0.5);
  (void)there;
  auto egress = b.egress();
  fill(egress, east, 17, 0, west_exit);
  fill(egress, west, 17, 0, east_exit);
  EXPECT_EQ(leave_all(egress).size(), 34U);
}

TEST(Egress, SharesOutPeopleSoThatAllWaysFinishTogether) {
  Building b;
  const auto room = b.room(600);
  const auto narrow = b.door(room, kOutside, 0.5);
  const auto wide = b.door(room, kOutside, 1.5);
  const Routes routes(b.places, b.ways, kLaw);
  const std::vector<Group> groups{{room, 400}};
  const auto chosen = share_out(routes, groups);
  const auto sent = [&](WayIndex way) {
    return static_cast<double>(
        std::count_if(chosen.begin(), chosen.end(), [way](const WayOut& out) { return out.by == way; }));
  };
  EXPECT_NEAR(sent(narrow), 100, 1);
  EXPECT_NEAR(sent(wide), 300, 1);
  Routes none(b.places, b.ways, kLaw);
  none.block(narrow);
  none.block(wide);
  EXPECT_EQ(none.next(room, kNone), kNone);
  EXPECT_EQ(share_out(none, groups).front().by, kNone);
}

// From rooms on a corridor through two stairs into one lobby with two exits: stairs and exits are both shared.
TEST(Egress, SharesStairsAndExitsBehindOneDoor) {
  Building b;
  const auto room = b.room(600);
  const auto corridor = b.room(100, 5);
  const auto lobby = b.room(200, 5);
  b.door(room, corridor, 2);
  b.door(corridor, room, 2);
  const auto east = b.way({.from = corridor, .to = lobby, .length_m = 12, .effective_width_m = 1, .stair = true});
  const auto west = b.way({.from = corridor, .to = lobby, .length_m = 12, .effective_width_m = 1, .stair = true});
  const auto main = b.door(lobby, kOutside, 0.8);
  const auto back = b.door(lobby, kOutside, 0.8);
  const std::vector<Group> groups{{room, 200}};
  std::map<WayIndex, int> by;
  std::map<WayIndex, int> then;
  for (const WayOut& out : share_out(Routes(b.places, b.ways, kLaw), groups)) {
    ++by[out.by];
    ++then[out.then];
  }
  EXPECT_NEAR(by[east], 100, 2);
  EXPECT_NEAR(by[west], 100, 2);
  EXPECT_NEAR(then[main], 100, 2);
  EXPECT_NEAR(then[back], 100, 2);
}

// The last word counts, and the one before it is forgotten.
TEST(Egress, WhoIsToldToLeaveSoonerLeavesSooner) {
  Building b;
  const auto room = b.room(50);
  b.door(room, kOutside, 1);
  auto egress = b.egress();
  const auto p = egress.add({.place = room, .walk_m = 60});
  egress.start(p, at_seconds(500));
  egress.start(p, at_seconds(480));
  const auto out_s = leave_all(egress);
  EXPECT_NEAR(out_s.at(p), 480 + 60 / kFree, 0.01);
}

TEST(Egress, RefusesWhatCannotBe) {
  Building b;
  const auto room = b.room(10);
  b.door(room, kOutside, 0);
  EXPECT_THROW(b.egress(), DefectError);
  Building good;
  const auto corner = good.landing();
  good.door(corner, kOutside, 1);
  auto egress = good.egress();
  EXPECT_THROW(egress.add({.place = corner}), DefectError);
}

}  // namespace
}  // namespace tocsin::pedestrian
