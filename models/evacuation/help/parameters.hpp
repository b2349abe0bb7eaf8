// SPDX-License-Identifier: Apache-2.0
// One-to-one help (一对一帮扶): households that cannot get away by themselves leave with a named helper. `evacuation: -
// kind: one_to_one_help`; values from scenarios/library/evacuation_help.yaml.
//
//   evacuation:
//     - kind: households
//     - kind: one_to_one_help
#pragma once

#include <memory>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/scenario.hpp"

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

  /// A household that does not get away by itself, and who comes for it; no helper: nobody is near.
  struct Pair {
    HouseholdId assisted;
    HouseholdId helper;
  };
  /// In order of the assisted households; filled by `check`. Those that households.csv names; for the others of the
  /// scope that need help and have no member of 15 to 59 years without need of help: the nearest household of their
  /// zone within `reach` that has such a member, needs no help, and helps nobody yet.
  [[nodiscard]] const std::vector<Pair>& pairs() const { return pairs_; }

 private:
  void name_by_table(const Scenario& scenario, Diagnostics& diagnostics);
  void name_by_rule(const Scenario& scenario);
  [[nodiscard]] HouseholdId nearest_able(const Scenario& scenario, HouseholdId household,
                                         const std::vector<std::uint8_t>& taken) const;
  std::vector<Pair> pairs_;
};

/// Is anybody named in this scenario? Without it no measure of this kind is told.
bool help_named(const Scenario& scenario);

}  // namespace tocsin::evacuation
