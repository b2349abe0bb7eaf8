// SPDX-License-Identifier: Apache-2.0
// The flood wave of one replication: stage above the bed by place along the river and instant, in closed form, with its
// inverse (when does the water rise to, fall below a stage). Meters and seconds since StartEx; pure functions.
//
//   front reaches d at       t0 + d / c                 (kinematic celerity c, handbook 7.2j)
//   peak there               P(d) = P0 exp(-a d)        (attenuation a)
//   rising limb              h = P (1 - cos(pi u)) / 2,   u = (t - front) / rise_time in 0…1
//   recession                h = P 2^(-(t - crest) / recession_time)
#pragma once

namespace tocsin::hazard {

struct FloodWave {
  double begins_s = 0;             ///< at the source
  double peak_m = 0;               ///< at the source, above the bed
  double front_speed_m_per_s = 1;  ///< celerity of the front
  double rise_s = 1;               ///< from arrival to crest
  double recession_s = 1;          ///< in which the stage halves after the crest
  double attenuation_per_m = 0;    ///< relative loss of peak per meter of river

  /// Highest stage at `along_m` meters downstream of the source.
  [[nodiscard]] double peak_at(double along_m) const;
  /// When the front comes by.
  [[nodiscard]] double front_at(double along_m) const;
  /// Stage above the bed at an instant; 0 before the front.
  [[nodiscard]] double stage(double along_m, double t_s) const;
  /// When the stage first reaches `stage_m`; infinity when it never does. Stages of 0 and less: with the front.
  [[nodiscard]] double rises_to(double along_m, double stage_m) const;
  /// When it falls below `stage_m` again; infinity when it never rose to it, or for stages of 0 and less.
  [[nodiscard]] double falls_to(double along_m, double stage_m) const;
};

}  // namespace tocsin::hazard
