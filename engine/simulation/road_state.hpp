// SPDX-License-Identifier: Apache-2.0
// The roads of one replication as they are now: conditions that change when somebody changes them, who wants to be
// told, and shortest-path trees that stay valid until a change concerns them.
#pragma once

#include <array>
#include <functional>
#include <unordered_map>
#include <vector>

#include "engine/roads/road_conditions.hpp"
#include "engine/roads/router.hpp"

namespace tocsin {

class Scenario;
class Kernel;

/// Key of a tree in the caches: destination and mode.
constexpr std::uint64_t tree_key(JunctionId destination, TravelMode mode) {
  return (std::uint64_t{destination.value} << 8U) | static_cast<std::uint64_t>(mode);
}

/// A change on one segment, as told to listeners after it holds.
struct RoadChange {
  SegmentId segment;
  ModeMask modes = 0;
  ModeMask cut = 0;       ///< modes for which the segment was open and is now closed
  ModeMask reopened = 0;  ///< modes for which it was closed and is now open
};

class RoadState {
 public:
  RoadState(const Scenario& scenario, const Kernel& kernel);
  /// From now on `modes` move on `segment` at `factor` times their free speed; 0 closes it. Listeners are told at once,
  /// in order of registration.
  void set_speed_factor(SegmentId segment, ModeMask modes, double factor);
  /// The same with a factor for each mode (by TravelMode): one change, told once, to which only modes whose factor
  /// differs from the present one belong; nobody is told when there is none.
  void set_speed_factors(SegmentId segment, const std::array<float, kTravelModeCount>& factors);
  void on_change(std::function<void(const RoadChange&)> listener) { listeners_.push_back(std::move(listener)); }
  [[nodiscard]] const RoadConditions& conditions() const { return conditions_; }
  [[nodiscard]] bool closed(SegmentId segment, TravelMode mode) const;
  /// Fastest ways of everybody to one junction as the roads are cut now: people know which roads are closed, not how
  /// slow the others are, so slow-downs change travel times but not choices. Good until the next cut or reopening.
  [[nodiscard]] const Router::Tree& tree_to(JunctionId destination, TravelMode mode);
  /// The same towards the nearest place of a goal.
  [[nodiscard]] const Router::Tree& tree_to(GoalId goal);
  /// Ways to a goal as someone takes them who knows of no closure: at free flow.
  [[nodiscard]] const Router::Tree& familiar_tree(GoalId goal) const;
  /// The same to one junction; grown in this replication when the scenario has not prepared it.
  [[nodiscard]] const Router::Tree& familiar_tree(JunctionId destination, TravelMode mode);
  /// A goal of this replication only (the shelters that still have room).
  [[nodiscard]] GoalId add_goal(std::vector<JunctionId> junctions, TravelMode mode);
  /// A goal that was added loses one of its places: its tree is mended.
  void remove_from_goal(GoalId goal, JunctionId junction);
  /// Fastest way to the first junction that is accepted, as the roads are cut now.
  [[nodiscard]] std::optional<Route> fastest_to_first(JunctionId origin, TravelMode mode,
                                                      const std::function<bool(JunctionId)>& accepts) const;
  /// Fastest route as the roads are cut now.
  [[nodiscard]] std::optional<Route> fastest(JunctionId origin, JunctionId destination, TravelMode mode) const;

 private:
  void note(RoadChange& change, TravelMode mode, double factor);
  void hold(const RoadChange& change);
  const Scenario* scenario_;
  const Kernel* kernel_;
  RoadConditions conditions_;
  RoadConditions cuts_;  // closures only: what routes are chosen by
  struct Cut {
    SegmentId segment;
    ModeMask modes;  // cut or reopened
  };
  std::vector<Cut> cut_;  // all cuts and reopenings of this replication, in their order
  std::vector<std::function<void(const RoadChange&)>> listeners_;
  struct Known {
    std::optional<Router::Tree> own;  // once a cut concerned the scenario's
    std::size_t told = 0;             // how many entries of cut_ the tree in use has been told
  };
  const Router::Tree& present(Known& known, TravelMode mode, const Router::Tree* shared,
                              std::span<const JunctionId> destinations);
  void tell(Known& known, TravelMode mode);
  std::unordered_map<std::uint64_t, Known> trees_;            // looked up by key only
  std::unordered_map<std::uint64_t, Router::Tree> familiar_;  // of junctions the scenario has not prepared; as trees_
  struct OwnGoal {
    std::vector<JunctionId> junctions;
    TravelMode mode = TravelMode::walk;
  };
  std::vector<Known> goal_trees_;   // by goal
  std::vector<OwnGoal> own_goals_;  // those after the scenario's
  std::vector<SegmentId> changed_;  // memory of tell
};

}  // namespace tocsin
