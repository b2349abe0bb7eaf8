// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/help/parameters.hpp"

#include <algorithm>
#include <limits>

#include "engine/input/codes.hpp"
#include "engine/simulation/world.hpp"
#include "models/evacuation/evacuation.hpp"
#include "models/evacuation/parameters.hpp"
#include "models/warning/warning.hpp"

namespace tocsin::evacuation {
namespace {

/// What help means to those who are helped stands in households_help.cpp: the kind itself does nothing more.
class OneToOneHelp final : public Model {
 public:
  void start(World& world) override { (void)world; }
};

double square_m2(const Population& people, std::size_t a, std::size_t b) {
  const double dx = static_cast<double>(people.x_m[a]) - static_cast<double>(people.x_m[b]);
  const double dy = static_cast<double>(people.y_m[a]) - static_cast<double>(people.y_m[b]);
  return dx * dx + dy * dy;
}

}  // namespace

void OneToOneHelpParameters::describe(Fields& f) {
  f.parameter("reach", reach,
              {"Farthest home, in a straight line, of a helper where the table names none.",
               "名册未指定帮扶户时，就近结对的最大直线距离。"})
      .at_least(0_m);
  f.parameter("sets_out_shortest", sets_out_shortest,
              {"Least time from being told until the helper sets out.", "帮扶人获知至出发的最短时间。"})
      .at_least(0s);
  f.parameter("sets_out_longest", sets_out_longest, {"Most of that time.", "帮扶人获知至出发的最长时间。"})
      .at_least(0s);
  f.parameter("walking_speed", walking_speed, {"Walking speed of a helper by day and dry.", "帮扶人白天晴天步行速度。"})
      .more_than(Speed{});
  f.parameter("detour_factor", detour_factor,
              {"Way on foot over the straight line between two homes.", "两户间步行距离与直线距离之比。"})
      .at_least(1);
  f.parameter("handover", handover,
              {"Least time from the helper's arrival until they leave together.", "帮扶人到达至一同离家的最短时间。"})
      .at_least(0s);
  f.parameter("patience", patience,
              {"Longest that a household which is ready waits for its helper.", "准备就绪后等候帮扶人的最长时间。"})
      .more_than(0s);
  f.parameter("manages_alone", manages_alone,
              {"Share of the households whose helper does not come that get away in the end; the others wait for "
               "whoever comes for them.",
               "帮扶人未到时最终能自行转移的户比例；其余住户原地待援。"})
      .between(0_percent, 100_percent);
  f.optional("cadres", entries_,
             {"Village cadres and grid workers who come for households from a post, one home after the other.",
              "上门帮扶的村（社区）干部、网格员等责任人：自驻点出发，逐户帮扶。"});
  f.parameter("post_reach", post_reach,
              {"A post given by longitude and latitude lies no farther from a junction.",
               "以经纬度给出的驻点距路口的最大距离。"})
      .more_than(0_m);
  f.optional(
      "cadre_call_out_day", cadre_call_out_day,
      {"From the order for a household until its cadre sets out, by day.", "白天自对该户下令至责任干部出发的时间。"});
  f.optional("cadre_call_out_night", cadre_call_out_night, {"The same at night.", "夜间同上。"});
}

void OneToOneHelpParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  if (sets_out_shortest > sets_out_longest) {
    diagnostics.error(where, codes::kInconsistent,
                      {"a helper sets out sooner at most than at least", "sets_out_longest 小于 sets_out_shortest"},
                      {"sets_out_shortest <= sets_out_longest", "sets_out_shortest ≤ sets_out_longest"});
  }
  if (scenario.all<HouseholdsParameters>().empty()) {
    diagnostics.error(where, codes::kInconsistent,
                      {"help without households: nobody leaves in this drill", "有帮扶条目但无住户条目，无人转移"},
                      {"an entry 'kind: households' beside it", "同时写入 kind: households 条目"});
  }
  if (scenario.all<OneToOneHelpParameters>().front() != this) {
    diagnostics.error(where, codes::kInconsistent, {"one-to-one help is described twice", "一对一帮扶条目重复"},
                      {"one entry 'kind: one_to_one_help'", "仅保留一个 kind: one_to_one_help 条目"});
  }
  cadre_call_out_day.check("cadre_call_out_day", where, diagnostics);
  cadre_call_out_night.check("cadre_call_out_night", where, diagnostics);
  pairs_.clear();
  name_by_table(scenario, diagnostics);
  name_cadres(scenario, diagnostics);
  name_by_rule(scenario);
  std::sort(pairs_.begin(), pairs_.end(), [](const Pair& a, const Pair& b) { return a.assisted < b.assisted; });
}

