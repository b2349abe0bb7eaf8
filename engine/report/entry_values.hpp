// SPDX-License-Identifier: Apache-2.0
// What a drill asks in values: what the scenario file says of each entry (peak and begin of a hazard, who orders when,
// workers, teams, weather), so that the reports of two variants can be told apart:
//   header.facts = entry_values(scenario);
// What the file leaves to the library is in the table of assumptions and is not repeated here.
#pragma once

#include <vector>

#include "engine/report/report.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin {

/// One fact per entry, objectives apart: name of its section, what it is and its values.
std::vector<Fact> entry_values(const Scenario& scenario);

/// A place as in MeasureKey ("team:baima-team") in words; the whole scope is empty.
Phrase place_words(const Scenario& scenario, const std::string& place);

}  // namespace tocsin
