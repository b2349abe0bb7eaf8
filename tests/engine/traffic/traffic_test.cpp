// SPDX-License-Identifier: Apache-2.0
// Queues on road segments: first principles (N / C, spillback, shares of a merge), closed and stopped roads, rings, and
// the ledger over random networks and closures.
#include "engine/traffic/traffic.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>
#include <span>

#include "engine/base/ensure.hpp"

namespace tocsin::traffic {
namespace {

SegmentFigures road(double length_m = 1000, double speed = 20, double capacity = 0.8, double jam_per_m = 0.2) {
  return {.length_m = length_m,
          .free_speed_m_per_s = speed,
          .entry_capacity_veh_per_s = capacity,
          .exit_capacity_veh_per_s = capacity,
          .storage_cars = length_m * jam_per_m,
          .gap_speed_m_per_s = capacity * speed / (jam_per_m * speed - capacity)};
}

std::map<VehicleId, double> arrivals(Traffic& traffic, double until_s = 1e6) {
  std::map<VehicleId, double> at_s;
  while (traffic.advance(at_seconds(until_s))) {
    traffic.check_ledger();
    for (const Notice& notice : traffic.notices()) {
      if (notice.kind == Notice::Kind::arrived) at_s[notice.vehicle] = seconds(notice.at);
    }
  }
  return at_s;
}

// evac-analytic bottleneck_clearance_N_over_C; the first vehicle passes without waiting.
TEST(Traffic, ABottleneckClearsInNOverC) {
  struct Row {
    int vehicles;
    double capacity_per_h, length_m, speed;
  };
  for (const Row row : {Row{1000, 1800, 1000, 20}, Row{250, 900, 5000, 12.5}, Row{1, 1800, 1000, 20}}) {
    SegmentFigures segment = road(row.length_m, row.speed);
    segment.exit_capacity_veh_per_s = row.capacity_per_h / 3600;
    segment.entry_capacity_veh_per_s = 1000;
    segment.storage_cars = 1e6;
    Traffic traffic(std::vector{segment});
    const std::vector<SegmentIndex> route{0};
    for (int i = 0; i < row.vehicles; ++i) traffic.depart(traffic.add({}, route), kStartEx);
    const auto at_s = arrivals(traffic);
    ASSERT_EQ(at_s.size(), static_cast<std::size_t>(row.vehicles));
    const double expected_s = row.length_m / row.speed + (row.vehicles - 1) * 3600 / row.capacity_per_h;
    // The entry headway of 1 ms delays nobody at the exit.
    EXPECT_NEAR(
        std::max_element(at_s.begin(), at_s.end(), [](auto& a, auto& b) { return a.second < b.second; })->second,
        expected_s, 0.02);
  }
}

// W1 of the shared workloads: 2 lanes, 1 lane, 2 lanes; the queue spills back to the origin.
TEST(Traffic, ALaneDropClearsInTheAnalyticTime) {
  const auto capacity = [](int lanes, double speed) { return lanes / (1.13 + 7.5 / speed); };
  const auto segment = [&](double length_m, int lanes, double speed, double gap_speed) {
    return SegmentFigures{length_m, speed, capacity(lanes, speed), capacity(lanes, speed), lanes * length_m / 7.5,
                          gap_speed};
  };
  for (const double gap_speed : {0.0, 7.5 / 1.13}) {
    Traffic traffic(std::vector{segment(5000, 2, 25, gap_speed), segment(1000, 1, 13.89, gap_speed),
                                segment(2000, 2, 25, gap_speed)});
    const std::vector<SegmentIndex> route{0, 1, 2};
    for (int i = 0; i < 2000; ++i) traffic.depart(traffic.add({}, route), at_seconds(i * 0.5));
    double last_s = 0;
    for (const auto& [vehicle, at_s] : arrivals(traffic)) last_s = std::max(last_s, at_s);
    EXPECT_NEAR(last_s, 351.994 + 1999 / 0.5988179, 1.0) << gap_speed;
  }
}

// Drills last days; the clock of the queue must not run over in silence.
TEST(Traffic, TenDaysAreNotTooLong) {
  Traffic traffic(std::vector{road()});
  const auto id = traffic.add({}, std::vector<SegmentIndex>{0});
  traffic.depart(id, at_seconds(10 * 86400.0));
  EXPECT_NEAR(arrivals(traffic).at(id), 10 * 86400.0 + 50, 0.01);
  const auto late = traffic.add({}, std::vector<SegmentIndex>{0});
  traffic.depart(late, at_seconds(1e9));  // nor are thirty years
  EXPECT_NEAR(arrivals(traffic, 2e9).at(late), 1e9 + 50, 0.01);
}

// A queue grows backwards: the first road stands as soon as the second is full, and starts again one wave later.
TEST(Traffic, GapsTravelBackwardsAtTheirSpeed) {
  SegmentFigures first = road();
  SegmentFigures second = road(500);
  Traffic traffic(std::vector{first, second, road()});
  traffic.close(2);
  const std::vector<SegmentIndex> route{0, 1, 2};
  for (int i = 0; i < 200; ++i) traffic.depart(traffic.add({}, route), kStartEx);
  while (traffic.advance(at_seconds(2000))) {
  }
  EXPECT_EQ(traffic.count_on(1), 100U);  // 500 m at 0.2 vehicles per m
  EXPECT_EQ(traffic.count_on(0), 100U);
  traffic.open(2);
  while (traffic.advance(at_seconds(2000 + 500 / 5.0 - 1))) {  // w = 5 m/s
  }
  EXPECT_EQ(traffic.count_on(0), 100U);
  while (traffic.advance(at_seconds(2000 + 500 / 5.0 + 0.001))) {
  }
  EXPECT_EQ(traffic.count_on(0), 99U);
}

TEST(Traffic, AClosureHoldsItsClassesAndLetsOthersPass) {
  Traffic traffic(std::vector{road(), road(), road()});
  traffic.close(2, 1U << 0U);
  const auto low = traffic.add({}, std::vector<SegmentIndex>{0, 2});
  const auto high = traffic.add({.vehicle_class = 1}, std::vector<SegmentIndex>{1, 2});
  traffic.depart(low, kStartEx);
  traffic.depart(high, at_seconds(10));
  const auto at_s = arrivals(traffic, 1e5);
  EXPECT_FALSE(at_s.contains(low));
  EXPECT_NEAR(at_s.at(high), 110, 0.01);
  EXPECT_EQ(traffic.segment_of(low), 0U);
  traffic.open(2, 1U << 0U);
  EXPECT_NEAR(arrivals(traffic).at(low), 1e5 + 50, 0.01);  // it stood at the end of its first road
}

TEST(Traffic, WhoIsHeldBesideTheRoadMayBeginAnotherWay) {
  Traffic traffic(std::vector{road(), road(), road()});
  traffic.close(0);
  const auto first = traffic.add({}, std::vector<SegmentIndex>{0, 2});
  const auto second = traffic.add({.vehicle_class = 1}, std::vector<SegmentIndex>{0, 2});
  traffic.depart(first, kStartEx);
  traffic.depart(second, kStartEx);
  ASSERT_TRUE(traffic.advance(at_seconds(1)));
  EXPECT_EQ(traffic.notices().front().kind, Notice::Kind::held);
  traffic.reroute(first, std::vector<SegmentIndex>{1, 2});
  EXPECT_EQ(traffic.segment_of(first), 1U);
  EXPECT_EQ(traffic.route_left(first).front(), 2U);
  traffic.open(0, 1U << 1U);
  const auto at_s = arrivals(traffic, 1000);
  EXPECT_NEAR(std::min(at_s.at(first), at_s.at(second)), 100, 0.01);
  EXPECT_NEAR(std::max(at_s.at(first), at_s.at(second)), 101.25, 0.01);  // one headway of the road they share later
  traffic.check_ledger();
}

// Somebody closes the road between two instants at which the queues are looked at.
TEST(Traffic, EverybodyWhoWaitsToEnterARoadThatIsClosedIsToldInHisTurn) {
  SegmentFigures slow = road();
  slow.entry_capacity_veh_per_s = 0.01;
  Traffic traffic(std::vector{slow, road()});
  for (int i = 0; i < 4; ++i) traffic.depart(traffic.add({}, std::vector<SegmentIndex>{0}), kStartEx);
  EXPECT_FALSE(traffic.advance(at_seconds(40)));
  traffic.close(0);
  std::vector<VehicleId> held;
  while (traffic.advance(at_seconds(200))) {
    const auto told = traffic.notices();
    for (const Notice& notice : std::vector<Notice>(told.begin(), told.end())) {
      if (notice.kind != Notice::Kind::held) continue;
      EXPECT_EQ(seconds(notice.at), 40);
      held.push_back(notice.vehicle);
      traffic.reroute(notice.vehicle, std::vector<SegmentIndex>{1});
    }
  }
  EXPECT_EQ(held, (std::vector<VehicleId>{1, 2, 3}));
  EXPECT_EQ(traffic.ledger().arrived, 4U);
}

// Room for three. The fourth enters at 210 s, when the gap of the first has come back; the fifth may leave his road 2 s
// after him, just when the next gap arrives, and is not there yet when the road is closed.
TEST(Traffic, WhoHasNotReachedAClosedRoadYetIsToldWhenHeIsThere) {
  const SegmentFigures before{1000, 10, 0.5, 0.5, 1e6, 0};
  const SegmentFigures full{100, 10, 0.5, 0.5, 2, 1};
  Traffic traffic(std::vector{before, full});
  const std::vector<SegmentIndex> route{0, 1};
  for (int i = 0; i < 5; ++i) traffic.depart(traffic.add({}, route), at_seconds(2 * i));
  while (traffic.advance(at_seconds(211))) {
    for (const Notice& notice : traffic.notices()) EXPECT_EQ(notice.kind, Notice::Kind::arrived);
  }
  EXPECT_EQ(traffic.ledger().arrived, 3U);
  EXPECT_EQ(traffic.segment_of(3), 1U);
  traffic.close(1);
  ASSERT_TRUE(traffic.advance(kNever));
  ASSERT_EQ(traffic.notices().size(), 1U);
  EXPECT_EQ(traffic.notices()[0].kind, Notice::Kind::held);
  EXPECT_EQ(traffic.notices()[0].vehicle, 4U);
  EXPECT_NEAR(seconds(traffic.notices()[0].at), 212, 1e-6);
  while (traffic.advance(at_seconds(300))) traffic.check_ledger();
  traffic.open(1);
  const auto at_s = arrivals(traffic);
  EXPECT_NEAR(at_s.at(4), 310, 1e-6);
}

// The same with half a car's room to spare: a motorcycle that is there first goes in, and waits for no car on its way.
TEST(Traffic, WhoFitsBesideAFullQueueDoesNotWaitForThoseStillOnTheWay) {
  const SegmentFigures before{1000, 10, 0.5, 0.5, 1e6, 0};
  const SegmentFigures full{100, 10, 10, 0.5, 2.5, 1};
  Traffic traffic(std::vector{before, full, before});
  const std::vector<SegmentIndex> route{0, 1};
  for (int i = 0; i < 5; ++i) traffic.depart(traffic.add({}, route), at_seconds(2 * i));
  const std::vector<SegmentIndex> other{2, 1};
  const VehicleId motorcycle = traffic.add({.size = 2}, other);
  traffic.depart(motorcycle, at_seconds(111));
  while (traffic.advance(at_seconds(210.5))) traffic.check_ledger();
  EXPECT_EQ(traffic.segment_of(3), 1U);
  EXPECT_EQ(traffic.segment_of(4), 0U);
  while (traffic.advance(at_seconds(211.5))) traffic.check_ledger();
  EXPECT_EQ(traffic.segment_of(motorcycle), 1U);
  EXPECT_EQ(traffic.segment_of(4), 0U);
}

// Room that is given up on a full road is there at once for who gets there in time.
TEST(Traffic, RoomThatBecomesFreeWithoutAGapIsUsedAtOnce) {
  const SegmentFigures before{1000, 10, 0.5, 0.5, 1e6, 0};
  const SegmentFigures full{100, 10, 10, 0.25, 2, 1};
  Traffic traffic(std::vector{before, full});
  const std::vector<SegmentIndex> route{0, 1};
  for (int i = 0; i < 5; ++i) traffic.depart(traffic.add({}, route), at_seconds(2 * i));
  while (traffic.advance(at_seconds(211))) traffic.check_ledger();  // the next gap comes at 214 s
  EXPECT_EQ(traffic.segment_of(3), 1U);
  traffic.remove(3);
  while (traffic.advance(at_seconds(212.5))) traffic.check_ledger();
  EXPECT_EQ(traffic.segment_of(4), 1U);
}

TEST(Traffic, DelaysAreThoseOfTheBottleneck) {
  SegmentFigures narrow = road();
  narrow.exit_capacity_veh_per_s = 0.25;
  narrow.storage_cars = 1e4;
  Traffic traffic(std::vector{narrow, road()}, {.keep_delays = true});
  for (int i = 0; i < 9; ++i) traffic.depart(traffic.add({}, std::vector<SegmentIndex>{0, 1}), kStartEx);
  arrivals(traffic);
  // Beside the first road number i waits i / 0.8 s, at its end until i / 0.25 s have passed since the first.
  double all_s = 0;
  for (VehicleId v = 0; v < 9; ++v) {
    EXPECT_NEAR(traffic.delay(v).all_s, v * 4.0, 0.001);
    EXPECT_EQ(traffic.delay(v).worst, v == 0 ? kNone : 0U);
    all_s += traffic.delay(v).all_s;
  }
  EXPECT_NEAR(traffic.segment_delay(0).at_end_s + traffic.segment_delay(0).beside_s, all_s, 1e-6);
  EXPECT_EQ(traffic.segment_delay(1).vehicles, 0U);
}

/// Both directions of a road of 600 m, a minute long, with room for vehicles of 3 m in all.
std::vector<SegmentFigures> narrow_road() {
  std::vector<SegmentFigures> both(2, road(600, 10));
  for (SegmentIndex s = 0; s < 2; ++s) {
    both[s].opposite = 1 - s;
    both[s].room_m = 3;
  }
  return both;
}

TEST(Traffic, WhoMeetsAnotherWhereTheyDoNotFitSideBySideWaitsInAPassingBay) {
  const auto last_of = [](double first_width_m, double second_width_m) {
    Traffic traffic(narrow_road(), {.keep_delays = true, .meeting = Duration{30}});
    const auto first = traffic.add({.width_m = first_width_m}, std::vector<SegmentIndex>{0});
    const auto second = traffic.add({.width_m = second_width_m}, std::vector<SegmentIndex>{1});
    const auto third = traffic.add({.width_m = second_width_m}, std::vector<SegmentIndex>{0});
    traffic.depart(first, kStartEx);
    traffic.depart(second, at_seconds(10));
    traffic.depart(third, at_seconds(200));  // when nobody comes toward it any more
    const auto at_s = arrivals(traffic);
    EXPECT_NEAR(at_s.at(first), 60, 1e-3);
    EXPECT_NEAR(at_s.at(third), 260, 1e-3);
    EXPECT_NEAR(traffic.delay(second).all_s, at_s.at(second) - 70, 1e-3);
    EXPECT_NEAR(traffic.segment_delay(1).meeting_s, at_s.at(second) - 70, 1e-3);
    return at_s.at(second);
  };
  EXPECT_NEAR(last_of(1.8, 1.8), 100, 1e-3);
  EXPECT_NEAR(last_of(1.8, 0.8), 70, 1e-3) << "a motorcycle passes a car";
  EXPECT_NEAR(last_of(0.8, 2.5), 100, 1e-3) << "but not a bus";
}

// Handbook 4.1: a village road of one lane carries about 250 vehicles per hour, both directions together. With 30 s for
// each meeting it is a meeting every 30 s in either direction.
TEST(Traffic, ARoadOfOneLaneCarriesTwoHundredAndFortyVehiclesPerHourBothWays) {
  Traffic traffic(narrow_road(), {.meeting = Duration{30}});
  constexpr int kEachWay = 600;
  for (int i = 0; i < 2 * kEachWay; ++i) {
    const auto v = traffic.add({.width_m = 1.8}, std::vector<SegmentIndex>{static_cast<SegmentIndex>(i % 2)});
    traffic.depart(v, kStartEx);
  }
  const auto at_s = arrivals(traffic);
  std::vector<double> sorted;
  for (const auto& [v, s] : at_s) sorted.push_back(s);
  std::sort(sorted.begin(), sorted.end());
  ASSERT_EQ(sorted.size(), 2U * kEachWay);
  const double per_h = 3600 * (kEachWay - 1.0) / (sorted[3 * kEachWay / 2] - sorted[kEachWay / 2]);  // middle half
  EXPECT_NEAR(per_h, 240, 25);
}

// A queue that leaves a road of a kilometer one by one every 20 s, and an engine behind it.
TEST(Traffic, AnEmergencyVehiclePassesTheQueueWhereOthersCanMakeWay) {
  const auto arrives_s = [](bool narrow, bool queue) {
    SegmentFigures slow = road();
    slow.exit_capacity_veh_per_s = 0.05;
    std::vector<SegmentFigures> roads{slow, road(), road()};
    if (narrow) {
      roads[0].opposite = 2;
      roads[0].room_m = 4.0;
      roads[2].opposite = 0;
      roads[2].room_m = 4.0;
    }
    Traffic traffic(roads, {.passing_speed_m_per_s = 5});
    const std::vector<SegmentIndex> route{0, 1};
    for (int i = 0; queue && i < 20; ++i) traffic.depart(traffic.add({.width_m = 1.8}, route), kStartEx);
    const auto engine = traffic.add({.width_m = 2.3, .passes_queues = true}, route);
    traffic.depart(engine, at_seconds(60));
    return arrivals(traffic).at(engine);
  };
  EXPECT_NEAR(arrives_s(false, false), 60 + 50 + 50, 1e-3);
  EXPECT_NEAR(arrives_s(false, true), 60 + 200 + 50, 1e-3) << "at 5 m/s beside the queue";
  EXPECT_NEAR(arrives_s(true, false), 60 + 50 + 50, 1e-3);
  EXPECT_NEAR(arrives_s(true, true), 50 + 20 * 20 + 50, 1e-3) << "nobody can make way: it is the last of the queue";
}

TEST(Traffic, AnEmergencyVehicleIsLetIntoANarrowRoadBeforeAllOthers) {
  std::vector<SegmentFigures> roads{road(), road(600, 10), road(600, 10)};
  roads[1].entry_capacity_veh_per_s = roads[1].exit_capacity_veh_per_s = 0.05;
  roads[1].opposite = 2;
  roads[1].room_m = 4.0;
  Traffic traffic(roads);
  for (int i = 0; i < 30; ++i) traffic.depart(traffic.add({.width_m = 1.8}, std::vector<SegmentIndex>{0, 1}), kStartEx);
  for (int i = 0; i < 30; ++i) traffic.depart(traffic.add({.width_m = 1.8}, std::vector<SegmentIndex>{1}), kStartEx);
  const auto engine = traffic.add({.width_m = 2.3, .passes_queues = true}, std::vector<SegmentIndex>{0, 1});
  traffic.depart(engine, at_seconds(201));  // passes the first road until 251 s; every 20 s one is let in: at 260 s
  const auto at_s = arrivals(traffic);
  EXPECT_EQ(at_s.size(), 61U);
  EXPECT_NEAR(at_s.at(engine), 260 + 60, 1e-3);
}

TEST(Traffic, EmergencyVehiclesKeepTheirOrderAmongEachOther) {
  std::vector<SegmentFigures> roads = narrow_road();
  roads[0].entry_capacity_veh_per_s = roads[0].exit_capacity_veh_per_s = 0.05;
  Traffic traffic(roads);
  traffic.depart(traffic.add({.width_m = 1.8}, std::vector<SegmentIndex>{0}), kStartEx);
  std::vector<VehicleId> engines;
  for (int i = 0; i < 4; ++i) {
    engines.push_back(traffic.add({.width_m = 2.3, .passes_queues = true}, std::vector<SegmentIndex>{0}));
    traffic.depart(engines.back(), at_seconds(5 + i));
  }
  const auto car = traffic.add({.width_m = 1.8}, std::vector<SegmentIndex>{0});
  traffic.depart(car, at_seconds(1));
  const auto at_s = arrivals(traffic);
  for (std::size_t i = 0; i + 1 < engines.size(); ++i) EXPECT_LT(at_s.at(engines[i]), at_s.at(engines[i + 1]));
  EXPECT_LT(at_s.at(engines.back()), at_s.at(car)) << "and all before the car that waited longer";
}

TEST(Traffic, AQueueThatStandsIsMetOnce) {
  auto roads = narrow_road();
  roads[0].exit_capacity_veh_per_s = 0.01;
  Traffic traffic(roads, {.meeting = Duration{30}});
  for (int i = 0; i < 20; ++i) traffic.depart(traffic.add({.width_m = 1.8}, std::vector<SegmentIndex>{0}), kStartEx);
  const auto inbound = traffic.add({.width_m = 1.8}, std::vector<SegmentIndex>{1});
  traffic.depart(inbound, at_seconds(150));
  EXPECT_NEAR(arrivals(traffic).at(inbound), 150 + 60 + 30, 1e-3);
}

TEST(Traffic, NobodyCanMakeWayOnANarrowOneWayRoad) {
  SegmentFigures slow = road();
  slow.exit_capacity_veh_per_s = 0.05;
  slow.room_m = 3;
  Traffic traffic(std::vector{slow, road()}, {.passing_speed_m_per_s = 5});
  const std::vector<SegmentIndex> route{0, 1};
  for (int i = 0; i < 20; ++i) traffic.depart(traffic.add({.width_m = 1.8}, route), kStartEx);
  const auto engine = traffic.add({.width_m = 2.3, .passes_queues = true}, route);
  traffic.depart(engine, at_seconds(60));
  EXPECT_NEAR(arrivals(traffic).at(engine), 50 + 20 * 20 + 50, 1e-3);
}

TEST(Traffic, AnEmergencyVehicleAtAWatchedRoadStandsUntilItMayPass) {
  Traffic traffic(std::vector{road(), road()});
  const auto engine = traffic.add({.passes_queues = true}, std::vector<SegmentIndex>{0, 1});
  const auto gone = traffic.add({.passes_queues = true}, std::vector<SegmentIndex>{0, 1});
  traffic.watch(0);
  traffic.depart(engine, kStartEx);
  traffic.depart(gone, kStartEx);
  ASSERT_TRUE(traffic.advance(at_seconds(60)));
  EXPECT_EQ(traffic.notices().size(), 2U);
  for (const Notice& notice : traffic.notices()) EXPECT_EQ(notice.kind, Notice::Kind::checked);
  traffic.remove(gone);
  traffic.check_ledger();
  EXPECT_FALSE(traffic.advance(at_seconds(200)));
  EXPECT_EQ(traffic.segment_of(engine), 0U);
  traffic.unwatch(0);
  EXPECT_NEAR(arrivals(traffic).at(engine), 250, 1e-3);
  EXPECT_EQ(traffic.ledger().removed, 1U);
}

TEST(Traffic, AnEmergencyVehicleBeforeAClosedRoadIsHeldAndGoesRound) {
  Traffic traffic(std::vector{road(), road(), road()});
  const auto engine = traffic.add({.passes_queues = true}, std::vector<SegmentIndex>{0, 1});
  traffic.close(1);
  traffic.depart(engine, kStartEx);
  ASSERT_TRUE(traffic.advance(at_seconds(100)));
  EXPECT_EQ(traffic.notices().front().kind, Notice::Kind::held);
  EXPECT_EQ(seconds(traffic.notices().front().at), 50);
  EXPECT_EQ(traffic.segment_of(engine), kNone);
  traffic.check_ledger();
  traffic.reroute(engine, std::vector<SegmentIndex>{2});
  EXPECT_NEAR(arrivals(traffic).at(engine), 100, 1e-3);
}

TEST(Traffic, SpeedIsThatOfTheVehicleTheRoadAndTheWater) {
  Traffic traffic(std::vector{road(1000, 20), road(1000, 20)});
  traffic.set_speed_factor(1, 0.5, 1U << 1U);
  const std::vector<SegmentIndex> route{0, 1};
  const auto car = traffic.add({}, route);
  const auto truck = traffic.add({.speed_m_per_s = 16, .speed_factor = 0.9, .vehicle_class = 1}, route);
  traffic.depart(truck, at_seconds(1000));
  traffic.depart(car, kStartEx);
  const auto at_s = arrivals(traffic);
  EXPECT_NEAR(at_s.at(car), 100, 0.001);
  EXPECT_NEAR(at_s.at(truck) - 1000, 1000 / 16.0 + 1000 / 8.0, 0.001);  // 0.9 of 20 m/s is more than its own 16
}

TEST(Traffic, AMergeIsSharedByPriority) {
  for (const double priority : {1.0, 2.0, 3.0}) {
    SegmentFigures second = road();
    second.priority = priority;
    Traffic traffic(std::vector{road(), second, road()});
    for (int i = 0; i < 1000; ++i) {
      traffic.depart(traffic.add({}, std::vector<SegmentIndex>{0, 2}), kStartEx);
      traffic.depart(traffic.add({}, std::vector<SegmentIndex>{1, 2}), kStartEx);
    }
    int from[2] = {0, 0};
    for (const auto& [vehicle, at_s] : arrivals(traffic, 1000)) {
      if (at_s > 400) ++from[vehicle % 2];
    }
    EXPECT_NEAR(static_cast<double>(from[1]) / from[0], priority, 0.02 * priority);
    EXPECT_NEAR(from[0] + from[1], 600 * 0.8, 2);
  }
}

TEST(Traffic, AClosedRoadHoldsAndARouteLeadsRound) {
  Traffic traffic(std::vector{road(), road(), road(), road()});
  const std::vector<SegmentIndex> route{0, 1, 3};
  const VehicleId a = traffic.add({}, route);
  const VehicleId b = traffic.add({}, route);
  traffic.depart(a, kStartEx);
  traffic.depart(b, at_seconds(10));
  traffic.close(1);
  ASSERT_TRUE(traffic.advance(kNever));
  ASSERT_EQ(traffic.notices().size(), 1U);
  EXPECT_EQ(traffic.notices()[0].kind, Notice::Kind::held);
  EXPECT_EQ(traffic.notices()[0].vehicle, a);
  EXPECT_EQ(seconds(traffic.notices()[0].at), 50);
  EXPECT_FALSE(traffic.advance(at_seconds(100)));
  EXPECT_EQ(traffic.count_on(0), 2U);  // b stands behind a
  traffic.reroute(a, std::vector<SegmentIndex>{2, 3});
  traffic.reroute(b, std::vector<SegmentIndex>{2, 3});
  const auto at_s = arrivals(traffic);
  EXPECT_EQ(at_s.at(a), 200);
  EXPECT_EQ(at_s.at(b), 201.25);  // the headway of the exit
}

// The owner looks how long nothing happens, then sends somebody off before that.
TEST(Traffic, WhoDepartsBeforeWhatIsPlannedComesFirst) {
  Traffic traffic(std::vector{road(), road()});
  const VehicleId late = traffic.add({}, std::vector<SegmentIndex>{0, 1});
  traffic.depart(late, at_seconds(5000));
  EXPECT_FALSE(traffic.advance(at_seconds(500)));
  EXPECT_EQ(seconds(traffic.next()), 5000);
  const VehicleId early = traffic.add({}, std::vector<SegmentIndex>{0, 1});
  traffic.depart(early, at_seconds(600));
  EXPECT_EQ(seconds(traffic.next()), 600);
  std::vector<VehicleId> order;
  for (Time before = kStartEx; traffic.advance(kNever); before = traffic.now()) {
    EXPECT_GE(seconds(traffic.now()), seconds(before));
    for (const Notice& notice : traffic.notices()) order.push_back(notice.vehicle);
  }
  EXPECT_EQ(order, (std::vector<VehicleId>{early, late}));
}

TEST(Traffic, AReopenedRoadIsUsedAgainAndAStoppedOneWaits) {
  Traffic traffic(std::vector{road(), road()});
  const VehicleId a = traffic.add({}, std::vector<SegmentIndex>{0, 1});
  traffic.depart(a, kStartEx);
  traffic.close(1);
  while (traffic.advance(at_seconds(300))) {
  }
  traffic.open(1);
  while (traffic.advance(at_seconds(310))) {
  }
  EXPECT_EQ(traffic.segment_of(a), 1U);
  traffic.stop(1);
  EXPECT_FALSE(traffic.advance(at_seconds(5000)));
  EXPECT_EQ(traffic.on(1), std::vector{a});
  traffic.go_on(1);
  EXPECT_EQ(arrivals(traffic).at(a), 5000);
}

TEST(Traffic, WhoIsRemovedLeavesRoomAndNobodyIsLost) {
  Traffic traffic(std::vector{road(100, 10, 0.5), road(100, 10, 0.5)});
  traffic.close(1);
  std::vector<VehicleId> all;
  for (int i = 0; i < 30; ++i) {
    all.push_back(traffic.add({}, std::vector<SegmentIndex>{0, 1}));
    traffic.depart(all.back(), kStartEx);
  }
  while (traffic.advance(at_seconds(1000))) {
  }
  EXPECT_EQ(traffic.ledger().driving, 20U);
  EXPECT_EQ(traffic.ledger().beside, 10U);
  traffic.remove(all[0]);   // the first, held
  traffic.remove(all[7]);   // in the middle
  traffic.remove(all[25]);  // beside
  traffic.check_ledger();
  while (traffic.advance(at_seconds(2000))) {
  }
  EXPECT_EQ(traffic.ledger().driving, 20U);
  EXPECT_EQ(traffic.ledger().removed, 3U);
  traffic.open(1);
  EXPECT_EQ(arrivals(traffic).size(), 27U);
}

TEST(Traffic, SlowVehiclesHoldUpThoseBehind) {
  Traffic traffic(std::vector{road()});
  const VehicleId excavator = traffic.add({.size = 20, .speed_m_per_s = 5}, std::vector<SegmentIndex>{0});
  const VehicleId car = traffic.add({}, std::vector<SegmentIndex>{0});
  traffic.depart(excavator, kStartEx);
  traffic.depart(car, at_seconds(10));
  const auto at_s = arrivals(traffic);
  EXPECT_EQ(at_s.at(excavator), 200);
  EXPECT_EQ(at_s.at(car), 200 + 1.25 * 20 / 8);
}

// Four full segments in a ring, everybody wants to the next but one: nobody could ever move.
TEST(Traffic, ARingThatBlocksItselfIsToldAndFreed) {
  const std::vector<SegmentFigures> square(4, road(50, 10, 0.5));
  Traffic traffic(square);
  for (SegmentIndex s = 0; s < 4; ++s) {
    const std::vector<SegmentIndex> route{s, (s + 1) % 4, (s + 2) % 4, (s + 3) % 4};
    for (int i = 0; i < 30; ++i) traffic.depart(traffic.add({}, route), kStartEx);
  }
  int rings = 0;
  while (traffic.advance(kNever)) {
    traffic.check_ledger();
    for (const Notice& notice : traffic.notices()) rings += notice.kind == Notice::Kind::freed_ring ? 1 : 0;
  }
  EXPECT_GT(rings, 0);
  EXPECT_EQ(traffic.ledger().arrived, 120U);
}

// Random networks, vehicles of all sizes, roads that close, stop and open at random: no vehicle is lost, and when all
// roads are open again everybody arrives.
TEST(Traffic, NobodyIsLostWhateverHappens) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    std::minstd_rand draw(seed);
    const auto below = [&](unsigned n) { return static_cast<std::uint32_t>(draw() % n); };
    constexpr std::uint32_t kSide = 5;  // junctions in a square grid; segment (junction, direction)
    const auto segment_of = [&](std::uint32_t junction, std::uint32_t direction) { return junction * 4 + direction; };
    std::vector<SegmentFigures> segments;
    for (std::uint32_t i = 0; i < kSide * kSide * 4; ++i) {
      segments.push_back(road(20 + below(200), 5 + below(10), 0.2 + 0.1 * below(5)));
      segments.back().gap_speed_m_per_s = below(2) * 5.0;
      segments.back().priority = 1 + below(3);
    }
    for (std::uint32_t i = 0; i < kSide * kSide; ++i) {  // eastward roads and those back, of which some are narrow
      const auto back = segment_of((i / kSide) * kSide + (i + 1) % kSide, 2);
      if (below(2) == 0) continue;
      segments[segment_of(i, 0)].opposite = back;
      segments[back].opposite = segment_of(i, 0);
      segments[segment_of(i, 0)].room_m = segments[back].room_m = 4;
    }
    const auto step = [&](std::uint32_t junction, std::uint32_t direction) {
      const std::uint32_t x = junction % kSide;
      const std::uint32_t y = junction / kSide;
      switch (direction) {
        case 0:
          return y * kSide + (x + 1) % kSide;
        case 1:
          return ((y + 1) % kSide) * kSide + x;
        case 2:
          return y * kSide + (x + kSide - 1) % kSide;
        default:
          return ((y + kSide - 1) % kSide) * kSide + x;
      }
    };
    const auto random_route = [&](std::uint32_t junction) {
      std::vector<SegmentIndex> route;
      for (std::uint32_t i = 0; i < 3 + below(12); ++i) {
        const std::uint32_t direction = below(4);
        route.push_back(segment_of(junction, direction));
        junction = step(junction, direction);
      }
      return route;
    };
    Traffic traffic(segments, {.meeting = Duration{30}, .passing_speed_m_per_s = 3});
    constexpr std::uint32_t kVehicles = 400;
    for (std::uint32_t v = 0; v < kVehicles; ++v) {
      const double width_m = 1.5 + 0.5 * below(3);
      traffic.add({.size = 2 + below(20), .width_m = width_m, .passes_queues = below(8) == 0},
                  random_route(below(kSide * kSide)));
      traffic.depart(v, at_seconds(below(600)));
    }
    // Half of those who stand at the end of a watched road turn elsewhere.
    const auto advance_until = [&](Time until) {
      while (traffic.advance(until)) {
        traffic.check_ledger();
        const auto told = traffic.notices();
        for (const Notice& notice : std::vector<Notice>(told.begin(), told.end())) {
          if (notice.kind != Notice::Kind::checked) continue;
          const std::uint32_t end = step(notice.segment / 4, notice.segment % 4);
          if (below(2) == 0) traffic.reroute(notice.vehicle, random_route(end));
          traffic.pass(notice.vehicle);
        }
      }
    };
    for (int change = 0; change < 60; ++change) {
      advance_until(at_seconds(change * 20));
      const SegmentIndex s = below(static_cast<unsigned>(segments.size()));
      switch (below(9)) {
        case 6:
          traffic.watch(s);
          break;
        case 7:
          traffic.unwatch(s);
          break;
        case 8:
          traffic.set_storage_factor(s, 0.5 + 0.5 * below(4));
          break;
        case 0:
          traffic.close(s);
          break;
        case 1:
          traffic.open(s);
          break;
        case 2:
          traffic.stop(s);
          break;
        case 3:
          traffic.go_on(s);
          break;
        case 4:
          for (const VehicleId v : traffic.on(s)) {
            const std::uint32_t end = step(s / 4, s % 4);
            if (below(2) == 0) traffic.reroute(v, random_route(end));
          }
          break;
        default:
          traffic.remove(below(kVehicles));
      }
      traffic.check_ledger();
    }
    for (SegmentIndex s = 0; s < segments.size(); ++s) {
      traffic.open(s);
      traffic.go_on(s);
    }
    advance_until(kNever);
    traffic.check_ledger();
    EXPECT_EQ(traffic.ledger().arrived + traffic.ledger().removed, kVehicles) << "seed " << seed;
  }
}

