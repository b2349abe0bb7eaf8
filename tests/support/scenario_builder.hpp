// SPDX-License-Identifier: Apache-2.0
// Runs models in tests: a scenario from YAML text and a town in memory, a replication in a child process.
//
//   Catalog catalog; hazard::register_models(catalog); add_shipped_library(catalog);
//   Diagnostics diagnostics;
//   const auto scenario = build_scenario(make_tiny_town(), "hazard: [{kind: flood, …}]", catalog, diagnostics);
//   const Outcome outcome = run_replication(*scenario, catalog, 0);
//   EXPECT_EQ(outcome.log.all<hazard::FloodBegan>().size(), 1U);
//
// The text has the sections of a scenario file without `tocsin`, `name` and `town`; without a section `exercise` the
// drill starts at 02:00 at night and lasts 6 h.
#pragma once

#include <memory>
#include <string>

#include "engine/simulation/catalog.hpp"
#include "engine/simulation/event_log.hpp"
#include "engine/simulation/measures.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin::test {

/// The library files of scenarios/library/ (tests run in the root of the project).
void add_shipped_library(Catalog& catalog);

/// Null when the text is refused; `diagnostics` says why.
std::unique_ptr<Scenario> build_scenario(Town town, const std::string& yaml, const Catalog& catalog,
                                         Diagnostics& diagnostics);
/// The same where a refusal is a failure of the test (throws std::runtime_error with the diagnostics drawn).
std::unique_ptr<Scenario> build_scenario(Town town, const std::string& yaml, const Catalog& catalog);

/// What a replication left behind. The log has gone through its text form, the measures are computed from that.
struct Outcome {
  EventLog log;
  Measures measures;
  std::string text;  ///< the log, one JSON object per line
};

/// Places at which the lines of the catalog's account do not add up to its whole, with the numbers; empty: none.
std::string account_mistakes(const Catalog& catalog, const Measures& measures);

/// Runs one replication in a child process; throws std::runtime_error when it fails, or when its account is wrong.
Outcome run_replication(const Scenario& scenario, const Catalog& catalog, std::uint32_t replication);

}  // namespace tocsin::test
