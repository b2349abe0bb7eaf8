// SPDX-License-Identifier: Apache-2.0
// Fastest routes on a road network: build once, ask many times. Dijkstra by Boost.Graph on its compressed sparse row
// graph, with labels on segments so that banned turns hold. Free-flow and time-dependent (first in, first out).
// "No route" is an ordinary answer (nullopt, or an infinite entry of a matrix).
#pragma once

#include <Eigen/Core>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/roads/road_conditions.hpp"
#include "engine/roads/road_network.hpp"

namespace tocsin {

struct Route {
  std::vector<SegmentId> segments;  ///< in order of travel; empty when origin = destination
  Duration travel_time{};
  Length length{};
};

/// Speed of a mode on a segment when nothing is in the way: road speed for vehicles (with the mode's factor and cap),
/// Tobler's hiking function of the slope for walkers (Tobler 1993). Values come from the library.
struct ModeSpeeds {
  std::array<Speed, kTravelModeCount> maximum{};        ///< cap by mode
  std::array<double, kTravelModeCount> factor{};        ///< of the road's free-flow speed
  Speed walking_level{};                                ///< unused for vehicles; Tobler's 6 km/h scale when zero
};

class Router {
 public:
  Router(const RoadNetwork& network, TravelMode mode, const ModeSpeeds& speeds);
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  /// Speed of this router's mode on a segment at factor 1, m/s; 0 where the mode is not allowed.
  [[nodiscard]] double free_speed_m_per_s(SegmentId segment) const;

  /// Fastest free-flow route.
  [[nodiscard]] std::optional<Route> fastest(JunctionId origin, JunctionId destination) const;
  /// Fastest route for a departure at `departs` under conditions that change while travelling (earliest arrival).
  [[nodiscard]] std::optional<Route> fastest(JunctionId origin, JunctionId destination, Time departs,
                                             const RoadConditions& conditions) const;
  /// Fastest route when the conditions of the instant `as_of` are taken to last for ever (what someone who knows only
  /// the present would choose).
  [[nodiscard]] std::optional<Route> fastest_as_of(JunctionId origin, JunctionId destination, Time as_of,
                                                   const RoadConditions& conditions) const;

  /// Free-flow travel times in seconds, origins in rows; infinity where there is no route.
  [[nodiscard]] Eigen::MatrixXd travel_times_s(std::span<const JunctionId> origins,
                                               std::span<const JunctionId> destinations) const;
  /// Shortest-path tree towards one destination under the conditions of `as_of`: for every junction the next segment
  /// (SegmentId{} where there is no way) and the time to go in seconds. One tree serves all households of a shelter.
  struct Tree {
    std::vector<SegmentId> next;
    std::vector<float> to_go_s;
  };
  [[nodiscard]] Tree tree_to(JunctionId destination) const;
  [[nodiscard]] Tree tree_to(JunctionId destination, Time as_of, const RoadConditions& conditions) const;

 private:
  struct Index;
  std::unique_ptr<Index> index_;
};

}  // namespace tocsin
