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

#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "engine/simulation/catalog.hpp"
#include "engine/simulation/world.hpp"
#include "engine/traffic/traffic.hpp"
#include "models/traffic/closure_news.hpp"
#include "models/traffic/controls.hpp"
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
  /// The road where it is was buried: it cannot move before `freed`, and may be removed meanwhile.
  virtual void stuck(VehicleId vehicle) { (void)vehicle; }
  virtual void freed(VehicleId vehicle) { (void)vehicle; }
  /// Where it wants to go, if its driver may be told to take another way because of queues; none: he keeps to his way.
  [[nodiscard]] virtual JunctionId destination(VehicleId vehicle) const {
    (void)vehicle;
    return {};
  }
  /// Does its driver hear of queues, if `listening` of all do? The same answer in every plan.
  [[nodiscard]] virtual bool listens(VehicleId vehicle, Share listening) const {
    (void)vehicle;
    (void)listening;
    return false;
  }
  /// It was sent there by another way because of queues or cuts ahead.
  virtual void diverted(VehicleId vehicle) { (void)vehicle; }
  /// Officers where it is tell which roads are closed; `following` of all drivers do as they say. True: this one did
  /// not know and follows; it may have rerouted or removed the vehicle. Who knows the roads anyway does nothing.
  virtual bool guided(VehicleId vehicle, Share following) {
    (void)vehicle;
    (void)following;
    return false;
  }
};

/// Officers at a junction, as the traffic meets them.
class Checkpoint {
 public:
  virtual ~Checkpoint() = default;
  /// A vehicle stands at the junction and would drive on by `next`.
  virtual void passes(Driver& driver, VehicleId vehicle, TravelMode mode, SegmentId next) = 0;
  /// A vehicle stands at the junction before a road that is closed to it; its driver is told after this.
  virtual void stands_before(VehicleId vehicle, TravelMode mode, SegmentId closed) = 0;
};

/// How somebody drives in a convoy.
struct InConvoy {
  bool escorted = false;  ///< behind siren and light: passes queues where others can make way, and is let in first
  double speed_m_per_s = std::numeric_limits<double>::infinity();  ///< nobody in it drives faster
};

class RoadTraffic {
 public:
  explicit RoadTraffic(World& world);

