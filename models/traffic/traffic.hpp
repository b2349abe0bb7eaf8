// SPDX-License-Identifier: Apache-2.0
// The door of the traffic folder: vehicles of all models on the roads of one replication, in the queues of
// engine/traffic. What happens to the roads (closures, water, reopening) reaches the queues here.
//
//   auto& traffic = world.door<traffic::RoadTraffic>();
//   const auto vehicle = traffic.depart(driver, TravelMode::car, 0.85, route);   // driver.arrived(vehicle) some day
//
// The queues step ahead on their own while nothing else happens, so a vehicle on the road costs the kernel nothing.
// It chooses no routes and knows no people: whoever sends a vehicle does.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/simulation/catalog.hpp"
#include "engine/simulation/world.hpp"
#include "engine/traffic/traffic.hpp"
#include "models/traffic/events.hpp"

namespace tocsin::traffic {

/// Who sent a vehicle, and is told about it.
class Driver {
 public:
  virtual ~Driver() = default;
  /// At the end of its route; the vehicle is gone.
  virtual void arrived(VehicleId vehicle) = 0;
  /// Stands before a road that is closed to it: reroute, remove, or do nothing and wait until it reopens.
  virtual void held(VehicleId vehicle, SegmentId closed) = 0;
};

class RoadTraffic {
 public:
  explicit RoadTraffic(World& world);

  /// A vehicle enters the road at the beginning of `route` (at least one segment) as soon as there is room for it.
  /// `speed_factor` slows it down everywhere (night, rain). The driver must outlive the replication's run.
  VehicleId depart(Driver& driver, TravelMode mode, double speed_factor, std::span<const SegmentId> route);
  /// The junction it comes to next: the end of the segment where it is, or the beginning of its route.
  [[nodiscard]] JunctionId junction_ahead(VehicleId vehicle) const;
  /// Another route from junction_ahead() on; empty: it leaves the road there, as arrived.
  void reroute(VehicleId vehicle, std::span<const SegmentId> rest);
  /// Takes it off the road.
  void remove(VehicleId vehicle);
  /// What it still has to drive after the segment where it is.
  [[nodiscard]] std::vector<SegmentId> route_left(VehicleId vehicle) const;
  /// Where it is; SegmentId{} while it waits to enter its first segment.
  [[nodiscard]] SegmentId segment_of(VehicleId vehicle) const;
  /// Waiting so far.
  [[nodiscard]] const Delay& delay(VehicleId vehicle) const { return traffic_->delay(vehicle); }
  /// Flow capacity of every road from now on, as a share of its figure (rain).
  void set_capacity(Share share);
  /// Vehicles by where they are; nothing while none was ever sent.
  [[nodiscard]] Traffic::Ledger ledger() const { return traffic_ ? traffic_->ledger() : Traffic::Ledger{}; }
  /// Throws DefectError unless every count agrees with every other. For tests.
  void check_ledger() const;

 private:
  Traffic& queues();
  void road_changed(const RoadChange& change);
  void apply_conditions(SegmentId segment, ModeMask modes);
  void wake_at(Time at);
  void go_on();
  void tell();
  void end_of_exercise();

  World& world_;
  std::optional<Traffic> traffic_;  // made for the first vehicle
  Share capacity_ = 100_percent;
  std::vector<Driver*> drivers_;  // by vehicle
  EventHandle wake_;
  Time wakes_at_ = kNever;
  std::vector<Notice> told_;  // those being told; told one by one, as telling may cause more
};

/// Adds the events and measures of this folder.
void register_models(Catalog& catalog);

}  // namespace tocsin::traffic
