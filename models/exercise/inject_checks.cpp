// SPDX-License-Identifier: Apache-2.0
// What an inject is refused for: moments that never come, references in a circle, expectations that nobody can meet.
#include <fmt/format.h>

#include <algorithm>

#include "engine/base/units.hpp"
#include "engine/input/codes.hpp"
#include "models/exercise/inject.hpp"

namespace tocsin::exercise {
namespace {

using Chain = std::vector<const Inject*>;

const ScenarioEntry* find_inject(const Scenario& scenario, const std::string& id) {
  const auto found = std::find_if(scenario.entries.begin(), scenario.entries.end(), [&](const ScenarioEntry& entry) {
    return entry.kind->section == kInjectsSection && entry.parameters->id == id;
  });
  return found == scenario.entries.end() ? nullptr : &*found;
}

const Inject* inject_of(const ScenarioEntry* entry) {
  return entry == nullptr ? nullptr : dynamic_cast<const Inject*>(entry->parameters.get());
}

const Inject* predecessor(const Inject& inject, const Scenario& scenario) {
  return inject.entry.after ? inject_of(find_inject(scenario, inject.entry.after->inject.name)) : nullptr;
}

/// The injects that wait for each other, beginning and ending with the one asked about; empty: it is in no circle.
Chain circle_of(const Inject& first, const Scenario& scenario) {
  Chain chain{&first};
  while (const auto* next = predecessor(*chain.back(), scenario)) {
    const bool seen = std::find(chain.begin() + 1, chain.end(), next) != chain.end();
    chain.push_back(next);
    if (next == &first) return chain;
    if (seen) break;  // a circle that others are in
  }
  return {};
}

/// The earliest moment after StartEx at which it can be played.
Duration earliest(const Inject& inject, const Scenario& scenario, std::size_t most_steps) {
  const auto& entry = inject.entry;
  if (entry.at) return entry.at->value;
  const auto* before = predecessor(inject, scenario);
  if (before == nullptr || most_steps == 0) return {};
  auto since = earliest(*before, scenario, most_steps - 1);
  const auto& other = before->entry;
  if (entry.after->outcome == InjectOutcome::missed && other.deadline) since += other.deadline->value;
  return since + entry.after->delay;
}

class Checks {
 public:
  Checks(InjectEntry& entry, const Inject& owner, const Scenario& scenario, Diagnostics& diagnostics)
      : entry_(entry), owner_(owner), scenario_(scenario), diagnostics_(diagnostics) {}

  void run() {
    check_moment();
    if (entry_.when) entry_.when->check(scenario_, diagnostics_);
    if (entry_.met_by) entry_.met_by->check(scenario_, diagnostics_);
    if (entry_.after) check_after();
    check_times();
    check_until();
    check_type();
    check_objective();
  }

 private:
  void check_moment() {
    const int moments = (entry_.at ? 1 : 0) + (entry_.when ? 1 : 0) + (entry_.after ? 1 : 0);
    if (moments == 1) return;
    const Phrase expected{"exactly one of: at: 20 min, when: {fact: …}, after: {inject: …}",
                          "at: 20 min、when: {fact: …}、after: {inject: …} 三者择一"};
    if (moments == 0) {
      diagnostics_.error(owner_.where, codes::kMissingKey,
                         phrase("nothing says when the inject '{}' is played", "导调信息“{}”未写明何时下达", owner_.id),
                         expected);
      return;
    }
    const auto& second = entry_.after ? entry_.after->inject.where : entry_.when->where;
    diagnostics_.error(
        second, codes::kInconsistent,
        phrase("the inject '{}' has several moments at which it is played", "导调信息“{}”写了多个下达时机", owner_.id),
        expected);
  }

