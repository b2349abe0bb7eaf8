// SPDX-License-Identifier: Apache-2.0
#include "models/traffic/control_point.hpp"

#include <algorithm>

#include "engine/input/codes.hpp"
#include "models/hazard/hazard.hpp"
#include "models/traffic/road_places.hpp"

namespace tocsin::traffic {

// ---- the entry ----

void ControlPointParameters::describe(Fields& f) {
  f.optional("name", name, {"Name for people.", "显示名称。"});
  f.required("at", at,
             {"Two or more roads (ids of road_segments.csv) that meet at the junction.",
              "在该路口相接的两条或多条道路（road_segments.csv 编号）。"})
      .example("valley-2");
  times.describe(f);
  f.optional("staffed_by", staffed_by,
             {"Team whose officers are called at `from` and come from its station; left out: officers stand there.",
              "值守队伍：到 from 时刻受命，自驻地出发；缺省：人员已在岗。"});
  f.optional(
      "ban", ban,
      {"Roads leading away from the junction into which vehicles are not let.", "禁止驶入的（由该路口驶出的）道路。"});
  f.optional(
      "modes", modes,
      {"Vehicles that the ban turns away; cars, motorcycles and trucks if left out. Emergency vehicles and people "
       "on foot always pass.",
       "禁行车辆；缺省为小汽车、摩托车和货车。应急车辆和步行者始终放行。"});
  f.optional("inform", inform,
             {"Officers tell those who drive through which roads are closed.", "值守人员向过往驾驶人告知中断道路。"});
  f.parameter("following", following,
              {"Drivers who did not know and do as the officers say.", "原不知情、听从引导的驾驶人比例。"})
      .between(0_percent, 100_percent);
  f.parameter("turnout", turnout,
              {"From being called until the officers leave their station.", "自受命至离开驻地的时间。"})
      .at_least(0s);
  f.parameter("setup", setup, {"From getting there until the point works.", "自到达至开始管控的时间。"}).at_least(0s);
  f.parameter("officers", officers, {"Members of the team at the point.", "该点值守人数。"}).between(1, 1000);
}

void ControlPointParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  name_id = scenario.names->intern(id);
  junction = find_junction(at, where, scenario, diagnostics);
  banned.clear();
  for (const auto& road : ban) {
    if (const auto segment = find_outward(road, junction, scenario, diagnostics); segment.exists()) {
      banned.push_back(segment);
    }
  }
  if (ban.empty() && !inform) {
    diagnostics.error(where, codes::kInconsistent,
                      phrase("the control point '{}' does nothing", "管控点“{}”没有任何作用", id),
                      {"`ban` with a road, or `inform: true`", "写明 ban 的道路，或 inform: true"});
  }
  times.check(scenario, diagnostics);
  find_modes(diagnostics);
  find_team(scenario, diagnostics);
}

void ControlPointParameters::find_modes(Diagnostics& diagnostics) {
  unsigned all = 0;
  if (modes.empty()) {
    all = mask_of(TravelMode::car) | mask_of(TravelMode::motorcycle) | mask_of(TravelMode::tricycle) |
          mask_of(TravelMode::truck);
  }
  for (const auto& mode : modes) {
    all |= mask_of(mode.value);
    if ((mask_of(mode.value) & (kOnFootOnly | kEmergencyVehicles)) == 0) continue;
    diagnostics.error(
        mode.where, codes::kInconsistent,
        {"people on foot and emergency vehicles pass every control point", "步行者和应急车辆可通过任何管控点"},
        {"motorcycle, tricycle, car, bus, truck or low_loader; to stop everybody use an inject road_closed",
         "motorcycle、tricycle、car、bus、truck 或 low_loader；如需全部禁行，请用导调信息 road_closed"});
  }
  mask = static_cast<ModeMask>(all);
}

void ControlPointParameters::find_team(const Scenario& scenario, Diagnostics& diagnostics) {
  team = staffed_by ? scenario.find(*staffed_by, diagnostics) : TeamId{};
  if (!team.exists()) return;
  std::vector<const ControlPointParameters*> all = scenario.all<ControlPointParameters>();
  std::erase_if(all, [&](const auto* other) {
    return !other->staffed_by || other->staffed_by->name != staffed_by->name || !times.overlaps(other->times);
  });
  std::uint64_t wanted = 0;  // most at one time, which is when one of them begins
  for (const auto* beginning : all) {
    std::uint64_t together = 0;
    for (const auto* other : all) {
      if (other->times.covers(beginning->times.begins())) together += other->officers;
    }
    if (times.covers(beginning->times.begins())) wanted = std::max(wanted, together);
  }
  const auto members = scenario.town->teams[team.index()].members;
  if (wanted <= members) return;
  diagnostics.error(staffed_by->where, codes::kInconsistent,
                    phrase("the team '{}' has {} members; its control points at these times need {}",
                           "队伍“{}”共 {} 人，同时段管控点共需 {} 人", staffed_by->name, members, wanted),
                    {"fewer points, other times, or another team", "减少管控点、错开时间或换用其他队伍"});
}

std::unique_ptr<Model> ControlPointParameters::make() const {
  return std::make_unique<ControlPoint>(*this);
}

