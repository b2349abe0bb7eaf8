// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/parameters.hpp"

#include <algorithm>

#include "engine/input/codes.hpp"
#include "models/evacuation/households.hpp"
#include "models/hazard/hazard.hpp"

namespace tocsin::evacuation {
namespace {

void describe_reactions(Fields& fields, std::array<Reaction, kChannelCount>& reactions) {
  for (std::size_t c = 0; c < kChannelCount; ++c) {
    const std::string channel(EnumNames<warning::Channel>::value[c]);
    const auto words = EnumWords<warning::Channel>::value[c].phrase();
    auto& r = reactions[c];
    fields
        .parameter("compliance_" + channel, r.compliance,
                   {"Share of ordered households that leave when alerted by " + words.en + ".",
                    "经" + words.zh + "收到警报后转移的户比例。"})
        .between(0_percent, 100_percent);
    fields
        .parameter("median_" + channel + "_day", r.median_day,
                   {"By day, from understanding to departure for half of them (" + words.en + ").",
                    "白天自收到警报至离家的中位时间（" + words.zh + "）。"})
        .at_least(0s);
    fields
        .parameter("median_" + channel + "_night", r.median_night,
                   {"The same at night (" + words.en + ").", "夜间自收到警报至离家的中位时间（" + words.zh + "）。"})
        .at_least(0s);
  }
}

}  // namespace

void HouseholdsParameters::describe(Fields& fields) {
  fields.optional("weather", weather, {"Weather in which people move.", "人员转移时的天气。"});
  fields.optional("shelters", shelters,
                  {"Shelters in use; none named: all of the townships that take part.",
                   "启用的避难场所；不写则为参演乡镇的全部场所。"});
  describe_reactions(fields, reactions);
  describe_trust(fields);
  fields
      .parameter("shortest_preparation", shortest_preparation,
                 {"Nobody leaves sooner after an alert.", "收到警报后最短准备时间。"})
      .at_least(0s);
  fields
      .parameter("help_shortest", help_shortest,
                 {"Least extra time of a household with persons who need help.", "有需帮助人员的户至少多用的时间。"})
      .at_least(0s);
  fields.parameter("help_longest", help_longest, {"Most extra time of such a household.", "此类户至多多用的时间。"})
      .at_least(0s);
  fields
      .parameter("shadow_evacuation", shadow_evacuation,
                 {"Share of households outside the order that leave when alerted.",
                  "不在转移范围但收到警报后自行转移的户比例。"})
      .between(0_percent, 100_percent);
  fields
      .parameter(
          "notices_water_day", notices_water_day,
          {"Share of unwarned households that notice water at the house by day.", "白天未收到警报但发现来水的户比例。"})
      .between(0_percent, 100_percent);
  fields.parameter("notices_water_night", notices_water_night, {"The same at night.", "夜间同上。"})
      .between(0_percent, 100_percent);
  fields
      .parameter("water_median", water_median,
                 {"From noticing the water to departure, half of them.", "发现来水至离家的中位时间。"})
      .at_least(0s);
  fields
      .parameter("leaves_on_water", leaves_on_water,
                 {"Share of households that leave when they see the water.", "看到来水即离家的户比例。"})
      .between(0_percent, 100_percent);
  fields
      .parameter("stay_inside_depth", stay_inside_depth,
                 {"Nobody leaves a house through deeper water.", "水深超过该值时不再离家。"})
      .more_than(0_m);
  describe_second_moves(fields);
  describe_travel(fields);
}

void HouseholdsParameters::describe_trust(Fields& fields) {
  fields
      .optional("false_alarms_in_30_days", false_alarms_in_30_days,
                {"Orders of the last 30 days after which nothing came; each lowers every compliance.",
                 "近30天内未成灾的转移命令次数，每次使转移比例下降。"})
      .between(0, 30);
  fields
      .parameter("false_alarm_factor", false_alarm_factor,
                 {"What one of them leaves of a compliance.", "一次空报后转移比例的折减系数。"})
      .between(0, 1);
  for (std::size_t g = 0; g < warning::kGradeCount; ++g) {
    const auto words = EnumWords<warning::Grade>::value[g].phrase();
    fields
        .parameter("compliance_factor_" + std::string(EnumNames<warning::Grade>::value[g]), grade_factors[g],
                   {"What a compliance is multiplied by when the order is " + words.en + "; 1 without a color.",
                    words.zh + "预警时转移比例的系数；未分级为 1。"})
        .between(0, 1);
  }
  fields
      .parameter("packs_when_told", packs_when_told,
                 {"Households told to get ready that begin to pack when they hear it.",
                  "收到准备转移提示后即开始收拾的户比例。"})
      .between(0_percent, 100_percent);
}

double HouseholdsParameters::compliance_factor(std::optional<warning::Grade> grade) const {
  double factor = 1;
  for (int alarm = 0; alarm < false_alarms_in_30_days; ++alarm) factor *= false_alarm_factor;
  return grade ? factor * grade_factors[static_cast<std::size_t>(*grade)] : factor;
}

void HouseholdsParameters::describe_second_moves(Fields& fields) {
  fields
      .parameter("shelter_depth_limit", shelter_depth_limit,
                 {"Water at a shelter deeper than this: it closes, and those inside are moved again.",
                  "避难场所处水深超过该值即关闭，场所内人员二次转移。"})
      .at_least(0_m);
  fields
      .parameter(
          "second_move_notice", second_move_notice,
          {"So long before the water, staff see it come: then the shelter closes and its people are told to leave.",
           "工作人员提前该时间发现来水：届时关闭场所并通知场所内人员撤离。"})
      .at_least(0s);
  fields
      .parameter("second_move_shortest", second_move_shortest,
                 {"Least time of a household from being told to being out of the shelter.",
                  "自通知二次转移至一户离开场所的最短时间。"})
      .at_least(0s);
  fields
      .parameter("second_move_longest", second_move_longest,
                 {"Most of that time.", "自通知二次转移至一户离开场所的最长时间。"})
      .at_least(0s);
}

void HouseholdsParameters::describe_travel(Fields& fields) {
  fields
      .parameter("walk_limit", walk_limit,
                 {"Farther than this, people drive if they have a vehicle.", "超过该距离，有车者驾车。"})
      .at_least(0_m);
  fields
      .parameter("walks_when_near", walks_when_near,
                 {"Share of households with a vehicle that walk to a shelter nearer than that.",
                  "距离较近时有车仍步行的户比例。"})
      .between(0_percent, 100_percent);
  fields
      .parameter(
          "to_kin", to_kin,
          {"Share of households that go to kin or friends in a village of their township off the hazard map, not "
           "to a shelter.",
           "投靠本乡镇安全村社亲友（不去避难场所）的户比例。"})
      .between(0_percent, 100_percent);
  fields
      .parameter("kin_walk_limit", kin_walk_limit,
                 {"A longer way, or one that takes longer than this on the level, nobody walks to kin or friends while "
                  "there is a shelter.",
                  "路程超过该值（山路按平路同等步行时间折算）且有避难场所可去时，不步行投靠亲友。"})
      .at_least(0_m);
  fields
      .parameter("kin_when_full", kin_when_full,
                 {"Share of households that have such kin or friends to go to when no shelter has room for them; it "
                  "includes those who go there at once.",
                  "避难场所无余位时有亲友可投靠的户比例（含直接投靠亲友者）。"})
      .between(0_percent, 100_percent);
  fields.parameter("motorcycle_seats", motorcycle_seats, {"Persons on one motorcycle.", "一辆摩托车载人数。"});
  fields
      .parameter(
          "informed_of_closures", informed_of_closures,
          {"Share of households that know which roads are closed, and hear at once of a cut; the others find out "
           "when they stand before it.",
           "掌握道路中断信息并能及时获知的户比例；其余住户到达断点时才知晓。"})
      .between(0_percent, 100_percent);
  fields
      .parameter("elderly_factor", elderly_factor,
                 {"Walking speed of elderly persons, of an adult's.", "老年人步速系数。"})
      .between(0.05, 1);
  fields.parameter("children_factor", children_factor, {"Walking speed with children.", "带儿童步速系数。"})
      .between(0.05, 1);
  fields
      .parameter("assisted_factor", assisted_factor,
                 {"Walking speed of persons who need help.", "需搀扶人员步速系数。"})
      .between(0.05, 1);
  fields.parameter("walk_night_factor", walk_night_factor, {"Walking without light.", "夜间无照明步速系数。"})
      .between(0.05, 1);
  fields.parameter("walk_rain_factor", walk_rain_factor, {"Walking in heavy rain.", "大雨中步速系数。"})
      .between(0.05, 1);
  fields
      .parameter("drive_night_factor", drive_night_factor,
                 {"Driving on unlit mountain roads.", "夜间山区无照明道路车速系数。"})
      .between(0.05, 1);
  fields.parameter("drive_rain_factor", drive_rain_factor, {"Driving in heavy rain.", "大雨中车速系数。"})
      .between(0.05, 1);
}

void HouseholdsParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  if (const auto all = scenario.all<HouseholdsParameters>(); all.front() != this) {
    diagnostics.error(where, codes::kInconsistent,
                      phrase("'{}' already says how households leave: everybody would be counted twice",
                             "“{}”已描述住户转移：所有人将被重复计算", all.front()->id),
                      {"one entry of this kind", "此类条目只写一个"});
  }
  if (second_move_shortest > second_move_longest) {
    diagnostics.error(where, codes::kInconsistent,
                      {"the least time until a household is out of a shelter is longer than the most",
                       "second_move_shortest 大于 second_move_longest"},
                      {"second_move_shortest <= second_move_longest", "second_move_shortest ≤ second_move_longest"});
  }
  shelter_ids_.clear();
  for (const auto& reference : shelters) {
    const auto shelter = scenario.find(reference, diagnostics);
    if (shelter.exists()) shelter_ids_.push_back(shelter);
  }
  const auto& town = *scenario.town;
  for (std::size_t s = 0; shelters.empty() && s < town.shelters.size(); ++s) {
    if (scenario.scope.contains(town.shelters[s].township)) shelter_ids_.emplace_back(s);
  }
  if (shelter_ids_.empty() && shelters.empty()) {
    diagnostics.error(where, "inconsistent",
                      {"there is no shelter in the townships that take part", "参演乡镇没有避难场所"},
                      {"name shelters elsewhere: shelters: [ID, …]", "请指定其他场所：shelters: [编号, …]"});
  }
  threatened_shelters_.clear();
  for (const auto shelter : shelter_ids_) warn_of(shelter, scenario, diagnostics);
  prepare_goals(scenario);
}

