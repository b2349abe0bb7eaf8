// SPDX-License-Identifier: Apache-2.0
// What the posts tell: reports on their way up, decisions and who took them, orders on their way down and back, tasks
// done, help asked for. Orders and reports are numbered from 1 in a replication.
#pragma once

#include <array>

#include "engine/simulation/event.hpp"
#include "models/communications/events.hpp"

namespace tocsin::command {

/// Response grades, from the lowest.
enum class Grade : std::uint8_t { none, iv, iii, ii, i };
inline constexpr std::size_t kGradeCount = 5;

/// How a post came to a decision.
enum class DecidedBy : std::uint8_t {
  duty_desk,     ///< by standing authority
  both_leaders,  ///< a dual command: both were asked
  quorum,        ///< in consultation
  leader_alone,  ///< too few members had been reached by the deadline
};

/// Why a member was given up, until the next round of calls.
enum class NotReached : std::uint8_t { no_answer, no_connection, absent };

/// What travels between posts.
enum class Traveling : std::uint8_t { report, order, acknowledgment, feedback, request };

/// Why it did not get from one post to the next.
enum class RelayFailure : std::uint8_t {
  no_bearer,      ///< nothing carried it
  post_is_silent  ///< it came, but nobody is there
};

/// Why a post acted without an order.
enum class ActedBecause : std::uint8_t {
  superior_out_of_reach,  ///< nothing went to the superior or came from it
  no_order_came           ///< they were in touch, but no order followed
};

}  // namespace tocsin::command

template <>
struct tocsin::EnumNames<tocsin::command::Grade> {
  static constexpr std::array<std::string_view, 5> value{"none", "IV", "III", "II", "I"};
};
template <>
struct tocsin::EnumWords<tocsin::command::Grade> {
  static constexpr std::array<PhraseView, 5> value{
      {{"no response", "未启动"}, {"grade IV", "Ⅳ级"}, {"grade III", "Ⅲ级"}, {"grade II", "Ⅱ级"}, {"grade I", "Ⅰ级"}}};
};
template <>
struct tocsin::EnumNames<tocsin::command::DecidedBy> {
  static constexpr std::array<std::string_view, 4> value{"duty_desk", "both_leaders", "quorum", "leader_alone"};
};
template <>
struct tocsin::EnumWords<tocsin::command::DecidedBy> {
  static constexpr std::array<PhraseView, 4> value{{{"by the duty desk", "值班室按授权决定"},
                                                    {"by both leaders", "行政、专业指挥共同决定"},
                                                    {"in consultation", "会商决定"},
                                                    {"by the leader alone", "负责人先行决定"}}};
};
template <>
struct tocsin::EnumNames<tocsin::command::NotReached> {
  static constexpr std::array<std::string_view, 3> value{"no_answer", "no_connection", "absent"};
};
template <>
struct tocsin::EnumWords<tocsin::command::NotReached> {
  static constexpr std::array<PhraseView, 3> value{
      {{"does not answer", "无人接听"}, {"no connection", "联系不通"}, {"absent", "不在岗"}}};
};
template <>
struct tocsin::EnumNames<tocsin::command::Traveling> {
  static constexpr std::array<std::string_view, 5> value{"report", "order", "acknowledgment", "feedback", "request"};
};
template <>
struct tocsin::EnumWords<tocsin::command::Traveling> {
  static constexpr std::array<PhraseView, 5> value{{{"report", "报告"},
                                                    {"order", "指令"},
                                                    {"acknowledgment", "签收回执"},
                                                    {"feedback", "执行反馈"},
                                                    {"request", "增援请求"}}};
};
template <>
struct tocsin::EnumNames<tocsin::command::RelayFailure> {
  static constexpr std::array<std::string_view, 2> value{"no_bearer", "post_is_silent"};
};
template <>
struct tocsin::EnumWords<tocsin::command::RelayFailure> {
  static constexpr std::array<PhraseView, 2> value{
      {{"nothing carried it", "各种手段均未送达"}, {"nobody is at the post", "指挥部无人应答"}}};
};
template <>
struct tocsin::EnumNames<tocsin::command::ActedBecause> {
  static constexpr std::array<std::string_view, 2> value{"superior_out_of_reach", "no_order_came"};
};
template <>
struct tocsin::EnumWords<tocsin::command::ActedBecause> {
  static constexpr std::array<PhraseView, 2> value{
      {{"the superior was out of reach", "与上级失联"}, {"no order came", "未接到指令"}}};
};

