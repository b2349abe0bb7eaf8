// SPDX-License-Identifier: Apache-2.0
// The arrays of the road network: order of ids, opposites, class values, slope, pieces, nearest junction.
#include "engine/roads/road_network.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/base/ensure.hpp"
#include "tests/engine/roads/random_network.hpp"

namespace tocsin {
namespace {

using testing::add_two_way;
using testing::at;
using ::testing::ElementsAre;
using testing::junctions;
using testing::Lcg;
using testing::road;
using testing::segment;

TEST(RoadNetwork, SegmentsAreSortedByTheJunctionTheyLeaveThenByInputOrder) {
  const std::vector<SegmentInput> inputs{road(2, 0, 1), road(0, 1, 2), road(2, 1, 3), road(0, 2, 4)};
  const RoadNetwork network(junctions(4), inputs, RoadClassTable{});
  EXPECT_THAT(RoadNetwork::ids_of(4, inputs), ElementsAre(segment(2), segment(0), segment(3), segment(1)));
  EXPECT_EQ(network.length_m(segment(0)), 2.0F);
  EXPECT_EQ(network.length_m(segment(1)), 4.0F);
  EXPECT_EQ(network.length_m(segment(2)), 1.0F);
  EXPECT_EQ(network.first_out(at(2)), segment(2));
  EXPECT_EQ(network.end_out(at(2)), segment(4));
  EXPECT_EQ(network.first_out(at(3)), network.end_out(at(3)));
}

TEST(RoadNetwork, TheTwoDirectionsOfARoadNameEachOther) {
  std::vector<SegmentInput> inputs;
  add_two_way(inputs, "main", 0, 1, 10);
  inputs.push_back(road(1, 2, 5));  // one-way, no id
  add_two_way(inputs, "main", 1, 2, 7);
  add_two_way(inputs, "", 2, 3, 7);  // no id: nothing to tell that they belong together
  const auto ids = RoadNetwork::ids_of(4, inputs);
  const RoadNetwork network(junctions(4), inputs, RoadClassTable{});
  EXPECT_EQ(network.opposite(ids[0]), ids[1]);
  EXPECT_EQ(network.opposite(ids[1]), ids[0]);
  EXPECT_FALSE(network.opposite(ids[2]).exists());
  EXPECT_EQ(network.opposite(ids[3]), ids[4]);
  EXPECT_FALSE(network.opposite(ids[5]).exists());
}

TEST(RoadNetwork, ParallelRoadsWithOneIdArePairedOneByOne) {
  std::vector<SegmentInput> inputs;
  add_two_way(inputs, "ring", 0, 1, 10);
  add_two_way(inputs, "ring", 0, 1, 20);
  const RoadNetwork network(junctions(2), inputs, RoadClassTable{});
  for (std::size_t s = 0; s < 4; ++s) {
    EXPECT_EQ(network.opposite(network.opposite(segment(s))), segment(s));
    EXPECT_EQ(network.length_m(network.opposite(segment(s))), network.length_m(segment(s)));
  }
}

TEST(RoadNetwork, ClassValuesFillWhatTheSurveyLeftOpen) {
  RoadClassTable table{};
  table[static_cast<std::size_t>(RoadClass::tertiary)] = {36_km_per_h, 600, 2};
  std::vector<SegmentInput> inputs{road(0, 1, 1), road(0, 1, 1)};
  inputs[0].road_class = inputs[1].road_class = RoadClass::tertiary;
  inputs[0].free_flow_speed = Speed{};
  inputs[1].lanes = 3;
  const RoadNetwork network(junctions(2), inputs, table);
  EXPECT_FLOAT_EQ(network.free_flow_speed_m_per_s(segment(0)), 10.0F);
  EXPECT_EQ(network.lanes(segment(0)), 2);
  EXPECT_FLOAT_EQ(network.flow_capacity_veh_per_h(segment(0)), 1200.0F);
  EXPECT_FLOAT_EQ(network.free_flow_speed_m_per_s(segment(1)), 1.0F);
  EXPECT_FLOAT_EQ(network.flow_capacity_veh_per_h(segment(1)), 1800.0F);
}

TEST(RoadNetwork, SlopeIsSignedAlongTheDirectionOfTravel) {
  std::vector<Junction> places = junctions(2);
  places[1].elevation_m = 20;
  std::vector<SegmentInput> inputs;
  add_two_way(inputs, "hill", 0, 1, 200);
  inputs.push_back(road(0, 1, 0));
  const RoadNetwork network(places, inputs, RoadClassTable{});
  EXPECT_FLOAT_EQ(network.slope(segment(0)), 0.1F);
  EXPECT_EQ(network.slope(segment(1)), 0.0F) << "no length, no slope";
  EXPECT_FLOAT_EQ(network.slope(segment(2)), -0.1F);
}

TEST(RoadNetwork, BannedTurnsComeInInputPositionsAndGoOutInSegmentIds) {
  const std::vector<SegmentInput> inputs{road(1, 2, 1), road(0, 1, 1)};
  const RoadNetwork network(junctions(3), inputs, RoadClassTable{}, {{segment(1), segment(0)}});
  ASSERT_EQ(network.banned_turns().size(), 1U);
  EXPECT_EQ(network.banned_turns()[0].from, segment(0));
  EXPECT_EQ(network.banned_turns()[0].to, segment(1));
}

TEST(RoadNetwork, WhatCannotBeIsADefect) {
  EXPECT_THROW(RoadNetwork(junctions(2), {road(0, 2, 1)}, RoadClassTable{}), DefectError);
  EXPECT_THROW(RoadNetwork(junctions(2), {road(0, 1, -1)}, RoadClassTable{}), DefectError);
  EXPECT_THROW(RoadNetwork(junctions(3), {road(0, 1, 1), road(2, 1, 1)}, RoadClassTable{}, {{segment(0), segment(1)}}),
               DefectError);
}

TEST(RoadNetwork, PiecesReachEachOtherBothWaysAndAreNumberedByFallingSize) {
  std::vector<SegmentInput> inputs;
  add_two_way(inputs, "a", 0, 1, 1);                                                        // two junctions
  for (std::size_t j = 2; j < 5; ++j) add_two_way(inputs, std::to_string(j), j, j + 1, 1);  // four
  inputs.push_back(road(1, 2, 1));                                                          // one-way between the two
  add_two_way(inputs, "c", 5, 6, 1, kOnFootOnly);                                           // junction 6 only on foot
  const RoadNetwork network(junctions(8), inputs, RoadClassTable{});
  EXPECT_THAT(network.connected_pieces(TravelMode::car), ElementsAre(1, 1, 0, 0, 0, 0, 2, 3));
  EXPECT_THAT(network.connected_pieces(TravelMode::walk), ElementsAre(1, 1, 0, 0, 0, 0, 0, 2));
}

TEST(RoadNetwork, PiecesAgreeWithReachabilityOnRandomNetworks) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const RoadNetwork network = testing::random_network(seed, 20, 35, 0);
    const auto pieces = network.connected_pieces(TravelMode::car);
    const auto one_second = [](SegmentId, double enters_s) { return enters_s + 1; };
    std::vector<std::vector<double>> times;
    for (std::size_t j = 0; j < 20; ++j) {
      times.push_back(testing::brute_force_times(network, TravelMode::car, at(j), 0, one_second));
    }
    for (std::size_t a = 0; a < 20; ++a) {
      for (std::size_t b = 0; b < 20; ++b) {
        const bool both_ways = std::isfinite(times[a][b]) && std::isfinite(times[b][a]);
        EXPECT_EQ(pieces[a] == pieces[b], both_ways) << "seed " << seed << ": " << a << " and " << b;
      }
    }
  }
}

