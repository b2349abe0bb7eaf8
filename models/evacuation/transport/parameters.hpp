// SPDX-License-Identifier: Apache-2.0
// Buses and village vehicles that fetch people who cannot leave by themselves: `evacuation: - kind:
// assigned_transport`, one entry per fleet of equal vehicles; values from scenarios/library/evacuation_transport.yaml.
//
//   evacuation:
//     - kind: households
//     - kind: assigned_transport
//       id: buses
//       mode: bus
//       seats: 45
//       station: district-base          # or stands: [{station: district-base, vehicles: 4}, …]
//       vehicles: 4
//       zones: [baima-sanxi]            # all that take part if left out
//       pick_ups:                       # the center of each zone if left out
//         - {zone: baima-sanxi, junction: sanxi-square}
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/input/placed.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/warning/warning.hpp"

namespace tocsin::evacuation {

/// Whom a fleet takes, of those under the order who live farther from their shelter than they are to walk.
enum class Passengers : std::uint8_t {
  without_vehicle,  ///< households without a vehicle that has room for all, and those with persons who need help
  everybody         ///< the others too: their vehicles stay at home
};

}  // namespace tocsin::evacuation

template <>
struct tocsin::EnumNames<tocsin::evacuation::Passengers> {
  static constexpr std::array<std::string_view, 2> value{"without_vehicle", "everybody"};
};
template <>
struct tocsin::EnumWords<tocsin::evacuation::Passengers> {
  static constexpr std::array<PhraseView, 2> value{
      {{"without a vehicle of their own", "无车户"}, {"everybody", "全部住户"}}};
};

namespace tocsin::evacuation {

/// Some of the vehicles and where they stand before the call.
struct StandEntry {
  Reference<StationTag> station;
  int vehicles = 1;
  void describe(Fields& fields);
};

/// A pick-up point that is not the center of its zone.
struct PickUpEntry {
  std::optional<std::string> id;
  Reference<ZoneTag> zone;
  std::optional<Placed<std::string>> junction;
  std::optional<Reference<StationTag>> station;
  std::optional<double> longitude, latitude;  ///< degrees
  void describe(Fields& fields);
};

class AssignedTransportParameters final : public ModelParameters {
 public:
  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  Phrase name;  ///< what people call a vehicle of it; absent: its mode
  Placed<TravelMode> mode{TravelMode::bus, {}};
  int seats = 0;
  std::optional<Reference<StationTag>> station;
  std::optional<int> vehicles;  ///< at `station`; 1 unless told
  std::vector<StandEntry> stands;
  std::vector<Reference<ZoneTag>> zones;
  std::vector<PickUpEntry> pick_ups;
  Passengers passengers = Passengers::without_vehicle;
  std::optional<Duration> called_out;
  warning::Weather weather = warning::Weather::heavy_rain;
  bool escorted = false;                   ///< their vehicles pass queues as emergency vehicles do
  Length walk_limit, assisted_walk_limit;  ///< to the shelter, in a straight line; nearer than that people walk
  Length point_reach;                      ///< of a pick-up point given by coordinates: to a junction
  std::uint64_t car_seats = 0;             ///< of a household's own car
  Share answering_day, answering_night;    ///< of the drivers
  Duration mobilization_day{}, mobilization_night{};  ///< mean, from the call until the driver is at the vehicle
  double mobilization_variation = 0;                  ///< its coefficient of variation
  Share informed_of_closures;                         ///< of the drivers
  Duration positioning{};                             ///< at a pick-up point, before the first boards
  Duration boarding{}, boarding_assisted{};           ///< per person, per person who needs help
  Duration waits_for_more{};                          ///< after the last has boarded, while there are seats
  Duration reach{};                                   ///< farthest drive to a pick-up point that a vehicle is sent on
  Duration roll_call{};                               ///< at the shelter, getting off included
  Duration patience_shortest{}, patience_longest{};   ///< of those who wait at a pick-up point
  double drive_night_factor = 1, drive_rain_factor = 1;

  /// A pick-up point, found by `check`.
  struct Point {
    NameId name;
    ZoneId zone;
    JunctionId junction;
    GoalId goal;  ///< the junction alone, by the fleet's mode
    SourceSpan where;
  };
  /// A vehicle, found by `check`.
  struct Vehicle {
    NameId name;
    StationId station;
    JunctionId at;
  };
  [[nodiscard]] const std::vector<Point>& points() const { return points_; }
  [[nodiscard]] const std::vector<Vehicle>& fleet() const { return fleet_; }
  /// The shelters in use as one goal, by the fleet's mode.
  [[nodiscard]] GoalId shelters() const { return shelters_; }
  /// By zone of the town: does the fleet serve it (1 or 0)?
  [[nodiscard]] bool serves(ZoneId zone) const { return serves_[zone.index()] != 0; }
  [[nodiscard]] double speed_factor(const Scenario& scenario, Time now) const;
  [[nodiscard]] Duration boarding_time(const Population& people, HouseholdId household, std::uint32_t persons) const;

 private:
  void describe_calling(Fields& fields);
  void describe_boarding(Fields& fields);
  void find_zones(const Scenario& scenario, Diagnostics& diagnostics);
  void find_vehicles(const Scenario& scenario, Diagnostics& diagnostics);
  void find_points(const Scenario& scenario, Diagnostics& diagnostics);
  void add_point(const Scenario& scenario, ZoneId zone, JunctionId junction, const std::string& point_id,
                 const SourceSpan& place, Diagnostics& diagnostics);
  [[nodiscard]] JunctionId junction_of(const PickUpEntry& entry, const Scenario& scenario,
                                       Diagnostics& diagnostics) const;
  void warn_of_points(const Scenario& scenario, Diagnostics& diagnostics) const;
  static void warn_of(const std::vector<std::string>& zone_ids, const SourceSpan& place, Diagnostics& diagnostics,
                      const Phrase& what);
  std::vector<Point> points_;
  std::vector<Vehicle> fleet_;
  std::vector<std::uint8_t> serves_;
  std::vector<std::pair<ZoneId, SourceSpan>> zones_served_;
  GoalId shelters_;
};

}  // namespace tocsin::evacuation
