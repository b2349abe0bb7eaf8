// SPDX-License-Identifier: Apache-2.0
// From the entries of a scenario, as they stand in its files, to a table: what was left out there stays out.
#include <algorithm>
#include <map>
#include <utility>

#include "engine/base/units.hpp"
#include "engine/input/cells.hpp"
#include "engine/input/codes.hpp"
#include "engine/input/csv_writer.hpp"
#include "engine/input/text_encoding.hpp"
#include "engine/input/xlsx_writer.hpp"
#include "engine/simulation/catalog.hpp"
#include "engine/simulation/scenario.hpp"
#include "engine/simulation/section_entries.hpp"
#include "models/exercise/msel.hpp"
#include "models/exercise/msel_cells.hpp"
#include "models/exercise/msel_columns.hpp"
#include "models/exercise/msel_times.hpp"

namespace tocsin::exercise {
namespace {

constexpr std::size_t kWidestCells = 48;
constexpr std::size_t kNarrowestCells = 8;

// An entry that can be written.
struct ListedInject {
  const Node* node = nullptr;
  const InjectKind* kind = nullptr;
  std::string id;
};

// Reads the entries of the files, checks each by itself.
class InjectLister {
 public:
  InjectLister(const Catalog& catalog, const MselColumns& columns, Diagnostics& diagnostics)
      : checker_(catalog), columns_(columns), diagnostics_(diagnostics) {
    for (const auto& kind : columns.kinds()) names_.push_back(kind.name);
  }

  void add(const Node& node) {
    const auto index = node.is_mapping() ? read_kind(node, msel_key::kKind, names_, diagnostics_) : std::nullopt;
    if (!node.is_mapping()) {
      diagnostics_.error(node.where, codes::kWrongType, {"an entry must be a group of keys", "条目应为一组键值"});
    }
    if (!index) return;
    const auto& kind = columns_.kinds()[*index];
    checker_.check(node, kind, {}, diagnostics_);
    injects_.push_back({&node, &kind, id_of(node, kind)});
  }

  [[nodiscard]] const std::vector<ListedInject>& injects() const { return injects_; }

 private:
  std::string id_of(const Node& node, const InjectKind& kind) {
    const auto* given = node.find(msel_key::kId);
    auto id = given != nullptr && given->is_scalar() ? given->text : free_id(kind.name, ids_);
    if (given != nullptr && !given->is_scalar()) {
      diagnostics_.error(given->where, codes::kWrongType, {"an id is a short text", "编号应为简短文字"});
    }
    if (!ids_.emplace(id, node.where).second) {
      diagnostics_.error(given->where, codes::kDuplicateId, phrase("the id '{}' is used twice", "编号“{}”重复", id));
    }
    return id;
  }

