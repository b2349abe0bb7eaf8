// SPDX-License-Identifier: Apache-2.0
// JSON Schema and reference tables made from declarations; patterns agree with what the program reads.
#include "engine/input/schema.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>

namespace tocsin {
namespace {

using nlohmann::json;

struct Wind {
  Speed speed = 3_m_per_s;
  void describe(Fields& f) { f.optional("speed", speed, {"Wind speed.", "风速。"}).at_least(0_m_per_s); }
};

struct Siren {
  Reference<StationTag> station;
  Length range = 800_m;
  int workers = 2;
  double factor = 0.5;
  bool at_night = true;
  Target target;
  std::vector<Wind> winds;
  void describe(Fields& f) {
    f.required("station", station, {"Station.", "站点。"}).example("town_hall");
    f.optional("range", range, {"Heard up to here | there.", "可听距离。"}).between(50_m, 5_km);
    f.optional("workers", workers, {"Workers.", "人数。"}).between(1, 9);
    f.optional("factor", factor, {"Factor.", "系数。"}).more_than(0.0);
    f.optional("at_night", at_night, {"At night?", "夜间？"});
    f.required("target", target, {"Target.", "指标。"});
    f.optional("winds", winds, {"Winds.", "风。"});
  }
};

SchemaDescription drill() {
  std::string name;
  return {{"Drill", "演练"},
          describe_fields([&name](Fields& f) {
            f.required("name", name, {"Name.", "名称。"});
          }),
          {{"warning",
            {"Warning.", "预警。"},
            {{"siren", {"A siren.", "警报器。"}, describe_fields(Siren{})},
             {"gong", {"A gong.", "铜锣。"}, describe_fields(Wind{})}},
            {},
            true,
            true},
           {"weather", {"Weather.", "天气。"}, {}, describe_fields(Wind{}), false, false}}};
}

TEST(Schema, IsDraft07WithABranchForEachKind) {
  const auto schema = json::parse(json_schema(drill(), Language::en));
  EXPECT_EQ(schema["$schema"], "http://json-schema.org/draft-07/schema#");
  EXPECT_EQ(schema["required"], json::array({"name", "warning"}));
  EXPECT_EQ(schema["additionalProperties"], false);
  const auto& entry = schema["properties"]["warning"]["items"];
  EXPECT_EQ(entry["properties"]["kind"]["enum"], json::array({"siren", "gong"}));
  EXPECT_EQ(entry["required"], json::array({"kind"}));
  EXPECT_EQ(entry["allOf"][0]["if"]["properties"]["kind"]["const"], "siren");
  const auto& siren = entry["allOf"][0]["then"];
  EXPECT_EQ(siren["required"], json::array({"station", "target"}));
  EXPECT_EQ(siren["additionalProperties"], false);
  EXPECT_EQ(siren["properties"]["workers"]["minimum"], 1);
  EXPECT_EQ(siren["properties"]["workers"]["maximum"], 9);
  EXPECT_EQ(siren["properties"]["workers"]["default"], 2);
  EXPECT_EQ(siren["properties"]["factor"]["exclusiveMinimum"], 0);
  EXPECT_EQ(siren["properties"]["at_night"]["default"], true);
  EXPECT_EQ(siren["properties"]["range"]["default"], "800 m");
  EXPECT_EQ(siren["properties"]["station"]["examples"], json::array({"town_hall"}));
  EXPECT_EQ(siren["properties"]["winds"]["items"]["properties"]["speed"]["type"], "string");
  EXPECT_EQ(schema["properties"]["weather"]["type"], "object");
}

TEST(Schema, AsksForNoKindWhereThereIsOnlyOne) {
  auto one = drill();
  one.sections.front().kinds.pop_back();
  const auto schema = json::parse(json_schema(one, Language::en));
  const auto& entry = schema["properties"]["warning"]["items"];
  EXPECT_EQ(entry["required"], json::array({"station", "target"}));
  EXPECT_EQ(entry["properties"]["kind"]["const"], "siren");
}

TEST(Schema, SpeaksTheChosenLanguage) {
  const auto schema = json::parse(json_schema(drill(), Language::zh));
  EXPECT_EQ(schema["title"], "演练");
  const auto& range = schema["properties"]["warning"]["items"]["allOf"][0]["then"]["properties"]["range"];
  EXPECT_EQ(range["description"], "可听距离。取值：50 m 至 5 km。");
}

TEST(Schema, UnitPatternsAgreeWithTheReader) {
  const auto schema = json::parse(json_schema(drill(), Language::en));
  const auto& properties = schema["properties"]["warning"]["items"]["allOf"][0]["then"]["properties"];
  const std::regex length(properties["range"]["pattern"].get<std::string>());
  for (const char* text :
       {"800 m", "0.8 km", "800m", "3 公里", "1e3 m", "800", "0.8 km/hr", "3 min", "010 m", "m", ""}) {
    const bool reads = read_quantity(text, Dimension::length).problem == UnitProblem::none;
    EXPECT_EQ(std::regex_search(text, length), reads) << text;
  }
  const std::regex target(properties["target"]["pattern"].get<std::string>());
  for (const char* text : {"at least 90 %", "≤ 45 min", "至少 90 %", "不超过 45 分钟", "90 %", "soon"}) {
    EXPECT_EQ(std::regex_search(text, target), read_target(text).target.has_value()) << text;
  }
}

TEST(Schema, MakesReferenceTables) {
  EXPECT_EQ(markdown_table(describe_fields(Siren{}), Language::en),
            "| key | content | default (plausible range) | meaning | source |\n"
            "| --- | --- | --- | --- | --- |\n"
            "| `station` | a station | **required** | Station. |  |\n"
            "| `range` | a length, between 50 m and 5 km | `800 m` | Heard up to here \\| there. |  |\n"
            "| `workers` | a whole number, between 1 and 9 | `2` | Workers. |  |\n"
            "| `factor` | a number, more than 0 | `0.5` | Factor. |  |\n"
            "| `at_night` | true or false | `true` | At night? |  |\n"
            "| `target` | a target, like: at least 90 % | **required** | Target. |  |\n"
            "| `winds` | a list, each a group of keys (below) | `[]` | Winds. |  |\n"
            "\n"
            "| key | content | default (plausible range) | meaning | source |\n"
            "| --- | --- | --- | --- | --- |\n"
            "| `winds.speed` | a speed, at least 0 m/s | `3 m/s` | Wind speed. |  |\n");
  const auto page = markdown_reference(drill(), Language::zh);
  EXPECT_EQ(page.rfind("# 演练\n", 0), 0U);
  EXPECT_NE(page.find("### `kind: siren`\n\n警报器。\n"), std::string::npos);
}

TEST(Schema, IsTheSameEveryTime) {
  EXPECT_EQ(json_schema(drill(), Language::en), json_schema(drill(), Language::en));
}

}  // namespace
}  // namespace tocsin
