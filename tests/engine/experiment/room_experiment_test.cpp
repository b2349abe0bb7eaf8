// SPDX-License-Identifier: Apache-2.0
// Experiments over a room that empties at a random time: the same numbers whatever the workers, failures that cost
// nothing else, resuming from the journal, stopping by precision.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <set>
#include <stdexcept>

#include "engine/experiment/experiment.hpp"
#include "engine/experiment/journal.hpp"
#include "engine/experiment/output.hpp"
#include "engine/experiment/summary.hpp"
#include "engine/simulation/events.hpp"
#include "engine/simulation/world.hpp"
#include "tests/support/scenario_builder.hpp"
#include "tests/support/tiny_town.hpp"

namespace tocsin {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

struct RoomEmptied {
  static constexpr std::string_view kName = "room.emptied";
  static Phrase meaning() { return {"The last person left.", "最后一人离开。"}; }
  void fields(EventFields& f) { (void)f; }
};

const MeasureDescription kEmptyTime{"room.empty_time",
                                    MeasureUnit::seconds,
                                    {"Empty", "清空用时"},
                                    {"When the last person left.", "最后一人离开的时间。"}};

const MeasureDescription kEarly{
    "room.early", MeasureUnit::share, {"Early", "提前"}, {"1 when empty after 630 s.", "630 秒内清空为 1。"}};
const MeasureDescription kDoor{"room.door", MeasureUnit::count, {"Door", "门"}, {"By door.", "按门统计。"}};
const MeasureDescription kInside{"room.inside", MeasureUnit::persons, {"Inside", "在内"}, {"Curve.", "曲线。"}};
const MeasureDescription kAbsent{"room.absent", MeasureUnit::count, {"Absent", "无"}, {"Never.", "从不。"}};

void measure_room(const Scenario& scenario, const EventLog& log, Measures& measures) {
  (void)scenario;
  const auto rows = log.all<RoomEmptied>();
  measures.add(kEmptyTime, rows.empty() ? std::numeric_limits<double>::infinity() : rows[0].t_s);
  measures.add(kEarly, !rows.empty() && rows[0].t_s < 630 ? 1 : 0);
  measures.add(kDoor, 1, "team:door");
  if (!rows.empty() && rows[0].t_s < 630) measures.add_occurring(kDoor, rows[0].t_s, "zone:b>shelter:early");
  if (!rows.empty() && rows[0].t_s > 655) measures.add_occurring(kDoor, 2, "zone:a>shelter:late");
  measures.add_curve(kInside, std::vector<float>(kCurvePoints));
}

// What replications with these numbers do instead of emptying the room.
struct RoomParameters final : ModelParameters {
  void describe(Fields& f) override {
    f.optional("throws", throws, {"Replication that fails.", "失败的重复。"});
    f.optional("crashes", crashes, {"Replication that crashes.", "崩溃的重复。"});
    f.optional("never_every", never_every, {"Every so many never end.", "每隔多少次不结束。"});
  }
  [[nodiscard]] std::unique_ptr<Model> make() const override;
  std::uint64_t throws = 1000000;
  std::uint64_t crashes = 1000000;
  std::uint64_t never_every = 1000000;
};

class Room final : public Model {
 public:
  explicit Room(const RoomParameters& parameters) : p_(parameters) {}
  void start(World& world) override {
    if (world.replication() == p_.throws) throw std::runtime_error("the door is stuck");
    if (world.replication() == p_.crashes) std::_Exit(7);
    if (world.replication() % p_.never_every == p_.never_every - 1) return;
    const auto t_s = 600 + 60 * world.stream("room.exit").uniform();
    world.kernel().schedule(at_seconds(t_s), Phase::people, [&world] { world.publish(RoomEmptied{}); });
  }

 private:
  const RoomParameters& p_;
};

std::unique_ptr<Model> RoomParameters::make() const {
  return std::make_unique<Room>(*this);
}

Catalog make_catalog() {
  Catalog catalog;
  test::add_shipped_library(catalog);
  catalog.add_event<ExerciseStarted>();
  catalog.add_event<ExerciseEnded>();
  catalog.add_event<RoomEmptied>();
  catalog.add_kind<RoomParameters>("rooms", "room", {"Room", "房间"}, {});
  catalog.add_measures({kEmptyTime, kEarly, kDoor, kInside, kAbsent}, measure_room);
  return catalog;
}

ExperimentOptions options_of(std::size_t replications, int jobs) {
  ExperimentOptions options;
  options.replications = replications;
  options.jobs = jobs;
  return options;
}

class RoomExperiment : public testing::Test {
 protected:
  RoomExperiment()
      : folder_(fs::temp_directory_path() /
                (std::string("tocsin_room_") + testing::UnitTest::GetInstance()->current_test_info()->name())) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~RoomExperiment() override { fs::remove_all(folder_); }

