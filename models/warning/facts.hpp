// SPDX-License-Identifier: Apache-2.0
// What conditions may ask of the warning: zones under the order, households reached, sites without power.
//
//   when: {fact: warning.reached_share, zone: riverside, below: 50 %, for: 20 min}
#pragma once

#include "engine/simulation/catalog.hpp"

namespace tocsin::warning {

/// Adds the facts of this folder.
void register_facts(Catalog& catalog);

}  // namespace tocsin::warning
