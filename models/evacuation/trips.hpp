// SPDX-License-Identifier: Apache-2.0
// Households on the way to a shelter. Vehicles drive in the queues of the traffic folder; walkers walk at free flow
// and queue before narrow paths, one pending event per trip. Who knows of closures turns off as soon as he hears that a
// road ahead is cut; who does not finds out when he stands before it. Who has no way left is told to the caller.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "engine/simulation/world.hpp"
#include "models/evacuation/narrow_paths.hpp"
#include "models/evacuation/parameters.hpp"
#include "models/traffic/traffic.hpp"

namespace tocsin::evacuation {

/// One journey, as begun.
struct Journey {
  JunctionId from;
  JunctionId to;
  GoalId goal;  ///< when it exists, `to` is where its tree leads to, as far as the traveler knows the roads
  TravelMode mode = TravelMode::walk;
  double speed_factor = 1;  ///< of the mode's speed
  bool informed = true;     ///< knows which roads are closed, now and as they are cut
  double news_delay_s = 0;  ///< so long after a cut or a reopening; infinity: never, but what he has been told or sees
  /// Of changes until then he has been told (seconds since StartEx).
  double knows_until_s = -std::numeric_limits<double>::infinity();
  /// On foot: a way round a cut that takes longer (at the mode's speed) is none.
  double detour_limit_s = std::numeric_limits<double>::infinity();
  std::uint32_t persons = 1;  ///< on foot: so many come to narrow paths together
  bool escorted = false;      ///< by vehicle: behind siren and light
  /// The way as he has found it himself; null: by the tree to where he goes. Read by `begin` only.
  const Route* route = nullptr;
};

class Trips final : public traffic::Driver {
 public:
  /// Listeners are told where the trip ended: at its destination, at the junction behind which there is no way, or
  /// (detour) that it goes on another way.
  Trips(World& world, std::function<void(std::uint32_t traveler, JunctionId at)> on_arrival,
        std::function<void(std::uint32_t traveler, JunctionId at)> on_cut_off,
        std::function<void(std::uint32_t traveler)> on_detour);

  /// Sends a traveler (any number of the caller's) off now. Returns false when there is no way as far as he knows;
  /// nothing is begun then.
  bool begin(std::uint32_t traveler, const Journey& journey);
  /// Ends the trip without arriving (rescuers take the traveler along).
  void cancel(std::uint32_t traveler);
  [[nodiscard]] bool on_the_way(std::uint32_t traveler) const;
  /// Waiting in queues on all trips that have ended.
  [[nodiscard]] traffic::Delay delay(std::uint32_t traveler) const;
  /// By what name the random numbers of a traveler go; unless told, by his number.
  void name_streams(std::function<std::uint64_t(std::uint32_t traveler)> key) { stream_key_ = std::move(key); }
  /// From now on delay() counts only trips that end later.
  void forget_delay(std::uint32_t traveler) {
    if (traveler < delays_.size()) delays_[traveler] = {};
  }

  void arrived(traffic::VehicleId vehicle) override;
  void held(traffic::VehicleId vehicle, SegmentId closed) override;
  bool guided(traffic::VehicleId vehicle, Share following) override;
  [[nodiscard]] JunctionId destination(traffic::VehicleId vehicle) const override;
  [[nodiscard]] bool listens(traffic::VehicleId vehicle, Share listening) const override;
  void diverted(traffic::VehicleId vehicle) override;
  void stuck(traffic::VehicleId vehicle) override;
  void freed(traffic::VehicleId vehicle) override;

  /// Told when the road under a traveler is buried, with the junction ahead, and when it can go on.
  void on_stuck(std::function<void(std::uint32_t traveler, JunctionId ahead)> stuck,
                std::function<void(std::uint32_t traveler)> freed) {
    on_stuck_ = std::move(stuck);
    on_freed_ = std::move(freed);
  }

