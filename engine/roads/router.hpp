// SPDX-License-Identifier: Apache-2.0
// Fastest routes on a road network: build once, ask many times. Dijkstra by Boost.Graph on its compressed sparse row
// graph, with turn labels so that banned turns hold. Free-flow and time-dependent (first in, first out).
//
//   const Router cars(town.roads, TravelMode::car, speeds);
//   const std::optional<Route> route = cars.fastest(home, shelter);     // nullopt: there is no way
//
// "No route" is an ordinary answer (nullopt, or an infinite entry of a matrix), also for an origin or destination that
// is JunctionId{}. A router owns the working memory of its queries: one thread at a time. The network must outlive it.
#pragma once

#include <Eigen/Core>
#include <array>
#include <functional>
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

/// Speed of a mode on a segment when nothing is in the way. Vehicles: the smaller of `maximum` and `factor` times the
/// road's free-flow speed. Walkers: `factor` times Tobler's hiking function of the signed slope s,
/// v = v_top exp(-rate |s - easiest|) (Tobler 1993, handbook 4.5a), so uphill and downhill differ.
/// Values come from the library (engine/roads/road_parameters.hpp); the defaults are Tobler's own numbers and vehicles
/// at the road's speed.
struct ModeSpeeds {
  std::array<Speed, kTravelModeCount> maximum{};  ///< cap by mode; zero: none
  std::array<double, kTravelModeCount> factor{};  ///< of the road's free-flow speed, or of Tobler's; zero: 1
  Speed walking_level{};                          ///< on level ground; zero: Tobler's, 6 km/h exp(-0.175) = 5.04 km/h
  double walking_slope_rate = 3.5;                ///< loss per slope off the easiest one
  double walking_easiest_slope = -0.05;           ///< gentle descent, where walking is fastest
  Speed walking_minimum{};                        ///< climbing goes on at this speed however steep the data claim it is
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
  /// Fastest route for a departure at `departs` under conditions that change while traveling (earliest arrival).
  [[nodiscard]] std::optional<Route> fastest(JunctionId origin, JunctionId destination, Time departs,
                                             const RoadConditions& conditions) const;
  /// Fastest route when the conditions of the instant `as_of` are taken to last for ever (what someone who knows only
  /// the present would choose).
  [[nodiscard]] std::optional<Route> fastest_as_of(JunctionId origin, JunctionId destination, Time as_of,
                                                   const RoadConditions& conditions) const;

  /// Fastest route to the junction that is soonest reached of those `accepts` says yes to, by the conditions of the
  /// instant `as_of`, taken to last for ever. Looks no farther than that junction; asked once for each on the way
  /// there.
  [[nodiscard]] std::optional<Route> fastest_to_first(JunctionId origin, const std::function<bool(JunctionId)>& accepts,
                                                      Time as_of, const RoadConditions& conditions) const;

  /// Free-flow travel times in seconds, origins in rows; infinity where there is no route. Costs one tree for each
  /// different junction on the shorter side.
  [[nodiscard]] Eigen::MatrixXd travel_times_s(std::span<const JunctionId> origins,
                                               std::span<const JunctionId> destinations) const;
  /// The same when the conditions of the instant `as_of` are taken to last for ever.
  [[nodiscard]] Eigen::MatrixXd travel_times_s(std::span<const JunctionId> origins,
                                               std::span<const JunctionId> destinations, Time as_of,
                                               const RoadConditions& conditions) const;

  /// Shortest-path tree towards one destination, or towards the nearest of several: for every junction the next segment
  /// and the time to go. One tree serves all households that look for a shelter. It grows as far as it is asked and
  /// remembers that, so asking for places near the destination is cheap in a network of any size. Must not outlive its
  /// router (moved or not) or its conditions.
  class Tree {
   public:
    /// Where a way begins, and how long it is.
    struct Near {
      JunctionId junction;
      double to_go_s = 0;
    };
    ~Tree();
    Tree(Tree&&) noexcept;
    Tree& operator=(Tree&&) noexcept;

    /// First segment of the way of someone who starts at the junction; SegmentId{} at the destination and where there
    /// is no way. Who arrives by a segment with a banned turn may have to go on elsewhere: walk with `next_after`.
    [[nodiscard]] SegmentId next(JunctionId at) const;
    /// Next segment for someone who stands at `at` after traveling `arrived_by` (SegmentId{}: starts there).
    [[nodiscard]] SegmentId next_after(SegmentId arrived_by, JunctionId at) const;
    /// Seconds from the junction to the destination; infinity: no way.
    [[nodiscard]] double to_go_s(JunctionId from) const;
    /// The same, but infinity when it is more than so many: the tree need not grow farther to say that.
    [[nodiscard]] double to_go_within_s(JunctionId from, double at_most_s) const;
    /// The destination to which the way from the junction leads; JunctionId{} where there is no way.
    [[nodiscard]] JunctionId destination_of(JunctionId origin) const;
    /// The whole way from a junction; empty at the destination and where there is no way.
    [[nodiscard]] std::vector<SegmentId> segments_from(const RoadNetwork& network, JunctionId origin) const;
    /// The junctions in order of their time to go, the destination (k = 0) first; nullopt after the last that has a
    /// way.
    [[nodiscard]] std::optional<Near> nearest(std::size_t k) const;

    /// Is the tree, as far as it has grown, what it would be had the segment been closed from the beginning?
    [[nodiscard]] bool survives_closing(SegmentId segment) const;
    /// Conditions have changed on these segments (closed, opened, slower, faster): makes the tree what it would be had
    /// it grown under the present ones. Costs as much as growing the part whose ways change.
    void mend(std::span<const SegmentId> changed);
    /// Ways no longer end at this junction; those that did lead to the nearest of the others.
    void remove_destination(JunctionId destination);
    /// Grows to the end, so that asking changes nothing any more.
    void grow_fully();

   private:
    friend class Router;
    struct Growth;
    explicit Tree(std::unique_ptr<Growth> growth);
    std::unique_ptr<Growth> growth_;
  };
  /// At free flow. Destinations that do not exist are passed over; with several of them ways lead to the nearest.
  [[nodiscard]] Tree tree_to(JunctionId destination) const { return tree_to({&destination, 1}); }
  [[nodiscard]] Tree tree_to(std::span<const JunctionId> destinations) const;
  /// Under the conditions of `as_of`. When they change later, with effect before `as_of`, the tree is mended.
  [[nodiscard]] Tree tree_to(JunctionId destination, Time as_of, const RoadConditions& conditions) const {
    return tree_to({&destination, 1}, as_of, conditions);
  }
  [[nodiscard]] Tree tree_to(std::span<const JunctionId> destinations, Time as_of,
                             const RoadConditions& conditions) const;

 private:
  struct Index;
  std::unique_ptr<Index> index_;
};

}  // namespace tocsin
