// SPDX-License-Identifier: Apache-2.0
// One-to-one help (一对一帮扶): households that cannot get away by themselves leave with a named helper. `evacuation: -
// kind: one_to_one_help`; values from scenarios/library/evacuation_help.yaml.
//
//   evacuation:
//     - kind: households
//     - kind: one_to_one_help
//       cadres: [{id: zhang-wei, station: committee, households: [lane-0003, lane-0011]}]
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/evacuation/help/cadres.hpp"
#include "models/warning/warning.hpp"

namespace tocsin::evacuation {

class OneToOneHelpParameters final : public ModelParameters {
 public:
  void describe(Fields& fields) override;
  /// Refuses a second entry and one without an entry `households`; warns of helpers who are not part of the exercise.
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  Length reach;                                      ///< farthest home of a helper who is named by rule
  Duration sets_out_shortest{}, sets_out_longest{};  ///< from being told to leaving for the household to be helped
  Speed walking_speed;                               ///< of a helper by day and dry
  double detour_factor = 1;                          ///< way over the straight line between two homes
  Duration handover{};                               ///< from the helper's arrival to leaving together, at least
  Duration patience{};                               ///< longest wait of a household that is ready
  Share manages_alone;                               ///< of the households whose helper does not come
  Length post_reach;  ///< a post given by longitude and latitude lies no farther from a junction
  warning::Delay cadre_call_out_day, cadre_call_out_night;  ///< from the order until a cadre sets out

  static constexpr std::uint32_t kNoCadre = std::numeric_limits<std::uint32_t>::max();
  /// A household that does not get away by itself, and who comes for it: a member of another household, or a cadre;
  /// neither: nobody is near.
  struct Pair {
    HouseholdId assisted;
    HouseholdId helper;
    std::uint32_t cadre = kNoCadre;  ///< of cadres()
  };
  /// In order of the assisted households; filled by `check`. Those that households.csv or a cadre's list names; for the
  /// others of the
  /// scope that need help and have no member of 15 to 59 years without need of help: the nearest household of their
  /// zone within `reach` that has such a member, needs no help, and helps nobody yet.
  [[nodiscard]] const std::vector<Pair>& pairs() const { return pairs_; }
  /// As written, checked; filled by `check`.
  [[nodiscard]] const std::vector<Cadre>& cadres() const { return cadres_; }
  /// The cadre who comes for a household; null: another helper, or none.
  [[nodiscard]] const Cadre* cadre_of(HouseholdId assisted) const;

 private:
  void name_by_table(const Scenario& scenario, Diagnostics& diagnostics);
  void name_cadres(const Scenario& scenario, Diagnostics& diagnostics);
  void name_by_rule(const Scenario& scenario);
  [[nodiscard]] HouseholdId nearest_able(const Scenario& scenario, HouseholdId household,
                                         const std::vector<std::uint8_t>& taken) const;
  std::vector<CadreEntry> entries_;
  std::vector<Cadre> cadres_;
  std::vector<Pair> pairs_;
};

/// Is anybody named in this scenario? Without it no measure of this kind is told.
bool help_named(const Scenario& scenario);
/// Are cadres among the helpers?
bool cadres_named(const Scenario& scenario);

}  // namespace tocsin::evacuation
