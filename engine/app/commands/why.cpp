// SPDX-License-Identifier: Apache-2.0
// `tocsin why`: on what the time of people went, from the measures of a finished run. Any measure in seconds that is
// declared as part of another is a cause; models declare them, this file knows none by name.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>

#include "engine/app/commands/commands.hpp"
#include "engine/app/terminal.hpp"
#include "engine/experiment/run_folder.hpp"
#include "engine/input/csv.hpp"
#include "engine/input/shown_path.hpp"
#include "engine/report/report.hpp"
#include "engine/simulation/scenario.hpp"
#include "engine/statistics/interval.hpp"

namespace tocsin::app {
namespace {

using Values = std::map<std::string, std::map<std::string, std::vector<double>>>;  // place, measure: by replication

struct Cause {
  const MeasureDescription* measure = nullptr;
  MeanInterval mean;
  double share = 0;
};

/// The causes of one place, the greatest first, and their whole.
struct Account {
  std::string place;
  const MeasureDescription* whole = nullptr;
  MeanInterval mean;
  std::vector<Cause> causes;
};

Values read_values(const std::filesystem::path& path, Diagnostics& diagnostics) {
  Values values;
  const auto table = read_csv(path, diagnostics);
  if (!table) return values;
  Columns columns(*table, diagnostics);
  const auto measure = columns.required("measure", {}, {});
  const auto place = columns.required("place", {}, {});
  const auto value = columns.required("value", {}, {});
  for (int row = 0; row < table->row_count() && !diagnostics.has_errors(); ++row) {
    const auto& cells = table->rows[static_cast<std::size_t>(row)];
    const auto cell = [&](const Column& column) {
      for (std::size_t c = 0; c < table->header.size(); ++c) {
        if (table->header[c].text == column.name()) return cells[c].text;
      }
      return std::string{};
    };
    const auto text = cell(value);
    if (text.empty()) continue;  // has no meaning in that replication
    values[cell(place)][cell(measure)].push_back(std::strtod(text.c_str(), nullptr));
  }
  return values;
}

const MeasureDescription* whole_of(const Catalog& catalog) {
  for (const auto& measure : catalog.measures()) {
    if (measure.unit != MeasureUnit::seconds || measure.part_of.empty()) continue;
    return catalog.find_measure(measure.part_of);
  }
  return nullptr;
}

Account account_of(const Catalog& catalog, const MeasureDescription& whole, const Values& values,
                   const std::string& place) {
  Account account{.place = place, .whole = &whole, .mean = {}, .causes = {}};
  const auto found = values.find(place);
  if (found == values.end()) return account;
  const auto mean = [&](std::string_view name) {
    const auto at = found->second.find(std::string(name));
    return at == found->second.end() || at->second.empty() ? MeanInterval{} : mean_interval(at->second);
  };
  account.mean = mean(whole.name);
  for (const auto& measure : catalog.measures()) {
    if (measure.part_of != whole.name) continue;
    const auto part = mean(measure.name);
    if (part.count == 0) continue;  // of a model that is not in this scenario
    account.causes.push_back({&measure, part, account.mean.mean > 0 ? part.mean / account.mean.mean : 0});
  }
  std::stable_sort(account.causes.begin(), account.causes.end(),
                   [](const Cause& a, const Cause& b) { return a.mean.mean > b.mean.mean; });
  return account;
}

// No time is negative, whatever the width of an interval says.
const Phrase kMinutes{"min", "分钟"};

std::string minutes(double time_s) {
  return fmt::format("{:.1f}", std::max(0.0, time_s) / 60);
}

std::string name_of_place(const Scenario& scenario, const std::string& place, Language language) {
  for (const auto zone : scenario.scope.zones()) {
    const auto& known = scenario.town->zones[zone.index()];
    if (place == "zone:" + known.id) return fmt::format("{} ({})", known.name.in(language), known.id);
  }
  return place;
}

/// Nothing can be said of the spread of a single replication.
std::string interval(const MeanInterval& mean) {
  return mean.count > 1 ? fmt::format("[{} – {}]", minutes(std::max(0.0, mean.low())), minutes(mean.high())) : "[–]";
}

void print_account(const Account& account, Language language) {
  constexpr double kBar = 30;
  const auto unit = kMinutes.in(language);
  for (const auto& cause : account.causes) {
    std::string bar;
    for (int i = 0; i < std::lround(cause.share * kBar); ++i) bar += "█";
    fmt::print("{:>7} {}  {}  {:>4.0f} %  {}  {}\n", minutes(cause.mean.mean), unit, interval(cause.mean),
               cause.share * 100, cause.measure->title.in(language), bar);
  }
  fmt::print("{:>7} {}  {}         {}\n", minutes(account.mean.mean), unit, interval(account.mean),
             account.whole->title.in(language));
}

nlohmann::ordered_json as_json(const Account& account) {
  nlohmann::ordered_json causes = nlohmann::ordered_json::array();
  const auto figures = [](const MeanInterval& m) {
    nlohmann::ordered_json json{{"mean_s", m.mean}, {"n", m.count}};
    if (m.count > 1) json["interval_95_s"] = {std::max(0.0, m.low()), m.high()};
    return json;
  };
  for (const auto& cause : account.causes) {
    auto json = figures(cause.mean);
    json["measure"] = cause.measure->name;
    json["share"] = cause.share;
    causes.push_back(std::move(json));
  }
  auto json = figures(account.mean);
  json["place"] = account.place;
  json["measure"] = account.whole->name;
  json["causes"] = std::move(causes);
  return json;
}

/// Zones by how long it took, the longest first.
std::vector<Account> slowest_zones(const Catalog& catalog, const MeasureDescription& whole, const Values& values,
                                   const Scenario& scenario) {
  constexpr std::size_t kShown = 10;
  std::vector<Account> zones;
  for (const auto zone : scenario.scope.zones()) {
    auto account = account_of(catalog, whole, values, "zone:" + scenario.town->zones[zone.index()].id);
    if (account.mean.count > 0) zones.push_back(std::move(account));
  }
  std::stable_sort(zones.begin(), zones.end(),
                   [](const Account& a, const Account& b) { return a.mean.mean > b.mean.mean; });
  if (zones.size() > kShown) zones.resize(kShown);
  return zones;
}

/// Where people or vehicles waited: one road, by one measure.
struct WorstRoad {
  const MeasureDescription* measure = nullptr;
  std::string road;
  MeanInterval mean;  ///< in the measure's unit
  [[nodiscard]] double minutes_of(double value) const {
    return measure->unit == MeasureUnit::seconds ? value / 60 : value;
  }
};

/// The roads where most was lost, by each measure that tells of it.
std::vector<WorstRoad> worst_roads(const Catalog& catalog, const Values& values) {
  constexpr std::size_t kShown = 5;
  std::vector<WorstRoad> all;
  for (const auto& measure : catalog.measures()) {
    if (!measure.delays_roads) continue;
    std::vector<WorstRoad> roads;
    for (const auto& [place, of_place] : values) {
      const auto found = of_place.find(std::string(measure.name));
      if (!place.starts_with("road:") || found == of_place.end()) continue;
      roads.push_back({&measure, place.substr(5), mean_interval(found->second)});
    }
    std::erase_if(roads, [](const WorstRoad& road) { return road.mean.mean <= 0; });
    std::stable_sort(roads.begin(), roads.end(),
                     [](const WorstRoad& a, const WorstRoad& b) { return a.mean.mean > b.mean.mean; });
    roads.resize(std::min(roads.size(), kShown));
    all.insert(all.end(), roads.begin(), roads.end());
  }
  return all;
}

std::string name_of_road(const Scenario& scenario, const std::string& road) {
  const SegmentId segment(scenario.names->find(Entity::segment, road + ">"));
  if (!segment.exists()) return road;
  const auto& name = scenario.town->roads.name(segment);
  return name.empty() || name == road ? road : fmt::format("{} ({})", name, road);
}

void print_roads(const std::vector<WorstRoad>& roads, const Scenario& scenario, Language language) {
  const MeasureDescription* of = nullptr;
  for (const auto& road : roads) {
    if (road.measure != of) {
      fmt::print("\n{}\n", phrase("Worst roads: {} (sum over all who waited there)", "最堵道路：{}（在该处等候者合计）",
                                  road.measure->title.in(language))
                               .in(language));
    }
    of = road.measure;
    const auto text = [&](double value) { return fmt::format("{:.1f}", std::max(0.0, road.minutes_of(value))); };
    const auto spread =
        road.mean.count > 1 ? fmt::format("[{} – {}]", text(road.mean.low()), text(road.mean.high())) : "[–]";
    fmt::print("{:>7} {}  {}  {}\n", text(road.mean.mean), kMinutes.in(language), spread,
               name_of_road(scenario, road.road));
  }
}

nlohmann::ordered_json as_json(const WorstRoad& road) {
  nlohmann::ordered_json json{{"road", road.road},
                              {"measure", road.measure->name},
                              {"mean_min", road.minutes_of(road.mean.mean)},
                              {"n", road.mean.count}};
  if (road.mean.count > 1) {
    json["interval_95_min"] = {std::max(0.0, road.minutes_of(road.mean.low())), road.minutes_of(road.mean.high())};
  }
  return json;
}

}  // namespace

int why(const Session& session, const WhyCommand& command) {
  const RunFolder folder(command.run);
  Diagnostics diagnostics;
  const auto manifest = read_manifest(folder, diagnostics);
  const auto scenario =
      manifest ? read_scenario(folder.scenario(), session.catalog, {manifest->seed}, diagnostics) : nullptr;
  const auto values = scenario ? read_values(folder.measures(), diagnostics) : Values{};
  std::string place;
  if (scenario && !command.zone.empty()) {
    const auto zone = scenario->find(Reference<ZoneTag>{command.zone, {}}, diagnostics);
    if (zone.exists()) place = "zone:" + scenario->town->zones[zone.index()].id;
  }
  const auto* whole = whole_of(session.catalog);
  if (diagnostics.has_errors() || whole == nullptr) {
    show(session, diagnostics);
    return exit_code::kInputRefused;
  }
  const auto account = account_of(session.catalog, *whole, values, place);
  if (account.mean.count == 0) {
    complain(session, {"nobody came under an order there, so nobody was late", "该处无人被纳入转移对象，不存在迟缓"});
    return exit_code::kInputRefused;
  }
  const auto zones = place.empty() ? slowest_zones(session.catalog, *whole, values, *scenario) : std::vector<Account>{};
  const auto roads = place.empty() ? worst_roads(session.catalog, values) : std::vector<WorstRoad>{};
  if (session.json) {
    auto json = as_json(account);
    for (const auto& zone : zones) json["slowest_zones"].push_back(as_json(zone));
    for (const auto& road : roads) json["worst_roads"].push_back(as_json(road));
    fmt::print("{}\n", json.dump(2));
    return exit_code::kDone;
  }
  const auto language = session.language;
  const Phrase n = replications_text(account.mean.count);
  fmt::print("{}\n\n", Phrase{"Where the time went: mean per resident under the order, " + n.en + ", 95 % interval",
                              "时间去向：转移对象人均，" + n.zh + "，95% 区间"}
                           .in(language));
  print_account(account, language);
  if (!zones.empty()) {
    fmt::print("\n{}\n", Phrase{"Slowest zones, and what took most of it", "最慢的村（社区）及首要原因"}.in(language));
  }
  for (const auto& zone : zones) {
    fmt::print("{:>7} {}  {}: {} ({:.0f} %)\n", minutes(zone.mean.mean), kMinutes.in(language),
               name_of_place(*scenario, zone.place, language), zone.causes.front().measure->title.in(language),
               zone.causes.front().share * 100);
  }
  print_roads(roads, *scenario, language);
  return exit_code::kDone;
}

}  // namespace tocsin::app
