// SPDX-License-Identifier: Apache-2.0
// One value of an inject as one cell of a table, and back. Lists are joined ("x017, x018"), choices and yes/no are
// words of the language, groups of keys are YAML on one line; what could not be told apart afterwards is written as
// YAML too.
//
//   cell_text(*node, type, Language::zh)         // "道路甲、道路乙"
//   node_of(cell, type, options, diagnostics)    // the node, every part of it placed at the cell
#pragma once

#include <optional>
#include <string>

#include "engine/base/text.hpp"
#include "engine/input/csv.hpp"
#include "engine/input/document.hpp"
#include "engine/input/fields.hpp"

namespace tocsin::exercise {

/// The cell of a value that was written for a field of this type.
std::string cell_text(const Node& value, const FieldType& type, Language language);

/// How the cells of a column are written.
struct CellManner {
  bool dates_from_1904 = false;
  std::string unit = {};  ///< of bare numbers
};

/// The value that a cell means for a field of this type. Whether it is a right one the field decides; only YAML that
/// cannot be taken apart is told here (nullopt then).
std::optional<Node> node_of(const Cell& cell, const FieldType& type, const CellManner& manner,
                            Diagnostics& diagnostics);

}  // namespace tocsin::exercise
