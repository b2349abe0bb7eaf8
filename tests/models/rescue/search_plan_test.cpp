// SPDX-License-Identifier: Apache-2.0
// The list of homes to be searched: one party per home, calls for help first, nobody who is registered.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "models/evacuation/evacuation.hpp"
#include "models/rescue/rescue.hpp"
#include "models/warning/warning.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::rescue {
namespace {

class SearchPlanTest : public testing::Test {
 protected:
  SearchPlanTest()
      : catalog_(with_library()),
        scenario_(test::build_scenario(test::make_tiny_town(), "{}", catalog_)),
        world_(*scenario_, 0) {
    plan_ = &world_.door<SearchPlan>();
  }
  static Catalog with_library() {
    Catalog catalog;
    test::add_shipped_library(catalog);
    return catalog;
  }
  void order(const char* id) {
    const ZoneId zone(scenario_->names->find(Entity::zone, id));
    world_.door<warning::Orders>().issue(NameId{}, std::vector{zone}, warning::Coverage::whole_zone);
  }
  // Someone at x on the river who walks 1 m/s.
  [[nodiscard]] Searcher at(float x_m) const {
    Searcher who;
    who.horizon = 1h;
    who.seconds_to = [this, x_m](JunctionId walk, JunctionId, double) {
      return std::abs(world_.town().roads.junction(walk).x_m - x_m);
    };
    who.outward = [this, x_m] { return outward_from(x_m); };
    who.seconds_to_door = [this, x_m](HouseholdId h) {
      return std::abs(world_.town().population.x_m[h.index()] - x_m);
    };
    return who;
  }
  [[nodiscard]] Outward outward_from(float x_m) const {
    const auto& roads = world_.town().roads;
    std::vector<PlaceOutward> places;
    for (std::size_t j = 0; j < roads.junction_count(); ++j) {
      const JunctionId junction(j);
      places.push_back({.junction = junction, .away_s = std::abs(roads.junction(junction).x_m - x_m)});
    }
    std::stable_sort(places.begin(), places.end(), [](const auto& a, const auto& b) { return a.away_s < b.away_s; });
    return [places, k = std::size_t{0}]() mutable {
      return k < places.size() ? std::optional(places[k++]) : std::nullopt;
    };
  }

