// SPDX-License-Identifier: Apache-2.0
// From what an experiment says about a measure to what the report shows: mean_of(summary), spread_of(summary).
// Every measure counts something, so no interval begins below zero.
#pragma once

#include "engine/experiment/summary.hpp"
#include "engine/report/report.hpp"

namespace tocsin {

/// How the numbers of a unit are written.
ValueFormat format_of(MeasureUnit unit);

/// Mean with its 95 % interval, cut where the measure can have no values: below 0, and above 1 for a share. What is cut
/// off cannot hold the true mean, so the interval is right as often as before.
Estimate mean_of(const MeasureSummary& summary);

/// Quantiles over replications; not reached is unknown.
Spread spread_of(const MeasureSummary& summary);

}  // namespace tocsin
