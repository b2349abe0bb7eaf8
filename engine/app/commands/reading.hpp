// SPDX-License-Identifier: Apache-2.0
// Reading shared by several commands.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>

#include "engine/app/commands/commands.hpp"
#include "engine/experiment/run_folder.hpp"
#include "engine/simulation/catalog.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin::app {

/// The library that ships with the program.
Library shipped_library(const Catalog& catalog);

/// A town package by itself, with the shipped road values.
std::optional<Town> read_town_only(const Catalog& catalog, const std::filesystem::path& folder,
                                   Diagnostics& diagnostics);

struct FinishedRun {
  std::unique_ptr<Scenario> scenario;
  std::uint64_t replications = 0;  ///< that were run, those that failed included
};
/// Scenario and manifest of a finished run; no scenario (with diagnostics shown) when they cannot be used.
FinishedRun finished_run(const Session& session, const RunFolder& folder);

/// Was the replication run? Complains when it was not.
bool has_replication(const Session& session, const RunFolder& folder, std::uint32_t replication,
                     std::uint64_t replications);

/// The stored logs by replication. What else lies in the folder is passed over, and that is said.
std::map<std::uint32_t, std::filesystem::path> logs_of(const Session& session, const std::filesystem::path& run);

}  // namespace tocsin::app
