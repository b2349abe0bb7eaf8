// SPDX-License-Identifier: Apache-2.0
// What the program knows about itself: schema, reference pages, diagnostic codes, model kinds. The pages under
// docs/reference/ are made by these commands, so they cannot be out of date.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/reading.hpp"
#include "engine/app/terminal.hpp"
#include "engine/input/explain.hpp"
#include "engine/input/schema.hpp"
#include "engine/simulation/scenario.hpp"
#include "engine/town/town_table.hpp"

namespace tocsin::app {
namespace {

void print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
}

// Collects names and kinds of an event's fields, and what its choices are called.
class FieldNames final : public EventFields {
 public:
  std::vector<std::string> fields;
  std::map<std::string_view, PhraseView> choices;  ///< by name

 protected:
  void entity(const EventField& field, Entity, std::uint32_t&) override { put(field.key, "id"); }
  void choice(const EventField& field, const Choices& of, std::uint32_t&) override {
    put(field.key, join(std::vector<std::string>(of.names.begin(), of.names.end()), " \\| "));
    for (std::size_t i = 0; i < of.names.size(); ++i) choices.emplace(of.names[i], of.words[i]);
  }
  void flag(const EventField& field, bool&) override { put(field.key, "true \\| false"); }
  void count(const EventField& field, std::uint32_t&) override { put(field.key, "whole number"); }
  void number(const EventField& field, double&) override { put(field.key, "number"); }

 private:
  void put(std::string_view key, const std::string& type) { fields.push_back(fmt::format("`{}` ({})", key, type)); }
};

std::string events_page(const Session& session) {
  const bool zh = session.language == Language::zh;
  std::string page = zh ? "| 事件 | 含义 | 字段 |\n" : "| event | meaning | fields |\n";
  page += "| --- | --- | --- |\n";
  FieldNames all;
  for (const auto& type : session.catalog.events().types()) {
    all.fields.clear();
    type.describe(all);
    page += fmt::format("| `{}` | {} | {} |\n", type.name, type.meaning.in(session.language), join(all.fields));
  }
  page += zh ? "\n报告中对各取值的表述：\n\n| 取值 | 中文 | 英文 |\n"
             : "\nWhat a report calls the values:\n\n| value | English | Chinese |\n";
  page += "| --- | --- | --- |\n";
  for (const auto& [name, words] : all.choices) {
    page += fmt::format("| `{}` | {} | {} |\n", name, zh ? words.zh : words.en, zh ? words.en : words.zh);
  }
  return page;
}

std::string sources_page(const Session& session) {
  const bool zh = session.language == Language::zh;
  std::string page = zh ? "| 节 | 内容 | 依据 |\n" : "| section | about | rests on |\n";
  page += "| --- | --- | --- |\n";
  const auto library = shipped_library(session.catalog);
  for (const auto& source : library.sources()) {
    page += fmt::format("| {} | {} | {} |\n", source.section, source.about.in(session.language),
                        source.rests_on.in(session.language));
  }
  return page;
}

Phrase words_of(Better better) {
  switch (better) {
    case Better::less:
      return {"less", "少为好"};
    case Better::more:
      return {"more", "多为好"};
    case Better::neither:
      break;
  }
  return {"–", "–"};
}

std::string measures_page(const Session& session) {
  const bool zh = session.language == Language::zh;
  std::string page =
      zh ? "| 指标 | 单位 | 名称 | 含义 | 何者为好 |\n" : "| measure | unit | title | meaning | what is better |\n";
  page += "| --- | --- | --- | --- | --- |\n";
  std::set<std::string_view> seen;
  for (const auto& m : session.catalog.measures()) {
    if (!seen.insert(m.name).second) continue;
    page += fmt::format("| `{}` | {} | {} | {} | {} |\n", m.name, name_of(m.unit), m.title.in(session.language),
                        m.meaning.in(session.language), words_of(m.better).in(session.language));
  }
  return page;
}

Phrase words_of(FactUnit unit) {
  switch (unit) {
    case FactUnit::yes_no:
      return {"yes or no", "是否"};
    case FactUnit::share:
    case FactUnit::length:
    case FactUnit::duration:
      return dimension_name(dimension_of(unit));
    case FactUnit::persons:
      return {"persons", "人数"};
    case FactUnit::households:
      return {"households", "户数"};
    case FactUnit::count:
      return {"a count", "数量"};
    case FactUnit::choice:
      break;
  }
  return {"a choice", "选项"};
}

std::string facts_page(const Session& session) {
  const bool zh = session.language == Language::zh;
  std::string page =
      zh ? "| 事实 | 取值 | 参数 | 含义 | 由谁提供 |\n" : "| fact | value | arguments | meaning | told by |\n";
  page += "| --- | --- | --- | --- | --- |\n";
  for (const auto& fact : session.catalog.facts()) {
    auto value = words_of(fact.unit).in(session.language);
    std::vector<std::string> choices(fact.choices.begin(), fact.choices.end());
    for (auto& choice : choices) choice = fmt::format("`{}`", choice);
    if (!choices.empty()) value += (zh ? "：" : ": ") + join(choices, zh ? "、" : ", ");
    std::vector<std::string> arguments;
    for (const auto& parameter : fact.parameters) {
      const bool required = parameter.presence == Presence::required;
      arguments.push_back(fmt::format("`{}`{}", name_of(parameter.argument), required ? "" : "?"));
    }
    std::vector<std::string> needs(fact.needs.begin(), fact.needs.end());
    for (auto& need : needs) need = fmt::format("`{}`", need);
    if (needs.empty()) needs.emplace_back(zh ? "任何场景" : "every drill");
    page += fmt::format("| `{}` | {} | {} | {} | {} |\n", fact.name, value, join(arguments),
                        fact.meaning.in(session.language), join(needs));
  }
  return page;
}

std::string parameters_page(const Session& session) {
  const bool zh = session.language == Language::zh;
  std::string page = zh ? "| 参数 | 值 | 下限 | 上限 | 置信度 | 来源 |\n"
                        : "| parameter | value | low | high | confidence | source |\n";
  page += "| --- | --- | --- | --- | --- | --- |\n";
  const auto library = shipped_library(session.catalog);
  for (const auto& [key, entry] : library.entries()) {
    page += fmt::format("| `{}.{}` | {} | {} | {} | {} | {} |\n", entry.path, entry.key, entry.value.text,
                        entry.low ? entry.low->text : "", entry.high ? entry.high->text : "",
                        confidence_code(entry.confidence), entry.source);
  }
  return page;
}

void print_kind(const Session& session, const Kind& kind) {
  const auto parameters = kind.make_parameters();
  const auto library = shipped_library(session.catalog);
  const auto fields =
      describe_fields([&](Fields& f) { parameters->describe(f); }, &library, kind.section + "." + kind.name);
  print(fmt::format("{}.{}: {}\n\n", kind.section, kind.name, kind.meaning.in(session.language)));
  print(markdown_table(fields, session.language));
  if (kind.not_modeled.empty()) return;
  print(session.language == Language::zh ? "\n未建模：\n" : "\nNot modeled:\n");
  for (const auto& limit : kind.not_modeled) print("- " + limit.in(session.language) + "\n");
}

}  // namespace

