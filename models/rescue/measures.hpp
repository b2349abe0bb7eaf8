// SPDX-License-Identifier: Apache-2.0
// Measures of the rescue folder, computed from its events only (inside the folder; register_models announces them).
#pragma once

#include <vector>

#include "engine/simulation/measures.hpp"

namespace tocsin::rescue {

std::vector<MeasureDescription> measure_descriptions();
void add_measures(const Scenario& scenario, const EventLog& log, Measures& measures);

}  // namespace tocsin::rescue
