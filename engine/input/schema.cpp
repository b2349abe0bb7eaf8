// SPDX-License-Identifier: Apache-2.0
#include "engine/input/schema.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>

namespace tocsin {
namespace {

using Json = nlohmann::ordered_json;

// ---- JSON Schema ---------------------------------------------------------------------------------------------------

// Text with the characters that mean something in a regular expression escaped.
std::string literal(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (std::string_view("\\^$.|?*+()[]{}/").find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

constexpr std::string_view kNumberPattern = "-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?";

std::string unit_pattern(Dimension dimension) {
  std::vector<std::string> units;
  for (const auto& spelling : unit_spellings(dimension)) units.push_back(literal(spelling));
  return fmt::format("^{} *({})$", kNumberPattern, join(units, "|"));
}

// The words a target may begin with, as read_target knows them.
constexpr std::string_view kTargetPattern =
    "^(at least|no less than|not less than|>=|≥|至少|不少于|不低于|不小于|at most|no more than|not more "
    "than|<=|≤|最多|至多|"
    "不超过|不多于|不高于|不大于|不晚于) *-?[0-9]";

Json object_schema(const std::vector<FieldDescription>& fields, Language language);

Json type_schema(const FieldType& type, Language language) {
  switch (type.shape) {
    case FieldShape::flag:
      return {{"type", "boolean"}};
    case FieldShape::whole_number:
      return type.is_unsigned ? Json{{"type", "integer"}, {"minimum", 0}} : Json{{"type", "integer"}};
    case FieldShape::quantity:
      if (type.dimension == Dimension::number) return {{"type", "number"}};
      return {{"type", "string"}, {"pattern", unit_pattern(type.dimension)}};
    case FieldShape::text:
    case FieldShape::reference:
      // YAML readers of editors take `010` or `true` for a number or a flag; the program reads text.
      return {{"type", {"string", "number", "boolean"}}};
    case FieldShape::phrase: {
      const Json text{{"type", "string"}};
      const Json both{{"type", "object"},
                      {"properties", {{"en", text}, {"zh", text}}},
                      {"required", {"en", "zh"}},
                      {"additionalProperties", false}};
      return {{"oneOf", Json::array({text, both})}};
    }
    case FieldShape::civil_time:
      return {{"type", "string"}, {"pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?$"}};
    case FieldShape::choice:
      return {{"enum", type.choices}};
    case FieldShape::target:
      return {{"type", "string"}, {"pattern", kTargetPattern}};
    case FieldShape::list:
      return {{"type", "array"}, {"items", type_schema(*type.element, language)}};
    case FieldShape::structure:
      return object_schema(*type.members, language);
    case FieldShape::defined: {  // what stands beside a $ref is ignored, so it stands alone
      const Json reference{{"$ref", "#/definitions/" + type.definition}};
      return {{"allOf", Json::array({reference})}};
    }
  }
  return Json::object();
}

bool is_plain_number(const FieldType& type) {
  return type.shape == FieldShape::whole_number ||
         (type.shape == FieldShape::quantity && type.dimension == Dimension::number);
}

void add_limits(Json& schema, const FieldDescription& field) {
  if (!is_plain_number(field.type)) return;
  const auto number = [](double value) -> Json {
    const bool whole = std::floor(value) == value && std::abs(value) < 9e15;
    return whole ? Json(static_cast<std::int64_t>(value)) : Json(value);
  };
  if (field.low) schema[field.low->inclusive ? "minimum" : "exclusiveMinimum"] = number(field.low->si);
  if (field.high) schema[field.high->inclusive ? "maximum" : "exclusiveMaximum"] = number(field.high->si);
}

std::string description_text(const FieldDescription& field, Language language) {
  auto text = field.meaning.in(language);
  const auto interval = field.interval().in(language);
  const bool zh = language == Language::zh;
  if (!interval.empty()) text += fmt::format("{}{}{}", zh ? "取值：" : " Limits: ", interval, zh ? "。" : ".");
  if (!field.source.empty()) {
    text += zh ? fmt::format("出处：{}（{}）。", field.source, confidence_code(field.confidence))
               : fmt::format(" Source: {} ({}).", field.source, confidence_code(field.confidence));
  }
  return text;
}

// Defaults are shown in the form in which they are written; only scalars have one.
void add_default(Json& schema, const FieldDescription& field) {
  if (field.default_value.empty()) return;
  const auto& type = field.type;
  if (type.shape == FieldShape::list || type.shape == FieldShape::structure || type.shape == FieldShape::phrase) return;
  if (type.shape == FieldShape::flag) {
    schema["default"] = field.default_value == "true";
  } else if (is_plain_number(type)) {
    schema["default"] = Json::parse(field.default_value, nullptr, false);
  } else {
    schema["default"] = field.default_value;
  }
}

Json field_schema(const FieldDescription& field, Language language) {
  auto schema = type_schema(field.type, language);
  add_limits(schema, field);
  schema["description"] = description_text(field, language);
  add_default(schema, field);
  const auto shape = field.type.shape;
  const bool text = shape == FieldShape::target || shape == FieldShape::civil_time || shape == FieldShape::reference ||
                    (shape == FieldShape::quantity && field.type.dimension != Dimension::number);
  if (text && !field.example.empty()) schema["examples"] = Json::array({field.example});
  return schema;
}

void add_fields(Json& properties, Json& required, const std::vector<FieldDescription>& fields, Language language) {
  for (const auto& field : fields) {
    properties[field.key] = field_schema(field, language);
    if (field.presence == Presence::required) required.push_back(field.key);
  }
}

Json object_of(Json properties, Json required) {
  Json schema{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

Json object_schema(const std::vector<FieldDescription>& fields, Language language) {
  Json properties = Json::object();
  Json required = Json::array();
  add_fields(properties, required, fields, language);
  return object_of(std::move(properties), std::move(required));
}

Json id_schema(Language language) {
  const Phrase meaning{"Name of this entry, unique in its section.", "本条目的名称，在本节内唯一。"};
  return {{"type", {"string", "number"}}, {"description", meaning.in(language)}};
}

// Editors pick the branch by the constant `kind` and then complete and check the other keys.
Json kinds_schema(const std::vector<KindDescription>& kinds, Language language) {
  Json names = Json::array();
  Json branches = Json::array();
  for (const auto& kind : kinds) {
    names.push_back(kind.kind);
    Json properties{{"kind", {{"const", kind.kind}, {"description", kind.meaning.in(language)}}},
                    {"id", id_schema(language)}};
    Json required = Json::array();  // `id` is made from the kind when left out
    add_fields(properties, required, kind.fields, language);
    if (kinds.size() == 1) return object_of(std::move(properties), std::move(required));  // nothing to choose
    branches.push_back({{"if", {{"properties", {{"kind", {{"const", kind.kind}}}}}, {"required", {"kind"}}}},
                        {"then", object_of(std::move(properties), std::move(required))}});
  }
  return {
      {"type", "object"}, {"properties", {{"kind", {{"enum", names}}}}}, {"required", {"kind"}}, {"allOf", branches}};
}

Json section_schema(const SectionDescription& section, Language language) {
  auto entry = section.kinds.empty() ? object_schema(section.fields, language) : kinds_schema(section.kinds, language);
  if (!section.is_list) {
    entry["description"] = section.meaning.in(language);
    return entry;
  }
  return {{"type", "array"}, {"description", section.meaning.in(language)}, {"items", std::move(entry)}};
}

// ---- Markdown ------------------------------------------------------------------------------------------------------

std::string in_cell(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '|') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result;
}

std::string base_type_text(const FieldType& type, Language language) {
  const bool zh = language == Language::zh;
  switch (type.shape) {
    case FieldShape::flag:
      return zh ? "true 或 false" : "true or false";
    case FieldShape::whole_number:
      return zh ? "整数" : "a whole number";
    case FieldShape::quantity:
      return dimension_name(type.dimension).in(language);
    case FieldShape::text:
      return zh ? "文字" : "text";
    case FieldShape::phrase:
      return zh ? "文字，或 {en, zh}" : "text, or {en, zh}";
    case FieldShape::civil_time:
      return zh ? "日期和时间" : "a date and time";
    case FieldShape::reference:
      return type.refers_to.in(language);
    case FieldShape::choice:
      return zh ? fmt::format("可选：{}", join(type.choices, "、")) : fmt::format("one of: {}", join(type.choices));
    case FieldShape::target:
      return zh ? "指标要求，如 at least 90 %" : "a target, like: at least 90 %";
    case FieldShape::list: {
      const auto element = base_type_text(*type.element, language);
      return zh ? fmt::format("列表（{}）", element) : fmt::format("a list, each {}", element);
    }
    case FieldShape::structure:
      return zh ? "一组键值（见下表）" : "a group of keys (below)";
    case FieldShape::defined:
      return fmt::format("[{}](#{})", type.refers_to.in(language), type.definition);
  }
  return "";
}

const std::vector<FieldDescription>* members_of(const FieldType& type) {
  if (type.element) return members_of(*type.element);
  return type.members.get();
}

std::string default_text(const FieldDescription& field, Language language) {
  const bool zh = language == Language::zh;
  if (field.presence == Presence::required) return zh ? "**必填**" : "**required**";
  if (field.default_value.empty()) return "–";
  auto text = fmt::format("`{}`", in_cell(field.default_value));
  if (!field.plausible_low.empty() || !field.plausible_high.empty()) {
    text += fmt::format(" ({} … {})", in_cell(field.plausible_low), in_cell(field.plausible_high));
  }
  return text;
}

std::string source_text(const FieldDescription& field) {
  if (field.source.empty()) return "";
  return fmt::format("{} ({})", in_cell(field.source), confidence_code(field.confidence));
}

std::string table_of(const std::vector<FieldDescription>& fields, const std::string& prefix, Language language) {
  const bool zh = language == Language::zh;
  std::string text = zh ? "| 键 | 内容 | 默认值（合理范围） | 含义 | 出处 |\n"
                        : "| key | content | default (plausible range) | meaning | source |\n";
  text += "| --- | --- | --- | --- | --- |\n";
  for (const auto& field : fields) {
    text += fmt::format("| `{}{}` | {} | {} | {} | {} |\n", prefix, field.key, in_cell(type_text(field, language)),
                        default_text(field, language), in_cell(field.meaning.in(language)), source_text(field));
  }
  for (const auto& field : fields) {
    const auto* members = members_of(field.type);
    if (members == nullptr || members->empty()) continue;
    text += '\n';
    text += table_of(*members, fmt::format("{}{}.", prefix, field.key), language);
  }
  return text;
}

}  // namespace

std::string json_schema(const SchemaDescription& schema, Language language) {
  Json properties = Json::object();
  Json required = Json::array();
  add_fields(properties, required, schema.fields, language);
  for (const auto& section : schema.sections) {
    properties[section.name] = section_schema(section, language);
    if (section.required) required.push_back(section.name);
  }
  Json root{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", schema.title.in(language)}};
  root.update(object_of(std::move(properties), std::move(required)));
  for (const auto& definition : schema.definitions) {
    auto& written = root["definitions"][definition.name] = object_schema(definition.fields, language);
    written["description"] = definition.meaning.in(language);
  }
  return root.dump(2) + "\n";
}

std::string type_text(const FieldDescription& field, Language language) {
  const auto interval = field.interval().in(language);
  auto text = base_type_text(field.type, language);
  if (interval.empty()) return text;
  return fmt::format("{}{}{}", text, language == Language::zh ? "，" : ", ", interval);
}

std::string markdown_table(const std::vector<FieldDescription>& fields, Language language) {
  return table_of(fields, "", language);
}

std::string markdown_reference(const SchemaDescription& schema, Language language) {
  auto text = fmt::format("# {}\n", schema.title.in(language));
  if (!schema.fields.empty()) text += fmt::format("\n{}", markdown_table(schema.fields, language));
  for (const auto& section : schema.sections) {
    text += fmt::format("\n## `{}`\n\n{}\n", section.name, section.meaning.in(language));
    if (section.kinds.empty() && !section.fields.empty())
      text += fmt::format("\n{}", markdown_table(section.fields, language));
    for (const auto& kind : section.kinds) {
      text += fmt::format("\n### `kind: {}`\n\n{}\n\n{}", kind.kind, kind.meaning.in(language),
                          markdown_table(kind.fields, language));
    }
  }
  for (const auto& definition : schema.definitions) {
    text += fmt::format("\n## `{}`\n\n{}\n\n{}", definition.name, definition.meaning.in(language),
                        markdown_table(definition.fields, language));
  }
  return text;
}

}  // namespace tocsin
