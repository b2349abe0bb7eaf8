// SPDX-License-Identifier: Apache-2.0
#include "engine/statistics/stopping.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/ensure.hpp"

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
  if (interval.half_width == 0 && interval.count < kFewestEqual) return false;
  return interval.count >= std::max<std::size_t>(minimum, 2) &&
         interval.half_width <= wanted_half_width(*this, interval.mean);
}

bool StoppingRule::is_satisfied_by(std::span<const double> values) const {
  return values.size() >= std::max<std::size_t>(minimum, 2) && is_satisfied_by(mean_interval(values, confidence));
}

std::size_t StoppingRule::next_look(std::size_t count, std::size_t most) const {
  const auto grown = static_cast<std::size_t>(std::ceil(static_cast<double>(count) * growth));
  return std::min(most, std::max({minimum, count + 1, grown}));
}

std::optional<std::size_t> StoppingRule::first_enough(std::span<const double> values) const {
  for (std::size_t n = 0; n < values.size();) {
    n = next_look(n, values.size());
    if (is_satisfied_by(values.first(n))) return n;
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
