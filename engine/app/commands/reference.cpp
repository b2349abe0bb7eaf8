// SPDX-License-Identifier: Apache-2.0
// What the program knows about itself: schema, reference pages, diagnostic codes, model kinds. The pages under
// docs/reference/ are made by these commands, so they cannot be out of date.
#include <fmt/format.h>

#include <algorithm>
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

// Collects names and kinds of an event's fields.
class FieldNames final : public EventFields {
 public:
  std::vector<std::string> fields;

 protected:
  void entity(std::string_view key, Entity, std::uint32_t&) override { put(key, "id"); }
  void choice(std::string_view key, std::span<const std::string_view> names, std::uint32_t&) override {
    const std::vector<std::string> words(names.begin(), names.end());
    put(key, join(words, " \\| "));
  }
  void flag(std::string_view key, bool&) override { put(key, "true \\| false"); }
  void count(std::string_view key, std::uint32_t&) override { put(key, "whole number"); }
  void number(std::string_view key, double&) override { put(key, "number"); }

 private:
  void put(std::string_view key, const std::string& type) { fields.push_back(fmt::format("`{}` ({})", key, type)); }
};

std::string events_page(const Session& session) {
  std::string page = session.language == Language::zh ? "| 事件 | 含义 | 字段 |\n" : "| event | meaning | fields |\n";
  page += "| --- | --- | --- |\n";
  for (const auto& type : session.catalog.events().types()) {
    FieldNames names;
    type.describe(names);
    page += fmt::format("| `{}` | {} | {} |\n", type.name, type.meaning.in(session.language), join(names.fields));
  }
  return page;
}

std::string measures_page(const Session& session) {
  const bool zh = session.language == Language::zh;
  std::string page =
      zh ? "| 指标 | 单位 | 名称 | 含义 | 越大越好 |\n" : "| measure | unit | title | meaning | more is better |\n";
  page += "| --- | --- | --- | --- | --- |\n";
  std::set<std::string_view> seen;
  for (const auto& m : session.catalog.measures()) {
    if (!seen.insert(m.name).second) continue;
    const std::string yes = zh ? "是" : "yes";
    const std::string no = zh ? "否" : "no";
    page += fmt::format("| `{}` | {} | {} | {} | {} |\n", m.name, name_of(m.unit), m.title.in(session.language),
                        m.meaning.in(session.language), m.more_is_better ? yes : no);
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
  if (what == "parameters") print(parameters_page(session));
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
