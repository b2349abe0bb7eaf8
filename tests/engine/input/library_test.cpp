// SPDX-License-Identifier: Apache-2.0
// The library of parameter values: loading, overriding by a user's file, mistakes at the right place.
#include "engine/input/library.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/ensure.hpp"
#include "tests/engine/input/messages.hpp"

namespace tocsin {
namespace {

const std::vector<LibraryText> kTexts{
    {"evacuation.yaml",
     "evacuation.behavior:\n"
     "  talk_time: {value: 2 min, low: 1 min, high: 4 min, source: handbook 3.6, confidence: E,\n"
     "              note: {en: At one door., zh: 每户。}}\n"
     "  walking_speed: {value: 1.1 m/s, source: handbook 4.5c, confidence: M}\n"},
    {"warning.yaml", "warning.siren:\n  range: {value: 800 m, source: handbook 3.4, confidence: S}\n"},
};

Node node_of(std::string_view text, Diagnostics& diagnostics) {
  return parse_document(text, "mine.yaml", diagnostics).value_or(Document{}).root;
}

std::string messages_of_overlay(std::string_view text) {
  auto library = Library::from_texts(kTexts);
  Diagnostics diagnostics;
  library.overlay(node_of(text, diagnostics), diagnostics);
  return draw(diagnostics.entries(), Language::en);
}

TEST(Library, KnowsItsEntries) {
  const auto library = Library::from_texts(kTexts);
  EXPECT_EQ(library.entries().size(), 3U);
  const auto* entry = library.find("evacuation.behavior", "talk_time");
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->value.text, "2 min");
  EXPECT_EQ(entry->low->text, "1 min");
  EXPECT_EQ(entry->source, "handbook 3.6");
  EXPECT_EQ(entry->confidence, Confidence::E);
  EXPECT_EQ(entry->note.zh, "每户。");
  EXPECT_EQ(entry->where.line, 2);
  EXPECT_EQ(library.find("evacuation.behavior", "range"), nullptr);
}

TEST(Library, IsOverriddenByTheUser) {
  auto library = Library::from_texts(kTexts);
  Diagnostics diagnostics;
  library.overlay(node_of("evacuation.behavior:\n  talk_time: {value: 3 min, source: drill of May, confidence: D}\n"
                          "warning.siren:\n  range: {value: 500 m}\n",
                          diagnostics),
                  diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << draw(diagnostics.entries(), Language::en);
  const auto* talk = library.find("evacuation.behavior", "talk_time");
  EXPECT_EQ(talk->value.text, "3 min");
  EXPECT_EQ(talk->high->text, "4 min");
  EXPECT_EQ(talk->source, "drill of May");
  EXPECT_EQ(talk->confidence, Confidence::D);
  EXPECT_TRUE(talk->overridden);
  const auto* range = library.find("warning.siren", "range");
  EXPECT_EQ(range->confidence, Confidence::U);
  EXPECT_EQ(range->source, "scenario");
}

// A required field has no value in the library, but it may have a plausible range.
TEST(Library, ARangeAloneNeedsNoValue) {
  auto texts = kTexts;
  texts.push_back(
      {"hazard.yaml", "hazard.flood:\n  peak: {low: 1 m, high: 9 m, source: handbook 7.2, confidence: E}\n"});
  auto library = Library::from_texts(texts);
  EXPECT_TRUE(library.find("hazard.flood", "peak")->value.is_empty());
  Diagnostics diagnostics;
  library.overlay(node_of("hazard.flood:\n  peak: {high: 20 m}\n", diagnostics), diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << draw(diagnostics.entries(), Language::en);
  EXPECT_EQ(library.find("hazard.flood", "peak")->high->text, "20 m");
  EXPECT_EQ(library.find("hazard.flood", "peak")->low->text, "1 m");
  auto again = Library::from_texts(texts);
  again.overlay(library.overlay_node(), diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << draw(diagnostics.entries(), Language::en);
}

TEST(Library, KnowsWhoStandsBehindTheHandbook) {
  auto texts = kTexts;
  texts.push_back(
      {"sources.yaml",
       "sources:\n"
       "  \"3.7\": {about: {en: leaving, zh: 转移}, rests_on: {en: Lindell et al. 2020, zh: Lindell 等 2020}}\n"
       "  \"4.4\": {about: {en: water, zh: 积水}, rests_on: {en: LifeSim manual, zh: LifeSim 手册}}\n"});
  const auto library = Library::from_texts(texts);
  EXPECT_EQ(library.entries().size(), 3U);
  ASSERT_EQ(library.sources().size(), 2U);
  const auto sources = library.sources_in("Pregnolato et al. 2017 (handbook 4.4f and 4.4h); handbook 3.7.");
  ASSERT_EQ(sources.size(), 2U);
  EXPECT_EQ(sources[0].section, "4.4");
  EXPECT_EQ(sources[1].rests_on, (Phrase{"Lindell et al. 2020", "Lindell 等 2020"}));
  EXPECT_TRUE(library.sources_in("Tobler 1993, 3.7").empty());
  EXPECT_TRUE(library.sources_in("handbook 9.9").empty());
}

TEST(Library, SourcesAreNotForUsersToChange) {
  EXPECT_THAT(messages_of_overlay("sources:\n  \"3.7\": {about: x, rests_on: y}\n"),
              testing::HasSubstr("the library has no 'sources'"));
}

// What the resolved scenario carries reproduces the library in use.
TEST(Library, TheOverlayWritesItself) {
  auto library = Library::from_texts(kTexts);
  EXPECT_TRUE(library.overlay_node().entries.empty());
  Diagnostics diagnostics;
  library.overlay(node_of("evacuation.behavior:\n  talk_time: {value: 3 min}\n  walking_speed: {value: 1 m/s}\n"
                          "warning.siren:\n  range: {value: 500 m, low: 100 m, confidence: E}\n",
                          diagnostics),
                  diagnostics);
  const auto text = to_yaml(library.overlay_node());
  auto again = Library::from_texts(kTexts);
  again.overlay(node_of(text, diagnostics), diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << draw(diagnostics.entries(), Language::en);
  EXPECT_EQ(to_yaml(again.overlay_node()), text);
  for (const auto& [name, entry] : library.entries()) {
    const auto& other = again.entries().at(name);
    EXPECT_EQ(other.value.text, entry.value.text);
    EXPECT_EQ(other.source, entry.source);
    EXPECT_EQ(other.confidence, entry.confidence);
  }
}

TEST(Library, OverlaysInventNothing) {
  EXPECT_EQ(messages_of_overlay("evacuation.behavoir:\n  talk_time: {value: 3 min}\n"),
            "mine.yaml:1:1: error: the library has no 'evacuation.behavoir' [unknown-key]\n"
            "    1 | evacuation.behavoir:\n"
            "      | ^~~~~~~~~~~~~~~~~~~\n"
            "  hint: did you mean 'evacuation.behavior'?\n");
  EXPECT_EQ(messages_of_overlay("warning.siren:\n  rnage: {value: 3 m}\n"),
            "mine.yaml:2:3: error: the library has no 'rnage' [unknown-key]\n"
            "    2 |   rnage: {value: 3 m}\n"
            "      |   ^~~~~\n"
            "  hint: did you mean 'range'?\n");
  EXPECT_NE(messages_of_overlay("warning.siren:\n  range: 3 m\n").find("[wrong-type]"), std::string::npos);
  EXPECT_NE(messages_of_overlay("warning.siren:\n  range: {low: 3 m}\n").find("missing key 'value'"),
            std::string::npos);
  EXPECT_NE(
      messages_of_overlay("warning.siren:\n  range: {value: 3 m, confidence: X}\n").find("unknown confidence 'X'"),
      std::string::npos);
  EXPECT_NE(messages_of_overlay("warning.siren:\n  range: {value: 3 m, sorce: x}\n").find("did you mean 'source'?"),
            std::string::npos);
}

TEST(Library, MistakesInTheShippedLibraryAreOurs) {
  const std::vector<LibraryText> bad{{"a.yaml", "a:\n  b: {value: 1 m}\n"}};
  EXPECT_THROW(Library::from_texts(bad), DefectError);
  Diagnostics diagnostics;
  Library::from_texts(bad, diagnostics);
  EXPECT_THAT(codes_of(diagnostics), testing::ElementsAre("missing-key", "missing-key"));
  const std::vector<LibraryText> twice{{"a.yaml", "a:\n  b: {value: 1 m, source: x, confidence: E}\n"},
                                       {"b.yaml", "a:\n  b: {value: 1 m, source: x, confidence: E}\n"}};
  Diagnostics doubled;
  Library::from_texts(twice, doubled);
  EXPECT_EQ(doubled.entries().at(0).hint.en, "first given in a.yaml, line 2");
}

}  // namespace
}  // namespace tocsin
