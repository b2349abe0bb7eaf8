// SPDX-License-Identifier: Apache-2.0
#include "engine/simulation/road_facts.hpp"

#include <algorithm>

#include "engine/simulation/world.hpp"

namespace tocsin {

void register_road_facts(Catalog& catalog) {
  catalog.add_fact({.name = "roads.closed",
                    .unit = FactUnit::yes_no,
                    .meaning = {"A road lets nobody through in either direction who travels by this mode (cars if left "
                                "out), whatever closed it.",
                                "道路对该通行方式双向中断（缺省为小汽车），不论原因。"},
                    .parameters = {{FactArgument::road}, {FactArgument::mode, Presence::optional}},
                    .value = [](World& world, const FactArguments& a) -> std::optional<double> {
                      const auto mode = a.mode.value_or(TravelMode::car);
                      const bool closed = std::all_of(a.road.begin(), a.road.end(), [&](SegmentId segment) {
                        return world.roads().closed(segment, mode);
                      });
                      return closed ? 1 : 0;
                    }});
}

}  // namespace tocsin