void HouseholdsParameters::warn_of(ShelterId number, const Scenario& scenario, Diagnostics& diagnostics) {
  const auto& shelter = scenario.town->shelters[number.index()];
  if (shelter.capacity_persons == 0) {
    diagnostics.warning(
        where, codes::kImplausible,
        phrase("the shelter '{}' holds nobody: its capacity is 0", "避难场所“{}”容量为 0，不能接收任何人", shelter.id),
        {"a capacity in shelters.csv, or name the shelters in use: shelters: [ID, …]",
         "在 shelters.csv 中填写容量，或指定启用的场所：shelters: [编号, …]"});
  }
  for (const auto* map : scenario.all<hazard::HazardMap>()) {
    if (!map->threatens_place(shelter.place)) continue;
    threatened_shelters_.push_back(number);
    diagnostics.warning(
        where, codes::kImplausible,
        phrase("the shelter '{}' stands on the hazard map: the design event reaches it; then it closes, and those "
               "inside are moved again or stranded there",
               "避难场所“{}”位于风险区内：设计情景会波及该处，届时场所关闭，场所内人员须二次转移，否则受困",
               shelter.id),
        {"shelters out of reach of the hazard: shelters: [ID, …]", "启用不受灾害影响的场所：shelters: [编号, …]"});
    break;
  }
}

