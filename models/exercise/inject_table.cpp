// SPDX-License-Identifier: Apache-2.0
#include "models/exercise/inject_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include "engine/base/units.hpp"
#include "engine/input/csv_writer.hpp"
#include "engine/simulation/objective.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/exercise/events.hpp"
#include "models/exercise/inject.hpp"

namespace tocsin::exercise {
namespace {

const std::array<Phrase, 16> kColumns{{{"inject", "编号"},
                                       {"type", "类型"},
                                       {"planned", "计划下达"},
                                       {"played_at", "实际下达"},
                                       {"outcome", "结果"},
                                       {"action_after_min", "落实用时（分钟）"},
                                       {"deadline", "完成时限"},
                                       {"responsible", "责任单位"},
                                       {"evaluator", "评估人员"},
                                       {"from", "发出方"},
                                       {"to", "接收方"},
                                       {"channel", "传递方式"},
                                       {"text", "内容"},
                                       {"expected_action", "预期行动"},
                                       {"objective", "演练目标"},
                                       {"note", "备注"}}};

/// What the log says of one inject.
struct Story {
  double played_s = std::numeric_limits<double>::infinity();
  double settled_s = 0;
  Phrase outcome{"not played", "未下达"};
};

template <class E>
Phrase words_of(E value) {
  return EnumWords<E>::value[static_cast<std::size_t>(value)].phrase();
}

class InjectTable {
 public:
  InjectTable(const Scenario& scenario, const EventLog& log, Language language)
      : scenario_(scenario), language_(language) {
    for (const auto& row : log.all<InjectFired>()) {
      stories_[row.event.inject] = {row.t_s, 0, words_of(InjectOutcome::played)};
    }
    for (const auto& row : log.all<InjectMet>()) settle(row.event.inject, row.t_s, words_of(InjectOutcome::met));
    for (const auto& row : log.all<InjectMissed>()) settle(row.event.inject, 0, words_of(InjectOutcome::missed));
    for (const auto& row : log.all<InjectExpired>()) {
      const auto why = words_of(row.event.reason);
      const auto expired = words_of(InjectOutcome::expired);
      settle(row.event.inject, 0, {expired.en + ": " + why.en, expired.zh + "：" + why.zh});
    }
  }

  [[nodiscard]] std::string text() const {
    auto injects = scenario_.all<Inject>();
    if (injects.empty()) return {};
    std::stable_sort(injects.begin(), injects.end(),
                     [&](const auto* a, const auto* b) { return story(*a).played_s < story(*b).played_s; });
    std::string text(kUtf8Mark);
    std::array<std::string, kColumns.size()> cells;
    for (std::size_t c = 0; c < cells.size(); ++c) cells[c] = kColumns[c].in(language_);
    append_csv_row(text, cells);
    for (const auto* inject : injects) append_csv_row(text, row(*inject));
    return text;
  }

 private:
  void settle(NameId inject, double at_s, const Phrase& outcome) {
    stories_[inject].settled_s = at_s;
    stories_[inject].outcome = outcome;
  }
  [[nodiscard]] Story story(const Inject& inject) const {
    const auto found = stories_.find(inject.entry.name);
    return found == stories_.end() ? Story{} : found->second;
  }
  [[nodiscard]] std::string at(Duration since) const { return to_text(scenario_.exercise.starts.plus(since)); }

  [[nodiscard]] std::string planned(const InjectEntry& entry) const {
    if (entry.at) return at(entry.at->value);
    if (entry.when) return phrase("when {}", "满足条件时：{}", entry.when->text()).in(language_);
    const auto outcome = words_of(entry.after->outcome);
    const auto delay = entry.after->delay > 0s ? " + " + to_text(entry.after->delay) : std::string();
    return Phrase{fmt::format("after {}: {}{}", entry.after->inject.name, outcome.en, delay),
                  fmt::format("{}{}后{}", entry.after->inject.name, outcome.zh, delay)}
        .in(language_);
  }

  [[nodiscard]] std::string objective(const InjectEntry& entry) const {
    if (!entry.objective) return {};
    for (const auto& other : scenario_.entries) {
      const auto* found = other.parameters->objective();
      if (found != nullptr && other.parameters->id == entry.objective->name) return found->name.in(language_);
    }
    return entry.objective->name;
  }

  [[nodiscard]] std::array<std::string, kColumns.size()> row(const Inject& inject) const {
    const auto& entry = inject.entry;
    const auto told = story(inject);
    const bool played = told.played_s < std::numeric_limits<double>::infinity();
    const bool met = played && told.settled_s > 0;
    return {inject.id,
            words_of(entry.type_or_usual()).in(language_),
            planned(entry),
            played ? at(Duration{told.played_s}) : std::string(),
            told.outcome.in(language_),
            met ? fmt::format("{:.1f}", (told.settled_s - told.played_s) / 60) : std::string(),
            entry.deadline ? to_text(entry.deadline->value) : std::string(),
            entry.responsible,
            entry.evaluator,
            entry.from,
            entry.to,
            entry.channel,
            inject.message().value_or(Phrase{}).in(language_),
            entry.expected_action.in(language_),
            objective(entry),
            entry.note};
  }

  const Scenario& scenario_;
  Language language_;
  std::map<NameId, Story> stories_;
};

}  // namespace

TableDescription inject_table() {
  return {.file = "inject-list.csv",
          .meaning = {"List of injects as played: when, what became of each, and after how long.",
                      "导调信息执行表：各条信息的下达时间、结果和落实用时。"},
          .make = [](const Scenario& scenario, const EventLog& log, Language language) {
            return InjectTable(scenario, log, language).text();
          }};
}

}  // namespace tocsin::exercise
