// SPDX-License-Identifier: Apache-2.0
// Writes town packages: tables built row by row, then all of them at once. Used by the generator and by the map import.
//
//   TownPackage package;
//   PackageTable& zones = package.table("zones.csv", {"id", "name_en", …});
//   zones.row({"Z1", "Upper Village", …});
//   package.write(folder, overwrite);          // all or nothing
//
// Columns must be declared in town_table.cpp. Does not check the content; read_town does.
#pragma once

#include <deque>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/text.hpp"
#include "engine/input/fields.hpp"
#include "engine/town/town.hpp"

namespace tocsin {

/// One CSV table in the making.
class PackageTable {
 public:
  PackageTable(std::string file, std::vector<std::string> columns);
  /// Appends a row; as many cells as columns.
  void row(std::vector<std::string> cells);
  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  /// RFC 4180 with line feeds; cells with commas, quotes or line feeds are quoted.
  [[nodiscard]] std::string text() const;

 private:
  std::string file_;
  std::vector<std::string> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// A town package in memory.
class TownPackage {
 public:
  Phrase name;
  int epsg = 0;   ///< 0: local
  Phrase source;  ///< where all tables come from, unless `provenance` says otherwise
  Confidence confidence = Confidence::E;
  std::string license;
  std::vector<Provenance> provenance;  ///< of single files

  /// Starts a table. Tables without rows are not written.
  PackageTable& table(std::string file, std::vector<std::string> columns);
  /// A file of its own beside the tables (a scenario).
  void add_file(std::string name, std::string text) { files_.emplace_back(std::move(name), std::move(text)); }
  /// Writes into a folder beside `folder` and renames it: a reader sees nothing or everything. Throws InputError
  /// (folder-exists when it exists and is not an empty folder, unless `overwrite`; cannot-write for disk errors).
  /// Overwriting replaces only what is a town package, and of that only town.yaml and the tables (*.csv).
  void write(const std::filesystem::path& folder, bool overwrite) const;

 private:
  [[nodiscard]] std::string town_yaml() const;
  std::deque<PackageTable> tables_;
  std::vector<std::pair<std::string, std::string>> files_;  // name, text
};

/// Throws InputError when `folder` may not be written to (see TownPackage::write); asked before long work.
void ensure_writable(const std::filesystem::path& folder, bool overwrite);

/// Columns that every facility table begins with: id, name_en, name_zh, township, x_m, y_m.
const std::vector<std::string>& facility_columns();

/// `cells` with more cells behind them.
std::vector<std::string> with(std::vector<std::string> cells, std::initializer_list<std::string> more);

/// A count, rounded to a whole number.
std::string count_text(double value);

/// Number as text with at most `decimals` digits after the point, no trailing zeros.
std::string number_text(double value, int decimals);

}  // namespace tocsin
