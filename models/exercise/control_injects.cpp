// SPDX-License-Identifier: Apache-2.0
#include "models/exercise/control_injects.hpp"

#include <algorithm>

#include "engine/input/codes.hpp"
#include "models/traffic/traffic.hpp"

namespace tocsin::exercise {
namespace {

using Change = void (traffic::Controls::*)(NameId);

std::unique_ptr<Model> change(const InjectEntry& entry, const ControlSelection& selection, Change what) {
  return std::make_unique<InjectModel>(entry, Phase::infrastructure, [&selection, what](World& world) {
    auto& controls = world.door<traffic::Controls>();
    for (const auto control : selection.found) (controls.*what)(control);
  });
}

}  // namespace

void ControlSelection::check(const Scenario& scenario, Diagnostics& diagnostics) {
  std::vector<std::string> known;
  for (const auto* control : scenario.all<traffic::PlannedControl>()) known.push_back(control->control_id());
  found.clear();
  for (const auto& control : controls) {
    if (std::find(known.begin(), known.end(), control.value) != known.end()) {
      found.push_back(scenario.names->intern(control.value));
      continue;
    }
    diagnostics.error(
        control.where, codes::kUnknownReference,
        phrase("the section traffic of this scenario has no '{}'", "此场景的 traffic 中没有“{}”", control.value),
        {"the id of a control point, contraflow or convoy", "管控点、逆向通行或车队的编号"},
        did_you_mean(control.value, known));
  }
}

void BeginControlParameters::describe(Fields& f) {
  entry.describe(f);
  f.required("controls", selection.controls,
             {"Entries of the section traffic that begin now.", "即时启动的 traffic 条目（管控点、逆向通行）。"});
}

void BeginControlParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  entry.check(*this, scenario, diagnostics);
  selection.check(scenario, diagnostics);
}

std::unique_ptr<Model> BeginControlParameters::make() const {
  return change(entry, selection, &traffic::Controls::begin);
}

void EndControlParameters::describe(Fields& f) {
  entry.describe(f);
  f.required("controls", selection.controls,
             {"Entries of the section traffic that end now.", "即时结束的 traffic 条目（管控点、逆向通行）。"});
}

void EndControlParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  entry.check(*this, scenario, diagnostics);
  selection.check(scenario, diagnostics);
}

std::unique_ptr<Model> EndControlParameters::make() const {
  return change(entry, selection, &traffic::Controls::end);
}

}  // namespace tocsin::exercise
