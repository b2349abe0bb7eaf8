// SPDX-License-Identifier: Apache-2.0
// A made-up experiment of a made-up valley, complete enough to look at every part of the page. The numbers mean
// nothing; they come from formulas here, so that tests can foretell them.
#pragma once

#include "engine/report/report.hpp"

namespace tocsin::testing {

/// `roads` is the number of drawn roads, about.
ReportContents sample_report(int roads = 600);

}  // namespace tocsin::testing
