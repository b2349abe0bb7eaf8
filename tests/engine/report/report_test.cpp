// SPDX-License-Identifier: Apache-2.0
// The report as text: the page is one file with the data inside, nothing in the data can become markup, nothing is
// loaded from anywhere; the summary is exact. How the page looks in a browser is tested by browser_test.py.
#include "engine/report/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <regex>

#include "tests/engine/report/sample_report.hpp"

namespace tocsin {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::sample_report;

constexpr std::string_view kOpen = R"(<script type="application/json" id="data">)";

/// The text between the tags of the data element.
std::string data_text(const std::string& page) {
  const std::size_t from = page.find(kOpen) + kOpen.size();
  return page.substr(from, page.find("</script>", from) - from);
}
nlohmann::json data_of(const ReportContents& data) {
  return nlohmann::json::parse(data_text(render_report(data, Language::en)));
}

TEST(RenderReport, IsOnePageWithTheDataInside) {
  const std::string page = render_report(sample_report(), Language::zh);
  EXPECT_THAT(page, ::testing::StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(page, ::testing::EndsWith("</html>\n"));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  const auto json = nlohmann::json::parse(data_text(page));
  EXPECT_EQ(json["schema"], "tocsin.report/1");
  EXPECT_EQ(json["language"], "zh");
  EXPECT_EQ(json["header"]["start_second_of_day"], 7200);
  EXPECT_EQ(json["objectives"][0]["achieved"]["value"], 0.962);
  EXPECT_EQ(json["objectives"][1]["achieved"]["value"], nullptr);
  EXPECT_EQ(json["objectives"][1]["rating"], "U");
  EXPECT_EQ(json["parameters"][0]["confidence"], "E");
}

TEST(RenderReport, SameDataSameBytes) {
  EXPECT_EQ(render_report(sample_report(), Language::en), render_report(sample_report(), Language::en));
}

TEST(RenderReport, LoadsNothingFromAnywhere) {
  const std::string page = render_report(sample_report(), Language::en);
  EXPECT_FALSE(std::regex_search(page, std::regex(R"(src\s*=\s*["']?\s*(https?:)?//)")));
  EXPECT_FALSE(std::regex_search(page, std::regex(R"(<link[^>]*href="[^d])")));  // only data: addresses
  EXPECT_THAT(page, Not(HasSubstr("url(http")));
  EXPECT_THAT(page, Not(HasSubstr("@import")));
  EXPECT_THAT(page, Not(HasSubstr("type=\"module\"")));
}

TEST(RenderReport, TextsCannotBecomeMarkup) {
  ReportContents data = sample_report();
  const std::string attack = "</script><script>alert(1)</script><!-- \" ' & \\ \xE2\x80\xA8";
  data.header.title = {attack, attack};
  const std::string page = render_report(data, Language::en);
  EXPECT_THAT(data_text(page), Not(HasSubstr("<")));
  EXPECT_EQ(nlohmann::json::parse(data_text(page))["header"]["title"]["en"], attack);
}

TEST(RenderReport, SurvivesTextThatIsNotUtf8) {
  ReportContents data = sample_report();
  data.header.scenario = "\xB3\xC7";
  EXPECT_NO_THROW(render_report(data, Language::en));
}

TEST(RenderReport, DistributionsCountWhatDidNotFinish) {
  ReportContents data;
  Distribution d;
  d.format = {ValueKind::duration, {}};
  d.values = {40, 10, kUnknown, 30, 20};  // NaN is "not finished", too
  d.unfinished = 5;
  d.target = 20;
  data.distributions = {d};
  const auto json = data_of(data)["distributions"][0];
  EXPECT_EQ(json["n"], 10);
  EXPECT_EQ(json["unfinished"], 6);
  EXPECT_EQ(json["target_share"], 0.2);
  EXPECT_EQ(json["steps"].dump(), "[[10,0.1],[20,0.2],[30,0.3],[40,0.4]]");
  EXPECT_EQ(json["quantiles"][0]["value"], 10);       // 5 % of ten: the first
  EXPECT_EQ(json["quantiles"][1]["value"], nullptr);  // the median had not finished
}

TEST(RenderReport, ManyObservationsAreThinnedButKeepTheirEnds) {
  ReportContents data;
  Distribution d;
  for (int i = 0; i < 100000; ++i) d.values.push_back(i);
  data.distributions = {d};
  const auto json = data_of(data)["distributions"][0];
  EXPECT_LE(json["steps"].size(), 400U);
  EXPECT_EQ(json["steps"].back()[1], 1);
  EXPECT_EQ(json["quantiles"][1]["value"], 49999);
  double sum = 0;
  for (const auto& share : json["bins"]["shares"]) sum += share.get<double>();
  EXPECT_NEAR(sum, 1, 1e-4);
}

TEST(RenderReport, PacksLinesAsDifferences) {
  ReportContents data;
  MapRoad road;
  road.points = {{0, 0}, {1, -1}, {1000, 499}};
  road.name = "G319";
  road.bridge = true;
  road.closed_share = 0.5;
  data.map.roads = {road, MapRoad{{{0, 0}, {0, 1}}, RoadClass::path, "", false, false, 0, kUnknown, 0}};
  const auto roads = data_of(data)["map"]["roads"];
  EXPECT_EQ(roads["lines"][0], "??A@m}@g^");
  EXPECT_EQ(roads["names"].dump(), R"(["G319",""])");
  EXPECT_EQ(roads["flags"].dump(), "[1,0]");
  EXPECT_EQ(roads["closed"].dump(), R"([{"for":null,"road":0,"share":0.5}])");
}

TEST(RenderReport, UnevenCurvesAreOurMistake) {
  ReportContents data = sample_report();
  data.charts[0].curves[0].low.pop_back();
  EXPECT_ANY_THROW(render_report(data, Language::en));
}

TEST(ValueText, WritesUnitsForPeople) {
  const ValueFormat share{ValueKind::share, {}};
  const ValueFormat duration{ValueKind::duration, {}};
  const ValueFormat persons{ValueKind::count, {"persons", "人"}};
  EXPECT_EQ(value_text(0.934, share, Language::en), "93.4 %");
  EXPECT_EQ(value_text(0.93, share, Language::zh), "93%");
  EXPECT_EQ(value_text(1, share, Language::en), "100 %");
  EXPECT_EQ(value_text(45, duration, Language::en), "45 s");
  EXPECT_EQ(value_text(5400, duration, Language::en), "90 min");
  EXPECT_EQ(value_text(7199.6, duration, Language::en), "2 h");
  EXPECT_EQ(value_text(9000, duration, Language::zh), "2 小时 30 分");
  EXPECT_EQ(value_text(12345, persons, Language::en), "12,345 persons");
  EXPECT_EQ(value_text(1.37, persons, Language::zh), "1.4 人");
  EXPECT_EQ(value_text(1234, {ValueKind::length, {}}, Language::en), "1.2 km");
  EXPECT_EQ(value_text(-0.001, {ValueKind::number, {}}, Language::en), "0");
  EXPECT_EQ(value_text(kUnknown, share, Language::en), "–");
}

TEST(SummaryText, IsOneScreenInEnglish) {
  EXPECT_EQ(summary_text(sample_report(), Language::en),
            R"(Night flood in the sample valley (sample-valley)
Sample county: Upper Ford, Lower Ford, Stone Bridge · 2026-07-05 02:00 · 6 h
200 replications, seed 42

Objective                                     Target             Achieved [95 %]                     5–95 % of runs        Target met in [95 %]  n    Rating
Everybody at risk is warned in time           at least 95 %      96.2 % [95.7–96.7 %]                92.1–98.9 %           74 % [67.5–79.6 %]    200  S
The danger zone is cleared within 90 minutes  at most 90 min     median 111 min (12 % not by EndEx)  73 min – not reached  21.5 % [16.4–27.7 %]  200  U
Nobody is caught by the water                 at most 0 persons  1.4 persons [1–1.7]                 0–7                   61 % [54.1–67.5 %]    200  M

Of 3 objectives 2 will more likely than not be met, 1 will more likely than not be missed ("The danger zone is cleared within 90 minutes").
Weakest: "The danger zone is cleared within 90 minutes": achieved median 111 min (12 % not by EndEx), asked at most 90 min; target met in 21.5 % [16.4–27.7 %] of 200 replications.
Note: Sample data: the numbers mean nothing.
Assumptions: 4 parameters, 2 of them assumptions (E: engineering default, no measured source); see the report.
Replications that failed and are not in the numbers: 1.
)");
}

TEST(SummaryText, AlignsWideCharacters) {
  EXPECT_THAT(
      summary_text(sample_report(), Language::zh),
      HasSubstr(
          R"(目标                        要求            达到［95% 区间］                         5–95% 的重复      达标的重复［95% 区间］  n    评级
危险区居民全部及时收到预警  不低于 95%      96.2% [95.7–96.7%]                       92.1–98.9%        74% [67.5–79.6%]        200  S
90 分钟内完成危险区撤离     不超过 90 分钟  中位数 111 分钟（12% 到演练结束未达到）  73 分钟 – 未达到  21.5% [16.4–27.7%]      200  U
无人被洪水围困              不超过 0 人     1.4 人 [1–1.7]                           0–7               61% [54.1–67.5%]        200  M
)"));
}

TEST(SummaryText, WorksWithoutObjectivesAndIntervals) {
  ReportContents data;
  data.header.title = {"x", "x"};
  EXPECT_THAT(summary_text(data, Language::en), HasSubstr("0 replications, seed 0"));
  ObjectiveResult single;
  single.name = {"one", "一"};
  single.achieved = {0.5, kUnknown, kUnknown, 1};
  single.format = {ValueKind::share, {}};
  single.met = {1, 0.2, 1, 1};
  data.objectives = {single};
  EXPECT_THAT(summary_text(data, Language::en), HasSubstr("50 %  "));
}

TEST(AnswerOf, TakesTheGivenSentencesFirst) {
  ReportContents data = sample_report();
  data.answer = {{"Move the siren.", "移动警报器。"}};
  EXPECT_EQ(answer_of(data), data.answer);
}

TEST(AnswerOf, SaysWhatCannotBeToldFromTheReplications) {
  ReportContents data = sample_report();
  data.objectives.resize(1);
  data.objectives.front().met = {0.52, 0.45, 0.59, 200};
  EXPECT_EQ(answer_of(data).front().en,
            "Of 1 objective 1 could go either way (\"Everybody at risk is warned in time\").");
  EXPECT_THAT(answer_of(data).back().en, HasSubstr("about 2,200 more would tell (--replications 2400)"));
  data.objectives.front().met = {0.62, 0.55, 0.69, 200};
  EXPECT_EQ(answer_of(data).front().zh, "1 项目标中：1 项达标的可能性过半。");
}

TEST(SummaryText, SaysOfHowManyAndWhere) {
  ReportContents data = sample_report();
  auto& o = data.objectives.back();
  o.whole = 1193.4;
  o.place = {"Upper Ford", "上渡镇"};
  data.account.whole = {"whole", Standing::safe,          {"Residents at risk", "涉险人数"},
                        {},      {1193, 1193, 1193, 200}, {1193, 1193, 1193, 1193, 200}};
  data.account.parts = {{"arrived",
                         Standing::safe,
                         {"At a shelter", "到达避难场所"},
                         {},
                         {1190, 1188, 1192, 200},
                         {1190, 1180, 1191, 1193, 200}},
                        {"harmed", Standing::harmed, {"Harmed", "伤亡"}, {}, {3, 1, 5, 200}, {3, 0, 2, 13, 200}}};
  const auto en = summary_text(data, Language::en);
  EXPECT_THAT(en, HasSubstr("Nobody is caught by the water (Upper Ford)"));
  EXPECT_THAT(en, HasSubstr("1.4 of 1,193 persons [1–1.7]"));
  EXPECT_THAT(en, HasSubstr("Harmed             2       0–13            3      0.3 %"));
  EXPECT_THAT(summary_text(data, Language::zh), HasSubstr("1,193 人中 1.4 人 [1–1.7]"));
}

// The page shows what stands behind the handbook, and how people stand and curves look in words the viewer knows.
TEST(RenderReport, GivesSourcesStandingAndLooks) {
  ReportContents data = sample_report();
  data.sources = {{"3.7", {"leaving", "转移"}, {"Lindell et al. 2020", "Lindell 等 2020"}}};
  data.account.whole.name = {"At risk", "涉险"};
  data.account.parts = {{"x.left_behind", Standing::exposed, {"Left behind", "未转移"}, {}, {}, {}}};
  const auto json = data_of(data);
  EXPECT_EQ(json["handbook"]["3.7"]["zh"], "Lindell 等 2020");
  EXPECT_EQ(json["account"]["parts"][0]["standing"], "exposed");
  EXPECT_EQ(json["charts"][0]["curves"][0]["look"], "warned");
}

TEST(SummaryText, WritesTheUnitOfAnIntervalOnce) {
  ReportContents data = sample_report();
  data.objectives.resize(1);
  auto& o = data.objectives.front();
  o.format = {ValueKind::duration, {}};
  o.achieved = {2880, 2820, 2940, 200};
  EXPECT_THAT(summary_text(data, Language::en), HasSubstr("48 min [47–49 min]"));
  EXPECT_THAT(summary_text(data, Language::zh), HasSubstr("48 分钟 [47–49 分钟]"));
  o.achieved = {7000, 5400, 8460, 200};
  EXPECT_THAT(summary_text(data, Language::en), HasSubstr("[90 min–2 h 21 min]"));
}

TEST(MapOf, DrawsBothDirectionsOfARoadOnce) {
  Town town;
  const std::vector<Junction> junctions{{"a", 0, 0, 0}, {"b", 100, 0, 0}, {"c", 100, 50, 0}};
  const auto segment = [](std::string road, std::size_t from, std::size_t to) {
    SegmentInput s;
    s.road = std::move(road);
    s.from = JunctionId(from);
    s.to = JunctionId(to);
    s.length = Length::from_si(100);
    s.name = s.road;
    return s;
  };
  RoadClassTable classes;
  classes.fill({Speed::from_si(10), 600, 1});
  town.roads = RoadNetwork(junctions, {segment("r1", 0, 1), segment("r1", 1, 0), segment("r2", 1, 2)}, classes);
  town.zones.emplace_back().id = "z";
  const MapContents map = map_of(town);
  ASSERT_EQ(map.roads.size(), 2U);
  ASSERT_EQ(map.road_of_segment.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(map.roads[map.road_of_segment[i]].name, town.roads.name(SegmentId(i)));
  }
  EXPECT_EQ(map.roads[0].points.size(), 2U);
  EXPECT_EQ(map.zones[0].id, "z");
}

}  // namespace
}  // namespace tocsin
