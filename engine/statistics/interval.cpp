// SPDX-License-Identifier: Apache-2.0
#include "engine/statistics/interval.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/base/ensure.hpp"
#include "engine/statistics/tally.hpp"

namespace tocsin {
namespace {

void ensure_confidence(double confidence) {
  ensure(confidence > 0 && confidence < 1, "a confidence must be between 0 and 1");
}

}  // namespace

double MeanInterval::relative_half_width() const {
  return mean == 0 ? std::numeric_limits<double>::infinity() : half_width / std::abs(mean);
}

double student_factor(double degrees, double confidence) {
  ensure_confidence(confidence);
  return boost::math::quantile(boost::math::complement(boost::math::students_t(degrees), (1 - confidence) / 2));
}

MeanInterval mean_interval(std::span<const double> observations, double confidence) {
  ensure(!observations.empty(), "a mean needs at least one observation");
  ensure_confidence(confidence);
  Tally tally;
  for (const double x : observations) tally.add(x);
  MeanInterval interval{observations.size(), tally.mean(), tally.standard_deviation(),
                        std::numeric_limits<double>::quiet_NaN(), confidence};
  if (observations.size() > 1) {
    interval.half_width =
        student_factor(static_cast<double>(observations.size() - 1), confidence) * tally.standard_error();
  }
  return interval;
}

ProportionInterval proportion_interval(std::size_t successes, std::size_t count, double confidence) {
  ensure(count >= 1 && successes <= count, "a proportion needs at least one replication");
  ensure_confidence(confidence);
  const double z = boost::math::quantile(boost::math::complement(boost::math::normal(), (1 - confidence) / 2));
  const auto n = static_cast<double>(count);
  const double p = static_cast<double>(successes) / n;
  const double center = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  // At the ends the limits are exactly 0 and 1; rounding would leave 1e-17.
  const double low = successes == 0 ? 0 : std::max(0.0, center - half);
  const double high = successes == count ? 1 : std::min(1.0, center + half);
  return {count, successes, p, low, high, confidence};
}

double zero_event_upper_limit(std::size_t count, double confidence) {
  ensure(count >= 1, "a proportion needs at least one replication");
  ensure_confidence(confidence);
  return -std::expm1(std::log1p(-confidence) / static_cast<double>(count));
}

QuantileInterval quantile_interval(std::span<const double> observations, double probability, double confidence) {
  ensure(!observations.empty(), "a quantile needs at least one observation");
  ensure(probability > 0 && probability < 1, "the probability of a quantile must be between 0 and 1");
  ensure_confidence(confidence);
  std::vector<double> sorted(observations.begin(), observations.end());
  std::sort(sorted.begin(), sorted.end());
  const std::size_t n = sorted.size();
  const double tail = (1 - confidence) / 2;
  const boost::math::binomial below(static_cast<double>(n), probability);
  const auto less_than = [&](std::size_t rank) { return boost::math::cdf(below, static_cast<double>(rank - 1)); };
  QuantileInterval interval{.count = n, .probability = probability, .low = {}, .high = {}, .confidence = confidence};
  // The chance grows with the rank, so halving finds where it passes a limit.
  const auto first_rank = [n](const auto& passed) {
    std::size_t below_it = 0;
    std::size_t at_or_above = n + 1;
    while (at_or_above - below_it > 1) {
      const auto middle = below_it + (at_or_above - below_it) / 2;
      (passed(middle) ? at_or_above : below_it) = middle;
    }
    return at_or_above;
  };
  interval.low_rank = first_rank([&](std::size_t rank) { return less_than(rank) > tail; }) - 1;
  const auto high = first_rank([&](std::size_t rank) { return less_than(rank) >= 1 - tail; });
  interval.high_rank = high <= n ? high : 0;
  if (interval.low_rank > 0) interval.low = sorted[interval.low_rank - 1];
  if (interval.high_rank > 0) interval.high = sorted[interval.high_rank - 1];
  // 1e-9: 0.9 * 10 must be rank 9 and not 10.
  const double rank = std::ceil(probability * static_cast<double>(n) - 1e-9);
  interval.value = sorted[static_cast<std::size_t>(std::clamp(rank, 1.0, static_cast<double>(n))) - 1];
  return interval;
}

}  // namespace tocsin
