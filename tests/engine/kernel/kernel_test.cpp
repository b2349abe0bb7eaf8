// SPDX-License-Identifier: Apache-2.0
// The order of events, cancelling, stopping, failing.
#include "engine/kernel/kernel.hpp"

#include <gmock/gmock.h>

#include <array>
#include <limits>
#include <memory>
#include <queue>
#include <string>
#include <tuple>
#include <vector>

#include "engine/kernel/run_error.hpp"

namespace tocsin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Kernel, RunsEventsByTimePhaseAndSequence) {
  Kernel kernel;
  std::vector<std::string> order;
  const auto note = [&](std::string what) { return [&order, what = std::move(what)] { order.push_back(what); }; };
  kernel.schedule(at_seconds(2), Phase::environment, note("later"));
  kernel.schedule(at_seconds(1), Phase::observation, note("observer"));
  kernel.schedule(at_seconds(1), Phase::people, note("first driver"));
  kernel.schedule(at_seconds(1), Phase::environment, note("water"));
  kernel.schedule(at_seconds(1), Phase::people, note("second driver"));
  EXPECT_EQ(kernel.run(), RunEnd::empty);
  EXPECT_THAT(order, ElementsAre("water", "first driver", "second driver", "observer", "later"));
  EXPECT_EQ(kernel.now(), at_seconds(2));
  EXPECT_EQ(kernel.events_run(), 5u);
}

TEST(Kernel, AnEventScheduledForNowInAnEarlierPhaseRunsNext) {
  Kernel kernel;
  std::vector<std::string> order;
  kernel.schedule(at_seconds(1), Phase::people, [&] {
    order.push_back("person");
    kernel.schedule(kernel.now(), Phase::observation, [&] { order.push_back("observer"); });
    kernel.schedule(kernel.now(), Phase::environment, [&] { order.push_back("water"); });
  });
  kernel.schedule(at_seconds(1), Phase::people, [&] { order.push_back("other person"); });
  kernel.run();
  EXPECT_THAT(order, ElementsAre("person", "water", "other person", "observer"));
}

