// SPDX-License-Identifier: Apache-2.0
// results.gpkg: tables of numbers and layers of the town. Its schema is docs/reference/results.md.
#include <cmath>
#include <map>

#include "engine/experiment/geopackage.hpp"
#include "engine/experiment/run_folder.hpp"
#include "engine/experiment/summary.hpp"

namespace tocsin {
namespace {

constexpr std::string_view kAlternative = "plan";

using Row = std::initializer_list<TableValue>;

std::int64_t whole(std::size_t number) {
  return static_cast<std::int64_t>(number);
}

void write_measures(GeoPackage& file, const ExperimentResult& result) {
  auto table = file.create_table("measures", {"measures", "One row per replication, measure and place."},
                                 {{"alternative", ColumnType::text},
                                  {"replication", ColumnType::integer},
                                  {"measure", ColumnType::text},
                                  {"place", ColumnType::text},
                                  {"value", ColumnType::real},
                                  {"unit", ColumnType::text},
                                  {"reached", ColumnType::integer}});
  // The rows of a measure lie together: whoever looks for one reads a piece of the file. An index would take as long to
  // write as all the rows, while somebody waits, and makes a search of 65 ms one of 2.
  for (std::size_t i = 0; i < result.keys.size(); ++i) {
    const auto& key = result.keys[i];
    for (const auto& record : result.records) {
      const double value = record.values[i];
      table.insert(Row{kAlternative, whole(record.replication), std::string_view(key.name), std::string_view(key.place),
                       value, name_of(key.unit), std::int64_t{std::isinf(value) ? 0 : 1}});
    }
  }
}

void write_summaries(GeoPackage& file, const std::vector<MeasureSummary>& summaries) {
  auto table = file.create_table(
      "summary", {"summary", "Per measure and place, over replications: mean with 95 % interval, quantiles, n."},
      {{"alternative", ColumnType::text},
       {"measure", ColumnType::text},
       {"place", ColumnType::text},
       {"unit", ColumnType::text},
       {"n", ColumnType::integer},
       {"mean", ColumnType::real},
       {"mean_low", ColumnType::real},
       {"mean_high", ColumnType::real},
       {"q05", ColumnType::real},
       {"median", ColumnType::real},
       {"q95", ColumnType::real},
       {"unfinished_share", ColumnType::real}});
  for (const auto& s : summaries) {
    table.insert(Row{kAlternative, std::string_view(s.key.name), std::string_view(s.key.place), name_of(s.key.unit),
                     whole(s.n), s.mean, s.mean_low, s.mean_high, s.q05, s.median, s.q95, s.unfinished_share});
  }
}

void write_objectives(GeoPackage& file, const Scenario& scenario, const ExperimentResult& result) {
  auto table = file.create_table("objectives", {"objectives", "Targets and how often they are met."},
                                 {{"alternative", ColumnType::text},
                                  {"objective", ColumnType::text},
                                  {"name_en", ColumnType::text},
                                  {"name_zh", ColumnType::text},
                                  {"measure", ColumnType::text},
                                  {"place", ColumnType::text},
                                  {"target", ColumnType::text},
                                  {"n", ColumnType::integer},
                                  {"met_share", ColumnType::real},
                                  {"met_low", ColumnType::real},
                                  {"met_high", ColumnType::real},
                                  {"rating", ColumnType::text}});
  for (const auto& s : summarize_objectives(scenario, result)) {
    const auto& objective = *s.objective;
    const auto target = to_text(objective.target);
    table.insert(Row{kAlternative, std::string_view(objective.id), std::string_view(objective.name.en),
                     std::string_view(objective.name.zh), std::string_view(objective.measure),
                     std::string_view(objective.place), std::string_view(target), whole(s.n), s.met_share, s.met_low,
                     s.met_high, EnumNames<Rating>::value[static_cast<std::size_t>(s.rating)]});
  }
}

void write_curves(GeoPackage& file, const Scenario& scenario, const ExperimentResult& result) {
  auto table =
      file.create_table("curves", {"curves", "Levels over time: 5 %, 50 % and 95 % quantile over replications."},
                        {{"alternative", ColumnType::text},
                         {"curve", ColumnType::text},
                         {"unit", ColumnType::text},
                         {"t_s", ColumnType::real},
                         {"n", ColumnType::integer},
                         {"q05", ColumnType::real},
                         {"median", ColumnType::real},
                         {"q95", ColumnType::real}});
  const double step_s = seconds(scenario.exercise.duration) / (kCurvePoints - 1);
  for (std::size_t c = 0; c < result.curve_keys.size(); ++c) {
    for (int point = 0; point < kCurvePoints; ++point) {
      const auto values = result.curve_column(c, point);
      table.insert(Row{kAlternative, std::string_view(result.curve_keys[c].name), name_of(result.curve_keys[c].unit),
                       step_s * point, whole(values.size()), quantile(values, 0.05), quantile(values, 0.5),
                       quantile(values, 0.95)});
    }
  }
}

void write_parameters(GeoPackage& file, const Scenario& scenario) {
  auto table =
      file.create_table("parameters", {"parameters", "Values used, with source and confidence (E: assumption)."},
                        {{"path", ColumnType::text},
                         {"value", ColumnType::text},
                         {"low", ColumnType::text},
                         {"high", ColumnType::text},
                         {"confidence", ColumnType::text},
                         {"source", ColumnType::text},
                         {"meaning_en", ColumnType::text},
                         {"meaning_zh", ColumnType::text}});
  for (const auto& use : scenario.parameter_uses) {
    table.insert(Row{std::string_view(use.path), std::string_view(use.value), std::string_view(use.low),
                     std::string_view(use.high), confidence_code(use.confidence), std::string_view(use.source),
                     std::string_view(use.meaning.en), std::string_view(use.meaning.zh)});
  }
}

void write_failures(GeoPackage& file, const ExperimentResult& result) {
  auto table = file.create_table("failures", {"failures", "Replications that ended in an error; not in the numbers."},
                                 {{"replication", ColumnType::integer}, {"reason", ColumnType::text}});
  for (const auto& failure : result.failures) {
    table.insert(Row{whole(failure.replication), std::string_view(failure.reason.en)});
  }
}

// A layer of points with the medians of the given measures at "<prefix>:<id>".
class PointLayer {
 public:
  PointLayer(GeoPackage& file, const std::string& name, std::string description, std::string prefix,
             const std::vector<MeasureSummary>& summaries)
      : prefix_(std::move(prefix)) {
    std::vector<TableColumn> columns{{"id", ColumnType::text},
                                     {"name_en", ColumnType::text},
                                     {"name_zh", ColumnType::text},
                                     {"persons", ColumnType::integer}};
    for (const auto& summary : summaries) {
      if (summary.key.place.rfind(prefix_, 0) != 0 || summary.key.place.find('>') != std::string::npos) continue;
      medians_[{summary.key.place, summary.key.name}] = summary.median;
      if (measures_.insert({summary.key.name, measures_.size()}).second) names_.push_back(summary.key.name);
    }
    for (const auto& measure : names_) {
      auto column = measure;
      for (auto& letter : column) letter = letter == '.' ? '_' : letter;
      columns.push_back({column, ColumnType::real});
    }
    table_.emplace(file.create_layer(name, {name, std::move(description)}, GeometryType::point, columns));
  }

