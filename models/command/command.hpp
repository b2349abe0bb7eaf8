// SPDX-License-Identifier: Apache-2.0
// The door of the command folder. What its posts do reaches the other folders through their own doors (orders to
// evacuate, closed roads, alarms); what they know and decide is told by events and by facts (docs/reference/facts.md).
#pragma once

#include "engine/simulation/catalog.hpp"

namespace tocsin::command {

/// Adds the kinds, events, measures, facts, tables and the check-up of plans.
void register_models(Catalog& catalog);

}  // namespace tocsin::command
