// SPDX-License-Identifier: Apache-2.0
#include "models/warning/facts.hpp"

#include "models/warning/warning.hpp"

namespace tocsin::warning {
namespace {

std::optional<double> reached_share(World& world, const FactArguments& a) {
  const auto& town = world.town();
  const auto& alerts = world.door<Alerts>();
  std::uint64_t households = 0;
  std::uint64_t reached = 0;
  for (const auto zone : world.scenario().scope.zones()) {
    if (a.zone.exists() && zone != a.zone) continue;
    if (a.township.exists() && town.zones[zone.index()].township != a.township) continue;
    households += town.zones[zone.index()].household_count;
    reached += alerts.reached_households(zone);
  }
  if (households == 0) return std::nullopt;
  return static_cast<double>(reached) / static_cast<double>(households);
}

}  // namespace

void register_facts(Catalog& catalog) {
  catalog.add_fact({.name = "warning.zone_ordered",
                    .unit = FactUnit::yes_no,
                    .meaning = {"A zone is under the order to evacuate.", "分区已纳入转移命令范围。"},
                    .parameters = {{FactArgument::zone}},
                    .value = [](World& world, const FactArguments& a) -> std::optional<double> {
                      return world.door<Orders>().ordered(a.zone) ? 1 : 0;
                    }});
  catalog.add_fact(
      {.name = "warning.reached_share",
       .unit = FactUnit::share,
       .meaning = {"Households that have understood an alert, of all in the zone, the township or the "
                   "scope.",
                   "分区、乡镇或全部范围内已收到并理解警报的户数比例。"},
       .parameters = {{FactArgument::zone, Presence::optional}, {FactArgument::township, Presence::optional}},
       .needs = {"warning"},
       .value = reached_share});
  catalog.add_fact({.name = "warning.site_without_power",
                    .unit = FactUnit::yes_no,
                    .meaning = {"A communication site has neither mains nor battery.", "通信站点市电、备电均已中断。"},
                    .parameters = {{FactArgument::site}},
                    .value = [](World& world, const FactArguments& a) -> std::optional<double> {
                      return world.door<PowerSupply>().working(a.site) ? 0 : 1;
                    }});
}

}  // namespace tocsin::warning
