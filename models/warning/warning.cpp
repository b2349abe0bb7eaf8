// SPDX-License-Identifier: Apache-2.0
#include "models/warning/warning.hpp"

#include <algorithm>

#include "models/hazard/hazard.hpp"

namespace tocsin::warning {
namespace {

constexpr std::uint8_t kKnowsOrder = 0x80;  // beside the strength: told since the order concerns it

}  // namespace

bool has_able_member(const Population& people, HouseholdId household) {
  const auto i = household.index();
  return people.persons[i] > people.children[i] + std::max<int>(people.elderly[i], people.need_help[i]);
}

Alerts::Alerts(World& world)
    : world_(world),
      strongest_(world.scenario().scope.households().size(), 0),
      reached_of_zone_(world.town().zones.size(), 0) {}

void Alerts::receive(HouseholdId household, Channel channel) {
  auto& strongest = strongest_[world_.scenario().scope.position(household)];
  const bool first = strongest == 0;
  const bool news = order_is_news(household);
  const bool knows = news || (strongest & kKnowsOrder) != 0;
  const unsigned strength = 1U + static_cast<unsigned>(channel);
  if (!news && strength <= (strongest & ~unsigned{kKnowsOrder})) return;
  strongest = static_cast<std::uint8_t>(strength | (knows ? kKnowsOrder : 0U));
  const auto& people = world_.town().population;
  if (first) {
    ++received_count_;
    ++reached_of_zone_[people.zone[household.index()].index()];
  }
  world_.publish(AlertReceived{household, channel, first, people.persons[household.index()]});
}

bool Alerts::received(HouseholdId household) const {
  return strongest_[world_.scenario().scope.position(household)] != 0;
}

bool Alerts::order_is_news(HouseholdId household) const {
  const auto strongest = strongest_[world_.scenario().scope.position(household)];
  return (strongest & kKnowsOrder) == 0 && world_.door<Orders>().concerns(household);
}

void Alerts::note_return(HouseholdId household) {
  for (const auto& listener : on_return_) listener(household);
}

std::uint32_t Alerts::persons_at_home(HouseholdId household) const {
  if (persons_at_home_) return persons_at_home_(household);
  return at_home(household) ? world_.town().population.persons[household.index()] : 0;
}

std::uint32_t Alerts::reached_households(ZoneId zone) const {
  return reached_of_zone_[zone.index()];
}

Orders::Orders(World& world)
    : world_(world),
      informed_(world.town().zones.size(), 0),
      threatened_(hazard::threatened_households(world.scenario())),
      state_(world.town().zones.size(), 0),
      ready_(state_),
      grades_(state_) {}

std::vector<ZoneOrdered> Orders::widen(ByZone& state, std::span<const ZoneId> zones, Coverage coverage) const {
  const auto& scope = world_.scenario().scope;
  std::vector<ZoneOrdered> changed;
  for (const auto zone : zones) {
    if (!scope.contains(zone)) continue;
    const auto first = threatened_.begin() + scope.first_position(zone);
    const auto last = first + world_.town().zones[zone.index()].household_count;
    const bool anybody = std::find(first, last, 1) != last;
    const auto effective = anybody ? coverage : Coverage::whole_zone;
    const auto wanted = static_cast<std::uint8_t>(1U + static_cast<unsigned>(effective));
    if (wanted <= state[zone.index()]) continue;
    state[zone.index()] = wanted;
    changed.push_back({zone, effective});
  }
  return changed;
}

void Orders::issue(NameId source, std::span<const ZoneId> zones, Coverage coverage, std::optional<Grade> grade) {
  if (grade) {
    world_.publish(GradeAnnounced{source, *grade, Action::go_now});
    const auto color = static_cast<std::uint8_t>(1U + static_cast<unsigned>(*grade));
    for (const auto zone : zones) grades_[zone.index()] = std::max(grades_[zone.index()], color);
  }
  const auto changed = widen(state_, zones, coverage);
  world_.publish(OrderIssued{source, static_cast<std::uint32_t>(changed.size())});
  for (const auto& event : changed) {
    world_.publish(event);
    // A zone that knows already hears at once that more of it is meant.
    if (!carried_ || informed_[event.zone.index()] != 0) inform(event.zone);
  }
}

void Orders::tell_to_get_ready(NameId source, std::span<const ZoneId> zones, Coverage coverage,
                               std::optional<Grade> grade) {
  if (grade) world_.publish(GradeAnnounced{source, *grade, Action::get_ready});
  std::vector<ZoneId> waiting;
  for (const auto zone : zones) {
    if (!ordered(zone)) waiting.push_back(zone);
  }
  const auto changed = widen(ready_, waiting, coverage);
  world_.publish(GetReadyIssued{source, static_cast<std::uint32_t>(changed.size())});
  for (const auto& event : changed) world_.publish(ZoneToldToGetReady{event.zone, event.coverage});
}

std::optional<Grade> Orders::grade(ZoneId zone) const {
  const auto color = grades_[zone.index()];
  if (color == 0) return std::nullopt;
  return static_cast<Grade>(color - 1U);
}

void Orders::inform(ZoneId zone) {
  informed_[zone.index()] = 1;
  for (std::size_t i = 0; i < on_informed_.size(); ++i) on_informed_[i](zone);
}

bool Orders::meant(const ByZone& state, HouseholdId household) const {
  const auto here = state[world_.town().population.zone[household.index()].index()];
  if (here == 0) return false;
  const bool whole = here == 1U + static_cast<unsigned>(Coverage::whole_zone);
  return whole || threatened_[world_.scenario().scope.position(household)] != 0;
}

}  // namespace tocsin::warning
