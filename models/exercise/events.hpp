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

}  // namespace tocsin::exercise
