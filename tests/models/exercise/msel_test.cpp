// SPDX-License-Identifier: Apache-2.0
// The list of injects as a spreadsheet: what goes out comes back, tables of others are read by their mapping, and what
// is wrong is told at its cell.
#include "models/exercise/msel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "engine/base/units.hpp"
#include "engine/input/csv_writer.hpp"
#include "engine/input/flow_yaml.hpp"
#include "engine/input/xlsx.hpp"
#include "engine/input/xlsx_writer.hpp"
#include "engine/simulation/scenario.hpp"
#include "engine/simulation/section_entries.hpp"
#include "models/catalog.hpp"
#include "models/exercise/msel_columns.hpp"

namespace tocsin::exercise {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

const Catalog& catalog() {
  static const Catalog shared = standard_catalog();
  return shared;
}

const Library& library() {
  static const Library shared = [] {
    std::vector<LibraryText> texts;
    for (const auto& [name, yaml] : catalog().library_texts()) texts.push_back({name, yaml});
    return Library::from_texts(texts);
  }();
  return shared;
}

// What the entries mean, not how they are written: every field with its default, ids that were left out.
std::vector<std::string> meaning_of(const std::vector<const Node*>& entries) {
  std::vector<std::string> result;
  std::set<std::string> ids;
  for (const auto* entry : entries) {
    const auto* kind = catalog().find_kind("injects", entry->find("kind")->text);
    const auto* given = entry->find("id");
    const auto id = given != nullptr ? given->text : free_id(kind->name, ids);
    ids.insert(id);
    auto parameters = kind->make_parameters();
    Diagnostics diagnostics;
    const auto describe = [&](Fields& fields) { parameters->describe(fields); };
    read_fields(*entry, describe,
                {.diagnostics = diagnostics,
                 .library = &library(),
                 .path = "injects." + kind->name,
                 .handled_elsewhere = {"kind", "id"}});
    EXPECT_FALSE(diagnostics.has_errors()) << draw(diagnostics.entries(), Language::en);
    result.push_back(kind->name + " " + id + " " + to_flow_yaml(write_fields(describe)));
  }
  return result;
}

std::vector<std::string> meaning_of_yaml(const std::string& yaml) {
  Diagnostics diagnostics;
  const auto document = parse_document(yaml, "injects.yaml", diagnostics);
  EXPECT_TRUE(document) << draw(diagnostics.entries(), Language::en) << yaml;
  std::vector<const Node*> entries;
  if (document) {
    for (const auto& item : document->root.items) entries.push_back(&item);
  }
  return meaning_of(entries);
}

std::vector<std::string> meaning_of_scenario(const fs::path& file) {
  Diagnostics diagnostics;
  const auto document = read_document(file, diagnostics);
  const auto beside = injects_beside(file, diagnostics);
  return meaning_of(section_entries(document->root, kInjectsSection, beside, diagnostics));
}

class Msel : public testing::Test {
 protected:
  Msel() : folder_(fs::temp_directory_path() / ("tocsin-msel-" + std::to_string(getpid()))) {
    fs::create_directories(folder_);
  }
  ~Msel() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  fs::path write(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return folder_ / name;
  }

  // A workbook of text cells.
  fs::path workbook(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows) {
    WrittenSheet sheet{.name = "MSEL"};
    for (const auto& name : header) sheet.columns.push_back({.header = name});
    sheet.rows = rows;
    return write("list.xlsx", xlsx_bytes({sheet}));
  }

  std::string exported(const fs::path& scenario, SheetFormat format, Language language) {
    Diagnostics diagnostics;
    const auto table =
        export_injects(catalog(), {.scenario = scenario, .format = format, .language = language}, diagnostics);
    EXPECT_TRUE(table) << draw(diagnostics.entries(), Language::en);
    return table ? table->bytes : "";
  }

  std::string imported(const InjectImport& order) {
    Diagnostics diagnostics;
    const auto injects = import_injects(catalog(), order, diagnostics);
    EXPECT_TRUE(injects) << draw(diagnostics.entries(), Language::en, 100);
    return injects ? injects->yaml : "";
  }

  std::string refused(const InjectImport& order, Language language = Language::en) {
    Diagnostics diagnostics;
    EXPECT_FALSE(import_injects(catalog(), order, diagnostics));
    return draw(diagnostics.entries(), language, 100);
  }

