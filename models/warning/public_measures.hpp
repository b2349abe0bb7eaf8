// SPDX-License-Identifier: Apache-2.0
// Whom the channels to the public reached, alone and together, and what became of their messages, from the log. Only in
// scenarios that have such a channel.
#pragma once

#include <vector>

#include "engine/simulation/event_log.hpp"
#include "engine/simulation/measures.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/warning/picture.hpp"

namespace tocsin::warning {

std::vector<MeasureDescription> public_descriptions();
void add_public_channels(const Scenario& scenario, const EventLog& log, const Picture& picture, Measures& measures);

}  // namespace tocsin::warning
