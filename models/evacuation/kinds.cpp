// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/kinds.hpp"

#include "models/evacuation/evacuation.hpp"
#include "models/evacuation/parameters.hpp"
#include "models/evacuation/place_kinds.hpp"
#include "models/evacuation/transport_measures.hpp"

namespace tocsin::evacuation {

void register_models(Catalog& catalog) {
  catalog.add_section("evacuation", {"Evacuation", "转移"});
  catalog.add_kind<HouseholdsParameters>(
      "evacuation", "households",
      {"Households decide, prepare, and walk or drive to shelters", "居民决策、准备并步行或驾车前往避难场所"},
      {{"Choice of another way because of a queue: people turn off before closed roads, not before full ones.",
        "因拥堵改道：只因道路中断改道，不因排队改道。"},
       {"Vehicles that meet on a single-lane road: each direction has its own capacity.",
        "单车道会车：两个方向通行能力互不影响。"},
       {"Who is away from home: every resident is at home at StartEx.", "外出人员：演练开始时所有居民均在家。"},
       {"Families that gather first, pets and livestock, return home before the all-clear.",
        "家人先会合、牲畜顾虑、擅自返回。"},
       {"Buses and village vehicles that fetch people, unless the drill has an entry assigned_transport.",
        "组织接送的客车与村级车辆（演练中有 assigned_transport 条目时除外）。"}});
  catalog.add_event<HouseholdOrdered>();
  catalog.add_event<HouseholdDecided>();
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
  catalog.add_measures(lateness_descriptions(), compute_lateness);
  catalog.add_account(account());
  register_transport(catalog);
  register_places(catalog);
}

}  // namespace tocsin::evacuation
