// SPDX-License-Identifier: Apache-2.0
// Registers the evaluation folder: what the drill should achieve, and how each replication is rated.
#pragma once

#include "engine/simulation/catalog.hpp"

namespace tocsin::evaluation {

void register_models(Catalog& catalog);

}  // namespace tocsin::evaluation
