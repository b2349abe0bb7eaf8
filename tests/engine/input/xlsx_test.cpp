// SPDX-License-Identifier: Apache-2.0
// Workbooks: what stands in which cell, the traps of the format, files that are broken or not meant well.
#include "engine/input/xlsx.hpp"
#include "engine/input/cell_address.hpp"
#include "engine/input/xlsx_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/engine/input/messages.hpp"
#include "tests/engine/input/workbook_maker.hpp"

namespace tocsin {
namespace {

using test::ArchiveMaker;
using test::WorkbookMaker;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kHeader =
    R"(<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="inlineStr"><is><t>at</t></is></c></row>)";

Table parse(const WorkbookMaker& workbook, const TableLayout& layout = {}) {
  Diagnostics diagnostics;
  auto table = parse_xlsx(workbook.bytes(), "list.xlsx", layout, diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << draw(diagnostics.entries(), Language::en);
  return table.value_or(Table{});
}

std::string messages(const std::string& bytes, const TableLayout& layout = {}, Language language = Language::en) {
  Diagnostics diagnostics;
  EXPECT_FALSE(parse_xlsx(bytes, "list.xlsx", layout, diagnostics));
  return draw(diagnostics.entries(), language);
}

std::vector<std::string> texts(const std::vector<Cell>& cells) {
  std::vector<std::string> result;
  for (const auto& cell : cells) result.push_back(cell.text);
  return result;
}

TEST(CellAddress, IsWhatSpreadsheetsSay) {
  EXPECT_EQ(column_letters(1), "A");
  EXPECT_EQ(column_letters(26), "Z");
  EXPECT_EQ(column_letters(27), "AA");
  EXPECT_EQ(column_letters(kLastSheetColumn), "XFD");
  EXPECT_EQ(cell_address(3, 7), "C7");
  for (int column = 1; column <= kLastSheetColumn; column += 13) {
    const auto read = read_cell_address(cell_address(column, 12));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->column, column);
    EXPECT_EQ(read->row, 12);
  }
  EXPECT_EQ(read_cell_address("$b$3")->column, 2);
  EXPECT_EQ(read_cell_address("AB")->row, 0);
  for (const auto* bad : {"", "7", "A0", "A1B", "XFE1", "A1048577", "A-1", "$", "A$"}) {
    EXPECT_FALSE(read_cell_address(bad)) << bad;
  }
}

TEST(Xlsx, ReadsEveryWayToWriteACell) {
  WorkbookMaker workbook;
  workbook.strings(R"(<si><t>羊角</t></si><si><r><t xml:space="preserve">run </t></r><r><t>the siren</t></r></si>)"
                   R"(<si><t>东京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si><si><t>a_x000D_
b_x005F_x0041_</t></si>)");
  workbook.sheet(R"(<row r="2"><c r="B2" t="inlineStr"><is><t>id</t></is></c><c r="C2" t="s"><v>0</v></c>)"
                 R"(<c t="str"><v>text</v></c><c t="b"><v>1</v></c><c t="d"><v>2026-07-05T02:10:00</v></c></row>)"
                 R"(<row r="4"><c r="B4"><v>007</v></c><c r="C4" t="s"><v>1</v></c><c r="D4" t="s"><v>2</v></c>)"
                 R"(<c r="E4" t="s"><v>3</v></c><c r="F4"><v>45469.375</v></c></row>)");
  const auto table = parse(workbook);
  EXPECT_THAT(texts(table.header), ElementsAre("", "id", "羊角", "text", "true", "2026-07-05T02:10:00"));
  ASSERT_EQ(table.row_count(), 1);
  EXPECT_THAT(texts(table.rows[0]), ElementsAre("", "007", "run the siren", "东京", "a\nb_x0041_", "45469.375"));
  EXPECT_EQ(table.rows[0][5].content, CellContent::number);
  EXPECT_EQ(table.rows[0][2].content, CellContent::text);
  EXPECT_EQ(table.rows[0][2].where.line, 4);
  EXPECT_EQ(table.rows[0][2].where.column, 3);
  EXPECT_EQ(table.source->sheet, "MSEL");
}

TEST(Xlsx, ReadsPrefixesAndMissingAddresses) {
  WorkbookMaker workbook;
  workbook.part(
      "xl/worksheets/sheet1.xml",
      "<x:worksheet xmlns:x=\"u\"><x:sheetData><x:row><x:c t=\"inlineStr\"><x:is><x:t>id</x:t></x:is></x:c></x:row>"
      "<x:row><x:c><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>");
  const auto table = parse(workbook);
  EXPECT_EQ(table.rows.at(0).at(0).text, "1");
  EXPECT_EQ(table.rows.at(0).at(0).where.line, 2);
}

TEST(Xlsx, TakesTheSheetAskedForElseTheFirstShown) {
  WorkbookMaker workbook;
  workbook.sheets(R"(<sheet name="lists" sheetId="1" state="hidden" r:id="rId1"/><sheet name="导调" r:id="rId2"/>)");
  workbook.sheet(kHeader);
  workbook.sheet(std::string(kHeader) + R"(<row r="2"><c r="A2"><v>5</v></c></row>)", "", "sheet2");
  EXPECT_EQ(parse(workbook).source->sheet, "导调");
  EXPECT_EQ(parse(workbook, {.sheet = "导调"}).rows.at(0).at(0).text, "5");
  const auto missing = messages(workbook.bytes(), {.sheet = "list"});
  EXPECT_THAT(missing, HasSubstr("there is no sheet 'list' [missing-sheet]"));
  EXPECT_THAT(missing, HasSubstr("one of: lists, 导调"));
  EXPECT_THAT(missing, HasSubstr("did you mean 'lists'?"));
}

TEST(Xlsx, FindsTheHeaderWhereTheLayoutSays) {
  WorkbookMaker workbook;
  workbook.sheet(
      R"(<row r="1"><c r="A1" t="inlineStr"><is><t>Drill of May</t></is></c></row>)"
      R"(<row r="3"><c r="A3" t="inlineStr"><is><t>id</t></is></c></row>)"
      R"(<row r="4"><c r="A4" t="inlineStr"><is><t>(short)</t></is></c></row><row r="5"><c><v>5</v></c></row>)");
  EXPECT_THAT(texts(parse(workbook, {.header_row = 3, .first_row = 5}).rows.at(0)), ElementsAre("5"));
  const auto letters = parse(workbook, {.header_row = 0, .first_row = 4});
  EXPECT_THAT(texts(letters.header), ElementsAre("A"));
  EXPECT_EQ(letters.row_count(), 2);
}

TEST(Xlsx, NumbersAreDatesOfEitherBeginning) {
  // 45469.375 is 2024-06-26 09:00 (LibreOffice and Excel); counted from 1904 it is 1462 days later.
  EXPECT_EQ(to_text(*civil_time_of_serial(45469.375, false)), "2024-06-26 09:00");
  EXPECT_EQ(to_text(*civil_time_of_serial(45469.375 - 1462, true)), "2024-06-26 09:00");
  EXPECT_EQ(to_text(*civil_time_of_serial(45469.090277777781, false)), "2024-06-26 02:10");
  EXPECT_FALSE(civil_time_of_serial(25, false));
  EXPECT_FALSE(civil_time_of_serial(1e300, false));
  WorkbookMaker workbook;
  workbook.sheet(std::string(kHeader) + R"(<row r="2"><c r="A2"><v>5</v></c></row>)");
  EXPECT_FALSE(parse(workbook).dates_from_1904);
  workbook.sheets(R"(<sheet name="MSEL" r:id="rId1"/>)", R"(<workbookPr date1904="1"/>)");
  EXPECT_TRUE(parse(workbook).dates_from_1904);
}

// What Columns::finish says of a sheet with the columns id and at.
std::string messages_of_columns(const WorkbookMaker& workbook, Language language = Language::en) {
  Diagnostics diagnostics;
  const auto table = parse_xlsx(workbook.bytes(), "list.xlsx", {}, diagnostics);
  if (table) {
    Columns columns(*table, diagnostics);
    columns.required("id", {}, {"Id.", "编号。"});
    columns.required("at", {}, {"Time.", "时间。"});
    columns.finish(UnknownColumns::told);
  }
  return draw(diagnostics.entries(), language);
}

TEST(Xlsx, TellsFormulasAndErrorsAtTheirCells) {
  WorkbookMaker workbook;
  workbook.sheet(
      std::string(kHeader) +
      R"(<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2"><f>TODAY()</f></c></row>)"
      R"(<row r="3"><c r="A3" t="e"><f>X!A1</f><v>#REF!</v></c><c r="B3" t="str"><f>"a"</f><v>a</v></c></row>)");
  const auto text = messages_of_columns(workbook);
  EXPECT_THAT(
      text, HasSubstr("list.xlsx, sheet \"MSEL\", cell A2: warning: a formula: its result as last saved is taken, 2"));
  EXPECT_THAT(text,
              HasSubstr("list.xlsx, sheet \"MSEL\", cell B2: error: a formula without a stored result [formula]"));
  EXPECT_THAT(text, HasSubstr("cell A3: error: the cell shows #REF! [formula]"));
  EXPECT_THAT(text, HasSubstr("cell B3: warning: a formula"));
  EXPECT_THAT(messages_of_columns(workbook, Language::zh),
              HasSubstr("list.xlsx，工作表“MSEL”，单元格 B2: 错误：公式没有保存计算结果"));
}

TEST(Xlsx, TellsMergedCellsWithTheirRange) {
  const auto row = [](const std::string& n) {
    return "<row r=\"" + n + "\"><c r=\"A" + n + "\"><v>1</v></c><c r=\"B" + n + "\"><v>2</v></c><c r=\"C" + n +
           "\"><v>3</v></c></row>";
  };
  WorkbookMaker workbook;
  const std::string header = std::string(kHeader).substr(0, std::string(kHeader).size() - 6) +
                             R"(<c r="C1" t="inlineStr"><is><t>other</t></is></c></row>)";
  workbook.sheet(
      header + row("2") + row("3") + row("4"),
      R"(<mergeCells><mergeCell ref="B2:B4"/><mergeCell ref="C2:C3"/><mergeCell ref="A4:B4"/></mergeCells>)");
  const auto text = messages_of_columns(workbook);
  EXPECT_THAT(text, HasSubstr("sheet \"MSEL\", cell B2: error: the cells B2:B4 are merged [merged-cells]"));
  EXPECT_THAT(text, HasSubstr("cell A4: warning: the cells A4:B4 are merged"));
  EXPECT_THAT(text, HasSubstr("cell C1: warning: column 'other' is left out"));
  EXPECT_THAT(text, testing::Not(HasSubstr("C2:C3")));  // nobody reads that column
}

TEST(Xlsx, PlacesAreCellsForEditorsToo) {
  Diagnostics diagnostics;
  const auto file = std::make_shared<SourceFile>(SourceFile{"list.xlsx", {}, "MSEL"});
  diagnostics.error({file, 7, 3, 1}, "bad-time", {"what", "什么"});
  const auto json = to_json(diagnostics.entries(), Language::en);
  EXPECT_THAT(json, HasSubstr("\"sheet\": \"MSEL\""));
  EXPECT_THAT(json, HasSubstr("\"cell\": \"C7\""));
}

TEST(Xlsx, RefusesWhatIsNoWorkbook) {
  EXPECT_THAT(messages("id,at\n"), HasSubstr("this is no workbook (.xlsx) [unreadable-workbook]"));
  EXPECT_THAT(messages("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old"), HasSubstr("save it as .xlsx, without a password"));
  ArchiveMaker other;
  other.add("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
  EXPECT_THAT(messages(other.bytes()), HasSubstr("hint: save it as .xlsx"));
  EXPECT_THAT(messages(ArchiveMaker().bytes()), HasSubstr("[unreadable-workbook]"));
  EXPECT_THAT(messages(WorkbookMaker().without("xl/worksheets/sheet1.xml").bytes()), HasSubstr("damaged"));
  EXPECT_THAT(messages(WorkbookMaker().part("xl/worksheets/sheet1.xml", "<worksheet><sheetData>").bytes()),
              HasSubstr("damaged"));
  EXPECT_THAT(messages(WorkbookMaker().sheet("").bytes()), HasSubstr("[empty-table]"));
  EXPECT_THAT(messages(WorkbookMaker().sheet("").bytes(), {}, Language::zh), HasSubstr("表格为空"));
}

TEST(Xlsx, RefusesTruncatedFilesWhereverTheyEnd) {
  const auto whole = WorkbookMaker().sheet(std::string(kHeader) + R"(<row r="2"><c r="A2"><v>5</v></c></row>)").bytes();
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    Diagnostics diagnostics;
    EXPECT_FALSE(parse_xlsx(whole.substr(0, size), "cut.xlsx", {}, diagnostics)) << size;
    EXPECT_TRUE(diagnostics.has_errors()) << size;
  }
}

TEST(Xlsx, RefusesDamagedBytesOrReadsTheSame) {
  const auto whole = WorkbookMaker().sheet(std::string(kHeader) + R"(<row r="2"><c r="A2"><v>5</v></c></row>)").bytes();
  for (std::size_t at = 0; at < whole.size(); ++at) {
    auto damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    Diagnostics diagnostics;
    const auto table = parse_xlsx(damaged, "damaged.xlsx", {}, diagnostics);
    EXPECT_EQ(table.has_value(), !diagnostics.has_errors()) << at;
    if (table && table->row_count() == 1) {
      EXPECT_EQ(table->rows[0][0].text, "5") << at;
    }
  }
}

TEST(Xlsx, RefusesBombsBeforeTheyUnpack) {
  auto parts = WorkbookMaker().parts();
  const std::string blanks(40'000'000, ' ');
  ArchiveMaker bomb;
  ArchiveMaker liar;  // says it is small
  for (const auto& [name, text] : parts) {
    const bool sheet = name.ends_with("sheet1.xml");
    bomb.add(name, sheet ? blanks : text);
    sheet ? liar.add(name, blanks, 100) : liar.add(name, text);
  }
  EXPECT_LT(bomb.bytes().size(), 100'000U);
  EXPECT_THAT(messages(bomb.bytes()),
              HasSubstr("'xl/worksheets/sheet1.xml' in the workbook unpacks to more than 32 MB"));
  EXPECT_THAT(messages(liar.bytes()), HasSubstr("damaged"));
}

TEST(Xlsx, RefusesRectanglesThatNobodyFills) {
  std::string rows = kHeader;
  for (int r = 2; r < 300; ++r) {
    rows += "<row r=\"" + std::to_string(r) + "\"><c r=\"XFD" + std::to_string(r) + "\"><v>1</v></c></row>";
  }
  EXPECT_THAT(messages(WorkbookMaker().sheet(rows).bytes()), HasSubstr("too many cells"));
}

TEST(Xlsx, RefusesEntitiesAndDocumentTypes) {
  const auto bytes = WorkbookMaker()
                         .part("xl/worksheets/sheet1.xml",
                               "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"
                               "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>&e;</t></is></c></row></sheetData>"
                               "</worksheet>")
                         .bytes();
  EXPECT_THAT(messages(bytes), HasSubstr("document type declaration"));
}

TEST(Xlsx, RefusesWhatContradictsItself) {
  for (const auto* rows :
       {R"(<row r="2"><c r="A2"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>)",
        R"(<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>)",
        R"(<row r="2"><c r="A3"><v>1</v></c></row>)", R"(<row r="0"/>)", R"(<row r="x"/>)",
        R"(<row r="1"><c r="A1" t="s"><v>7</v></c></row>)", R"(<row r="1"><c r="A1" t="s"><v>-1</v></c></row>)",
        R"(<row r="1"><c r="A1" t="s"><v/></c></row>)"}) {
    EXPECT_THAT(messages(WorkbookMaker().sheet(rows).bytes()), HasSubstr("damaged")) << rows;
  }
}

TEST(Xlsx, ReadTableTellsFilesApartByTheirBytes) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "tocsin-read-table";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "list.csv") << "id,at\n1,2\n";
  std::ofstream(folder / "misnamed.csv", std::ios::binary)
      << WorkbookMaker().sheet(std::string(kHeader) + R"(<row r="2"><c r="A2"><v>5</v></c></row>)").bytes();
  Diagnostics diagnostics;
  EXPECT_EQ(read_table(folder / "list.csv", {}, diagnostics)->rows.at(0).at(0).text, "1");
  EXPECT_EQ(read_table(folder / "misnamed.csv", {}, diagnostics)->rows.at(0).at(0).text, "5");
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_FALSE(read_table(folder / "list.xlsx", {}, diagnostics));
  EXPECT_EQ(codes_of(diagnostics), std::vector<std::string>{"missing-file"});
}

