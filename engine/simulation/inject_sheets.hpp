// SPDX-License-Identifier: Apache-2.0
// What the command line asks of whoever knows the list of injects: to write it as a spreadsheet and to read one back.
// The list stays what it is, section `injects` of a scenario or injects.yaml beside it.
//
//   const auto* sheets = catalog.inject_sheets();
//   const auto table = sheets->write(catalog, {.scenario = "scenarios/first-siren"}, diagnostics);
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "engine/base/civil_time.hpp"
#include "engine/base/text.hpp"
#include "engine/input/diagnostic.hpp"

namespace tocsin {

class Catalog;

enum class SheetFormat : std::uint8_t { xlsx, csv };

/// What is to be written.
struct InjectExport {
  std::filesystem::path scenario;  ///< folder or YAML file
  SheetFormat format = SheetFormat::xlsx;
  Language language = Language::en;  ///< of the headers
};

/// A table of injects as the bytes of a file.
struct InjectTable {
  std::string bytes;
  std::size_t injects = 0;
};

/// What becomes of rows that are no inject.
enum class BadRows : std::uint8_t {
  refused,  ///< nothing is read
  skipped,  ///< their mistakes are warnings, the other rows are read
};

/// What is to be read.
struct InjectImport {
  std::filesystem::path file;       ///< .xlsx or .csv
  std::filesystem::path mapping;    ///< empty: the headers are those of our own tables, in either language
  std::optional<CivilTime> starts;  ///< StartEx, for times of the day; else what the mapping or the header says
  BadRows bad_rows = BadRows::refused;
};

/// A list of injects as the text of injects.yaml.
struct ImportedInjects {
  std::string yaml;
  std::size_t injects = 0;
  std::size_t skipped = 0;  ///< rows left out
};

class InjectSheets {
 public:
  InjectSheets() = default;
  InjectSheets(const InjectSheets&) = delete;
  InjectSheets& operator=(const InjectSheets&) = delete;
  virtual ~InjectSheets() = default;
  /// nullopt after a diagnostic: the scenario cannot be read, its injects are wrong, or there are none.
  [[nodiscard]] virtual std::optional<InjectTable> write(const Catalog& catalog, const InjectExport& order,
                                                         Diagnostics& diagnostics) const = 0;
  /// nullopt after diagnostics at the cells; all mistakes of the table are told.
  [[nodiscard]] virtual std::optional<ImportedInjects> read(const Catalog& catalog, const InjectImport& order,
                                                            Diagnostics& diagnostics) const = 0;
};

}  // namespace tocsin
