// SPDX-License-Identifier: Apache-2.0
// The version of this build, as results record it.
#pragma once

#include <string>

namespace tocsin::app {

/// "0.1.0"
std::string version();
/// "tocsin 0.1.0"
std::string version_text();

}  // namespace tocsin::app
