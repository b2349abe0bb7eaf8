// SPDX-License-Identifier: Apache-2.0
// Fills the report of an experiment from its scenario, its numbers and the log of its first replication. Knows no
// hazard by name: titles, units and meanings come from the measure descriptions of the catalog.
#pragma once

#include "engine/experiment/experiment.hpp"
#include "engine/experiment/run_folder.hpp"
#include "engine/report/report.hpp"

namespace tocsin {

/// `first` may be empty (no log was kept): the time line is left out then. `called_as` is how the user called the
/// program ("./tocsin"): the commands to repeat the experiment begin with it.
ReportContents report_of(const Scenario& scenario, const Catalog& catalog, const ExperimentResult& result,
                         const EventLog& first, const RunManifest& manifest, const std::string& called_as);

}  // namespace tocsin
