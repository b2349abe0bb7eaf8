// SPDX-License-Identifier: Apache-2.0
#include "engine/experiment/summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/statistics/interval.hpp"

namespace tocsin {
namespace {

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();

// Every measure counts something, so none is below zero, and no share is above one. What is cut off cannot hold the
// true mean: the interval is right as often as before.
void cut_to_possible(MeasureSummary& summary) {
  // A comparison with NaN is false: unknown stays unknown.
  if (summary.mean_low < 0) summary.mean_low = 0;
  if (summary.key.unit == MeasureUnit::share && summary.mean_high > 1) summary.mean_high = 1;
}

}  // namespace

double quantile(std::vector<double> values, double p) {
  if (values.empty()) return kNoNumber;
  const auto wanted = static_cast<std::size_t>(std::ceil(p * static_cast<double>(values.size())));
  const auto index = std::clamp<std::size_t>(wanted, 1, values.size()) - 1;
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(index), values.end());
  return values[index];
}

MeasureSummary summarize(const MeasureKey& key, std::vector<double> values) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  MeasureSummary summary{
      .key = key, .n = values.size(), .mean = kNoNumber, .mean_low = kNoNumber, .mean_high = kNoNumber};
  const auto unfinished = std::count_if(values.begin(), values.end(), [](double value) { return std::isinf(value); });
  if (!values.empty()) summary.unfinished_share = static_cast<double>(unfinished) / static_cast<double>(values.size());
  if (unfinished == 0 && !values.empty()) {
    const auto interval = mean_interval(values);
    summary.mean = interval.mean;
    summary.mean_low = values.size() > 1 ? interval.low() : kNoNumber;
    summary.mean_high = values.size() > 1 ? interval.high() : kNoNumber;
    cut_to_possible(summary);
  }
  summary.q05 = quantile(values, 0.05);
  summary.median = quantile(values, 0.5);
  summary.q95 = quantile(values, 0.95);
  return summary;
}

std::vector<MeasureSummary> summarize(const ExperimentResult& result) {
  std::vector<MeasureSummary> summaries;
  summaries.reserve(result.keys.size());
  for (std::size_t i = 0; i < result.keys.size(); ++i) summaries.push_back(summarize(result.keys[i], result.column(i)));
  return summaries;
}

std::vector<ObjectiveSummary> summarize_objectives(const Scenario& scenario, const ExperimentResult& result) {
  std::vector<ObjectiveSummary> summaries;
  for (const auto& entry : scenario.entries) {
    const auto* objective = entry.parameters->objective();
    if (objective == nullptr) continue;
    ObjectiveSummary summary{.objective = objective};
    const auto position = result.position(objective->measure, objective->place);
    if (position) {
      const auto values = result.column(*position);
      summary.measure = summarize(result.keys[*position], values);
      std::vector<Rating> ratings;
      std::size_t met = 0;
      for (const double value : values) {
        if (std::isnan(value)) continue;
        ratings.push_back(rate(*objective, value));
        met += objective->target.met_by(value) ? 1U : 0U;
      }
      summary.n = ratings.size();
      if (!ratings.empty()) {
        const auto interval = proportion_interval(met, ratings.size());
        summary.met_share = interval.share;
        summary.met_low = interval.low;
        summary.met_high = interval.high;
        summary.rating = rate_all(*objective, ratings);
      }
    }
    summaries.push_back(summary);
  }
  return summaries;
}

}  // namespace tocsin
