// SPDX-License-Identifier: Apache-2.0
// Resources: disciplines, pre-emption, service, withdrawing, statistics; for processes and for plain events.
#include "engine/kernel/resource.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "engine/base/text.hpp"
#include "engine/kernel/process.hpp"

namespace tocsin {
namespace {

using testing::ElementsAre;

/// One unit, held for 10 s at a time; requests 1..4 with given ranks and expected uses; who is served in which order.
std::vector<int> order_of_service(QueueDiscipline discipline) {
  Kernel kernel;
  Resource unit(kernel, "unit", 1, discipline);
  std::vector<int> served;
  const int ranks[] = {5, 3, 1, 3, 2};
  const double expected[] = {9, 4, 8, 2, 4};
  for (int i = 0; i < 5; ++i) {
    kernel.schedule(at_seconds(i), Phase::people, [&, i] {
      unit.request({.priority = {ranks[i]}, .expected = Duration{expected[i]}}, [&, i](ClaimId claim) {
        served.push_back(i);
        kernel.schedule_in(10s, Phase::response, [&, claim] { EXPECT_TRUE(unit.release(claim)); });
      });
    });
  }
  kernel.run();
  return served;
}

TEST(Resource, ServesByDiscipline) {
  EXPECT_THAT(order_of_service(QueueDiscipline::first_in_first_out), ElementsAre(0, 1, 2, 3, 4));
  EXPECT_THAT(order_of_service(QueueDiscipline::last_in_first_out), ElementsAre(0, 4, 3, 2, 1));
  EXPECT_THAT(order_of_service(QueueDiscipline::priority), ElementsAre(0, 2, 4, 1, 3));
  EXPECT_THAT(order_of_service(QueueDiscipline::shortest_expected), ElementsAre(0, 3, 1, 4, 2));
}

TEST(Resource, KeepsStatisticsOverTime) {
  Kernel kernel;
  Resource beds(kernel, "beds", 1);
  for (const double arrival : {0.0, 2.0}) {
    kernel.schedule(at_seconds(arrival), Phase::people, [&] {
      beds.request({},
                   [&](ClaimId claim) { kernel.schedule_in(6s, Phase::people, [&, claim] { beds.release(claim); }); });
    });
  }
  kernel.run(at_seconds(20));
  // One in the bed 0..12, one in the queue 2..6.
  EXPECT_DOUBLE_EQ(beds.mean_assigned(), 12.0 / 20);
  EXPECT_DOUBLE_EQ(beds.mean_queue_length(), 4.0 / 20);
  EXPECT_EQ(beds.waiting_times().count(), 2u);
  EXPECT_DOUBLE_EQ(beds.waiting_times().mean(), 2);
  EXPECT_DOUBLE_EQ(beds.use_times().mean(), 6);
}

TEST(Resource, ProcessesAndEventsShareOneQueue) {
  Kernel kernel;
  Resource pump(kernel, "pump", 1);
  std::string trace;
  const auto worker = [&](char name) {
    return [&, name](Process& self) {
      EXPECT_EQ(self.acquire(pump).outcome, WaitOutcome::granted);
      trace += std::string(1, name) + exact_text(seconds(self.now())) + " ";
      self.delay(5s);
      EXPECT_TRUE(self.release(pump));
    };
  };
  kernel.spawn("a", Phase::response, worker('a'));
  kernel.schedule(at_seconds(1), Phase::response, [&] {
    pump.request({}, [&](ClaimId claim) {
      trace += "event" + exact_text(seconds(kernel.now())) + " ";
      kernel.schedule_in(5s, Phase::response, [&, claim] { pump.release(claim); });
    });
  });
  kernel.schedule(at_seconds(2), Phase::response, [&] { kernel.spawn("b", Phase::response, worker('b')); });
  kernel.run();
  EXPECT_EQ(trace, "a0 event5 b10 ");
  EXPECT_EQ(pump.assigned(), 0);
}

TEST(Resource, PreemptionTellsTheHolderOfLeastPriorityWhatRemains) {
  Kernel kernel;
  Resource crews(kernel, "crews", 2, QueueDiscipline::priority);
  Delayed told;
  kernel.spawn("minor", Phase::response, [&](Process& self) {
    self.acquire(crews, {.priority = {9}});
    told = self.delay(100s);
    EXPECT_FALSE(self.release(crews)) << "the unit is gone";
    EXPECT_EQ(self.acquire(crews, {.priority = {9}}).outcome, WaitOutcome::granted);
    EXPECT_EQ(self.now(), at_seconds(50));
    self.delay(told.remaining);
  });
  kernel.spawn("middle", Phase::response, [&](Process& self) {
    self.acquire(crews, {.priority = {5}});
    EXPECT_EQ(self.delay(50s).outcome, WaitOutcome::elapsed);
  });
  kernel.spawn("major", Phase::response, [&](Process& self) {
    self.delay(30s);
    const Delayed got = self.acquire(crews, {.priority = {1}, .preempts = Preempts::yes});
    EXPECT_EQ(got.outcome, WaitOutcome::granted);
    EXPECT_EQ(got.passed, 0s);
    self.delay(1000s);
  });
  kernel.run();
  EXPECT_EQ(told.outcome, WaitOutcome::preempted);
  EXPECT_EQ(told.lost, &crews);
  EXPECT_EQ(told.passed, 30s);
  EXPECT_EQ(told.remaining, 70s);
  EXPECT_EQ(crews.preemptions(), 1u);
  EXPECT_EQ(crews.assigned(), 0) << "units are given back when a process ends";
}

TEST(Resource, DoesNotPreemptEqualPriority) {
  Kernel kernel;
  Resource crew(kernel, "crew", 1, QueueDiscipline::priority);
  bool lost = false;
  crew.request(
      {.priority = {3}}, [](ClaimId) {}, [&](ClaimId) { lost = true; });
  kernel.run(at_seconds(1));
  crew.request({.priority = {3}, .preempts = Preempts::yes}, [](ClaimId) { FAIL(); });
  kernel.run(at_seconds(2));
  EXPECT_FALSE(lost);
  EXPECT_EQ(crew.queue_length(), 1);
  crew.request({.priority = {2}, .preempts = Preempts::yes}, [](ClaimId) {});
  kernel.run(at_seconds(3));
  EXPECT_TRUE(lost);
  EXPECT_EQ(crew.queue_length(), 1);
}

TEST(Resource, AnInterruptedProcessLeavesTheQueue) {
  Kernel kernel;
  Resource boat(kernel, "boat", 1);
  const ClaimId first = boat.request({}, [](ClaimId) {});
  Delayed waited;
  Process& team = kernel.spawn("team", Phase::response, [&](Process& self) { waited = self.acquire(boat); });
  kernel.schedule(at_seconds(8), Phase::people, [&] {
    EXPECT_EQ(boat.queue_length(), 1);
    team.interrupt(7);
    EXPECT_EQ(boat.queue_length(), 0);
  });
  kernel.schedule(at_seconds(9), Phase::people, [&] { EXPECT_TRUE(boat.release(first)); });
  kernel.run();
  EXPECT_EQ(waited.outcome, WaitOutcome::interrupted);
  EXPECT_EQ(waited.reason, 7);
  EXPECT_EQ(waited.passed, 8s);
  EXPECT_EQ(boat.assigned(), 0);
  EXPECT_FALSE(boat.release(first));
}

TEST(Resource, UnitsGoOutOfServiceWhenReleasedOrAtOnce) {
  Kernel kernel;
  Resource trucks(kernel, "trucks", 3);
  std::vector<ClaimId> held;
  std::vector<ClaimId> lost;
  for (int i = 0; i < 4; ++i) {
    trucks.request(
        {.priority = {i}}, [&](ClaimId c) { held.push_back(c); }, [&](ClaimId c) { lost.push_back(c); });
  }
  kernel.run(at_seconds(1));
  ASSERT_EQ(held.size(), 3u);
  trucks.take_out_of_service(1, Withdrawal::when_released);
  EXPECT_EQ(trucks.assigned(), 3);
  EXPECT_EQ(trucks.available(), 0);
  trucks.release(held[0]);
  kernel.run(at_seconds(2));
  EXPECT_EQ(held.size(), 3u) << "the released unit left service; the fourth still waits";
  trucks.take_out_of_service(1, Withdrawal::at_once);
  kernel.run(at_seconds(3));
  EXPECT_THAT(lost, ElementsAre(held[2])) << "the holder of least priority loses its unit";
  trucks.return_to_service(2);
  kernel.run(at_seconds(4));
  EXPECT_EQ(held.size(), 4u);
  EXPECT_EQ(trucks.units_in_service(), 3);
  EXPECT_EQ(trucks.available(), 1);
  EXPECT_THROW(trucks.return_to_service(1), DefectError);
  EXPECT_THROW(trucks.take_out_of_service(4, Withdrawal::at_once), DefectError);
}

TEST(Resource, AProcessThatTravelsIsToldWhenItsUnitGoesOutOfService) {
  Kernel kernel;
  Resource ambulance(kernel, "ambulance", 1);
  Delayed leg;
  kernel.spawn("crew", Phase::response, [&](Process& self) {
    self.acquire(ambulance);
    leg = self.delay(1h);
  });
  kernel.schedule(at_seconds(60), Phase::infrastructure,
                  [&] { ambulance.take_out_of_service(1, Withdrawal::at_once); });
  kernel.run();
  EXPECT_EQ(leg.outcome, WaitOutcome::preempted);
  EXPECT_EQ(leg.passed, 60s);
}

TEST(Resource, AProcessIsToldOfEveryUnitThatIsTakenAwayAtOneInstant) {
  Kernel kernel;
  Resource trucks(kernel, "trucks", 2);
  Resource boat(kernel, "boat", 1);
  std::vector<Resource*> lost;
  WaitOutcome last{};
  kernel.spawn("crew", Phase::response, [&](Process& self) {
    for (Resource* unit : {&trucks, &trucks, &boat}) self.acquire(*unit);
    for (int i = 0; i < 3; ++i) lost.push_back(self.delay(1h).lost);
    last = self.delay(1h).outcome;
  });
  kernel.schedule(at_seconds(60), Phase::infrastructure, [&] {
    boat.take_out_of_service(1, Withdrawal::at_once);
    trucks.take_out_of_service(2, Withdrawal::at_once);
  });
  kernel.run();
  EXPECT_THAT(lost, ElementsAre(&boat, &trucks, &trucks));
  EXPECT_EQ(last, WaitOutcome::elapsed);
  EXPECT_EQ(kernel.now(), at_seconds(60 + 3600));
}

TEST(Resource, GivingBackWhatWasTakenAwayForgetsThatLossOnly) {
  Kernel kernel;
  Resource truck(kernel, "truck", 1);
  Resource boat(kernel, "boat", 1);
  std::vector<Resource*> lost;
  kernel.spawn("crew", Phase::response, [&](Process& self) {
    self.acquire(truck);
    self.acquire(boat);
    truck.take_out_of_service(1, Withdrawal::at_once);
    boat.take_out_of_service(1, Withdrawal::at_once);
    EXPECT_FALSE(self.release(boat));
    for (int i = 0; i < 2; ++i) lost.push_back(self.delay(1min).lost);
  });
  kernel.run();
  EXPECT_THAT(lost, ElementsAre(&truck, nullptr));
}

TEST(Resource, WithdrawnClaimsAreNotServed) {
  Kernel kernel;
  Resource unit(kernel, "unit", 1);
  const ClaimId first = unit.request({}, [](ClaimId) {});
  std::vector<ClaimId> claims;
  int served = -1;
  for (int i = 0; i < 500; ++i) claims.push_back(unit.request({}, [&, i](ClaimId) { served = i; }));
  for (int i = 0; i < 499; ++i) EXPECT_TRUE(unit.withdraw(claims[static_cast<std::size_t>(i)]));
  EXPECT_FALSE(unit.withdraw(claims[0]));
  EXPECT_EQ(unit.queue_length(), 1);
  unit.release(first);
  kernel.run();
  EXPECT_EQ(served, 499);
}

TEST(Resource, AGrantReleasedBeforeItIsToldIsNotTold) {
  Kernel kernel;
  Resource unit(kernel, "unit", 1);
  const ClaimId claim = unit.request({}, [](ClaimId) { FAIL() << "released before"; });
  EXPECT_TRUE(unit.release(claim));
  kernel.run();
  EXPECT_EQ(unit.available(), 1);
}

}  // namespace
}  // namespace tocsin
