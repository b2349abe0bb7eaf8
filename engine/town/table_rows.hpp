// SPDX-License-Identifier: Apache-2.0
// One CSV table of a town package while it is being read: its columns as declared in town_table.cpp, ids that must be
// unique, references to rows of other tables, positions in either notation. Every wrong cell becomes a diagnostic; the
// reader goes on with the next.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/base/id.hpp"
#include "engine/base/text.hpp"
#include "engine/input/csv.hpp"
#include "engine/town/plane.hpp"
#include "engine/town/town_table.hpp"

namespace tocsin {

/// The text ids of one table: position by id, and where each stands first.
class TextIds {
 public:
  explicit TextIds(std::string file) : file_(std::move(file)) {}
  /// The table itself could not be read: every reference to it is let pass, so that one mistake is told once.
  void lost() { lost_ = true; }
  /// Takes the id of the next row. Reports duplicate-id with the line of the first.
  void add(std::string id, const SourceSpan& where, Diagnostics& diagnostics);
  [[nodiscard]] std::size_t size() const { return names_.size(); }
  [[nodiscard]] const std::string& name(std::size_t index) const { return names_[index]; }
  [[nodiscard]] const SourceSpan& where(std::size_t index) const { return where_[index]; }
  /// Position of the row with this id; reports unknown-reference with the nearest id.
  std::optional<std::uint32_t> find(const std::string& id, const SourceSpan& where, Diagnostics& diagnostics) const;

 private:
  std::string file_;
  bool lost_ = false;
  std::vector<std::string> names_;
  std::vector<SourceSpan> where_;
  std::unordered_map<std::string, std::uint32_t> index_;  // looked up, never walked
  mutable int unknown_ = 0;  // how many were reported: after the first hundred no nearest name is searched
};

/// A table that was opened, with its declared columns.
class TableRows {
 public:
  /// Reports missing and unknown columns.
  TableRows(Table table, const TownTable& declared, Diagnostics& diagnostics);
  TableRows(const TableRows&) = delete;
  TableRows& operator=(const TableRows&) = delete;

  [[nodiscard]] int count() const { return table_.row_count(); }
  /// A declared column (a defect when it is not).
  [[nodiscard]] const Column& operator[](std::string_view column) const;
  /// Was there a mistake in the table as such (cells, header, columns)? Rows may be missing from what was read then.
  [[nodiscard]] bool damaged() const { return damaged_; }
  void set_damaged() { damaged_ = true; }
  [[nodiscard]] const TownTable& declared() const { return declared_; }
  [[nodiscard]] Diagnostics& diagnostics() const { return diagnostics_; }
  /// The place of a whole row: its first cell.
  [[nodiscard]] const SourceSpan& where(int row) const {
    return table_.rows[static_cast<std::size_t>(row)].front().where;
  }
  /// The place of the file as a whole.
  [[nodiscard]] SourceSpan whole() const { return {.file = table_.source}; }

 private:
  Table table_;
  const TownTable& declared_;
  bool damaged_ = false;
  Diagnostics& diagnostics_;
  std::vector<Column> columns_;
};

/// Text of a cell; "" when the column is absent, the cell is empty or wrong.
std::string text_of(const Column& column, int row);
/// Is there something in the cell (of an optional column)?
bool filled(const Column& column, int row);
/// Whole number ≥ 0, 0 when empty or wrong.
std::uint32_t count_of(const Column& column, int row, std::int64_t high = 100'000'000);
/// Number, `otherwise` when empty or wrong.
double number_of(const Column& column, int row, double low, double high, double otherwise);

/// One allowed word of a column and the number it stands for.
struct Word {
  std::string_view name;
  std::string_view chinese;  ///< other spellings, separated by '|'
};
/// Position of the cell's word in `words`, in either language; reports unknown-choice with the nearest one.
std::optional<std::size_t> word_of(const Column& column, int row, std::span<const Word> words,
                                   Diagnostics& diagnostics);

/// Names of a row (name_en, name_zh); reports missing-cell when both are empty. One stands in for the other.
class NameCells {
 public:
  explicit NameCells(const TableRows& rows) : rows_(rows), en_(rows["name_en"]), zh_(rows["name_zh"]) {}
  [[nodiscard]] Phrase at(int row) const;

 private:
  const TableRows& rows_;
  const Column& en_;
  const Column& zh_;
};

/// Positions of a table in the plane of the town.
class PositionCells {
 public:
  PositionCells(const TableRows& rows, const Plane& plane);
  /// Position in meters of the plane; reports missing-cell, outside-projection, no-georeference.
  [[nodiscard]] std::optional<PlanePosition> at(int row) const;

 private:
  std::optional<PlanePosition> projected(int row) const;
  const TableRows& rows_;
  const Plane& plane_;
  const Column& x_;
  const Column& y_;
  const Column& longitude_;
  const Column& latitude_;
};

/// Resolves a reference column; an id that does not exist when the cell is wrong.
template <class Tag>
Id<Tag> reference_of(const Column& column, int row, const TextIds& ids, Diagnostics& diagnostics) {
  const std::string text = text_of(column, row);
  if (text.empty()) return {};
  const auto found = ids.find(text, column.where(row), diagnostics);
  return found ? Id<Tag>(*found) : Id<Tag>{};
}

}  // namespace tocsin
