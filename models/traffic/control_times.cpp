// SPDX-License-Identifier: Apache-2.0
#include "models/traffic/control_times.hpp"

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
