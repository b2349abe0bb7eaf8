// SPDX-License-Identifier: Apache-2.0
// Reading shared by several commands.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "engine/simulation/catalog.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin::app {

/// The library that ships with the program.
Library shipped_library(const Catalog& catalog);

/// A town package by itself, with the shipped road values.
std::optional<Town> read_town_only(const Catalog& catalog, const std::filesystem::path& folder,
                                   Diagnostics& diagnostics);

}  // namespace tocsin::app
