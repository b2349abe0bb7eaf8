// SPDX-License-Identifier: Apache-2.0
// Looks at the situation for all who wait for a condition: world.door<Lookout>(). As exercise control does, it looks in
// a fixed interval (exercise.look_interval) from StartEx on: one event for all conditions of a replication, none when
// nobody waits. A look comes after everything else of its instant, and before EndEx.
//
//   auto& lookout = world.door<Lookout>();
//   lookout.wait(condition, [&] { play(); });
//   lookout.watch(condition, post, [&](bool holds) { … });    // again and again, as the post sees it
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "engine/simulation/condition.hpp"
#include "engine/simulation/world.hpp"

namespace tocsin {

class Lookout {
 public:
  explicit Lookout(World& world) : world_(world) {}

  /// Who waits; good until it has been told or gives up.
  using Waiting = std::uint32_t;
  /// `then` is called once, at the first look from now on at which the condition holds. It runs among those who only
  /// look, so what changes the world should be scheduled from it. The condition must outlive the replication.
  Waiting wait(const Condition& condition, std::function<void()> then);
  /// `changed` is called at every look at which the condition holds and did not before, or the reverse; as `asker` sees
  /// it (none: exercise control). A fact without a value is one that does not hold. Else as `wait`.
  Waiting watch(const Condition& condition, NameId asker, std::function<void(bool holds)> changed);
  /// Looks for a watch now, between two looks: its asker has heard something.
  void look_now(Waiting waiting);
  /// Gives up; nothing happens when it has been told already.
  void give_up(Waiting waiting);
  /// Looks for this one now, between two looks (its deadline has come), and gives up. Does the condition hold?
  bool look_and_give_up(Waiting waiting);

 private:
  struct Entry {
    ConditionState state;
    std::function<void()> then;         // empty: told, or given up
    std::function<void(bool)> changed;  // of a watch
    bool holds = false;                 // of a watch: at its last look
  };
  Waiting add(Entry entry);
  [[nodiscard]] bool has_news(Entry& entry);
  void look();
  void schedule_look();

  World& world_;
  std::vector<std::unique_ptr<Entry>> entries_;  // by Waiting; told ones stay, empty
  std::size_t waiting_ = 0;
  std::uint64_t next_look_ = 0;  // number of the first look that has not been taken
  bool scheduled_ = false;
};

}  // namespace tocsin
