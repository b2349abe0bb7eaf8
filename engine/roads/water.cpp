// SPDX-License-Identifier: Apache-2.0
// Passability and speed in water (handbook 4.4).
#include "engine/roads/water.hpp"

#include "engine/input/document.hpp"
#include "engine/input/fields.hpp"
#include "engine/input/library.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace tocsin {
namespace {

bool within(const WaterParameters::Limits& limits, const WaterOnRoad& water) {
  return water.depth <= limits.depth && water.velocity <= limits.velocity &&
         water.depth * water.velocity <= limits.depth_times_velocity;
}

double vehicle_factor(const WaterParameters& parameters, Length depth, Length limit) {
  const Length car_limit = parameters.vehicle_speed_fitted_depth;
  const Length fitted = limit > car_limit ? depth * (car_limit.si() / limit.si()) : depth;
  if (fitted >= car_limit) return 0.0;
  const double w_mm = fitted.si() * 1000.0;
  const double v =
      (parameters.vehicle_speed_square * w_mm + parameters.vehicle_speed_linear) * w_mm + parameters.vehicle_speed_dry;
  return std::clamp(v / parameters.vehicle_speed_dry, 0.0, 1.0);
}

double walking_factor(const WaterParameters& parameters, Length depth) {
  const double loss = std::exp(-depth.si() / parameters.walk_speed_scale.si());
  return parameters.walk_speed_floor + (1.0 - parameters.walk_speed_floor) * loss;
}

/// Who the limits are for, and the key they begin with.
struct Subject {
  std::string_view key;
  std::string_view en;
  std::string_view zh;
};
constexpr std::array<Subject, kTravelModeCount> kSubjects{{{"adults", "adults on foot", "步行的成年人"},
                                                           {"motorcycle", "motorcycles", "摩托车"},
                                                           {"car", "cars", "小汽车"},
                                                           {"bus", "buses", "客车"},
                                                           {"truck", "trucks", "货车"},
                                                           {"emergency", "emergency vehicles", "应急车辆"},
                                                           {"tricycle", "tricycles", "三轮车"},
                                                           {"ambulance", "ambulances", "救护车"},
                                                           {"low_loader", "low loaders", "平板拖车"}}};
constexpr Subject kChildren{"children", "walkers with children", "带儿童的步行者"};

void describe_limits(Fields& fields, const Subject& subject, WaterParameters::Limits& limits) {
  fields
      .parameter(
          fmt::format("{}_depth_limit", subject.key), limits.depth,
          {fmt::format("Deepest water that {} pass.", subject.en), fmt::format("{}能通过的最大水深。", subject.zh)})
      .more_than(Length{});
  fields
      .parameter(fmt::format("{}_unit_flow_limit", subject.key), limits.depth_times_velocity,
                 {fmt::format("Largest product of depth and velocity that {} withstand.", subject.en),
                  fmt::format("{}能承受的最大水深流速乘积。", subject.zh)})
      .more_than(UnitFlow{});
  fields
      .parameter(fmt::format("{}_velocity_limit", subject.key), limits.velocity,
                 {fmt::format("Fastest water that {} pass, however shallow.", subject.en),
                  fmt::format("无论深浅，{}能通过的最大流速。", subject.zh)})
      .more_than(Speed{});
}

}  // namespace

void WaterParameters::describe(Fields& fields) {
  for (std::size_t m = 0; m < limits.size(); ++m) describe_limits(fields, kSubjects[m], limits[m]);
  describe_limits(fields, kChildren, children);
  fields.parameter(
      "vehicle_speed_square", vehicle_speed_square,
      {"Square coefficient of vehicle speed (km/h) over water depth (mm).", "车速（km/h）对水深（mm）的二次项系数。"});
  fields.parameter(
      "vehicle_speed_linear", vehicle_speed_linear,
      {"Linear coefficient of vehicle speed (km/h) over water depth (mm).", "车速（km/h）对水深（mm）的一次项系数。"});
  fields
      .parameter("vehicle_speed_dry", vehicle_speed_dry,
                 {"Vehicle speed (km/h) of the same fit on the dry road.", "同一拟合在干燥路面上的车速（km/h）。"})
      .more_than(0.0);
  fields
      .parameter("vehicle_speed_fitted_depth", vehicle_speed_fitted_depth,
                 {"Water depth at which cars stand.", "小汽车停驶的水深。"})
      .more_than(Length{});
  fields
      .parameter("walk_speed_floor", walk_speed_floor,
                 {"Share of walking speed left in deep water.", "深水中剩余的步行速度比例。"})
      .between(0.0, 1.0);
  fields
      .parameter("walk_speed_scale", walk_speed_scale,
                 {"Water depth over which walking speed falls.", "步行速度随水深衰减的尺度。"})
      .more_than(Length{});
}

bool passable(const WaterParameters& parameters, TravelMode mode, const WaterOnRoad& water) {
  return within(parameters.limits[static_cast<std::size_t>(mode)], water);
}

bool walkers_pass(const WaterParameters& parameters, Walkers walkers, const WaterOnRoad& water) {
  if (walkers == Walkers::with_children && !within(parameters.children, water)) return false;
  return passable(parameters, TravelMode::walk, water);
}

double speed_factor_in_water(const WaterParameters& parameters, TravelMode mode, const WaterOnRoad& water) {
  if (water.depth <= Length{}) return 1.0;
  if (!passable(parameters, mode, water)) return 0.0;
  if (mode == TravelMode::walk) return walking_factor(parameters, water.depth);
  return vehicle_factor(parameters, water.depth, parameters.limits[static_cast<std::size_t>(mode)].depth);
}

WaterParameters read_water_parameters(const Library& library, Diagnostics& diagnostics,
                                      std::vector<ParameterUse>* uses) {
  WaterParameters parameters;
  read_fields(Node{}, parameters,
              {.diagnostics = diagnostics, .library = &library, .path = "roads.water", .parameter_uses = uses});
  return parameters;
}

}  // namespace tocsin
