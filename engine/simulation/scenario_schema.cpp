// SPDX-License-Identifier: Apache-2.0
// The scenario file described from the declarations that also read it: JSON Schema and reference pages.
#include "engine/input/schema.hpp"
#include "engine/simulation/condition.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin {
namespace {

SectionDescription section_of(const Catalog& catalog, const std::string& name, const Library& library) {
  SectionDescription section;
  section.name = name;
  section.meaning = {"Entries of models/" + name + ".", "models/" + name + " 的条目。"};
  for (const auto& kind : catalog.kinds()) {
    if (kind.section != name) continue;
    const auto parameters = kind.make_parameters();
    section.kinds.push_back(
        {kind.name, kind.meaning,
         describe_fields([&](Fields& fields) { parameters->describe(fields); }, &library, name + "." + kind.name)});
  }
  return section;
}

}  // namespace

SchemaDescription describe_scenario(const Catalog& catalog, const Library& library) {
  SchemaDescription schema;
  schema.title = {"Tocsin scenario", "Tocsin 场景文件"};
  schema.fields = heading_fields();
  Exercise exercise;
  SectionDescription when_and_where;
  when_and_where.name = "exercise";
  when_and_where.meaning = {"When and where the drill takes place.", "演练的时间与地点。"};
  when_and_where.fields = describe_fields([&](Fields& f) { exercise.describe(f); }, &library, "exercise");
  when_and_where.is_list = false;
  when_and_where.required = true;
  schema.sections.push_back(std::move(when_and_where));
  for (const auto& name : catalog.sections()) schema.sections.push_back(section_of(catalog, name, library));
  if (!catalog.facts().empty()) schema.definitions.push_back(describe_condition());
  return schema;
}

std::string scenario_schema_json(const Catalog& catalog, const Library& library, Language language) {
  return json_schema(describe_scenario(catalog, library), language);
}

}  // namespace tocsin
