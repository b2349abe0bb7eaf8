// SPDX-License-Identifier: Apache-2.0
// Measures of buildings and scenic sites.
#pragma once

#include <vector>

#include "engine/simulation/measures.hpp"

namespace tocsin::evacuation {

std::vector<MeasureDescription> place_measure_descriptions();
/// Nobody in this scenario moves but out of buildings and sites: measures of households would say that all were left
/// behind.
bool of_places_alone(const Scenario& scenario);
void compute_places(const Scenario& scenario, const EventLog& log, Measures& measures);

}  // namespace tocsin::evacuation
