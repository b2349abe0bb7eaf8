// SPDX-License-Identifier: Apache-2.0
// What the log says of buildings and scenic sites. Times count from the alarm (of a site: from its closing); those not
// reached before EndEx, or without an alarm, are infinite. A scenario without such places has none of these measures.
#include "models/evacuation/place_measures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <string_view>

#include "engine/simulation/scenario.hpp"
#include "models/evacuation/building/parameters.hpp"
#include "models/evacuation/building/plan.hpp"
#include "models/evacuation/parameters.hpp"
#include "models/evacuation/place_events.hpp"
#include "models/evacuation/scenic_site/scenic_site.hpp"

namespace tocsin::evacuation {
namespace {

constexpr double kNever_s = std::numeric_limits<double>::infinity();
constexpr double kNoMeaning = std::numeric_limits<double>::quiet_NaN();

constexpr std::string_view kPersonsName = "evacuation.building_persons";
const MeasureDescription kPersons{kPersonsName,
                                  MeasureUnit::persons,
                                  {"Persons in buildings", "建筑内人数"},
                                  {"Persons inside when the alarm sounds.", "警报响起时建筑内人数。"},
                                  Better::neither};
const std::array<MeasureDescription, 4> kOut{
    MeasureDescription{"evacuation.building_out_50_time",
                       MeasureUnit::seconds,
                       {"50 % are out of the building", "50 % 撤出建筑用时"},
                       {"From the alarm until half of the persons were out.", "自警报至 50 % 人员撤出建筑的时间。"}},
    MeasureDescription{"evacuation.building_out_90_time",
                       MeasureUnit::seconds,
                       {"90 % are out of the building", "90 % 撤出建筑用时"},
                       {"From the alarm until 90 % of the persons were out.", "自警报至 90 % 人员撤出建筑的时间。"}},
    MeasureDescription{"evacuation.building_out_95_time",
                       MeasureUnit::seconds,
                       {"95 % are out of the building", "95 % 撤出建筑用时"},
                       {"From the alarm until 95 % of the persons were out.", "自警报至 95 % 人员撤出建筑的时间。"}},
    MeasureDescription{"evacuation.building_out_time",
                       MeasureUnit::seconds,
                       {"Building empty", "建筑清空用时"},
                       {"From the alarm until the last person was out; of several buildings the slowest.",
                        "自警报至最后一人撤出建筑的时间；多栋建筑取最慢者。"},
                       Better::less,
                       true}};
constexpr std::array<double, 4> kOutShares{0.5, 0.9, 0.95, 1.0};
const MeasureDescription kAssembled{
    "evacuation.building_assembled_time",
    MeasureUnit::seconds,
    {"Everybody at the assembly point", "全员到达集结点用时"},
    {"From the alarm until the last person stood at the assembly point.", "自警报至最后一人到达集结点的时间。"}};
const MeasureDescription kInsideAtDanger{
    "evacuation.building_inside_at_danger",
    MeasureUnit::persons,
    {"Inside when the hazard arrived", "危险到达时建筑内人数"},
    {"Persons inside when water was at the building or its time was up; no value where no danger came.",
     "洪水到达或已到无法停留时刻时建筑内的人数；未出现危险则无值。"},
    Better::less,
    false,
    kPersonsName};
const MeasureDescription kLeftInside{
    "evacuation.building_left_inside",
    MeasureUnit::persons,
    {"Left inside", "演练结束仍在建筑内人数"},
    {"Persons inside at EndEx, whether or not an alarm sounded.", "演练结束时仍在建筑内的人数，无论是否响过警报。"},
    Better::less,
    false,
    kPersonsName};
const MeasureDescription kTrapped{
    "evacuation.building_trapped",
    MeasureUnit::count,
    {"Without a way out at some time", "曾无路可出人次"},
    {"How often a person stood where every way out was blocked.", "人员所在处所有出路均被阻断的次数。"}};
const MeasureDescription kMeanWait{"evacuation.building_mean_wait",
                                   MeasureUnit::seconds,
                                   {"Mean time in queues", "人均排队时间"},
                                   {"Time waited at doors and on stairs, over the persons of the building.",
                                    "在门和楼梯处等待的时间，按建筑内人数平均。"}};
const MeasureDescription kBuildingQueue{
    "evacuation.building_longest_queue",
    MeasureUnit::persons,
    {"Longest queue", "最长队伍人数"},
    {"Persons at once in the queue of the worst door, stair or exit.", "最严重的门、楼梯或出口处同时排队的最多人数。"},
    Better::less,
    false,
    kPersonsName};
const MeasureDescription kPartMinutes{"evacuation.part_person_minutes",
                                      MeasureUnit::count,
                                      {"Person-minutes waited", "排队人·分钟"},
                                      {"Waited because of this door, stair, exit or gate, wherever the queue stood.",
                                       "因该门、楼梯、出口而等待的人·分钟，无论队伍排到何处。"}};
const MeasureDescription kPartQueue{"evacuation.part_longest_queue",
                                    MeasureUnit::persons,
                                    {"Longest queue here", "此处最长队伍人数"},
                                    {"Persons at once who waited because of it.", "因该处而同时等待的最多人数。"}};
const MeasureDescription kOutCurve{"evacuation.building_out_persons",
                                   MeasureUnit::persons,
                                   {"Out of buildings", "已撤出建筑人数"},
                                   {"Persons who have left their building so far.", "截至该时刻已撤出建筑的人数。"}};

const MeasureDescription kPeak{"evacuation.site_peak_persons",
                               MeasureUnit::persons,
                               {"Most persons in the site", "景区最高在园人数"},
                               {"Most persons in the site at once.", "景区内同时在园的最多人数。"}};
const MeasureDescription kOverTime{
    "evacuation.site_over_limit_time",
    MeasureUnit::seconds,
    {"Time above the crowd limit", "超承载量时长"},
    {"How long more persons than the limit were in the site.", "景区内人数超过瞬时最大承载量的累计时间。"},
    Better::less,
    true};
const MeasureDescription kExceededAt{"evacuation.site_limit_exceeded_time",
                                     MeasureUnit::seconds,
                                     {"Crowd limit first exceeded", "首次超承载量时刻"},
                                     {"From StartEx until the limit was exceeded for the first time; never: infinite.",
                                      "自演练开始至首次超过承载量的时间；未超过则为无穷。"},
                                     Better::more};
const MeasureDescription kEntered{"evacuation.site_entered_persons",
                                  MeasureUnit::persons,
                                  {"Visitors let in", "入园人数"},
                                  {"Visitors let in since StartEx.", "演练开始后入园人数。"},
                                  Better::neither};
const MeasureDescription kTurnedAway{
    "evacuation.site_turned_away_persons",
    MeasureUnit::persons,
    {"Visitors turned away", "限流劝返人数"},
    {"Visitors not let in because the site was full or closed.", "因已满或关停未能入园的人数。"}};
const MeasureDescription kSiteClear{
    "evacuation.site_clear_time",
    MeasureUnit::seconds,
    {"Site empty", "景区清空用时"},
    {"From the closing until the last visitor had left by a gate.", "自关停至最后一名游客离开出入口的时间。"},
    Better::less,
    true};
const MeasureDescription kSiteLeft{"evacuation.site_left_inside",
                                   MeasureUnit::persons,
                                   {"Visitors still in the site", "演练结束仍在园人数"},
                                   {"Visitors in the site at EndEx.", "演练结束时仍在景区内的人数。"}};
const MeasureDescription kInsideCurve{"evacuation.site_inside_persons",
                                      MeasureUnit::persons,
                                      {"In scenic sites", "景区在园人数"},
                                      {"Persons in the scenic sites.", "景区在园人数。"}};

// What the log says of one place.
struct Story {
  double alarm_s = kNoMeaning;
  double emptied_s = kNever_s;
  double assembled_s = kNever_s;
  double danger_s = kNever_s;
  std::vector<double> left_s;
  std::vector<double> entered_s;
  double turned_away = 0;
  double trapped = 0;
  std::map<std::uint32_t, std::pair<double, double>> queues;  // by part: person-seconds, longest
};

std::map<std::uint32_t, Story> read(const EventLog& log) {
  std::map<std::uint32_t, Story> of;
  for (const auto& row : log.all<AlarmSounded>()) of[row.event.place.value].alarm_s = row.t_s;
  for (const auto& row : log.all<BuildingEmptied>()) of[row.event.place.value].emptied_s = row.t_s;
  for (const auto& row : log.all<BuildingAssembled>()) of[row.event.place.value].assembled_s = row.t_s;
  for (const auto& row : log.all<BuildingEndangered>()) of[row.event.place.value].danger_s = row.t_s;
  for (const auto& row : log.all<OccupantLeft>()) of[row.event.place.value].left_s.push_back(row.t_s);
  for (const auto& row : log.all<VisitorEntered>()) of[row.event.place.value].entered_s.push_back(row.t_s);
  for (const auto& row : log.all<VisitorTurnedAway>()) of[row.event.place.value].turned_away += 1;
  for (const auto& row : log.all<OccupantTrapped>()) of[row.event.place.value].trapped += 1;
  for (const auto& row : log.all<QueueCounted>()) {
    of[row.event.place.value].queues[row.event.part.value] = {row.event.waited_s, row.event.longest_queue};
  }
  return of;
}

double since_alarm(const Story& story, double at_s) {
  return std::isnan(story.alarm_s) ? kNever_s : std::max(0.0, at_s - story.alarm_s);
}

double persons_before(const std::vector<double>& times_s, double at_s) {
  return static_cast<double>(std::lower_bound(times_s.begin(), times_s.end(), at_s) - times_s.begin());
}

class Buildings {
 public:
  Buildings(const Scenario& scenario, std::map<std::uint32_t, Story>& stories)
      : scenario_(scenario), stories_(stories), buildings_(scenario.all<BuildingParameters>()) {}

