// SPDX-License-Identifier: Apache-2.0
// The time line of one replication in words a planner knows:
//   data.timeline = timeline_of(scenario, catalog, log);
// Names instead of ids, the text of an inject instead of its number, and one line for what happens many times within
// ten minutes. Events without words in here keep the words of their own fields; none is left out for that.
#pragma once

#include <vector>

#include "engine/report/report.hpp"
#include "engine/simulation/event_log.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin {

/// Milestones of `log` in order of time: every type of event that happened at most a few dozen times.
std::vector<TimelineEntry> timeline_of(const Scenario& scenario, const Catalog& catalog, const EventLog& log);

/// A section of the scenario as a heading: {"Warning", "预警"}; sections nobody has named keep their own word.
Phrase section_title(const std::string& section);

}  // namespace tocsin
