// SPDX-License-Identifier: Apache-2.0
// What all injects have in common: when they are played, by the Master Scenario Events List, and what the players are
// expected to do. Each kind of inject (injects.hpp) holds one `InjectEntry` and does one thing to the world.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/simulation/model.hpp"
#include "engine/simulation/world.hpp"

namespace tocsin::exercise {

/// A span since StartEx that remembers where it was written.
struct PlannedTime {
  Duration since{};
  SourceSpan where;
};

/// Line of the Master Scenario Events List (HSEEP 2020; AQ/T 9009: time, content, expected action, responsible).
struct InjectEntry {
  PlannedTime at;
  Phrase expected_action;
  std::string responsible;
  std::optional<Duration> deadline;

  void describe(Fields& fields);
  /// Refuses injects after EndEx; finds the name.
  void check(const ModelParameters& owner, const Scenario& scenario, Diagnostics& diagnostics);
  NameId name;  ///< filled by check
};

/// Plays one inject at its time: publishes InjectFired, then acts.
class InjectModel final : public Model {
 public:
  using Action = std::function<void(World&)>;
  InjectModel(const InjectEntry& entry, Phase phase, Action action)
      : entry_(entry), phase_(phase), action_(std::move(action)) {}
  void start(World& world) override;

 private:
  const InjectEntry& entry_;
  Phase phase_;
  Action action_;
};

}  // namespace tocsin::exercise

template <>
struct tocsin::FieldCodec<tocsin::exercise::PlannedTime> {
  static FieldType type(const exercise::PlannedTime& value) { return FieldCodec<Duration>::type(value.since); }
  static bool read(const Node& node, exercise::PlannedTime& value, ValueReader& reader) {
    if (!FieldCodec<Duration>::read(node, value.since, reader)) return false;
    value.where = node.where;
    return true;
  }
  static Node write(const exercise::PlannedTime& value) { return FieldCodec<Duration>::write(value.since); }
};
