// SPDX-License-Identifier: Apache-2.0
#include "engine/simulation/section_entries.hpp"

#include "engine/simulation/scenario.hpp"

namespace tocsin {

std::optional<Document> injects_beside(const std::filesystem::path& scenario_file, Diagnostics& diagnostics) {
  const auto beside = scenario_file.parent_path() / "injects.yaml";
  if (scenario_file.filename() != "scenario.yaml" || !std::filesystem::exists(beside)) return std::nullopt;
  return read_document(beside, diagnostics);
}

std::vector<const Node*> section_entries(const Node& root, std::string_view section,
                                         const std::optional<Document>& injects, Diagnostics& diagnostics) {
  std::vector<const Node*> entries;
  const auto add = [&](const Node& list) {
    if (list.is_mapping()) {
      entries.push_back(&list);
    } else if (list.is_sequence()) {
      for (const auto& item : list.items) entries.push_back(&item);
    } else if (!list.is_empty()) {
      diagnostics.error(list.where, "wrong-type", phrase("'{}' must be a list of entries", "“{}”应为条目列表", section),
                        {"- kind: …", "- kind: …"});
    }
  };
  if (const auto* node = root.find(section)) add(*node);
  if (section == kInjectsSection && injects) add(injects->root);
  return entries;
}

}  // namespace tocsin
