// SPDX-License-Identifier: Apache-2.0
#include "models/communications/coverage.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/communications/ground.hpp"

namespace tocsin::communications {

std::vector<std::uint32_t> sites_within_reach(const Scenario& scenario, const SiteBearerParameters& parameters,
                                              const Place& place) {
  const auto& all = scenario.town->communication_sites;
  std::vector<std::pair<double, std::uint32_t>> near;
  for (std::size_t i = 0; i < parameters.found.size(); ++i) {
    const Place& site = all[parameters.found[i].index()].place;
    const double distance_m = std::hypot(site.x_m - place.x_m, site.y_m - place.y_m);
    if (distance_m > parameters.reach.si()) continue;
    if (parameters.ground != nullptr && !parameters.ground->sees(site, parameters.antenna_height, place)) {
      continue;
    }
    near.emplace_back(distance_m, static_cast<std::uint32_t>(i));
  }
  std::sort(near.begin(), near.end());
  std::vector<std::uint32_t> result;
  result.reserve(near.size());
  for (const auto& [distance_m, position] : near) result.push_back(position);
  return result;
}

std::shared_ptr<const HouseholdCells> household_cells(const Scenario& scenario) {
  const auto networks = scenario.all<PublicCellParameters>();
  if (networks.empty()) return nullptr;
  const auto& network = *networks.front();
  if (network.households != nullptr) return network.households;
  const auto& people = scenario.town->population;
  auto made = std::make_shared<HouseholdCells>();
  made->first.push_back(0);
  for (const auto household : scenario.scope.households()) {
    const auto h = household.index();
    const Place place{people.x_m[h], people.y_m[h], people.elevation_m[h], {}, {}};
    for (const auto cell : sites_within_reach(scenario, network, place)) made->cells.push_back(network.found[cell]);
    made->first.push_back(static_cast<std::uint32_t>(made->cells.size()));
  }
  network.households = std::move(made);
  return network.households;
}

std::uint32_t draw_public_calls(double erlang, std::uint32_t channels, RandomStream& stream) {
  if (!(erlang > 0)) return 0;
  const double u = stream.uniform();
  // Weights relative to the likeliest number, so that none overflows.
  const auto peak = static_cast<std::uint32_t>(std::min<double>(std::floor(erlang), channels));
  const auto weight = [&](std::uint32_t n) {
    return std::exp((n - static_cast<double>(peak)) * std::log(erlang) - std::lgamma(n + 1.0) +
                    std::lgamma(peak + 1.0));
  };
  double total = 0;
  for (std::uint32_t n = 0; n <= channels; ++n) total += weight(n);
  double left = u * total;
  for (std::uint32_t n = 0; n < channels; ++n) {
    left -= weight(n);
    if (left <= 0) return n;
  }
  return channels;
}

}  // namespace tocsin::communications
