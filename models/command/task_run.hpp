// SPDX-License-Identifier: Apache-2.0
// A task in one replication: switched on by the grade or by what the deciding post knows, off when the response stands
// down; and done without an order by a responsible post that knows enough and whose superior is silent.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "models/command/events.hpp"
#include "models/command/task.hpp"

namespace tocsin::command {

class TaskRun final : public Model {
 public:
  explicit TaskRun(const TaskParameters& parameters) : p_(parameters) {}
  void start(World& world) override;

 private:
  /// A responsible post that may act without an order.
  struct Authorized {
    std::size_t assignment = 0;
    std::unique_ptr<Eyes> eyes;
    std::vector<bool> grades;  // by rule of the response: what the post knows of it
    bool when = false;
    bool waiting = false;
    Time since = kStartEx;  // it has known enough
  };
  void see(Time due);
  void switch_on(Time due);
  void authorize(std::size_t assignment);
  [[nodiscard]] bool knows_enough(const Authorized& who) const;
  void learned(std::size_t number);
  void wait_for_order(std::size_t number);
  void act_alone(const Authorized& who);

  const TaskParameters& p_;
  World* world_ = nullptr;
  std::optional<Eyes> eyes_;
  bool when_ = false, on_ = false;
  std::vector<Authorized> authorized_;
};

}  // namespace tocsin::command