  void add(const std::string& id, const Phrase& name, const Place& place, std::size_t persons) {
    std::vector<TableValue> values{std::string_view(id), std::string_view(name.en), std::string_view(name.zh),
                                   whole(persons)};
    for (const auto& measure : names_) {
      const auto found = medians_.find({prefix_ + id, measure});
      values.emplace_back(found == medians_.end() ? std::nan("") : found->second);
    }
    const PlanePoint point{place.x_m, place.y_m};
    table_->insert(std::span(&point, 1), values);
  }

 private:
  std::string prefix_;
  std::map<std::pair<std::string, std::string>, double> medians_;
  std::map<std::string, std::size_t> measures_;
  std::vector<std::string> names_;
  std::optional<GeoPackage::Table> table_;
};

void write_roads(GeoPackage& file, const Town& town) {
  auto layer = file.create_layer("roads", {"roads", "Roads of the town package."}, GeometryType::line,
                                 {{"id", ColumnType::text},
                                  {"class", ColumnType::text},
                                  {"name", ColumnType::text},
                                  {"length_m", ColumnType::real},
                                  {"bridge", ColumnType::integer}});
  for (std::size_t s = 0; s < town.roads.segment_count(); ++s) {
    const SegmentId id(s);
    const auto opposite = town.roads.opposite(id);
    if (opposite.exists() && opposite < id) continue;  // two directions, one line
    std::vector<PlanePoint> line;
    if (s < town.road_shapes.size()) {
      for (const auto& [x, y] : town.road_shapes[s]) line.push_back({x, y});
    }
    if (line.size() < 2) {
      const auto& from = town.roads.junction(town.roads.from(id));
      const auto& to = town.roads.junction(town.roads.to(id));
      line = {{from.x_m, from.y_m}, {to.x_m, to.y_m}};
    }
    layer.insert(line, Row{std::string_view(town.roads.road(id)), name_of(town.roads.road_class(id)),
                           std::string_view(town.roads.name(id)), static_cast<double>(town.roads.length_m(id)),
                           std::int64_t{town.roads.bridge(id) ? 1 : 0}});
  }
}

void write_layers(GeoPackage& file, const Scenario& scenario, const std::vector<MeasureSummary>& summaries) {
  const auto& town = *scenario.town;
  PointLayer zones(file, "zones", "Zones that take part, with the medians of their measures.", "zone:", summaries);
  for (const auto zone : scenario.scope.zones()) {
    const auto& z = town.zones[zone.index()];
    zones.add(z.id, z.name, z.place, z.residents);
  }
  PointLayer shelters(file, "shelters", "Shelters with capacity and the medians of their measures.",
                      "shelter:", summaries);
  for (const auto& shelter : town.shelters) {
    shelters.add(shelter.id, shelter.name, shelter.place, shelter.capacity_persons);
  }
  write_roads(file, town);
}

}  // namespace

void write_results(const RunFolder& folder, const Scenario& scenario, const ExperimentResult& result) {
  const auto summaries = summarize(result);
  GeoPackage file(folder.results(), spatial_reference_of(scenario.town->coordinates));
  write_measures(file, result);
  write_summaries(file, summaries);
  write_objectives(file, scenario, result);
  write_curves(file, scenario, result);
  write_parameters(file, scenario);
  write_failures(file, result);
  write_layers(file, scenario, summaries);
  file.finish();
}

}  // namespace tocsin
