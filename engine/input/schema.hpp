// SPDX-License-Identifier: Apache-2.0
// From field descriptions to what other programs and people read: a JSON Schema (draft-07, the dialect editors know)
// and Markdown tables. What the program itself refuses is decided by `read_fields`; the schema helps while typing.
//
//   SchemaDescription drill{{"Drill", "演练"}, top_fields, sections};
//   json_schema(drill, Language::zh);       // scenarios/tocsin.schema.json
//   markdown_reference(drill, Language::en);
#pragma once

#include <string>
#include <vector>

#include "engine/input/fields.hpp"

namespace tocsin {

/// One kind of entry in a section: `kind: siren`.
struct KindDescription {
  std::string kind;
  Phrase meaning;
  std::vector<FieldDescription> fields;
};

/// One section of a file. With kinds: a list of entries that each have `kind` and `id`. Without: a group of keys, or a
/// list of such groups.
struct SectionDescription {
  std::string name;
  Phrase meaning;
  std::vector<KindDescription> kinds;
  std::vector<FieldDescription> fields;  ///< when there are no kinds
  bool is_list = true;
  bool required = false;
};

/// A group of keys that may stand in many places and within itself (`FieldShape::defined`): described once.
struct DefinitionDescription {
  std::string name;  ///< as in `FieldType::definition`
  Phrase meaning;
  std::vector<FieldDescription> fields;
};

/// A whole file format.
struct SchemaDescription {
  Phrase title;
  std::vector<FieldDescription> fields;  ///< keys at the top
  std::vector<SectionDescription> sections;
  std::vector<DefinitionDescription> definitions = {};
};

/// JSON Schema draft-07 with descriptions in `language`; ends with a line feed, same bytes for the same descriptions.
std::string json_schema(const SchemaDescription& schema, Language language);

/// "length, between 50 m and 5 km" / "list of durations": the content of a field in words.
std::string type_text(const FieldDescription& field, Language language);

/// A Markdown table of fields (key, content, default, meaning, source); groups inside follow as tables of their own.
std::string markdown_table(const std::vector<FieldDescription>& fields, Language language);

/// The whole reference page: a heading per section and kind, each with its table.
std::string markdown_reference(const SchemaDescription& schema, Language language);

}  // namespace tocsin
