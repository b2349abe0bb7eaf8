// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/narrow_paths.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "engine/input/codes.hpp"
#include "models/evacuation/events.hpp"
#include "models/evacuation/parameters.hpp"

namespace tocsin::evacuation {
namespace {

const MeasureDescription kQueueTime{
    "evacuation.path_queue_time",
    MeasureUnit::person_minutes,
    {"Waiting before narrow paths", "窄路前等候"},
    {"Person-minutes that people on foot waited for their turn before narrow paths; also by road.",
     "步行人员在窄路前等候的人·分钟数；另按道路列出。"},
    Better::less,
    false,
    {},
    CurveLook::free,
    false,
    true};
const MeasureDescription kLongestWait{
    "evacuation.path_longest_wait",
    MeasureUnit::seconds,
    {"Longest wait before a narrow path", "窄路前最长等候"},
    {"Longest that a household on foot waited for its turn before a narrow path; also by road.",
     "步行住户在窄路前的最长等候时间；另按道路列出。"}};

/// What a narrow path means to those who walk stands in trips.cpp: the kind itself does nothing more.
class NarrowPathsModel final : public Model {
 public:
  void start(World& world) override { (void)world; }
};

// Nothing in a scenario without narrow paths.
void compute_path_measures(const Scenario& scenario, const EventLog& log, Measures& measures) {
  if (!paths_narrow(scenario)) return;
  struct Waits {
    double person_minutes = 0;
    double longest_s = 0;
    void add(const PathQueued& queued, double until_end_s) {
      const double waits_s = std::min(static_cast<double>(queued.waits_s), until_end_s);
      person_minutes += queued.persons * waits_s / 60;
      longest_s = std::max(longest_s, waits_s);
    }
  };
  Waits all;
  std::map<std::string, Waits> roads;
  for (const auto& row : log.all<PathQueued>()) {
    const double until_end_s = seconds(scenario.end()) - row.t_s;
    all.add(row.event, until_end_s);
    roads["road:" + scenario.town->roads.road(row.event.path)].add(row.event, until_end_s);
  }
  measures.add(kQueueTime, all.person_minutes);
  measures.add(kLongestWait, all.longest_s);
  for (const auto& [road, waits] : roads) {
    measures.add_occurring(kQueueTime, waits.person_minutes, road);
    measures.add_occurring(kLongestWait, waits.longest_s, road);
  }
}

}  // namespace

void NarrowPathEntry::describe(Fields& f) {
  f.required("road", road,
             {"Road or path, by its id in road_segments.csv.", "道路或小路在 road_segments.csv 中的编号。"});
  f.required(
       "width", width,
       {"Clear width for those who walk; counts instead of the one in the table.", "步行净宽；优先于表中的宽度。"})
      .more_than(0_m);
}

void NarrowPathsParameters::describe(Fields& f) {
  f.optional("paths", paths,
             {"Narrow places besides the paths and steps that have a width in road_segments.csv: footbridges, gates, "
              "lanes.",
              "除表中已填宽度的小路、台阶外的其他窄处：人行桥、门洞、巷道等。"});
  f.parameter("crowding", crowding,
              {"By how much density slows people: a of S = k - a k D.", "密度对步速的影响系数 a（S = k − a·k·D）。"})
      .more_than(Area{});
  f.parameter("level_speed", level_speed, {"k of paths and bridges.", "小路和桥面的速度系数 k。"}).more_than(0_m_per_s);
  f.parameter("steps_speed", steps_speed, {"k of steps.", "台阶的速度系数 k。"}).more_than(0_m_per_s);
  f.parameter("boundary", boundary,
              {"Unused on each side, beside a wall, a rail or the edge.", "靠墙、栏杆或路缘一侧不被利用的宽度。"})
      .at_least(0_m);
  f.parameter("single_file", single_file,
              {"Least width in use: people one after the other.", "单列通行所占宽度（有效宽度下限）。"})
      .more_than(0_m);
}

double NarrowPathsParameters::persons_per_s(Length clear_width, RoadClass road_class) const {
  const double used_m = std::max(clear_width.si() - 2 * boundary.si(), single_file.si());
  const double k = (road_class == RoadClass::steps ? steps_speed : level_speed).si();
  return used_m * k / (4 * crowding.si());
}

void NarrowPathsParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  if (scenario.all<HouseholdsParameters>().empty()) {
    diagnostics.error(
        where, codes::kInconsistent,
        {"narrow paths without households: nobody walks in this drill", "有窄路条目但无住户条目，无人步行"},
        {"an entry 'kind: households' beside it", "同时写入 kind: households 条目"});
  }
  if (scenario.all<NarrowPathsParameters>().front() != this) {
    diagnostics.error(where, codes::kInconsistent, {"narrow paths are described twice", "窄路条目重复"},
                      {"one entry 'kind: narrow_paths'", "仅保留一个 kind: narrow_paths 条目"});
  }
  limits_per_s_.assign(scenario.town->roads.segment_count(), 0);
  const bool sound = take_named(scenario, diagnostics);
  take_table(scenario.town->roads);
  const bool none = std::all_of(limits_per_s_.begin(), limits_per_s_.end(), [](float limit) { return limit <= 0; });
  if (sound && none) {
    diagnostics.warning(where, codes::kImplausible,
                        {"nothing is narrow: no path or steps has a width in road_segments.csv, and none is named here",
                         "没有窄路：road_segments.csv 中小路、台阶均未填宽度，本条目也未指定"},
                        {"width_m of paths and steps, or paths: [{road: ID, width: 1.2 m}]",
                         "填写小路、台阶的 width_m，或 paths: [{road: 编号, width: 1.2 m}]"});
  }
}

