// SPDX-License-Identifier: Apache-2.0
#include "engine/input/cells.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tocsin {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Unicode 15, East Asian Width W and F (UAX #11), the blocks that occur in practice.
constexpr std::array<Range, 15> kWide{{
    {0x1100, 0x115F},
    {0x2E80, 0x303E},
    {0x3041, 0x33FF},
    {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF},
    {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F},
    {0xFF01, 0xFF60},
    {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F},
    {0x1F900, 0x1F9FF},
    {0x20000, 0x3FFFD},
}};
constexpr std::array<Range, 5> kZeroWidth{
    {{0x0300, 0x036F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}}};

template <std::size_t N>
bool contains(const std::array<Range, N>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(), [c](Range range) { return c >= range.first && c <= range.last; });
}

}  // namespace

std::vector<TerminalCharacter> characters_on_terminal(std::string_view line) {
  std::vector<TerminalCharacter> result;
  for (std::size_t i = 0; i < line.size();) {
    const auto first = static_cast<unsigned char>(line[i]);
    std::size_t end = i + 1;
    while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) ++end;
    const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (first == '\t') {
      result.push_back({" ", 1});
    } else if (first < 0x20 || first == 0x7F || (first >= 0x80 && (first < 0xC2 || end - i != length))) {
      result.push_back({"?", 1});
    } else {
      char32_t code = length == 1 ? first : first & (0xFFU >> (length + 1));
      for (std::size_t k = 1; k < length; ++k) {
        code = (code << 6U) | (static_cast<unsigned char>(line[i + k]) & 0x3FU);
      }
      const bool control = code >= 0x80 && code < 0xA0;
      const int cells = contains(kZeroWidth, code) ? 0 : contains(kWide, code) ? 2 : 1;
      result.push_back(control ? TerminalCharacter{"?", 1}
                               : TerminalCharacter{std::string(line.substr(i, length)), cells});
    }
    i = end;
  }
  return result;
}

std::size_t cell_count(std::string_view line) {
  std::size_t cells = 0;
  for (const auto& character : characters_on_terminal(line)) cells += static_cast<std::size_t>(character.cells);
  return cells;
}

namespace {

// What may not begin a line in Chinese typesetting.
bool closes(const std::string& character) {
  static constexpr std::array<std::string_view, 12> kClosing{"，", "。", "、", "；", "：", "？",
                                                             "！", "）", "”",  "》", "］", "…"};
  return std::find(kClosing.begin(), kClosing.end(), character) != kClosing.end();
}

// The pieces of one line that are never broken: words with the blanks after them, single wide characters.
std::vector<std::string> pieces_of(std::string_view line) {
  std::vector<std::string> pieces;
  bool open = false;
  for (const auto& character : characters_on_terminal(line)) {
    const bool wide = character.cells == 2;
    if (pieces.empty() || (wide ? !closes(character.text) : !open)) pieces.emplace_back();
    pieces.back() += character.text;
    open = !wide && character.text != " ";
  }
  return pieces;
}

std::string without_blanks_at_end(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  while (true) {
    const auto end = std::min(text.find('\n'), text.size());
    std::string line;
    for (auto& piece : pieces_of(text.substr(0, end))) {
      if (!line.empty() && cell_count(line) + cell_count(without_blanks_at_end(piece)) > width) {
        lines.push_back(without_blanks_at_end(std::exchange(line, {})));
      }
      line += piece;
    }
    lines.push_back(without_blanks_at_end(std::move(line)));
    if (end == text.size()) return lines;
    text.remove_prefix(end + 1);
  }
}

}  // namespace tocsin
