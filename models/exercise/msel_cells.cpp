// SPDX-License-Identifier: Apache-2.0
#include "models/exercise/msel_cells.hpp"

#include <algorithm>
#include <array>

#include "engine/base/units.hpp"
#include "engine/input/flow_yaml.hpp"
#include "engine/input/xlsx.hpp"
#include "models/exercise/msel_times.hpp"

namespace tocsin::exercise {
namespace {

constexpr std::array<std::string_view, 7> kSeparators{",", ";", "，", "；", "、", "\n", "|"};

bool is_quoted(std::string_view text) {
  return text.size() >= 2 && text.front() == '"' && text.back() == '"';
}

bool has_outer_blanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\n";
  return kBlanks.find(text.front()) != std::string_view::npos || kBlanks.find(text.back()) != std::string_view::npos;
}

// A text that any reader of cells gives back as it was.
std::string plain_text(const std::string& text) {
  return text.empty() || has_outer_blanks(text) || is_quoted(text) ? quoted_yaml(text) : text;
}

// Undoes plain_text, and that alone: people quote what somebody says.
std::string unquoted(const std::string& text) {
  if (!is_quoted(text)) return text;
  Diagnostics ignored;
  const auto document = parse_document(text, "", ignored);
  const bool ours = document && document->root.is_scalar() && plain_text(document->root.text) == text;
  return ours ? document->root.text : text;
}

std::string choice_word(const std::string& name, const FieldType& type, Language language) {
  const auto found = std::find(type.choices.begin(), type.choices.end(), name);
  if (language == Language::en || found == type.choices.end() || type.choice_words.empty()) return name;
  return type.choice_words[static_cast<std::size_t>(found - type.choices.begin())].phrase().zh;
}

bool is_single(const FieldType& type) {
  return type.shape != FieldShape::list && type.shape != FieldShape::structure && type.shape != FieldShape::defined &&
         type.shape != FieldShape::phrase;
}

// Can the word be told from its neighbors in a list?
bool stands_in_a_list(const std::string& word) {
  if (word.empty() || has_outer_blanks(word) || word.find_first_of("[]{}\"") != std::string::npos) return false;
  return std::none_of(kSeparators.begin(), kSeparators.end(),
                      [&](std::string_view separator) { return word.find(separator) != std::string::npos; });
}

std::string list_text(const Node& value, const FieldType& type, Language language) {
  std::vector<std::string> words;
  for (const auto& item : value.items) {
    words.push_back(item.is_scalar() ? cell_text(item, *type.element, language) : "");
  }
  const bool joined =
      is_single(*type.element) && !words.empty() && std::all_of(words.begin(), words.end(), stands_in_a_list);
  return joined ? join(words, language == Language::zh ? "、" : ", ") : to_flow_yaml(value);
}

void place(Node& node, const SourceSpan& where) {
  node.where = where;
  for (auto& item : node.items) place(item, where);
  for (auto& entry : node.entries) {
    entry.key_where = where;
    place(entry.value, where);
  }
}

// YAML in a cell; its mistakes are told at the cell.
std::optional<Node> yaml_of(const Cell& cell, Diagnostics& diagnostics) {
  Diagnostics inside;
  auto document = parse_document(cell.text, "", inside);
  for (auto mistake : inside.entries()) {
    mistake.where = cell.where;
    diagnostics.add(std::move(mistake));
  }
  if (!document || inside.has_errors()) return std::nullopt;
  place(document->root, cell.where);
  return std::move(document->root);
}

Node placed_scalar(std::string text, const SourceSpan& where) {
  auto node = Node::scalar(std::move(text));
  node.where = where;
  node.quoted = true;
  return node;
}

std::string choice_of(const std::string& word, const FieldType& type) {
  for (std::size_t i = 0; i < type.choice_words.size(); ++i) {
    if (word == type.choice_words[i].zh || word == type.choice_words[i].en) return type.choices[i];
  }
  return word;
}

std::string flag_of(const std::string& word) {
  for (const std::string_view yes : {"是", "yes", "Yes", "YES", "TRUE", "True", "1", "√"}) {
    if (word == yes) return "true";
  }
  for (const std::string_view no : {"否", "no", "No", "NO", "FALSE", "False", "0"}) {
    if (word == no) return "false";
  }
  return word;
}

std::string civil_time_of(const Cell& cell, bool dates_from_1904) {
  const auto serial = cell.content == CellContent::number ? read_number(cell.text) : std::nullopt;
  const auto civil = serial ? civil_time_of_serial(*serial, dates_from_1904) : std::nullopt;
  return civil ? to_text(*civil) : cell.text;
}

// A single word of a cell in the form that YAML files have.
std::string word_of(const Cell& cell, const FieldType& type, const CellManner& manner) {
  switch (type.shape) {
    case FieldShape::flag:
      return flag_of(cell.text);
    case FieldShape::choice:
      return choice_of(cell.text, type);
    case FieldShape::civil_time:
      return civil_time_of(cell, manner.dates_from_1904);
    case FieldShape::quantity:
      if (type.dimension == Dimension::duration) return span_text(cell, manner.unit);
      return !manner.unit.empty() && read_number(cell.text) ? cell.text + " " + manner.unit : cell.text;
    default:
      return unquoted(cell.text);
  }
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words(1);
  const auto finish_word = [&] {
    auto& word = words.back();
    word.erase(0, std::min(word.find_first_not_of(" \t"), word.size()));
    word.erase(word.find_last_not_of(" \t") + 1);
    if (!word.empty()) words.emplace_back();
  };
  while (!text.empty()) {
    const auto* const separator =
        std::find_if(kSeparators.begin(), kSeparators.end(), [&](std::string_view s) { return text.starts_with(s); });
    if (separator == kSeparators.end()) {
      words.back() += text.front();
      text.remove_prefix(1);
    } else {
      finish_word();
      text.remove_prefix(separator->size());
    }
  }
  finish_word();
  if (words.back().empty()) words.pop_back();
  return words;
}

std::optional<Node> list_of(const Cell& cell, const FieldType& type, const CellManner& manner,
                            Diagnostics& diagnostics) {
  if (cell.text.starts_with('[') || !is_single(*type.element)) return yaml_of(cell, diagnostics);
  auto list = Node::sequence();
  list.where = cell.where;
  for (auto& word : split(cell.text)) {
    Cell part = cell;
    part.text = std::move(word);
    list.items.push_back(placed_scalar(word_of(part, *type.element, manner), cell.where));
  }
  return list;
}

}  // namespace

std::string cell_text(const Node& value, const FieldType& type, Language language) {
  if (value.is_sequence() && type.shape == FieldShape::list) return list_text(value, type, language);
  if (!value.is_scalar()) return to_flow_yaml(value);
  if (type.shape == FieldShape::choice) return choice_word(value.text, type, language);
  if (type.shape == FieldShape::flag && language == Language::zh) return value.text == "true" ? "是" : "否";
  if (type.shape == FieldShape::flag) return value.text == "true" ? "yes" : "no";
  return plain_text(value.text);
}

std::optional<Node> node_of(const Cell& cell, const FieldType& type, const CellManner& manner,
                            Diagnostics& diagnostics) {
  if (type.shape == FieldShape::list) return list_of(cell, type, manner, diagnostics);
  if (type.shape == FieldShape::structure || type.shape == FieldShape::defined) return yaml_of(cell, diagnostics);
  return placed_scalar(word_of(cell, type, manner), cell.where);
}

}  // namespace tocsin::exercise
