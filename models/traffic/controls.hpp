// SPDX-License-Identifier: Apache-2.0
// Part of the door of the traffic folder: what a scenario plans for the roads (control points, contraflow), and how
// others begin and end it.
//
//   world.door<traffic::Controls>().begin(bridge_post);
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/simulation/world.hpp"

namespace tocsin::traffic {

/// A control of the traffic that a scenario plans; the parameters of its kinds implement it.
class PlannedControl {
 public:
  PlannedControl() = default;
  PlannedControl(const PlannedControl&) = delete;
  PlannedControl& operator=(const PlannedControl&) = delete;
  virtual ~PlannedControl() = default;
  /// The id of its entry.
  [[nodiscard]] virtual const std::string& control_id() const = 0;
};

/// The controls of a replication: world.door<traffic::Controls>().
class Controls {
 public:
  explicit Controls(World& world) { (void)world; }

  /// By the id of the entry. Beginning what has begun, or ending what has not, changes nothing.
  void begin(NameId control);
  void end(NameId control);

  /// What a control does when it is told; registered by its model's `start`.
  struct Answers {
    NameId control;
    std::function<void()> begin, end;
  };
  void add(Answers answers) { controls_.push_back(std::move(answers)); }

 private:
  std::vector<Answers> controls_;
};

}  // namespace tocsin::traffic
