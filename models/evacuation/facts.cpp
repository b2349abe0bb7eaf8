// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/facts.hpp"

#include <algorithm>
#include <vector>

#include "models/evacuation/evacuation.hpp"
#include "models/hazard/hazard.hpp"
#include "models/warning/warning.hpp"

namespace tocsin::evacuation {
namespace {

/// The households that are to be moved, by zone: those on the hazard map, and those under an order since it was given.
/// Kept so that a look does not walk through everybody.
class ToBeMoved {
 public:
  explicit ToBeMoved(World& world) : world_(world), by_zone_(world.town().zones.size()) {
    listed_ = hazard::threatened_households(world.scenario());
    for (std::size_t i = 0; i < listed_.size(); ++i) {
      if (listed_[i] != 0) add(world.scenario().scope.households()[i]);
    }
  }
  /// Calls `tell(household)` for those of a zone, a township or the whole scope.
  template <class Tell>
  void each(const FactArguments& a, Tell tell) {
    take_orders();
    for (const auto zone : world_.scenario().scope.zones()) {
      if (a.zone.exists() && zone != a.zone) continue;
      if (a.township.exists() && world_.town().zones[zone.index()].township != a.township) continue;
      for (const auto household : by_zone_[zone.index()]) tell(household);
    }
  }

 private:
  void add(HouseholdId household) {
    by_zone_[world_.town().population.zone[household.index()].index()].push_back(household);
  }
  void take_orders() {
    const auto orders = world_.log().all<HouseholdOrdered>();
    for (; next_order_ < orders.size(); ++next_order_) {
      const auto household = orders[next_order_].event.household;
      auto& listed = listed_[world_.scenario().scope.position(household)];
      if (listed == 0) add(household);
      listed = 1;
    }
  }
  World& world_;
  std::vector<std::uint8_t> listed_;  // by scope position
  std::vector<std::vector<HouseholdId>> by_zone_;
  std::size_t next_order_ = 0;  // in the log
};

enum class Part : std::uint8_t { at_home, left, safe };

bool belongs(Part part, const Roll& roll, const warning::Alerts& alerts, HouseholdId household) {
  const auto state = roll.state(household);
  if (part == Part::safe) return state == State::at_shelter || state == State::with_kin;
  return alerts.at_home(household) == (part == Part::at_home);
}

/// Persons of a part, and of all who are to be moved and were not elsewhere from the beginning; the harmed are among
/// all, in no part.
struct Count {
  std::uint64_t part = 0;
  std::uint64_t all = 0;
};

Count count(World& world, const FactArguments& a, Part part) {
  const auto& roll = world.door<Roll>();
  const auto& alerts = world.door<warning::Alerts>();
  Count result;
  world.door<ToBeMoved>().each(a, [&](HouseholdId household) {
    const auto unharmed = roll.persons(household);
    result.all += unharmed + roll.harmed(household);
    if (unharmed > 0 && belongs(part, roll, alerts, household)) result.part += unharmed;
  });
  return result;
}

FactFunction share_of(Part part) {
  return [part](World& world, const FactArguments& a) -> std::optional<double> {
    const auto [some, all] = count(world, a, part);
    if (all == 0) return std::nullopt;
    return static_cast<double>(some) / static_cast<double>(all);
  };
}

std::optional<double> stranded_persons(World& world, const FactArguments& a) {
  const auto& roll = world.door<Roll>();
  if (!a.zone.exists() && !a.township.exists()) return static_cast<double>(roll.residents_in(State::stranded));
  std::uint64_t persons = 0;
  for (const auto household : world.scenario().scope.households()) {
    if (roll.state(household) != State::stranded) continue;
    const auto zone = world.town().population.zone[household.index()];
    if (a.zone.exists() && zone != a.zone) continue;
    if (a.township.exists() && world.town().zones[zone.index()].township != a.township) continue;
    persons += roll.persons(household);
  }
  return static_cast<double>(persons);
}

std::optional<double> shelter_load(World& world, const FactArguments& a) {
  const auto places = world.town().shelters[a.shelter.index()].capacity_persons;
  if (places == 0) return std::nullopt;
  return static_cast<double>(world.door<Roll>().persons_at(a.shelter)) / places;
}

void add_parts(Catalog& catalog, const std::vector<FactParameter>& where) {
  const auto add = [&](std::string_view name, const Phrase& meaning, FactUnit unit, FactFunction value) {
    catalog.add_fact({.name = name,
                      .unit = unit,
                      .meaning = meaning,
                      .parameters = where,
                      .needs = {"evacuation.households"},
                      .value = std::move(value)});
  };
  add("evacuation.left_share",
      {"Residents who have left home, of those to be moved (on the hazard map, or under the order).",
       "应转移人员（风险图内或已列入转移命令）中已离家的比例。"},
      FactUnit::share, share_of(Part::left));
  add("evacuation.safe_share",
      {"Residents registered at a shelter or taken in by kin, of those to be moved.",
       "应转移人员中已在避难场所登记或投靠亲友的比例。"},
      FactUnit::share, share_of(Part::safe));
  add("evacuation.home_share",
      {"Residents still (or again) at home, of those to be moved.", "应转移人员中仍在家（含返家）的比例。"},
      FactUnit::share, share_of(Part::at_home));
  add("evacuation.home_persons",
      {"Residents to be moved who are still (or again) at home.", "应转移人员中仍在家（含返家）的人数。"},
      FactUnit::persons, [](World& world, const FactArguments& a) -> std::optional<double> {
        return static_cast<double>(count(world, a, Part::at_home).part);
      });
}

}  // namespace

void register_facts(Catalog& catalog) {
  const std::vector<FactParameter> where{{FactArgument::zone, Presence::optional},
                                         {FactArgument::township, Presence::optional}};
  add_parts(catalog, where);
  catalog.add_fact({.name = "evacuation.stranded_persons",
                    .unit = FactUnit::persons,
                    .meaning = {"Residents who cannot get on without help, at home or on the way, by where they live.",
                                "受困人数（含在家和途中，按居住地统计）。"},
                    .parameters = where,
                    .needs = {"evacuation.households"},
                    .value = stranded_persons});
  catalog.add_fact({.name = "evacuation.harmed_persons",
                    .unit = FactUnit::persons,
                    .meaning = {"Residents harmed by the hazard so far.", "截至目前受到伤害的居民人数。"},
                    .needs = {"evacuation.households"},
                    .value = [](World& world, const FactArguments&) -> std::optional<double> {
                      return static_cast<double>(world.door<Roll>().residents_harmed());
                    }});
  catalog.add_fact({.name = "evacuation.shelter_load",
                    .unit = FactUnit::share,
                    .meaning = {"Persons registered at a shelter, of its places.", "避难场所登记人数占容量的比例。"},
                    .parameters = {{FactArgument::shelter}},
                    .needs = {"evacuation.households"},
                    .value = shelter_load});
}

}  // namespace tocsin::evacuation
