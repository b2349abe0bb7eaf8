// SPDX-License-Identifier: Apache-2.0
#include "engine/base/units.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <span>

#include "engine/base/ensure.hpp"

namespace tocsin {
namespace {

enum class Printed { yes, no };

// One unit. A power of ten is kept as a shift of the decimal point, so that reading "12.3 %" rounds once and every
// double has an exact text; other units multiply and divide.
struct Unit {
  Dimension dimension;
  std::string_view name;  // printed and offered in messages
  int shift = 0;          // SI value = number * 10^shift …
  double factor = 1;      // … * factor
  double divisor = 1;     // … / divisor
  Printed printed = Printed::yes;
  std::vector<std::string_view> aliases = {};
};

const std::vector<Unit>& units() {
  using enum Dimension;
  static const std::vector<Unit> table{
      {share, "%", -2, 1, 1, Printed::yes, {"percent", "％"}},
      {duration, "s", 0, 1, 1, Printed::yes, {"second", "seconds", "sec", "秒", "秒钟"}},
      {duration, "min", 0, 60, 1, Printed::yes, {"minute", "minutes", "mins", "分", "分钟"}},
      {duration, "h", 0, 3600, 1, Printed::yes, {"hour", "hours", "小时", "时", "个小时"}},
      {duration, "d", 0, 86400, 1, Printed::yes, {"day", "days", "天", "日"}},
      {length, "m", 0, 1, 1, Printed::yes, {"meter", "meters", "米", "公尺"}},
      {length, "km", 3, 1, 1, Printed::yes, {"kilometer", "kilometers", "公里", "千米"}},
      {length, "cm", -2, 1, 1, Printed::no, {"厘米", "公分"}},
      {length, "mm", -3, 1, 1, Printed::no, {"毫米"}},
      {area, "m2", 0, 1, 1, Printed::yes, {"m²", "㎡", "平方米", "平米"}},
      {area, "ha", 4, 1, 1, Printed::yes, {"公顷"}},
      {area, "km2", 6, 1, 1, Printed::yes, {"km²", "平方公里", "平方千米"}},
      {area, "mu", 0, 2000, 3, Printed::no, {"亩"}},
      {volume, "m3", 0, 1, 1, Printed::yes, {"m³", "立方米", "方"}},
      {volume, "L", -3, 1, 1, Printed::yes, {"l", "liter", "liters", "升"}},
      {speed, "m/s", 0, 1, 1, Printed::yes, {"米/秒", "米每秒"}},
      {speed,
       "km/h",
       0,
       1,
       3.6,
       Printed::yes,
       {"公里/小时", "千米/小时", "公里/时", "千米/时", "公里每小时", "千米每小时"}},
      {speed, "m/min", 0, 1, 60, Printed::no, {"米/分钟", "米/分", "米每分钟"}},
      {speed, "m/h", 0, 1, 3600, Printed::no, {"米/小时", "米每小时"}},
      {speed, "mm/h", 0, 1, 3.6e6, Printed::yes, {"毫米/小时", "毫米每小时"}},
      {acceleration, "m/s2", 0, 1, 1, Printed::yes, {"m/s²", "米/秒²", "米/秒2"}},
      {mass, "kg", 0, 1, 1, Printed::yes, {"公斤", "千克"}},
      {mass, "t", 3, 1, 1, Printed::yes, {"tonne", "tonnes", "吨"}},
      {rate, "per s", 0, 1, 1, Printed::yes, {"per second", "1/s", "/s", "/秒", "每秒", "次/秒"}},
      {rate, "per min", 0, 1, 60, Printed::yes, {"per minute", "1/min", "/min", "/分钟", "/分", "每分钟", "次/分钟"}},
      {rate, "per hour", 0, 1, 3600, Printed::yes, {"per h", "1/h", "/h", "/hour", "/小时", "每小时", "次/小时"}},
      {rate, "per day", 0, 1, 86400, Printed::yes, {"per d", "1/d", "/d", "/day", "/天", "每天", "每日", "次/天"}},
      {flow, "m3/s", 0, 1, 1, Printed::yes, {"m³/s", "立方米/秒", "立方米每秒", "方/秒"}},
      {flow, "m3/h", 0, 1, 3600, Printed::yes, {"m³/h", "立方米/小时", "立方米每小时", "方/小时"}},
      {flow, "L/s", -3, 1, 1, Printed::yes, {"l/s", "升/秒", "升每秒"}},
      {flow, "L/min", 0, 1, 6e4, Printed::yes, {"l/min", "升/分钟", "升/分", "升每分钟"}},
      {unit_flow, "m2/s", 0, 1, 1, Printed::yes, {"m²/s", "平方米/秒"}},
      {mass_flow, "kg/s", 0, 1, 1, Printed::yes, {"公斤/秒", "千克/秒"}},
      {mass_flow, "kg/min", 0, 1, 60, Printed::yes, {"公斤/分钟", "千克/分钟"}},
      {mass_flow, "kg/h", 0, 1, 3600, Printed::yes, {"公斤/小时", "千克/小时"}},
      {mass_flow, "t/h", 0, 1, 3.6, Printed::yes, {"吨/小时"}},
      {density, "per m2", 0, 1, 1, Printed::yes, {"per m²", "1/m2", "/m2", "每平方米"}},
      {density, "per km2", -6, 1, 1, Printed::yes, {"per km²", "1/km2", "/km2", "每平方公里", "每平方千米"}},
      {density, "per ha", -4, 1, 1, Printed::yes, {"1/ha", "/ha", "每公顷"}},
      {line_density, "per m", 0, 1, 1, Printed::yes, {"1/m", "/m", "每米"}},
      {line_density, "per km", -3, 1, 1, Printed::yes, {"1/km", "/km", "每公里", "每千米"}},
  };
  return table;
}

const Unit* find_unit(std::string_view name) {
  const auto& table = units();
  const auto found = std::find_if(table.begin(), table.end(), [name](const Unit& unit) {
    return unit.name == name || std::find(unit.aliases.begin(), unit.aliases.end(), name) != unit.aliases.end();
  });
  return found == table.end() ? nullptr : &*found;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Blanks of both scripts: ASCII, no-break and ideographic.
constexpr std::array<std::string_view, 4> kBlanks{" ", "\t", "\xC2\xA0", "\xE3\x80\x80"};

std::string_view trim(std::string_view text) {
  for (bool again = true; again;) {
    again = false;
    for (const auto blank : kBlanks) {
      if (text.starts_with(blank)) text.remove_prefix(blank.size()), again = true;
      if (text.ends_with(blank)) text.remove_suffix(blank.size()), again = true;
    }
  }
  return text;
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const auto found = text.find(from, at);
    result += text.substr(at, found == std::string_view::npos ? found : found - at);
    if (found == std::string_view::npos) break;
    result += to;
    at = found + from.size();
  }
  return result;
}

// "km / h" and "m^2" are "km/h" and "m2".
std::string plain_unit(std::string_view text) {
  auto unit = std::string(trim(text));
  unit = replace_all(unit, "\xC2\xA0", " ");
  unit = replace_all(unit, "\xE3\x80\x80", " ");
  unit = replace_all(unit, "  ", " ");
  unit = replace_all(unit, " /", "/");
  unit = replace_all(unit, "/ ", "/");
  unit = replace_all(unit, "／", "/");
  return replace_all(unit, "^", "");
}

// Length of the number `text` begins with: -?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)?, or 0.
std::size_t number_length(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const auto begin = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at - begin;
  };
  if (at < text.size() && text[at] == '-') ++at;
  const auto begin = at;
  const auto whole = digits();
  if (whole == 0 || (whole > 1 && text[begin] == '0')) return 0;
  if (at + 1 < text.size() && text[at] == '.' && is_digit(text[at + 1])) ++at, digits();
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    const auto before = at++;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) at = before;
  }
  return at;
}

