// SPDX-License-Identifier: Apache-2.0
// Processes on SimGrid actors: delays, waking, interrupting, failing, and SimGrid activities beside our events.
#include "engine/kernel/process.hpp"

#include <gmock/gmock.h>

#include <optional>
#include <string>
#include <vector>

#include "engine/kernel/run_error.hpp"
#include "engine/kernel/simgrid/simgrid_engine.hpp"

namespace tocsin {
namespace {

using testing::ElementsAre;

TEST(Process, DelaysAndTakesItsTurnInPhaseOrder) {
  Kernel kernel;
  std::vector<std::string> order;
  kernel.spawn("team", Phase::response, [&](Process& self) {
    order.push_back("start");
    const Delayed leg = self.delay(10s);
    EXPECT_EQ(leg.outcome, WaitOutcome::elapsed);
    EXPECT_EQ(leg.passed, 10s);
    EXPECT_EQ(leg.remaining, 0s);
    order.push_back("team");
    self.delay_until(at_seconds(25));
    order.push_back("team at " + exact_text(seconds(self.now())));
  });
  kernel.schedule(at_seconds(10), Phase::observation, [&] { order.push_back("observer"); });
  kernel.schedule(at_seconds(10), Phase::environment, [&] { order.push_back("water"); });
  EXPECT_EQ(kernel.run(), RunEnd::empty);
  EXPECT_THAT(order, ElementsAre("start", "water", "team", "observer", "team at 25"));
}

TEST(Process, WokenAtTheSameInstantGoOnFirstInFirstOut) {
  Kernel kernel;
  std::vector<int> order;
  std::vector<Process*> posts;
  for (int i = 0; i < 10; ++i) {
    posts.push_back(&kernel.spawn("post", Phase::response, [&order, i](Process& self) {
      EXPECT_EQ(self.wait().outcome, WaitOutcome::woken);
      order.push_back(i);
    }));
  }
  kernel.schedule(at_seconds(5), Phase::people, [&] {
    for (const int i : {3, 1, 4, 0, 5, 9, 2, 6, 8, 7}) posts[static_cast<std::size_t>(i)]->wake();
  });
  kernel.run();
  EXPECT_THAT(order, ElementsAre(3, 1, 4, 0, 5, 9, 2, 6, 8, 7));
}

TEST(Process, TwoProcessesAlternateDeterministically) {
  Kernel kernel;
  std::string trace;
  for (const char name : {'a', 'b'}) {
    kernel.spawn(std::string(1, name), Phase::response, [&trace, name](Process& self) {
      for (int i = 0; i < 3; ++i) {
        trace += name;
        self.delay(1s);
      }
    });
  }
  kernel.run();
  EXPECT_EQ(trace, "ababab");
}

TEST(Process, IsInterruptedWhileTravelingAndKnowsHowFarItGot) {
  Kernel kernel;
  std::optional<Delayed> leg;
  Process& team = kernel.spawn("team", Phase::response, [&](Process& self) { leg = self.delay(100s); });
  kernel.schedule(at_seconds(30), Phase::infrastructure, [&] { EXPECT_TRUE(team.interrupt(42)); });
  kernel.run();
  ASSERT_TRUE(leg);
  EXPECT_EQ(leg->outcome, WaitOutcome::interrupted);
  EXPECT_EQ(leg->reason, 42);
  EXPECT_EQ(leg->passed, 30s);
  EXPECT_EQ(leg->remaining, 70s);
  EXPECT_EQ(kernel.now(), at_seconds(30));
  EXPECT_TRUE(team.finished());
  EXPECT_FALSE(team.interrupt(1));
}

TEST(Process, CanBeInterruptedByAProcess) {
  Kernel kernel;
  std::string trace;
  Process& team = kernel.spawn("team", Phase::response, [&](Process& self) {
    while (self.delay(1h).outcome == WaitOutcome::interrupted) trace += exact_text(seconds(self.now())) + " ";
  });
  kernel.spawn("commander", Phase::response, [&](Process& self) {
    for (int i = 0; i < 3; ++i) {
      self.delay(10min);
      EXPECT_TRUE(team.interrupt());
      EXPECT_FALSE(team.interrupt()) << "it is already on its way";
    }
  });
  kernel.run();
  EXPECT_EQ(trace, "600 1200 1800 ");
  EXPECT_EQ(kernel.now(), at_seconds(1800 + 3600));
}

TEST(Process, WakeIsRememberedOnceAndDoesNotEndADelay) {
  Kernel kernel;
  std::vector<WaitOutcome> outcomes;
  Process& post = kernel.spawn("post", Phase::response, [&](Process& self) {
    outcomes.push_back(self.delay(10s).outcome);
    outcomes.push_back(self.wait_for(5s).outcome);  // remembered
    outcomes.push_back(self.wait_for(5s).outcome);  // not twice
  });
  kernel.schedule(at_seconds(1), Phase::people, [&] { post.wake(); });
  kernel.schedule(at_seconds(2), Phase::people, [&] { post.wake(); });
  kernel.run();
  EXPECT_THAT(outcomes, ElementsAre(WaitOutcome::elapsed, WaitOutcome::woken, WaitOutcome::elapsed));
  EXPECT_EQ(kernel.now(), at_seconds(15));
}

TEST(Process, AWakeAtTheInstantOfTheLimitIsNeitherLostNorLeftOver) {
  for (const bool wake_first : {true, false}) {
    Kernel kernel;
    std::vector<WaitOutcome> outcomes;
    Process& post = kernel.spawn("post", Phase::response, [&](Process& self) {
      outcomes.push_back(self.wait_for(10s).outcome);
      outcomes.push_back(self.wait_for(10s).outcome);
    });
    kernel.schedule(at_seconds(10), wake_first ? Phase::people : Phase::observation, [&] { post.wake(); });
    kernel.run();
    if (wake_first) {
      EXPECT_THAT(outcomes, ElementsAre(WaitOutcome::woken, WaitOutcome::elapsed));
    } else {
      EXPECT_THAT(outcomes, ElementsAre(WaitOutcome::elapsed, WaitOutcome::woken));
    }
  }
}

TEST(Process, MaySpawnOthersAndOutliveARunInSlices) {
  Kernel kernel;
  std::string trace;
  kernel.spawn("parent", Phase::response, [&](Process& self) {
    self.delay(5s);
    self.kernel().spawn("child", Phase::response, [&](Process& child) {
      child.delay(5s);
      trace += "child ";
    });
    self.delay(10s);
    trace += "parent ";
  });
  EXPECT_EQ(kernel.run(at_seconds(3)), RunEnd::reached);
  EXPECT_EQ(kernel.now(), at_seconds(3));
  EXPECT_EQ(kernel.run(at_seconds(12)), RunEnd::reached);
  EXPECT_EQ(trace, "child ");
  EXPECT_EQ(kernel.run(), RunEnd::empty);
  EXPECT_EQ(trace, "child parent ");
  EXPECT_EQ(kernel.now(), at_seconds(15));
}

TEST(Process, BlockedOnesAtTheEndAreNormal) {
  Kernel kernel;
  Process& post = kernel.spawn("post", Phase::response, [](Process& self) { self.wait(); });
  kernel.schedule(at_seconds(3), Phase::people, [] {});
  EXPECT_EQ(kernel.run(), RunEnd::empty);
  EXPECT_TRUE(post.blocked());
  EXPECT_EQ(kernel.now(), at_seconds(3));
}

TEST(Process, ItsFailureStopsTheRunAndNamesIt) {
  Kernel kernel;
  bool later = false;
  kernel.spawn("team 3", Phase::response, [](Process& self) {
    self.delay(4s);
    throw std::runtime_error("no map");
  });
  kernel.spawn("team 4", Phase::response, [&](Process& self) {
    self.delay(5s);
    later = true;
  });
  try {
    kernel.run();
    FAIL() << "no RunError";
  } catch (const RunError& error) {
    EXPECT_STREQ(error.what(), "process 'team 3' failed at 4 s (phase response): no map");
    EXPECT_EQ(error.process(), "team 3");
  }
  EXPECT_FALSE(later);
}

TEST(Process, AnEventThatFailsBetweenTwoStepsStopsTheRun) {
  Kernel kernel;
  kernel.spawn("team", Phase::response, [](Process& self) { self.delay(10s); });
  kernel.schedule(at_seconds(5), Phase::people, [] { throw std::runtime_error("bad"); });
  EXPECT_THROW(kernel.run(), RunError);
}

TEST(Process, TenThousandDelaysOfAThousandProcessesKeepTheOrderOfPlainEvents) {
  const auto gap = [](int i, int n) { return Duration{1.0 + (i * 37 + n * 101) % 50}; };  // many ties
  std::vector<int> processes;
  std::vector<int> events;
  {
    Kernel kernel;
    for (int i = 0; i < 1000; ++i) {
      kernel.spawn("p", Phase::response, [&, i](Process& self) {
        for (int n = 0; n < 10; ++n) {
          self.delay(gap(i, n));
          processes.push_back(i);
        }
      });
    }
    kernel.run();
  }
  {
    Kernel kernel;
    std::function<void(int, int)> step = [&](int i, int n) {
      if (n > 0) events.push_back(i);
      if (n < 10) kernel.schedule_in(gap(i, n), Phase::response, [&step, i, n] { step(i, n + 1); });
    };
    for (int i = 0; i < 1000; ++i) kernel.schedule(kStartEx, Phase::response, [&step, i] { step(i, 0); });
    kernel.run();
  }
  EXPECT_EQ(processes, events);
}

// ---- activities that SimGrid times ----

struct TwoSites {
  simgrid::s4u::Host* from;
  simgrid::s4u::Host* to;
  TwoSites() {
    prepare_simgrid();
    auto* zone = simgrid_root_zone();
    from = zone->create_host("from", 1e9);
    to = zone->create_host("to", 1e9);
    auto* link = zone->create_link("radio", 1000.0);  // 1,000 bytes per second
    link->set_latency(0.5);
    zone->add_route(from->get_netpoint(), to->get_netpoint(), nullptr, nullptr, {simgrid::s4u::LinkInRoute(link)},
                    true);
  }
};

TEST(ExternalActivity, ATransferOfSimgridEndsAtItsTimeAmongOurEvents) {
  const TwoSites sites;
  Kernel kernel;
  std::vector<std::string> order;
  const auto note = [&](const std::string& what) { order.push_back(what + " " + exact_text(seconds(kernel.now()))); };
  for (const double t : {100.0, 102.0, 103.5, 104.0, 500.0}) {
    kernel.schedule(at_seconds(t), Phase::people, [&] { note("event"); });
  }
  kernel.spawn("courier", Phase::response, [&](Process& self) {
    self.delay(101s);  // SimGrid's clock has not moved until here
    self.outside([&] { simgrid::s4u::Comm::sendto_init(sites.from, sites.to)->set_payload_size(2000)->wait(); });
    note("delivered");
    self.delay(1s);
    note("courier");
  });
  kernel.run();
  // 101 s + 0.5 s latency + 2,000 bytes at 1,000 bytes/s; at 103.5 s people come before response
  EXPECT_THAT(order, ElementsAre("event 100", "event 102", "event 103.5", "delivered 103.5", "event 104",
                                 "courier 104.5", "event 500"));
  EXPECT_EQ(kernel.external_activities(), 0);
}

TEST(ExternalActivity, ATransferStartedByAnEventReportsThroughTheEventList) {
  const TwoSites sites;
  Kernel kernel;
  std::vector<std::string> order;
  const auto note = [&](const std::string& what) { order.push_back(what + " " + exact_text(seconds(kernel.now()))); };
  std::optional<ExternalActivity> in_flight;
  simgrid::s4u::CommPtr transfer;
  simgrid::s4u::Activity::on_completion_cb([&](const simgrid::s4u::Activity&) {
    kernel.schedule(kernel.now(), Phase::infrastructure, [&] { note("delivered"); });
    in_flight.reset();
  });
  kernel.schedule(at_seconds(1000), Phase::people, [&] {
    in_flight.emplace(kernel);
    transfer = simgrid::s4u::Comm::sendto_init(sites.from, sites.to);
    transfer->set_payload_size(1000)->start();
    kernel.schedule_in(1s, Phase::people, [&] { note("during"); });
  });
  kernel.schedule(at_seconds(2000), Phase::people, [&] { note("after"); });
  EXPECT_EQ(kernel.run(), RunEnd::empty);
  EXPECT_THAT(order, ElementsAre("during 1001", "delivered 1001.5", "after 2000"));
}

TEST(ExternalActivity, ARunEndsInTheMiddleOfATransferAndGoesOn) {
  const TwoSites sites;
  Kernel kernel;
  double delivered = 0;
  kernel.spawn("courier", Phase::response, [&](Process& self) {
    self.delay(10s);
    self.outside([&] { simgrid::s4u::Comm::sendto_init(sites.from, sites.to)->set_payload_size(10'000)->wait(); });
    delivered = seconds(self.now());
  });
  EXPECT_EQ(kernel.run(at_seconds(15)), RunEnd::reached);
  EXPECT_EQ(kernel.now(), at_seconds(15));
  EXPECT_EQ(delivered, 0);
  kernel.run(at_seconds(60));
  EXPECT_NEAR(delivered, 20.5, 1e-9);
}

TEST(ExternalActivity, OneThatNeverEndsIsAFailureAndNotAHang) {
  Kernel kernel;
  std::optional<ExternalActivity> forever;
  kernel.schedule(at_seconds(1), Phase::people, [&] { forever.emplace(kernel); });
  EXPECT_THROW(kernel.run(), RunError);
}

}  // namespace
}  // namespace tocsin
