// SPDX-License-Identifier: Apache-2.0
#include "models/warning/picture.hpp"

#include <algorithm>
#include <limits>

#include "models/hazard/events.hpp"
#include "models/hazard/hazard.hpp"
#include "models/warning/issuance.hpp"

namespace tocsin::warning {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Whom the orders of the log concern, by position: whole zones, or the threatened in them (compare Orders::concerns).
std::vector<std::uint8_t> ordered_households(const Scenario& scenario, const EventLog& log,
                                             const std::vector<std::uint8_t>& threatened) {
  std::vector<std::uint8_t> ordered(threatened.size(), 0);
  for (const auto& row : log.all<ZoneOrdered>()) {
    const auto first = scenario.scope.first_position(row.event.zone);
    const bool whole = row.event.coverage == Coverage::whole_zone;
    for (auto i = first; i < first + scenario.town->zones[row.event.zone.index()].household_count; ++i) {
      if (whole || threatened[i] != 0) ordered[i] = 1;
    }
  }
  return ordered;
}

/// Until when an alert says no more than to get ready, by position: whom a message to get ready was sent, and an order
/// later. Minus infinity: every alert counts.
std::vector<double> ready_until_s(const Scenario& scenario, const EventLog& log) {
  const auto& scope = scenario.scope;
  std::vector<double> ordered_s(scenario.town->zones.size(), kInfinity);
  for (const auto& row : log.all<ZoneOrdered>()) {
    auto& first = ordered_s[row.event.zone.index()];
    first = std::min(first, row.t_s);
  }
  std::vector<double> until_s(scope.households().size(), -kInfinity);
  for (const auto& row : log.all<ZoneToldToGetReady>()) {
    const double at_s = ordered_s[row.event.zone.index()];
    if (at_s == kInfinity) continue;
    const auto first = scope.first_position(row.event.zone);
    const auto count = scenario.town->zones[row.event.zone.index()].household_count;
    std::fill_n(until_s.begin() + first, count, at_s);
  }
  return until_s;
}

}  // namespace

Picture picture_of(const Scenario& scenario, const EventLog& log) {
  const auto& scope = scenario.scope;
  const auto count = scope.households().size();
  Picture p;
  p.meant = hazard::threatened_households(scenario);
  p.ordered = ordered_households(scenario, log, p.meant);
  p.at_risk = hazard::households_at_risk(scenario, log);
  const auto nobody = [](const auto& flags) { return std::find(flags.begin(), flags.end(), 1) == flags.end(); };
  if (nobody(p.meant)) p.meant = p.ordered;
  const bool order_planned = !scenario.all<IssuanceParameters>().empty();  // then nobody is meant before it comes
  if (nobody(p.meant) && !order_planned) p.meant.assign(count, 1);
  p.persons.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    p.persons[i] = scenario.town->population.persons[scope.households()[i].index()];
    if (p.meant[i] != 0) p.residents_meant += p.persons[i];
  }
  p.alerted_s.assign(count, kInfinity);
  p.first_channel.assign(count, Channel::word_of_mouth);
  p.water_s.assign(count, kInfinity);
  const auto only_ready_s = ready_until_s(scenario, log);
  for (const auto& [t_s, sequence, event] : log.all<AlertReceived>()) {
    const auto position = scope.position(event.household);
    if (p.alerted_s[position] != kInfinity || t_s < only_ready_s[position]) continue;
    p.alerted_s[position] = t_s;
    p.first_channel[position] = event.channel;
    p.in_order.push_back(static_cast<std::uint32_t>(position));
  }
  for (const auto& [t_s, sequence, event] : log.all<hazard::HouseholdReached>()) {
    auto& water = p.water_s[scope.position(event.household)];
    water = std::min(water, t_s);
  }
  return p;
}

double share_of(double part, double whole) {
  return whole > 0 ? part / whole : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace tocsin::warning
