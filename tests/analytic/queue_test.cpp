// SPDX-License-Identifier: Apache-2.0
// Queues against theory, through the ordinary interface of Kernel, Resource and RandomStream: M/M/c waiting against
// Erlang C, a two-class priority queue against Cobham, pre-emptive priority, and Little's law on every run.
// Tolerances are 3 standard errors over independent seeds (the seeds are fixed: a failure is a change, not bad luck).
#include <gmock/gmock.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <vector>

#include "engine/kernel/kernel.hpp"
#include "engine/kernel/process.hpp"
#include "engine/kernel/resource.hpp"
#include "engine/random/distributions.hpp"
#include "engine/statistics/tally.hpp"

namespace tocsin {
namespace {

/// Customers of one class: arrivals at `rate`, served for an exponential time of mean 1 s, `priority`.
class Customers {
 public:
  Customers(Kernel& kernel, Resource& desk, double rate, std::uint64_t seed, std::uint64_t kind, Priority priority)
      : kernel_(kernel),
        desk_(desk),
        gap_(1 / rate),
        arrivals_(seed, 0, "queue.arrival", kind),
        services_(seed, 0, "queue.service", kind),
        priority_(priority) {}

  void start(std::int64_t count) {
    left_ = count;
    next();
  }
  Tally waits;

 private:
  void next() {
    if (left_-- == 0) return;
    kernel_.schedule_in(Duration{gap_.sample(arrivals_)}, Phase::people, [this] {
      arrive();
      next();
    });
  }
  void arrive() {
    const Time came = kernel_.now();
    const double service = service_.sample(services_);
    desk_.request({.priority = priority_}, [this, came, service](ClaimId claim) {
      waits.add(seconds(kernel_.now() - came));
      kernel_.schedule_in(Duration{service}, Phase::response, [this, claim] { desk_.release(claim); });
    });
  }

  Kernel& kernel_;
  Resource& desk_;
  Exponential gap_;
  Exponential service_{1};
  RandomStream arrivals_;
  RandomStream services_;
  Priority priority_;
  std::int64_t left_ = 0;
};

/// P(wait) of Erlang's delay formula with c servers and a offered load.
double erlang_c(int c, double a) {
  double blocking = 1;  // Erlang B by recursion
  for (int k = 1; k <= c; ++k) blocking = a * blocking / (k + a * blocking);
  return blocking / (1 - a / c * (1 - blocking));
}

struct QueueCase {
  int servers;
  double load;
};
class ManyServers : public testing::TestWithParam<QueueCase> {};

TEST_P(ManyServers, WaitAsErlangSaysAndObeyLittle) {
  const auto [c, rho] = GetParam();
  const double rate = rho * c;
  Tally means;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Kernel kernel;
    Resource desk(kernel, "desk", c);
    Customers customers(kernel, desk, rate, seed, 0, {});
    customers.start(200'000);
    kernel.run();
    means.add(customers.waits.mean());
    // Little: L = lambda W, exactly, over a run that ends empty.
    const double lambda = static_cast<double>(desk.requests()) / seconds(kernel.now());
    EXPECT_EQ(desk.requests(), 200'000u);
    EXPECT_NEAR(desk.mean_queue_length(), lambda * desk.waiting_times().mean(), 1e-9 * desk.mean_queue_length());
    EXPECT_NEAR(desk.mean_assigned(), lambda * desk.use_times().mean(), 1e-9 * desk.mean_assigned());
    EXPECT_NEAR(customers.waits.mean(), desk.waiting_times().mean(), 1e-9);
  }
  const double expected = erlang_c(c, rate) / (c - rate);
  EXPECT_NEAR(means.mean(), expected, 3 * means.standard_error());
  EXPECT_LT(means.standard_error(), 0.02 * expected) << "the test would not notice a mistake";
}

INSTANTIATE_TEST_SUITE_P(ErlangC, ManyServers,
                         testing::Values(QueueCase{1, 0.8}, QueueCase{5, 0.7}, QueueCase{20, 0.9}));

TEST(ErlangC, HasTheKnownValue) {
  EXPECT_NEAR(erlang_c(20, 18), 0.55077, 5e-6);
  EXPECT_NEAR(erlang_c(1, 0.8), 0.8, 1e-12);
}

TEST(PriorityQueue, WaitsAsCobhamSays) {  // Cobham 1954: non-preemptive, one server, two classes
  const double rate = 0.4;
  Tally urgent;
  Tally ordinary;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Kernel kernel;
    Resource desk(kernel, "desk", 1, QueueDiscipline::priority);
    Customers first(kernel, desk, rate, seed, 1, {1});
    Customers second(kernel, desk, rate, seed, 2, {2});
    first.start(100'000);
    second.start(100'000);
    kernel.run();
    urgent.add(first.waits.mean());
    ordinary.add(second.waits.mean());
  }
  const double residual = 2 * rate;  // lambda E[S^2] / 2 with E[S^2] = 2
  EXPECT_NEAR(urgent.mean(), residual / (1 - rate), 3 * urgent.standard_error());
  EXPECT_NEAR(ordinary.mean(), residual / ((1 - rate) * (1 - 2 * rate)), 3 * ordinary.standard_error());
}

/// A process that is served for `work`, taking up what remains whenever it is pre-empted.
void be_served(Process& self, Resource& desk, Priority priority, Duration work) {
  while (work > Duration::zero()) {
    self.acquire(desk, {.priority = priority, .preempts = Preempts::yes});
    const Delayed served = self.delay(work);
    work = served.outcome == WaitOutcome::preempted ? served.remaining : Duration::zero();
    self.release(desk);
  }
}

TEST(PreemptivePriority, TheUrgentSeeAnEmptySystemOfTheirOwn) {
  // M/M/1 pre-emptive resume (White and Christie 1958): class 1 sojourns 1 / (1 - rho1), class 2
  // 1 / ((1 - rho1)(1 - rho1 - rho2)), with mean service 1. Customers are processes here.
  const double rate = 0.35;
  Tally sojourns[2];
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Kernel kernel;
    Resource desk(kernel, "desk", 1, QueueDiscipline::priority);
    Tally here[2];
    for (const int kind : {0, 1}) {
      kernel.spawn("source", Phase::people, [&, kind](Process& self) {
        RandomStream arrivals(seed, 0, "queue.arrival", static_cast<std::uint64_t>(kind));
        RandomStream services(seed, 0, "queue.service", static_cast<std::uint64_t>(kind));
        for (int n = 0; n < 6'000; ++n) {
          self.delay(Duration{Exponential(1 / rate).sample(arrivals)});
          const Duration work{Exponential(1).sample(services)};
          kernel.spawn("customer", Phase::response, [&, kind, work](Process& customer) {
            const Time came = customer.now();
            be_served(customer, desk, {kind}, work);
            here[kind].add(seconds(customer.now() - came));
          });
        }
      });
    }
    kernel.run();
    EXPECT_EQ(here[0].count() + here[1].count(), 12'000u);
    EXPECT_GT(desk.preemptions(), 500u);
    for (const int kind : {0, 1}) sojourns[kind].add(here[kind].mean());
  }
  EXPECT_NEAR(sojourns[0].mean(), 1 / (1 - rate), 3 * sojourns[0].standard_error());
  EXPECT_NEAR(sojourns[1].mean(), 1 / ((1 - rate) * (1 - 2 * rate)), 3 * sojourns[1].standard_error());
}

}  // namespace
}  // namespace tocsin
