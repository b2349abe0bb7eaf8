// SPDX-License-Identifier: Apache-2.0
// The list of all model kinds that ship with Tocsin.
#pragma once

#include "engine/simulation/catalog.hpp"

namespace tocsin {

/// Kinds in the order in which they start: hazards first, then what reacts to them.
Catalog standard_catalog();

}  // namespace tocsin
