// SPDX-License-Identifier: Apache-2.0
#include "models/traffic/contraflow.hpp"

#include <algorithm>

#include "engine/input/codes.hpp"
#include "models/hazard/hazard.hpp"
#include "models/traffic/road_places.hpp"

namespace tocsin::traffic {
namespace {

/// Emergency vehicles drive both ways always.
constexpr ModeMask kKeptOut = kVehicles & static_cast<ModeMask>(~kEmergencyVehicles);
/// How often somebody looks whether the road is clear: a numerical step, short beside the time of clearing.
constexpr Duration kLook = 1min;

}  // namespace

void ContraflowParameters::describe(Fields& f) {
  f.optional("name", name, {"Name for people.", "显示名称。"});
  f.required("roads", roads,
             {"Roads (ids of road_segments.csv) one behind the other, as they are driven outward; of a road alone with "
              "its direction (x017> or x017<).",
              "沿撤离方向依次相接的道路（road_segments.csv 编号）；仅一条时须注明方向（x017> 或 x017<）。"})
      .example("valley-3");
  times.describe(f);
  f.optional("reverse_lanes", reverse_lanes,
             {"The lanes of the closed direction carry traffic outward.", "封闭方向的车道改为向外通行。"});
  f.parameter("reversed_flow", reversed_flow,
              {"Flow of a lane driven against its direction, of what it carries otherwise.",
               "逆向车道通行能力与其正常通行能力之比。"})
      .between(1_percent, 100_percent);
  f.parameter("clearing", clearing,
              {"From closing the inward direction until its lanes are used, at least; and back.",
               "自封闭入向至启用其车道（及恢复时）的最短清空时间。"})
      .at_least(0s);
}

void ContraflowParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  name_id = scenario.names->intern(id);
  times.check(scenario, diagnostics);
  outward = find_corridor(roads, scenario, diagnostics);
  inward.clear();
  if (roads.empty()) {
    diagnostics.error(where, codes::kMissingValue, {"a contraflow needs a road", "逆向通行须至少一条道路"});
  }
  const auto& network = scenario.town->roads;
  for (std::size_t k = 0; k < outward.size(); ++k) {
    inward.push_back(network.opposite(outward[k]));
    if (inward.back().exists()) continue;
    diagnostics.error(roads[k].where, codes::kInconsistent,
                      phrase("'{}' goes one way already", "“{}”本为单行道", roads[k].name),
                      {"a road with two directions", "双向通行的道路"});
  }
  refuse_shared_roads(scenario, diagnostics);
}

void ContraflowParameters::refuse_shared_roads(const Scenario& scenario, Diagnostics& diagnostics) const {
  const auto bare = [](const std::string& road) { return road.substr(0, road.find_first_of("<>")); };
  for (const auto* other : scenario.all<ContraflowParameters>()) {
    if (other == this) return;  // the later entry says it
    if (!times.overlaps(other->times)) continue;
    for (const auto& road : roads) {
      const bool shared = std::any_of(other->roads.begin(), other->roads.end(),
                                      [&](const auto& theirs) { return bare(theirs.name) == bare(road.name); });
      if (!shared) continue;
      diagnostics.error(road.where, codes::kInconsistent,
                        phrase("'{}' belongs to the contraflow '{}' at the same time", "“{}”同时属于逆向通行“{}”",
                               road.name, other->id));
    }
  }
}

std::unique_ptr<Model> ContraflowParameters::make() const {
  return std::make_unique<Contraflow>(*this);
}

void Contraflow::start(World& world) {
  world_ = &world;
  traffic_ = &world.door<RoadTraffic>();
  world.door<Controls>().add({p_.name_id, [this] { begin(); }, [this] { end(); }});
  p_.times.plan(world, p_.name_id);
}

void Contraflow::plan(Duration after, void (Contraflow::*step)()) {
  next_step_ =
      world_->kernel().schedule(world_->now() + after, Phase::infrastructure, [this, step] { (this->*step)(); });
}

void Contraflow::begin() {
  if (stage_ == Stage::clearing || stage_ == Stage::open) return;
  if (stage_ == Stage::returning) world_->kernel().cancel(next_step_);
  stage_ = Stage::clearing;
  began_ = world_->now();
  world_->publish(ContraflowBegan{p_.name_id});
  for (const auto segment : p_.inward) world_->door<hazard::RoadHindrances>().close(p_.name_id, segment, kKeptOut);
  if (!p_.reverse_lanes) return open();
  plan(p_.clearing, &Contraflow::look);
}

// The lanes are used when nobody is on them any more who could not meet traffic head on.
void Contraflow::look() {
  const bool clear = std::all_of(p_.inward.begin(), p_.inward.end(),
                                 [&](SegmentId segment) { return traffic_->count_on(segment, kKeptOut) == 0; });
  if (!clear) return plan(kLook, &Contraflow::look);
  open();
}

void Contraflow::open() {
  stage_ = Stage::open;
  world_->publish(ContraflowOpened{p_.name_id, static_cast<float>(seconds(world_->now()) - seconds(began_))});
  if (!p_.reverse_lanes) return;
  const auto& roads = world_->town().roads;
  for (std::size_t k = 0; k < p_.outward.size(); ++k) {
    const double more = static_cast<double>(roads.lanes(p_.inward[k])) / roads.lanes(p_.outward[k]);
    traffic_->set_lanes(p_.outward[k], {.flow = 1 + p_.reversed_flow.fraction() * more, .storage = 1 + more});
  }
}

// The other direction opens when those on its lanes have had time to leave them.
void Contraflow::end() {
  if (stage_ == Stage::idle || stage_ == Stage::returning) return;
  if (stage_ == Stage::clearing) world_->kernel().cancel(next_step_);
  const bool reversed = stage_ == Stage::open && p_.reverse_lanes;
  stage_ = Stage::returning;
  world_->publish(ContraflowEnded{p_.name_id});
  if (!reversed) return give_back();
  for (const auto segment : p_.outward) traffic_->set_lanes(segment, {});
  plan(p_.clearing, &Contraflow::give_back);
}

void Contraflow::give_back() {
  const auto fits = [&](SegmentId segment) { return traffic_->fits(segment); };
  if (!std::all_of(p_.outward.begin(), p_.outward.end(), fits)) return plan(kLook, &Contraflow::give_back);
  stage_ = Stage::idle;
  for (const auto segment : p_.inward) world_->door<hazard::RoadHindrances>().clear(p_.name_id, segment);
}

}  // namespace tocsin::traffic
