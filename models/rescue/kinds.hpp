// SPDX-License-Identifier: Apache-2.0
// Registers the rescue folder: teams that search for those left behind and bring them to shelters.
#pragma once

#include "engine/simulation/catalog.hpp"

namespace tocsin::rescue {

/// Adds the kinds, events and measures of this folder.
void register_models(Catalog& catalog);

}  // namespace tocsin::rescue
