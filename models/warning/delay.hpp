// SPDX-License-Identifier: Apache-2.0
// How long a step of the warning chain takes: a triangular distribution, or the curve of Lindell for issuance.
//
//   consultation: {shortest: 10 min, usual: 15 min, longest: 30 min}
//   consultation: {lindell: {a: 1, b: 1.5, longest: 6 h}}
#pragma once

#include <optional>

#include "engine/input/fields.hpp"
#include "engine/random/stream.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin::warning {

/// P(delay <= t) = 1 - exp(-a (t/60)^b), t in minutes, cut at `longest` (Lindell, as coded in LifeSim and its kin;
/// handbook 3.2: 0.1 <= a <= 1.8, 0.5 <= b <= 2.1).
struct LindellCurve {
  double a = 1;
  double b = 1.5;
  Duration longest{};
  void describe(Fields& fields);
};

struct Delay {
  Duration shortest{};
  Duration usual{};
  Duration longest{};
  std::optional<LindellCurve> lindell;

  void describe(Fields& fields);
  /// Refuses shortest > usual or usual > longest.
  void check(const char* key, const SourceSpan& where, Diagnostics& diagnostics) const;
  [[nodiscard]] Duration draw(RandomStream& stream) const;
};

}  // namespace tocsin::warning
