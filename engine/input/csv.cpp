// SPDX-License-Identifier: Apache-2.0
#include "engine/input/csv.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "engine/base/ensure.hpp"
#include "engine/base/units.hpp"
#include "engine/input/cell_address.hpp"
#include "engine/input/codes.hpp"
#include "engine/input/text_encoding.hpp"

namespace tocsin {
namespace {

constexpr std::size_t kLargestFile = 1'000'000'000;

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// UTF-8 with a few broken bytes often happens to be valid GB18030 too. Chinese text in GB18030 contains hardly any
// whole three-byte UTF-8 sequences, Chinese text in broken UTF-8 contains mostly those.
bool looks_like_broken_utf8(std::string_view bytes) {
  std::size_t whole = 0;
  std::size_t broken = 0;
  while (!bytes.empty()) {
    const auto bad = first_bad_utf8(bytes);
    const auto good = bytes.substr(0, bad.value_or(bytes.size()));
    whole += static_cast<std::size_t>(
        std::count_if(good.begin(), good.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xE0; }));
    if (!bad) break;
    ++broken;
    bytes.remove_prefix(*bad + 1);
  }
  return whole > broken;
}

// Text that no editor writes: private use (what GB18030 makes of stray bytes) and C1 control characters.
bool has_implausible_characters(std::string_view utf8) {
  for (std::size_t i = 0; i + 1 < utf8.size(); ++i) {
    const auto first = static_cast<unsigned char>(utf8[i]);
    const auto second = static_cast<unsigned char>(utf8[i + 1]);
    if (first == 0xC2 && second < 0xA0) return true;
    if (first == 0xEE || (first == 0xEF && second < 0xA4)) return true;
  }
  return false;
}

// The text as UTF-8 with plain line ends; nullopt with a diagnostic when the bytes are neither UTF-8 nor GB18030.
std::optional<std::string> decode(std::string_view bytes, const std::string& name, Diagnostics& diagnostics) {
  auto text = plain_line_ends(bytes);
  const auto bad = first_bad_utf8(text);
  if (!bad) return text;
  if (!looks_like_broken_utf8(text)) {
    auto converted = convert_to_utf8(text, "GB18030");
    if (converted && !has_implausible_characters(*converted)) return converted;
  }
  diagnostics.error({make_source(name, text), line_of(text, *bad)}, codes::kEncoding,
                    {"bytes that are neither UTF-8 nor GB18030", "字节既不是 UTF-8 也不是 GB18030"},
                    {"a table saved as UTF-8 (or GB18030)", "保存为 UTF-8（或 GB18030）的表格"},
                    {"open it in a spreadsheet and save it as 'CSV UTF-8'", "请用表格软件另存为“CSV UTF-8”"});
  return std::nullopt;
}

// RFC 4180 with positions. Quotes inside an unquoted cell are kept as they are.
class CsvParser {
 public:
  CsvParser(std::string_view text, std::shared_ptr<const SourceFile> source, Diagnostics& diagnostics)
      : text_(text), source_(std::move(source)), diagnostics_(diagnostics) {}

  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }

  std::vector<Cell> row() {
    std::vector<Cell> cells;
    for (;;) {
      cells.push_back(!at_end() && text_[at_] == '"' ? quoted_cell() : plain_cell());
      if (at_end() || text_[at_] == '\n') break;
      step();  // the comma
    }
    if (!at_end()) step();  // the line feed
    return cells;
  }

 private:
  void step() {
    if (text_[at_] == '\n') {
      ++line_;
      column_ = 1;
    } else if (at_ + 1 >= text_.size() || !is_continuation(text_[at_ + 1])) {
      ++column_;
    }
    ++at_;
  }

  [[nodiscard]] SourceSpan here(int length = 1) const { return {source_, line_, column_, length}; }

