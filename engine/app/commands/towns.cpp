// SPDX-License-Identifier: Apache-2.0
// Ways to get a town: import an OpenStreetMap extract, or generate a synthetic county. Either comes with a drill to
// begin with, which the models propose.
#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <map>
#include <memory>

#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/reading.hpp"
#include "engine/app/terminal.hpp"
#include "engine/base/units.hpp"
#include "engine/experiment/output.hpp"
#include "engine/input/shown_path.hpp"
#include "engine/simulation/scenario.hpp"
#include "engine/town/generate.hpp"
#include "engine/town/osm_import.hpp"
#include "engine/town/tntp_import.hpp"
#include "engine/town/town_reader.hpp"

namespace tocsin::app {
namespace {

// Values of a town tool from the shipped library.
template <class Parameters>
Parameters shipped_values(const Catalog& catalog, const std::string& path) {
  const auto library = shipped_library(catalog);
  Parameters parameters;
  Diagnostics diagnostics;
  read_fields(Node::mapping(), parameters, {.diagnostics = diagnostics, .library = &library, .path = path});
  diagnostics.throw_if_errors();
  return parameters;
}

/// Those of the TNTP format; miles and feet are no units of ours.
const std::map<std::string, double> kMetersOf{{"mi", 1609.344}, {"km", 1000}, {"ft", 0.3048}, {"m", 1}};

constexpr const char* kDrillFile = "first-drill.yaml";

// A command on the drill from here, ready to be typed.
std::string command_on(const char* verb, const std::filesystem::path& drill) {
  const auto path = shown_path(drill);
  const bool plain = path.find_first_of(" '\"$&()*;<>?[\\]`|~\t") == std::string::npos;
  return fmt::format("{} {} {}", called_as(), verb, plain ? path : "'" + path + "'");
}

// A drill that lies there already may hold somebody's work: it gets out of the way under a name of its own.
void move_earlier_drill(const Session& session, const std::filesystem::path& drill, const std::string& text) {
  std::error_code failed;
  if (!std::filesystem::exists(drill, failed)) return;
  std::ifstream in(drill, std::ios::binary);
  if (std::string{std::istreambuf_iterator<char>(in), {}} == text) return;
  auto kept = drill;
  for (int number = 1; std::filesystem::exists(kept, failed); ++number) {
    kept.replace_filename(fmt::format("first-drill-{}.yaml", number));
  }
  std::filesystem::rename(drill, kept);
  say(session, phrase("the drill that was there is now {}", "原有演练已改名为 {}", shown_path(kept)));
}

// Writes the drill that the models propose for a new town, and reads it as a user's file would be read.
bool write_drill(const Session& session, const std::filesystem::path& folder, std::shared_ptr<const Town> town) {
  const auto path = folder / kDrillFile;
  const DrillCommands commands{command_on("run", path), command_on("check", path)};
  const auto draft = session.catalog.drill_draft()(*town, shipped_library(session.catalog), commands, session.language);
  move_earlier_drill(session, path, draft.yaml);
  write_file(path, draft.yaml);
  Diagnostics diagnostics;
  const auto scenario = read_scenario(path, session.catalog, {.seed = {}, .town = std::move(town)}, diagnostics);
  show(session, diagnostics);
  if (!scenario) return false;
  say(session, {fmt::format("first drill written to {}: {}", shown_path(path), draft.summary.en),
                fmt::format("首次演练已写入 {}：{}", shown_path(path), draft.summary.zh)});
  say(session, {"Next: " + commands.run, "下一步：" + commands.run});
  return true;
}

// Says what was made, checks it as any town, adds a drill and tells what to do with it.
int finish(const Session& session, const std::filesystem::path& folder) {
  Diagnostics diagnostics;
  auto town = read_town_only(session.catalog, folder, diagnostics);
  show(session, diagnostics);
  if (!town) return exit_code::kFailed;
  say(session, phrase("town package written to {}", "区域数据已写入 {}", shown_path(folder)));
  if (!session.catalog.drill_draft()) return exit_code::kDone;
  try {
    const bool good = write_drill(session, folder, std::make_shared<const Town>(std::move(*town)));
    return good ? exit_code::kDone : exit_code::kFailed;
  } catch (const OutputError& error) {
    complain(session, error.message());
    return exit_code::kFailed;
  }
}

int refused(const Session& session, const InputError& error) {
  Diagnostics diagnostics;
  for (const auto& d : error.diagnostics()) {
    diagnostics.error(d.where, d.code, d.what, d.expected, d.hint);
  }
  show(session, diagnostics);
  return exit_code::kInputRefused;
}

}  // namespace

int import_osm(const Session& session, const ImportOsmCommand& command) {
  try {
    ImportOptions options;
    options.boundary = command.boundary;
    options.elevation = command.elevation;
    options.overwrite = command.force;
    const auto parameters = shipped_values<OsmImportParameters>(session.catalog, "town.import");
    const auto summary = tocsin::import_osm(command.file, command.output, options, parameters);
    say(session, summary.text());
    return finish(session, command.output);
  } catch (const InputError& error) {
    return refused(session, error);
  }
}

int import_tntp(const Session& session, const ImportTntpCommand& command) {
  try {
    TntpImportOptions options;
    options.nodes = command.nodes;
    options.overwrite = command.force;
    if (!command.length_unit.empty()) {
      options.length_unit = Length::from_si(kMetersOf.at(command.length_unit));
    }
    if (!command.time_unit.empty()) {
      options.time_unit = Duration(read_quantity("1 " + command.time_unit, Dimension::duration).si);
    }
    const auto period = read_quantity(command.period, Dimension::duration);
    if (period.problem != UnitProblem::none || period.si <= 0) {
      complain(session, phrase("--period '{}' is no time like 1 h", "--period “{}”不是时间（如 1 h）", command.period));
      return exit_code::kCommandLine;
    }
    options.period = Duration(period.si);
    const auto parameters = shipped_values<TntpImportParameters>(session.catalog, "town.tntp");
    const auto summary = tocsin::import_tntp(command.net, command.trips, command.output, options, parameters);
    say(session, summary.text());
    return finish(session, command.output);
  } catch (const InputError& error) {
    return refused(session, error);
  }
}

int import_cases(const Session& session, const ImportCasesCommand& command) {
  try {
    const auto folder = command.output.empty() ? std::filesystem::path(command.file.stem()) : command.output;
    const auto cases = session.catalog.cases_import()(command.file, folder, command.force);
    std::size_t objectives = 0;
    std::size_t left_out = 0;
    for (const auto& c : cases) {
      objectives += c.objectives;
      left_out += c.left_out;
      say(session, phrase("{}: {} expected values as objectives", "{}：{} 个期望值作为目标", shown_path(c.folder),
                          c.objectives));
    }
    say(session, {fmt::format("{} with {} expected values; {} others are of quantities that no measure tells",
                              counted(cases.size(), "case"), objectives, left_out),
                  fmt::format("共 {} 个算例、{} 个期望值；另有 {} 个无对应指标", cases.size(), objectives, left_out)});
    if (!cases.empty()) {
      const auto next = command_on("run", cases.front().folder);
      say(session, {"Next: " + next, "下一步：" + next});
    }
    return exit_code::kDone;
  } catch (const InputError& error) {
    return refused(session, error);
  } catch (const OutputError& error) {
    complain(session, error.message());
    return exit_code::kFailed;
  }
}

int generate_town(const Session& session, const GenerateTownCommand& command) {
  try {
    GenerateOptions options;
    options.seed = command.seed;
    options.townships = command.townships;
    options.population = command.population;
    options.overwrite = command.force;
    const auto parameters = shipped_values<TownGenerationParameters>(session.catalog, "town.generation");
    const auto made = tocsin::generate_town(options, parameters, command.output);
    say(session,
        {fmt::format("{}, {}, {} in {}, {}, {}", counted(made.townships, "township"), counted(made.zones, "zone"),
                     counted(made.residents, "resident"), counted(made.households, "household"),
                     counted(made.junctions, "junction"), counted(made.road_segments, "road segment")),
         fmt::format("{} 个乡镇、{} 个村（社区）、{} 人 {} 户、{} 个路口、{} 条路段", made.townships, made.zones,
                     made.residents, made.households, made.junctions, made.road_segments)});
    return finish(session, command.output);
  } catch (const InputError& error) {
    return refused(session, error);
  }
}

}  // namespace tocsin::app
