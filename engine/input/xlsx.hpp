// SPDX-License-Identifier: Apache-2.0
// Sheets of workbooks (.xlsx, ECMA-376) as the same `Table` that CSV becomes, and one door for both. Places are cells:
// `list.xlsx, sheet "MSEL", cell C7`.
//
//   const auto table = read_table("list.xlsx", {.sheet = "MSEL"}, diagnostics);    // or list.csv
//
// Text (shared and inline, without the reading aids of Chinese and Japanese), numbers as written, booleans as
// true/false; of formulas what was computed last, marked. What a number means (a date, a time of day, a code) the
// column decides, never the format of the cell. Refused: what is no workbook, encrypted or damaged files, document type
// declarations, parts that unpack to more than 32 MB. Not read: colors, hidden rows, comments, links.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/civil_time.hpp"
#include "engine/input/csv.hpp"

namespace tocsin {

/// Reads the table of a CSV file or workbook, told apart by their first bytes. nullopt after a diagnostic when there is
/// none: missing-file, unreadable-file, unreadable-workbook, missing-sheet, empty-table.
std::optional<Table> read_table(const std::filesystem::path& path, const TableLayout& layout, Diagnostics& diagnostics);

/// The same from the bytes of a workbook in memory (`name` is shown in messages).
std::optional<Table> parse_xlsx(std::string_view bytes, const std::string& name, const TableLayout& layout,
                                Diagnostics& diagnostics);

/// The date and time that a workbook means by a number: days since the end of 1899 (or the beginning of 1904), rounded
/// to the second. nullopt for what no date of our time is (before 1990, after 2199).
std::optional<CivilTime> civil_time_of_serial(double serial, bool dates_from_1904);

}  // namespace tocsin
