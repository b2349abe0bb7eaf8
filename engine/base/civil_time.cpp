// SPDX-License-Identifier: Apache-2.0
#include "engine/base/civil_time.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace tocsin {
namespace {

namespace ch = std::chrono;

// Reads exactly `digits` digits at `at`.
std::optional<int> number(std::string_view text, std::size_t at, std::size_t digits) {
  if (text.size() < at + digits) return std::nullopt;
  int value = 0;
  const char* begin = text.data() + at;
  const auto [end, error] = std::from_chars(begin, begin + digits, value);
  if (error != std::errc{} || end != begin + digits) return std::nullopt;
  return value;
}

}  // namespace

double CivilTime::hour_of_day() const {
  const auto day = ch::floor<ch::days>(value);
  return ch::duration<double, std::ratio<3600>>(value - day).count();
}

CivilTime CivilTime::plus(Duration since) const {
  return {value + ch::seconds(static_cast<std::int64_t>(std::llround(since.count())))};
}

std::optional<CivilTime> parse_civil_time(std::string_view text) {
  if (text.size() != 16 && text.size() != 19) return std::nullopt;
  if (text[4] != '-' || text[7] != '-' || (text[10] != ' ' && text[10] != 'T') || text[13] != ':') return std::nullopt;
  const auto year = number(text, 0, 4);
  const auto month = number(text, 5, 2);
  const auto day = number(text, 8, 2);
  const auto hour = number(text, 11, 2);
  const auto minute = number(text, 14, 2);
  auto second = std::optional<int>(0);
  if (text.size() == 19) second = text[16] == ':' ? number(text, 17, 2) : std::nullopt;
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const ch::year_month_day date{ch::year{*year}, ch::month(static_cast<unsigned>(*month)),
                                ch::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59 || *second < 0 || *second > 59) {
    return std::nullopt;
  }
  return CivilTime{ch::local_days{date} + ch::hours(*hour) + ch::minutes(*minute) + ch::seconds(*second)};
}

std::string to_text(CivilTime time) {
  const auto day = ch::floor<ch::days>(time.value);
  const ch::year_month_day date{day};
  const ch::hh_mm_ss clock{time.value - day};
  auto text =
      fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count());
  if (clock.seconds().count() != 0) text += fmt::format(":{:02}", clock.seconds().count());
  return text;
}

std::string clock_text(CivilTime starts, Time t) {
  const auto now = starts.plus(t - kStartEx);
  const auto day = ch::floor<ch::days>(now.value);
  const ch::hh_mm_ss clock{now.value - day};
  const auto later = (day - ch::floor<ch::days>(starts.value)).count();
  auto text = fmt::format("{:02}:{:02}", clock.hours().count(), clock.minutes().count());
  if (later > 0) text += fmt::format(" +{} d", later);
  return text;
}

}  // namespace tocsin
