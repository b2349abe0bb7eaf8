// SPDX-License-Identifier: Apache-2.0
// What the log of an evacuation says, as numbers. Times count from the first
// order to evacuate, those of a zone from the zone's own; those not reached
// before EndEx are infinite, and so are those from an order that never came.
// What counts as evacuated is measured on the residents at risk: under the
// order, on the hazard map or reached by water
// (docs/explanation/what-the-numbers-mean.md).
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "engine/simulation/scenario.hpp"
#include "models/evacuation/absence.hpp"
#include "models/evacuation/animals.hpp"
#include "models/evacuation/events.hpp"
#include "models/evacuation/kinds.hpp"
#include "models/evacuation/parameters.hpp"
#include "models/evacuation/place_measures.hpp"
#include "models/evacuation/shelters/shelter_operation.hpp"
#include "models/evacuation/transport_measures.hpp"
#include "models/evacuation/unauthorized_return/back_at_home.hpp"
#include "models/evacuation/unauthorized_return/parameters.hpp"
#include "models/evacuation/whereabouts.hpp"
#include "models/hazard/hazard.hpp"
#include "models/warning/events.hpp"

namespace tocsin::evacuation {
namespace {

constexpr double kNever_s = std::numeric_limits<double>::infinity();
constexpr double kNoMeaning = std::numeric_limits<double>::quiet_NaN();

constexpr std::string_view kAtRiskName = "evacuation.at_risk_persons";

const MeasureDescription kOrdered{
    "evacuation.ordered_persons",
    MeasureUnit::persons,
    {"Residents under the order", "应转移人数"},
    {"Residents of households that came under the order to evacuate.", "被纳入转移对象的居民人数。"},
    Better::neither,
    false,
    kAtRiskName};
const MeasureDescription kAtRisk{kAtRiskName,
                                 MeasureUnit::persons,
                                 {"Residents at risk", "涉险人数"},
                                 {"Residents under the order, on the hazard map or with water at the house: those who "
                                  "should have been moved, whether or not an order came.",
                                  "被纳入转移对象、风险图内或住房进水的居民人数：无论是否下达命令，均应转移。"},
                                 Better::neither};
const MeasureDescription kDepartedShare{"evacuation.departed_share",
                                        MeasureUnit::share,
                                        {"Left home", "已离家比例"},
                                        {"Share of the residents at risk who left home, or were taken along, "
                                         "before EndEx, and were not back at home; who is away from home counts.",
                                         "涉险居民中在演练结束前离家（含被救援带离及外出未归）且未返家的比例。"},
                                        Better::more};
const MeasureDescription kArrivedShare{"evacuation.arrived_share",
                                       MeasureUnit::share,
                                       {"In safety", "到达安全处比例"},
                                       {"Share of the residents at risk who were registered at a shelter, or with kin "
                                        "or friends, at EndEx; who is away from home counts.",
                                        "涉险居民中在演练结束时已在避难场所登记或已投靠亲友的比例，含外出未归者。"},
                                       Better::more};
const MeasureDescription kDeparted90{
    "evacuation.departed_90_time",
    MeasureUnit::seconds,
    {"90 % have left home", "90% 已离家用时"},
    {"From the order until 90 % of the residents at risk had left home, or were away; "
     "for good, if people come back before EndEx.",
     "自下令至 90% 涉险居民离家（含外出未归）的时间；有人返家时，以最后一次达到为准。"}};
const MeasureDescription kArrived95{
    "evacuation.arrived_95_time",
    MeasureUnit::seconds,
    {"95 % are in safety", "95% 到达安全处用时"},
    {"From the order until 95 % of the residents at risk were at a shelter or with kin "
     "or friends, or away from home; for good, if people go home before EndEx.",
     "自下令至 95% "
     "涉险居民到达避难场所或亲友处（含外出未归）的时间；有人擅自返回时，以最后一次达到为准。"},
    Better::less,
    true};
const MeasureDescription kClearance{
    "evacuation.clearance_time",
    MeasureUnit::seconds,
    {"Clearance time", "清空时间"},
    {"From the order until the last resident at risk who came to no harm was "
     "at a shelter, with kin or friends, or away from home; for good, if people go "
     "home before EndEx.",
     "自下令至最后一名未受伤害的涉险居民到达避难场所或亲友处的时间；有人擅自返回时，以最"
     "后一次达到为准。"},
    Better::less,
    true};
// The lines of the account: every resident at risk is in one of them at EndEx.
const MeasureDescription kSheltered{
    "evacuation.sheltered_persons",
    MeasureUnit::persons,
    {"At a shelter", "到达避难场所"},
    {"Residents at risk registered at a shelter at EndEx.", "演练结束时在避难场所登记的涉险居民人数。"},
    Better::more,
    false,
    kAtRiskName};
const MeasureDescription kWithKin{"evacuation.with_kin_persons",
                                  MeasureUnit::persons,
                                  {"With kin or friends", "投靠亲友"},
                                  {"Residents at risk whom kin or friends elsewhere had taken in at EndEx.",
                                   "演练结束时已投靠其他地方亲友的涉险居民人数。"},
                                  Better::more,
                                  false,
                                  kAtRiskName};
const MeasureDescription kOnTheWay{
    "evacuation.on_the_way_persons",
    MeasureUnit::persons,
    {"On the way", "仍在途中"},
    {"Residents at risk who were moving at EndEx: to a shelter or to kin, home before the all-clear, or out of a "
     "shelter that is not safe any more.",
     "演练结束时仍在途中（前往避难场所、亲友处，擅自返家或正在二次转移）的涉险居民人数。"},
    Better::less,
    false,
    kAtRiskName};
// Only where people may go home before the all-clear.
const MeasureDescription kReturned{"evacuation.returned_persons",
                                   MeasureUnit::persons,
                                   {"Back at home", "擅自返家"},
                                   {"Residents at risk who had been in safety and were at home again at EndEx, before "
                                    "the all-clear.",
                                    "曾安置、演练结束时未等解除已擅自返回家中的涉险居民人数。"},
                                   Better::less,
                                   true,
                                   kAtRiskName};
// Only where somebody is away.
const MeasureDescription kAway{"evacuation.away_persons",
                               MeasureUnit::persons,
                               {"Away from home", "外出未归"},
                               {"Residents at risk who were elsewhere since before StartEx and had not come home by "
                                "EndEx: in safety.",
                                "演练开始前已外出、至结束仍未返家的涉险居民人数，视为安全。"},
                               Better::neither,
                               false,
                               kAtRiskName};
// These two only where people are fetched.
const MeasureDescription kAtPickUp{"evacuation.at_pick_up_persons",
                                   MeasureUnit::persons,
                                   {"Waiting to be fetched", "在接送点候车"},
                                   {"Residents at risk who left home and waited at a pick-up point at EndEx.",
                                    "演练结束时已离家、在接送点候车的涉险居民人数。"},
                                   Better::less,
                                   false,
                                   kAtRiskName};
const MeasureDescription kAtDoor{"evacuation.at_door_persons",
                                 MeasureUnit::persons,
                                 {"At doors not open yet", "在未开放场所门外"},
                                 {"Residents at risk who wait at EndEx at the door of a shelter that is not open; only "
                                  "where shelters are opened during the drill.",
                                  "演练结束时在尚未开放的避难场所门外等候的涉险居民；仅在演练中开放场所时统计。"},
                                 Better::less,
                                 false,
                                 kAtRiskName};
const MeasureDescription kOnBoard{
    "evacuation.on_board_persons",
    MeasureUnit::persons,
    {"On board", "乘车途中"},
    {"Residents at risk on board of an assigned vehicle at EndEx.", "演练结束时仍在接送车辆上的涉险居民人数。"},
    Better::less,
    false,
    kAtRiskName};
const MeasureDescription kWithTeam{"evacuation.with_team_persons",
                                   MeasureUnit::persons,
                                   {"With a team", "由队伍护送"},
                                   {"Residents at risk whom a team had taken along and not yet brought to a shelter at "
                                    "EndEx.",
                                    "演练结束时已由队伍带离、尚未送达避难场所的涉险居民人数。"},
                                   Better::less,
                                   false,
                                   kAtRiskName};
const MeasureDescription kLeftBehind{
    "evacuation.left_behind_persons",
    MeasureUnit::persons,
    {"Left behind", "未转移"},
    {"Residents at risk, ordered to leave or not, who were unharmed at EndEx and at "
     "home or stranded; those back at home are counted apart.",
     "演练结束时未受伤害、仍在家中或受困的涉险居民人数，无论是否接到命令；擅自返家者另计。"},
    Better::less,
    true,
    kAtRiskName};
const MeasureDescription kHarmedAtRisk{
    "evacuation.harmed_at_risk_persons",
    MeasureUnit::persons,
    {"Harmed", "伤亡"},
    {"Residents at risk killed or injured with danger to life.", "死亡或危重伤的涉险居民人数。"},
    Better::less,
    false,
    kAtRiskName};
const MeasureDescription kHarmedOthers{"evacuation.harmed_others_persons",
                                       MeasureUnit::persons,
                                       {"Besides, harmed", "另有伤亡"},
                                       {"Residents killed or injured with danger to life who are not among those at "
                                        "risk.",
                                        "非涉险居民中死亡或危重伤的人数。"}};
const MeasureDescription kExposed{
    "evacuation.exposed_persons",
    MeasureUnit::persons,
    {"At home when the water came", "进水时仍在家人数"},
    {"Residents who had not left home, or were back, when water first stood at their house: whom the hazard met. "
     "Nobody "
     "on a night on which no water comes, unlike those at risk, who are the people on the map.",
     "住房首次进水时尚未离家或已返家的居民人数，即灾害实际触及的人。未进水的夜晚为零；涉险人数则按风险图计，不因夜晚而"
     "异"
     "。"},
    Better::less};
const MeasureDescription kExposure{
    "evacuation.exposure",
    MeasureUnit::person_minutes,
    {"Time at home with water", "进水后在家时间"},
    {"Person-minutes at home from the first water at the house until its people left, were taken along, or EndEx, "
     "with those when they were back; how long the water stood is not asked.",
     "自住房首次进水至离家、被带离或演练结束的在家人·分钟数（含返家后），不论积水是否已退。"},
    Better::less};
const MeasureDescription kStranded{
    "evacuation.stranded_persons",
    MeasureUnit::persons,
    {"Stranded at some time", "曾受困人数"},
    {"Residents of households that could not get on without help at some time.", "曾一度无法自行脱险的居民人数。"}};
const MeasureDescription kHarmed{
    "evacuation.harmed_persons",
    MeasureUnit::persons,
    {"Harmed", "伤亡人数"},
    {"Residents killed or injured with danger to life by the hazard, under the order or not: drawn by the harm rates "
     "of the hazard model (flood: published rates of deaths, Graham 1999 and LifeSim).",
     "因灾死亡或危重伤的居民人数，无论是否应转移：按灾害模型的伤亡率抽取（洪水：Graham 1999 与 LifeSim "
     "公布的死亡率）。"},
    Better::less,
    true};
const MeasureDescription kStayed{
    "evacuation.stayed_households",
    MeasureUnit::households,
    {"Decided to stay", "决定留守户数"},
    {"Households under the order whose last decision was to stay.", "应转移户中最终决定留守的户数。"}};
// Only where people keep animals.
const MeasureDescription kStaysForAnimals{
    "evacuation.stayed_for_animals_households",
    MeasureUnit::households,
    {"Did not leave their animals", "因牲畜留守户数"},
    {"Households under the order that would have left but for their animals, and whose last decision was to stay.",
     "应转移户中本会转移、因牲畜或宠物最终决定留守的户数。"}};
const MeasureDescription kShelterPersons{
    "evacuation.shelter_persons",
    MeasureUnit::persons,
    {"Persons at the shelter", "场所内人数"},
    {"Persons registered at a shelter at EndEx.", "演练结束时在该避难场所登记在册的人数。"},
    Better::neither};
const MeasureDescription kTurnedAway{"evacuation.turned_away_households",
                                     MeasureUnit::households,
                                     {"Households turned away", "未能接收户数"},
                                     {"Households that a full shelter sent on.", "因满员被转往他处的户数。"}};
const MeasureDescription kMoved{
    "evacuation.moved_persons",
    MeasureUnit::persons,
    {"Persons moved", "转移人数"},
    {"Persons registered at any shelter at EndEx, at risk or not; from zone to shelter only where somebody went "
     "that "
     "way.",
     "演练结束时在各避难场所登记在册的人数，无论是否涉险；分区到场所的数值仅列出实际有人前往的组合。"},
    Better::more};
const MeasureDescription kShadow{"evacuation.shadow_persons",
                                 MeasureUnit::persons,
                                 {"Left without an order", "未列入转移而离家人数"},
                                 {"Residents who were never under the order and left home, or were taken "
                                  "along, before EndEx.",
                                  "始终未被纳入转移对象、但在演练结束前离家（含被救援带离）的居民人数。"},
                                 Better::neither};
const MeasureDescription kDepartedCurve{"evacuation.departed_persons",
                                        MeasureUnit::persons,
                                        {"Left home (under the order)", "已离家（应转移）"},
                                        {"Residents who come under the order before EndEx and have left home so "
                                         "far: the same people as in the curves of "
                                         "those warned and in safety.",
                                         "演练中被纳入转移对象且截至该时刻已离家的居民人数；与“已叫应”“到达安全处"
                                         "”曲线为同一批人。"},
                                        Better::more,
                                        false,
                                        {},
                                        CurveLook::departed};
const MeasureDescription kArrivedCurve{"evacuation.arrived_persons",
                                       MeasureUnit::persons,
                                       {"In safety (under the order)", "到达安全处（应转移）"},
                                       {"Residents who come under the order before EndEx and were registered at a "
                                        "shelter, with kin or friends, or away from home, so far.",
                                        "演练中被纳入转移对象且截至该时刻已登记入住、投靠亲友或外出未归的居民人数。"},
                                       Better::more,
                                       false,
                                       {},
                                       CurveLook::arrived};
const MeasureDescription kShadowCurve{"evacuation.shadow_departed_persons",
                                      MeasureUnit::persons,
                                      {"Left home (without an order)", "已离家（未列入转移）"},
                                      {"Residents who never come under the order and have left home so far: not "
                                       "in the other curves.",
                                       "始终未被纳入转移对象而截至该时刻已离家的居民人数；不计入其他曲线。"},
                                      Better::neither,
                                      false,
                                      {},
                                      CurveLook::others};

// When a share of `total` is reached by increments (t_s, persons) in order of
// time, from the order at `origin_s` on. Nobody to count has no time; an order
// that did not come (not a number) never leads there.
double time_to_reach(const std::vector<std::pair<double, double>>& steps, double share, double total, double origin_s) {
  if (total <= 0) return kNoMeaning;
  if (std::isnan(origin_s)) return kNever_s;
  double sum = 0;
  double reached_s = kNever_s;  // since when the share is reached: people may come home again
  for (const auto& [t_s, persons] : steps) {
    sum += persons;
    const bool enough = sum >= share * total - 1e-9;
    reached_s = !enough ? kNever_s : std::min(reached_s, std::max(0.0, t_s - origin_s));
  }
  return reached_s;
}

using Steps = std::vector<std::pair<double, double>>;

// People of one place (or of the whole scope). Steps are those of residents at
// risk.
struct Counts {
  double ordered = 0;
  double at_risk = 0;            // as registered, so that harm makes no share look better
  double origin_s = kNoMeaning;  // its order: of a zone its own, of the whole
                                 // scope the first anywhere
  Steps departed;
  Steps arrived;
  double sheltered = 0;  // at risk, and so are the next nine
  double with_kin = 0;
  double away = 0;
  double on_the_way = 0;
  double at_pick_up = 0;
  double on_board = 0;
  double at_door = 0;
  double with_team = 0;
  double returned = 0;
  double left_behind = 0;
  double harmed_at_risk = 0;
  double harmed = 0;   // everybody
  double exposed = 0;  // at home when water came
  double exposure_person_min = 0;

