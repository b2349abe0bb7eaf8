// SPDX-License-Identifier: Apache-2.0
// Every manner in which planners write the time of an inject, and what is refused.
#include "models/exercise/msel_times.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace tocsin::exercise {
namespace {

constexpr double kDay_s = 86400;

Cell text_cell(std::string text) {
  return {std::move(text), {}};
}
Cell number_cell(std::string text) {
  return {std::move(text), {}, CellContent::number};
}
TimeFrame night() {
  return {.starts = parse_civil_time("2026-07-05 22:30")};
}
double since_s(const Cell& cell, const TimeFrame& frame = night()) {
  const auto reading = read_planned_time(cell, false, frame);
  EXPECT_TRUE(reading.since) << cell.text << ": " << reading.what.en;
  return reading.since.value_or(Duration(-1)).count();
}
Phrase refusal(const Cell& cell, const TimeFrame& frame = night()) {
  const auto reading = read_planned_time(cell, false, frame);
  EXPECT_FALSE(reading.since) << cell.text << ": " << reading.since.value_or(Duration{}).count();
  EXPECT_STREQ(reading.code, "bad-time");
  return {reading.what.en + " | " + reading.hint.en, reading.what.zh};
}

TEST(PlannedTime, Spans) {
  EXPECT_EQ(since_s(text_cell("25 min")), 1500);
  EXPECT_EQ(since_s(text_cell("1.5 h"), {}), 5400);
  EXPECT_EQ(since_s(text_cell("20 分钟"), {}), 1200);
  EXPECT_EQ(since_s(text_cell("T+0:25"), {}), 1500);
  EXPECT_EQ(since_s(text_cell("T + 1:02:03"), {}), 3723);
  EXPECT_EQ(since_s(text_cell("T+25 min"), {}), 1500);
  EXPECT_EQ(since_s(text_cell("T-10 min"), {}), -600);
  EXPECT_EQ(since_s(text_cell("StartEx"), {}), 0);
  EXPECT_EQ(since_s(text_cell("StartEx+2 h"), {}), 7200);
}

TEST(PlannedTime, DaysHoursMinutes) {
  EXPECT_EQ(since_s(text_cell("H+1 M+20"), {}), 4800);
  EXPECT_EQ(since_s(text_cell("h + 1  m + 20 s+5"), {}), 4805);
  EXPECT_EQ(since_s(text_cell("H+1:20"), {}), 4800);
  EXPECT_EQ(since_s(text_cell("D+1 H+2 M-5"), {}), kDay_s + 7200 - 300);
  EXPECT_EQ(since_s(text_cell("J+1 H+2 M-5"), {}), kDay_s + 7200 - 300);
  EXPECT_EQ(since_s(text_cell("J-60"), {}), -60 * kDay_s);
  EXPECT_EQ(since_s(text_cell("D日+1天"), {}), kDay_s);
  EXPECT_EQ(since_s(text_cell("Ｄ＋１ Ｈ＋２"), {}), kDay_s + 7200);  // full width
  EXPECT_EQ(since_s(text_cell("H−1"), {}), -3600);                    // a typesetter's minus
  // 22:30 is StartEx: the next morning is 11 h later.
  EXPECT_EQ(since_s(text_cell("D+1 09:30")), 11 * 3600);
  EXPECT_EQ(since_s(text_cell("J+1 09h30")), 11 * 3600);
  EXPECT_EQ(since_s(text_cell("D+1 0930")), 11 * 3600);
  EXPECT_EQ(since_s(text_cell("J 23h00")), 1800);
}

TEST(PlannedTime, CountsFromDDay) {
  auto frame = night();
  frame.d_day = parse_civil_time("2026-07-07 08:00");
  EXPECT_EQ(since_s(text_cell("D-1"), frame), 9.5 * 3600);
  EXPECT_EQ(since_s(text_cell("D-1 09:00"), frame), 10.5 * 3600);
  EXPECT_EQ(since_s(text_cell("D H+1"), frame), 34.5 * 3600);
  EXPECT_EQ(since_s(text_cell("H+1"), frame), 3600);  // hours alone count from StartEx
}

TEST(PlannedTime, Calendar) {
  for (const auto* text :
       {"2026-07-06 02:10", "2026/7/6 2:10", "2026.7.6 02:10:00", "2026-07-06T02:10", "2026年7月6日2时10分",
        "2026年7月6日 2点10分", "２０２６年７月６日　２：１０", "02:10", "2h10", "2时10分", "0210"}) {
    EXPECT_EQ(since_s(text_cell(text)), 13200) << text;
  }
  EXPECT_EQ(since_s(text_cell("22:30")), 0);
  EXPECT_EQ(since_s(text_cell("22:29")), kDay_s - 60);  // the next one
  EXPECT_EQ(since_s(text_cell("2026-07-05 22:00")), -1800);
  auto frame = night();
  EXPECT_EQ(since_s(text_cell("26/07/2026 09h05"), frame), 20 * kDay_s + 10.5 * 3600 + 300);
  EXPECT_THAT(refusal(text_cell("06/07/2026 02:10"), frame).en, testing::HasSubstr("is the day first or the month?"));
  frame.dates = DateOrder::day_first;
  EXPECT_EQ(since_s(text_cell("06/07/2026 02:10"), frame), 13200);
  frame.dates = DateOrder::month_first;
  EXPECT_EQ(since_s(text_cell("07/06/2026 02:10"), frame), 13200);
}

TEST(PlannedTime, NumbersOfAWorkbook) {
  EXPECT_EQ(since_s(number_cell("46209.090277777781")), 13200);  // 2026-07-06 02:10
  EXPECT_EQ(since_s(number_cell("9.0277777777777776E-2")), 13200);
  EXPECT_EQ(read_planned_time(number_cell("44747.090277777781"), true, night()).since->count(), 13200);
  auto frame = night();
  frame.clock = ClockMeaning::since_start;
  EXPECT_EQ(since_s(number_cell("1.0625"), frame), 25.5 * 3600);  // [h]:mm
  EXPECT_EQ(since_s(text_cell("2:10"), frame), 7800);
  frame.unit = "min";
  EXPECT_EQ(since_s(number_cell("25"), frame), 1500);
  EXPECT_EQ(since_s(text_cell("25"), frame), 1500);
  EXPECT_THAT(refusal(number_cell("25")).en, testing::HasSubstr("unit: min"));
}

TEST(PlannedTime, WhatIsNoTimeIsRefused) {
  for (const auto* text : {"soon", "25", "D+", "H+", "D+1 D+2", "2026-07-06 H+2", "09:30 H+1", "9:3", "2026-07", "5 km",
                           "T+", "T 5", "2026-07-06 02:10 and later", "-", "1:2:3:4"}) {
    refusal(text_cell(text));
  }
  EXPECT_THAT(refusal(text_cell("31/02/2026 10:00")).en, testing::HasSubstr("there is no such time"));
  EXPECT_THAT(refusal(text_cell("25:10")).en, testing::HasSubstr("there is no such time"));
  for (const auto* text : {"02:10", "2026-07-06 02:10", "D+1 09:30"}) {
    EXPECT_THAT(refusal(text_cell(text), {}).en, testing::HasSubstr("--starts")) << text;
  }
  EXPECT_THAT(refusal(number_cell("46209.5"), {}).en, testing::HasSubstr("--starts"));
}

TEST(PlannedTime, IsWrittenAsItIsRead) {
  EXPECT_EQ(planned_time_text(0s), "H+0");
  EXPECT_EQ(planned_time_text(80min), "H+1 M+20");
  EXPECT_EQ(planned_time_text(25min), "M+25");
  EXPECT_EQ(planned_time_text(26h + 5s), "D+1 H+2 S+5");
  EXPECT_EQ(planned_time_text(Duration(0.5)), "0.5 s");
  std::mt19937 draw(7);
  std::uniform_real_distribution<double> any(0, 30 * kDay_s);
  for (int i = 0; i < 2000; ++i) {
    const double exact = any(draw);
    for (const double s : {exact, std::floor(exact), std::floor(exact / 60) * 60}) {
      ASSERT_EQ(since_s(text_cell(planned_time_text(Duration(s))), {}), s) << planned_time_text(Duration(s));
    }
  }
}

TEST(PlannedTime, SpansInOtherColumns) {
  EXPECT_EQ(span_text(text_cell("30 min"), ""), "30 min");
  EXPECT_EQ(span_text(text_cell("0:30"), ""), "30 min");
  EXPECT_EQ(span_text(number_cell("2.0833333333333332E-2"), ""), "30 min");
  EXPECT_EQ(span_text(number_cell("30"), "min"), "30 min");
  EXPECT_EQ(span_text(number_cell("30"), ""), "30");  // the field asks for its unit
}

}  // namespace
}  // namespace tocsin::exercise
