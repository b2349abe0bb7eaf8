// SPDX-License-Identifier: Apache-2.0
// Narrow paths: N persons get through in N / C, both directions in one queue, who is cut off while he waits, and what
// a drill's households and the report know of it.
#include "models/evacuation/narrow_paths.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <string>

#include "models/evacuation/trips.hpp"
#include "tests/models/evacuation/staged.hpp"

namespace tocsin::evacuation {
namespace {

using namespace staged;

const std::string kEntry = "  - {kind: narrow_paths, paths: [{road: v12, width: 1.2 m}]}\n";
// 1.2 m less 0.2 m on each side, times k / 4a.
constexpr double kPersonsPer_s = 0.8 * 1.4 / (4 * 0.266);

// Walkers between J2 and the hall by v12 and h0.
class NarrowPathsTest : public ValleyTest {
 protected:
  void open(const std::string& entry = kEntry) {
    scenario_ = test::build_scenario(test::make_tiny_town(), households() + entry, catalog_);
    world_.emplace(*scenario_, 0);
    trips_.emplace(
        *world_, [this](std::uint32_t who, JunctionId) { arrived_s_[who] = seconds(world_->now()); },
        [this](std::uint32_t who, JunctionId) { cut_off_s_[who] = seconds(world_->now()); }, [](std::uint32_t) {});
  }
  [[nodiscard]] SegmentId segment(const std::string& name) const {
    return SegmentId(scenario_->names->find(Entity::segment, name));
  }
  [[nodiscard]] JunctionId far() const { return scenario_->town->roads.to(segment("v12>")); }
  [[nodiscard]] JunctionId hall() const { return scenario_->town->shelters[0].place.walk_junction; }
  void send(std::uint32_t who, double at_s, std::uint32_t persons, bool down = false, bool informed = true) {
    world_->kernel().schedule(at_seconds(at_s), Phase::people, [=, this] {
      EXPECT_TRUE(trips_->begin(who, {.from = down ? hall() : far(),
                                      .to = down ? far() : hall(),
                                      .goal = {},
                                      .informed = informed,
                                      .persons = persons}));
    });
  }
  void cut(double at_s, double factor) {
    world_->kernel().schedule(at_seconds(at_s), Phase::infrastructure, [=, this] {
      for (const auto* name : {"v12>", "v12<"}) world_->roads().set_speed_factor(segment(name), kAllModes, factor);
    });
  }
  void run_trips() { world_->kernel().run(kStartEx + 6h); }
  std::optional<World> world_;
  std::optional<Trips> trips_;
  std::map<std::uint32_t, double> arrived_s_, cut_off_s_;
};

TEST_F(NarrowPathsTest, ManyGetThroughInNOverC) {
  open();
  for (std::uint32_t who = 0; who < 60; ++who) send(who, 60, 3);
  run_trips();
  ASSERT_EQ(arrived_s_.size(), 60U);
  const auto [first, last] = std::minmax_element(arrived_s_.begin(), arrived_s_.end(),
                                                 [](const auto& a, const auto& b) { return a.second < b.second; });
  EXPECT_NEAR(last->second - first->second, 59 * 3 / kPersonsPer_s, 1e-4);  // limits are floats
  EXPECT_EQ(trips_->delay(0).all_s, 0);
  EXPECT_NEAR(trips_->delay(59).all_s, 59 * 3 / kPersonsPer_s, 1e-3);
  EXPECT_EQ(trips_->delay(59).worst, segment("v12<").value);
}

TEST_F(NarrowPathsTest, FewWhoComeOneAfterTheOtherDoNotWait) {
  open();
  for (std::uint32_t who = 0; who < 10; ++who) send(who, 60 + 10 * who, 3);
  run_trips();
  ASSERT_EQ(arrived_s_.size(), 10U);
  for (std::uint32_t who = 0; who < 10; ++who) {
    EXPECT_EQ(trips_->delay(who).all_s, 0);
    EXPECT_NEAR(arrived_s_[who] - arrived_s_[0], 10.0 * who, 1e-6);
  }
}

TEST_F(NarrowPathsTest, BothDirectionsShareOneQueue) {
  open();
  send(1, 60, 1, true);
  run_trips();
  const double alone_s = arrived_s_[1];
  open();
  arrived_s_.clear();
  send(0, 60, 5000);  // at the other end, 79 min until they are on it
  send(1, 60, 1, true);
  run_trips();
  EXPECT_GT(trips_->delay(1).all_s, 1800);
  EXPECT_LT(trips_->delay(1).all_s, 5000 / kPersonsPer_s);
  EXPECT_NEAR(arrived_s_[1] - alone_s, trips_->delay(1).all_s, 1e-3);
}

TEST_F(NarrowPathsTest, WhoWaitsLeavesTheQueueWhenThePathIsCut) {
  open();
  send(0, 60, 2000);  // half an hour
  send(1, 61, 1);
  cut(120, 0);
  run_trips();
  ASSERT_TRUE(cut_off_s_.contains(1));
  EXPECT_DOUBLE_EQ(cut_off_s_[1], 120);
  EXPECT_NEAR(trips_->delay(1).all_s, 59, 1e-6) << "only what he has waited";
}

// On v23, before v12: the narrow path ahead, and what lies behind it, are still on his way.
TEST_F(NarrowPathsTest, WhoHearsOfACutBehindTheQueueAheadTurnsOffAtOnce) {
  for (const auto* road : {"v12", "h0"}) {
    open();
    cut_off_s_.clear();
    const auto from = scenario_->town->roads.to(segment("v23>"));
    world_->kernel().schedule(at_seconds(60), Phase::people,
                              [=, this] { EXPECT_TRUE(trips_->begin(7, {.from = from, .to = hall(), .goal = {}})); });
    world_->kernel().schedule(at_seconds(120), Phase::infrastructure, [=, this] {
      for (const auto* direction : {">", "<"})
        world_->roads().set_speed_factor(segment(std::string(road) + direction), kAllModes, 0);
    });
    run_trips();
    ASSERT_TRUE(cut_off_s_.contains(7)) << road;
    EXPECT_DOUBLE_EQ(cut_off_s_[7], 120) << road;
  }
}

TEST_F(NarrowPathsTest, WhoDidNotHearOfACutKeepsHisTurn) {
  open();
  send(0, 60, 600);
  send(1, 61, 1);
  run_trips();
  const double at_s = arrived_s_[1];
  open();
  arrived_s_.clear();
  send(0, 60, 600);
  send(1, 61, 1, false, false);
  cut(120, 0);
  cut(180, 1);
  run_trips();
  ASSERT_TRUE(arrived_s_.contains(1));
  EXPECT_NEAR(arrived_s_[1], at_s, 1e-6);
}

TEST_F(NarrowPathsTest, WidthAndKindOfThePathDecide) {
  open();
  const auto& narrow = *scenario_->all<NarrowPathsParameters>().front();
  EXPECT_NEAR(narrow.persons_per_s(1.2_m, RoadClass::path), kPersonsPer_s, 1e-12);
  EXPECT_NEAR(narrow.persons_per_s(1.2_m, RoadClass::steps), 0.8 * 1.08 / (4 * 0.266), 1e-12);
  EXPECT_NEAR(narrow.persons_per_s(0.5_m, RoadClass::path), 0.6 * 1.4 / (4 * 0.266), 1e-12);  // one after the other
  EXPECT_GT(narrow.limits_per_s()[segment("v12>").index()], 0);
  EXPECT_EQ(narrow.limits_per_s()[segment("h0>").index()], 0);
}

// Whoever walks up to the hall by h0, the only way: the households of the village wait for each other.
TEST_F(NarrowPathsTest, HouseholdsOfADrillQueueAndTheReportSaysWhere) {
  const std::string drill = kOrder +
                            households(kAllLeave +
                                       ", walk_limit: 20 km, walks_when_near: 100 %, "
                                       "median_door_to_door_night: 1 min, shortest_preparation: 0 min") +
                            "NARROW" + cues(kToldAtTheDoor) + kAudit;
  const auto with = [&](const std::string& entry) {
    auto text = drill;
    text.replace(text.find("NARROW"), 6, entry);
    return run(text);
  };
  const auto wide = with("");
  const auto narrow =
      with("  - {kind: narrow_paths, single_file: 0.02 m, paths: [{road: h0, width: 0.3 m}]}\n");  // 1 person in 38 s
  double waited_min = 0;
  double longest_s = 0;
  for (const auto& row : narrow.log.all<PathQueued>()) {
    waited_min += row.event.persons * static_cast<double>(row.event.waits_s) / 60;
    longest_s = std::max(longest_s, static_cast<double>(row.event.waits_s));
  }
  EXPECT_GT(waited_min, 0);
  EXPECT_NEAR(narrow.measures.value("evacuation.path_queue_time"), waited_min, 1e-9);
  EXPECT_NEAR(narrow.measures.value("evacuation.path_queue_time", "road:h0"), waited_min, 1e-9);
  EXPECT_NEAR(narrow.measures.value("evacuation.path_longest_wait"), longest_s, 1e-9);
  EXPECT_GT(narrow.measures.value("evacuation.time_queued"), 0);
  EXPECT_GT(narrow.measures.value("evacuation.time_to_safety"), wide.measures.value("evacuation.time_to_safety"));
  EXPECT_TRUE(wide.log.all<PathQueued>().empty());
}

TEST_F(NarrowPathsTest, BadEntriesAreRefusedWhereTheyStand) {
  const auto refused = [&](const std::string& entry, const std::string& what) {
    Diagnostics diagnostics;
    const auto scenario = test::build_scenario(test::make_tiny_town(), households() + entry, catalog_, diagnostics);
    EXPECT_EQ(scenario, nullptr) << entry;
    const auto& all = diagnostics.entries();
    EXPECT_TRUE(std::any_of(all.begin(), all.end(), [&](const auto& d) {
      return (d.what.en + d.expected.en).find(what) != std::string::npos;
    })) << entry;
  };
  refused("  - {kind: narrow_paths, paths: [{road: v99, width: 1 m}]}\n", "v99");
  refused("  - {kind: narrow_paths, paths: [{road: v12, width: 1 m}, {road: v12, width: 2 m}]}\n", "named twice");
  refused("  - {kind: narrow_paths, paths: [{road: v12, width: 0 m}]}\n", "width");
  refused("  - {kind: narrow_paths, paths: [{road: v12}]}\n", "width");
  refused(kEntry + kEntry, "described twice");
}

}  // namespace
}  // namespace tocsin::evacuation
