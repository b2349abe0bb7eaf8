// SPDX-License-Identifier: Apache-2.0
// Injects for the control of traffic (section `traffic`): what is planned there without a time begins and ends here.
//
//   injects:
//     - {kind: begin_control, id: one-way, at: 30 min, controls: [valley-out, bridge-post]}
//     - {kind: end_control, id: both-ways, at: 3 h, controls: [valley-out]}
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/input/placed.hpp"
#include "engine/simulation/model.hpp"
#include "models/exercise/inject.hpp"

namespace tocsin::exercise {

/// Controls of traffic by the ids of their entries.
struct ControlSelection {
  std::vector<Placed<std::string>> controls;
  std::vector<NameId> found;  ///< filled by check
  void check(const Scenario& scenario, Diagnostics& diagnostics);
};

/// Control points are called, roads become one-way.
struct BeginControlParameters final : Inject {
  ControlSelection selection;
  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
};

/// They end, whoever began them.
struct EndControlParameters final : Inject {
  ControlSelection selection;
  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
};

}  // namespace tocsin::exercise
