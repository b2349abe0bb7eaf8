// SPDX-License-Identifier: Apache-2.0
// What conditions may ask of the hazards: water at a place and on a road, the stage at a gauge.
//
//   when: {fact: hazard.stage, entry: creek-flood, above: 4.2 m}
#pragma once

#include "engine/simulation/catalog.hpp"

namespace tocsin::hazard {

/// Adds the facts of this folder.
void register_facts(Catalog& catalog);

}  // namespace tocsin::hazard
