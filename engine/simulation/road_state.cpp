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
    : scenario_(&scenario), kernel_(&kernel), conditions_(scenario.town->roads) {}

void RoadState::set_speed_factor(SegmentId segment, ModeMask modes, double factor) {
  const auto now = kernel_->now();
  const auto from = scenario_->town->roads.from(segment);
  for (auto& [key, cached] : trees_) {
    const auto mode = static_cast<TravelMode>(key & 0xFFU);
    if (!cached.valid || (modes & mask_of(mode)) == 0) continue;
    // Slower concerns only trees that lead over the segment; faster may concern any.
    const bool slower = factor <= conditions_.speed_factor(segment, mode, now);
    if (!slower || leads_over(*cached.tree, segment, from)) cached.valid = false;
  }
  conditions_.set_speed_factor(segment, modes, now, factor);
  if (std::find(changed_.begin(), changed_.end(), segment) == changed_.end()) changed_.push_back(segment);
  const RoadChange change{segment, modes, factor};
  for (const auto& listener : listeners_) listener(change);
}

bool RoadState::closed(SegmentId segment, TravelMode mode) const {
  return conditions_.closed(segment, mode, kernel_->now());
}

const Router::Tree& RoadState::tree_to(JunctionId destination, TravelMode mode) {
  auto& cached = trees_[tree_key(destination, mode)];
  if (!cached.valid) {
    cached.tree = unharmed_free_flow_tree(destination, mode);
    if (cached.tree == nullptr) {
      cached.own = scenario_->router(mode).tree_to(destination, kernel_->now(), conditions_);
      cached.tree = &cached.own;
    }
    cached.valid = true;
  }
  return *cached.tree;
}

const Router::Tree* RoadState::unharmed_free_flow_tree(JunctionId destination, TravelMode mode) const {
  const auto* tree = scenario_->free_flow_tree(destination, mode);
  if (tree == nullptr) return nullptr;
  const auto now = kernel_->now();
  for (const auto segment : changed_) {
    // Roads are never faster than free flow, so only a slower segment of the tree itself can change it.
    const bool used = leads_over(*tree, segment, scenario_->town->roads.from(segment));
    if (used && conditions_.speed_factor(segment, mode, now) < 1.0) return nullptr;
  }
  return tree;
}

std::optional<Route> RoadState::fastest(JunctionId origin, JunctionId destination, TravelMode mode) const {
  return scenario_->router(mode).fastest_as_of(origin, destination, kernel_->now(), conditions_);
}

}  // namespace tocsin
