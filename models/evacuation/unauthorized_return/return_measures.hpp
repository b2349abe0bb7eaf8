// SPDX-License-Identifier: Apache-2.0
// Measures of unauthorized return.
#pragma once

#include "engine/simulation/catalog.hpp"

namespace tocsin::evacuation {

/// Kinds, events and measures.
void register_return(Catalog& catalog);

}  // namespace tocsin::evacuation