 private:
  static constexpr auto kNowhere = std::numeric_limits<std::size_t>::max();
  struct Trip {
    std::uint32_t traveler = 0;
    JunctionId destination;
    TravelMode mode = TravelMode::walk;
    float speed_factor = 1;
    bool informed = true;
    double news_delay_s = 0;
    std::uint32_t number = 0;  // of the trips that ever took the slot
    double detour_limit_s = 0;
    bool active = false;
    bool stuck = false;   // on a buried road
    bool let_in = false;  // to the narrow path that `way` begins with, at `leg_began_s`
    std::uint32_t persons = 1;
    double joined_s = 0, waits_s = 0;  // the queue before that path
    SegmentId waits_at;
    std::uint32_t told_of = 0;                    // the last change of a road that was told
    traffic::VehicleId vehicle = traffic::kNone;  // of those who drive; the others walk:
    double leg_began_s = 0;  // when the first segment of `way` is entered; may lie ahead (a detour)
    std::vector<SegmentId> way;
    std::vector<double> leaves_s;  // after leg_began_s, when each segment of `way` is left
    // When its speed on the present segment changed last (after leg_began_s), and what was left of the segment then.
    std::size_t retimed_on = kNowhere;
    double retimed_s = 0, retimed_left = 1;
    EventHandle arrival;
  };
  [[nodiscard]] std::uint32_t take_slot(std::uint32_t traveler);
  [[nodiscard]] const Router::Tree& known_tree(const Journey& journey);
  [[nodiscard]] std::vector<SegmentId> way_by(const Router::Tree& tree, SegmentId arrived_by, JunctionId at) const;
  void note_users(std::uint32_t slot, std::span<const SegmentId> way);
  void walk_leg(std::uint32_t slot, std::vector<SegmentId> way, double begins_s, bool let_in = false);
  void queue_at(std::uint32_t slot, std::vector<SegmentId> rest);
  void settle_wait(Trip& trip);
  void add_delay(std::uint32_t traveler, const traffic::Delay& waited);
  void book_walk(std::uint32_t slot);
  void road_changed(const RoadChange& change);
  void walker_concerned(std::uint32_t slot, const RoadChange& change);
  void vehicle_concerned(std::uint32_t slot, const RoadChange& change);
  void hear_of_earlier_cuts(std::uint32_t slot, std::span<const SegmentId> way, double knows_until_s);
  void hear_later(std::uint32_t slot, SegmentId segment, double cut_s);
  void hear(std::uint32_t slot, SegmentId segment, double cut_s);
  void drive_round(std::uint32_t slot);
  void divert(std::uint32_t slot, std::size_t changed);
  void retime(std::uint32_t slot);
  [[nodiscard]] static std::size_t segment_at(const Trip& trip, double gone_s);
  [[nodiscard]] double time_on_s(const Trip& trip, SegmentId segment) const;
  void walked(std::uint32_t slot);
  void end_in(std::uint32_t slot, JunctionId at, bool arrived);
  void release(std::uint32_t slot);

  World& world_;
  traffic::RoadTraffic& traffic_;
  traffic::RoadNews& news_;
  NarrowPaths& narrow_;
  std::function<void(std::uint32_t, JunctionId)> on_arrival_, on_cut_off_;
  std::function<void(std::uint32_t)> on_detour_;
  std::function<void(std::uint32_t, JunctionId)> on_stuck_;
  std::function<void(std::uint32_t)> on_freed_;
  std::function<std::uint64_t(std::uint32_t)> stream_key_ = [](std::uint32_t traveler) { return traveler; };
  std::vector<Trip> trips_;
  std::vector<std::uint32_t> free_slots_;
  std::vector<std::uint32_t> slot_of_traveler_;  // 0: none, else slot + 1
  std::vector<std::uint32_t> slot_of_vehicle_;   // of the vehicles this sent
  // Who has a segment on his way, as lists of slots: what a closure asks. Entries outlive the trip; whoever looks
  // checks.
  struct Use {
    std::uint32_t slot = 0;
    std::uint32_t next = 0;
  };
  std::vector<std::uint32_t> first_use_;  // by segment; 0: none, else position + 1
  std::vector<Use> uses_;
  std::uint32_t changes_ = 0;           // of roads, so far
  std::vector<traffic::Delay> delays_;  // by traveler
};

}  // namespace tocsin::evacuation
