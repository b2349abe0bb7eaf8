// SPDX-License-Identifier: Apache-2.0
// Measures of the traffic folder: of all vehicles, and of the control of traffic.
#pragma once

#include <vector>

#include "engine/simulation/event_log.hpp"
#include "engine/simulation/measures.hpp"

namespace tocsin::traffic {

std::vector<MeasureDescription> measure_descriptions();
void compute(const Scenario& scenario, const EventLog& log, Measures& measures);

/// Of control points and contraflow; a scenario without them has none.
std::vector<MeasureDescription> control_descriptions();
void compute_controls(const Scenario& scenario, const EventLog& log, Measures& measures);

}  // namespace tocsin::traffic
