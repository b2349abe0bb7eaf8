// SPDX-License-Identifier: Apache-2.0
// The first drill of a town that has a demand table and no residents (a network imported for its traffic): everybody
// drives, nobody is evacuated.
#pragma once

#include "engine/simulation/catalog.hpp"
#include "engine/town/town.hpp"
#include "models/exercise/first_drill.hpp"

namespace tocsin::exercise {

/// Does the town ask for such a drill?
[[nodiscard]] bool only_traffic(const Town& town);
DrillDraft draft_traffic_drill(const Town& town, const FirstDrillParameters& parameters, const DrillCommands& commands,
                               Language language);

}  // namespace tocsin::exercise
