// SPDX-License-Identifier: Apache-2.0
// Parameters of the flood: declared, checked, and what replications share computed once.
#include "models/hazard/flood/flood.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/units.hpp"
#include "models/hazard/flood/flood_model.hpp"

namespace tocsin::hazard {
namespace {

constexpr std::string_view kGetReadyMark = "get_ready";
constexpr std::string_view kGoNowMark = "go_now";

}  // namespace

void FloodHarm::describe(Fields& f) {
  f.parameter("floor_height", floor_height,
              {"Ground floor above the ground; below it nobody in the house is harmed.",
               "一层地面高出室外地面；水未上地面时屋内人员不受伤害。"})
      .at_least(Length{});
  f.parameter("trapped_depth", trapped_depth,
              {"Water above the floor from which people are trapped (with the flow).",
               "达到此室内水深（且流强达限）时人员被困。"})
      .more_than(Length{});
  f.parameter("trapped_flow", trapped_flow,
              {"Depth times velocity from which people are trapped (with the depth).",
               "达到此水深流速乘积（且水深达限）时人员被困。"});
  f.parameter("collapse_depth", collapse_depth,
              {"Water at the house from which a light house may fail.", "达到此水深时简易房屋可能垮塌。"})
      .more_than(Length{});
  f.parameter("collapse_flow", collapse_flow,
              {"Depth times velocity from which a light house may fail.", "达到此水深流速乘积时简易房屋可能垮塌。"});
  f.parameter("low_rate", low_rate,
              {"Harmed of those present while water only stands on the floor.", "水仅漫过地面时在场人员受害比例。"})
      .between(0_percent, 100_percent);
  f.parameter("trapped_rate", trapped_rate,
              {"Harmed of those present once people are trapped.", "人员被困后在场人员受害比例。"})
      .between(0_percent, 100_percent);
  f.parameter("collapse_rate", collapse_rate,
              {"Harmed of those present once houses fail.", "房屋垮塌时在场人员受害比例。"})
      .between(0_percent, 100_percent);
}

void FloodParameters::describe(Fields& f) {
  f.required("river", river, {"River that floods.", "发生洪水的河流。"});
  f.required("begins", begins,
             {"After StartEx the front enters the river at the source.", "演练开始后多久洪水锋面自源头进入河道。"})
      .at_least(0s)
      .example("40 min");
  f.required("peak_depth", peak_depth, {"Highest stage above the bed at the source.", "源头处高出河床的洪峰水深。"})
      .at_least(Length{})
      .example("4 m");
  f.optional("source_chainage", source_chainage,
             {"Where along the river the flood starts; upstream stays dry.", "洪水起点的河流里程；其上游不受淹。"})
      .at_least(Length{});
  f.optional("gauge", gauge,
             {"Chainage of the gauge that is watched; the source if left out.", "监测站的河流里程；缺省为起点。"});
  f.optional("go_now", go_now,
             {"Stage above the bed that means: go now; bank height at the gauge if left out.",
              "“立即转移”水位（高出河床）；缺省为测站处岸高。"})
      .more_than(Length{});
  f.optional("get_ready", get_ready,
             {"Stage above the bed that means: get ready; a share of go_now if left out.",
              "“准备转移”水位（高出河床）；缺省按 go_now 的比例。"})
      .more_than(Length{});
  f.optional("road_depth_steps", road_depth_steps,
             {"Depths at which speeds on wet roads are computed anew.", "重新计算涉水车速的水深分级。"})
      .more_than(Length{});
  f.parameter("front_speed", front_speed, {"Speed of the front along the river.", "洪水锋面沿河传播速度。"})
      .more_than(Speed{});
  f.parameter("rise_time", rise_time, {"From arrival of the front to the crest.", "锋面到达至洪峰的时间。"})
      .more_than(0s);
  f.parameter("recession_time", recession_time,
              {"In which the stage halves after the crest.", "峰后水深减半所需时间。"})
      .more_than(0s);
  f.parameter("attenuation", attenuation, {"Relative loss of peak along the river.", "洪峰沿程相对衰减。"})
      .at_least(Quantity<-1, 0, 0>{});
  f.parameter("reach", reach, {"How far from the river line water spreads at most.", "洪水距河流中线的最大淹没宽度。"})
      .more_than(Length{});
  f.parameter("bridge_clearance", bridge_clearance,
              {"Deck of a bridge above the lowest elevation in the table.", "桥面高出表列最低高程的高度。"})
      .at_least(Length{});
  f.parameter("celerity_factor", celerity_factor,
              {"Speed of the front over velocity of the water.", "锋面传播速度与水流速度之比。"})
      .more_than(0);
  f.parameter("overbank_velocity_factor", overbank_velocity_factor,
              {"Velocity at houses and on roads over velocity in the river.", "房屋和道路处流速与河道流速之比。"})
      .between(0, 1);
  f.parameter("peak_depth_sigma", peak_depth_sigma, {"Log-normal sigma of the peak.", "洪峰水深的对数标准差。"})
      .at_least(0);
  f.parameter("begins_sigma", begins_sigma, {"Log-normal sigma of the time to the begin.", "起涨时间的对数标准差。"})
      .at_least(0);
  f.parameter("front_speed_sigma", front_speed_sigma,
              {"Log-normal sigma of the front's speed.", "传播速度的对数标准差。"})
      .at_least(0);
  f.parameter("design_factor", design_factor,
              {"Peak of the hazard map over the median peak.", "风险图洪峰与中值洪峰之比。"})
      .more_than(0);
  f.parameter("get_ready_share", get_ready_share,
              {"get_ready as a share of go_now.", "准备转移水位占立即转移水位的比例。"})
      .between(0_percent, 100_percent);
  f.optional("harm", harm, {"Harm to people in houses.", "屋内人员受害规则。"});
}

FloodWave FloodParameters::median_wave() const {
  FloodWave wave;
  wave.begins_s = seconds(begins);
  wave.peak_m = peak_depth.si();
  wave.front_speed_m_per_s = front_speed.si();
  wave.rise_s = seconds(rise_time);
  wave.recession_s = seconds(recession_time);
  wave.attenuation_per_m = attenuation.si();
  return wave;
}

SpreadParameters FloodParameters::spread() const {
  return {source_chainage.si(), reach.si(), attenuation.si(), bridge_clearance.si()};
}

bool FloodParameters::threatens_place(const Place& place) const {
  const auto exposure = exposure_of(line, spread(), place.x_m, place.y_m, place.elevation_m);
  return exposure && exposure->needed_peak_m < peak_depth.si() * design_factor;
}

bool FloodParameters::threatens(HouseholdId household) const {
  const bool prepared = scope != nullptr && household_exposure.size() == scope->households().size();
  if (!prepared || !scope->contains(town->population.zone[household.index()])) return false;
  const auto index = household_exposure[scope->position(household)];
  return index != kNotExposed && households[index].needed_peak_m < peak_depth.si() * design_factor;
}

Phrase FloodParameters::least_to_threaten() const {
  if (households.empty()) {
    return phrase("'{}': no house of the area stands within {} of '{}' below the source",
                  "“{0}”：演练区域内没有住房位于“{2}”起点以下、距河 {1} 以内", id, to_text(reach), river.name);
  }
  double needed = households.front().needed_peak_m;
  for (const auto& household : households) needed = std::min(needed, household.needed_peak_m);
  // Rounded up to what somebody would write, and beyond the very edge of the first house.
  const auto depth = Length::from_si(std::ceil(needed / design_factor * 10.0 + 0.01) / 10.0);
  const auto bank = Length::from_si(line.at(source_chainage.si()).bank_height_m);
  return phrase(
      "'{}': peak_depth: {} is the least that puts a house on the hazard map (it is {}, the bank at the source stands "
      "{} "
      "high)",
      "“{}”：peak_depth 至少 {} 才有住房进入风险图（现为 {}，起点处岸高 {}）", id, to_text(depth), to_text(peak_depth),
      to_text(bank));
}

std::vector<std::string_view> FloodParameters::marks() const {
  std::vector<std::string_view> names;
  for (const auto& mark : stage_marks) names.push_back(mark.name);
  return names;
}

std::vector<SegmentId> FloodParameters::roads_at_risk() const {
  // Rarely does a flood exceed the map so far that a road beyond this list is cut; it still counts in roads_cut.
  const double highest = peak_depth.si() * design_factor * std::exp(2.0 * peak_depth_sigma);
  std::vector<SegmentId> result;
  for (const auto& exposure : segments) {
    if (exposure.needed_peak_m < highest) result.push_back(exposure.segment);
  }
  return result;
}

void FloodParameters::check_times(const Scenario& scenario, Diagnostics& diagnostics) const {
  if (begins <= scenario.exercise.duration) return;
  diagnostics.error(where, "out-of-range",
                    phrase("the flood '{}' begins after EndEx", "洪水“{}”的起始时间晚于演练结束", id),
                    phrase("begins: at most {}", "begins：不超过 {}", to_text(scenario.exercise.duration)));
}

void FloodParameters::find_marks(const Scenario& scenario, Diagnostics& diagnostics) {
  const double chainage = gauge.value_or(source_chainage).si();
  if (chainage < source_chainage.si() || chainage > line.last_chainage_m()) {
    diagnostics.error(
        where, "out-of-range",
        {"the gauge is not between the source and the end of the river", "测站不在洪水起点与河流终点之间"},
        phrase("a chainage between {} and {}", "里程应在 {} 与 {} 之间", to_text(source_chainage),
               to_text(Length::from_si(line.last_chainage_m()))));
    return;
  }
  gauge_along_m = chainage - source_chainage.si();
  const double bank = line.at(chainage).bank_height_m;
  const double go = go_now ? go_now->si() : bank;
  const double ready = get_ready ? get_ready->si() : go * get_ready_share.fraction();
  if (ready > go && go > 0) {
    diagnostics.error(where, "inconsistent", {"get_ready is higher than go_now", "准备转移水位高于立即转移水位"},
                      {"get_ready at or below go_now", "get_ready 不高于 go_now"});
  }
  stage_marks.clear();
  if (ready > 0) stage_marks.push_back({kGetReadyMark, scenario.names->intern(kGetReadyMark, kGetReady), ready});
  if (go > 0) stage_marks.push_back({kGoNowMark, scenario.names->intern(kGoNowMark, kGoNow), go});
}

void FloodParameters::find_exposure(const Scenario& scenario) {
  households = exposed_households(scenario, line, spread());
  segments = exposed_segments(*scenario.town, line, spread());
  household_exposure.assign(scenario.scope.households().size(), kNotExposed);
  for (std::size_t i = 0; i < households.size(); ++i) {
    household_exposure[scenario.scope.position(households[i].household)] = static_cast<std::uint32_t>(i);
  }
  segment_exposure.assign(scenario.town->roads.segment_count(), kNotExposed);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    segment_exposure[segments[i].segment.index()] = static_cast<std::uint32_t>(i);
  }
}

void FloodParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  name = scenario.names->intern(id);
  scope = &scenario.scope;
  town = scenario.town.get();
  std::sort(road_depth_steps.begin(), road_depth_steps.end());
  check_times(scenario, diagnostics);
  const auto found = scenario.find(river, diagnostics);
  if (!found.exists()) return;
  const auto& course = scenario.town->rivers[found.index()];
  if (course.points.size() < 2) {
    diagnostics.error(river.where, "inconsistent",
                      phrase("the river '{}' has a single point", "河流“{}”只有一个点", course.id));
    return;
  }
  line = RiverLine(course);
  if (source_chainage.si() >= line.last_chainage_m()) {
    diagnostics.error(where, "out-of-range", {"the source lies beyond the end of the river", "洪水起点超出河流终点"},
                      phrase("less than {}", "小于 {}", to_text(Length::from_si(line.last_chainage_m()))));
    return;
  }
  find_marks(scenario, diagnostics);
  find_exposure(scenario);
}

std::unique_ptr<Model> FloodParameters::make() const {
  return std::make_unique<FloodModel>(*this);
}

}  // namespace tocsin::hazard