  void check_times() {
    const auto duration = scenario_.exercise.duration;
    if (entry_.at && entry_.at->value > duration) {
      diagnostics_.error(
          entry_.at->where.line > 0 ? entry_.at->where : owner_.where, codes::kOutOfRange,
          phrase("the inject '{}' comes after EndEx", "导调信息“{}”晚于演练结束", owner_.id),
          phrase("at: at most {} (exercise.duration)", "at：不超过 {}（exercise.duration）", to_text(duration)));
    } else if (entry_.at && entry_.met_by && entry_.deadline && entry_.at->value + entry_.deadline->value > duration) {
      diagnostics_.warning(
          entry_.deadline->where, codes::kOutOfRange,
          phrase("the deadline of '{}' comes after EndEx: it counts as missed when the exercise ends before it is met",
                 "“{}”的时限晚于演练结束：至演练结束未落实即计为逾期", owner_.id),
          phrase("deadline: at most {}", "deadline：不超过 {}", to_text(duration - entry_.at->value)));
    }
  }

  void check_until() {
    if (!entry_.until) return;
    const auto& until = *entry_.until;
    if (entry_.at) {
      diagnostics_.error(until.where, codes::kInconsistent,
                         phrase("'{}' is played at its time: it cannot expire", "“{}”按时下达，不会失效", owner_.id),
                         {"until goes with when or after", "until 与 when 或 after 合用"});
    } else if (until.value > scenario_.exercise.duration) {
      diagnostics_.error(until.where, codes::kOutOfRange,
                         phrase("'{}' expires after EndEx", "“{}”的失效时间晚于演练结束", owner_.id),
                         phrase("until: at most {} (exercise.duration)", "until：不超过 {}（exercise.duration）",
                                to_text(scenario_.exercise.duration)));
    }
  }

  void check_after() {
    auto& after = *entry_.after;
    const auto* found = find_inject(scenario_, after.inject.name);
    if (found == nullptr) {
      refuse_unknown();
      return;
    }
    after.found = found->name;
    const auto* other = inject_of(found);
    const auto circle = circle_of(owner_, scenario_);
    if (!circle.empty()) {
      tell_circle(circle);
    } else if (found->sound) {
      check_outcome(other->entry);
      check_reach();
    }
  }

  void refuse_unknown() {
    std::vector<std::string> known;
    for (const auto* inject : scenario_.all<Inject>()) known.push_back(inject->id);
    const auto& wanted = entry_.after->inject;
    diagnostics_.error(wanted.where, codes::kUnknownReference,
                       phrase("there is no inject '{}'", "没有导调信息“{}”", wanted.name),
                       {"the id of another inject", "另一条导调信息的编号"}, did_you_mean(wanted.name, known));
  }

  // Once for each circle: at the one that comes first among the entries.
  void tell_circle(const Chain& circle) {
    const auto all = scenario_.all<Inject>();
    const auto place_of = [&](const Inject* inject) { return std::find(all.begin(), all.end(), inject) - all.begin(); };
    for (const auto* member : circle) {
      if (place_of(member) < place_of(circle.front())) return;
    }
    std::vector<std::string> names;
    std::vector<std::string> places;
    for (const auto* member : circle) {
      names.push_back(member->id);
      if (places.size() + 1 < circle.size()) {
        places.push_back(fmt::format("'{}': {}", member->id, member->entry.after->inject.where.line));
      }
    }
    diagnostics_.error(entry_.after->inject.where, codes::kInconsistent,
                       phrase("these injects wait for each other, so none is ever played: {}",
                              "以下导调信息互相等候，均无法下达：{}", join(names, " → ")),
                       {"one of them with at or when", "其中一条改用 at 或 when"},
                       phrase("lines of their 'after': {}", "各条 after 所在行：{}", join(places)));
  }

