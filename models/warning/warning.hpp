// SPDX-License-Identifier: Apache-2.0
// The doors of the warning folder: who has been alerted by which channel (Alerts), which zones are under the order
// (Orders), and how long a call-out takes (Delay). Issuance (detection, report, consultation, issue) ends in
// OrderIssued, on which channels start.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/simulation/world.hpp"
#include "models/hazard/hazard.hpp"
#include "models/warning/delay.hpp"
#include "models/warning/events.hpp"

namespace tocsin::warning {

using hazard::Weather;

/// Has the household a member of 15 to 59 years who needs no help? Those who need help count as elderly or children
/// first.
[[nodiscard]] bool has_able_member(const Population& people, HouseholdId household);

/// What has reached whom: world.door<warning::Alerts>(). One entry per household of the scope.
class Alerts {
 public:
  explicit Alerts(World& world);
  /// A channel reached the household now. Publishes AlertReceived for the first alert, for every alert by a channel
  /// that is more convincing than all before (enum order of Channel), and for the first since an order concerns the
  /// household, by whatever channel: that tells it something new. Others change nothing.
  void receive(HouseholdId household, Channel channel);
  [[nodiscard]] bool received(HouseholdId household) const;
  /// Does an order concern the household of which no channel has told it yet?
  [[nodiscard]] bool order_is_news(HouseholdId household) const;
  /// Number of households of a zone that have been reached.
  [[nodiscard]] std::uint32_t reached_households(ZoneId zone) const;
  [[nodiscard]] std::uint64_t received_count() const { return received_count_; }
  /// Tells whether somebody of a household is still at home; who keeps the roll of residents sets it (evacuation).
  /// Without it everybody stays at home.
  void set_presence(std::function<bool(HouseholdId)> at_home, std::function<std::uint32_t(HouseholdId)> persons) {
    at_home_ = std::move(at_home);
    persons_at_home_ = std::move(persons);
  }
  [[nodiscard]] bool at_home(HouseholdId household) const { return !at_home_ || at_home_(household); }
  /// How many of a household are at home now.
  [[nodiscard]] std::uint32_t persons_at_home(HouseholdId household) const;
  /// Somebody of a household that had left is at home again, and in a village that is seen: whoever goes round there
  /// and believes the home to be empty learns of it.
  void note_return(HouseholdId household);
  void on_return(std::function<void(HouseholdId)> listener) { on_return_.push_back(std::move(listener)); }

 private:
  World& world_;
  std::vector<std::uint8_t> strongest_;  // by scope position: 0 nothing, else 1 + Channel since its order, and a flag
  std::vector<std::uint32_t> reached_of_zone_;
  std::uint64_t received_count_ = 0;
  std::function<bool(HouseholdId)> at_home_;
  std::function<std::uint32_t(HouseholdId)> persons_at_home_;
  std::vector<std::function<void(HouseholdId)>> on_return_;
};

/// The orders to evacuate: world.door<warning::Orders>().
class Orders {
 public:
  explicit Orders(World& world);
  /// Puts zones under the order now, whoever asks for it. Publishes OrderIssued, then ZoneOrdered for each zone that is
  /// new (or is widened from the threatened households to the whole zone). A zone in which no hazard map threatens
  /// anybody is always ordered as a whole. Zones outside the scope are left out.
  void issue(NameId source, std::span<const ZoneId> zones, Coverage coverage) { issue(source, zones, coverage, {}); }
  /// The same with the color of the warning, which is announced before it.
  void issue(NameId source, std::span<const ZoneId> zones, Coverage coverage, std::optional<Grade> grade);
  /// Tells zones to get ready; orders nobody to leave. Zones that have been told or are under the order are left out.
  void tell_to_get_ready(NameId source, std::span<const ZoneId> zones, Coverage coverage, std::optional<Grade> grade);
  /// Is this household meant by a message to get ready given so far?
  [[nodiscard]] bool told_to_get_ready(HouseholdId household) const { return meant(ready_, household); }
  /// The highest color of the orders for a zone so far; none: they had none.
  [[nodiscard]] std::optional<Grade> grade(ZoneId zone) const;
  [[nodiscard]] bool ordered(ZoneId zone) const { return state_[zone.index()] != 0; }
  /// Is this household meant by an order given so far?
  [[nodiscard]] bool concerns(HouseholdId household) const { return meant(state_, household); }

  /// Told when a zone knows of an order that concerns it: at once, unless the order is carried by calls.
  void on_informed(std::function<void(ZoneId)> listener) { on_informed_.push_back(std::move(listener)); }
  /// From now on somebody carries the orders to the zones, and says when they have arrived.
  void carried_by_calls() { carried_ = true; }
  void inform(ZoneId zone);

 private:
  /// By zone: 0 nothing so far, else 1 + Coverage.
  using ByZone = std::vector<std::uint8_t>;
  /// Zones for which this is new, with whom it concerns there; noted in `state`.
  [[nodiscard]] std::vector<ZoneOrdered> widen(ByZone& state, std::span<const ZoneId> zones, Coverage coverage) const;
  [[nodiscard]] bool meant(const ByZone& state, HouseholdId household) const;

  World& world_;
  bool carried_ = false;
  std::vector<std::uint8_t> informed_;  // by zone; of orders that are carried
  std::vector<std::function<void(ZoneId)>> on_informed_;
  std::vector<std::uint8_t> threatened_;  // by scope position
  ByZone state_, ready_;                  // under the order; told to get ready
  std::vector<std::uint8_t> grades_;      // by zone: 0 none, else 1 + Grade
};

}  // namespace tocsin::warning
