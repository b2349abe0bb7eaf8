// SPDX-License-Identifier: Apache-2.0
// Finds the full-width characters of Chinese input methods (：，　［ “ ” １) where YAML has an ASCII one, and words for
// them: `if (const auto slip = full_width_slip("duration：4 h")) …slip->what…`. Text may hold them: only places where
// they cannot be meant count.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "engine/base/text.hpp"

namespace tocsin {

/// One such character: where it stands in the line (bytes), what to say, what to write instead.
struct FullWidthSlip {
  std::size_t offset = 0;
  std::size_t bytes = 0;
  Phrase what;
  Phrase hint;
};

/// The first one in the structure of a line of YAML: the indentation, '-', behind a key, or between the items of a
/// list in brackets. Keys are recognized by their ASCII letters, so Chinese prose is never blamed.
std::optional<FullWidthSlip> full_width_slip(std::string_view line);

/// A hint for a value that was not understood: empty when it holds none.
Phrase full_width_hint(std::string_view value);

}  // namespace tocsin
