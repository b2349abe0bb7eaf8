// SPDX-License-Identifier: Apache-2.0
// closure_news: who hears of a cut and when, by hand; what is refused. What it does to drivers: departures_test.cpp and
// tests/models/evacuation/trips_test.cpp.
#include "models/traffic/closure_news.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "tests/models/traffic/fleet.hpp"

namespace tocsin::traffic {
namespace {

using test::Fleet;

const Share kInformed = 60_percent;

TEST(LogisticDiffusion, CurveAndTimeAreInversesOfEachOther) {
  const LogisticDiffusion news{.first_share = 0.2, .rate = 0.1};
  for (const double share : {0.2, 0.35, 0.5, 0.8, 0.99}) {
    EXPECT_NEAR(news.share_after(news.reached_after(share)), share, 1e-12);
  }
  EXPECT_EQ(news.reached_after(0.1), 0);
  EXPECT_NEAR(news.reached_after(0.5), std::log(4.0) / 0.1, 1e-12);
  // The slope at a half is that of the birth process there: a n (1 - n).
  const double t = news.reached_after(0.5);
  EXPECT_NEAR((news.share_after(t + 1e-4) - news.share_after(t - 1e-4)) / 2e-4, telling_rate(0.1, 0.5, 1), 1e-8);
  EXPECT_TRUE(std::isinf(LogisticDiffusion({.first_share = 0.5, .rate = 0}).reached_after(0.6)));
}

TEST(ClosureNews, EachTravelerHasADelayOfHisOwn) {
  Fleet fleet("traffic: [{kind: closure_news, first: 5 min, heard_first: 50 %, contact_rate: 0.06 per min}]");
  const auto& news = fleet.world().door<RoadNews>();
  const auto minutes = [&](double u) { return news.hearing(u, kInformed, 0).delay_s / 60; };
  EXPECT_DOUBLE_EQ(minutes(0), 5);
  EXPECT_DOUBLE_EQ(minutes(0.29), 5);                          // the first half of the 60 %
  EXPECT_NEAR(minutes(0.45), 5 + std::log(3.0) / 0.06, 1e-9);  // 75 % of them: 23.3 min
  EXPECT_NEAR(minutes(0.54), 5 + std::log(9.0) / 0.06, 1e-9);  // 90 %: 41.6 min
  EXPECT_FALSE(news.hearing(0.6, kInformed, 0).ever);
}

TEST(ClosureNews, WithoutItWhoHearsDoesSoAtOnce) {
  Fleet fleet("");
  const auto& news = fleet.world().door<RoadNews>();
  EXPECT_FALSE(news.delayed());
  EXPECT_TRUE(news.hearing(0.59, kInformed, 0).ever);
  EXPECT_EQ(news.hearing(0.59, kInformed, 0).delay_s, 0);
  EXPECT_FALSE(news.hearing(0.6, kInformed, 0).ever);
}

// Whoever listens knows by the next message, whether or not he hears of closures otherwise.
TEST(ClosureNews, ListenersHearByTheNextMessage) {
  Fleet fleet(
      "traffic:\n  - {kind: closure_news, first: 12 min, heard_first: 50 %, contact_rate: 0.06 per min}\n"
      "  - {kind: traffic_information, interval: 10 min, listening: 80 %}\n");
  const auto& news = fleet.world().door<RoadNews>();
  for (const double u : {0.0, 0.45, 0.6, 0.99}) {
    EXPECT_EQ(news.hearing(u, kInformed, 0.79).delay_s, 600) << u;
    EXPECT_TRUE(news.hearing(u, kInformed, 0.79).ever) << u;
  }
  EXPECT_EQ(news.hearing(0.1, kInformed, 0.8).delay_s, 720);
  EXPECT_FALSE(news.hearing(0.6, kInformed, 0.8).ever);
}

TEST(ClosureNews, WhoTellsNobodyLeavesTheRestInTheDark) {
  Fleet fleet("traffic: [{kind: closure_news, heard_first: 50 %, contact_rate: 0 per min}]");
  const auto& news = fleet.world().door<RoadNews>();
  EXPECT_TRUE(news.hearing(0.3, kInformed, 0).ever);
  EXPECT_FALSE(news.hearing(0.31, kInformed, 0).ever);
}

TEST(ClosureNews, WhatCannotBeIsRefused) {
  EXPECT_THAT(test::refusal("traffic:\n  - {kind: closure_news, id: radio}\n  - {kind: closure_news, id: phones}\n"),
              testing::AllOf(testing::HasSubstr("inconsistent:3:"),
                             testing::HasSubstr("'radio' already says how news of closures spreads")));
  EXPECT_THAT(test::refusal("traffic: [{kind: closure_news, heard_first: 0 %}]"),
              testing::HasSubstr("out-of-range:1:"));
  EXPECT_THAT(test::refusal("traffic: [{kind: closure_news, frist: 5 min}]"),
              testing::AllOf(testing::HasSubstr("unknown-key:1:"), testing::HasSubstr("first")));
  EXPECT_THAT(test::refusal("traffic: [{kind: closure_news, first: 5}]"), testing::HasSubstr("missing-unit:1:"));
}

}  // namespace
}  // namespace tocsin::traffic
