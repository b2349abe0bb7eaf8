// SPDX-License-Identifier: Apache-2.0
// From what an experiment says about a measure to what the report shows: mean_of(summary), spread_of(summary).
#pragma once

#include "engine/experiment/summary.hpp"
#include "engine/report/report.hpp"

namespace tocsin {

/// How the numbers of a unit are written.
ValueFormat format_of(MeasureUnit unit);

/// Mean with its 95 % interval.
Estimate mean_of(const MeasureSummary& summary);

/// Quantiles over replications; not reached is unknown.
Spread spread_of(const MeasureSummary& summary);

}  // namespace tocsin
