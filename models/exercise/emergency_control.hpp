// SPDX-License-Identifier: Apache-2.0
// Emergency control 禁停撤疏 (ban, stop, withdraw, disperse) as one inject for extreme situations: roads and zones that
// nobody may drive into, buildings and sites that close, zones that are ordered to leave, control points and one-way
// roads that send people on. Each action is carried out by what the scenario has for it.
//
//   injects:
//     - kind: emergency_control
//       id: fuse
//       at: 40 min
//       lasts: 3 h
//       ban: {roads: [south-bridge], zones: [old-bridge]}
//       stop: {places: [village-school], trips: 60 %}
//       withdraw: {zones: [old-bridge]}
//       disperse: {controls: [bridge-post]}
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/input/placed.hpp"
#include "engine/simulation/model.hpp"
#include "models/exercise/control_injects.hpp"
#include "models/exercise/inject.hpp"
#include "models/exercise/place_injects.hpp"
#include "models/warning/warning.hpp"

namespace tocsin::exercise {

/// 禁: nobody drives into these roads (both directions), nor from outside into these zones.
struct BanAction {
  std::vector<Reference<SegmentTag>> roads;
  std::vector<Reference<ZoneTag>> zones;
  std::vector<Placed<TravelMode>> modes;
  std::vector<SegmentId> found;  ///< filled by check: directions that are closed
  ModeMask mask = 0;             ///< filled by check
  void describe(Fields& fields);
  void check(const Scenario& scenario, Diagnostics& diagnostics);
};

/// 停: buildings empty, sites close, and a share of the trips of the traffic demand does not begin.
struct StopAction {
  PlaceSelection selection;
  Share trips;
  void describe(Fields& fields);
};

/// 撤: zones are ordered to leave.
struct WithdrawAction {
  std::vector<Reference<ZoneTag>> zones;
  warning::Coverage coverage = warning::Coverage::whole_zone;
  std::vector<ZoneId> found;  ///< filled by check
  void describe(Fields& fields);
};

/// 疏: control points and one-way roads begin.
struct DisperseAction {
  ControlSelection selection;
  void describe(Fields& fields);
};

struct EmergencyControlParameters final : Inject {
  std::optional<Duration> lasts;  ///< then the ban is lifted, trips begin again and the controls end; orders and
                                  ///< closings stay
  BanAction ban;
  StopAction stop;
  WithdrawAction withdraw;
  DisperseAction disperse;
  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

 private:
  void impose(World& world) const;
  void lift(World& world) const;
};

}  // namespace tocsin::exercise
