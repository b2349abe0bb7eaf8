// SPDX-License-Identifier: Apache-2.0
// Measures of the evacuation folder (models/evacuation/measures.cpp).
#pragma once

#include <vector>

#include "engine/simulation/account.hpp"
#include "engine/simulation/measures.hpp"

namespace tocsin::evacuation {

std::vector<MeasureDescription> measure_descriptions();
void compute(const Scenario& scenario, const EventLog& log, Measures& measures);
// models/evacuation/lateness.cpp: the time to safety by what it was spent on.
std::vector<MeasureDescription> lateness_descriptions();
void compute_lateness(const Scenario& scenario, const EventLog& log, Measures& measures);
/// Where the residents at risk are at EndEx.
AccountDescription account();

}  // namespace tocsin::evacuation
