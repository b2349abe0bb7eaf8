// SPDX-License-Identifier: Apache-2.0
// Sums over a town.
#include "engine/town/town.hpp"

#include <numeric>

namespace tocsin {

std::uint64_t Town::resident_count() const {
  return std::accumulate(zones.begin(), zones.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const Zone& zone) { return sum + zone.residents; });
}

}  // namespace tocsin
