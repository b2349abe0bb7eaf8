// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/kinds.hpp"

#include "models/evacuation/absence.hpp"
#include "models/evacuation/animals.hpp"
#include "models/evacuation/evacuation.hpp"
#include "models/evacuation/facts.hpp"
#include "models/evacuation/help/help_measures.hpp"
#include "models/evacuation/late_households.hpp"
#include "models/evacuation/narrow_paths.hpp"
#include "models/evacuation/parameters.hpp"
#include "models/evacuation/place_kinds.hpp"
#include "models/evacuation/shelters/shelter_operation.hpp"
#include "models/evacuation/transport_measures.hpp"
#include "models/evacuation/unauthorized_return/return_measures.hpp"

namespace tocsin::evacuation {

void register_models(Catalog& catalog) {
  catalog.add_section("evacuation", {"Evacuation", "转移"});
  catalog.add_kind<HouseholdsParameters>(
      "evacuation", "households",
      {"Households decide, prepare, and walk or drive to shelters", "居民决策、准备并步行或驾车前往避难场所"},
      {{"Choice of another way because of a queue: people turn off before closed roads, not before full ones.",
        "因拥堵改道：只因道路中断改道，不因排队改道。"},
       {"Who is away from home: every resident is at home at StartEx, unless the drill has an entry absence.",
        "外出人员：演练开始时所有居民均在家（演练中有 absence 条目时除外）。"},
       {"Return home before the all-clear, unless the drill has an entry unauthorized_return.",
        "擅自返回（演练中有 unauthorized_return 条目时除外）。"},
       {"Pets and livestock, unless the drill has an entry animals.", "牲畜顾虑（演练中有 animals 条目时除外）。"},
       {"Who does not get away without a helper, unless the drill has an entry one_to_one_help.",
        "不能自行转移的住户（演练中有 one_to_one_help 条目时除外）。"},
       {"Buses and village vehicles that fetch people, unless the drill has an entry assigned_transport.",
        "组织接送的客车与村级车辆（演练中有 assigned_transport 条目时除外）。"},
       {"Vehicles that fetch people who are moved again from a shelter; upper floors of a shelter in the water.",
        "接送二次转移人员的车辆；进水场所的楼上避险。"}});
  catalog.add_kind<AbsenceParameters>(
      "evacuation", "absence",
      {"Who is home at that hour; families that gather first", "当时谁在家；先会合再转移的家庭"},
      {{"Who leaves home or comes home during the drill for any other reason.", "演练期间因其他原因离家或返家的人员。"},
       {"Those who come home are not in the queues of the roads, and no road stops them once they have set out.",
        "返家人员不计入道路排队，动身后不受道路中断影响。"},
       {"The warning of those who are away: nobody moves a school or a workplace.",
        "外出人员所在学校和单位的预警与转移。"}});
  catalog.add_kind<AnimalsParameters>(
      "evacuation", "animals", {"Animals that people do not like to leave", "住户不愿舍弃的牲畜与宠物"},
      {{"Animals on the road, in vehicles and at shelters.", "不考虑途中、车上和场所内的动物。"},
       {"People who go back to their animals.", "不考虑返家照看动物的人员。"}});
  catalog.add_event<HouseholdOrdered>();
  catalog.add_event<HouseholdDecided>();
  catalog.add_event<PackingBegun>();
  catalog.add_event<MembersAway>();
  catalog.add_event<FamilyAwaited>();
  catalog.add_event<MembersHome>();
  catalog.add_event<StaysForAnimals>();
  catalog.add_event<HouseholdDeparted>();
  catalog.add_event<HouseholdRerouted>();
  catalog.add_event<ShelterReached>();
  catalog.add_event<KinReached>();
  catalog.add_event<ShelterRefused>();
  catalog.add_event<HouseholdDelayed>();
  catalog.add_event<HouseholdStranded>();
  catalog.add_event<HouseholdTakenAlong>();
  catalog.add_event<PersonsHarmed>();
  catalog.add_measures(measure_descriptions(), compute);
  register_facts(catalog);
  catalog.add_measures(lateness_descriptions(), compute_lateness);
  catalog.add_account(account());
  catalog.add_table(late_households());
  register_paths(catalog);
  register_transport(catalog);
  register_help(catalog);
  register_shelters(catalog);
  register_return(catalog);
  register_places(catalog);
}

}  // namespace tocsin::evacuation
