// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/unauthorized_return/back_at_home.hpp"

#include <algorithm>

#include "models/evacuation/events.hpp"

namespace tocsin::evacuation {
namespace {

/// What happened to a household that came back at some time, by the running number of the event.
struct Row {
  std::int64_t sequence = 0;
  BackStep step;
};

class Rows {
 public:
  Rows(const Scenario& scenario, const EventLog& log, const std::map<std::uint32_t, BackAtHome::Story>& stories)
      : scope_(scenario.scope), stories_(stories) {
    using Change = BackStep::Change;
    add<HouseholdDeparted>(log, Change::left);
    add<HouseholdTakenAlong>(log, Change::left);
    add<HouseholdReturned>(log, Change::came);
    add<MembersHome>(log, Change::joined);
    add<PersonsHarmed>(log, Change::harmed);
    std::sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) { return a.sequence < b.sequence; });
  }
  [[nodiscard]] const std::vector<Row>& all() const { return rows_; }

 private:
  template <class E>
  void add(const EventLog& log, BackStep::Change change) {
    for (const auto& row : log.all<E>()) {
      if (stories_.count(scope_.position(row.event.household)) == 0) continue;
      rows_.push_back({static_cast<std::int64_t>(row.sequence),
                       {row.t_s, row.event.household, change, static_cast<double>(row.event.persons)}});
    }
  }
  const Scope& scope_;
  const std::map<std::uint32_t, BackAtHome::Story>& stories_;
  std::vector<Row> rows_;
};

}  // namespace

std::span<const BackSpell> BackAtHome::spells(std::uint32_t position) const {
  const auto found = stories.find(position);
  return found == stories.end() ? std::span<const BackSpell>{} : std::span<const BackSpell>(found->second.spells);
}

double BackAtHome::first_left_s(std::uint32_t position) const {
  const auto found = stories.find(position);
  return found == stories.end() ? std::numeric_limits<double>::infinity() : found->second.first_left_s;
}

// Whoever leaves, is joined or harmed while he is not back is no step.
BackAtHome back_at_home(const Scenario& scenario, const EventLog& log) {
  BackAtHome back;
  for (const auto& row : log.all<HouseholdReturned>()) back.stories[scenario.scope.position(row.event.household)];
  if (back.stories.empty()) return back;
  const Rows rows(scenario, log, back.stories);
  for (const auto& [sequence, step] : rows.all()) {
    auto& story = back.stories[scenario.scope.position(step.household)];
    const bool is_back = !story.spells.empty() && step.t_s < story.spells.back().until_s;
    if (step.change == BackStep::Change::left) story.first_left_s = std::min(story.first_left_s, step.t_s);
    if (step.change == BackStep::Change::came) {
      story.spells.push_back({.from_s = step.t_s, .persons = step.persons});
    } else if (!is_back) {
      continue;
    } else if (step.change == BackStep::Change::left) {
      story.spells.back().until_s = step.t_s;
    }
    back.steps.push_back(step);
  }
  return back;
}

}  // namespace tocsin::evacuation
