// SPDX-License-Identifier: Apache-2.0
#include "engine/simulation/simulation.hpp"

#include <memory>

#include "engine/simulation/events.hpp"

namespace tocsin {
namespace {

std::vector<std::unique_ptr<Model>> make_models(const Scenario& scenario) {
  std::vector<std::unique_ptr<Model>> models;
  models.reserve(scenario.entries.size());
  for (const auto& entry : scenario.entries) models.push_back(entry.parameters->make());
  return models;
}

}  // namespace

ReplicationResult Simulation::run(std::uint32_t replication) const {
  World world(scenario_, replication);
  const auto models = make_models(scenario_);
  world.publish(ExerciseStarted{});
  for (const auto& model : models) model->start(world);
  // EndEx comes after everything else of its instant.
  world.kernel().schedule(scenario_.end(), Phase::observation, [&world] {
    world.publish(ExerciseEnded{});
    world.kernel().stop();
  });
  world.kernel().run();
  auto log = world.take_log();
  auto measures = compute_measures(scenario_, catalog_, log);
  return {replication, std::move(measures), std::move(log)};
}

Measures compute_measures(const Scenario& scenario, const Catalog& catalog, const EventLog& log) {
  Measures measures;
  for (const auto& function : catalog.measure_functions()) function(scenario, log, measures);
  return measures;
}

}  // namespace tocsin
