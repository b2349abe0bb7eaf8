// SPDX-License-Identifier: Apache-2.0
// How households decide, prepare and travel: `evacuation: - kind: households`. Values come from
// scenarios/library/evacuation.yaml; most are engineering defaults (E) and stand in every report.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "engine/simulation/model.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/warning/events.hpp"
#include "models/warning/warning.hpp"

namespace tocsin::evacuation {

inline constexpr std::size_t kChannelCount = EnumNames<warning::Channel>::value.size();

/// How a household reacts to one way of learning of the danger.
struct Reaction {
  Share compliance;       ///< share of ordered households that leave
  Duration median_day{};  ///< from understanding to departure, half of the households
  Duration median_night{};
};

class HouseholdsParameters final : public ModelParameters {
 public:
  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  warning::Weather weather = warning::Weather::heavy_rain;
  std::vector<Reference<ShelterTag>> shelters;      ///< to use; empty: all in the townships that take part
  std::array<Reaction, kChannelCount> reactions{};  ///< by channel
  int false_alarms_in_30_days = 0;                  ///< orders that proved needless: each lowers every compliance
  double false_alarm_factor = 1;
  std::array<double, warning::kGradeCount>
      grade_factors{};    ///< of the compliance, by color of the order; 1 without one
  Share packs_when_told;  ///< of households told to get ready: begin to pack when they hear it
  Duration shortest_preparation{};
  Duration help_shortest{}, help_longest{};      ///< extra preparation of households with persons who need help
  Share shadow_evacuation;                       ///< of households that are alerted but not ordered
  Share notices_water_day, notices_water_night;  ///< whoever was not warned notices water at the house
  Duration water_median{};                       ///< from noticing it to departure
  Share leaves_on_water;
  Length stay_inside_depth;       ///< nobody leaves a house through deeper water
  Length shelter_depth_limit;     ///< deeper water at a shelter: it closes, and those inside are moved again
  Duration second_move_notice{};  ///< so long before that staff see it come
  Duration second_move_shortest{}, second_move_longest{};  ///< from being told to being out of the shelter's door
  Length walk_limit;                                       ///< farther than this people drive if they can
  Share walks_when_near;  ///< of households with a vehicle and a shelter nearer than that
  std::uint64_t motorcycle_seats = 0;
  Share to_kin;           ///< of households that leave: they go to kin or friends in another village, if that is safe
  Length kin_walk_limit;  ///< farther than this nobody walks to kin while a shelter takes them
  Share kin_when_full;    ///< of households: they have kin or friends to go to when no shelter has room
  Share informed_of_closures;  ///< of households: they know which roads are closed, the others see it on getting there
  double elderly_factor = 1, children_factor = 1, assisted_factor = 1;  ///< walking speed of the group
  double walk_night_factor = 1, walk_rain_factor = 1, drive_night_factor = 1, drive_rain_factor = 1;

  /// What false alarms and the color of the order leave of a compliance.
  [[nodiscard]] double compliance_factor(std::optional<warning::Grade> grade) const;
  /// Shelters in use, resolved.
  [[nodiscard]] const std::vector<ShelterId>& shelter_ids() const { return shelter_ids_; }
  [[nodiscard]] bool uses(ShelterId shelter) const;
  /// Those of them on a hazard map, filled by `check`: the measures of second moves are told of these.
  [[nodiscard]] const std::vector<ShelterId>& threatened_shelters() const { return threatened_shelters_; }
  /// The shelters in use as one goal, by a mode that households travel by.
  [[nodiscard]] GoalId goal(TravelMode mode) const { return goals_[static_cast<std::size_t>(mode)]; }
  /// Those of them that wheelchairs get into by themselves; none when all are like that, or no shelter is.
  [[nodiscard]] GoalId step_free_goal(TravelMode mode) const {
    return step_free_goals_[static_cast<std::size_t>(mode)];
  }
  /// A shelter and the junction where travelers by a mode enter it.
  struct Door {
    JunctionId junction;
    ShelterId shelter;
    auto operator<=>(const Door&) const = default;
  };
  /// The doors at a junction, in order of their shelters' ids.
  [[nodiscard]] std::span<const Door> doors_at(JunctionId junction, TravelMode mode) const;
  /// The slowest member's walking speed as a factor of a healthy adult's.
  [[nodiscard]] double walking_factor(const Population& people, std::size_t household) const;

 private:
  void describe_trust(Fields& fields);
  void describe_second_moves(Fields& fields);
  void describe_travel(Fields& fields);
  void warn_of(ShelterId number, const Scenario& scenario, Diagnostics& diagnostics);
  void prepare_goals(const Scenario& scenario);
  std::vector<ShelterId> shelter_ids_, threatened_shelters_;
  std::array<GoalId, kTravelModeCount> goals_{}, step_free_goals_{};
  std::array<std::vector<Door>, 2> doors_;  // of walkers, of vehicles; sorted
};

}  // namespace tocsin::evacuation
