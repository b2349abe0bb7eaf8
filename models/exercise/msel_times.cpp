// SPDX-License-Identifier: Apache-2.0
#include "models/exercise/msel_times.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "engine/base/units.hpp"
#include "engine/input/codes.hpp"
#include "engine/input/xlsx.hpp"

namespace tocsin::exercise {
namespace {

constexpr double kMinute_s = 60;
constexpr double kHour_s = 3600;
constexpr double kDay_s = 86400;
constexpr double kMostDays = 10'000;  // a number beyond is no plan

// U+FF01 to U+FF5E are ASCII 0x21 to 0x7E; 0 for anything else.
char ascii_of_full_width(std::string_view text) {
  if (text.size() < 3 || text[0] != '\xEF' || (text[1] != '\xBC' && text[1] != '\xBD')) return 0;
  const auto low = static_cast<unsigned char>(text[2]) & 0x3FU;
  const unsigned code = (text[1] == '\xBC' ? 0x20U : 0x60U) + low;
  return code >= 0x21 && code <= 0x7E ? static_cast<char>(code) : '\0';
}

// Full-width digits, letters and signs of Chinese input methods as ASCII; minus signs of typesetters as "-".
std::string half_width(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const auto rest = text.substr(i);
    if (const char ascii = ascii_of_full_width(rest); ascii != 0) {
      result += ascii;
      i += 3;
    } else if (rest.starts_with("\xE3\x80\x80")) {  // ideographic blank
      result += ' ';
      i += 3;
    } else if (rest.starts_with("\xE2\x88\x92") || rest.starts_with("\xE2\x80\x93")) {  // minus, en dash
      result += '-';
      i += 3;
    } else {
      result += text[i++];
    }
  }
  return result;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

struct Clock {
  int hour = 0;
  int minute = 0;
  int second = 0;
  [[nodiscard]] bool possible() const { return hour < 24 && minute < 60 && second < 60; }
  [[nodiscard]] double s() const { return hour * kHour_s + minute * kMinute_s + second; }
};

// What a text says, before it is known what it counts from.
struct Said {
  std::optional<std::chrono::local_days> date = {};
  std::optional<double> days = {};    // of "D+1"
  std::optional<double> rest_s = {};  // of "H+2 M-5"
  std::optional<Clock> clock = {};
  bool ambiguous_date = false;
  bool impossible = false;  // "31/02/2026", "25:10"
};

// Walks over the parts of a time.
class Scanner {
 public:
  Scanner(std::string_view text, const TimeFrame& frame) : text_(text), frame_(frame) {}

  /// nullopt when something in the text is no part of a time.
  std::optional<Said> scan() {
    skip_blanks();
    while (at_ < text_.size()) {
      if (!part()) return std::nullopt;
      skip_blanks();
    }
    if (!said_.date && !said_.days && !said_.rest_s && !said_.clock) return std::nullopt;
    return said_;
  }

 private:
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }

  bool take(std::string_view what) {
    if (!rest().starts_with(what)) return false;
    at_ += what.size();
    return true;
  }

  void skip_blanks() {
    while (take(" ") || take("\t") || take(",")) {
    }
  }

  // A letter that no other letter follows.
  bool take_letter(char letter) {
    if (at_ >= text_.size() || lower(text_[at_]) != letter) return false;
    const char next = at_ + 1 < text_.size() ? lower(text_[at_ + 1]) : ' ';
    if (next >= 'a' && next <= 'z') return false;
    ++at_;
    return true;
  }

  // Digits at `at`; how many is told.
  std::optional<int> digits(std::size_t least, std::size_t most) {
    std::size_t count = 0;
    while (at_ + count < text_.size() && text_[at_ + count] >= '0' && text_[at_ + count] <= '9') ++count;
    if (count < least || count > most) return std::nullopt;
    int value = 0;
    std::from_chars(text_.data() + at_, text_.data() + at_ + count, value);
    at_ += count;
    return value;
  }

