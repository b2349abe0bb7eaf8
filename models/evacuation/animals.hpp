// SPDX-License-Identifier: Apache-2.0
// Animals that people do not like to leave: `evacuation: - kind: animals`, one entry for each sort (livestock, pets).
// Whoever keeps them is less willing to leave and needs longer; values from scenarios/library/evacuation.yaml are those
// of livestock in a village.
//
//   evacuation:
//     - kind: households
//     - kind: animals
//       id: livestock
//     - kind: animals
//       id: pets
//       zones: [town-1]
//       kept_by: 20 %
//       willingness: 95 %
//       shortest: 1 min
//       longest: 5 min
#pragma once

#include <memory>
#include <vector>

#include "engine/simulation/model.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin::evacuation {

class AnimalsParameters final : public ModelParameters {
 public:
  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  std::vector<Reference<ZoneTag>> zones;  ///< of which people keep them; all that take part if left out
  Share kept_by;                          ///< of the households there
  Share willingness;                      ///< of those who would leave without them: they leave
  Duration shortest{}, longest{};         ///< to feed, turn loose or pack them before leaving

  /// The name of the entry, for the log; filled by `check`.
  NameId name;
  [[nodiscard]] bool kept_in(ZoneId zone) const { return kept_in_[zone.index()] != 0; }

 private:
  std::vector<std::uint8_t> kept_in_;  // by zone of the town
};

}  // namespace tocsin::evacuation
