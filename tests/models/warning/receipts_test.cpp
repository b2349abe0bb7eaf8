// SPDX-License-Identifier: Apache-2.0
// Messages to many devices as arrays, without a drill around them.
#include "models/warning/receipts.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>
#include <vector>

namespace tocsin::warning {
namespace {

constexpr Purpose kTraits{"test.traits"};
constexpr Purpose kOwn{"test.own"};

// Everybody has a device, notices the message and reads it as it arrives.
MessageRules certain() {
  MessageRules rules;
  rules.carried = {1, 1, 1};
  rules.noticed = {1, 1, 1};
  rules.endurance_low_s = kNever_s;
  rules.endurance_high_s = kNever_s;
  rules.steady_share = 1;
  return rules;
}

Addressee home(std::uint32_t position, std::uint32_t persons) {
  return {.position = position, .persons = persons, .elderly = 0, .children = 0, .at_home = persons};
}

void add(Receipts& receipts, const Addressee& addressee, Purpose own = kOwn) {
  receipts.add(addressee, RandomStream(42, 0, kTraits, addressee.position),
               RandomStream(42, 0, own, addressee.position));
}

std::map<std::uint32_t, double> all_due(Receipts& receipts) {
  std::map<std::uint32_t, double> due;
  for (double at_s = receipts.next_due_s(); at_s != kNever_s; at_s = receipts.next_due_s()) {
    receipts.take_due(at_s, [&](std::uint32_t position) { due[position] = at_s; });
  }
  return due;
}

void offer_all(Receipts& receipts, double now_s, double mains_lost_s = kNever_s) {
  for (std::uint32_t h = 0; h < receipts.homes(); ++h) receipts.offer(h, now_s, mains_lost_s);
  receipts.plan();
}

// Two seconds between two messages: homes of 3, 1 and 2 persons are told by their first, the first, fourth and fifth.
TEST(Receipts, LeaveOneAfterTheOther) {
  auto rules = certain();
  rules.interval_s = 2;
  Receipts receipts;
  receipts.send(rules, 100);
  add(receipts, home(7, 3));
  add(receipts, home(8, 1));
  add(receipts, home(9, 2));
  offer_all(receipts, 100);
  EXPECT_EQ(all_due(receipts), (std::map<std::uint32_t, double>{{7, 100}, {8, 106}, {9, 108}}));
  EXPECT_EQ(receipts.counts(105).understood, 3U);
  EXPECT_EQ(receipts.counts(105).under_way, 3U);
  EXPECT_EQ(receipts.counts(110).understood, 6U);
  // The next batch waits until these have left.
  receipts.send(rules, 100);
  add(receipts, home(10, 1));
  receipts.offer(3, 100, kNever_s);
  receipts.plan();
  EXPECT_EQ(all_due(receipts), (std::map<std::uint32_t, double>{{10, 112}}));
}

// Handbook 3.4: mean 1 min and deviation 2 min from leaving to arrival; 70 % read within 30 min by day.
TEST(Receipts, AreDeliveredAndReadAsTheHandbookSays) {
  auto rules = certain();
  const double sigma = std::sqrt(std::log(1 + 4));
  rules.delivery_sigma = sigma;
  rules.delivery_median_s = 60 * std::exp(-sigma * sigma / 2);
  Receipts delivered;
  delivered.send(rules, 0);
  constexpr std::uint32_t kHomes = 40000;
  for (std::uint32_t h = 0; h < kHomes; ++h) add(delivered, home(h, 1));
  offer_all(delivered, 0);
  double sum_s = 0;
  double sum_log = 0;
  for (const auto& [position, at_s] : all_due(delivered)) {
    sum_s += at_s;
    sum_log += std::log(at_s);
  }
  EXPECT_NEAR(sum_s / kHomes, 60, 4 * 120 / std::sqrt(kHomes));
  EXPECT_NEAR(sum_log / kHomes, std::log(60) - sigma * sigma / 2, 4 * sigma / std::sqrt(kHomes));

  rules = certain();
  rules.noticed = {0.737, 0.737, 0.737};
  rules.reading_mean_s = 600;
  Receipts read;
  read.send(rules, 0);
  for (std::uint32_t h = 0; h < kHomes; ++h) add(read, home(h, 1));
  offer_all(read, 0);
  const double error = 4 * std::sqrt(0.7 * 0.3 / kHomes);
  EXPECT_NEAR(static_cast<double>(read.counts(1800).understood) / kHomes, 0.70, error);
  EXPECT_NEAR(static_cast<double>(read.counts(1e6).unnoticed) / kHomes, 1 - 0.737, error);
}

// Who sleeps, sleeps for all channels: three of them reach whom one reaches.
TEST(Receipts, OfSeveralChannelsAreNoSeparateChances) {
  auto rules = certain();
  rules.noticed = {0.5, 0.5, 0.5};
  rules.carried = {0.8, 0.8, 0.8};
  std::vector<std::set<std::uint32_t>> reached;
  std::set<std::uint32_t> by_any;
  for (const Purpose own : {Purpose("test.sms"), Purpose("test.app"), Purpose("test.broadcast")}) {
    Receipts receipts;
    receipts.send(rules, 0);
    for (std::uint32_t h = 0; h < 2000; ++h) add(receipts, home(h, 1), own);
    offer_all(receipts, 0);
    reached.emplace_back();
    for (const auto& [position, at_s] : all_due(receipts)) reached.back().insert(position);
    by_any.insert(reached.back().begin(), reached.back().end());
  }
  EXPECT_EQ(reached[0], reached[1]);
  EXPECT_EQ(reached[0], by_any);
  EXPECT_NEAR(static_cast<double>(by_any.size()) / 2000, 0.4, 4 * std::sqrt(0.24 / 2000));
}

TEST(Receipts, WaitForTheNetworkAsLongAsTheyAreKept) {
  auto rules = certain();
  rules.delivery_median_s = 30;
  rules.valid_s = 600;
  Receipts receipts;
  receipts.send(rules, 0);
  for (std::uint32_t h = 0; h < 3; ++h) add(receipts, home(h, 1));
  offer_all(receipts, 0);
  receipts.hold(0, 20);  // lost before it arrived
  receipts.hold(1, 20);  // the same
  receipts.hold(2, 40);  // lost after it arrived
  receipts.plan();
  EXPECT_EQ(receipts.counts(100).no_network, 2U);
  receipts.offer(0, 500, kNever_s);  // there again in time
  receipts.offer(1, 700, kNever_s);  // too late
  receipts.plan();
  EXPECT_EQ(all_due(receipts), (std::map<std::uint32_t, double>{{0, 530}, {2, 30}}));
  EXPECT_EQ(receipts.counts(1000).understood, 2U);
  EXPECT_EQ(receipts.counts(1000).no_network, 1U);
}

// Mains at home lost at 0; handsets last 1 to 3 h, uniformly: of messages that come after 2 h half arrive.
TEST(Receipts, DevicesRunDown) {
  auto rules = certain();
  rules.steady_share = 0;
  rules.endurance_low_s = 3600;
  rules.endurance_high_s = 3 * 3600;
  Receipts receipts;
  receipts.send(rules, 7200);
  for (std::uint32_t h = 0; h < 2000; ++h) add(receipts, home(h, 1));
  offer_all(receipts, 7200, 0);
  EXPECT_NEAR(static_cast<double>(receipts.counts(7200).understood) / 2000, 0.5, 4 * std::sqrt(0.25 / 2000));
  offer_all(receipts, 9000);  // the mains are back
  EXPECT_EQ(receipts.counts(9000).understood, 2000U);
}

// The elderly of a home count first, and those away last: of five persons, two elderly and one child, with two at home
// these are the elderly.
TEST(Receipts, KnowWhoIsAtHomeAndHowOldHeIs) {
  const Addressee five{.position = 0, .persons = 5, .elderly = 2, .children = 1, .at_home = 2};
  EXPECT_EQ(five.age(1), AgeGroup::elderly);
  EXPECT_EQ(five.age(2), AgeGroup::adult);
  EXPECT_EQ(five.age(3), AgeGroup::adult);
  EXPECT_EQ(five.age(4), AgeGroup::child);
  auto rules = certain();
  rules.noticed = {0, 1, 1};
  rules.carried = {1, 1, 0};
  Receipts receipts;
  receipts.send(rules, 0);
  add(receipts, five);
  offer_all(receipts, 0);
  const auto counts = receipts.counts(0);
  EXPECT_EQ(counts.addressed, 5U);
  EXPECT_EQ(counts.unnoticed, 2U);
  EXPECT_EQ(counts.away, 2U);
  EXPECT_EQ(counts.no_device, 1U);
  EXPECT_EQ(counts.understood, 0U);
}

// Whatever happens to the network, everybody addressed is somewhere, at any instant.
TEST(Receipts, AreAllAccountedFor) {
  auto rules = certain();
  rules.carried = {0.5, 0.9, 0.1};
  rules.noticed = {0.3, 0.7, 0.7};
  rules.reading_mean_s = 900;
  rules.delivery_median_s = 60;
  rules.delivery_sigma = 1;
  rules.interval_s = 0.5;
  rules.valid_s = 3600;
  rules.steady_share = 0;
  rules.endurance_low_s = 600;
  rules.endurance_high_s = 7200;
  Receipts receipts;
  receipts.send(rules, 0);
  std::uint64_t persons = 0;
  for (std::uint32_t h = 0; h < 500; ++h) {
    const Addressee someone{h, 1 + h % 5, h % 2, h % 5 / 2, h % 7 == 0 ? 0 : 1 + h % 5};
    persons += someone.persons;
    add(receipts, someone);
  }
  RandomStream cuts(1, 0, "test.cuts");
  std::uint64_t understood = 0;
  for (double now_s = 0; now_s < 7200; now_s += 60) {
    for (std::uint32_t h = 0; h < 500; ++h) {
      const double u = cuts.uniform();
      if (u < 0.1) receipts.offer(h, now_s, u < 0.05 ? 0 : kNever_s);
      if (u > 0.95) receipts.hold(h, now_s);
    }
    receipts.plan();
    receipts.take_due(now_s, [](std::uint32_t) {});
    const auto counts = receipts.counts(now_s);
    ASSERT_TRUE(counts.balanced());
    ASSERT_EQ(counts.addressed, persons);
    ASSERT_GE(counts.understood, understood);
    understood = counts.understood;
  }
  EXPECT_GT(understood, 100U);
}

}  // namespace
}  // namespace tocsin::warning
