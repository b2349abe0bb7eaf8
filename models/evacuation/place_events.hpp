// SPDX-License-Identifier: Apache-2.0
// What buildings and scenic sites tell. `place` is the id of the entry, `part` a room, door, stair or gate of it
// ("school/east-stair"). Their persons are heads of their own, not the residents of the households.
#pragma once

#include "engine/simulation/event.hpp"

namespace tocsin::evacuation {

struct AlarmSounded {
  static constexpr std::string_view kName = "evacuation.alarm_sounded";
  static Phrase meaning() {
    return {"Everybody in a building or site heard the alarm, or that it closes.",
            "建筑或景区内人员听到警报（或关停通知）。"};
  }
  NameId place;
  std::uint32_t persons = 0;  ///< inside at that instant
  void fields(EventFields& f) {
    f("place", place, kByName);
    f("persons", persons, kPersons);
  }
};

struct OccupantSetOut {
  static constexpr std::string_view kName = "evacuation.occupant_set_out";
  static Phrase meaning() {
    return {"A person in a building set out for the exit: the pre-movement time is over.",
            "建筑内一人开始向出口移动（预动作时间结束）。"};
  }
  NameId place;
  NameId part;  ///< the room or floor it stood in
  void fields(EventFields& f) {
    f("place", place, kByName);
    f("part", part, kByName);
  }
};

struct OccupantLeft {
  static constexpr std::string_view kName = "evacuation.occupant_left";
  static Phrase meaning() { return {"A person left a building or site.", "一人离开建筑或景区。"}; }
  NameId place;
  NameId part;  ///< the exit or gate
  void fields(EventFields& f) {
    f("place", place, kByName);
    f("part", part, kByName);
  }
};

struct OccupantTrapped {
  static constexpr std::string_view kName = "evacuation.occupant_trapped";
  static Phrase meaning() {
    return {"A person stands where no way leads out, and waits.", "一人所在处无路可出，原地等候。"};
  }
  NameId place;
  void fields(EventFields& f) { f("place", place, kByName); }
};

struct BuildingEmptied {
  static constexpr std::string_view kName = "evacuation.building_emptied";
  static Phrase meaning() { return {"The last person is out of a building or site.", "建筑或景区内最后一人已撤出。"}; }
  NameId place;
  void fields(EventFields& f) { f("place", place, kByName); }
};

struct BuildingAssembled {
  static constexpr std::string_view kName = "evacuation.building_assembled";
  static Phrase meaning() {
    return {"The last person of a building stands at the assembly point.", "建筑内最后一人到达集结点。"};
  }
  NameId place;
  void fields(EventFields& f) { f("place", place, kByName); }
};

struct BuildingEndangered {
  static constexpr std::string_view kName = "evacuation.building_endangered";
  static Phrase meaning() {
    return {"The hazard is at a building: water stands there, or the time until it is untenable has passed.",
            "危险到达建筑：已进水，或已到无法停留的时刻。"};
  }
  NameId place;
  void fields(EventFields& f) { f("place", place, kByName); }
};

struct PassageBlocked {
  static constexpr std::string_view kName = "evacuation.passage_blocked";
  static Phrase meaning() {
    return {"A door, stair, passage or gate cannot be used any more.", "门、楼梯、通道或出入口无法通行。"};
  }
  NameId place;
  NameId part;
  void fields(EventFields& f) {
    f("place", place, kByName);
    f("part", part, kByName);
  }
};

struct PassageOpened {
  static constexpr std::string_view kName = "evacuation.passage_opened";
  static Phrase meaning() {
    return {"A door, stair, passage or gate can be used again.", "门、楼梯、通道或出入口恢复通行。"};
  }
  NameId place;
  NameId part;
  void fields(EventFields& f) {
    f("place", place, kByName);
    f("part", part, kByName);
  }
};

/// Told once per part, when the place is empty or at EndEx: the time waited by all, and the longest queue.
struct QueueCounted {
  static constexpr std::string_view kName = "evacuation.queue_counted";
  static Phrase meaning() { return {"People have queued because of a part.", "某处曾有人排队。"}; }
  NameId place;
  NameId part;
  float waited_s = 0;               ///< of all persons
  std::uint32_t longest_queue = 0;  ///< persons at once
  void fields(EventFields& f) {
    f("place", place, kByName);
    f("part", part, kByName);
    f("waited_s", waited_s, {"waited {} s in all", "累计等待 {} 秒"});
    f("longest_queue", longest_queue, {"longest queue {}", "最长队伍 {} 人"});
  }
};

struct VisitorEntered {
  static constexpr std::string_view kName = "evacuation.visitor_entered";
  static Phrase meaning() { return {"A visitor came into a scenic site.", "一名游客进入景区。"}; }
  NameId place;
  void fields(EventFields& f) { f("place", place, kByName); }
};

struct VisitorTurnedAway {
  static constexpr std::string_view kName = "evacuation.visitor_turned_away";
  static Phrase meaning() {
    return {"A visitor was not let in: the site is full, or closed.", "一名游客因景区已满或关停未能进入。"};
  }
  NameId place;
  void fields(EventFields& f) { f("place", place, kByName); }
};

struct CrowdLimitExceeded {
  static constexpr std::string_view kName = "evacuation.crowd_limit_exceeded";
  static Phrase meaning() {
    return {"More persons are in a scenic site than its limit allows.", "景区内人数超过瞬时最大承载量。"};
  }
  NameId place;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("place", place, kByName);
    f.untold("persons", persons);  // one more or less than the limit; sums of it say nothing
  }
};

struct CrowdLimitRegained {
  static constexpr std::string_view kName = "evacuation.crowd_limit_regained";
  static Phrase meaning() { return {"The persons in it are within the limit again.", "景区内人数回落至承载量以内。"}; }
  NameId place;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("place", place, kByName);
    f.untold("persons", persons);  // one more or less than the limit; sums of it say nothing
  }
};

}  // namespace tocsin::evacuation