TEST(RoadNetwork, NearestJunctionIsTheNearestOneOpenToTheMode) {
  Lcg draw(7);
  constexpr std::uint32_t kCount = 300;
  std::vector<Junction> places(kCount);
  for (Junction& place : places) {
    place.x_m = static_cast<float>(draw.below(100000)) / 10.0F;
    place.y_m = static_cast<float>(draw.below(100000)) / 10.0F;
  }
  std::vector<SegmentInput> inputs;
  std::vector<bool> drivable(kCount, false);
  for (std::uint32_t s = 0; s < 200; ++s) {
    const std::uint32_t a = draw.below(kCount);
    const std::uint32_t b = draw.below(kCount);
    const bool for_cars = draw.below(3) == 0;
    inputs.push_back(road(a, b, 1, for_cars ? kAllModes : kOnFootOnly));
    if (for_cars) drivable[a] = drivable[b] = true;
  }
  const RoadNetwork network(places, inputs, RoadClassTable{});
  for (int q = 0; q < 500; ++q) {
    const auto x = static_cast<float>(draw.below(12000));
    const auto y = static_cast<float>(draw.below(12000));
    double nearest_m = testing::kNoWay;
    for (std::uint32_t j = 0; j < kCount; ++j) {
      if (drivable[j]) nearest_m = std::min<double>(nearest_m, std::hypot(places[j].x_m - x, places[j].y_m - y));
    }
    const JunctionId found = network.nearest_junction(x, y, TravelMode::car);
    ASSERT_TRUE(found.exists());
    EXPECT_TRUE(drivable[found.index()]);
    EXPECT_NEAR(std::hypot(network.junction(found).x_m - x, network.junction(found).y_m - y), nearest_m, 0.01);
  }
}

TEST(RoadNetwork, ThereMayBeNoNearestJunction) {
  const RoadNetwork network(junctions(2), {road(0, 1, 1, kOnFootOnly)}, RoadClassTable{});
  EXPECT_FALSE(network.nearest_junction(0, 0, TravelMode::car).exists());
  EXPECT_EQ(network.nearest_junction(0.9F, 0, TravelMode::walk), at(1));
  EXPECT_FALSE(RoadNetwork().nearest_junction(0, 0, TravelMode::walk).exists());
}

TEST(RoadNetwork, ACopyAnswersAfterTheOriginalIsGone) {
  RoadNetwork copy;
  {
    const RoadNetwork original(junctions(2), {road(0, 1, 1)}, RoadClassTable{});
    copy = original;
  }
  EXPECT_EQ(copy.nearest_junction(5, 0, TravelMode::car), at(1));
}

TEST(RoadNetwork, EveryClassAndModeHasItsName) {
  EXPECT_EQ(name_of(RoadClass::motorway), "motorway");
  EXPECT_EQ(name_of(RoadClass::steps), "steps");
  EXPECT_EQ(name_of(TravelMode::walk), "walk");
  EXPECT_EQ(name_of(TravelMode::emergency), "emergency");
}

}  // namespace
}  // namespace tocsin
