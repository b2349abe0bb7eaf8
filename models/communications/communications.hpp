// SPDX-License-Identifier: Apache-2.0
// The doors of the communications folder: Sites (which communication sites work: mains, batteries, fiber) and Network
// (messages between correspondents over the bearers of the scenario, each tried in the sender's order).
//
//   auto& network = world.door<communications::Network>();
//   const auto desk = network.add({name, place, {Bearer::public_cell, Bearer::messenger}, 4});   // in Model::start
//   network.send({.from = desk, .to = village, .kind = MessageKind::call, .talk = 1min},
//                [this](const Delivery& d) { ... });
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/id.hpp"
#include "engine/base/time.hpp"
#include "engine/simulation/world.hpp"
#include "engine/town/town.hpp"
#include "models/communications/events.hpp"

namespace tocsin::communications {

enum class MainsPower : std::uint8_t { off, on };
enum class FiberLine : std::uint8_t { cut, whole };
enum class PortableState : std::uint8_t { silent, carries };

/// The zone whose center is nearest: to which a communication site belongs.
[[nodiscard]] ZoneId nearest_zone(const Town& town, const Place& place);

/// The site that is fed by the mains and stands nearest to a place: its mains are taken for those of the homes there.
/// None when the town has no such site.
[[nodiscard]] CommunicationSiteId nearest_on_mains(const Town& town, const Place& place);

/// The cells of the public network within reach of each household of the scope, the nearest first.
struct HouseholdCells {
  std::vector<std::uint32_t> first;  ///< by scope position: [first, next) in `cells`
  std::vector<CommunicationSiteId> cells;
};
/// For `check` of the sections after communications, made once for all who ask. Null when the scenario has no public
/// cell network: handsets then work everywhere.
[[nodiscard]] std::shared_ptr<const HouseholdCells> household_cells(const Scenario& scenario);

/// The bearers that the scenario has, in the order of use.
[[nodiscard]] std::vector<Bearer> bearers_of(const Scenario& scenario);
/// `wanted`, or all that the scenario has when it names none. Refuses those that the scenario has not, and a scenario
/// without any, in the name of `user`.
[[nodiscard]] std::vector<Bearer> find_bearers(const std::vector<Bearer>& wanted, const std::string& user,
                                               const Scenario& scenario, const SourceSpan& where,
                                               Diagnostics& diagnostics);
/// What everybody has, as far as the scenario has it: a telephone, and somebody who may come to the door.
[[nodiscard]] std::vector<Bearer> usual_bearers(const Scenario& scenario);
/// Those of `bearers`, the messenger apart, that reach a place when every site works.
[[nodiscard]] std::vector<Bearer> bearers_reaching(const Place& place, const std::vector<Bearer>& bearers,
                                                   const Scenario& scenario);

/// Which communication sites of the town work: world.door<communications::Sites>(). Without mains a site runs on its
/// battery until that is empty; sites that are not on the mains (solar) never fail for want of it. A site whose fiber
/// is cut is isolated at once. Several causes may keep a site dark (the substation, a pole in the water): it works
/// again when the last is gone.
class Sites {
 public:
  explicit Sites(World& world);
  /// From now on `cause` takes the mains of a site away, or no longer does. A battery counts as full again as soon as
  /// power is back.
  void set_mains(NameId cause, CommunicationSiteId id, MainsPower power);
  void set_fiber(NameId cause, CommunicationSiteId id, FiberLine line);
  /// From now on a portable generator of `source` feeds a site, or no longer does. The battery is full again when the
  /// last stops.
  void set_generator(NameId source, CommunicationSiteId id, MainsPower power);
  /// How long the battery of a site lasts in this replication, instead of what its table says. Before the power fails.
  void set_battery(CommunicationSiteId id, Duration battery) { sites_[id.index()].battery = battery; }
  [[nodiscard]] bool powered(CommunicationSiteId id) const;
  [[nodiscard]] bool working(CommunicationSiteId id) const;
  [[nodiscard]] bool has_mains(CommunicationSiteId id) const { return sites_[id.index()].power_lost_by.empty(); }
  /// Since when a site has been without mains; kNever: it has mains.
  [[nodiscard]] Time mains_lost_at(CommunicationSiteId id) const { return sites_[id.index()].mains_lost_at; }
  /// Told at the instant when a site falls silent and when it works again, after it is so.
  void on_change(std::function<void(CommunicationSiteId)> listener) { listeners_.push_back(std::move(listener)); }
  /// Told at the instant when the mains of a site are lost and when they are back, after it is so.
  void on_mains(std::function<void(CommunicationSiteId, MainsPower)> listener) {
    mains_listeners_.push_back(std::move(listener));
  }

