// SPDX-License-Identifier: Apache-2.0
// The flood in time: draws its wave at StartEx and then tells what happens, event by event. Every crossing of a level
// is computed in closed form beforehand; two pending events (houses, roads) walk through the sorted lists. Nothing
// polls.
#pragma once

#include <vector>

#include "engine/simulation/model.hpp"
#include "engine/simulation/world.hpp"
#include "models/hazard/flood/flood.hpp"
#include "models/hazard/hazard.hpp"

namespace tocsin::hazard {

/// Speed factors on a wet road from one depth up to the next.
struct RoadLevel {
  double from_depth_m = 0;
  RoadHindrances::Factors factors{};
};

/// Levels of depth with the factors that hold above them, for water of this velocity: the limits of the modes are
/// levels of their own, so that roads close exactly at them (handbook 4.4).
std::vector<RoadLevel> road_levels(const WaterParameters& water, const std::vector<Length>& steps, Speed velocity);

class FloodModel final : public Model {
 public:
  explicit FloodModel(const FloodParameters& parameters) : parameters_(parameters) {}
  void start(World& world) override;

 private:
  struct HouseReached {
    double t_s;
    HouseholdId household;
  };
  struct RoadCrossing {
    double t_s;
    std::uint32_t segment;  // index in parameters_.segments
    std::uint32_t levels;   // reached from then on: 0 dry, n: level n - 1 holds
  };
  [[nodiscard]] FloodWave draw_wave() const;
  void announce();
  void schedule_marks();
  void plan_houses();
  void plan_roads();
  void tell_houses();
  void move_roads();

  const FloodParameters& parameters_;
  World* world_ = nullptr;
  const FloodHazard* flood_ = nullptr;  // owned by the door Hazards
  std::vector<HouseReached> houses_;
  std::size_t next_house_ = 0;
  std::vector<RoadLevel> levels_;
  std::vector<RoadCrossing> crossings_;
  std::size_t next_crossing_ = 0;
};

}  // namespace tocsin::hazard
