// SPDX-License-Identifier: Apache-2.0
// From a town's roads to the queues of engine/traffic: room and headway of vehicles, speed of the gaps between them, as
// library data (scenarios/library/traffic.yaml, entries under `roads.traffic`; handbook 4.2, 4.3).
//
//   Traffic traffic(parameters.figures(town.roads), {.ring_check = parameters.ring_check});
//   const auto car = traffic.add(parameters.vehicle(TravelMode::car, roads, 0.85), route);
//
// Vehicle classes of the queues are the travel modes that drive; positions of segments in the queues are those of
// SegmentId.
#pragma once

#include <array>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/roads/road_parameters.hpp"
#include "engine/traffic/traffic.hpp"

namespace tocsin {
class Diagnostics;
class Fields;
class Library;
struct ParameterUse;
}  // namespace tocsin

namespace tocsin::traffic {

/// The modes that drive; walkers are not in the queues.
inline constexpr ModeMask kVehicles = kAllModes & static_cast<ModeMask>(~kOnFootOnly);
/// The class of a mode that drives: walkers have none, the others follow in their order.
constexpr std::uint8_t class_of(TravelMode mode) {
  return static_cast<std::uint8_t>(static_cast<unsigned>(mode) - 1);
}
constexpr ClassMask classes_of(ModeMask modes) {
  return static_cast<ClassMask>((modes & kVehicles) >> 1U);
}

struct TrafficParameters {
  Length car_room;                              ///< road taken by a car that stands in a queue, gap in front included
  Speed gap_speed;                              ///< of the backward wave of gaps when a queue starts to move
  Duration ring_check{60};                      ///< how often queues are searched for rings that block themselves
  Share heavy_rain_capacity;                    ///< what is left of every road's flow capacity in heavy rain
  Duration meeting{};                           ///< what two vehicles that do not fit side by side cost the later one
  Speed passing_speed;                          ///< of emergency vehicles beside a queue that stands
  std::array<double, kTravelModeCount> cars{};  ///< room and headway of a vehicle, as a number of cars

  void describe(Fields& fields);
  /// By SegmentId. Ways for walkers only have figures too, but no route leads vehicles there.
  [[nodiscard]] std::vector<SegmentFigures> figures(const RoadNetwork& network, const RoadParameters& roads) const;
  /// `factor` slows this vehicle down everywhere (night, rain).
  [[nodiscard]] VehicleFigures vehicle(TravelMode mode, const RoadParameters& roads, double factor) const;
};

/// Reads them from the library. Missing entries go to the diagnostics; `uses` (may be null) collects what was used.
TrafficParameters read_traffic_parameters(const Library& library, Diagnostics& diagnostics,
                                          std::vector<ParameterUse>* uses = nullptr);

}  // namespace tocsin::traffic
