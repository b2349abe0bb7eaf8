// SPDX-License-Identifier: Apache-2.0
// warning: - kind: cell_broadcast, text_message, app_group, television_radio. One message to every person of the
// households it is meant for; when each reads it, and who never does, are arrays (receipts.hpp). Handbook 3.4.
//
//   warning:
//     - kind: text_message
//       sending_rate: 500 per s
#pragma once

#include <memory>
#include <vector>

#include "models/warning/delay.hpp"
#include "models/warning/public_channel.hpp"

namespace tocsin::warning {

/// A broadcast is sent again and again, and reaches what has network at that instant; a stored message goes once and
/// waits for the network.
enum class Sending : std::uint8_t { repeated, stored };

struct MessageChannelParameters : PublicChannelParameters {
  Share noticed_day, noticed_night;         ///< of those at whose device it arrives: notice it ever
  double elderly_factor = 1;                ///< of these shares
  Duration reading_day{}, reading_night{};  ///< mean time from arrival to understanding

  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  [[nodiscard]] virtual Sending sending() const = 0;
  /// Does it need a cell? Otherwise the mains at home.
  [[nodiscard]] virtual bool by_cell() const { return true; }
  /// From the order until the first message leaves.
  [[nodiscard]] virtual Duration preparation(World& world) const = 0;
  /// From one broadcast to the next, when it is repeated.
  [[nodiscard]] virtual Duration repeated_every() const { return {}; }
  /// How its messages travel and are noticed by day or at night.
  [[nodiscard]] virtual MessageRules rules(bool night) const;

  std::shared_ptr<const communications::HouseholdCells> cells;  ///< filled by `check`

 protected:
  void describe_reading(Fields& fields);
};

/// 小区广播: an alarm tone and a text on every handset in a cell.
struct CellBroadcastParameters final : MessageChannelParameters {
  Carried carried;
  HandsetNeeds handset;
  Duration start_delay{}, repeat_interval{}, repeat_for{};

  void describe(Fields& fields) override;
  [[nodiscard]] Channel channel() const override { return Channel::cell_broadcast; }
  [[nodiscard]] Sending sending() const override { return Sending::repeated; }
  [[nodiscard]] Duration preparation(World& world) const override;
  [[nodiscard]] Duration repeated_every() const override { return repeat_interval; }
  [[nodiscard]] MessageRules rules(bool night) const override;
};

/// 短信: one after the other to every number; kept for handsets without network.
struct TextMessageParameters final : MessageChannelParameters {
  Carried carried;
  HandsetNeeds handset;
  Duration start_delay{};
  Rate sending_rate;
  Duration delivery_mean{}, delivery_deviation{};  ///< log-normal
  Duration validity{};

  void describe(Fields& fields) override;
  [[nodiscard]] Channel channel() const override { return Channel::text_message; }
  [[nodiscard]] Sending sending() const override { return Sending::stored; }
  [[nodiscard]] Duration preparation(World& world) const override;
  [[nodiscard]] MessageRules rules(bool night) const override;
};

/// 微信群、应用推送: posted once; who is in the group sees it when he looks.
struct AppGroupParameters final : MessageChannelParameters {
  Carried carried;
  HandsetNeeds handset;
  Duration start_delay{};

  void describe(Fields& fields) override;
  [[nodiscard]] Channel channel() const override { return Channel::app_group; }
  [[nodiscard]] Sending sending() const override { return Sending::stored; }
  [[nodiscard]] Duration preparation(World& world) const override;
  [[nodiscard]] MessageRules rules(bool night) const override;
};

/// 广播电视: after the editorial office has it, whoever watches or listens.
struct TelevisionRadioParameters final : MessageChannelParameters {
  Delay editorial;
  Duration repeat_interval{}, repeat_for{};
  Share on_battery;

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] Channel channel() const override { return Channel::television_radio; }
  [[nodiscard]] Sending sending() const override { return Sending::repeated; }
  [[nodiscard]] bool by_cell() const override { return false; }
  [[nodiscard]] Duration preparation(World& world) const override;
  [[nodiscard]] Duration repeated_every() const override { return repeat_interval; }
  [[nodiscard]] MessageRules rules(bool night) const override;
};

class MessageChannel final : public PublicChannel {
 public:
  explicit MessageChannel(const MessageChannelParameters& parameters) : PublicChannel(parameters), p_(parameters) {}
  void start(World& world) override;

 protected:
  void address(Action action, const std::vector<std::uint32_t>& positions) override;
  [[nodiscard]] ReceiptCounts counts() const override;

 private:
  // One for each message that goes out: to get ready, to go now, to whom a wider order concerns.
  struct Message {
    Action action{};
    double starts_s = 0;
    Receipts receipts;
    std::vector<std::uint8_t> served;     // by home: has network
    std::vector<std::uint32_t> unserved;  // homes that the repeated broadcast has not reached
    EventHandle next_due;
  };
  void begin(std::uint32_t message);
  void broadcast(std::uint32_t message);
  void look_at_network();
  void offer(Message& message, std::uint32_t home);
  void plan(std::uint32_t message);
  void take_due(std::uint32_t message);
  [[nodiscard]] bool serves(std::uint32_t position) const;

  const MessageChannelParameters& p_;
  std::unique_ptr<HomeServices> services_;
  std::vector<std::unique_ptr<Message>> messages_;
  bool looking_ = false;
};

}  // namespace tocsin::warning