namespace tocsin::command {

inline constexpr PhraseView kOrderNumber{"order {}", "第 {} 号指令"};
inline constexpr PhraseView kAtPost{"at {}", "{}"};

// ---- the situation picture ----

struct ReportMade {
  static constexpr std::string_view kName = "command.report_made";
  static Phrase meaning() {
    return {"An observer noticed what a report is about (or that it is over) and began to send it.",
            "观察单位发现报告事项（或其解除）并开始上报。"};
  }
  NameId report;
  std::uint32_t number = 0;  ///< of this report, from 1
  NameId post;
  bool holds = false;  ///< what is reported is so; else it is over
  void fields(EventFields& f) {
    f("report", report, kByName);
    f("number", number, {"no. {}", "第 {} 报"});
    f("post", post, kAtPost);
    f("holds", holds, {"it is so", "情况属实"});
  }
};

struct ReportArrived {
  static constexpr std::string_view kName = "command.report_arrived";
  static Phrase meaning() {
    return {"A report has reached a post and stands in its situation picture.", "报告到达指挥部并进入其态势。"};
  }
  NameId report;
  std::uint32_t number = 0;
  NameId post;
  double observed_s = 0;  ///< after StartEx
  void fields(EventFields& f) {
    f("report", report, kByName);
    f("number", number, {"no. {}", "第 {} 报"});
    f("post", post, kAtPost);
    f("observed_s", observed_s);
  }
};

/// One leg of the way; it is tried again until the sender gives up.
struct RelayFailed {
  static constexpr std::string_view kName = "command.relay_failed";
  static Phrase meaning() {
    return {"A report, an order or an answer did not get from one post to the next.",
            "报告、指令或回复未能送达下一级。"};
  }
  Traveling what{};
  NameId subject;            ///< the report, task or request
  std::uint32_t number = 0;  ///< of the order or of the report; 0: it has none
  NameId from;
  NameId to;
  RelayFailure reason{};
  bool given_up = false;
  void fields(EventFields& f) {
    f("what", what);
    f("subject", subject, kByName);
    f("number", number, {"no. {}", "第 {} 号"});
    f("from", from, {"from {}", "发自{}"});
    f("to", to, {"to {}", "发往{}"});
    f("reason", reason);
    f("given_up", given_up, {"given up", "放弃发送"});
  }
};

// ---- decisions ----

struct DecisionDue {
  static constexpr std::string_view kName = "command.decision_due";
  static Phrase meaning() {
    return {"A post knows that its plan asks for a higher grade, and begins to decide.",
            "指挥部掌握的情况已达到更高响应等级条件，开始决策。"};
  }
  NameId response;
  NameId post;
  Grade grade{};
  void fields(EventFields& f) {
    f("response", response, kByName);
    f("post", post, kAtPost);
    f("grade", grade);
  }
};

struct MemberReached {
  static constexpr std::string_view kName = "command.member_reached";
  static Phrase meaning() { return {"A member of a post takes part in a decision.", "成员参加会商或决策。"}; }
  NameId response;
  NameId member;
  bool deputy = false;
  void fields(EventFields& f) {
    f("response", response, kByName);
    f("member", member, kByName);
    f("deputy", deputy, {"the deputy", "备份人员"});
  }
};

struct MemberNotReached {
  static constexpr std::string_view kName = "command.member_not_reached";
  static Phrase meaning() {
    return {"A member of a post was called in vain, the deputy too; the next round comes later.",
            "成员及其备份人员均未联系上，稍后再次呼叫。"};
  }
  NameId response;
  NameId member;
  NotReached reason{};
  void fields(EventFields& f) {
    f("response", response, kByName);
    f("member", member, kByName);
    f("reason", reason);
  }
};

struct QuorumMissed {
  static constexpr std::string_view kName = "command.quorum_missed";
  static Phrase meaning() {
    return {"By the deadline too few members had been reached, or not the leaders: these decide alone.",
            "至会商时限到会人数不足（或负责人未到），由负责人先行决定。"};
  }
  NameId response;
  std::uint32_t reached = 0;
  std::uint32_t quorum = 0;
  void fields(EventFields& f) {
    f("response", response, kByName);
    f("reached", reached, {"{} reached", "已联系 {} 人"});
    f("quorum", quorum, {"{} needed", "需 {} 人"});
  }
};

struct GradeChanged {
  static constexpr std::string_view kName = "command.grade_changed";
  static Phrase meaning() { return {"A post changed its response grade.", "调整响应等级。"}; }
  NameId response;
  NameId post;
  Grade from{};
  Grade grade{};
  DecidedBy by{};
  bool straight = false;  ///< a grade was passed over
  void fields(EventFields& f) {
    f("response", response, kByName);
    f("post", post, kAtPost);
    f.untold("from", from);
    f("grade", grade);
    f("by", by);
    f("straight", straight, {"straight up", "果断提级"});
  }
};

// ---- orders ----

struct OrderGiven {
  static constexpr std::string_view kName = "command.order_given";
  static Phrase meaning() { return {"A post ordered a task of its plan.", "指挥部下达预案任务指令。"}; }
  std::uint32_t order = 0;
  NameId task;
  NameId from;
  NameId to;
  double due_s = 0;  ///< since when the giver knew that the task was called for, after StartEx
  void fields(EventFields& f) {
    f("order", order, kOrderNumber);
    f("task", task, kByName);
    f("from", from, {"from {}", "发自{}"});
    f("to", to, {"to {}", "发往{}"});
    f("due_s", due_s);
  }
};

struct OrderRelayed {
  static constexpr std::string_view kName = "command.order_relayed";
  static Phrase meaning() { return {"An order reached a post that hands it on.", "指令到达转达单位。"}; }
  std::uint32_t order = 0;
  NameId post;
  void fields(EventFields& f) {
    f("order", order, kOrderNumber);
    f("post", post, kAtPost);
  }
};

struct OrderArrived {
  static constexpr std::string_view kName = "command.order_arrived";
  static Phrase meaning() {
    return {"An order reached the post that carries it out, for the first time.", "指令首次到达执行单位。"};
  }
  std::uint32_t order = 0;
  communications::Bearer bearer{};  ///< of the last leg
  void fields(EventFields& f) {
    f("order", order, kOrderNumber);
    f("bearer", bearer);
  }
};

struct OrderAcknowledged {
  static constexpr std::string_view kName = "command.order_acknowledged";
  static Phrase meaning() { return {"The giver of an order knows that it arrived.", "下达单位收到签收回执。"}; }
  std::uint32_t order = 0;
  void fields(EventFields& f) { f("order", order, kOrderNumber); }
};

struct OrderSentAgain {
  static constexpr std::string_view kName = "command.order_sent_again";
  static Phrase meaning() { return {"An order that nobody acknowledged was sent again.", "指令未获签收，再次下达。"}; }
  std::uint32_t order = 0;
  void fields(EventFields& f) { f("order", order, kOrderNumber); }
};

struct OrderExecuted {
  static constexpr std::string_view kName = "command.order_executed";
  static Phrase meaning() { return {"The task of an order was carried out.", "指令任务执行完毕。"}; }
  std::uint32_t order = 0;
  bool before = false;  ///< it had been done before the order came
  void fields(EventFields& f) {
    f("order", order, kOrderNumber);
    f("before", before, {"done before", "此前已执行"});
  }
};

struct OrderReportedDone {
  static constexpr std::string_view kName = "command.order_reported_done";
  static Phrase meaning() { return {"The giver of an order knows that it was carried out.", "下达单位收到执行反馈。"}; }
  std::uint32_t order = 0;
  void fields(EventFields& f) { f("order", order, kOrderNumber); }
};

struct OrderLate {
  static constexpr std::string_view kName = "command.order_late";
  static Phrase meaning() {
    return {"The deadline of a task is over, and it has not been carried out.", "任务超过时限仍未完成。"};
  }
  std::uint32_t order = 0;
  void fields(EventFields& f) { f("order", order, kOrderNumber); }
};

struct OrderLost {
  static constexpr std::string_view kName = "command.order_lost";
  static Phrase meaning() { return {"An order never arrived and is not sent any more.", "指令最终未能送达。"}; }
  std::uint32_t order = 0;
  RelayFailure reason{};  ///< of the last failure
  void fields(EventFields& f) {
    f("order", order, kOrderNumber);
    f("reason", reason);
  }
};

struct OrderWithdrawn {
  static constexpr std::string_view kName = "command.order_withdrawn";
  static Phrase meaning() {
    return {"The response stood down before a task had been carried out.", "响应终止，任务尚未完成即撤销。"};
  }
  std::uint32_t order = 0;
  void fields(EventFields& f) { f("order", order, kOrderNumber); }
};

/// The order of a post to itself follows (order_given from and to the post).
struct ActedAlone {
  static constexpr std::string_view kName = "command.acted_alone";
  static Phrase meaning() {
    return {"A post that knew what was to be done acted without an order.",
            "指挥部在未接到指令的情况下按授权先行处置。"};
  }
  NameId post;
  NameId task;
  ActedBecause reason{};
  void fields(EventFields& f) {
    f("post", post, kAtPost);
    f("task", task, kByName);
    f("reason", reason);
  }
};

// ---- help from outside ----

struct AidRequested {
  static constexpr std::string_view kName = "command.aid_requested";
  static Phrase meaning() { return {"A post asked an outside body for help.", "向外部单位请求增援。"}; }
  NameId aid;
  NameId post;
  void fields(EventFields& f) {
    f("aid", aid, kByName);
    f("post", post, kAtPost);
  }
};

struct AidApproved {
  static constexpr std::string_view kName = "command.aid_approved";
  static Phrase meaning() { return {"The outside body agreed to help.", "外部单位同意增援。"}; }
  NameId aid;
  void fields(EventFields& f) { f("aid", aid, kByName); }
};

}  // namespace tocsin::command
