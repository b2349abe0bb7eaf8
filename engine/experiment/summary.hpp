// SPDX-License-Identifier: Apache-2.0
// What an experiment says about each measure: mean with interval, quantiles with n, and the share of replications in
// which a time was not reached. A mean over only the finished ones is never formed (handbook 9.2).
#pragma once

#include <span>
#include <vector>

#include "engine/experiment/experiment.hpp"
#include "engine/simulation/objective.hpp"

namespace tocsin {

struct MeasureSummary {
  MeasureKey key;
  std::size_t n = 0;    ///< replications in which the measure has a meaning (not NaN)
  double mean = 0;      ///< NaN when some replication did not reach it
  double mean_low = 0;  ///< 95 % interval of the mean (Student t), within what is possible; NaN below 2 replications
  double mean_high = 0;
  double q05 = 0;  ///< quantiles over replications; infinite when not reached there
  double median = 0;
  double q95 = 0;
  double unfinished_share = 0;  ///< share of the n in which a time was not reached before EndEx
};

struct ObjectiveSummary {
  const Objective* objective = nullptr;
  MeasureSummary measure{};
  std::size_t n = 0;
  double met_share = 0;  ///< share of replications that meet the target
  double met_low = 0;    ///< 95 % Wilson interval
  double met_high = 0;
  Rating rating = Rating::U;  ///< that the required share of the replications reach or better (rate_all)
};

/// One summary per key, in the order of the keys.
std::vector<MeasureSummary> summarize(const ExperimentResult& result);
/// Summary of given values (one per replication; NaN: no meaning, infinite: not reached).
MeasureSummary summarize(const MeasureKey& key, std::vector<double> values);
/// One summary per objective of the scenario, in order of the file.
std::vector<ObjectiveSummary> summarize_objectives(const Scenario& scenario, const ExperimentResult& result);

/// Quantile of values that may be infinite: the order statistic with number ceil(n p) (inverse of the empirical
/// distribution function), so that it is always a value that occurred.
double quantile(std::vector<double> values, double p);

}  // namespace tocsin