TEST(Kernel, ReproducesTheOrderOfAReferenceQueueUnderRandomSchedulingAndCancelling) {
  Kernel kernel;
  std::vector<int> order;
  std::vector<EventHandle> handles;
  std::vector<std::tuple<double, int, int>> reference;  // time, phase, sequence
  std::uint64_t state = 7;
  const auto draw = [&](std::uint64_t n) {
    return (state = state * 6364136223846793005u + 1442695040888963407u) >> 33 ^ n;
  };
  for (int i = 0; i < 20'000; ++i) {
    const double time = static_cast<double>(draw(0) % 500);  // many ties
    const auto phase = static_cast<int>(draw(0) % 5);
    handles.push_back(
        kernel.schedule(at_seconds(time), static_cast<Phase>(phase), [&order, i] { order.push_back(i); }));
    reference.emplace_back(time, phase, i);
  }
  for (int i = 0; i < 20'000; ++i) {
    if (draw(0) % 3 != 0) {
      EXPECT_TRUE(kernel.cancel(handles[static_cast<std::size_t>(i)]));
      std::erase_if(reference, [&](const auto& r) { return std::get<2>(r) == i; });
    }
    if (i > 2'000) break;
  }
  for (int i = 2'002; i < 19'000; ++i) EXPECT_TRUE(kernel.cancel(handles[static_cast<std::size_t>(i)]));
  std::erase_if(reference, [](const auto& r) { return std::get<2>(r) >= 2'002 && std::get<2>(r) < 19'000; });
  EXPECT_EQ(kernel.pending_events(), reference.size());
  std::sort(reference.begin(), reference.end());
  kernel.run();
  ASSERT_EQ(order.size(), reference.size());
  for (std::size_t i = 0; i < order.size(); ++i) ASSERT_EQ(order[i], std::get<2>(reference[i])) << "at place " << i;
}

TEST(Kernel, CancelSaysWhetherTheEventWasPending) {
  Kernel kernel;
  int runs = 0;
  const EventHandle first = kernel.schedule(at_seconds(1), Phase::people, [&] { ++runs; });
  const EventHandle second = kernel.schedule(at_seconds(2), Phase::people, [&] { ++runs; });
  EXPECT_TRUE(kernel.pending(first));
  EXPECT_TRUE(kernel.cancel(first));
  EXPECT_FALSE(kernel.cancel(first));
  kernel.schedule(at_seconds(3), Phase::people, [&] { ++runs; });  // takes the slot of the first
  EXPECT_FALSE(kernel.pending(first));
  EXPECT_FALSE(kernel.cancel(first));
  kernel.run();
  EXPECT_FALSE(kernel.cancel(second));
  EXPECT_FALSE(kernel.cancel(EventHandle{}));
  EXPECT_EQ(runs, 2);
}

TEST(Kernel, ARunningEventCannotCancelItself) {
  Kernel kernel;
  EventHandle self;
  bool cancelled = true;
  self = kernel.schedule(at_seconds(1), Phase::people, [&] { cancelled = kernel.cancel(self); });
  kernel.run();
  EXPECT_FALSE(cancelled);
}

TEST(Kernel, DestroysCallablesExactlyOnce) {
  const auto token = std::make_shared<int>(0);
  {
    Kernel kernel;
    const EventHandle cancelled = kernel.schedule(at_seconds(1), Phase::people, [token] {});
    kernel.schedule(at_seconds(1), Phase::people, [token] {});
    std::array<double, 30> large{};
    kernel.schedule(at_seconds(3), Phase::people, [token, large] { EXPECT_EQ(large[0], 0); });
    kernel.schedule(at_seconds(4), Phase::people, [token, large] { EXPECT_EQ(large[0], 0); });
    EXPECT_EQ(token.use_count(), 5);
    kernel.cancel(cancelled);
    EXPECT_EQ(token.use_count(), 4);
    kernel.run(at_seconds(3));
    EXPECT_EQ(token.use_count(), 2);
  }
  EXPECT_EQ(token.use_count(), 1);
}

TEST(Kernel, RunsEventsUpToAndIncludingTheEndAndGoesOnLater) {
  Kernel kernel;
  std::vector<double> times;
  for (const double t : {1.0, 2.0, 3.0}) {
    kernel.schedule(at_seconds(t), Phase::people, [&] { times.push_back(seconds(kernel.now())); });
  }
  EXPECT_EQ(kernel.run(at_seconds(2)), RunEnd::reached);
  EXPECT_THAT(times, ElementsAre(1, 2));
  EXPECT_EQ(kernel.now(), at_seconds(2));
  kernel.schedule(at_seconds(2.5), Phase::people, [&] { times.push_back(seconds(kernel.now())); });
  EXPECT_EQ(kernel.run(at_seconds(10)), RunEnd::empty);
  EXPECT_THAT(times, ElementsAre(1, 2, 2.5, 3));
  EXPECT_EQ(kernel.now(), at_seconds(10));
}

TEST(Kernel, StopsAfterTheEventThatAsksForIt) {
  Kernel kernel;
  int runs = 0;
  kernel.schedule(at_seconds(1), Phase::people, [&] {
    ++runs;
    kernel.stop();
  });
  kernel.schedule(at_seconds(1), Phase::people, [&] { ++runs; });
  EXPECT_EQ(kernel.run(), RunEnd::stopped);
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(kernel.run(), RunEnd::empty);
  EXPECT_EQ(runs, 2);
}

TEST(Kernel, RefusesTimesThatCannotBe) {
  Kernel kernel;
  kernel.schedule(at_seconds(5), Phase::people, [] {});
  kernel.run();
  EXPECT_THROW(kernel.schedule(at_seconds(4.999), Phase::people, [] {}), DefectError);
  EXPECT_THROW(kernel.schedule(kNever, Phase::people, [] {}), DefectError);
  EXPECT_THROW(kernel.schedule(at_seconds(std::numeric_limits<double>::quiet_NaN()), Phase::people, [] {}),
               DefectError);
  EXPECT_THROW(kernel.schedule_in(Duration{-1e-9}, Phase::people, [] {}), DefectError);
  EXPECT_EQ(kernel.pending_events(), 0u);
}

TEST(Kernel, MinusZeroIsZero) {
  Kernel kernel;
  std::vector<int> order;
  kernel.schedule(at_seconds(0.0), Phase::people, [&] { order.push_back(1); });
  kernel.schedule(at_seconds(-0.0), Phase::people, [&] { order.push_back(2); });
  kernel.schedule(at_seconds(1.0), Phase::people, [&] { order.push_back(3); });
  kernel.run();
  EXPECT_THAT(order, ElementsAre(1, 2, 3));
}

TEST(Kernel, KeepsTheFirstFailureWithTimeAndPhase) {
  Kernel kernel;
  bool later = false;
  kernel.schedule(at_seconds(7), Phase::infrastructure, [] { throw std::runtime_error("the dam is paper"); });
  kernel.schedule(at_seconds(8), Phase::people, [&] { later = true; });
  try {
    kernel.run();
    FAIL() << "no RunError";
  } catch (const RunError& error) {
    EXPECT_EQ(error.cause(), "the dam is paper");
    EXPECT_EQ(error.time(), at_seconds(7));
    EXPECT_EQ(error.phase(), Phase::infrastructure);
    EXPECT_EQ(error.process(), "");
    EXPECT_THAT(error.what(), HasSubstr("an event at 7 s (phase infrastructure) failed: the dam is paper"));
    EXPECT_THAT(error.explanation().zh, HasSubstr("the dam is paper"));
  }
  EXPECT_FALSE(later);
  EXPECT_THROW(kernel.run(), DefectError);  // a failed replication does not go on
}

TEST(Kernel, HoldsHundredsOfThousandsOfPendingEvents) {
  Kernel kernel;
  std::uint64_t runs = 0;
  double last = -1;
  for (std::int64_t i = 0; i < 300'000; ++i) {
    kernel.schedule(at_seconds(static_cast<double>((i * 7919) % 300'007)), Phase::people, [&] {
      EXPECT_GE(seconds(kernel.now()), last);
      last = seconds(kernel.now());
      ++runs;
    });
  }
  kernel.run();
  EXPECT_EQ(runs, 300'000u);
}

}  // namespace
}  // namespace tocsin
