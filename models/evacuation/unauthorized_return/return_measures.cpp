// SPDX-License-Identifier: Apache-2.0
// What the log says of those who went home before the all-clear. Only in scenarios in which people may, so that others
// keep their numbers. Persons are those of the event: a household counts with whoever is with it.
#include "models/evacuation/unauthorized_return/return_measures.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "models/evacuation/events.hpp"
#include "models/evacuation/unauthorized_return/back_at_home.hpp"
#include "models/evacuation/unauthorized_return/cordon.hpp"
#include "models/evacuation/unauthorized_return/parameters.hpp"
#include "models/hazard/hazard.hpp"

namespace tocsin::evacuation {
namespace {

const MeasureDescription kBegun{
    "evacuation.set_out_for_home_persons",
    MeasureUnit::persons,
    {"Set out for home", "擅自返家动身人次"},
    {"Residents under the order who left a shelter or their kin for home before the all-clear; whoever does it again "
     "counts again.",
     "转移对象未等解除即离开安置点（亲友处）返家的人次。"}};
const MeasureDescription kWentBack{
    "evacuation.ever_returned_persons",
    MeasureUnit::persons,
    {"Back at home at some time", "曾擅自返家人数"},
    {"Residents under the order who were at home again at some time before the all-clear; each counts once.",
     "转移对象中曾擅自返回家中的人数，每人计一次。"}};
const MeasureDescription kMost{"evacuation.most_returned_persons",
                               MeasureUnit::persons,
                               {"Most back at home at once", "擅自返家峰值人数"},
                               {"Most residents under the order who were back at home, unharmed, at the same time.",
                                "同一时刻擅自返家（未受伤害）的最多人数。"}};
const MeasureDescription kTime{
    "evacuation.returned_time",
    MeasureUnit::person_minutes,
    {"Time back at home", "擅自返家停留时间"},
    {"Person-minutes from being at home again until leaving again, being taken along, harmed, or EndEx.",
     "自返回家中至再次离家、被带离、受伤害或演练结束的人·分钟数。"}};
const MeasureDescription kTurnedBack{"evacuation.turned_back_persons",
                                     MeasureUnit::persons,
                                     {"Turned back by guards and fences", "被劝返人次"},
                                     {"Residents on their way home whom a guard post turned round, and residents back "
                                      "at home whom the cadre called by an "
                                      "electronic fence made leave again.",
                                      "返家途中被值守点劝返及电子围栏报警后由责任人上门劝离的人次。"},
                                     Better::more};
const MeasureDescription kDetected{
    "evacuation.detected_returned_persons",
    MeasureUnit::persons,
    {"Noticed by electronic fences", "电子围栏监测到人次"},
    {"Residents who came back through an electronic fence that noticed it.", "返家时被电子围栏监测到的人次。"},
    Better::neither};
const MeasureDescription kWater{
    "evacuation.returned_when_water_came_persons",
    MeasureUnit::persons,
    {"Back at home when the water came", "进水时已擅自返家人数"},
    {"Residents who were back at home when water first stood at their house.", "住房首次进水时已擅自返家的居民人数。"}};

struct Counts {
  double begun = 0, went_back = 0, turned_back = 0, detected = 0, water = 0;
  double time_person_min = 0;
  double back = 0, most = 0;  // now, as the steps are followed

  void change(double persons, double end_s, double t_s) {
    back += persons;
    most = std::max(most, back);
    time_person_min += persons * (end_s - t_s) / 60;
  }
  void put(Measures& measures, const std::string& place, bool watched) const {
    measures.add(kBegun, begun, place);
    measures.add(kWentBack, went_back, place);
    measures.add(kMost, most, place);
    measures.add(kTime, time_person_min, place);
    measures.add(kWater, water, place);
    if (!watched) return;
    measures.add(kTurnedBack, turned_back, place);
    measures.add(kDetected, detected, place);
  }
};

class Reader {
 public:
  Reader(const Scenario& scenario, const EventLog& log) : scenario_(scenario), back_(back_at_home(scenario, log)) {
    zones_.resize(scenario.town->zones.size());
    townships_.resize(scenario.town->townships.size());
    for (const auto& row : log.all<ReturnBegun>()) {
      count(row.event.household, [&](Counts& c) { c.begun += row.event.persons; });
    }
    for (const auto& row : log.all<ReturnDetected>()) {
      count(row.event.household, [&](Counts& c) { c.detected += row.event.persons; });
    }
    for (const auto& row : log.all<ReturnChallenged>()) {
      if (!row.event.turned_back) continue;
      count(row.event.household, [&](Counts& c) { c.turned_back += row.event.persons; });
    }
    read_time_back();
    read_water(log);
  }

