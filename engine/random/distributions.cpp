// SPDX-License-Identifier: Apache-2.0
#include "engine/random/distributions.hpp"

#include <algorithm>
#include <array>

#include "engine/base/ensure.hpp"

namespace tocsin {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kNegligible = 1e-22;  // of the largest weight: far below one step of a 53-bit uniform number

/// c[0] + c[1] x + ... (Horner).
template <std::size_t N>
double polynomial(const std::array<double, N>& c, double x) {
  double sum = c[N - 1];
  for (std::size_t i = N - 1; i-- > 0;) sum = sum * x + c[i];
  return sum;
}

double normal_density(double x) {
  return std::exp(-x * x / 2) / std::sqrt(2 * kPi);
}

/// Weights relative to the largest one, outwards from `mode` with the ratio of neighbors; returns the first number.
template <class RatioUp, class RatioDown>
std::int64_t weights_around(std::int64_t mode, RatioUp up, RatioDown down, std::vector<double>& weights) {
  std::vector<double> below;
  double w = 1;
  for (std::int64_t k = mode; k > 0; --k) {
    w *= down(k);  // p(k - 1) / p(k)
    if (!(w > kNegligible)) break;
    below.push_back(w);
  }
  weights.assign(below.rbegin(), below.rend());
  w = 1;
  for (std::int64_t k = mode; w > kNegligible; ++k) {
    weights.push_back(w);
    w *= up(k);  // p(k + 1) / p(k)
  }
  return mode - static_cast<std::int64_t>(below.size());
}

CountTable poisson_table(double mean) {
  ensure(mean >= 0 && mean < 1e9, "the mean of a Poisson distribution must be between 0 and 1e9");
  std::vector<double> weights;
  const auto mode = static_cast<std::int64_t>(mean);
  const std::int64_t first = weights_around(
      mode, [mean](std::int64_t k) { return mean / static_cast<double>(k + 1); },
      [mean](std::int64_t k) { return static_cast<double>(k) / mean; }, weights);
  return {first, weights};
}

CountTable binomial_table(std::int64_t trials, double p) {
  ensure(trials >= 0 && p >= 0 && p <= 1, "a binomial distribution needs a probability and a number of trials");
  if (p == 1) {
    const double certain = 1;
    return {trials, std::span(&certain, 1)};
  }
  std::vector<double> weights;
  const double odds = p / (1 - p);
  const auto mode = std::min(trials, static_cast<std::int64_t>(static_cast<double>(trials + 1) * p));
  const auto ratio = [trials, odds](std::int64_t k) {  // p(k + 1) / p(k)
    return static_cast<double>(trials - k) / static_cast<double>(k + 1) * odds;
  };
  const std::int64_t first = weights_around(
      mode, ratio, [&](std::int64_t k) { return 1 / ratio(k - 1); }, weights);
  return {first, weights};
}

}  // namespace

double standard_normal_quantile(double u) {
  constexpr std::array kA{3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3,
                          1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                          3.3430575583588128105e+4, 2.5090809287301226727e+3};
  constexpr std::array kB{1.0,
                          4.2313330701600911252e+1,
                          6.8718700749205790830e+2,
                          5.3941960214247511077e+3,
                          2.1213794301586595867e+4,
                          3.9307895800092710610e+4,
                          2.8729085735721942674e+4,
                          5.2264952788528545610e+3};
  constexpr std::array kC{1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                          3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                          2.27238449892691845833e-2, 7.74545014278341407640e-4};
  constexpr std::array kD{1.0,
                          2.05319162663775882187e0,
                          1.67638483018380384940e0,
                          6.89767334985100004550e-1,
                          1.48103976427480074590e-1,
                          1.51986665636164571966e-2,
                          5.47593808499534494600e-4,
                          1.05075007164441684324e-9};
  constexpr std::array kE{6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                          2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                          2.71155556874348757815e-5, 2.01033439929228813265e-7};
  constexpr std::array kF{1.0,
                          5.99832206555887937690e-1,
                          1.36929880922735805310e-1,
                          1.48753612908506148525e-2,
                          7.86869131145613259100e-4,
                          1.84631831751005468180e-5,
                          1.42151175831644588870e-7,
                          2.04426310338993978564e-15};
  const double q = u - 0.5;
  if (std::abs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(kA, r) / polynomial(kB, r);
  }
  double r = std::sqrt(-std::log(q < 0 ? u : 1 - u));
  double value = 0;
  if (r <= 5) {
    r -= 1.6;
    value = polynomial(kC, r) / polynomial(kD, r);
  } else {
    r -= 5;
    value = polynomial(kE, r) / polynomial(kF, r);
  }
  return q < 0 ? -value : value;
}