  void be_away(double t_s, double persons) {
    away += persons;
    departed.emplace_back(t_s, persons);
    arrived.emplace_back(t_s, persons);
  }
  static double sum(const Steps& steps) {
    double total = 0;
    for (const auto& step : steps) total += step.second;
    return total;
  }
};

class Reader {
 public:
  Reader(const Scenario& scenario, const EventLog& log)
      : scenario_(scenario),
        log_(log),
        fetched_(transport_assigned(scenario)),
        absent_(people_away(scenario)),
        shelters_run_(shelters_run(scenario)),
        return_(return_expected(scenario)),
        back_(back_at_home(scenario, log)) {
    const auto& orders = log.all<warning::OrderIssued>();
    if (!orders.empty()) all_.origin_s = orders.front().t_s;
    zones_.resize(scenario.town->zones.size());
    townships_.resize(scenario.town->townships.size());
    for (const auto& row : log.all<warning::ZoneOrdered>()) {
      for (auto* c : {&zones_[row.event.zone.index()], &township_of(row.event.zone)}) {
        if (std::isnan(c->origin_s)) c->origin_s = row.t_s;  // a later one only widens it
      }
    }
    ordered_.assign(scenario.scope.households().size(), false);
    left_.assign(ordered_.size(), false);
    left_s_.assign(ordered_.size(), kNever_s);
    read_who_is_at_risk();
    read_absence();
    read_movements();
    read_who_was_exposed();
    read_who_is_where();
  }