  InjectChecker checker_;
  const MselColumns& columns_;
  Diagnostics& diagnostics_;
  std::vector<std::string> names_;
  std::vector<ListedInject> injects_;
  std::map<std::string, SourceSpan> ids_;
};

// Is some text of this key written in two languages?
bool in_two_languages(const std::vector<ListedInject>& injects, std::string_view key) {
  return std::any_of(injects.begin(), injects.end(), [&](const ListedInject& inject) {
    const auto* value = inject.node->find(key);
    return value != nullptr && value->is_mapping();
  });
}

std::vector<MselColumn> used_columns(const MselColumns& columns, const std::vector<ListedInject>& injects,
                                     const std::optional<CivilTime>& starts) {
  std::vector<MselColumn> used;
  for (const auto& column : columns.all()) {
    if (column.key == msel_key::kWallTime && !starts) continue;
    const auto* field = columns.field(column.key);
    const bool phrase_field = field != nullptr && field->type.shape == FieldShape::phrase;
    const bool parts = phrase_field && in_two_languages(injects, column.key);
    if (phrase_field && parts == (column.part == PhrasePart::whole)) continue;
    used.push_back(column);
    if (column.key != msel_key::kWallTime) continue;
    const auto start = to_text(*starts);
    used.back().title = {fmt::format("{} (StartEx {})", column.title.en, start),
                         fmt::format("{}（演练开始 {}）", column.title.zh, start)};
  }
  return used;
}

std::optional<Duration> time_of(const ListedInject& inject) {
  const auto* at = inject.node->find(msel_key::kAt);
  if (at == nullptr || !at->is_scalar()) return std::nullopt;
  const auto reading = read_quantity(at->text, Dimension::duration);
  return reading.problem == UnitProblem::none ? std::optional(Duration(reading.si)) : std::nullopt;
}

std::string phrase_text(const Node& value, PhrasePart part, const FieldType& type, Language language) {
  if (part == PhrasePart::whole) return cell_text(value, type, language);
  if (value.is_mapping()) {
    const auto* half = value.find(part == PhrasePart::en ? "en" : "zh");
    return half == nullptr ? "" : cell_text(*half, {.shape = FieldShape::text}, language);
  }
  return part == PhrasePart::en ? cell_text(value, type, language) : "";
}

std::string text_in(const MselColumn& column, const ListedInject& inject, const std::optional<CivilTime>& starts,
                    Language language) {
  if (column.key == msel_key::kId) return cell_text(Node::scalar(inject.id), {}, language);
  if (column.key == msel_key::kKind) return inject.kind->word.in(language);
  const auto time = time_of(inject);
  if (column.key == msel_key::kWallTime) return time && starts ? to_text(starts->plus(*time)) : "";
  if (column.key == msel_key::kAt && time) return planned_time_text(*time);
  const auto* value = inject.node->find(column.key);
  const auto* field = inject.kind->find(column.key);
  if (value == nullptr || field == nullptr) return "";
  if (field->type.shape == FieldShape::phrase) return phrase_text(*value, column.part, field->type, language);
  return cell_text(*value, field->type, language);
}

std::vector<std::string> choices_of(const MselColumn& column, const MselColumns& columns, Language language) {
  std::vector<std::string> choices;
  if (column.key == msel_key::kKind) {
    for (const auto& kind : columns.kinds()) choices.push_back(kind.word.in(language));
    return choices;
  }
  const auto* field = columns.field(column.key);
  if (field == nullptr) return {};
  const auto& type = field->type;
  auto words = type.shape == FieldShape::flag ? std::vector<std::string>{"true", "false"} : type.choices;
  if (type.shape != FieldShape::flag && type.shape != FieldShape::choice) return {};
  for (auto& word : words) choices.push_back(cell_text(Node::scalar(std::move(word)), type, language));
  return choices;
}

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    widest = std::max(widest, cell_count(std::string_view(text).substr(begin, end - begin)));
    begin = end + 1;
  }
  return widest;
}

void set_widths(WrittenSheet& sheet) {
  for (std::size_t c = 0; c < sheet.columns.size(); ++c) {
    auto widest = std::max(kNarrowestCells, cell_count(sheet.columns[c].header) + 2);
    for (const auto& row : sheet.rows) widest = std::max(widest, widest_line(row[c]));
    sheet.columns[c].width_cells = static_cast<int>(std::min(widest, kWidestCells));
  }
}

// What the kinds are and which columns each has, for whoever fills in rows.
WrittenSheet sheet_of_kinds(const MselColumns& columns, Language language) {
  const auto in = [&](const Phrase& words) { return words.in(language); };
  WrittenSheet sheet{.name = in({"Kinds", "类型"})};
  for (const Phrase& header : {Phrase{"Kind", "类型"}, Phrase{"Meaning", "含义"}, Phrase{"Required columns", "必填列"},
                               Phrase{"Other columns", "可填列"}}) {
    sheet.columns.push_back({.header = in(header)});
  }
  for (const auto& kind : columns.kinds()) {
    std::vector<std::string> required;
    std::vector<std::string> other;
    for (const auto& field : kind.fields) {
      const auto title = in(columns.find(field.key)->title);
      (field.presence == Presence::required ? required : other).push_back(title);
    }
    const auto* const between = language == Language::zh ? "、" : ", ";
    sheet.rows.push_back({in(kind.word), in(kind.meaning), join(required, between), join(other, between)});
  }
  set_widths(sheet);
  return sheet;
}