// On roads in series more capacity never makes the last one later, and neither do more lanes (capacity and room).
void expect_earlier_with_more(bool room_too) {
  std::minstd_rand draw(7);
  for (int trial = 0; trial < 30; ++trial) {
    std::vector<SegmentFigures> segments;
    std::vector<SegmentIndex> route;
    for (SegmentIndex s = 0; s < 5; ++s) {
      segments.push_back(
          road(100 + static_cast<double>(draw() % 500), 10, 0.2 + 0.1 * static_cast<double>(draw() % 5)));
      route.push_back(s);
    }
    double before_s = 1e9;
    for (const double factor : {1.0, 1.2, 1.5, 2.0}) {
      Traffic traffic(segments);
      for (SegmentIndex s = 0; s < 5; ++s) {
        traffic.set_capacity_factor(s, factor);
        if (room_too) traffic.set_storage_factor(s, factor);
      }
      for (int i = 0; i < 300; ++i) traffic.depart(traffic.add({}, route), at_seconds(i % 50));
      double last_s = 0;
      for (const auto& [vehicle, at_s] : arrivals(traffic)) last_s = std::max(last_s, at_s);
      EXPECT_LE(last_s, before_s + 1e-3);
      before_s = last_s;
    }
  }
}

TEST(Traffic, MoreCapacityNeverLengthensClearanceInSeries) {
  expect_earlier_with_more(false);
}