// What may not follow a number: a separator or another digit means that the number was written in another way.
bool continues_number(std::string_view rest) {
  static constexpr std::array<std::string_view, 7> kSigns{".", ",", "_", "'", "，", "：", ":"};
  if (!rest.empty() && is_digit(rest.front())) return true;
  return std::any_of(kSigns.begin(), kSigns.end(), [rest](auto sign) { return rest.starts_with(sign); });
}

// The value of a checked number with its decimal point moved; rounds once.
std::optional<double> shifted_value(std::string_view number, int shift) {
  const auto e = number.find_first_of("eE");
  auto exponent_text = e == std::string_view::npos ? std::string_view{} : number.substr(e + 1);
  if (exponent_text.starts_with('+')) exponent_text.remove_prefix(1);
  int exponent = 0;
  if (!exponent_text.empty()) {
    const auto result = std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent);
    if (result.ec != std::errc{} || std::abs(exponent) > 400) return std::nullopt;
  }
  const auto text = fmt::format("{}e{}", number.substr(0, e), exponent + shift);
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc{} || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<double> value_in(std::string_view number, const Unit& unit) {
  const auto value = shifted_value(number, unit.shift);
  if (!value) return std::nullopt;
  const double si = *value * unit.factor / unit.divisor;
  return std::isfinite(si) ? std::optional(si) : std::nullopt;
}

