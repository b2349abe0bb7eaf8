// SPDX-License-Identifier: Apache-2.0
// Measures of one-to-one help.
#pragma once

#include "engine/simulation/catalog.hpp"

namespace tocsin::evacuation {

/// Kind, events and measures.
void register_help(Catalog& catalog);

}  // namespace tocsin::evacuation