  void put(Measures& measures) const {
    put_place(measures, all_, "");
    measures.add(kHarmedOthers, harmed_others_);
    measures.add(kStranded, stranded());
    measures.add(kStayed, stayed(ordered_));
    if (!scenario_.all<AnimalsParameters>().empty()) measures.add(kStaysForAnimals, stayed(for_animals()));
    measures.add(kShadow, Counts::sum(shadow_));
    for (const auto zone : scenario_.scope.zones()) {
      put_place(measures, zones_[zone.index()], "zone:" + scenario_.town->zones[zone.index()].id);
    }
    for (const auto township : scenario_.scope.townships()) {
      put_place(measures, townships_[township.index()], "township:" + scenario_.town->townships[township.index()].id);
    }
    put_shelters(measures);
    const auto duration = scenario_.exercise.duration;
    measures.add_curve(kDepartedCurve, level_over_time(departed_, duration));
    measures.add_curve(kArrivedCurve, level_over_time(arrived_, duration));
    measures.add_curve(kShadowCurve, level_over_time(shadow_, duration));
  }

 private:
  [[nodiscard]] std::uint32_t position(HouseholdId id) const { return scenario_.scope.position(id); }
  [[nodiscard]] ZoneId zone_of(HouseholdId id) const { return scenario_.town->population.zone[id.index()]; }