// ---- in a replication ----

void ControlPoint::start(World& world) {
  world_ = &world;
  traffic_ = &world.door<RoadTraffic>();
  world.door<Controls>().add({p_.name_id, [this] { begin(); }, [this] { end(); }});
  p_.times.plan(world, p_.name_id);
  if (p_.team.exists()) world.roads().on_change([this](const RoadChange& change) { road_changed(change); });
  world.kernel().schedule(world.scenario().end(), Phase::response, [this] {
    world_->publish(
        ControlPointCounted{p_.name_id, passed_, static_cast<std::uint32_t>(turned_away_.size()), informed_});
  });
}

void ControlPoint::begin() {
  if (stage_ != Stage::idle) return;
  if (!p_.team.exists()) return set_up();
  stage_ = Stage::called;
  stepping_ = true;
  next_step_ = world_->kernel().schedule(world_->now() + p_.turnout, Phase::response, [this] { set_out(); });
}

// The officers leave their station, in the team's vehicle or on foot; or wait there until there is a way.
void ControlPoint::set_out() {
  stepping_ = false;
  const auto& town = world_->town();
  const auto& team = town.teams[p_.team.index()];
  const auto& station = town.stations[team.station.index()].place;
  if (team.vehicles == 0) return walk(station.walk_junction);
  const auto route = world_->roads().fastest(station.road_junction, p_.junction, TravelMode::emergency);
  if (!route) return unreached();
  stage_ = Stage::on_the_way;
  no_way_ = false;
  if (route->segments.empty()) return arrived(kNone);
  vehicle_ = traffic_->depart(*this, TravelMode::emergency, 1.0, route->segments);
}

void ControlPoint::walk(JunctionId from) {
  const auto route = world_->roads().fastest(from, p_.junction, TravelMode::walk);
  if (!route) return unreached();
  stage_ = Stage::on_the_way;
  no_way_ = false;
  stepping_ = true;
  next_step_ =
      world_->kernel().schedule(world_->now() + route->travel_time, Phase::response, [this] { arrived(kNone); });
}

void ControlPoint::unreached() {
  if (!std::exchange(no_way_, true)) world_->publish(ControlPointUnreached{p_.name_id});
}

void ControlPoint::road_changed(const RoadChange& change) {
  if (change.reopened == 0 || !no_way_ || stepping_) return;
  stepping_ = true;
  next_step_ = world_->kernel().schedule(world_->now(), Phase::response, [this] {  // once for all of an instant
    if (stage_ == Stage::called) return set_out();
    stepping_ = false;
    held(vehicle_, {});
  });
}

void ControlPoint::arrived(VehicleId /*vehicle*/) {
  vehicle_ = kNone;
  stepping_ = true;
  next_step_ = world_->kernel().schedule(world_->now() + p_.setup, Phase::response, [this] {
    stepping_ = false;
    set_up();
  });
}

// The officers stand before a closed road themselves: another way, or they wait for one.
void ControlPoint::held(VehicleId vehicle, SegmentId /*closed*/) {
  const auto route = world_->roads().fastest(traffic_->junction_ahead(vehicle), p_.junction, TravelMode::emergency);
  if (!route) return unreached();
  no_way_ = false;
  traffic_->reroute(vehicle, route->segments);
}

void ControlPoint::set_up() {
  stage_ = Stage::at_work;
  world_->publish(ControlPointSetUp{p_.name_id});
  for (const auto segment : p_.banned) world_->door<hazard::RoadHindrances>().close(p_.name_id, segment, p_.mask);
  traffic_->watch(p_.junction, *this);
}

void ControlPoint::end() {
  if (stage_ == Stage::idle) return;
  if (std::exchange(stepping_, false)) world_->kernel().cancel(next_step_);
  if (vehicle_ != kNone) traffic_->finish(std::exchange(vehicle_, kNone));  // they turn back: not followed
  no_way_ = false;
  if (std::exchange(stage_, Stage::idle) != Stage::at_work) return;
  traffic_->unwatch(p_.junction, *this);
  world_->publish(ControlPointRelieved{p_.name_id});
  for (const auto segment : p_.banned) world_->door<hazard::RoadHindrances>().clear(p_.name_id, segment);
}

bool ControlPoint::bans(TravelMode mode, SegmentId segment) const {
  return (p_.mask & mask_of(mode)) != 0 && std::find(p_.banned.begin(), p_.banned.end(), segment) != p_.banned.end();
}

void ControlPoint::passes(Driver& driver, VehicleId vehicle, TravelMode mode, SegmentId next) {
  if (bans(mode, next)) return;  // it will stand before the ban
  ++passed_;
  if (!p_.inform || !driver.guided(vehicle, p_.following)) return;
  ++informed_;
  world_->publish(VehicleInformed{p_.name_id, mode});
}

void ControlPoint::stands_before(VehicleId vehicle, TravelMode mode, SegmentId closed) {
  if (!bans(mode, closed) || !turned_away_.insert(vehicle).second) return;
  world_->publish(VehicleTurnedAway{p_.name_id, closed, mode});
}

}  // namespace tocsin::traffic
