// SPDX-License-Identifier: Apache-2.0
// Cells, ids, words and positions of town tables.
#include "engine/town/table_rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/ensure.hpp"
#include "engine/input/codes.hpp"

namespace tocsin {

void TextIds::add(std::string id, const SourceSpan& where, Diagnostics& diagnostics) {
  if (!id.empty()) {
    const auto [first, added] = index_.emplace(id, static_cast<std::uint32_t>(names_.size()));
    if (!added) {
      diagnostics.error(where, codes::kDuplicateId,
                        phrase("id '{}' is used twice in {}", "编号“{}”在 {} 中重复", id, file_),
                        phrase("an id of its own; the first '{}' stands in line {}",
                               "唯一的编号；“{}”首次出现在第 {} 行", id, where_[first->second].line));
    }
  }
  names_.push_back(std::move(id));
  where_.push_back(where);
}

std::optional<std::uint32_t> TextIds::find(const std::string& id, const SourceSpan& where,
                                           Diagnostics& diagnostics) const {
  const auto found = index_.find(id);
  if (found != index_.end()) return found->second;
  if (lost_) return std::nullopt;
  Phrase hint;
  if (++unknown_ <= 100) {
    const std::string near = nearest_name(id, names_);
    if (!near.empty()) hint = phrase("did you mean '{}'?", "是否为“{}”？", near);
  }
  diagnostics.error(where, codes::kUnknownReference, phrase("there is no '{}' in {}", "{1} 中没有“{0}”", id, file_),
                    phrase("an id of {}", "{} 中的编号", file_), hint);
  return std::nullopt;
}

TableRows::TableRows(Table table, const TownTable& declared, Diagnostics& diagnostics)
    : table_(std::move(table)), declared_(declared), diagnostics_(diagnostics) {
  Columns columns(table_, diagnostics_);
  columns_.reserve(declared.columns.size());
  for (const TownColumn& column : declared.columns) {
    const ColumnDescription& d = column.description;
    columns_.push_back(d.required ? columns.required(d.name, d.aliases, d.meaning)
                                  : columns.optional(d.name, d.aliases, d.meaning));
  }
  columns.finish();
}

const Column& TableRows::operator[](std::string_view column) const {
  const auto found =
      std::find_if(columns_.begin(), columns_.end(), [&](const Column& c) { return c.name() == column; });
  ensure(found != columns_.end(), "the column is not declared in town_table.cpp");
  return *found;
}

std::string text_of(const Column& column, int row) {
  return column.present() ? column.text(row).value_or(std::string{}) : std::string{};
}

bool filled(const Column& column, int row) {
  return column.present() && column.text(row).has_value();
}

std::uint32_t count_of(const Column& column, int row, std::int64_t high) {
  if (!column.present()) return 0;
  return static_cast<std::uint32_t>(column.whole_number(row, 0, high).value_or(0));
}

double number_of(const Column& column, int row, double low, double high, double otherwise) {
  if (!column.present()) return otherwise;
  return column.number(row, low, high).value_or(otherwise);
}

namespace {

bool is_word(const Word& word, std::string_view text) {
  if (word.name == text) return true;
  std::string_view rest = word.chinese;
  while (!rest.empty()) {
    const auto bar = rest.find('|');
    if (rest.substr(0, bar) == text) return true;
    rest = bar == std::string_view::npos ? std::string_view{} : rest.substr(bar + 1);
  }
  return false;
}

}  // namespace

std::optional<std::size_t> word_of(const Column& column, int row, std::span<const Word> words,
                                   Diagnostics& diagnostics) {
  const std::string text = text_of(column, row);
  if (text.empty()) return std::nullopt;  // reported by the column when it is required
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (is_word(words[i], text)) return i;
  }
  std::vector<std::string> names;
  for (const Word& word : words) names.emplace_back(word.name);
  const std::string near = nearest_name(text, names);
  const std::string all = join(names);
  diagnostics.error(column.where(row), codes::kUnknownChoice,
                    phrase("'{}' is no {} we know", "“{}”不是可用的 {}", text, column.name()),
                    phrase("one of {}", "以下之一：{}", all),
                    near.empty() ? Phrase{} : phrase("did you mean '{}'?", "是否为“{}”？", near));
  return std::nullopt;
}

Phrase NameCells::at(int row) const {
  Phrase name{text_of(en_, row), text_of(zh_, row)};
  if (name.empty()) {
    rows_.diagnostics().error(rows_.where(row), codes::kMissingCell, {"this row has no name", "此行没有名称"},
                              {"name_en or name_zh", "填写 name_zh（名称）或 name_en（英文名称）"});
  }
  if (name.en.empty()) name.en = name.zh;
  if (name.zh.empty()) name.zh = name.en;
  return name;
}

PositionCells::PositionCells(const TableRows& rows, const Plane& plane)
    : rows_(rows),
      plane_(plane),
      x_(rows["x_m"]),
      y_(rows["y_m"]),
      longitude_(rows["longitude_deg"]),
      latitude_(rows["latitude_deg"]) {}

std::optional<PlanePosition> PositionCells::at(int row) const {
  constexpr double kFar = 1e8;  // larger than any projected coordinate
  if (filled(x_, row) && filled(y_, row)) {
    const auto x = x_.number(row, -kFar, kFar);
    const auto y = y_.number(row, -kFar, kFar);
    if (!x || !y) return std::nullopt;
    return PlanePosition{*x, *y};
  }
  if (filled(longitude_, row) && filled(latitude_, row)) return projected(row);
  rows_.diagnostics().error(rows_.where(row), codes::kMissingCell, {"this row has no position", "此行没有坐标"},
                            {"x_m and y_m, or longitude_deg and latitude_deg",
                             "填写 x_m 和 y_m，或 longitude_deg（经度）和 latitude_deg（纬度）"});
  return std::nullopt;
}

std::optional<PlanePosition> PositionCells::projected(int row) const {
  if (!plane_.georeferenced()) {
    rows_.diagnostics().error(
        longitude_.where(row), codes::kNoGeoreference,
        {"longitude and latitude in a town whose plane is local", "本地坐标系的城镇不能使用经纬度"},
        {"x_m and y_m, or a coordinate_system such as EPSG:4545 in town.yaml",
         "使用 x_m 和 y_m，或在 town.yaml 中给出 coordinate_system（如 EPSG:4545）"});
    return std::nullopt;
  }
  const auto first = longitude_.number(row, -180, 180);
  if (const auto second = latitude_.number(row, -180, 180);
      first && second && std::abs(*second) > 90 && std::abs(*first) <= 90) {
    rows_.diagnostics().error(latitude_.where(row), codes::kOutOfRange,
                              phrase("a latitude of {}°", "纬度为 {}°", *second),
                              {"a latitude between -90 and 90", "纬度应在 -90 与 90 之间"},
                              {"longitude and latitude look swapped", "经度和纬度似乎写反了"});
    return std::nullopt;
  }
  const auto longitude = first;
  const auto latitude = latitude_.number(row, -90, 90);
  if (!longitude || !latitude) return std::nullopt;
  const auto position = plane_.project({*longitude, *latitude});
  if (!position && plane_.usable()) {
    rows_.diagnostics().error(
        longitude_.where(row), codes::kOutsideProjection,
        phrase("{} {} can't be shown in EPSG:{}", "{} {} 超出 EPSG:{} 的范围", *longitude, *latitude, plane_.epsg()),
        {"a place near the town", "城镇附近的位置"});
  }
  return position;
}

}  // namespace tocsin
