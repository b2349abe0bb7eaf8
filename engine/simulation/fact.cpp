// SPDX-License-Identifier: Apache-2.0
#include "engine/simulation/fact.hpp"

#include <algorithm>

namespace tocsin {

Dimension dimension_of(FactUnit unit) {
  switch (unit) {
    case FactUnit::share:
      return Dimension::share;
    case FactUnit::length:
      return Dimension::length;
    case FactUnit::duration:
      return Dimension::duration;
    default:
      return Dimension::number;
  }
}

std::string_view name_of(FactArgument argument) {
  static constexpr std::array<std::string_view, kFactArgumentCount> kNames{
      "place", "zone", "township", "road", "mode", "site", "shelter", "team", "entry", "inject"};
  return kNames[static_cast<std::size_t>(argument)];
}

bool FactDescription::takes(FactArgument argument) const {
  return std::any_of(parameters.begin(), parameters.end(),
                     [argument](const FactParameter& parameter) { return parameter.argument == argument; });
}

}  // namespace tocsin
