// SPDX-License-Identifier: Apache-2.0
// Injects for buildings and scenic sites (models/evacuation): the alarm, and doors, stairs or gates that cannot be
// used.
//
//   injects:
//     - {kind: sound_alarm, id: bell, at: 5 min, places: [school]}
//     - {kind: passage_blocked, id: smoke, at: 6 min, place: school, passages: [east]}
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/input/placed.hpp"
#include "engine/simulation/model.hpp"
#include "models/evacuation/evacuation.hpp"
#include "models/exercise/inject.hpp"

namespace tocsin::exercise {

/// Buildings and sites by the ids of their entries.
struct PlaceSelection {
  std::vector<Placed<std::string>> places;
  std::vector<NameId> found;  ///< filled by check
  void check(const Scenario& scenario, Diagnostics& diagnostics);
};

/// The alarm sounds in buildings; sites close.
struct SoundAlarmParameters final : Inject {
  PlaceSelection selection;
  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
};

/// Which ways of which place.
struct PassageSelection {
  Placed<std::string> place;
  std::vector<Placed<std::string>> passages;
  NameId found;  ///< filled by check
  void describe(Fields& fields);
  void check(const Scenario& scenario, Diagnostics& diagnostics);
};

/// Doors, stairs, passages, exits or gates cannot be used from now on.
struct PassageBlockedParameters final : Inject {
  PassageSelection selection;
  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
};

/// They can be used again.
struct PassageOpenedParameters final : Inject {
  PassageSelection selection;
  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
};

}  // namespace tocsin::exercise
