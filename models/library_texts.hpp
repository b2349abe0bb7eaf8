// SPDX-License-Identifier: Apache-2.0
// The files of scenarios/library as they were when the program was built.
#pragma once

#include <utility>
#include <vector>

namespace tocsin {

/// (file name, YAML text) of every library file.
std::vector<std::pair<const char*, const char*>> library_texts();

}  // namespace tocsin
