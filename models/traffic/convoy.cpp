// SPDX-License-Identifier: Apache-2.0
#include "models/traffic/convoy.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "engine/input/codes.hpp"
#include "models/traffic/events.hpp"

namespace tocsin::traffic {
namespace {

constexpr int kMostVehicles = 500;
constexpr double kNever_s = std::numeric_limits<double>::infinity();
constexpr double kNoMeaning = std::numeric_limits<double>::quiet_NaN();

const MeasureDescription kTime{"traffic.convoy_time",
                               MeasureUnit::seconds,
                               {"Convoy complete at its destination", "车队全部到达用时"},
                               {"From when a convoy is sent off until its last vehicle has arrived, waiting for a way "
                                "included; of several convoys "
                                "the slowest.",
                                "自车队受命出发至末车到达的时间（含等候通路）；多支车队取最慢者。"}};
const MeasureDescription kSpread{
    "traffic.convoy_spread",
    MeasureUnit::seconds,
    {"Convoy torn apart", "车队首尾到达时差"},
    {"From the arrival of a convoy's first vehicle to that of its last; of several convoys the longest.",
     "车队首车到达至末车到达的时间；多支车队取最长者。"}};
const MeasureDescription kArrived{
    "traffic.convoy_arrived",
    MeasureUnit::count,
    {"Convoy vehicles that arrived", "车队到达车辆数"},
    {"Vehicles of convoys at their destination by EndEx.", "演练结束前到达的车队车辆数。"},
    Better::more};

/// What the log says of one convoy.
struct Story {
  double departed_s = kNoMeaning;
  double first_s = kNever_s;
  double last_s = kNever_s;
  double arrived = 0;

  [[nodiscard]] double time_s() const { return last_s - departed_s; }
  [[nodiscard]] double spread_s() const {
    return std::isnan(departed_s) ? kNoMeaning : std::isinf(last_s) ? kNever_s : last_s - first_s;
  }
};

Story story_of(const ConvoyParameters& convoy, const EventLog& log) {
  Story story;
  for (const auto& row : log.all<ConvoyDeparted>()) {
    if (row.event.control == convoy.name_id) story.departed_s = row.t_s;
  }
  double latest_s = 0;
  for (const auto& row : log.all<ConvoyVehicleArrived>()) {
    if (row.event.control != convoy.name_id) continue;
    story.first_s = std::min(story.first_s, row.t_s);
    latest_s = row.t_s;
    story.arrived += 1;
  }
  if (story.arrived >= convoy.vehicles) story.last_s = latest_s;
  return story;
}

void compute_convoys(const Scenario& scenario, const EventLog& log, Measures& measures) {
  const auto convoys = scenario.all<ConvoyParameters>();
  if (convoys.empty()) return;
  double slowest_s = kNoMeaning;
  double longest_s = kNoMeaning;
  double arrived = 0;
  for (const auto* convoy : convoys) {
    const auto story = story_of(*convoy, log);
    slowest_s = std::fmax(slowest_s, story.time_s());
    longest_s = std::fmax(longest_s, story.spread_s());
    arrived += story.arrived;
  }
  measures.add(kTime, slowest_s);
  measures.add(kSpread, longest_s);
  measures.add(kArrived, arrived);
  for (const auto* convoy : convoys) {
    const auto story = story_of(*convoy, log);
    const auto place = "control:" + convoy->id;
    measures.add(kTime, story.time_s(), place);
    measures.add(kSpread, story.spread_s(), place);
    measures.add(kArrived, story.arrived, place);
  }
}

}  // namespace

void ConvoyParameters::describe(Fields& f) {
  f.optional("name", name, {"Name for people.", "显示名称。"});
  f.required("from", from, {"Station where it stands.", "车队集结的站点。"});
  f.required("to", to, {"Zone it drives to.", "目的分区。"});
  f.required("vehicles", vehicles, {"Vehicles, without the escort.", "车辆数（不含引导车）。"})
      .between(1, kMostVehicles)
      .example("12");
  f.optional("mode", mode, {"What they are.", "车型。"});
  f.optional("departs", departs,
             {"After StartEx; an inject begin_control sends it off if left out.",
              "出发时刻（自演练开始）；缺省由 begin_control 注入命令出发。"});
  f.optional("escorted", escorted,
             {"Behind a car with siren and light: others make way and let it in first.",
              "由警车引导：其他车辆避让并优先放行。"});
  f.parameter("speed", speed, {"Nobody in it drives faster.", "车队最高车速。"}).more_than(0_m_per_s);
  f.parameter("spacing", spacing, {"From one vehicle's departure to the next.", "前后车出发间隔。"}).more_than(0s);
}

void ConvoyParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  name_id = scenario.names->intern(id);
  if (mode.value == TravelMode::walk) {
    diagnostics.error(mode.where, codes::kInconsistent, {"walkers are no convoy", "步行不能编为车队"},
                      {"a mode that drives: truck, bus, car, …", "可行车的方式：truck、bus、car 等"});
    return;
  }
  if (departs && (departs->value >= scenario.exercise.duration || departs->value < 0s)) {
    const bool late = departs->value >= 0s;
    diagnostics.error(departs->where, codes::kOutOfRange,
                      late ? phrase("the convoy '{}' departs after EndEx", "车队“{}”的出发时刻晚于演练结束", id)
                           : phrase("the convoy '{}' departs before StartEx", "车队“{}”的出发时刻早于演练开始", id),
                      phrase("departs: from 0 min to less than {}", "departs：0 min 至 {}（不含）",
                             to_text(scenario.exercise.duration)));
  }
  const auto station = scenario.find(from, diagnostics);
  const auto zone = scenario.find(to, diagnostics);
  if (!station.exists() || !zone.exists()) return;
  const auto& town = *scenario.town;
  const auto nearest = [&](const Place& place) {
    return town.roads.nearest_junction(place.x_m, place.y_m, mode.value);
  };
  origin = nearest(town.stations[station.index()].place);
  destination = nearest(town.zones[zone.index()].place);
  if (destination.exists()) scenario.prepare_tree(destination, mode.value);
  const bool way = origin.exists() && destination.exists() &&
                   std::isfinite(scenario.free_flow_tree(destination, mode.value)->to_go_s(origin));
  if (way) return;
  diagnostics.warning(
      to.where, codes::kUnreachable,
      phrase("no road that '{}' may use leads from '{}' to '{}'", "“{}”的车辆无法由“{}”驶至“{}”", id, from.name,
             to.name),
      {"a road that lets the vehicles through, or smaller vehicles", "允许该车型通行的道路，或较小车辆"});
}

