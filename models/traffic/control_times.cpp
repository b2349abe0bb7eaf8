// SPDX-License-Identifier: Apache-2.0
#include "models/traffic/control_times.hpp"

#include "engine/base/units.hpp"
#include "engine/input/codes.hpp"
#include "models/traffic/controls.hpp"

namespace tocsin::traffic {

void ControlTimes::describe(Fields& f) {
  f.optional("from", from,
             {"When it is wanted, after StartEx; left out: when an inject begins it.",
              "开始时刻（自演练开始）；缺省：由导调信息启动。"})
      .at_least(0s)
      .example("20 min");
  f.optional("until", until,
             {"When it ends, after StartEx; left out: at EndEx, or when an inject ends it.",
              "结束时刻（自演练开始）；缺省：演练结束，或由导调信息结束。"})
      .more_than(0s);
}

void ControlTimes::check(const Scenario& scenario, Diagnostics& diagnostics) const {
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

bool ControlTimes::overlaps(const ControlTimes& other) const {
  const auto ends_before = [](const ControlTimes& a, const ControlTimes& b) {
    return a.until && a.until->value <= (b.from ? b.from->value : Duration{});
  };
  return !ends_before(*this, other) && !ends_before(other, *this);
}

void ControlTimes::plan(World& world, NameId control) const {
  auto& controls = world.door<Controls>();
  if (from) {
    world.kernel().schedule(kStartEx + from->value, Phase::infrastructure,
                            [&controls, control] { controls.begin(control); });
  }
  if (until) {
    world.kernel().schedule(kStartEx + until->value, Phase::infrastructure,
                            [&controls, control] { controls.end(control); });
  }
}

}  // namespace tocsin::traffic
