// SPDX-License-Identifier: Apache-2.0
// Part of the door of the evacuation folder: what others may do with buildings and sites (sound the alarm, block and
// open their ways) and what is known of them before the drill.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/simulation/world.hpp"

namespace tocsin::evacuation {

/// What is known of a building or site before the drill; its parameters implement it.
class AlarmedPlace {
 public:
  AlarmedPlace() = default;
  AlarmedPlace(const AlarmedPlace&) = delete;
  AlarmedPlace& operator=(const AlarmedPlace&) = delete;
  virtual ~AlarmedPlace() = default;
  /// The id of its entry.
  [[nodiscard]] virtual const std::string& place_id() const = 0;
  /// Ids of what may be blocked: doors, stairs (whole or one flight), passages, exits, gates.
  [[nodiscard]] virtual std::vector<std::string> passages() const = 0;
};

/// The buildings and sites of a replication: world.door<evacuation::AlarmedPlaces>().
class AlarmedPlaces {
 public:
  explicit AlarmedPlaces(World& world) { (void)world; }

  /// By the id of the entry. Again changes nothing.
  void sound_alarm(NameId place);
  void block(NameId place, std::string_view passage) { change(place, passage, Use::blocked); }
  void open(NameId place, std::string_view passage) { change(place, passage, Use::open); }

  enum class Use { open, blocked };
  /// What a place does when it is told; registered by its model's `start`.
  struct Answers {
    NameId place;
    std::function<void()> alarm;
    std::function<void(std::string_view passage, Use use)> change;
  };
  void add(Answers answers) { places_.push_back(std::move(answers)); }

 private:
  void change(NameId place, std::string_view passage, Use use);
  std::vector<Answers> places_;
};

}  // namespace tocsin::evacuation
