// SPDX-License-Identifier: Apache-2.0
// The parameters of a scenario as people count them: one value of one meaning is one parameter, however many entries
// take it. The check, the terminal, the report and the manifest all count this list:
//   const auto list = parameter_list(scenario);
//   const auto assumed = assumption_count(list);
#pragma once

#include <string>
#include <vector>

#include "engine/base/text.hpp"
#include "engine/input/fields.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin {

/// Those of the entries first, in the order of the file, then what everybody on the road shares. Alike ones are one
/// line: "rescue.(7).walk_night_factor".
std::vector<ParameterUse> parameter_list(const Scenario& scenario);

/// Confidence E: an engineering default, no measured source.
std::size_t assumption_count(const std::vector<ParameterUse>& parameters);

/// "212 parameters, 164 of them assumptions (E: engineering default, no measured source)".
Phrase count_words(const std::vector<ParameterUse>& parameters);

}  // namespace tocsin
