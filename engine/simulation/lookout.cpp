// SPDX-License-Identifier: Apache-2.0
#include "engine/simulation/lookout.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tocsin {

Lookout::Waiting Lookout::wait(const Condition& condition, std::function<void()> then) {
  entries_.push_back(std::make_unique<Entry>(Entry{ConditionState(condition), std::move(then)}));
  ++waiting_;
  schedule_look();
  return static_cast<Waiting>(entries_.size() - 1);
}

void Lookout::give_up(Waiting waiting) {
  auto& entry = *entries_[waiting];
  if (!entry.then) return;
  entry.then = nullptr;
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
  std::vector<Waiting> holding;
  for (Waiting i = 0; i < entries_.size(); ++i) {
    if (entries_[i]->then && entries_[i]->state.look(world_) == true) holding.push_back(i);
  }
  for (const auto i : holding) {
    const auto then = std::exchange(entries_[i]->then, nullptr);
    if (!then) continue;  // one told before it has made it give up
    --waiting_;
    then();
  }
  schedule_look();
}

}  // namespace tocsin
