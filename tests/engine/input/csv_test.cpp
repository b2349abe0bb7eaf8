// SPDX-License-Identifier: Apache-2.0
// The table reader: RFC 4180 with places, the encodings of Chinese offices, and each mistake with its message.
#include "engine/input/csv.hpp"
#include "engine/input/csv_writer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

#include "tests/engine/input/messages.hpp"

namespace tocsin {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Table parse(std::string_view bytes) {
  Diagnostics diagnostics;
  auto table = parse_csv(bytes, "table.csv", diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << draw(diagnostics.entries(), Language::en);
  return table;
}

std::string place(const SourceSpan& where) {
  return std::to_string(where.line) + ":" + std::to_string(where.column) + "+" + std::to_string(where.length);
}

TEST(Csv, ReadsCellsWithTheirPlaces) {
  const auto table = parse("id, name ,length_m\nA,羊角,12\n\"B\"\"x\",\"a, b\nc\",13\r\n\n,,\nC,\"\",1\n");
  ASSERT_EQ(table.header.size(), 3U);
  EXPECT_EQ(table.header[1].text, "name");
  EXPECT_EQ(place(table.header[1].where), "1:5+4");
  ASSERT_EQ(table.row_count(), 3);
  EXPECT_EQ(table.rows[0][1].text, "羊角");
  EXPECT_EQ(place(table.rows[0][1].where), "2:3+2");
  EXPECT_EQ(place(table.rows[0][2].where), "2:6+2");
  EXPECT_EQ(table.rows[1][0].text, "B\"x");
  EXPECT_EQ(place(table.rows[1][0].where), "3:1+6");
  EXPECT_EQ(table.rows[1][1].text, "a, b\nc");
  EXPECT_EQ(place(table.rows[1][1].where), "3:8+1");
  EXPECT_EQ(place(table.rows[1][2].where), "4:4+2");
  EXPECT_EQ(table.rows[2][0].text, "C");
  EXPECT_EQ(place(table.rows[2][0].where), "7:1+1");
}

TEST(Csv, AcceptsBomsUtf16AndGb18030) {
  EXPECT_EQ(parse("\xEF\xBB\xBFid\nA\n").header[0].text, "id");
  EXPECT_EQ(parse(std::string("\xFF\xFEi\0d\0\n\0\x8A\x7F\n\0", 12)).rows[0][0].text, "羊");
  // 编号,名称 / 1,羊角街道 in GB18030
  const auto table = parse("\xB1\xE0\xBA\xC5,\xC3\xFB\xB3\xC6\r\n1,\xD1\xF2\xBD\xC7\xBD\xD6\xB5\xC0\r\n");
  EXPECT_EQ(table.header[0].text, "编号");
  EXPECT_EQ(table.rows[0][1].text, "羊角街道");
  EXPECT_EQ(place(table.rows[0][1].where), "2:3+4");
  EXPECT_EQ(table.source->lines[1], "1,羊角街道");
}

TEST(Csv, RefusesBrokenUtf8WithTheLine) {
  EXPECT_EQ(messages_of_csv("id,name\nA,羊角街道\nB,羊\xE8\xA7,x\n"),
            "table.csv:3: error: bytes that are neither UTF-8 nor GB18030 [encoding]\n"
            "    3 | B,羊?,x\n"
            "  expected: a table saved as UTF-8 (or GB18030)\n"
            "  hint: open it in a spreadsheet and save it as 'CSV UTF-8'\n");
  EXPECT_EQ(messages_of_csv("id\n\xFF\xFF\n", Language::zh),
            "table.csv:2: 错误：字节既不是 UTF-8 也不是 GB18030 [encoding]\n"
            "    2 | ??\n"
            "  应为：保存为 UTF-8（或 GB18030）的表格\n"
            "  提示：请用表格软件另存为“CSV UTF-8”\n");
}

TEST(Csv, RefusesControlCharacters) {
  EXPECT_EQ(messages_of_csv(std::string_view("id\nA\0B\n", 7)),
            "table.csv:2:2: error: a control character (U+0000) [encoding]\n"
            "    2 | A?B\n"
            "      |  ^\n"
            "  expected: text only\n"
            "  hint: is this really a CSV file? A workbook (.xlsx) must be saved as CSV first\n");
}

TEST(Csv, ReportsRowsOfTheWrongWidthAndKeepsTheOthers) {
  Diagnostics diagnostics;
  const auto table = parse_csv("id,name\nA,x\nB\nC,y,z\nD,w\n", "table.csv", diagnostics);
  EXPECT_EQ(table.row_count(), 2);
  EXPECT_EQ(draw(diagnostics.entries(), Language::en),
            "table.csv:3:1: error: this row has 1 cells [ragged-row]\n"
            "    3 | B\n"
            "      | ^\n"
            "  expected: 2 cells, as in the header\n"
            "table.csv:4:5: error: this row has 3 cells [ragged-row]\n"
            "    4 | C,y,z\n"
            "      |     ^\n"
            "  expected: 2 cells, as in the header\n"
            "  hint: a comma inside a cell needs quotes around the cell\n");
}

TEST(Csv, ReportsEmptyTables) {
  EXPECT_EQ(messages_of_csv(""),
            "table.csv: error: the table is empty [empty-table]\n  expected: a header and at least one row\n");
  EXPECT_EQ(messages_of_csv("id,name\n", Language::zh),
            "table.csv:1: 错误：表格只有表头，没有数据 [empty-table]\n"
            "    1 | id,name\n"
            "  应为：至少一行数据\n");
}

TEST(Csv, ReportsHeadersThatAreNone) {
  EXPECT_EQ(messages_of_csv("id,name,id\n1,2,3\n"),
            "table.csv:1:9: error: column 'id' is there twice [duplicate-column]\n"
            "    1 | id,name,id\n"
            "      |         ^~\n"
            "  hint: first in column 1\n");
  EXPECT_NE(messages_of_csv("避难场所一览表,\n编号,名称\n1,2\n").find("is the first line a title?"), std::string::npos);
  EXPECT_NE(messages_of_csv("id;name\n1;2\n").find("columns are separated by ';'"), std::string::npos);
  EXPECT_NE(messages_of_csv("id\tname\n1\t2\n").find("columns are separated by 'Tab'"), std::string::npos);
  // Spreadsheets leave empty columns at the right.
  EXPECT_EQ(parse("id,name,,\n1,2,,\n").header.size(), 2U);
}

TEST(Csv, ReportsQuotesThatDoNotMatch) {
  EXPECT_EQ(messages_of_csv("id,name\nA,\"x\nB,y\n"),
            "table.csv:2:3: error: a quotation mark is never closed [syntax]\n"
            "    2 | A,\"x\n"
            "      |   ^\n"
            "  hint: add the closing quotation mark\n");
  EXPECT_NE(messages_of_csv("id\n\"a\"b\n").find("text after the closing quotation mark"), std::string::npos);
}

struct Roads {
  Diagnostics diagnostics;
  Table table;
  Column id;
  Column length;
  Column lanes;
  Column oneway;

