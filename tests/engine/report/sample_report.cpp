// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/report/sample_report.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tocsin::testing {
namespace {

constexpr int kReplications = 200;
const ValueFormat kShare{ValueKind::share, {}};
const ValueFormat kDuration{ValueKind::duration, {}};
const ValueFormat kPersons{ValueKind::count, {"persons", "人"}};

/// A number in [0, 1) that looks random and is the same every time.
double noise(int i) {
  const double x = std::sin(i * 12.9898) * 43758.5453;
  return x - std::floor(x);
}

ReportHeader header() {
  ReportHeader h;
  h.scenario = "sample-valley";
  h.title = {"Night flood in the sample valley", "样例河谷夜间山洪演练"};
  h.description = {
      "Heavy rain raises the river from 02:00. Tests whether loudspeakers and door-to-door warning reach "
      "everybody at risk in time.",
      "02:00 起强降雨使河水上涨。检验应急广播与敲门叫应能否及时通知到全部危险区居民。"};
  h.town = {"Sample county", "样例县"};
  h.townships = {{"Upper Ford", "上渡镇"}, {"Lower Ford", "下渡乡"}, {"Stone Bridge", "石桥镇"}};
  h.starts = *parse_civil_time("2026-07-05 02:00");
  h.duration = 6h;
  h.residents = 10312;
  h.households = 3405;
  h.seed = 42;
  h.replications = kReplications;
  h.facts = {{{"Teams", "队伍"}, {"6 of 8 persons", "6 支，每支 8 人"}}};
  return h;
}

std::vector<ObjectiveResult> objectives() {
  ObjectiveResult warned;
  warned.id = "warning.reached_persons";
  warned.name = {"Everybody at risk is warned in time", "危险区居民全部及时收到预警"};
  warned.measure = {"share of residents at risk who are warned before the water", "水到之前收到预警的危险区居民占比"};
  warned.format = kShare;
  warned.target = 0.95;
  warned.achieved = {0.962, 0.957, 0.967, kReplications};
  warned.spread = {0.962, 0.921, 0.965, 0.989, kReplications};
  warned.met = {0.74, 0.675, 0.796, kReplications};
  warned.rating = Rating::S;
  warned.reason = {"missed in 52 replications", "52 次重复未达标"};
  ObjectiveResult cleared;
  cleared.id = "cleared";
  cleared.name = {"The danger zone is cleared within 90 minutes", "90 分钟内完成危险区撤离"};
  cleared.measure = {"time from the order until the last household has left", "从下达指令到最后一户离开的时间"};
  cleared.format = kDuration;
  cleared.comparison = Comparison::at_most;
  cleared.target = 5400;
  cleared.spread = {kUnknown, 4380, 6660, kUnknown, 176};
  cleared.unfinished = 0.12;
  cleared.met = {0.215, 0.164, 0.277, kReplications};
  cleared.rating = Rating::U;
  ObjectiveResult hurt;
  hurt.id = "hurt";
  hurt.name = {"Nobody is caught by the water", "无人被洪水围困"};
  hurt.measure = {"persons caught by the water", "被洪水围困人数"};
  hurt.format = kPersons;
  hurt.comparison = Comparison::at_most;
  hurt.target = 0;
  hurt.achieved = {1.37, 1.02, 1.72, kReplications};
  hurt.spread = {1.37, 0, 0, 7, kReplications};
  hurt.met = {0.61, 0.541, 0.675, kReplications};
  hurt.rating = Rating::M;
  return {warned, cleared, hurt};
}

/// A logistic curve that ends at `end`, with a band.
Curve curve(const char* id, CurveLook look, Phrase name, double middle_min, double end,
            const std::vector<Duration>& times) {
  Curve c{id, look, std::move(name), {}, {}, {}};
  for (const Duration t : times) {
    const auto at = [&](double shift, double top) {
      return top / (1 + std::exp(-(t.count() / 60 - middle_min - shift) / (6 + middle_min / 8)));
    };
    c.low.push_back(at(12, end - 0.06));
    c.median.push_back(at(0, end));
    c.high.push_back(at(-10, std::min(1.0, end + 0.03)));
  }
  return c;
}

CurveChart chart() {
  CurveChart result;
  result.title = {"Warned, left, arrived", "收到预警、离开、到达"};
  result.explanation = {"share of the residents at risk", "占危险区居民的比例"};
  result.format = kShare;
  for (int minute = 0; minute <= 360; minute += 3) result.times.emplace_back(minute * 60.0);
  result.curves = {
      curve("warning.reached_persons", CurveLook::warned, {"Warned", "收到预警"}, 35, 0.97, result.times),
      curve("evacuation.departed_persons", CurveLook::departed, {"Left", "已离开"}, 70, 0.94, result.times),
      curve("evacuation.arrived_persons", CurveLook::arrived, {"Arrived", "已到达"}, 105, 0.93, result.times)};
  return result;
}

std::vector<Distribution> distributions() {
  Distribution clearance;
  clearance.id = "evacuation.clearance_time";
  clearance.title = {"Clearance time", "清空时间"};
  clearance.explanation = {"from the order until the last household has left", "从下达指令到最后一户离开"};
  clearance.observation = {"replication", "一次重复"};
  clearance.format = kDuration;
  clearance.target = 5400;
  for (int i = 0; i < 176; ++i) clearance.values.push_back(4200 + 5200 * std::pow(noise(i), 1.4));
  clearance.unfinished = 24;
  Distribution travel;
  travel.id = "rescue.travel_time";
  travel.title = {"Response time: travel of the rescue team", "响应时间：救援队行进用时"};
  travel.observation = {"call for rescue", "一次求救"};
  travel.format = kDuration;
  for (int i = 0; i < 900; ++i) travel.values.push_back(300 - 500 * std::log(1 - noise(i + 500)));
  return {clearance, travel};
}

constexpr int kZones = 12;
MapPoint zone_center(int i) {
  return {static_cast<float>(1500 + 1400 * i), static_cast<float>(6000 + 1800 * std::sin(i * 1.3))};
}
float river_y(double x) {
  return static_cast<float>(6000 + 900 * std::sin(x / 3000));
}

PlaceRow place(PlaceLevel level, std::string id, Phrase name, std::string parent, int i) {
  const double left = 0.01 + 0.3 * noise(i + 40) * noise(i + 41);
  const double stuck = i % 4 == 3 ? 0.18 : 0;
  PlaceRow row{level, std::move(id), std::move(name), std::move(parent), 300U + 90U * static_cast<unsigned>(i), {}, {}};
  const double clear = 3000 + 4000 * noise(i);
  row.values = {{stuck > 0 ? kUnknown : clear, clear * 0.7, clear * 0.97, stuck > 0 ? kUnknown : clear * 1.4, 200},
                {1 - left, 1 - 2 * left, 1 - left, 1, 200},
                {300 * left, 0, 280 * left, 600 * left, 200}};
  row.unfinished = {stuck, 0, 0};
  return row;
}

PlaceTable places() {
  PlaceTable table;
  table.columns = {{"evacuation.clearance_time", {"Clearance time", "清空时间"}, kDuration, true, true},
                   {"warning.reached_share", {"Warned in time", "及时收到预警"}, kShare, false, false},
                   {"evacuation.left_behind", {"Left behind", "滞留人数"}, kPersons, true, false}};
  table.rows.push_back(place(PlaceLevel::town, "town", {"Whole area", "全部"}, "", 3));
  for (int t = 0; t < 3; ++t) {
    const std::string id = fmt::format("T{}", t + 1);
    table.rows.push_back(
        place(PlaceLevel::township, id, header().townships[static_cast<std::size_t>(t)], "town", 20 + t));
    for (int z = 4 * t; z < 4 * t + 4; ++z) {
      table.rows.push_back(
          place(PlaceLevel::zone, fmt::format("Z{}", z + 1), phrase("Village {}", "第{}村", z + 1), id, z));
    }
  }
  return table;
}

void add_road(MapContents& map, MapPoint a, MapPoint b, RoadClass road_class, std::string name) {
  MapRoad& road = map.roads.emplace_back();
  for (int k = 0; k <= 4; ++k) {
    const float s = static_cast<float>(k) / 4;
    const float bend = k % 4 == 0 ? 0 : static_cast<float>(60 * noise(static_cast<int>(map.roads.size()) * 5 + k) - 30);
    road.points.push_back({a.x_m + s * (b.x_m - a.x_m) + bend, a.y_m + s * (b.y_m - a.y_m) + bend});
  }
  road.road_class = road_class;
  road.name = std::move(name);
}

void add_roads(MapContents& map, int roads) {
  const int columns = std::max(4, static_cast<int>(std::sqrt(roads * 1.5)));
  const int rows = std::max(2, roads / columns / 2);
  const float dx = 18000.F / static_cast<float>(columns);
  const float dy = 10000.F / static_cast<float>(rows);
  const auto corner = [&](int i, int j) {
    const float wave = static_cast<float>(120 * noise(i * 131 + j));
    return MapPoint{500 + dx * static_cast<float>(i) + wave, 1000 + dy * static_cast<float>(j) + wave};
  };
  for (int i = 0; i < columns; ++i) {
    for (int j = 0; j < rows; ++j) {
      const bool trunk = j == rows / 2;
      const RoadClass local = (i + j) % 5 == 0 ? RoadClass::path : RoadClass::unclassified;
      add_road(map, corner(i, j), corner(i + 1, j), trunk ? RoadClass::trunk : local, trunk ? "G319" : "");
      MapRoad& east = map.roads.back();
      if (trunk) east.load = 2600.0 * (1 - std::abs(i - columns / 2.0) / columns);
      if (std::abs(east.points[2].y_m - river_y(east.points[2].x_m)) < 250) {
        east.closed_share = 0.3 + 0.6 * noise(i);
        east.closed_for_s = 3000 + 60.0 * i;
        east.bridge = i % 7 == 0;
      }
      add_road(map, corner(i, j), corner(i, j + 1), i % 6 == 0 ? RoadClass::tertiary : local, "");
      if (i % 6 == 0) map.roads.back().load = 300;
    }
  }
}

void add_water(MapContents& map) {
  MapShape river{{"Sample river", "样例河"}, {}, 1, kUnknown, {}};
  MapShape often{{"Flooded", "淹没范围"}, {}, 0.85, 3000, {"up to 1.4 m deep", "最大水深 1.4 m"}};
  MapShape seldom{{"Flooded", "淹没范围"}, {}, 0.25, 5400, {}};
  for (int x = 0; x <= 19000; x += 500) {
    const auto fx = static_cast<float>(x);
    river.points.push_back({fx, river_y(x)});
    often.points.push_back({fx, river_y(x) + 150 + 80 * std::sin(fx / 900)});
    seldom.points.push_back({fx, river_y(x) + 380 + 90 * std::sin(fx / 700)});
  }
  for (int x = 19000; x >= 0; x -= 500) {
    often.points.push_back({static_cast<float>(x), river_y(x) - 160});
    seldom.points.push_back({static_cast<float>(x), river_y(x) - 400});
  }
  map.rivers = {river};
  map.flooded = {seldom, often};
}

MapContents map(int roads) {
  MapContents m;
  m.load_unit = {"persons", "人"};
  m.flooded_name = {"Flooded", "淹没范围"};
  add_roads(m, roads);
  add_water(m);
  for (int i = 0; i < kZones; ++i) {
    m.zones.push_back({fmt::format("Z{}", i + 1), zone_center(i), {}});
    for (int k = 0; k < 6 * (i % 4 == 3); ++k) {
      const auto turn = static_cast<float>(k);
      m.late.push_back({{zone_center(i).x_m + 300 * std::cos(turn), zone_center(i).y_m + 300 * std::sin(turn)},
                        2U + static_cast<unsigned>(k) % 4U,
                        0.1 + 0.12 * k,
                        {"warned too late", "预警送达过晚"}});
    }
  }
  for (int i = 0; i < 4; ++i) {
    const MapPoint at{static_cast<float>(3000 + 4000 * i), static_cast<float>(8200 + 300 * (i % 2))};
    const double inside = 300.0 * (i + 1);
    m.shelters.push_back({fmt::format("S{}", i + 1),
                          phrase("School {}", "第{}小学", i + 1),
                          at,
                          1000,
                          {inside, inside * 0.8, inside, inside * 1.1, 200},
                          i == 3 ? 0.35 : 0});
    m.marks.push_back(
        {"station", phrase("Township office {}", "{}号乡镇政府", i + 1), {at.x_m + 900, at.y_m - 1200}, {}});
    m.marks.push_back({"hazard_point",
                       phrase("Slope {}", "{}号滑坡", i + 1),
                       {at.x_m - 700, at.y_m - 5200},
                       {{{"Threatened households", "受威胁户数"}, {"12", "12"}}}});
  }
  m.marks.push_back({"depot", {"County store", "县物资库"}, {9000, 2500}, {}});
  m.marks.push_back({"helicopter_spot", {"School field", "学校操场"}, {12000, 2500}, {}});
  m.marks.push_back({"communication_site", {"Mast", "基站"}, {6000, 2600}, {}});
  return m;
}

std::vector<TimelineEntry> timeline() {
  return {{at_seconds(0), "exercise.started", {"StartEx", "演练开始"}, {}, false},
          {at_seconds(600), "exercise.inject", {"Mains power fails", "市电中断"}, {"Lower Ford", "下渡乡"}, true},
          {at_seconds(1260), "warning.alert_issued", {"Red alert issued", "发布红色预警"}, {"All", "全域"}, false},
          {at_seconds(3780), "hazard.road_closed", {"Road under water", "道路被淹"}, {"G319", "G319"}, false},
          {at_seconds(21600), "exercise.ended", {"EndEx", "演练结束"}, {}, false}};
}

std::vector<ParameterUse> parameters() {
  return {{"evacuation.behavior.preparation_median_night",
           {"Median time to get ready at night", "夜间准备时间中位数"},
           "18 min",
           "8 min",
           "40 min",
           "",
           Confidence::E},
          {"warning.door_to_door.talk_time",
           {"Time at one door", "每户停留时间"},
           "2 min",
           "1 min",
           "4 min",
           "",
           Confidence::E},
          {"evacuation.walking.speed",
           {"Walking speed on the level", "平地步行速度"},
           "1.2 m/s",
           "0.8 m/s",
           "1.4 m/s",
           "Weidmann 1993",
           Confidence::M},
          {"hazard.passability.car_depth",
           {"Water depth that stops a car", "小汽车涉水极限"},
           "0.3 m",
           "0.15 m",
           "0.45 m",
           "Pregnolato et al. 2017, fig. 4",
           Confidence::S}};
}

}  // namespace

