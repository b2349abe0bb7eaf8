// SPDX-License-Identifier: Apache-2.0
// How shelters are run: who opens them and when (dual-use halls must be converted first, 平急两用), who waits at a door
// that is not open yet, who can get in with a wheelchair, and when heads are counted. `evacuation: - kind:
// shelter_operation`; values from scenarios/library/evacuation_shelters.yaml.
//
//   evacuation:
//     - kind: households
//     - kind: shelter_operation
//       shelters: [sports-hall]      # all in use if left out
//       conversion: 2 h              # else conversion_min of shelters.csv
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/simulation/catalog.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin::evacuation {

class ShelterOperationParameters final : public ModelParameters {
 public:
  void describe(Fields& fields) override;
  /// Refuses shelters that two entries run, and an entry without an entry `households`; warns of shelters that nobody
  /// uses.
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  std::vector<Reference<ShelterTag>> shelters;  ///< none: all in use that no other entry names
  std::optional<Duration> called_at;            ///< after StartEx; none: at the first order
  std::optional<Duration> conversion;           ///< instead of the table's
  Duration staff_shortest{}, staff_longest{};   ///< from the call until somebody with the key is there
  Duration door_patience{};                     ///< longest that people wait at a door which will open
  Duration count_interval{};                    ///< between two counts of heads
  Share wheelchair_users;                       ///< of the households with persons who need help

  struct Run {
    ShelterId shelter;
    Duration conversion{};
  };
  /// Filled by `check`; each shelter once.
  [[nodiscard]] const std::vector<Run>& runs() const { return runs_; }

 private:
  void warn_of_late(const Scenario& scenario, Diagnostics& diagnostics) const;
  void refuse_what_others_run(const Scenario& scenario, Diagnostics& diagnostics) const;
  std::vector<Run> runs_;
};

/// Is any shelter run by an entry in this scenario? Without it no measure of this kind is told.
bool shelters_run(const Scenario& scenario);

/// Adds the kind, its events and measures.
void register_shelters(Catalog& catalog);

}  // namespace tocsin::evacuation
