// SPDX-License-Identifier: Apache-2.0
#include "engine/traffic/traffic_parameters.hpp"

#include "engine/input/document.hpp"
#include "engine/input/fields.hpp"
#include "engine/input/library.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tocsin::traffic {

void TrafficParameters::describe(Fields& fields) {
  fields
      .parameter("car_room", car_room,
                 {"Length of road that a car in a queue takes, the gap in front of it included.",
                  "排队时一辆小汽车占用的道路长度（含前方间距）。"})
      .between(4_m, 20_m);
  fields
      .parameter("gap_speed", gap_speed,
                 {"Speed at which the gaps travel back through a queue that starts to move.",
                  "车队起步时空档向后传播的速度。"})
      .more_than(Speed{});
  fields
      .parameter(
          "ring_check", ring_check,
          {"How often queues are searched for rings in which everybody waits for the next; they are freed by one "
           "vehicle each.",
           "检查排队死锁环的间隔；发现后每车前移一段予以解除。"})
      .more_than(0s);
  fields
      .parameter("heavy_rain_capacity", heavy_rain_capacity,
                 {"What heavy rain leaves of every road's flow capacity.", "大雨时各道路通行能力的剩余比例。"})
      .between(10_percent, 100_percent);
  fields
      .parameter(
          "meeting", meeting,
          {"What the meeting of two vehicles costs one of them where they do not fit side by side: it waits in a "
           "passing bay.",
           "两车不能并行处会车一次，其中一车在错车道等候的时间。"})
      .at_least(0s);
  fields
      .parameter("passing_speed", passing_speed,
                 {"Speed of emergency vehicles beside a queue that stands, where the others can make way.",
                  "应急车辆在可避让路段超越停滞车队的速度。"})
      .more_than(Speed{});
  const std::array<Phrase, kTravelModeCount> who{{{},
                                                  {"motorcycle", "摩托车"},
                                                  {"car", "小汽车"},
                                                  {"bus", "客车"},
                                                  {"truck", "货车"},
                                                  {"emergency vehicle", "应急车辆"},
                                                  {"tricycle", "三轮车"},
                                                  {"ambulance", "救护车"},
                                                  {"low loader", "平板拖车"}}};
  for (std::size_t m = 1; m < cars.size(); ++m) {
    fields
        .parameter(fmt::format("{}_cars", name_of(static_cast<TravelMode>(m))), cars[m],
                   {fmt::format("Room and headway of a {} in a queue, as a number of cars.", who[m].en),
                    fmt::format("排队时一辆{}折合的小汽车数。", who[m].zh)})
        .between(0.125, 15);
  }
}

TrafficParameters read_traffic_parameters(const Library& library, Diagnostics& diagnostics,
                                          std::vector<ParameterUse>* uses) {
  TrafficParameters parameters;
  read_fields(Node{}, parameters,
              {.diagnostics = diagnostics, .library = &library, .path = "roads.traffic", .parameter_uses = uses});
  return parameters;
}

namespace {

/// Where not any two vehicles fit side by side, the other direction; and how wide both together may be.
void find_meetings(const RoadNetwork& network, const RoadParameters& roads, SegmentId id, SegmentFigures& f) {
  const auto opposite = network.opposite(id);
  const double width_m = static_cast<double>(network.width_m(id));
  if (width_m <= 0) return;
  double widest_m = 0;
  for (const auto& vehicle : roads.modes.values) widest_m = std::max(widest_m, vehicle.width.si());
  const double room_m = width_m - 2 * roads.modes.side_clearance.si();  // one gap for each of the two
  if (2 * widest_m <= room_m) return;
  f.room_m = std::max(0.0, room_m);
  if (opposite.exists()) f.opposite = opposite.value;
}

}  // namespace

std::vector<SegmentFigures> TrafficParameters::figures(const RoadNetwork& network, const RoadParameters& roads) const {
  constexpr double kShortest_m = 1;  // a bridge without length is crossed at once, but a queue needs a place
  std::vector<SegmentFigures> result(network.segment_count());
  for (std::size_t s = 0; s < result.size(); ++s) {
    const SegmentId id(s);
    SegmentFigures& f = result[s];
    const double speed = static_cast<double>(network.free_flow_speed_m_per_s(id));
    const auto per_s = [](float per_h) { return per_h > 0 ? static_cast<double>(per_h) / 3600.0 : 1.0; };
    f.length_m = std::max(kShortest_m, static_cast<double>(network.length_m(id)));
    f.free_speed_m_per_s = speed > 0 ? speed : 1;
    f.entry_capacity_veh_per_s = per_s(network.entry_capacity_veh_per_h(id));
    f.exit_capacity_veh_per_s = per_s(network.exit_capacity_veh_per_h(id));
    f.storage_cars = f.length_m * network.lanes(id) / car_room.si();
    f.gap_speed_m_per_s = gap_speed.si();
    f.priority = per_s(network.merge_priority(id));
    find_meetings(network, roads, id, f);
  }
  return result;
}

VehicleFigures TrafficParameters::vehicle(TravelMode mode, const RoadParameters& roads, double factor) const {
  const auto m = static_cast<std::size_t>(mode);
  const auto& of_mode = roads.modes.values[m];
  VehicleFigures vehicle;
  vehicle.size = static_cast<std::uint32_t>(std::max(1L, std::lround(cars[m] * kSizeOfCar)));
  if (of_mode.maximum_speed.si() > 0) vehicle.speed_m_per_s = of_mode.maximum_speed.si() * factor;
  vehicle.speed_factor = (of_mode.speed_factor > 0 ? of_mode.speed_factor : 1.0) * factor;
  vehicle.vehicle_class = class_of(mode);
  vehicle.width_m = of_mode.width.si();
  vehicle.passes_queues = (mask_of(mode) & kEmergencyVehicles) != 0;
  return vehicle;
}

}  // namespace tocsin::traffic