  void expect_round_trip(const fs::path& scenario) {
    const auto wanted = meaning_of_scenario(scenario);
    for (const auto language : {Language::en, Language::zh}) {
      for (const auto format : {SheetFormat::xlsx, SheetFormat::csv}) {
        const auto* const name = format == SheetFormat::xlsx ? "round.xlsx" : "round.csv";
        const auto file = write(name, exported(scenario, format, language));
        const auto yaml = imported({.file = file});
        EXPECT_EQ(meaning_of_yaml(yaml), wanted) << scenario << ' ' << name;
      }
    }
  }

  fs::path folder_;
};

// ---- round trip ----------------------------------------------------------------------------------------------------

TEST_F(Msel, InjectsOfEveryShippedDrillComeBackAsTheyWere) {
  int drills = 0;
  for (const auto& entry : fs::directory_iterator("scenarios")) {
    const auto file = entry.path() / "scenario.yaml";
    if (!fs::exists(file) || meaning_of_scenario(file).empty()) continue;
    ++drills;
    expect_round_trip(file);
  }
  EXPECT_GE(drills, 4);
}

constexpr const char* kOddInjects = R"odd(exercise: {starts: 2026-07-05 22:30, duration: 12 h}
injects:
  - {kind: message, at: 0.5 s, text: " blanks at the ends "}
  - {kind: message, at: 36000.25 s, text: '"Run!", they said. "Now!"'}
  - {kind: message, at: 90 s, text: '"Leave."'}
  - {kind: message, at: 2 h, text: {en: "one\ntwo", zh: "一\n二"}, expected_action: "=SUM(A1)"
}
  - {kind: message, at: 26 h, id: "007", text: "'=marked already", responsible: "@desk, night; shift"}
  - {kind: message, at: 26 h, text: "- a dash", responsible: "+49"}
  - {kind: power_lost, at: 1 h, sites: ["a, b", "[c]", d e], deadline: 90 s}
  - {kind: power_lost, at: 1 h, sites: [], zones: ["十里、八乡"]}
  - {kind: road_closed, id: 滑坡, at: 1 h, roads: [x017, x018], modes: [car, bus], buries: true}
  - {kind: road_closed, at: 1 h, roads: ["a;b"], modes: [walk], buries: false}
  - {kind: issue_order, at: 1 h, zones: [upper], coverage: whole_zone}
  - kind: emergency_control
    at: 40 min
    lasts: 3 h
    ban: {roads: [south-bridge], zones: ["old, bridge"], modes: [car]}
    stop: {places: [village-school], trips: 60 %}
    withdraw: {zones: [old-bridge]}
    disperse: {controls: [bridge-post]}
)odd";

TEST_F(Msel, OddInjectsComeBackAsTheyWere) {
  expect_round_trip(write("odd.yaml", kOddInjects));
}

