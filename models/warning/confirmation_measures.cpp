// SPDX-License-Identifier: Apache-2.0
#include "models/warning/confirmation_measures.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>

#include "engine/base/units.hpp"
#include "engine/input/csv_writer.hpp"
#include "models/communications/events.hpp"
#include "models/warning/confirmation_calls.hpp"
#include "models/warning/events.hpp"

namespace tocsin::warning {
namespace {

constexpr double kNoMeaning = std::numeric_limits<double>::quiet_NaN();
constexpr double kNever_s = std::numeric_limits<double>::infinity();

const std::array<MeasureDescription, 3> kWithin{
    {{"warning.confirmed_within_5_min_share",
      MeasureUnit::share,
      {"Confirmed within 5 min", "5 分钟叫应率"},
      {"Zones under the order in which somebody confirmed it within 5 min after it.",
       "命令下达后 5 分钟内有人确认的村（社区）比例。"},
      Better::more},
     {"warning.confirmed_within_15_min_share",
      MeasureUnit::share,
      {"Confirmed within 15 min", "15 分钟叫应率"},
      {"Zones under the order in which somebody confirmed it within 15 min after it.",
       "命令下达后 15 分钟内有人确认的村（社区）比例。"},
      Better::more},
     {"warning.confirmed_within_30_min_share",
      MeasureUnit::share,
      {"Confirmed within 30 min", "30 分钟叫应率"},
      {"Zones under the order in which somebody confirmed it within 30 min after it.",
       "命令下达后 30 分钟内有人确认的村（社区）比例。"},
      Better::more}}};
constexpr std::array<double, 3> kWithin_s{300, 900, 1800};
const MeasureDescription kConfirmed{
    "warning.confirmed_share",
    MeasureUnit::share,
    {"Zones that confirmed", "责任人叫应率"},
    {"Zones under the order in which somebody confirmed it before EndEx.", "演练结束前有人确认命令的村（社区）比例。"},
    Better::more};
const MeasureDescription kLongest{"warning.last_confirmation",
                                  MeasureUnit::seconds,
                                  {"Last confirmation", "最后一村确认用时"},
                                  {"From the order of a zone to its confirmation, of the zone that took longest.",
                                   "自命令下达至确认，取用时最长的村（社区）。"}};
const MeasureDescription kHolders{
    "warning.holders_confirmed_share",
    MeasureUnit::share,
    {"Other duty holders reached", "其他责任人叫应率"},
    {"Of the other duty holders of zones under the order: those who confirmed before EndEx.",
     "纳入命令的村（社区）其他责任人中，演练结束前确认的比例。"},
    Better::more};
const MeasureDescription kClosed{
    "warning.loop_closed_share",
    MeasureUnit::share,
    {"Loop closed", "叫应闭环率"},
    {"Zones under the order whose report that their people have been told reached the desk before EndEx.",
     "演练结束前值班室收到叫应到位反馈的村（社区）比例。"},
    Better::more};
const MeasureDescription kLoop{
    "warning.loop_time_median",
    MeasureUnit::seconds,
    {"Order to feedback, median", "命令至反馈中位用时"},
    {"From the order of a zone until its report reached the desk; zones without a report count as never.",
     "自命令下达至值班室收到反馈；未反馈者按未完成计。"}};

/// What the log says of one zone under the order.
struct ZoneRecord {
  ZoneId zone;
  double ordered_s = kNever_s, confirmed_s = kNever_s, closed_s = kNever_s;
  std::optional<DutyRank> by;
  std::uint32_t calls = 0;
  std::uint32_t others = 0;                   // other duty holders who confirmed
  std::optional<DutyHolderGivenUp> given_up;  // the last
  bool overdue = false;
};

std::vector<ZoneRecord> records_of(const Scenario& scenario, const EventLog& log) {
  std::vector<ZoneRecord> of_zone(scenario.town->zones.size());
  for (const auto& row : log.all<ZoneOrdered>()) {
    auto& record = of_zone[row.event.zone.index()];
    record.zone = row.event.zone;
    record.ordered_s = std::min(record.ordered_s, row.t_s);
  }
  for (const auto& row : log.all<DutyHolderConfirmed>()) {
    auto& record = of_zone[row.event.zone.index()];
    if (row.event.rank == DutyRank::holder) {
      ++record.others;
    } else if (!record.by) {
      record.confirmed_s = row.t_s;
      record.by = row.event.rank;
      record.calls = row.event.calls;
    }
  }
  for (const auto& row : log.all<DutyHolderGivenUp>()) {
    if (row.event.rank != DutyRank::holder) of_zone[row.event.zone.index()].given_up = row.event;
  }
  for (const auto& row : log.all<ConfirmationOverdue>()) of_zone[row.event.zone.index()].overdue = true;
  for (const auto& row : log.all<LoopClosed>()) of_zone[row.event.zone.index()].closed_s = row.t_s;
  std::erase_if(of_zone, [](const ZoneRecord& r) { return r.ordered_s == kNever_s; });
  return of_zone;
}

double median(std::vector<double> values) {
  if (values.empty()) return kNoMeaning;
  std::sort(values.begin(), values.end());
  return values[(values.size() - 1) / 2];
}

}  // namespace

std::vector<MeasureDescription> confirmation_descriptions() {
  std::vector<MeasureDescription> all(kWithin.begin(), kWithin.end());
  all.insert(all.end(), {kConfirmed, kLongest, kHolders, kClosed, kLoop});
  return all;
}

void add_confirmations(const Scenario& scenario, const EventLog& log, Measures& measures) {
  const auto entries = scenario.all<ConfirmationCallsParameters>();
  if (entries.empty()) return;
  const auto records = records_of(scenario, log);
  const auto share = [&](const auto& holds) {
    const auto count = std::count_if(records.begin(), records.end(), holds);
    return records.empty() ? kNoMeaning : static_cast<double>(count) / static_cast<double>(records.size());
  };
  for (std::size_t k = 0; k < kWithin.size(); ++k) {
    measures.add(kWithin[k], share([&](const ZoneRecord& r) { return r.confirmed_s - r.ordered_s <= kWithin_s[k]; }));
  }
  measures.add(kConfirmed, share([](const ZoneRecord& r) { return r.confirmed_s < kNever_s; }));
  double longest_s = records.empty() ? kNoMeaning : 0;
  double holders = 0;
  double confirmed = 0;
  std::vector<double> loops_s;
  for (const ZoneRecord& r : records) {
    longest_s = std::max(longest_s, r.confirmed_s - r.ordered_s);
    holders += entries.front()->holders_of(scenario.town->zones[r.zone.index()]);
    confirmed += r.others;
    loops_s.push_back(r.closed_s - r.ordered_s);
  }
  measures.add(kLongest, longest_s);
  measures.add(kHolders, holders > 0 ? confirmed / holders : kNoMeaning);
  measures.add(kClosed, share([](const ZoneRecord& r) { return r.closed_s < kNever_s; }));
  measures.add(kLoop, median(std::move(loops_s)));
}

// ---- the table ----

namespace {

const std::array<Phrase, 9> kColumns{{{"township", "乡镇（街道）"},
                                      {"zone", "村（社区）"},
                                      {"ordered_at", "下令时间"},
                                      {"confirmed_at", "确认时间"},
                                      {"confirmed_by", "确认人"},
                                      {"calls", "拨打次数"},
                                      {"other_holders_confirmed", "其他责任人确认人数"},
                                      {"feedback_at", "反馈时间"},
                                      {"stuck", "卡点"}}};

Phrase stuck_at(const ZoneRecord& r) {
  if (r.closed_s < kNever_s) return {};
  if (r.confirmed_s < kNever_s) return {"confirmed; not reported back", "已确认，未反馈"};
  Phrase words{"nobody confirmed", "无人确认"};
  if (r.given_up) {
    const auto rank = EnumWords<DutyRank>::value[static_cast<std::size_t>(r.given_up->rank)].phrase();
    const auto why = EnumWords<GivenUp>::value[static_cast<std::size_t>(r.given_up->reason)].phrase();
    words.en += "; last tried: " + rank.en + ", " + why.en;
    words.zh += "；最后尝试：" + rank.zh + "，" + why.zh;
  }
  return words;
}

std::string list_of(const Scenario& scenario, const EventLog& log, Language language) {
  if (scenario.all<ConfirmationCallsParameters>().empty()) return {};
  const auto records = records_of(scenario, log);
  if (records.empty()) return {};
  std::string text{kUtf8Mark};
  std::vector<std::string> heading;
  heading.reserve(kColumns.size());
  for (const auto& column : kColumns) heading.push_back(column.in(language));
  append_csv_row(text, heading);
  const auto time = [&](double t_s) {
    return t_s < kNever_s ? to_text(scenario.exercise.starts.plus(Duration{t_s})) : std::string();
  };
  const auto& town = *scenario.town;
  for (const ZoneRecord& r : records) {
    const auto& zone = town.zones[r.zone.index()];
    const auto by = r.by ? EnumWords<DutyRank>::value[static_cast<std::size_t>(*r.by)].phrase() : Phrase{};
    append_csv_row(text, {town.townships[zone.township.index()].name.in(language), zone.name.in(language),
                          time(r.ordered_s), time(r.confirmed_s), by.in(language), std::to_string(r.calls),
                          std::to_string(r.others), time(r.closed_s), stuck_at(r).in(language)});
  }
  return text;
}

}  // namespace

TableDescription confirmation_list() {
  return {"confirmation-calls.csv",
          {"Each zone under the order: who confirmed when, the report back, and where it is stuck.",
           "逐村叫应台账：确认人与时间、反馈时间、卡点。"},
          list_of};
}

}  // namespace tocsin::warning
