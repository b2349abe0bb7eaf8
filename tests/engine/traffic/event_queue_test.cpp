// SPDX-License-Identifier: Apache-2.0
// The calendar of traffic against an ordered set: same events, same order, for every density of events, and while
// earlier events are added after somebody has looked ahead.
#include "engine/traffic/event_queue.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <utility>

namespace tocsin::traffic {
namespace {

/// Random events with delays up to `most_ticks`; looks ahead by random spans, as the owner of traffic does.
void compare_with_set(Ticks most_ticks, std::uint32_t pending, int rounds) {
  std::mt19937 random(static_cast<unsigned>(most_ticks % 1000) + pending);
  EventQueue queue;
  std::set<std::pair<Ticks, std::uint32_t>> expected;
  Ticks now = 0;
  std::uint32_t number = 0;
  const auto add = [&](Ticks at) {
    number = (number + 1) & EventQueue::kMaxNumber;
    queue.add(at, number);
    expected.insert({at, number});
  };
  const auto delay = [&] { return static_cast<Ticks>(random() % static_cast<std::uint64_t>(most_ticks)); };
  for (std::uint32_t i = 0; i < pending; ++i) add(delay());
  for (int round = 0; round < rounds; ++round) {
    const Ticks until = now + delay() / 4;
    EventQueue::Event event;
    while (queue.take_until(until, event)) {
      ASSERT_FALSE(expected.empty());
      ASSERT_EQ(std::pair(event.at, event.number), *expected.begin());
      expected.erase(expected.begin());
      now = event.at;
      if (random() % 8 != 0) add(now + (random() % 16 == 0 ? 0 : delay()));
      if (random() % 64 == 0) add(now + 40 * delay());
    }
    ASSERT_EQ(queue.empty(), expected.empty());
    if (queue.empty()) return;
    ASSERT_GT(expected.begin()->first, until);
    ASSERT_EQ(queue.next_at(), expected.begin()->first);
    now = until;
    for (int i = 0; i < 3; ++i) add(now + delay());  // may well come before what was looked at
  }
}

TEST(EventQueue, KeepsTheOrderOfInstantsAndNumbers) {
  compare_with_set(50, 1000, 300);                // many at the same instant
  compare_with_set(1'000'000, 20'000, 300);       // a second: days become short
  compare_with_set(60'000'000, 100, 2000);        // a minute
  compare_with_set(36'000'000'000, 2000, 300);    // ten hours: far events
  compare_with_set(3'600'000'000'000, 300, 300);  // 42 days: no instant is too late
}

TEST(EventQueue, ADensityThatChangesChangesNothingElse) {
  EventQueue queue;
  for (std::uint32_t i = 0; i < 100'000; ++i) queue.add(i * 10, i);                                     // 1 s
  for (std::uint32_t i = 0; i < 2'000; ++i) queue.add(5'000'000 + Ticks{i} * 30'000'000, 100'000 + i);  // 17 h
  EventQueue::Event event;
  for (std::uint32_t i = 0; i < 102'000; ++i) {
    ASSERT_TRUE(queue.take_until(std::numeric_limits<Ticks>::max(), event));
    ASSERT_EQ(event.number, i);
  }
  EXPECT_TRUE(queue.empty());
  EXPECT_FALSE(queue.take_until(std::numeric_limits<Ticks>::max(), event));
}

}  // namespace
}  // namespace tocsin::traffic
