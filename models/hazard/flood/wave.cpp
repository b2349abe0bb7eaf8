// SPDX-License-Identifier: Apache-2.0
#include "models/hazard/flood/wave.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace tocsin::hazard {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

double FloodWave::peak_at(double along_m) const {
  return peak_m * std::exp(-attenuation_per_m * along_m);
}

double FloodWave::front_at(double along_m) const {
  return begins_s + along_m / front_speed_m_per_s;
}

double FloodWave::stage(double along_m, double t_s) const {
  const double since = t_s - front_at(along_m);
  if (since <= 0) return 0;
  const double peak = peak_at(along_m);
  if (since >= rise_s) return peak * std::exp2(-(since - rise_s) / recession_s);
  return 0.5 * peak * (1.0 - std::cos(std::numbers::pi * since / rise_s));
}

double FloodWave::rises_to(double along_m, double stage_m) const {
  const double peak = peak_at(along_m);
  if (peak <= 0 || stage_m > peak) return kInfinity;
  if (stage_m <= 0) return front_at(along_m);
  const double share = std::acos(std::clamp(1.0 - 2.0 * stage_m / peak, -1.0, 1.0)) / std::numbers::pi;
  return front_at(along_m) + share * rise_s;
}

double FloodWave::falls_to(double along_m, double stage_m) const {
  const double peak = peak_at(along_m);
  if (stage_m <= 0 || stage_m > peak) return kInfinity;
  return front_at(along_m) + rise_s + recession_s * std::log2(peak / stage_m);
}

}  // namespace tocsin::hazard
