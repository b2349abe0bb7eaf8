// SPDX-License-Identifier: Apache-2.0
// The columns of a table of injects: those that planners expect, in their order, then the keys of the single kinds as
// these declare them. A key that a kind gets has its column without a word here.
//
//   const MselColumns columns(catalog);
//   columns.all()[2].title                       // {"Scenario time", "情景时间"}
//   columns.field("road_closed", "roads")        // its declaration
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/text.hpp"
#include "engine/input/fields.hpp"
#include "engine/input/library.hpp"
#include "engine/simulation/catalog.hpp"

namespace tocsin::exercise {

/// Keys with a meaning of their own.
namespace msel_key {
inline constexpr std::string_view kId = "id";
inline constexpr std::string_view kKind = "kind";
inline constexpr std::string_view kAt = "at";
inline constexpr std::string_view kWallTime = "wall_time";  ///< of the table only: the same instant by the calendar
}  // namespace msel_key

/// Which part of a text in two languages a column holds.
enum class PhrasePart { whole, en, zh };

/// One column.
struct MselColumn {
  std::string key;  ///< "roads"
  PhrasePart part = PhrasePart::whole;
  Phrase title;
  Phrase meaning;
  /// "text", "text.zh": what a mapping calls it.
  [[nodiscard]] std::string name() const;
};

/// An inject kind and what it declares.
struct InjectKind {
  std::string name;
  Phrase word;  ///< for people: the name in English, the meaning in Chinese
  Phrase meaning;
  std::vector<FieldDescription> fields;
  [[nodiscard]] const FieldDescription* find(std::string_view key) const;
};

/// Reads entries as the scenario reader would, to find what is wrong with each by itself.
class InjectChecker {
 public:
  explicit InjectChecker(const Catalog& catalog);
  /// `missed`: required keys whose absence is told already.
  void check(const Node& entry, const InjectKind& kind, const std::vector<std::string>& missed,
             Diagnostics& diagnostics) const;

 private:
  const Catalog& catalog_;
  Library library_;
};

/// All columns and kinds of a catalog.
class MselColumns {
 public:
  explicit MselColumns(const Catalog& catalog);
  /// Every column there may be, texts in two languages three times (whole, English, Chinese).
  [[nodiscard]] const std::vector<MselColumn>& all() const { return columns_; }
  [[nodiscard]] const std::vector<InjectKind>& kinds() const { return kinds_; }
  /// The kind that a cell names: by its name or its word in either language; nullptr when none.
  [[nodiscard]] const InjectKind* kind_of_word(std::string_view word) const;
  /// The first declaration of a key among all kinds; nullptr for those that the table alone has (id, kind, wall_time).
  [[nodiscard]] const FieldDescription* field(std::string_view key) const;
  /// Names of all columns, for "did you mean".
  [[nodiscard]] std::vector<std::string> names() const;
  [[nodiscard]] const MselColumn* find(std::string_view name) const;

 private:
  void add(const std::string& key);
  std::vector<InjectKind> kinds_;
  std::vector<MselColumn> columns_;
};

}  // namespace tocsin::exercise
