// SPDX-License-Identifier: Apache-2.0
// From a table, row by row, to entries as a scenario has them: each is read by its kind as if it stood in a file, so
// that what is wrong is told at its cell.
#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "engine/base/units.hpp"
#include "engine/input/cell_address.hpp"
#include "engine/input/codes.hpp"
#include "engine/input/xlsx.hpp"
#include "engine/simulation/catalog.hpp"
#include "engine/simulation/scenario.hpp"
#include "engine/simulation/section_entries.hpp"
#include "models/exercise/msel.hpp"
#include "models/exercise/msel_cells.hpp"
#include "models/exercise/msel_columns.hpp"
#include "models/exercise/msel_mapping.hpp"
#include "models/exercise/msel_times.hpp"

namespace tocsin::exercise {
namespace {

constexpr double kSameMinute_s = 60;  // scenario time and wall time may differ by what a clock does not show

// A column of the table that fills a key.
struct FilledColumn {
  const MselColumn* of = nullptr;
  Column column;
  const std::vector<WordMapping>* words = nullptr;
  std::string unit = {};
};

// What a row says of one key: the cells of all its columns put together.
struct Said {
  const MselColumn* of = nullptr;
  Cell cell;
  std::string unit;
};

// The table, what its columns mean and what its times count from.
struct MappedTable {
  Table table;
  std::optional<MselMapping> mapping;
  TimeFrame frame;
  std::vector<FilledColumn> columns;
};

// ---- columns -------------------------------------------------------------------------------------------------------

// Our own header of the wall time names StartEx: "Wall time (StartEx 2026-07-05 02:00)".
void take_start_from_header(MappedTable& mapped, const MselColumns& columns) {
  const auto& title = columns.find(msel_key::kWallTime)->title;
  for (auto& cell : mapped.table.header) {
    const bool wall = cell.text.starts_with(title.en) || cell.text.starts_with(title.zh);
    const auto digit = cell.text.find_first_of("0123456789");
    if (!wall || digit == std::string::npos) continue;
    const auto end = cell.text.find_first_not_of("0123456789-:T ", digit);
    const auto starts = parse_civil_time(std::string_view(cell.text).substr(digit, end - digit));
    if (!starts) continue;
    mapped.frame.starts = starts;
    cell.text = cell.text.starts_with(title.en) ? title.en : title.zh;
  }
}

void find_own_columns(MappedTable& mapped, const MselColumns& columns, Diagnostics& diagnostics) {
  Columns found(mapped.table, diagnostics);
  for (const auto& column : columns.all()) {
    const std::vector<std::string> others{column.title.zh, column.name()};
    auto here = column.key == msel_key::kKind ? found.required(column.title.en, others, column.meaning)
                                              : found.optional(column.title.en, others, column.meaning);
    if (here.present()) mapped.columns.push_back({&column, std::move(here)});
  }
  found.finish();
}

void find_mapped_columns(MappedTable& mapped, const MselColumns& columns, Diagnostics& diagnostics) {
  Columns found(mapped.table, diagnostics);
  for (const auto& column : mapped.mapping->columns) {
    const auto* of = columns.find(column.key.value);
    // Without a header a column that holds nothing is not there, and that is no mistake.
    auto here = mapped.mapping->header_row == 0 ? found.optional(column.column.value, {}, of->meaning)
                                                : found.required(column.column.value, {}, of->meaning);
    if (here.present()) mapped.columns.push_back({of, std::move(here), &column.words, column.unit});
  }
  for (const auto& name : mapped.mapping->ignore) found.optional(name, {}, {"left out", "不读取"});
  found.finish(UnknownColumns::told);
}

void check_time_columns(const MappedTable& mapped, const MselColumns& columns, Diagnostics& diagnostics) {
  const bool there = std::any_of(mapped.columns.begin(), mapped.columns.end(), [](const FilledColumn& column) {
    return column.of->key == msel_key::kAt || column.of->key == msel_key::kWallTime;
  });
  if (there || mapped.table.header.empty()) return;
  const auto& at = columns.find(msel_key::kAt)->title;
  const auto& wall = columns.find(msel_key::kWallTime)->title;
  diagnostics.error(mapped.table.header.front().where, codes::kMissingColumn,
                    {"no column says when the injects are played", "没有说明下达时间的列"},
                    phrase("'{0}' or '{2}'", "“{1}”或“{3}”", at.en, at.zh, wall.en, wall.zh));
}

std::optional<MappedTable> read_mapped_table(const InjectImport& order, const MselColumns& columns,
                                             Diagnostics& diagnostics) {
  MappedTable mapped;
  if (!order.mapping.empty()) {
    mapped.mapping = read_mapping(order.mapping, columns, diagnostics);
    if (!mapped.mapping) return std::nullopt;
    mapped.frame = mapped.mapping->frame();
  }
  auto table = read_table(order.file, mapped.mapping ? mapped.mapping->layout() : TableLayout{}, diagnostics);
  if (!table) return std::nullopt;
  mapped.table = std::move(*table);
  if (!mapped.mapping) take_start_from_header(mapped, columns);
  if (order.starts) mapped.frame.starts = order.starts;
  return mapped;
}

// ---- rows ----------------------------------------------------------------------------------------------------------

// A cell of a CSV table that a spreadsheet would take for a formula carries an apostrophe (csv_writer.hpp).
void take_off_mark(Cell& cell) {
  const auto content = cell.text.find_first_not_of('\'');
  const bool marked = content != std::string::npos && content > 0 &&
                      std::string_view("=+-@").find(cell.text[content]) != std::string_view::npos;
  if (marked && cell.where.file->sheet.empty()) cell.text.erase(0, 1);
}

class RowReader {
 public:
  RowReader(const Catalog& catalog, const MselColumns& columns, const MappedTable& mapped)
      : checker_(catalog), columns_(columns), mapped_(mapped) {}

