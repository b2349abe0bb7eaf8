// SPDX-License-Identifier: Apache-2.0
// The YAML reader: places, text that stays text, and every trap of the format with its message.
#include "engine/input/document.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/engine/input/messages.hpp"

namespace tocsin {
namespace {

Document parse(std::string_view text) {
  Diagnostics diagnostics;
  auto document = parse_document(text, "drill.yaml", diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << draw(diagnostics.entries(), Language::en);
  EXPECT_TRUE(document.has_value());
  return document.value_or(Document{});
}

std::string place(const SourceSpan& where) {
  return std::to_string(where.line) + ":" + std::to_string(where.column) + "+" + std::to_string(where.length);
}

bool same(const Node& a, const Node& b) {
  if (a.kind != b.kind || a.text != b.text || a.items.size() != b.items.size()) return false;
  if (a.entries.size() != b.entries.size()) return false;
  for (std::size_t i = 0; i < a.items.size(); ++i) {
    if (!same(a.items[i], b.items[i])) return false;
  }
  for (std::size_t i = 0; i < a.entries.size(); ++i) {
    if (a.entries[i].key != b.entries[i].key || !same(a.entries[i].value, b.entries[i].value)) return false;
  }
  return true;
}

TEST(Document, KnowsThePlaceOfEveryKeyAndValue) {
  const auto document = parse(
      "# comment\n"
      "name: First siren\n"
      "名称: 羊角  # wide\n"
      "list:\n"
      "  - kind: flood\n"
      "    quoted: \"a \\\" b\"\n"
      "  - 'it''s'\n"
      "flow: {a: [1, 22], b: }\n"
      "block: |\n"
      "  two\n"
      "  lines\n");
  const auto& root = document.root;
  EXPECT_EQ(place(root.where), "2:1+4");
  EXPECT_EQ(place(root.entries[0].key_where), "2:1+4");
  EXPECT_EQ(place(root.entries[0].value.where), "2:7+11");
  EXPECT_EQ(place(root.entries[1].key_where), "3:1+2");
  EXPECT_EQ(place(root.entries[1].value.where), "3:5+2");
  const auto& list = *root.find("list");
  ASSERT_TRUE(list.is_sequence());
  EXPECT_EQ(place(list.items[0].where), "5:5+4");
  EXPECT_EQ(place(list.items[0].find("quoted")->where), "6:13+8");
  EXPECT_EQ(list.items[0].find("quoted")->text, "a \" b");
  EXPECT_EQ(list.items[1].text, "it's");
  EXPECT_EQ(place(list.items[1].where), "7:5+7");
  EXPECT_TRUE(list.items[1].quoted);
  const auto& flow = *root.find("flow");
  EXPECT_EQ(place(flow.find("a")->items[1].where), "8:15+2");
  EXPECT_TRUE(flow.find("b")->is_empty());
  EXPECT_EQ(place(flow.find("b")->where), "8:20+1");
  EXPECT_EQ(root.find("block")->text, "two\nlines\n");
  EXPECT_EQ(root.find("nothing"), nullptr);
}

TEST(Document, LeavesScalarsAsText) {
  const auto document = parse("a: NO\nb: 09:00\nc: 010\nd: 1_000\ne: on\nf: 0x1F\ng: 2026-07-05 02:00\nh: -1.5e3\n");
  EXPECT_EQ(document.root.find("a")->text, "NO");
  EXPECT_EQ(document.root.find("b")->text, "09:00");
  EXPECT_EQ(document.root.find("c")->text, "010");
  EXPECT_EQ(document.root.find("d")->text, "1_000");
  EXPECT_EQ(document.root.find("e")->text, "on");
  EXPECT_EQ(document.root.find("f")->text, "0x1F");
  EXPECT_EQ(document.root.find("g")->text, "2026-07-05 02:00");
  EXPECT_EQ(document.root.find("h")->text, "-1.5e3");
}

TEST(Document, AcceptsWhatEditorsLeaveBehind) {
  EXPECT_EQ(parse("\xEF\xBB\xBF"
                  "a: 1\r\nb: 2\r\n")
                .root.find("b")
                ->text,
            "2");
  EXPECT_EQ(place(parse("a: 1\rb: 2\r").root.find("b")->where), "2:4+1");
  EXPECT_EQ(parse(std::string("\xFF\xFE"
                              "a\0:\0 \0\x8A\x7F\n\0",
                              12))
                .root.find("a")
                ->text,
            "羊");
  EXPECT_EQ(parse("---\na: 1\n...\n").root.find("a")->text, "1");
}

TEST(Document, RefusesDuplicateKeysWithBothPlaces) {
  EXPECT_EQ(messages_of_yaml("name: a\nother: b\nname: c\n"),
            "drill.yaml:3:1: error: key 'name' is given twice [duplicate-key]\n"
            "    3 | name: c\n"
            "      | ^~~~\n"
            "  hint: first given in line 1\n");
  EXPECT_EQ(messages_of_yaml("名称: a\n名称: c\n", Language::zh),
            "drill.yaml:2:1: 错误：键“名称”重复 [duplicate-key]\n"
            "    2 | 名称: c\n"
            "      | ^~~~\n"
            "  提示：首次出现在第 1 行\n");
  Diagnostics diagnostics;
  const auto document = parse_document("a: 1\na: 2\n", "x", diagnostics);
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root.find("a")->text, "1");
}

TEST(Document, RefusesAnchorsAliasesTagsAndMergeKeys) {
  EXPECT_EQ(messages_of_yaml("base: &b {a: 1}\nuse:\n  <<: *b\n"),
            "drill.yaml:1:7: error: an anchor ('&name') [unsupported-yaml]\n"
            "    1 | base: &b {a: 1}\n"
            "      |       ^\n"
            "  expected: the value alone\n"
            "  hint: values shared by several entries belong into the library\n"
            "drill.yaml:3:3: error: the merge key '<<' [unsupported-yaml]\n"
            "    3 |   <<: *b\n"
            "      |   ^~\n"
            "  expected: every key written out\n"
            "  hint: YAML readers disagree about '<<'; shared values belong into the library\n"
            "drill.yaml:3:7: error: an alias ('*name') [unsupported-yaml]\n"
            "    3 |   <<: *b\n"
            "      |       ^\n"
            "  expected: the value itself\n"
            "  hint: values shared by several entries belong into the library\n");
  EXPECT_EQ(messages_of_yaml("a: !!str 1\n"),
            "drill.yaml:1:4: error: a tag ('tag:yaml.org,2002:str') [unsupported-yaml]\n"
            "    1 | a: !!str 1\n"
            "      |    ^\n"
            "  expected: the value alone\n"
            "  hint: text that begins with '!' stands in quotes\n");
  EXPECT_NE(messages_of_yaml("a: 1\n---\nb: 2\n").find("a second document begins here"), std::string::npos);
  EXPECT_NE(messages_of_yaml("? [a, b]\n: 1\n").find("a list or group of keys as a key"), std::string::npos);
  EXPECT_NE(messages_of_yaml("a: *nowhere\n").find("an alias ('*name') is not supported"), std::string::npos);
}

TEST(Document, RefusesPlainValuesThatRunOn) {
  EXPECT_EQ(messages_of_yaml("a: first\n  second\nb: 1\n"),
            "drill.yaml:1:4: error: this value runs on over the next line [syntax]\n"
            "    1 | a: first\n"
            "      |    ^~~~~\n"
            "  expected: the value on one line, or in quotes\n"
            "  hint: check the indentation of the next line and its ':'\n");
  EXPECT_EQ(parse("a: \"first\n  second\"\n").root.find("a")->text, "first second");
}

TEST(Document, ExplainsSyntaxErrors) {
  EXPECT_EQ(messages_of_yaml("a:\n\tb: 1\n", Language::zh),
            "drill.yaml:2:1: 错误：缩进中使用了制表符（Tab） [syntax]\n"
            "    2 |  b: 1\n"
            "      | ^\n"
            "  提示：请用空格缩进\n");
  EXPECT_NE(messages_of_yaml("a: [1, 2\nb: 3\n").find("[syntax]"), std::string::npos);
  EXPECT_NE(messages_of_yaml("a: \"open\n").find("a quotation mark is never closed"), std::string::npos);
  EXPECT_NE(messages_of_yaml("a: b: c\n").find("[syntax]"), std::string::npos);
  EXPECT_NE(messages_of_yaml("a: 1\n  b: 2\n").find("[syntax]"), std::string::npos);
  EXPECT_NE(messages_of_yaml("a: @b\n").find("a character that cannot start a value"), std::string::npos);
  EXPECT_EQ(messages_of_yaml(""), "drill.yaml: error: the file is empty [missing-value]\n");
  EXPECT_EQ(messages_of_yaml("# only a comment\n"), "drill.yaml: error: the file is empty [missing-value]\n");
}

TEST(Document, RefusesWhatIsNotUtf8) {
  EXPECT_EQ(messages_of_yaml("name: x\nplace: \xD1\xF2\xBD\xC7\n", Language::zh),
            "drill.yaml:2: 错误：含有非 UTF-8 字节 [encoding]\n"
            "    2 | place: ???\n"
            "  应为：UTF-8 文本\n"
            "  提示：该文件似为 GB18030（GBK）编码：请另存为 UTF-8\n");
  EXPECT_EQ(messages_of_yaml("name: x\xFF\n"),
            "drill.yaml:1: error: bytes that are not UTF-8 [encoding]\n"
            "    1 | name: x?\n"
            "  expected: UTF-8 text\n"
            "  hint: save the file as UTF-8\n");
  EXPECT_EQ(messages_of_yaml(std::string_view("羊: x\0\n", 8)),
            "drill.yaml:1:5: error: a control character (U+0000) [encoding]\n"
            "    1 | 羊: x?\n"
            "      |      ^\n"
            "  expected: text only\n");
}

TEST(Document, RefusesCharactersThatAreNoText) {
  EXPECT_EQ(messages_of_yaml("a: x\xEF\xBB\xBFy\n"),
            "drill.yaml:1:5: error: a control character (U+FEFF) [encoding]\n"
            "    1 | a: x\xEF\xBB\xBFy\n"
            "      |     ^\n"
            "  expected: text only\n");
  EXPECT_NE(messages_of_yaml("a: \xEF\xBF\xBF\n").find("(U+FFFF)"), std::string::npos);
  EXPECT_EQ(messages_of_yaml("a: \"\\x00\"\n"),
            "drill.yaml:1:4: error: an escape for a control character [encoding]\n"
            "    1 | a: \"\\x00\"\n"
            "      |    ^~~~~~\n"
            "  expected: text only\n");
}

TEST(Document, SurvivesDeepNesting) {
  EXPECT_NE(messages_of_yaml(std::string(20000, '[')).find("nested too deeply"), std::string::npos);
  std::string blocks;
  for (int i = 0; i < 300; ++i) blocks += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  EXPECT_NE(messages_of_yaml(blocks).find("nested too deeply"), std::string::npos);
}

// Found by the fuzzer: yaml-cpp finds empty documents without end in these.
TEST(Document, EndsAtInputsThatYamlCppNeverFinishes) {
  EXPECT_NE(messages_of_yaml(",li \xEF\xBB\xBF"
                             "e"),
            "");
  EXPECT_NE(messages_of_yaml(","), "");
}

TEST(Document, NamesTheNearestFile) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "tocsin-document-test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "scenario.yaml") << "a: 1\n";
  Diagnostics diagnostics;
  EXPECT_FALSE(read_document(folder / "scenarios.yaml", diagnostics));
  EXPECT_FALSE(read_document(folder / "nothing" / "x.yaml", diagnostics));
  EXPECT_FALSE(read_document(folder, diagnostics));
  EXPECT_TRUE(read_document(folder / "scenario.yaml", diagnostics));
  const auto& found = diagnostics.entries();
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].code, "missing-file");
  EXPECT_EQ(found[0].hint.en, "did you mean 'scenario.yaml'?");
  EXPECT_EQ(found[1].hint.en, "the folder '" + (folder / "nothing").string() + "' does not exist");
  EXPECT_EQ(found[2].code, "unreadable-file");
  std::filesystem::remove_all(folder);
}

