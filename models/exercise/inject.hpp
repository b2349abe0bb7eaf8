// SPDX-License-Identifier: Apache-2.0
// What all injects have in common: when they are played (at a time, on a condition, after another inject), what the
// players are expected to do, and what shows that they did. Each kind of inject (injects.hpp) is `Inject`
// and does one thing to the world; the list of one replication is kept by inject_list.hpp.
//
//   injects:
//     - {kind: message, id: rising, when: {fact: hazard.stage, above: 2 m}, met_by: {fact: warning.zone_ordered,
//        zone: riverside}, deadline: 10 min, text: The gauge keeper reports 2 m.}
//     - {kind: issue_order, id: safety-net, type: contingency, after: {inject: rising, outcome: missed},
//        zones: [riverside]}
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/input/placed.hpp"
#include "engine/simulation/condition.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/world.hpp"

namespace tocsin::exercise {

struct Inject;
struct ObjectiveTag;

/// What an inject is for (handbook 1.4): it informs, it must trigger an action, it steps in when the players have not
/// acted, or it answers what they did.
enum class InjectType : std::uint8_t { contextual, expected_action, contingency, free_play };
/// What may have become of an inject that another one waits for.
enum class InjectOutcome : std::uint8_t { played, met, missed, expired };

}  // namespace tocsin::exercise

template <>
struct tocsin::EnumNames<tocsin::exercise::InjectType> {
  static constexpr std::array<std::string_view, 4> value{"contextual", "expected_action", "contingency", "free_play"};
};
template <>
struct tocsin::EnumWords<tocsin::exercise::InjectType> {
  static constexpr std::array<PhraseView, 4> value{{{"contextual", "情景信息"},
                                                    {"action expected", "预期行动"},
                                                    {"contingency", "备用（补救）"},
                                                    {"free play", "自由应答"}}};
};
template <>
struct tocsin::EnumNames<tocsin::exercise::InjectOutcome> {
  static constexpr std::array<std::string_view, 4> value{"played", "met", "missed", "expired"};
};
template <>
struct tocsin::EnumWords<tocsin::exercise::InjectOutcome> {
  static constexpr std::array<PhraseView, 4> value{
      {{"played", "已下达"}, {"met", "已落实"}, {"missed", "逾期未落实"}, {"expired", "已失效"}}};
};

namespace tocsin::exercise {

/// A span since StartEx that remembers where it was written.
using PlannedTime = Placed<Duration>;

/// Another inject whose outcome brings this one about.
struct AfterInject {
  Reference<InjectTag> inject;
  InjectOutcome outcome = InjectOutcome::played;
  Duration delay{};
  NameId found;  ///< filled by check
  void describe(Fields& fields);
};

/// Line of the Master Scenario Events List (HSEEP 2020; AQ/T 9009: time, content, expected action, responsible).
struct InjectEntry {
  std::optional<InjectType> type;
  // Exactly one of these three:
  std::optional<PlannedTime> at;     ///< since StartEx
  std::optional<Condition> when;     ///< at the first look at which it holds
  std::optional<AfterInject> after;  ///< the outcome of another
  std::optional<PlannedTime> until;  ///< since StartEx: not played later than this
  Phrase expected_action;
  std::optional<Condition> met_by;  ///< what shows that the players acted; without it nothing is expected of the model
  std::optional<PlannedTime> deadline;  ///< since it was played
  std::optional<Reference<ObjectiveTag>> objective;
  std::string responsible, evaluator, from, to, channel, note;

  void describe(Fields& fields);
  /// Refuses injects that cannot be played, or wait for what cannot happen; finds names.
  void check(const Inject& owner, const Scenario& scenario, Diagnostics& diagnostics);
  /// As written; else what it looks like.
  [[nodiscard]] InjectType type_or_usual() const;

  NameId name;       ///< filled by check
  NameId waits_for;  ///< filled by check: the other inject, or its condition in words; none: it is played at its time

 private:
  void describe_moment(Fields& fields);
  void describe_people(Fields& fields);
};

/// The parameters of every kind of inject: scenario.all<Inject>().
struct Inject : ModelParameters {
  InjectEntry entry;
};

/// Puts one inject on the list of the replication; what it does when it is played.
class InjectModel final : public Model {
 public:
  using Action = std::function<void(World&)>;
  InjectModel(const InjectEntry& entry, Phase phase, Action action)
      : entry_(entry), phase_(phase), action_(std::move(action)) {}
  void start(World& world) override;

 private:
  const InjectEntry& entry_;
  Phase phase_;
  Action action_;
};

}  // namespace tocsin::exercise

template <>
struct tocsin::ReferenceNoun<tocsin::exercise::ObjectiveTag> {
  static Phrase value() { return {"an objective of the section evaluation", "evaluation 中的一项目标"}; }
};
