// SPDX-License-Identifier: Apache-2.0
// The transfer ledger 避险转移台账 of one replication: a line for every household that is under the order or at risk,
// from scenario and log alone. It stands with the rescue teams, for they make the second sweep.
#pragma once

#include "engine/simulation/catalog.hpp"

namespace tocsin::rescue {

/// transfer-ledger.csv: who answers for the household, when it was reached, by what it left, what it was fetched by,
/// where it was to go and where heads were counted, whether the house was looked at again, and where it is at EndEx.
/// Below stand the sums, the last of them by where people are. Nobody in danger: no table.
TableDescription transfer_ledger();

}  // namespace tocsin::rescue
