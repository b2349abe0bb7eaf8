// SPDX-License-Identifier: Apache-2.0
// A party on the roads: follows the fastest way as the roads are now. On foot it is stopped when a road of its way
// changes, and goes on from the next junction; its vehicle drives among the others (models/traffic), past their queues
// where they can make way, and goes round when a road ahead is cut. Knows where the party and its vehicle stand.
// Straight-line hops off the network are the party's business.
//
//   Travel travel(world, station.walk_junction, station.road_junction, /*vehicle=*/true);
//   if (travel.reach(self, home_junction, speeds)) { … }     // false: there is no way now
#pragma once

#include <functional>
#include <limits>
#include <vector>

#include "engine/kernel/process.hpp"
#include "engine/simulation/world.hpp"
#include "models/rescue/rescue.hpp"
#include "models/traffic/traffic.hpp"

namespace tocsin::rescue {

/// Factors of the free speed of walkers and vehicles (night, rain, kit, who is led along).
struct TravelSpeeds {
  double walking = 1;
  double driving = 1;
};

/// How far things are from where a party stands, as the roads are now. Good until the next change of the roads. An
/// estimate: the way there is taken to last as long as the way back.
struct Surroundings {
  const Router::Tree* walk = nullptr;   ///< on foot at free speed
  const Router::Tree* drive = nullptr;  ///< from the vehicle; null: no vehicle
  double to_vehicle_s = 0;
  TravelSpeeds speeds;
  /// To a place by walking or by driving to its road junction; infinite: no way, or more than `at_most_s`.
  [[nodiscard]] double seconds_to(JunctionId walk_junction, JunctionId road_junction,
                                  double at_most_s = std::numeric_limits<double>::infinity()) const;
  /// All places that can be reached, the nearest first.
  [[nodiscard]] Outward outward() const;
};

class Travel final : public traffic::Driver {
 public:
  /// `on_detour` is told when a road was cut ahead and there is another way.
  Travel(World& world, JunctionId walk_junction, JunctionId road_junction, bool vehicle,
         std::function<void()> on_detour);

  /// Goes to a junction by the quickest mix of walking and driving. False when there is no way as the roads are now;
  /// the party then stands where it noticed that.
  bool reach(Process& self, JunctionId goal, const TravelSpeeds& speeds);
  [[nodiscard]] Surroundings look_around(const TravelSpeeds& speeds);
  [[nodiscard]] JunctionId at() const { return at_; }
  /// To be told of every change of the roads; stops the party when its way ahead is concerned.
  void road_changed(const RoadChange& change);

  Travel(const Travel&) = delete;  // the traffic knows it
  Travel& operator=(const Travel&) = delete;
  ~Travel() override = default;
  void arrived(traffic::VehicleId vehicle) override;
  void held(traffic::VehicleId vehicle, SegmentId closed) override;

 private:
  struct Leg {
    SegmentId segment;
    double leaves_s = 0;  // after the start of the way
  };
  struct Approach {
    bool by_vehicle = false;
    JunctionId parking;  // where driving ends
  };
  bool walk(Process& self, JunctionId to, double factor);
  bool lay_way(JunctionId to, double factor);
  bool drive(Process& self, JunctionId to, double factor);
  void go_round();
  void stop_on_the_way(Process& self, Duration passed);
  [[nodiscard]] bool choose(JunctionId goal, const TravelSpeeds& speeds, Approach& approach);
  [[nodiscard]] JunctionId best_parking(const Router::Tree& to_goal, double to_vehicle_s, double on_foot_s,
                                        const TravelSpeeds& speeds, const std::vector<bool>* allowed);
  [[nodiscard]] bool drivable(JunctionId from, JunctionId to);
  [[nodiscard]] std::vector<bool> within_drive() const;

  World& world_;
  JunctionId at_;
  JunctionId vehicle_at_;  // none: no vehicle
  std::function<void()> on_detour_;
  Process* traveling_ = nullptr;  // while under way
  double began_s_ = 0;
  std::vector<Leg> way_;  // on foot
  traffic::RoadTraffic& traffic_;
  traffic::VehicleId vehicle_ = traffic::kNone;  // while it drives
  JunctionId drives_to_;
  JunctionId ends_at_;  // of the way it has now: there, or where a cut stops it
};

}  // namespace tocsin::rescue
