// SPDX-License-Identifier: Apache-2.0
#include "models/communications/measures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "engine/base/text.hpp"
#include "engine/base/units.hpp"
#include "engine/input/csv_writer.hpp"
#include "engine/simulation/event_log.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/communications/bearers.hpp"
#include "models/communications/events.hpp"

namespace tocsin::communications {
namespace {

constexpr double kNoMeaning = std::numeric_limits<double>::quiet_NaN();
constexpr double kNever_s = std::numeric_limits<double>::infinity();

const MeasureDescription kSilent{"communications.most_sites_silent",
                                 MeasureUnit::count,
                                 {"Most sites silent at once", "同时中断站点最多数"},
                                 {"Communication sites of the town without power or fiber at the same time, at most.",
                                  "同一时刻断电或断纤的通信站点最多数。"}};
const MeasureDescription kSilentNow{"communications.silent_sites",
                                    MeasureUnit::count,
                                    {"Sites silent", "中断站点数"},
                                    {"Communication sites that do not work.", "当前中断的通信站点数。"}};
const MeasureDescription kSent{"communications.messages_sent",
                               MeasureUnit::count,
                               {"Messages sent", "发出信息数"},
                               {"Messages given to be sent before EndEx.", "演练结束前交付发送的信息数。"},
                               Better::neither};
const MeasureDescription kDelivered{"communications.delivered_share",
                                    MeasureUnit::share,
                                    {"Messages delivered", "信息送达率"},
                                    {"Of the messages sent: those received before EndEx, by whatever bearer.",
                                     "发出的信息中，演练结束前经任一手段送达的比例。"},
                                    Better::more};
const MeasureDescription kDelay{
    "communications.delay_mean",
    MeasureUnit::seconds,
    {"Delay of messages, mean", "信息平均时延"},
    {"From giving a message to be sent until it is received: queue, writing, tries, transmission, reading; of those "
     "delivered.",
     "自交付发送至接收：排队、拟写、尝试、传输、登记；按送达的信息统计。"}};
const MeasureDescription kDelay95{"communications.delay_95",
                                  MeasureUnit::seconds,
                                  {"Delay of messages, 95 %", "信息时延 95% 分位"},
                                  {"The same of 95 % of those delivered, at most.", "送达信息时延的 95% 分位。"}};

// One pair for each bearer, in their order.
const std::array<MeasureDescription, kBearerCount> kCarried = [] {
  static const std::array<std::string, kBearerCount> names = [] {
    std::array<std::string, kBearerCount> result;
    for (std::size_t b = 0; b < kBearerCount; ++b) {
      result[b] = fmt::format("communications.delivered_by_{}", EnumNames<Bearer>::value[b]);
    }
    return result;
  }();
  std::array<MeasureDescription, kBearerCount> result;
  for (std::size_t b = 0; b < kBearerCount; ++b) {
    const auto words = EnumWords<Bearer>::value[b].phrase();
    result[b] = {names[b],
                 MeasureUnit::count,
                 {"Delivered by " + words.en, "经" + words.zh + "送达"},
                 {"Messages that this bearer carried.", "由该手段送达的信息数。"},
                 Better::neither};
  }
  return result;
}();
const std::array<MeasureDescription, kBearerCount> kDelayBy = [] {
  static const std::array<std::string, kBearerCount> names = [] {
    std::array<std::string, kBearerCount> result;
    for (std::size_t b = 0; b < kBearerCount; ++b) {
      result[b] = fmt::format("communications.delay_by_{}", EnumNames<Bearer>::value[b]);
    }
    return result;
  }();
  std::array<MeasureDescription, kBearerCount> result;
  for (std::size_t b = 0; b < kBearerCount; ++b) {
    const auto words = EnumWords<Bearer>::value[b].phrase();
    result[b] = {names[b],
                 MeasureUnit::seconds,
                 {"Delay by " + words.en, "经" + words.zh + "的时延"},
                 {"Mean time from giving a message to be sent until it is received, of those that this bearer carried.",
                  "由该手段送达的信息自交付发送至接收的平均时间。"}};
  }
  return result;
}();

/// One message as the log tells it.
struct Record {
  double sent_s = 0;
  NameId from, to;
  MessageKind kind{};
  std::vector<MessageAttemptFailed> failures;
  double ended_s = kNever_s;
  std::optional<Bearer> bearer;
  std::optional<LossReason> lost;
};

std::vector<Record> records_of(const EventLog& log) {
  std::vector<Record> records;
  for (const auto& row : log.all<MessageSent>()) {
    records.push_back({row.t_s, row.event.from, row.event.to, row.event.kind, {}, kNever_s, {}, {}});
  }
  for (const auto& row : log.all<MessageAttemptFailed>()) records[row.event.message - 1].failures.push_back(row.event);
  for (const auto& row : log.all<MessageDelivered>()) {
    records[row.event.message - 1].ended_s = row.t_s;
    records[row.event.message - 1].bearer = row.event.bearer;
  }
  for (const auto& row : log.all<MessageLost>()) {
    records[row.event.message - 1].ended_s = row.t_s;
    records[row.event.message - 1].lost = row.event.reason;
  }
  return records;
}

void add_sites(const Scenario& scenario, const EventLog& log, Measures& measures) {
  std::vector<std::pair<double, double>> steps;
  for (const auto& row : log.all<SiteFellSilent>()) steps.emplace_back(row.t_s, 1);
  for (const auto& row : log.all<SiteRestored>()) steps.emplace_back(row.t_s, -1);
  std::sort(steps.begin(), steps.end());  // at the same instant: restored before silent
  double now = 0;
  double most = 0;
  for (const auto& step : steps) most = std::max(most, now += step.second);
  measures.add(kSilent, most);
  measures.add_curve(kSilentNow, level_over_time(steps, scenario.exercise.duration));
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? kNoMeaning : sum / static_cast<double>(values.size());
}

double at_most_of_95(std::vector<double> values) {
  if (values.empty()) return kNoMeaning;
  std::sort(values.begin(), values.end());
  const auto place = static_cast<std::size_t>(std::ceil(0.95 * static_cast<double>(values.size())));
  return values[place - 1];
}

}  // namespace

std::vector<MeasureDescription> measure_descriptions() {
  std::vector<MeasureDescription> all{kSilent, kSilentNow, kSent, kDelivered, kDelay, kDelay95};
  all.insert(all.end(), kCarried.begin(), kCarried.end());
  all.insert(all.end(), kDelayBy.begin(), kDelayBy.end());
  return all;
}

void add_measures(const Scenario& scenario, const EventLog& log, Measures& measures) {
  const auto bearers = scenario.all<BearerEntry>();
  if (bearers.empty()) return;
  add_sites(scenario, log, measures);
  const auto records = records_of(log);
  std::vector<double> delays_s;
  std::array<std::vector<double>, kBearerCount> by_bearer;
  for (const Record& record : records) {
    if (!record.bearer) continue;
    delays_s.push_back(record.ended_s - record.sent_s);
    by_bearer[static_cast<std::size_t>(*record.bearer)].push_back(delays_s.back());
  }
  const auto sent = static_cast<double>(records.size());
  measures.add(kSent, sent);
  measures.add(kDelivered, records.empty() ? kNoMeaning : static_cast<double>(delays_s.size()) / sent);
  measures.add(kDelay, mean(delays_s));
  measures.add(kDelay95, at_most_of_95(delays_s));
  for (const auto* entry : bearers) {
    const auto b = static_cast<std::size_t>(entry->bearer);
    measures.add(kCarried[b], static_cast<double>(by_bearer[b].size()));
    measures.add(kDelayBy[b], mean(by_bearer[b]));
  }
}

namespace {

const std::array<Phrase, 8> kColumns{{{"message", "序号"},
                                      {"sent_at", "发出时间"},
                                      {"from", "发自"},
                                      {"to", "发往"},
                                      {"kind", "形式"},
                                      {"tried_in_vain", "未通手段及原因"},
                                      {"ended_at", "结束时间"},
                                      {"outcome", "结果"}}};

std::string outcome_of(const Record& record, Language language) {
  if (record.bearer) {
    const auto words = EnumWords<Bearer>::value[static_cast<std::size_t>(*record.bearer)].phrase();
    return Phrase{"delivered by " + words.en, words.zh + "送达"}.in(language);
  }
  if (record.lost) {
    const auto words = EnumWords<LossReason>::value[static_cast<std::size_t>(*record.lost)].phrase();
    return Phrase{"lost: " + words.en, "未送达：" + words.zh}.in(language);
  }
  return Phrase{"under way", "在途"}.in(language);
}

std::string tried_in_vain(const Record& record, Language language) {
  std::vector<std::string> tried;
  for (const auto& failure : record.failures) {
    const auto bearer = EnumWords<Bearer>::value[static_cast<std::size_t>(failure.bearer)].phrase().in(language);
    const auto why = EnumWords<AttemptFailure>::value[static_cast<std::size_t>(failure.reason)].phrase().in(language);
    tried.push_back(fmt::format("{} ({})", bearer, why));
  }
  return join(tried, "; ");
}

std::string list_of(const Scenario& scenario, const EventLog& log, Language language) {
  const auto records = records_of(log);
  if (records.empty()) return {};
  std::string text{kUtf8Mark};
  std::vector<std::string> row;
  row.reserve(kColumns.size());
  for (const auto& column : kColumns) row.push_back(column.in(language));
  append_csv_row(text, row);
  const auto time = [&](double t_s) {
    return t_s < kNever_s ? to_text(scenario.exercise.starts.plus(Duration{t_s})) : std::string();
  };
  for (std::size_t i = 0; i < records.size(); ++i) {
    const Record& r = records[i];
    append_csv_row(text,
                   {std::to_string(i + 1), time(r.sent_s), scenario.names->text(r.from), scenario.names->text(r.to),
                    EnumWords<MessageKind>::value[static_cast<std::size_t>(r.kind)].phrase().in(language),
                    tried_in_vain(r, language), time(r.ended_s), outcome_of(r, language)});
  }
  return text;
}

}  // namespace

TableDescription message_list() {
  return {"messages.csv",
          {"Every message: from, to, what was tried in vain, by which bearer it arrived.",
           "全部信息：发自、发往、未通手段及原因、送达手段。"},
          list_of};
}

}  // namespace tocsin::communications
