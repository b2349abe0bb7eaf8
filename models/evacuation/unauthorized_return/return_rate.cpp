// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/unauthorized_return/return_rate.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/base/ensure.hpp"

namespace tocsin::evacuation {

ReturnRate::ReturnRate(std::vector<Piece> pieces, double end_s) : pieces_(std::move(pieces)), end_s_(end_s) {
  double sum = 0;
  for (std::size_t k = 0; k < pieces_.size(); ++k) {
    const double until_s = k + 1 < pieces_.size() ? pieces_[k + 1].from_s : end_s_;
    ensure(until_s >= pieces_[k].from_s && pieces_[k].per_s >= 0, "a rate is told in order of time");
    before_.push_back(sum);
    sum += pieces_[k].per_s * (until_s - pieces_[k].from_s);
  }
  before_.push_back(sum);
}

std::size_t ReturnRate::piece_at(double t_s) const {
  const auto next = std::upper_bound(pieces_.begin(), pieces_.end(), t_s,
                                     [](double t, const Piece& piece) { return t < piece.from_s; });
  return next == pieces_.begin() ? 0 : static_cast<std::size_t>(next - pieces_.begin()) - 1;
}

double ReturnRate::at(double t_s) const {
  return pieces_.empty() || t_s >= end_s_ ? 0 : pieces_[piece_at(t_s)].per_s;
}

double ReturnRate::integral(double until_s) const {
  if (pieces_.empty()) return 0;
  if (until_s >= end_s_) return before_.back();
  const auto k = piece_at(until_s);
  return before_[k] + pieces_[k].per_s * std::max(0.0, until_s - pieces_[k].from_s);
}

double ReturnRate::reaches_s(double from_s, double amount) const {
  const double wanted = integral(from_s) + amount;
  if (pieces_.empty() || wanted > before_.back()) return std::numeric_limits<double>::infinity();
  const auto next = std::lower_bound(before_.begin() + 1, before_.end(), wanted);
  const auto k = static_cast<std::size_t>(next - before_.begin()) - 1;  // its rate is above 0: the integral grows in it
  return std::max(from_s, pieces_[k].from_s + (wanted - before_[k]) / pieces_[k].per_s);
}

}  // namespace tocsin::evacuation
