// SPDX-License-Identifier: Apache-2.0
// What conditions may ask of the posts. Asked by a post (in a response, a task, a request for help) they are what that
// post knows; asked by exercise control they are what is so.
#pragma once

#include "engine/simulation/catalog.hpp"

namespace tocsin::command {

void register_facts(Catalog& catalog);

}  // namespace tocsin::command
