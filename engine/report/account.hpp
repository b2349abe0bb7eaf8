// SPDX-License-Identifier: Apache-2.0
// The account of the first screen: of everybody who should have been moved, who is where at EndEx. Each line is a
// measure that is counted by itself; that they add up to the whole, so that nobody disappears from the numbers by
// coming to harm, is checked here in every replication:
//   data.account = account_of(result, catalog);
// Which measures they are is declared by the model that keeps the ledger (engine/simulation/account.hpp).
#pragma once

#include "engine/experiment/experiment.hpp"
#include "engine/report/report.hpp"
#include "engine/simulation/catalog.hpp"

namespace tocsin {

/// Whole and parts over the replications; no parts when the scenario has no such measures.
Account account_of(const ExperimentResult& result, const Catalog& catalog);

}  // namespace tocsin
