// SPDX-License-Identifier: Apache-2.0
// What shelters tell: who is called to open them, when they are open, who stands at the door, how many are counted.
#pragma once

#include "engine/simulation/event.hpp"

namespace tocsin::evacuation {

struct ShelterCalled {
  static constexpr std::string_view kName = "evacuation.shelter_called";
  static Phrase meaning() { return {"Whoever opens a shelter was called.", "已通知避难场所管理人员开放场所。"}; }
  ShelterId shelter;
  void fields(EventFields& f) { f("shelter", shelter); }
};

struct ShelterOpened {
  static constexpr std::string_view kName = "evacuation.shelter_opened";
  static Phrase meaning() { return {"A shelter is open.", "避难场所开放。"}; }
  ShelterId shelter;
  void fields(EventFields& f) { f("shelter", shelter); }
};

struct ShelterDoorReached {
  static constexpr std::string_view kName = "evacuation.shelter_door_reached";
  static Phrase meaning() {
    return {"A household stands at the door of a shelter that is not open yet, and waits.",
            "一户居民到达尚未开放的避难场所，在门外等候。"};
  }
  HouseholdId household;
  ShelterId shelter;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("shelter", shelter);
    f("persons", persons, kPersons);
  }
};

/// Staff see the hazard come, or it is there (二次转移): from now on this shelter takes in nobody, and those inside
/// leave.
struct ShelterClosed {
  static constexpr std::string_view kName = "evacuation.shelter_closed";
  static Phrase meaning() {
    return {"The hazard reaches a shelter, or is seen coming: it closes, and those inside are to be moved again.",
            "灾害将至或已至避难场所：场所关闭，场所内人员须二次转移。"};
  }
  ShelterId shelter;
  std::uint32_t persons = 0;  ///< inside
  void fields(EventFields& f) {
    f("shelter", shelter);
    f("persons", persons, {"{} persons inside", "场所内 {} 人"});
  }
};

struct HazardAtShelter {
  static constexpr std::string_view kName = "evacuation.hazard_at_shelter";
  static Phrase meaning() {
    return {"The hazard is at a shelter, and so many are still inside.", "灾害到达避难场所时场所内尚有人员。"};
  }
  ShelterId shelter;
  std::uint32_t persons = 0;  ///< inside
  void fields(EventFields& f) {
    f("shelter", shelter);
    f("persons", persons, {"{} persons inside", "场所内 {} 人"});
  }
};

/// From now on they are moving, although they still need a while to get out of the door.
struct SecondMoveOrdered {
  static constexpr std::string_view kName = "evacuation.second_move_ordered";
  static Phrase meaning() {
    return {"A household at a shelter that is not safe any more is told to leave it.",
            "一户居民所在避难场所不再安全，通知其二次转移。"};
  }
  HouseholdId household;
  ShelterId shelter;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("shelter", shelter);
    f("persons", persons, kPersons);
  }
};

/// What supplies are asked for by: heads at a shelter at an instant, and how many of them are new since the last count.
struct ShelterCounted {
  static constexpr std::string_view kName = "evacuation.shelter_counted";
  static Phrase meaning() {
    return {"Heads were counted at a shelter: what its supplies must do for.", "避难场所清点人数，据此申领物资。"};
  }
  ShelterId shelter;
  std::uint32_t persons = 0;
  std::uint32_t newcomers = 0;
  void fields(EventFields& f) {
    f("shelter", shelter);
    f("persons", persons, kPersons);
    f("newcomers", newcomers, {"{} of them new", "其中新增 {} 人"});
  }
};

/// A household with a wheelchair had to be carried in over steps.
struct CarriedOverSteps {
  static constexpr std::string_view kName = "evacuation.carried_over_steps";
  static Phrase meaning() {
    return {"Somebody in a wheelchair came to a shelter with steps and was carried in.",
            "乘轮椅者到达有台阶的避难场所，由人抬入。"};
  }
  HouseholdId household;
  ShelterId shelter;
  void fields(EventFields& f) {
    f("household", household);
    f("shelter", shelter);
  }
};

}  // namespace tocsin::evacuation
