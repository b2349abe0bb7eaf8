// SPDX-License-Identifier: Apache-2.0
// Cells of a terminal, broken lines, and paths as they are shown.
#include "engine/input/cells.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "engine/input/shown_path.hpp"

namespace tocsin {
namespace {

using testing::ElementsAre;

TEST(Cells, WideCharactersTakeTwo) {
  EXPECT_EQ(cell_count(""), 0U);
  EXPECT_EQ(cell_count("abc"), 3U);
  EXPECT_EQ(cell_count("羊角a"), 5U);
  EXPECT_EQ(cell_count("（必需）"), 8U);
  EXPECT_EQ(cell_count("e\u0301"), 1U);  // a combining accent
}

TEST(Wrapped, BreaksBetweenWords) {
  EXPECT_THAT(wrapped("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(wrapped("a-very-long-word x", 5), ElementsAre("a-very-long-word", "x"));
  EXPECT_THAT(wrapped("", 5), ElementsAre(""));
  EXPECT_THAT(wrapped("a\nb", 5), ElementsAre("a", "b"));
}

TEST(Wrapped, BreaksChineseAnywhereButBeforeClosingPunctuation) {
  EXPECT_THAT(wrapped("应急演练仿真", 8), ElementsAre("应急演练", "仿真"));
  EXPECT_THAT(wrapped("应急演练，仿真", 8), ElementsAre("应急演", "练，仿真"));
  EXPECT_THAT(wrapped("用 JSON 输出", 8), ElementsAre("用 JSON", "输出"));
}

TEST(ShownPath, IsNormalAndRelativeInside) {
  const auto here = std::filesystem::current_path();
  EXPECT_EQ(shown_path("first-siren/../towns/wulong/town.yaml"), "towns/wulong/town.yaml");
  EXPECT_EQ(shown_path(here / "runs" / "a"), "runs/a");
  EXPECT_EQ(shown_path("./runs//a/"), "runs/a");
  EXPECT_EQ(shown_path("../elsewhere/./x"), "../elsewhere/x");
  EXPECT_EQ(shown_path("/no/such/../place"), "/no/place");
  EXPECT_EQ(shown_path(here), ".");
  EXPECT_EQ(shown_path(""), "");
  EXPECT_EQ(shown_path("/"), "/");
}

}  // namespace
}  // namespace tocsin