void OneToOneHelpParameters::name_by_table(const Scenario& scenario, Diagnostics& diagnostics) {
  const auto& people = scenario.town->population;
  if (people.helper_household.empty()) return;
  std::size_t elsewhere = 0;
  for (const auto household : scenario.scope.households()) {
    const auto helper = people.helper_household[household.index()];
    if (!helper.exists()) continue;
    const bool takes_part = scenario.scope.contains(people.zone[helper.index()]);
    elsewhere += takes_part ? 0U : 1U;
    pairs_.push_back({household, takes_part ? helper : HouseholdId{}, kNoCadre});
  }
  if (elsewhere == 0) return;
  diagnostics.warning(where, codes::kImplausible,
                      phrase("the helpers of {} households live in townships that do not take part: nobody comes",
                             "{} 户的帮扶户所在乡镇未参演，无人上门帮扶", elsewhere),
                      {"their townships in exercise: townships: […]", "将其所在乡镇写入 exercise: townships: […]"});
}

void OneToOneHelpParameters::name_cadres(const Scenario& scenario, Diagnostics& diagnostics) {
  cadres_ = check_cadres(entries_, post_reach, scenario, diagnostics);
  for (std::uint32_t c = 0; c < cadres_.size(); ++c) {
    for (const auto household : cadres_[c].households) pairs_.push_back({household, HouseholdId{}, c});
  }
}

const Cadre* OneToOneHelpParameters::cadre_of(HouseholdId assisted) const {
  const auto found =
      std::lower_bound(pairs_.begin(), pairs_.end(), assisted,
                       [](const Pair& pair, HouseholdId household) { return pair.assisted < household; });
  if (found == pairs_.end() || found->assisted != assisted || found->cadre == kNoCadre) return nullptr;
  return &cadres_[found->cadre];
}

void OneToOneHelpParameters::name_by_rule(const Scenario& scenario) {
  const auto& people = scenario.town->population;
  const auto& scope = scenario.scope;
  std::vector<std::uint8_t> taken(scope.households().size(), 0);  // helps somebody, or is helped
  for (const auto& pair : pairs_) {
    taken[scope.position(pair.assisted)] = 1;
    if (pair.helper.exists()) taken[scope.position(pair.helper)] = 1;
  }
  for (const auto household : scope.households()) {
    const auto i = household.index();
    if (taken[scope.position(household)] != 0 || people.need_help[i] == 0 ||
        warning::has_able_member(people, household))
      continue;
    taken[scope.position(household)] = 1;
    const auto helper = nearest_able(scenario, household, taken);
    if (helper.exists()) taken[scope.position(helper)] = 1;
    pairs_.push_back({household, helper, kNoCadre});
  }
}

// The first in the table of those equally near.
HouseholdId OneToOneHelpParameters::nearest_able(const Scenario& scenario, HouseholdId household,
                                                 const std::vector<std::uint8_t>& taken) const {
  const auto& people = scenario.town->population;
  const auto& zone = scenario.town->zones[people.zone[household.index()].index()];
  HouseholdId nearest;
  double best_m2 = reach.si() * reach.si();
  for (std::uint32_t k = 0; k < zone.household_count; ++k) {
    const HouseholdId other(zone.first_household + k);
    const auto o = other.index();
    if (taken[scenario.scope.position(other)] != 0 || people.need_help[o] > 0 ||
        !warning::has_able_member(people, other))
      continue;
    const double m2 = square_m2(people, household.index(), o);
    if (m2 < best_m2 || (m2 <= best_m2 && !nearest.exists())) {
      best_m2 = m2;
      nearest = other;
    }
  }
  return nearest;
}

std::unique_ptr<Model> OneToOneHelpParameters::make() const {
  return std::make_unique<OneToOneHelp>();
}

bool help_named(const Scenario& scenario) {
  return !scenario.all<OneToOneHelpParameters>().empty();
}

bool cadres_named(const Scenario& scenario) {
  return help_named(scenario) && !scenario.all<OneToOneHelpParameters>().front()->cadres().empty();
}

Phrase responsible_cadre(const Scenario& scenario, HouseholdId household) {
  if (!help_named(scenario)) return {};
  const auto* cadre = scenario.all<OneToOneHelpParameters>().front()->cadre_of(household);
  return cadre == nullptr ? Phrase{} : cadre->words;
}

}  // namespace tocsin::evacuation
