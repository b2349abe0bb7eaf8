// SPDX-License-Identifier: Apache-2.0
// What conditions may ask of the teams: who is free, who is there.
//
//   when: {not: {fact: rescue.team_arrived, team: fire-team, zone: riverside}, for: 30 min}
#pragma once

#include "engine/simulation/catalog.hpp"

namespace tocsin::rescue {

/// Adds the facts of this folder.
void register_facts(Catalog& catalog);

}  // namespace tocsin::rescue
