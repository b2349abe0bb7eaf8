// SPDX-License-Identifier: Apache-2.0
// What the roads tell of those who drive on them.
#pragma once

#include <array>

#include "engine/roads/road_network.hpp"
#include "engine/simulation/event.hpp"

namespace tocsin::traffic {

/// How a trip of the traffic demand ended: at its destination; back where it began, because a road was cut and there is
/// no other way; before it began, for the same reason; before it began, because what it was for was stopped (停).
enum class TripEnd : std::uint8_t { arrived, turned_back, no_way, called_off };

}  // namespace tocsin::traffic

template <>
struct tocsin::EnumNames<tocsin::traffic::TripEnd> {
  static constexpr std::array<std::string_view, 4> value{"arrived", "turned_back", "no_way", "called_off"};
};
template <>
struct tocsin::EnumWords<tocsin::traffic::TripEnd> {
  static constexpr std::array<PhraseView, 4> value{{{"arrived", "到达"},
                                                    {"turned back", "折返"},
                                                    {"no way", "无路可走，未出发"},
                                                    {"called off", "停业停课，未出发"}}};
};

namespace tocsin::traffic {

/// A driver who heard of queues takes another way.
struct VehicleDiverted {
  static constexpr std::string_view kName = "traffic.vehicle_diverted";
  static Phrase meaning() {
    return {"A driver who heard of queues or cuts ahead takes another way.", "驾驶员获知前方排队或中断后改道。"};
  }
  TravelMode mode{};
  void fields(EventFields& f) { f("mode", mode); }
};

/// How many vehicles of the demand table this replication sends off before EndEx.
struct TripsPlanned {
  static constexpr std::string_view kName = "traffic.trips_planned";
  static Phrase meaning() {
    return {"Vehicles that the traffic demand sends off during the exercise.", "交通需求在演练期间发出的车辆数。"};
  }
  NameId demand;  ///< the entry `departures`
  std::uint32_t vehicles = 0;
  void fields(EventFields& f) {
    f("demand", demand);
    f("vehicles", vehicles);
  }
};

/// At EndEx: those that have set out and not ended their trip.
struct TripsUnderWay {
  static constexpr std::string_view kName = "traffic.trips_under_way";
  static Phrase meaning() {
    return {"Vehicles of the traffic demand that are still on the road when the exercise ends.",
            "演练结束时交通需求中仍在途的车辆数。"};
  }
  NameId demand;
  std::uint32_t vehicles = 0;
  void fields(EventFields& f) {
    f("demand", demand);
    f("vehicles", vehicles);
  }
};

/// A vehicle of the traffic demand is off the road.
struct TripEnded {
  static constexpr std::string_view kName = "traffic.trip_ended";
  static Phrase meaning() {
    return {"A vehicle of the traffic demand arrived, came back, or found no way.",
            "交通需求中的车辆到达、折返或无路可走。"};
  }
  ZoneId from;
  ZoneId to;
  TravelMode mode = TravelMode::car;
  TripEnd end{};
  float departed_s = 0;  ///< after StartEx
  float waited_s = 0;    ///< in queues, and to enter the first road
  void fields(EventFields& f) {
    f("from", from);
    f("to", to);
    f("mode", mode);
    f("end", end);
    f("departed_s", departed_s);
    f("waited_s", waited_s);
  }
};

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

/// At EndEx, for every direction of a road with a traffic counter.
struct RoadCounted {
  static constexpr std::string_view kName = "traffic.road_counted";
  static Phrase meaning() {
    return {"What a traffic counter counted, told when the exercise ends.", "交通观测点的累计结果，演练结束时给出。"};
  }
  SegmentId segment;
  std::uint32_t vehicles = 0;  ///< that left its end
  float waited_s = 0;          ///< sum of their waiting there
  void fields(EventFields& f) {
    f("segment", segment);
    f("vehicles", vehicles);
    f("waited_s", waited_s);
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

/// A vehicle is on a road that a slide buried.
struct VehicleStuck {
  static constexpr std::string_view kName = "traffic.vehicle_stuck";
  static Phrase meaning() { return {"A vehicle is stuck on a buried road.", "一辆车被困在掩埋路段。"}; }
  SegmentId segment;
  TravelMode mode = TravelMode::car;
  void fields(EventFields& f) {
    f("segment", segment);
    f("mode", mode);
  }
};

/// Officers stand at a junction and turn vehicles away or inform them. `control` is the id of the entry.
struct ControlPointSetUp {
  static constexpr std::string_view kName = "traffic.control_point_set_up";
  static Phrase meaning() { return {"A control point on the roads works.", "交通管控点开始管控。"}; }
  NameId control;
  void fields(EventFields& f) { f("control", control, kByName); }
};

struct ControlPointRelieved {
  static constexpr std::string_view kName = "traffic.control_point_relieved";
  static Phrase meaning() { return {"A control point ends; its roads are free again.", "交通管控点撤除，解除禁行。"}; }
  NameId control;
  void fields(EventFields& f) { f("control", control, kByName); }
};

/// The officers have no way to their point as the roads are now; they go when there is one.
struct ControlPointUnreached {
  static constexpr std::string_view kName = "traffic.control_point_unreached";
  static Phrase meaning() { return {"Officers have no way to their control point.", "值守人员无路可达管控点。"}; }
  NameId control;
  void fields(EventFields& f) { f("control", control, kByName); }
};

/// A vehicle stood at a control point before a road into which it is not let. Once for each vehicle and point.
struct VehicleTurnedAway {
  static constexpr std::string_view kName = "traffic.vehicle_turned_away";
  static Phrase meaning() { return {"A control point turned a vehicle away.", "管控点劝返一辆车。"}; }
  NameId control;
  SegmentId segment;
  TravelMode mode = TravelMode::car;
  void fields(EventFields& f) {
    f("control", control, kByName);
    f("segment", segment);
    f("mode", mode);
  }
};

/// A driver who did not know which roads are closed was told, and follows.
struct VehicleInformed {
  static constexpr std::string_view kName = "traffic.vehicle_informed";
  static Phrase meaning() {
    return {"A driver learned at a control point which roads are closed.", "驾驶人在管控点获知道路中断情况。"};
  }
  NameId control;
  TravelMode mode = TravelMode::car;
  void fields(EventFields& f) {
    f("control", control, kByName);
    f("mode", mode);
  }
};

/// The direction into the area is closed; those on it drive out.
struct ContraflowBegan {
  static constexpr std::string_view kName = "traffic.contraflow_began";
  static Phrase meaning() {
    return {"A road goes one way, outward: the other direction closes.", "道路改为向外单向通行，封闭入向。"};
  }
  NameId control;
  void fields(EventFields& f) { f("control", control, kByName); }
};

/// The closed direction is clear; its lanes (if they are reversed) carry traffic outward.
struct ContraflowOpened {
  static constexpr std::string_view kName = "traffic.contraflow_opened";
  static Phrase meaning() {
    return {"The closed direction is clear and its lanes are used outward.", "入向已清空，其车道启用向外通行。"};
  }
  NameId control;
  float clearing_s = 0;  ///< since it began
  void fields(EventFields& f) {
    f("control", control, kByName);
    f("clearing_s", clearing_s);
  }
};

/// Each direction has its own lanes again; the closed one opens when it is clear (hazard.road_reopened).
struct ContraflowEnded {
  static constexpr std::string_view kName = "traffic.contraflow_ended";
  static Phrase meaning() { return {"A road goes both ways again.", "道路恢复双向通行。"}; }
  NameId control;
  void fields(EventFields& f) { f("control", control, kByName); }
};

/// A convoy is sent off; its vehicles leave one after the other as soon as there is a way.
struct ConvoyDeparted {
  static constexpr std::string_view kName = "traffic.convoy_departed";
  static Phrase meaning() { return {"A convoy is sent off.", "车队受命出发。"}; }
  NameId control;
  std::uint32_t vehicles = 0;
  void fields(EventFields& f) {
    f("control", control, kByName);
    f("vehicles", vehicles, {"{} vehicles", "{} 辆"});
  }
};

struct ConvoyVehicleArrived {
  static constexpr std::string_view kName = "traffic.convoy_vehicle_arrived";
  static Phrase meaning() { return {"A vehicle of a convoy is at its destination.", "车队一辆车到达目的地。"}; }
  NameId control;
  float waited_s = 0;  ///< in queues
  void fields(EventFields& f) {
    f("control", control, kByName);
    f("waited_s", waited_s, {"{} s in queues", "排队 {} 秒"});
  }
};

/// At EndEx: what came by a control point while it worked.
struct ControlPointCounted {
  static constexpr std::string_view kName = "traffic.control_point_counted";
  static Phrase meaning() {
    return {"Vehicles at a control point, counted when the exercise ends.", "演练结束时统计的管控点车辆数。"};
  }
  NameId control;
  std::uint32_t passed = 0;       ///< drove through, or set out there
  std::uint32_t turned_away = 0;  ///< stood before a banned road
  std::uint32_t informed = 0;     ///< of those who passed: did not know of closures, and follow
  void fields(EventFields& f) {
    f("control", control, kByName);
    f("passed", passed, {"{} passed", "放行 {} 辆"});
    f("turned_away", turned_away, {"{} turned away", "劝返 {} 辆"});
    f("informed", informed, {"{} informed", "告知 {} 辆"});
  }
};

}  // namespace tocsin::traffic