  void put(Measures& measures) const {
    const auto& town = *scenario_.town;
    const bool watched = !scenario_.all<Cordon>().empty();
    all_.put(measures, "", watched);
    for (const auto zone : scenario_.scope.zones()) {
      zones_[zone.index()].put(measures, "zone:" + town.zones[zone.index()].id, watched);
    }
    for (const auto township : scenario_.scope.townships()) {
      townships_[township.index()].put(measures, "township:" + town.townships[township.index()].id, watched);
    }
  }

 private:
  template <class F>
  void count(HouseholdId id, F change) {
    const auto zone = scenario_.town->population.zone[id.index()];
    change(all_);
    change(zones_[zone.index()]);
    change(townships_[scenario_.town->zones[zone.index()].township.index()]);
  }

  void read_time_back() {
    for (const auto& [position, story] : back_.stories) {
      double most = 0;
      for (const auto& spell : story.spells) most = std::max(most, spell.persons);
      count(scenario_.scope.households()[position], [&](Counts& c) { c.went_back += most; });
    }
    const double end_s = seconds(scenario_.end());
    for (const auto& step : back_.steps) {
      const bool more = step.change == BackStep::Change::came || step.change == BackStep::Change::joined;
      const double persons = more ? step.persons : -step.persons;
      count(step.household, [&](Counts& c) { c.change(persons, end_s, step.t_s); });
    }
  }

  // The first water at the house only, as for everybody who is met at home.
  void read_water(const EventLog& log) {
    std::vector<bool> met(scenario_.scope.households().size(), false);
    for (const auto& row : log.all<hazard::HouseholdReached>()) {
      const auto position = scenario_.scope.position(row.event.household);
      if (met[position]) continue;
      met[position] = true;
      for (const auto& spell : back_.spells(position)) {
        if (spell.from_s > row.t_s || row.t_s >= spell.until_s) continue;
        count(row.event.household, [&](Counts& c) { c.water += spell.persons; });
      }
    }
  }

  const Scenario& scenario_;
  BackAtHome back_;
  Counts all_;
  std::vector<Counts> zones_, townships_;
};

void compute_return(const Scenario& scenario, const EventLog& log, Measures& measures) {
  if (return_expected(scenario)) Reader(scenario, log).put(measures);
}

}  // namespace

void register_return(Catalog& catalog) {
  const Phrase no_power{"Power, radio coverage and false alarms of the fence: it works as long as it is switched on.",
                        "围栏的供电、通信覆盖和误报：启用期间始终有效。"};
  catalog.add_kind<UnauthorizedReturnParameters>(
      "evacuation", "unauthorized_return", {"Households that go home before the all-clear", "擅自返回（回流）的住户"},
      {{"One member who goes home alone to look, and comes back: a household goes together.",
        "单人返家查看后折回：一户同行。"},
       {"An all-clear: the order stands until EndEx.", "解除转移：命令持续至演练结束。"},
       {"What people know of the water at home: they set out when it is dry, and see it when they get there.",
        "返家者对家中水情的掌握：雨停后动身，到达后才知情况。"}});
  catalog.add_kind<ElectronicFenceParameters>(
      "evacuation", "electronic_fence", {"Electronic fence against return, with an alarm", "防回流电子围栏（含报警）"},
      {no_power,
       {"The cadre's way to the door, and whether he is with others: his response time says both.",
        "责任人上门路程及占用情况：由响应时间统一体现。"}});
  catalog.add_kind<GuardPostParameters>(
      "evacuation", "guard_post", {"Guards on the way into a threatened area", "受威胁区入口值守点"},
      {{"Where the post stands and who guards it: it turns people round by their homes, and is always manned.",
        "值守点位置和人员：在住户附近劝返，值守期间始终在岗。"}});
  catalog.add_event<ReturnBegun>();
  catalog.add_event<HouseholdReturned>();
  catalog.add_event<ReturnAbandoned>();
  catalog.add_event<ReturnDetected>();
  catalog.add_event<ReturnChallenged>();
  catalog.add_measures({kBegun, kWentBack, kMost, kTime, kWater, kTurnedBack, kDetected}, compute_return);
}

}  // namespace tocsin::evacuation