  explicit Roads(std::string_view bytes) : table(parse_csv(bytes, "roads.csv", diagnostics)) {
    Columns columns(table, diagnostics);
    id = columns.required("id", {"编号"}, {"Unique id.", "唯一编号。"});
    length = columns.required("length_m", {"长度（米）"}, {"Length.", "长度。"});
    lanes = columns.optional("lanes", {"车道数"}, {"Lanes.", "车道数。"});
    oneway = columns.optional("oneway", {"单行"}, {"One way?", "是否单行？"});
    columns.finish();
    for (int row = 0; row < table.row_count(); ++row) {
      static_cast<void>(id.text(row));
      static_cast<void>(length.number(row, 0.0, kInfinity));
      static_cast<void>(lanes.whole_number(row, 1, 12));
      static_cast<void>(oneway.yes_or_no(row));
    }
  }
  [[nodiscard]] std::string messages(Language language = Language::en) const {
    return draw(diagnostics.entries(), language);
  }
};

TEST(Csv, FindsColumnsByNameOrAlias) {
  const Roads roads("编号,长度(米),车道数,单行\nA,12.5,2,是\nB,1e3,,no\n");
  EXPECT_EQ(roads.messages(), "");
  EXPECT_EQ(roads.length.number(1, 0, kInfinity), 1000.0);
  EXPECT_EQ(roads.lanes.whole_number(0, 1, 12), 2);
  EXPECT_EQ(roads.lanes.whole_number(1, 1, 12), std::nullopt);
  EXPECT_EQ(roads.oneway.yes_or_no(0), true);
  EXPECT_EQ(roads.oneway.yes_or_no(1), false);
  EXPECT_EQ(place(roads.length.where(0)), "2:3+4");
}

TEST(Csv, ReportsColumns) {
  EXPECT_EQ(Roads("id,lenght_m,note\nA,3,x\n").messages(),
            "roads.csv:1:1: error: column 'length_m' is missing [missing-column]\n"
            "    1 | id,lenght_m,note\n"
            "      | ^~\n"
            "  expected: length_m / 长度（米）: Length.\n"
            "roads.csv:1:4: error: unknown column 'lenght_m' [unknown-column]\n"
            "    1 | id,lenght_m,note\n"
            "      |    ^~~~~~~~\n"
            "  hint: did you mean 'length_m'?\n"
            "roads.csv:1:13: error: unknown column 'note' [unknown-column]\n"
            "    1 | id,lenght_m,note\n"
            "      |             ^~~~\n");
  EXPECT_NE(
      Roads("id,编号,length_m\nA,B,1\n").messages().find("'编号' is another name of column 'id' [duplicate-column]"),
      std::string::npos);
}

TEST(Csv, ReportsCells) {
  EXPECT_EQ(Roads("id,length_m\nA,12 m\n").messages(),
            "roads.csv:2:3: error: '12 m' is not a number [bad-number]\n"
            "    2 | A,12 m\n"
            "      |   ^~~~\n"
            "  expected: a number, at least 0\n"
            "  hint: the unit stands in the column name: write 12\n");
  EXPECT_EQ(Roads("id,length_m\nA,\"1,234\"\n").messages(Language::zh),
            "roads.csv:2:3: 错误：“1,234”不是数值 [bad-number]\n"
            "    2 | A,\"1,234\"\n"
            "      |   ^~~~~~~\n"
            "  应为：不小于 0 的数\n"
            "  提示：请写成 1234\n");
  EXPECT_NE(Roads("id,length_m\nA,１２\n").messages().find("hint: write 12\n"), std::string::npos);
  EXPECT_EQ(Roads("id,length_m\nA,-3\n").messages(),
            "roads.csv:2:3: error: -3 is out of range [out-of-range]\n"
            "    2 | A,-3\n"
            "      |   ^~\n"
            "  expected: a number, at least 0\n");
  EXPECT_EQ(Roads("id,length_m\n,3\n").messages(),
            "roads.csv:2:1: error: column 'id' is empty here [missing-cell]\n"
            "    2 | ,3\n"
            "      | ^\n"
            "  expected: Unique id.\n");
  EXPECT_EQ(Roads("id,length_m,lanes,oneway\nA,3,2.5,maybe\nB,3,13,1\nC,3,2 条,0\n").messages(),
            "roads.csv:2:5: error: '2.5' is not a whole number [bad-number]\n"
            "    2 | A,3,2.5,maybe\n"
            "      |     ^~~\n"
            "  expected: a whole number from 1 to 12\n"
            "roads.csv:2:9: error: 'maybe' is neither yes nor no [wrong-type]\n"
            "    2 | A,3,2.5,maybe\n"
            "      |         ^~~~~\n"
            "  expected: yes or no\n"
            "roads.csv:3:5: error: 13 is out of range [out-of-range]\n"
            "    3 | B,3,13,1\n"
            "      |     ^~\n"
            "  expected: a whole number from 1 to 12\n"
            "roads.csv:4:5: error: '2 条' is not a whole number [bad-number]\n"
            "    4 | C,3,2 条,0\n"
            "      |     ^~~~\n"
            "  expected: a whole number from 1 to 12\n"
            "  hint: the unit stands in the column name: write 2\n");
}

TEST(Csv, NamesTheNearestFile) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "tocsin-csv-test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "roads.csv") << "id\nA\n";
  Diagnostics diagnostics;
  EXPECT_FALSE(read_csv(folder / "road.csv", diagnostics));
  EXPECT_TRUE(read_csv(folder / "roads.csv", diagnostics));
  ASSERT_EQ(diagnostics.entries().size(), 1U);
  EXPECT_EQ(diagnostics.entries()[0].code, "missing-file");
  EXPECT_EQ(diagnostics.entries()[0].hint.en, "did you mean 'roads.csv'?");
  std::filesystem::remove_all(folder);
}

TEST(CsvWriter, WritesWhatReadsBackAndNoFormulas) {
  std::string text;
  append_csv_row(text, {"plain", "with, comma", "with \"quotes\"", "=1+1", "-5, or so", ""});
  EXPECT_EQ(text, "plain,\"with, comma\",\"with \"\"quotes\"\"\",'=1+1,\"'-5, or so\",\n");
}

}  // namespace
}  // namespace tocsin
