// SPDX-License-Identifier: Apache-2.0
// How far the warning went. "Residents to be warned" are those of households that the design event of some hazard
// threatens; when it threatens nobody (or there is no hazard), those under an order; all residents in a drill that
// plans none.
// The curve counts residents under the order instead, as the curves of those who left home and who arrived do, so that
// they can be compared.
#include "models/warning/measures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "engine/simulation/event_log.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/hazard/events.hpp"
#include "models/hazard/hazard.hpp"
#include "models/warning/confirmation_measures.hpp"
#include "models/warning/events.hpp"
#include "models/warning/picture.hpp"
#include "models/warning/public_measures.hpp"
#include "models/warning/ten_household_cells.hpp"

namespace tocsin::warning {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNoMeaning = std::numeric_limits<double>::quiet_NaN();

const Phrase kToBeWarned{
    "Of residents to be warned: those whose house the hazard map threatens; when it threatens nobody, those under an "
    "order; all in a drill that plans no order.",
    "以应叫应人口为基数：风险图内住户人口；若无受威胁住户则为被纳入命令的人口；若演练未设命令则为全部人口。"};

const MeasureDescription kOrder{"warning.order_issued",
                                MeasureUnit::seconds,
                                {"Order issued", "命令发布时间"},
                                {"From StartEx until the first order to evacuate.", "自演练开始至首次发布转移命令。"}};
const MeasureDescription kOrderedShare{
    "warning.ordered_share",
    MeasureUnit::share,
    {"Under the order, of those at risk", "涉险居民纳入命令比例"},
    {"Of residents on the hazard map or with water at the house: those for whom an order came before EndEx.",
     "风险图内或住房进水的居民中，在演练结束前被纳入转移命令的比例。"},
    Better::more};
const MeasureDescription kDecision{
    "warning.find_to_order",
    MeasureUnit::seconds,
    {"Danger to order", "发现至发令"},
    {"From the first danger detected until the first order after it.", "自首次发现险情至其后首次发布命令。"}};
const MeasureDescription kReached{
    "warning.reached_share",
    MeasureUnit::share,
    {"Residents warned", "叫应率"},
    {"Reached by any channel until EndEx. " + kToBeWarned.en, "至演练结束经任一渠道叫应的比例。" + kToBeWarned.zh},
    Better::more};
const std::array<MeasureDescription, 3> kTimes{
    {{"warning.time_to_reach_50",
      MeasureUnit::seconds,
      {"Time to warn 50 %", "叫应 50% 用时"},
      {"From the first order until half of the residents to be warned were reached.",
       "自首次命令至应叫应人口的 50% 被叫应。"}},
     {"warning.time_to_reach_90",
      MeasureUnit::seconds,
      {"Time to warn 90 %", "叫应 90% 用时"},
      {"From the first order until 90 % of the residents to be warned were reached.",
       "自首次命令至应叫应人口的 90% 被叫应。"}},
     {"warning.time_to_reach_95",
      MeasureUnit::seconds,
      {"Time to warn 95 %", "叫应 95% 用时"},
      {"From the first order until 95 % of the residents to be warned were reached.",
       "自首次命令至应叫应人口的 95% 被叫应。"}}}};
constexpr std::array<double, 3> kShares{0.50, 0.90, 0.95};
const MeasureDescription kBeforeWater{
    "warning.reached_before_water_share",
    MeasureUnit::share,
    {"Warned before the water", "进水前叫应率"},
    {"Of residents of houses that water reached: those alerted before it stood at the house.",
     "住房进水的居民中，在进水前已被叫应的比例。"},
    Better::more};
const MeasureDescription kLead{
    "warning.lead_time_median",
    MeasureUnit::seconds,
    {"Lead time, median", "预警提前量中位数"},
    {"From the first alert until water at the house, over residents of houses that water reached; 0 for those not "
     "alerted before.",
     "住房进水的居民自首次叫应至进水的时间；进水前未叫应者计 0。"},
    Better::more};

/// Those that every drill shows; the others are shown where there is such a channel.
constexpr std::array kUsualChannels{Channel::word_of_mouth, Channel::loudspeaker, Channel::door_to_door};
const std::array<MeasureDescription, kUsualChannels.size()> kFirstBy{
    {{"warning.first_by_word_of_mouth_share",
      MeasureUnit::share,
      {"First heard from neighbors", "首次由邻里告知"},
      {"Residents whose first alert came from neighbors. " + kToBeWarned.en, "首次由邻里告知的比例。" + kToBeWarned.zh},
      Better::neither},
     {"warning.first_by_loudspeaker_share",
      MeasureUnit::share,
      {"First heard by loudspeaker", "首次由喇叭告知"},
      {"Residents whose first alert came by loudspeaker. " + kToBeWarned.en,
       "首次由应急广播告知的比例。" + kToBeWarned.zh},
      Better::neither},
     {"warning.first_by_door_to_door_share",
      MeasureUnit::share,
      {"First heard at the door", "首次由敲门告知"},
      {"Residents whose first alert came at the door. " + kToBeWarned.en,
       "首次由敲门入户告知的比例。" + kToBeWarned.zh},
      Better::neither}}};
const MeasureDescription kKnocked{"warning.doors_knocked",
                                  MeasureUnit::households,
                                  {"Doors knocked", "敲门户数"},
                                  {"Homes at which a warner knocked.", "工作人员敲门的户数。"},
                                  Better::more};
const MeasureDescription kAnswered{
    "warning.doors_answered_share",
    MeasureUnit::share,
    {"Doors answered", "应门比例"},
    {"Of homes knocked at: those that answered at least once.", "敲门户中至少应门一次的比例。"},
    Better::more};

// Only where there are cells.
const MeasureDescription kCells{"warning.cells_counted_share",
                                MeasureUnit::share,
                                {"Ten-household cells gone round", "十户联防组走访比例"},
                                {"Of the ten-household cells in zones under the order: those whose head has been at "
                                 "every door by EndEx.",
                                 "下令分区的十户联防组中，组长在演练结束前走访完毕的比例。"},
                                Better::more};

const MeasureDescription kReachedNow{
    "warning.reached_persons",
    MeasureUnit::persons,
    {"Warned (under the order)", "已叫应（应转移）"},
    {"Residents who come under the order before EndEx and were reached by any channel so far: the same people as in "
     "the "
     "curves of those who left home and are at a shelter.",
     "演练中被纳入转移对象且截至该时刻已被任一渠道叫应的居民人数；与“已离家”“到达避难场所”曲线为同一批人。"},
    Better::more,
    false,
    {},
    CurveLook::warned};

// The rule for an order that never came: where somebody is at risk its times lie beyond EndEx, else they have no
// meaning.
double without_order(const Picture& p) {
  return std::find(p.at_risk.begin(), p.at_risk.end(), 1) != p.at_risk.end() ? kInfinity : kNoMeaning;
}

void add_orders(const Picture& p, const EventLog& log, Measures& measures) {
  const auto orders = log.all<OrderIssued>();
  measures.add(kOrder, orders.empty() ? without_order(p) : orders.front().t_s);
  const auto dangers = log.all<DangerDetected>();
  double span = dangers.empty() && !orders.empty() ? kNoMeaning : without_order(p);
  for (const auto& order : orders) {
    if (!dangers.empty() && order.sequence > dangers.front().sequence) {
      span = order.t_s - dangers.front().t_s;
      break;
    }
  }
  measures.add(kDecision, span);
}

/// A part of the persons of a place, for the whole scope, each zone and each township.
struct Parts {
  double part = 0;
  double whole = 0;
};

/// Adds the share of those who `count` (by scope position) for whom `has` holds, everywhere.
template <class Has>
void add_shares(const MeasureDescription& measure, const Picture& p, const std::vector<std::uint8_t>& count,
                const Scenario& scenario, Has has, Measures& measures) {
  const auto& town = *scenario.town;
  Parts all;
  std::vector<Parts> townships(town.townships.size());
  for (const auto zone : scenario.scope.zones()) {
    const auto& z = town.zones[zone.index()];
    const auto first = scenario.scope.first_position(zone);
    Parts here;
    for (auto i = first; i < first + z.household_count; ++i) {
      if (count[i] == 0) continue;
      here.whole += p.persons[i];
      if (has(i)) here.part += p.persons[i];
    }
    measures.add(measure, share_of(here.part, here.whole), "zone:" + z.id);
    for (auto* sum : {&all, &townships[z.township.index()]}) {
      sum->part += here.part;
      sum->whole += here.whole;
    }
  }
  for (const auto township : scenario.scope.townships()) {
    const auto& sum = townships[township.index()];
    measures.add(measure, share_of(sum.part, sum.whole), "township:" + town.townships[township.index()].id);
  }
  measures.add(measure, share_of(all.part, all.whole));
}

void add_ordered(const Picture& p, const Scenario& scenario, Measures& measures) {
  const auto has = [&](std::size_t i) { return p.ordered[i] != 0; };
  add_shares(kOrderedShare, p, p.at_risk, scenario, has, measures);
}

void add_reached(const Picture& p, const Scenario& scenario, Measures& measures) {
  const auto has = [&](std::size_t i) { return p.alerted_s[i] != kInfinity; };
  add_shares(kReached, p, p.meant, scenario, has, measures);
  std::array<double, kChannelCount> by_channel{};
  for (std::size_t i = 0; i < p.meant.size(); ++i) {
    if (p.meant[i] != 0 && has(i)) by_channel[static_cast<std::size_t>(p.first_channel[i])] += p.persons[i];
  }
  for (std::size_t c = 0; c < kUsualChannels.size(); ++c) {
    measures.add(kFirstBy[c], share_of(by_channel[static_cast<std::size_t>(kUsualChannels[c])], p.residents_meant));
  }
}

// First alerts of those who count, in order of time: (instant, persons).
std::vector<std::pair<double, double>> steps_of(const Picture& p, const std::vector<std::uint8_t>& counts) {
  std::vector<std::pair<double, double>> steps;
  for (const auto i : p.in_order) {
    if (counts[i] != 0) steps.emplace_back(p.alerted_s[i], p.persons[i]);
  }
  return steps;
}

void add_times(const Picture& p, const EventLog& log, Duration duration, Measures& measures) {
  const auto steps = steps_of(p, p.meant);
  const auto orders = log.all<OrderIssued>();
  for (std::size_t k = 0; k < kTimes.size(); ++k) {
    const double wanted = std::ceil(kShares[k] * p.residents_meant - 1e-9);
    double reached = 0;
    double at = orders.empty() ? without_order(p) : kInfinity;
    for (const auto& [t_s, persons] : steps) {
      reached += persons;
      if (!orders.empty() && reached >= wanted) {
        at = std::max(0.0, t_s - orders.front().t_s);
        break;
      }
    }
    measures.add(kTimes[k], at);
  }
  measures.add_curve(kReachedNow, level_over_time(steps_of(p, p.ordered), duration));
}

void add_water(const Picture& p, Measures& measures) {
  double in_water = 0;
  double before = 0;
  std::vector<std::pair<double, double>> leads;  // (lead time, persons)
  for (std::size_t i = 0; i < p.water_s.size(); ++i) {
    if (p.water_s[i] == kInfinity) continue;
    in_water += p.persons[i];
    const double lead = std::max(0.0, p.water_s[i] - p.alerted_s[i]);
    if (p.alerted_s[i] < p.water_s[i]) before += p.persons[i];
    leads.emplace_back(lead, p.persons[i]);
  }
  measures.add(kBeforeWater, share_of(before, in_water));
  std::sort(leads.begin(), leads.end());
  double median = kNoMeaning;
  double sum = 0;
  for (const auto& [lead, persons] : leads) {
    sum += persons;
    if (2 * sum >= in_water) {
      median = lead;
      break;
    }
  }
  measures.add(kLead, median);
}

void add_doors(const Scenario& scenario, const EventLog& log, Measures& measures) {
  enum : std::uint8_t { untried, silent, answered };
  std::vector<std::uint8_t> homes(scenario.town->population.size(), untried);
  for (const auto& knock : log.all<DoorKnocked>()) {
    const std::uint8_t now = knock.event.answer == DoorAnswer::answered ? answered : silent;
    auto& home = homes[knock.event.household.index()];
    home = std::max(home, now);
  }
  const auto count = [&](std::uint8_t state) {
    return static_cast<double>(std::count(homes.begin(), homes.end(), state));
  };
  const double tried = count(silent) + count(answered);
  measures.add(kKnocked, tried);
  measures.add(kAnswered, share_of(count(answered), tried));
}

void add_cells(const Scenario& scenario, const EventLog& log, Measures& measures) {
  const auto entries = scenario.all<TenHouseholdCellsParameters>();
  if (entries.empty()) return;
  std::vector<std::uint8_t> ordered(scenario.town->zones.size(), 0);
  for (const auto& row : log.all<ZoneOrdered>()) ordered[row.event.zone.index()] = 1;
  double cells = 0;
  for (const auto* entry : entries) {
    for (const auto& cell : entry->cells()) cells += ordered[cell.zone.index()];
  }
  measures.add(kCells, share_of(static_cast<double>(log.all<CellCounted>().size()), cells));
}

}  // namespace

std::vector<MeasureDescription> measure_descriptions() {
  std::vector<MeasureDescription> all{kOrder, kDecision, kOrderedShare, kReached};
  all.insert(all.end(), kFirstBy.begin(), kFirstBy.end());
  all.insert(all.end(), kTimes.begin(), kTimes.end());
  all.insert(all.end(), {kBeforeWater, kLead, kKnocked, kAnswered, kCells, kReachedNow});
  const auto confirmations = confirmation_descriptions();
  all.insert(all.end(), confirmations.begin(), confirmations.end());
  const auto of_public_channels = public_descriptions();
  all.insert(all.end(), of_public_channels.begin(), of_public_channels.end());
  return all;
}

void add_measures(const Scenario& scenario, const EventLog& log, Measures& measures) {
  const auto picture = picture_of(scenario, log);
  add_orders(picture, log, measures);
  add_ordered(picture, scenario, measures);
  add_reached(picture, scenario, measures);
  add_times(picture, log, scenario.exercise.duration, measures);
  add_water(picture, measures);
  add_doors(scenario, log, measures);
  add_cells(scenario, log, measures);
  add_confirmations(scenario, log, measures);
  add_public_channels(scenario, log, picture, measures);
}

}  // namespace tocsin::warning
