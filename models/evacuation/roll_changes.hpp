// SPDX-License-Identifier: Apache-2.0
// Households of which the roll of residents has changed something, for those who keep sums up to date between two looks
// instead of walking through everybody: world.door<RollChanges>(). Nothing is kept unless somebody asked for it.
//
//   auto& changes = world.door<RollChanges>();
//   changes.begin();
//   for (const auto household : changes.take()) count_again(household);
#pragma once

#include <utility>
#include <vector>

#include "engine/simulation/world.hpp"

namespace tocsin::evacuation {

class RollChanges {
 public:
  explicit RollChanges(World& /*world*/) {}
  /// From now on changes are kept.
  void begin() { kept_ = true; }
  /// The roll has changed something of a household.
  void note(HouseholdId household) {
    if (kept_) changed_.push_back(household);
  }
  /// Those changed since the last call, in order, some of them several times.
  [[nodiscard]] std::vector<HouseholdId> take() { return std::exchange(changed_, {}); }

 private:
  bool kept_ = false;
  std::vector<HouseholdId> changed_;
};

}  // namespace tocsin::evacuation