  void check_outcome(const InjectEntry& other) {
    const auto& after = *entry_.after;
    const auto refuse = [&](const Phrase& why, const Phrase& expected) {
      diagnostics_.error(after.inject.where, codes::kInconsistent, why, expected);
    };
    const bool judged = after.outcome == InjectOutcome::met || after.outcome == InjectOutcome::missed;
    if (judged && !other.met_by) {
      refuse(phrase("nobody checks whether the action of '{}' was taken", "没有条件核查“{}”的行动是否落实",
                    after.inject.name),
             phrase("a condition met_by in '{}'", "在“{}”中写明 met_by 条件", after.inject.name));
    } else if (after.outcome == InjectOutcome::missed && !other.deadline) {
      refuse(phrase("'{}' has no deadline: it is not missed before EndEx", "“{}”没有完成时限，演练结束前不会逾期",
                    after.inject.name),
             phrase("a deadline in '{}'", "在“{}”中写明 deadline", after.inject.name));
    } else if (after.outcome == InjectOutcome::expired && (other.at || (other.when && !other.until))) {
      refuse(phrase("'{}' does not expire before EndEx", "“{}”在演练结束前不会失效", after.inject.name),
             other.at ? phrase("'{}' with when or after, and until", "“{}”改用 when 或 after，并写明 until",
                               after.inject.name)
                      : phrase("until in '{}'", "在“{}”中写明 until", after.inject.name));
    }
  }

  void check_reach() {
    const auto soonest = earliest(owner_, scenario_, scenario_.entries.size());
    const auto last = entry_.until ? entry_.until->value : scenario_.exercise.duration;
    if (soonest <= last) return;
    diagnostics_.error(entry_.after->inject.where, codes::kOutOfRange,
                       phrase("'{}' is never played: its moment comes {} after StartEx at the earliest",
                              "“{}”无法下达：最早也要到演练开始后 {}", owner_.id, to_text(soonest)),
                       entry_.until
                           ? phrase("before {} (until)", "早于 {}（until）", to_text(last))
                           : phrase("before {} (exercise.duration)", "早于 {}（exercise.duration）", to_text(last)));
  }

  void check_type() {
    if (!entry_.type) return;
    const auto refuse = [&](const Phrase& why, const Phrase& expected) {
      diagnostics_.error(owner_.where, codes::kInconsistent, why, expected);
    };
    if (*entry_.type == InjectType::contingency && !entry_.after && !entry_.when) {
      refuse(phrase("the contingency inject '{}' would be played whatever the players do",
                    "补救类导调信息“{}”无论参演方如何都会下达", owner_.id),
             {"after: {inject: ID, outcome: missed}, or when", "after: {inject: 编号, outcome: missed}，或 when"});
    }
    if (*entry_.type == InjectType::contextual && (entry_.met_by || !entry_.expected_action.empty())) {
      refuse(phrase("'{}' only informs, yet expects an action", "“{}”为情景信息，却写了预期行动", owner_.id),
             {"type: expected_action", "type: expected_action"});
    }
    if (*entry_.type == InjectType::expected_action && !entry_.met_by && entry_.expected_action.empty()) {
      refuse(phrase("'{}' does not say which action it expects", "“{}”未写明预期行动", owner_.id),
             {"expected_action, met_by or both", "写明 expected_action 或 met_by"});
    }
  }

  void check_objective() {
    if (!entry_.objective) return;
    std::vector<std::string> known;
    for (const auto& entry : scenario_.entries) {
      if (entry.parameters->objective() == nullptr) continue;
      if (entry.parameters->id == entry_.objective->name) return;
      known.push_back(entry.parameters->id);
    }
    diagnostics_.error(
        entry_.objective->where, codes::kUnknownReference,
        phrase("the section evaluation has no objective '{}'", "evaluation 中没有目标“{}”", entry_.objective->name),
        {"the id of an objective", "一项目标的编号"}, did_you_mean(entry_.objective->name, known));
  }

  InjectEntry& entry_;
  const Inject& owner_;
  const Scenario& scenario_;
  Diagnostics& diagnostics_;
};

}  // namespace

void InjectEntry::check(const Inject& owner, const Scenario& scenario, Diagnostics& diagnostics) {
  name = scenario.names->intern(owner.id);
  Checks(*this, owner, scenario, diagnostics).run();
  if (when) waits_for = scenario.names->intern(when->text());
  if (after) waits_for = after->found;
}

}  // namespace tocsin::exercise
