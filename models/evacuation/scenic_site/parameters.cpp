// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "engine/input/codes.hpp"
#include "models/evacuation/scenic_site/scenic_site.hpp"

namespace tocsin::evacuation {

void ArrivalEntry::describe(Fields& f) {
  f.required("from", from, {"From when on, after StartEx.", "起始时间（演练开始后）。"}).at_least(0s).example("0 min");
  f.required("until", until, {"Until when, after StartEx.", "截止时间（演练开始后）。"}).more_than(0s).example("2 h");
  f.required("rate", rate, {"Visitors who come.", "到达游客流量。"}).at_least(Rate{}).example("600 per hour");
}

void GateEntry::describe(Fields& f) {
  f.required("id", id, {"Short name within the site.", "景区内的简短编号。"}).example("south");
  f.required("width", width, {"Clear width of the gate.", "出入口净宽。"}).more_than(0_m).example("2.4 m");
  f.optional("path", path, {"Length of the path from the site to the gate.", "景区至出入口的步道长度。"}).at_least(0_m);
  f.optional("path_width", path_width,
             {"Clear width of the path; absent: as the gate.", "步道净宽；缺省与出入口相同。"})
      .more_than(0_m);
  f.optional("steps", steps, {"The path has steps.", "步道为台阶。"});
  f.optional("flow", flow,
             {"Persons that pass at most, where it was measured; replaces what the width lets through.",
              "实测最大通行量；填写后取代按宽度计算的值。"})
      .more_than(Rate{})
      .example("60 per min");
}

void ScenicSiteParameters::describe(Fields& f) {
  f.optional("name", name, {"Name for people.", "名称。"});
  f.optional("zone", zone,
             {"Zone it lies in: an order to evacuate the zone closes it.", "所在分区。该分区下达转移命令即关停。"});
  f.optional("closes_at", closes_at, {"When it closes by itself, after StartEx.", "演练开始后自行关停的时间。"})
      .at_least(0s);
  f.required("area", area, {"Area in which visitors stand and walk.", "游客可停留活动的面积。"})
      .more_than(Area{})
      .example("1800 m2");
  f.optional("limit_persons", limit_persons,
             {"Most persons at once (instantaneous carrying capacity); absent: area over area_per_person.",
              "瞬时最大承载量；缺省为面积除以人均面积。"});
  f.optional("daily_limit", daily_limit,
             {"Most persons let in since StartEx.", "日最大承载量（演练开始后累计入园）。"});
  f.optional("inside", inside, {"Persons inside at StartEx.", "演练开始时已在园人数。"});
  f.optional("walk", walk,
             {"Longest walk within the site to the beginning of a path; absent: the side of a square of its area.",
              "园内至步道起点的最远距离；缺省为同面积正方形边长。"})
      .at_least(0_m);
  f.optional("control", control,
             {"What is done when the site is full. at_limit: nobody is let in while the limit is reached; none: "
              "everybody is let in.",
              "满员时的措施。at_limit：达到承载量即限流；none：不限流。"});
  f.optional("arrivals", arrivals, {"When and at what rate visitors come.", "各时段游客到达流量。"});
  f.required("gates", gates, {"Ways out.", "出入口。"});
  describe_values(f);
  on_foot.describe(f);
}

void ScenicSiteParameters::describe_values(Fields& f) {
  f.parameter("area_per_person", area_per_person,
              {"Area that each visitor needs (carrying capacity of scenic areas).", "人均空间承载面积。"})
      .more_than(Area{});
  f.parameter(
       "control_density", control_density,
       {"Density from which crowds are controlled: no limit is above it.", "需管控的人群密度：承载量不超过该密度。"})
      .more_than(Density{});
  f.parameter("stay_median", stay_median, {"How long half of the visitors stay at most.", "游客停留时间中位数。"})
      .more_than(0s);
  f.parameter("stay_sigma", stay_sigma,
              {"Spread of the stay: standard deviation of its logarithm.", "停留时间对数的标准差。"})
      .at_least(0);
  f.parameter("alarm_delay", alarm_delay,
              {"From the order for its zone to the announcement.", "自分区下令至广播的时间。"})
      .at_least(0s);
  f.parameter("first", first, {"After the announcement, the first percent set out.", "广播后最先 1 % 游客出发用时。"})
      .more_than(0s);
  f.parameter("last", last, {"After the announcement, 99 % have set out.", "广播后 99 % 游客已出发用时。"})
      .more_than(0s);
  f.parameter("slow", slow, {"Share of slow visitors.", "慢行游客比例。"}).between(0_percent, 100_percent);
  f.parameter("slow_factor", slow_factor, {"Their speed on the level.", "慢行游客平地步速系数。"}).between(0.05, 1);
  f.parameter("slow_stair_factor", slow_stair_factor, {"Their speed on steps.", "慢行游客台阶步速系数。"})
      .between(0.05, 1);
  f.parameter("step_riser", step_riser, {"Height of the steps of paths.", "步道踏步高。"}).more_than(0_m);
  f.parameter("step_tread", step_tread, {"Depth of the steps of paths.", "步道踏步宽。"}).more_than(0_m);
}

std::uint64_t ScenicSiteParameters::limit() const {
  const auto by_density = static_cast<std::uint64_t>(area.value.si() * control_density.si());
  const auto by_area = static_cast<std::uint64_t>(area.value / area_per_person);
  return std::min(limit_persons.value_or(by_area), by_density);
}

bool ScenicSiteParameters::add_gate(const GateEntry& gate, const Scenario& scenario, Diagnostics& diagnostics) {
  const Placed<Length>& path_width = gate.path_width ? *gate.path_width : gate.width;
  pedestrian::WayFigures path = gate.steps ? on_foot.stair(on_foot.stair_width_m(path_width.value, Length{}),
                                                           gate.path.si(), step_riser, step_tread)
                                           : on_foot.corridor(path_width.value, gate.path.si());
  pedestrian::WayFigures door = on_foot.door(gate.width.value);
  for (const auto& [width, effective_m] :
       {std::pair{&path_width, path.effective_width_m}, std::pair{&gate.width, door.effective_width_m}}) {
    if (effective_m > 0) continue;
    diagnostics.error(width->where, codes::kOutOfRange,
                      phrase("of {} nobody can use anything: the boundary layers on both sides take it all",
                             "净宽 {} 扣除两侧边界层后无可用宽度", to_text(width->value)),
                      {"a wider way", "更大的宽度"});
    return false;
  }
  const auto head = static_cast<pedestrian::PlaceIndex>(places_.size());
  places_.push_back({0, 0, on_foot.level_speed.si()});
  path.from = 0;
  path.to = head;
  door.from = head;
  if (gate.flow) door.flow_per_s = gate.flow->si();
  ways_.push_back(path);
  ways_.push_back(door);
  gate_names_.push_back(scenario.names->intern(id + "/" + gate.id.value, {gate.id.value, gate.id.value}));
  return true;
}

void ScenicSiteParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  zone_id_ = zone ? scenario.find(*zone, diagnostics) : ZoneId{};
  if (gates.empty()) {
    diagnostics.error(where, codes::kUnreachable, {"this site has no gate", "此景区没有出入口"},
                      {"gates: [{id: …, width: …}]", "gates：[{id: …, width: …}]"});
  }
  if (closes_at && closes_at->value > scenario.exercise.duration) {
    diagnostics.error(closes_at->where, codes::kOutOfRange, {"the site closes after EndEx", "关停时间晚于演练结束"});
  }
  for (const auto& arrival : arrivals) {
    if (arrival.until.value > arrival.from.value) continue;
    diagnostics.error(arrival.until.where, codes::kInconsistent,
                      {"these visitors stop coming before they begin", "该时段截止早于起始"});
  }
  const double most = area.value.si() * on_foot.standing_density.si();
  if (static_cast<double>(inside) > most) {
    diagnostics.error(area.where, codes::kInconsistent,
                      phrase("{} persons do not fit into {}", "{} 人超出 {} 的容纳能力", inside, to_text(area.value)),
                      phrase("inside: at most {:.0f}", "inside：至多 {:.0f}", std::floor(most)));
  }
  if (first > last) {
    diagnostics.error(where, codes::kInconsistent, {"the last sets out before the first", "最后出发者早于最先出发者"});
  }
  for (std::size_t i = 0; i < gates.size(); ++i) {
    const auto same = [&](const GateEntry& other) { return other.id.value == gates[i].id.value; };
    if (std::find_if(gates.begin(), gates.begin() + static_cast<std::ptrdiff_t>(i), same) ==
        gates.begin() + static_cast<std::ptrdiff_t>(i)) {
      continue;
    }
    diagnostics.error(gates[i].id.where, codes::kDuplicateId,
                      phrase("'{}' is used twice in this site", "此景区内“{}”重复使用", gates[i].id.value));
  }
  if (!on_foot.check(where, diagnostics) || diagnostics.has_errors()) return;
  places_ = {{area.value.si(), 0, on_foot.level_speed.si()}};
  ways_.clear();
  gate_names_.clear();
  for (const auto& gate : gates) {
    if (!add_gate(gate, scenario, diagnostics)) return;
  }
}

std::vector<std::string> ScenicSiteParameters::passages() const {
  std::vector<std::string> result;
  for (const auto& gate : gates) result.push_back(gate.id.value);
  return result;
}

std::unique_ptr<Model> ScenicSiteParameters::make() const {
  return std::make_unique<ScenicSite>(*this);
}

}  // namespace tocsin::evacuation
