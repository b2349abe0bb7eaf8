// SPDX-License-Identifier: Apache-2.0
#include "models/hazard/flood/flood_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "engine/random/distributions.hpp"
#include "engine/roads/water.hpp"

namespace tocsin::hazard {
namespace {

// The depth at which a mode is stopped by water of this velocity.
double closing_depth_m(const WaterParameters::Limits& limits, double velocity) {
  if (velocity > limits.velocity.si()) return 0;
  const double by_flow = velocity > 0 ? limits.depth_times_velocity.si() / velocity : limits.depth.si();
  return std::min(limits.depth.si(), by_flow);
}

}  // namespace

std::vector<RoadLevel> road_levels(const WaterParameters& water, const std::vector<Length>& steps, Speed velocity) {
  std::array<double, kTravelModeCount> closing{};
  std::vector<double> depths{0.0};
  for (std::size_t m = 0; m < closing.size(); ++m) {
    closing[m] = closing_depth_m(water.limits[m], velocity.si());
    depths.push_back(closing[m]);
  }
  for (const auto step : steps) depths.push_back(step.si());
  std::sort(depths.begin(), depths.end());
  depths.erase(std::unique(depths.begin(), depths.end()), depths.end());
  const double deepest = *std::max_element(closing.begin(), closing.end());
  std::vector<RoadLevel> levels;
  for (std::size_t i = 0; i < depths.size() && depths[i] <= deepest; ++i) {
    RoadLevel level{depths[i], {}};
    const double next = i + 1 < depths.size() ? depths[i + 1] : depths[i];
    const WaterOnRoad middle{Length::from_si((depths[i] + next) / 2), velocity};
    for (std::size_t m = 0; m < closing.size(); ++m) {
      const bool closed = depths[i] >= closing[m];
      const auto mode = static_cast<TravelMode>(m);
      level.factors[m] = closed ? 0.0F : static_cast<float>(speed_factor_in_water(water, mode, middle));
    }
    levels.push_back(level);
  }
  return levels;
}

FloodWave FloodModel::draw_wave() const {
  auto wave = parameters_.median_wave();
  const auto factor = [&](std::string_view what, double sigma) {
    auto stream = world_->stream(Purpose(fmt::format("hazard.flood.{}/{}", what, parameters_.id)));
    return Lognormal::from_median(1.0, sigma).sample(stream);
  };
  wave.peak_m *= factor("peak_depth", parameters_.peak_depth_sigma);
  wave.begins_s *= factor("begins", parameters_.begins_sigma);
  wave.front_speed_m_per_s *= factor("front_speed", parameters_.front_speed_sigma);
  return wave;
}

void FloodModel::start(World& world) {
  world_ = &world;
  auto flood = std::make_unique<FloodHazard>(parameters_, draw_wave());
  flood_ = flood.get();
  world.door<Hazards>().add(std::move(flood));
  if (flood_->wave().peak_m <= 0) return;
  announce();
  schedule_marks();
  plan_houses();
  plan_roads();
}

void FloodModel::announce() {
  const auto& wave = flood_->wave();
  const auto at = at_seconds(wave.begins_s);
  if (at > world_->scenario().end()) return;
  world_->kernel().schedule(at, Phase::environment, [this] {
    const auto& w = flood_->wave();
    world_->publish(
        FloodBegan{parameters_.name, static_cast<float>(w.peak_m), static_cast<float>(w.front_speed_m_per_s)});
  });
}

void FloodModel::schedule_marks() {
  for (const auto& mark : parameters_.stage_marks) {
    const auto at = at_seconds(flood_->wave().rises_to(parameters_.gauge_along_m, mark.depth_m));
    if (at > world_->scenario().end()) continue;
    world_->kernel().schedule(at, Phase::environment, [this, &mark] {
      world_->publish(StageReached{parameters_.name, mark.id, static_cast<float>(mark.depth_m)});
    });
  }
}

void FloodModel::plan_houses() {
  const auto& wave = flood_->wave();
  const double end_s = seconds(world_->scenario().end());
  for (const auto& exposure : parameters_.households) {
    if (exposure.needed_peak_m > wave.peak_m) break;  // the list is sorted: nobody further up is reached
    const double t_s = wave.rises_to(exposure.along_m, exposure.threshold_m);
    if (t_s <= end_s) houses_.push_back({t_s, exposure.household});
  }
  std::sort(houses_.begin(), houses_.end(),
            [](const auto& a, const auto& b) { return std::tie(a.t_s, a.household) < std::tie(b.t_s, b.household); });
  tell_houses();
}

// Tells all that is due and waits for the next.
void FloodModel::tell_houses() {
  const double now_s = seconds(world_->now());
  while (next_house_ < houses_.size() && houses_[next_house_].t_s <= now_s) {
    world_->publish(HouseholdReached{parameters_.name, houses_[next_house_++].household});
  }
  if (next_house_ == houses_.size()) return;
  world_->kernel().schedule(at_seconds(houses_[next_house_].t_s), Phase::environment, [this] { tell_houses(); });
}

void FloodModel::plan_roads() {
  const auto& wave = flood_->wave();
  const double end_s = seconds(world_->scenario().end());
  levels_ = road_levels(world_->scenario().water_parameters, parameters_.road_depth_steps, flood_->overbank_velocity());
  for (std::uint32_t s = 0; s < parameters_.segments.size(); ++s) {
    const auto& exposure = parameters_.segments[s];
    if (exposure.needed_peak_m > wave.peak_m) break;
    for (std::uint32_t level = 0; level < levels_.size(); ++level) {
      const double stage = std::max<double>(exposure.threshold_m, exposure.height_m + levels_[level].from_depth_m);
      const double up_s = wave.rises_to(exposure.along_m, stage);
      if (up_s > end_s) break;
      crossings_.push_back({up_s, s, level + 1});
      const double down_s = wave.falls_to(exposure.along_m, stage);
      if (down_s <= end_s) crossings_.push_back({down_s, s, level});
    }
  }
  // At the same instant on the same road: rising to the deepest last (a bank that overflows), falling to the lowest
  // last.
  std::sort(crossings_.begin(), crossings_.end(), [&](const auto& a, const auto& b) {
    if (a.t_s != b.t_s || a.segment != b.segment) return std::tie(a.t_s, a.segment) < std::tie(b.t_s, b.segment);
    const auto along = parameters_.segments[a.segment].along_m;
    const bool falling = a.t_s > flood_->wave().front_at(along) + flood_->wave().rise_s;
    return falling ? a.levels > b.levels : a.levels < b.levels;
  });
  move_roads();
}

void FloodModel::move_roads() {
  const double now_s = seconds(world_->now());
  auto& hindrances = world_->door<RoadHindrances>();
  while (next_crossing_ < crossings_.size() && crossings_[next_crossing_].t_s <= now_s) {
    const auto& crossing = crossings_[next_crossing_++];
    const bool replaced = next_crossing_ < crossings_.size() && crossings_[next_crossing_].t_s <= now_s &&
                          crossings_[next_crossing_].segment == crossing.segment;
    if (replaced) continue;  // the next one says it for the same instant
    const auto& factors = crossing.levels == 0 ? RoadHindrances::kFree : levels_[crossing.levels - 1].factors;
    hindrances.set(parameters_.name, parameters_.segments[crossing.segment].segment, factors);
  }
  if (next_crossing_ == crossings_.size()) return;
  world_->kernel().schedule(at_seconds(crossings_[next_crossing_].t_s), Phase::environment, [this] { move_roads(); });
}

}  // namespace tocsin::hazard
