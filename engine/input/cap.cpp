// SPDX-License-Identifier: Apache-2.0
// Times, places and identifiers of CAP.
#include "engine/input/cap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <numbers>

namespace tocsin::cap {
namespace {

constexpr double kEarthRadius = 6371.0088;  // km: mean radius of WGS 84

bool digits_only(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

double distance_km(const Point& a, const Point& b) {
  constexpr double kRadians = std::numbers::pi / 180;
  const double rise = std::sin((b.latitude_deg - a.latitude_deg) * kRadians / 2);
  const double run = std::sin((b.longitude_deg - a.longitude_deg) * kRadians / 2);
  const double h = rise * rise + std::cos(a.latitude_deg * kRadians) * std::cos(b.latitude_deg * kRadians) * run * run;
  return 2 * kEarthRadius * std::asin(std::sqrt(std::min(1.0, h)));
}

// By the number of edges crossed on the way east.
bool inside(const std::vector<Point>& ring, const Point& point) {
  bool odd = false;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    const auto& a = ring[i];
    const auto& b = ring[i + 1];
    if ((a.latitude_deg > point.latitude_deg) == (b.latitude_deg > point.latitude_deg)) continue;
    const double share = (point.latitude_deg - a.latitude_deg) / (b.latitude_deg - a.latitude_deg);
    if (point.longitude_deg < a.longitude_deg + share * (b.longitude_deg - a.longitude_deg)) odd = !odd;
  }
  return odd;
}

}  // namespace

std::optional<Instant> parse_instant(std::string_view text) {
  constexpr std::size_t kLength = 25;
  if (text.size() != kLength || text[10] != 'T') return std::nullopt;
  const auto civil = parse_civil_time(text.substr(0, 19));
  const auto zone = text.substr(19);
  if (!civil || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
  if (!digits_only(zone.substr(1, 2)) || !digits_only(zone.substr(4))) return std::nullopt;
  const int hours = (zone[1] - '0') * 10 + (zone[2] - '0');
  const int minutes = (zone[4] - '0') * 10 + (zone[5] - '0');
  if (hours > 14 || minutes > 59 || (hours == 14 && minutes > 0)) return std::nullopt;
  const std::chrono::minutes offset{hours * 60 + minutes};
  return Instant{civil->value, zone[0] == '-' ? -offset : offset};
}

std::string to_text(const Instant& instant) {
  auto text = to_text(CivilTime{instant.local});
  text[10] = 'T';
  if (text.size() == 16) text += ":00";
  const auto offset = std::chrono::abs(instant.offset).count();
  return fmt::format("{}{}{:02}:{:02}", text, instant.offset.count() > 0 ? '+' : '-', offset / 60, offset % 60);
}

bool may_identify(std::string_view text) {
  return !text.empty() && text.find_first_of(" \t\n\r,<&") == std::string_view::npos;
}

bool contains(const Area& area, const Point& point) {
  const auto holds = [&](const std::vector<Point>& ring) { return inside(ring, point); };
  const auto covers = [&](const Circle& circle) { return distance_km(circle.center, point) <= circle.radius_km; };
  return std::any_of(area.polygons.begin(), area.polygons.end(), holds) ||
         std::any_of(area.circles.begin(), area.circles.end(), covers);
}

std::optional<GbIdentifier> parse_gb_identifier(std::string_view text) {
  const bool numbered = text.size() == 31 && text[29] == '_' && digits_only(text.substr(30));
  if ((text.size() != 29 && !numbered) || text[14] != '_') return std::nullopt;
  const auto unit = text.substr(0, 14);
  const auto clock = text.substr(15, 14);
  if (!digits_only(unit) || !digits_only(clock)) return std::nullopt;
  const auto part = [&](std::size_t from, std::size_t length) { return clock.substr(from, length); };
  const auto entered = parse_civil_time(
      fmt::format("{}-{}-{} {}:{}:{}", part(0, 4), part(4, 2), part(6, 2), part(8, 2), part(10, 2), part(12, 2)));
  if (!entered) return std::nullopt;
  GbIdentifier identifier{std::string(unit), *entered, {}};
  if (numbered) identifier.serial = text[30] - '0';
  return identifier;
}

std::string to_text(const GbIdentifier& identifier) {
  auto text = to_text(Instant{identifier.entered.value, {}}).substr(0, 19);
  std::erase_if(text, [](unsigned char c) { return std::isdigit(c) == 0; });
  auto result = fmt::format("{}_{}", identifier.unit, text);
  if (identifier.serial) result += fmt::format("_{}", *identifier.serial);
  return result;
}

}  // namespace tocsin::cap
