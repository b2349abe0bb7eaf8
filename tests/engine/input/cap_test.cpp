// SPDX-License-Identifier: Apache-2.0
// Alerts of other offices (../shared/data/cap-samples) against what an independent reader found in them; every rule of
// the standard with a file that breaks it; what is written reads back.
#include "engine/input/cap.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/cases.hpp"

namespace tocsin::cap {
namespace {

using testing::AllOf;
using testing::HasSubstr;

template <class E>
std::string name_of(E value) {
  return std::string(EnumNames<E>::value[static_cast<std::size_t>(value)]);
}

// A good message whose lines tests replace.
const std::string kGood = R"(<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>50015641600000_20260705021500_0</identifier>
  <sender>county.example</sender>
  <sent>2026-07-05T02:15:00+08:00</sent>
  <status>Exercise</status>
  <msgType>Alert</msgType>
  <scope>Public</scope>
  <note>County drill 2026</note>
  <info>
    <language>zh-CN</language>
    <category>Met</category>
    <event>山洪</event>
    <responseType>Evacuate</responseType>
    <urgency>Immediate</urgency>
    <severity>Severe</severity>
    <certainty>Likely</certainty>
    <expires>2026-07-05T08:00:00+08:00</expires>
    <area>
      <areaDesc>白马镇</areaDesc>
      <polygon>29.30,107.40 29.30,107.50 29.40,107.50 29.30,107.40</polygon>
      <circle>29.35,107.45 2.5</circle>
      <geocode><valueName>zone</valueName><value>baima-01</value></geocode>
      <altitude>1000</altitude>
      <ceiling>2000</ceiling>
    </area>
  </info>
</alert>
)";

// kGood with the first `from` replaced by `to`.
std::string with(const std::string& from, const std::string& to) {
  auto text = kGood;
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string messages_of(const std::string& text, Language language = Language::en) {
  Diagnostics diagnostics;
  const auto alert = parse(text, "a.cap", diagnostics);
  EXPECT_EQ(alert.has_value(), !diagnostics.has_errors());
  return draw(diagnostics.entries(), language);
}

nlohmann::json text_or_null(const std::optional<Instant>& instant) {
  return instant ? nlohmann::json(to_text(*instant)) : nlohmann::json();
}

// As expected.json tells an info block.
nlohmann::json facts_of(const InfoBlock& info) {
  nlohmann::json facts{{"language", info.language.empty() ? nlohmann::json() : nlohmann::json(info.language)},
                       {"categories", nlohmann::json::array()},
                       {"event", info.event},
                       {"urgency", name_of(info.urgency)},
                       {"severity", name_of(info.severity)},
                       {"certainty", name_of(info.certainty)},
                       {"effective", text_or_null(info.effective)},
                       {"onset", text_or_null(info.onset)},
                       {"expires", text_or_null(info.expires)},
                       {"areas", info.areas.size()},
                       {"parameters", info.parameters.size()},
                       {"event_codes", nlohmann::json::array()},
                       {"polygon_points", nlohmann::json::array()},
                       {"area_desc_first", info.areas.empty() ? "" : info.areas[0].description}};
  for (const auto category : info.categories) facts["categories"].push_back(name_of(category));
  for (const auto& code : info.event_codes) facts["event_codes"].push_back({code.name, code.value});
  std::size_t polygons = 0;
  std::size_t circles = 0;
  std::size_t geocodes = 0;
  for (const auto& area : info.areas) {
    polygons += area.polygons.size();
    circles += area.circles.size();
    geocodes += area.geocodes.size();
    for (const auto& polygon : area.polygons) facts["polygon_points"].push_back(polygon.size());
  }
  facts["polygons"] = polygons;
  facts["circles"] = circles;
  facts["geocodes"] = geocodes;
  return facts;
}

TEST(CapSamples, FieldsAreThoseAnIndependentReaderFound) {
  const auto folder = test::data_case("cap-samples");
  if (!folder) GTEST_SKIP() << "the data case cap-samples is not here";
  const auto expected = nlohmann::json::parse(std::ifstream(*folder / "expected.json"));
  std::size_t read_count = 0;
  for (const auto& [file, facts] : expected.items()) {
    SCOPED_TRACE(file);
    Diagnostics diagnostics;
    const auto alert = read(*folder / file, diagnostics);
    if (file == "invalid.cap") {
      EXPECT_FALSE(alert);
      EXPECT_THAT(draw(diagnostics.entries(), Language::en), HasSubstr("<alert> needs <scope> [missing-key]"));
      continue;
    }
    ASSERT_TRUE(alert) << draw(diagnostics.entries(), Language::en);
    ++read_count;
    EXPECT_EQ(alert->version == Version::v1_1, facts["namespace"].get<std::string>().ends_with("1.1"));
    EXPECT_EQ(alert->identifier, facts["identifier"]);
    EXPECT_EQ(alert->sender, facts["sender"]);
    EXPECT_EQ(to_text(alert->sent), facts["sent"]);
    EXPECT_EQ(name_of(alert->status), facts["status"]);
    EXPECT_EQ(name_of(alert->type), facts["msgType"]);
    EXPECT_EQ(name_of(alert->scope), facts["scope"]);
    ASSERT_EQ(alert->infos.size(), facts["info_blocks"]);
    for (std::size_t i = 0; i < alert->infos.size(); ++i) EXPECT_EQ(facts_of(alert->infos[i]), facts["infos"][i]);
    Diagnostics again;
    const auto same = parse(write(*alert), "again.cap", again);
    ASSERT_TRUE(same) << draw(again.entries(), Language::en);
    EXPECT_EQ(*same, *alert);
  }
  EXPECT_EQ(read_count, expected.size() - 1);
}

TEST(CapSamples, ReferencesAndNumbersAreTyped) {
  const auto folder = test::data_case("cap-samples");
  if (!folder) GTEST_SKIP() << "the data case cap-samples is not here";
  Diagnostics diagnostics;
  const auto canada = read(*folder / "canada.cap", diagnostics);
  const auto earthquake = read(*folder / "earthquake.cap", diagnostics);
  ASSERT_TRUE(canada && earthquake);
  ASSERT_EQ(canada->references.size(), 2U);
  EXPECT_EQ(canada->references[1].identifier, "2.49.0.1.124.60f31a3a.2012");
  EXPECT_EQ(to_text(canada->references[1].sent), "2012-05-02T21:55:21-00:00");
  EXPECT_EQ(canada->infos[0].responses, std::vector{ResponseType::all_clear});
  EXPECT_DOUBLE_EQ(canada->infos[0].areas[0].polygons[0][1].longitude_deg, -82.6937);
  EXPECT_DOUBLE_EQ(earthquake->infos[0].areas[0].circles[0].center.latitude_deg, -16.053);
  EXPECT_TRUE(is_real(*canada));
}

TEST(Cap, AGoodMessageHasNothingAgainstIt) {
  EXPECT_EQ(messages_of(kGood), "");
  Diagnostics diagnostics;
  const auto alert = parse(kGood, "a.cap", diagnostics);
  ASSERT_TRUE(alert);
  EXPECT_FALSE(is_real(*alert));
  EXPECT_EQ(alert->sent.offset, std::chrono::minutes{480});
  EXPECT_EQ(alert->infos[0].areas[0].ceiling_ft, 2000);
}

TEST(Cap, EveryRequiredElementIsMissed) {
  for (const std::string name : {"identifier", "sender", "sent", "status", "msgType", "scope", "category", "event",
                                 "urgency", "severity", "certainty", "areaDesc", "valueName", "value"}) {
    SCOPED_TRACE(name);
    const auto begin = kGood.find("<" + name + ">");
    const auto end = kGood.find("</" + name + ">") + name.size() + 3;
    auto text = kGood;
    text.erase(begin, end - begin);
    EXPECT_THAT(messages_of(text), HasSubstr("needs <" + name + "> [missing-key]"));
  }
}

TEST(Cap, WordsThatTheStandardDoesNotKnow) {
  EXPECT_THAT(messages_of(with("<status>Exercise", "<status>Excercise")),
              AllOf(HasSubstr("a.cap:6:11: error: 'Excercise' is no value of <status> [unknown-choice]"),
                    HasSubstr("one of: Actual, Exercise, System, Test, Draft"), HasSubstr("did you mean 'Exercise'?")));
  EXPECT_THAT(messages_of(with("Immediate", "immediate")), HasSubstr("did you mean 'Immediate'?"));
  EXPECT_THAT(messages_of(with("<certainty>Likely", "<certainty>Very Likely")), HasSubstr("warning: 'Very Likely'"));
  EXPECT_THAT(messages_of(with("<severity>Severe</severity>", "<sevrity>Severe</sevrity>")),
              AllOf(HasSubstr("<sevrity> cannot stand in <info> [unknown-key]"), HasSubstr("did you mean 'severity'?"),
                    HasSubstr("hint: <sevrity> stands there")));
}

TEST(Cap, ElementsInTheWrongPlaceOrTwice) {
  EXPECT_THAT(messages_of(with("<note>County drill 2026</note>", "<source>x</source><note>n</note>")),
              HasSubstr("a.cap:9:3: error: <source> stands behind <scope> [wrong-order]"));
  EXPECT_THAT(messages_of(with("<scope>Public</scope>", "<scope>Public</scope><scope>Public</scope>")),
              AllOf(HasSubstr("a second <scope> in one <alert> [duplicate-key]"), HasSubstr("in line 8")));
  EXPECT_THAT(messages_of(with("<note>County drill 2026</note>", "<notes>n</notes>")),
              AllOf(HasSubstr("<notes> cannot stand in <alert> [unknown-key]"), HasSubstr("did you mean 'note'?")));
  EXPECT_THAT(messages_of(with("<event>山洪", "stray <event>山洪")), HasSubstr("text between the elements of <info>"));
  EXPECT_THAT(messages_of(with("<event>山洪", "<event a='b'>山洪")), HasSubstr("<event> has an attribute 'a'"));
  EXPECT_THAT(messages_of(with("<event>山洪", "<event><b/>山洪")), HasSubstr("<event> holds text, not elements"));
  EXPECT_THAT(messages_of(with("<event>山洪", "<event>")), HasSubstr("<event> is empty [missing-value]"));
}

TEST(Cap, TimesSayTheirOffsetInNumbers) {
  const std::string good = "2026-07-05T02:15:00+08:00";
  const auto sent = [&](const std::string& time) { return messages_of(with(good, time)); };
  EXPECT_THAT(sent("2026-07-05T02:15:00Z"),
              AllOf(HasSubstr("a.cap:5:9: error:"), HasSubstr("[bad-time]"), HasSubstr("UTC is written -00:00")));
  EXPECT_THAT(sent("2026-07-05T02:15:00"), HasSubstr("the offset from UTC is missing"));
  EXPECT_THAT(sent("2026-07-05T02:15:00+00:00"), HasSubstr("warning: UTC is written with the offset +00:00"));
  EXPECT_EQ(sent("2026-07-04T18:15:00-00:00"), "");
  for (const auto* bad : {"2026-02-30T02:15:00+08:00", "2026-07-05T24:15:00+08:00", "2026-07-05 02:15:00+08:00",
                          "2026-07-05T02:15:00+15:00", "2026-07-05T02:15:00+08:60", "2026-07-05T02:15:00.5+08:00",
                          "soon", "2026-07-05T02:15+08:00"}) {
    EXPECT_THAT(sent(bad), HasSubstr("[bad-time]")) << bad;
  }
  EXPECT_THAT(messages_of(with("2026-07-05T08:00:00+08:00", "2026-07-05T01:00:00+08:00")),
              HasSubstr("the message expires before it takes effect"));
}

TEST(Cap, Version11TakesTimesOfXmlAndFewerResponses) {
  const auto old = [](std::string text) {
    text.replace(text.find("cap:1.2"), 7, "cap:1.1");
    return text;
  };
  Diagnostics diagnostics;
  const auto alert = parse(old(with("2026-07-05T02:15:00+08:00", "2026-07-04T18:15:00.25Z")), "a.cap", diagnostics);
  ASSERT_TRUE(alert) << draw(diagnostics.entries(), Language::en);
  EXPECT_EQ(to_text(alert->sent), "2026-07-04T18:15:00-00:00");
  EXPECT_THAT(messages_of(old(with("Evacuate", "Avoid"))), HasSubstr("CAP 1.1 does not know 'Avoid'"));
  EXPECT_EQ(messages_of(with("Evacuate", "Avoid")), "");
}

TEST(Cap, IdentifiersCanBeReferredTo) {
  EXPECT_THAT(messages_of(with("county.example", "Wulong District")),
              HasSubstr("a.cap:4:17: error: <sender> holds a character"));
  EXPECT_THAT(messages_of(with("50015641600000_", "a,b_")), HasSubstr("a.cap:3:16: error: <identifier> holds"));
  EXPECT_THAT(messages_of(with("county.example", "a&lt;b")), HasSubstr("[bad-identifier]"));
}

TEST(Cap, WhoMayReadIt) {
  EXPECT_THAT(messages_of(with("Public", "Restricted")), HasSubstr("no <restriction> says to whom"));
  EXPECT_THAT(messages_of(with("Public", "Private")), HasSubstr("no <addresses> say who is meant"));
  EXPECT_THAT(messages_of(with("<note>", "<restriction>staff</restriction><note>")),
              HasSubstr("<restriction> belongs to the scope Restricted"));
  Diagnostics diagnostics;
  const auto alert = parse(with("Public</scope>", "Private</scope><addresses>duty@a \"county office\" b</addresses>"),
                           "a.cap", diagnostics);
  ASSERT_TRUE(alert) << draw(diagnostics.entries(), Language::en);
  EXPECT_EQ(alert->addresses, (std::vector<std::string>{"duty@a", "county office", "b"}));
  EXPECT_EQ(parse(write(*alert), "b.cap", diagnostics), alert);
}

TEST(Cap, ReferencesAreTriplets) {
  const auto referring = [](const std::string& references) {
    auto text = with("<info>", "<references>" + references + "</references><info>");
    return text.replace(text.find("<msgType>Alert"), 14, "<msgType>Update");
  };
  EXPECT_EQ(messages_of(referring("a,b,2026-07-05T02:00:00+08:00 a,c,2026-07-05T02:05:00+08:00")), "");
  EXPECT_THAT(messages_of(referring("a,b,2026-07-05T02:00:00+08:00 a,c")),
              AllOf(HasSubstr("a.cap:10:45: error:"), HasSubstr("a reference is not sender,identifier,sent")));
  EXPECT_THAT(messages_of(referring("a,,2026-07-05T02:00:00+08:00")), HasSubstr("[syntax]"));
  EXPECT_THAT(messages_of(with("<msgType>Alert", "<msgType>Cancel")), HasSubstr("<references> names none"));
}

TEST(Cap, ShapesLieOnEarthAndAreClosed) {
  const std::string polygon = "29.30,107.40 29.30,107.50 29.40,107.50 29.30,107.40";
  const auto shaped = [&](const std::string& text) { return messages_of(with(polygon, text)); };
  EXPECT_THAT(shaped("29.30,107.40 29.30,107.50 29.30,107.40"), HasSubstr("a polygon of 3 points"));
  EXPECT_THAT(shaped("29.30,107.40 29.30,107.50 29.40,107.50 29.31,107.40"),
              AllOf(HasSubstr("a.cap:21:55: error: the polygon is not closed"), HasSubstr("29.30,107.40 once more")));
  EXPECT_THAT(shaped("107.40,29.30 29.30,107.50 29.40,107.50 29.30,107.40"),
              AllOf(HasSubstr("a.cap:21:16:"), HasSubstr("[out-of-range]"), HasSubstr("latitude comes first")));
  EXPECT_THAT(shaped("29.30, 107.40"), HasSubstr("'29.30,' is no pair of coordinates"));
  EXPECT_THAT(shaped("29.30,nan"), HasSubstr("[bad-number]"));
  EXPECT_THAT(messages_of(with("29.35,107.45 2.5", "29.35,107.45 -1")), HasSubstr("a circle is a point and a radius"));
  EXPECT_THAT(messages_of(with("29.35,107.45 2.5", "29.35,107.45")), HasSubstr("a circle is a point and a radius"));
  EXPECT_THAT(messages_of(with("<altitude>1000</altitude>", "")), HasSubstr("<ceiling> stands without <altitude>"));
  EXPECT_THAT(messages_of(with(">2000<", ">900<")), HasSubstr("<ceiling> lies below <altitude>"));
  EXPECT_THAT(messages_of(with(">1000<", ">high<")), HasSubstr("'high' is no number"));
}

TEST(Cap, RootsThatAreNoAlert) {
  EXPECT_THAT(messages_of(with(" xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"", "")),
              AllOf(HasSubstr("[wrong-namespace]"), HasSubstr("the alert names no namespace")));
  EXPECT_THAT(messages_of(with("cap:1.2", "cap:2.1")), HasSubstr("did you mean 'urn:oasis:names:tc:emergency:cap:1."));
  EXPECT_THAT(messages_of("<feed xmlns='http://www.w3.org/2005/Atom'/>"), HasSubstr("a feed that lists messages"));
  EXPECT_THAT(messages_of("<html/>"), HasSubstr("<html> is no CAP message"));
}

TEST(Cap, FilesThatAttackAreRefused) {
  EXPECT_THAT(messages_of(with("<alert ", "<!DOCTYPE alert [<!ENTITY e SYSTEM \"file:///etc/hosts\">]><alert ")),
              HasSubstr("[refused-xml]"));
  EXPECT_THAT(messages_of(with("county.example", "&e;")), HasSubstr("an entity that XML does not know"));
  EXPECT_THAT(messages_of(kGood.substr(0, 600)), HasSubstr("the XML ends too early"));
  EXPECT_THAT(messages_of(with("County drill", "County \x1B[2J drill")), HasSubstr("this is not XML"));
  EXPECT_THAT(messages_of(with("County drill", "County &#x9B;2J drill")), HasSubstr("a control character (U+009B)"));
  const auto file = std::filesystem::temp_directory_path() / "tocsin-huge.cap";
  std::ofstream(file) << "<alert>" << std::string(kMostBytes, ' ') << "</alert>";
  Diagnostics diagnostics;
  EXPECT_FALSE(read(file, diagnostics));
  EXPECT_THAT(draw(diagnostics.entries(), Language::en), HasSubstr("larger than 10 MB"));
  std::filesystem::remove(file);
  Diagnostics missing;
  EXPECT_FALSE(read(file, missing));
  EXPECT_THAT(draw(missing.entries(), Language::en), HasSubstr("[missing-file]"));
}

TEST(Cap, AllMistakesAreToldAtOnceInBothLanguages) {
  auto text = with("<status>Exercise", "<status>Excercise");
  text.replace(text.find("+08:00"), 6, "Z");
  text.replace(text.find("<urgency>Immediate</urgency>"), 28, "");
  Diagnostics diagnostics;
  EXPECT_FALSE(parse(text, "a.cap", diagnostics));
  EXPECT_EQ(diagnostics.entries().size(), 3U);
  const auto zh = draw(diagnostics.entries(), Language::zh);
  EXPECT_THAT(zh, AllOf(HasSubstr("“Excercise”不是 <status> 的取值"), HasSubstr("<info> 缺少 <urgency>"),
                        HasSubstr("不得用字母表示时区")));
}

TEST(Cap, WritesEverythingItReads) {
  Alert alert;
  alert.identifier = "i";
  alert.sender = "s";
  alert.sent = *parse_instant("2026-07-05T02:15:30-05:30");
  alert.scope = Scope::restricted;
  alert.restriction = "staff & <guests>";
  alert.codes = {"profile:x", "layer:y"};
  alert.note = "两行\n\"notes\"";
  alert.incidents = {"night flood", "b"};
  alert.references = {{"s", "h", *parse_instant("2026-07-05T01:15:00+00:00")}};
  InfoBlock info;
  info.categories = {Category::geo, Category::cbrne};
  info.event = "event";
  info.responses = {ResponseType::all_clear, ResponseType::none};
  info.event_codes = {{"SAME", "FFW"}};
  info.onset = alert.sent;
  info.web = "https://example.org/?a=1&b=2";
  info.parameters = {{"p", ""}};
  info.resources = {{"map", "image/png", 12345, "https://example.org/map.png", "", "abc"}};
  info.areas = {
      {"here", {{{0.1, -0.00001}, {1e-7, 179.9999999}, {-89, 3}, {0.1, -0.00001}}}, {{{1, 2}, 0}}, {}, 1.5, 2}};
  alert.infos = {info, info};
  Diagnostics diagnostics;
  const auto again = parse(write(alert), "w.cap", diagnostics);
  ASSERT_TRUE(again) << draw(diagnostics.entries(), Language::en) << write(alert);
  EXPECT_EQ(*again, alert);
  EXPECT_EQ(write(*again), write(alert));
}

TEST(Cap, AreasHoldWhatLiesInThem) {
  Area area;
  area.polygons = {{{0, 0}, {0, 2}, {2, 2}, {2, 0}, {0, 0}}};
  area.circles = {{{10, 10}, 111.2}};  // one degree of a great circle
  EXPECT_TRUE(contains(area, {1, 1}));
  EXPECT_FALSE(contains(area, {3, 1}));
  EXPECT_TRUE(contains(area, {10.99, 10}));
  EXPECT_FALSE(contains(area, {11.01, 10}));
}

TEST(GbIdentifier, IsReadAndWritten) {
  const auto full = parse_gb_identifier("50015641600000_20260705021530_7");
  ASSERT_TRUE(full);
  EXPECT_EQ(full->division(), "500156");
  EXPECT_EQ(full->institution(), "416");
  EXPECT_EQ(to_text(full->entered), "2026-07-05 02:15:30");
  EXPECT_EQ(full->serial, 7);
  EXPECT_EQ(to_text(*full), "50015641600000_20260705021530_7");
  const auto without = parse_gb_identifier("41062241600000_20230605160600");
  ASSERT_TRUE(without);
  EXPECT_FALSE(without->serial);
  EXPECT_EQ(to_text(*without), "41062241600000_20230605160600");
  for (const auto* bad : {"", "50015641600000_20261305021530_7", "5001564160000A_20260705021530_7",
                          "50015641600000-20260705021530_7", "50015641600000_20260705021530_", "urn:x"}) {
    EXPECT_FALSE(parse_gb_identifier(bad)) << bad;
  }
}

}  // namespace
}  // namespace tocsin::cap
