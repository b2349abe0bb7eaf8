// SPDX-License-Identifier: Apache-2.0
// Jobs in child processes: order, identical bytes for any number of workers, every way to end badly.
#include "engine/kernel/isolation.hpp"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/kernel/kernel.hpp"
#include "engine/kernel/process.hpp"
#include "engine/kernel/run_error.hpp"

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

std::string collect(int workers, std::size_t count, const std::function<std::string(std::size_t)>& body) {
  std::string all;
  JobOptions options;
  options.workers = workers;
  std::size_t next = 3;
  const JobsSummary summary = run_jobs(3, count, options, body, [&](JobOutcome&& outcome) {
    EXPECT_EQ(outcome.index, next++);
    EXPECT_TRUE(outcome.ok()) << outcome.explanation.en;
    all += outcome.payload;
  });
  EXPECT_EQ(summary.delivered, count);
  EXPECT_EQ(summary.failed, 0u);
  EXPECT_FALSE(summary.stopped);
  return all;
}

/// A small drill: processes that share two units, with its trace as text. Longer for even numbers.
std::string drill(std::size_t replication) {
  Kernel kernel;
  Resource units(kernel, "units", 2);
  std::string trace;
  for (int i = 0; i < 12; ++i) {
    kernel.spawn("team", Phase::response, [&, i](Process& self) {
      for (int n = 0; n < (replication % 2 == 0 ? 30 : 3); ++n) {
        self.delay(Duration{static_cast<double>((replication * 31 + static_cast<std::size_t>(i) * 17) % 7)});
        self.acquire(units);
        self.delay(1s);
        self.release(units);
        trace += exact_text(seconds(self.now())) + ":" + std::to_string(i) + "\n";
      }
    });
  }
  kernel.run();
  return trace;
}

