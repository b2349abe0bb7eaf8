// SPDX-License-Identifier: Apache-2.0
#include "models/warning/delay.hpp"

#include <algorithm>
#include <cmath>

#include "engine/random/distributions.hpp"

namespace tocsin::warning {

void LindellCurve::describe(Fields& f) {
  f.required("a", a, {"Rate of the curve.", "曲线系数 a。"}).between(0.1, 1.8);
  f.required("b", b, {"Shape of the curve.", "曲线系数 b。"}).between(0.5, 2.1);
  f.required("longest", longest, {"The curve is cut here (published with 6 h).", "曲线截断时间（原文为 6 h）。"})
      .more_than(0s);
}

void Delay::describe(Fields& f) {
  f.parameter("shortest", shortest, {"Shortest duration.", "最短时间。"}).at_least(0s);
  f.parameter("usual", usual, {"Most likely duration.", "最可能时间。"}).at_least(0s);
  f.parameter("longest", longest, {"Longest duration.", "最长时间。"}).at_least(0s);
  f.optional("lindell", lindell,
             {"Curve of Lindell instead of the triangular distribution.", "以 Lindell 曲线代替三角分布。"});
}

void Delay::check(const char* key, const SourceSpan& where, Diagnostics& diagnostics) const {
  if (shortest <= usual && usual <= longest) return;
  diagnostics.error(where, "inconsistent",
                    phrase("the durations of '{}' are not in order", "“{}”的时间先后不一致", key),
                    {"shortest <= usual <= longest", "shortest ≤ usual ≤ longest"});
}

Duration Delay::draw(RandomStream& stream) const {
  const double u = stream.uniform();
  if (lindell) {
    const double scale_s = 3600.0 * std::exp(-std::log(lindell->a) / lindell->b);
    return std::min(Duration{Weibull(lindell->b, scale_s).quantile(u)}, lindell->longest);
  }
  if (shortest == longest) return shortest;
  return Duration{Triangular(seconds(shortest), seconds(usual), seconds(longest)).quantile(u)};
}

}  // namespace tocsin::warning
