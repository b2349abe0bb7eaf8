// SPDX-License-Identifier: Apache-2.0
// What assigned transport tells: drivers who are called, vehicles that shuttle between pick-up points and shelters, and
// households that wait for them. Vehicles and pick-up points are names of the scenario ("buses/3", "buses/sanxi").
// Where the people are after they leave a vehicle is told by events.hpp: registered at the shelter, turned away, going
// on by themselves or stranded.
#pragma once

#include <array>

#include "engine/simulation/event.hpp"

namespace tocsin::evacuation {

enum class DriverAnswer : std::uint8_t { comes, no_answer };
/// Why a vehicle does not get on: no way to any shelter or pick-up point it could serve; no shelter within reach has
/// room for those aboard; the road under it was buried.
enum class VehicleHeldUp : std::uint8_t { no_way, shelters_full, road_buried };

}  // namespace tocsin::evacuation

template <>
struct tocsin::EnumNames<tocsin::evacuation::DriverAnswer> {
  static constexpr std::array<std::string_view, 2> value{"comes", "no_answer"};
};
template <>
struct tocsin::EnumWords<tocsin::evacuation::DriverAnswer> {
  static constexpr std::array<PhraseView, 2> value{{{"comes", "到岗"}, {"does not answer", "联系不上"}}};
};
template <>
struct tocsin::EnumNames<tocsin::evacuation::VehicleHeldUp> {
  static constexpr std::array<std::string_view, 3> value{"no_way", "shelters_full", "road_buried"};
};
template <>
struct tocsin::EnumWords<tocsin::evacuation::VehicleHeldUp> {
  static constexpr std::array<PhraseView, 3> value{
      {{"no way on", "无路可走"}, {"shelters full", "避难场所已满"}, {"road buried", "被困掩埋路段"}}};
};

namespace tocsin::evacuation {

struct DriverCalled {
  static constexpr std::string_view kName = "evacuation.driver_called";
  static Phrase meaning() { return {"The driver of an assigned vehicle was called.", "已通知接送车辆驾驶员。"}; }
  NameId vehicle;
  StationId station;  ///< where the vehicle stands
  void fields(EventFields& f) {
    f("vehicle", vehicle, kByName);
    f("station", station);
  }
};

struct DriverAnswered {
  static constexpr std::string_view kName = "evacuation.driver_answered";
  static Phrase meaning() { return {"What became of the call to a driver.", "驾驶员的应答情况。"}; }
  NameId vehicle;
  DriverAnswer answer{};
  void fields(EventFields& f) {
    f("vehicle", vehicle, kByName);
    f("answer", answer);
  }
};

struct VehicleReady {
  static constexpr std::string_view kName = "evacuation.vehicle_ready";
  static Phrase meaning() {
    return {"The driver is at the vehicle: it can be sent to a pick-up point.", "驾驶员到车，车辆可调派至接送点。"};
  }
  NameId vehicle;
  void fields(EventFields& f) { f("vehicle", vehicle, kByName); }
};

struct VehicleDispatched {
  static constexpr std::string_view kName = "evacuation.vehicle_dispatched";
  static Phrase meaning() { return {"An assigned vehicle left for a pick-up point.", "接送车辆驶往接送点。"}; }
  NameId vehicle;
  NameId pick_up;
  ZoneId zone;
  void fields(EventFields& f) {
    f("vehicle", vehicle, kByName);
    f("pick_up", pick_up, kByName);
    f("zone", zone);
  }
};

struct VehicleAtPickUp {
  static constexpr std::string_view kName = "evacuation.vehicle_at_pick_up";
  static Phrase meaning() { return {"An assigned vehicle came to a pick-up point.", "接送车辆到达接送点。"}; }
  NameId vehicle;
  NameId pick_up;
  void fields(EventFields& f) {
    f("vehicle", vehicle, kByName);
    f("pick_up", pick_up, kByName);
  }
};

struct VehicleDeparted {
  static constexpr std::string_view kName = "evacuation.vehicle_departed";
  static Phrase meaning() {
    return {"An assigned vehicle left a pick-up point for a shelter with people aboard.",
            "接送车辆载人离开接送点驶往避难场所。"};
  }
  NameId vehicle;
  NameId pick_up;
  ShelterId shelter;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("vehicle", vehicle, kByName);
    f("pick_up", pick_up, kByName);
    f("shelter", shelter);
    f("persons", persons, kPersons);
  }
};

struct VehicleRerouted {
  static constexpr std::string_view kName = "evacuation.vehicle_rerouted";
  static Phrase meaning() {
    return {"A road was cut ahead; the assigned vehicle goes on by another way.", "前方道路中断，接送车辆改道。"};
  }
  NameId vehicle;
  void fields(EventFields& f) { f("vehicle", vehicle, kByName); }
};

struct VehicleUnloaded {
  static constexpr std::string_view kName = "evacuation.vehicle_unloaded";
  static Phrase meaning() {
    return {"Heads were counted as an assigned vehicle set people down at a shelter.",
            "接送车辆在避难场所下客并清点人数。"};
  }
  NameId vehicle;
  ShelterId shelter;
  std::uint32_t households = 0;  ///< that were registered
  std::uint32_t persons = 0;     ///< of them, counted
  void fields(EventFields& f) {
    f("vehicle", vehicle, kByName);
    f("shelter", shelter);
    f("households", households, {"{} households", "{} 户"});
    f("persons", persons, kPersons);
  }
};

struct VehicleStranded {
  static constexpr std::string_view kName = "evacuation.vehicle_stranded";
  static Phrase meaning() {
    return {"An assigned vehicle does not get on; whoever was aboard got out.", "接送车辆受阻，车上人员下车。"};
  }
  NameId vehicle;
  VehicleHeldUp reason{};
  std::uint32_t persons = 0;  ///< who got out
  void fields(EventFields& f) {
    f("vehicle", vehicle, kByName);
    f("reason", reason);
    f("persons", persons, kPersons);
  }
};

struct PickUpReached {
  static constexpr std::string_view kName = "evacuation.pick_up_reached";
  static Phrase meaning() {
    return {"A household came to its pick-up point and waits there.", "一户居民到达接送点候车。"};
  }
  HouseholdId household;
  NameId pick_up;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("pick_up", pick_up, kByName);
    f("persons", persons, kPersons);
  }
};

struct HouseholdBoarded {
  static constexpr std::string_view kName = "evacuation.household_boarded";
  static Phrase meaning() { return {"A household is on board of an assigned vehicle.", "一户居民登上接送车辆。"}; }
  HouseholdId household;
  NameId vehicle;
  NameId pick_up;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("vehicle", vehicle, kByName);
    f("pick_up", pick_up, kByName);
    f("persons", persons, kPersons);
  }
};

struct PickUpGivenUp {
  static constexpr std::string_view kName = "evacuation.pick_up_given_up";
  static Phrase meaning() {
    return {"A household waited too long and sets out by itself.", "一户居民候车过久，自行转移。"};
  }
  HouseholdId household;
  NameId pick_up;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("pick_up", pick_up, kByName);
    f("persons", persons, kPersons);
  }
};

}  // namespace tocsin::evacuation