  // "+2", "- 1.5"; without one 0; nullopt for a sign without a number.
  std::optional<double> signed_number() {
    const auto before = at_;
    skip_blanks();
    const bool minus = take("-");
    if (!minus && !take("+")) {
      at_ = before;
      return 0.0;
    }
    skip_blanks();
    std::size_t end = at_;
    while (end < text_.size() && ((text_[end] >= '0' && text_[end] <= '9') || text_[end] == '.')) ++end;
    double value = 0;
    const auto read = std::from_chars(text_.data() + at_, text_.data() + end, value);
    if (end == at_ || read.ec != std::errc{} || read.ptr != text_.data() + end) return std::nullopt;
    at_ = end;
    return minus ? -value : value;
  }

  bool part() { return day_part() || offset_part() || date_part() || clock_part(); }

  // D+1, J-60, D日+1天
  bool day_part() {
    const auto before = at_;
    if (!said_.days && (take_letter('d') || take_letter('j'))) {
      if (!take("日")) take("-day ");
      if (const auto days = signed_number()) {
        if (!take("日")) take("天");
        said_.days = *days;
        return true;
      }
    }
    at_ = before;
    return false;
  }

  // H+2, M-5, S+30, H+1:20
  bool offset_part() {
    constexpr std::array<std::pair<char, double>, 3> kLetters{{{'h', kHour_s}, {'m', kMinute_s}, {'s', 1}}};
    for (const auto& [letter, seconds] : kLetters) {
      const auto before = at_;
      if (!take_letter(letter)) continue;
      if (const auto count = signed_number()) {
        double sum = *count * seconds;
        if (letter == 'h' && take(":")) {
          const auto minutes = digits(2, 2);
          if (!minutes) return false;
          sum += std::copysign(*minutes * kMinute_s, *count);
        }
        said_.rest_s = said_.rest_s.value_or(0) + sum;
        return true;
      }
      at_ = before;
    }
    return false;
  }

  void set_date(int year, int month, int day) {
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    said_.impossible = said_.impossible || !date.ok();
    said_.date = date.ok() ? std::chrono::local_days{date} : std::chrono::local_days{};
  }

  bool date_part() {
    const auto before = at_;
    if (!said_.date && (year_first() || year_last())) return true;
    at_ = before;
    return false;
  }

  // 2026-07-05, 2026/7/5, 2026.7.5, 2026年7月5日
  bool year_first() {
    const auto before = at_;
    const auto year = digits(4, 4);
    const bool separated = year && (take("-") || take("/") || take(".") || take("年"));
    const auto month = separated ? digits(1, 2) : std::nullopt;
    const bool again = month && (take("-") || take("/") || take(".") || take("月"));
    const auto day = again ? digits(1, 2) : std::nullopt;
    if (!day) {
      at_ = before;
      return false;
    }
    if (!take("日")) take("T");
    set_date(*year, *month, *day);
    return true;
  }

  // 26/06/2024, 26.06.2024: which comes first the mapping says, unless only one reading is a date
  bool year_last() {
    const auto before = at_;
    const auto first = digits(1, 2);
    const bool separated = first && (take("/") || take(".") || take("-"));
    const auto second = separated ? digits(1, 2) : std::nullopt;
    const bool again = second && (take("/") || take(".") || take("-"));
    const auto year = again ? digits(4, 4) : std::nullopt;
    if (!year) {
      at_ = before;
      return false;
    }
    const bool day_first = frame_.dates ? *frame_.dates == DateOrder::day_first : *first > 12;
    said_.ambiguous_date = !frame_.dates && *first <= 12 && *second <= 12 && *first != *second;
    day_first ? set_date(*year, *second, *first) : set_date(*year, *first, *second);
    return true;
  }

  // 09:30, 9:30:15, 09h00, 9时05分, 9点; 0930 behind a day
  bool clock_part() {
    if (said_.clock) return false;
    Clock clock;
    const auto before = at_;
    const bool day_named = said_.days.has_value() || said_.date.has_value();
    if (const auto joined = day_named || text_.size() == 4 ? digits(4, 4) : std::nullopt) {
      clock = {*joined / 100, *joined % 100};
    } else if (!separate_clock(clock)) {
      at_ = before;
      return false;
    }
    said_.impossible = said_.impossible || !clock.possible();
    said_.clock = clock;
    return true;
  }

