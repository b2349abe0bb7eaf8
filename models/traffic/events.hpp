// SPDX-License-Identifier: Apache-2.0
// What the roads tell of those who drive on them.
#pragma once

#include "engine/simulation/event.hpp"

namespace tocsin::traffic {

/// At EndEx, for every segment at whose end (or before which) somebody waited.
struct RoadDelayed {
  static constexpr std::string_view kName = "traffic.road_delayed";
  static Phrase meaning() {
    return {"How much vehicles waited at a road in all, told when the exercise ends.",
            "演练结束时某路段的车辆累计等候时间。"};
  }
  SegmentId segment;
  float waited_s = 0;  ///< sum over vehicles
  std::uint32_t vehicles = 0;
  void fields(EventFields& f) {
    f("segment", segment);
    f("waited_s", waited_s);
    f("vehicles", vehicles);
  }
};

/// Queues closed to a ring in which everybody waited for the next. Everybody at the head moved on by one segment.
struct RingFreed {
  static constexpr std::string_view kName = "traffic.ring_freed";
  static Phrase meaning() {
    return {"Full roads formed a ring that blocked itself; each let one vehicle on.",
            "排队首尾相接成环，每段放行一辆予以解除。"};
  }
  SegmentId segment;  ///< one of the ring
  void fields(EventFields& f) { f("segment", segment); }
};

/// At EndEx: the ledger of vehicles. All that ever departed are in one of the other fields.
struct VehiclesCounted {
  static constexpr std::string_view kName = "traffic.vehicles_counted";
  static Phrase meaning() {
    return {"Vehicles by where they are when the exercise ends.", "演练结束时按所在位置统计的车辆数。"};
  }
  std::uint32_t departed = 0;
  std::uint32_t arrived = 0;
  std::uint32_t on_the_road = 0;           ///< driving or waiting to enter their first road
  std::uint32_t left_at_the_roadside = 0;  ///< given up before a closed road, or its people were taken along
  void fields(EventFields& f) {
    f("departed", departed);
    f("arrived", arrived);
    f("on_the_road", on_the_road);
    f("left_at_the_roadside", left_at_the_roadside);
  }
};

}  // namespace tocsin::traffic