TEST(XlsxWriter, WritesWhatTheReaderReads) {
  const std::vector<std::vector<std::string>> rows{
      {"1", "=1+1", "a\nb", "羊角 & <x>"}, {"007", "02:10", "_x0041_", "  "}, {"", "'=x", "\"quoted\"", "𠮷"}};
  WrittenSheet sheet{.name = "导调信息"};
  for (const auto* header : {"id", "at", "text", "名称"}) sheet.columns.push_back({.header = header});
  sheet.columns[0].choices = {"1", "007"};
  sheet.rows = rows;
  const auto bytes = xlsx_bytes({sheet});
  EXPECT_EQ(bytes, xlsx_bytes({sheet}));  // no time of day in it
  Diagnostics diagnostics;
  const auto table = parse_xlsx(bytes, "own.xlsx", {}, diagnostics);
  ASSERT_TRUE(table) << draw(diagnostics.entries(), Language::en);
  EXPECT_EQ(table->source->sheet, "导调信息");
  EXPECT_THAT(texts(table->header), ElementsAre("id", "at", "text", "名称"));
  EXPECT_THAT(texts(table->rows[0]), testing::ElementsAreArray(rows[0]));
  EXPECT_THAT(texts(table->rows[1]), ElementsAre("007", "02:10", "_x0041_", ""));
  EXPECT_THAT(texts(table->rows[2]), testing::ElementsAreArray(rows[2]));
  for (const auto& row : table->rows) {
    for (const auto& cell : row) EXPECT_EQ(cell.content, CellContent::text);
  }
  const auto choices = parse_xlsx(bytes, "own.xlsx", {.sheet = "_choices", .header_row = 0}, diagnostics);
  ASSERT_TRUE(choices);
  EXPECT_EQ(choices->rows.at(1).at(0).text, "007");
}

}  // namespace
}  // namespace tocsin
