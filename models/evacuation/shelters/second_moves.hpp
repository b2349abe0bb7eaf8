// SPDX-License-Identifier: Apache-2.0
// What the log says of those who were moved again because the hazard reached their shelter (二次转移).
#pragma once

#include <vector>

#include "engine/base/id.hpp"
#include "engine/simulation/measures.hpp"

namespace tocsin::evacuation {

/// Shelters in use that stand on a hazard map: of these the measures are told in every replication. Of the others only
/// where the hazard came.
std::vector<ShelterId> threatened_shelters(const Scenario& scenario);

std::vector<MeasureDescription> second_move_descriptions();
/// Adds nothing in a scenario in which no shelter in use is threatened and none was reached.
void compute_second_moves(const Scenario& scenario, const EventLog& log, Measures& measures);

}  // namespace tocsin::evacuation
