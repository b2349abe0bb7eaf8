// SPDX-License-Identifier: Apache-2.0
// What the catalog asks of this folder: its kinds, events and measures.
#pragma once

#include "engine/simulation/catalog.hpp"

namespace tocsin::communications {

/// Adds the kinds, events and measures of this folder.
void register_models(Catalog& catalog);

}  // namespace tocsin::communications
