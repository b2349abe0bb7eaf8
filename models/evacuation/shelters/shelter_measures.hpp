// SPDX-License-Identifier: Apache-2.0
// What the log says of how shelters were run (models/evacuation/shelters/shelter_measures.cpp).
#pragma once

#include <vector>

#include "engine/simulation/measures.hpp"

namespace tocsin::evacuation {

std::vector<MeasureDescription> shelter_measure_descriptions();
/// Adds nothing in a scenario that runs no shelters.
void compute_shelter_measures(const Scenario& scenario, const EventLog& log, Measures& measures);

}  // namespace tocsin::evacuation
