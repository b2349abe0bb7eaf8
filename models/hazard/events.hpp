// SPDX-License-Identifier: Apache-2.0
// What the hazards tell.
#pragma once

#include "engine/simulation/event.hpp"

namespace tocsin::hazard {

struct FloodBegan {
  static constexpr std::string_view kName = "hazard.flood_began";
  static Phrase meaning() { return {"The flood front enters the river at its source.", "洪水锋面自河源进入河道。"}; }
  NameId hazard;
  float peak_depth_m = 0;  ///< above the bed, of this replication
  float front_speed_m_per_s = 0;
  void fields(EventFields& f) {
    f("hazard", hazard);
    f("peak_depth_m", peak_depth_m, {"peak depth {} m", "洪峰水深 {} 米"});
    f("front_speed_m_per_s", front_speed_m_per_s, {"front speed {} m/s", "洪水前锋速度 {} 米/秒"});
  }
};

/// The stages that flood plans mark (准备转移, 立即转移), in words.
inline constexpr PhraseView kGetReady{"\"get ready\"", "“准备转移”"};
inline constexpr PhraseView kGoNow{"\"go now\"", "“立即转移”"};

/// A stage that sensors and observers notice (warning issuance may be triggered by it).
struct StageReached {
  static constexpr std::string_view kName = "hazard.stage_reached";
  static Phrase meaning() { return {"The river reached a marked stage at its gauge.", "河道水位在测站达到标定水位。"}; }
  NameId hazard;
  NameId mark;        ///< "get_ready" or "go_now" (准备转移 / 立即转移), or a name of the scenario
  float depth_m = 0;  ///< above the bed at the gauge
  void fields(EventFields& f) {
    f("hazard", hazard);
    f("mark", mark, kByName);
    f("depth_m", depth_m, {"depth {} m", "水深 {} 米"});
  }
};

struct HouseholdReached {
  static constexpr std::string_view kName = "hazard.household_reached";
  static Phrase meaning() { return {"Water stands at the house.", "洪水到达住户房屋。"}; }
  NameId hazard;
  HouseholdId household;
  void fields(EventFields& f) {
    f("hazard", hazard);
    f("household", household);
  }
};

struct RoadCut {
  static constexpr std::string_view kName = "hazard.road_cut";
  static Phrase meaning() {
    return {"A road is closed to some or all travel modes.", "道路对部分或全部通行方式中断。"};
  }
  NameId cause;
  SegmentId segment;
  std::uint32_t modes = 0;  ///< bit mask of travel modes (walk 1, motorcycle 2, car 4, bus 8, truck 16, emergency 32)
  void fields(EventFields& f) {
    f("cause", cause);
    f("segment", segment);
    f.untold("modes", modes);
  }
};

struct RoadReopened {
  static constexpr std::string_view kName = "hazard.road_reopened";
  static Phrase meaning() { return {"A road is passable again.", "道路恢复通行。"}; }
  NameId cause;
  SegmentId segment;
  std::uint32_t modes = 0;
  void fields(EventFields& f) {
    f("cause", cause);
    f("segment", segment);
    f.untold("modes", modes);
  }
};

}  // namespace tocsin::hazard
