// SPDX-License-Identifier: Apache-2.0
// YAML on one line, for values that have to fit into one cell of a table.
//
//   to_flow_yaml(node)        // "{roads: [south-bridge], zones: [old-bridge]}"
//   quoted_yaml(" a\n")       // "\" a\\n\""
#pragma once

#include <string>
#include <string_view>

#include "engine/input/document.hpp"

namespace tocsin {

/// A tree on one line; reading it gives back the same tree.
std::string to_flow_yaml(const Node& node);

/// A text in double quotes, with escapes: blanks at its ends and line ends survive whoever trims cells.
std::string quoted_yaml(std::string_view text);

}  // namespace tocsin
