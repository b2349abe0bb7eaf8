// SPDX-License-Identifier: Apache-2.0
// What one-to-one help tells: helpers who come, homes that wait for them, and why nobody came. Where the people are is
// told by events.hpp; a helper himself counts with his household.
#pragma once

#include <array>

#include "engine/simulation/event.hpp"

namespace tocsin::evacuation {

/// Why no helper is at the door when the patience of those who wait is at an end: nobody was near enough to be named;
/// the helper's household has not been told; it was told and refuses; it is not at home any more; water stands between;
/// the helper is with somebody else; he is on his way; he had
/// come and was sent away.
enum class HelperMissing : std::uint8_t {
  nobody_named,
  not_told,
  refuses,
  not_at_home,
  water,
  with_others,
  on_the_way,
  sent_away
};

/// Where a cadre is who helps households and is no resident; at every instant in one place. Before his first event he
/// is at his post.
enum class CadrePlace : std::uint8_t {
  at_post,         ///< not called yet, or getting ready
  on_the_way,      ///< to a home
  at_door,         ///< until they leave, or send him away
  with_household,  ///< brings them where they go
  coming_back,     ///< from there
  waiting,         ///< nobody who is under the order needs him now
  cut_off          ///< water stands at his post: he does not set out
};

}  // namespace tocsin::evacuation

template <>
struct tocsin::EnumNames<tocsin::evacuation::HelperMissing> {
  static constexpr std::array<std::string_view, 8> value{"nobody_named", "not_told",    "refuses",    "not_at_home",
                                                         "water",        "with_others", "on_the_way", "sent_away"};
};
template <>
struct tocsin::EnumWords<tocsin::evacuation::HelperMissing> {
  static constexpr std::array<PhraseView, 8> value{{{"nobody is named", "无结对帮扶户"},
                                                    {"the helper has not been told", "帮扶户未获知"},
                                                    {"the helper refuses", "帮扶户拒绝"},
                                                    {"the helper is not at home", "帮扶户已不在家"},
                                                    {"water on the way", "途中有积水"},
                                                    {"the helper is with others", "帮扶人正在帮扶他户"},
                                                    {"the helper is on his way", "帮扶人仍在途中"},
                                                    {"the helper had been sent away", "帮扶人曾被谢绝"}}};
};

template <>
struct tocsin::EnumNames<tocsin::evacuation::CadrePlace> {
  static constexpr std::array<std::string_view, 7> value{"at_post",     "on_the_way", "at_door", "with_household",
                                                         "coming_back", "waiting",    "cut_off"};
};
template <>
struct tocsin::EnumWords<tocsin::evacuation::CadrePlace> {
  static constexpr std::array<PhraseView, 7> value{{{"at the post", "在驻点"},
                                                    {"on the way to a home", "前往住户家途中"},
                                                    {"at the door", "已到户"},
                                                    {"with the household", "随户转移"},
                                                    {"coming back", "返回途中"},
                                                    {"waiting for others to be ordered", "待命"},
                                                    {"cut off by water", "被水阻隔"}}};
};

namespace tocsin::evacuation {

struct CadreMoved {
  static constexpr std::string_view kName = "evacuation.cadre_moved";
  static Phrase meaning() {
    return {"A cadre who helps households is somewhere else from now on.", "帮扶住户的责任干部自此所在状态改变。"};
  }
  NameId cadre;
  CadrePlace place{};
  HouseholdId household;  ///< that he goes to, is with or leaves; none: nobody's
  void fields(EventFields& f) {
    f("cadre", cadre);
    f("place", place);
    f("household", household);
  }
};

struct HelperSetOut {
  static constexpr std::string_view kName = "evacuation.helper_set_out";
  static Phrase meaning() {
    return {"A helper set out for the home of the household that he is to help.", "帮扶人出发前往被帮扶户家中。"};
  }
  HouseholdId household;  ///< to be helped
  HouseholdId helper;     ///< whose member comes; none: a cadre, whom evacuation.cadre_moved names
  void fields(EventFields& f) {
    f("household", household);
    f("helper", helper);
  }
};

struct HelperArrived {
  static constexpr std::string_view kName = "evacuation.helper_arrived";
  static Phrase meaning() {
    return {"A helper is at the door and tells the household that it must leave.", "帮扶人到达被帮扶户并告知须转移。"};
  }
  HouseholdId household;
  HouseholdId helper;
  void fields(EventFields& f) {
    f("household", household);
    f("helper", helper);
  }
};

struct HelperAwaited {
  static constexpr std::string_view kName = "evacuation.helper_awaited";
  static Phrase meaning() {
    return {"A household is ready to leave and waits for its helper.", "一户居民已准备就绪，等候帮扶人。"};
  }
  HouseholdId household;
  HouseholdId helper;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("helper", helper);
    f("persons", persons, kPersons);
  }
};

struct HelperGivenUp {
  static constexpr std::string_view kName = "evacuation.helper_given_up";
  static Phrase meaning() {
    return {"A household that needs a helper waits for him no longer, and why he has not come.",
            "需帮扶的一户居民不再等候帮扶人，及其未到的原因。"};
  }
  HouseholdId household;
  HouseholdId helper;
  HelperMissing reason{};
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("helper", helper);
    f("reason", reason);
    f("persons", persons, kPersons);
  }
};

struct LeftTogether {
  static constexpr std::string_view kName = "evacuation.left_together";
  static Phrase meaning() {
    return {"A household leaves home together with its helper.", "一户居民与帮扶人一同离家。"};
  }
  HouseholdId household;
  HouseholdId helper;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("helper", helper);
    f("persons", persons, kPersons);
  }
};

struct OwnHelperAwaited {
  static constexpr std::string_view kName = "evacuation.own_helper_awaited";
  static Phrase meaning() {
    return {"A household is ready to leave and waits for its member who helps others.",
            "一户居民已准备就绪，等候外出帮扶他户的家人。"};
  }
  HouseholdId household;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("persons", persons, kPersons);
  }
};

}  // namespace tocsin::evacuation