  void put(Measures& measures) {
    if (buildings_.empty()) return;
    std::map<std::string_view, double> whole;
    for (const auto* building : buildings_) put_one(measures, *building, whole);
    for (const auto* description : main_measures()) measures.add(*description, whole[description->name]);
    measures.add_curve(kOutCurve, level_over_time(steps_, scenario_.exercise.duration));
  }

 private:
  static std::vector<const MeasureDescription*> main_measures() {
    return {&kPersons,   &kOut[0],         &kOut[1],     &kOut[2],  &kOut[3],
            &kAssembled, &kInsideAtDanger, &kLeftInside, &kTrapped, &kBuildingQueue};
  }

  // Of several buildings: the sum of persons, the slowest, the longest queue.
  static void add_to(std::map<std::string_view, double>& whole, const MeasureDescription& description, double value) {
    const auto [entry, first] = whole.try_emplace(description.name, value);
    if (first || std::isnan(value)) return;
    const bool longest = description.unit == MeasureUnit::seconds || description.name == kBuildingQueue.name;
    if (std::isnan(entry->second)) {
      entry->second = value;
    } else {
      entry->second = longest ? std::max(entry->second, value) : entry->second + value;
    }
  }

  void put_one(Measures& measures, const BuildingParameters& building, std::map<std::string_view, double>& whole) {
    const Story& story = stories_[scenario_.names->find(Entity::name, building.id)];
    const std::string place = "building:" + building.id;
    const double persons = building.plan().persons;
    const auto add = [&](const MeasureDescription& description, double value) {
      measures.add(description, value, place);
      add_to(whole, description, value);
    };
    add(kPersons, persons);
    for (std::size_t i = 0; i < kOut.size(); ++i) {
      const auto wanted = static_cast<std::size_t>(std::ceil(kOutShares[i] * persons - 1e-9));
      const bool reached = wanted > 0 && story.left_s.size() >= wanted;
      add(kOut[i], persons == 0 ? kNoMeaning : since_alarm(story, reached ? story.left_s[wanted - 1] : kNever_s));
    }
    add(kAssembled, persons == 0 ? kNoMeaning : since_alarm(story, story.assembled_s));
    const bool danger = std::isfinite(story.danger_s);
    add(kInsideAtDanger, danger ? persons - persons_before(story.left_s, story.danger_s) : kNoMeaning);
    add(kLeftInside, persons - static_cast<double>(story.left_s.size()));
    add(kTrapped, story.trapped);
    double waited_s = 0;
    double longest = 0;
    for (const auto& [part, queue] : story.queues) {
      waited_s += queue.first;
      longest = std::max(longest, queue.second);
    }
    add(kBuildingQueue, longest);
    measures.add(kMeanWait, persons == 0 ? kNoMeaning : waited_s / persons, place);
    put_parts(measures, building, story, place);
    for (const double at_s : story.left_s) steps_.emplace_back(at_s, 1.0);
    std::sort(steps_.begin(), steps_.end());
  }

