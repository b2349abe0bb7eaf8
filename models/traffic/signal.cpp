// SPDX-License-Identifier: Apache-2.0
#include "models/traffic/signal.hpp"

#include <algorithm>

#include "engine/input/codes.hpp"
#include "models/traffic/traffic.hpp"

namespace tocsin::traffic {

void SignalPhase::describe(Fields& f) {
  f.required("green", green, {"How long these roads have green.", "绿灯时长。"}).at_least(1s).example("60 s");
  f.optional("roads", roads,
             {"Roads that lead to the junction and have green; none: all have red.", "放行的进口道路；不写则全红。"});
}

void SignalParameters::describe(Fields& f) {
  f.required("junction", junction, {"Junction at which it stands.", "所在路口。"}).example("market");
  f.required("phases", phases, {"Parts of the cycle, in their order.", "各相位，按顺序。"});
}

void SignalParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  const auto& roads = scenario.town->roads;
  const auto at = scenario.find_junction(junction, diagnostics);
  if (phases.empty()) {
    diagnostics.error(where, codes::kMissingKey, phrase("the signal '{}' has no phase", "信号灯“{}”没有相位", id),
                      {"phases: [{green: 60 s, roads: [ID]}, …]", "phases: [{green: 60 s, roads: [编号]}, …]"});
  }
  for (const auto* other : scenario.all<SignalParameters>()) {
    if (other == this) break;
    if (other->junction.value != junction.value) continue;
    diagnostics.error(junction.where, codes::kInconsistent,
                      phrase("'{}' stands at this junction already", "该路口已有信号灯“{}”", other->id),
                      {"one signal for a junction, with all its phases", "一个路口一处信号灯，列出全部相位"});
  }
  if (!at.exists()) return;
  approaches.clear();
  for (std::size_t s = 0; s < roads.segment_count(); ++s) {
    if (roads.to(SegmentId(s)) == at) approaches.emplace_back(s);
  }
  green.assign(phases.size(), std::vector<bool>(approaches.size(), false));
  for (std::size_t k = 0; k < phases.size(); ++k) {
    for (const auto& road : phases[k].roads) {
      const auto found = scenario.find_road(road, diagnostics);
      bool leads_here = found.empty();  // told already
      for (std::size_t a = 0; a < approaches.size(); ++a) {
        if (std::find(found.begin(), found.end(), approaches[a]) == found.end()) continue;
        green[k][a] = true;
        leads_here = true;
      }
      if (leads_here) continue;
      diagnostics.error(
          road.where, codes::kUnknownReference,
          phrase("road '{}' does not lead to junction '{}'", "道路“{}”不通向路口“{}”", road.name, junction.value),
          {"a road whose traffic arrives at the junction", "车辆驶向该路口的道路"});
    }
  }
}

std::unique_ptr<Model> SignalParameters::make() const {
  return std::make_unique<Signal>(*this);
}

void Signal::start(World& world) {
  world_ = &world;
  turn_to(0);
}

void Signal::turn_to(std::size_t phase) {
  auto& traffic = world_->door<RoadTraffic>();
  for (std::size_t a = 0; a < p_.approaches.size(); ++a) traffic.set_green(p_.approaches[a], p_.green[phase][a]);
  const auto next = world_->now() + p_.phases[phase].green;
  if (next > world_->scenario().end()) return;
  world_->kernel().schedule(next, Phase::infrastructure, [this, phase] { turn_to((phase + 1) % p_.phases.size()); });
}

}  // namespace tocsin::traffic
