// SPDX-License-Identifier: Apache-2.0
// Vehicles that drive together behind an escort: `traffic: - kind: convoy`. They leave one behind the other, none
// faster than the convoy; with an escort (siren and light) others make way where there is room, and let them in first.
//
//   traffic:
//     - kind: convoy
//       id: relief-1
//       from: county-office          # station
//       to: old-bridge               # zone
//       vehicles: 12
//       departs: 2 h                 # else an inject begin_control sends it off
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/simulation/model.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/traffic/traffic.hpp"

namespace tocsin::traffic {

class ConvoyParameters final : public ModelParameters, public PlannedControl {
 public:
  void describe(Fields& fields) override;
  /// Refuses walkers, a departure after EndEx; warns when no road leads there.
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
  [[nodiscard]] Phrase title() const override { return name.empty() ? Phrase{id, id} : name; }
  [[nodiscard]] const std::string& control_id() const override { return id; }

  Phrase name;
  Reference<StationTag> from;
  Reference<ZoneTag> to;
  int vehicles = 1;
  Placed<TravelMode> mode{TravelMode::truck, {}};
  std::optional<Placed<Duration>> departs;
  bool escorted = true;
  Speed speed{};       ///< nobody in it drives faster
  Duration spacing{};  ///< from one vehicle's departure to the next

  // Filled by `check`.
  NameId name_id;
  JunctionId origin, destination;
};

/// A convoy in one replication. Its head hears of closures by radio: all go round as soon as a road ahead is cut; with
/// no way left each waits where it is until one reopens.
class Convoy final : public Model, public Driver {
 public:
  explicit Convoy(const ConvoyParameters& parameters) : p_(parameters) {}
  void start(World& world) override;
  void arrived(VehicleId vehicle) override;
  void held(VehicleId vehicle, SegmentId closed) override;

 private:
  void set_off();
  void send();
  void road_changed(const RoadChange& change);
  [[nodiscard]] std::vector<SegmentId> way_from(SegmentId arrived_by, JunctionId at) const;

  const ConvoyParameters& p_;
  World* world_ = nullptr;
  RoadTraffic* traffic_ = nullptr;
  bool departed_ = false;
  std::uint32_t at_origin_ = 0;         ///< called, and not on the road yet
  bool sending_ = false;                ///< the next of them leaves after the spacing
  std::vector<VehicleId> on_the_road_;  ///< in the order of departure
};

/// Adds the kind, its events and measures.
void register_convoys(Catalog& catalog);

}  // namespace tocsin::traffic
