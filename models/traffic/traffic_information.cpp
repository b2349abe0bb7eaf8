// SPDX-License-Identifier: Apache-2.0
#include "models/traffic/traffic_information.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/input/codes.hpp"
#include "models/traffic/events.hpp"

namespace tocsin::traffic {
namespace {

/// What is told changes when the time on a road has changed by so much: trees are mended where it does.
constexpr double kStep = 1.25;
constexpr Time kAfterAllChanges = at_seconds(1e15);

}  // namespace

void TrafficInformationParameters::describe(Fields& f) {
  f.parameter("interval", interval, {"Time between two messages.", "路况播报间隔。"}).at_least(10s);
  f.parameter(
       "listening", listening,
       {"Drivers who hear of queues and take another way when it is quicker.", "收听路况并在更快时改道的驾驶员比例。"})
      .between(0_percent, 100_percent);
  f.parameter("saving", saving,
              {"Share of the time left that another way must save.", "改道至少须节省的剩余时间比例。"})
      .between(0_percent, 90_percent);
}

void TrafficInformationParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  const auto all = scenario.all<TrafficInformationParameters>();
  if (all.front() == this) return;
  diagnostics.error(where, codes::kInconsistent,
                    phrase("'{}' already tells how long vehicles wait", "“{}”已在播报路况", all.front()->id),
                    {"one entry of this kind", "此类条目只写一个"});
}

std::unique_ptr<Model> TrafficInformationParameters::make() const {
  return std::make_unique<TrafficInformation>(*this);
}

void TrafficInformation::start(World& world) {
  world_ = &world;
  traffic_ = &world.door<RoadTraffic>();
  const auto& roads = world.town().roads;
  told_ = std::make_unique<RoadConditions>(roads);
  level_.assign(roads.segment_count(), 0);
  passed_.resize(roads.segment_count());
  world.roads().on_change([this](const RoadChange& change) { set_factors(change.segment, change.modes); });
  book_next();
}

void TrafficInformation::book_next() {
  world_->kernel().schedule_in(p_.interval, Phase::people, [this] { tell(); });
}

void TrafficInformation::tell() {
  book_next();
  if (traffic_->vehicle_count() == 0) return;
  for (std::size_t s = 0; s < level_.size(); ++s) look_at(SegmentId(s));
  mend_trees();
  const auto count = traffic_->vehicle_count();
  for (VehicleId vehicle = 0; vehicle < count; ++vehicle) consider(vehicle);
}

// Those for which nobody asked at the last message are forgotten.
void TrafficInformation::mend_trees() {
  std::erase_if(keys_, [this](std::uint64_t key) { return trees_.at(key).asked ? false : trees_.erase(key) != 0; });
  for (const auto key : keys_) {
    auto& known = trees_.at(key);
    if (!changed_.empty()) known.tree.mend(changed_);
    known.asked = false;
  }
  changed_.clear();
}

// The wait as told goes up and down in steps of the time on the road.
void TrafficInformation::look_at(SegmentId segment) {
  const auto now = traffic_->passed(segment);
  auto& before = passed_[segment.index()];
  const auto left = now.vehicles - before.vehicles;
  const double mean_s = left > 0 ? (now.waited_s - before.waited_s) / left : 0.0;
  before = now;
  const double wait_s = std::max(mean_s, traffic_->waits_s(segment));
  const auto& roads = world_->town().roads;
  const double free_s = std::max(
      1.0, static_cast<double>(roads.length_m(segment)) / static_cast<double>(roads.free_flow_speed_m_per_s(segment)));
  const auto level = static_cast<int>(std::lround(std::log1p(wait_s / free_s) / std::log(kStep)));
  if (level == level_[segment.index()]) return;
  level_[segment.index()] = level;
  set_factors(segment, kVehicles);
}

// Cuts are told of at once, slow-downs by water with them. The wait is as long for everybody: `level` says how much of
// a car's time in free flow it is.
void TrafficInformation::set_factors(SegmentId segment, ModeMask modes) {
  const auto& conditions = world_->roads().conditions();
  const double of_free_flow = std::pow(kStep, level_[segment.index()]) - 1;
  const auto road_speed = static_cast<double>(world_->town().roads.free_flow_speed_m_per_s(segment));
  for (int m = 1; m < kTravelModeCount; ++m) {
    const auto mode = static_cast<TravelMode>(m);
    if ((modes & mask_of(mode)) == 0 || !world_->town().roads.allows(segment, mode)) continue;
    double factor = conditions.speed_factor(segment, mode, world_->now());
    const double own_speed = world_->scenario().router(mode).free_speed_m_per_s(segment);
    if (factor > 0) factor = 1 / (1 / factor + of_free_flow * own_speed / road_speed);
    told_->set_speed_factor(segment, mask_of(mode), world_->now(), factor);
  }
  changed_.push_back(segment);
}

const Router::Tree& TrafficInformation::tree(JunctionId to, TravelMode mode) {
  const auto key = tree_key(to, mode);
  auto known = trees_.find(key);
  if (known == trees_.end()) {
    keys_.push_back(key);
    known = trees_.emplace(key, Known{world_->scenario().router(mode).tree_to(to, kAfterAllChanges, *told_)}).first;
  }
  known->second.asked = true;
  return known->second.tree;
}

double TrafficInformation::told_s(SegmentId segment, TravelMode mode) const {
  const double factor = told_->speed_factor(segment, mode, world_->now());
  if (factor <= 0) return std::numeric_limits<double>::infinity();
  const double speed = world_->scenario().router(mode).free_speed_m_per_s(segment) * factor;
  return static_cast<double>(world_->town().roads.length_m(segment)) / speed;
}

double TrafficInformation::told_s(const std::vector<SegmentId>& way, TravelMode mode) const {
  return std::accumulate(way.begin(), way.end(), 0.0,
                         [&](double sum_s, SegmentId s) { return sum_s + told_s(s, mode); });
}

// From the next junction on: as he drives now, or the quickest way as it is told?
void TrafficInformation::consider(VehicleId vehicle) {
  if (!traffic_->under_way(vehicle)) return;
  auto& driver = traffic_->driver(vehicle);
  const auto to = driver.destination(vehicle);
  if (!to.exists()) return;
  const auto mode = traffic_->mode(vehicle);
  const auto left = traffic_->route_left(vehicle);
  const bool in_the_way = std::any_of(
      left.begin(), left.end(), [&](SegmentId s) { return level_[s.index()] > 0 || world_->roads().closed(s, mode); });
  if (!in_the_way || !driver.listens(vehicle, p_.listening)) return;
  const auto at = traffic_->junction_ahead(vehicle);
  const auto way = way_by(world_->town().roads, tree(to, mode), traffic_->segment_of(vehicle), at);
  if (way.empty() || !(told_s(way, mode) < told_s(left, mode) * (1 - p_.saving.fraction()))) return;
  traffic_->reroute(vehicle, way);
  world_->publish(VehicleDiverted{mode});
  driver.diverted(vehicle);
}

}  // namespace tocsin::traffic
