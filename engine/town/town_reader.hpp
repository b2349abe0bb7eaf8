// SPDX-License-Identifier: Apache-2.0
// Reads a town package (a folder with town.yaml and CSV tables, docs/reference/town-package.md) into a `Town`.
//
//   const TownReaderOptions options{.roads = roads, .parameters = reading};
//   const Town town = read_town("scenarios/towns/wulong", options);      // throws InputError with every mistake
//
// Positions become meters in the town's own plane (PROJ; longitude and latitude end here), households are made from
// the figures of a zone where they are not listed one by one: always the same ones, whole sums exact.
// Does not simulate anything and draws no random number of a replication.
#pragma once

#include <filesystem>
#include <optional>

#include "engine/base/quantity.hpp"
#include "engine/input/diagnostic.hpp"
#include "engine/input/fields.hpp"
#include "engine/roads/road_parameters.hpp"
#include "engine/town/town.hpp"

namespace tocsin {

/// Figures the reader needs where a package is silent; from the library entry `town.reading`.
struct TownReadingParameters {
  /// Farthest a zone center, a facility or a listed household may stand from a junction of the main road network
  /// (straight line); `reach` in town.yaml has precedence.
  Length reach;
  /// Radius per square root of households in which a zone's households stand, where spread_m is empty.
  Length spread_per_root_household;
  /// How far from the road houses made from zone figures stand at most.
  Length frontage_depth;
  void describe(Fields& fields);
};

/// What reading needs besides the folder.
struct TownReaderOptions {
  RoadParameters roads;              ///< speeds and capacities by class, weight and width of vehicles
  TownReadingParameters parameters;  ///< from the library
};

/// Reads and checks a town package. Mistakes are collected in `diagnostics`; nullopt when there is at least one error.
/// Warnings (a road piece without connection, figures that differ) do not stop it.
std::optional<Town> read_town(const std::filesystem::path& folder, const TownReaderOptions& options,
                              Diagnostics& diagnostics);

/// The same for callers that want all or nothing. Throws InputError.
Town read_town(const std::filesystem::path& folder, const TownReaderOptions& options);

/// Does the folder look like a town package (does it hold town.yaml)?
bool is_town_package(const std::filesystem::path& folder);

}  // namespace tocsin
