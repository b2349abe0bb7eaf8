// SPDX-License-Identifier: Apache-2.0
// One declaration: reading with every mistake collected, writing that reads back exactly, describing.
#include "engine/input/fields.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <random>

#include "engine/base/ensure.hpp"
#include "engine/input/library.hpp"
#include "tests/engine/input/messages.hpp"

namespace tocsin {
namespace {

using testing::ElementsAre;

enum class Mode { walk, car, bus };

}  // namespace

template <>
struct EnumNames<Mode> {
  static constexpr std::array<std::string_view, 3> value{"walk", "car", "bus"};
};

namespace {

struct Patrol {
  Length spacing = 50_m;
  std::vector<Duration> stops;
  void describe(Fields& f) {
    f.optional("spacing", spacing, {"Distance between homes.", "住户间距。"}).between(1_m, 5_km);
    f.optional("stops", stops, {"Stops.", "停留。"}).at_least(0s);
  }
};

struct Siren {
  Reference<StationTag> station;
  Length range = 800_m;
  std::optional<Share> heard;
  Mode mode = Mode::car;
  bool at_night = true;
  int workers = 2;
  std::uint64_t seed = 42;
  double factor = 1.5;
  std::string note;
  Phrase title{"Siren", "警报"};
  CivilTime starts;
  Target target{Direction::at_least, 0.9, Dimension::share};
  Time begins{};
  std::vector<Patrol> patrols;
  std::optional<Patrol> extra;
  std::vector<Reference<ZoneTag>> zones;