double standard_normal_probability(double x) {
  constexpr std::array kNumerator{220.206867912376, 221.213596169931,  112.079291497871,    33.912866078383,
                                  6.37396220353165, 0.700383064443688, 3.52624965998911e-02};
  constexpr std::array kDenominator{440.413735824752, 793.826512519948, 637.333633378831, 296.564248779674,
                                    86.7807322029461, 16.064177579207,  1.75566716318264, 8.83883476483184e-02};
  const double z = std::abs(x);
  if (z > 37) return x > 0 ? 1 : 0;
  const double e = std::exp(-z * z / 2);
  double tail = 0;
  if (z < 7.07106781186547) {
    tail = e * polynomial(kNumerator, z) / polynomial(kDenominator, z);
  } else {
    tail = e / (z + 1 / (z + 2 / (z + 3 / (z + 4 / (z + 0.65))))) / 2.506628274631;
  }
  return x > 0 ? 1 - tail : tail;
}

Uniform::Uniform(double low_, double high_) : low(low_), high(high_) {
  ensure(low <= high, "the limits of a uniform distribution must be in order");
}

Exponential::Exponential(double mean_) : mean_value(mean_) {
  ensure(mean_ > 0, "the mean of an exponential distribution must be positive");
}

Normal::Normal(double mean_, double standard_deviation) : mu(mean_), sigma(standard_deviation) {
  ensure(sigma >= 0, "a standard deviation cannot be negative");
}

Lognormal Lognormal::from_median(double median, double sigma) {
  ensure(median > 0 && sigma >= 0, "a lognormal distribution needs a positive median and a sigma that is not negative");
  return {median, sigma};
}

Lognormal Lognormal::from_mean(double mean, double coefficient_of_variation) {
  ensure(mean > 0 && coefficient_of_variation >= 0, "a lognormal distribution needs a positive mean");
  const double ratio = 1 + coefficient_of_variation * coefficient_of_variation;
  return {mean / std::sqrt(ratio), std::sqrt(std::log(ratio))};
}

Triangular::Triangular(double low_, double mode_, double high_) : low(low_), mode(mode_), high(high_) {
  ensure(low <= mode && mode <= high && low < high, "the corners of a triangular distribution must be in order");
}

double Triangular::quantile(double u) const {
  const double left = (mode - low) / (high - low);
  if (u < left) return low + std::sqrt(u * (high - low) * (mode - low));
  return high - std::sqrt((1 - u) * (high - low) * (high - mode));
}

double Triangular::variance() const {
  return (low * low + mode * mode + high * high - low * mode - low * high - mode * high) / 18;
}

Weibull::Weibull(double shape_, double scale_) : shape(shape_), scale(scale_) {
  ensure(shape > 0 && scale > 0, "shape and scale of a Weibull distribution must be positive");
}

Rayleigh::Rayleigh(double shift_, double sigma_) : shift(shift_), sigma(sigma_) {
  ensure(sigma > 0, "the sigma of a Rayleigh distribution must be positive");
}

Rayleigh Rayleigh::from_quantile(double shift, double time, double p) {
  ensure(time > 0 && p > 0 && p < 1, "a Rayleigh distribution needs a positive time and a probability");
  return {shift, time / std::sqrt(-2 * std::log(1 - p))};
}

double Rayleigh::mean() const {
  return shift + sigma * std::sqrt(kPi / 2);
}
double Rayleigh::variance() const {
  return (2 - kPi / 2) * sigma * sigma;
}

// Works in the lower tail, where probabilities are exact: an interval above the mean is mirrored.
TruncatedNormal::TruncatedNormal(double mean_, double standard_deviation, double low_, double high_)
    : mu(mean_), sigma(standard_deviation), low(low_), high(high_), mirrored_(low_ > mean_) {
  ensure(sigma > 0 && low < high, "a truncated normal distribution needs a positive sigma and limits in order");
  const double a = (low - mu) / sigma;
  const double b = (high - mu) / sigma;
  mass_below_ = standard_normal_probability(mirrored_ ? -b : a);
  mass_ = standard_normal_probability(mirrored_ ? -a : b) - mass_below_;
  ensure(mass_ > 0, "a truncated normal distribution must not be cut off where it has no mass");
}

double TruncatedNormal::quantile(double u) const {
  const double z = standard_normal_quantile(mass_below_ + (mirrored_ ? 1 - u : u) * mass_);
  return std::clamp(mu + sigma * (mirrored_ ? -z : z), low, high);
}

