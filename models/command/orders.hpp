// SPDX-License-Identifier: Apache-2.0
// The orders of a replication: world.door<OrderBook>(). Each is one task for one post. It travels from the post that
// decides to the one that carries it out, is acknowledged, sent again while it is not, carried out once, and reported
// done. Given = executed + lost + withdrawn + open, at every instant.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "engine/simulation/world.hpp"
#include "models/command/events.hpp"
#include "models/command/journeys.hpp"
#include "models/command/task.hpp"

namespace tocsin::command {

class OrderBook {
 public:
  explicit OrderBook(World& world);

  /// Gives the order for one assignment of a task, now. `due`: since when `from` knew that it was called for.
  void give(const TaskParameters& task, std::size_t assignment, PostId from, Time due);
  /// The response has stood down: orders that have not been carried out are withdrawn, and what can be undone is.
  void withdraw(const TaskParameters& task);

  /// Has this post got the order, or done it without?
  [[nodiscard]] bool has_order(NameId task, PostId post) const;
  /// How far all orders of a task are; none given: not at all.
  enum class Stage : std::uint8_t { acknowledged, executed, reported_done };
  [[nodiscard]] bool all_are(NameId task, Stage stage) const;

  /// The ledger of orders.
  struct Ledger {
    std::uint32_t given = 0, executed = 0, lost = 0, withdrawn = 0, open = 0;
  };
  [[nodiscard]] const Ledger& ledger() const { return ledger_; }

 private:
  struct Order {
    std::uint32_t number = 0;
    const TaskParameters* task = nullptr;
    TaskParameters::Assignment assignment;
    PostId from;
    int copies = 0, sends_left = 0;
    bool arrived = false, acknowledged = false, executed = false, reported = false, withdrawn = false;
    bool over = false;  // executed, lost or withdrawn
    RelayFailure failure{};
    /// As far as its giver knows, who has no answer.
    [[nodiscard]] bool worth_sending() const { return !acknowledged && (!over || executed); }
  };
  using Job = std::pair<NameId, PostId>;  // task and post

  Order& order(std::uint32_t number) { return orders_[number - 1]; }
  void send(std::uint32_t number);
  void await_acknowledgment(std::uint32_t number);
  void copy_lost(std::uint32_t number, RelayFailure reason);
  void see_whether_lost(std::uint32_t number);
  void receive(std::uint32_t number, communications::Bearer bearer);
  void answer(std::uint32_t number, Traveling what);
  void answered(std::uint32_t number, Traveling what);
  void carry_out(std::uint32_t number);
  void done(std::uint32_t number, bool before);
  void act(const Order& order);
  void undo(const TaskParameters& task);
  void close(Order& order, std::uint32_t Ledger::*how);

  World& world_;
  Journeys& journeys_;
  std::deque<Order> orders_;
  std::set<Job> ordered_;         // have the order, or have begun without
  std::map<Job, Time> finishes_;  // begun: when it will be, or was, done
  Ledger ledger_;
};

}  // namespace tocsin::command
