// SPDX-License-Identifier: Apache-2.0
#include "models/exercise/inject.hpp"

#include "models/exercise/inject_list.hpp"

namespace tocsin::exercise {

void AfterInject::describe(Fields& f) {
  f.required("inject", inject, {"The inject it waits for.", "所等候的导调信息。"});
  f.optional("outcome", outcome, {"What must have become of that one.", "该条信息须达到的状态。"});
  f.optional("delay", delay, {"How long after that.", "此后多久下达。"}).at_least(0s);
}

void InjectEntry::describe(Fields& f) {
  f.optional("type", type,
             {"What it is for: contextual (informs), expected_action (must trigger an action), contingency (steps in "
              "when the players have not acted), free_play (answers what they did); if left out, what it looks like.",
              "类型：contextual（情景信息）、expected_action（预期行动）、contingency（参演方未行动时的补救）、"
              "free_play（自由应答）；缺省按其内容判断。"});
  describe_moment(f);
  f.optional("expected_action", expected_action, {"What the players should do.", "期望参演人员采取的行动。"});
  f.optional("met_by", met_by,
             {"What shows that they have done it, after the inject was played; without it nobody checks.",
              "下达后表明行动已落实的条件；缺省则不核查。"});
  f.optional("responsible", responsible, {"Who should act.", "责任单位或岗位。"});
  f.optional("deadline", deadline, {"Until when, counted from the inject.", "自下达起的完成时限。"}).more_than(0s);
  describe_people(f);
}

void InjectEntry::describe_moment(Fields& f) {
  f.optional("at", at,
             {"When it is played, after StartEx. One of at, when and after is needed.",
              "演练开始后多久下达。at、when、after 必写其一。"})
      .at_least(0s)
      .example("20 min");
  f.optional("when", when,
             {"The condition on which it is played, at the first look at which it holds.",
              "触发条件：核查时首次满足即下达。"});
  f.optional("after", after, {"The other inject on whose outcome it is played.", "由另一条导调信息的结果触发。"});
  f.optional("until", until,
             {"Not played later than this after StartEx: it expires; at EndEx if left out.",
              "演练开始后至此仍未下达即失效；缺省为演练结束。"})
      .more_than(0s);
}

void InjectEntry::describe_people(Fields& f) {
  f.optional("objective", objective, {"The objective it serves.", "所服务的演练目标。"});
  f.optional("evaluator", evaluator, {"Who watches and notes what the players do.", "评估人员。"});
  f.optional("from", from, {"Who is said to send it.", "（名义）发出方。"});
  f.optional("to", to, {"Who receives it.", "接收方。"});
  f.optional("channel", channel, {"By what it is given: phone, radio, paper.", "传递方式：电话、电台、书面等。"});
  f.optional("note", note, {"For the controllers only.", "仅供导调人员的备注。"});
}

InjectType InjectEntry::type_or_usual() const {
  if (type) return *type;
  if (after && after->outcome == InjectOutcome::missed) return InjectType::contingency;
  return met_by || !expected_action.empty() ? InjectType::expected_action : InjectType::contextual;
}

void InjectModel::start(World& world) {
  world.door<InjectList>().add(entry_, phase_, action_);
}

}  // namespace tocsin::exercise
