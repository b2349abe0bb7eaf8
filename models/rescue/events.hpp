// SPDX-License-Identifier: Apache-2.0
// What search and rescue teams tell. A team works in parties; events name the team, so that a drill observed in the
// field can be written in the same words. Where people are is told by evacuation/events.hpp: household_taken_along
// moves residents to a team, shelter_reached registers them.
#pragma once

#include <array>

#include "engine/simulation/event.hpp"

namespace tocsin::rescue {

/// What a team found when it searched a home.
enum class Finding : std::uint8_t {
  nobody,       ///< the home is empty
  warned,       ///< people who first learned of the order from the team
  leaving,      ///< people who are about to leave by themselves
  refused,      ///< people who stay although the team tried to persuade them
  taken_along,  ///< people whom the team took along
  no_room,      ///< people who would come along, but no shelter has places for them and those already with the team
};
/// Why a team does not get on.
enum class HeldUpReason : std::uint8_t { no_way, deep_water, shelters_full };

}  // namespace tocsin::rescue

template <>
struct tocsin::EnumNames<tocsin::rescue::Finding> {
  static constexpr std::array<std::string_view, 6> value{"nobody",  "warned",      "leaving",
                                                         "refused", "taken_along", "no_room"};
};
template <>
struct tocsin::EnumWords<tocsin::rescue::Finding> {
  static constexpr std::array<PhraseView, 6> value{{{"nobody there", "无人"},
                                                    {"warned", "已叫应"},
                                                    {"leaving by themselves", "正自行转移"},
                                                    {"refused", "拒绝"},
                                                    {"taken along", "由队伍带走"},
                                                    {"no places in the shelters", "避难场所无余位"}}};
};
template <>
struct tocsin::EnumNames<tocsin::rescue::HeldUpReason> {
  static constexpr std::array<std::string_view, 3> value{"no_way", "deep_water", "shelters_full"};
};
template <>
struct tocsin::EnumWords<tocsin::rescue::HeldUpReason> {
  static constexpr std::array<PhraseView, 3> value{
      {{"no way there", "无路可达"}, {"deep water", "水深无法通行"}, {"shelters full", "避难场所已满"}}};
};

namespace tocsin::rescue {

struct TeamCalledOut {
  static constexpr std::string_view kName = "rescue.team_called_out";
  static Phrase meaning() { return {"The call-out reached a team.", "队伍接到出动指令。"}; }
  TeamId team;
  void fields(EventFields& f) { f("team", team); }
};

struct TeamTurnedOut {
  static constexpr std::string_view kName = "rescue.team_turned_out";
  static Phrase meaning() { return {"A party of the team left its station.", "队伍一个小组自驻地出发。"}; }
  TeamId team;
  std::uint32_t members = 0;  ///< of the party
  void fields(EventFields& f) {
    f("team", team);
    f("members", members, {"{} members", "{} 名队员"});
  }
};

struct TeamArrived {
  static constexpr std::string_view kName = "rescue.team_arrived";
  static Phrase meaning() { return {"A team came to a zone it is to search.", "队伍到达搜救分区。"}; }
  TeamId team;
  ZoneId zone;
  void fields(EventFields& f) {
    f("team", team);
    f("zone", zone);
  }
};

struct TeamRerouted {
  static constexpr std::string_view kName = "rescue.team_rerouted";
  static Phrase meaning() { return {"A road was cut ahead; the team took another way.", "前方道路中断，队伍改道。"}; }
  TeamId team;
  void fields(EventFields& f) { f("team", team); }
};

struct TeamDrawn {
  static constexpr std::string_view kName = "rescue.team_drawn";
  static Phrase meaning() { return {"A team was drawn and is called out.", "队伍被抽中拉动。"}; }
  NameId entry;
  TeamId team;
  void fields(EventFields& f) {
    f("entry", entry, kByName);
    f("team", team);
  }
};

struct TeamReported {
  static constexpr std::string_view kName = "rescue.team_reported";
  static Phrase meaning() { return {"A party of a team called out has reported, ready.", "被拉动队伍一个小组报到。"}; }
  NameId entry;
  TeamId team;
  std::uint32_t members = 0;
  void fields(EventFields& f) {
    f("entry", entry, kByName);
    f("team", team);
    f("members", members, {"{} members", "{} 名队员"});
  }
};

struct TeamHeldUp {
  static constexpr std::string_view kName = "rescue.team_held_up";
  static Phrase meaning() { return {"A team does not get to a home, and why.", "队伍受阻及原因。"}; }
  TeamId team;
  HouseholdId household;  ///< none: there is no way to any home on the list
  HeldUpReason reason{};
  void fields(EventFields& f) {
    f("team", team);
    f("household", household);
    f("reason", reason);
  }
};

struct HomeSearched {
  static constexpr std::string_view kName = "rescue.home_searched";
  static Phrase meaning() { return {"A team has searched a home, and what it found.", "队伍完成一户搜查及结果。"}; }
  TeamId team;
  HouseholdId household;
  Finding finding{};
  void fields(EventFields& f) {
    f("team", team);
    f("household", household);
    f("finding", finding);
  }
};

struct HouseholdRescued {
  static constexpr std::string_view kName = "rescue.household_rescued";
  static Phrase meaning() {
    return {"A team handed a household over at a shelter.", "队伍将一户居民送达避难场所并移交。"};
  }
  TeamId team;
  HouseholdId household;
  ShelterId shelter;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("team", team);
    f("household", household);
    f("shelter", shelter);
    f("persons", persons, kPersons);
  }
};

struct SearchCompleted {
  static constexpr std::string_view kName = "rescue.search_completed";
  static Phrase meaning() {
    return {"No home is left to search and nobody is with a team. A later order or call for help begins a new search.",
            "已无待搜查住户，也无人仍由队伍护送。之后的命令或求助将开始新的搜查。"};
  }
  void fields(EventFields&) {}
};

struct TeamReturned {
  static constexpr std::string_view kName = "rescue.team_returned";
  static Phrase meaning() {
    return {"Nobody is left to look for; a party is back at its station.", "已无待搜救人员，小组返回驻地。"};
  }
  TeamId team;
  void fields(EventFields& f) { f("team", team); }
};

}  // namespace tocsin::rescue