  void describe(Fields& f) {
    f.required("station", station, {"Station it stands on.", "所在站点。"}).example("town_hall");
    f.optional("range", range, {"Distance at which it is heard.", "可听距离。"}).between(50_m, 5_km);
    f.optional("heard", heard, {"Share that hears it.", "听到的比例。"}).more_than(0_percent).at_most(100_percent);
    f.optional("mode", mode, {"Way of moving.", "移动方式。"});
    f.optional("at_night", at_night, {"Used at night?", "夜间是否使用？"});
    f.optional("workers", workers, {"Workers.", "人数。"}).at_least(1);
    f.optional("seed", seed, {"Seed.", "随机种子。"});
    f.optional("factor", factor, {"Factor.", "系数。"}).at_least(0.0).less_than(10.0);
    f.optional("note", note, {"Note.", "备注。"});
    f.optional("title", title, {"Title.", "标题。"});
    f.optional("starts", starts, {"Start.", "开始。"});
    f.optional("target", target, {"Target.", "指标。"});
    f.optional("begins", begins, {"Begin.", "开始时刻。"}).at_least(0s);
    f.optional("patrols", patrols, {"Patrols.", "巡查。"});
    f.optional("extra", extra, {"One more.", "附加巡查。"});
    f.optional("zones", zones, {"Zones.", "分区。"});
  }
};

template <class T>
T read(std::string_view text, Diagnostics& diagnostics, FieldsInput context) {
  T value;
  const auto document = parse_document(text, "drill.yaml", diagnostics);
  if (document) read_fields(document->root, value, context);
  return value;
}

template <class T>
std::string messages(std::string_view text, Language language = Language::en) {
  Diagnostics diagnostics;
  read<T>(text, diagnostics, {.diagnostics = diagnostics});
  return draw(diagnostics.entries(), language);
}

TEST(Fields, ReadsEverySupportedType) {
  Diagnostics diagnostics;
  const auto siren = read<Siren>(
      "station: town_hall\nrange: 1.2 公里\nheard: 80 %\nmode: bus\nat_night: false\nworkers: 7\n"
      "seed: 18446744073709551615\nfactor: 0.25\nnote: NO\ntitle: {en: Gong, zh: 铜锣}\nstarts: 2026-03-14 09:00\n"
      "target: at most 45 min\nbegins: 20 min\npatrols:\n  - spacing: 20 m\n    stops: [1 min, 90 s]\n  - {}\n"
      "extra: {spacing: 9 m}\nzones: [a, b]\nid: x\nkind: siren\n",
      diagnostics, {.diagnostics = diagnostics, .handled_elsewhere = {"id", "kind"}});
  EXPECT_EQ(draw(diagnostics.entries(), Language::en), "");
  EXPECT_EQ(siren.station.name, "town_hall");
  EXPECT_EQ(siren.station.where.column, 10);
  EXPECT_EQ(siren.range, 1200_m);
  EXPECT_EQ(siren.heard, Share{0.8});
  EXPECT_EQ(siren.mode, Mode::bus);
  EXPECT_FALSE(siren.at_night);
  EXPECT_EQ(siren.workers, 7);
  EXPECT_EQ(siren.seed, 18446744073709551615U);
  EXPECT_EQ(siren.factor, 0.25);
  EXPECT_EQ(siren.note, "NO");
  EXPECT_EQ(siren.title.zh, "铜锣");
  EXPECT_EQ(to_text(siren.starts), "2026-03-14 09:00");
  EXPECT_EQ(siren.target, (Target{Direction::at_most, 2700, Dimension::duration}));
  EXPECT_EQ(siren.begins, kStartEx + 20min);
  ASSERT_EQ(siren.patrols.size(), 2U);
  EXPECT_EQ(siren.patrols[0].stops, (std::vector<Duration>{60s, 90s}));
  EXPECT_EQ(siren.patrols[1].spacing, 50_m);
  EXPECT_EQ(siren.extra->spacing, 9_m);
  EXPECT_EQ(siren.zones[1].name, "b");
}

TEST(Fields, CollectsAllMistakesAtOnce) {
  EXPECT_EQ(messages<Siren>("rnage: 500 m\n"
                            "range: 0.8 km/hr\n"
                            "heard: 90\n"
                            "mode: cra\n"
                            "begins: 3 km\n"
                            "workers: 0\n"
                            "patrols:\n"
                            "  - spacing: 9 km\n"
                            "    stops: [1 min, -1 s]\n"),
            "drill.yaml:1:1: error: unknown key 'rnage' [unknown-key]\n"
            "    1 | rnage: 500 m\n"
            "      | ^~~~~\n"
            "  hint: did you mean 'range'?\n"
            "drill.yaml:1:1: error: missing key 'station' [missing-key]\n"
            "    1 | rnage: 500 m\n"
            "      | ^~~~~\n"
            "  expected: Station it stands on.\n"
            "  hint: for example 'station: town_hall'\n"
            "drill.yaml:2:8: error: unknown unit 'km/hr' [unknown-unit]\n"
            "    2 | range: 0.8 km/hr\n"
            "      |        ^~~~~~~~~\n"
            "  expected: a length, in one of: m, km, cm, mm\n"
            "  hint: 'range' is a length, not a speed\n"
            "drill.yaml:3:8: error: '90' has no unit [missing-unit]\n"
            "    3 | heard: 90\n"
            "      |        ^~\n"
            "  expected: a share, in one of: %\n"
            "  hint: for example '90 %'\n"
            "drill.yaml:4:7: error: unknown mode 'cra' [unknown-choice]\n"
            "    4 | mode: cra\n"
            "      |       ^~~\n"
            "  expected: one of: walk, car, bus\n"
            "  hint: did you mean 'car'?\n"
            "drill.yaml:5:9: error: '3 km' is a length [wrong-dimension]\n"
            "    5 | begins: 3 km\n"
            "      |         ^~~~\n"
            "  expected: a duration, in one of: s, min, h, d\n"
            "drill.yaml:6:10: error: 'workers' is out of range: 0 [out-of-range]\n"
            "    6 | workers: 0\n"
            "      |          ^\n"
            "  expected: at least 1\n"
            "drill.yaml:8:14: error: 'spacing' is out of range: 9 km [out-of-range]\n"
            "    8 |   - spacing: 9 km\n"
            "      |              ^~~~\n"
            "  expected: between 1 m and 5 km\n"
            "drill.yaml:9:20: error: 'stops' is out of range: -1 s [out-of-range]\n"
            "    9 |     stops: [1 min, -1 s]\n"
            "      |                    ^~~~\n"
            "  expected: at least 0 s\n");
}

TEST(Fields, SpeaksChinese) {
  EXPECT_EQ(messages<Siren>("station: s\nrange: 800\nheard: 0 %\nstarts: 明天\n", Language::zh),
            "drill.yaml:2:8: 错误：“800”没有单位 [missing-unit]\n"
            "    2 | range: 800\n"
            "      |        ^~~\n"
            "  应为：长度，单位可用：m、km、cm、mm\n"
            "  提示：例如“800 m”\n"
            "drill.yaml:3:8: 错误：“heard”超出范围：0 % [out-of-range]\n"
            "    3 | heard: 0 %\n"
            "      |        ^~~\n"
            "  应为：大于 0 %且不大于 100 %\n"
            "drill.yaml:4:9: 错误：“明天”不是日期和时间 [bad-time]\n"
            "    4 | starts: 明天\n"
            "      |         ^~~~\n"
            "  应为：日期和时间：2026-07-05 02:00\n");
}

TEST(Fields, ExplainsValuesOfTheWrongForm) {
  const auto of = [](std::string_view line) { return messages<Siren>("station: s\n" + std::string(line) + "\n"); };
  EXPECT_NE(of("range: [1, 2]").find("'range' is a list [wrong-type]"), std::string::npos);
  EXPECT_NE(of("range: {a: 1}").find("'range' is a group of keys [wrong-type]"), std::string::npos);
  EXPECT_NE(of("zones: a").find("'zones' is a single value [wrong-type]"), std::string::npos);
  EXPECT_NE(of("extra: 5").find("this is a single value [wrong-type]"), std::string::npos);
  EXPECT_NE(of("at_night: yes").find("hint: write true"), std::string::npos);
  EXPECT_NE(of("at_night: 否").find("hint: write false"), std::string::npos);
  EXPECT_NE(of("workers: 3 people").find("hint: write 3"), std::string::npos);
  EXPECT_NE(of("workers: 010").find("hint: write 10"), std::string::npos);
  EXPECT_NE(of("workers: 99999999999").find("is too large [out-of-range]"), std::string::npos);
  EXPECT_NE(of("seed: -1").find("'-1' is not a whole number [bad-number]"), std::string::npos);
  EXPECT_NE(of("factor: 3 m").find("'3 m' is a length [wrong-dimension]"), std::string::npos);
  EXPECT_NE(of("factor: 1,5").find("[bad-number]"), std::string::npos);
  EXPECT_NE(of("factor: 10").find("expected: at least 0 and less than 10"), std::string::npos);
  EXPECT_NE(of("range:").find("'range' has no value [missing-value]"), std::string::npos);
  EXPECT_NE(of("range: fast").find("'fast' does not begin with a number [bad-number]"), std::string::npos);
  EXPECT_NE(of("range: 5 kn").find("hint: did you mean 'km'?"), std::string::npos);
  EXPECT_NE(of("title: {en: x}").find("missing key 'zh' [missing-key]"), std::string::npos);
  EXPECT_NE(of("target: at least 9 apples").find("unknown unit 'apples' [unknown-unit]"), std::string::npos);
  EXPECT_NE(of("target: soon").find("'soon' is not a target [bad-target]"), std::string::npos);
  Diagnostics diagnostics;
  Siren siren;
  EXPECT_FALSE(read_fields(Node::scalar("x"), siren, {.diagnostics = diagnostics}));
  EXPECT_THAT(codes_of(diagnostics), ElementsAre("wrong-type"));
}

TEST(Fields, WrongValuesLeaveTheDefault) {
  Diagnostics diagnostics;
  const auto siren = read<Siren>("station: s\nrange: 3\nworkers: x\n", diagnostics, {.diagnostics = diagnostics});
  EXPECT_EQ(siren.range, 800_m);
  EXPECT_EQ(siren.workers, 2);
}

TEST(Fields, WritesAllDefaults) {
  Siren siren;
  siren.station.name = "town_hall";
  siren.patrols.resize(1);
  siren.patrols[0].stops = {60s, 90s};
  EXPECT_EQ(to_yaml(write_fields(siren)),
            "station: town_hall\n"
            "range: 800 m\n"
            "mode: car\n"
            "at_night: true\n"
            "workers: 2\n"
            "seed: 42\n"
            "factor: 1.5\n"
            "note: \"\"\n"
            "title:\n"
            "  en: Siren\n"
            "  zh: 警报\n"
            "starts: 1970-01-01 00:00\n"
            "target: at least 90 %\n"
            "begins: 0 s\n"
            "patrols:\n"
            "  - spacing: 50 m\n"
            "    stops: [1 min, 90 s]\n"
            "zones: []\n");
}

// The resolved scenario gives the same bytes when run again.
TEST(Fields, WhatIsWrittenReadsBackExactly) {
  std::mt19937_64 bits(7);
  const auto number = [&bits] {
    return std::ldexp(1.0 + static_cast<double>(bits() >> 12U) * 0x1p-52, int(bits() % 20) - 6);
  };
  for (int i = 0; i < 300; ++i) {
    Siren siren;
    siren.station.name = i % 2 ? "a: b #" : "true";
    siren.range = Length::from_si(std::min(5000.0, 50 + number()));
    siren.heard = Share{0.5 + std::ldexp(static_cast<double>(bits() >> 11U), -54)};
    siren.mode = static_cast<Mode>(bits() % 3);
    siren.seed = bits();
    siren.factor = std::ldexp(number(), -11);
    siren.note = "line\n\"two\"\t'x'  ";
    siren.title = {"one", i % 3 ? "一" : "one"};
    siren.target = {Direction::at_most, number(), Dimension::duration};
    siren.begins = at_seconds(number());
    siren.patrols.resize(2);
    siren.patrols[1].stops = {Duration{number()}, Duration{number()}};
    siren.extra = Patrol{};
    const auto text = to_yaml(write_fields(siren));
    Diagnostics diagnostics;
    const auto again = read<Siren>(text, diagnostics, {.diagnostics = diagnostics});
    ASSERT_EQ(draw(diagnostics.entries(), Language::en), "") << text;
    EXPECT_EQ(again.range, siren.range);
    EXPECT_EQ(again.heard, siren.heard);
    EXPECT_EQ(again.note, siren.note);
    EXPECT_EQ(again.title, siren.title);
    EXPECT_EQ(again.target, siren.target);
    EXPECT_EQ(again.begins, siren.begins);
    EXPECT_EQ(again.patrols[1].stops, siren.patrols[1].stops);
    EXPECT_EQ(to_yaml(write_fields(again)), text);
  }
}

TEST(Fields, DescribesItself) {
  const auto fields = describe_fields(Siren{});
  ASSERT_EQ(fields.size(), 16U);
  EXPECT_EQ(fields[0].key, "station");
  EXPECT_EQ(fields[0].presence, Presence::required);
  EXPECT_EQ(fields[0].type.refers_to.en, "a station");
  EXPECT_EQ(fields[0].example, "town_hall");
  EXPECT_EQ(fields[1].default_value, "800 m");
  EXPECT_EQ(fields[1].type.dimension, Dimension::length);
  EXPECT_EQ(fields[1].interval().en, "between 50 m and 5 km");
  EXPECT_EQ(fields[1].interval().zh, "50 m 至 5 km");
  EXPECT_TRUE(fields[2].type.may_be_absent);
  EXPECT_EQ(fields[2].default_value, "");
  EXPECT_THAT(fields[3].type.choices, ElementsAre("walk", "car", "bus"));
  EXPECT_EQ(fields[13].type.shape, FieldShape::list);
  EXPECT_EQ(fields[13].type.element->members->at(0).key, "spacing");
}

// ---- parameters ----------------------------------------------------------------------------------------------------

constexpr std::string_view kLibrary =
    "evacuation.behavior:\n"
    "  talk_time:\n"
    "    value: 2 min\n"
    "    low: 1 min\n"
    "    high: 4 min\n"
    "    source: handbook 3.6\n"
    "    confidence: E\n"
    "evacuation.behavior.walking:\n"
    "  speed:\n"
    "    value: 1.1 m/s\n"
    "    source: handbook 4.5c\n"
    "    confidence: M\n";

struct Walking {
  Speed speed{};
  Share slope{0.1};
  void describe(Fields& f) {
    f.parameter("speed", speed, {"Speed.", "速度。"}).more_than(0_m_per_s);
    f.optional("slope", slope, {"Slope.", "坡度。"});
  }
};

struct Behavior {
  Duration talk_time{};
  Walking walking;
  void describe(Fields& f) {
    f.parameter("talk_time", talk_time, {"Time at one door.", "每户停留时间。"}).at_least(0s);
    f.optional("walking", walking, {"On foot.", "步行。"});
  }
};

Library library(std::string_view text = kLibrary) {
  const std::vector<LibraryText> texts{{"library.yaml", std::string(text)}};
  return Library::from_texts(texts);
}

struct Reading {
  Diagnostics diagnostics;
  std::vector<ParameterUse> uses;
  Behavior behavior;
  Reading(std::string_view text, const Library& known) {
    behavior = read<Behavior>(
        text, diagnostics,
        {.diagnostics = diagnostics, .library = &known, .path = "evacuation.behavior", .parameter_uses = &uses});
  }
};

TEST(Fields, ParametersTakeTheirDefaultFromTheLibrary) {
  const Reading reading("walking: {slope: 5 %}\n", library());
  EXPECT_TRUE(reading.diagnostics.empty());
  EXPECT_EQ(reading.behavior.talk_time, 2min);
  EXPECT_EQ(reading.behavior.walking.speed, 1.1_m_per_s);
  ASSERT_EQ(reading.uses.size(), 2U);
  EXPECT_EQ(reading.uses[0].path, "evacuation.behavior.talk_time");
  EXPECT_EQ(reading.uses[0].value, "2 min");
  EXPECT_EQ(reading.uses[0].low, "1 min");
  EXPECT_EQ(reading.uses[0].high, "4 min");
  EXPECT_EQ(reading.uses[0].source, "handbook 3.6");
  EXPECT_EQ(reading.uses[0].confidence, Confidence::E);
  EXPECT_EQ(reading.uses[1].path, "evacuation.behavior.walking.speed");
}

TEST(Fields, AbsentGroupsStillGetTheirParameters) {
  Diagnostics diagnostics;
  Behavior behavior;
  const auto known = library();
  EXPECT_TRUE(
      read_fields(Node{}, behavior, {.diagnostics = diagnostics, .library = &known, .path = "evacuation.behavior"}));
  EXPECT_EQ(behavior.walking.speed, 1.1_m_per_s);
}

TEST(Fields, TheUserOverridesAParameter) {
  const Reading reading("talk_time: 3 min\n", library());
  EXPECT_EQ(reading.behavior.talk_time, 3min);
  EXPECT_EQ(reading.uses[0].value, "3 min");
  EXPECT_EQ(reading.uses[0].confidence, Confidence::U);
  EXPECT_EQ(reading.uses[0].source, "scenario");
  EXPECT_EQ(reading.uses[0].low, "1 min");
}

TEST(Fields, AValueOutsideThePlausibleRangeIsWarnedOf) {
  const Reading reading("talk_time: 30 s\n", library());
  EXPECT_EQ(reading.behavior.talk_time, 30s);
  EXPECT_TRUE(reading.uses[0].outside_range);
  const auto text = draw(reading.diagnostics.entries(), Language::en);
  EXPECT_NE(text.find(":1:12: warning: 'talk_time' lies outside its plausible range: 30 s [implausible]"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("expected: 1 min to 4 min"), std::string::npos) << text;
  EXPECT_NE(text.find("hint: source of the range: "), std::string::npos) << text;
  const Reading inside("talk_time: 4 min\n", library());
  EXPECT_FALSE(inside.uses[0].outside_range);
  EXPECT_TRUE(inside.diagnostics.empty());
}

// A value that only the scenario can give has a plausible range too, when the library knows one.
TEST(Fields, ARequiredValueOutsideItsPlausibleRangeIsWarnedOf) {
  struct Flood {
    Length peak;
    void describe(Fields& f) { f.required("peak", peak, {"Peak.", "洪峰。"}).at_least(Length{}); }
  };
  const std::vector<LibraryText> texts{
      {"hazard.yaml", "hazard.flood:\n  peak: {low: 1 m, high: 9 m, source: handbook 7.2, confidence: E}\n"}};
  const auto known = Library::from_texts(texts);
  const auto warnings = [&](const std::string& text) {
    Flood flood;
    Diagnostics diagnostics;
    std::vector<ParameterUse> uses;
    const auto document = parse_document(text, "mine.yaml", diagnostics);
    EXPECT_TRUE(
        read_fields(document->root, flood,
                    {.diagnostics = diagnostics, .library = &known, .path = "hazard.flood", .parameter_uses = &uses}));
    EXPECT_TRUE(uses.empty());  // it is no parameter of the library
    return draw(diagnostics.entries(), Language::en);
  };
  EXPECT_EQ(warnings("peak: 9 m\n"), "");
  const auto text = warnings("peak: 30 m\n");
  EXPECT_NE(text.find(":1:7: warning: 'peak' lies outside its plausible range: 30 m [implausible]"), std::string::npos)
      << text;
  EXPECT_NE(text.find("expected: 1 m to 9 m"), std::string::npos) << text;
  const auto fields = describe_fields(Flood{}, &known, "hazard.flood");
  EXPECT_EQ(fields[0].plausible_low, "1 m");
  EXPECT_EQ(fields[0].default_value, "");
}

// The resolved scenario writes every parameter; running it must tell the same story about where values come from.
TEST(Fields, TheResolvedScenarioKeepsSourcesAndConfidence) {
  for (const char* text : {"{}\n", "talk_time: 3 min\n", "talk_time: 120 s\n"}) {
    const auto known = library();
    const Reading first(text, known);
    const Reading again(to_yaml(write_fields(first.behavior)), known);
    ASSERT_EQ(again.uses.size(), first.uses.size());
    for (std::size_t i = 0; i < first.uses.size(); ++i) {
      EXPECT_EQ(again.uses[i].value, first.uses[i].value);
      EXPECT_EQ(again.uses[i].source, first.uses[i].source);
      EXPECT_EQ(again.uses[i].confidence, first.uses[i].confidence);
    }
  }
}

TEST(Fields, AMissingLibraryEntryIsOurMistake) {
  struct Unknown {
    Duration pause{};
    void describe(Fields& f) { f.parameter("pause", pause, {"Pause.", "停顿。"}); }
  };
  Unknown value;
  Diagnostics diagnostics;
  const auto known = library();
  try {
    read_fields(Node{}, value, {.diagnostics = diagnostics, .library = &known, .path = "warning.siren"});
    FAIL();
  } catch (const DefectError& error) {
    EXPECT_NE(std::string(error.what()).find("no entry 'warning.siren.pause'"), std::string::npos);
  }
  EXPECT_THROW(describe_fields(Unknown{}, &known, "warning.siren"), DefectError);
  EXPECT_THROW(read_fields(Node{}, value, {.diagnostics = diagnostics}), DefectError);
}

TEST(Fields, DescribesParametersWithTheLibrary) {
  const auto known = library();
  const auto fields = describe_fields(Behavior{}, &known, "evacuation.behavior");
  EXPECT_EQ(fields[0].presence, Presence::parameter);
  EXPECT_EQ(fields[0].default_value, "2 min");
  EXPECT_EQ(fields[0].plausible_high, "4 min");
  EXPECT_EQ(fields[0].source, "handbook 3.6");
  EXPECT_EQ(fields[0].confidence, Confidence::E);
  EXPECT_EQ(fields[1].type.members->at(0).default_value, "1.1 m/s");
}

TEST(Fields, MistakesInTheLibraryAreReportedThere) {
  const Reading unit("{}\n",
                     library("evacuation.behavior:\n  talk_time: {value: 2 m, source: x, confidence: E}\n"
                             "evacuation.behavior.walking:\n  speed: {value: 1 m/s, source: x, confidence: E}\n"));
  EXPECT_EQ(draw(unit.diagnostics.entries(), Language::en).substr(0, 54),
            "library.yaml:2:22: error: '2 m' is a length [wrong-dim");
  const Reading range("{}\n", library("evacuation.behavior:\n"
                                      "  talk_time: {value: 5 min, low: 1 min, high: 4 min, source: x, confidence: E}\n"
                                      "evacuation.behavior.walking:\n"
                                      "  speed: {value: 1 m/s, source: x, confidence: E}\n"));
  EXPECT_THAT(codes_of(range.diagnostics), ElementsAre("inconsistent"));
}

TEST(Fields, ALimitOfAnotherDimensionIsOurMistake) {
  struct Wrong {
    Duration pause{1};
    void describe(Fields& f) { f.optional("pause", pause, {"Pause.", "停顿。"}).at_least(0_m); }
  };
  Wrong value;
  Diagnostics diagnostics;
  auto node = Node::mapping();
  node.add("pause", Node::scalar("3 s"));
  EXPECT_THROW(read_fields(node, value, {.diagnostics = diagnostics}), DefectError);
}

// One mistake, one message: at the misspelt key, and none that the right one is missing.
TEST(Fields, AMisspeltRequiredKeyIsNotMissingToo) {
  EXPECT_EQ(messages<Siren>("statoin: town_hall\n"),
            "drill.yaml:1:1: error: unknown key 'statoin' [unknown-key]\n"
            "    1 | statoin: town_hall\n"
            "      | ^~~~~~~\n"
            "  expected: Station it stands on.\n"
            "  hint: did you mean 'station'?\n");
  // A key that is there already is not what was meant, while another is missing that is as near.
  EXPECT_EQ(messages<Siren>("range: 500 m\nstations: town_hall\n"),
            "drill.yaml:2:1: error: unknown key 'stations' [unknown-key]\n"
            "    2 | stations: town_hall\n"
            "      | ^~~~~~~~\n"
            "  expected: Station it stands on.\n"
            "  hint: did you mean 'station'?\n");
}

TEST(Fields, AMisspeltKindIsShownWhereItStands) {
  Diagnostics diagnostics;
  const auto document = parse_document("- knid: fire\n", "drill.yaml", diagnostics);
  EXPECT_EQ(read_kind(document->root.items[0], "kind", {"flood", "fire"}, diagnostics), std::nullopt);
  EXPECT_EQ(draw(diagnostics.entries(), Language::en),
            "drill.yaml:1:3: error: unknown key 'knid' [unknown-key]\n"
            "    1 | - knid: fire\n"
            "      |   ^~~~\n"
            "  expected: one of: flood, fire\n"
            "  hint: did you mean 'kind'?\n");
}

TEST(Fields, ReadsTheKindOfAnEntry) {
  const std::vector<std::string> kinds{"flood", "fire"};
  Diagnostics diagnostics;
  const auto document = parse_document("- kind: fire\n- kind: flod\n- id: x\n", "drill.yaml", diagnostics);
  EXPECT_EQ(read_kind(document->root.items[0], "kind", kinds, diagnostics), 1U);
  EXPECT_EQ(read_kind(document->root.items[1], "kind", kinds, diagnostics), std::nullopt);
  EXPECT_EQ(read_kind(document->root.items[2], "kind", kinds, diagnostics), std::nullopt);
  EXPECT_EQ(draw(diagnostics.entries(), Language::en),
            "drill.yaml:2:9: error: unknown kind 'flod' [unknown-kind]\n"
            "    2 | - kind: flod\n"
            "      |         ^~~~\n"
            "  expected: one of: flood, fire\n"
            "  hint: did you mean 'flood'?\n"
            "drill.yaml:3:3: error: missing key 'kind' [missing-key]\n"
            "    3 | - id: x\n"
            "      |   ^~\n"
            "  expected: one of: flood, fire\n");
}

}  // namespace

}  // namespace tocsin
