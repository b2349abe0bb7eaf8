// SPDX-License-Identifier: Apache-2.0
// What those tell who go home before the all-clear, and who keep them out. Where the people are follows from these and
// from events.hpp: on the way since ReturnBegun, back at home since HouseholdReturned.
#pragma once

#include <array>

#include "engine/simulation/event.hpp"

namespace tocsin::evacuation {

/// Why somebody who wanted to go home does not get there: no way; the house stands in water too deep to walk through.
enum class ReturnObstacle : std::uint8_t { no_way, water_at_home };

}  // namespace tocsin::evacuation

template <>
struct tocsin::EnumNames<tocsin::evacuation::ReturnObstacle> {
  static constexpr std::array<std::string_view, 2> value{"no_way", "water_at_home"};
};
template <>
struct tocsin::EnumWords<tocsin::evacuation::ReturnObstacle> {
  static constexpr std::array<PhraseView, 2> value{{{"no way", "无路可走"}, {"water at the house", "房屋进水"}}};
};

namespace tocsin::evacuation {

struct ReturnBegun {
  static constexpr std::string_view kName = "evacuation.return_begun";
  static Phrase meaning() {
    return {"A household left a shelter, or its kin, for home before the all-clear.",
            "一户居民未等解除即擅自离开安置点（亲友处）返家。"};
  }
  HouseholdId household;
  ShelterId shelter;  ///< that it left; none: it was with kin
  ZoneId kin;         ///< the zone that it left
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("shelter", shelter);
    f("kin", kin);
    f("persons", persons, kPersons);
  }
};

struct HouseholdReturned {
  static constexpr std::string_view kName = "evacuation.household_returned";
  static Phrase meaning() {
    return {"A household is back at home before the all-clear.", "一户居民擅自返家，已回到家中。"};
  }
  HouseholdId household;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("persons", persons, kPersons);
  }
};

/// At home or at the door of the shelter: then they stay there; on the way or before the house: then they turn round.
struct ReturnAbandoned {
  static constexpr std::string_view kName = "evacuation.return_abandoned";
  static Phrase meaning() {
    return {"A household that wanted to go home cannot get there, and why.", "欲擅自返家的住户未能到家及原因。"};
  }
  HouseholdId household;
  ReturnObstacle reason{};
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("reason", reason);
    f("persons", persons, kPersons);
  }
};

struct ReturnDetected {
  static constexpr std::string_view kName = "evacuation.return_detected";
  static Phrase meaning() {
    return {"An electronic fence noticed a household that came back: the cadre in charge is called.",
            "电子围栏监测到住户返回并报警，通知包户责任人。"};
  }
  HouseholdId household;
  NameId cordon;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("cordon", cordon, kByName);
    f("persons", persons, kPersons);
  }
};

struct ReturnChallenged {
  static constexpr std::string_view kName = "evacuation.return_challenged";
  static Phrase meaning() {
    return {
        "A guard on the way, or the cadre at the door, tells a household that came back to turn round, and whether "
        "it does.",
        "值守人员在卡口或责任人上门劝返擅自返回的住户，及其是否折返。"};
  }
  HouseholdId household;
  NameId cordon;
  bool turned_back = false;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("cordon", cordon, kByName);
    f("turned_back", turned_back);
    f("persons", persons, kPersons);
  }
};

}  // namespace tocsin::evacuation
