// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/reading.hpp"
#include "engine/app/terminal.hpp"
#include "engine/report/parameter_list.hpp"
#include "engine/simulation/scenario.hpp"
#include "engine/town/town_reader.hpp"

namespace tocsin::app {
namespace {

// Rows of road_segments.csv: a two-way road is one of them and two directions of travel.
std::size_t road_count(const RoadNetwork& roads) {
  std::size_t count = 0;
  for (std::size_t s = 0; s < roads.segment_count(); ++s) {
    const auto opposite = roads.opposite(SegmentId(s));
    if (!opposite.exists() || SegmentId(s) < opposite) ++count;
  }
  return count;
}

Phrase describe(const Town& town) {
  const auto roads = road_count(town.roads);
  const auto directions = town.roads.segment_count();
  return {fmt::format("{}, {}, {}, {} ({} of travel), {}", counted(town.zones.size(), "zone"),
                      counted(town.population.size(), "household"), counted(town.resident_count(), "resident"),
                      counted(roads, "road segment"), counted(directions, "direction"),
                      counted(town.shelters.size(), "shelter")),
          fmt::format("{} 个村（社区）、{} 户、{} 人、{} 条路段（{} 个通行方向）、{} 处避难场所", town.zones.size(),
                      town.population.size(), town.resident_count(), roads, directions, town.shelters.size())};
}

int report_town(const Session& session, const Town& town) {
  if (session.json) return exit_code::kDone;
  const auto figures = describe(town);
  say(session, {fmt::format("town package '{}' is in order: {}", town.name.en, figures.en),
                fmt::format("区域数据“{}”检查通过：{}", town.name.zh, figures.zh)});
  return exit_code::kDone;
}

int report_scenario(const Session& session, const Scenario& scenario) {
  if (session.json) return exit_code::kDone;
  const auto parameters = count_words(parameter_list(scenario));  // as the report counts them
  const auto residents = scenario.scope.residents();
  const Phrase head{
      fmt::format("scenario '{}' is in order: {}, {} {} part, ", scenario.id,
                  counted(scenario.entries.size(), "entry", "entries"), counted(residents, "resident"),
                  residents == 1 ? "takes" : "take"),
      fmt::format("场景“{}”检查通过：{} 个条目，{} 名居民参加，", scenario.id, scenario.entries.size(), residents)};
  say(session, {head.en + parameters.en, head.zh + parameters.zh});
  return exit_code::kDone;
}

}  // namespace

int check(const Session& session, const std::filesystem::path& argument) {
  Diagnostics diagnostics;
  int code = exit_code::kInputRefused;
  if (is_town_package(argument)) {
    const auto town = read_town_only(session.catalog, argument, diagnostics);
    show(session, diagnostics);
    if (town) code = report_town(session, *town);
  } else {
    const auto scenario = read_scenario(argument, session.catalog, {}, diagnostics);
    show(session, diagnostics);
    if (scenario) code = report_scenario(session, *scenario);
  }
  return code;
}

}  // namespace tocsin::app
