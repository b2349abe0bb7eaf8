// SPDX-License-Identifier: Apache-2.0
// The number an objective asks for: "at least 90 %", "at most 45 min", "至少 90 %". The unit says what dimension the
// measure must have; checking that is the evaluation's business. Value in SI units (shares 0…1).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/units.hpp"
#include "engine/input/diagnostic.hpp"

namespace tocsin {

enum class Direction { at_least, at_most };

struct Target {
  Direction direction = Direction::at_least;
  double value = 0;  ///< SI
  Dimension dimension = Dimension::number;
  SourceSpan where{};  ///< of the value, when it was read from a file
  /// False when the file gives only the number: which direction is meant depends on the measure, so whoever declares a
  /// target must refuse such a one, with the direction the measure asks for.
  bool direction_stated = true;

  bool operator==(const Target& other) const {
    return direction == other.direction && value == other.value && dimension == other.dimension;
  }
  /// Whether a measured value (SI) meets the target.
  [[nodiscard]] bool met_by(double measured) const {
    return direction == Direction::at_least ? measured >= value : measured <= value;
  }
};

/// Outcome of reading a target: `problem` as for quantities; `direction_found` false when the words are missing.
struct TargetReading {
  std::optional<Target> target;
  bool direction_found = false;
  QuantityReading quantity;
};

/// Reads "at least 90 %", "at most 45 min", ">= 90 %", "≤ 45 min", "至少 90 %", "最多/不超过 45 分钟", "不少于 3".
TargetReading read_target(std::string_view text);
/// "at least 90 %": reads back as exactly the same target.
std::string to_text(const Target& target);
/// The same for people, in their language.
Phrase target_phrase(const Target& target);

}  // namespace tocsin
