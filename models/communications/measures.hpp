// SPDX-License-Identifier: Apache-2.0
// What became of sites and messages, from the log.
#pragma once

#include <vector>

#include "engine/simulation/catalog.hpp"
#include "engine/simulation/measures.hpp"

namespace tocsin::communications {

std::vector<MeasureDescription> measure_descriptions();
void add_measures(const Scenario& scenario, const EventLog& log, Measures& measures);
/// messages.csv: every message, what was tried, and how it ended.
TableDescription message_list();

}  // namespace tocsin::communications
