// SPDX-License-Identifier: Apache-2.0
// What households and shelters tell. Together these events are the ledger of people: at every instant each resident of
// the scope is in exactly one state (away, at home, preparing, on the way, at a pick-up point, on board, stranded, with
// a team, at the door of a shelter that is not open, at a shelter, with kin, back at home, harmed).
#pragma once

#include <array>

#include "engine/simulation/event.hpp"
#include "models/evacuation/help_events.hpp"
#include "models/evacuation/place_events.hpp"
#include "models/evacuation/return_events.hpp"
#include "models/evacuation/shelter_events.hpp"
#include "models/evacuation/transport_events.hpp"

namespace tocsin::evacuation {

enum class Decision : std::uint8_t { leave, stay };
enum class Way : std::uint8_t { on_foot, by_car, by_motorcycle, carried, to_pick_up, with_helper };
/// Why somebody does not get on: water at the house too deep to walk through; no way now, but one if no road were
/// closed; no way even if all roads were open; no shelter within reach has room, or none is open; the road under them
/// is buried; nobody has come to help them away; water at the shelter they are in, too deep to walk through.
enum class StrandedReason : std::uint8_t {
  water_at_home,
  road_cut,
  no_route,
  shelters_full,
  road_buried,
  no_helper,
  water_at_shelter
};

}  // namespace tocsin::evacuation

template <>
struct tocsin::EnumNames<tocsin::evacuation::Decision> {
  static constexpr std::array<std::string_view, 2> value{"leave", "stay"};
};
template <>
struct tocsin::EnumWords<tocsin::evacuation::Decision> {
  static constexpr std::array<PhraseView, 2> value{{{"leaves", "转移"}, {"stays", "留守"}}};
};
template <>
struct tocsin::EnumNames<tocsin::evacuation::Way> {
  static constexpr std::array<std::string_view, 6> value{"on_foot", "by_car",     "by_motorcycle",
                                                         "carried", "to_pick_up", "with_helper"};
};
template <>
struct tocsin::EnumWords<tocsin::evacuation::Way> {
  static constexpr std::array<PhraseView, 6> value{{{"on foot", "步行"},
                                                    {"by car", "乘小汽车"},
                                                    {"by motorcycle", "骑摩托车"},
                                                    {"carried", "由人护送"},
                                                    {"on foot to a pick-up point", "步行至接送点"},
                                                    {"in the helper's vehicle", "乘帮扶户车辆"}}};
};
template <>
struct tocsin::EnumNames<tocsin::evacuation::StrandedReason> {
  static constexpr std::array<std::string_view, 7> value{
      "water_at_home", "road_cut", "no_route", "shelters_full", "road_buried", "no_helper", "water_at_shelter"};
};
template <>
struct tocsin::EnumWords<tocsin::evacuation::StrandedReason> {
  static constexpr std::array<PhraseView, 7> value{{{"water at the house", "房屋进水"},
                                                    {"road cut", "道路中断"},
                                                    {"no way out", "无路可走"},
                                                    {"shelters full or closed", "避难场所已满或未开放"},
                                                    {"road buried", "被困掩埋路段"},
                                                    {"nobody to help them away", "无人帮扶"},
                                                    {"water at the shelter", "避难场所进水"}}};
};

namespace tocsin::evacuation {

struct HouseholdOrdered {
  static constexpr std::string_view kName = "evacuation.household_ordered";
  static Phrase meaning() { return {"A household came under the order to evacuate.", "一户居民被纳入转移对象。"}; }
  HouseholdId household;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("persons", persons, kPersons);
  }
};

struct HouseholdDecided {
  static constexpr std::string_view kName = "evacuation.household_decided";
  static Phrase meaning() { return {"A household decided to leave or to stay.", "一户居民决定转移或留守。"}; }
  HouseholdId household;
  Decision decision{};
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("decision", decision);
    f("persons", persons, kPersons);
  }
};

struct PackingBegun {
  static constexpr std::string_view kName = "evacuation.packing_begun";
  static Phrase meaning() {
    return {"A household that was told to get ready began to pack, before an order to leave.",
            "一户居民收到准备转移提示后开始收拾，尚未收到转移命令。"};
  }
  HouseholdId household;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("persons", persons, kPersons);
  }
};

struct MembersAway {
  static constexpr std::string_view kName = "evacuation.members_away";
  static Phrase meaning() {
    return {"At StartEx some of a household are elsewhere, at work or at school.",
            "演练开始时一户居民中有人在外（上班、上学等）。"};
  }
  HouseholdId household;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("persons", persons, kPersons);
  }
};

struct FamilyAwaited {
  static constexpr std::string_view kName = "evacuation.family_awaited";
  static Phrase meaning() {
    return {"A household is ready to leave and waits for its members who are on the way home.",
            "一户居民已准备就绪，等候在途回家的家人。"};
  }
  HouseholdId household;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("persons", persons, kPersons);
  }
};

struct MembersHome {
  static constexpr std::string_view kName = "evacuation.members_home";
  static Phrase meaning() {
    return {"Members of a household came home to leave with it.", "在外家人返家，准备一同转移。"};
  }
  HouseholdId household;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("persons", persons, kPersons);
  }
};

struct StaysForAnimals {
  static constexpr std::string_view kName = "evacuation.stays_for_animals";
  static Phrase meaning() {
    return {"A household would leave, but not without its animals.", "一户居民本会转移，但因牲畜、宠物而留守。"};
  }
  HouseholdId household;
  NameId animals;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("animals", animals);
    f("persons", persons, kPersons);
  }
};