  void room(const std::string& fields = {}) {
    scenario_ = test::build_scenario(test::make_tiny_town(),
                                     "rooms: [{kind: room" + (fields.empty() ? "" : ", " + fields) + "}]\n", catalog_);
  }
  ExperimentResult run(const ExperimentOptions& options) {
    auto journal = Journal::create(path(), header_);
    return Experiment(*scenario_, catalog_, options).run(journal);
  }
  [[nodiscard]] fs::path path() const { return folder_ / "journal"; }
  [[nodiscard]] std::vector<std::uint32_t> journaled() const {
    std::vector<std::uint32_t> replications;
    JournalHeader found;
    Journal::open(path(), found, [&](std::uint32_t r, std::string_view) { replications.push_back(r); });
    return replications;
  }

  Catalog catalog_ = make_catalog();
  std::unique_ptr<Scenario> scenario_;
  fs::path folder_;
  JournalHeader header_{"1", "room", 42};
};

TEST_F(RoomExperiment, WorkersChangeNothing) {
  room();
  const auto alone = run(options_of(30, 1));
  const auto many = run(options_of(30, 4));
  const auto values = alone.column(0);
  EXPECT_EQ(values, many.column(0));
  ASSERT_EQ(values.size(), 30U);
  EXPECT_EQ(std::set<double>(values.begin(), values.end()).size(), 30U);  // no two replications share their numbers
  EXPECT_EQ(journaled().size(), 30U);
  EXPECT_FALSE(many.interrupted);
  EXPECT_FALSE(many.precise.has_value());
}

// Pairs of places are kept only where they occur; the others read zero, in an order that depends on no worker.
TEST_F(RoomExperiment, OccurringMeasuresBecomeKeysWhereTheyOccur) {
  room();
  const auto alone = run(options_of(30, 1));
  ASSERT_EQ(alone.keys.size(), 5U);
  EXPECT_EQ(alone.keys[3].place, "zone:a>shelter:late");
  EXPECT_EQ(alone.keys[4].place, "zone:b>shelter:early");
  const auto times = alone.column(0);
  const auto early = alone.column(4);
  const auto late = alone.column(3);
  std::size_t zeros = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    EXPECT_EQ(early[i], times[i] < 630 ? times[i] : 0) << i;
    EXPECT_EQ(late[i], times[i] > 655 ? 2 : 0) << i;
    zeros += early[i] == 0 ? 1U : 0U;
  }
  EXPECT_GT(zeros, 0U);
  const auto many = run(options_of(30, 4));
  EXPECT_EQ(many.keys, alone.keys);
  EXPECT_EQ(many.column(4), early);
  // From the journal they come back the same.
  {
    JournalHeader found;
    Experiment again(*scenario_, catalog_, options_of(30, 1));
    auto journal = Journal::open(path(), found, [&](std::uint32_t r, std::string_view p) { again.take_over(r, p); });
    const auto resumed = again.run(journal);
    EXPECT_EQ(resumed.keys, alone.keys);
    EXPECT_EQ(resumed.column(4), early);
  }
  room("never_every: 1");
  EXPECT_EQ(run(options_of(3, 1)).keys.size(), 3U);  // nothing occurred
}

TEST_F(RoomExperiment, FailuresCostOneReplicationEach) {
  room();
  const auto whole = run(options_of(12, 2));
  room("throws: 3, crashes: 5");
  const auto result = run(options_of(12, 2));
  ASSERT_EQ(result.failures.size(), 2U);
  EXPECT_EQ(result.failures[0].replication, 3U);
  EXPECT_THAT(result.failures[0].reason.en, HasSubstr("the door is stuck"));
  EXPECT_EQ(result.failures[1].replication, 5U);
  EXPECT_THAT(result.failures[1].reason.en, HasSubstr("exit code 7"));
  EXPECT_FALSE(result.interrupted);
  ASSERT_EQ(result.records.size(), 10U);
  for (const auto& record : result.records) {
    EXPECT_EQ(record.values, whole.records[record.replication].values) << record.replication;
  }
}