 private:
  struct Site {
    std::vector<NameId> power_lost_by;  // empty: mains is there
    std::vector<NameId> fiber_cut_by;
    Time mains_lost_at = kNever, on_battery_since = kNever;
    Duration battery{};
    std::uint32_t outage = 0;  // counts beginnings on the battery, so that the end of an earlier one is not this one's
    std::vector<NameId> generators;  // of whom
    bool silent = false;
  };
  void look_at(CommunicationSiteId id);
  void onto_battery(CommunicationSiteId id);

  World& world_;
  std::vector<Site> sites_;
  std::vector<std::function<void(CommunicationSiteId)>> listeners_;
  std::vector<std::function<void(CommunicationSiteId, MainsPower)>> mains_listeners_;
};

/// Who sends and receives: a post, a desk, a duty holder with his telephone.
using CorrespondentId = Id<struct CorrespondentTag>;

struct Correspondent {
  NameId name;
  Place place;
  std::vector<Bearer> bearers;  ///< terminals at hand, in the order in which they are tried
  std::uint32_t operators = 1;  ///< messages that can be sent at a time
};

enum class Priority : std::uint8_t { routine, urgent, flash };
enum class Callee : std::uint8_t { answers, does_not_answer };

struct Message {
  CorrespondentId from, to;
  MessageKind kind = MessageKind::text;
  std::uint32_t bytes = 0;          ///< of a text
  Duration talk{};                  ///< of a call
  Callee callee = Callee::answers;  ///< of a call that rings
  Priority priority = Priority::routine;
  Time deadline = kNever;  ///< given up then
};

/// How a message ended.
struct Delivery {
  std::uint32_t message = 0;
  std::optional<Bearer> bearer;  ///< that carried it; none: lost
  LossReason reason{};           ///< when lost
  [[nodiscard]] bool delivered() const { return bearer.has_value(); }
};

/// Messages between correspondents: world.door<communications::Network>().
class Network {
 public:
  using Ended = std::function<void(const Delivery&)>;

  explicit Network(World& world);
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  /// Before time starts. Bearers that the scenario does not have are left out.
  CorrespondentId add(const Correspondent& correspondent);
  /// The message goes to the sender's desk, which sends the most urgent first, and over one bearer after the other
  /// until one carries it. `ended` is called once, later.
  std::uint32_t send(const Message& message, Ended ended);
  /// From now on a portable cell of the scenario, by its name, carries messages, or no longer does.
  void set_portable(NameId name, PortableState state);
  /// Could a message between the two go over this bearer now, as far as sites, terminals and terrain are concerned?
  [[nodiscard]] bool reachable(CorrespondentId from, CorrespondentId to, Bearer bearer) const;
  /// Over any bearer but the messenger.
  [[nodiscard]] bool connected(CorrespondentId from, CorrespondentId to) const;

  /// The ledger of messages: sent = delivered + lost + under way.
  struct Ledger {
    std::uint64_t sent = 0, delivered = 0, lost = 0, under_way = 0;
  };
  [[nodiscard]] const Ledger& ledger() const;

 private:
  class Desk;
  std::unique_ptr<Desk> desk_;
};

}  // namespace tocsin::communications
