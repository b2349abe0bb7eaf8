// SPDX-License-Identifier: Apache-2.0
// Fastest routes: by hand on small networks, against brute force on random ones, and properties that must hold.
#include "engine/roads/router.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <tuple>

#include "engine/base/ensure.hpp"
#include "tests/engine/roads/random_network.hpp"

namespace tocsin {
namespace {

using testing::add_two_way;
using testing::at;
using testing::brute_force_times;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::junctions;
using testing::kNoWay;
using testing::Lcg;
using testing::random_network;
using testing::road;
using testing::segment;

constexpr ModeMask kCars = mask_of(TravelMode::car);

Router car_router(const RoadNetwork& network) {
  return {network, TravelMode::car, ModeSpeeds{}};
}

double seconds_of(const std::optional<Route>& route) {
  return route ? seconds(route->travel_time) : kNoWay;
}

/// Is it a way from origin to destination that the mode may take, and does it last as long as it says?
void expect_valid(const RoadNetwork& network, TravelMode mode, const Route& route, JunctionId origin,
                  JunctionId destination) {
  JunctionId here = origin;
  SegmentId before;
  double length_m = 0;
  for (const SegmentId s : route.segments) {
    EXPECT_EQ(network.from(s), here);
    EXPECT_TRUE(network.allows(s, mode));
    EXPECT_TRUE(!before.exists() || testing::turn_allowed(network, before, s, mode));
    length_m += network.length_m(s);
    here = network.to(s);
    before = s;
  }
  EXPECT_EQ(here, destination);
  EXPECT_DOUBLE_EQ(route.length.si(), length_m);
}

TEST(Router, TakesTheFasterWayNotTheShorterOne) {
  std::vector<SegmentInput> inputs{road(0, 1, 100), road(0, 2, 80), road(2, 1, 80)};
  inputs[1].free_flow_speed = inputs[2].free_flow_speed = Speed::from_si(4.0);
  const RoadNetwork network(junctions(3), inputs, RoadClassTable{});
  const auto route = car_router(network).fastest(at(0), at(1));
  ASSERT_TRUE(route);
  EXPECT_THAT(route->segments, ElementsAre(segment(1), segment(2)));
  EXPECT_EQ(route->travel_time, Duration{40.0});
  EXPECT_EQ(route->length, 160_m);
}

TEST(Router, OneWayStreetsHoldAndNoRouteIsAnOrdinaryAnswer) {
  const RoadNetwork network(junctions(3), {road(0, 1, 1)}, RoadClassTable{});
  const Router router = car_router(network);
  EXPECT_TRUE(router.fastest(at(0), at(1)));
  EXPECT_FALSE(router.fastest(at(1), at(0)));
  EXPECT_FALSE(router.fastest(at(0), at(2)));
  EXPECT_FALSE(router.fastest(at(0), JunctionId{}));
  EXPECT_FALSE(router.fastest(JunctionId{}, at(0)));
  EXPECT_THROW(std::ignore = router.fastest(at(0), at(3)), DefectError);
}

TEST(Router, StayingIsARouteWithoutSegments) {
  const RoadNetwork network(junctions(1), {}, RoadClassTable{});
  const auto route = car_router(network).fastest(at(0), at(0));
  ASSERT_TRUE(route);
  EXPECT_THAT(route->segments, IsEmpty());
  EXPECT_EQ(route->travel_time, Duration{});
}

TEST(Router, AccessDependsOnTheMode) {
  const RoadNetwork network(junctions(3), {road(0, 2, 10, kOnFootOnly), road(0, 1, 60), road(1, 2, 60)},
                            RoadClassTable{});
  const Router walkers(network, TravelMode::walk, ModeSpeeds{});
  EXPECT_EQ(walkers.fastest(at(0), at(2))->segments.size(), 1U);
  EXPECT_EQ(car_router(network).fastest(at(0), at(2))->segments.size(), 2U);
  EXPECT_EQ(car_router(network).free_speed_m_per_s(segment(0)), 0.0);
}

TEST(Router, VehiclesHaveAFactorAndACap) {
  std::vector<SegmentInput> inputs{road(0, 1, 1000)};
  inputs[0].free_flow_speed = Speed::from_si(20.0);
  const RoadNetwork network(junctions(2), inputs, RoadClassTable{});
  ModeSpeeds speeds;
  speeds.factor[static_cast<std::size_t>(TravelMode::truck)] = 0.5;
  speeds.maximum[static_cast<std::size_t>(TravelMode::bus)] = Speed::from_si(15.0);
  EXPECT_DOUBLE_EQ(Router(network, TravelMode::truck, speeds).free_speed_m_per_s(segment(0)), 10.0);
  EXPECT_DOUBLE_EQ(Router(network, TravelMode::bus, speeds).free_speed_m_per_s(segment(0)), 15.0);
  EXPECT_DOUBLE_EQ(Router(network, TravelMode::car, speeds).free_speed_m_per_s(segment(0)), 20.0);
}

TEST(Router, WalkersFollowToblerUpAndDown) {  // handbook 4.5a: derived m/s to two places
  const std::vector<std::pair<float, double>> table{{-0.05F, 1.67}, {0.0F, 1.40}, {0.1F, 0.99},
                                                    {0.2F, 0.69},   {0.3F, 0.49}, {0.5F, 0.24}};
  for (const auto& [slope, speed] : table) {
    std::vector<Junction> places = junctions(2);
    places[1].elevation_m = 1000.0F * slope;
    const RoadNetwork network(places, {road(0, 1, 1000)}, RoadClassTable{});
    EXPECT_NEAR(Router(network, TravelMode::walk, ModeSpeeds{}).free_speed_m_per_s(segment(0)), speed, 0.0051) << slope;
  }
}

TEST(Router, WalkingUpTakesLongerThanWalkingDown) {
  std::vector<Junction> places = junctions(2);
  places[1].elevation_m = 30;
  std::vector<SegmentInput> inputs;
  add_two_way(inputs, "hill", 0, 1, 150);
  const RoadNetwork network(places, inputs, RoadClassTable{});
  const Router walkers(network, TravelMode::walk, ModeSpeeds{});
  EXPECT_GT(seconds_of(walkers.fastest(at(0), at(1))), 1.3 * seconds_of(walkers.fastest(at(1), at(0))));
}

TEST(Router, AWallOfDoubtfulElevationIsClimbedAtTheMinimum) {
  std::vector<Junction> places = junctions(2);
  places[1].elevation_m = 500;
  const RoadNetwork network(places, {road(0, 1, 1)}, RoadClassTable{});
  ModeSpeeds speeds;
  speeds.walking_minimum = Speed::from_si(0.1);
  EXPECT_DOUBLE_EQ(Router(network, TravelMode::walk, speeds).free_speed_m_per_s(segment(0)), 0.1);
}

TEST(Router, ABannedTurnSendsPeopleRoundTheBlock) {
  //  0 -> 1 -> 2 is banned at 1; round the block 1 -> 3 -> 1 arrives by another segment
  const std::vector<SegmentInput> inputs{road(0, 1, 10), road(1, 2, 10), road(1, 3, 5), road(3, 1, 5)};
  const RoadNetwork network(junctions(4), inputs, RoadClassTable{}, {{segment(0), segment(1), kCars}});
  const Router cars = car_router(network);
  EXPECT_THAT(cars.fastest(at(0), at(2))->segments, ElementsAre(segment(0), segment(2), segment(3), segment(1)));
  EXPECT_THAT(cars.fastest(at(1), at(2))->segments, ElementsAre(segment(1)));
  EXPECT_THAT(cars.fastest(at(0), at(1))->segments, ElementsAre(segment(0)));
  EXPECT_EQ(seconds_of(Router(network, TravelMode::bus, ModeSpeeds{}).fastest(at(0), at(2))), 20.0);

  const Router::Tree tree = cars.tree_to(at(2));
  EXPECT_EQ(tree.next(at(1)), segment(1));
  EXPECT_EQ(tree.next_after(segment(0), at(1)), segment(2));
  EXPECT_EQ(tree.next_after(segment(3), at(1)), segment(1));
  EXPECT_EQ(tree.to_go_s(at(0)), 30.0);
  EXPECT_EQ(tree.to_go_s(at(1)), 10.0);
  EXPECT_THAT(tree.segments_from(network, at(0)), ElementsAre(segment(0), segment(2), segment(3), segment(1)));
}

TEST(Router, ABridgeWithoutLengthIsCrossed) {
  std::vector<SegmentInput> inputs;
  add_two_way(inputs, "a", 0, 1, 10);
  add_two_way(inputs, "bridge", 1, 2, 0);
  add_two_way(inputs, "b", 2, 3, 10);
  const RoadNetwork network(junctions(4), inputs, RoadClassTable{});
  const Router router = car_router(network);
  EXPECT_EQ(seconds_of(router.fastest(at(0), at(3))), 20.0);
  EXPECT_EQ(router.tree_to(at(3)).segments_from(network, at(0)).size(), 3U);
  RoadConditions conditions(network);
  conditions.close(router.fastest(at(1), at(2))->segments[0], kAllModes, at_seconds(0));
  EXPECT_FALSE(router.fastest(at(0), at(3), at_seconds(0), conditions));
  EXPECT_FALSE(router.fastest_as_of(at(0), at(3), at_seconds(0), conditions));
}

TEST(Router, ForesightAndPresentKnowledgeChooseDifferently) {
  // Short way over 1 closes at 15 s, before its second half is reached; long way over 2.
  const std::vector<SegmentInput> inputs{road(0, 1, 20), road(0, 2, 30), road(1, 3, 20), road(2, 3, 30)};
  const RoadNetwork network(junctions(4), inputs, RoadClassTable{});
  const Router router = car_router(network);
  RoadConditions conditions(network);
  conditions.close(segment(2), kCars, at_seconds(15));
  EXPECT_EQ(seconds_of(router.fastest_as_of(at(0), at(3), at_seconds(0), conditions)), 40.0);
  EXPECT_EQ(seconds_of(router.fastest(at(0), at(3), at_seconds(0), conditions)), 60.0);
  EXPECT_EQ(seconds_of(router.fastest_as_of(at(0), at(3), at_seconds(15), conditions)), 60.0);
  conditions.reopen(segment(2), kCars, at_seconds(25));
  EXPECT_EQ(seconds_of(router.fastest(at(0), at(3), at_seconds(0), conditions)), 45.0) << "waits 5 s in front of it";
}

TEST(Router, RoutesMatricesAndTreesMoveWithTheRouter) {
  const RoadNetwork network(junctions(2), {road(0, 1, 3)}, RoadClassTable{});
  Router first = car_router(network);
  Router second = std::move(first);
  EXPECT_EQ(seconds_of(second.fastest(at(0), at(1))), 3.0);
}

// Random networks: many unreachable pairs, loops, parallel and zero-length segments, banned turns.
class RandomRoutes : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  static constexpr std::uint32_t kJunctions = 14;
  RoadNetwork network_ = random_network(GetParam(), kJunctions, 34, GetParam() % 3 == 0 ? 0 : 12);
  TravelMode mode_ = GetParam() % 2 == 0 ? TravelMode::walk : TravelMode::car;
  Router router_{network_, mode_, ModeSpeeds{}};

