// SPDX-License-Identifier: Apache-2.0
// Any bytes given as a table: no crash, every message drawable, rows as wide as the header, cells valid UTF-8.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string_view>

#include "engine/input/csv.hpp"
#include "engine/input/text_encoding.hpp"

namespace tocsin {
namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void check_columns(const Table& table, Diagnostics& diagnostics) {
  Columns columns(table, diagnostics);
  const auto id = columns.required("id", {"编号"}, {"Id.", "编号。"});
  const auto number = columns.required("b", {"数"}, {"Number.", "数。"});
  const auto flag = columns.optional("c", {"是否"}, {"Flag.", "标志。"});
  columns.finish();
  for (int row = 0; row < table.row_count(); ++row) {
    static_cast<void>(id.text(row));
    static_cast<void>(number.number(row, 0.0, std::numeric_limits<double>::infinity()));
    static_cast<void>(number.whole_number(row, 0, 100));
    static_cast<void>(flag.yes_or_no(row));
  }
}

void check(std::string_view bytes) {
  Diagnostics diagnostics;
  const auto table = parse_csv(bytes, "fuzz.csv", diagnostics);
  for (const auto& row : table.rows) {
    require(row.size() == table.header.size());
    for (const auto& cell : row) {
      require(!first_bad_utf8(cell.text));
      require(cell.where.line >= 1 && cell.where.column >= 1 && cell.where.length >= 1);
      require(cell.where.line <= static_cast<int>(table.source->lines.size()));
    }
  }
  require(!table.rows.empty() || diagnostics.has_errors());
  if (!table.header.empty()) check_columns(table, diagnostics);
  draw(diagnostics.entries(), Language::en);
  draw(diagnostics.entries(), Language::zh, 1000);
  to_json(diagnostics.entries(), Language::zh);
}

}  // namespace
}  // namespace tocsin

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tocsin::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