bool HouseholdsParameters::uses(ShelterId shelter) const {
  return std::find(shelter_ids_.begin(), shelter_ids_.end(), shelter) != shelter_ids_.end();
}

void HouseholdsParameters::prepare_goals(const Scenario& scenario) {
  std::array<std::vector<JunctionId>, 2> junctions;
  std::array<std::vector<JunctionId>, 2> step_free;
  doors_ = {};
  bool steps = false;
  for (const auto shelter_id : shelter_ids_) {
    const auto& shelter = scenario.town->shelters[shelter_id.index()];
    const std::array<JunctionId, 2> at{shelter.place.walk_junction, shelter.place.road_junction};
    steps = steps || !shelter.step_free;
    for (std::size_t k = 0; k < at.size(); ++k) {
      junctions[k].push_back(at[k]);
      if (shelter.step_free) step_free[k].push_back(at[k]);
      if (at[k].exists()) doors_[k].push_back({at[k], shelter_id});
    }
  }
  for (auto& doors : doors_) std::sort(doors.begin(), doors.end());
  for (const auto mode : {TravelMode::walk, TravelMode::motorcycle, TravelMode::car}) {
    const auto m = static_cast<std::size_t>(mode);
    const std::size_t k = mode == TravelMode::walk ? 0 : 1;
    goals_[m] = scenario.prepare_goal(junctions[k], mode);
    step_free_goals_[m] = steps && !step_free[k].empty() ? scenario.prepare_goal(step_free[k], mode) : GoalId{};
  }
}

std::span<const HouseholdsParameters::Door> HouseholdsParameters::doors_at(JunctionId junction, TravelMode mode) const {
  const auto& doors = doors_[mode == TravelMode::walk ? 0 : 1];
  const auto first = std::lower_bound(doors.begin(), doors.end(), Door{junction, ShelterId(std::size_t{0})});
  auto last = first;
  while (last != doors.end() && last->junction == junction) ++last;
  return {first, last};
}

std::unique_ptr<Model> HouseholdsParameters::make() const {
  return std::make_unique<Households>(*this);
}

double HouseholdsParameters::walking_factor(const Population& people, std::size_t household) const {
  double factor = 1;
  if (people.elderly[household] > 0) factor = std::min(factor, elderly_factor);
  if (people.children[household] > 0) factor = std::min(factor, children_factor);
  if (people.need_help[household] > 0) factor = std::min(factor, assisted_factor);
  return factor;
}

}  // namespace tocsin::evacuation
