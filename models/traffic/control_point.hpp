// SPDX-License-Identifier: Apache-2.0
// Officers at a junction: `traffic: - kind: control_point`. They turn vehicles away from roads that lead away from it,
// and tell whoever drives through which roads are closed.
//
//   traffic:
//     - kind: control_point
//       id: bridge-post
//       at: [valley-2, valley-3]          # where these roads meet
//       staffed_by: squad                 # comes from its station; left out: officers stand there
//       from: 20 min
//       ban: [south-bridge]
#pragma once

#include <memory>
#include <optional>
#include <unordered_set>
#include <vector>

#include "engine/input/placed.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/traffic/control_times.hpp"
#include "models/traffic/traffic.hpp"

namespace tocsin::traffic {

class ControlPointParameters final : public ModelParameters, public PlannedControl {
 public:
  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
  [[nodiscard]] Phrase title() const override { return name.empty() ? Phrase{id, id} : name; }
  [[nodiscard]] const std::string& control_id() const override { return id; }

  Phrase name;
  std::vector<Reference<SegmentTag>> at;
  ControlTimes times;
  std::optional<Reference<TeamTag>> staffed_by;
  std::vector<Reference<SegmentTag>> ban;
  std::vector<Placed<TravelMode>> modes;
  bool inform = true;
  Share following;             ///< of drivers who did not know: they do as the officers say
  Duration turnout{};          ///< from being called until the officers leave their station
  Duration setup{};            ///< from getting there until the point works
  std::uint64_t officers = 0;  ///< at the point

  // Filled by `check`.
  NameId name_id;
  JunctionId junction;
  std::vector<SegmentId> banned;
  ModeMask mask = 0;
  TeamId team;

 private:
  void find_modes(Diagnostics& diagnostics);
  void find_team(const Scenario& scenario, Diagnostics& diagnostics);
};

/// A control point in one replication.
class ControlPoint final : public Model, public Driver, public Checkpoint {
 public:
  explicit ControlPoint(const ControlPointParameters& parameters) : p_(parameters) {}
  void start(World& world) override;

  void arrived(VehicleId vehicle) override;
  void held(VehicleId vehicle, SegmentId closed) override;
  void passes(Driver& driver, VehicleId vehicle, TravelMode mode, SegmentId next) override;
  void stands_before(VehicleId vehicle, TravelMode mode, SegmentId closed) override;

 private:
  enum class Stage { idle, called, on_the_way, at_work };
  void begin();
  void end();
  void set_out();
  void walk(JunctionId from);
  void set_up();
  void road_changed(const RoadChange& change);
  void unreached();
  [[nodiscard]] bool bans(TravelMode mode, SegmentId segment) const;

  const ControlPointParameters& p_;
  World* world_ = nullptr;
  RoadTraffic* traffic_ = nullptr;
  Stage stage_ = Stage::idle;
  EventHandle next_step_;                      // of officers who get ready, walk or set up
  bool stepping_ = false;                      // next_step_ is pending
  bool no_way_ = false;                        // told once, until there is one
  VehicleId vehicle_ = kNone;                  // the officers' own, while it drives
  std::unordered_set<VehicleId> turned_away_;  // looked up by key only
  std::uint32_t passed_ = 0;
  std::uint32_t informed_ = 0;
};

}  // namespace tocsin::traffic
