// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/map_place.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/base/units.hpp"
#include "engine/input/codes.hpp"
#include "engine/town/plane.hpp"

namespace tocsin::evacuation {

// Farther from every road than anybody stands who is to take part: a slip of the pen.
std::optional<FoundPlace> find_on_map(const MapPlace& place, const Town& town, TravelMode mode, Length reach,
                                      std::string_view reach_key, Diagnostics& diagnostics) {
  const auto position = Plane(town.coordinates.epsg).project({place.longitude, place.latitude});
  if (!position) {
    diagnostics.error(place.where, codes::kInconsistent,
                      {"longitude and latitude mean nothing here: the town's plane has no coordinate system",
                       "该区域为无坐标系的局部平面，不能使用经纬度"},
                      place.instead);
    return std::nullopt;
  }
  const double x_m = position->x_m - town.coordinates.false_origin_x_m;
  const double y_m = position->y_m - town.coordinates.false_origin_y_m;
  FoundPlace found{static_cast<float>(x_m), static_cast<float>(y_m), {}};
  found.junction = town.roads.nearest_junction(found.x_m, found.y_m, mode);
  if (!found.junction.exists()) return std::nullopt;
  const auto& at = town.roads.junction(found.junction);
  const double distance_m = std::hypot(static_cast<double>(at.x_m) - x_m, static_cast<double>(at.y_m) - y_m);
  if (distance_m <= reach.si()) return found;
  diagnostics.error(
      place.where, codes::kUnreachable,
      Phrase{fmt::format("the {} at {}, {} stands off the roads: the nearest junction '{}' is {:.0f} m away",
                         place.noun.en, place.longitude, place.latitude, at.id, distance_m),
             fmt::format("{} {}，{} 不在路网附近：最近的路口“{}”距离 {:.0f} 米", place.noun.zh, place.longitude,
                         place.latitude, at.id, distance_m)},
      phrase("a place within {0} of a junction ({1})", "距路口 {0} 以内（{1}）", to_text(reach), reach_key));
  return std::nullopt;
}

}  // namespace tocsin::evacuation