  [[nodiscard]] Counts& township_of(ZoneId zone) {
    return townships_[scenario_.town->zones[zone.index()].township.index()];
  }

  // Applies `change` to the whole and to the household's zone and township, when it is at risk.
  template <class F>
  void count(HouseholdId id, F change) {
    if (at_risk_[position(id)] == 0) return;
    change(all_);
    change(zones_[zone_of(id).index()]);
    change(township_of(zone_of(id)));
  }

  void read_who_is_at_risk() {
    at_risk_ = hazard::households_at_risk(scenario_, log_);
    for (const auto& row : log_.all<HouseholdOrdered>()) {
      ordered_[position(row.event.household)] = true;
      at_risk_[position(row.event.household)] = 1;
      count(row.event.household, [&](Counts& c) { c.ordered += row.event.persons; });
    }
    for (const auto id : scenario_.scope.households()) {
      count(id, [&](Counts& c) { c.at_risk += scenario_.town->population.persons[id.index()]; });
    }
  }

  // Who is away has left and is in safety, until he comes home.
  void read_absence() {
    away_.assign(ordered_.size(), {});
    for (const auto& row : log_.all<MembersAway>()) {
      away_[position(row.event.household)].persons = row.event.persons;
      be_away(row.t_s, row.event.household, row.event.persons);
    }
    for (const auto& row : log_.all<MembersHome>()) {
      away_[position(row.event.household)].until_s = row.t_s;
      be_away(row.t_s, row.event.household, -static_cast<double>(row.event.persons));
    }
  }
  void be_away(double t_s, HouseholdId id, double persons) {
    count(id, [&](Counts& c) { c.be_away(t_s, persons); });
    if (!ordered_[position(id)]) return;
    departed_.emplace_back(t_s, persons);
    arrived_.emplace_back(t_s, persons);
  }
  [[nodiscard]] double away_at(double t_s, HouseholdId id) const {
    const auto& away = away_[position(id)];
    return t_s < away.until_s ? away.persons : 0;
  }

