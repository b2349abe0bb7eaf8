// SPDX-License-Identifier: Apache-2.0
#include "engine/statistics/stopping.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/ensure.hpp"
#include "engine/statistics/tally.hpp"

namespace tocsin {
namespace {

/// The half-width that the rule asks for at this mean.
double wanted_half_width(const StoppingRule& rule, double mean) {
  ensure(rule.absolute.has_value() || rule.relative.has_value(), "a stopping rule needs a precision");
  double wanted = std::numeric_limits<double>::infinity();
  if (rule.absolute) wanted = *rule.absolute;
  if (rule.relative) wanted = std::min(wanted, std::abs(mean) * *rule.relative / (1 + *rule.relative));
  return wanted;
}

}  // namespace

bool StoppingRule::is_satisfied_by(const MeanInterval& interval) const {
  return interval.count >= std::max<std::size_t>(minimum, 2) &&
         interval.half_width <= wanted_half_width(*this, interval.mean);
}

bool StoppingRule::is_satisfied_by(std::span<const double> values) const {
  return values.size() >= std::max<std::size_t>(minimum, 2) && is_satisfied_by(mean_interval(values, confidence));
}

std::optional<std::size_t> StoppingRule::first_enough(std::span<const double> values) const {
  Tally tally;
  for (const double x : values) {
    tally.add(x);
    const auto n = static_cast<std::size_t>(tally.count());
    if (n < std::max<std::size_t>(minimum, 2)) continue;
    const double half = student_factor(static_cast<double>(n - 1), confidence) * tally.standard_error();
    if (is_satisfied_by(MeanInterval{n, tally.mean(), tally.standard_deviation(), half, confidence})) return n;
  }
  return std::nullopt;
}

std::optional<std::size_t> StoppingRule::forecast(const MeanInterval& interval) const {
  const double wanted = wanted_half_width(*this, interval.mean);
  if (interval.count < 2 || !(wanted > 0)) return std::nullopt;
  const double factor = student_factor(static_cast<double>(interval.count - 1), confidence);
  const double root = factor * interval.standard_deviation / wanted;
  return std::max(minimum, static_cast<std::size_t>(std::ceil(root * root)));
}

}  // namespace tocsin
