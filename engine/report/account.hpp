// SPDX-License-Identifier: Apache-2.0
// The account of the first screen: of everybody who should have been moved, who is where at EndEx. In every replication
// the parts add up to the whole, so nobody disappears from the numbers by coming to harm:
//   data.account = account_of(result, catalog);
// It reads measures of the evacuation by their names and computes nothing else; without them there is no account.
#pragma once

#include "engine/experiment/experiment.hpp"
#include "engine/report/report.hpp"
#include "engine/simulation/catalog.hpp"

namespace tocsin {

/// Whole and parts over the replications; no parts when the scenario evacuates nobody.
Account account_of(const ExperimentResult& result, const Catalog& catalog);

/// Name of the measure that counts everybody of whom `measure` counts some ("left behind" of those at risk); empty:
/// all residents of the place.
std::string_view whole_of(std::string_view measure, const ExperimentResult& result);

}  // namespace tocsin
