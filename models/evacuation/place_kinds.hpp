// SPDX-License-Identifier: Apache-2.0
// Buildings and scenic sites as kinds of the section `evacuation`.
#pragma once

#include "engine/simulation/catalog.hpp"

namespace tocsin::evacuation {

void register_places(Catalog& catalog);

}  // namespace tocsin::evacuation
