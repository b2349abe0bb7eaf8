// SPDX-License-Identifier: Apache-2.0
#include "engine/report/measure_values.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin {
namespace {

double known(double value) {
  return std::isfinite(value) ? value : kUnknown;
}

}  // namespace

ValueFormat format_of(MeasureUnit unit) {
  switch (unit) {
    case MeasureUnit::seconds:
      return {ValueKind::duration, {}};
    case MeasureUnit::share:
      return {ValueKind::share, {}};
    case MeasureUnit::persons:
      return {ValueKind::count, {"persons", "人"}};
    case MeasureUnit::households:
      return {ValueKind::count, {"households", "户"}};
    case MeasureUnit::count:
      return {ValueKind::count, {}};
    case MeasureUnit::meters:
      return {ValueKind::length, {}};
    case MeasureUnit::person_minutes:
      return {ValueKind::count, {"person-minutes", "人·分钟"}};
  }
  return {};
}

Estimate mean_of(const MeasureSummary& summary) {
  return {known(summary.mean), known(summary.mean_low), known(summary.mean_high), summary.n};
}

Spread spread_of(const MeasureSummary& summary) {
  return {known(summary.mean), known(summary.q05), known(summary.median), known(summary.q95), summary.n};
}

}  // namespace tocsin