  void arrive(double t_s, HouseholdId id, double persons) {
    leave(t_s, id, persons);
    count(id, [&](Counts& c) { c.arrived.emplace_back(t_s, persons); });
    if (ordered_[position(id)]) arrived_.emplace_back(t_s, persons);
  }

  // Departures and arrivals interleave in time.
  void read_movements() {
    for (const auto& row : log_.all<HouseholdDeparted>()) leave(row.t_s, row.event.household, row.event.persons);
    for (const auto& row : log_.all<HouseholdTakenAlong>()) leave(row.t_s, row.event.household, row.event.persons);
    for (const auto& row : log_.all<ShelterReached>()) {
      arrive(row.t_s, row.event.household, row.event.persons);
      count(row.event.household, [&](Counts& c) { c.sheltered += row.event.persons; });
    }
    for (const auto& row : log_.all<KinReached>()) {
      arrive(row.t_s, row.event.household, row.event.persons);
      count(row.event.household, [&](Counts& c) { c.with_kin += row.event.persons; });
    }
    for (const auto& row : log_.all<ReturnBegun>()) leave_safety(row.t_s, row.event);
    for (const auto& row : log_.all<SecondMoveOrdered>()) leave_safety(row.t_s, row.event);
    for (const auto& step : back_.steps) {
      if (step.change == BackStep::Change::came) leave_home(step.t_s, step.household, -step.persons);
      if (step.change == BackStep::Change::left) leave_home(step.t_s, step.household, step.persons);
    }
    for (const auto& row : log_.all<PersonsHarmed>()) {
      all_.harmed += row.event.persons;
      zones_[zone_of(row.event.household).index()].harmed += row.event.persons;
      township_of(zone_of(row.event.household)).harmed += row.event.persons;
      count(row.event.household, [&](Counts& c) { c.harmed_at_risk += row.event.persons; });
      if (at_risk_[position(row.event.household)] == 0) harmed_others_ += row.event.persons;
    }
    const auto by_time = [](Steps& steps) {
      std::stable_sort(steps.begin(), steps.end(), [](auto& a, auto& b) { return a.first < b.first; });
    };
    by_time(shadow_);
    by_time(departed_);
    by_time(arrived_);
    for (auto* steps : {&all_.departed, &all_.arrived}) by_time(*steps);
    for (auto* places : {&zones_, &townships_}) {
      for (auto& place : *places) {
        by_time(place.departed);
        by_time(place.arrived);
      }
    }
  }

