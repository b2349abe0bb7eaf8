// SPDX-License-Identifier: Apache-2.0
#include "engine/base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

namespace tocsin {
namespace {

std::vector<std::string_view> characters(std::string_view utf8) {
  std::vector<std::string_view> result;
  for (std::size_t i = 0; i < utf8.size();) {
    std::size_t end = i + 1;
    while (end < utf8.size() && (static_cast<unsigned char>(utf8[end]) & 0xC0U) == 0x80U) ++end;
    result.push_back(utf8.substr(i, end - i));
    i = end;
  }
  return result;
}

// Damerau-Levenshtein distance (optimal string alignment), on characters.
std::size_t edit_distance(std::string_view left, std::string_view right) {
  const auto a = characters(left);
  const auto b = characters(right);
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  std::iota(cost[0].begin(), cost[0].end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

// The parts of a compound name: "workers_per_zone", "zone-7", "warning.reached_share".
std::vector<std::string_view> parts_of(std::string_view name) {
  std::vector<std::string_view> parts;
  while (!name.empty()) {
    const auto end = std::min(name.find_first_of("_-. :"), name.size());
    if (end > 0) parts.push_back(name.substr(0, end));
    name.remove_prefix(std::min(end + 1, name.size()));
  }
  return parts;
}

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80U; });
}

// Long enough to mean something: two Chinese characters say as much as four letters.
bool telling(std::string_view text) {
  return character_count(text) >= (is_ascii(text) ? 4U : 2U);
}

// Do two words mean the same? One slip is forgiven in words of some length, so are endings ("worker", "workers").
bool same_word(std::string_view left, std::string_view right) {
  if (left == right) return true;
  return telling(left) && telling(right) && edit_distance(left, right) <= 1;
}

// How much two compound names share, 0…1: one is the beginning of the other (most), part of it, or words agree. The
// share of the longer name that is covered decides among several.
double likeness(std::string_view wanted, std::string_view name) {
  const auto& [shorter, longer] = wanted.size() < name.size() ? std::pair(wanted, name) : std::pair(name, wanted);
  const double covered =
      static_cast<double>(shorter.size()) / static_cast<double>(std::max<std::size_t>(1, longer.size()));
  if (telling(shorter)) {
    if (longer.starts_with(shorter)) return 0.75 + 0.25 * covered;
    if (longer.find(shorter) != std::string_view::npos) return 0.5 + 0.25 * covered;
  }
  const auto ours = parts_of(wanted);
  const auto theirs = parts_of(name);
  std::size_t shared = 0;
  bool tells = false;
  for (const auto word : ours) {
    const auto same = std::find_if(theirs.begin(), theirs.end(), [word](auto other) { return same_word(word, other); });
    if (same == theirs.end()) continue;
    ++shared;
    tells = tells || telling(word);
  }
  // Half of the words of both names: "per_zone_workers" is meant as "workers_per_zone".
  const double overlap =
      static_cast<double>(2 * shared) / static_cast<double>(std::max<std::size_t>(1, ours.size() + theirs.size()));
  return tells && overlap >= 0.5 ? 0.5 * overlap : 0;
}

}  // namespace

Phrase with_blanks(std::string_view key) {
  std::string text(key);
  std::replace(text.begin(), text.end(), '_', ' ');
  return {text, text};
}

std::string join(std::span<const std::string> words, std::string_view separator) {
  std::string result;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) result += separator;
    result += words[i];
  }
  return result;
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  if (count == 1) return fmt::format("1 {}", one);
  return many.empty() ? fmt::format("{} {}s", count, one) : fmt::format("{} {}", count, many);
}

std::string nearest_name(std::string_view wanted, std::span<const std::string> names) {
  std::string best;
  // Further than a third of the word is a guess, not a hint.
  std::size_t best_distance = std::max<std::size_t>(1, character_count(wanted) / 3) + 1;
  for (const auto& name : names) {
    const auto distance = edit_distance(wanted, name);
    if (distance < best_distance) {
      best_distance = distance;
      best = name;
    }
  }
  if (!best.empty()) return best;
  double best_likeness = 0;
  for (const auto& name : names) {
    const double like = likeness(wanted, name);
    if (like > best_likeness) {
      best_likeness = like;
      best = name;
    }
  }
  return best;
}

Phrase did_you_mean(std::string_view wanted, std::span<const std::string> names) {
  const auto nearest = nearest_name(wanted, names);
  return nearest.empty() ? Phrase{} : phrase("did you mean '{}'?", "是否指“{}”？", nearest);
}

std::size_t character_count(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string exact_text(double value) {
  if (!std::isfinite(value)) return "";
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return error == std::errc{} ? std::string(buffer.data(), end) : std::string();
}

}  // namespace tocsin
