// SPDX-License-Identifier: Apache-2.0
#include "engine/simulation/road_state.hpp"

#include <algorithm>

#include "engine/kernel/kernel.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin {
namespace {

// Does anybody's way to the destination lead over the segment?
bool leads_over(const Router::Tree& tree, SegmentId segment, JunctionId from) {
  return tree.next[from.index()] == segment ||
         std::any_of(tree.exceptions.begin(), tree.exceptions.end(),
                     [segment](const Router::Tree::Exception& exception) { return exception.next == segment; });
}

}  // namespace

RoadState::RoadState(const Scenario& scenario, const Kernel& kernel)
    : scenario_(&scenario), kernel_(&kernel), conditions_(scenario.town->roads), cuts_(scenario.town->roads) {}

void RoadState::set_speed_factor(SegmentId segment, ModeMask modes, double factor) {
  const auto now = kernel_->now();
  RoadChange change{.segment = segment, .modes = modes, .factor = factor};
  for (int m = 0; m < kTravelModeCount; ++m) {
    const auto mode = static_cast<TravelMode>(m);
    const auto mask = static_cast<ModeMask>(modes & mask_of(mode));
    if (mask == 0) continue;
    const bool was_closed = cuts_.closed(segment, mode, now);
    if (factor <= 0 && !was_closed) change.cut = static_cast<ModeMask>(change.cut | mask);
    if (factor > 0 && was_closed) change.reopened = static_cast<ModeMask>(change.reopened | mask);
  }
  conditions_.set_speed_factor(segment, modes, now, factor);
  forget_trees(change);
  if (change.cut != 0) cuts_.close(segment, change.cut, now);
  if (change.reopened != 0) cuts_.reopen(segment, change.reopened, now);
  if (change.cut != 0 && std::find(cut_.begin(), cut_.end(), segment) == cut_.end()) cut_.push_back(segment);
  for (const auto& listener : listeners_) listener(change);
}

// A cut concerns only trees that lead over the segment; a reopening may concern any.
void RoadState::forget_trees(const RoadChange& change) {
  const auto from = scenario_->town->roads.from(change.segment);
  for (auto& [key, cached] : trees_) {
    const auto mask = mask_of(static_cast<TravelMode>(key & 0xFFU));
    if (cached.tree == nullptr) continue;
    const bool cut = (change.cut & mask) != 0 && leads_over(*cached.tree, change.segment, from);
    // Nothing is faster than free flow, so a reopening cannot better a free-flow tree.
    const bool may_gain = (change.reopened & mask) != 0 && cached.tree == &cached.cut_back;
    if (cut || may_gain) cached.tree = nullptr;
  }
}

bool RoadState::closed(SegmentId segment, TravelMode mode) const {
  return conditions_.closed(segment, mode, kernel_->now());
}

const Router::Tree& RoadState::tree_to(JunctionId destination, TravelMode mode) {
  auto& cached = trees_[tree_key(destination, mode)];
  if (cached.tree != nullptr) return *cached.tree;
  const auto& router = scenario_->router(mode);
  if (cached.free_flow == nullptr) cached.free_flow = scenario_->free_flow_tree(destination, mode);
  if (cached.free_flow == nullptr) {
    cached.own_free_flow = router.tree_to(destination);
    cached.free_flow = &cached.own_free_flow;
  }
  cached.tree = cached.free_flow;
  if (harmed(*cached.free_flow, mode)) {
    cached.cut_back = router.cut_back(*cached.free_flow, kernel_->now(), cuts_);
    cached.tree = &cached.cut_back;
  }
  return *cached.tree;
}

bool RoadState::harmed(const Router::Tree& free_flow, TravelMode mode) const {
  const auto now = kernel_->now();
  return std::any_of(cut_.begin(), cut_.end(), [&](SegmentId segment) {
    return leads_over(free_flow, segment, scenario_->town->roads.from(segment)) && cuts_.closed(segment, mode, now);
  });
}

std::optional<Route> RoadState::fastest(JunctionId origin, JunctionId destination, TravelMode mode) const {
  return scenario_->router(mode).fastest_as_of(origin, destination, kernel_->now(), cuts_);
}

}  // namespace tocsin
