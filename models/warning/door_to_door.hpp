// SPDX-License-Identifier: Apache-2.0
// warning: - kind: door_to_door. Village workers go from home to home of the zones under the order and knock (handbook
// 3.4, 3.6): time per home = way / walking speed + talk. The only channel with proof of receipt.
//
//   warning:
//     - kind: door_to_door
//       weather: heavy_rain
//       workers_per_zone: 3
//       second_sweep: {rounds: 1}
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/world.hpp"
#include "models/warning/delay.hpp"
#include "models/warning/warning.hpp"

namespace tocsin::warning {

/// Workers go round again (二次清仓): to homes where nobody answered, and to those whose people they talked to, to see
/// whether they have left.
struct SecondSweep {
  int rounds = 1;    ///< further rounds
  Duration after{};  ///< from the end of a worker's round to the beginning of the next
  Share answered;    ///< of the homes that did not answer the last time and in which somebody still is
  Share convinced;   ///< of the households that are still at home, at each talk after the first
  void describe(Fields& fields);
};

struct DoorToDoorParameters final : ModelParameters {
  std::vector<Reference<ZoneTag>> zones;
  Weather weather = Weather::heavy_rain;
  int workers_per_zone = 0;
  Delay call_out_day, call_out_night;
  Speed walking_speed;
  double night_factor = 1;
  double heavy_rain_factor = 1;
  double detour_factor = 1;
  Delay talk;
  Duration knock_time{};
  Share occupied_day, occupied_night;
  Share answered;
  Length turn_back_depth;
  std::optional<SecondSweep> second_sweep;

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  // Filled by `check`: the order in which the homes of a zone are visited, by zone of the town. The homes the hazard
  // map threatens come first; in both parts the next home is the nearest one not yet visited.
  NameId name;
  std::vector<std::vector<HouseholdId>> tours;

 private:
  void plan_tours(const Scenario& scenario, const std::vector<ZoneId>& covered);
};

class DoorToDoor final : public Model {
 public:
  explicit DoorToDoor(const DoorToDoorParameters& parameters) : parameters_(parameters) {}
  void start(World& world) override;

 private:
  // Walks through homes_[first, end), and again in the rounds of the second sweep.
  struct Worker {
    std::uint32_t first, next, end;
    float x_m, y_m;
    int round = 0;
  };
  struct Home {
    HouseholdId household;
    bool known_empty = false;
    bool talked = false;
  };
  void on_zone(ZoneId zone);
  void depart(std::uint32_t worker);
  void arrive(std::uint32_t worker);
  void begin_round(std::uint32_t worker);
  [[nodiscard]] Duration knock(Home& home, int round);
  void talk_to(Home& home, double u_convinced);
  [[nodiscard]] bool believed_empty(const Home& home) const;
  void note(Home& home, DoorAnswer answer);
  [[nodiscard]] Duration walk(const Worker& worker, HouseholdId to) const;

  const DoorToDoorParameters& parameters_;
  World* world_ = nullptr;
  std::vector<Home> homes_;
  std::vector<Worker> workers_;
  std::vector<std::uint8_t> listed_;  // by scope position: on somebody's list already
  std::vector<std::uint8_t> back_;    // by scope position: seen at home since it was found empty; empty: nobody is
};

}  // namespace tocsin::warning
