// SPDX-License-Identifier: Apache-2.0
// The library file scenarios/library/roads.yaml and what becomes of it.
#include "engine/roads/road_parameters.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "engine/input/library.hpp"
#include "engine/roads/water.hpp"
#include "tests/engine/roads/random_network.hpp"

namespace tocsin {
namespace {

Library roads_library(Diagnostics& diagnostics) {
  std::stringstream text;
  text << std::ifstream("scenarios/library/roads.yaml").rdbuf();
  const std::vector<LibraryText> texts{{"scenarios/library/roads.yaml", text.str()}};
  return Library::from_texts(texts, diagnostics);
}

TEST(RoadParameters, EveryDeclaredParameterStandsInTheLibraryAndNothingElse) {
  Diagnostics diagnostics;
  const Library library = roads_library(diagnostics);
  std::vector<ParameterUse> uses;
  read_road_parameters(library, diagnostics, &uses);
  read_water_parameters(library, diagnostics, &uses);
  EXPECT_FALSE(diagnostics.has_errors());
  EXPECT_EQ(uses.size(), library.entries().size());
}

TEST(RoadParameters, TheTableIsTheProposedMountainColumn) {  // handbook 4.1
  Diagnostics diagnostics;
  const RoadParameters parameters = read_road_parameters(roads_library(diagnostics), diagnostics);
  const RoadClassTable table = parameters.table();
  const auto of = [&](RoadClass c) { return table[static_cast<std::size_t>(c)]; };
  EXPECT_DOUBLE_EQ(of(RoadClass::motorway).free_flow_speed.si(), 80 / 3.6);
  EXPECT_DOUBLE_EQ(of(RoadClass::primary).flow_capacity_veh_per_h_lane, 1200);
  EXPECT_DOUBLE_EQ(of(RoadClass::track).free_flow_speed.si(), 12 / 3.6);
  EXPECT_EQ(of(RoadClass::motorway).lanes, 2);
  EXPECT_EQ(of(RoadClass::steps).free_flow_speed, Speed{});
}

TEST(RoadParameters, HeavyAndWideVehiclesAreKeptOut) {
  Diagnostics diagnostics;
  const RoadParameters parameters = read_road_parameters(roads_library(diagnostics), diagnostics);
  const auto out = [&](float weight_t, float width_m) { return parameters.kept_out(weight_t, width_m); };
  const auto all_of = [](std::initializer_list<TravelMode> modes) {
    unsigned mask = 0;
    for (const auto mode : modes) mask |= mask_of(mode);
    return static_cast<ModeMask>(mask);
  };
  EXPECT_EQ(out(0, 0), 0) << "no limits";
  EXPECT_EQ(out(10, 0), all_of({TravelMode::bus, TravelMode::truck, TravelMode::low_loader}));
  EXPECT_EQ(out(15, 3.5F), all_of({TravelMode::truck, TravelMode::low_loader})) << "a limit lets through what it names";
  EXPECT_EQ(out(0, 2.5F), all_of({TravelMode::bus, TravelMode::truck, TravelMode::emergency, TravelMode::low_loader}));
  EXPECT_EQ(out(0, 1), static_cast<ModeMask>(kAllModes & ~kOnFootOnly)) << "nobody drives on a path of a meter";
}

TEST(RoadParameters, WalkersOfTheLibraryAreToblers) {
  Diagnostics diagnostics;
  const RoadParameters parameters = read_road_parameters(roads_library(diagnostics), diagnostics);
  const RoadNetwork network(testing::junctions(2), {testing::road(0, 1, 100)}, parameters.table());
  const Router walkers(network, TravelMode::walk, parameters.speeds());
  EXPECT_NEAR(walkers.free_speed_m_per_s(testing::segment(0)), 6.0 / 3.6 * std::exp(-0.175), 1e-12);
}

TEST(RoadParameters, TheLibraryStopsCarsAtThirtyCentimeters) {
  Diagnostics diagnostics;
  const WaterParameters water = read_water_parameters(roads_library(diagnostics), diagnostics);
  EXPECT_TRUE(passable(water, TravelMode::car, {0.29_m, Speed{}}));
  EXPECT_FALSE(passable(water, TravelMode::car, {0.31_m, Speed{}}));
  EXPECT_TRUE(passable(water, TravelMode::emergency, {0.45_m, Speed{}}));
  EXPECT_FALSE(walkers_pass(water, Walkers::with_children, {0.55_m, Speed{}}));
}

}  // namespace
}  // namespace tocsin
