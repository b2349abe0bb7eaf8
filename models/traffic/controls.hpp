// SPDX-License-Identifier: Apache-2.0
// Part of the door of the traffic folder: what a scenario plans for the roads (control points, contraflow, convoys),
// how others begin and end it, and what of the daily traffic is stopped.
//
//   world.door<traffic::Controls>().begin(bridge_post);
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/base/quantity.hpp"
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

/// Trips that people make anyway; the parameters of kinds that send them off implement it.
class TravelDemand {
 public:
  TravelDemand() = default;
  TravelDemand(const TravelDemand&) = delete;
  TravelDemand& operator=(const TravelDemand&) = delete;
  virtual ~TravelDemand() = default;
};

/// What is stopped in a replication (停业、停课、停工): a share of the trips that have not begun does not begin.
/// world.door<traffic::TravelStops>(). Several causes may be at work; the largest share counts.
class TravelStops {
 public:
  explicit TravelStops(World& world) { (void)world; }
  void stop(NameId cause, Share share);
  void lift(NameId cause);
  [[nodiscard]] Share share() const;

 private:
  struct Stop {
    NameId cause;
    Share share;
  };
  std::vector<Stop> stops_;
};

}  // namespace tocsin::traffic
