// SPDX-License-Identifier: Apache-2.0
// traffic: - kind: signal. Lights, or an officer, at a junction: the roads that lead to it have green in turn.
//
//   traffic:
//     - kind: signal
//       junction: market
//       phases:
//         - green: 60 s
//           roads: [main-east, main-west]
//         - green: 30 s
//           roads: [bridge]
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/input/placed.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/world.hpp"

namespace tocsin::traffic {

/// One part of the cycle.
struct SignalPhase {
  Duration green{};
  std::vector<Reference<SegmentTag>> roads;  ///< that have green; the others that lead here have red
  void describe(Fields& fields);
};

struct SignalParameters final : ModelParameters {
  Placed<std::string> junction;
  std::vector<SignalPhase> phases;

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  /// Segments that lead to the junction.
  std::vector<SegmentId> approaches;
  /// By phase and approach: has it green?
  std::vector<std::vector<bool>> green;
};

/// Turns the lights, from StartEx to EndEx. The first phase begins at StartEx.
class Signal final : public Model {
 public:
  explicit Signal(const SignalParameters& parameters) : p_(parameters) {}
  void start(World& world) override;

 private:
  void turn_to(std::size_t phase);
  const SignalParameters& p_;
  World* world_ = nullptr;
};

}  // namespace tocsin::traffic
