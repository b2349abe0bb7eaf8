// SPDX-License-Identifier: Apache-2.0
#include "models/hazard/facts.hpp"

#include <algorithm>
#include <string_view>

#include "models/hazard/hazard.hpp"

namespace tocsin::hazard {
namespace {

std::optional<double> water_depth(World& world, const FactArguments& a) {
  return world.door<Hazards>().depth(*a.place, world.now()).si();
}

std::optional<double> road_depth(World& world, const FactArguments& a) {
  double deepest = 0;
  for (const auto segment : a.road) {
    deepest = std::max(deepest, world.door<Hazards>().depth(segment, world.now()).si());
  }
  return deepest;
}

std::optional<double> stage(World& world, const FactArguments& a) {
  std::optional<double> highest;
  for (const auto& hazard : world.door<Hazards>().all()) {
    if (a.entry.exists() && hazard->entry() != a.entry) continue;
    const auto shown = hazard->stage(world.now());
    if (shown) highest = std::max(highest.value_or(0), shown->si());
  }
  return highest;
}

/// Has this mark been reached, now or before? What the log says is what somebody at the gauge noticed.
FactFunction reached(std::string_view mark) {
  return [mark](World& world, const FactArguments& a) -> std::optional<double> {
    const auto& names = *world.scenario().names;
    for (const auto& row : world.log().all<StageReached>()) {
      const bool meant = !a.entry.exists() || row.event.hazard == a.entry;
      if (meant && names.text(row.event.mark) == mark) return 1;
    }
    return 0;
  };
}

}  // namespace

void register_facts(Catalog& catalog) {
  const std::vector<FactParameter> any_hazard{{FactArgument::entry, Presence::optional}};
  catalog.add_fact({.name = "hazard.water_depth",
                    .unit = FactUnit::length,
                    .meaning = {"Depth of water above the ground at a place.", "某地点的地面积水深度。"},
                    .parameters = {{FactArgument::place}},
                    .needs = {"hazard"},
                    .value = water_depth});
  catalog.add_fact({.name = "hazard.road_depth",
                    .unit = FactUnit::length,
                    .meaning = {"Depth of water on a road, where it is deepest.", "道路积水深度（取最深处）。"},
                    .parameters = {{FactArgument::road}},
                    .needs = {"hazard"},
                    .value = road_depth});
  catalog.add_fact({.name = "hazard.stage",
                    .unit = FactUnit::length,
                    .meaning = {"Depth of water that the gauge of a flood shows (the highest of all if none is named).",
                                "洪水测站水深（未指定洪水时取最高者）。"},
                    .parameters = any_hazard,
                    .needs = {"hazard.flood"},
                    .value = stage});
  catalog.add_fact({.name = "hazard.get_ready_reached",
                    .unit = FactUnit::yes_no,
                    .meaning = {"The stage \"get ready\" has been reached at the gauge, now or before.",
                                "测站已达到过“准备转移”水位。"},
                    .parameters = any_hazard,
                    .needs = {"hazard.flood"},
                    .value = reached("get_ready")});
  catalog.add_fact({.name = "hazard.go_now_reached",
                    .unit = FactUnit::yes_no,
                    .meaning = {"The stage \"go now\" has been reached at the gauge, now or before.",
                                "测站已达到过“立即转移”水位。"},
                    .parameters = any_hazard,
                    .needs = {"hazard.flood"},
                    .value = reached("go_now")});
}

}  // namespace tocsin::hazard
