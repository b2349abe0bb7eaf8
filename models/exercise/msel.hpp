// SPDX-License-Identifier: Apache-2.0
// The Master Scenario Events List as a spreadsheet: `tocsin msel export` and `tocsin msel import`
// (engine/simulation/inject_sheets.hpp).
//
//   catalog.set_inject_sheets(msel_sheets());
//
// Reading order: msel_columns.hpp (which columns there are), msel_cells.hpp and msel_times.hpp (what stands in a cell),
// msel_mapping.hpp (tables of others), msel_export.cpp, msel_import.cpp.
#pragma once

#include <memory>
#include <optional>

#include "engine/simulation/inject_sheets.hpp"

namespace tocsin::exercise {

/// Who writes and reads the list.
std::shared_ptr<const InjectSheets> msel_sheets();

/// The list of a scenario as a table.
std::optional<InjectTable> export_injects(const Catalog& catalog, const InjectExport& order, Diagnostics& diagnostics);

/// A table as a list of injects.
std::optional<ImportedInjects> import_injects(const Catalog& catalog, const InjectImport& order,
                                              Diagnostics& diagnostics);

}  // namespace tocsin::exercise