  bool separate_clock(Clock& clock) {
    const auto hour = digits(1, 2);
    if (!hour) return false;
    clock.hour = *hour;
    const bool minutes_follow = take(":");
    const bool may_follow = !minutes_follow && (take("h") || take("H") || take("时") || take("点"));
    if (!minutes_follow && !may_follow) return false;
    const auto minute = digits(may_follow ? 1 : 2, 2);
    if (!minute) return may_follow;
    clock.minute = *minute;
    const bool seconds_follow = take(":");
    take("分");
    const auto second = seconds_follow ? digits(2, 2) : std::nullopt;
    if (seconds_follow && !second) return false;
    clock.second = second.value_or(0);
    return true;
  }

  std::string_view text_;
  const TimeFrame& frame_;
  std::size_t at_ = 0;
  Said said_;
};

// "1:25", "0:25:30" as a span.
std::optional<Duration> clock_span(std::string_view text) {
  Clock clock;
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon > 3) return std::nullopt;
  const auto number = [&](std::string_view digits, int& value) {
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return !digits.empty() && read.ec == std::errc{} && read.ptr == digits.data() + digits.size() && value >= 0;
  };
  if (!number(text.substr(0, colon), clock.hour)) return std::nullopt;
  auto rest = text.substr(colon + 1);
  if (rest.size() == 5 && rest[2] == ':') {
    if (!number(rest.substr(3), clock.second)) return std::nullopt;
    rest = rest.substr(0, 2);
  }
  if (rest.size() != 2 || !number(rest, clock.minute) || clock.minute > 59 || clock.second > 59) return std::nullopt;
  return Duration(clock.s());
}

std::optional<Duration> plain_span(std::string_view text) {
  const auto reading = read_quantity(text, Dimension::duration);
  if (reading.problem == UnitProblem::none) return Duration(reading.si);
  return std::nullopt;
}

// "T+0:25", "T-10 min", "StartEx + 1 h", "T"
std::optional<Duration> since_t(std::string_view text) {
  for (const std::string_view name : {"StartEx", "STARTEX", "T", "t"}) {
    if (!text.starts_with(name)) continue;
    auto rest = text.substr(name.size());
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    if (rest.empty()) return Duration{};
    const bool minus = rest.front() == '-';
    if (!minus && rest.front() != '+') continue;
    rest.remove_prefix(1);
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    const auto clock = clock_span(rest);
    const auto span = clock ? clock : plain_span(rest);
    if (span && span->count() >= 0) return minus ? -*span : *span;
  }
  return std::nullopt;
}

TimeReading at(double since_s) {
  return {.since = Duration(since_s)};
}

TimeReading unreadable(const std::string& text) {
  return {.code = codes::kBadTime,
          .what = phrase("'{}' is not a time", "“{}”不是时间", text),
          .expected = {"a time as in: 25 min, H+1 M+20, D+1 09:30, T+0:25, 2026-07-05 02:10, 02:10",
                       "时间，例如：25 min、H+1 M+20、D+1 09:30、T+0:25、2026-07-05 02:10、02:10"}};
}

TimeReading start_unknown(const std::string& text) {
  return {.code = codes::kBadTime,
          .what = phrase("'{}' counts by the calendar, but when StartEx is nobody says",
                         "“{}”按日历计时，但未说明演练何时开始", text),
          .hint = {"give --starts \"2026-07-05 02:00\", or 'starts' in the mapping",
                   "请给出 --starts \"2026-07-05 02:00\"，或在映射文件中写 starts"}};
}

double seconds_between(CivilTime from, CivilTime to) {
  return static_cast<double>((to.value - from.value).count());
}

// The first such time of the day from StartEx on.
double next_clock(const Clock& clock, CivilTime starts) {
  const double now_s = starts.hour_of_day() * kHour_s;
  return clock.s() >= now_s - 0.5 ? clock.s() - std::round(now_s) : clock.s() - std::round(now_s) + kDay_s;
}

