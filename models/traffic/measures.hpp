// SPDX-License-Identifier: Apache-2.0
// Measures of the traffic folder: of all vehicles, of the control of traffic, of trips and of counting stations.
#pragma once

#include <vector>

#include "engine/simulation/event_log.hpp"
#include "engine/simulation/measures.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin::traffic {

std::vector<MeasureDescription> measure_descriptions();
void compute(const Scenario& scenario, const EventLog& log, Measures& measures);

/// Of control points and contraflow; a scenario without them has none.
std::vector<MeasureDescription> control_descriptions();
void compute_controls(const Scenario& scenario, const EventLog& log, Measures& measures);

/// Of the trips of entries `departures`; nothing in a scenario without any.
std::vector<MeasureDescription> trip_descriptions();
void compute_trips(const Scenario& scenario, const EventLog& log, Measures& measures);

/// Of the roads with a counter, at places "road:ID>" and "road:ID<" (by direction).
std::vector<MeasureDescription> counter_descriptions();
void compute_counters(const Scenario& scenario, const EventLog& log, Measures& measures);

}  // namespace tocsin::traffic
