// SPDX-License-Identifier: Apache-2.0
// How far and how fast the order was confirmed (叫应), from the log. Only in scenarios that carry orders by calls.
#pragma once

#include <vector>

#include "engine/simulation/event_log.hpp"
#include "engine/simulation/measures.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin::warning {

std::vector<MeasureDescription> confirmation_descriptions();
void add_confirmations(const Scenario& scenario, const EventLog& log, Measures& measures);

}  // namespace tocsin::warning
