// SPDX-License-Identifier: Apache-2.0
// Reads a text and draws what was said about it: `messages_of_yaml("a: 1\na: 2\n")`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/input/csv.hpp"
#include "engine/input/document.hpp"

namespace tocsin {

inline std::string messages_of_yaml(std::string_view bytes, Language language = Language::en) {
  Diagnostics diagnostics;
  parse_document(bytes, "drill.yaml", diagnostics);
  return draw(diagnostics.entries(), language);
}

inline std::string messages_of_csv(std::string_view bytes, Language language = Language::en) {
  Diagnostics diagnostics;
  parse_csv(bytes, "table.csv", diagnostics);
  return draw(diagnostics.entries(), language);
}

inline std::vector<std::string> codes_of(const Diagnostics& diagnostics) {
  std::vector<std::string> codes;
  for (const auto& entry : diagnostics.entries()) codes.push_back(entry.code);
  return codes;
}

}  // namespace tocsin
