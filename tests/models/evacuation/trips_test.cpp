// SPDX-License-Identifier: Apache-2.0
// Trips of walkers at the edge of rounding: a road changes when, counted from the start of the trip, its last segment
// seems to have been left, and counted from StartEx it has not. Trips of vehicles that queue, and what a cut does to
// those who hear of it and to those who do not.
#include "models/evacuation/trips.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "models/evacuation/evacuation.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin::evacuation {
namespace {

class TripsTest : public testing::Test {
 protected:
  TripsTest() {
    test::add_shipped_library(catalog_);
    scenario_ =
        test::build_scenario(test::make_tiny_town(), "exercise: {starts: 2026-07-05 10:00, duration: 6 h}", catalog_);
  }
  // From the upper village to the hall, along h0 only; h0 takes `factor` at `changes_s`. Returns when they arrive.
  double arrival_s(double walks_at, double begins_s, double changes_s, double factor) {
    World world(*scenario_, 0);
    std::optional<double> arrived_s;
    Trips trips(
        world, [&](std::uint32_t, JunctionId) { arrived_s = seconds(world.now()); },
        [](std::uint32_t, JunctionId) { ADD_FAILURE() << "there is a way"; }, [](std::uint32_t) {});
    const SegmentId segment(scenario_->names->find(Entity::segment, "h0>"));
    const auto& roads = scenario_->town->roads;
    world.kernel().schedule(at_seconds(begins_s), Phase::people, [&] {
      // A longer trip before it: what is beyond the end of the way is that of the earlier one.
      const SegmentId far(scenario_->names->find(Entity::segment, "v23<"));
      EXPECT_TRUE(
          trips.begin(0, {.from = roads.from(far), .to = roads.to(segment), .goal = {}, .speed_factor = walks_at}));
      trips.cancel(0);
      EXPECT_TRUE(
          trips.begin(0, {.from = roads.from(segment), .to = roads.to(segment), .goal = {}, .speed_factor = walks_at}));
    });
    world.kernel().schedule(at_seconds(changes_s), Phase::infrastructure,
                            [&] { world.roads().set_speed_factor(segment, kAllModes, factor); });
    world.kernel().run(kStartEx + 6h);
    return arrived_s.value_or(std::numeric_limits<double>::quiet_NaN());
  }
  Catalog catalog_;
  std::unique_ptr<Scenario> scenario_;
};

TEST_F(TripsTest, ARoadThatChangesAtTheVeryEndOfTheTripIsStillOnTheWay) {
  int tried = 0;
  for (int k = 0; k < 20; ++k) {
    const double walks_at = 1.0 / (1.0 + 0.01 * k);
    const double lasts_s = arrival_s(walks_at, 0, 6 * 3600.0, 1);
    const double next_s = std::nextafter(lasts_s, 1e9);
    const double begins_s = 1.5 * (next_s - lasts_s);  // both sums below are ties, and go the other way each
    if (begins_s + lasts_s <= next_s || next_s - begins_s < lasts_s) continue;
    ++tried;
    EXPECT_NEAR(arrival_s(walks_at, begins_s, next_s, 0), lasts_s, 1e-6);    // closed
    EXPECT_NEAR(arrival_s(walks_at, begins_s, next_s, 0.5), lasts_s, 1e-6);  // slower
  }
  EXPECT_GT(tried, 0);  // else the test looked at nothing
}

// 50 s at half the speed cost 25 s, 50 s at a quarter 37.5 s.
TEST_F(TripsTest, ARoadThatChangesTwiceUnderAWalkerCostsWhatItCosts) {
  const double lasts_s = arrival_s(1, 0, 6 * 3600.0, 1);
  ASSERT_GT(lasts_s, 250);
  World world(*scenario_, 0);
  std::optional<double> arrived_s;
  Trips trips(
      world, [&](std::uint32_t, JunctionId) { arrived_s = seconds(world.now()); },
      [](std::uint32_t, JunctionId) { ADD_FAILURE() << "there is a way"; }, [](std::uint32_t) {});
  const SegmentId segment(scenario_->names->find(Entity::segment, "h0>"));
  const auto& roads = scenario_->town->roads;
  world.kernel().schedule(at_seconds(0), Phase::people, [&] {
    EXPECT_TRUE(trips.begin(0, {.from = roads.from(segment), .to = roads.to(segment), .goal = {}}));
    trips.cancel(0);  // the slot is used again: it is told of a change once all the same
    EXPECT_TRUE(trips.begin(0, {.from = roads.from(segment), .to = roads.to(segment), .goal = {}}));
  });
  for (const auto& [at_s, factor] : {std::pair{100.0, 0.5}, {150.0, 0.25}, {200.0, 1.0}}) {
    world.kernel().schedule(at_seconds(at_s), Phase::infrastructure,
                            [&, f = factor] { world.roads().set_speed_factor(segment, kAllModes, f); });
  }
  world.kernel().run(kStartEx + 6h);
  ASSERT_TRUE(arrived_s);
  EXPECT_NEAR(*arrived_s, lasts_s + 25 + 37.5, 1e-6);
}

// Cars on their way from the lower village (J3) up the valley to the hall (H0): v23, v12, h0.
class Drives : public testing::Test {
 protected:
  Drives() {
    test::add_shipped_library(catalog_);
    traffic::register_models(catalog_);
    scenario_ = test::build_scenario(test::make_tiny_town(),
                                     "exercise: {starts: 2026-07-05 10:00, duration: 6 h}\n"
                                     "traffic: [{kind: closure_news}]\n",
                                     catalog_);
    world_.emplace(*scenario_, 0);
    trips_.emplace(
        *world_, [this](std::uint32_t who, JunctionId) { arrived_s_[who] = now_s(); },
        [this](std::uint32_t who, JunctionId at) {
          cut_off_[who] = {now_s(), at};
        },
        [this](std::uint32_t who) { detours_.insert(who); });
    for (const auto mode : {TravelMode::car, TravelMode::walk}) {
      goal_[mode] = scenario_->prepare_goal({junction("hall"), junction("school")}, mode);
    }
  }
  [[nodiscard]] double now_s() const { return seconds(world_->now()); }
  [[nodiscard]] SegmentId segment(const char* name) const {
    return SegmentId(scenario_->names->find(Entity::segment, name));
  }
  [[nodiscard]] JunctionId junction(std::string_view shelter) const {
    const auto& shelters = scenario_->town->shelters;
    const auto at = std::find_if(shelters.begin(), shelters.end(), [&](const auto& s) { return s.id == shelter; });
    return at->place.road_junction;
  }
  void send(std::uint32_t who, double at_s, bool informed, TravelMode mode = TravelMode::car) {
    world_->kernel().schedule(at_seconds(at_s), Phase::people, [=, this] {
      const auto from = scenario_->town->roads.from(segment("v12<"));  // J2
      EXPECT_TRUE(trips_->begin(
          who, {.from = from, .to = junction("hall"), .goal = goal_.at(mode), .mode = mode, .informed = informed}));
    });
  }
  // Hears of closures so long after them, and knows of all until an instant.
  bool begin_who_hears(std::uint32_t who, double news_delay_s, TravelMode mode, double knows_until_s) {
    return trips_->begin(who, {.from = scenario_->town->roads.from(segment("v12<")),
                               .to = junction("hall"),
                               .goal = goal_.at(mode),
                               .mode = mode,
                               .news_delay_s = news_delay_s,
                               .knows_until_s = knows_until_s});
  }
  void send_who_hears(std::uint32_t who, double news_delay_s, TravelMode mode = TravelMode::car, double at_s = 0,
                      double knows_until_s = -1) {
    world_->kernel().schedule(at_seconds(at_s), Phase::people,
                              [=, this] { EXPECT_TRUE(begin_who_hears(who, news_delay_s, mode, knows_until_s)); });
  }
  void cut(const char* name, double at_s, double until_s = 1e9) {
    const auto both = {segment((std::string(name) + ">").c_str()), segment((std::string(name) + "<").c_str())};
    for (const auto s : both) {
      world_->kernel().schedule(at_seconds(at_s), Phase::infrastructure,
                                [=, this] { world_->roads().set_speed_factor(s, kAllModes, 0); });
      if (until_s > 6 * 3600) continue;
      world_->kernel().schedule(at_seconds(until_s), Phase::infrastructure,
                                [=, this] { world_->roads().set_speed_factor(s, kAllModes, 1); });
    }
  }
  void run() {
    world_->kernel().run(kStartEx + 6h);
    world_->door<traffic::RoadTraffic>().check_ledger();
  }
  Catalog catalog_;
  std::unique_ptr<Scenario> scenario_;
  std::optional<World> world_;
  std::optional<Trips> trips_;
  std::map<TravelMode, GoalId> goal_;
  std::map<std::uint32_t, double> arrived_s_;
  std::map<std::uint32_t, std::pair<double, JunctionId>> cut_off_;
  std::set<std::uint32_t> detours_;
};

constexpr double kDrive_s = (1000.0 + 700.0) / 8.0;  // J2 to H0

TEST_F(Drives, ManyCarsArriveAtTheCapacityOfTheRoad) {
  for (std::uint32_t who = 0; who < 100; ++who) send(who, 60, true);
  run();
  ASSERT_EQ(arrived_s_.size(), 100U);
  double last_s = 0;
  double waited_s = 0;
  for (const auto& [who, at_s] : arrived_s_) {
    last_s = std::max(last_s, at_s);
    waited_s += trips_->delay(who).all_s;
    EXPECT_NEAR(trips_->delay(who).all_s, at_s - 60 - kDrive_s, 0.01);
  }
  EXPECT_NEAR(last_s, 60 + kDrive_s + 99 * 6.0, 1);  // 600 vehicles per hour
  EXPECT_NEAR(waited_s, 6.0 * 99 * 100 / 2, 100);
}

TEST_F(Drives, OneAloneDrivesAtFreeFlow) {
  send(0, 0, true);
  run();
  EXPECT_NEAR(arrived_s_.at(0), kDrive_s, 0.001);
  EXPECT_EQ(trips_->delay(0).worst, traffic::kNone);
}

// The road to the hall is cut behind J1 while both drive towards J1: who hears of it learns at once that there is no
// way, at the next junction; the other finds out at the same place, when he gets there.
TEST_F(Drives, WhoHearsOfACutKnowsItAtOnceAndTheOtherWhenHeStandsBeforeIt) {
  send(0, 0, true);
  send(1, 0, false);
  cut("h0", 30);
  run();
  ASSERT_EQ(cut_off_.size(), 2U);
  EXPECT_NEAR(cut_off_.at(0).first, 30, 0.001);
  EXPECT_NEAR(cut_off_.at(1).first, 1000 / 8.0, 7);  // one headway behind the other, or none
  EXPECT_EQ(cut_off_.at(1).second, scenario_->town->roads.to(segment("v12<")));
  EXPECT_EQ(world_->door<traffic::RoadTraffic>().ledger().removed, 2U);
}

// The same cut at 30 s, heard of at 90 s: by car and on foot they are still on v12 (125 s, and more).
TEST_F(Drives, TheNewsOfACutReachesThemOnTheWay) {
  send_who_hears(0, 60);
  send_who_hears(1, 60, TravelMode::walk);
  send_who_hears(2, 2000, TravelMode::walk);  // stands before it by then
  cut("h0", 30);
  run();
  ASSERT_EQ(cut_off_.size(), 3U);
  EXPECT_NEAR(cut_off_.at(0).first, 90, 0.001);
  EXPECT_NEAR(cut_off_.at(1).first, 90, 0.001);
  EXPECT_GT(cut_off_.at(2).first, 500);
  EXPECT_LT(cut_off_.at(2).first, 2000);
  EXPECT_EQ(cut_off_.at(2).second, scenario_->town->roads.to(segment("v12<")));
}

// Cut at 30 s, gone at 40 s, heard of at 90 s; who would hear of it when he sets out knows that there is no way.
TEST_F(Drives, TheNewsOfACutBeforeTheyLeftReachesThemOnTheWay) {
  send_who_hears(0, 60, TravelMode::car, 40);
  send_who_hears(1, 60, TravelMode::walk, 40);
  send_who_hears(2, std::numeric_limits<double>::infinity(), TravelMode::car, 40);  // nobody tells him
  cut("h0", 30);
  world_->kernel().schedule(at_seconds(90), Phase::people,
                            [this] { EXPECT_FALSE(begin_who_hears(3, 60, TravelMode::car, -1)); });
  run();
  ASSERT_EQ(cut_off_.size(), 3U);
  EXPECT_NEAR(cut_off_.at(0).first, 90, 0.001);
  EXPECT_NEAR(cut_off_.at(1).first, 90, 0.001);
  EXPECT_NEAR(cut_off_.at(2).first, 40 + 1000 / 8.0,
              7);  // when he stands before it, a headway behind the other at most
}

// Told of everything until 35 s he knows of the cut at 30 s; told until 20 s he hears of it as others do.
TEST_F(Drives, WhoWasToldKnowsWhatHadHappenedByThen) {
  cut("h0", 30);
  world_->kernel().schedule(at_seconds(40), Phase::people,
                            [this] { EXPECT_FALSE(begin_who_hears(0, 60, TravelMode::car, 35)); });
  send_who_hears(1, 60, TravelMode::car, 40, 20);
  run();
  ASSERT_EQ(cut_off_.size(), 1U);
  EXPECT_NEAR(cut_off_.at(1).first, 90, 0.001);
}

// A walker sees v12 cut under him, 100 s before its end, and goes on; h0 is cut 10 s later. What he has seen makes the
// later news no faster: it comes after 60 s, or when he stands there.
TEST_F(Drives, WhoHasSeenOneCutHearsOfTheNextAfterHisDelay) {
  const double walks_s = 1000.0 / scenario_->router(TravelMode::walk).free_speed_m_per_s(segment("v12<"));
  const auto walk_unaware = [this](std::uint32_t who) {
    EXPECT_TRUE(trips_->begin(who, {.from = scenario_->town->roads.from(segment("v12<")),
                                    .to = junction("hall"),
                                    .goal = goal_.at(TravelMode::walk),
                                    .informed = false,
                                    .news_delay_s = std::numeric_limits<double>::infinity()}));
  };
  send_who_hears(0, 60, TravelMode::walk);
  world_->kernel().schedule(at_seconds(0), Phase::people, [=] { walk_unaware(1); });
  cut("v12", walks_s - 100);
  cut("h0", walks_s - 90);
  run();
  ASSERT_EQ(cut_off_.size(), 2U);
  EXPECT_NEAR(cut_off_.at(0).first, walks_s - 30, 0.001);
  EXPECT_NEAR(cut_off_.at(1).first, walks_s, 0.001);
}

// Cut at 30 s, open at 50 s, cut again at 60 s: the news of the first cut (70 s) says nothing of the second (100 s).
TEST_F(Drives, EachCutHasItsOwnNews) {
  send_who_hears(0, 40);
  send_who_hears(1, 40, TravelMode::walk);
  cut("h0", 30, 50);
  cut("h0", 60);
  run();
  ASSERT_EQ(cut_off_.size(), 2U);
  EXPECT_NEAR(cut_off_.at(0).first, 100, 0.001);
  EXPECT_NEAR(cut_off_.at(1).first, 100, 0.001);
}

TEST_F(Drives, NewsOfACutThatIsOverTurnsNobodyRound) {
  send_who_hears(0, 60);
  send_who_hears(1, 60, TravelMode::walk);
  cut("h0", 30, 80);
  run();
  EXPECT_TRUE(cut_off_.empty());
  EXPECT_TRUE(detours_.empty());
  EXPECT_NEAR(arrived_s_.at(0), kDrive_s, 0.001);
  EXPECT_TRUE(arrived_s_.contains(1));
}

// News that comes after the trip has ended concerns nobody, though another has the slot.
TEST_F(Drives, NewsForWhoHasGoneConcernsNobodyElse) {
  send_who_hears(0, 60);
  cut("h0", 30, 150);  // J1 is 125 s away
  world_->kernel().schedule(at_seconds(40), Phase::response, [this] { trips_->cancel(0); });
  world_->kernel().schedule(at_seconds(41), Phase::people, [this] {
    EXPECT_TRUE(trips_->begin(5, {.from = scenario_->town->roads.from(segment("v12<")),
                                  .to = junction("hall"),
                                  .goal = goal_.at(TravelMode::car),
                                  .mode = TravelMode::car,
                                  .informed = false}));
  });
  run();
  EXPECT_TRUE(detours_.empty());
  EXPECT_TRUE(cut_off_.empty());
  EXPECT_TRUE(arrived_s_.contains(5));
}

TEST_F(Drives, WhoDoesNotKnowOfACutThatIsOverWhenHeGetsThereNeverLearnsOfIt) {
  cut("h0", 0, 100);
  send(0, 10, false);
  send(1, 10, false, TravelMode::walk);
  run();
  EXPECT_NEAR(arrived_s_.at(0), 10 + kDrive_s, 0.001);
  EXPECT_TRUE(arrived_s_.contains(1));
  EXPECT_TRUE(cut_off_.empty());
}

TEST_F(Drives, WalkersToo) {
  send(0, 0, true, TravelMode::walk);
  send(1, 0, false, TravelMode::walk);
  cut("h0", 30);
  run();
  EXPECT_LT(cut_off_.at(0).first, cut_off_.at(1).first + 1);
  EXPECT_EQ(cut_off_.at(1).second, scenario_->town->roads.to(segment("v12<")));
}

TEST_F(Drives, WhoIsTakenAlongLeavesTheRoad) {
  send(0, 0, true);
  world_->kernel().schedule(at_seconds(20), Phase::response, [this] { trips_->cancel(0); });
  run();
  EXPECT_TRUE(arrived_s_.empty());
  const auto ledger = world_->door<traffic::RoadTraffic>().ledger();
  EXPECT_EQ(ledger.removed, 1U);
  EXPECT_EQ(ledger.driving + ledger.beside + ledger.parked, 0U);
}

}  // namespace
}  // namespace tocsin::evacuation
