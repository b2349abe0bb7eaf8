// SPDX-License-Identifier: Apache-2.0
// Declares the parameters of road classes and travel modes and turns them into what network and router take.
#include "engine/roads/road_parameters.hpp"

#include "engine/base/text.hpp"
#include "engine/input/document.hpp"
#include "engine/input/fields.hpp"
#include "engine/input/library.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string_view>

namespace tocsin {
namespace {

/// A word in both languages that can be a constant (Phrase owns its text).
struct Word {
  std::string_view en;
  std::string_view zh;
};

constexpr std::array<Word, kRoadClassCount> kClassWords{{{"motorways", "高速公路"},
                                                         {"trunk roads", "一级公路（干线）"},
                                                         {"primary roads", "二级公路"},
                                                         {"secondary roads", "三级公路"},
                                                         {"tertiary roads", "四级公路"},
                                                         {"village roads", "村道"},
                                                         {"residential streets", "居民区道路"},
                                                         {"service roads", "内部道路"},
                                                         {"farm tracks", "机耕道"},
                                                         {"footpaths", "步道"},
                                                         {"steps", "梯坎"}}};

constexpr std::array<Word, kTravelModeCount> kModeWords{{{"walkers", "步行者"},
                                                         {"motorcycles", "摩托车"},
                                                         {"cars", "小汽车"},
                                                         {"buses", "客车"},
                                                         {"trucks", "货车"},
                                                         {"emergency vehicles", "应急车辆"},
                                                         {"tricycles", "三轮车"},
                                                         {"ambulances", "救护车"},
                                                         {"low loaders", "平板拖车"}}};

/// A sentence about a word, "{}" where it stands.
Phrase about(const Word& word, std::string_view en, std::string_view zh) {
  return {fmt::format(fmt::runtime(en), word.en), fmt::format(fmt::runtime(zh), word.zh)};
}

constexpr bool on_foot_only(RoadClass road_class) {
  return road_class == RoadClass::path || road_class == RoadClass::steps;
}

}  // namespace

void RoadClassParameters::describe(Fields& fields) {
  for (std::size_t c = 0; c < values.size(); ++c) {
    const auto road_class = static_cast<RoadClass>(c);
    if (on_foot_only(road_class)) continue;
    const std::string_view name = name_of(road_class);
    const Word& word = kClassWords[c];
    fields
        .parameter(fmt::format("{}_speed", name), values[c].speed,
                   about(word, "Free-flow speed on {}.", "{}的自由流速度。"))
        .more_than(Speed{});
    fields
        .parameter(fmt::format("{}_flow_capacity", name), values[c].flow_capacity,
                   about(word, "Vehicles per hour and lane that {} let through.", "{}每车道每小时通行的车辆数。"))
        .more_than(0.0);
    fields
        .parameter(
            fmt::format("{}_lanes", name), values[c].lanes,
            about(word, "Lanes of one direction of {} where the map gives none.", "地图未注明时，{}单方向的车道数。"))
        .at_least(1);
  }
}

void TravelModeParameters::describe(Fields& fields) {
  for (std::size_t m = 0; m < values.size(); ++m) {
    const auto mode = static_cast<TravelMode>(m);
    const std::string_view name = name_of(mode);
    const Word& word = kModeWords[m];
    if (mode == TravelMode::walk) {
      fields
          .parameter("walk_speed_factor", values[m].speed_factor,
                     {"Speed of walkers as a factor of Tobler's hiking function.", "步行速度与托布勒步行函数之比。"})
          .more_than(0.0);
      continue;
    }
    fields
        .parameter(
            fmt::format("{}_speed_factor", name), values[m].speed_factor,
            about(word, "Speed of {} as a factor of the road's free-flow speed.", "{}速度与道路自由流速度之比。"))
        .more_than(0.0);
    fields
        .parameter(fmt::format("{}_maximum_speed", name), values[m].maximum_speed,
                   about(word, "Speed that {} do not exceed on any road.", "{}在任何道路上的最高速度。"))
        .more_than(Speed{});
    fields
        .parameter(fmt::format("{}_weight", name), values[m].weight,
                   about(word, "Weight of {}, laden: keeps them off roads with a lower limit.",
                         "{}满载总质量，限重更低的道路不能通行。"))
        .more_than(Mass{});
    fields
        .parameter(fmt::format("{}_width", name), values[m].width,
                   about(word,
                         "Width of {}: keeps them off narrower roads; two that do not fit side by side meet at a "
                         "passing bay.",
                         "{}宽度：更窄的道路不能通行；两车宽度之和超出路宽时须在错车道会车。"))
        .more_than(Length{});
  }
  fields
      .parameter("side_clearance", side_clearance,
                 {"Carriageway that a vehicle needs beside its own width.", "车辆通行在自身宽度之外所需的路面宽度。"})
      .at_least(Length{});
  fields
      .parameter("walk_top_speed", walk_top_speed,
                 {"Walking speed on the easiest slope (Tobler 1993).", "最省力坡度上的步行速度（Tobler 1993）。"})
      .more_than(Speed{});
  fields
      .parameter(
          "walk_slope_rate", walk_slope_rate,
          {"How fast walking speed falls with slope (Tobler 1993).", "步行速度随坡度衰减的系数（Tobler 1993）。"})
      .at_least(0.0);
  fields
      .parameter("walk_easiest_slope", walk_easiest_slope,
                 {"Slope on which people walk fastest; negative is downhill (Tobler 1993).",
                  "步行最快的坡度，负值为下坡（Tobler 1993）。"})
      .between(-1.0, 1.0);
  fields
      .parameter("walk_minimum_speed", walk_minimum_speed,
                 {"Speed kept on slopes however steep.", "再陡的坡上也能保持的步行速度。"})
      .at_least(Speed{});
}

RoadClassTable RoadParameters::table() const {
  RoadClassTable table{};
  for (std::size_t c = 0; c < table.size(); ++c) {
    const RoadClassParameters::Values& values = classes.values[c];
    table[c] = {
        .free_flow_speed = values.speed, .flow_capacity_veh_per_h_lane = values.flow_capacity, .lanes = values.lanes};
  }
  return table;
}

ModeMask RoadParameters::kept_out(float maximum_weight_t, float width_m) const {
  unsigned out = 0;
  for (std::size_t m = 1; m < modes.values.size(); ++m) {
    const auto& vehicle = modes.values[m];
    const bool heavy = maximum_weight_t > 0 && vehicle.weight.si() > 1000.0 * static_cast<double>(maximum_weight_t);
    const bool wide = width_m > 0 && (vehicle.width + modes.side_clearance).si() > static_cast<double>(width_m);
    if (heavy || wide) out |= mask_of(static_cast<TravelMode>(m));
  }
  return static_cast<ModeMask>(out);
}

ModeSpeeds RoadParameters::speeds() const {
  ModeSpeeds speeds;
  for (std::size_t m = 0; m < speeds.factor.size(); ++m) {
    speeds.factor[m] = modes.values[m].speed_factor;
    speeds.maximum[m] = modes.values[m].maximum_speed;
  }
  speeds.walking_slope_rate = modes.walk_slope_rate;
  speeds.walking_easiest_slope = modes.walk_easiest_slope;
  speeds.walking_level = modes.walk_top_speed * std::exp(-modes.walk_slope_rate * std::abs(modes.walk_easiest_slope));
  speeds.walking_minimum = modes.walk_minimum_speed;
  return speeds;
}

RoadParameters read_road_parameters(const Library& library, Diagnostics& diagnostics, std::vector<ParameterUse>* uses) {
  RoadParameters parameters;
  const auto read = [&](auto& part, const char* path) {
    const FieldsInput context{.diagnostics = diagnostics, .library = &library, .path = path, .parameter_uses = uses};
    read_fields(Node{}, part, context);
  };
  read(parameters.classes, "roads.classes");
  read(parameters.modes, "roads.modes");
  return parameters;
}

}  // namespace tocsin
