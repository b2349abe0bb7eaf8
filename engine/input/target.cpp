// SPDX-License-Identifier: Apache-2.0
#include "engine/input/target.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tocsin {
namespace {

struct Words {
  std::string_view text;
  Direction direction;
};

// Longer words first where one begins with another.
constexpr std::array<Words, 21> kWords{{
    {"at least", Direction::at_least},
    {"no less than", Direction::at_least},
    {"not less than", Direction::at_least},
    {">=", Direction::at_least},
    {"≥", Direction::at_least},
    {"至少", Direction::at_least},
    {"不少于", Direction::at_least},
    {"不低于", Direction::at_least},
    {"不小于", Direction::at_least},
    {"at most", Direction::at_most},
    {"no more than", Direction::at_most},
    {"not more than", Direction::at_most},
    {"<=", Direction::at_most},
    {"≤", Direction::at_most},
    {"最多", Direction::at_most},
    {"至多", Direction::at_most},
    {"不超过", Direction::at_most},
    {"不多于", Direction::at_most},
    {"不高于", Direction::at_most},
    {"不大于", Direction::at_most},
    {"不晚于", Direction::at_most},
}};

}  // namespace

TargetReading read_target(std::string_view text) {
  TargetReading result;
  while (text.starts_with(' ')) text.remove_prefix(1);
  const auto* const words =
      std::find_if(kWords.begin(), kWords.end(), [text](const Words& entry) { return text.starts_with(entry.text); });
  result.direction_found = words != kWords.end();
  if (result.direction_found) text.remove_prefix(words->text.size());
  result.quantity = read_any_quantity(text);
  if (result.direction_found && result.quantity.problem == UnitProblem::none) {
    result.target = Target{words->direction, result.quantity.si, result.quantity.dimension, {}};
  }
  return result;
}

std::string to_text(const Target& target) {
  return target_phrase(target).en;
}

Phrase target_phrase(const Target& target) {
  const auto value = quantity_text(target.value, target.dimension);
  return target.direction == Direction::at_least ? phrase("at least {}", "至少 {}", value)
                                                 : phrase("at most {}", "不超过 {}", value);
}

}  // namespace tocsin
