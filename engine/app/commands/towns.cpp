// SPDX-License-Identifier: Apache-2.0
// Ways to get a town: import an OpenStreetMap extract, or generate a synthetic county.
#include <fmt/format.h>

#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/reading.hpp"
#include "engine/app/terminal.hpp"
#include "engine/experiment/output.hpp"
#include "engine/input/shown_path.hpp"
#include "engine/town/generate.hpp"
#include "engine/town/osm_import.hpp"
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

// Says what was made, checks it as any town and tells what to do with it.
int finish(const Session& session, const std::filesystem::path& folder) {
  Diagnostics diagnostics;
  const auto town = read_town_only(session.catalog, folder, diagnostics);
  show(session, diagnostics);
  if (!town) return exit_code::kFailed;
  say(session, phrase("town package written to {}", "区域数据已写入 {}", shown_path(folder)));
  return exit_code::kDone;
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

int generate_town(const Session& session, const GenerateTownCommand& command) {
  try {
    GenerateOptions options;
    options.seed = command.seed;
    options.townships = command.townships;
    options.population = command.population;
    options.overwrite = command.force;
    const auto parameters = shipped_values<TownGenerationParameters>(session.catalog, "town.generation");
    const auto made = tocsin::generate_town(options, parameters, command.output);
    say(session, phrase("{} townships, {} zones, {} residents in {} households, {} junctions, {} road segments",
                        "{} 个乡镇、{} 个村（社区）、{} 人 {} 户、{} 个路口、{} 条路段", made.townships, made.zones,
                        made.residents, made.households, made.junctions, made.road_segments));
    return finish(session, command.output);
  } catch (const InputError& error) {
    return refused(session, error);
  }
}

}  // namespace tocsin::app
