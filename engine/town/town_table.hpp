// SPDX-License-Identifier: Apache-2.0
// The tables of a town package, declared once: the reader looks its columns up here, the reference page
// docs/reference/town-package.md is printed from here.
//
//   const TownTable& zones = town_table("zones.csv");
//   std::cout << town_package_reference();
//
// Units stand in the column names (`length_m`). Does not read anything.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/text.hpp"
#include "engine/input/csv.hpp"

namespace tocsin {

/// One column of a town table: what the CSV reader needs, and what its cells hold.
struct TownColumn {
  ColumnDescription description;
  Phrase values;  ///< "number ≥ 0", "yes or no", …
};

/// One file of a town package.
struct TownTable {
  std::string file;      ///< "zones.csv"
  bool required = true;  ///< must the file be there?
  Phrase meaning;
  std::vector<TownColumn> columns;
};

/// All tables, in the order they are read.
std::span<const TownTable> town_tables();

/// The declaration of one file; a defect when there is no such table.
const TownTable& town_table(std::string_view file);

/// The whole reference page of the town package format as Markdown (docs/reference/town-package.md holds exactly this).
std::string town_package_reference();

}  // namespace tocsin