  Cell plain_cell() {
    while (!at_end() && (text_[at_] == ' ' || text_[at_] == '\t')) step();
    Cell cell;
    cell.where = here();
    const auto begin = at_;
    while (!at_end() && text_[at_] != ',' && text_[at_] != '\n') step();
    auto content = text_.substr(begin, at_ - begin);
    while (content.ends_with(' ') || content.ends_with('\t')) content.remove_suffix(1);
    cell.text = std::string(content);
    cell.where.length = std::max(1, static_cast<int>(character_count(content)));
    return cell;
  }

  Cell quoted_cell() {
    Cell cell;
    cell.where = here();
    const auto first_line = line_;
    step();
    bool closed = false;
    while (!at_end() && !closed) {
      const bool quote = text_[at_] == '"';
      const bool doubled = quote && at_ + 1 < text_.size() && text_[at_ + 1] == '"';
      closed = quote && !doubled;
      if (!closed) cell.text += text_[at_];
      if (doubled) step();
      step();
    }
    cell.where.length = line_ == first_line ? std::max(1, column_ - cell.where.column) : 1;
    trim(cell.text);
    if (!closed) {
      diagnostics_.error(cell.where, codes::kSyntax, {"a quotation mark is never closed", "引号没有闭合"}, {},
                         {"add the closing quotation mark", "请补上右引号"});
    }
    skip_to_separator();
    return cell;
  }

  // After the closing quotation mark only blanks may follow.
  void skip_to_separator() {
    bool reported = false;
    while (!at_end() && text_[at_] != ',' && text_[at_] != '\n') {
      if (!reported && text_[at_] != ' ' && text_[at_] != '\t') {
        reported = true;
        diagnostics_.error(here(), codes::kSyntax, {"text after the closing quotation mark", "右引号后还有文字"},
                           {"',' or the end of the line", "“,”或行末"},
                           {"a quotation mark inside quotes is written twice", "引号内的引号要写两次"});
      }
      step();
    }
  }

  static void trim(std::string& text) {
    const auto begin = text.find_first_not_of(" \t\n");
    if (begin == std::string::npos) {
      text.clear();
      return;
    }
    text = text.substr(begin, text.find_last_not_of(" \t\n") - begin + 1);
  }

  std::string_view text_;
  std::shared_ptr<const SourceFile> source_;
  Diagnostics& diagnostics_;
  std::size_t at_ = 0;
  int line_ = 1;
  int column_ = 1;
};

bool is_blank(const std::vector<Cell>& cells) {
  return std::all_of(cells.begin(), cells.end(), [](const Cell& cell) { return cell.text.empty(); });
}

bool in_sheet(const Table& table) {
  return !table.source->sheet.empty();
}

bool is_empty_column(const Table& table, std::size_t column) {
  return std::all_of(table.rows.begin(), table.rows.end(), [&](const auto& row) { return row[column].text.empty(); });
}

// A header that is one long cell was written with another separator, or is a title above the header.
void check_header(const Table& table, Diagnostics& diagnostics) {
  std::map<std::string, int> columns;
  const auto named =
      std::count_if(table.header.begin(), table.header.end(), [](const Cell& cell) { return !cell.text.empty(); });
  for (std::size_t i = 0; i < table.header.size(); ++i) {
    const auto& cell = table.header[i];
    if (cell.text.empty() && in_sheet(table) && is_empty_column(table, i)) continue;  // a gap for the eye
    if (cell.text.empty()) {
      const Phrase title{"is the first line a title? The header must come first", "第一行是否为标题？表头必须在第一行"};
      diagnostics.error(cell.where, codes::kMissingCell, phrase("column {} has no name", "第 {} 列没有列名", i + 1), {},
                        named == 1 ? title : Phrase{});
      continue;
    }
    const auto [first, fresh] = columns.emplace(cell.text, static_cast<int>(i) + 1);
    if (fresh) continue;
    diagnostics.error(cell.where, codes::kDuplicateColumn,
                      phrase("column '{}' is there twice", "列“{}”重复", cell.text), {},
                      phrase("first in column {}", "首次出现在第 {} 列", first->second));
  }
  if (in_sheet(table)) return;
  const auto& only = table.header.front();
  for (const std::string_view separator : {";", "\t", "，", "；"}) {
    if (table.header.size() > 1 || only.text.find(separator) == std::string::npos) continue;
    diagnostics.error(only.where, codes::kSyntax,
                      phrase("columns are separated by '{}'", "各列以“{}”分隔", separator == "\t" ? "Tab" : separator),
                      {"',' between the columns", "各列之间用英文逗号“,”"},
                      {"save the table as 'CSV UTF-8'", "请另存为“CSV UTF-8”"});
  }
}