  void read_who_was_exposed() {
    std::vector<bool> met(ordered_.size(), false);
    for (const auto& row : log_.all<hazard::HouseholdReached>()) {
      const auto id = row.event.household;
      if (met[position(id)]) continue;  // another hazard was there before
      met[position(id)] = true;
      expose_returned(row.t_s, id);
      if (left_s_[position(id)] < row.t_s) continue;
      const double persons = scenario_.town->population.persons[id.index()] - away_at(row.t_s, id);
      const double until_s = std::min(left_s_[position(id)], seconds(scenario_.end()));
      count(id, [&](Counts& c) {
        c.exposed += persons;
        c.exposure_person_min += persons * (until_s - row.t_s) / 60;
      });
    }
  }
  // Who was back when the water came, and the time of everybody who came back since or then.
  void expose_returned(double water_s, HouseholdId id) {
    for (const auto& spell : back_.spells(position(id))) {
      const double until_s = std::min(spell.until_s, seconds(scenario_.end()));
      const bool there = spell.from_s <= water_s && water_s < spell.until_s;
      const double time_s = std::max(0.0, until_s - std::max(spell.from_s, water_s));
      count(id, [&](Counts& c) {
        c.exposed += there ? spell.persons : 0;
        c.exposure_person_min += spell.persons * time_s / 60;
      });
    }
  }

  void read_who_is_where() {
    const auto places = whereabouts(scenario_, log_);
    for (const auto id : scenario_.scope.households()) {
      const auto where = places[position(id)].where;
      const double persons = places[position(id)].persons;
      count(id, [&](Counts& c) {
        if (where == Whereabout::on_the_way) c.on_the_way += persons;
        if (where == Whereabout::at_pick_up) c.at_pick_up += persons;
        if (where == Whereabout::on_board) c.on_board += persons;
        if (where == Whereabout::at_door) c.at_door += persons;
        if (where == Whereabout::with_team) c.with_team += persons;
        if (where == Whereabout::returned) c.returned += persons;
        if (where == Whereabout::at_home || where == Whereabout::stranded) c.left_behind += persons;
      });
    }
  }