TEST(Traffic, MoreLanesNeverLengthenClearanceInSeries) {
  expect_earlier_with_more(true);
}

// Three roads behind each other; the end of the first is watched. Everybody is looked at once, where he stands.
TEST(Traffic, WhoLeavesAWatchedRoadStandsUntilHePasses) {
  Traffic traffic(std::vector{road(), road(), road()});
  const std::vector<SegmentIndex> through{0, 1, 2};
  const std::vector<SegmentIndex> ends_there{0};
  traffic.watch(0);
  traffic.depart(traffic.add({}, through), kStartEx);
  traffic.depart(traffic.add({}, ends_there), kStartEx);
  traffic.depart(traffic.add({}, through), kStartEx);
  traffic.depart(traffic.add({}, through), kStartEx);
  std::map<VehicleId, double> checked_s, arrived_s;
  while (traffic.advance(at_seconds(1000))) {
    const auto notices = traffic.notices();
    for (const Notice& notice : std::vector<Notice>(notices.begin(), notices.end())) {
      if (notice.kind == Notice::Kind::arrived) arrived_s[notice.vehicle] = seconds(notice.at);
      if (notice.kind != Notice::Kind::checked) continue;
      EXPECT_EQ(notice.segment, 0U);
      EXPECT_TRUE(checked_s.emplace(notice.vehicle, seconds(notice.at)).second);
      traffic.check_ledger();
      if (notice.vehicle == 0) traffic.remove(notice.vehicle);  // those behind are looked at next
      if (notice.vehicle == 2) traffic.reroute(notice.vehicle, std::vector<SegmentIndex>{1});
      traffic.pass(notice.vehicle);
    }
  }
  EXPECT_EQ(checked_s.size(), 3U);  // not the one whose route ends there
  EXPECT_NEAR(checked_s[0], 50, 1e-6);
  EXPECT_EQ(arrived_s.count(0), 0U);
  EXPECT_NEAR(arrived_s[1], 51.25, 1e-6);
  EXPECT_NEAR(arrived_s[2], 102.5, 1e-6);  // leaves 50 s later, as always
  EXPECT_NEAR(arrived_s[3], 153.75, 1e-6);
}