// "-1.25e+02" with the decimal point moved by `shift`, as plain digits while that is short: "-125".
std::string moved_point(std::string_view scientific, int shift) {
  const bool negative = scientific.starts_with('-');
  if (negative) scientific.remove_prefix(1);
  const auto e = scientific.find('e');
  auto exponent_text = scientific.substr(e + 1);
  if (exponent_text.starts_with('+')) exponent_text.remove_prefix(1);
  int exponent = 0;
  std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent);
  auto digits = replace_all(std::string(scientific.substr(0, e)), ".", "");
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  if (digits != "0") exponent += shift;
  const int count = static_cast<int>(digits.size());
  std::string text = negative ? "-" : "";
  if (exponent < -5 || exponent > 15) {
    text += fmt::format("{}{}{}e{}", digits[0], count > 1 ? "." : "", digits.substr(1), exponent);
  } else if (exponent < 0) {
    text += fmt::format("0.{:0>{}}", digits, count - exponent - 1);
  } else if (exponent >= count - 1) {
    text += fmt::format("{:0<{}}", digits, exponent + 1);
  } else {
    const auto whole = static_cast<std::size_t>(exponent) + 1;
    text += fmt::format("{}.{}", digits.substr(0, whole), digits.substr(whole));
  }
  return text;
}

// `value` with `precision` digits after the first, or the shortest exact form for a negative precision.
std::string scientific(double value, int precision) {
  std::array<char, 64> buffer{};
  char* const end = buffer.data() + buffer.size();
  const auto result = precision < 0
                          ? std::to_chars(buffer.data(), end, value, std::chars_format::scientific)
                          : std::to_chars(buffer.data(), end, value, std::chars_format::scientific, precision);
  return {buffer.data(), result.ptr};
}

// The shortest number that, with `unit`, reads back as exactly `si`; nullopt when no double near does.
std::optional<std::string> number_in(double si, const Unit& unit) {
  if (unit.factor == 1 && unit.divisor == 1) return moved_point(scientific(si, -1), -unit.shift);
  const double near = si * unit.divisor / unit.factor;
  constexpr double kUp = std::numeric_limits<double>::infinity();
  for (int precision = 0; precision < 17; ++precision) {
    for (const double value : {near, std::nextafter(near, kUp), std::nextafter(near, -kUp)}) {
      auto text = moved_point(scientific(value, precision), -unit.shift);
      if (value_in(text, unit) == si) return text;
    }
  }
  return std::nullopt;
}

QuantityReading split(std::string_view text) {
  QuantityReading reading;
  text = trim(text);
  if (text.empty()) {
    reading.problem = UnitProblem::empty;
    return reading;
  }
  const auto length = number_length(text);
  if (length == 0 || continues_number(text.substr(length))) {
    reading.problem = UnitProblem::bad_number;
    reading.number = std::string(text);
    return reading;
  }
  reading.number = std::string(text.substr(0, length));
  reading.unit = std::string(trim(text.substr(length)));
  return reading;
}

// Sets value and dimension from the unit, or the problem.
void resolve(QuantityReading& reading) {
  if (reading.unit.empty()) {
    const auto value = read_number(reading.number);
    reading.si = value.value_or(0);
    if (!value) reading.problem = UnitProblem::bad_number;
    return;
  }
  const Unit* unit = find_unit(plain_unit(reading.unit));
  if (unit == nullptr) {
    reading.problem = UnitProblem::unknown_unit;
    return;
  }
  reading.dimension = unit->dimension;
  const auto value = value_in(reading.number, *unit);
  reading.si = value.value_or(0);
  if (!value) reading.problem = UnitProblem::bad_number;
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return c < 0x80 ? static_cast<char>(std::tolower(c)) : static_cast<char>(c); });
  return result;
}

}  // namespace

Phrase dimension_name(Dimension dimension) {
  switch (dimension) {
    case Dimension::number:
      return {"a number", "数值"};
    case Dimension::share:
      return {"a share", "百分比"};
    case Dimension::duration:
      return {"a duration", "时长"};
    case Dimension::length:
      return {"a length", "长度"};
    case Dimension::area:
      return {"an area", "面积"};
    case Dimension::volume:
      return {"a volume", "体积"};
    case Dimension::speed:
      return {"a speed", "速度"};
    case Dimension::acceleration:
      return {"an acceleration", "加速度"};
    case Dimension::mass:
      return {"a mass", "质量"};
    case Dimension::rate:
      return {"a rate", "频率（单位时间次数）"};
    case Dimension::flow:
      return {"a flow", "流量"};
    case Dimension::unit_flow:
      return {"a depth times velocity", "水深与流速之积"};
    case Dimension::mass_flow:
      return {"a mass flow", "质量流量"};
    case Dimension::density:
      return {"a number per area", "面密度（单位面积数量）"};
    case Dimension::line_density:
      return {"a number per length", "线密度（单位长度数量）"};
  }
  ensure(false, "every dimension has a name");
  return {};
}