  // The first time; who comes back and leaves again is counted by back_.
  void leave(double t_s, HouseholdId id, double persons) {
    if (left_[position(id)] || t_s > back_.first_left_s(position(id))) return;
    left_[position(id)] = true;
    left_s_[position(id)] = t_s;
    leave_home(t_s, id, persons);
  }
  void leave_home(double t_s, HouseholdId id, double persons) {
    (ordered_[position(id)] ? departed_ : shadow_).emplace_back(t_s, persons);
    count(id, [&](Counts& c) { c.departed.emplace_back(t_s, persons); });
  }
  // For home, or because the shelter is not safe any more.
  template <class E>
  void leave_safety(double t_s, const E& left) {
    const double persons = left.persons;
    count(left.household, [&](Counts& c) {
      c.arrived.emplace_back(t_s, -persons);
      (left.shelter.exists() ? c.sheltered : c.with_kin) -= persons;
    });
    if (ordered_[position(left.household)]) arrived_.emplace_back(t_s, -persons);
  }

  void put_place(Measures& measures, const Counts& c, const std::string& place) const {
    const double departed = Counts::sum(c.departed);
    const double unharmed = c.at_risk - c.harmed_at_risk;
    measures.add(kOrdered, c.ordered, place);
    measures.add(kAtRisk, c.at_risk, place);
    measures.add(kDepartedShare, c.at_risk > 0 ? departed / c.at_risk : kNoMeaning, place);
    measures.add(kArrivedShare, c.at_risk > 0 ? (c.sheltered + c.with_kin + c.away) / c.at_risk : kNoMeaning, place);
    measures.add(kDeparted90, time_to_reach(c.departed, 0.9, c.at_risk, c.origin_s), place);
    measures.add(kArrived95, time_to_reach(c.arrived, 0.95, c.at_risk, c.origin_s), place);
    measures.add(kClearance, time_to_reach(c.arrived, 1.0, unharmed, c.origin_s), place);
    measures.add(kSheltered, c.sheltered, place);
    measures.add(kWithKin, c.with_kin, place);
    measures.add(kOnTheWay, c.on_the_way, place);
    if (return_) measures.add(kReturned, c.returned, place);
    if (absent_) measures.add(kAway, c.away, place);
    if (fetched_) measures.add(kAtPickUp, c.at_pick_up, place);
    if (fetched_) measures.add(kOnBoard, c.on_board, place);
    if (shelters_run_) measures.add(kAtDoor, c.at_door, place);
    measures.add(kWithTeam, c.with_team, place);
    measures.add(kLeftBehind, c.left_behind, place);
    measures.add(kHarmedAtRisk, c.harmed_at_risk, place);
    measures.add(kExposed, c.exposed, place);
    measures.add(kExposure, c.exposure_person_min, place);
    measures.add(kHarmed, c.harmed, place);
  }

  [[nodiscard]] double stranded() const {
    std::vector<bool> seen(ordered_.size(), false);
    double sum = 0;
    for (const auto& row : log_.all<HouseholdStranded>()) {
      const auto at = position(row.event.household);
      if (!seen[at]) sum += row.event.persons;
      seen[at] = true;
    }
    return sum;
  }

  [[nodiscard]] std::vector<bool> for_animals() const {
    std::vector<bool> concerned(ordered_.size(), false);
    for (const auto& row : log_.all<StaysForAnimals>()) {
      const auto at = position(row.event.household);
      concerned[at] = ordered_[at];
    }
    return concerned;
  }

  /// Households among `concerned` whose last decision was to stay.
  [[nodiscard]] double stayed(const std::vector<bool>& concerned) const {
    std::vector<signed char> last(ordered_.size(), 0);
    for (const auto& row : log_.all<HouseholdDecided>()) {
      last[position(row.event.household)] = row.event.decision == Decision::stay ? 1 : 2;
    }
    double sum = 0;
    for (std::size_t i = 0; i < last.size(); ++i) sum += concerned[i] && last[i] == 1 ? 1 : 0;
    return sum;
  }

  [[nodiscard]] std::vector<ShelterId> shelters() const {
    std::vector<ShelterId> ids;
    for (const auto* parameters : scenario_.all<HouseholdsParameters>()) {
      for (const auto id : parameters->shelter_ids()) {
        if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
      }
    }
    return ids;
  }

