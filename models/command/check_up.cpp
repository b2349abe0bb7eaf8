// SPDX-License-Identifier: Apache-2.0
#include "models/command/check_up.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/units.hpp"
#include "engine/input/codes.hpp"
#include "engine/roads/router.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/command/mutual_aid.hpp"
#include "models/command/task.hpp"
#include "models/hazard/hazard.hpp"

namespace tocsin::command {
namespace {

void weak(Diagnostics& diagnostics, const SourceSpan& where, const Phrase& what, const Phrase& expected) {
  diagnostics.warning(where, codes::kPlanWeakness, what, expected);
}

/// Each kind of resource of every assignment of a task, once.
std::vector<const TaskResources*> resources_of(const TaskParameters& task) {
  std::vector<const TaskResources*> all{&task.resources};
  for (const auto& own : task.overrides) all.push_back(&own.resources);
  return all;
}

// Where the people of a task go: its own shelters, else all of the exercise.
std::vector<ShelterId> shelters_of(const TaskParameters::Assignment& assignment, const Scenario& scenario) {
  std::vector<ShelterId> all;
  Diagnostics nothing;  // found by the check before
  for (const auto& shelter : assignment.resources->shelters) all.push_back(scenario.find(shelter, nothing));
  if (!all.empty()) return all;
  for (std::size_t s = 0; s < scenario.town->shelters.size(); ++s) {
    if (scenario.scope.contains(scenario.town->shelters[s].township)) all.emplace_back(s);
  }
  return all;
}

/// Ways on foot to the nearest of some shelters, when some roads are closed.
class Ways {
 public:
  Ways(const std::vector<ShelterId>& shelters, const std::set<SegmentId>& closed, const Scenario& scenario)
      : town_(*scenario.town),
        conditions_(closing(closed, town_.roads)),
        tree_(scenario.router(TravelMode::walk).tree_to(doors(shelters, town_), kStartEx, conditions_)) {}
  Ways(const Ways&) = delete;
  Ways& operator=(const Ways&) = delete;

  [[nodiscard]] bool from(ZoneId zone) const {
    const auto center = town_.zones[zone.index()].place.walk_junction;
    return tree_.to_go_s(center) < std::numeric_limits<double>::infinity();
  }

 private:
  static RoadConditions closing(const std::set<SegmentId>& closed, const RoadNetwork& roads) {
    RoadConditions conditions(roads);
    for (const auto segment : closed) conditions.close(segment, kAllModes, kStartEx);
    return conditions;
  }
  static std::vector<JunctionId> doors(const std::vector<ShelterId>& shelters, const Town& town) {
    std::vector<JunctionId> junctions;
    junctions.reserve(shelters.size());
    for (const auto shelter : shelters) junctions.push_back(town.shelters[shelter.index()].place.walk_junction);
    return junctions;
  }

