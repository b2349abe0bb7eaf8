// SPDX-License-Identifier: Apache-2.0
#include "models/rescue/facts.hpp"

#include <algorithm>

#include "engine/simulation/world.hpp"
#include "models/rescue/events.hpp"

namespace tocsin::rescue {
namespace {

std::optional<double> available(World& world, const FactArguments& a) {
  const auto rows = world.log().all<TeamCalledOut>();
  return std::none_of(rows.begin(), rows.end(), [&](const auto& row) { return row.event.team == a.team; }) ? 1 : 0;
}

std::optional<double> arrived(World& world, const FactArguments& a) {
  const auto rows = world.log().all<TeamArrived>();
  return std::any_of(rows.begin(), rows.end(),
                     [&](const auto& row) {
                       return row.event.team == a.team && (!a.zone.exists() || row.event.zone == a.zone);
                     })
             ? 1
             : 0;
}

}  // namespace

void register_facts(Catalog& catalog) {
  catalog.add_fact({.name = "rescue.team_available",
                    .unit = FactUnit::yes_no,
                    .meaning = {"A team has not been called out yet.", "队伍尚未接到出动指令，可供调派。"},
                    .parameters = {{FactArgument::team}},
                    .needs = {"rescue"},
                    .value = available});
  catalog.add_fact({.name = "rescue.team_arrived",
                    .unit = FactUnit::yes_no,
                    .meaning = {"A team has come to a zone it is to search (to any, if none is named).",
                                "队伍已到达搜救分区（未指定分区时为任一分区）。"},
                    .parameters = {{FactArgument::team}, {FactArgument::zone, Presence::optional}},
                    .needs = {"rescue"},
                    .value = arrived});
}

}  // namespace tocsin::rescue
