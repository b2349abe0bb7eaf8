// SPDX-License-Identifier: Apache-2.0
#include "models/traffic/traffic.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/ensure.hpp"

namespace tocsin::traffic {
namespace {

/// Just before an instant, whichever way it is rounded.
constexpr Duration kTick{1.5 / kTicksPerSecond};

std::vector<SegmentIndex> indices(std::span<const SegmentId> route) {
  std::vector<SegmentIndex> result;
  result.reserve(route.size());
  for (const SegmentId segment : route) result.push_back(segment.value);
  return result;
}

}  // namespace

std::vector<SegmentId> way_by(const RoadNetwork& roads, const Router::Tree& tree, SegmentId arrived_by, JunctionId at) {
  std::vector<SegmentId> way;
  for (auto next = tree.next_after(arrived_by, at); next.exists(); next = tree.next_after(next, at)) {
    way.push_back(next);
    at = roads.to(next);
  }
  return way;
}

RoadTraffic::RoadTraffic(World& world) : world_(world) {
  world.roads().on_change([this](const RoadChange& change) { road_changed(change); });
}

// The queues take memory for every road of the town; a replication in which nobody drives does without.
Traffic& RoadTraffic::queues() {
  if (traffic_) return *traffic_;
  const auto& parameters = world_.scenario().traffic_parameters;
  const auto& roads = world_.town().roads;
  traffic_.emplace(parameters.figures(roads, world_.scenario().road_parameters),
                   TrafficOptions{.ring_check = parameters.ring_check,
                                  .keep_delays = true,
                                  .meeting = parameters.meeting,
                                  .passing_speed_m_per_s = parameters.passing_speed.si()});
  for (std::size_t s = 0; s < roads.segment_count(); ++s) {
    if (!world_.roads().conditions().steady(SegmentId(s))) apply_conditions(SegmentId(s), kVehicles);
    if (capacity_ < 100_percent || lanes_.count(SegmentId(s)) != 0) apply_capacity(SegmentId(s));
  }
  for (const auto& post : posts_) watch_segments(post.junction, &Traffic::watch);
  world_.kernel().schedule(world_.scenario().end(), Phase::response, [this] { end_of_exercise(); });
  return *traffic_;
}

VehicleId RoadTraffic::depart(Driver& driver, TravelMode mode, double speed_factor, std::span<const SegmentId> route,
                              const InConvoy& convoy) {
  ensure(mode != TravelMode::walk, "walkers are no vehicles");
  auto& traffic = queues();
  auto figures = world_.scenario().traffic_parameters.vehicle(mode, world_.scenario().road_parameters, speed_factor);
  figures.passes_queues = figures.passes_queues || convoy.escorted;
  figures.speed_m_per_s = std::min(figures.speed_m_per_s, convoy.speed_m_per_s);
  const VehicleId vehicle = traffic.add(figures, indices(route));
  drivers_.push_back(&driver);
  modes_.push_back(mode);
  if (!posts_.empty()) set_out(vehicle, route.front());
  traffic.depart(vehicle, world_.now());
  wake_at(world_.now());
  return vehicle;
}

JunctionId RoadTraffic::junction_ahead(VehicleId vehicle) const {
  const auto& roads = world_.town().roads;
  const auto on = segment_of(vehicle);
  return on.exists() ? roads.to(on) : roads.from(SegmentId(std::size_t{traffic_->route_left(vehicle).front()}));
}

void RoadTraffic::reroute(VehicleId vehicle, std::span<const SegmentId> rest) {
  if (rest.empty() && traffic_->segment_of(vehicle) == kNone) {  // it has not even begun
    finish(vehicle);
    drivers_[vehicle]->arrived(vehicle);
    return;
  }
  catch_up();
  traffic_->reroute(vehicle, indices(rest));
  wake_at(world_.now());
}

void RoadTraffic::finish(VehicleId vehicle) {
  catch_up();
  traffic_->finish(vehicle);
  wake_at(world_.now());
}

void RoadTraffic::remove(VehicleId vehicle) {
  catch_up();
  traffic_->remove(vehicle);
  wake_at(world_.now());
}

std::vector<SegmentId> RoadTraffic::route_left(VehicleId vehicle) const {
  std::vector<SegmentId> result;
  for (const SegmentIndex segment : traffic_->route_left(vehicle)) result.emplace_back(std::size_t{segment});
  return result;
}

SegmentId RoadTraffic::segment_of(VehicleId vehicle) const {
  const auto segment = traffic_->segment_of(vehicle);
  return segment == kNone ? SegmentId{} : SegmentId(std::size_t{segment});
}

void RoadTraffic::set_green(SegmentId segment, bool green) {
  queues();
  catch_up();
  std::erase(red_, segment);
  if (!green) red_.push_back(segment);
  stop_or_go(segment);
  wake_at(world_.now());
}

// Nobody leaves a segment while it is buried or has red.
void RoadTraffic::stop_or_go(SegmentId segment) {
  const auto among = [&](const std::vector<SegmentId>& all) {
    return std::find(all.begin(), all.end(), segment) != all.end();
  };
  if (among(buried_) || among(red_)) {
    traffic_->stop(segment.value);
  } else {
    traffic_->go_on(segment.value);
  }
}

void RoadTraffic::set_capacity(Share share) {
  capacity_ = share;
  if (!traffic_) return;
  catch_up();
  for (std::size_t s = 0; s < world_.town().roads.segment_count(); ++s) apply_capacity(SegmentId(s));
}

void RoadTraffic::set_lanes(SegmentId segment, const Lanes& lanes) {
  lanes_[segment] = lanes;
  if (!traffic_) return;
  catch_up();
  apply_capacity(segment);
  wake_at(world_.now());
}

// Rain and lanes together.
void RoadTraffic::apply_capacity(SegmentId segment) {
  const auto found = lanes_.find(segment);
  const auto lanes = found == lanes_.end() ? Lanes{} : found->second;
  traffic_->set_capacity_factor(segment.value, capacity_.fraction() * lanes.flow);
  if (found != lanes_.end()) traffic_->set_storage_factor(segment.value, lanes.storage);
}

bool RoadTraffic::fits(SegmentId segment) {
  if (!traffic_) return true;
  catch_up();
  return traffic_->fits(segment.value);
}

std::uint32_t RoadTraffic::count_on(SegmentId segment, ModeMask modes) const {
  if (!traffic_) return 0;
  std::uint32_t count = 0;
  for (const VehicleId vehicle : traffic_->on(segment.value))
    count += (mask_of(modes_[vehicle]) & modes) != 0 ? 1U : 0U;
  return count;
}

// ---- officers at junctions ----

bool RoadTraffic::watched(JunctionId junction) const {
  return std::any_of(posts_.begin(), posts_.end(), [&](const Post& post) { return post.junction == junction; });
}

void RoadTraffic::watch_segments(JunctionId junction, void (Traffic::*change)(SegmentIndex)) {
  const auto& roads = world_.town().roads;
  catch_up();
  for (std::size_t s = 0; s < roads.segment_count(); ++s) {
    if (roads.to(SegmentId(s)) == junction) (*traffic_.*change)(static_cast<SegmentIndex>(s));
  }
  wake_at(world_.now());
}

void RoadTraffic::watch(JunctionId junction, Checkpoint& checkpoint) {
  const bool first = !watched(junction);
  posts_.push_back({junction, &checkpoint});
  if (first && traffic_) watch_segments(junction, &Traffic::watch);
}

void RoadTraffic::unwatch(JunctionId junction, Checkpoint& checkpoint) {
  std::erase_if(posts_, [&](const Post& post) { return post.checkpoint == &checkpoint; });
  if (traffic_ && !watched(junction)) watch_segments(junction, &Traffic::unwatch);
}

// Who sets out where officers stand meets them once his driver knows the vehicle: later in this instant.
void RoadTraffic::set_out(VehicleId vehicle, SegmentId first) {
  const auto junction = world_.town().roads.from(first);
  if (!watched(junction)) return;
  world_.kernel().schedule(world_.now(), Phase::people, [this, vehicle, junction, first] {
    if (!traffic_->ended(vehicle)) meet(vehicle, junction, first);
  });
}

void RoadTraffic::meet(VehicleId vehicle, JunctionId junction, SegmentId next) {
  for (std::size_t i = 0; i < posts_.size(); ++i) {
    if (posts_[i].junction == junction)
      posts_[i].checkpoint->passes(*drivers_[vehicle], vehicle, modes_[vehicle], next);
  }
  wake_at(world_.now());
}

RoadTraffic::Passed RoadTraffic::passed(SegmentId segment) const {
  if (!traffic_) return {};
  return {traffic_->passed(segment.value), traffic_->segment_delay(segment.value).at_end_s};
}

double RoadTraffic::waits_s(SegmentId segment) const {
  if (!traffic_) return 0;
  const auto ready = traffic_->first_ready(segment.value);
  return ready == kNever ? 0.0 : std::max(0.0, seconds(world_.now() - ready));
}

void RoadTraffic::check_ledger() const {
  if (traffic_) traffic_->check_ledger();
}

void RoadTraffic::road_changed(const RoadChange& change) {
  if (!traffic_ || (change.modes & kVehicles) == 0) return;
  catch_up();
  apply_conditions(change.segment, change.modes & kVehicles);
  if ((change.reopened & kVehicles) != 0) dig_out(change.segment);
  wake_at(world_.now());
}

void RoadTraffic::bury(SegmentId segment) {
  if (!traffic_ || std::find(buried_.begin(), buried_.end(), segment) != buried_.end()) return;
  buried_.push_back(segment);
  catch_up();
  stop_or_go(segment);
  for (const VehicleId vehicle : traffic_->on(segment.value)) {
    world_.publish(VehicleStuck{segment, modes_[vehicle]});
    drivers_[vehicle]->stuck(vehicle);
  }
  wake_at(world_.now());
}

void RoadTraffic::dig_out(SegmentId segment) {
  if (std::erase(buried_, segment) == 0) return;
  traffic_->forget_waiting(segment.value);
  stop_or_go(segment);
  for (const VehicleId vehicle : traffic_->on(segment.value)) drivers_[vehicle]->freed(vehicle);
}

void RoadTraffic::apply_conditions(SegmentId segment, ModeMask modes) {
  const auto s = segment.value;
  for (int m = 1; m < kTravelModeCount; ++m) {
    const auto mode = static_cast<TravelMode>(m);
    if ((modes & mask_of(mode)) == 0) continue;
    const double factor = world_.roads().conditions().speed_factor(segment, mode, world_.now());
    if (factor <= 0) {
      traffic_->close(s, classes_of(mask_of(mode)));
    } else {
      traffic_->set_speed_factor(s, factor, classes_of(mask_of(mode)));
      traffic_->open(s, classes_of(mask_of(mode)));
    }
  }
}

// ---- time ----

// While nothing concerns the queues their clock stands still; whoever changes something brings it to the present first,
// or the change would take effect in the past.
void RoadTraffic::catch_up() {
  const Time present = world_.now() - kTick;
  if (traffic_->now() >= present) return;
  while (traffic_->advance(present)) {
    told_.insert(told_.end(), traffic_->notices().begin(), traffic_->notices().end());
  }
}

// What was done to the queues now may make them move now, and leave notices for the next instant at which they are
// looked at; both happen in an event of this instant, after what happens now has happened.
void RoadTraffic::wake_at(Time at) {
  if (at >= wakes_at_) return;
  if (wakes_at_ < kNever) world_.kernel().cancel(wake_);
  wakes_at_ = at;
  wake_ = world_.kernel().schedule(at, Phase::people, [this] {
    wakes_at_ = kNever;
    go_on();
  });
}

// Lets the queues step until something concerns a driver or the kernel has something else to do. They run ahead of the
// kernel's clock, which is no harm: nothing can happen to them in between.
void RoadTraffic::go_on() {
  auto& kernel = world_.kernel();
  if (!told_.empty()) return tell();
  for (;;) {
    // One tick before the next event: what it does to the queues must not find them ahead.
    const Time quiet = kernel.quiet_until();
    const Time limit = quiet < kNever ? std::max(kernel.now(), quiet - kTick) : quiet;
    if (!traffic_->advance(std::min(limit, world_.scenario().end()))) break;
    told_.assign(traffic_->notices().begin(), traffic_->notices().end());
    if (traffic_->now() > kernel.now()) return wake_at(traffic_->now());
    tell();
    return;
  }
  const Time next = traffic_->next();
  if (next <= world_.scenario().end()) wake_at(std::max(kernel.now(), next));
}

bool RoadTraffic::still_held(VehicleId vehicle, SegmentId before) const {
  if (!traffic_->under_way(vehicle)) return false;
  const auto left = traffic_->route_left(vehicle);
  return !left.empty() && left.front() == before.value && world_.roads().closed(before, modes_[vehicle]);
}

void RoadTraffic::tell() {
  const auto& roads = world_.town().roads;
  const auto told = std::exchange(told_, {});
  for (const Notice& notice : told) {
    const SegmentId segment(std::size_t{notice.segment});
    switch (notice.kind) {
      case Notice::Kind::arrived:
        drivers_[notice.vehicle]->arrived(notice.vehicle);
        break;
      case Notice::Kind::held:
        if (!still_held(notice.vehicle, segment)) break;  // what was told before has sent it elsewhere
        for (const auto& post : posts_) {
          if (post.junction != roads.from(segment)) continue;
          post.checkpoint->stands_before(notice.vehicle, modes_[notice.vehicle], segment);
        }
        drivers_[notice.vehicle]->held(notice.vehicle, segment);
        break;
      case Notice::Kind::freed_ring:
        world_.publish(RingFreed{segment});
        break;
      case Notice::Kind::checked:
        if (segment_of(notice.vehicle) != segment) break;  // taken off the road by what was told before
        if (const auto left = traffic_->route_left(notice.vehicle); !left.empty()) {
          meet(notice.vehicle, roads.to(segment), SegmentId(std::size_t{left.front()}));
        }
        traffic_->pass(notice.vehicle);
        break;
    }
  }
  wake_at(world_.now());
}

void RoadTraffic::end_of_exercise() {
  for (std::size_t s = 0; s < world_.town().roads.segment_count(); ++s) {
    const auto& delay = traffic_->segment_delay(static_cast<SegmentIndex>(s));
    if (delay.vehicles == 0) continue;
    world_.publish(RoadDelayed{SegmentId(s), static_cast<float>(delay.at_end_s + delay.beside_s + delay.meeting_s),
                               delay.vehicles});
  }
  const auto& ledger = traffic_->ledger();
  const auto count = [](std::uint64_t n) { return static_cast<std::uint32_t>(n); };
  world_.publish(VehiclesCounted{.departed = count(drivers_.size()),
                                 .arrived = count(ledger.arrived),
                                 .on_the_road = count(ledger.parked + ledger.beside + ledger.driving),
                                 .left_at_the_roadside = count(ledger.removed)});
}

}  // namespace tocsin::traffic
