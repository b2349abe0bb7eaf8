// SPDX-License-Identifier: Apache-2.0
// Facts that the engine itself can tell: those of its roads, whoever closed them (water, debris, a ban).
//
//   when: {fact: roads.closed, road: x017, mode: truck}
#pragma once

#include "engine/simulation/catalog.hpp"

namespace tocsin {

/// Adds `roads.closed`.
void register_road_facts(Catalog& catalog);

}  // namespace tocsin
