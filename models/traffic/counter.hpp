// SPDX-License-Identifier: Apache-2.0
// traffic: - kind: counter. A counting station: how many vehicles a road carried, and how long they took. To compare
// with counts on the ground.
//
//   traffic:
//     - kind: counter
//       roads: [bridge]
#pragma once

#include <memory>
#include <vector>

#include "engine/simulation/model.hpp"
#include "engine/simulation/world.hpp"

namespace tocsin::traffic {

struct CounterParameters final : ModelParameters {
  std::vector<Reference<SegmentTag>> roads;

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  std::vector<SegmentId> found;  ///< the directions that vehicles may drive
};

/// Reads the counters at EndEx.
class Counter final : public Model {
 public:
  explicit Counter(const CounterParameters& parameters) : p_(parameters) {}
  void start(World& world) override;

 private:
  const CounterParameters& p_;
};

}  // namespace tocsin::traffic
