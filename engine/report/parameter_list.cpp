// SPDX-License-Identifier: Apache-2.0
#include "engine/report/parameter_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tocsin {
namespace {

// "rescue.township.walk.night": section, entry, rest. Entries of one kind differ in the second word only.
struct Path {
  std::string section;
  std::string rest;
};

Path split(const std::string& path) {
  const auto first = path.find('.');
  if (first == std::string::npos) return {path, {}};
  const auto second = path.find('.', first + 1);
  return {path.substr(0, first), second == std::string::npos ? std::string() : path.substr(second)};
}

bool is_of_an_entry(const Scenario& scenario, const std::string& section) {
  return std::any_of(scenario.entries.begin(), scenario.entries.end(),
                     [&](const ScenarioEntry& entry) { return entry.kind->section == section; });
}

std::string key_of(const ParameterUse& use) {
  const auto [section, rest] = split(use.path);
  // Shared values differ by their second word (a class of road): it belongs to what they mean.
  return join(std::vector<std::string>{section, rest.empty() ? use.path : rest, use.meaning.en, use.value, use.low,
                                       use.high, use.source, std::string(confidence_code(use.confidence))},
              "|");
}

}  // namespace

std::vector<ParameterUse> parameter_list(const Scenario& scenario) {
  std::vector<ParameterUse> list;
  std::map<std::string, std::size_t> row_of;
  std::vector<std::size_t> entries;  // per row
  for (const auto& use : scenario.parameter_uses) {
    const auto [row, added] = row_of.try_emplace(key_of(use), list.size());
    if (added) {
      list.push_back(use);
      entries.push_back(0);
    }
    ++entries[row->second];
  }
  for (std::size_t row = 0; row < list.size(); ++row) {
    const auto [section, rest] = split(list[row].path);
    if (entries[row] > 1) list[row].path = fmt::format("{}.({}){}", section, entries[row], rest);
  }
  std::stable_partition(list.begin(), list.end(),
                        [&](const ParameterUse& use) { return is_of_an_entry(scenario, split(use.path).section); });
  return list;
}

std::size_t assumption_count(const std::vector<ParameterUse>& parameters) {
  return static_cast<std::size_t>(std::count_if(
      parameters.begin(), parameters.end(), [](const ParameterUse& use) { return use.confidence == Confidence::E; }));
}

Phrase count_words(const std::vector<ParameterUse>& parameters) {
  return phrase("{} parameters, {} of them assumptions (E: engineering default, no measured source)",
                "{} 个参数，其中 {} 个为假设（E：工程默认值，无实测出处）", parameters.size(),
                assumption_count(parameters));
}

}  // namespace tocsin