TEST(Document, WhatIsWrittenReadsBack) {
  auto root = Node::mapping();
  const char* texts[] = {"plain",        "",    " lead", "trail ", "a: b", "#x",         "x #y",   "- a",  "[a",
                         "{a}",          "~",   "null",  "true",   "010",  "two\nlines", "tab\tx", "it's", "say \"hi\"",
                         "羊角街道",     "😀",   "@x",    "*x",     "&x",   "!x",         "%x",     "`x",   "?",
                         "? x",          "-",   "--- x", "...",    ":",    "a:",         "a\\nb",  "90 %", "\xC2\x85",
                         "\xE2\x80\xA8", "| x", "> x",   "=",      "<<",   "a,b",        "a]b"};
  auto list = Node::sequence();
  auto items = Node::sequence();
  for (const char* text : texts) {
    root.add(std::string("k") + std::to_string(root.entries.size()), Node::scalar(text));
    list.items.push_back(Node::scalar(text));
    auto item = Node::mapping();
    item.add("t", Node::scalar(text)).add("s", Node::sequence({Node::scalar(text)}));
    items.items.push_back(std::move(item));
  }
  root.add("list", std::move(list)).add("items", std::move(items));
  root.add("empty_list", Node::sequence()).add("empty_group", Node::mapping()).add("nothing", Node{});
  const auto text = to_yaml(root);
  const auto again = parse(text);
  EXPECT_TRUE(same(again.root, root)) << text;
  EXPECT_EQ(to_yaml(again.root), text);
}

}  // namespace
}  // namespace tocsin
