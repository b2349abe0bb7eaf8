// SPDX-License-Identifier: Apache-2.0
// Writes workbooks (.xlsx) for people to fill in: frozen header, widths, drop-downs. Every cell is text, so that no
// spreadsheet turns "02:10" into 0.09 or "007" into 7. The same sheets give the same bytes.
//
//   const auto bytes = xlsx_bytes({{.name = "MSEL", .columns = {{.header = "Kind", .choices = kinds}}, .rows = rows}});
#pragma once

#include <string>
#include <vector>

namespace tocsin {

/// Characters that a cell holds at most (ECMA-376 and every spreadsheet).
inline constexpr std::size_t kLongestCell = 32'767;

struct WrittenColumn {
  std::string header;
  int width_cells = 12;                   ///< in terminal cells: a Chinese character takes two
  std::vector<std::string> choices = {};  ///< of the drop-down; empty: none. Other text stays possible after a warning
};

struct WrittenSheet {
  std::string name;  ///< at most 31 characters, none of []:*?/\ .
  std::vector<WrittenColumn> columns = {};
  std::vector<std::vector<std::string>> rows = {};
};

/// The whole file. Drop-downs take their choices from columns of a further, hidden sheet. Throws std::runtime_error
/// when the disk for temporary files is full.
std::string xlsx_bytes(const std::vector<WrittenSheet>& sheets);

}  // namespace tocsin
