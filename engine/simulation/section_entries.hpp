// SPDX-License-Identifier: Apache-2.0
// The entries of a section as they stand in the scenario file, before any of them is read.
//
//   const auto beside = injects_beside(file, diagnostics);
//   for (const Node* entry : section_entries(root, kInjectsSection, beside, diagnostics)) …
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/input/document.hpp"

namespace tocsin {

/// injects.yaml beside a scenario.yaml; nullopt when there is none (or it cannot be read: told).
std::optional<Document> injects_beside(const std::filesystem::path& scenario_file, Diagnostics& diagnostics);

/// The entries of a section: the list (or the one entry) in the scenario file, for injects also those of `injects`.
/// They point into `root` and `injects`.
std::vector<const Node*> section_entries(const Node& root, std::string_view section,
                                         const std::optional<Document>& injects, Diagnostics& diagnostics);

/// The id of an entry that gives none: its kind, from the second on with a number ("message-2").
template <class Taken>
std::string free_id(const std::string& kind, const Taken& taken) {
  std::string id = kind;
  for (int number = 2; taken.contains(id); ++number) id = kind + "-" + std::to_string(number);
  return id;
}

}  // namespace tocsin
