// SPDX-License-Identifier: Apache-2.0
#include "engine/app/commands/reading.hpp"

#include <charconv>

#include "engine/app/terminal.hpp"
#include "engine/app/version.hpp"
#include "engine/input/shown_path.hpp"
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

FinishedRun finished_run(const Session& session, const RunFolder& folder) {
  Diagnostics diagnostics;
  const auto manifest = read_manifest(folder, diagnostics);
  auto scenario = manifest ? read_scenario(folder.scenario(), session.catalog, {manifest->seed}, diagnostics) : nullptr;
  show(session, diagnostics);
  if (!scenario) return {};
  if (manifest->version != version() || manifest->digest != digest(*scenario)) {
    say(session, {"warning: the run was made by another version or its town has changed since; numbers may differ",
                  "警告：该运行由其他版本生成，或其区域数据此后有改动；结果可能不同"});
  }
  return {std::move(scenario), manifest->replications + manifest->failed.size()};
}

bool has_replication(const Session& session, const RunFolder& folder, std::uint32_t replication,
                     std::uint64_t replications) {
  if (replication < replications) return true;
  complain(session, phrase("'{}' has no replication {}: it has 0 to {}", "“{}”没有第 {} 次重复：可用 0 至 {}",
                           shown_path(folder.path()), replication, replications == 0 ? 0 : replications - 1));
  return false;
}

std::map<std::uint32_t, std::filesystem::path> logs_of(const Session& session, const std::filesystem::path& run) {
  std::map<std::uint32_t, std::filesystem::path> logs;
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(run / "events", error)) {
    if (file.path().extension() != ".jsonl") continue;
    const auto stem = file.path().stem().string();
    std::uint32_t replication = 0;
    const auto read = std::from_chars(stem.data(), stem.data() + stem.size(), replication);
    if (read.ec == std::errc() && read.ptr == stem.data() + stem.size()) {
      logs.emplace(replication, file.path());
    } else {
      say(session, phrase("passed over '{}': its name is not the number of a replication",
                          "略过“{}”：文件名不是重复编号", shown_path(file.path())));
    }
  }
  return logs;
}

}  // namespace tocsin::app
