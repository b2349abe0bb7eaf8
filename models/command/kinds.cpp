// SPDX-License-Identifier: Apache-2.0
// The kinds of this folder, one line each.
#include "models/command/check_up.hpp"
#include "models/command/command.hpp"
#include "models/command/events.hpp"
#include "models/command/facts.hpp"
#include "models/command/measures.hpp"
#include "models/command/mutual_aid.hpp"
#include "models/command/post.hpp"
#include "models/command/report.hpp"
#include "models/command/response.hpp"
#include "models/command/task.hpp"

namespace tocsin::command {
namespace {

const std::vector<Phrase> kPostLimits{
    {"Space, power and shifts of a post; what its people talk about.", "不模拟指挥部的场所、供电、轮班和讨论内容。"},
    {"Messages that are misunderstood or wrong.", "不模拟误传和错报。"}};
const std::vector<Phrase> kPlanLimits{
    {"Whether the people named are able to do what a task asks for.", "不判断责任人是否具备完成任务的能力。"}};

void register_kinds(Catalog& catalog) {
  catalog.add_section("command", {"Command", "指挥"});
  catalog.add_kind<PostParameters>("command", "post",
                                   {"A command post in the tree of posts.", "指挥体系中的一个指挥部。"}, kPostLimits);
  catalog.add_kind<ReportParameters>(
      "command", "report", {"What a post observes and sends up.", "指挥部观察并逐级上报的事项。"},
      {{"Reports that are wrong: late and missing ones only.", "不考虑误报，仅考虑迟报和未到。"}});
  catalog.add_kind<ResponseParameters>(
      "command", "response", {"Response grades of a post, and how it decides.", "指挥部的响应等级与决策方式。"},
      {{"Decisions against the plan: what a post knows decides.", "不考虑违背预案的决策：以掌握的情况为准。"}});
  catalog.add_kind<PlanParameters>("command", "plan",
                                   {"A plan: tasks that go with a response.", "预案：随响应启动的任务。"}, kPlanLimits);
  catalog.add_kind<TaskParameters>(
      "command", "task", {"What is to be done, by whom, until when.", "任务：做什么、谁负责、何时完成。"}, kPlanLimits);
  catalog.add_kind<MutualAidParameters>(
      "command", "mutual_aid", {"Help asked of an outside body.", "向外部单位请求增援。"},
      {{"The line from the root of the tree to the outside body, and that body's own duties.",
        "不模拟最高一级指挥部与外部单位之间的通信，及外部单位自身任务。"}});
}

}  // namespace

void register_models(Catalog& catalog) {
  register_kinds(catalog);
  catalog.add_event<ReportMade>();
  catalog.add_event<ReportArrived>();
  catalog.add_event<RelayFailed>();
  catalog.add_event<DecisionDue>();
  catalog.add_event<MemberReached>();
  catalog.add_event<MemberNotReached>();
  catalog.add_event<QuorumMissed>();
  catalog.add_event<GradeChanged>();
  catalog.add_event<OrderGiven>();
  catalog.add_event<OrderRelayed>();
  catalog.add_event<OrderArrived>();
  catalog.add_event<OrderAcknowledged>();
  catalog.add_event<OrderSentAgain>();
  catalog.add_event<OrderExecuted>();
  catalog.add_event<OrderReportedDone>();
  catalog.add_event<OrderLate>();
  catalog.add_event<OrderLost>();
  catalog.add_event<OrderWithdrawn>();
  catalog.add_event<ActedAlone>();
  catalog.add_event<AidRequested>();
  catalog.add_event<AidApproved>();
  catalog.add_measures(measure_descriptions(), add_measures);
  catalog.add_table(order_list());
  catalog.add_table(picture_list());
  catalog.add_table(role_cards());
  catalog.add_check(check_up);
  register_facts(catalog);
}

}  // namespace tocsin::command