  /// Does any of the columns that are read hold something in this row?
  [[nodiscard]] bool holds_anything(int row) const {
    return std::any_of(mapped_.columns.begin(), mapped_.columns.end(),
                       [row](const FilledColumn& column) { return !column.column.cell(row).text.empty(); });
  }

  /// The entry of a row; nullopt after diagnostics.
  std::optional<Node> read(int row, Diagnostics& diagnostics) {
    row_ = row;
    said_.clear();
    missed_.clear();
    for (const auto& column : mapped_.columns) take(column);
    take_constants();
    const auto* kind = kind_of_row(diagnostics);
    if (kind == nullptr) return std::nullopt;
    auto entry = Node::mapping();
    entry.where = first_cell();
    add(entry, msel_key::kKind, scalar(kind->name, said(msel_key::kKind)->cell.where));
    if (const auto* id = said(msel_key::kId)) add(entry, msel_key::kId, *node_of(id->cell, {}, {}, diagnostics));
    add_time(entry, *kind, diagnostics);
    add_fields(entry, *kind, diagnostics);
    report_empty_cells(entry, *kind, diagnostics);
    checker_.check(entry, *kind, missed_, diagnostics);  // tells everything else, at the cells
    if (!diagnostics.has_errors()) remember(entry, *kind, diagnostics);
    return diagnostics.has_errors() ? std::nullopt : std::optional(std::move(entry));
  }

 private:
  static Node scalar(std::string text, const SourceSpan& where) {
    auto node = Node::scalar(std::move(text));
    node.where = where;
    node.quoted = true;
    return node;
  }

  static void add(Node& entry, std::string_view key, Node value) {
    const auto where = value.where;
    entry.add(std::string(key), std::move(value));
    entry.entries.back().key_where = where;
  }

