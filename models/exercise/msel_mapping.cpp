// SPDX-License-Identifier: Apache-2.0
#include "models/exercise/msel_mapping.hpp"

#include "engine/base/units.hpp"
#include "engine/input/cell_address.hpp"
#include "engine/input/codes.hpp"

namespace tocsin::exercise {

void WordMapping::describe(Fields& f) {
  f.required("cell", cell, {"Word in the table.", "表中的词。"}).example("Send an SMS");
  f.required("means", means, {"What it is called here.", "对应的名称。"}).example("message");
}

void ColumnMapping::describe(Fields& f) {
  f.required("column", column,
             {"Header of the column, or its letters when header_row is 0.", "列名；header_row 为 0 时写列标。"})
      .example("C");
  f.required("key", key,
             {"Key of the injects that it fills; several columns may fill one.", "填入的键；多列可填同一键。"})
      .example("at");
  f.optional("words", words, {"What words of the table are called here.", "表中用词的对应。"});
  f.optional("unit", unit, {"Unit of bare numbers.", "无单位数值的单位。"}).example("min");
}

void ConstantMapping::describe(Fields& f) {
  f.required("key", key, {"Key of the injects.", "导调信息的键。"}).example("kind");
  f.required("value", value, {"Its value in every row.", "每行的取值。"}).example("message");
}

void MselMapping::describe(Fields& f) {
  f.optional("sheet", sheet, {"Sheet of the workbook; the first one if left out.", "工作表；缺省为第一张。"});
  f.optional(
       "header_row", header_row,
       {"Row of the column names; 0: none, columns go by their letters.", "列名所在行；0 表示无表头，以列标指称。"})
      .between(0, 1000);
  f.optional("first_row", first_row, {"First row of the injects; 0: behind the header.", "首行数据；0 为表头之后。"})
      .between(0, 1'000'000);
  f.optional("starts", starts, {"StartEx, for times by the calendar.", "演练开始时间，用于按日历的时间。"});
  f.optional("d_day", d_day, {"What D (J) counts from; StartEx if left out.", "D 日（J）所指时刻；缺省为演练开始。"});
  f.optional("dates", dates, {"Order in dates that end with the year.", "年份在末尾的日期的顺序。"});
  f.optional("clock", clock, {"What 02:10 alone means.", "单独的 02:10 的含义。"});
  f.required("columns", columns, {"The columns that are read.", "读取的列。"});
  f.optional("constants", constants, {"What every row has although no column says it.", "各行共有而表中没有的内容。"});
  f.optional("ignore", ignore, {"Columns that are left out without a word.", "不读取也不提示的列。"});
}

TableLayout MselMapping::layout() const {
  return {.sheet = sheet, .header_row = header_row, .first_row = first_row};
}

TimeFrame MselMapping::frame() const {
  return {.starts = starts, .d_day = d_day, .dates = dates, .clock = clock};
}

namespace {

void check_key(const Placed<std::string>& key, const MselColumns& columns, Diagnostics& diagnostics) {
  if (columns.find(key.value) != nullptr) return;
  const auto names = columns.names();
  diagnostics.error(key.where, codes::kUnknownKey, phrase("injects have no key '{}'", "导调信息没有键“{}”", key.value),
                    {"one of: " + join(names), "可用：" + join(names, "、")}, did_you_mean(key.value, names));
}

void check_column(const ColumnMapping& column, const MselMapping& mapping, Diagnostics& diagnostics) {
  if (!column.unit.empty() && read_any_quantity("1 " + column.unit).problem != UnitProblem::none) {
    diagnostics.error(column.column.where, codes::kUnknownUnit,
                      phrase("unknown unit '{}'", "未知的单位“{}”", column.unit));
  }
  const auto address = read_cell_address(column.column.value);
  if (mapping.header_row > 0 || (address && address->row == 0)) return;
  diagnostics.error(column.column.where, codes::kUnknownColumn,
                    phrase("'{}' are not the letters of a column", "“{}”不是列标", column.column.value),
                    {"letters as in A or AB, since header_row is 0", "header_row 为 0 时写列标，例如 A、AB"});
}

bool fills(const MselMapping& mapping, std::string_view key) {
  for (const auto& column : mapping.columns) {
    if (column.key.value == key) return true;
  }
  for (const auto& constant : mapping.constants) {
    if (constant.key.value == key) return true;
  }
  return false;
}

}  // namespace

std::optional<MselMapping> read_mapping(const std::filesystem::path& file, const MselColumns& columns,
                                        Diagnostics& diagnostics) {
  Diagnostics found;
  MselMapping mapping;
  const auto document = read_document(file, found);
  const bool good = document && read_fields(document->root, mapping, {.diagnostics = found});
  if (good) {
    for (const auto& column : mapping.columns) {
      check_key(column.key, columns, found);
      check_column(column, mapping, found);
    }
    for (const auto& constant : mapping.constants) check_key(constant.key, columns, found);
    if (!fills(mapping, msel_key::kKind)) {
      found.error(document->root.where, codes::kMissingKey,
                  {"nothing says the kind of the injects", "未说明导调信息的类型"},
                  {"a column or a constant with 'key: kind'", "某列或常量的 key 为 kind"},
                  {"constants: [{key: kind, value: message}]", "constants: [{key: kind, value: message}]"});
    }
  }
  for (const auto& mistake : found.entries()) diagnostics.add(mistake);
  if (found.has_errors()) return std::nullopt;
  return mapping;
}

}  // namespace tocsin::exercise
