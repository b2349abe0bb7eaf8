// SPDX-License-Identifier: Apache-2.0
// orders.csv and situation-picture.csv.
#include <fmt/format.h>

#include <array>
#include <string>

#include "engine/base/units.hpp"
#include "engine/input/csv_writer.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/command/measures.hpp"
#include "models/command/order_records.hpp"
#include "models/command/post.hpp"

namespace tocsin::command {
namespace {

constexpr double kNever_s = OrderRecord::kNever_s;

const std::array<Phrase, 15> kOrderColumns{{{"order", "指令号"},
                                            {"task", "任务"},
                                            {"from", "下达单位"},
                                            {"to", "执行单位"},
                                            {"called_for_at", "触发时间"},
                                            {"given_at", "下达时间"},
                                            {"arrived_at", "到达时间"},
                                            {"by", "末程手段"},
                                            {"acknowledged_at", "签收时间"},
                                            {"executed_at", "执行完毕时间"},
                                            {"reported_done_at", "反馈时间"},
                                            {"times_sent", "下达次数"},
                                            {"outcome", "结果"},
                                            {"late", "是否超时"},
                                            {"why_late", "超时原因"}}};

const std::array<Phrase, 6> kPictureColumns{{{"report", "报告"},
                                             {"number", "报次"},
                                             {"post", "到达单位"},
                                             {"observed_at", "观察时间"},
                                             {"arrived_at", "到达时间"},
                                             {"delay_min", "时延（分钟）"}}};

template <std::size_t N>
std::string heading(const std::array<Phrase, N>& columns, Language language) {
  std::string text{kUtf8Mark};
  std::array<std::string, N> cells;
  for (std::size_t c = 0; c < N; ++c) cells[c] = columns[c].in(language);
  append_csv_row(text, cells);
  return text;
}

std::string clock(const Scenario& scenario, double t_s) {
  return t_s < kNever_s ? to_text(scenario.exercise.starts.plus(Duration{t_s})) : std::string();
}

template <class E>
std::string words(E value, Language language) {
  return EnumWords<E>::value[static_cast<std::size_t>(value)].phrase().in(language);
}

Phrase outcome_of(const OrderRecord& r) {
  if (r.executed_s < kNever_s) {
    return r.alone ? Phrase{"carried out without an order", "未接指令先行处置"} : Phrase{"carried out", "已执行"};
  }
  if (r.withdrawn_s < kNever_s) return {"withdrawn", "已撤销"};
  if (r.lost_s < kNever_s) return {"lost", "未送达"};
  return r.arrived_s < kNever_s || !r.traveled() ? Phrase{"in hand", "执行中"} : Phrase{"on its way", "传递中"};
}

// The cause; where the way failed, how it did.
std::string why_late(const OrderRecord& r, Language language) {
  const auto cause = r.cause();
  if (!cause) return {};
  auto text = words(*cause, language);
  if (r.failure)
    text += Phrase{" (" + words(*r.failure, Language::en) + ")", "（" + words(*r.failure, Language::zh) + "）"}.in(
        language);
  return text;
}

std::string list_of_orders(const Scenario& scenario, const EventLog& log, Language language) {
  const auto records = order_records(log);
  if (records.empty()) return {};
  auto text = heading(kOrderColumns, language);
  const auto name = [&](NameId id) { return scenario.names->words(id).in(language); };
  for (const auto& r : records) {
    append_csv_row(text, {std::to_string(r.given.order), name(r.given.task), name(r.given.from), name(r.given.to),
                          clock(scenario, r.given.due_s), clock(scenario, r.given_s), clock(scenario, r.arrived_s),
                          r.bearer ? words(*r.bearer, language) : std::string(), clock(scenario, r.acknowledged_s),
                          clock(scenario, r.executed_s), clock(scenario, r.reported_s), std::to_string(r.sent),
                          outcome_of(r).in(language), r.late ? Phrase{"yes", "是"}.in(language) : std::string(),
                          why_late(r, language)});
  }
  return text;
}

std::string list_of_pictures(const Scenario& scenario, const EventLog& log, Language language) {
  const auto rows = log.all<ReportArrived>();
  if (rows.empty()) return {};
  auto text = heading(kPictureColumns, language);
  for (const auto& row : rows) {
    const auto& e = row.event;
    append_csv_row(text, {scenario.names->words(e.report).in(language), std::to_string(e.number),
                          scenario.names->words(e.post).in(language), clock(scenario, e.observed_s),
                          clock(scenario, row.t_s), fmt::format("{:.1f}", (row.t_s - e.observed_s) / 60)});
  }
  return text;
}

}  // namespace

TableDescription order_list() {
  return {"orders.csv",
          {"Each order: decided, sent, arrived, acknowledged, carried out, by what, and why it was late.",
           "指令台账：决策、下达、到达、签收、执行时间及手段、超时原因。"},
          list_of_orders};
}

TableDescription picture_list() {
  return {"situation-picture.csv",
          {"Each report at each post it came to: observed when, arrived when.",
           "态势台账：各报告到达各指挥部的观察时间与到达时间。"},
          list_of_pictures};
}

}  // namespace tocsin::command
