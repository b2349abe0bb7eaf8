// SPDX-License-Identifier: Apache-2.0
// When an inject is played, as planners write it into a list, and what that is after StartEx.
//
//   read_planned_time(cell("D+1 09:30"), {.starts = parse_civil_time("2026-07-05 02:00")})   // since: 31.5 h
//   planned_time_text(80min)                                                                 // "H+1 M+20"
//
// Understood: spans (25 min, 1.5 h, 20 分钟); T+0:25, T+25 min; days, hours, minutes and seconds (D+1 H+2 M-5, J-60,
// D日+1); a day and a time of the day (D+1 09:30, J 09h00); dates (2026-07-05 02:10, 26/06/2024 09h00, 7月5日 needs its
// year: 2026年7月5日2时10分); times of the day (02:10); numbers of a workbook, which are dates and times too.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "engine/base/civil_time.hpp"
#include "engine/base/text.hpp"
#include "engine/base/time.hpp"
#include "engine/input/csv.hpp"
#include "engine/input/fields.hpp"

namespace tocsin::exercise {

/// In which order a date with the year at its end is written.
enum class DateOrder { day_first, month_first };

/// What "02:10" alone means.
enum class ClockMeaning {
  time_of_day,  ///< the first 02:10 from StartEx on
  since_start,  ///< 2 h 10 min after StartEx
};

/// What times are counted from, and how they are written.
struct TimeFrame {
  std::optional<CivilTime> starts = {};  ///< StartEx
  std::optional<CivilTime> d_day = {};   ///< D (in French lists J); StartEx when absent
  std::optional<DateOrder> dates = {};   ///< absent: only dates that can be read in one way
  ClockMeaning clock = ClockMeaning::time_of_day;
  std::string unit = {};  ///< of bare numbers: "min"
};

/// The outcome of reading a time.
struct TimeReading {
  std::optional<Duration> since = {};  ///< after StartEx; may be negative
  const char* code = "";               ///< of the diagnostic when there is none
  Phrase what = {};
  Phrase expected = {};
  Phrase hint = {};
};

/// Reads a cell as a time.
TimeReading read_planned_time(const Cell& cell, bool dates_from_1904, const TimeFrame& frame);

/// A span in a cell: "30 min", "0:30", a time in a workbook; as text with a unit, or as it stands when it is none of
/// these.
std::string span_text(const Cell& cell, const std::string& unit);

/// "H+1 M+20", "D+1 H+3", "H+0"; a span with its unit where seconds are broken. Reads back as exactly the same.
std::string planned_time_text(Duration since);

}  // namespace tocsin::exercise

template <>
struct tocsin::EnumNames<tocsin::exercise::DateOrder> {
  static constexpr std::array<std::string_view, 2> value{"day_first", "month_first"};
};
template <>
struct tocsin::EnumWords<tocsin::exercise::DateOrder> {
  static constexpr std::array<PhraseView, 2> value{
      {{"day, month, year", "日、月、年"}, {"month, day, year", "月、日、年"}}};
};
template <>
struct tocsin::EnumNames<tocsin::exercise::ClockMeaning> {
  static constexpr std::array<std::string_view, 2> value{"time_of_day", "since_start"};
};
template <>
struct tocsin::EnumWords<tocsin::exercise::ClockMeaning> {
  static constexpr std::array<PhraseView, 2> value{
      {{"time of the day", "当日时刻"}, {"time since the start", "演练开始后的时间"}}};
};
