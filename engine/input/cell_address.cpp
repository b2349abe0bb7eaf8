// SPDX-License-Identifier: Apache-2.0
#include "engine/input/cell_address.hpp"

#include <algorithm>

namespace tocsin {

std::string column_letters(int column) {
  std::string letters;
  for (; column > 0; column = (column - 1) / 26) letters += static_cast<char>('A' + (column - 1) % 26);
  std::reverse(letters.begin(), letters.end());
  return letters;
}

std::string cell_address(int column, int row) {
  return column_letters(column) + std::to_string(row);
}

std::optional<CellAddress> read_cell_address(std::string_view text) {
  CellAddress address;
  std::size_t at = 0;
  const auto skip_dollar = [&] { at += at < text.size() && text[at] == '$' ? 1 : 0; };
  skip_dollar();
  for (; at < text.size(); ++at) {
    const char upper = text[at] >= 'a' && text[at] <= 'z' ? static_cast<char>(text[at] - 'a' + 'A') : text[at];
    if (upper < 'A' || upper > 'Z') break;
    address.column = address.column * 26 + (upper - 'A' + 1);
    if (address.column > kLastSheetColumn) return std::nullopt;
  }
  if (address.column == 0) return std::nullopt;
  if (at == text.size()) return address;
  skip_dollar();
  if (at == text.size() || text[at] == '0') return std::nullopt;
  for (; at < text.size(); ++at) {
    if (text[at] < '0' || text[at] > '9') return std::nullopt;
    address.row = address.row * 10 + (text[at] - '0');
    if (address.row > kLastSheetRow) return std::nullopt;
  }
  return address;
}

}  // namespace tocsin
