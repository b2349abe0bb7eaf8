// SPDX-License-Identifier: Apache-2.0
// Cells of a sheet as spreadsheets call them: cell_address(3, 7) is "C7", column_letters(28) is "AB". Rows and columns
// count from 1.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

/// The largest sheet there can be (ECMA-376).
inline constexpr int kLastSheetRow = 1'048'576;
inline constexpr int kLastSheetColumn = 16'384;

/// A column (and a row) counted from 1.
struct CellAddress {
  int column = 0;
  int row = 0;  ///< 0: the address names a column only
};

/// "A", "Z", "AA", …
std::string column_letters(int column);
/// "C7".
std::string cell_address(int column, int row);
/// "C7", "$C$7" or "C", in either case; nullopt for anything else and for cells no sheet has.
std::optional<CellAddress> read_cell_address(std::string_view text);

}  // namespace tocsin