double TruncatedNormal::mean() const {
  return mu + sigma * (normal_density((low - mu) / sigma) - normal_density((high - mu) / sigma)) / mass_;
}

double TruncatedNormal::variance() const {
  const double a = (low - mu) / sigma;
  const double b = (high - mu) / sigma;
  const double shift = (normal_density(a) - normal_density(b)) / mass_;
  const double at_low = std::isfinite(a) ? a * normal_density(a) : 0;
  const double at_high = std::isfinite(b) ? b * normal_density(b) : 0;
  return sigma * sigma * (1 + (at_low - at_high) / mass_ - shift * shift);
}

Bernoulli::Bernoulli(double probability_) : probability(probability_) {
  ensure(probability >= 0 && probability <= 1, "a probability must be between 0 and 1");
}

CountTable::CountTable(std::int64_t first, std::span<const double> weights) : first_(first) {
  cumulative_.reserve(weights.size());
  double sum = 0;
  for (const double w : weights) {
    ensure(w >= 0, "a weight cannot be negative");
    cumulative_.push_back(sum += w);
  }
  ensure(sum > 0 && std::isfinite(sum), "at least one weight must be positive");
  for (double& c : cumulative_) c /= sum;
}

std::int64_t CountTable::quantile(double u) const {
  // The last one is 1 up to rounding, and u < 1: when rounding left it below u, the last number of any weight is meant.
  const auto found = std::lower_bound(cumulative_.begin(), cumulative_.end(), std::min(u, cumulative_.back()));
  return first_ + (found - cumulative_.begin());
}

Poisson::Poisson(double mean) : CountTable(poisson_table(mean)), mean_(mean) {}

Binomial::Binomial(std::int64_t trials, double probability)
    : CountTable(binomial_table(trials, probability)), trials_(trials), probability_(probability) {}

Discrete::Discrete(std::vector<double> values, std::span<const double> weights)
    : values_(std::move(values)), table_(0, weights), mean_(0), variance_(0) {
  ensure(values_.size() == weights.size(), "a discrete distribution needs one weight for each value");
  double sum = 0;
  for (const double w : weights) sum += w;
  for (std::size_t i = 0; i < values_.size(); ++i) mean_ += values_[i] * weights[i] / sum;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    variance_ += (values_[i] - mean_) * (values_[i] - mean_) * weights[i] / sum;
  }
}

Empirical::Empirical(std::vector<Point> points) : points_(std::move(points)) {
  ensure(points_.size() >= 2, "an empirical distribution needs two points");
  ensure(points_.front().probability == 0 && points_.back().probability == 1, "probabilities must go from 0 to 1");
  for (std::size_t i = 1; i < points_.size(); ++i) {
    ensure(points_[i].value >= points_[i - 1].value && points_[i].probability >= points_[i - 1].probability,
           "the points of an empirical distribution must rise");
  }
}

Empirical Empirical::from_observations(std::vector<double> observations) {
  ensure(observations.size() >= 2, "an empirical distribution needs two observations");
  std::sort(observations.begin(), observations.end());
  std::vector<Point> points;
  points.reserve(observations.size());
  for (std::size_t i = 0; i < observations.size(); ++i) {
    points.push_back({observations[i], static_cast<double>(i) / static_cast<double>(observations.size() - 1)});
  }
  return Empirical(std::move(points));
}

double Empirical::quantile(double u) const {
  const auto right = std::lower_bound(points_.begin() + 1, points_.end() - 1, u,
                                      [](const Point& p, double probability) { return p.probability < probability; });
  const Point& a = *(right - 1);
  const Point& b = *right;
  return a.value + (b.value - a.value) * ((u - a.probability) / (b.probability - a.probability));
}

double Empirical::mean() const {
  double sum = 0;
  for (std::size_t i = 1; i < points_.size(); ++i) {
    sum += (points_[i].probability - points_[i - 1].probability) * (points_[i].value + points_[i - 1].value) / 2;
  }
  return sum;
}

double Empirical::variance() const {
  double square = 0;  // of a uniform piece between a and b: (a^2 + a b + b^2) / 3
  for (std::size_t i = 1; i < points_.size(); ++i) {
    const double a = points_[i - 1].value - mean();
    const double b = points_[i].value - mean();
    square += (points_[i].probability - points_[i - 1].probability) * (a * a + a * b + b * b) / 3;
  }
  return square;
}

}  // namespace tocsin