  void take(const FilledColumn& column) {
    auto cell = column.column.cell(row_);
    if (cell.text.empty()) return;
    take_off_mark(cell);
    if (column.words != nullptr) {
      for (const auto& word : *column.words) {
        if (word.cell == cell.text) cell.text = word.means;
      }
    }
    for (auto& other : said_) {
      if (other.of != column.of) continue;
      other.cell.text += "\n" + cell.text;
      return;
    }
    said_.push_back({column.of, std::move(cell), column.unit});
  }

  void take_constants() {
    if (!mapped_.mapping) return;
    for (const auto& constant : mapped_.mapping->constants) {
      const auto* of = columns_.find(constant.key.value);
      const bool given = std::any_of(said_.begin(), said_.end(), [&](const Said& said) { return said.of == of; });
      if (!given) said_.push_back({of, {constant.value.value, constant.value.where}, {}});
    }
  }

  [[nodiscard]] const Said* said(std::string_view key, PhrasePart part = PhrasePart::whole) const {
    const auto found = std::find_if(said_.begin(), said_.end(),
                                    [&](const Said& said) { return said.of->key == key && said.of->part == part; });
    return found == said_.end() ? nullptr : &*found;
  }

  // The cell of a column in this row, empty or not; nullptr when the table has no such column.
  [[nodiscard]] const Cell* cell_of(std::string_view key) const {
    for (const auto& column : mapped_.columns) {
      if (column.of->key == key) return &column.column.cell(row_);
    }
    return nullptr;
  }

  [[nodiscard]] SourceSpan first_cell() const {
    for (const auto& column : mapped_.columns) {
      if (!column.column.cell(row_).text.empty()) return column.column.cell(row_).where;
    }
    return mapped_.columns.front().column.cell(row_).where;
  }

  const InjectKind* kind_of_row(Diagnostics& diagnostics) const {
    std::vector<std::string> names;
    for (const auto& kind : columns_.kinds()) names.push_back(kind.name);
    const Phrase expected{"one of: " + join(names), "可用：" + join(names, "、")};
    const auto* word = said(msel_key::kKind);
    if (word == nullptr) {
      const auto* cell = cell_of(msel_key::kKind);
      diagnostics.error(cell == nullptr ? first_cell() : cell->where, codes::kMissingCell,
                        {"the kind of this inject is missing", "缺少该条导调信息的类型"}, expected);
      return nullptr;
    }
    const auto* kind = columns_.kind_of_word(word->cell.text);
    if (kind != nullptr) return kind;
    auto hint = did_you_mean(word->cell.text, names);
    if (hint.empty() && mapped_.mapping) {
      hint = {"say in the mapping what it means: words: [{cell: …, means: message}]",
              "请在映射文件中说明其含义：words: [{cell: …, means: message}]"};
    }
    diagnostics.error(word->cell.where, codes::kUnknownKind,
                      phrase("unknown kind of inject '{}'", "未知的导调信息类型“{}”", word->cell.text), expected, hint);
    return nullptr;
  }

  std::optional<Duration> time_of(const Said& said, Diagnostics& diagnostics) const {
    auto frame = mapped_.frame;
    frame.unit = said.unit;
    auto reading = read_planned_time(said.cell, mapped_.table.dates_from_1904, frame);
    if (reading.since) return reading.since;
    diagnostics.error(said.cell.where, reading.code, std::move(reading.what), std::move(reading.expected),
                      std::move(reading.hint));
    return std::nullopt;
  }

