// SPDX-License-Identifier: Apache-2.0
// What conditions may ask of the roll of residents: who of those to be moved has left, is safe or still at home, who is
// stranded, how full a shelter is.
//
//   when: {fact: evacuation.left_share, zone: riverside, below: 90 %, for: 10 min}
#pragma once

#include "engine/simulation/catalog.hpp"

namespace tocsin::evacuation {

/// Adds the facts of this folder.
void register_facts(Catalog& catalog);

}  // namespace tocsin::evacuation
