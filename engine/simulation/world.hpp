// SPDX-License-Identifier: Apache-2.0
// The state of one replication, as a thin face: clock and event list, random streams, event delivery, roads, and the
// doors by which models find each other. No domain methods: what a flood or a household does stands in its model.
#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/kernel/kernel.hpp"
#include "engine/random/stream.hpp"
#include "engine/simulation/event_log.hpp"
#include "engine/simulation/road_state.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin {

class World {
 public:
  World(const Scenario& scenario, std::uint32_t replication);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  [[nodiscard]] const Scenario& scenario() const { return scenario_; }
  [[nodiscard]] const Town& town() const { return *scenario_.town; }
  [[nodiscard]] std::uint32_t replication() const { return replication_; }
  Kernel& kernel() { return kernel_; }
  [[nodiscard]] Time now() const { return kernel_.now(); }
  RoadState& roads() { return roads_; }
  [[nodiscard]] const EventLog& log() const { return log_; }
  EventLog take_log() { return std::move(log_); }

  /// The random stream of one purpose and one entity: "evacuation.mobilization", household 17. Streams never meet, so
  /// adding an ambulance does not change a household's departure.
  [[nodiscard]] RandomStream stream(Purpose purpose, std::uint64_t entity = 0) const {
    return {scenario_.exercise.seed, replication_, purpose, entity};
  }

  /// Writes the event to the log and delivers it at once to its subscribers, in the order they subscribed.
  template <Event E>
  void publish(const E& event) {
    log_.append(now(), event);
    const auto index = detail::event_type_index<E>();
    if (index < subscribers_.size() && subscribers_[index]) {
      auto& list = static_cast<SubscriberList<E>&>(*subscribers_[index]).handlers;
      for (std::size_t i = 0; i < list.size(); ++i) list[i](event);
    }
  }
  /// `handler(const E&)` is called for every event of the type. It may schedule and publish; it must not call back into
  /// the publisher. Subscribe in Model::start only.
  template <Event E>
  void subscribe(std::function<void(const E&)> handler) {
    const auto index = detail::event_type_index<E>();
    if (index >= subscribers_.size()) subscribers_.resize(index + 1);
    if (!subscribers_[index]) subscribers_[index] = std::make_unique<SubscriberList<E>>();
    static_cast<SubscriberList<E>&>(*subscribers_[index]).handlers.push_back(std::move(handler));
  }

  /// The one object of type D in this replication, made as D(World&) when first asked for: how models call each other
  /// (`hazard::Hazards`, `warning::Alerts`, …).
  template <class D>
  requires std::constructible_from<D, World&> D& door() {
    const auto index = door_index<D>();
    if (index >= doors_.size()) doors_.resize(index + 1);
    if (!doors_[index]) {
      auto made = std::make_unique<Door<D>>(*this);  // may open other doors, so doors_ may grow here
      doors_[index] = std::move(made);
    }
    return static_cast<Door<D>&>(*doors_[index]).object;
  }

 private:
  struct Subscribers {
    virtual ~Subscribers() = default;
  };
  template <class E>
  struct SubscriberList final : Subscribers {
    std::vector<std::function<void(const E&)>> handlers;
  };
  struct AnyDoor {
    virtual ~AnyDoor() = default;
  };
  template <class D>
  struct Door final : AnyDoor {
    explicit Door(World& world) : object(world) {}
    D object;
  };
  static std::size_t next_door_index();
  template <class D>
  static std::size_t door_index() {
    static const std::size_t index = next_door_index();
    return index;
  }

  const Scenario& scenario_;
  std::uint32_t replication_;
  Kernel kernel_;
  EventLog log_;
  RoadState roads_;
  std::vector<std::unique_ptr<Subscribers>> subscribers_;
  std::vector<std::unique_ptr<AnyDoor>> doors_;
};

}  // namespace tocsin
