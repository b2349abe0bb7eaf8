// SPDX-License-Identifier: Apache-2.0
#include "engine/simulation/lookout.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tocsin {

Lookout::Waiting Lookout::wait(const Condition& condition, std::function<void()> then) {
  return add({ConditionState(condition), std::move(then), {}});
}

Lookout::Waiting Lookout::watch(const Condition& condition, NameId asker, std::function<void(bool)> changed) {
  return add({ConditionState(condition, asker), {}, std::move(changed)});
}

Lookout::Waiting Lookout::add(Entry entry) {
  entries_.push_back(std::make_unique<Entry>(std::move(entry)));
  ++waiting_;
  schedule_look();
  return static_cast<Waiting>(entries_.size() - 1);
}

void Lookout::look_now(Waiting waiting) {
  auto& entry = *entries_[waiting];
  if (entry.changed && has_news(entry)) entry.changed(entry.holds);
}

// Looks: is there anything to tell?
bool Lookout::has_news(Entry& entry) {
  if (!entry.then && !entry.changed) return false;
  const bool holds = entry.state.look(world_) == true;
  if (entry.then) return holds;
  return std::exchange(entry.holds, holds) != holds;
}

void Lookout::give_up(Waiting waiting) {
  auto& entry = *entries_[waiting];
  if (!entry.then && !entry.changed) return;
  entry.then = nullptr;
  entry.changed = nullptr;
  --waiting_;
}

bool Lookout::look_and_give_up(Waiting waiting) {
  auto& entry = *entries_[waiting];
  if (!entry.then) return false;
  give_up(waiting);
  return entry.state.look(world_) == true;
}

// Looks have numbers, so that they stay on their grid whatever happens between them.
void Lookout::schedule_look() {
  if (scheduled_ || waiting_ == 0) return;
  const auto interval = world_.scenario().exercise.look_interval;
  const auto passed = static_cast<std::uint64_t>(std::ceil((world_.now() - kStartEx) / interval));
  next_look_ = std::max(next_look_, passed);
  auto at = kStartEx + interval * static_cast<double>(next_look_);
  if (at < world_.now()) at = kStartEx + interval * static_cast<double>(++next_look_);  // rounding
  if (at >= world_.scenario().end()) return;
  scheduled_ = true;
  world_.kernel().schedule(at, Phase::observation, [this] { look(); });
}

void Lookout::look() {
  scheduled_ = false;
  ++next_look_;
  std::vector<Waiting> telling;
  for (Waiting i = 0; i < entries_.size(); ++i) {
    if (has_news(*entries_[i])) telling.push_back(i);
  }
  for (const auto i : telling) {  // unless one told before it has made it give up
    if (entries_[i]->changed) entries_[i]->changed(entries_[i]->holds);
    const auto then = std::exchange(entries_[i]->then, nullptr);
    if (!then) continue;
    --waiting_;
    then();
  }
  schedule_look();
}

}  // namespace tocsin
