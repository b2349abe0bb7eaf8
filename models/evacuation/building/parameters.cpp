// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/building/parameters.hpp"

#include <algorithm>
#include <cmath>

#include "models/evacuation/building/building.hpp"
#include "models/evacuation/building/plan.hpp"

namespace tocsin::evacuation {
namespace {

/// Where people sleep, they set out later at night.
constexpr bool sleeps(Occupancy occupancy) {
  return occupancy == Occupancy::dormitory || occupancy == Occupancy::dwelling || occupancy == Occupancy::ward;
}

void describe_flow(Fields& f, std::optional<Rate>& flow) {
  f.optional("flow", flow,
             {"Persons that pass at most, where it was measured; replaces what the width lets through.",
              "实测最大通行量；填写后取代按宽度计算的值。"})
      .more_than(Rate{})
      .example("60 per min");
}

void describe_id(Fields& f, Placed<std::string>& id) {
  f.required("id", id, {"Short name within the building.", "建筑内的简短编号。"}).example("east");
}

void describe_floor_of(Fields& f, Placed<std::string>& floor) {
  f.required("floor", floor, {"Floor it is on.", "所在楼层。"}).example("ground");
}

}  // namespace

void Occupants::describe(Fields& f) {
  f.required("area", area, {"Floor area.", "面积。"}).more_than(Area{}).example("600 m2");
  f.optional("persons", persons,
             {"Persons inside when the alarm sounds; absent: area times the density of the occupancy.",
              "警报响起时的人数；缺省按面积乘以该用途的人员密度。"});
  f.optional("occupancy", occupancy, {"What people do here.", "用途。"});
  f.optional("walk", walk,
             {"Longest walk to its doors and stairs; absent: twice the side of a square of its area.",
              "到门或楼梯口的最远步行距离；缺省为同面积正方形边长的两倍。"})
      .at_least(0_m);
  f.optional("use", use,
             {"Exit, stair or passage that these people are told to use; absent: see exit_choice.",
              "指定使用的出口、楼梯或通道；缺省见 exit_choice。"});
  f.optional("together", together,
             {"They set out as one group, like a class with its teacher.", "整组同时出发，如班级由教师带领。"});
}

double Occupants::longest_walk_m() const {
  return walk ? walk->si() : 2 * std::sqrt(std::max(area.value.si(), 0.0));
}

void FloorEntry::describe(Fields& f) {
  describe_id(f, id);
  f.required("level", level, {"Story, counted upward; 1 is the ground floor.", "楼层号，自下而上；1 为底层。"});
  f.optional("up_to", up_to,
             {"Last of several stories that are alike; their ids become ID-LEVEL.",
              "相同楼层的最高层号；各层编号为“编号-层号”。"});
  occupants.describe(f);
}

void RoomEntry::describe(Fields& f) {
  describe_id(f, id);
  describe_floor_of(f, floor);
  f.required("door", door, {"Clear width of its door to the floor.", "通向楼层的门净宽。"})
      .more_than(0_m)
      .example("0.9 m");
  describe_flow(f, flow);
  occupants.describe(f);
}

void StairEntry::describe(Fields& f) {
  describe_id(f, id);
  f.required("bottom", bottom, {"Lowest floor it serves.", "服务的最低楼层。"}).example("ground");
  f.required("top", top, {"Highest floor it serves; all between are served too.", "服务的最高楼层，其间各层均服务。"})
      .example("upper-4");
  f.required("width", width, {"Clear width between the walls.", "墙间净宽。"}).more_than(0_m).example("1.4 m");
  f.optional("between_handrails", between_handrails,
             {"Width between the center lines of the handrails.", "两侧扶手中心线间距。"})
      .more_than(0_m);
  f.required("story_height", story_height, {"From floor to floor.", "层高。"}).more_than(0_m).example("3.6 m");
  f.required("riser", riser, {"Height of a step.", "踏步高。"}).more_than(0_m).example("150 mm");
  f.required("tread", tread, {"Depth of a step.", "踏步宽。"}).more_than(0_m).example("300 mm");
  f.optional("landing", landing,
             {"Walk on landings per story; absent: twice the width.", "每层平台上的步行距离；缺省为楼梯宽的两倍。"})
      .at_least(0_m);
  f.optional("door", door,
             {"Clear width of the door on each floor; absent: open to the floor.", "各层楼梯间门净宽；缺省为敞开。"})
      .more_than(0_m);
  f.optional("exit", exit,
             {"Clear width of its own door outside at the bottom; absent: it ends in the bottom floor.",
              "底端直通室外的门净宽；缺省为通至最低楼层。"})
      .more_than(0_m);
  f.optional("assembly", assembly, {"From that door to the assembly point.", "该门至集结点距离。"}).at_least(0_m);
  describe_flow(f, flow);
}

void ExitEntry::describe(Fields& f) {
  describe_id(f, id);
  describe_floor_of(f, floor);
  f.required("width", width, {"Clear width.", "净宽。"}).more_than(0_m).example("1.8 m");
  f.optional("assembly", assembly, {"From here to the assembly point.", "至集结点的距离。"}).at_least(0_m);
  describe_flow(f, flow);
}

void PassageEntry::describe(Fields& f) {
  describe_id(f, id);
  f.required("from", from, {"Floor or room at one end.", "一端的楼层或房间。"}).example("hall");
  f.required("to", to, {"Floor or room at the other end.", "另一端的楼层或房间。"}).example("ground");
  f.optional("passage", passage, {"What it is.", "类型。"});
  f.required("width", width, {"Clear width.", "净宽。"}).more_than(0_m).example("2 m");
  f.optional("length", length, {"Length along it.", "长度。"}).at_least(0_m);
  f.optional("one_way", one_way, {"Only from `from` to `to`.", "仅可由 from 通向 to。"});
  describe_flow(f, flow);
}

BuildingParameters::BuildingParameters() = default;
BuildingParameters::~BuildingParameters() = default;

void BuildingParameters::describe(Fields& f) {
  f.optional("name", name, {"Name for people.", "名称。"});
  f.optional("zone", zone,
             {"Zone it stands in: an order to evacuate the zone sounds the alarm, and water there endangers it.",
              "所在分区。该分区下达转移命令即触发警报，洪水到达则视为危险到达。"});
  f.optional("alarm_at", alarm_at,
             {"When the alarm sounds by itself, after StartEx (detectors, somebody who sees the fire).",
              "演练开始后自动响铃的时间（探测器或目击者）。"})
      .at_least(0s);
  f.optional("untenable_after", untenable_after,
             {"How long after the alarm nobody can stay inside any more (available safe egress time).",
              "警报后多久室内无法停留（可用安全疏散时间 ASET）。"})
      .more_than(0s);
  f.optional(
      "exit_choice", exit_choice,
      {"How people choose their exit. shared: guided so that all exits finish together; nearest: everybody takes "
       "the nearest.",
       "出口选择方式。shared：有引导，各出口同时走完；nearest：各走最近出口。"});
  f.required("floors", floors, {"Floors with their persons.", "各楼层及人员。"});
  f.optional("rooms", rooms, {"Rooms that matter by themselves.", "需单独考虑的房间。"});
  f.optional("stairs", stairs, {"Stairs.", "楼梯。"});
  f.required("exits", exits, {"Doors to the outside.", "通向室外的出口。"});
  f.optional("passages", passage_entries, {"Other ways between floors and rooms.", "楼层与房间之间的其他通道。"});
  f.parameter("alarm_delay", alarm_delay, {"From the order for its zone to the bell.", "自分区下令至响铃的时间。"})
      .at_least(0s);
  describe_occupancies(f);
  on_foot.describe(f);
}

void BuildingParameters::describe_occupancies(Fields& f) {
  for (std::size_t i = 0; i < kOccupancyCount; ++i) {
    const std::string of(EnumNames<Occupancy>::value[i]);
    auto& v = occupancies[i];
    f.parameter("density_" + of, v.density, phrase("Persons per area ({}).", "人员密度（{}）。", of))
        .at_least(Density{});
    f.parameter("first_" + of, v.first,
                phrase("Pre-movement time of the first percent ({}).", "最先 1 % 人员的预动作时间（{}）。", of))
        .more_than(0s);
    f.parameter("last_" + of, v.last,
                phrase("Pre-movement time by which 99 % have set out ({}).", "99 % 人员已出发的预动作时间（{}）。", of))
        .more_than(0s);
    if (sleeps(static_cast<Occupancy>(i))) {
      f.parameter("first_night_" + of, v.first_night, phrase("The same at night ({}).", "夜间同上（{}）。", of))
          .more_than(0s);
      f.parameter("last_night_" + of, v.last_night, phrase("The same at night ({}).", "夜间同上（{}）。", of))
          .more_than(0s);
    }
    f.parameter("slow_" + of, v.slow, phrase("Share of slow persons ({}).", "慢行人员比例（{}）。", of))
        .between(0_percent, 100_percent);
    f.parameter("assisted_" + of, v.assisted,
                phrase("Share of persons who need help to walk ({}).", "需协助行走人员比例（{}）。", of))
        .between(0_percent, 100_percent);
  }
  f.parameter("slow_factor", slow_factor, {"Their speed on the level.", "慢行人员平地步速系数。"}).between(0.05, 1);
  f.parameter("slow_stair_factor", slow_stair_factor, {"Their speed on stairs.", "慢行人员楼梯步速系数。"})
      .between(0.05, 1);
  f.parameter("assisted_factor", assisted_factor,
              {"Speed of persons with help on the level.", "受协助人员平地步速系数。"})
      .between(0.05, 1);
  f.parameter("assisted_stair_factor", assisted_stair_factor,
              {"Speed of persons who are helped or carried on stairs.", "受协助（搀扶、抬运）人员楼梯步速系数。"})
      .between(0.05, 1);
  f.parameter("assisted_room", assisted_room,
              {"Room they take, in ordinary persons: chair, stretcher, helpers.",
               "受协助人员所占空间（以普通人计：轮椅、担架、协助者）。"})
      .between(1, 10);
}

void BuildingParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  zone_id_ = zone ? scenario.find(*zone, diagnostics) : ZoneId{};
  if (alarm_at && alarm_at->value > scenario.exercise.duration) {
    diagnostics.error(alarm_at->where, "out-of-range", {"the alarm sounds after EndEx", "警报时间晚于演练结束"});
  }
  for (std::size_t i = 0; i < kOccupancyCount; ++i) {
    const auto& v = occupancies[i];
    const bool sleep = sleeps(static_cast<Occupancy>(i));
    if (v.first <= v.last && (!sleep || v.first_night <= v.last_night)) continue;
    diagnostics.error(where, "inconsistent",
                      phrase("the last {} sets out before the first", "“{}”最后出发者早于最先出发者",
                             EnumNames<Occupancy>::value[i]));
  }
  if (exits.empty() && std::none_of(stairs.begin(), stairs.end(), [](const auto& s) { return s.exit.has_value(); })) {
    diagnostics.error(where, "unreachable", {"this building has no exit", "此建筑没有出口"},
                      {"exits: [...], or a stair with an exit", "exits：[...]，或带 exit 的楼梯"});
    return;
  }
  if (!on_foot.check(where, diagnostics)) return;  // the plan stands on nothing else that was checked here
  plan_ = make_plan(*this, scenario, diagnostics);
}

std::vector<std::string> BuildingParameters::passages() const {
  std::vector<std::string> result;
  if (!plan_) return result;
  for (const auto& part : plan_->parts) {
    if (!part.ways.empty()) result.push_back(part.id);
  }
  return result;
}

std::unique_ptr<Model> BuildingParameters::make() const {
  return std::make_unique<BuildingModel>(*this);
}

}  // namespace tocsin::evacuation
