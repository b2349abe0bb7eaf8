// SPDX-License-Identifier: Apache-2.0
// What the channels to the public have in common: whom they address (households under an order, or told to get ready,
// in their zones; each once for either), how an understood message becomes an alert, and the ledger at EndEx. The
// channels themselves: message_channels.hpp, call_channels.hpp, gong.hpp.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/world.hpp"
#include "models/communications/communications.hpp"
#include "models/warning/receipts.hpp"
#include "models/warning/warning.hpp"

namespace tocsin::warning {

/// Who carries a device that takes the messages of a channel.
struct Carried {
  Share adults, elderly, children;
  void describe(Fields& fields);
  /// By age group.
  [[nodiscard]] std::array<double, kAgeGroupCount> shares() const {
    return {elderly.fraction(), adults.fraction(), children.fraction()};
  }
};

struct PublicChannelParameters : ModelParameters {
  std::vector<Reference<ZoneTag>> zones;

  [[nodiscard]] virtual Channel channel() const = 0;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;

  // Filled by `check`.
  NameId name;
  std::vector<std::uint8_t> covered;  ///< by zone of the town

 protected:
  void describe_zones(Fields& fields);
};

/// What handsets need: a working cell in reach, and charge.
struct HandsetNeeds {
  Duration endurance_shortest{}, endurance_longest{};  ///< without mains at home
  void describe(Fields& fields);
};

/// Which homes have network and mains now, for handsets.
class HomeServices {
 public:
  /// `cells` may be null: network everywhere.
  HomeServices(World& world, const communications::HouseholdCells* cells);
  /// Does a cell that works reach this home? By scope position.
  [[nodiscard]] bool network(std::uint32_t position) const;
  /// Since when the mains have been lost at home; kNever_s: they are there.
  [[nodiscard]] double mains_lost_s(std::uint32_t position) const;

 private:
  World& world_;
  communications::Sites& sites_;
  const communications::HouseholdCells* cells_;
  std::vector<CommunicationSiteId> mains_;  // by zone: the site whose mains stand for those of the homes
};

class PublicChannel : public Model {
 public:
  explicit PublicChannel(const PublicChannelParameters& parameters) : common_(parameters) {}
  void start(World& world) override;

 protected:
  /// New households are to be told to do something; positions in order of the scope.
  virtual void address(Action action, const std::vector<std::uint32_t>& positions) = 0;
  /// Where the messages are now.
  [[nodiscard]] virtual ReceiptCounts counts() const = 0;
  /// Whether the channel waits until the order has arrived in a zone (somebody there works it).
  enum class Worked : std::uint8_t { from_the_county, from_the_zone };
  [[nodiscard]] virtual Worked worked() const { return Worked::from_the_county; }

  /// Somebody of a household has understood; the household is alerted if anybody is at home.
  void tell(Action action, std::uint32_t position);
  [[nodiscard]] Addressee addressee(std::uint32_t position) const;
  [[nodiscard]] World& world() const { return *world_; }
  [[nodiscard]] HouseholdId household(std::uint32_t position) const {
    return world_->scenario().scope.households()[position];
  }
  [[nodiscard]] bool night() const { return world_->scenario().night(world_->now()); }
  /// What decides for the persons of a household with every channel: PersonTraits, one after the other.
  [[nodiscard]] RandomStream traits(std::uint32_t position) const;
  /// The draws of this channel alone for one household.
  [[nodiscard]] RandomStream own(Action action, std::uint32_t position) const;
  void announce_start();

 private:
  void look_later();
  void look();
  void look_for(Action action);

  const PublicChannelParameters& common_;
  World* world_ = nullptr;
  std::vector<Purpose> purposes_;        // by action
  std::vector<std::uint8_t> addressed_;  // by scope position: bit 0 told to get ready, bit 1 ordered
  std::vector<std::uint8_t> told_;       // by scope position: the same bits, understood
  std::vector<std::uint8_t> informed_;   // by zone
  bool looking_ = false;
  bool announced_ = false;
};

}  // namespace tocsin::warning
