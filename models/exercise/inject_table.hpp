// SPDX-License-Identifier: Apache-2.0
// The Master Scenario Events List as it was played in one replication, for the after-action review: inject-list.csv in
// the run folder.
#pragma once

#include "engine/simulation/catalog.hpp"

namespace tocsin::exercise {

/// One line an inject: in the order in which they were played, then those that never were.
TableDescription inject_table();

}  // namespace tocsin::exercise
