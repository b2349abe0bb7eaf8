// SPDX-License-Identifier: Apache-2.0
// How text stands on a terminal: a Chinese character takes two cells, a combining mark none. For carets and columns
// that line up. Does not know fonts: a terminal that draws "…" or "±" wide is not asked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

/// One character as it is shown: its text and the cells it takes.
struct TerminalCharacter {
  std::string text;
  int cells = 1;
};

/// Characters of a line: a tab is one blank, control characters and stray bytes are "?".
std::vector<TerminalCharacter> characters_on_terminal(std::string_view line);

/// Cells that a line of UTF-8 text takes.
std::size_t cell_count(std::string_view line);

/// Breaks text into lines of at most `width` cells: between words, and anywhere between Chinese characters (not before
/// closing punctuation). Line ends of the text stay; a word longer than the width stays whole.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

}  // namespace tocsin
