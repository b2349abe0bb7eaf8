// SPDX-License-Identifier: Apache-2.0
// Assigned transport of one replication: vehicles of all fleets that shuttle between pick-up points and shelters. The
// people are the households' business (models/evacuation/households_rides.cpp); this knows who waits where and who is
// aboard, and moves nobody but by the Roll.
//
//   auto& transport = world.door<Transport>();
//   if (const auto point = transport.point_for(ride)) { … transport.expect(id, *point); … transport.join(id); }
//
// One pending event per vehicle; vehicles drive in the queues of models/traffic. Distances in meters, times in seconds.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "engine/simulation/world.hpp"
#include "models/evacuation/evacuation.hpp"
#include "models/evacuation/parameters.hpp"
#include "models/evacuation/transport/parameters.hpp"
#include "models/evacuation/trips.hpp"

namespace tocsin::evacuation {

class Transport {
 public:
  explicit Transport(World& world);

  /// What decides whether a household is fetched.
  struct Ride {
    HouseholdId household;
    std::uint32_t persons = 0;
    JunctionId from;               ///< where it sets out on foot
    double to_shelter_m = 0;       ///< straight line; infinite: it has no shelter to go to
    double walk_to_shelter_s = 0;  ///< at a healthy adult's speed; infinite: no way
    bool would_drive = false;      ///< in its own car or on its motorcycles, and there is a way
  };
  /// The pick-up point to go to: the soonest reached on foot of those where some fleet takes the household; none: it is
  /// on its own.
  [[nodiscard]] std::optional<std::uint32_t> point_for(const Ride& ride);
  [[nodiscard]] JunctionId junction(std::uint32_t point) const { return points_[point].junction; }
  [[nodiscard]] NameId name(std::uint32_t point) const { return points_[point].name; }
  /// How long a household waits before it gives up.
  [[nodiscard]] Duration patience(HouseholdId household) const;

  /// A household has set out for a point: vehicles are sent for it.
  void expect(HouseholdId household, std::uint32_t point);
  /// It is there and waits.
  void join(HouseholdId household);
  /// It does not want to be fetched any more, or somebody else has it. Nothing happens to one that is not known.
  void leave(HouseholdId household);

  /// Is it boarding at this moment?
  [[nodiscard]] bool boards(HouseholdId household) const {
    return riders_[world_.scenario().scope.position(household)].stage == Stage::boarding;
  }

  /// Called when a household has boarded, and when it had to get out by a junction that is no shelter, and why.
  using PutDown = std::function<void(HouseholdId, JunctionId, VehicleHeldUp)>;
  void listen(std::function<void(HouseholdId)> on_boarded, PutDown on_put_down) {
    on_boarded_ = std::move(on_boarded);
    on_put_down_ = std::move(on_put_down);
  }
  /// Throws DefectError unless those who wait and ride add up here and in the Roll. For tests.
  void check_ledger() const;

 private:
  enum class Doing : std::uint8_t { absent, idle, to_pick_up, buried, positioning, loading, to_shelter, unloading };
  struct Fleet {
    const AssignedTransportParameters* parameters = nullptr;
    std::vector<std::uint32_t> points;    // by position in parameters->points()
    std::vector<std::uint32_t> vehicles;  // all of it
    GoalId with_room;                     // shelters with room for a full vehicle, once one was found full
    bool called = false;
  };
  struct Server {
    std::uint32_t fleet = 0;
    GoalId goal;              // the point by the fleet's mode
    std::uint32_t seats = 0;  // of a vehicle
  };
  struct Point {
    NameId name;
    ZoneId zone;
    JunctionId junction;
    std::vector<Server> servers;
    std::vector<HouseholdId> queue;     // in order of arrival
    std::uint32_t waiting = 0;          // persons in the queue
    std::uint32_t expected = 0;         // persons on foot to it
    std::vector<std::uint32_t> wanted;  // of both, persons by the size of their household
    std::vector<std::uint32_t> sent;    // vehicles on their way there, or standing there
  };
  struct Vehicle {
    std::uint32_t fleet = 0;
    NameId name;
    StationId station;
    JunctionId at;
    Doing doing = Doing::absent;
    bool informed = true;
    std::uint32_t point = 0;  // it drives to, or stands at
    std::vector<HouseholdId> aboard;
    std::uint32_t taken = 0;  // seats, of the household that boards now included
    HouseholdId boarding;
    ShelterId shelter;
    std::optional<std::uint32_t> stands_at;    // the point where it has its place since it came
    std::optional<std::uint32_t> nobody_came;  // to the point where it waited in vain just now
    bool kept_back = false;                    // told that no way is open, and has not driven since
    EventHandle next;
  };
  enum class Stage : std::uint8_t { none, expected, waiting, boarding, aboard };
  struct Rider {
    Stage stage = Stage::none;
    std::uint32_t point = 0;
    std::uint32_t vehicle = 0;
    std::uint32_t persons = 0;
  };