ReportContents sample_report(int roads) {
  ReportContents data;
  data.header = header();
  data.notes = {{"Sample data: the numbers mean nothing.", "样例数据，数字没有实际意义。"}};
  data.failed = {{17, {"the rescue team lost its vehicle <twice>", "救援队车辆状态异常"}}};
  data.objectives = objectives();
  data.charts = {chart()};
  data.distributions = distributions();
  data.measures = {{"warning.reached_share",
                    {"Residents warned in time", "及时收到预警的居民"},
                    kShare,
                    {0.962, 0.957, 0.967, 200},
                    {0.962, 0.921, 0.965, 0.989, 200},
                    0},
                   {"evacuation.clearance_time",
                    {"Clearance time", "清空时间"},
                    kDuration,
                    {},
                    {kUnknown, 4380, 6660, kUnknown, 176},
                    0.12}};
  data.places = places();
  data.map = map(roads);
  data.timeline = timeline();
  data.timeline_replication = 1;
  data.parameters = parameters();
  data.provenance = {{"road_segments.csv", {"OpenStreetMap extract", "OpenStreetMap 数据"}, Confidence::V, "ODbL 1.0"},
                     {"households.csv", {"made from zone totals", "由村社总数推算"}, Confidence::E, ""}};
  data.limits = {{"evacuation",
                  {"Evacuation", "撤离"},
                  {{"No queues on roads: cars drive at free flow.", "不模拟道路排队，车辆按自由流行驶。"},
                   {"Households do not wait for each other.", "各户之间不互相等待。"}}},
                 {"hazard", {"Flood front", "洪水前锋"}, {{"No debris in the water.", "不考虑漂浮物。"}}}};
  data.reproduction = {"tocsin 0.1.0",
                       "9f2c1d07ab34",
                       "51aa90c2",
                       "tocsin run scenarios/sample-valley --seed 42 --replications 200",
                       "tocsin replay runs/sample-valley --replication 1",
                       {}};
  return data;
}

}  // namespace tocsin::testing
