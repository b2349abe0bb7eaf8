// SPDX-License-Identifier: Apache-2.0
#include "engine/simulation/road_state.hpp"

#include <algorithm>

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
  forget_trees(change);
  if (change.cut != 0) cuts_.close(segment, change.cut, now);
  if (change.reopened != 0) cuts_.reopen(segment, change.reopened, now);
  if (change.cut != 0 && std::find(cut_.begin(), cut_.end(), segment) == cut_.end()) cut_.push_back(segment);
  for (const auto& listener : listeners_) listener(change);
}

void RoadState::forget_trees(const RoadChange& change) {
  for (auto& [key, known] : trees_) forget_tree(known.own, static_cast<TravelMode>(key & 0xFFU), change);
  for (std::size_t g = 0; g < goal_trees_.size(); ++g) {
    const auto shared = scenario_->goal_count();
    forget_tree(goal_trees_[g].own, g < shared ? scenario_->goal(GoalId(g)).mode : own_goals_[g - shared].mode, change);
  }
}

void RoadState::forget_tree(std::optional<Router::Tree>& tree, TravelMode mode, const RoadChange& change) {
  if (!tree) return;
  const bool cut = (change.cut & mask_of(mode)) != 0 && !tree->survives_closing(change.segment);
  const bool opened = (change.reopened & mask_of(mode)) != 0 && !tree->survives_opening(change.segment);
  if (cut || opened) tree.reset();
}

bool RoadState::closed(SegmentId segment, TravelMode mode) const {
  return conditions_.closed(segment, mode, kernel_->now());
}

const Router::Tree& RoadState::tree_to(JunctionId destination, TravelMode mode) {
  auto& known = trees_[tree_key(destination, mode)];
  if (known.own) return *known.own;
  const auto* free_flow = free_flow_of(known, scenario_->free_flow_tree(destination, mode), mode);
  if (free_flow != nullptr) return *free_flow;
  return known.own.emplace(scenario_->router(mode).tree_to(destination, kAfterAllChanges, cuts_));
}

const Router::Tree& RoadState::tree_to(GoalId goal) {
  const auto shared = scenario_->goal_count();
  if (goal_trees_.size() < shared + own_goals_.size()) goal_trees_.resize(shared + own_goals_.size());
  auto& known = goal_trees_[goal.index()];
  if (known.own) return *known.own;
  if (goal.index() >= shared) {
    const auto& own = own_goals_[goal.index() - shared];
    return known.own.emplace(scenario_->router(own.mode).tree_to(own.junctions, kAfterAllChanges, cuts_));
  }
  const auto& prepared = scenario_->goal(goal);
  const auto* free_flow = free_flow_of(known, &prepared.free_flow, prepared.mode);
  if (free_flow != nullptr) return *free_flow;
  return known.own.emplace(scenario_->router(prepared.mode).tree_to(prepared.junctions, kAfterAllChanges, cuts_));
}

const Router::Tree& RoadState::familiar_tree(GoalId goal) const {
  return scenario_->goal(goal).free_flow;
}

GoalId RoadState::add_goal(std::vector<JunctionId> junctions, TravelMode mode) {
  own_goals_.push_back({std::move(junctions), mode});
  return GoalId(scenario_->goal_count() + own_goals_.size() - 1);
}

/// The tree that all replications share, while no closure concerns it.
const Router::Tree* RoadState::free_flow_of(Known& known, const Router::Tree* shared, TravelMode mode) {
  if (known.checked_at != cuts_.revision() + 1) {
    known.free_flow = still_free(shared, mode) ? shared : nullptr;
    known.checked_at = cuts_.revision() + 1;
  }
  return known.free_flow;
}

bool RoadState::still_free(const Router::Tree* free_flow, TravelMode mode) const {
  return free_flow != nullptr && std::none_of(cut_.begin(), cut_.end(), [&](SegmentId segment) {
           return cuts_.closed(segment, mode, kernel_->now()) && !free_flow->survives_closing(segment);
         });
}

std::optional<Route> RoadState::fastest_to_first(JunctionId origin, TravelMode mode,
                                                 const std::function<bool(JunctionId)>& accepts) const {
  return scenario_->router(mode).fastest_to_first(origin, accepts, kAfterAllChanges, cuts_);
}

std::optional<Route> RoadState::fastest(JunctionId origin, JunctionId destination, TravelMode mode) const {
  return scenario_->router(mode).fastest_as_of(origin, destination, kernel_->now(), cuts_);
}

}  // namespace tocsin
