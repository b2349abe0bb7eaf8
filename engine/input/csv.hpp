// SPDX-License-Identifier: Apache-2.0
// Tables as planners keep them: CSV (RFC 4180), UTF-8 with or without BOM, or GB18030 (converted on the way in); sheets
// of workbooks (xlsx.hpp) become the same `Table`. Column names carry the unit (`length_m`); Chinese aliases are
// accepted where the column declares one.
//
//   Table table = read_csv(path, diagnostics);
//   Columns columns(table, diagnostics);
//   const auto id     = columns.required("id", {"编号"}, Phrase{"Unique id.", "唯一编号。"});
//   const auto length = columns.required("length_m", {"长度（米）"}, …);
//   columns.finish();                       // unknown columns are errors with the nearest name
//   for (int row = 0; row < table.row_count(); ++row) length.number(row, at_least(0.0));
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/input/diagnostic.hpp"

namespace tocsin {

/// What a cell holds. In CSV all is text. In a workbook dates and times are numbers too: the column decides.
enum class CellContent : std::uint8_t { text, number, error };

/// One cell with its place.
struct Cell {
  std::string text;  ///< UTF-8, outer blanks removed; of a number as the file writes it
  SourceSpan where;
  CellContent content = CellContent::text;
  bool is_formula = false;  ///< `text` is what the program that saved the file last computed; may be empty
};

/// Cells of a sheet that are shown as one.
struct MergedCells {
  SourceSpan where;   ///< of the first one
  std::string range;  ///< "B4:B6"
  int last_row = 0;
  int last_column = 0;
};

/// A checked rectangle: every row has as many cells as the header.
class Table {
 public:
  std::shared_ptr<const SourceFile> source;
  std::vector<Cell> header;
  std::vector<std::vector<Cell>> rows;
  std::vector<MergedCells> merged = {};  ///< of a sheet
  bool dates_from_1904 = false;          ///< of a workbook: what its dates count from
  [[nodiscard]] int row_count() const { return static_cast<int>(rows.size()); }
};

/// Where the table stands in its file.
struct TableLayout {
  std::string sheet = {};  ///< of a workbook; empty: the first one that is shown
  int header_row = 1;      ///< 0: there is none, the columns are called A, B, C …
  int first_row = 0;       ///< of the data; 0: behind the header
};

/// A row of cells as it stands in the file; `number` counts all rows from 1, empty ones too.
struct NumberedRow {
  int number = 0;
  std::vector<Cell> cells;
};

/// Makes a table of rows, whatever file they come from: finds the header, drops empty rows and the empty columns at the
/// right, reports rows of the wrong width, a missing header and an empty table.
Table make_table(std::shared_ptr<const SourceFile> source, std::vector<NumberedRow> rows, const TableLayout& layout,
                 Diagnostics& diagnostics);

/// Reads a CSV file. Broken UTF-8 that is not GB18030 either, unclosed quotes, rows of the wrong width, a missing
/// header and an empty table are diagnostics; rows that are whole are still returned. Returns nullopt when the file
/// cannot be read at all.
std::optional<Table> read_csv(const std::filesystem::path& path, Diagnostics& diagnostics);
/// The same from bytes in memory (`name` is shown in messages).
Table parse_csv(std::string_view bytes, const std::string& name, Diagnostics& diagnostics);
Table parse_csv(std::string_view bytes, const std::string& name, const TableLayout& layout, Diagnostics& diagnostics);

/// Description of one column: for the reader, the reference page and the JSON schema of a town package.
struct ColumnDescription {
  std::string name;
  std::vector<std::string> aliases;
  Phrase meaning;
  bool required = true;
};

class Columns;

/// One column of a table; the getters report a wrong cell at its place and return nullopt.
class Column {
 public:
  [[nodiscard]] bool present() const { return index_ >= 0; }
  /// Text of the cell; empty is an error for required columns unless `may_be_empty`.
  [[nodiscard]] std::optional<std::string> text(int row) const;
  /// Number within [low, high]; empty cell: nullopt, an error only if the column is required.
  [[nodiscard]] std::optional<double> number(int row, double low, double high) const;
  [[nodiscard]] std::optional<std::int64_t> whole_number(int row, std::int64_t low, std::int64_t high) const;
  /// "yes"/"no", "true"/"false", "1"/"0", "是"/"否".
  [[nodiscard]] std::optional<bool> yes_or_no(int row) const;
  [[nodiscard]] const SourceSpan& where(int row) const;
  /// The cell itself; the column must be there.
  [[nodiscard]] const Cell& cell(int row) const;
  [[nodiscard]] const std::string& name() const { return description_.name; }

 private:
  friend class Columns;
  const Table* table_ = nullptr;
  Diagnostics* diagnostics_ = nullptr;
  ColumnDescription description_;
  int index_ = -1;
};

/// What becomes of columns that nobody asked for.
enum class UnknownColumns : std::uint8_t {
  refused,  ///< errors with the nearest known name
  told,     ///< warnings, of those that hold anything: the table is somebody else's
};

/// Finds the columns of a table by name or alias.
class Columns {
 public:
  Columns(const Table& table, Diagnostics& diagnostics);
  Column required(std::string name, std::vector<std::string> aliases, Phrase meaning);
  Column optional(std::string name, std::vector<std::string> aliases, Phrase meaning);
  /// Reports columns nobody asked for (unknown-column, with the nearest known name) and doubled ones. Of a sheet also
  /// cells of the columns found that cannot be read as they look: merged, computed, showing an error.
  void finish(UnknownColumns unknown = UnknownColumns::refused);
  /// Everything declared, in order: the reference page is made from this.
  [[nodiscard]] const std::vector<ColumnDescription>& described() const { return described_; }

 private:
  Column find(ColumnDescription description);
  void report_unknown(UnknownColumns unknown);
  void report_missing();
  void report_cells_of_sheet();
  const Table& table_;
  Diagnostics& diagnostics_;
  std::vector<ColumnDescription> described_;
  std::vector<std::size_t> found_;  // their places in the table
};

}  // namespace tocsin