  [[nodiscard]] double free_time(SegmentId s) const { return network_.length_m(s) / router_.free_speed_m_per_s(s); }
  RoadConditions random_conditions() {
    Lcg draw(GetParam() + 1000);
    RoadConditions conditions(network_);
    for (int change = 0; change < 25; ++change) {
      conditions.set_speed_factor(segment(draw.below(34)), mask_of(mode_), at_seconds(draw.below(60)),
                                  draw.below(3) * 0.5);
    }
    conditions.set_network_factor(kAllModes, at_seconds(20), 0.5);
    return conditions;
  }
};

TEST_P(RandomRoutes, AgreeWithBruteForce) {
  for (std::size_t o = 0; o < kJunctions; ++o) {
    const auto times = brute_force_times(network_, mode_, at(o), 0,
                                         [&](SegmentId s, double enters_s) { return enters_s + free_time(s); });
    for (std::size_t d = 0; d < kJunctions; ++d) {
      const auto route = router_.fastest(at(o), at(d));
      ASSERT_EQ(route.has_value(), std::isfinite(times[d])) << o << " to " << d;
      if (!route) continue;
      EXPECT_NEAR(seconds_of(route), times[d], 1e-9);
      expect_valid(network_, mode_, *route, at(o), at(d));
    }
  }
}

TEST_P(RandomRoutes, AgreeWithBruteForceInTime) {
  const RoadConditions conditions = random_conditions();
  for (std::size_t o = 0; o < kJunctions; ++o) {
    const double departs_s = 3.0 * static_cast<double>(o);
    const auto times = brute_force_times(network_, mode_, at(o), departs_s, [&](SegmentId s, double enters_s) {
      return seconds(conditions.leaves_at(s, mode_, at_seconds(enters_s), router_.free_speed_m_per_s(s)));
    });
    for (std::size_t d = 0; d < kJunctions; ++d) {
      const auto route = router_.fastest(at(o), at(d), at_seconds(departs_s), conditions);
      ASSERT_EQ(route.has_value(), std::isfinite(times[d])) << o << " to " << d;
      if (!route) continue;
      EXPECT_NEAR(departs_s + seconds_of(route), times[d], 1e-9);
      expect_valid(network_, mode_, *route, at(o), at(d));
    }
  }
}

TEST_P(RandomRoutes, MatrixAndTreesEqualPointToPoint) {
  const RoadConditions conditions = random_conditions();
  const Time as_of = at_seconds(30);
  std::vector<JunctionId> all(kJunctions);
  for (std::size_t j = 0; j < kJunctions; ++j) all[j] = at(j);
  std::vector<JunctionId> some{at(3), JunctionId{}, at(0), at(3)};
  const Eigen::MatrixXd square = router_.travel_times_s(all, all);
  const Eigen::MatrixXd wide = router_.travel_times_s(some, all);
  const Eigen::MatrixXd tall = router_.travel_times_s(all, some);
  const Eigen::MatrixXd later = router_.travel_times_s(some, all, as_of, conditions);
  for (std::size_t d = 0; d < kJunctions; ++d) {
    const Router::Tree tree = router_.tree_to(at(d));
    const Router::Tree tree_later = router_.tree_to(at(d), as_of, conditions);
    const auto column = static_cast<Eigen::Index>(d);
    for (std::size_t o = 0; o < kJunctions; ++o) {
      const double expected_s = seconds_of(router_.fastest(at(o), at(d)));
      const double later_s = seconds_of(router_.fastest_as_of(at(o), at(d), as_of, conditions));
      if (std::isinf(expected_s)) {
        EXPECT_EQ(square(static_cast<Eigen::Index>(o), column), kNoWay);
        EXPECT_FALSE(tree.next(at(o)).exists());
      } else {
        EXPECT_NEAR(square(static_cast<Eigen::Index>(o), column), expected_s, 1e-9);
        const auto way = tree.segments_from(network_, at(o));
        double walked_s = 0;
        for (const SegmentId s : way) walked_s += free_time(s);
        EXPECT_NEAR(walked_s, expected_s, 1e-9);
        Route route{way, Duration{walked_s}, {}};
        for (const SegmentId s : way) route.length += Length::from_si(network_.length_m(s));
        expect_valid(network_, mode_, route, at(o), at(d));
      }
      EXPECT_EQ(std::isinf(tree_later.to_go_s(at(o))), std::isinf(later_s));
      if (std::isfinite(later_s)) {
        EXPECT_NEAR(tree_later.to_go_s(at(o)), later_s, 1e-4);
      }
      for (const std::size_t row : {0U, 2U, 3U}) {
        if (some[row] != at(o)) continue;
        const double in_wide = wide(static_cast<Eigen::Index>(row), column);
        const double in_later = later(static_cast<Eigen::Index>(row), column);
        EXPECT_TRUE(in_wide == expected_s || std::abs(in_wide - expected_s) < 1e-9);
        EXPECT_TRUE(in_later == later_s || std::abs(in_later - later_s) < 1e-9);
      }
      EXPECT_EQ(tall(static_cast<Eigen::Index>(o), 0), tall(static_cast<Eigen::Index>(o), 3));
    }
    EXPECT_EQ(wide(1, column), kNoWay);
    EXPECT_EQ(tall(column, 1), kNoWay);
    EXPECT_NEAR(tall(column, 0) == kNoWay ? -1 : tall(column, 0), square(column, 3) == kNoWay ? -1 : square(column, 3),
                1e-9);
  }
}

// Roads close, open and slow down at random, several at once; a tree that has grown a little, was asked now and then,
// and is told of the changes now and then, must always tell the times of a tree grown from nothing, to the last bit.
// With one-way streets and banned turns.
TEST_P(RandomRoutes, AMendedTreeIsLikeOneGrownAnew) {
  constexpr Time kAfterAll = at_seconds(1e9);
  Lcg draw(GetParam());
  RoadConditions roads(network_);
  std::vector<Router::Tree> trees;
  std::vector<std::vector<SegmentId>> untold(kJunctions);
  for (std::size_t d = 0; d < kJunctions; ++d) trees.push_back(router_.tree_to(at(d), kAfterAll, roads));
  int ways = 0;
  int without = 0;
  for (int change = 0; change < 120; ++change) {
    const SegmentId changed = segment(draw.below(34));
    constexpr std::array<double, 4> kFactors{0.0, 1.0, 0.0, 0.4};
    roads.set_speed_factor(changed, kAllModes, at_seconds(change), kFactors[draw.below(4)]);
    for (std::size_t d = 0; d < kJunctions; ++d) {
      untold[d].push_back(changed);
      if (draw.below(3) != 0) continue;
      trees[d].mend(std::exchange(untold[d], {}));
      const Router::Tree anew = router_.tree_to(at(d), kAfterAll, roads);
      if (draw.below(2) == 0) (void)trees[d].to_go_within_s(at(draw.below(kJunctions)), draw.below(30));
      const JunctionId origin = at(draw.below(kJunctions));
      ASSERT_EQ(trees[d].to_go_s(origin), anew.to_go_s(origin)) << origin.index() << " to " << d << " after " << change;
      ASSERT_EQ(trees[d].destination_of(origin).exists(), std::isfinite(anew.to_go_s(origin)));
      const JunctionId other = at(draw.below(kJunctions));
      const double limit_s = draw.below(60);
      const double other_s = anew.to_go_s(other);
      ASSERT_EQ(trees[d].to_go_within_s(other, limit_s), other_s <= limit_s ? other_s : kNoWay);
      ++(std::isfinite(anew.to_go_s(origin)) ? ways : without);
      double walked_s = 0;
      for (const SegmentId s : trees[d].segments_from(network_, origin)) {
        walked_s += free_time(s) / roads.speed_factor(s, mode_, kAfterAll);
      }
      if (std::isfinite(anew.to_go_s(origin))) {
        ASSERT_NEAR(walked_s, anew.to_go_s(origin), 1e-9);
      }
      if (draw.below(4) != 0) continue;
      for (std::size_t k = 0; auto near = trees[d].nearest(k); ++k) {
        ASSERT_EQ(near->to_go_s, anew.nearest(k)->to_go_s);
      }
    }
  }
  EXPECT_GT(ways, 50);
  EXPECT_GT(without, 50);
}

// Destinations go one by one (shelters fill up), while roads close and the tree has grown a little or fully.
TEST_P(RandomRoutes, ATreeWithoutADestinationIsLikeOneThatNeverHadIt) {
  Lcg draw(GetParam());
  RoadConditions cuts(network_);
  std::vector<JunctionId> destinations{at(1), at(4), at(7), at(9), at(11)};
  Router::Tree tree = router_.tree_to(destinations, at_seconds(1), cuts);
  if (draw.below(2) == 0) tree.grow_fully();
  while (!destinations.empty()) {
    const JunctionId origin = at(draw.below(kJunctions));
    const Router::Tree anew = router_.tree_to(destinations, at_seconds(1), cuts);
    ASSERT_EQ(tree.to_go_s(origin), anew.to_go_s(origin));
    const auto gone = draw.below(static_cast<std::uint32_t>(destinations.size()));
    tree.remove_destination(destinations[gone]);
    destinations.erase(destinations.begin() + static_cast<std::ptrdiff_t>(gone));
    const SegmentId closed = segment(draw.below(34));
    cuts.close(closed, kAllModes, kStartEx);
    tree.mend({{closed}});
    for (std::size_t o = 0; o < kJunctions && draw.below(3) != 0; ++o) {
      ASSERT_EQ(tree.to_go_s(at(o)), router_.tree_to(destinations, at_seconds(1), cuts).to_go_s(at(o)));
    }
  }
  for (std::size_t o = 0; o < kJunctions; ++o) EXPECT_FALSE(std::isfinite(tree.to_go_s(at(o))));
}

TEST_P(RandomRoutes, NearestComesInOrderAndCoversAll) {
  const Router::Tree tree = router_.tree_to(at(5));
  const Router::Tree other = router_.tree_to(at(5));
  double before_s = 0;
  std::size_t count = 0;
  for (; auto near = tree.nearest(count); ++count) {
    EXPECT_GE(near->to_go_s, before_s);
    EXPECT_EQ(near->to_go_s, other.to_go_s(near->junction));
    before_s = near->to_go_s;
  }
  std::size_t reachable = 0;
  for (std::size_t o = 0; o < kJunctions; ++o) reachable += std::isfinite(other.to_go_s(at(o))) ? 1 : 0;
  EXPECT_EQ(count, reachable);
  EXPECT_EQ(tree.nearest(0)->junction, at(5));
}

// A tree towards several junctions leads everybody to the nearest of them, and so does a search from each.
TEST_P(RandomRoutes, TheNearestOfSeveralIsFound) {
  const RoadConditions conditions = random_conditions();
  const Time as_of = at_seconds(30);
  const std::vector<JunctionId> goals{at(2), JunctionId{}, at(7), at(2), at(4)};
  const Router::Tree free = router_.tree_to(goals);
  const Router::Tree later = router_.tree_to(goals, as_of, conditions);
  const auto is_goal = [&](JunctionId j) { return std::find(goals.begin(), goals.end(), j) != goals.end(); };
  for (std::size_t o = 0; o < kJunctions; ++o) {
    double free_s = kNoWay;
    double later_s = kNoWay;
    for (const JunctionId goal : goals) {
      free_s = std::min(free_s, seconds_of(router_.fastest(at(o), goal)));
      later_s = std::min(later_s, seconds_of(router_.fastest_as_of(at(o), goal, as_of, conditions)));
    }
    ASSERT_EQ(std::isinf(free.to_go_s(at(o))), std::isinf(free_s));
    EXPECT_EQ(free.destination_of(at(o)).exists(), std::isfinite(free_s));
    const auto found = router_.fastest_to_first(at(o), is_goal, as_of, conditions);
    ASSERT_EQ(found.has_value(), std::isfinite(later_s));
    if (std::isfinite(free_s)) {
      EXPECT_NEAR(free.to_go_s(at(o)), free_s, 1e-9);
      EXPECT_NEAR(seconds_of(router_.fastest(at(o), free.destination_of(at(o)))), free_s, 1e-9);
    }
    if (std::isfinite(later_s)) {
      EXPECT_NEAR(later.to_go_s(at(o)), later_s, 1e-4);
      EXPECT_NEAR(seconds_of(found), later_s, 1e-9);
      EXPECT_TRUE(is_goal(found->segments.empty() ? at(o) : network_.to(found->segments.back())));
    }
  }
}

TEST_P(RandomRoutes, ClosingARoadNeverShortensARoute) {
  Lcg draw(GetParam());
  for (int trial = 0; trial < 5; ++trial) {
    RoadConditions conditions(network_);
    conditions.close(segment(draw.below(34)), kAllModes, kStartEx);
    for (std::size_t o = 0; o < kJunctions; ++o) {
      for (std::size_t d = 0; d < kJunctions; ++d) {
        EXPECT_GE(seconds_of(router_.fastest(at(o), at(d), kStartEx, conditions)),
                  seconds_of(router_.fastest(at(o), at(d))));
      }
    }
  }
}

TEST_P(RandomRoutes, TwiceTheSpeedTakesHalfTheTime) {
  ModeSpeeds doubled;
  doubled.factor.fill(2.0);
  const Router fast(network_, mode_, doubled);
  RoadConditions conditions(network_);
  conditions.set_network_factor(kAllModes, kStartEx, 2.0);
  for (std::size_t d = 1; d < kJunctions; ++d) {
    const double usual_s = seconds_of(router_.fastest(at(0), at(d)));
    EXPECT_DOUBLE_EQ(seconds_of(fast.fastest(at(0), at(d))), usual_s / 2);
    EXPECT_DOUBLE_EQ(seconds_of(router_.fastest(at(0), at(d), kStartEx, conditions)), usual_s / 2);
    EXPECT_DOUBLE_EQ(seconds_of(router_.fastest_as_of(at(0), at(d), kStartEx, conditions)), usual_s / 2);
  }
}

TEST_P(RandomRoutes, LeavingLaterNeverArrivesEarlier) {
  const RoadConditions conditions = random_conditions();
  for (std::size_t d = 0; d < kJunctions; ++d) {
    double before_s = 0;
    for (double departs_s = 0; departs_s < 70; departs_s += 5) {
      const double arrives_s = departs_s + seconds_of(router_.fastest(at(0), at(d), at_seconds(departs_s), conditions));
      EXPECT_GE(arrives_s, before_s - 1e-9);
      before_s = arrives_s;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomRoutes, ::testing::Range<std::uint64_t>(1, 25));

}  // namespace
}  // namespace tocsin
