// SPDX-License-Identifier: Apache-2.0
// town.yaml: name, coordinate system, reach, where each file comes from. Reads it; the writer of packages writes the
// same keys (package_writer.cpp).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/input/fields.hpp"
#include "engine/town/town.hpp"

namespace tocsin {

struct TownFileNameTag;
struct CoordinateSystemTag;
struct ConfidenceTag;

/// One entry of `provenance`.
struct ProvenanceEntry {
  Reference<TownFileNameTag> file;
  Phrase source;
  Reference<ConfidenceTag> confidence_code;  ///< as written: V, S, M, D, E or U
  Confidence confidence = Confidence::E;
  std::string license;
  void describe(Fields& fields);
};

/// What town.yaml says.
struct TownFile {
  Phrase name;
  Reference<CoordinateSystemTag> coordinate_system;  ///< "EPSG:4545" or "local"
  std::optional<Length> reach;
  std::vector<ProvenanceEntry> provenance;
  void describe(Fields& fields);
};

/// Reads and checks town.yaml of a package; nullopt when it is missing or not YAML.
std::optional<TownFile> read_town_file(const std::filesystem::path& folder, Diagnostics& diagnostics);

/// EPSG code of a coordinate system as written: 0 for "local", nullopt (and bad-coordinate-system) for anything that
/// is not a plane in meters PROJ knows.
std::optional<int> epsg_of(const Reference<CoordinateSystemTag>& written, Diagnostics& diagnostics);

/// A span that means a file of the package as a whole.
SourceSpan whole_file(const std::filesystem::path& path);

}  // namespace tocsin
