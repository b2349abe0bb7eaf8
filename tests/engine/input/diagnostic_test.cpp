// SPDX-License-Identifier: Apache-2.0
// How diagnostics are drawn: order, carets under wide characters, both languages, JSON.
#include "engine/input/diagnostic.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace tocsin {
namespace {

std::shared_ptr<const SourceFile> file(std::string path, std::vector<std::string> lines) {
  return std::make_shared<SourceFile>(SourceFile{std::move(path), std::move(lines)});
}

TEST(Diagnostic, IsDrawnAsTheHandbookOfMessagesSays) {
  std::vector<std::string> lines(17);
  lines[16] = "    range: 0.8 km/hr";
  Diagnostics diagnostics;
  diagnostics.error({file("scenarios/first-siren/scenario.yaml", lines), 17, 12, 9}, "unknown-unit",
                    {"unknown unit 'km/hr'", "未知的单位“km/hr”"},
                    {"a length, in one of: m, km", "长度，单位可用：m、km"},
                    {"'range' is a distance, not a speed", "“range”是长度，不是速度"});
  EXPECT_EQ(draw(diagnostics.entries(), Language::en),
            "scenarios/first-siren/scenario.yaml:17:12: error: unknown unit 'km/hr' [unknown-unit]\n"
            "   17 |     range: 0.8 km/hr\n"
            "      |            ^~~~~~~~~\n"
            "  expected: a length, in one of: m, km\n"
            "  hint: 'range' is a distance, not a speed\n");
  EXPECT_EQ(draw(diagnostics.entries(), Language::zh),
            "scenarios/first-siren/scenario.yaml:17:12: 错误：未知的单位“km/hr” [unknown-unit]\n"
            "   17 |     range: 0.8 km/hr\n"
            "      |            ^~~~~~~~~\n"
            "  应为：长度，单位可用：m、km\n"
            "  提示：“range”是长度，不是速度\n");
}

TEST(Diagnostic, CaretStandsUnderWideCharacters) {
  Diagnostics diagnostics;
  diagnostics.warning({file("村.yaml", {"name: 羊角街道, 距离"}), 1, 7, 4}, "x-y", {"w", "w"});
  EXPECT_EQ(draw(diagnostics.entries(), Language::zh),
            "村.yaml:1:7: 警告：w [x-y]\n"
            "    1 | name: 羊角街道, 距离\n"
            "      |       ^~~~~~~~\n");
  Diagnostics after;
  after.error({file("a", {"羊角: x"}), 1, 5, 1}, "x-y", {"w", "w"});
  EXPECT_EQ(draw(after.entries(), Language::en), "a:1:5: error: w [x-y]\n    1 | 羊角: x\n      |       ^\n");
}

TEST(Diagnostic, SortsByFileAndPlaceAndCountsTheRest) {
  const auto a = file("a", {"1", "2", "3"});
  Diagnostics diagnostics;
  diagnostics.error({file("b", {"1"}), 1, 1, 1}, "c", {"fourth", ""});
  diagnostics.error({a, 3, 1, 1}, "c", {"third", ""});
  diagnostics.error({a, 1, 1, 1}, "c", {"second", ""});
  diagnostics.error({a}, "c", {"first", ""});
  EXPECT_EQ(draw(diagnostics.entries(), Language::en, 2),
            "a: error: first [c]\n"
            "a:1:1: error: second [c]\n    1 | 1\n      | ^\n"
            "… and 2 more (--json shows all)\n");
  EXPECT_NE(draw(diagnostics.entries(), Language::zh, 1).find("……另有 3 处（--json 全部列出）\n"), std::string::npos);
}

TEST(Diagnostic, ErrorsComeBeforeWarnings) {
  Diagnostics diagnostics;
  diagnostics.warning({file("a", {"1"}), 1, 1, 1}, "c", {"second", ""});
  diagnostics.error({file("b", {"1"}), 1, 1, 1}, "c", {"first", ""});
  const auto text = draw(diagnostics.entries(), Language::en);
  EXPECT_LT(text.find("first"), text.find("second"));
}

TEST(Diagnostic, ShowsTabsControlCharactersAndStrayBytesAsOneCell) {
  Diagnostics diagnostics;
  diagnostics.error({file("a", {std::string("x\ty\x01\xFF\0z", 7)}), 1, 7, 1}, "c", {"w", "w"});
  EXPECT_EQ(draw(diagnostics.entries(), Language::en), "a:1:7: error: w [c]\n    1 | x y???z\n      |       ^\n");
}

TEST(Diagnostic, CutsLongLinesAroundThePlace) {
  Diagnostics diagnostics;
  diagnostics.error({file("a", {std::string(500, 'x') + "HERE" + std::string(500, 'y')}), 1, 501, 4}, "c", {"w", "w"});
  const auto text = draw(diagnostics.entries(), Language::en);
  EXPECT_NE(text.find("…" + std::string(40, 'x') + "HERE" + std::string(56, 'y') + "…"), std::string::npos) << text;
  EXPECT_NE(text.find("\n      | " + std::string(41, ' ') + "^~~~\n"), std::string::npos) << text;
}

TEST(Diagnostic, PlacesBeyondTheFileDoNoHarm) {
  Diagnostics diagnostics;
  diagnostics.error({file("a", {"x"}), 9, 9, 9}, "c", {"w", "w"});
  diagnostics.error({file("a", {"x"}), 1, 90, 9}, "c", {"w", "w"});
  diagnostics.error({nullptr, 3, 1, 1}, "c", {"w", "w"});
  diagnostics.error({}, "c", {"w", "w"});
  EXPECT_EQ(draw(diagnostics.entries(), Language::en),
            "error: w [c]\n:3:1: error: w [c]\na:1:90: error: w [c]\n    1 | x\n      |  ^\na:9:9: error: w [c]\n");
}

TEST(Diagnostic, InputErrorCarriesEverything) {
  Diagnostics diagnostics;
  diagnostics.warning({}, "w", {"only a warning", ""});
  EXPECT_NO_THROW(diagnostics.throw_if_errors());
  diagnostics.error({}, "e", {"an error", ""});
  try {
    diagnostics.throw_if_errors();
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.diagnostics().size(), 2U);
    EXPECT_STREQ(error.what(), "error: an error [e]\nwarning: only a warning [w]\n");
  }
}

TEST(Diagnostic, JsonHoldsAllPartsEvenForStrangeFileNames) {
  Diagnostics diagnostics;
  diagnostics.error({file("a\xFF", {"x"}), 1, 1, 1}, "c", {"what", "什么"}, {"e", "应"}, {"h", "提"});
  const auto json = nlohmann::json::parse(to_json(diagnostics.entries(), Language::zh));
  ASSERT_EQ(json.size(), 1U);
  EXPECT_EQ(json[0]["line"], 1);
  EXPECT_EQ(json[0]["severity"], "error");
  EXPECT_EQ(json[0]["what"], "什么");
  EXPECT_EQ(json[0]["expected"], "应");
  EXPECT_EQ(json[0]["hint"], "提");
  EXPECT_EQ(nlohmann::json::parse(to_json({}, Language::en)), nlohmann::json::array());
}

}  // namespace
}  // namespace tocsin