// Spreadsheets leave columns without name and content at the right: dropped.
void drop_empty_columns(std::vector<NumberedRow>& rows) {
  auto& header = rows.front().cells;
  while (header.size() > 1 && header.back().text.empty()) {
    const auto column = header.size() - 1;
    const bool used = std::any_of(rows.begin() + 1, rows.end(), [column](const auto& row) {
      return row.cells.size() > column && !row.cells[column].text.empty();
    });
    if (used) return;
    for (auto& row : rows) {
      if (row.cells.size() > column) row.cells.resize(column);
    }
  }
}

void report_ragged(const std::vector<Cell>& row, std::size_t width, Diagnostics& diagnostics) {
  const auto& where = row.size() > width ? row[width].where : row.back().where;
  Phrase hint;
  if (row.size() > width) hint = {"a comma inside a cell needs quotes around the cell", "单元格内含逗号时，须加引号"};
  const auto found = row.size();
  diagnostics.error(where, codes::kRaggedRow, phrase("this row has {} cells", "该行有 {} 个单元格", found),
                    phrase("{} cells, as in the header", "{} 个单元格，与表头一致", width), hint);
}

// Without a header the columns are called as a spreadsheet calls them, and rows may end early.
void add_letters(std::vector<NumberedRow>& rows, const std::shared_ptr<const SourceFile>& source) {
  std::size_t width = 0;
  for (const auto& row : rows) width = std::max(width, row.cells.size());
  for (auto& row : rows) {
    while (row.cells.size() < width) row.cells.push_back({"", row.cells.back().where});
  }
  NumberedRow header;
  for (std::size_t i = 0; i < width; ++i) header.cells.push_back({column_letters(static_cast<int>(i) + 1), {source}});
  rows.insert(rows.begin(), std::move(header));
}

// Titles above the header and rows between it and the data do not belong to the table.
void drop_rows_outside(std::vector<NumberedRow>& rows, const TableLayout& layout) {
  std::erase_if(rows, [&](const auto& row) { return is_blank(row.cells) || row.number < layout.header_row; });
  if (layout.first_row <= 0 || rows.empty()) return;
  const auto data = rows.begin() + (layout.header_row > 0 ? 1 : 0);
  rows.erase(std::remove_if(data, rows.end(), [&](const auto& row) { return row.number < layout.first_row; }),
             rows.end());
}

