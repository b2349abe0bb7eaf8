// SPDX-License-Identifier: Apache-2.0
// Roads that go one way out of an area: `traffic: - kind: contraflow`. The direction into the area is closed to all but
// emergency vehicles; when those on it have driven out, its lanes carry traffic outward.
//
//   traffic:
//     - kind: contraflow
//       id: valley-out
//       roads: [valley-4, valley-3, valley-2, valley-1]   # as they are driven, outward
//       from: 30 min
#pragma once

#include <memory>
#include <vector>

#include "engine/simulation/model.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/traffic/control_times.hpp"
#include "models/traffic/traffic.hpp"

namespace tocsin::traffic {

class ContraflowParameters final : public ModelParameters, public PlannedControl {
 public:
  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
  [[nodiscard]] Phrase title() const override { return name.empty() ? Phrase{id, id} : name; }
  [[nodiscard]] const std::string& control_id() const override { return id; }

  Phrase name;
  std::vector<Reference<SegmentTag>> roads;
  ControlTimes times;
  bool reverse_lanes = true;  ///< false: a one-way corridor, the closed lanes stay empty
  Share reversed_flow;        ///< flow of a lane driven against its direction, of what it carries otherwise
  Duration clearing{};        ///< at least so long between closing a direction and using its lanes

  // Filled by `check`.
  NameId name_id;
  std::vector<SegmentId> outward;
  std::vector<SegmentId> inward;  ///< the opposite directions, in the same order

 private:
  void refuse_shared_roads(const Scenario& scenario, Diagnostics& diagnostics) const;
};

/// A contraflow in one replication.
class Contraflow final : public Model {
 public:
  explicit Contraflow(const ContraflowParameters& parameters) : p_(parameters) {}
  void start(World& world) override;

 private:
  enum class Stage { idle, clearing, open, returning };
  void begin();
  void end();
  void look();
  void open();
  void give_back();
  void plan(Duration after, void (Contraflow::*step)());

  const ContraflowParameters& p_;
  World* world_ = nullptr;
  RoadTraffic* traffic_ = nullptr;
  Stage stage_ = Stage::idle;
  Time began_;
  EventHandle next_step_;
};

}  // namespace tocsin::traffic
