// SPDX-License-Identifier: Apache-2.0
// How somebody else's table of injects is read: a YAML file that is kept beside the table and used each time it comes.
//
//   sheet: CHECKLIST
//   header_row: 0                       # no header: columns are called A, B, C …
//   starts: 2024-06-26 08:00
//   dates: day_first
//   columns:
//     - {column: B, key: kind, words: [{cell: Send an SMS, means: message}]}
//     - {column: C, key: at}
//     - {column: F, key: text}
//   ignore: [J, K]
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/input/csv.hpp"
#include "engine/input/placed.hpp"
#include "models/exercise/msel_columns.hpp"
#include "models/exercise/msel_times.hpp"

namespace tocsin::exercise {

/// A word of the table and what it is called here.
struct WordMapping {
  std::string cell;
  std::string means;
  void describe(Fields& fields);
};

/// A column of the table and the key it fills.
struct ColumnMapping {
  Placed<std::string> column;  ///< header, or letters
  Placed<std::string> key;     ///< "at", "text", "text.zh"
  std::vector<WordMapping> words;
  std::string unit;  ///< of bare numbers
  void describe(Fields& fields);
};

/// What every row has although no column says it.
struct ConstantMapping {
  Placed<std::string> key;
  Placed<std::string> value;
  void describe(Fields& fields);
};

/// The whole file.
struct MselMapping {
  std::string sheet;
  int header_row = 1;
  int first_row = 0;
  std::optional<CivilTime> starts;
  std::optional<CivilTime> d_day;
  std::optional<DateOrder> dates;
  ClockMeaning clock = ClockMeaning::time_of_day;
  std::vector<ColumnMapping> columns;
  std::vector<ConstantMapping> constants;
  std::vector<std::string> ignore;
  void describe(Fields& fields);
  [[nodiscard]] TableLayout layout() const;
  [[nodiscard]] TimeFrame frame() const;
};

/// Reads a mapping and checks its keys; nullopt after diagnostics.
std::optional<MselMapping> read_mapping(const std::filesystem::path& file, const MselColumns& columns,
                                        Diagnostics& diagnostics);

}  // namespace tocsin::exercise