WrittenSheet sheet_of_columns(const std::vector<MselColumn>& used, Language language) {
  const auto in = [&](const Phrase& words) { return words.in(language); };
  WrittenSheet sheet{.name = in({"Columns", "各列说明"})};
  for (const Phrase& header : {Phrase{"Column", "列"}, Phrase{"Key", "键"}, Phrase{"Meaning", "含义"}}) {
    sheet.columns.push_back({.header = in(header)});
  }
  for (const auto& column : used) sheet.rows.push_back({in(column.title), column.name(), in(column.meaning)});
  set_widths(sheet);
  return sheet;
}

std::string csv_of(const WrittenSheet& sheet) {
  std::string text{kUtf8Mark};
  std::vector<std::string> header;
  for (const auto& column : sheet.columns) header.push_back(column.header);
  append_csv_row(text, header);
  for (const auto& row : sheet.rows) append_csv_row(text, row);
  return text;
}

void check_lengths(const WrittenSheet& sheet, const std::vector<ListedInject>& injects, Diagnostics& diagnostics) {
  for (std::size_t r = 0; r < sheet.rows.size(); ++r) {
    for (const auto& text : sheet.rows[r]) {
      if (character_count(text) <= kLongestCell) continue;
      diagnostics.error(
          injects[r].node->where, codes::kOutOfRange,
          {"a text of this inject is too long for a cell of a workbook", "该条目的文字超出工作簿单元格容量"},
          phrase("at most {} characters", "最多 {} 个字符", kLongestCell), {"export to .csv", "请导出为 .csv"});
    }
  }
}

std::optional<CivilTime> start_of(const Node& root) {
  const auto* exercise = root.find("exercise");
  const auto* starts = exercise == nullptr ? nullptr : exercise->find("starts");
  return starts != nullptr && starts->is_scalar() ? parse_civil_time(starts->text) : std::nullopt;
}

}  // namespace

std::optional<InjectTable> export_injects(const Catalog& catalog, const InjectExport& order, Diagnostics& diagnostics) {
  const auto file = scenario_file(order.scenario);
  if (!file) {
    diagnostics.error({make_source(order.scenario.string(), "")}, codes::kMissingFile,
                      {"there is no scenario here", "此处没有场景"},
                      {"a YAML file, or a folder with scenario.yaml", "YAML 文件，或含有 scenario.yaml 的文件夹"});
    return std::nullopt;
  }
  const auto document = read_document(*file, diagnostics);
  const auto beside = injects_beside(*file, diagnostics);
  if (!document || diagnostics.has_errors()) return std::nullopt;
  const MselColumns columns(catalog);
  InjectLister lister(catalog, columns, diagnostics);
  for (const auto* node : section_entries(document->root, kInjectsSection, beside, diagnostics)) lister.add(*node);
  if (diagnostics.has_errors()) return std::nullopt;
  const auto starts = start_of(document->root);
  const auto used = used_columns(columns, lister.injects(), starts);
  WrittenSheet sheet{.name = Phrase{"MSEL", "导调信息"}.in(order.language)};
  for (const auto& column : used) {
    sheet.columns.push_back(
        {.header = column.title.in(order.language), .choices = choices_of(column, columns, order.language)});
  }
  for (const auto& inject : lister.injects()) {
    auto& row = sheet.rows.emplace_back();
    for (const auto& column : used) row.push_back(text_in(column, inject, starts, order.language));
  }
  if (order.format == SheetFormat::csv) return InjectTable{csv_of(sheet), sheet.rows.size()};
  check_lengths(sheet, lister.injects(), diagnostics);
  if (diagnostics.has_errors()) return std::nullopt;
  set_widths(sheet);
  const auto count = sheet.rows.size();
  return InjectTable{
      xlsx_bytes({std::move(sheet), sheet_of_kinds(columns, order.language), sheet_of_columns(used, order.language)}),
      count};
}

}  // namespace tocsin::exercise