TEST(Traffic, WhoStoodAtAWatchedRoadGoesOnWhenNobodyWatches) {
  Traffic traffic(std::vector{road(), road()});
  traffic.watch(0);
  traffic.depart(traffic.add({}, std::vector<SegmentIndex>{0, 1}), kStartEx);
  EXPECT_TRUE(traffic.advance(at_seconds(1000)));
  EXPECT_FALSE(traffic.advance(at_seconds(500)));
  traffic.stop(0);
  traffic.unwatch(0);
  EXPECT_FALSE(traffic.advance(at_seconds(600)));
  traffic.go_on(0);
  EXPECT_NEAR(arrivals(traffic).at(0), 650, 1e-6);
}

TEST(Traffic, MoreRoomHoldsMoreAndLessRoomThrowsNobodyOut) {
  Traffic traffic(std::vector{road(100), road(100)});  // 20 cars each
  traffic.close(1);
  for (int i = 0; i < 60; ++i) traffic.depart(traffic.add({}, std::vector<SegmentIndex>{0, 1}), kStartEx);
  arrivals(traffic, 300);
  EXPECT_EQ(traffic.count_on(0), 20U);
  traffic.set_storage_factor(0, 2);
  arrivals(traffic, 600);
  EXPECT_EQ(traffic.count_on(0), 40U);
  traffic.set_storage_factor(0, 1);
  EXPECT_FALSE(traffic.fits(0));
  EXPECT_EQ(traffic.count_on(0), 40U);
  traffic.open(1);
  EXPECT_EQ(arrivals(traffic).size(), 60U);
  EXPECT_TRUE(traffic.fits(0));
}

TEST(Traffic, WhatMakesNoSenseIsRefused) {
  SegmentFigures none = road();
  none.exit_capacity_veh_per_s = 0;
  EXPECT_THROW(Traffic(std::vector{none}), DefectError);
  Traffic traffic(std::vector{road()});
  EXPECT_THROW(traffic.add({}, {}), DefectError);
  EXPECT_THROW(traffic.set_capacity_factor(0, 0), DefectError);
}

}  // namespace
}  // namespace tocsin::traffic
