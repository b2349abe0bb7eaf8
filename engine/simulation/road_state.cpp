// SPDX-License-Identifier: Apache-2.0
#include "engine/simulation/road_state.hpp"

#include <algorithm>

#include "engine/base/ensure.hpp"
#include "engine/kernel/kernel.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin {
namespace {

// Trees grow under the closures of the instant at which they are asked: no closure is undone in the future.
constexpr Time kAfterAllChanges = at_seconds(1e15);

}  // namespace

RoadState::RoadState(const Scenario& scenario, const Kernel& kernel)
    : scenario_(&scenario), kernel_(&kernel), conditions_(scenario.town->roads), cuts_(scenario.town->roads) {}

void RoadState::set_speed_factor(SegmentId segment, ModeMask modes, double factor) {
  RoadChange change{.segment = segment};
  for (int m = 0; m < kTravelModeCount; ++m) {
    const auto mode = static_cast<TravelMode>(m);
    if ((modes & mask_of(mode)) != 0) note(change, mode, factor);
  }
  conditions_.set_speed_factor(segment, modes, kernel_->now(), factor);
  hold(change);
}

void RoadState::set_speed_factors(SegmentId segment, const std::array<float, kTravelModeCount>& factors) {
  const auto now = kernel_->now();
  RoadChange change{.segment = segment};
  for (int m = 0; m < kTravelModeCount; ++m) {
    const auto mode = static_cast<TravelMode>(m);
    const double factor = factors[static_cast<std::size_t>(m)];
    if (conditions_.speed_factor(segment, mode, now) == factor) continue;
    note(change, mode, factor);
    conditions_.set_speed_factor(segment, mask_of(mode), now, factor);
  }
  if (change.modes != 0) hold(change);
}

void RoadState::note(RoadChange& change, TravelMode mode, double factor) {
  const auto mask = mask_of(mode);
  const bool was_closed = cuts_.closed(change.segment, mode, kernel_->now());
  change.modes = static_cast<ModeMask>(change.modes | mask);
  if (factor <= 0 && !was_closed) change.cut = static_cast<ModeMask>(change.cut | mask);
  if (factor > 0 && was_closed) change.reopened = static_cast<ModeMask>(change.reopened | mask);
}

// What was noted holds from now on, and everybody is told.
void RoadState::hold(const RoadChange& change) {
  const auto now = kernel_->now();
  const auto segment = change.segment;
  if (change.cut != 0) cuts_.close(segment, change.cut, now);
  if (change.reopened != 0) cuts_.reopen(segment, change.reopened, now);
  if ((change.cut | change.reopened) != 0) {
    cut_.push_back({segment, static_cast<ModeMask>(change.cut | change.reopened)});
  }
  for (const auto& listener : listeners_) listener(change);
}

bool RoadState::closed(SegmentId segment, TravelMode mode) const {
  return conditions_.closed(segment, mode, kernel_->now());
}

const Router::Tree& RoadState::tree_to(JunctionId destination, TravelMode mode) {
  auto& known = trees_[tree_key(destination, mode)];
  return present(known, mode, scenario_->free_flow_tree(destination, mode), {&destination, 1});
}

const Router::Tree& RoadState::tree_to(GoalId goal) {
  const auto shared = scenario_->goal_count();
  if (goal_trees_.size() < shared + own_goals_.size()) goal_trees_.resize(shared + own_goals_.size());
  auto& known = goal_trees_[goal.index()];
  if (goal.index() < shared) {
    const auto& prepared = scenario_->goal(goal);
    return present(known, prepared.mode, &prepared.free_flow, prepared.junctions);
  }
  const auto& own = own_goals_[goal.index() - shared];
  return present(known, own.mode, nullptr, own.junctions);
}

const Router::Tree& RoadState::familiar_tree(GoalId goal) const {
  return scenario_->goal(goal).free_flow;
}

const Router::Tree& RoadState::familiar_tree(JunctionId destination, TravelMode mode) {
  if (const auto* shared = scenario_->free_flow_tree(destination, mode); shared != nullptr) return *shared;
  const auto concerned = [&](const Cut& cut) { return (cut.modes & mask_of(mode)) != 0; };
  if (std::none_of(cut_.begin(), cut_.end(), concerned)) return tree_to(destination, mode);  // they are the same yet
  const auto key = tree_key(destination, mode);
  const auto known = familiar_.find(key);
  if (known != familiar_.end()) return known->second;
  return familiar_.emplace(key, scenario_->router(mode).tree_to(destination)).first->second;
}

GoalId RoadState::add_goal(std::vector<JunctionId> junctions, TravelMode mode) {
  own_goals_.push_back({std::move(junctions), mode});
  return GoalId(scenario_->goal_count() + own_goals_.size() - 1);
}

void RoadState::remove_from_goal(GoalId goal, JunctionId junction) {
  const auto shared = scenario_->goal_count();
  ensure(goal.index() >= shared, "the goals of a scenario never change");
  auto& own = own_goals_[goal.index() - shared];
  std::erase(own.junctions, junction);
  if (goal.index() >= goal_trees_.size() || !goal_trees_[goal.index()].own) return;
  auto& known = goal_trees_[goal.index()];
  tell(known, own.mode);
  known.own->remove_destination(junction);
}

// The tree that all replications share serves until a cut concerns it; then one of this replication grows, as far as it
// is asked, and is mended, cut by cut.
const Router::Tree& RoadState::present(Known& known, TravelMode mode, const Router::Tree* shared,
                                       std::span<const JunctionId> destinations) {
  if (known.own) {
    tell(known, mode);
    return *known.own;
  }
  const auto survives = [&](const Cut& cut) {
    return (cut.modes & mask_of(mode)) == 0 || shared->survives_closing(cut.segment);
  };
  while (shared != nullptr && known.told < cut_.size() && survives(cut_[known.told])) ++known.told;
  if (shared != nullptr && known.told == cut_.size()) return *shared;
  known.told = cut_.size();
  return known.own.emplace(scenario_->router(mode).tree_to(destinations, kAfterAllChanges, cuts_));
}

void RoadState::tell(Known& known, TravelMode mode) {
  if (known.told == cut_.size()) return;
  changed_.clear();
  for (; known.told < cut_.size(); ++known.told) {
    if ((cut_[known.told].modes & mask_of(mode)) != 0) changed_.push_back(cut_[known.told].segment);
  }
  if (!changed_.empty()) known.own->mend(changed_);
}

std::optional<Route> RoadState::fastest_to_first(JunctionId origin, TravelMode mode,
                                                 const std::function<bool(JunctionId)>& accepts) const {
  return scenario_->router(mode).fastest_to_first(origin, accepts, kAfterAllChanges, cuts_);
}

std::optional<Route> RoadState::fastest(JunctionId origin, JunctionId destination, TravelMode mode) const {
  return scenario_->router(mode).fastest_as_of(origin, destination, kernel_->now(), cuts_);
}

}  // namespace tocsin