  void put_shelters(Measures& measures) const {
    const auto& town = *scenario_.town;
    std::vector<double> persons(town.shelters.size(), 0);
    std::vector<double> refused(town.shelters.size(), 0);
    std::map<std::pair<ZoneId, ShelterId>, double> moved;
    for (const auto& row : log_.all<ShelterReached>()) {
      persons[row.event.shelter.index()] += row.event.persons;
      moved[{zone_of(row.event.household), row.event.shelter}] += row.event.persons;
    }
    const auto leave = [&](HouseholdId household, ShelterId shelter, double count) {
      persons[shelter.index()] -= count;
      moved[{zone_of(household), shelter}] -= count;
    };
    for (const auto& row : log_.all<ReturnBegun>()) {
      if (row.event.shelter.exists()) leave(row.event.household, row.event.shelter, row.event.persons);
    }
    for (const auto& row : log_.all<SecondMoveOrdered>()) {
      leave(row.event.household, row.event.shelter, row.event.persons);
    }
    for (const auto& row : log_.all<ShelterRefused>()) refused[row.event.shelter.index()] += 1;
    for (const auto id : shelters()) {
      const auto place = "shelter:" + town.shelters[id.index()].id;
      measures.add(kShelterPersons, persons[id.index()], place);
      measures.add(kTurnedAway, refused[id.index()], place);
    }
    measures.add(kMoved, std::accumulate(persons.begin(), persons.end(), 0.0));
    for (const auto& [way, count] : moved) {
      measures.add_occurring(
          kMoved, count,
          "zone:" + town.zones[way.first.index()].id + ">shelter:" + town.shelters[way.second.index()].id);
    }
  }

  const Scenario& scenario_;
  const EventLog& log_;
  bool fetched_ = false;  // some people are, in this scenario
  bool absent_ = false;   // and these are away
  bool shelters_run_ = false;
  bool return_ = false;  // people may go home
  BackAtHome back_;
  struct Away {
    double persons = 0;
    double until_s = kNever_s;
  };
  std::vector<Away> away_;  // by scope position
  Counts all_;
  std::vector<Counts> zones_;         // by zone
  std::vector<Counts> townships_;     // by township
  std::vector<bool> ordered_, left_;  // by scope position
  std::vector<double> left_s_;        // when, by scope position
  std::vector<std::uint8_t> at_risk_;
  Steps departed_, arrived_;  // of those under the order
  Steps shadow_;              // departures of those who never come under the order
  double harmed_others_ = 0;  // who were not at risk
};

}  // namespace

std::vector<MeasureDescription> measure_descriptions() {
  return {kOrdered,   kAtRisk,        kDepartedShare, kArrivedShare,    kDeparted90, kArrived95,      kClearance,
          kSheltered, kWithKin,       kAway,          kOnTheWay,        kAtPickUp,   kOnBoard,        kAtDoor,
          kWithTeam,  kReturned,      kLeftBehind,    kHarmedAtRisk,    kHarmed,     kHarmedOthers,   kExposed,
          kExposure,  kStranded,      kStayed,        kStaysForAnimals, kShadow,     kShelterPersons, kTurnedAway,
          kMoved,     kDepartedCurve, kArrivedCurve,  kShadowCurve};
}

AccountDescription account() {
  return {.whole = kAtRisk.name,
          .lines = {{kSheltered.name, Standing::safe},
                    {kWithKin.name, Standing::safe},
                    {kAway.name, Standing::safe},
                    {kOnTheWay.name, Standing::moving},
                    {kAtPickUp.name, Standing::moving},
                    {kOnBoard.name, Standing::moving},
                    {kAtDoor.name, Standing::moving},
                    {kWithTeam.name, Standing::helped},
                    {kReturned.name, Standing::exposed},
                    {kLeftBehind.name, Standing::exposed},
                    {kHarmedAtRisk.name, Standing::harmed}},
          .beside = kHarmedOthers.name};
}

void compute(const Scenario& scenario, const EventLog& log, Measures& measures) {
  if (of_places_alone(scenario)) return;
  Reader(scenario, log).put(measures);
}

}  // namespace tocsin::evacuation
