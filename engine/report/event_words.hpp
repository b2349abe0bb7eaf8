// SPDX-License-Identifier: Apache-2.0
// The time line of one replication in words a planner knows:
//   data.timeline = timeline_of(scenario, catalog, log);
// Names instead of ids, the text of an inject instead of its number, and one line for what happens many times within
// ten minutes. The words are those the events themselves declare with their fields (engine/simulation/event.hpp); none
// is left out for want of them.
#pragma once

#include <vector>

#include "engine/report/report.hpp"
#include "engine/simulation/event_log.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin {

/// Milestones of `log` in order of time: every type of event that happened at most a few dozen times.
std::vector<TimelineEntry> timeline_of(const Scenario& scenario, const Catalog& catalog, const EventLog& log);

}  // namespace tocsin