// Column names are compared without blanks, in lower case, brackets and slashes in one width.
std::string comparable(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kSame{
      {{"（", "("}, {"）", ")"}, {"／", "/"}, {" ", ""}, {"\xE3\x80\x80", ""}}};
  std::string result;
  for (std::size_t i = 0; i < name.size();) {
    const auto rest = name.substr(i);
    const auto* const same =
        std::find_if(kSame.begin(), kSame.end(), [rest](const auto& pair) { return rest.starts_with(pair.first); });
    if (same != kSame.end()) {
      result += same->second;
      i += same->first.size();
    } else {
      const char c = name[i++];
      result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  return result;
}

bool is_called(const ColumnDescription& description, std::string_view name) {
  const auto wanted = comparable(name);
  return comparable(description.name) == wanted ||
         std::any_of(description.aliases.begin(), description.aliases.end(),
                     [&wanted](const auto& alias) { return comparable(alias) == wanted; });
}

Phrase interval(double low, double high) {
  const bool has_low = std::isfinite(low) && low > std::numeric_limits<double>::lowest();
  const bool has_high = std::isfinite(high) && high < std::numeric_limits<double>::max();
  const auto from = quantity_text(low, Dimension::number);
  const auto to = quantity_text(high, Dimension::number);
  if (has_low && has_high) return phrase("a number from {} to {}", "{} 至 {} 之间的数", from, to);
  if (has_low) return phrase("a number, at least {}", "不小于 {} 的数", from);
  if (has_high) return phrase("a number, at most {}", "不大于 {} 的数", to);
  return {"a number", "数值"};
}

Phrase hint_for_number(std::string_view text) {
  const auto reading = read_any_quantity(text);
  const bool unit = !reading.unit.empty() && reading.problem != UnitProblem::bad_number;
  if (unit) {
    return phrase("the unit stands in the column name: write {}", "单位已写在列名中：请只写 {}", reading.number);
  }
  return number_hint(text);
}

}  // namespace

std::optional<Table> read_csv(const std::filesystem::path& path, Diagnostics& diagnostics) {
  const auto bytes = read_bytes(path, kLargestFile, diagnostics);
  if (!bytes) return std::nullopt;
  return parse_csv(*bytes, path.string(), diagnostics);
}

Table parse_csv(std::string_view bytes, const std::string& name, Diagnostics& diagnostics) {
  return parse_csv(bytes, name, {}, diagnostics);
}

Table parse_csv(std::string_view bytes, const std::string& name, const TableLayout& layout, Diagnostics& diagnostics) {
  Table table;
  const auto text = decode(bytes, name, diagnostics);
  table.source = make_source(name, text ? *text : "");
  if (!text) return table;
  report_no_text(*text, table.source,
                 {"is this really a CSV file? A workbook (.xlsx) must be saved as CSV first",
                  "这确实是 CSV 文件吗？工作簿（.xlsx）须先另存为 CSV"},
                 diagnostics);
  CsvParser parser(*text, table.source, diagnostics);
  std::vector<NumberedRow> rows;
  for (int number = 1; !parser.at_end(); ++number) rows.push_back({number, parser.row()});
  return make_table(table.source, std::move(rows), layout, diagnostics);
}

Table make_table(std::shared_ptr<const SourceFile> source, std::vector<NumberedRow> rows, const TableLayout& layout,
                 Diagnostics& diagnostics) {
  Table table;
  table.source = std::move(source);
  drop_rows_outside(rows, layout);
  if (rows.empty()) {
    diagnostics.error({table.source}, codes::kEmptyTable, {"the table is empty", "表格为空"},
                      {"a header and at least one row", "表头及至少一行数据"});
    return table;
  }
  const int header_line = rows.front().cells.front().where.line;
  if (layout.header_row == 0) add_letters(rows, table.source);
  drop_empty_columns(rows);
  table.header = std::move(rows.front().cells);
  for (auto row = rows.begin() + 1; row != rows.end(); ++row) {
    if (row->cells.size() == table.header.size()) {
      table.rows.push_back(std::move(row->cells));
    } else {
      report_ragged(row->cells, table.header.size(), diagnostics);
    }
  }
  check_header(table, diagnostics);
  if (rows.size() == 1) {
    diagnostics.error({table.source, header_line}, codes::kEmptyTable,
                      {"the table has a header and no rows", "表格只有表头，没有数据"},
                      {"at least one row", "至少一行数据"});
  }
  return table;
}

const Cell& Column::cell(int row) const {
  ensure(present(), "only a column that is there has cells");
  return table_->rows.at(static_cast<std::size_t>(row)).at(static_cast<std::size_t>(index_));
}

const SourceSpan& Column::where(int row) const {
  return cell(row).where;
}

std::optional<std::string> Column::text(int row) const {
  if (!present()) return std::nullopt;
  const auto& here = cell(row);
  if (!here.text.empty()) return here.text;
  if (description_.required) {
    diagnostics_->error(here.where, codes::kMissingCell, phrase("column '{}' is empty here", "此处列“{}”为空", name()),
                        description_.meaning);
  }
  return std::nullopt;
}

std::optional<double> Column::number(int row, double low, double high) const {
  const auto content = text(row);
  if (!content) return std::nullopt;
  const auto value = read_number(*content);
  if (!value) {
    diagnostics_->error(where(row), codes::kBadNumber, phrase("'{}' is not a number", "“{}”不是数值", *content),
                        interval(low, high), hint_for_number(*content));
    return std::nullopt;
  }
  if (*value < low || *value > high) {
    diagnostics_->error(where(row), codes::kOutOfRange, phrase("{} is out of range", "{} 超出范围", *content),
                        interval(low, high));
    return std::nullopt;
  }
  return value;
}

std::optional<std::int64_t> Column::whole_number(int row, std::int64_t low, std::int64_t high) const {
  const auto content = text(row);
  if (!content) return std::nullopt;
  std::int64_t value = 0;
  const auto* const end = content->data() + content->size();
  const auto result = std::from_chars(content->data(), end, value);
  const bool plain = read_number(*content).has_value() && result.ec == std::errc{} && result.ptr == end;
  const auto expected =
      low == std::numeric_limits<std::int64_t>::min() || high == std::numeric_limits<std::int64_t>::max()
          ? phrase("a whole number, at least {}", "不小于 {} 的整数", low)
          : phrase("a whole number from {} to {}", "{} 至 {} 之间的整数", low, high);
  if (!plain) {
    diagnostics_->error(where(row), codes::kBadNumber, phrase("'{}' is not a whole number", "“{}”不是整数", *content),
                        expected, hint_for_number(*content));
    return std::nullopt;
  }
  if (value < low || value > high) {
    diagnostics_->error(where(row), codes::kOutOfRange, phrase("{} is out of range", "{} 超出范围", *content),
                        expected);
    return std::nullopt;
  }
  return value;
}

std::optional<bool> Column::yes_or_no(int row) const {
  const auto content = text(row);
  if (!content) return std::nullopt;
  const auto plain = comparable(*content);
  for (const std::string_view yes : {"yes", "true", "1", "是", "有"}) {
    if (plain == yes) return true;
  }
  for (const std::string_view no : {"no", "false", "0", "否", "无"}) {
    if (plain == no) return false;
  }
  diagnostics_->error(where(row), codes::kWrongType,
                      phrase("'{}' is neither yes nor no", "“{}”既非“是”也非“否”", *content),
                      {"yes or no", "“是”或“否”"});
  return std::nullopt;
}

Columns::Columns(const Table& table, Diagnostics& diagnostics) : table_(table), diagnostics_(diagnostics) {}

Column Columns::required(std::string name, std::vector<std::string> aliases, Phrase meaning) {
  return find({std::move(name), std::move(aliases), std::move(meaning), true});
}

Column Columns::optional(std::string name, std::vector<std::string> aliases, Phrase meaning) {
  return find({std::move(name), std::move(aliases), std::move(meaning), false});
}

Column Columns::find(ColumnDescription description) {
  Column column;
  column.table_ = &table_;
  column.diagnostics_ = &diagnostics_;
  column.description_ = description;
  for (std::size_t i = 0; i < table_.header.size(); ++i) {
    const auto& cell = table_.header[i];
    if (!is_called(description, cell.text)) continue;
    const bool same_name = column.present() && table_.header[static_cast<std::size_t>(column.index_)].text == cell.text;
    if (!column.present()) {
      column.index_ = static_cast<int>(i);
      found_.push_back(i);
    } else if (!same_name) {  // the same name twice was reported when the table was read
      diagnostics_.error(
          cell.where, codes::kDuplicateColumn,
          phrase("'{}' is another name of column '{}'", "“{}”与列“{}”含义相同", cell.text, description.name),
          {"one of the two", "只保留其一"});
    }
  }
  described_.push_back(std::move(description));
  return column;
}

namespace {

Phrase spelled(const ColumnDescription& description) {
  std::string names = description.name;
  for (const auto& alias : description.aliases) names += " / " + alias;
  return {fmt::format("{}: {}", names, description.meaning.en), fmt::format("{}：{}", names, description.meaning.zh)};
}

}  // namespace

void Columns::finish(UnknownColumns unknown) {
  if (table_.header.empty()) return;  // the reader said why
  report_unknown(unknown);
  report_missing();
  if (in_sheet(table_)) report_cells_of_sheet();
}

void Columns::report_unknown(UnknownColumns unknown) {
  std::vector<std::string> known;
  for (const auto& description : described_) {
    known.push_back(description.name);
    known.insert(known.end(), description.aliases.begin(), description.aliases.end());
  }
  for (std::size_t i = 0; i < table_.header.size(); ++i) {
    const auto& cell = table_.header[i];
    const bool asked = std::any_of(described_.begin(), described_.end(),
                                   [&cell](const auto& description) { return is_called(description, cell.text); });
    if (asked || cell.text.empty()) continue;
    if (unknown == UnknownColumns::told) {
      if (is_empty_column(table_, i)) continue;
      diagnostics_.warning(cell.where, codes::kUnknownColumn,
                           phrase("column '{}' is left out", "列“{}”未被读取", cell.text));
      continue;
    }
    diagnostics_.error(cell.where, codes::kUnknownColumn, phrase("unknown column '{}'", "未知的列“{}”", cell.text), {},
                       did_you_mean(cell.text, known));
  }
}

void Columns::report_missing() {
  for (const auto& description : described_) {
    const bool there = std::any_of(table_.header.begin(), table_.header.end(),
                                   [&](const Cell& cell) { return is_called(description, cell.text); });
    if (there || !description.required) continue;
    diagnostics_.error(table_.header.front().where, codes::kMissingColumn,
                       phrase("column '{}' is missing", "缺少列“{}”", description.name), spelled(description));
  }
}

namespace {

void report_computed(const Cell& cell, Diagnostics& diagnostics) {
  const Phrase hint{"copy the cells and paste them as values", "请复制单元格并选择性粘贴为“数值”"};
  if (cell.content == CellContent::error) {
    diagnostics.error(cell.where, codes::kFormula, phrase("the cell shows {}", "单元格显示 {}", cell.text),
                      {"a value", "数值或文字"});
  } else if (cell.is_formula && cell.text.empty()) {
    diagnostics.error(cell.where, codes::kFormula, {"a formula without a stored result", "公式没有保存计算结果"},
                      {"a value", "数值或文字"}, hint);
  } else if (cell.is_formula) {
    diagnostics.warning(
        cell.where, codes::kFormula,
        phrase("a formula: its result as last saved is taken, {}", "公式：采用上次保存的结果 {}", cell.text), {}, hint);
  }
}

}  // namespace

void Columns::report_cells_of_sheet() {
  for (const auto& row : table_.rows) {
    for (const auto column : found_) report_computed(row[column], diagnostics_);
  }
  const auto touches = [](const MergedCells& merged, const SourceSpan& cell) {
    return merged.where.line <= cell.line && cell.line <= merged.last_row && merged.where.column <= cell.column &&
           cell.column <= merged.last_column;
  };
  for (const auto& merged : table_.merged) {
    const bool counts = std::any_of(found_.begin(), found_.end(), [&](std::size_t column) {
      const auto in_row = [&](const auto& row) { return touches(merged, row[column].where); };
      return in_row(table_.header) || std::any_of(table_.rows.begin(), table_.rows.end(), in_row);
    });
    if (!counts) continue;
    const auto what = phrase("the cells {} are merged", "单元格 {} 已合并", merged.range);
    if (merged.last_row == merged.where.line) {  // within one row: nothing is lost but the look
      diagnostics_.warning(merged.where, codes::kMergedCells, what, {},
                           {"what they show counts for the first column", "其内容只计入第一列"});
      continue;
    }
    diagnostics_.error(merged.where, codes::kMergedCells, what,
                       {"a cell of its own for each value", "每个值各占一个单元格"},
                       {"unmerge them and write the value into each", "请取消合并，并在各单元格中填写"});
  }
}

}  // namespace tocsin
