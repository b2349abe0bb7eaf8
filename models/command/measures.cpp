// SPDX-License-Identifier: Apache-2.0
#include "models/command/measures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "engine/simulation/scenario.hpp"
#include "models/command/order_records.hpp"
#include "models/command/post.hpp"
#include "models/command/report.hpp"

namespace tocsin::command {
namespace {

constexpr double kNoMeaning = std::numeric_limits<double>::quiet_NaN();
constexpr double kNever_s = OrderRecord::kNever_s;

const MeasureDescription kFindToDecision{
    "command.find_to_decision",
    MeasureUnit::seconds,
    {"Find to decision", "发现至决策用时"},
    {"From the first report that an observer made to the first response grade of any post.",
     "自首份报告作出至任一指挥部首次启动响应。"},
    Better::less,
    true};
const MeasureDescription kAtVillage{"command.order_to_post_median",
                                    MeasureUnit::seconds,
                                    {"Decision to order at the post, median", "决策至指令到达中位用时"},
                                    {"From an order to its arrival at the post that carries it out; orders of a post "
                                     "to itself are left out, those that "
                                     "never arrived count as never.",
                                     "自下达指令至执行单位收到；不含对本单位的指令，未送达按未完成计。"},
                                    Better::less,
                                    true};
const MeasureDescription kAtVillage90{"command.order_to_post_90",
                                      MeasureUnit::seconds,
                                      {"Decision to order at the post, 90 %", "决策至指令到达90%分位"},
                                      {"The same of 90 % of the orders, at most.", "同上，90% 分位。"}};
const MeasureDescription kAcknowledged{
    "command.acknowledged_median",
    MeasureUnit::seconds,
    {"Order to acknowledgment, median", "指令签收中位用时"},
    {"From an order until its giver knows that it arrived.", "自下达指令至收到签收回执。"}};
const MeasureDescription kAcknowledged90{"command.acknowledged_90",
                                         MeasureUnit::seconds,
                                         {"Order to acknowledgment, 90 %", "指令签收90%分位"},
                                         {"The same of 90 % of the orders, at most.", "同上，90% 分位。"}};
const MeasureDescription kGiven{
    "command.orders_given",
    MeasureUnit::count,
    {"Orders given", "下达指令数"},
    {"Orders to posts, those of a post to itself included.", "下达的指令数（含对本单位）。"},
    Better::neither};
const MeasureDescription kExecuted{"command.orders_executed_share",
                                   MeasureUnit::share,
                                   {"Orders carried out", "指令执行率"},
                                   {"Of the orders given: carried out before EndEx.", "演练结束前执行完毕的指令比例。"},
                                   Better::more,
                                   true};
const MeasureDescription kLost{"command.orders_lost",
                               MeasureUnit::count,
                               {"Orders lost", "丢失指令数"},
                               {"Orders that never arrived and were not sent any more.", "最终未送达的指令数。"}};
const MeasureDescription kClosed{"command.loop_closed_share",
                                 MeasureUnit::share,
                                 {"Orders reported done", "执行反馈率"},
                                 {"Of the orders given: the giver knew before EndEx that they had been carried out.",
                                  "演练结束前下达单位收到执行反馈的指令比例。"},
                                 Better::more};
const MeasureDescription kLate{
    "command.orders_late",
    MeasureUnit::count,
    {"Orders late", "超时指令数"},
    {"Orders that had not been carried out by the deadline of their task.", "至任务时限仍未执行完毕的指令数。"},
    Better::less,
    true};
const std::array<MeasureDescription, kLateCauses> kLateBy{
    {{"command.orders_late_for_quorum",
      MeasureUnit::count,
      {"Late: waiting for the decision", "超时：等待会商决策"},
      {"Late orders most of whose time went on the decision.", "超时指令中主要耗时为会商决策的数量。"}},
     {"command.orders_late_for_bearer",
      MeasureUnit::count,
      {"Late: no bearer", "超时：通信不通"},
      {"Late orders most of whose time went on legs that nothing carried.", "超时指令中主要耗时为通信不通的数量。"}},
     {"command.orders_late_for_silence",
      MeasureUnit::count,
      {"Late: a post was silent", "超时：上级无人应答"},
      {"Late orders that waited for a silent post, or were given by the post itself because its superior was silent.",
       "因指挥部无人应答，或因上级失联而由本单位自行下达的超时指令数。"}},
     {"command.orders_late_for_handling",
      MeasureUnit::count,
      {"Late: handling and carrying out", "超时：转达与执行"},
      {"Late orders most of whose time went on handing on and carrying out.",
       "超时指令中主要耗时为转达与执行的数量。"}}}};
const MeasureDescription kAlone{
    "command.acted_alone",
    MeasureUnit::count,
    {"Tasks begun without an order", "先行处置任务数"},
    {"Times a post acted because its superior was silent.", "因上级失联或未下令而先行处置的次数。"},
    Better::neither};
const MeasureDescription kMissed{
    "command.quorums_missed",
    MeasureUnit::count,
    {"Consultations without quorum", "会商人数不足次数"},
    {"Consultations whose deadline came before their quorum.", "至时限到会人数不足的会商次数。"}};
const MeasureDescription kChanges{"command.grade_changes",
                                  MeasureUnit::count,
                                  {"Changes of grade", "响应等级调整次数"},
                                  {"Changes of the response grade of any post.", "各指挥部响应等级调整次数。"},
                                  Better::neither};
const std::array<MeasureDescription, kGradeCount - 1> kReached{
    {{"command.time_of_grade_IV",
      MeasureUnit::seconds,
      {"Grade IV in force", "Ⅳ级响应启动时间"},
      {"From StartEx until any post is at grade IV or above.", "自演练开始至任一指挥部达到Ⅳ级及以上响应。"}},
     {"command.time_of_grade_III",
      MeasureUnit::seconds,
      {"Grade III in force", "Ⅲ级响应启动时间"},
      {"From StartEx until any post is at grade III or above.", "自演练开始至任一指挥部达到Ⅲ级及以上响应。"}},
     {"command.time_of_grade_II",
      MeasureUnit::seconds,
      {"Grade II in force", "Ⅱ级响应启动时间"},
      {"From StartEx until any post is at grade II or above.", "自演练开始至任一指挥部达到Ⅱ级及以上响应。"}},
     {"command.time_of_grade_I",
      MeasureUnit::seconds,
      {"Grade I in force", "Ⅰ级响应启动时间"},
      {"From StartEx until any post is at grade I.", "自演练开始至任一指挥部达到Ⅰ级响应。"}}}};
const MeasureDescription kReports{
    "command.reports_arrived_share",
    MeasureUnit::share,
    {"Reports that arrived", "报告到达率"},
    {"Of the reports made, each counted for every post it is meant for: those that reached it before EndEx. A report "
     "that a newer one overtook on the way need not arrive.",
     "按接收单位逐一计算，演练结束前到达的报告比例；途中被新报取代者不再送达。"},
    Better::more};
const MeasureDescription kReportDelay{
    "command.report_delay_median",
    MeasureUnit::seconds,
    {"Delay of reports, median", "报告时延中位数"},
    {"From an observation to its arrival at the post it is meant for; of those that arrived.",
     "自观察至到达接收单位，按到达者统计。"}};
const MeasureDescription kPictureAge{
    "command.picture_age_mean",
    MeasureUnit::seconds,
    {"Age of the situation picture, mean", "态势平均时效"},
    {"Time since the newest report that has come in was observed, averaged over time from the first to EndEx and over "
     "the posts; of reports that are repeated.",
     "最新到达报告距其观察时刻的时间，自首报到达至演练结束按时间平均；仅计续报类报告。"}};

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return kNoMeaning;
  std::sort(values.begin(), values.end());
  const auto place = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
  return values[std::max<std::size_t>(place, 1) - 1];
}

void add_decisions(const EventLog& log, Measures& measures) {
  const auto made = log.all<ReportMade>();
  const auto changes = log.all<GradeChanged>();
  std::array<double, kGradeCount - 1> reached_s{};
  reached_s.fill(kNever_s);
  double first_s = kNever_s;
  for (const auto& row : changes) {
    const auto grade = static_cast<std::size_t>(row.event.grade);
    for (std::size_t g = 0; g < grade; ++g) reached_s[g] = std::min(reached_s[g], row.t_s);
    if (grade > 0) first_s = std::min(first_s, row.t_s);
  }
  measures.add(kFindToDecision, made.empty() ? kNoMeaning : first_s - made.front().t_s);
  measures.add(kChanges, static_cast<double>(changes.size()));
  for (std::size_t g = 0; g < reached_s.size(); ++g) measures.add(kReached[g], reached_s[g]);
  measures.add(kMissed, static_cast<double>(log.all<QuorumMissed>().size()));
  measures.add(kAlone, static_cast<double>(log.all<ActedAlone>().size()));
}

void add_orders(const EventLog& log, Measures& measures) {
  const auto records = order_records(log);
  std::vector<double> travel_s;
  std::vector<double> acknowledged_s;
  std::array<double, kLateCauses> late{};
  for (const auto& record : records) {
    if (const auto cause = record.cause()) ++late[static_cast<std::size_t>(*cause)];
    if (!record.traveled()) continue;
    travel_s.push_back(record.arrived_s - record.given_s);
    acknowledged_s.push_back(record.acknowledged_s - record.given_s);
  }
  const auto share = [&](double OrderRecord::*time) {
    const auto count = std::count_if(records.begin(), records.end(), [&](const auto& r) { return r.*time < kNever_s; });
    return records.empty() ? kNoMeaning : static_cast<double>(count) / static_cast<double>(records.size());
  };
  measures.add(kAtVillage, quantile(travel_s, 0.5));
  measures.add(kAtVillage90, quantile(travel_s, 0.9));
  measures.add(kAcknowledged, quantile(acknowledged_s, 0.5));
  measures.add(kAcknowledged90, quantile(acknowledged_s, 0.9));
  measures.add(kGiven, static_cast<double>(records.size()));
  measures.add(kExecuted, share(&OrderRecord::executed_s));
  measures.add(kLost, static_cast<double>(log.all<OrderLost>().size()));
  const auto closed = std::count_if(records.begin(), records.end(), [](const OrderRecord& r) {
    return r.reported_s < kNever_s || (!r.traveled() && r.executed_s < kNever_s);
  });
  measures.add(kClosed,
               records.empty() ? kNoMeaning : static_cast<double>(closed) / static_cast<double>(records.size()));
  measures.add(kLate, static_cast<double>(log.all<OrderLate>().size()));
  for (std::size_t cause = 0; cause < kLateCauses; ++cause) measures.add(kLateBy[cause], late[cause]);
}

// Area under the age of what is known, of one report at one post.
struct Age {
  double since_s = 0, newest_s = 0, area_s2 = 0, known_from_s = -1;
  void go_on(double t_s) {
    const double before_s = since_s - newest_s;
    const double after_s = t_s - newest_s;
    area_s2 += (before_s + after_s) / 2 * (t_s - since_s);
    since_s = t_s;
  }
  void learn(double t_s, double observed_s) {
    if (known_from_s < 0) {
      known_from_s = since_s = t_s;
    } else {
      go_on(t_s);
    }
    newest_s = std::max(newest_s, observed_s);
  }
};

void add_reports(const Scenario& scenario, const EventLog& log, Measures& measures) {
  const PostTree tree(scenario);
  std::map<NameId, std::set<NameId>> meant;  // posts, by report
  std::set<NameId> repeated;
  for (const auto* report : scenario.all<ReportParameters>()) {
    for (const auto& way : report->ways) meant[report->name].insert(tree.post(way.back()).name);
    if (report->every) repeated.insert(report->name);
  }
  double made = 0;
  for (const auto& row : log.all<ReportMade>()) made += static_cast<double>(meant[row.event.report].size());
  std::vector<double> delays_s;
  std::map<std::pair<NameId, NameId>, Age> ages;
  for (const auto& row : log.all<ReportArrived>()) {
    const auto& e = row.event;
    if (!meant[e.report].contains(e.post)) continue;
    delays_s.push_back(row.t_s - e.observed_s);
    if (repeated.contains(e.report)) ages[{e.report, e.post}].learn(row.t_s, e.observed_s);
  }
  const double end_s = seconds(scenario.exercise.duration);
  double area_s2 = 0;
  double known_s = 0;
  for (auto& [key, age] : ages) {
    age.go_on(end_s);
    area_s2 += age.area_s2;
    known_s += end_s - age.known_from_s;
  }
  measures.add(kReports, made > 0 ? static_cast<double>(delays_s.size()) / made : kNoMeaning);
  measures.add(kReportDelay, quantile(delays_s, 0.5));
  measures.add(kPictureAge, known_s > 0 ? area_s2 / known_s : kNoMeaning);
}

}  // namespace

std::vector<MeasureDescription> measure_descriptions() {
  std::vector<MeasureDescription> all{kFindToDecision, kAtVillage, kAtVillage90, kAcknowledged, kAcknowledged90,
                                      kGiven,          kExecuted,  kLost,        kClosed,       kLate};
  all.insert(all.end(), kLateBy.begin(), kLateBy.end());
  all.insert(all.end(), {kAlone, kMissed, kChanges});
  all.insert(all.end(), kReached.begin(), kReached.end());
  all.insert(all.end(), {kReports, kReportDelay, kPictureAge});
  return all;
}

void add_measures(const Scenario& scenario, const EventLog& log, Measures& measures) {
  if (scenario.all<PostParameters>().empty()) return;
  add_decisions(log, measures);
  add_orders(log, measures);
  add_reports(scenario, log, measures);
}

}  // namespace tocsin::command
