// SPDX-License-Identifier: Apache-2.0
// A building in one replication: from the alarm until the last person stands at the assembly point. Every person has
// its own random stream, so that two plans for a building are compared with the same people.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "engine/pedestrian/egress.hpp"
#include "engine/simulation/world.hpp"
#include "models/evacuation/alarmed_places.hpp"
#include "models/evacuation/building/parameters.hpp"
#include "models/evacuation/building/plan.hpp"
#include "models/evacuation/egress_clock.hpp"

namespace tocsin::evacuation {

class BuildingModel final : public Model {
 public:
  explicit BuildingModel(const BuildingParameters& parameters) : p_(parameters), plan_(parameters.plan()) {}
  void start(World& world) override;

 private:
  void sound_alarm();
  void populate();
  [[nodiscard]] double pre_movement_s(const PlanGroup& group, double u) const;
  void change(std::string_view passage, AlarmedPlaces::Use use);
  void endanger();
  void watch_water();
  void told(const pedestrian::Notice& notice);
  void person_left(const pedestrian::Notice& notice);
  void count_queues();

  const BuildingParameters& p_;
  const Plan& plan_;
  World* world_ = nullptr;
  NameId name_;
  std::unique_ptr<pedestrian::Egress> egress_;
  std::unique_ptr<EgressClock> clock_;
  std::vector<std::uint32_t> part_of_person_;
  std::vector<float> speed_of_person_;  // on the way to the assembly point, m/s
  Time alarmed_ = kNever;
  Time last_assembled_ = kStartEx;
  bool endangered_ = false;
  bool counted_ = false;
};

}  // namespace tocsin::evacuation
