// SPDX-License-Identifier: Apache-2.0
// Any bytes given as a workbook, and any text as the sheet, the strings or the list of sheets of one: no crash, every
// message drawable, rows as wide as the header, cells valid UTF-8. (Bytes alone hardly get past the checksums.)
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engine/input/text_encoding.hpp"
#include "engine/input/xlsx.hpp"
#include "tests/engine/input/workbook_maker.hpp"

namespace tocsin {
namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void check(std::string_view bytes, const TableLayout& layout) {
  Diagnostics diagnostics;
  const auto table = parse_xlsx(bytes, "fuzz.xlsx", layout, diagnostics);
  require(table || diagnostics.has_errors());
  if (table) {
    for (const auto& row : table->rows) {
      require(row.size() == table->header.size());
      for (const auto& cell : row) {
        require(!first_bad_utf8(cell.text));
        require(cell.where.line >= 1 && cell.where.column >= 1);
      }
    }
    Columns columns(*table, diagnostics);
    columns.required("A", {"id"}, {"Id.", "编号。"});
    columns.finish();
  }
  draw(diagnostics.entries(), Language::en);
  draw(diagnostics.entries(), Language::zh, 1000);
  to_json(diagnostics.entries(), Language::zh);
}

}  // namespace
}  // namespace tocsin

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using tocsin::test::WorkbookMaker;
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const std::string text{bytes};
  tocsin::check(bytes, {});
  tocsin::check(WorkbookMaker().part("xl/worksheets/sheet1.xml", text).bytes(), {});
  tocsin::check(WorkbookMaker().part("xl/worksheets/sheet1.xml", text).bytes(), {.header_row = 0});
  const auto* const strings = "<row r=\"1\"><c t=\"s\"><v>0</v></c></row><row r=\"2\"><c t=\"s\"><v>1</v></c></row>";
  tocsin::check(WorkbookMaker().sheet(strings).part("xl/sharedStrings.xml", text).bytes(), {});
  tocsin::check(WorkbookMaker().part("xl/workbook.xml", text).bytes(), {});
  return 0;
}
