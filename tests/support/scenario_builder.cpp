// SPDX-License-Identifier: Apache-2.0
#include "tests/support/scenario_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "engine/input/document.hpp"
#include "engine/input/library.hpp"
#include "engine/kernel/isolation.hpp"
#include "engine/simulation/events.hpp"
#include "engine/simulation/objective.hpp"
#include "engine/simulation/simulation.hpp"

namespace tocsin::test {
namespace {

constexpr const char* kDefaultExercise = "starts: 2026-07-05 02:00\nduration: 6 h\n";

Library read_library(const Catalog& catalog) {
  std::vector<LibraryText> texts;
  for (const auto& [name, yaml] : catalog.library_texts()) texts.push_back({name, yaml});
  return Library::from_texts(texts);
}

// Reads one entry; null when its kind is unknown.
std::unique_ptr<ModelParameters> read_entry(const Node& item, const std::string& section, const Catalog& catalog,
                                            const FieldsInput& shared, const Kind*& kind, std::string id) {
  const auto* kind_node = item.find("kind");
  kind = catalog.find_kind(section, kind_node == nullptr ? "" : kind_node->text);
  if (kind == nullptr) {
    shared.diagnostics.error(item.where, "unknown-kind", {"no such kind in the catalog", "目录中没有该类型"});
    return nullptr;
  }
  auto parameters = kind->make_parameters();
  const auto* given = item.find("id");
  parameters->id = given == nullptr ? std::move(id) : given->text;
  parameters->where = item.where;
  auto context = shared;
  context.path = section + "." + kind->name;
  context.use_path = section + "." + parameters->id;
  context.handled_elsewhere = {"kind", "id"};
  read_fields(
      item, [&](Fields& fields) { parameters->describe(fields); }, context);
  return parameters;
}

// Entries of all sections, in the order of the catalog.
void read_entries(const Node& root, const Catalog& catalog, const FieldsInput& shared, Scenario& scenario) {
  std::vector<std::vector<ScenarioEntry>> by_kind(catalog.kinds().size());
  for (const auto& section : catalog.sections()) {
    const auto* list = root.find(section);
    if (list == nullptr) continue;
    std::size_t number = 0;
    for (const auto& item : list->items) {
      const Kind* kind = nullptr;
      auto parameters = read_entry(item, section, catalog, shared, kind, fmt::format("{}-{}", section, ++number));
      if (parameters == nullptr) continue;
      const auto name = scenario.names->intern(parameters->id);
      by_kind[static_cast<std::size_t>(kind - catalog.kinds().data())].push_back({kind, name, std::move(parameters)});
    }
  }
  for (auto& entries : by_kind) {
    for (auto& entry : entries) scenario.entries.push_back(std::move(entry));
  }
}

}  // namespace

void add_shipped_library(Catalog& catalog) {
  std::vector<std::filesystem::path> files;
  for (const auto& file : std::filesystem::directory_iterator("scenarios/library")) {
    if (file.path().extension() == ".yaml") files.push_back(file.path());
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    catalog.add_library(file.filename().string(), {std::istreambuf_iterator<char>(in), {}});
  }
}

std::unique_ptr<Scenario> build_scenario(Town town, const std::string& yaml, const Catalog& catalog,
                                         Diagnostics& diagnostics) {
  const auto library = read_library(catalog);
  const auto document = parse_document(yaml, "scenario.yaml", diagnostics);
  const auto exercise = parse_document(kDefaultExercise, "exercise.yaml", diagnostics);
  if (!document || !exercise) return nullptr;
  auto scenario = std::make_unique<Scenario>();
  scenario->id = "test";
  scenario->catalog = &catalog;
  scenario->name = {"Test", "测试"};
  scenario->town = std::make_shared<const Town>(std::move(town));
  scenario->names = std::make_unique<Names>(*scenario->town);
  FieldsInput context{
      .diagnostics = diagnostics, .library = &library, .path = "exercise", .parameter_uses = &scenario->parameter_uses};
  const auto* own = document->root.find("exercise");
  read_fields(own == nullptr ? exercise->root : *own, scenario->exercise, context);
  scenario->road_parameters = read_road_parameters(library, diagnostics);
  scenario->water_parameters = read_water_parameters(library, diagnostics);
  scenario->traffic_parameters = traffic::read_traffic_parameters(library, diagnostics);
  std::vector<TownshipId> townships;
  for (const auto& reference : scenario->exercise.townships)
    townships.push_back(scenario->find(reference, diagnostics));
  scenario->scope = Scope(*scenario->town, townships);
  scenario->prepare();
  read_entries(document->root, catalog, context, *scenario);
  for (auto& entry : scenario->entries) {
    Diagnostics found;  // an entry hears nothing of the mistakes of others
    entry.parameters->check(*scenario, found);
    for (const auto& mistake : found.entries()) diagnostics.add(mistake);
  }
  if (!diagnostics.has_errors()) {
    check_objectives(*scenario, diagnostics);
    for (const auto& check : catalog.checks()) check(*scenario, diagnostics);
  }
  return diagnostics.has_errors() ? nullptr : std::move(scenario);
}

std::unique_ptr<Scenario> build_scenario(Town town, const std::string& yaml, const Catalog& catalog) {
  Diagnostics diagnostics;
  auto scenario = build_scenario(std::move(town), yaml, catalog, diagnostics);
  if (scenario == nullptr) throw std::runtime_error(draw(diagnostics.entries(), Language::en));
  return scenario;
}

std::string account_mistakes(const Catalog& catalog, const Measures& measures) {
  std::string mistakes;
  // A line whose model is not in the scenario counts for nothing.
  const auto counted = [&](const MeasureKey& wanted) {
    const auto& keys = measures.keys();
    const bool known = std::any_of(keys.begin(), keys.end(), [&](const MeasureKey& key) {
      return key.name == wanted.name && key.place == wanted.place;
    });
    return known ? measures.value(wanted.name, wanted.place) : 0.0;
  };
  for (const auto& account : catalog.accounts()) {
    for (const auto& key : measures.keys()) {
      if (key.name != account.whole) continue;
      const double whole = measures.value(key.name, key.place);
      double sum = 0;
      for (const auto& line : account.lines) sum += counted({std::string(line.measure), key.place});
      if (sum != whole) mistakes += fmt::format("{} at '{}': {}, its lines: {}\n", key.name, key.place, whole, sum);
    }
  }
  return mistakes;
}

Outcome run_replication(const Scenario& scenario, const Catalog& catalog, std::uint32_t replication) {
  const auto job = run_isolated([&] {
    const auto result = Simulation(scenario, catalog).run(replication);
    std::ostringstream out;
    result.log.write_jsonl(out, *scenario.names);
    return out.str();
  });
  if (!job.ok()) throw std::runtime_error(job.explanation.en);
  Outcome outcome;
  outcome.text = job.payload;
  std::istringstream in(job.payload);
  auto events = catalog.events();
  events.add<ExerciseStarted>();  // the engine's own, which catalogs of tests leave out
  events.add<ExerciseEnded>();
  outcome.log = EventLog::read_jsonl(in, "log", events, *scenario.names);
  outcome.measures = compute_measures(scenario, catalog, outcome.log);
  const auto mistakes = account_mistakes(catalog, outcome.measures);
  if (!mistakes.empty()) throw std::runtime_error(mistakes);
  return outcome;
}

}  // namespace tocsin::test
