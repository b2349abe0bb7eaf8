// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/place_kinds.hpp"

#include "models/evacuation/building/parameters.hpp"
#include "models/evacuation/place_events.hpp"
#include "models/evacuation/place_measures.hpp"
#include "models/evacuation/scenic_site/scenic_site.hpp"

namespace tocsin::evacuation {

void register_places(Catalog& catalog) {
  const Phrase own_heads{
      "Residents: the persons of a building or site are heads of their own, not taken out of the households.",
      "与居民的对应：建筑和景区内人员单独计数，不从住户人口中扣除。"};
  const Phrase no_counterflow{"Counterflow: nobody goes in, and nobody goes back for a person or a thing.",
                              "逆向人流：无人返回建筑寻人或取物，也无救援人员进入。"};
  catalog.add_kind<BuildingParameters>(
      "evacuation", "building",
      {"People leave a building by doors and stairs, by the hydraulic model", "人员经门和楼梯撤出建筑（水力模型）"},
      {own_heads,
       no_counterflow,
       {"Lifts; smoke, heat and darkness on the way; falls; families and friends that look for each other.",
        "电梯；途中烟气、高温和黑暗；跌倒；亲友互相寻找。"},
       {"Who knows of a blocked way: everybody who has to choose does, at once.",
        "对阻断情况的知晓：所有需选路者立即知晓。"}});
  catalog.add_kind<ScenicSiteParameters>(
      "evacuation", "scenic_site",
      {"A scenic site with a crowd limit, and how it empties", "有承载量限制的景区及其清空"},
      {own_heads,
       no_counterflow,
       {"Where in the site people crowd: its area is one place.", "园内局部拥挤：景区按一个整体计算。"},
       {"Crushes: above the limit people are counted, not harmed.", "踩踏伤亡：超过承载量仅计数，不计算伤亡。"}});
  catalog.add_event<AlarmSounded>();
  catalog.add_event<OccupantSetOut>();
  catalog.add_event<OccupantLeft>();
  catalog.add_event<OccupantTrapped>();
  catalog.add_event<BuildingEmptied>();
  catalog.add_event<BuildingAssembled>();
  catalog.add_event<BuildingEndangered>();
  catalog.add_event<PassageBlocked>();
  catalog.add_event<PassageOpened>();
  catalog.add_event<QueueCounted>();
  catalog.add_event<VisitorEntered>();
  catalog.add_event<VisitorTurnedAway>();
  catalog.add_event<CrowdLimitExceeded>();
  catalog.add_event<CrowdLimitRegained>();
  catalog.add_measures(place_measure_descriptions(), compute_places);
}

}  // namespace tocsin::evacuation