// From what was said to a span since StartEx.
TimeReading resolve(const Said& said, const std::string& text, const TimeFrame& frame) {
  if (said.impossible) {
    auto reading = unreadable(text);
    reading.what = phrase("there is no such time: '{}'", "没有这样的时间：“{}”", text);
    return reading;
  }
  if (said.ambiguous_date) {
    return {.code = codes::kBadTime,
            .what = phrase("'{}': is the day first or the month?", "“{}”：先写日还是先写月？", text),
            .expected = {"year first: 2026-07-05", "年份在前：2026-07-05"},
            .hint = {"or 'dates: day_first' (or month_first) in the mapping",
                     "或在映射文件中写 dates: day_first（或 month_first）"}};
  }
  const bool mixed = (said.date && (said.days || said.rest_s)) || (said.rest_s && said.clock);
  if (mixed) return unreadable(text);
  const bool calendar = said.date || said.clock;
  if (calendar && said.clock && !said.date && !said.days && frame.clock == ClockMeaning::since_start) {
    return at(said.clock->s());
  }
  if (calendar && !frame.starts) return start_unknown(text);
  const double clock_s = said.clock ? said.clock->s() : 0;
  if (said.date) return at(seconds_between(*frame.starts, {*said.date}) + clock_s);
  const double d_day_s = frame.starts && frame.d_day ? seconds_between(*frame.starts, *frame.d_day) : 0;
  if (said.days && said.clock) {
    const auto day = std::chrono::floor<std::chrono::days>(frame.d_day.value_or(*frame.starts).value);
    return at(seconds_between(*frame.starts, {day}) + *said.days * kDay_s + clock_s);
  }
  if (said.clock) return at(next_clock(*said.clock, *frame.starts));
  return at((said.days ? d_day_s + *said.days * kDay_s : 0) + said.rest_s.value_or(0));
}

// A number of a workbook: of days since its beginning, or a part of a day.
TimeReading read_serial(double serial, const std::string& text, bool dates_from_1904, const TimeFrame& frame) {
  if (frame.clock == ClockMeaning::since_start && serial >= 0 && serial < kMostDays) {
    return at(std::round(serial * kDay_s));
  }
  if (serial >= 0 && serial < 1) {
    const auto second = static_cast<int>(std::llround(serial * kDay_s)) % static_cast<int>(kDay_s);
    const Said said{.clock = Clock{second / 3600, second / 60 % 60, second % 60}};
    return resolve(said, text, frame);
  }
  const auto civil = civil_time_of_serial(serial, dates_from_1904);
  if (!civil) {
    auto reading = unreadable(text);
    reading.hint = {"is it a number of minutes? Then write 'unit: min' in the mapping",
                    "若为分钟数，请在映射文件中写 unit: min"};
    return reading;
  }
  if (!frame.starts) return start_unknown(to_text(*civil));
  return at(seconds_between(*frame.starts, *civil));
}

}  // namespace

TimeReading read_planned_time(const Cell& cell, bool dates_from_1904, const TimeFrame& frame) {
  auto text = half_width(cell.text);
  const auto number = read_number(text);
  if (number && !frame.unit.empty()) text += " " + frame.unit;
  if (const auto span = plain_span(text)) return at(span->count());
  if (number && cell.content == CellContent::number) return read_serial(*number, text, dates_from_1904, frame);
  if (const auto since = since_t(text)) return at(since->count());
  const auto said = Scanner(text, frame).scan();
  return said ? resolve(*said, cell.text, frame) : unreadable(cell.text);
}

std::string span_text(const Cell& cell, const std::string& unit) {
  const auto text = half_width(cell.text);
  const auto number = read_number(text);
  if (number && !unit.empty()) return text + " " + unit;
  if (number && cell.content == CellContent::number && *number > 0 && *number < 1) {
    return to_text(Duration(std::round(*number * kDay_s)));
  }
  const auto clock = clock_span(text);
  return clock ? to_text(*clock) : cell.text;
}

std::string planned_time_text(Duration since) {
  constexpr double kMost_s = 1e9;
  const double s = since.count();
  if (s < 0 || s > kMost_s || s != std::floor(s)) return to_text(since);
  auto left = static_cast<std::int64_t>(s);
  std::string text;
  const auto add = [&](char letter, std::int64_t seconds) {
    const auto count = left / seconds;
    left %= seconds;
    if (count > 0) text += fmt::format("{}{}+{}", text.empty() ? "" : " ", letter, count);
  };
  add('D', static_cast<std::int64_t>(kDay_s));
  add('H', static_cast<std::int64_t>(kHour_s));
  add('M', static_cast<std::int64_t>(kMinute_s));
  add('S', 1);
  return text.empty() ? "H+0" : text;
}

}  // namespace tocsin::exercise
