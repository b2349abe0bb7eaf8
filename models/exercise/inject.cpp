// SPDX-License-Identifier: Apache-2.0
#include "models/exercise/inject.hpp"

#include "engine/base/units.hpp"
#include "models/exercise/events.hpp"

namespace tocsin::exercise {

void InjectEntry::describe(Fields& f) {
  f.required("at", at, {"When it is played, after StartEx.", "演练开始后多久下达。"}).at_least(0s).example("20 min");
  f.optional("expected_action", expected_action, {"What the players should do.", "期望参演人员采取的行动。"});
  f.optional("responsible", responsible, {"Who should act.", "责任单位或岗位。"});
  f.optional("deadline", deadline, {"Until when, counted from the inject.", "自下达起的完成时限。"}).more_than(0s);
}

void InjectEntry::check(const ModelParameters& owner, const Scenario& scenario, Diagnostics& diagnostics) {
  name = scenario.names->intern(owner.id);
  if (at.since <= scenario.exercise.duration) return;
  diagnostics.error(at.where.line > 0 ? at.where : owner.where, "out-of-range",
                    phrase("the inject '{}' comes after EndEx", "导调信息“{}”晚于演练结束", owner.id),
                    phrase("at: at most {} (exercise.duration)", "at：不超过 {}（exercise.duration）",
                           to_text(scenario.exercise.duration)));
}

void InjectModel::start(World& world) {
  world.kernel().schedule(kStartEx + entry_.at.since, phase_, [this, &world] {
    world.publish(InjectFired{entry_.name});
    if (action_) action_(world);
  });
}

}  // namespace tocsin::exercise
