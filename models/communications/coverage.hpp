// SPDX-License-Identifier: Apache-2.0
// Which sites reach a place: distance, and the ground in between as far as the town package knows it; and how many
// calls of the public a cell carries.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/random/stream.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/communications/bearers.hpp"

namespace tocsin::communications {

/// Positions in `parameters.found`, the nearest first.
std::vector<std::uint32_t> sites_within_reach(const Scenario& scenario, const SiteBearerParameters& parameters,
                                              const Place& place);

/// Calls under way of a Poisson stream of `erlang` that is refused when all channels are taken: Erlang's truncated
/// distribution, P(n) ~ erlang^n / n! for n <= channels (handbook 8.5).
std::uint32_t draw_public_calls(double erlang, std::uint32_t channels, RandomStream& stream);

}  // namespace tocsin::communications
