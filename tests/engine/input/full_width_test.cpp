// SPDX-License-Identifier: Apache-2.0
// Full-width characters of Chinese input methods where YAML has ASCII ones: the message points at the character itself.
#include "engine/input/full_width.hpp"

#include <gtest/gtest.h>

#include "tests/engine/input/messages.hpp"

namespace tocsin {
namespace {

TEST(FullWidth, AColonIsPointedAtWhereItStands) {
  EXPECT_EQ(messages_of_yaml("tocsin: 1\nexercise:\n  starts: 2026-07-05 02:00\n  duration：12 h\nx: 1\n"),
            "drill.yaml:4:11: error: full-width colon '：' [syntax]\n"
            "    4 |   duration：12 h\n"
            "      |           ^~\n"
            "  hint: write the half-width ': '\n");
  EXPECT_EQ(messages_of_yaml("name： a\ntown: b\n", Language::zh),
            "drill.yaml:1:5: 错误：全角冒号“：” [syntax]\n"
            "    1 | name： a\n"
            "      |     ^~\n"
            "  提示：请改用半角“: ”\n");
}

TEST(FullWidth, EveryKindAtItsPlace) {
  const auto place_and_sign = [](std::string_view yaml) {
    const auto text = messages_of_yaml(yaml);
    return text.substr(0, text.find('\n'));
  };
  EXPECT_EQ(place_and_sign("exercise：\n  starts: 2026-07-05 02:00\n"),
            "drill.yaml:1:9: error: full-width colon '：' [syntax]");
  EXPECT_EQ(place_and_sign("hazard：\n  - kind: flood\n"), "drill.yaml:1:7: error: full-width colon '：' [syntax]");
  EXPECT_EQ(place_and_sign("a: {kind：flood, x: 1}\n"), "drill.yaml:1:9: error: full-width colon '：' [syntax]");
  EXPECT_EQ(place_and_sign("a: 1\nname:　x\nb: 2\n"), "drill.yaml:2:6: error: full-width space '　' [syntax]");
  EXPECT_EQ(place_and_sign("a:\n　　b: 1\nc: 2\n"), "drill.yaml:2:1: error: full-width space '　' [syntax]");
  EXPECT_EQ(place_and_sign("zones: [A, B］\nb: 2\n"), "drill.yaml:1:13: error: full-width bracket '］' [syntax]");
  EXPECT_EQ(place_and_sign("a: first\n  b：second\nc: 1\n"), "drill.yaml:2:4: error: full-width colon '：' [syntax]");
  EXPECT_EQ(place_and_sign("a: 1\n\n# why\nb：2\n\n# a remark\nc: 1\n"),
            "drill.yaml:4:2: error: full-width colon '：' [syntax]");
}

TEST(FullWidth, TextMayHoldThem) {
  EXPECT_EQ(messages_of_yaml("name: 夜间演练：羊角，一期（“甲”）\n注意：x: 1\nnote: {zh: 甲，乙：丙, en: a}\n"), "");
  EXPECT_EQ(messages_of_yaml("name: Note：one\n"), "");
  EXPECT_FALSE(full_width_slip("  说明：甲"));
  EXPECT_FALSE(full_width_slip("note: 甲，乙"));
}

TEST(FullWidth, HintsForValues) {
  EXPECT_EQ(full_width_hint("A，B").en, "full-width comma '，': write the half-width ', '");
  EXPECT_EQ(full_width_hint("A、B").zh, "顿号“、”：请改用半角“, ”");
  EXPECT_EQ(full_width_hint("“A”").en, "curly quotation mark '“': write the half-width '\"'");
  EXPECT_EQ(full_width_hint("kind：flood").en, "full-width colon '：': write the half-width ': '");
  EXPECT_EQ(full_width_hint("Ｂ１").en, "full-width 'Ｂ': write the half-width 'B'");
  EXPECT_TRUE(full_width_hint("羊角").empty());
}

}  // namespace
}  // namespace tocsin
