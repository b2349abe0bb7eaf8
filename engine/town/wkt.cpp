// SPDX-License-Identifier: Apache-2.0
// Reading, writing, measuring and simplifying lines.
#include "engine/town/wkt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

namespace tocsin {
namespace {

/// Reads a text from the front.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}
  bool keyword(std::string_view word) {
    skip();
    if (text_.size() < word.size()) return false;
    for (std::size_t i = 0; i < word.size(); ++i) {
      if (std::toupper(static_cast<unsigned char>(text_[i])) != word[i]) return false;
    }
    text_.remove_prefix(word.size());
    return true;
  }
  bool symbol(char wanted) {
    skip();
    if (text_.empty() || text_.front() != wanted) return false;
    text_.remove_prefix(1);
    return true;
  }
  std::optional<double> number() {
    skip();
    double value = 0;
    const auto result = std::from_chars(text_.data(), text_.data() + text_.size(), value);
    if (result.ec != std::errc{} || !std::isfinite(value)) return std::nullopt;
    text_.remove_prefix(static_cast<std::size_t>(result.ptr - text_.data()));
    return value;
  }
  bool at_end() {
    skip();
    return text_.empty();
  }

 private:
  void skip() {
    while (!text_.empty() && std::isspace(static_cast<unsigned char>(text_.front())) != 0) text_.remove_prefix(1);
  }
  std::string_view text_;
};

double distance_to_leg(LinePoint p, LinePoint a, LinePoint b) {
  const double dx = b.first - a.first;
  const double dy = b.second - a.second;
  const double square = dx * dx + dy * dy;
  double t = square > 0 ? ((p.first - a.first) * dx + (p.second - a.second) * dy) / square : 0.0;
  t = std::clamp(t, 0.0, 1.0);
  return std::hypot(p.first - a.first - t * dx, p.second - a.second - t * dy);
}

}  // namespace

std::optional<std::vector<LinePoint>> parse_line(std::string_view wkt) {
  Scanner scanner(wkt);
  if (!scanner.keyword("LINESTRING") || !scanner.symbol('(')) return std::nullopt;
  std::vector<LinePoint> line;
  do {
    const auto x = scanner.number();
    const auto y = x ? scanner.number() : std::nullopt;
    if (!y) return std::nullopt;
    line.emplace_back(*x, *y);
  } while (scanner.symbol(','));
  if (!scanner.symbol(')') || !scanner.at_end() || line.size() < 2) return std::nullopt;
  return line;
}

std::string line_text(std::span<const LinePoint> line, int decimals) {
  std::string text = "LINESTRING (";
  for (std::size_t i = 0; i < line.size(); ++i) {
    text += fmt::format("{}{:.{}f} {:.{}f}", i == 0 ? "" : ", ", line[i].first, decimals, line[i].second, decimals);
  }
  return text + ")";
}

double line_length(std::span<const LinePoint> line) {
  double length = 0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    length += std::hypot(line[i].first - line[i - 1].first, line[i].second - line[i - 1].second);
  }
  return length;
}

std::vector<LinePoint> simplify_line(std::span<const LinePoint> line, double tolerance) {
  if (line.size() <= 2) return {line.begin(), line.end()};
  std::vector<bool> keep(line.size(), false);
  keep.front() = keep.back() = true;
  std::vector<std::pair<std::size_t, std::size_t>> open{{0, line.size() - 1}};
  while (!open.empty()) {
    const auto [first, last] = open.back();
    open.pop_back();
    double farthest = tolerance;
    std::size_t at = 0;
    for (std::size_t i = first + 1; i < last; ++i) {
      const double distance = distance_to_leg(line[i], line[first], line[last]);
      if (distance > farthest) farthest = distance, at = i;
    }
    if (at == 0) continue;
    keep[at] = true;
    open.emplace_back(first, at);
    open.emplace_back(at, last);
  }
  std::vector<LinePoint> kept;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (keep[i]) kept.push_back(line[i]);
  }
  return kept;
}

}  // namespace tocsin
