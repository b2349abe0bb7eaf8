// SPDX-License-Identifier: Apache-2.0
// The door of the warning folder: who has been alerted, by which channel, and how channels and people tell it that
// somebody was reached. Issuance (detection, consultation, order) ends in OrderIssued, on which channels start.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/simulation/world.hpp"
#include "models/warning/events.hpp"

namespace tocsin::warning {

/// What has reached whom: world.door<warning::Alerts>(). One entry per household of the scope.
class Alerts {
 public:
  explicit Alerts(World& world);
  /// A channel reached the household now. Publishes AlertReceived for the first alert and for every alert by a channel
  /// that is more convincing than all before (enum order of Channel); others are only counted.
  void receive(HouseholdId household, Channel channel);
  [[nodiscard]] bool received(HouseholdId household) const;
  /// Number of households (and residents) of a zone that have been reached.
  [[nodiscard]] std::uint32_t reached_households(ZoneId zone) const;
  [[nodiscard]] std::uint64_t received_count() const { return received_count_; }

 private:
  World& world_;
  std::vector<std::uint8_t> strongest_;  // by scope position: 0 nothing, else 1 + Channel
  std::vector<std::uint32_t> reached_of_zone_;
  std::uint64_t received_count_ = 0;
};

}  // namespace tocsin::warning