  void add_time(Node& entry, const InjectKind& kind, Diagnostics& diagnostics) {
    if (kind.find(msel_key::kAt) == nullptr) return;
    const auto* at = said(msel_key::kAt);
    const auto* wall = said(msel_key::kWallTime);
    if (at == nullptr && wall == nullptr) return;
    const auto& where = (at != nullptr ? at : wall)->cell.where;
    const auto planned = at != nullptr ? time_of(*at, diagnostics) : std::nullopt;
    const auto by_calendar = wall != nullptr ? time_of(*wall, diagnostics) : std::nullopt;
    const bool wrong = (at != nullptr && !planned) || (wall != nullptr && !by_calendar);
    const auto since = planned ? planned : by_calendar;
    if (wrong || since->count() < 0) {
      if (!wrong) report_early(*since, where, diagnostics);
      missed_.emplace_back(msel_key::kAt);
      return;
    }
    if (planned && by_calendar && std::abs((*planned - *by_calendar).count()) >= kSameMinute_s) {
      diagnostics.error(
          wall->cell.where, codes::kInconsistent,
          phrase("the scenario time is {} after StartEx, the wall time {}",
                 "情景时间为演练开始后 {}，实际时间为演练开始后 {}", to_text(*planned), to_text(*by_calendar)),
          {"the same instant", "同一时刻"}, {"change one and leave the other empty", "修改其一，另一个留空"});
    }
    add(entry, msel_key::kAt, scalar(to_text(*since), where));
  }

  static void report_early(Duration since, const SourceSpan& where, Diagnostics& diagnostics) {
    diagnostics.error(where, codes::kOutOfRange,
                      phrase("this inject comes {} before StartEx", "该条早于演练开始 {}", to_text(-since)),
                      {"a time from StartEx on", "演练开始及之后的时间"},
                      {"--starts, or starts and d_day in the mapping, say what times count from",
                       "计时起点由 --starts 或映射文件的 starts、d_day 给出"});
  }

  void add_fields(Node& entry, const InjectKind& kind, Diagnostics& diagnostics) {
    for (const auto& said : said_) {
      const auto& key = said.of->key;
      const bool done = key == msel_key::kId || key == msel_key::kKind || key == msel_key::kAt ||
                        key == msel_key::kWallTime || entry.find(key) != nullptr;
      if (done) continue;
      const auto* field = kind.find(key);
      if (field != nullptr && field->type.shape == FieldShape::phrase) {
        add_phrase(entry, key, diagnostics);
        continue;
      }
      // A key that this kind does not have is told by the kind.
      const auto type = field == nullptr ? FieldType{} : field->type;
      const CellManner manner{mapped_.table.dates_from_1904, said.unit};
      if (auto value = node_of(said.cell, type, manner, diagnostics)) {
        add(entry, key, std::move(*value));
      } else {
        missed_.push_back(key);
      }
    }
  }

  void add_phrase(Node& entry, const std::string& key, Diagnostics& diagnostics) {
    const auto* whole = said(key);
    const auto* en = said(key, PhrasePart::en);
    const auto* zh = said(key, PhrasePart::zh);
    const auto text = [&](const Said& said) {
      return *node_of(said.cell, {.shape = FieldShape::text}, {}, diagnostics);
    };
    if (whole != nullptr && (en != nullptr || zh != nullptr)) {
      diagnostics.error(whole->cell.where, codes::kInconsistent,
                        {"this text is given twice: as a whole and by language", "该文字重复：既有整体又有分语言"},
                        {"one of the two", "只保留其一"});
    }
    if (en == nullptr || zh == nullptr)
      return add(entry, key, text(whole != nullptr ? *whole : en != nullptr ? *en : *zh));
    if (en->cell.text == zh->cell.text) return add(entry, key, text(*en));
    auto both = Node::mapping();
    both.where = en->cell.where;
    add(both, "en", text(*en));
    add(both, "zh", text(*zh));
    add(entry, key, std::move(both));
  }

