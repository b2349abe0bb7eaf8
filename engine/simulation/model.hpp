// SPDX-License-Identifier: Apache-2.0
// What a model is to the engine: parameters that describe and check themselves, and behavior that is made afresh for
// every replication. See docs/how-to/add-a-model.md.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/input/diagnostic.hpp"
#include "engine/input/fields.hpp"

namespace tocsin {

struct Objective;
class Scenario;
class World;

/// Behavior: subscribes to events, schedules events, owns its own state. Lives for one replication.
class Model {
 public:
  Model() = default;
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;
  virtual ~Model() = default;
  /// Called once at StartEx, in catalog order. Everything later happens through events and processes.
  virtual void start(World& world) = 0;
};

/// One entry of a section of the scenario file. Immutable once checked; shared by all replications.
class ModelParameters {
 public:
  ModelParameters() = default;
  ModelParameters(const ModelParameters&) = delete;
  ModelParameters& operator=(const ModelParameters&) = delete;
  virtual ~ModelParameters() = default;

  /// Declares every field once (engine/input/fields.hpp).
  virtual void describe(Fields& fields) = 0;
  /// Resolves references against the town and refuses what cannot work. May precompute what all replications share.
  /// `diagnostics` holds nothing yet: what other entries did wrong is none of this one's business.
  virtual void check(const Scenario& scenario, Diagnostics& diagnostics) {
    (void)scenario;
    (void)diagnostics;
  }
  /// The objective this entry states, if it states one (entries of the evaluation section).
  [[nodiscard]] virtual const Objective* objective() const { return nullptr; }
  /// What exercise control tells the players, if this entry is an inject that says something.
  [[nodiscard]] virtual std::optional<Phrase> message() const { return std::nullopt; }
  /// Name for people in reports, of entries that are places (a building); empty: the entry is no place.
  [[nodiscard]] virtual Phrase title() const { return {}; }
  /// Fresh behavior for one replication.
  [[nodiscard]] virtual std::unique_ptr<Model> make() const = 0;

  std::string id;    ///< from the file; "<kind>" or "<kind>-2" when the file gives none
  SourceSpan where;  ///< of the entry
};

}  // namespace tocsin
