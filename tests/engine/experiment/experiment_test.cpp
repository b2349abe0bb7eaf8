// SPDX-License-Identifier: Apache-2.0
// What an experiment says about its replications (summaries that never leave out who did not finish), precision goals,
// and the folder of a run. Experiments over a scenario: room_experiment_test.cpp; over whole drills: tests/cli.
#include "engine/experiment/experiment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>

#include "engine/experiment/output.hpp"
#include "engine/experiment/run_folder.hpp"
#include "engine/experiment/summary.hpp"

namespace tocsin {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr double kNever_s = std::numeric_limits<double>::infinity();
constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();
const MeasureKey kTime{"room.empty_time", "", MeasureUnit::seconds};

// ---- quantiles ----

TEST(Quantile, IsAlwaysAValueThatOccurred) {
  const std::vector<double> values{40, 10, 30, 20};
  EXPECT_EQ(quantile(values, 0.0), 10);
  EXPECT_EQ(quantile(values, 0.25), 10);
  EXPECT_EQ(quantile(values, 0.26), 20);
  EXPECT_EQ(quantile(values, 0.5), 20);
  EXPECT_EQ(quantile(values, 0.75), 30);
  EXPECT_EQ(quantile(values, 0.76), 40);
  EXPECT_EQ(quantile(values, 1.0), 40);
  EXPECT_TRUE(std::isnan(quantile({}, 0.5)));
}

TEST(Quantile, ThoseThatNeverEndedAreTheLongest) {
  const std::vector<double> values{kNever_s, 10, kNever_s, 20, 30};
  EXPECT_EQ(quantile(values, 0.2), 10);
  EXPECT_EQ(quantile(values, 0.6), 30);
  EXPECT_EQ(quantile(values, 0.61), kNever_s);
}

// ---- summaries ----

// Nothing counted is below zero and no share above one, whatever Student says.
TEST(Summary, IntervalsStayWithinWhatIsPossible) {
  const auto persons = summarize({"harmed", "", MeasureUnit::persons}, {0, 0, 0, 9});
  EXPECT_EQ(persons.mean_low, 0);
  EXPECT_GT(persons.mean_high, 9);
  const auto share = summarize({"reached", "", MeasureUnit::share}, {1, 1, 1, 0.5});
  EXPECT_EQ(share.mean_high, 1);
  EXPECT_LT(share.mean_low, 0.875);
  EXPECT_TRUE(std::isnan(summarize({"reached", "", MeasureUnit::share}, {1}).mean_high));
}

TEST(Summary, MeanIntervalAndQuantilesOfFinishedReplications) {
  const auto summary = summarize(kTime, {10, 20, 30, 40});
  EXPECT_EQ(summary.n, 4U);
  EXPECT_DOUBLE_EQ(summary.mean, 25);
  // s = 12.9099, t(0.975; 3) = 3.18245: half width 20.5426
  EXPECT_NEAR(summary.mean_low, 25 - 20.5426, 1e-3);
  EXPECT_NEAR(summary.mean_high, 25 + 20.5426, 1e-3);
  EXPECT_EQ(summary.q05, 10);
  EXPECT_EQ(summary.median, 20);
  EXPECT_EQ(summary.q95, 40);
  EXPECT_EQ(summary.unfinished_share, 0);
}

TEST(Summary, OneThatDidNotFinishTakesTheMeanAwayFromAll) {
  const auto summary = summarize(kTime, {10, 20, kNever_s, 30});
  EXPECT_EQ(summary.n, 4U);
  EXPECT_TRUE(std::isnan(summary.mean));
  EXPECT_TRUE(std::isnan(summary.mean_low));
  EXPECT_TRUE(std::isnan(summary.mean_high));
  EXPECT_EQ(summary.median, 20);
  EXPECT_EQ(summary.q95, kNever_s);
  EXPECT_DOUBLE_EQ(summary.unfinished_share, 0.25);
}

TEST(Summary, ReplicationsWithoutMeaningAreNotCounted) {
  const auto summary = summarize(kTime, {kNoNumber, 10, kNoNumber, 30});
  EXPECT_EQ(summary.n, 2U);
  EXPECT_DOUBLE_EQ(summary.mean, 20);
  EXPECT_EQ(summary.unfinished_share, 0);
}

TEST(Summary, NoneAtAllAndOneAlone) {
  const auto none = summarize(kTime, {kNoNumber});
  EXPECT_EQ(none.n, 0U);
  EXPECT_TRUE(std::isnan(none.mean));
  EXPECT_TRUE(std::isnan(none.median));
  const auto one = summarize(kTime, {7});
  EXPECT_EQ(one.mean, 7);
  EXPECT_TRUE(std::isnan(one.mean_low));  // one replication says nothing about spread
  const auto never = summarize(kTime, {kNever_s, kNever_s});
  EXPECT_EQ(never.unfinished_share, 1);
  EXPECT_EQ(never.q05, kNever_s);
}

// ---- precision goals ----

class PrecisionGoalTest : public testing::Test {
 protected:
  PrecisionGoalTest() {
    catalog_.add_measures({{"room.empty_time", MeasureUnit::seconds, {"Empty", "清空"}, {"Time.", "时间。"}},
                           {"room.left_share", MeasureUnit::share, {"Left", "离开"}, {"Share.", "比例。"}}},
                          [](const Scenario&, const EventLog&, Measures&) {});
  }
  std::optional<PrecisionGoal> parse(std::string_view text) {
    problem_ = {};
    return parse_precision_goal(text, catalog_, problem_);
  }
  Catalog catalog_;
  Phrase problem_;
};

TEST_F(PrecisionGoalTest, IsReadInTheUnitOfTheMeasure) {
  for (const auto* text : {"room.empty_time ± 2 min", "room.empty_time±2 min", " room.empty_time +- 120 s ",
                           "room.empty_time +/- 2 min"}) {
    const auto goal = parse(text);
    ASSERT_TRUE(goal) << text << ": " << problem_.en;
    EXPECT_EQ(goal->measure, "room.empty_time");
    EXPECT_DOUBLE_EQ(goal->half_width, 120);
    EXPECT_FALSE(goal->relative);
  }
}

TEST_F(PrecisionGoalTest, PercentIsRelativeForTimesAndAbsoluteForShares) {
  const auto time = parse("room.empty_time ± 5 %");
  ASSERT_TRUE(time);
  EXPECT_DOUBLE_EQ(time->half_width, 0.05);
  EXPECT_TRUE(time->relative);
  const auto share = parse("room.left_share ± 1 %");
  ASSERT_TRUE(share);
  EXPECT_DOUBLE_EQ(share->half_width, 0.01);
  EXPECT_FALSE(share->relative);
}

TEST_F(PrecisionGoalTest, SaysWhatIsWrong) {
  for (const auto* text :
       {"room.empty_time", "room.empty_time 2 min", "", "room.empty_time ± ", "room.empty_time ± 2",
        "room.empty_time ± 2 m", "room.empty_time ± 0 min", "room.empty_time ± -2 min", "room.left_share ± 2 min"}) {
    EXPECT_FALSE(parse(text)) << text;
    EXPECT_THAT(problem_.en, HasSubstr("MEASURE ± X")) << text;
    EXPECT_THAT(problem_.zh, HasSubstr("指标 ± X")) << text;
  }
  EXPECT_FALSE(parse("room.empty_time ± 2 m"));
  EXPECT_THAT(problem_.en, HasSubstr("'2 m' does not fit: 'room.empty_time' is a time, like 45 min, or a percentage"));
  EXPECT_THAT(problem_.zh, HasSubstr("“2 m”不合适：“room.empty_time”的取值是时间"));
  EXPECT_FALSE(parse("room.left_share ± 2 min"));
  EXPECT_THAT(problem_.en, HasSubstr("'room.left_share' is a share, like 90 %;"));
  EXPECT_FALSE(parse("room.empty_time ± 0 min"));
  EXPECT_THAT(problem_.en, HasSubstr("'0 min' is not more than zero"));
  EXPECT_FALSE(parse("room.emtpy_time ± 2 min"));
  EXPECT_THAT(problem_.en, HasSubstr("no measure 'room.emtpy_time'"));
  EXPECT_THAT(problem_.en, HasSubstr("did you mean 'room.empty_time'?"));
  EXPECT_THAT(problem_.zh, HasSubstr("room.empty_time"));
}

// ---- the folder of a run ----

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class RunFolderTest : public testing::Test {
 protected:
  RunFolderTest()
      : folder_(fs::temp_directory_path() /
                (std::string("tocsin_run_") + testing::UnitTest::GetInstance()->current_test_info()->name())) {
    fs::remove_all(folder_.path());
  }
  ~RunFolderTest() override { fs::remove_all(folder_.path()); }
  RunFolder folder_;
};

TEST_F(RunFolderTest, KnowsWhenItIsInUse) {
  EXPECT_FALSE(folder_.in_use());
  fs::create_directories(folder_.path());
  write_file(folder_.path() / "notes.txt", "mine");
  EXPECT_FALSE(folder_.in_use());
  for (const auto& file : {folder_.report(), folder_.results(), folder_.measures(), folder_.manifest(),
                           folder_.scenario(), folder_.journal()}) {
    write_file(file, "x");
    EXPECT_TRUE(folder_.in_use()) << file;
    fs::remove(file);
  }
  folder_.prepare(false);
  EXPECT_TRUE(folder_.in_use());  // events/
}

TEST_F(RunFolderTest, WithoutForceNothingIsTouched) {
  folder_.prepare(false);
  write_file(folder_.report(), "earlier");
  write_file(folder_.events(17), "log");
  folder_.prepare(false);
  EXPECT_EQ(read(folder_.report()), "earlier");
  EXPECT_EQ(read(folder_.events(17)), "log");
  EXPECT_EQ(folder_.events(17).filename(), "0017.jsonl");
}

TEST_F(RunFolderTest, ForceRemovesTheEarlierRunAndNothingElse) {
  folder_.prepare(false);
  for (const auto& file : {folder_.report(), folder_.journal(), folder_.events(0)}) write_file(file, "earlier");
  write_file(folder_.path() / "notes.txt", "mine");
  write_file(folder_.path() / "events" / "notes.txt", "mine too");
  folder_.prepare(true);
  EXPECT_FALSE(fs::exists(folder_.report()));
  EXPECT_FALSE(fs::exists(folder_.journal()));
  EXPECT_FALSE(fs::exists(folder_.events(0)));
  EXPECT_EQ(read(folder_.path() / "notes.txt"), "mine");
  EXPECT_EQ(read(folder_.path() / "events" / "notes.txt"), "mine too");
}

TEST_F(RunFolderTest, KnowsWhatLiesInIt) {
  const auto parent = folder_.path().parent_path();
  EXPECT_TRUE(folder_.holds(folder_.path()));
  EXPECT_TRUE(folder_.holds(folder_.path() / "scenario.yaml"));
  EXPECT_TRUE(folder_.holds(folder_.path() / "a" / "b" / ".." / "town"));
  EXPECT_TRUE(folder_.holds(parent / "x" / ".." / folder_.path().filename()));
  EXPECT_FALSE(folder_.holds(parent));
  EXPECT_FALSE(folder_.holds(folder_.path().string() + "-2"));
  fs::create_directories(folder_.path() / "real");
  fs::create_directory_symlink(folder_.path() / "real", folder_.path() / "link");
  EXPECT_TRUE(RunFolder(folder_.path() / "link").holds(folder_.path() / "real" / "scenario.yaml"));
}

TEST_F(RunFolderTest, ANewOneIsNobodyElses) {
  const auto first = RunFolder::make_new(folder_.path(), "drill-20261122-010203");
  const auto second = RunFolder::make_new(folder_.path(), "drill-20261122-010203");
  const auto third = RunFolder::make_new(folder_.path(), "drill-20261122-010203");
  EXPECT_EQ(first.path().filename(), "drill-20261122-010203");
  EXPECT_EQ(second.path().filename(), "drill-20261122-010203-2");
  EXPECT_EQ(third.path().filename(), "drill-20261122-010203-3");
  write_file(folder_.path() / "file", "x");
  EXPECT_THROW(RunFolder::make_new(folder_.path() / "file", "drill"), OutputError);
}

TEST_F(RunFolderTest, TheNewestInterruptedOneIsOfThisScenario) {
  EXPECT_EQ(newest_interrupted(folder_.path(), "first"), fs::path());
  for (const auto* name : {"first-20261122-010203", "first-20261122-010203-2", "first-20261122-010203-10",
                           "first-siren-20261123-010203", "first-20261123-0102", "first-20261123-010203-x"}) {
    fs::create_directories(folder_.path() / name);
    write_file(RunFolder(folder_.path() / name).journal(), "x");
  }
  fs::create_directories(folder_.path() / "first-20261124-010203");  // finished
  EXPECT_EQ(newest_interrupted(folder_.path(), "first").filename(), "first-20261122-010203-10");
  EXPECT_EQ(newest_interrupted(folder_.path(), "first-siren").filename(), "first-siren-20261123-010203");
}

TEST_F(RunFolderTest, TheTableOfMeasuresTellsNeverFromNoMeaning) {
  folder_.prepare(false);
  ExperimentResult result;
  result.keys = {kTime, {"room.left_share", "zone:a", MeasureUnit::share}};
  result.records = {{0, {12.5, 0.1}, {}}, {2, {kNever_s, kNoNumber}, {}}};
  write_measures_csv(folder_, result);
  EXPECT_EQ(read(folder_.measures()),
            "\xEF\xBB\xBF"
            "alternative,replication,measure,place,value,unit\n"
            "plan,0,room.empty_time,,12.5,s\nplan,0,room.left_share,zone:a,0.1,1\n"
            "plan,2,room.empty_time,,inf,s\nplan,2,room.left_share,zone:a,,1\n");
}

TEST_F(RunFolderTest, TheManifestReadsBack) {
  folder_.prepare(false);
  RunManifest manifest;
  manifest.version = "0.1.0";
  manifest.scenario = "drill";
  manifest.digest = "abc123";
  manifest.seed = 18446744073709551615ULL;
  manifest.replications = 199;
  manifest.parameters = 212;
  manifest.assumptions = 164;
  manifest.failed = {17};
  manifest.precision = "room.empty_time ± 2 min";
  manifest.precise = true;
  write_manifest(folder_, manifest);
  Diagnostics diagnostics;
  const auto again = read_manifest(folder_, diagnostics);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->digest, "abc123");
  EXPECT_EQ(again->seed, manifest.seed);
  EXPECT_EQ(again->replications, 199U);
  EXPECT_EQ(again->parameters, 212U);
  EXPECT_EQ(again->assumptions, 164U);
  EXPECT_EQ(again->failed, (std::vector<std::uint64_t>{17}));
  EXPECT_EQ(again->precision, manifest.precision);
  EXPECT_EQ(again->precise, true);
}

// ---- files ----

TEST_F(RunFolderTest, AFileThatCannotBeWrittenLeavesTheOldOne) {
  folder_.prepare(false);
  write_file(folder_.report(), "old");
  fs::create_directory(folder_.path() / "report.html.part");  // in the way of the temporary file
  EXPECT_THROW(write_file(folder_.report(), "new"), OutputError);
  EXPECT_EQ(read(folder_.report()), "old");
}

}  // namespace
}  // namespace tocsin