  const Town& town_;
  RoadConditions conditions_;
  Router::Tree tree_;
};

/// A zone that a task moves, and whether its people get to a shelter of the task on foot.
struct MovedZone {
  const TaskParameters& task;
  ZoneId zone;
  bool way_today = false;  // when nothing is closed
  bool way_then = false;   // when all is closed that the drill may close
};

// One tree for all who go to the same shelters.
void for_each_moved_zone(const Scenario& scenario, const std::set<SegmentId>& closed,
                         const std::function<void(const MovedZone&)>& visit) {
  std::map<std::vector<ShelterId>, std::pair<std::unique_ptr<Ways>, std::unique_ptr<Ways>>> ways;
  for (const auto* task : scenario.all<TaskParameters>()) {
    for (const auto& assignment : task->assignments) {
      const auto zones = task->zones_of(assignment.post, scenario);
      if (zones.empty()) continue;
      const auto shelters = shelters_of(assignment, scenario);
      auto& [today, then] = ways[shelters];
      if (!today) today = std::make_unique<Ways>(shelters, std::set<SegmentId>{}, scenario);
      if (!then) then = std::make_unique<Ways>(shelters, closed, scenario);
      for (const auto zone : zones) visit({*task, zone, today->from(zone), then->from(zone)});
    }
  }
}

std::set<SegmentId> roads_that_close(const Scenario& scenario) {
  std::set<SegmentId> closed;
  for (const auto* closing : scenario.all<hazard::RoadClosing>()) {
    closed.insert(closing->closed_roads().begin(), closing->closed_roads().end());
  }
  for (const auto* map : scenario.all<hazard::HazardMap>()) {
    for (const auto segment : map->roads_at_risk()) closed.insert(segment);
  }
  return closed;
}

// The shortest time an order can take: its legs' texts, and the handling at each post on the way.
Duration least_travel(const std::vector<PostId>& way, const PostTree& tree) {
  Duration least{};
  for (std::size_t at = 1; at < way.size(); ++at) least += tree.post(way[at]).handling.shortest;
  return least;
}

}  // namespace

void find_shelters_in_danger(const Scenario& scenario, Diagnostics& diagnostics) {
  Diagnostics nothing;
  for (const auto* task : scenario.all<TaskParameters>()) {
    for (const auto* resources : resources_of(*task)) {
      for (const auto& reference : resources->shelters) {
        const auto& place = scenario.town->shelters[scenario.find(reference, nothing).index()].place;
        for (const auto* map : scenario.all<hazard::HazardMap>()) {
          if (!map->threatens_place(place)) continue;
          weak(diagnostics, reference.where,
               phrase("the shelter '{}' of the task '{}' lies where the hazard map threatens",
                      "任务“{1}”的避难场所“{0}”位于危险区内", reference.name, task->id),
               {"a shelter outside", "选用危险区外的避难场所"});
          break;
        }
      }
    }
  }
}

void find_cut_routes(const Scenario& scenario, Diagnostics& diagnostics) {
  const auto closed = roads_that_close(scenario);
  if (closed.empty()) return;
  for_each_moved_zone(scenario, closed, [&](const MovedZone& moved) {
    if (!moved.way_today || moved.way_then) return;
    weak(diagnostics, moved.task.where,
         phrase("every way from '{}' to a shelter of the task '{}' leads over a road that this drill may cut",
                "从“{}”到任务“{}”避难场所的各条路线均经过演练中可能中断的道路",
                scenario.town->zones[moved.zone.index()].id, moved.task.id),
         {"a shelter on this side of the cut, or leaving before it", "选用中断点近侧的避难场所，或提前转移"});
  });
}

void find_double_roles(const Scenario& scenario, Diagnostics& diagnostics) {
  std::map<std::string, std::pair<std::string, int>> first;  // person: where first, and in which line
  const auto note = [&](const Placed<std::string>& person, const PostParameters& post, const Member& member) {
    if (person.value.empty()) return;
    const auto here = fmt::format("{}/{}", post.id, member.role.value);
    const auto [found, added] = first.try_emplace(person.value, here, person.where.line);
    if (added) return;
    weak(diagnostics, person.where,
         phrase("'{}' is in two places at once: '{}' and '{}' (line {})", "“{}”同时担任两处：“{}”与“{}”（第 {} 行）",
                person.value, here, found->second.first, found->second.second),
         {"one person for each role", "一人一岗"});
  };
  for (const auto* post : scenario.all<PostParameters>()) {
    for (const auto& member : post->members) {
      note(member.person, *post, member);
      note(member.deputy, *post, member);
    }
  }
}

void find_missing_deputies(const Scenario& scenario, Diagnostics& diagnostics) {
  for (const auto* post : scenario.all<PostParameters>()) {
    for (const auto leader : post->leaders()) {
      const auto& member = post->members[leader];
      if (member.has_deputy() || (member.on_duty_at_night && !member.absent)) continue;
      weak(diagnostics, member.role.where,
           phrase("'{}' of '{}' is not on duty at night, and nobody stands in", "“{1}”的“{0}”夜间不在岗且无备份人员",
                  member.role.value, post->id),
           {"deputy: NAME, or on_duty_at_night: true", "写明 deputy（备份人员），或 on_duty_at_night: true"});
    }
  }
}

void find_double_bookings(const Scenario& scenario, Diagnostics& diagnostics) {
  std::map<std::string, std::pair<std::string, int>> first;  // team: booked by whom first, and in which line
  const auto book = [&](const Reference<TeamTag>& team, const std::string& by) {
    const auto [found, added] = first.try_emplace(team.name, by, team.where.line);
    if (added || found->second.first == by) return;
    weak(diagnostics, team.where,
         phrase("the team '{}' is promised twice: to '{}' and to '{}' (line {})",
                "队伍“{}”被重复调用：“{}”与“{}”（第 {} 行）", team.name, by, found->second.first, found->second.second),
         {"each team for one task", "每支队伍只承担一项任务"});
  };
  for (const auto* task : scenario.all<TaskParameters>()) {
    for (const auto* resources : resources_of(*task)) {
      for (const auto& team : resources->teams) book(team, task->id);
    }
  }
  for (const auto* aid : scenario.all<MutualAidParameters>()) {
    for (const auto& team : aid->teams) book(team, aid->id);
  }
}

void find_dead_spots(const Scenario& scenario, Diagnostics& diagnostics) {
  for (const auto* post : scenario.all<PostParameters>()) {
    const auto& place = scenario.town->zones[post->seat_zone.index()].place;
    if (!communications::bearers_reaching(place, post->bearers, scenario).empty()) continue;
    weak(diagnostics, post->seat.where,
         phrase("nothing but a messenger reaches '{}' at '{}', even when everything works",
                "“{}”驻地“{}”无任何通信信号，只能派通信员联系", post->id, post->seat.name),
         {"a bearer that reaches there: a satellite phone, a base station", "配备可用手段：卫星电话、基站等"});
  }
}

void find_short_deadlines(const Scenario& scenario, Diagnostics& diagnostics) {
  const PostTree tree(scenario);
  for (const auto* task : scenario.all<TaskParameters>()) {
    for (const auto& assignment : task->assignments) {
      if (!assignment.deadline) continue;
      auto least = least_travel(tree.way(task->decider, assignment.post), tree) + assignment.takes;
      if (task->from_grade) least += task->found_plan->found->decision.duty_desk.shortest;
      if (assignment.deadline->value >= least) continue;
      weak(diagnostics, assignment.deadline->where,
           phrase("'{}' cannot do '{}' by then: deciding, handing on and carrying out take {} at the least",
                  "“{}”无法按时完成“{}”：决策、转达与执行最短也需 {}", tree.post(assignment.post).id, task->id,
                  to_text(least)),
           phrase("at least {}", "不少于 {}", to_text(least)));
    }
  }
}

void find_villages_without_road(const Scenario& scenario, Diagnostics& diagnostics) {
  for_each_moved_zone(scenario, {}, [&](const MovedZone& moved) {
    if (moved.way_today) return;
    weak(diagnostics, moved.task.where,
         phrase("no way leads from '{}' to any shelter of the task '{}'", "“{}”无路通往任务“{}”的任何避难场所",
                scenario.town->zones[moved.zone.index()].id, moved.task.id),
         {"a shelter that can be reached, or a helicopter spot in the plan",
          "选用可到达的避难场所，或在预案中安排直升机转移"});
  });
}

void check_up(const Scenario& scenario, Diagnostics& diagnostics) {
  if (scenario.all<PostParameters>().empty()) return;
  for (const auto find : {find_shelters_in_danger, find_cut_routes, find_double_roles, find_missing_deputies,
                          find_double_bookings, find_dead_spots, find_short_deadlines, find_villages_without_road}) {
    find(scenario, diagnostics);
  }
}

}  // namespace tocsin::command
