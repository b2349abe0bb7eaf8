// SPDX-License-Identifier: Apache-2.0
// What exercise control tells.
#pragma once

#include "engine/simulation/event.hpp"

namespace tocsin::exercise {

struct InjectFired {
  static constexpr std::string_view kName = "exercise.inject_fired";
  static Phrase meaning() { return {"Exercise control played an inject.", "导调组下达一条导调信息。"}; }
  NameId inject;
  void fields(EventFields& f) { f("inject", inject, kByName); }
};

/// Emergency control 禁停撤疏 takes hold; how much of each action.
struct EmergencyControlImposed {
  static constexpr std::string_view kName = "exercise.emergency_control_imposed";
  static Phrase meaning() {
    return {"Emergency control takes hold: ban, stop, withdraw, disperse.", "启动“禁停撤疏”紧急管控。"};
  }
  NameId inject;
  std::uint32_t ban = 0;       ///< directions of road segments that are closed
  std::uint32_t stop = 0;      ///< buildings and sites
  std::uint32_t withdraw = 0;  ///< zones
  std::uint32_t disperse = 0;  ///< controls of traffic
  void fields(EventFields& f) {
    f("inject", inject, kByName);
    f("ban", ban, {"{} banned road directions", "禁行 {} 个路段方向"});
    f("stop", stop, {"{} closed places", "关停 {} 处场所"});
    f("withdraw", withdraw, {"{} ordered zones", "下令撤离 {} 个分区"});
    f("disperse", disperse, {"{} traffic controls", "启动 {} 项交通管控"});
  }
};

struct EmergencyControlLifted {
  static constexpr std::string_view kName = "exercise.emergency_control_lifted";
  static Phrase meaning() {
    return {"Emergency control ends: the ban is lifted, the controls of traffic end.",
            "紧急管控解除：恢复通行，结束交通管控。"};
  }
  NameId inject;
  void fields(EventFields& f) { f("inject", inject, kByName); }
};

}  // namespace tocsin::exercise
