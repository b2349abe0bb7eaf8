// SPDX-License-Identifier: Apache-2.0
// The story of one replication: builds a World, starts the models in catalog order, runs to EndEx, returns what
// happened and the measures computed from it.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/simulation/catalog.hpp"
#include "engine/simulation/event_log.hpp"
#include "engine/simulation/measures.hpp"
#include "engine/simulation/scenario.hpp"
#include "engine/simulation/world.hpp"

namespace tocsin {

struct ReplicationResult {
  std::uint32_t replication = 0;
  Measures measures;
  EventLog log;
};

class Simulation {
 public:
  Simulation(const Scenario& scenario, const Catalog& catalog) : scenario_(scenario), catalog_(catalog) {}
  /// Runs one replication in this process. Call it through run_isolated or run_jobs (engine/kernel/isolation.hpp):
  /// SimGrid allows one run per process. Throws RunError with time, model and how to repeat it.
  [[nodiscard]] ReplicationResult run(std::uint32_t replication) const;

 private:
  const Scenario& scenario_;
  const Catalog& catalog_;
};

/// All measures of a log, by every measure function of the catalog, in catalog order.
Measures compute_measures(const Scenario& scenario, const Catalog& catalog, const EventLog& log);

}  // namespace tocsin
