// SPDX-License-Identifier: Apache-2.0
// command: - kind: plan and - kind: task. A plan (预案) belongs to a response and is made of tasks: what is to be done
// from which grade on or under which condition, by whom, until when, with what, and what it does in the drill.
// Townships may do it their own way (一乡镇一方案).
//
//   command:
//     - {kind: plan, id: flood-plan, name: {en: Flood plan, zh: 防汛预案}, response: baima-flood}
//     - kind: task
//       id: move-low-banks
//       plan: flood-plan
//       text: {en: Move the people on the low banks., zh: 转移低洼河岸群众。}
//       from_grade: III
//       responsible: [dongsheng, sanxi]
//       deadline: 30 min
//       evacuate: {}
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/simulation/condition.hpp"
#include "engine/simulation/model.hpp"
#include "models/command/post.hpp"
#include "models/command/response.hpp"
#include "models/warning/warning.hpp"

namespace tocsin::command {

struct PlanTag;

struct PlanParameters final : ModelParameters {
  Phrase plan_name;
  Reference<ResponseTag> response;

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  const ResponseParameters* found = nullptr;  ///< filled by check
};

/// Puts zones under the order to evacuate.
struct EvacuateAction {
  std::vector<Reference<ZoneTag>> zones;
  std::vector<Reference<TownshipTag>> townships;
  warning::Coverage coverage = warning::Coverage::threatened_households;
  void describe(Fields& fields);
  void check(const Scenario& scenario, Diagnostics& diagnostics);
  std::vector<ZoneId> found;  ///< filled by check; empty: the area of the post that carries it out
};

/// What a task counts on; promised to one task at a time.
struct TaskResources {
  std::vector<Reference<TeamTag>> teams;
  std::vector<Reference<ShelterTag>> shelters;
  std::vector<Placed<std::string>> vehicles;
  void describe(Fields& fields);
  void check(const Scenario& scenario, Diagnostics& diagnostics) const;
  [[nodiscard]] bool none() const { return teams.empty() && shelters.empty() && vehicles.empty(); }
};

/// How one township does it.
struct TaskOverride {
  Reference<TownshipTag> township;
  bool left_out = false;  ///< the task is none of this township's
  Phrase text;
  std::vector<Reference<PostTag>> responsible;
  std::optional<Placed<Duration>> deadline;
  std::optional<Duration> takes;
  TaskResources resources;
  void describe(Fields& fields);
};

struct TaskParameters final : ModelParameters {
  Reference<PlanTag> plan;
  Phrase text;
  std::optional<WrittenGrade> from_grade;
  std::optional<Condition> when;
  std::vector<Reference<PostTag>> responsible;
  Placed<std::string> role;
  std::optional<Placed<Duration>> deadline;
  std::optional<Duration> takes;
  std::optional<EvacuateAction> evacuate;
  std::vector<Reference<SegmentTag>> close_roads;
  std::vector<Placed<std::string>> sound_alarm, begin_controls;
  TaskResources resources;
  std::vector<TaskOverride> overrides;
  Duration acknowledge_within{};
  int sends = 0;  ///< of an order, in all
  int bytes = 0;

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  /// What one post has to do, its township's own way.
  struct Assignment {
    PostId post;
    const Phrase* text = nullptr;
    std::optional<Placed<Duration>> deadline;
    Duration takes{};
    const TaskResources* resources = nullptr;
  };
  /// Zones that come under the order when this post carries it out.
  [[nodiscard]] std::vector<ZoneId> zones_of(PostId post, const Scenario& scenario) const;

  // Filled by `check`.
  NameId name;
  const PlanParameters* found_plan = nullptr;
  PostId decider;
  std::vector<Assignment> assignments;
  std::vector<SegmentId> roads;
  std::vector<NameId> alarms, controls;

 private:
  void describe_effects(Fields& fields);
  void check_moment(const Scenario& scenario, Diagnostics& diagnostics);
  void check_plan(const Scenario& scenario, Diagnostics& diagnostics);
  void check_effects(const Scenario& scenario, Diagnostics& diagnostics);
  void check_role(const Scenario& scenario, Diagnostics& diagnostics) const;
  void assign(const Scenario& scenario, Diagnostics& diagnostics);
  [[nodiscard]] std::vector<PostId> responsible_posts(const Scenario& scenario, Diagnostics& diagnostics) const;
};

}  // namespace tocsin::command

template <>
struct tocsin::ReferenceNoun<tocsin::command::PlanTag> {
  static Phrase value() { return {"a plan of the section command", "command 中的一项预案"}; }
};