TEST_F(RoomExperiment, AStoppedOneGoesOnWhereItWas) {
  room();
  const auto whole = run(options_of(40, 2));
  std::atomic<bool> stop{false};
  auto options = options_of(40, 2);
  options.stop = &stop;
  options.on_progress = [&](std::size_t finished, std::size_t of) {
    EXPECT_EQ(of, 40U);
    stop = finished >= 7;
  };
  const auto part = run(options);
  EXPECT_TRUE(part.interrupted);
  EXPECT_GE(part.records.size(), 7U);
  EXPECT_LE(part.records.size(), 9U);  // those in hand are finished
  const auto kept = journaled();
  EXPECT_EQ(kept.size(), part.records.size());

  Experiment again(*scenario_, catalog_, options_of(40, 2));
  JournalHeader found;
  auto journal = Journal::open(path(), found, [&](std::uint32_t replication, std::string_view payload) {
    EXPECT_TRUE(again.take_over(replication, payload));
  });
  const auto rest = again.run(journal);
  EXPECT_FALSE(rest.interrupted);
  EXPECT_EQ(rest.column(0), whole.column(0));
  { const auto closed = std::move(journal); }
  const auto all = journaled();
  EXPECT_EQ(all.size(), 40U);  // nothing was run twice
  EXPECT_EQ(std::set<std::uint32_t>(all.begin(), all.end()).size(), 40U);
}

TEST_F(RoomExperiment, RefusesRecordsOfOtherMeasures) {
  room();
  Experiment experiment(*scenario_, catalog_, options_of(4, 1));
  constexpr auto kRoomSize = 3 * sizeof(double) + kCurvePoints * sizeof(float);
  EXPECT_FALSE(experiment.take_over(0, "short"));
  EXPECT_FALSE(experiment.take_over(1, std::string(16, 'x')));
  EXPECT_TRUE(experiment.take_over(2, std::string(kRoomSize + sizeof(std::uint32_t), '\0')));
  EXPECT_FALSE(experiment.take_over(3, std::string(kRoomSize, '\0') + std::string("\1\0\0\0 cut", 8)));
}

TEST_F(RoomExperiment, StopsWhenPreciseEnoughWhateverTheWorkers) {
  room();
  // The median of values uniform over 60 s: ± 4 s needs about (1.96 * 0.5 * 60 / 4)^2 = 216 replications.
  auto options = options_of(2000, 1);
  options.precision = PrecisionGoal{"room.empty_time", 4, false};
  const auto alone = run(options);
  EXPECT_EQ(alone.precise, true);
  EXPECT_THAT(alone.records.size(), testing::AnyOf(150U, 225U, 338U));  // looks are at these
  EXPECT_LE(alone.precision->half_width, 4);
  options.jobs = 4;
  EXPECT_EQ(run(options).column(0), alone.column(0));
}

TEST_F(RoomExperiment, SaysWhenThePrecisionIsNotReached) {
  room();
  auto options = options_of(20, 2);
  options.precision = PrecisionGoal{"room.empty_time", 0.001, false};
  const auto result = run(options);
  EXPECT_EQ(result.precise, false);
  EXPECT_EQ(result.records.size(), 20U);
  EXPECT_FALSE(result.interrupted);
}

// Times keep their median from the first look on, also while all have ended: the mean of 100 would be within 3.5 s.
TEST_F(RoomExperiment, PrecisionOfTimesIsThatOfTheMedianFromTheStart) {
  room();
  auto options = options_of(100, 2);
  options.precision = PrecisionGoal{"room.empty_time", 3.6, false};
  const auto result = run(options);
  const auto summary = summarize(result.keys[0], result.column(0));
  EXPECT_LT(summary.mean_high - summary.mean, 3.6);
  EXPECT_GT(result.precision->half_width, 3.6);
  EXPECT_EQ(result.precise, false);
}

TEST_F(RoomExperiment, FewEqualValuesAreNotPrecise) {
  room("never_every: 1");  // room.early is 0 in all
  auto options = options_of(40, 2);
  options.precision = PrecisionGoal{"room.early", 0.01, false};
  EXPECT_EQ(run(options).precise, false);
  options.replications = 60;
  EXPECT_EQ(run(options).precise, true);
}

TEST_F(RoomExperiment, WhatHasNoNumberForTheWholeScopeIsUnfitForPrecision) {
  room();
  const Experiment experiment(*scenario_, catalog_, options_of(1, 1));
  const auto unfit = [&](const char* measure) { return unfit_for_precision({measure, 1, false}, experiment.keys()); };
  EXPECT_TRUE(unfit("room.empty_time").empty());
  EXPECT_THAT(unfit("room.inside").en, HasSubstr("'room.inside' is a curve"));
  EXPECT_THAT(unfit("room.door").en, HasSubstr("place by place"));
  EXPECT_THAT(unfit("room.absent").en, HasSubstr("no model of this scenario computes"));
  EXPECT_THAT(unfit("room.inside").zh, HasSubstr("“room.inside”是随时间变化的曲线"));
}

