// SPDX-License-Identifier: Apache-2.0
// Who is home at that hour: `evacuation: - kind: absence`. At StartEx workers and schoolchildren are elsewhere, by the
// hour and the day of the week; some families gather at home before they leave. Values from
// scenarios/library/evacuation.yaml.
//
//   evacuation:
//     - kind: households
//     - kind: absence
//       at: town-school             # where they are; else the office of their township
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/simulation/model.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin::evacuation {

class AbsenceParameters final : public ModelParameters {
 public:
  void describe(Fields& fields) override;
  /// Refuses a second entry, one without an entry `households`, and townships of which nobody knows where people are.
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  std::optional<Reference<StationTag>> at;
  Duration work_begins{}, work_ends{};  ///< since midnight, on working days
  Share adults_at_work,
      adults_out;  ///< of those of 15 to 59 years who need no help: in working hours; at other times by day
  Share children_at_school, children_out;
  Share adults_at_night, children_at_night;
  Share gathers_first;                               ///< of the households of which somebody is away
  Duration sets_out_shortest{}, sets_out_longest{};  ///< from the call until the way home begins
  Duration patience{};                               ///< longest wait at home for those who are on their way

  /// What holds at StartEx, worked out by `check`.
  [[nodiscard]] Share adults_away() const { return adults_away_; }
  [[nodiscard]] Share children_away() const { return children_away_; }
  /// Where those of a township are.
  [[nodiscard]] const Place& place_of(TownshipId township) const { return places_[township.index()]; }

 private:
  void find_places(const Scenario& scenario, Diagnostics& diagnostics);
  Share adults_away_, children_away_;
  std::vector<Place> places_;  // by township of the town
};

/// Is anybody away in this scenario? Without it no measure of this kind is told.
bool people_away(const Scenario& scenario);

}  // namespace tocsin::evacuation