  /// A vehicle enters the road at the beginning of `route` (at least one segment) as soon as there is room for it.
  /// `speed_factor` slows it down everywhere (night, rain). The driver must outlive the replication's run.
  VehicleId depart(Driver& driver, TravelMode mode, double speed_factor, std::span<const SegmentId> route,
                   const InConvoy& convoy = {});
  /// The junction it comes to next: the end of the segment where it is, or the beginning of its route.
  [[nodiscard]] JunctionId junction_ahead(VehicleId vehicle) const;
  /// Another route from junction_ahead() on; empty: it leaves the road there, as arrived.
  void reroute(VehicleId vehicle, std::span<const SegmentId> rest);
  /// It is where it wants to be, and counts as arrived; its driver is not told.
  void finish(VehicleId vehicle);
  /// Takes it off the road.
  void remove(VehicleId vehicle);
  /// What it still has to drive after the segment where it is.
  [[nodiscard]] std::vector<SegmentId> route_left(VehicleId vehicle) const;
  /// Where it is; SegmentId{} while it waits to enter its first segment.
  [[nodiscard]] SegmentId segment_of(VehicleId vehicle) const;
  /// Waiting so far.
  [[nodiscard]] const Delay& delay(VehicleId vehicle) const { return traffic_->delay(vehicle); }
  /// All that were ever sent, numbered from 0.
  [[nodiscard]] VehicleId vehicle_count() const { return static_cast<VehicleId>(drivers_.size()); }
  /// On the road, or waiting to enter it.
  [[nodiscard]] bool under_way(VehicleId vehicle) const { return traffic_->under_way(vehicle); }
  [[nodiscard]] Driver& driver(VehicleId vehicle) const { return *drivers_[vehicle]; }
  [[nodiscard]] TravelMode mode(VehicleId vehicle) const { return modes_[vehicle]; }
  /// For how long the first vehicle of a segment has been waiting at its end.
  [[nodiscard]] double waits_s(SegmentId segment) const;
  /// A signal at its end: red keeps everybody on the segment, green lets them go on.
  void set_green(SegmentId segment, bool green);
  /// Flow capacity of every road from now on, as a share of its figure (rain).
  void set_capacity(Share share);
  /// Lanes that a segment has from now on, relative to its own, for flow and for room (contraflow).
  struct Lanes {
    double flow = 1;
    double storage = 1;
  };
  void set_lanes(SegmentId segment, const Lanes& lanes);
  /// Vehicles of these modes on a segment now.
  [[nodiscard]] std::uint32_t count_on(SegmentId segment, ModeMask modes) const;
  /// A slide buries a segment that has just been closed: who is on it stays there until the segment is open for any
  /// vehicle again.
  void bury(SegmentId segment);
  /// Do the vehicles on a segment fit into the room it has now? Not just after lanes were taken away.
  [[nodiscard]] bool fits(SegmentId segment);
  /// From now on the checkpoint meets every vehicle that drives through the junction or sets out there; several may
  /// stand at one. It must outlive the replication's run.
  void watch(JunctionId junction, Checkpoint& checkpoint);
  void unwatch(JunctionId junction, Checkpoint& checkpoint);
  /// Vehicles that have left the end of a segment so far, and their waiting there.
  struct Passed {
    std::uint32_t vehicles = 0;
    double waited_s = 0;
  };
  [[nodiscard]] Passed passed(SegmentId segment) const;
  /// Vehicles by where they are; nothing while none was ever sent.
  [[nodiscard]] Traffic::Ledger ledger() const { return traffic_ ? traffic_->ledger() : Traffic::Ledger{}; }
  /// Throws DefectError unless every count agrees with every other. For tests.
  void check_ledger() const;

 private:
  Traffic& queues();
  void road_changed(const RoadChange& change);
  void apply_conditions(SegmentId segment, ModeMask modes);
  void catch_up();
  void wake_at(Time at);
  void go_on();
  void tell();
  [[nodiscard]] bool still_held(VehicleId vehicle, SegmentId before) const;
  void end_of_exercise();
  void apply_capacity(SegmentId segment);
  void dig_out(SegmentId segment);
  void stop_or_go(SegmentId segment);
  [[nodiscard]] bool watched(JunctionId junction) const;
  void watch_segments(JunctionId junction, void (Traffic::*change)(SegmentIndex));
  void set_out(VehicleId vehicle, SegmentId first);
  void meet(VehicleId vehicle, JunctionId junction, SegmentId next);

  World& world_;
  std::optional<Traffic> traffic_;  // made for the first vehicle
  Share capacity_ = 100_percent;
  std::vector<Driver*> drivers_;   // by vehicle
  std::vector<TravelMode> modes_;  // by vehicle
  struct Post {
    JunctionId junction;
    Checkpoint* checkpoint = nullptr;
  };
  std::vector<Post> posts_;
  std::vector<SegmentId> buried_;
  std::vector<SegmentId> red_;
  std::unordered_map<SegmentId, Lanes> lanes_;  // where they are not its own; looked up by key only
  EventHandle wake_;
  Time wakes_at_ = kNever;
  std::vector<Notice> told_;  // those being told; told one by one, as telling may cause more
};

/// The way that a tree leads along, for somebody at a junction who arrived by a segment (none: he begins there).
[[nodiscard]] std::vector<SegmentId> way_by(const RoadNetwork& roads, const Router::Tree& tree, SegmentId arrived_by,
                                            JunctionId at);

/// Adds the kinds, events and measures of this folder.
void register_models(Catalog& catalog);

}  // namespace tocsin::traffic