  Catalog catalog_;
  std::unique_ptr<Scenario> scenario_;
  World world_;
  SearchPlan* plan_ = nullptr;
};

TEST_F(SearchPlanTest, NobodyIsLookedForWithoutAnOrder) {
  EXPECT_FALSE(plan_->assign(at(0)));
  EXPECT_FALSE(plan_->anything_left(at(0)));
}

TEST_F(SearchPlanTest, EveryHomeIsAssignedOnce) {
  order("lower");
  std::set<HouseholdId> assigned;
  for (int i = 0; i < 30; ++i) {
    const auto home = plan_->assign(at(2500));
    ASSERT_TRUE(home);
    EXPECT_TRUE(assigned.insert(*home).second);
  }
  EXPECT_FALSE(plan_->assign(at(2500)));
}

TEST_F(SearchPlanTest, TheNearestHomeOfTheZoneComesFirst) {
  order("lower");
  auto who = at(0);
  who.zone = ZoneId(scenario_->names->find(Entity::zone, "lower"));
  const auto& people = world_.town().population;
  const auto first = plan_->assign(who);
  const auto second = plan_->assign(who);
  ASSERT_TRUE(first && second);
  EXPECT_LT(people.x_m[first->index()], people.x_m[second->index()]);
}

TEST_F(SearchPlanTest, CallsForHelpGoBeforeNearness) {
  order("lower");
  const HouseholdId farthest(world_.town().zones[1].first_household + 29);
  world_.door<evacuation::Roll>().move(farthest, evacuation::State::stranded);
  world_.publish(evacuation::HouseholdStranded{farthest, evacuation::StrandedReason::water_at_home, 1});
  EXPECT_EQ(plan_->assign(at(0)), farthest);
}

TEST_F(SearchPlanTest, CallsForHelpCountWithoutAnOrder) {
  const HouseholdId caller(world_.town().zones[2].first_household);
  world_.publish(evacuation::HouseholdStranded{caller, evacuation::StrandedReason::no_route, 1});
  EXPECT_EQ(plan_->assign(at(0)), caller);
}

TEST_F(SearchPlanTest, WhoIsRegisteredIsNotLookedFor) {
  order("lower");
  auto& roll = world_.door<evacuation::Roll>();
  const auto& zone = world_.town().zones[1];
  for (std::uint32_t h = 1; h < zone.household_count; ++h) {
    const HouseholdId there(zone.first_household + h);
    roll.move(there, evacuation::State::at_shelter);
    world_.publish(evacuation::ShelterReached{there, ShelterId(std::size_t{0}), roll.persons(there)});
  }
  EXPECT_EQ(plan_->assign(at(4000)), HouseholdId(zone.first_household));
  EXPECT_FALSE(plan_->assign(at(4000)));
}

TEST_F(SearchPlanTest, AHomePutOffIsNotAssignedBeforeItsTime) {
  order("lower");
  const auto& zone = world_.town().zones[1];
  auto& roll = world_.door<evacuation::Roll>();
  for (std::uint32_t h = 1; h < zone.household_count; ++h) {
    const HouseholdId there(zone.first_household + h);
    roll.move(there, evacuation::State::at_shelter);
    world_.publish(evacuation::ShelterReached{there, ShelterId(std::size_t{0}), roll.persons(there)});
  }
  const auto home = plan_->assign(at(0));
  ASSERT_TRUE(home);
  plan_->reopen(*home, world_.now() + 10min);
  EXPECT_FALSE(plan_->assign(at(0)));
  EXPECT_TRUE(plan_->anything_left(at(0)));
  world_.kernel().run(kStartEx + 10min);
  EXPECT_EQ(plan_->assign(at(0)), home);
  EXPECT_EQ(plan_->visits(*home), 2U);
}

TEST_F(SearchPlanTest, APartySearchesOnlyItsZones) {
  order("lower");
  order("upper");
  std::vector<std::uint8_t> only_upper(world_.town().zones.size(), 0);
  only_upper[0] = 1;
  auto who = at(2500);
  who.zones = &only_upper;
  const auto home = plan_->assign(who);
  ASSERT_TRUE(home);
  EXPECT_EQ(world_.town().population.zone[home->index()], ZoneId(0));
}

TEST_F(SearchPlanTest, HomesWithoutAWayAreLeftForLater) {
  order("lower");
  auto who = at(0);
  who.seconds_to = [](JunctionId, JunctionId, double) { return std::numeric_limits<double>::infinity(); };
  who.outward = [] { return Outward([] { return std::optional<PlaceOutward>(); }); };
  EXPECT_FALSE(plan_->assign(who));
  EXPECT_TRUE(plan_->anything_left(who));
}

// No road leads there, but a boat does.
TEST_F(SearchPlanTest, ABoatReachesEverybody) {
  order("lower");
  auto who = at(0);
  who.seconds_to = [](JunctionId, JunctionId, double) { return 1e7; };
  who.outward = [] { return Outward([] { return std::optional<PlaceOutward>(); }); };
  who.anywhere_s = 1e7;
  const HouseholdId caller(world_.town().zones[1].first_household + 7);
  world_.publish(evacuation::HouseholdStranded{caller, evacuation::StrandedReason::no_route, 1});
  EXPECT_EQ(plan_->assign(who), caller);
  EXPECT_TRUE(plan_->assign(who));
}

// The nearest of those who call, wherever they are, and those beyond what the searcher may do are passed over.
TEST_F(SearchPlanTest, TheNearestCallerComesFirst) {
  const auto& zones = world_.town().zones;
  const auto& people = world_.town().population;
  std::vector<HouseholdId> callers;
  for (const auto& zone : {zones[0], zones[1], zones[2]}) {
    for (const std::uint32_t h : {3U, 11U}) {
      if (h < zone.household_count) callers.emplace_back(zone.first_household + h);
    }
  }
  for (const auto caller : callers) {
    world_.publish(evacuation::HouseholdStranded{caller, evacuation::StrandedReason::no_route, 1});
  }
  double before_m = 0;
  for (std::size_t k = 0; k < callers.size(); ++k) {
    const auto home = plan_->assign(at(0));
    ASSERT_TRUE(home);
    const auto walk = people.walk_junction[home->index()];
    EXPECT_GE(world_.town().roads.junction(walk).x_m, before_m);
    before_m = world_.town().roads.junction(walk).x_m;
  }
  EXPECT_FALSE(plan_->assign(at(0)));
}

}  // namespace
}  // namespace tocsin::rescue