struct HouseholdDeparted {
  static constexpr std::string_view kName = "evacuation.household_departed";
  static Phrase meaning() {
    return {"A household left home for a shelter, or for kin or friends in another village.",
            "一户居民离家前往避难场所，或投奔其他村社的亲友。"};
  }
  HouseholdId household;
  ShelterId shelter;
  ZoneId kin;  ///< where they go instead of a shelter
  Way way{};
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("shelter", shelter);
    f("kin", kin);
    f("way", way);
    f("persons", persons, kPersons);
  }
};

/// A cut ahead, or a road that reopens while they wait before it, sends a household on by another way or to another
/// shelter; `shelter`, or `kin`, is where it goes now.
struct HouseholdRerouted {
  static constexpr std::string_view kName = "evacuation.household_rerouted";
  static Phrase meaning() {
    return {
        "A road was cut ahead; the household goes on by another way or to another shelter, at once or after waiting.",
        "前方道路中断，住户随即或等候后改道，或改往其他避难场所。"};
  }
  HouseholdId household;
  ShelterId shelter;
  ZoneId kin;
  void fields(EventFields& f) {
    f("household", household);
    f("shelter", shelter);
    f("kin", kin);
  }
};

struct ShelterReached {
  static constexpr std::string_view kName = "evacuation.shelter_reached";
  static Phrase meaning() { return {"Residents were registered at a shelter.", "居民在避难场所登记入住。"}; }
  HouseholdId household;
  ShelterId shelter;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("shelter", shelter);
    f("persons", persons, kPersons);
  }
};

struct KinReached {
  static constexpr std::string_view kName = "evacuation.kin_reached";
  static Phrase meaning() { return {"Residents were taken in by kin or friends.", "居民到达亲友处安置。"}; }
  HouseholdId household;
  ZoneId zone;  ///< where the kin live
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("zone", zone);
    f("persons", persons, kPersons);
  }
};

/// Told to leave by SecondMoveOrdered, now out of the door: where to, and by what.
struct SecondMoveBegun {
  static constexpr std::string_view kName = "evacuation.second_move_begun";
  static Phrase meaning() {
    return {"A household leaves a shelter that is not safe any more for another, or for kin or friends.",
            "一户居民离开不再安全的避难场所，二次转移至其他场所或亲友处。"};
  }
  HouseholdId household;
  ShelterId from;
  ShelterId shelter;
  ZoneId kin;  ///< where they go instead of a shelter
  Way way{};
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("from", from);
    f("shelter", shelter);
    f("kin", kin);
    f("way", way);
    f("persons", persons, kPersons);
  }
};

struct ShelterRefused {
  static constexpr std::string_view kName = "evacuation.shelter_refused";
  static Phrase meaning() {
    return {"A shelter was full, or will not open soon; the household goes on to another.",
            "避难场所已满或短时间内不开放，转往他处。"};
  }
  HouseholdId household;
  ShelterId shelter;
  void fields(EventFields& f) {
    f("household", household);
    f("shelter", shelter);
  }
};

/// Somebody walks up to a narrow path before which others wait.
struct PathQueued {
  static constexpr std::string_view kName = "evacuation.path_queued";
  static Phrase meaning() {
    return {"People on foot wait for their turn before a narrow path.", "步行人员在窄路前排队等候。"};
  }
  SegmentId path;
  std::uint32_t persons = 0;
  float waits_s = 0;
  void fields(EventFields& f) {
    f("path", path);
    f("persons", persons, kPersons);
    f("waits_s", waits_s, {"for {} s", "等候 {} 秒"});
  }
};

/// Told on arrival by those who waited in queues on the way.
struct HouseholdDelayed {
  static constexpr std::string_view kName = "evacuation.household_delayed";
  static Phrase meaning() {
    return {"A household has lost time in queues on the way: in all, and where most of it.",
            "一户居民途中排队损失的时间，及损失最多的路段。"};
  }
  HouseholdId household;
  SegmentId worst;
  float worst_s = 0;
  float waited_s = 0;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("worst", worst);
    f("worst_s", worst_s, {"{} s of it there", "其中该处 {} 秒"});
    f("waited_s", waited_s, {"{} s in queues", "排队 {} 秒"});
    f("persons", persons, kPersons);
  }
};

struct HouseholdStranded {
  static constexpr std::string_view kName = "evacuation.household_stranded";
  static Phrase meaning() { return {"A household cannot get on without help, and why.", "一户居民受困及原因。"}; }
  HouseholdId household;
  StrandedReason reason{};
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("reason", reason);
    f("persons", persons, kPersons);
  }
};

struct HouseholdTakenAlong {
  static constexpr std::string_view kName = "evacuation.household_taken_along";
  static Phrase meaning() { return {"A team takes a household along.", "队伍带走一户居民。"}; }
  TeamId team;
  HouseholdId household;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("team", team);
    f("household", household);
    f("persons", persons, kPersons);
  }
};

struct PersonsHarmed {
  static constexpr std::string_view kName = "evacuation.persons_harmed";
  static Phrase meaning() { return {"Residents were harmed by the hazard.", "居民受到伤害。"}; }
  HouseholdId household;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("persons", persons, kPersons);
  }
};

}  // namespace tocsin::evacuation
