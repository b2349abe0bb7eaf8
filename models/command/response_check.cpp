// SPDX-License-Identifier: Apache-2.0
// What a response is refused for: grades that contradict each other, and what its post can never know.
#include <fmt/format.h>

#include <algorithm>

#include "engine/input/codes.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/command/report.hpp"
#include "models/command/response.hpp"

namespace tocsin::command {
namespace {

template <class P>
const P* entry_named(NameId name, const Scenario& scenario) {
  const auto found = std::find_if(scenario.entries.begin(), scenario.entries.end(), [name](const ScenarioEntry& entry) {
    return entry.name == name && dynamic_cast<const P*>(entry.parameters.get()) != nullptr;
  });
  return found == scenario.entries.end() ? nullptr : dynamic_cast<const P*>(found->parameters.get());
}

// A report stands for what its observer has seen.
const Condition* observed(const FactUse& use, const Scenario& scenario) {
  if (use.fact.name != "command.reported") return nullptr;
  const auto* report = report_named(use.arguments.entry, scenario);
  return report == nullptr ? nullptr : &report->when;
}

Phrase words_of(const GradeRule& rule) {
  return EnumWords<WrittenGrade>::value[static_cast<std::size_t>(rule.grade.value)].phrase();
}

void refuse_report(const FactUse& use, const PostParameters& post, const ReportParameters& report,
                   Diagnostics& diagnostics) {
  diagnostics.error(use.where, codes::kInconsistent,
                    phrase("the report '{}' never comes to '{}'", "报告“{}”不会送达“{}”", report.id, post.id),
                    phrase("a report whose key to names '{}' or a post below it", "to 中含“{}”或其下级的报告", post.id),
                    phrase("add '{}' to the key to of '{}'", "在“{1}”的 to 中加入“{0}”", post.id, report.id));
}

}  // namespace

void check_known(const Condition& condition, PostId post_id, const Scenario& scenario, Diagnostics& diagnostics) {
  if (!post_id.exists()) return;
  const auto& post = *scenario.all<PostParameters>()[post_id.index()];
  condition.visit_facts([&](const FactUse& use) {
    if (!use.fact.name.starts_with("command.")) {
      diagnostics.error(use.where, codes::kInconsistent,
                        phrase("a post does not know '{}' by itself", "指挥部不能直接掌握“{}”", use.fact.name),
                        {"a fact of the section command: {fact: command.reported, entry: REPORT}",
                         "command 的态势事实：{fact: command.reported, entry: 报告编号}"},
                        {"let somebody report it: an entry 'kind: report' with this condition",
                         "请设“kind: report”条目，由观察单位以此条件上报"});
      return;
    }
    if (const auto* report = report_named(use.arguments.entry, scenario);
        report != nullptr && !report->comes_to(post_id)) {
      refuse_report(use, post, *report, diagnostics);
    }
    const auto* response = entry_named<ResponseParameters>(use.arguments.entry, scenario);
    if (response != nullptr && response->post.name != post.id) {
      diagnostics.error(use.where, codes::kInconsistent,
                        phrase("'{}' knows nothing of the response '{}' of another post",
                               "“{}”不掌握其他单位的响应“{}”", post.id, response->id),
                        phrase("a response of '{}'", "“{}”自身的响应", post.id));
    }
  });
}

void ResponseParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  name = scenario.names->intern(id);
  post_id = find_post(post, scenario, diagnostics);
  decision.check(where, diagnostics);
  if (grades.empty()) {
    diagnostics.error(where, codes::kMissingValue, phrase("the response '{}' has no grade", "响应“{}”未写任何等级", id),
                      {"grades: [{grade: IV, when: {fact: …}}]", "grades: [{grade: IV, when: {fact: …}}]"});
  }
  for (auto& rule : grades) rule.when.check(scenario, diagnostics);
  if (stand_down) stand_down->check(scenario, diagnostics);
  if (diagnostics.has_errors()) return;
  for (const auto& rule : grades) check_known(rule.when, post_id, scenario, diagnostics);
  if (stand_down) check_known(*stand_down, post_id, scenario, diagnostics);
  if (!diagnostics.has_errors()) check_grades(scenario, diagnostics);
}

// A grade whose condition is enough for a higher one is never in force by itself; one that is also enough to stand down
// ends as it begins.
void ResponseParameters::check_grades(const Scenario& scenario, Diagnostics& diagnostics) const {
  const Condition::Meaning meaning = [&](const FactUse& use) { return observed(use, scenario); };
  for (const auto& rule : grades) {
    const auto grade = words_of(rule);
    for (const auto& other : grades) {
      if (&other == &rule) break;
      if (other.grade.value != rule.grade.value) continue;
      diagnostics.error(
          rule.grade.where, codes::kDuplicateKey,
          {fmt::format("'{}' has two rules for {}", id, grade.en), fmt::format("“{}”的{}有两条规则", id, grade.zh)},
          {"one rule for each grade; any: [...] for several conditions", "每级一条规则；多个条件用 any: [...]"});
    }
    for (const auto& higher : grades) {
      if (higher.grade.value <= rule.grade.value || !rule.when.implies(higher.when, meaning)) continue;
      const auto high = words_of(higher);
      diagnostics.error(rule.when.where, codes::kInconsistent,
                        {fmt::format("{} of '{}' is never reached: whenever its condition holds, that of {} does",
                                     grade.en, id, high.en),
                         fmt::format("“{}”的{}条件一旦满足，{}条件必然满足，该等级无法启用", id, grade.zh, high.zh)},
                        {"the higher grade with the stricter condition", "等级越高，条件越严"},
                        phrase("the other condition stands in line {}", "另一条件在第 {} 行", higher.when.where.line));
    }
    if (stand_down && rule.when.implies(*stand_down, meaning)) {
      diagnostics.error(stand_down->where, codes::kInconsistent,
                        {fmt::format("'{}' would stand down as soon as {} begins", id, grade.en),
                         fmt::format("“{}”的{}一经启动即满足终止条件", id, grade.zh)},
                        {"a condition that does not hold while a grade is called for", "与启动条件不同时满足的条件"});
    }
  }
}

const ResponseParameters* find_response(const Reference<ResponseTag>& reference, const Scenario& scenario,
                                        Diagnostics& diagnostics) {
  std::vector<std::string> known;
  for (const auto* response : scenario.all<ResponseParameters>()) {
    if (response->id == reference.name) return response;
    known.push_back(response->id);
  }
  diagnostics.error(
      reference.where, codes::kUnknownReference, phrase("there is no response '{}'", "没有响应“{}”", reference.name),
      {"the id of an entry 'kind: response' of the section command", "command 中“kind: response”条目的编号"},
      did_you_mean(reference.name, known));
  return nullptr;
}

}  // namespace tocsin::command
