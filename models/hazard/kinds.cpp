// SPDX-License-Identifier: Apache-2.0
// The kinds of this folder, one line each.
#include "models/hazard/kinds.hpp"

#include "models/hazard/facts.hpp"
#include "models/hazard/flood/flood.hpp"
#include "models/hazard/hazard.hpp"
#include "models/hazard/measures.hpp"

namespace tocsin::hazard {

void register_models(Catalog& catalog) {
  catalog.add_section("hazard", {"Hazard", "灾害"});
  catalog.add_kind<FloodParameters>(
      "hazard", "flood",
      {"A flood front that runs down a river and rises over the valley floor.", "沿河下泄并漫上谷地的山洪。"},
      {{"Rain and runoff: the flood's peak and begin are given, not computed.",
        "不计算降雨产流，洪峰与起涨时间由情景给定。"},
       {"Flow off the river line: water stands level with the nearest river point; ridges, dikes with gaps, ponding "
        "and "
        "backwater at bridges are left out.",
        "不计算漫滩水流：水位取最近河段水位，不考虑山脊、堤防缺口、积水和桥梁壅水。"},
       {"Debris, mud and washed-out roads: a road opens as soon as the water has fallen.",
        "不考虑泥石、淤积和路基冲毁：水退后道路即恢复通行。"},
       {"Injuries that are not life-threatening, and harm outdoors.", "不计轻伤和户外人员伤害。"}});
  catalog.add_event<FloodBegan>();
  catalog.add_event<StageReached>();
  catalog.add_event<HouseholdReached>();
  catalog.add_event<RoadCut>();
  catalog.add_event<RoadReopened>();
  catalog.add_measures(measure_descriptions(), add_measures);
  register_facts(catalog);
}

}  // namespace tocsin::hazard
