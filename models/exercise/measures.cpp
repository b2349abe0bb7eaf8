// SPDX-License-Identifier: Apache-2.0
#include "models/exercise/measures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "engine/simulation/scenario.hpp"
#include "models/exercise/events.hpp"
#include "models/exercise/inject.hpp"

namespace tocsin::exercise {
namespace {

const MeasureDescription kFired{"exercise.injects_fired",
                                MeasureUnit::count,
                                {"Injects played", "已下达导调信息"},
                                {"Injects played until EndEx.", "至演练结束已下达的导调信息数。"},
                                Better::more};
const MeasureDescription kMetShare{
    "exercise.actions_met_share",
    MeasureUnit::share,
    {"Expected actions taken", "预期行动落实率"},
    {"Injects whose expected action was taken by the deadline (by EndEx if there is "
     "none), of those played for which the scenario says what shows it (met_by).",
     "已下达且写明落实条件（met_by）的导调信息中，在时限内（无时限则至演练结束）落实的比例。"},
    Better::more,
    true};
const MeasureDescription kActionTime{
    "exercise.action_time",
    MeasureUnit::seconds,
    {"Time to the expected action", "预期行动落实用时"},
    {"From an inject until exercise control saw that the expected action had been "
     "taken; infinite when it was missed, no number when the inject was not played.",
     "自导调信息下达至导调组核实预期行动已落实的时间；逾期为无穷大，未下达则无数值。"}};
const MeasureDescription kExpired{"exercise.injects_expired",
                                  MeasureUnit::count,
                                  {"Injects expired", "失效导调信息"},
                                  {"Injects that waited in vain until their time was over or the exercise ended; those "
                                   "that were not needed are not counted.",
                                   "等候至时限或演练结束仍未下达的导调信息数；无需启用的不计。"},
                                  Better::neither};
const MeasureDescription kContingencies{"exercise.contingencies_used",
                                        MeasureUnit::count,
                                        {"Contingency injects used", "启用的补救导调信息"},
                                        {"Contingency injects that had to be played.", "实际下达的补救类导调信息数。"},
                                        Better::less};

double first_time(const std::map<NameId, double>& times, NameId inject) {
  const auto found = times.find(inject);
  return found == times.end() ? std::numeric_limits<double>::quiet_NaN() : found->second;
}

template <class E>
std::map<NameId, double> times_of(const EventLog& log) {
  std::map<NameId, double> times;
  for (const auto& row : log.all<E>()) times.emplace(row.event.inject, row.t_s);
  return times;
}

void add_actions(const std::vector<const Inject*>& injects, const EventLog& log, Measures& measures) {
  const auto fired = times_of<InjectFired>(log);
  const auto met = times_of<InjectMet>(log);
  const auto judged = static_cast<double>(met.size() + log.all<InjectMissed>().size());
  measures.add(kMetShare, static_cast<double>(met.size()) / judged);
  for (const auto* inject : injects) {
    if (!inject->entry.met_by) continue;
    const double played_s = first_time(fired, inject->entry.name);
    const bool taken = met.contains(inject->entry.name);
    measures.add(kActionTime,
                 taken                  ? met.at(inject->entry.name) - played_s
                 : std::isnan(played_s) ? played_s
                                        : std::numeric_limits<double>::infinity(),
                 "inject:" + inject->id);
  }
}

}  // namespace

std::vector<MeasureDescription> measure_descriptions() {
  return {kFired, kMetShare, kActionTime, kExpired, kContingencies};
}

void add_measures(const Scenario& scenario, const EventLog& log, Measures& measures) {
  const auto fired = log.all<InjectFired>();
  measures.add(kFired, static_cast<double>(fired.size()));
  const auto injects = scenario.all<Inject>();
  const auto any = [&](auto&& is) { return std::any_of(injects.begin(), injects.end(), is); };
  const auto is_contingency = [](const auto* inject) {
    return inject->entry.type_or_usual() == InjectType::contingency;
  };
  if (any([](const auto* inject) { return inject->entry.met_by.has_value(); })) add_actions(injects, log, measures);
  if (any([](const auto* inject) { return !inject->entry.at; })) {
    const auto rows = log.all<InjectExpired>();
    measures.add(kExpired, static_cast<double>(std::count_if(rows.begin(), rows.end(), [](const auto& row) {
                   return row.event.reason != ExpiryReason::not_needed;
                 })));
  }
  if (any(is_contingency)) {
    const auto used = std::count_if(injects.begin(), injects.end(), [&](const auto* inject) {
      return is_contingency(inject) && std::any_of(fired.begin(), fired.end(), [&](const auto& row) {
               return row.event.inject == inject->entry.name;
             });
    });
    measures.add(kContingencies, static_cast<double>(used));
  }
}

}  // namespace tocsin::exercise