  static void put_parts(Measures& measures, const BuildingParameters& building, const Story& story,
                        const std::string& place) {
    const Plan& plan = building.plan();
    std::vector<std::uint8_t> counted(plan.parts.size(), 0);
    for (const auto part : plan.part_of_way) counted[part] = 1;
    for (std::size_t i = 0; i < plan.parts.size(); ++i) {
      const auto queue = story.queues.find(plan.parts[i].name.value);
      const bool any = queue != story.queues.end();
      const auto here = place + ">part:" + plan.parts[i].id;
      if (counted[i] != 0) {
        measures.add(kPartMinutes, any ? queue->second.first / 60 : 0.0, here);
        measures.add(kPartQueue, any ? queue->second.second : 0.0, here);
      } else if (any) {  // a floor or room that was full: seldom
        measures.add_occurring(kPartMinutes, queue->second.first / 60, here);
        measures.add_occurring(kPartQueue, queue->second.second, here);
      }
    }
  }

  const Scenario& scenario_;
  std::map<std::uint32_t, Story>& stories_;
  std::vector<const BuildingParameters*> buildings_;
  std::vector<std::pair<double, double>> steps_;
};

// Persons in a site over time: the most at once, and how long above the limit.
struct Crowd {
  double peak = 0;
  double over_s = 0;
  double exceeded_s = kNever_s;
};

Crowd crowd_of(const std::vector<std::pair<double, double>>& changes, double inside, double limit, double end_s) {
  Crowd crowd{.peak = inside, .exceeded_s = inside > limit ? 0.0 : kNever_s};
  double at_s = 0;
  for (const auto& [t_s, change] : changes) {
    if (inside > limit) crowd.over_s += t_s - at_s;
    at_s = t_s;
    inside += change;
    crowd.peak = std::max(crowd.peak, inside);
    if (inside > limit && std::isinf(crowd.exceeded_s)) crowd.exceeded_s = t_s;
  }
  if (inside > limit) crowd.over_s += end_s - at_s;
  return crowd;
}

void put_site(const Scenario& scenario, const ScenicSiteParameters& site, const Story& story, Measures& measures,
              std::vector<std::pair<double, double>>& all) {
  const std::string place = "site:" + site.id;
  std::vector<std::pair<double, double>> changes;
  for (const double at_s : story.entered_s) changes.emplace_back(at_s, 1.0);
  for (const double at_s : story.left_s) changes.emplace_back(at_s, -1.0);
  std::sort(changes.begin(), changes.end());
  const auto inside = static_cast<double>(site.inside);
  const Crowd crowd = crowd_of(changes, inside, static_cast<double>(site.limit()), seconds(scenario.exercise.duration));
  measures.add(kPeak, crowd.peak, place);
  measures.add(kOverTime, crowd.over_s, place);
  measures.add(kExceededAt, crowd.exceeded_s, place);
  measures.add(kEntered, static_cast<double>(story.entered_s.size()), place);
  measures.add(kTurnedAway, story.turned_away, place);
  measures.add(kSiteClear, since_alarm(story, story.emptied_s), place);
  measures.add(kSiteLeft,
               inside + static_cast<double>(story.entered_s.size()) - static_cast<double>(story.left_s.size()), place);
  for (std::size_t gate = 0; gate < site.gates.size(); ++gate) {
    const auto queue = story.queues.find(site.gate_name(gate).value);
    const bool any = queue != story.queues.end();
    measures.add(kPartMinutes, any ? queue->second.first / 60 : 0.0, place + ">part:" + site.gates[gate].id.value);
    measures.add(kPartQueue, any ? queue->second.second : 0.0, place + ">part:" + site.gates[gate].id.value);
  }
  all.emplace_back(0.0, inside);
  all.insert(all.end(), changes.begin(), changes.end());
}

}  // namespace

std::vector<MeasureDescription> place_measure_descriptions() {
  return {kPersons,    kOut[0],   kOut[1],        kOut[2],      kOut[3],    kAssembled,  kInsideAtDanger, kLeftInside,
          kTrapped,    kMeanWait, kBuildingQueue, kPartMinutes, kPartQueue, kOutCurve,   kPeak,           kOverTime,
          kExceededAt, kEntered,  kTurnedAway,    kSiteClear,   kSiteLeft,  kInsideCurve};
}

bool of_places_alone(const Scenario& scenario) {
  return scenario.all<HouseholdsParameters>().empty() && !scenario.all<AlarmedPlace>().empty();
}

void compute_places(const Scenario& scenario, const EventLog& log, Measures& measures) {
  const auto sites = scenario.all<ScenicSiteParameters>();
  if (sites.empty() && scenario.all<BuildingParameters>().empty()) return;
  auto stories = read(log);
  Buildings(scenario, stories).put(measures);
  if (sites.empty()) return;
  std::vector<std::pair<double, double>> all;
  for (const auto* site : sites) {
    put_site(scenario, *site, stories[scenario.names->find(Entity::name, site->id)], measures, all);
  }
  std::sort(all.begin(), all.end());
  measures.add_curve(kInsideCurve, level_over_time(all, scenario.exercise.duration));
}

}  // namespace tocsin::evacuation
