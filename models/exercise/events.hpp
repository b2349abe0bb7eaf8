// SPDX-License-Identifier: Apache-2.0
// What exercise control tells.
#pragma once

#include <array>

#include "engine/simulation/event.hpp"

namespace tocsin::exercise {

/// Why an inject was never played: its time was over; the inject it waits for has ended otherwise; EndEx came.
enum class ExpiryReason : std::uint8_t { too_late, not_needed, exercise_ended };

}  // namespace tocsin::exercise

template <>
struct tocsin::EnumNames<tocsin::exercise::ExpiryReason> {
  static constexpr std::array<std::string_view, 3> value{"too_late", "not_needed", "exercise_ended"};
};
template <>
struct tocsin::EnumWords<tocsin::exercise::ExpiryReason> {
  static constexpr std::array<PhraseView, 3> value{
      {{"its time was over", "已过时限"}, {"not needed", "无需启用"}, {"the exercise ended", "演练结束"}}};
};

namespace tocsin::exercise {

/// How an inject is named beside what became of it.
inline constexpr PhraseView kTheInject{"inject: {}", "导调信息：{}"};

struct InjectFired {
  static constexpr std::string_view kName = "exercise.inject_fired";
  static Phrase meaning() { return {"Exercise control played an inject.", "导调组下达一条导调信息。"}; }
  NameId inject;
  void fields(EventFields& f) { f("inject", inject, kByName); }
};

struct InjectMet {
  static constexpr std::string_view kName = "exercise.inject_met";
  static Phrase meaning() {
    return {"Exercise control saw that the action expected of an inject had been taken.",
            "导调组核实导调信息的预期行动已落实。"};
  }
  NameId inject;
  void fields(EventFields& f) { f("inject", inject, kTheInject); }
};

struct InjectMissed {
  static constexpr std::string_view kName = "exercise.inject_missed";
  static Phrase meaning() {
    return {"The action expected of an inject had not been taken by its deadline, or by EndEx.",
            "至完成时限或演练结束，导调信息的预期行动仍未落实。"};
  }
  NameId inject;
  void fields(EventFields& f) { f("inject", inject, kTheInject); }
};

struct InjectExpired {
  static constexpr std::string_view kName = "exercise.inject_expired";
  static Phrase meaning() {
    return {"An inject will not be played any more, why, and what it waited for.",
            "导调信息不再下达，及其原因和所等候的条件。"};
  }
  NameId inject;
  ExpiryReason reason{};
  NameId waited_for;  ///< another inject, or its condition in words
  void fields(EventFields& f) {
    f("inject", inject, kTheInject);
    f("reason", reason);
    f("waited_for", waited_for, {"waited for: {}", "等候：{}"});
  }
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
