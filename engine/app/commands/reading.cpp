// SPDX-License-Identifier: Apache-2.0
#include "engine/app/commands/reading.hpp"

#include "engine/town/town_reader.hpp"

namespace tocsin::app {

Library shipped_library(const Catalog& catalog) {
  std::vector<LibraryText> texts;
  for (const auto& [name, yaml] : catalog.library_texts()) texts.push_back({name, yaml});
  return Library::from_texts(texts);
}

std::optional<Town> read_town_only(const Catalog& catalog, const std::filesystem::path& folder,
                                   Diagnostics& diagnostics) {
  const auto library = shipped_library(catalog);
  TownReaderOptions options;
  options.roads = read_road_parameters(library, diagnostics);
  read_fields(Node::mapping(), options.parameters,
              {.diagnostics = diagnostics, .library = &library, .path = "town.reading"});
  return read_town(folder, options, diagnostics);
}

}  // namespace tocsin::app
