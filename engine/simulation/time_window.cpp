// SPDX-License-Identifier: Apache-2.0
#include "engine/simulation/time_window.hpp"

#include "engine/base/units.hpp"
#include "engine/input/codes.hpp"

namespace tocsin {

void TimeWindow::check(const Scenario& scenario, Diagnostics& diagnostics) const {
  const auto duration = scenario.exercise.duration;
  for (const auto& time : {from, until}) {
    if (!time || time->value <= duration) continue;
    diagnostics.error(time->where, codes::kOutOfRange,
                      phrase("{} is after EndEx", "{} 晚于演练结束", to_text(time->value)),
                      phrase("at most {} (exercise.duration)", "不超过 {}（exercise.duration）", to_text(duration)));
  }
  if (!from || !until || until->value > from->value) return;
  diagnostics.error(until->where, codes::kInconsistent, {"it ends before it begins", "结束早于开始"},
                    phrase("more than {} (from)", "大于 {}（from）", to_text(from->value)));
}

}  // namespace tocsin
