// SPDX-License-Identifier: Apache-2.0
// Declaration of the import's parameters, and its summary in words.
#include <fmt/format.h>

#include "engine/town/osm_import.hpp"

namespace tocsin {

namespace {

void describe_people(Fields& fields, OsmImportParameters& p) {
  fields.parameter("residents_per_building", p.residents_per_building, {"Residents per building.", "每栋建筑人口。"})
      .at_least(0.0);
  fields
      .parameter(
          "residents_per_place", p.residents_per_place,
          {"Residents of a place without buildings and population on the map.", "地图上无建筑和人口的地点的人口。"})
      .at_least(1.0);
  fields.parameter("persons_per_household", p.persons_per_household, {"Persons per household.", "户均人数。"})
      .between(1.0, 20.0);
  fields.parameter("children", p.children, {"Share of residents up to 14 years.", "14 岁及以下人口比例。"});
  fields.parameter("elderly", p.elderly, {"Share of residents of 60 years and more.", "60 岁及以上人口比例。"});
  fields.parameter("need_help", p.need_help,
                   {"Share of residents who cannot leave without help.", "需协助才能转移的人口比例。"});
  fields.parameter("cars_per_household", p.cars_per_household, {"Cars per household.", "户均汽车数。"})
      .between(0.0, 5.0);
  fields
      .parameter("motorcycles_per_household", p.motorcycles_per_household,
                 {"Motorcycles per household.", "户均摩托车数。"})
      .between(0.0, 5.0);
  fields
      .parameter("shelter_area_per_person", p.shelter_area_per_person,
                 {"Footprint per person in a shelter.", "避难场所人均占地面积。"})
      .more_than(Area::from_si(0));
  fields.parameter("footprint_unmapped", p.footprint_unmapped,
                   {"Footprint of a school or hall mapped as a point.", "以点表示的学校、场馆的占地面积。"});
}

}  // namespace

void OsmImportParameters::describe(Fields& fields) {
  describe_people(fields, *this);
  fields.parameter("building_catchment", building_catchment,
                   {"Farthest a building belongs to a place.", "建筑归属地点的最大距离。"});
  fields
      .parameter("shape_tolerance", shape_tolerance,
                 {"Road shapes are simplified to within this.", "道路线形简化容差。"})
      .at_least(0_m);
  fields
      .parameter("smallest_piece", smallest_piece,
                 {"Disconnected road pieces shorter than this are dropped.", "短于此值的孤立路网片段将被舍去。"})
      .at_least(0_m);
  fields
      .parameter("reach", reach,
                 {"A place farther from the main network is moved to it.", "距主路网更远的地点移至最近道路。"})
      .more_than(0_m);
  fields.parameter("farthest", farthest, {"A place even farther away is dropped.", "超过此距离的地点将被舍去。"})
      .more_than(0_m);
  fields.parameter("speed_of_limit", speed_of_limit, {"Free-flow speed per speed limit.", "自由流车速与限速之比。"});
  fields.parameter("unpaved_speed", unpaved_speed, {"Highest speed on unpaved roads.", "未铺装道路最高车速。"})
      .more_than(Speed::from_si(0));
  fields.parameter("steepest_road", steepest_road,
                   {"Heights along roads are evened out to this slope.", "道路纵坡平滑上限。"});
  fields.parameter("steepest_path", steepest_path, {"The same for paths and steps.", "小路和台阶纵坡平滑上限。"});
  fields
      .parameter("river_bank", river_bank,
                 {"Banks of rivers above their bed; the ground of the map is the top of the bank.",
                  "河岸高出河床的高度；地图高程视为岸顶。"})
      .at_least(0_m);
  fields.parameter("team_members", team_members, {"Crew at a fire station.", "消防站队伍人数。"}).at_least(1.0);
  fields
      .parameter("assumed_team_members", assumed_team_members,
                 {"Team of a township without a fire station on the map.", "地图上无消防站的乡镇的队伍人数。"})
      .at_least(1.0);
}

namespace {

Phrase plus(const Phrase& a, const Phrase& b) {
  return {a.en + b.en, a.zh + b.zh};
}

Phrase roads_text(const ImportSummary& s) {
  Phrase text{
      fmt::format(
          "Read {}, {} and {}; {} {} ({:.1f} km), {} of them open to cars ({:.1f} km). The network has {}, {} and "
          "{}.",
          counted(s.osm_nodes, "node"), counted(s.osm_ways, "way"), counted(s.osm_relations, "relation"),
          counted(s.highway_ways, "way"), s.highway_ways == 1 ? "is a road or path" : "are roads and paths",
          s.highway_km, s.car_ways, s.car_km, counted(s.junctions, "junction"),
          counted(s.road_segments, "road segment"), counted(s.turn_restrictions, "banned turn")),
      fmt::format("读取 {} 个点、{} 条线、{} 个关系；其中道路和小路 {} 条（{:.1f} 千米），可行车 {} 条（{:.1f} 千米）。"
                  "路网含 {} 个路口、{} 条路段、{} 个禁止转向。",
                  s.osm_nodes, s.osm_ways, s.osm_relations, s.highway_ways, s.highway_km, s.car_ways, s.car_km,
                  s.junctions, s.road_segments, s.turn_restrictions)};
  if (s.pieces_dropped > 0) {
    text = plus(text, {fmt::format(" Dropped {} without connection ({:.1f} km).",
                                   counted(s.pieces_dropped, "road piece"), s.km_dropped),
                       fmt::format("舍去 {} 片孤立道路（{:.1f} 千米）。", s.pieces_dropped, s.km_dropped)});
  }
  if (s.pieces_kept > 0) {
    text = plus(
        text, {fmt::format(" Kept {} without connection ({:.1f} km): check {}.", counted(s.pieces_kept, "larger piece"),
                           s.km_disconnected, s.pieces_kept == 1 ? "it" : "them"),
               fmt::format("保留 {} 片较大的孤立道路（{:.1f} 千米），请核查。", s.pieces_kept, s.km_disconnected)});
  }
  if (s.km_one_way_only > 0) {
    text = plus(text, phrase(" Closed {:.1f} km to cars that could only be entered or only be left.",
                             "对只能驶入或只能驶出的 {:.1f} 千米道路禁止车辆通行。", s.km_one_way_only));
  }
  if (s.missing_nodes > 0) {
    text = plus(text, {fmt::format(" {} of ways {} outside the extract.", counted(s.missing_nodes, "node"),
                                   s.missing_nodes == 1 ? "lies" : "lie"),
                       fmt::format("有 {} 个线的节点不在数据内。", s.missing_nodes)});
  }
  return text;
}

Phrase names_of(const std::vector<Phrase>& townships) {
  std::vector<std::string> en;
  std::vector<std::string> zh;
  for (const Phrase& name : townships) {
    en.push_back(name.en);
    zh.push_back(name.zh);
  }
  return {join(en), join(zh, "、")};
}

Phrase counts_text(const ImportSummary& s) {
  return {
      fmt::format(" {}, {} with {} in {} (from population tags and {}, {} of them near no place); {}, {}, {}, {}, {}.",
                  counted(s.townships, "township"), counted(s.zones, "zone"), counted(s.residents, "resident"),
                  counted(s.households, "household"), counted(s.buildings, "building"), s.buildings_unassigned,
                  counted(s.shelters, "shelter"), counted(s.stations, "station"), counted(s.teams, "team"),
                  counted(s.helicopter_spots, "helicopter spot"), counted(s.rivers, "river")),
      fmt::format(" {} 个乡镇、{} 个规划单元、{} 人 {} 户（据人口标签和 {} 栋建筑，其中 {} 栋附近无地点）；避难场所 {} "
                  "处、站点 {} 处、队伍 {} 支、直升机起降点 {} 处、河流 {} 条。",
                  s.townships, s.zones, s.residents, s.households, s.buildings, s.buildings_unassigned, s.shelters,
                  s.stations, s.teams, s.helicopter_spots, s.rivers)};
}

/// What the map did not say and the import made up.
Phrase assumed_text(const ImportSummary& s) {
  Phrase text;
  if (s.assumed_shelters > 0) {
    const bool one = s.assumed_shelters == 1;
    text = {fmt::format(" {} of the shelters {} assumed: {} no school or hall on the map.", s.assumed_shelters,
                        one ? "is" : "are", one ? "its township has" : "their townships have"),
            fmt::format("其中 {} 处避难场所为假定：地图上该乡镇没有学校或场馆。", s.assumed_shelters)};
  }
  if (s.assumed_teams > 0) {
    const bool one = s.assumed_teams == 1;
    text = plus(text, {fmt::format(" {} of the teams {} assumed: {} no fire station on the map.", s.assumed_teams,
                                   one ? "is" : "are", one ? "its township has" : "their townships have"),
                       fmt::format("其中 {} 支队伍为假定：地图上该乡镇没有消防站。", s.assumed_teams)});
  }
  if (s.facilities_moved > 0) {
    text = plus(
        text, {fmt::format(" Moved {} to the nearest road of the main network.", counted(s.facilities_moved, "place")),
               fmt::format("{} 个地点移至主路网最近道路。", s.facilities_moved)});
  }
  if (s.facilities_dropped > 0) {
    text = plus(text, {fmt::format(" Dropped {} too far from any road.", counted(s.facilities_dropped, "place")),
                       fmt::format("舍去 {} 个远离道路的地点。", s.facilities_dropped)});
  }
  return text;
}

Phrase places_text(const ImportSummary& s) {
  Phrase text =
      plus(counts_text(s),
           phrase(" Of the residents {} rest on population tags, {} on counted buildings and {} on the default "
                  "for places without either.",
                  "其中 {} 人据人口标签，{} 人据建筑数量，{} 人按无数据地点的默认值。", s.residents_tagged,
                  s.residents_by_buildings, s.residents_by_default));
  if (!s.townships_mended.empty()) {
    const auto names = names_of(s.townships_mended);
    text =
        plus(text, {fmt::format(" Warning: the boundary of {} is incomplete in the extract and was closed by straight "
                                "lines: check which places lie there.",
                                names.en),
                    fmt::format("警告：{}的边界在数据中不完整，已用直线闭合，请核对所属地点。", names.zh)});
  }
  if (!s.townships_empty.empty()) {
    const auto names = names_of(s.townships_empty);
    const bool one = s.townships_empty.size() == 1;
    text = plus(text,
                {fmt::format(" Warning: {} {} empty (less than a tenth of the residents of the average "
                             "township): enter {} figures in zones.csv.",
                             names.en, one ? "looks" : "look", one ? "its" : "their"),
                 fmt::format("警告：{}的人口异常少（不足各乡镇平均的十分之一），请在 zones.csv 中填写。", names.zh)});
  }
  return plus(text, assumed_text(s));
}

}  // namespace

Phrase ImportSummary::text() const {
  Phrase text = plus(roads_text(*this), places_text(*this));
  if (!has_elevation) {
    text = plus(text, {" Without elevation tiles slopes play no part.", "未提供高程瓦片，不考虑坡度。"});
  }
  return plus(text,
              phrase(" Plane: EPSG:{}. People, capacities and teams are engineering defaults: replace them by the "
                     "county's own tables. Map data © OpenStreetMap contributors, ODbL 1.0.",
                     "平面坐标系：EPSG:{}。人口、容量和队伍均为工程默认值，请以本地数据替换。地图数据 © OpenStreetMap "
                     "贡献者，ODbL 1.0。",
                     epsg));
}

}  // namespace tocsin
