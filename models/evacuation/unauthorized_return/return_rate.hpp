// SPDX-License-Identifier: Apache-2.0
// How readily a household goes home as the drill goes on: a rate that is constant between instants, and its integral.
//
//   const ReturnRate rate({{0, 0}, {3600, 2e-5}}, end_s);          // none in the first hour
//   const double t_s = rate.reaches_s(from_s, Exponential(1).quantile(u));
//
// The instant at which somebody sets out is drawn exactly, by inversion of the integral (Çinlar 1975: a Poisson process
// in the time scale of its own integrated rate has rate 1). The same number u gives an instant that is never earlier
// under a rate that is nowhere higher, so that whatever keeps people out only takes returns away or puts them off.
#pragma once

#include <vector>

namespace tocsin::evacuation {

class ReturnRate {
 public:
  struct Piece {
    double from_s = 0;  ///< after StartEx, until the next piece begins
    double per_s = 0;
  };
  /// Never anybody.
  ReturnRate() = default;
  /// Pieces in order of time, the first of them from 0 on; the last ends at `end_s`, behind which there is nothing.
  ReturnRate(std::vector<Piece> pieces, double end_s);

  /// The rate at an instant; 0 from the end on.
  [[nodiscard]] double at(double t_s) const;
  /// Integral from 0 to an instant; what lies behind the end adds nothing.
  [[nodiscard]] double integral(double until_s) const;
  /// The instant at which the integral from `from_s` on reaches `amount` (> 0); infinite: not before the end.
  [[nodiscard]] double reaches_s(double from_s, double amount) const;

 private:
  [[nodiscard]] std::size_t piece_at(double t_s) const;
  std::vector<Piece> pieces_;
  std::vector<double> before_;  // integral up to the beginning of each piece, and up to the end
  double end_s_ = 0;
};

}  // namespace tocsin::evacuation