// Lists of injects with whatever characters a text may hold.
TEST_F(Msel, RandomInjectsComeBackAsTheyWere) {
  std::mt19937 draw(20261122);
  const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(draw); };
  const std::vector<std::string> pieces{"a",  "Z",  "7",  " ",       ",", ";",    "、", "，", "\n", "\"", "'",
                                        "=",  "+",  "-",  "@",       "[", "]",    "{",  "}",  ":",  "#",  "%",
                                        "\\", "羊", "角", "_x0041_", "~", "null", "é",  "|",  "&",  "<"};
  const auto text = [&] {
    std::string result;
    for (std::size_t i = 1 + below(8); i > 0; --i) result += pieces[below(pieces.size())];
    return result;
  };
  for (int round = 0; round < 3; ++round) {
    auto list = Node::sequence();
    for (int i = 0; i < 60; ++i) {
      auto inject = Node::mapping();
      const bool message = below(2) == 0;
      inject.add("kind", Node::scalar(message ? "message" : "road_closed"));
      inject.add("at", Node::scalar(to_text(Duration(static_cast<double>(below(200'000)) / (1 + below(3))))));
      if (message && below(2) == 0) {
        inject.add("text", Node::mapping().add("en", Node::scalar(text())).add("zh", Node::scalar(text())));
      } else if (message) {
        inject.add("text", Node::scalar(text()));
      } else {
        inject.add("roads", Node::sequence({Node::scalar(text()), Node::scalar(text())}));
      }
      if (below(2) == 0) inject.add("responsible", Node::scalar(text()));
      list.items.push_back(std::move(inject));
    }
    auto root = Node::mapping();
    root.add("exercise", Node::mapping().add("starts", Node::scalar("2026-07-05 02:00")));
    root.add("injects", std::move(list));
    expect_round_trip(write("random.yaml", to_yaml(root)));
    if (HasFailure()) FAIL() << to_yaml(root);
  }
}

// ---- what the table looks like
// -------------------------------------------------------------------------------------

TEST_F(Msel, ColumnsStandInThePlannersOrder) {
  const auto scenario = write("drill.yaml", kOddInjects);
  const auto header = [&](Language language) {
    Diagnostics diagnostics;
    const auto table = parse_xlsx(exported(scenario, SheetFormat::xlsx, language), "x.xlsx", {}, diagnostics);
    std::vector<std::string> names;
    for (const auto& cell : table->header) names.push_back(cell.text);
    return names;
  };
  const auto en = header(Language::en);
  const auto position = [&](const std::string& name) {
    const auto found = std::find(en.begin(), en.end(), name);
    EXPECT_NE(found, en.end()) << name;
    return found - en.begin();
  };
  EXPECT_EQ(en.at(0), "Id");
  EXPECT_EQ(en.at(1), "Scenario time");
  EXPECT_EQ(en.at(2), "Wall time (StartEx 2026-07-05 22:30)");
  EXPECT_EQ(en.at(3), "Kind");
  EXPECT_LT(position("Text (English)"), position("Text (Chinese)"));
  EXPECT_LT(position("Text (Chinese)"), position("Expected action"));
  EXPECT_LT(position("Expected action"), position("Responsible"));
  EXPECT_LT(position("Responsible"), position("Deadline"));
  EXPECT_LT(position("Deadline"), position("Roads"));
  EXPECT_THAT(header(Language::zh),
              testing::IsSupersetOf({"编号", "情景时间", "实际时间（演练开始 2026-07-05 22:30）", "类型",
                                     "内容（英文）", "内容（中文）", "期望行动", "责任单位", "道路"}));
  // Every key that a kind declares has a column.
  const MselColumns columns(catalog());
  for (const auto& kind : columns.kinds()) {
    EXPECT_EQ(columns.kind_of_word(kind.word.zh), &kind);  // no two kinds are called alike
    for (const auto& field : kind.fields) EXPECT_NE(columns.find(field.key), nullptr) << field.key;
  }
}

TEST_F(Msel, CellsAreWordsOfTheLanguage) {
  const auto scenario = write("drill.yaml", R"(exercise: {starts: 2026-07-05 22:30}
injects:
  - {kind: road_closed, id: slide, at: 80 min, roads: [x017, x018], buries: true}
)");
  const auto en = exported(scenario, SheetFormat::csv, Language::en);
  EXPECT_THAT(en, HasSubstr("\nslide,H+1 M+20,2026-07-05 23:50,road_closed,"));
  EXPECT_THAT(en, HasSubstr(",\"x017, x018\","));
  EXPECT_THAT(en, HasSubstr(",yes,"));
  const auto zh = exported(scenario, SheetFormat::csv, Language::zh);
  EXPECT_THAT(zh, HasSubstr("\nslide,H+1 M+20,2026-07-05 23:50,道路中断,"));
  EXPECT_THAT(zh, HasSubstr(",x017、x018,"));
  EXPECT_THAT(zh, HasSubstr(",是,"));
}

TEST_F(Msel, AWorkbookExplainsItsKindsAndColumns) {
  const auto bytes = exported("scenarios/wulong-night-flood", SheetFormat::xlsx, Language::zh);
  Diagnostics diagnostics;
  const auto kinds = parse_xlsx(bytes, "x.xlsx", {.sheet = "类型"}, diagnostics);
  ASSERT_TRUE(kinds) << draw(diagnostics.entries(), Language::en);
  EXPECT_EQ(static_cast<std::size_t>(kinds->row_count()), MselColumns(catalog()).kinds().size());
  EXPECT_EQ(kinds->rows.at(3).at(0).text, "道路中断");
  EXPECT_THAT(kinds->rows.at(3).at(2).text, HasSubstr("道路"));
  EXPECT_TRUE(parse_xlsx(bytes, "x.xlsx", {.sheet = "各列说明"}, diagnostics));
}

TEST_F(Msel, ScenariosWithMistakesAreNotExported) {
  const auto scenario = write("drill.yaml",
                              "injects:\n  - {kind: message, at: 5 mni, text: a}\n  - {kind: massage}\n"
                              "  - {kind: message, at: 1 h, id: a, text: a}\n"
                              "  - {kind: message, at: 1 h, id: a, text: a}\n");
  Diagnostics diagnostics;
  EXPECT_FALSE(export_injects(catalog(), {.scenario = scenario}, diagnostics));
  const auto text = draw(diagnostics.entries(), Language::en);
  EXPECT_THAT(text, HasSubstr("unknown unit 'mni'"));
  EXPECT_THAT(text, HasSubstr("did you mean 'message'?"));
  EXPECT_THAT(text, HasSubstr("the id 'a' is used twice"));
  EXPECT_FALSE(export_injects(catalog(), {.scenario = folder_ / "nowhere"}, diagnostics));
}

TEST_F(Msel, AListWithoutInjectsIsATableToFillIn) {
  const auto scenario = write("drill.yaml", "exercise: {starts: 2026-07-05 22:30}\nhazard: []\n");
  EXPECT_THAT(exported(scenario, SheetFormat::csv, Language::en), HasSubstr("Id,Scenario time,"));
}

// ---- tables of others
// ----------------------------------------------------------------------------------------------

TEST_F(Msel, AMappingSaysHowATableIsRead) {
  const auto mapping = write("map.yaml", R"(sheet: MSEL
header_row: 1
starts: 2026-07-05 02:00
columns:
  - {column: Zeit, key: at}
  - {column: Minuten, key: deadline, unit: min}
  - {column: Betreff, key: text.en}
  - {column: Text, key: text.en}
  - {column: Chinesisch, key: text.zh}
constants:
  - {key: kind, value: message}
  - {key: responsible, value: Duty desk}
ignore: [Nr]
)");
  const auto file =
      workbook({"Nr", "Zeit", "Minuten", "Betreff", "Text", "Chinesisch", "Farbe"},
               {{"1", "02:10", "10", "Rain", "It rains.", "下雨。", ""}, {"2", "03:00", "", "Dry", "", "", "red"}});
  Diagnostics diagnostics;
  const auto injects = import_injects(catalog(), {.file = file, .mapping = mapping}, diagnostics);
  ASSERT_TRUE(injects) << draw(diagnostics.entries(), Language::en);
  const auto drawn = draw(diagnostics.entries(), Language::en);
  EXPECT_THAT(drawn, HasSubstr("cell G1: warning: column 'Farbe' is left out"));
  EXPECT_THAT(drawn, testing::Not(HasSubstr("'Nr'")));
  const auto meaning = meaning_of_yaml(injects->yaml);
  ASSERT_EQ(meaning.size(), 2U);
  EXPECT_THAT(meaning[0], HasSubstr("at: 10 min"));
  EXPECT_THAT(meaning[0], HasSubstr("deadline: 10 min"));
  EXPECT_THAT(meaning[0], HasSubstr("Rain\\nIt rains."));
  EXPECT_THAT(meaning[0], HasSubstr("下雨。"));
  EXPECT_THAT(meaning[0], HasSubstr("responsible: Duty desk"));
  EXPECT_THAT(meaning[1], HasSubstr("at: 1 h"));
}

TEST_F(Msel, AMappingIsCheckedItself) {
  const auto file = workbook({"a"}, {{"1"}});
  const auto mapping = write("map.yaml", R"(header_row: 0
sheet: MSLE
columns:
  - {column: A, key: atn}
  - {column: A1, key: text, unit: mni}
  - {colum: B, key: at}
)");
  auto text = refused({.file = file, .mapping = mapping});
  EXPECT_THAT(text, HasSubstr("unknown key 'colum'"));
  write("map.yaml", "header_row: 0\ncolumns:\n  - {column: A, key: atn}\n  - {column: A1, key: text, unit: mni}\n");
  text = refused({.file = file, .mapping = mapping});
  EXPECT_THAT(text, HasSubstr("map.yaml:3:22: error: injects have no key 'atn'"));
  EXPECT_THAT(text, HasSubstr("did you mean 'at'?"));
  EXPECT_THAT(text, HasSubstr("'A1' are not the letters of a column"));
  EXPECT_THAT(text, HasSubstr("unknown unit 'mni'"));
  EXPECT_THAT(text, HasSubstr("nothing says the kind of the injects"));
  write("map.yaml", "sheet: MSLE\ncolumns: [{column: a, key: at}]\nconstants: [{key: kind, value: message}]\n");
  text = refused({.file = file, .mapping = mapping});
  EXPECT_THAT(text, HasSubstr("there is no sheet 'MSLE'"));
  EXPECT_THAT(text, HasSubstr("did you mean 'MSEL'?"));
  write("map.yaml", "columns: [{column: Zeit, key: at}]\nconstants: [{key: kind, value: message}]\n");
  text = refused({.file = file, .mapping = mapping});
  EXPECT_THAT(text, HasSubstr("column 'Zeit' is missing"));
}

// ---- bad input
// -----------------------------------------------------------------------------------------------------

TEST_F(Msel, MistakesAreToldAtTheirCells) {
  const auto file =
      workbook({"Id", "Scenario time", "Wall time (StartEx 2026-07-05 02:00)", "Kind", "Text", "Roads", "Deadline"},
               {{"a", "M+5", "", "message", "one", "", ""},
                {"b", "soon", "", "message", "two", "", ""},
                {"c", "M-5", "", "message", "three", "", ""},
                {"d", "M+10", "2026-07-05 02:30", "message", "four", "", ""},
                {"e", "M+10", "", "???", "five", "", ""},
                {"f", "M+10", "", "road_closed", "", "", ""},
                {"g", "M+10", "", "message", "seven", "x017", ""},
                {"a", "M+10", "", "message", "eight", "", "10"},
                {"a", "M+10", "", "message", "nine", "", ""},
                {"j", "", "31/13/2026", "message", "", "", ""}});
  const auto text = refused({.file = file});
  for (const auto* expected :
       {"cell B3: error: 'soon' is not a time [bad-time]", "cell B4: error: this inject comes 5 min before StartEx",
        "cell C5: error: the scenario time is 10 min after StartEx, the wall time 30 min [inconsistent]",
        "cell D6: error: unknown kind of inject '???' [unknown-kind]",
        "cell F7: error: 'Roads' of this road_closed is empty", "cell F8: error: unknown key 'roads'",
        "cell G9: error: '10' has no unit [missing-unit]", "cell A10: error: the id 'a' is used twice [duplicate-id]",
        "first used in cell A2", "cell C11: error: there is no such time: '31/13/2026'",
        "cell E11: error: 'Text' of this message is empty"}) {
    EXPECT_THAT(text, HasSubstr(expected));
  }
  EXPECT_THAT(text, HasSubstr("list.xlsx, sheet \"MSEL\", cell B3: error"));
  EXPECT_THAT(refused({.file = file}, Language::zh),
              HasSubstr("list.xlsx，工作表“MSEL”，单元格 B3: 错误：“soon”不是时间"));
}

TEST_F(Msel, BadRowsAreLeftOutOnlyWhenAsked) {
  const auto file = workbook(
      {"Scenario time", "Kind", "Text"},
      {{"M+5", "message", "one"}, {"M+5", "???", ""}, {"M-5", "message", "three"}, {"M+6", "message", "four"}});
  refused({.file = file});
  Diagnostics diagnostics;
  const auto injects = import_injects(catalog(), {.file = file, .bad_rows = BadRows::skipped}, diagnostics);
  ASSERT_TRUE(injects);
  EXPECT_EQ(injects->injects, 2U);
  EXPECT_EQ(injects->skipped, 2U);
  EXPECT_FALSE(diagnostics.has_errors());
  EXPECT_THAT(draw(diagnostics.entries(), Language::en), HasSubstr("cell B3: warning: unknown kind of inject '???'"));
  EXPECT_EQ(meaning_of_yaml(injects->yaml).size(), 2U);
  const auto none = workbook({"Scenario time", "Kind"}, {{"M+5", "???"}});
  EXPECT_THAT(refused({.file = none, .bad_rows = BadRows::skipped}), HasSubstr("no row is an inject"));
}

TEST_F(Msel, MissingAndUnknownColumnsAreTold) {
  auto text = refused({.file = workbook({"Id", "Text"}, {{"a", "b"}})});
  EXPECT_THAT(text, HasSubstr("cell A1: error: column 'Kind' is missing [missing-column]"));
  EXPECT_THAT(text, HasSubstr("no column says when the injects are played"));
  text = refused({.file = workbook({"Scenario time", "Kind", "Txet"}, {{"M+1", "message", "b"}})});
  EXPECT_THAT(text, HasSubstr("cell C1: error: unknown column 'Txet'"));
  EXPECT_THAT(text, HasSubstr("did you mean 'Text'?"));
  text = refused({.file = workbook({"Wall time", "Kind", "Text"}, {{"02:10", "message", "b"}})});
  EXPECT_THAT(text, HasSubstr("cell A2: error: '02:10' counts by the calendar, but when StartEx is nobody says"));
  const auto starts = parse_civil_time("2026-07-05 02:00");
  EXPECT_THAT(imported({.file = folder_ / "list.xlsx", .starts = starts}), HasSubstr("at: 10 min"));
}

TEST_F(Msel, CsvTablesHaveLinesForPlaces) {
  const auto file = write("list.csv", "编号,情景时间,类型,内容\n1,H+1,发布,下雨\n2,H+1,message,下雨\n");
  EXPECT_THAT(refused({.file = file}, Language::zh), HasSubstr("list.csv:2:7: 错误：未知的导调信息类型“发布”"));
  write("list.csv", "编号,情景时间,类型,内容\n1,H+1,向参演人员通报信息,下雨\n");
  EXPECT_THAT(imported({.file = file}), HasSubstr("kind: message"));
}

// ---- a real one
// ----------------------------------------------------------------------------------------------------

// ../shared/data/msel-openaev: the cells as known, the times worked out by hand from what its SOURCE.md says.
TEST_F(Msel, TablesOfOpenAevAreRead) {
  const char* data = std::getenv("TOCSIN_DATA");
  const auto cases = fs::path(data != nullptr ? data : "../shared/data") / "msel-openaev";
  if (!fs::exists(cases)) GTEST_SKIP() << "msel-openaev is not here (set TOCSIN_DATA)";
  const auto expected = nlohmann::json::parse(std::ifstream(cases / "expected.json"));
  struct Known {
    const char* file;
    const char* mapping;
    std::vector<double> at_min;  // of the rows that are injects, in order
  };
  const double day = 1440;
  for (const auto& known :
       {Known{"msel_1.xlsx", "openaev-relative-days", {0, 30 * day}}, Known{"msel_2.xlsx", "openaev-dates", {0, 5, 5}},
        Known{"msel_4.xlsx", "openaev-relative-days", {59 * day, 60 * day, 61 * day, 63 * day + 5}}}) {
    SCOPED_TRACE(known.file);
    const auto mapping = fs::path("scenarios/inject-tables") / (std::string(known.mapping) + ".yaml");
    InjectImport order{.file = cases / known.file, .mapping = mapping};
    EXPECT_THAT(refused(order), HasSubstr("unknown kind of inject '???'"));
    order.bad_rows = BadRows::skipped;
    Diagnostics diagnostics;
    const auto injects = import_injects(catalog(), order, diagnostics);
    ASSERT_TRUE(injects) << draw(diagnostics.entries(), Language::en);
    Diagnostics ignored;
    const auto list = parse_document(injects->yaml, "injects.yaml", ignored)->root.items;
    std::size_t at = 0;
    for (const auto& row : expected.at(known.file).at("rows")) {
      const auto number = row.at("row").get<int>();
      if (row.at("B") == "???") {
        EXPECT_THAT(draw(diagnostics.entries(), Language::en),
                    HasSubstr("sheet \"CHECKLIST\", cell B" + std::to_string(number) + ": warning: unknown kind"));
        continue;
      }
      ASSERT_LT(at, list.size());
      const auto& inject = list[at];
      EXPECT_EQ(read_quantity(inject.find("at")->text, Dimension::duration).si, known.at_min.at(at) * 60);
      std::string text;
      for (const auto* column : {"E", "F", "G"}) {
        if (row.contains(column)) text += (text.empty() ? "" : "\n") + row.at(column).get<std::string>();
      }
      EXPECT_EQ(inject.find("text")->text, text);
      EXPECT_EQ(inject.find("expected_action")->text, row.at("H").get<std::string>());
      if (row.contains("D")) {
        EXPECT_EQ(inject.find("responsible")->text, row.at("D").get<std::string>());
      }
      ++at;
    }
    EXPECT_EQ(at, list.size());
    EXPECT_EQ(injects->skipped, 1U);
    EXPECT_TRUE(std::is_sorted(known.at_min.begin(), known.at_min.end()));
  }
}

}  // namespace
}  // namespace tocsin::exercise