  // Required keys whose column is there but empty: told at the empty cell.
  void report_empty_cells(const Node& entry, const InjectKind& kind, Diagnostics& diagnostics) {
    for (const auto& field : kind.fields) {
      const bool known = std::find(missed_.begin(), missed_.end(), field.key) != missed_.end();
      if (field.presence != Presence::required || known || entry.find(field.key) != nullptr) continue;
      const auto* cell = cell_of(field.key);
      if (cell == nullptr && field.key == msel_key::kAt) cell = cell_of(msel_key::kWallTime);
      if (cell == nullptr) continue;
      diagnostics.error(cell->where, codes::kMissingCell,
                        {fmt::format("'{}' of this {} is empty", columns_.find(field.key)->title.en, kind.name),
                         fmt::format("该条（{}）的“{}”为空", kind.word.zh, columns_.find(field.key)->title.zh)},
                        field.meaning);
      missed_.push_back(field.key);
    }
  }

  void remember(const Node& entry, const InjectKind& kind, Diagnostics& diagnostics) {
    const auto* given = entry.find(msel_key::kId);
    const auto id = given == nullptr ? free_id(kind.name, ids_) : given->text;
    const auto where = given == nullptr ? entry.where : given->where;
    const auto [first, fresh] = ids_.emplace(id, where);
    if (fresh) return;
    const auto& there = first->second;
    const bool sheet = !there.file->sheet.empty();
    const auto place = sheet ? cell_address(there.column, there.line) : std::to_string(there.line);
    diagnostics.error(where, codes::kDuplicateId, phrase("the id '{}' is used twice", "编号“{}”重复", id), {},
                      sheet ? phrase("first used in cell {}", "首次出现在单元格 {}", place)
                            : phrase("first used in line {}", "首次出现在第 {} 行", place));
  }

  InjectChecker checker_;
  const MselColumns& columns_;
  const MappedTable& mapped_;
  int row_ = 0;
  std::vector<Said> said_;
  std::vector<std::string> missed_;  // keys whose absence is told already
  std::map<std::string, SourceSpan> ids_;
};

// As warnings: whoever skips rows wants to know which.
void tell_skipped(const Diagnostics& found, Diagnostics& diagnostics) {
  for (auto mistake : found.entries()) {
    mistake.severity = Severity::warning;
    diagnostics.add(std::move(mistake));
  }
}

}  // namespace

std::optional<ImportedInjects> import_injects(const Catalog& catalog, const InjectImport& order,
                                              Diagnostics& diagnostics) {
  const MselColumns columns(catalog);
  auto mapped = read_mapped_table(order, columns, diagnostics);
  if (!mapped) return std::nullopt;
  mapped->mapping ? find_mapped_columns(*mapped, columns, diagnostics)
                  : find_own_columns(*mapped, columns, diagnostics);
  check_time_columns(*mapped, columns, diagnostics);
  const bool incomplete = std::any_of(diagnostics.entries().begin(), diagnostics.entries().end(),
                                      [](const Diagnostic& d) { return d.code == codes::kMissingColumn; });
  if (mapped->columns.empty() || incomplete) return std::nullopt;  // every row would only say it again
  RowReader reader(catalog, columns, *mapped);
  ImportedInjects imported;
  auto list = Node::sequence();
  for (int row = 0; row < mapped->table.row_count(); ++row) {
    if (!reader.holds_anything(row)) continue;
    Diagnostics found;
    auto entry = reader.read(row, found);
    const bool skip = !entry && order.bad_rows == BadRows::skipped;
    imported.skipped += skip ? 1 : 0;
    if (skip) tell_skipped(found, diagnostics);
    for (const auto& mistake : found.entries()) {
      if (!skip) diagnostics.add(mistake);
    }
    if (entry) list.items.push_back(std::move(*entry));
  }
  if (diagnostics.has_errors()) return std::nullopt;
  imported.injects = list.items.size();
  if (list.items.empty()) {
    diagnostics.error({mapped->table.source}, codes::kEmptyTable, {"no row is an inject", "没有一行是导调信息"});
    return std::nullopt;
  }
  imported.yaml =
      "# Injects, read from a table by `tocsin msel import`. Comments do not survive an export.\n" + to_yaml(list);
  return imported;
}

}  // namespace tocsin::exercise