  void add_fleet(const AssignedTransportParameters& parameters);
  std::uint32_t find_or_add(const AssignedTransportParameters::Point& point);
  void call_drivers(std::uint32_t fleet);
  void call_driver(std::uint32_t vehicle);

  [[nodiscard]] bool takes(const Fleet& fleet, const Ride& ride) const;
  [[nodiscard]] std::uint32_t free_seats(const Vehicle& v) const;
  [[nodiscard]] Server& server(std::uint32_t point, std::uint32_t fleet);
  [[nodiscard]] std::uint32_t unserved(const Point& point, std::uint32_t seats) const;
  static void add_wanted(Point& point, std::uint32_t persons);
  [[nodiscard]] double known_to_go_s(const Vehicle& v, GoalId goal, JunctionId from);
  void tell_kept_back(std::uint32_t vehicle, std::uint32_t point);
  void find_work(std::uint32_t vehicle);
  void find_vehicles(std::uint32_t point);
  [[nodiscard]] double worth(const Vehicle& v, std::uint32_t point);
  void send(std::uint32_t vehicle, std::uint32_t point);
  void release(Vehicle& v);
  void all_find_work();
  void plan_work();

  void arrived(std::uint32_t vehicle, JunctionId at);
  void cut_off(std::uint32_t vehicle, JunctionId at);
  void load(std::uint32_t vehicle);
  void board(std::uint32_t vehicle);
  void waited_enough(std::uint32_t vehicle);
  void drive_to_shelter(std::uint32_t vehicle);
  struct Way {
    ShelterId shelter;
    JunctionId door;
    GoalId goal;
  };
  [[nodiscard]] Way way_to_shelter(Vehicle& v);
  [[nodiscard]] Way soonest_with_room(const Vehicle& v, std::uint32_t places);
  [[nodiscard]] ShelterId shelter_at(JunctionId door, TravelMode mode, std::uint32_t places) const;
  [[nodiscard]] GoalId goal_with_room(std::uint32_t number);
  [[nodiscard]] bool any_room() const;
  void shelter_filled(ShelterId shelter);
  void places_freed(const ReturnBegun& left);
  void unload(std::uint32_t vehicle);
  void tell_delay(std::uint32_t vehicle, HouseholdId household);
  void stuck(std::uint32_t vehicle, JunctionId ahead);
  void freed(std::uint32_t vehicle);
  void put_down(std::uint32_t vehicle);
  void all_get_out(Vehicle& v, JunctionId at, VehicleHeldUp reason);
  void get_off(Vehicle& v, HouseholdId household, std::uint32_t persons);
  mutable std::vector<std::uint32_t> seats_left_;  // memory of unserved
  [[nodiscard]] Rider& rider(HouseholdId household);
  [[nodiscard]] const AssignedTransportParameters& figures(const Vehicle& v) const {
    return *fleets_[v.fleet].parameters;
  }

  World& world_;
  Roll& roll_;
  const HouseholdsParameters* households_;
  std::unique_ptr<Trips> trips_;
  std::vector<Fleet> fleets_;
  std::vector<Point> points_;
  std::vector<Vehicle> vehicles_;
  std::vector<Rider> riders_;                        // by scope position
  std::vector<std::vector<std::uint32_t>> of_zone_;  // points, by zone of the town
  std::function<void(HouseholdId)> on_boarded_;
  PutDown on_put_down_;
  bool work_planned_ = false;
};

/// The kind `assigned_transport`: its fleets are driven by the one Transport of a replication.
class AssignedTransport final : public Model {
 public:
  void start(World& world) override { (void)world.door<Transport>(); }
};

}  // namespace tocsin::evacuation
