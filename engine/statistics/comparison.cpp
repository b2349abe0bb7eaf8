// SPDX-License-Identifier: Apache-2.0
#include "engine/statistics/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/base/ensure.hpp"
#include "engine/statistics/tally.hpp"

namespace tocsin {
namespace {

Tally tally_of(std::span<const double> values) {
  Tally tally;
  for (const double x : values) tally.add(x);
  return tally;
}

}  // namespace

PairedComparison compare_paired(std::span<const double> first, std::span<const double> second, double confidence) {
  ensure(first.size() == second.size() && first.size() >= 2, "a paired comparison needs at least two pairs");
  const Tally a = tally_of(first);
  const Tally b = tally_of(second);
  std::vector<double> differences(first.size());
  double products = 0;
  for (std::size_t j = 0; j < first.size(); ++j) {
    differences[j] = second[j] - first[j];
    products += (first[j] - a.mean()) * (second[j] - b.mean());
  }
  const double covariance = products / static_cast<double>(first.size() - 1);
  return {mean_interval(differences, confidence), covariance / (a.standard_deviation() * b.standard_deviation())};
}

MeanInterval compare_independent(std::span<const double> first, std::span<const double> second, double confidence) {
  ensure(first.size() >= 2 && second.size() >= 2, "a comparison needs at least two values of each alternative");
  const Tally a = tally_of(first);
  const Tally b = tally_of(second);
  const double va = a.variance() / static_cast<double>(a.count());
  const double vb = b.variance() / static_cast<double>(b.count());
  const double difference = b.mean() - a.mean();
  const auto count = std::min(first.size(), second.size());
  if (va + vb == 0) return {count, difference, 0, 0, confidence};
  const double degrees = (va + vb) * (va + vb) /
                         (va * va / static_cast<double>(a.count() - 1) + vb * vb / static_cast<double>(b.count() - 1));
  return {count, difference, std::sqrt(a.variance() + b.variance()),
          student_factor(degrees, confidence) * std::sqrt(va + vb), confidence};
}

}  // namespace tocsin
