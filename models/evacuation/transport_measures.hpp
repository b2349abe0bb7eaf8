// SPDX-License-Identifier: Apache-2.0
// Measures of assigned transport.
#pragma once

#include <vector>

#include "engine/simulation/catalog.hpp"
#include "engine/simulation/measures.hpp"

namespace tocsin::evacuation {

/// Is anybody fetched in this scenario? Without it no measure of this kind is told.
bool transport_assigned(const Scenario& scenario);
std::vector<MeasureDescription> transport_measure_descriptions();
void compute_transport(const Scenario& scenario, const EventLog& log, Measures& measures);

/// Kind, events and measures.
void register_transport(Catalog& catalog);

}  // namespace tocsin::evacuation
