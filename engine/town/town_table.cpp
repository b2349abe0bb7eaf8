// SPDX-License-Identifier: Apache-2.0
// The declarations of all tables of a town package. One line per column: name, names accepted instead, meaning, values.
#include "engine/town/town_table.hpp"

#include "engine/base/ensure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tocsin {
namespace {

using Names = std::vector<std::string>;

TownColumn column(bool required, std::string name, Names aliases, Phrase meaning, Phrase values) {
  return {{std::move(name), std::move(aliases), std::move(meaning), required}, std::move(values)};
}
TownColumn required(std::string name, Names aliases, Phrase meaning, Phrase values) {
  return column(true, std::move(name), std::move(aliases), std::move(meaning), std::move(values));
}
TownColumn optional(std::string name, Names aliases, Phrase meaning, Phrase values) {
  return column(false, std::move(name), std::move(aliases), std::move(meaning), std::move(values));
}

const Phrase kText{"text", "文本"};
const Phrase kNumber{"number", "数值"};
const Phrase kNotNegative{"number ≥ 0", "数值 ≥ 0"};
const Phrase kPositive{"number > 0", "数值 > 0"};
const Phrase kCount{"whole number ≥ 0", "整数 ≥ 0"};
const Phrase kYesNo{"yes or no (是, 否)", "是 或 否（yes, no）"};

using TableColumns = std::vector<TownColumn>;

TableColumns operator+(TableColumns left, const TableColumns& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

TableColumns id_column() {
  return {required("id", {"编号", "代码", "ID"}, {"Unique within this file.", "在本表内唯一。"}, kText)};
}

TableColumns name_columns() {
  return {optional("name_en", {"英文名称", "英文名"},
                   {"Name in English; one of the two names is needed.", "英文名称；中英文名称至少填一个。"}, kText),
          optional("name_zh", {"名称", "中文名称", "中文名"},
                   {"Name in Chinese; the other name stands in for an empty one.", "中文名称；留空时用另一名称代替。"},
                   kText)};
}

TableColumns position_columns() {
  return {optional("x_m", {"横坐标", "东坐标"},
                   {"Easting in the coordinate system of town.yaml, with y_m.",
                    "town.yaml 所述坐标系中的东向坐标，与 y_m 成对。"},
                   kNumber),
          optional("y_m", {"纵坐标", "北坐标"}, {"Northing, with x_m.", "北向坐标，与 x_m 成对。"}, kNumber),
          optional("longitude_deg", {"经度"},
                   {"WGS 84 (CGCS2000) longitude, instead of x_m, y_m; never GCJ-02 or BD-09.",
                    "WGS 84（CGCS2000）经度，可代替 x_m、y_m；不得使用 GCJ-02 或 BD-09 坐标。"},
                   {"number −180…180", "数值 −180…180"}),
          optional("latitude_deg", {"纬度"}, {"WGS 84 (CGCS2000) latitude.", "WGS 84（CGCS2000）纬度。"},
                   {"number −90…90", "数值 −90…90"})};
}

TableColumns elevation_column() {
  return {optional("elevation_m", {"高程", "海拔", "高程（米）", "海拔（米）"},
                   {"Above sea level; empty: that of the nearest junction.", "海拔高程；留空则取最近路口的高程。"},
                   kNumber)};
}

TableColumns township_column() {
  return {required("township", {"乡镇", "街道", "乡镇街道", "所属乡镇"},
                   {"Township it belongs to.", "所属乡镇（街道）。"},
                   {"id in townships.csv", "townships.csv 中的编号"})};
}

TableColumns facility_columns() {
  return id_column() + name_columns() + township_column() + position_columns() + elevation_column();
}

TableColumns people_columns() {
  return {optional("children", {"儿童", "儿童数", "14岁及以下"}, {"Residents up to 14 years.", "14 岁及以下人数。"},
                   kCount),
          optional("elderly", {"老人", "老年人", "老年人数", "60岁及以上"},
                   {"Residents of 60 years and more.", "60 岁及以上人数。"}, kCount),
          optional("need_help", {"需帮扶", "需帮扶人数", "需协助人数", "特殊困难人员"},
                   {"Residents who cannot leave without help.", "需要协助才能转移的人数。"}, kCount),
          optional("cars", {"汽车", "小汽车", "汽车数"}, {"Cars kept.", "汽车数量。"}, kCount),
          optional("motorcycles", {"摩托车", "摩托车数"}, {"Motorcycles kept.", "摩托车数量。"}, kCount)};
}

TownTable townships_table() {
  return {"townships.csv", true, {"Townships and streets.", "乡镇和街道。"}, id_column() + name_columns()};
}

TownTable junctions_table() {
  return {"junctions.csv",
          true,
          {"Where roads meet, end or change.", "道路的交汇点、端点和变化点。"},
          id_column() + position_columns() +
              TableColumns{optional(
                  "elevation_m", {"高程", "海拔", "高程（米）", "海拔（米）"},
                  {"Above sea level, for every junction or for none: then the town is flat (a warning says so).",
                   "海拔高程；全部填写或全部不填，全部不填时按平地处理（给出警告）。"},
                  kNumber)}};
}

TableColumns segment_measures() {
  return {optional("length_m", {"长度", "长度（米）"},
                   {"Along the road; empty: length of the shape, or the straight line.",
                    "沿路长度；留空则取线形长度或直线距离。"},
                   kPositive),
          optional("one_way", {"单行", "单行道"},
                   {"Vehicles only from `from` to `to`; walkers both ways. Empty: no.",
                    "车辆只能由起点驶向终点，行人双向；留空为否。"},
                   kYesNo),
          optional("lanes", {"车道数", "单向车道数"},
                   {"Lanes per direction; empty: of the class.", "单向车道数；留空取等级默认值。"},
                   {"whole number 1…8", "整数 1…8"}),
          optional("speed_km_per_h", {"车速", "速度", "限速", "车速（千米每小时）"},
                   {"Free-flow speed; empty: of the class.", "自由流车速；留空取等级默认值。"}, kPositive),
          optional("flow_capacity_veh_per_h", {"通行能力", "通行能力（辆每小时）"},
                   {"Cars per hour that get through in one direction, all lanes together; empty: by class and lanes.",
                    "单方向全部车道每小时可通过的小汽车数；留空按等级和车道数。"},
                   kPositive),
          optional("entry_capacity_veh_per_h", {"入口通行能力"},
                   {"Cars per hour that its beginning takes in, where that is less (a gate, a sharp bend).",
                    "入口处每小时可驶入的小汽车数，仅在小于通行能力时填写（如闸口、急弯）。"},
                   kPositive),
          optional("exit_capacity_veh_per_h", {"出口通行能力", "路口通行能力"},
                   {"Cars per hour that the junction at its end lets out of it, where that is less.",
                    "末端路口每小时可放行的小汽车数，仅在小于通行能力时填写。"},
                   kPositive),
          optional("merge_priority", {"汇入优先权"},
                   {"Its turns where roads merge, against those of the others; empty: its exit capacity.",
                    "汇流时相对其他道路的放行比例；留空取其出口通行能力。"},
                   kPositive),
          optional("access", {"通行", "通行方式"},
                   {"Who may use it; empty: by class (motorway: all but walk; path, steps: walk).",
                    "允许的通行方式；留空按等级（高速公路：除步行外；小路、台阶：仅步行）。"},
                   {"all, vehicles, or a list of walk motorcycle tricycle car bus truck low_loader ambulance emergency "
                    "separated by blanks",
                    "all、vehicles，或以空格分隔的 walk motorcycle tricycle car bus truck low_loader ambulance "
                    "emergency（步行 摩托车 三轮车 汽车 客车 货车 平板拖车 救护车 应急车辆）"})};
}

TableColumns segment_structure() {
  return {optional("bridge", {"桥梁", "桥"}, {"Is a bridge.", "是否为桥梁。"}, kYesNo),
          optional("tunnel", {"隧道"}, {"Is a tunnel.", "是否为隧道。"}, kYesNo),
          optional("maximum_weight_t", {"限重", "限重（吨）"},
                   {"Heavier vehicles have no access; empty: no limit.", "超重车辆不能通行；留空为不限。"}, kPositive),
          optional(
              "width_m", {"路宽", "宽度", "路宽（米）"},
              {"Carriageway: wider vehicles have no access, and where two do not fit side by side they meet at passing "
               "bays; empty: unknown, and wide enough.",
               "路面宽度：更宽的车辆不能通行；两车不能并行时在错车道会车；留空为未知，按足够宽处理。"},
              kPositive),
          optional("lowest_elevation_m", {"最低高程", "最低点高程", "最低高程（米）"},
                   {"Lowest point of the carriageway (fords, dips); empty: the lower end.",
                    "路面最低点高程（漫水路段、低洼处）；留空取两端较低者。"},
                   kNumber),
          optional("name", {"名称", "路名", "道路名称"}, {"Name of the road.", "道路名称。"}, kText),
          optional("shape", {"线形"},
                   {"The line of the road in x_m y_m, from `from` to `to`; empty: straight.",
                    "以 x_m y_m 表示的道路线形，由起点到终点；留空为直线。"},
                   {"WKT LINESTRING (x y, x y, …)", "WKT LINESTRING (x y, x y, …)"}),
          optional("shape_deg", {"经纬度线形"},
                   {"The same in longitude latitude; give one of the two.", "以经度 纬度表示的线形；两者只填一个。"},
                   {"WKT LINESTRING (lon lat, lon lat, …)", "WKT LINESTRING (经度 纬度, …)"})};
}

TownTable segments_table() {
  TableColumns columns =
      id_column() + TableColumns{required("from", {"起点", "起点路口"}, {"Junction it starts at.", "起点路口。"},
                                          {"id in junctions.csv", "junctions.csv 中的编号"}),
                                 required("to", {"终点", "终点路口"}, {"Junction it ends at.", "终点路口。"},
                                          {"id in junctions.csv", "junctions.csv 中的编号"}),
                                 required("class", {"等级", "道路等级"}, {"Road class.", "道路等级。"},
                                          {"motorway (高速公路), trunk (一级公路, 国道), primary (二级公路, 省道), "
                                           "secondary (三级公路, 县道), tertiary (四级公路, 乡道), "
                                           "unclassified (村道), residential (居民区道路, 街道), service (内部道路), "
                                           "track (机耕道), path (小路, 人行道), steps (台阶, 梯坎)",
                                           "motorway（高速公路）、trunk（一级公路、国道）、primary（二级公路、省道）、s"
                                           "econdary（三级公路、县道）、tertiary（四级公路、乡道）、"
                                           "unclassified（村道）、residential（居民区道路、街道）、service（内部道路）"
                                           "、track（机耕道）、path（小路、人行道）、steps（台阶、梯坎）"})};
  return {"road_segments.csv",
          true,
          {"Roads between two junctions; one row serves both directions unless one_way.",
           "两个路口之间的道路；除单行道外，一行代表两个方向。"},
          std::move(columns) + segment_measures() + segment_structure()};
}

TownTable turn_restrictions_table() {
  const Phrase segment{"id in road_segments.csv", "road_segments.csv 中的编号"};
  return {"turn_restrictions.csv",
          false,
          {"Turns that are not allowed. They never concern walkers.", "禁止的转向；不影响行人。"},
          {required("from_segment", {"来路", "驶入路段"}, {"Road one arrives by.", "驶入路段。"}, segment),
           required("via_junction", {"路口", "经过路口"}, {"Junction of the turn.", "转向所在路口。"},
                    {"id in junctions.csv", "junctions.csv 中的编号"}),
           required("to_segment", {"去路", "驶出路段"}, {"Road one may not leave by.", "禁止驶出的路段。"}, segment)}};
}

TownTable zones_table() {
  return {"zones.csv",
          true,
          {"Planning areas: villages and communities, with their people.", "规划单元：村和社区及其人口。"},
          facility_columns() +
              TableColumns{required("population", {"人口", "人口数", "常住人口"}, {"Residents.", "常住人口。"}, kCount),
                           required("households", {"户数"},
                                    {"Households; none only with no residents.", "户数；无人口时方可为 0。"}, kCount)} +
              people_columns() +
              TableColumns{optional(
                  "spread_m", {"分布半径", "分布半径（米）", "散布半径"},
                  {"Radius in which the households stand; empty: from their number.", "住户分布半径；留空按户数推算。"},
                  kPositive)}};
}

TownTable households_table() {
  return {
      "households.csv",
      false,
      {"Households one by one. A zone that has rows here takes its people from them; its figures in zones.csv are only "
       "compared (a warning when they differ).",
       "逐户登记。某规划单元在此表有记录时，人口以此表为准，zones.csv 的数字仅作比对（不一致时给出警告）。"},
      id_column() +
          TableColumns{required("zone", {"村", "社区", "村社", "规划单元"}, {"Zone it lives in.", "所在规划单元。"},
                                {"id in zones.csv", "zones.csv 中的编号"})} +
          position_columns() + elevation_column() +
          TableColumns{
              required("persons", {"人数", "人口"}, {"Residents.", "人数。"}, {"whole number 1…255", "整数 1…255"})} +
          people_columns() +
          TableColumns{optional("responsible", {"责任人", "转移责任人", "包保责任人"},
                                {"Who answers for its transfer; stands in the transfer ledger only. Personal data.",
                                 "转移责任人，仅用于避险转移台账。属个人信息。"},
                                kText),
                       optional("helper", {"帮扶人", "结对帮扶人"},
                                {"Who helps it to leave; stands in the transfer ledger only. Personal data.",
                                 "结对帮扶人，仅用于避险转移台账。属个人信息。"},
                                kText),
                       optional("helper_household", {"帮扶户", "结对帮扶户"},
                                {"Household that comes for it and leaves with it, one to one; counts in drills with "
                                 "an entry one_to_one_help. It needs no help itself.",
                                 "一对一帮扶户：上门帮扶并一同转移，在含 one_to_one_help 条目的演练中起作用；"
                                 "其自身不得为被帮扶户。"},
                                {"id in this table", "本表中的编号"})}};
}

TownTable shelters_table() {
  return {
      "shelters.csv",
      false,
      {"Emergency shelters. Only a town where nobody is evacuated does without.",
       "应急避难场所；仅无需转移人员的区域可不填。"},
      facility_columns() +
          TableColumns{
              required("capacity_persons", {"容量", "容纳人数", "容量（人）", "可容纳人数"},
                       {"Persons it takes.", "可容纳人数。"}, kCount),
              optional("conversion_min", {"转换时间", "转换时间（分钟）", "平急转换时间（分钟）"},
                       {"Minutes until a dual-use place is a shelter, once somebody is there; empty: 0. Counts "
                        "in drills with an entry shelter_operation.",
                        "平急两用场所到人后完成转换所需分钟数；留空为 0。在含 shelter_operation 条目的演练中起作用。"},
                       kNotNegative),
              optional("step_free", {"无障碍", "无障碍通行"},
                       {"Wheelchairs get in by themselves; empty: yes.", "轮椅可自行进入；留空为是。"}, kYesNo)}};
}

TownTable stations_table() {
  return {
      "stations.csv",
      false,
      {"Where teams are based.", "队伍驻地。"},
      facility_columns() +
          TableColumns{required(
              "kind", {"类型", "类别"}, {"Kind of station.", "驻地类型。"},
              {"fire_station (消防站), township_office (乡镇政府), village_committee (村委会), hospital (医院), "
               "clinic (卫生院), police (派出所), school (学校), other (其他)",
               "fire_station（消防站）、township_office（乡镇政府）、village_committee（村委会）、hospital（医院）、"
               "clinic（卫生院）、police（派出所）、school（学校）、other（其他）"})}};
}

TownTable teams_table() {
  return {"teams.csv",
          false,
          {"Teams that respond.", "应急队伍。"},
          id_column() + name_columns() +
              TableColumns{
                  required("station", {"驻地", "站点"}, {"Where it is based.", "驻地。"},
                           {"id in stations.csv", "stations.csv 中的编号"}),
                  required("kind", {"类型", "类别"}, {"Kind of team.", "队伍类型。"},
                           {"professional (专业), part_time (兼职), village (村级), social (社会)",
                            "professional（专业）、part_time（兼职）、village（村级）、social（社会）"}),
                  required("members", {"人数", "队员数"}, {"Members.", "队员人数。"}, kCount),
                  optional("certified_percent", {"持证率", "持证率（%）"},
                           {"Members with a certificate; empty: 0.", "持证人员比例；留空为 0。"},
                           {"number 0…100", "数值 0…100"}),
                  optional("vehicles", {"车辆", "车辆数"}, {"Vehicles; empty: 0.", "车辆数；留空为 0。"}, kCount)}};
}

TownTable depots_table() {
  return {"depots.csv",
          false,
          {"Stores of emergency supplies.", "应急物资仓库。"},
          facility_columns() +
              TableColumns{optional("floor_area_m2", {"面积", "建筑面积", "面积（平方米）"},
                                    {"Floor area.", "建筑面积。"}, kNotNegative),
                           optional("items", {"物资数量", "物资件数"}, {"Items in store.", "库存物资件数。"}, kCount)}};
}

TownTable hazard_points_table() {
  return {"hazard_points.csv",
          false,
          {"Points under watch and the households they threaten.", "监测的隐患点及其威胁的住户。"},
          facility_columns() +
              TableColumns{required("kind", {"类型", "灾种"}, {"Kind of hazard.", "灾害类型。"},
                                    {"landslide (滑坡), rockfall (崩塌, 危岩), debris_flow (泥石流), flash_flood "
                                     "(山洪), waterlogging (内涝), "
                                     "collapse (地面塌陷), other (其他)",
                                     "landslide（滑坡）、rockfall（崩塌、危岩）、debris_flow（泥石流）、flash_"
                                     "flood（山洪）、waterlogging（内涝）、"
                                     "collapse（地面塌陷）、other（其他）"}),
                           required("monitoring", {"监测方式", "监测"}, {"How it is watched.", "监测方式。"},
                                    {"professional (专业监测), low_cost (普适型), rain_notice (雨情告知), villagers "
                                     "(群测群防), none (无)",
                                     "professional（专业监测）、low_cost（普适型）、rain_"
                                     "notice（雨情告知）、villagers（群测群防）、none（无）"}),
                           required("zone", {"村", "社区", "村社", "规划单元"},
                                    {"Zone the threatened households live in.", "受威胁住户所在规划单元。"},
                                    {"id in zones.csv", "zones.csv 中的编号"}),
                           required("threatened_households", {"威胁户数", "受威胁户数"},
                                    {"At most those of the zone.", "不超过该单元户数。"}, kCount),
                           optional("threatened_residents", {"威胁人数", "受威胁人数"},
                                    {"At most those of the zone; empty: in proportion to the households.",
                                     "不超过该单元人口；留空按户数比例。"},
                                    kCount)}};
}

TownTable communication_sites_table() {
  return {"communication_sites.csv",
          false,
          {"Loudspeakers, base stations, terminals.", "应急广播、基站和终端。"},
          facility_columns() +
              TableColumns{
                  required("kind", {"类型", "类别"}, {"Kind of site.", "类型。"},
                           {"loudspeaker (大喇叭, 应急广播), cell (基站), trunking_370mhz (370MHz), satellite_terminal "
                            "(卫星终端), "
                            "area_call_terminal (叫应终端)",
                            "loudspeaker（大喇叭、应急广播）、cell（基站）、trunking_370mhz（370MHz）、satellite_"
                            "terminal（卫星终端）、"
                            "area_call_terminal（叫应终端）"}),
                  optional("mains_power", {"市电"}, {"Runs on mains; empty: yes.", "是否接入市电；留空为是。"}, kYesNo),
                  optional("battery_h", {"电池", "后备电源（小时）", "续航（小时）"},
                           {"Endurance without mains; empty: 0.", "断电后续航小时数；留空为 0。"}, kNotNegative)}};
}

TownTable helicopter_spots_table() {
  return {"helicopter_spots.csv", false, {"Where a helicopter can land.", "直升机起降点。"}, facility_columns()};
}

TownTable rivers_table() {
  return {
      "rivers.csv",
      false,
      {"Rivers as points from upstream to downstream, one row per point; the rows of a river stand together.",
       "河流：由上游到下游逐点登记，每行一点，同一河流的行相连。"},
      TableColumns{required("river", {"河流", "河流编号"}, {"Id of the river.", "河流编号。"}, kText)} +
          name_columns() + position_columns() +
          TableColumns{optional("chainage_m", {"里程", "里程（米）"},
                                {"Along the river from its first point; empty: from the positions.",
                                 "距首点沿河距离；留空按坐标计算。"},
                                kNotNegative),
                       optional("bed_elevation_m", {"河底高程", "河床高程", "河底高程（米）"},
                                {"Of the bed; empty: interpolated along the river, or that of the nearest junction.",
                                 "河床高程；留空沿河内插，或取最近路口高程。"},
                                kNumber),
                       optional("bank_height_m", {"岸高", "堤岸高", "岸高（米）"},
                                {"Bank above bed; empty: 0.", "岸顶高出河床；留空为 0。"}, kNotNegative)}};
}

TownTable trips_table() {
  const Phrase zone{"id in zones.csv", "zones.csv 中的编号"};
  return {
      "trips.csv",
      false,
      {"Traffic demand: vehicles that drive from zone to zone within a span of time, as counted or as a demand model "
       "gives them. A scenario that has an entry `departures` sends them off. Drivers are not the residents whose "
       "evacuation is simulated. From a zone with residents no more vehicles leave than it has residents; a zone "
       "without any may stand for the world outside.",
       "交通需求：某时段内由分区驶往分区的车辆，来自交通调查或需求模型；场景含 `departures` 时发车。驾车人不计入"
       "转移人员。分区有人口时，驶出车辆数不得超过其人口；无人口的分区可代表区域以外。"},
      {required("from", {"起点", "出发分区"}, {"Zone they leave.", "出发分区。"}, zone),
       required("to", {"终点", "到达分区"}, {"Zone they drive to.", "到达分区。"}, zone),
       required("vehicles", {"车辆数", "出行量"}, {"Vehicles in the span, on average.", "该时段平均车辆数。"},
                kPositive),
       optional(
           "begins_min", {"开始", "开始（分钟）"},
           {"First departure, minutes after the table begins; empty: 0.", "最早出发，自本表起始的分钟数；留空为 0。"},
           kNotNegative),
       required("ends_min", {"结束", "结束（分钟）"},
                {"Last departure, minutes after the table begins.", "最晚出发，自本表起始的分钟数。"}, kPositive),
       optional("mode", {"方式", "车型"}, {"Vehicle; empty: car.", "车辆类型；留空为小汽车。"},
                {"motorcycle (摩托车), car (汽车), bus (客车), truck (货车)",
                 "motorcycle（摩托车）、car（汽车）、bus（客车）、truck（货车）"})}};
}

std::string row_of(const TownColumn& column) {
  const std::string aliases = join(column.description.aliases);
  return fmt::format("| `{}` | {} | {} | {}<br>{} | {}<br>{} |\n", column.description.name, aliases,
                     column.description.required ? "yes" : "", column.values.en, column.values.zh,
                     column.description.meaning.en, column.description.meaning.zh);
}

std::string section_of(const TownTable& table) {
  std::string text = fmt::format("\n## `{}`{}\n\n{} {}\n\n", table.file, table.required ? " (required)" : "",
                                 table.meaning.en, table.meaning.zh);
  text += "| column | also accepted | needed | values | meaning |\n| --- | --- | --- | --- | --- |\n";
  for (const TownColumn& column : table.columns) text += row_of(column);
  return text;
}

constexpr std::string_view kIntroduction =
    R"(<!-- Printed by town_package_reference() from engine/town/town_table.cpp. Do not edit by hand. -->
# The town package

A town package is a folder with `town.yaml` and the CSV tables below. A county can fill it from its spreadsheets: save
each sheet as CSV (UTF-8 or GB18030), keep the header row, use the English column names or the Chinese ones.
Column order is free; columns that are not listed here are errors, so that a misspelt name is never lost silently.
Cells may be empty where a column is not needed.

Every table is checked as a whole and all mistakes are reported at once with file, line and column: unknown references,
ids used twice, negative numbers, figures that contradict each other, facilities off the road network, road pieces
without connection. `tocsin check FOLDER` does only that.

## `town.yaml` (required)

```yaml
name: {en: Stone Valley, zh: 石头谷}
coordinate_system: EPSG:4545      # plane of x_m, y_m; or: local (a plane without georeference)
reach: 1 km                       # optional: farthest a zone or facility may stand from a junction of the main network
provenance:                       # one entry per file; what it is based on and how far to trust it
  - file: junctions.csv
    source: {en: Drawn from the county road map of 2020, zh: 据 2020 年全县公路图绘制}
    confidence: E                 # V read on the primary page, S secondary, M from memory, D derived, E engineering default, U user
    license: CC0-1.0
```

For China take the 3-degree Gauss-Krüger zone of CGCS2000: EPSG:4534 (central meridian 75° E) … EPSG:4554 (135° E),
one number per 3 degrees; Chongqing is EPSG:4545 (108° E). Elsewhere take the UTM zone (EPSG:326zz north, 327zz south).

Positions are given in every table as `x_m`, `y_m` or as `longitude_deg`, `latitude_deg` (the latter not with `local`).
)";

}  // namespace

std::span<const TownTable> town_tables() {
  static const std::vector<TownTable> tables{townships_table(),
                                             junctions_table(),
                                             segments_table(),
                                             turn_restrictions_table(),
                                             zones_table(),
                                             households_table(),
                                             shelters_table(),
                                             stations_table(),
                                             teams_table(),
                                             depots_table(),
                                             hazard_points_table(),
                                             communication_sites_table(),
                                             helicopter_spots_table(),
                                             rivers_table(),
                                             trips_table()};
  return tables;
}

const TownTable& town_table(std::string_view file) {
  const auto tables = town_tables();
  const auto found = std::find_if(tables.begin(), tables.end(), [&](const TownTable& t) { return t.file == file; });
  ensure(found != tables.end(), "no such town table is declared");
  return *found;
}

std::string town_package_reference() {
  std::string text(kIntroduction);
  for (const TownTable& table : town_tables()) text += section_of(table);
  return text;
}

}  // namespace tocsin