std::unique_ptr<Model> ConvoyParameters::make() const {
  return std::make_unique<Convoy>(*this);
}

void Convoy::start(World& world) {
  world_ = &world;
  traffic_ = &world.door<RoadTraffic>();
  world.door<Controls>().add({p_.name_id, [this] { set_off(); }, [] {}});
  world.roads().on_change([this](const RoadChange& change) { road_changed(change); });
  if (!p_.departs) return;
  world.kernel().schedule(kStartEx + p_.departs->value, Phase::infrastructure,
                          [&world, this] { world.door<Controls>().begin(p_.name_id); });
}

void Convoy::set_off() {
  if (std::exchange(departed_, true)) return;
  world_->publish(ConvoyDeparted{p_.name_id, static_cast<std::uint32_t>(p_.vehicles)});
  at_origin_ = static_cast<std::uint32_t>(p_.vehicles);
  send();
}

std::vector<SegmentId> Convoy::way_from(SegmentId arrived_by, JunctionId at) const {
  return way_by(world_->town().roads, world_->roads().tree_to(p_.destination, p_.mode.value), arrived_by, at);
}

// The next one, if there is a way; the others after it.
void Convoy::send() {
  sending_ = false;
  const bool there = p_.origin.exists() && p_.origin == p_.destination;
  const bool on_roads = p_.origin.exists() && p_.destination.exists();
  const auto way = on_roads ? way_from({}, p_.origin) : std::vector<SegmentId>{};
  if (way.empty() && !there) return;
  if (there) {
    world_->publish(ConvoyVehicleArrived{p_.name_id, 0});
  } else {
    on_the_road_.push_back(
        traffic_->depart(*this, p_.mode.value, 1, way, {.escorted = p_.escorted, .speed_m_per_s = p_.speed.si()}));
  }
  if (--at_origin_ == 0) return;
  sending_ = true;
  world_->kernel().schedule_in(p_.spacing, Phase::people, [this] { send(); });
}

void Convoy::arrived(VehicleId vehicle) {
  std::erase(on_the_road_, vehicle);
  world_->publish(ConvoyVehicleArrived{p_.name_id, static_cast<float>(traffic_->delay(vehicle).all_s)});
}

void Convoy::held(VehicleId vehicle, SegmentId /*closed*/) {
  const auto at = traffic_->junction_ahead(vehicle);
  const auto way = way_from(traffic_->segment_of(vehicle), at);
  if (!way.empty() || at == p_.destination) traffic_->reroute(vehicle, way);
}

void Convoy::road_changed(const RoadChange& change) {
  const auto concerned = static_cast<ModeMask>(change.cut | change.reopened);
  if ((concerned & mask_of(p_.mode.value)) == 0) return;
  const auto all = on_the_road_;  // who is sent round may be there at once
  for (const auto vehicle : all) {
    const auto left = traffic_->route_left(vehicle);
    const bool cut_ahead = std::any_of(
        left.begin(), left.end(), [&](SegmentId segment) { return world_->roads().closed(segment, p_.mode.value); });
    if (cut_ahead) held(vehicle, change.segment);
  }
  if (at_origin_ > 0 && departed_ && !sending_) send();
}

void register_convoys(Catalog& catalog) {
  catalog.add_kind<ConvoyParameters>(
      "traffic", "convoy", {"Vehicles that drive together, behind an escort.", "编队行驶的车队，可由警车引导。"},
      {{"The way back, loading and unloading.", "返程与装卸。"},
       {"Other vehicles in between that hold the convoy apart on purpose.", "社会车辆插入车队。"}});
  catalog.add_event<ConvoyDeparted>();
  catalog.add_event<ConvoyVehicleArrived>();
  catalog.add_measures({kTime, kSpread, kArrived}, compute_convoys);
}

}  // namespace tocsin::traffic