bool NarrowPathsParameters::take_named(const Scenario& scenario, Diagnostics& diagnostics) {
  const auto& roads = scenario.town->roads;
  bool sound = true;
  for (const auto& path : paths) {
    const auto directions = scenario.find_road(path.road, diagnostics);
    sound = sound && !directions.empty();
    const bool walked = std::any_of(directions.begin(), directions.end(),
                                    [&](SegmentId s) { return roads.allows(s, TravelMode::walk); });
    if (!directions.empty() && !walked) {
      diagnostics.error(path.road.where, codes::kInconsistent,
                        phrase("nobody may walk on '{}'", "“{}”不允许步行", roads.road(directions.front())),
                        {"a road with access for walk", "允许步行的道路"});
      sound = false;
    }
    for (const auto segment : directions) {
      auto& limit = limits_per_s_[segment.index()];
      if (limit > 0 && segment == directions.front()) {
        diagnostics.error(path.road.where, codes::kInconsistent,
                          phrase("'{}' is named twice", "“{}”重复", roads.road(segment)),
                          {"each road once", "每条道路只写一次"});
        sound = false;
      }
      limit = static_cast<float>(persons_per_s(path.width, roads.road_class(segment)));
    }
  }
  return sound;
}

void NarrowPathsParameters::take_table(const RoadNetwork& roads) {
  for (std::size_t s = 0; s < roads.segment_count(); ++s) {
    const SegmentId segment(s);
    const auto road_class = roads.road_class(segment);
    const bool path = road_class == RoadClass::path || road_class == RoadClass::steps;
    const auto width_m = static_cast<double>(roads.width_m(segment));
    if (!path || width_m <= 0 || limits_per_s_[s] > 0) continue;
    limits_per_s_[s] = static_cast<float>(persons_per_s(Length::from_si(width_m), road_class));
  }
}

std::unique_ptr<Model> NarrowPathsParameters::make() const {
  return std::make_unique<NarrowPathsModel>();
}

bool paths_narrow(const Scenario& scenario) {
  return !scenario.all<NarrowPathsParameters>().empty();
}

NarrowPaths::NarrowPaths(World& world) : world_(world) {
  const auto entries = world.scenario().all<NarrowPathsParameters>();
  if (entries.empty()) return;
  limits_per_s_ = &entries.front()->limits_per_s();
  free_at_s_.assign(limits_per_s_->size(), 0);
  world.roads().on_change([this](const RoadChange& change) {  // whoever waited there has gone, or goes
    const bool cut = limits(change.segment) && (change.cut & mask_of(TravelMode::walk)) != 0;
    if (cut) free_at_s(change.segment) = seconds(world_.now());
  });
}

double& NarrowPaths::free_at_s(SegmentId segment) {
  const auto opposite = world_.town().roads.opposite(segment);
  return free_at_s_[(opposite.exists() ? std::min(segment, opposite) : segment).index()];
}

double NarrowPaths::enter(SegmentId segment, std::uint32_t persons) {
  auto& free_s = free_at_s(segment);
  const double now_s = seconds(world_.now());
  const double waits_s = std::max(0.0, free_s - now_s);
  free_s = now_s + waits_s + persons / static_cast<double>((*limits_per_s_)[segment.index()]);
  if (waits_s > 0) world_.publish(PathQueued{segment, persons, static_cast<float>(waits_s)});
  return waits_s;
}

void register_paths(Catalog& catalog) {
  catalog.add_kind<NarrowPathsParameters>(
      "evacuation", "narrow_paths", {"Narrow paths, steps and bridges for those who walk", "步行窄路、台阶与人行桥"},
      {{"Crowds slow each other on the path itself; only its beginning is a queue.",
        "不考虑窄路上人群互相减速，仅在入口处排队。"},
       {"Somebody who leaves a queue does not shorten it for those behind him, unless the path is cut.",
        "中途离队不缩短后面人员的等候（窄路中断除外）。"},
       {"Another way because of a queue on foot.", "步行者不因排队改道。"},
       {"Rescue teams on foot and people in buildings and scenic sites are in no queue of these.",
        "步行救援队伍及建筑、景区内人员不在此排队。"}});
  catalog.add_event<PathQueued>();
  catalog.add_measures({kQueueTime, kLongestWait}, compute_path_measures);
}

}  // namespace tocsin::evacuation
