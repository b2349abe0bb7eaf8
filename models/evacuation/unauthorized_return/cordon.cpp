// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/unauthorized_return/cordon.hpp"

#include <algorithm>

#include "engine/input/codes.hpp"
#include "engine/simulation/world.hpp"
#include "models/evacuation/unauthorized_return/parameters.hpp"

namespace tocsin::evacuation {
namespace {

/// What a cordon means to those who go home stands in households_return.cpp: the kinds themselves do nothing more.
class WatchedArea final : public Model {
 public:
  void start(World& world) override { (void)world; }
};

}  // namespace

void Cordon::describe_cordon(Fields& f) {
  f.optional("zones", zones, {"Zones that are watched; all that take part if left out.", "警戒的分区；缺省为全部。"});
  f.optional("from", window.from,
             {"Since when, after StartEx; from StartEx if left out.", "启用时刻（自演练开始）；缺省为演练开始。"})
      .at_least(0s)
      .example("1 h");
  f.optional("until", window.until,
             {"Until when, after StartEx; until EndEx if left out.", "停用时刻（自演练开始）；缺省为演练结束。"})
      .more_than(0s);
  f.parameter(
       "rate_factor", rate_factor,
       {"Factor of the rate at which people set out for home, while it is watched.", "警戒期间擅自返回发生率系数。"})
      .between(0, 1);
}

void ElectronicFenceParameters::describe(Fields& f) {
  describe_cordon(f);
  f.parameter(
       "detected", detected,
       {"Households that come back and set off the alarm, of all that do.", "擅自返回住户中触发围栏报警的比例。"})
      .between(0_percent, 100_percent);
  f.parameter("response_shortest", response_shortest,
              {"From the alarm until the cadre in charge is at the door, at least.", "报警至责任人到门的最短时间。"})
      .at_least(0s);
  f.parameter("response_longest", response_longest, {"The same, at most.", "报警至责任人到门的最长时间。"})
      .at_least(0s);
  f.parameter("turned_back", turned_back,
              {"Households that leave again when he talks to them, of those he finds at home.",
               "责任人上门时仍在家的返回住户中，经劝导再次转移的比例。"})
      .between(0_percent, 100_percent);
}

void GuardPostParameters::describe(Fields& f) {
  describe_cordon(f);
  f.parameter(
       "turned_back", turned_back,
       {"Households that turn round at the post, of those that come to it.", "到达值守点的返回住户中被劝返的比例。"})
      .between(0_percent, 100_percent);
}

void ElectronicFenceParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  check_cordon(*this, scenario, diagnostics);
  if (response_shortest <= response_longest) return;
  diagnostics.error(where, codes::kInconsistent,
                    {"the shortest response is longer than the longest", "response_shortest 大于 response_longest"},
                    {"response_shortest <= response_longest", "response_shortest ≤ response_longest"});
}

void GuardPostParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  check_cordon(*this, scenario, diagnostics);
}

void Cordon::check_cordon(const ModelParameters& entry, const Scenario& scenario, Diagnostics& diagnostics) {
  name = scenario.names->intern(entry.id);
  window.check(scenario, diagnostics);
  const auto returns = scenario.all<UnauthorizedReturnParameters>();
  if (returns.empty()) {
    diagnostics.error(
        entry.where, codes::kInconsistent,
        phrase("nobody goes home in this drill: '{}' keeps nobody out", "演练中无人擅自返回，“{}”无对象", entry.id),
        {"an entry 'kind: unauthorized_return' beside it", "同时写入 kind: unauthorized_return 条目"});
  }
  watched_.assign(scenario.town->zones.size(), zones.empty() ? 1 : 0);
  for (const auto& reference : zones) {
    const auto zone = scenario.find_in_scope(reference, diagnostics);
    if (!zone.exists()) continue;
    watched_[zone.index()] = 1;
    const bool anybody =
        std::any_of(returns.begin(), returns.end(), [&](const auto* p) { return p->may_concern(reference); });
    if (returns.empty() || anybody) continue;
    diagnostics.error(reference.where, codes::kInconsistent,
                      phrase("nobody goes home to '{}' in this drill", "演练中无人返回“{}”", reference.name),
                      {"a zone of an entry 'kind: unauthorized_return'", "kind: unauthorized_return 条目中的分区"});
  }
}

std::unique_ptr<Model> ElectronicFenceParameters::make() const {
  return std::make_unique<WatchedArea>();
}

std::unique_ptr<Model> GuardPostParameters::make() const {
  return std::make_unique<WatchedArea>();
}

}  // namespace tocsin::evacuation