TEST(Isolation, DeliversTheSameBytesForOneTwoAndEightWorkers) {
  prepare_simgrid();
  const std::string one = collect(1, 25, drill);
  EXPECT_GT(one.size(), 25'000u);
  EXPECT_EQ(collect(2, 25, drill), one);
  EXPECT_EQ(collect(8, 25, drill), one);
}

TEST(Isolation, CarriesLargeAndBinaryPayloads) {
  const std::string all =
      collect(2, 4, [](std::size_t index) { return std::string(3'000'000, static_cast<char>(index)); });
  EXPECT_EQ(all.size(), 12'000'000u);
  EXPECT_EQ(all[6'500'000], 5);
}

TEST(Isolation, ReportsEveryWayToEndBadlyWhileTheOthersSurvive) {
  std::vector<JobOutcome> outcomes;
  JobOptions options;
  options.workers = 2;
  options.limit = 300ms;
  const auto body = [](std::size_t index) -> std::string {
    switch (index) {
      case 1:
        throw std::runtime_error("out of sandbags");
      case 2:
        signal(SIGSEGV, SIG_DFL);
        raise(SIGSEGV);
        break;
      case 3:
        _exit(0);
      case 4:
        for (volatile bool forever = true; forever;) {
        }
        break;
      case 5:
        throw RunError("bad", at_seconds(1), Phase::people, "");
      case 6:
        throw 42;
      default:
        break;
    }
    return "fine";
  };
  const JobsSummary summary =
      run_jobs(0, 8, options, body, [&](JobOutcome&& outcome) { outcomes.push_back(std::move(outcome)); });
  ASSERT_EQ(outcomes.size(), 8u);
  EXPECT_EQ(summary.failed, 6u);
  for (const std::size_t good : {0u, 7u}) {
    EXPECT_TRUE(outcomes[good].ok());
    EXPECT_EQ(outcomes[good].payload, "fine");
    EXPECT_TRUE(outcomes[good].explanation.empty());
  }
  EXPECT_EQ(outcomes[1].status, JobStatus::failed);
  EXPECT_EQ(outcomes[1].explanation.en, "out of sandbags");
  EXPECT_EQ(outcomes[2].status, JobStatus::crashed);
  EXPECT_THAT(outcomes[2].explanation.en, HasSubstr("the worker was ended by signal"));
  EXPECT_EQ(outcomes[3].status, JobStatus::crashed);
  EXPECT_EQ(outcomes[3].explanation.en, "the worker ended without a result (exit code 0)");
  EXPECT_EQ(outcomes[4].status, JobStatus::timed_out);
  EXPECT_EQ(outcomes[4].explanation.en, "stopped after 300 ms: the limit for one job");
  EXPECT_EQ(outcomes[5].status, JobStatus::failed);
  EXPECT_THAT(outcomes[5].explanation.zh, HasSubstr("仿真时刻 1 秒"));
  EXPECT_EQ(outcomes[6].status, JobStatus::failed);
}

TEST(Isolation, AWorkerKilledFromOutsideIsReported) {
  const JobOutcome outcome = run_isolated([]() -> std::string {
    kill(getpid(), SIGKILL);
    return "never";
  });
  EXPECT_EQ(outcome.status, JobStatus::crashed);
  EXPECT_EQ(outcome.signal, SIGKILL);
}

TEST(Isolation, TheStopFlagFinishesThoseInHandAndStartsNoMore) {
  std::atomic<bool> stop = false;
  JobOptions options;
  options.workers = 2;
  options.stop = &stop;
  std::vector<std::size_t> delivered;
  const JobsSummary summary = run_jobs(
      0, 100, options,
      [](std::size_t index) {
        if (index == 4) kill(getpid(), SIGINT);  // Ctrl-C reaches the children too: they go on
        return std::to_string(index);
      },
      [&](JobOutcome&& outcome) {
        EXPECT_TRUE(outcome.ok());
        delivered.push_back(outcome.index);
        if (outcome.index == 10) stop = true;
      });
  EXPECT_TRUE(summary.stopped);
  EXPECT_EQ(summary.delivered, delivered.size());
  EXPECT_GE(delivered.size(), 11u);
  EXPECT_LT(delivered.size(), 100u);
  for (std::size_t i = 0; i < delivered.size(); ++i) EXPECT_EQ(delivered[i], i);
}

TEST(Isolation, TellsOfEachEndAsItComes) {
  JobOptions options;
  options.workers = 4;
  std::size_t finished = 0;
  options.on_finished = [&](const JobOutcome&) { ++finished; };
  run_jobs(
      0, 20, options, [](std::size_t) { return "x"; }, [](JobOutcome&&) {});
  EXPECT_EQ(finished, 20u);
}

TEST(Isolation, AnExceptionOfTheSinkPassesThroughAndLeavesNoChild) {
  JobOptions options;
  options.workers = 4;
  EXPECT_THROW(
      run_jobs(
          0, 20, options, [](std::size_t) { return "x"; }, [](JobOutcome&&) { throw std::runtime_error("disk full"); }),
      std::runtime_error);
  EXPECT_EQ(waitpid(-1, nullptr, 0), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(Isolation, WithoutRoomForAnotherProcessTheJobIsReportedAsNotStarted) {
  const JobOutcome outcome = run_isolated([]() -> std::string {
    rlimit none{0, 0};
    setrlimit(RLIMIT_NOFILE, &none);  // no pipe can be made any more
    const JobOutcome inner = run_isolated([] { return std::string("x"); });
    return inner.status == JobStatus::not_started && !inner.explanation.zh.empty() ? "as told" : inner.explanation.en;
  });
  EXPECT_EQ(outcome.payload, "as told");
}

TEST(Isolation, TextPrintedByAJobComesOnce) {
  testing::internal::CaptureStdout();
  std::printf("parent ");
  JobOptions options;
  options.workers = 1;
  run_jobs(
      0, 3, options,
      [](std::size_t index) {
        std::printf("job%zu ", index);
        return "";
      },
      [](JobOutcome&&) {});
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "parent job0 job1 job2 ");
}

TEST(Isolation, NoJobsIsNothing) {
  EXPECT_EQ(collect(2, 0, [](std::size_t) { return ""; }), "");
}

}  // namespace
}  // namespace tocsin
