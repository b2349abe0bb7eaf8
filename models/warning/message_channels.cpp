// SPDX-License-Identifier: Apache-2.0
#include "models/warning/message_channels.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace tocsin::warning {

void MessageChannel::start(World& world) {
  PublicChannel::start(world);
  services_ = std::make_unique<HomeServices>(world, p_.cells.get());
  if (p_.sending() != Sending::stored) return;
  world.door<communications::Sites>().on_change([this](CommunicationSiteId) {
    // Several sites of one cut change at one instant.
    if (messages_.empty() || std::exchange(looking_, true)) return;
    this->world().kernel().schedule(this->world().now(), Phase::infrastructure, [this] { look_at_network(); });
  });
}

void MessageChannel::address(Action action, const std::vector<std::uint32_t>& positions) {
  const auto starts = world().now() + p_.preparation(world());
  const auto number = static_cast<std::uint32_t>(messages_.size());
  auto message = std::make_unique<Message>();
  message->action = action;
  message->starts_s = seconds(starts);
  auto& receipts = message->receipts;
  receipts.send(p_.rules(world().scenario().night(starts)), message->starts_s);
  std::size_t persons = 0;
  for (const auto position : positions) persons += world().town().population.persons[household(position).index()];
  receipts.expect(positions.size(), persons);
  for (const auto position : positions) receipts.add(addressee(position), traits(position), own(action, position));
  message->served.assign(receipts.homes(), 0);
  messages_.push_back(std::move(message));
  world().kernel().schedule(starts, Phase::response, [this, number] { begin(number); });
}

// By day and at night, whoever has left since the order is not there any more: that is looked at when he reads it.
void MessageChannel::begin(std::uint32_t message) {
  announce_start();
  Message& m = *messages_[message];
  if (p_.sending() == Sending::repeated) {
    m.unserved.resize(m.receipts.homes());
    std::iota(m.unserved.begin(), m.unserved.end(), 0U);
    return broadcast(message);
  }
  for (std::uint32_t home = 0; home < m.receipts.homes(); ++home) {
    m.served[home] = serves(m.receipts.position(home)) ? 1 : 0;
    if (m.served[home] != 0) offer(m, home);
  }
  plan(message);
}

bool MessageChannel::serves(std::uint32_t position) const {
  return !p_.by_cell() || services_->network(position);
}

void MessageChannel::offer(Message& message, std::uint32_t home) {
  const double lost_s = services_->mains_lost_s(message.receipts.position(home));
  message.receipts.offer(home, seconds(world().now()), lost_s);
}

// A home stays on the list until all its devices have it: one without charge may get some.
void MessageChannel::broadcast(std::uint32_t message) {
  Message& m = *messages_[message];
  std::erase_if(m.unserved, [&](std::uint32_t home) {
    if (!serves(m.receipts.position(home))) return false;
    offer(m, home);
    return m.receipts.all_arrived(home);
  });
  plan(message);
  const auto next = world().now() + p_.repeated_every();
  if (m.unserved.empty() || seconds(next) > m.starts_s + p_.rules(false).valid_s) return;
  world().kernel().schedule(next, Phase::response, [this, message] { broadcast(message); });
}

// Who has lost the network waits for what has not arrived; who has it again gets what is still kept.
void MessageChannel::look_at_network() {
  looking_ = false;
  for (std::uint32_t number = 0; number < messages_.size(); ++number) {
    Message& m = *messages_[number];
    if (seconds(world().now()) < m.starts_s) continue;
    for (std::uint32_t home = 0; home < m.receipts.homes(); ++home) {
      const bool served = serves(m.receipts.position(home));
      if (served) {
        offer(m, home);
      } else if (m.served[home] != 0) {
        m.receipts.hold(home, seconds(world().now()));
      }
      m.served[home] = served ? 1 : 0;
    }
    plan(number);
  }
}

void MessageChannel::plan(std::uint32_t message) {
  Message& m = *messages_[message];
  m.receipts.plan();
  auto& kernel = world().kernel();
  kernel.cancel(m.next_due);
  const double due_s = m.receipts.next_due_s();
  if (due_s > seconds(world().scenario().end())) return;
  m.next_due = kernel.schedule(at_seconds(std::max(due_s, seconds(world().now()))), Phase::people,
                               [this, message] { take_due(message); });
}

void MessageChannel::take_due(std::uint32_t message) {
  Message& m = *messages_[message];
  m.receipts.take_due(seconds(world().now()), [&](std::uint32_t position) { tell(m.action, position); });
  const double due_s = m.receipts.next_due_s();
  if (due_s > seconds(world().scenario().end())) return;
  m.next_due = world().kernel().schedule(at_seconds(due_s), Phase::people, [this, message] { take_due(message); });
}

ReceiptCounts MessageChannel::counts() const {
  ReceiptCounts all;
  for (const auto& message : messages_) all += message->receipts.counts(seconds(world().now()));
  return all;
}

}  // namespace tocsin::warning
