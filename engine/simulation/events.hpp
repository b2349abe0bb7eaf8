// SPDX-License-Identifier: Apache-2.0
// Events of the engine itself: the exercise starts and ends.
#pragma once

#include "engine/simulation/event.hpp"

namespace tocsin {

struct ExerciseStarted {
  static constexpr std::string_view kName = "exercise.started";
  static Phrase meaning() { return {"StartEx: the exercise begins.", "演练开始（StartEx）。"}; }
  void fields(EventFields& fields) { (void)fields; }
};

struct ExerciseEnded {
  static constexpr std::string_view kName = "exercise.ended";
  static Phrase meaning() { return {"EndEx: the exercise ends.", "演练结束（EndEx）。"}; }
  void fields(EventFields& fields) { (void)fields; }
};

}  // namespace tocsin
