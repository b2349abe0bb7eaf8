// SPDX-License-Identifier: Apache-2.0
// The figures of the generator, declared for the library entry `town.generation`.
#include "engine/town/generate.hpp"

namespace tocsin {
namespace {

void describe_people(Fields& fields, TownGenerationParameters& p) {
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
  fields.parameter("residents_per_village", p.residents_per_village, {"Mean residents of a village.", "村平均人口。"})
      .at_least(20.0);
  fields
      .parameter("residents_per_community", p.residents_per_community,
                 {"Most residents of one zone in a town center.", "场镇单个社区的最多人口。"})
      .at_least(20.0);
  fields.parameter("town_center", p.town_center,
                   {"Share of a township's residents who live in its center.", "居住在场镇的人口比例。"});
  fields.parameter("households_per_hamlet", p.households_per_hamlet, {"Households of a hamlet.", "院落（小组）户数。"})
      .at_least(1.0);
}

void describe_land(Fields& fields, TownGenerationParameters& p) {
  fields.parameter("village_distance", p.village_distance, {"Distance between neighboring villages.", "相邻村距离。"})
      .between(300_m, 20_km);
  fields.parameter("valley_width", p.valley_width, {"Width of the main valley floor.", "主河谷谷底宽度。"})
      .between(100_m, 5_km);
  fields.parameter("river_slope", p.river_slope, {"Fall of the main river.", "主河道比降。"})
      .between(Share(0), Share(0.05));
  fields.parameter("side_valley_slope", p.side_valley_slope, {"Slope of side valley floors.", "支沟谷底坡度。"})
      .between(Share(0), Share(0.1));
  fields
      .parameter("ridge_height", p.ridge_height,
                 {"Ridges above the valley floors beside them.", "山脊高出两侧谷底的高度。"})
      .between(0_m, 2_km);
  fields.parameter("bank_height", p.bank_height, {"Bank of the main river above its bed.", "主河道岸高（高出河床）。"})
      .between(0_m, 50_m);
  fields.parameter("steepest_village_road", p.steepest_village_road, {"Steepest village road.", "村道最大纵坡。"})
      .between(Share(0.02), Share(0.3));
  fields.parameter("steepest_township_road", p.steepest_township_road, {"Steepest township road.", "乡道最大纵坡。"})
      .between(Share(0.02), Share(0.3));
  fields
      .parameter("road_winding", p.road_winding,
                 {"Length of a mountain road over its straight line, at least.", "山区道路长度与直线距离之比的下限。"})
      .between(1.0, 4.0);
}

void describe_hazards(Fields& fields, TownGenerationParameters& p) {
  fields.parameter("threatened", p.threatened,
                   {"Share of residents below a hazard point.", "受隐患点威胁的人口比例。"});
  fields
      .parameter("threatened_households_per_hazard_point", p.threatened_households_per_hazard_point,
                 {"Households a hazard point threatens.", "每个隐患点威胁的户数。"})
      .at_least(1.0);
  fields
      .parameter("river_reach", p.river_reach,
                 {"Villages with homes within this of a river can have a flash-flood point.",
                  "住房距河不超过此值的村可有山洪隐患点。"})
      .more_than(0_m);
  fields.parameter("monitored_professionally", p.monitored_professionally,
                   {"Share of hazard points with professional monitoring.", "专业监测的隐患点比例。"});
  fields.parameter("monitored_low_cost", p.monitored_low_cost,
                   {"Share with low-cost sensors.", "普适型监测的隐患点比例。"});
  fields.parameter("monitored_rain_notice", p.monitored_rain_notice,
                   {"Share in the rain-notice system.", "雨情告知的隐患点比例。"});
}

void describe_facilities(Fields& fields, TownGenerationParameters& p) {
  fields.parameter("shelter_places", p.shelter_places,
                   {"Places in shelters per threatened resident.", "避难场所容量与受威胁人口之比。"});
  fields
      .parameter("persons_per_shelter", p.persons_per_shelter,
                 {"Mean size of a shelter.", "单个避难场所平均容量（人）。"})
      .at_least(1.0);
  fields
      .parameter("residents_per_fire_station", p.residents_per_fire_station,
                 {"Residents per fire station.", "每座消防站服务人口。"})
      .at_least(1000.0);
  fields
      .parameter("residents_per_hospital", p.residents_per_hospital, {"Residents per hospital.", "每所医院服务人口。"})
      .at_least(1000.0);
  fields.parameter("district_team_members", p.district_team_members,
                   {"Members of the county team.", "区县综合应急救援队人数。"});
  fields.parameter("fire_crew_members", p.fire_crew_members, {"Crew of a fire station.", "消防站队伍人数。"});
  fields.parameter("members_per_vehicle", p.members_per_vehicle, {"Team members per vehicle.", "每车队员数。"})
      .at_least(1.0);
  fields.parameter("township_team_members", p.township_team_members, {"Members of a township team.", "乡镇队伍人数。"});
  fields.parameter("village_team_members", p.village_team_members, {"Members of a village team.", "村级队伍人数。"});
  fields.parameter("certified_professional", p.certified_professional,
                   {"Certified members of professional teams.", "专业队伍持证率。"});
  fields.parameter("certified_part_time", p.certified_part_time,
                   {"Certified members of township teams.", "乡镇队伍持证率。"});
  fields.parameter("villages_with_loudspeaker", p.villages_with_loudspeaker,
                   {"Share of villages with a loudspeaker.", "配有大喇叭的村比例。"});
  fields
      .parameter("townships_per_helicopter_spot", p.townships_per_helicopter_spot,
                 {"Townships per helicopter spot.", "每个直升机起降点服务的乡镇数。"})
      .at_least(1.0);
  fields.parameter("depot_items_per_resident", p.depot_items_per_resident,
                   {"Items in store per resident.", "人均储备物资件数。"});
  fields
      .parameter("depot_items_per_m2", p.depot_items_per_m2, {"Items per square meter of store.", "每平方米存放件数。"})
      .more_than(0.0);
  fields.parameter("battery", p.battery, {"Endurance of a communication site without mains.", "通信站点断电续航。"})
      .at_least(0s);
}

}  // namespace

void TownGenerationParameters::describe(Fields& fields) {
  describe_people(fields, *this);
  describe_land(fields, *this);
  describe_hazards(fields, *this);
  describe_facilities(fields, *this);
}

}  // namespace tocsin
