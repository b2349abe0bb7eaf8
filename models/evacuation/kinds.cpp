// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/kinds.hpp"

#include "models/evacuation/evacuation.hpp"
#include "models/evacuation/parameters.hpp"

namespace tocsin::evacuation {

void register_models(Catalog& catalog) {
  catalog.add_kind<HouseholdsParameters>(
      "evacuation", "households",
      {"Households decide, prepare, and walk or drive to shelters", "居民决策、准备并步行或驾车前往避难场所"},
      {{"Congestion: vehicles move at free flow, whatever their number.", "拥堵：车辆按自由流速度行驶，与数量无关。"},
       {"Who is away from home: every resident is at home at StartEx.", "外出人员：演练开始时所有居民均在家。"},
       {"Families that gather first, pets and livestock, return home before the all-clear.",
        "家人先会合、牲畜顾虑、擅自返回。"},
       {"Kin and friends as a destination: everybody goes to a shelter.", "投亲靠友：全部前往避难场所。"},
       {"Buses and village vehicles that fetch people.", "组织接送的客车与村级车辆。"}});
  catalog.add_event<HouseholdOrdered>();
  catalog.add_event<HouseholdDecided>();
  catalog.add_event<HouseholdDeparted>();
  catalog.add_event<HouseholdRerouted>();
  catalog.add_event<ShelterReached>();
  catalog.add_event<ShelterRefused>();
  catalog.add_event<HouseholdStranded>();
  catalog.add_event<PersonsHarmed>();
  catalog.add_measures(measure_descriptions(), compute);
}

}  // namespace tocsin::evacuation