int schema(const Session& session, const std::string& what) {
  const auto library = shipped_library(session.catalog);
  if (what == "scenario") print(scenario_schema_json(session.catalog, library, session.language));
  if (what == "sections") print(markdown_reference(describe_scenario(session.catalog, library), session.language));
  if (what == "town") print(town_package_reference());
  if (what == "events") print(events_page(session));
  if (what == "measures") print(measures_page(session));
  if (what == "facts") print(facts_page(session));
  if (what == "parameters") print(parameters_page(session));
  if (what == "sources") print(sources_page(session));
  if (what == "diagnostics") print(explanations_markdown(session.language));
  return exit_code::kDone;
}

int explain(const Session& session, const std::string& code) {
  if (code.empty()) {
    for (const auto& page : explanations())
      print(fmt::format("{:<22} {}\n", page.code, page.title.in(session.language)));
    return exit_code::kDone;
  }
  if (const auto* page = tocsin::explain(code)) {
    print(explanation_text(*page, session.language));
    return exit_code::kDone;
  }
  const auto nearest = nearest_code(code);
  auto words = phrase("there is no diagnostic code '{}'", "没有诊断代码“{}”", code);
  if (!nearest.empty()) {
    words.en += "; did you mean '" + nearest + "'?";
    words.zh += "；是否指“" + nearest + "”？";
  }
  complain(session, words);
  return exit_code::kCommandLine;
}

int models(const Session& session, const std::string& kind) {
  std::vector<std::string> names;
  for (const auto& k : session.catalog.kinds()) {
    const auto name = k.section + "." + k.name;
    names.push_back(name);
    if (name == kind) {
      print_kind(session, k);
      return exit_code::kDone;
    }
    if (kind.empty()) print(fmt::format("{:<24} {}\n", name, k.meaning.in(session.language)));
  }
  if (kind.empty()) return exit_code::kDone;
  const auto nearest = nearest_name(kind, names);
  complain(session, nearest.empty() ? phrase("there is no model kind '{}'", "没有模型类型“{}”", kind)
                                    : phrase("there is no model kind '{}'; did you mean '{}'?",
                                             "没有模型类型“{}”；是否指“{}”？", kind, nearest));
  return exit_code::kCommandLine;
}

}  // namespace tocsin::app
