// SPDX-License-Identifier: Apache-2.0
#include "models/exercise/inject_list.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::exercise {
namespace {

/// Can this still become of an inject that stands so and has not become it?
bool may_become(InjectOutcome outcome, InjectList::State state, const InjectEntry& entry) {
  switch (state) {
    case InjectList::State::waiting:
      return true;
    case InjectList::State::played:
      return entry.met_by && (outcome == InjectOutcome::met || outcome == InjectOutcome::missed);
    default:
      return false;
  }
}

}  // namespace

void InjectList::add(const InjectEntry& entry, Phase phase, InjectModel::Action action) {
  auto& line = *lines_.emplace_back(std::make_unique<Line>());
  line.entry = &entry;
  line.phase = phase;
  line.action = std::move(action);
  const bool may_stay_open = !entry.at || entry.met_by;
  if (may_stay_open && !will_close_) {  // before EndEx, which is scheduled after all models have started
    will_close_ = true;
    world_.kernel().schedule(world_.scenario().end(), Phase::observation, [this] { close(); });
  }
  if (entry.at) {
    plan(line, kStartEx + entry.at->value);
  } else {
    wait(line);
  }
}

InjectList::State InjectList::state(NameId inject) const {
  const auto found =
      std::find_if(lines_.begin(), lines_.end(), [&](const auto& line) { return line->entry->name == inject; });
  return found == lines_.end() ? State::waiting : (*found)->state;
}

void InjectList::wait(Line& line) {
  const auto& entry = *line.entry;
  if (entry.when) {
    line.looks_for = world_.door<Lookout>().wait(*entry.when, [this, &line] {
      line.looks_for.reset();
      plan(line, world_.now());
    });
  }
  if (!entry.until) return;
  line.limit = world_.kernel().schedule(kStartEx + entry.until->value, Phase::observation, [this, &line] {
    line.limit = {};
    too_late(line);
  });
}

void InjectList::plan(Line& line, Time at) {
  line.due = world_.kernel().schedule(at, line.phase, [this, &line] {
    line.due = {};
    play(line);
  });
}

void InjectList::play(Line& line) {
  cancel(line.limit);
  line.state = State::played;
  world_.publish(InjectFired{line.entry->name});
  if (line.action) line.action(world_);
  if (line.entry->met_by) expect(line);
  tell(line, InjectOutcome::played);
}

void InjectList::expect(Line& line) {
  line.looks_for = world_.door<Lookout>().wait(*line.entry->met_by, [this, &line] { settle(line, State::met); });
  if (!line.entry->deadline) return;
  const auto at = world_.now() + line.entry->deadline->value;
  if (at >= world_.scenario().end()) return;  // judged when the list is closed
  line.limit = world_.kernel().schedule(at, Phase::observation, [this, &line] {
    line.limit = {};
    judge(line);
  });
}

// Its time is up: the last look.
void InjectList::judge(Line& line) {
  settle(line, world_.door<Lookout>().look_and_give_up(*line.looks_for) ? State::met : State::missed);
}

void InjectList::settle(Line& line, State outcome) {
  cancel(line.limit);
  line.looks_for.reset();
  line.state = outcome;
  if (outcome == State::met) {
    world_.publish(InjectMet{line.entry->name});
    tell(line, InjectOutcome::met);
  } else {
    world_.publish(InjectMissed{line.entry->name});
    tell(line, InjectOutcome::missed);
  }
}

void InjectList::too_late(Line& line) {
  if (line.looks_for && world_.door<Lookout>().look_and_give_up(*std::exchange(line.looks_for, std::nullopt))) {
    plan(line, world_.now());
    return;
  }
  expire(line, ExpiryReason::too_late);
}

void InjectList::expire(Line& line, ExpiryReason reason) {
  cancel(line.due);
  cancel(line.limit);
  if (line.looks_for) world_.door<Lookout>().give_up(*std::exchange(line.looks_for, std::nullopt));
  line.state = State::expired;
  world_.publish(InjectExpired{line.entry->name, reason, line.entry->waits_for});
  tell(line, InjectOutcome::expired);
}

// Those that wait for this one: their moment has come, or never will.
void InjectList::tell(const Line& line, InjectOutcome outcome) {
  if (closed_) return;
  for (const auto& other : lines_) {
    const auto& after = other->entry->after;
    if (!after || after->found != line.entry->name || other->state != State::waiting || other->due.exists()) continue;
    if (after->outcome == outcome) {
      plan(*other, world_.now() + after->delay);
    } else if (!may_become(after->outcome, line.state, *line.entry)) {
      expire(*other, ExpiryReason::not_needed);
    }
  }
}

void InjectList::close() {
  closed_ = true;
  for (const auto& line : lines_) {
    if (line->state == State::waiting) expire(*line, ExpiryReason::exercise_ended);
    if (line->state == State::played && line->looks_for) judge(*line);
  }
}

void InjectList::cancel(EventHandle& event) {
  world_.kernel().cancel(std::exchange(event, EventHandle{}));
}

}  // namespace tocsin::exercise