std::vector<std::string> unit_names(Dimension dimension) {
  std::vector<std::string> names;
  for (const auto& unit : units()) {
    if (unit.dimension == dimension && unit.name != "mu") names.emplace_back(unit.name);
  }
  return names;
}

std::vector<std::string> unit_spellings(Dimension dimension) {
  std::vector<std::string> names;
  for (const auto& unit : units()) {
    if (unit.dimension != dimension) continue;
    names.emplace_back(unit.name);
    names.insert(names.end(), unit.aliases.begin(), unit.aliases.end());
  }
  return names;
}

std::string unit_example(Dimension dimension) {
  switch (dimension) {
    case Dimension::number:
      return "3";
    case Dimension::share:
      return "90 %";
    case Dimension::duration:
      return "20 min";
    case Dimension::length:
      return "800 m";
    case Dimension::area:
      return "2 ha";
    case Dimension::volume:
      return "5 m3";
    case Dimension::speed:
      return "30 km/h";
    case Dimension::acceleration:
      return "0.5 m/s2";
    case Dimension::mass:
      return "500 kg";
    case Dimension::rate:
      return "2 per hour";
    case Dimension::flow:
      return "40 m3/s";
    case Dimension::unit_flow:
      return "0.6 m2/s";
    case Dimension::mass_flow:
      return "1 kg/s";
    case Dimension::density:
      return "200 per km2";
    case Dimension::line_density:
      return "20 per km";
  }
  ensure(false, "every dimension has an example");
  return {};
}

QuantityReading read_quantity(std::string_view text, Dimension wanted) {
  auto reading = split(text);
  if (reading.problem != UnitProblem::none) return reading;
  resolve(reading);
  if (reading.problem != UnitProblem::none || reading.dimension == wanted) return reading;
  reading.problem = reading.unit.empty() ? UnitProblem::missing_unit : UnitProblem::wrong_dimension;
  return reading;
}

QuantityReading read_any_quantity(std::string_view text) {
  auto reading = split(text);
  if (reading.problem == UnitProblem::none) resolve(reading);
  return reading;
}

std::optional<double> read_number(std::string_view text) {
  text = trim(text);
  if (text.empty() || number_length(text) != text.size()) return std::nullopt;
  return shifted_value(text, 0);
}

namespace {

// The text with full-width characters replaced by their ASCII counterparts (U+FF01…U+FF5E) and U+2212 by "-".
std::string half_width(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto rest = text.substr(i);
    if (rest.starts_with("\xE2\x88\x92")) {
      result += '-';
      i += 2;
    } else if (rest.size() >= 3 && rest[0] == '\xEF' && (rest[1] == '\xBC' || rest[1] == '\xBD')) {
      const auto low = static_cast<unsigned char>(rest[2]) & 0x3FU;
      const auto code = (rest[1] == '\xBC' ? 0x20U : 0x60U) + low;
      result += static_cast<char>(code);
      i += 2;
    } else {
      result += rest[0];
    }
  }
  return result;
}

}  // namespace

Phrase number_hint(std::string_view text) {
  const auto plain = half_width(trim(text));
  auto digits = replace_all(replace_all(replace_all(plain, ",", ""), "_", ""), "'", "");
  if (digits.starts_with('+')) digits.erase(0, 1);
  if (digits.starts_with('.')) digits = fmt::format("0{}", digits);
  if (digits.ends_with('.')) digits.pop_back();
  while (digits.size() > 1 && digits[0] == '0' && is_digit(digits[1])) digits.erase(0, 1);
  const auto length = number_length(digits);
  if (length == 0 || digits == trim(text)) return {};
  const auto rest = digits.substr(length);
  if (continues_number(rest)) return {};
  return phrase("write {}", "请写成 {}", digits);
}

std::string nearest_unit(std::string_view unit, Dimension wanted) {
  const auto plain = plain_unit(unit);
  const auto spellings = unit_spellings(wanted);
  for (const auto& spelling : spellings) {
    if (lower(spelling) == lower(plain)) return spelling;
  }
  if (character_count(plain) < 2) return "";
  const auto nearest = nearest_name(plain, spellings);
  // One letter is near to every short word.
  return character_count(nearest) < 2 ? "" : nearest;
}

std::string quantity_text(double si, Dimension dimension) {
  if (!std::isfinite(si)) return "";
  if (dimension == Dimension::number) return moved_point(scientific(si, -1), 0);
  std::string best;
  std::size_t best_size = 0;
  for (const auto& unit : units()) {
    if (unit.dimension != dimension || unit.printed == Printed::no) continue;
    const auto number = number_in(si, unit);
    if (!number || (!best.empty() && number->size() >= best_size)) continue;
    best_size = number->size();
    best = fmt::format("{} {}", *number, unit.name);
  }
  return best;
}

}  // namespace tocsin
