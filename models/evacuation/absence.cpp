// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/absence.hpp"

#include <chrono>
#include <utility>

#include "engine/input/codes.hpp"
#include "engine/simulation/world.hpp"
#include "models/evacuation/parameters.hpp"

namespace tocsin::evacuation {
namespace {

/// What absence means to a household stands in households_away.cpp: the kind itself does nothing more.
class Absence final : public Model {
 public:
  void start(World& world) override { (void)world; }
};

bool working_day(const CivilTime& time) {
  const std::chrono::weekday day{std::chrono::floor<std::chrono::days>(time.value)};
  return day != std::chrono::Saturday && day != std::chrono::Sunday;
}

}  // namespace

void AbsenceParameters::describe(Fields& f) {
  f.optional("at", at,
             {"Station by which those who are away are; the office of their township if left out.",
              "外出人员所在站点；缺省为本乡镇政府（街道办）。"});
  f.parameter("work_begins", work_begins, {"Since midnight, on working days.", "工作日上班（上学）时刻，自零时起。"})
      .between(0h, 24h);
  f.parameter("work_ends", work_ends, {"Since midnight, on working days.", "工作日下班（放学）时刻，自零时起。"})
      .between(0h, 24h);
  const auto share = [&](const char* key, Share& value, const Phrase& meaning) {
    f.parameter(key, value, meaning).between(0_percent, 100_percent);
  };
  share(
      "adults_at_work", adults_at_work,
      {"Of 15 to 59 years and in need of no help, away in working hours.", "工作时段外出的15至59岁可自理成年人比例。"});
  share("adults_out", adults_out, {"The same at other times by day.", "其余白天时段外出的成年人比例。"});
  share("adults_at_night", adults_at_night, {"The same at night.", "夜间外出的成年人比例。"});
  share("children_at_school", children_at_school,
        {"Children away in working hours.", "工作时段在校（外出）的儿童比例。"});
  share("children_out", children_out, {"The same at other times by day.", "其余白天时段外出的儿童比例。"});
  share("children_at_night", children_at_night, {"The same at night.", "夜间外出的儿童比例。"});
  share("gathers_first", gathers_first,
        {"Of the households that leave and of which somebody is away: they wait until the family is together.",
         "有人外出且决定转移的户中，等家人会合后再转移的比例。"});
  f.parameter(
       "sets_out_shortest", sets_out_shortest,
       {"Least time from the call to those away until they set out for home.", "接家中通知至动身回家的最短时间。"})
      .at_least(0s);
  f.parameter("sets_out_longest", sets_out_longest, {"Most of that time.", "接家中通知至动身回家的最长时间。"})
      .at_least(0s);
  f.parameter("patience", patience,
              {"Longest that a household which is ready waits for its members.", "准备就绪后等候家人的最长时间。"})
      .more_than(0s);
}

void AbsenceParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  const auto refuse = [&](const Phrase& what, const Phrase& expected) {
    diagnostics.error(where, codes::kInconsistent, what, expected);
  };
  if (sets_out_shortest > sets_out_longest) {
    refuse({"the least time to set out is longer than the most", "sets_out_shortest 大于 sets_out_longest"},
           {"sets_out_shortest <= sets_out_longest", "sets_out_shortest ≤ sets_out_longest"});
  }
  if (work_begins > work_ends) {
    refuse({"work ends before it begins", "work_ends 早于 work_begins"},
           {"work_begins <= work_ends", "work_begins ≤ work_ends"});
  }
  if (scenario.all<HouseholdsParameters>().empty()) {
    refuse({"absence without households: nobody leaves in this drill", "有外出条目但无住户条目，无人转移"},
           {"an entry 'kind: households' beside it", "同时写入 kind: households 条目"});
  }
  if (scenario.all<AbsenceParameters>().front() != this) {
    refuse({"who is away is described twice", "外出条目重复"},
           {"one entry 'kind: absence'", "仅保留一个 kind: absence 条目"});
  }
  const double hour_s = scenario.exercise.starts.hour_of_day() * 3600;
  const bool at_work =
      working_day(scenario.exercise.starts) && hour_s >= seconds(work_begins) && hour_s < seconds(work_ends);
  const bool night = scenario.night(kStartEx);
  adults_away_ = night ? adults_at_night : at_work ? adults_at_work : adults_out;
  children_away_ = night ? children_at_night : at_work ? children_at_school : children_out;
  find_places(scenario, diagnostics);
}

void AbsenceParameters::find_places(const Scenario& scenario, Diagnostics& diagnostics) {
  const auto& town = *scenario.town;
  places_.assign(town.townships.size(), {});
  std::vector<std::uint8_t> known(town.townships.size(), 0);
  if (at) {
    const auto station = scenario.find(*at, diagnostics);
    if (!station.exists()) return;
    places_.assign(town.townships.size(), town.stations[station.index()].place);
    return;
  }
  for (const auto& station : town.stations) {
    if (station.kind != "township_office" || !station.township.exists()) continue;
    if (std::exchange(known[station.township.index()], 1) == 0) places_[station.township.index()] = station.place;
  }
  for (const auto township : scenario.scope.townships()) {
    if (known[township.index()] != 0) continue;
    diagnostics.error(where, codes::kInconsistent,
                      phrase("nobody knows where the people of '{}' are when they are away: it has no township office",
                             "“{}”无乡镇政府站点，无法确定外出人员所在地", town.townships[township.index()].id),
                      {"at: STATION, or a station of kind township_office in stations.csv",
                       "填写 at: 站点编号，或在 stations.csv 中增加 township_office 站点"});
  }
}

std::unique_ptr<Model> AbsenceParameters::make() const {
  return std::make_unique<Absence>();
}

bool people_away(const Scenario& scenario) {
  return !scenario.all<AbsenceParameters>().empty();
}

}  // namespace tocsin::evacuation