// Whoever is nobody and may have no processes cannot fork.
TEST_F(RoomExperiment, WorkersThatCannotBeStartedAreNoInterruption) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can become somebody whose processes are limited";
  room();
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NPROC, &before), 0);
  auto options = options_of(4, 2);
  std::size_t progress = 0;
  options.on_progress = [&](std::size_t finished, std::size_t) { progress = finished; };
  auto journal = Journal::create(path(), header_);
  Experiment experiment(*scenario_, catalog_, options);
  const rlimit none{0, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NPROC, &none), 0);
  ASSERT_EQ(setresuid(65534, 65534, 0), 0);
  const auto result = experiment.run(journal);
  ASSERT_EQ(setresuid(0, 0, 0), 0);
  ASSERT_EQ(setrlimit(RLIMIT_NPROC, &before), 0);
  ASSERT_TRUE(result.not_started);
  EXPECT_THAT(result.not_started->en, HasSubstr("no worker process could be started"));
  EXPECT_TRUE(result.interrupted);
  EXPECT_TRUE(result.failures.empty());
  EXPECT_EQ(progress, 0U);
}

// One in four never ends: the goal is held against the median, and no mean is formed.
TEST_F(RoomExperiment, PrecisionOfTimesThatMayNotEndIsThatOfTheMedian) {
  room("never_every: 4");
  auto options = options_of(2000, 2);
  options.precision = PrecisionGoal{"room.empty_time", 8, false};
  const auto result = run(options);
  EXPECT_EQ(result.precise, true);
  EXPECT_LT(result.records.size(), 500U);
  const auto summary = summarize(result.keys[0], result.column(0));
  EXPECT_TRUE(std::isnan(summary.mean));
  EXPECT_NEAR(summary.unfinished_share, 0.25, 0.05);
  EXPECT_NEAR(summary.median, 640, 12);  // 2/3 of those that end
}

TEST_F(RoomExperiment, SaysHowFarThePrecisionGotAndWhatItWouldTake) {
  room();
  auto options = options_of(50, 2);
  options.precision = PrecisionGoal{"room.early", 0.01, false};
  const auto result = run(options);
  ASSERT_TRUE(result.precision);
  const auto summary = summarize(result.keys[1], result.column(1));
  const double half_width = result.precision->half_width;
  EXPECT_NEAR(half_width, (summary.mean_high - summary.mean_low) / 2, 1e-9);
  // The interval narrows with the root of n.
  ASSERT_TRUE(result.precision->replications_needed);
  EXPECT_NEAR(static_cast<double>(*result.precision->replications_needed), 50 * half_width * half_width * 1e4, 1);
  EXPECT_THAT(half_width_text(half_width, *options.precision, catalog_), testing::EndsWith(" %"));
}

TEST_F(RoomExperiment, WithoutValuesNothingIsForecast) {
  room("never_every: 1");
  auto options = options_of(12, 2);
  options.precision = PrecisionGoal{"room.empty_time", 1, false};
  const auto result = run(options);
  ASSERT_TRUE(result.precision);
  EXPECT_TRUE(std::isnan(result.precision->half_width));
  EXPECT_FALSE(result.precision->replications_needed);
  EXPECT_EQ(half_width_text(result.precision->half_width, *options.precision, catalog_), "?");
}

TEST_F(RoomExperiment, ALogThatCannotBeWrittenCostsNoMeasures) {
  room();
  const auto whole = run(options_of(6, 2)).column(0);
  auto options = options_of(6, 2);
  options.keep_log = [](std::uint32_t replication, const EventLog&) {
    if (replication % 2 == 1) throw OutputError("log", {"the disk is full", "磁盘已满"});
  };
  const auto result = run(options);
  EXPECT_EQ(result.column(0), whole);
  EXPECT_TRUE(result.failures.empty());
  ASSERT_EQ(result.logs_not_kept.size(), 3U);
  EXPECT_EQ(result.logs_not_kept[0].replication, 1U);
  EXPECT_EQ(result.logs_not_kept[0].reason, (Phrase{"the disk is full", "磁盘已满"}));
  // Whoever resumes hears of it too: the log is still not there.
  JournalHeader found;
  Experiment again(*scenario_, catalog_, options_of(6, 2));
  auto journal = Journal::open(path(), found, [&](std::uint32_t r, std::string_view p) { again.take_over(r, p); });
  EXPECT_EQ(again.run(journal).logs_not_kept.size(), 3U);
}

TEST_F(RoomExperiment, TheLogsAskedForAreKept) {
  room();
  auto options = options_of(5, 2);
  options.keep_log = [&](std::uint32_t replication, const EventLog& log) {  // in the worker: only files outlive it
    if (log.all<RoomEmptied>().size() == 1) fs::create_directory(folder_ / std::to_string(replication));
  };
  run(options);
  for (const auto* name : {"0", "1", "2", "3", "4"}) EXPECT_TRUE(fs::exists(folder_ / name)) << name;
}

}  // namespace
}  // namespace tocsin
