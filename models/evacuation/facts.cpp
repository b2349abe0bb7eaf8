// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/facts.hpp"

#include <array>
#include <vector>

#include "models/evacuation/evacuation.hpp"
#include "models/evacuation/roll_changes.hpp"
#include "models/hazard/hazard.hpp"
#include "models/warning/warning.hpp"

namespace tocsin::evacuation {
namespace {

enum class Part : std::uint8_t { at_home, left, safe, stranded, to_be_moved };
constexpr std::size_t kPartCount = 5;

/// Persons by part. Of those to be moved: at home, left (safe ones among them), and all, the harmed included; stranded
/// are counted whether or not they are to be moved.
using Persons = std::array<std::uint64_t, kPartCount>;

/// Sums over the households of each zone, brought up to date when somebody looks: only what the roll has changed since
/// the last look is counted again. To be moved are those on the hazard map, and those under an order since it was
/// given.
class ZoneSums {
 public:
  explicit ZoneSums(World& world)
      : world_(world),
        roll_(world.door<Roll>()),
        alerts_(world.door<warning::Alerts>()),
        changes_(world.door<RollChanges>()),
        listed_(hazard::threatened_households(world.scenario())),
        counted_(listed_.size()),
        by_zone_(world.town().zones.size()) {
    changes_.begin();
    for (const auto household : world.scenario().scope.households()) count_again(household);
  }

  /// Of a zone, a township or the whole scope.
  [[nodiscard]] Persons of(const FactArguments& a) {
    take_orders();
    for (const auto household : changes_.take()) count_again(household);
    Persons sum{};
    for (const auto zone : world_.scenario().scope.zones()) {
      if (a.zone.exists() && zone != a.zone) continue;
      if (a.township.exists() && world_.town().zones[zone.index()].township != a.township) continue;
      for (std::size_t part = 0; part < kPartCount; ++part) sum[part] += by_zone_[zone.index()][part];
    }
    return sum;
  }

 private:
  void take_orders() {
    const auto orders = world_.log().all<HouseholdOrdered>();
    for (; next_order_ < orders.size(); ++next_order_) {
      const auto household = orders[next_order_].event.household;
      listed_[world_.scenario().scope.position(household)] = 1;
      count_again(household);
    }
  }

  void count_again(HouseholdId household) {
    const auto at = world_.scenario().scope.position(household);
    auto& sums = by_zone_[world_.town().population.zone[household.index()].index()];
    const auto now = count(household, listed_[at] != 0);
    for (std::size_t part = 0; part < kPartCount; ++part) {
      sums[part] += now[part];
      sums[part] -= counted_[at][part];
    }
    counted_[at] = now;
  }

  /// A household has at most 255 persons (Population::persons).
  using Few = std::array<std::uint8_t, kPartCount>;
  [[nodiscard]] Few count(HouseholdId household, bool to_be_moved) const {
    Few few{};
    const auto put = [&few](Part part, std::uint32_t persons) {
      few[static_cast<std::size_t>(part)] = static_cast<std::uint8_t>(persons);
    };
    const auto unharmed = roll_.persons(household);
    const auto state = roll_.state(household);
    if (state == State::stranded) put(Part::stranded, unharmed);
    if (!to_be_moved) return few;
    put(Part::to_be_moved, unharmed + roll_.harmed(household));
    if (unharmed == 0) return few;
    put(alerts_.at_home(household) ? Part::at_home : Part::left, unharmed);
    if (state == State::at_shelter || state == State::with_kin) put(Part::safe, unharmed);
    return few;
  }

  World& world_;
  const Roll& roll_;
  const warning::Alerts& alerts_;
  RollChanges& changes_;
  std::vector<std::uint8_t> listed_;  // by scope position: to be moved
  std::vector<Few> counted_;          // by scope position: as in the sums
  std::vector<Persons> by_zone_;
  std::size_t next_order_ = 0;  // in the log
};

double persons_of(World& world, const FactArguments& a, Part part) {
  return static_cast<double>(world.door<ZoneSums>().of(a)[static_cast<std::size_t>(part)]);
}

FactFunction share_of(Part part) {
  return [part](World& world, const FactArguments& a) -> std::optional<double> {
    const double all = persons_of(world, a, Part::to_be_moved);
    if (all == 0) return std::nullopt;
    return persons_of(world, a, part) / all;
  };
}

FactFunction count_of(Part part) {
  return [part](World& world, const FactArguments& a) -> std::optional<double> { return persons_of(world, a, part); };
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
      FactUnit::persons, count_of(Part::at_home));
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
                    .value = count_of(Part::stranded)});
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
