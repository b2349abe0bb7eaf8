// SPDX-License-Identifier: Apache-2.0
// What the log says of the injects: how many were played, which expected actions were taken and after how long (HSEEP).
#pragma once

#include <vector>

#include "engine/simulation/measures.hpp"

namespace tocsin::exercise {

std::vector<MeasureDescription> measure_descriptions();
/// Of expected actions only where an inject says what shows them; of expiry only where an inject can expire.
void add_measures(const Scenario& scenario, const EventLog& log, Measures& measures);

}  // namespace tocsin::exercise
