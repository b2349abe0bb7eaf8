// SPDX-License-Identifier: Apache-2.0
// What the log says of one-to-one help, of the whole, of each zone and of each township. Only in scenarios that name
// helpers, so that others keep their numbers.
#include "models/evacuation/help/help_measures.hpp"

#include <string>
#include <vector>

#include "engine/simulation/scenario.hpp"
#include "models/evacuation/events.hpp"
#include "models/evacuation/help/parameters.hpp"

namespace tocsin::evacuation {
namespace {

const MeasureDescription kNamed{"evacuation.helped_households",
                                MeasureUnit::households,
                                {"Households that need a helper", "需结对帮扶户数"},
                                {"Households under the order that do not get away by themselves: those for which "
                                 "households.csv names a helper, and those with persons who need help and no member "
                                 "of 15 to 59 years without need of help.",
                                 "应转移户中不能自行转移的户数：名册已指定帮扶户的，以及有需帮扶人员且无15至59岁可"
                                 "自理成员的。"},
                                Better::neither};
const MeasureDescription kWith{
    "evacuation.left_with_helper_persons",
    MeasureUnit::persons,
    {"Left with their helper", "与帮扶人一同离家人数"},
    {"Residents who left home together with the helper of their household.", "与本户帮扶人一同离家的居民人数。"},
    Better::more};
const MeasureDescription kWithout{"evacuation.helper_given_up_persons",
                                  MeasureUnit::persons,
                                  {"Helper did not come in time", "帮扶人未及时到达涉及人数"},
                                  {"Residents of households that needed a helper and waited for him no longer.",
                                   "不再等候帮扶人的需帮扶户居民人数。"},
                                  Better::less};
const MeasureDescription kNobody{
    "evacuation.no_helper_persons",
    MeasureUnit::persons,
    {"Stranded for want of a helper", "因无人帮扶而受困人数"},
    {"Residents who could not leave home at some time because nobody had come to help them.",
     "曾因无人帮扶而无法离家的居民人数。"},
    Better::less};

struct Counts {
  double named = 0, with = 0, without = 0, nobody = 0;

  void put(Measures& measures, const std::string& place) const {
    measures.add(kNamed, named, place);
    measures.add(kWith, with, place);
    measures.add(kWithout, without, place);
    measures.add(kNobody, nobody, place);
  }
};

class Reader {
 public:
  Reader(const Scenario& scenario, const EventLog& log) : scenario_(scenario) {
    zones_.resize(scenario.town->zones.size());
    townships_.resize(scenario.town->townships.size());
    std::vector<std::uint8_t> assisted(scenario.scope.households().size(), 0);
    for (const auto& pair : scenario.all<OneToOneHelpParameters>().front()->pairs()) {
      assisted[scenario.scope.position(pair.assisted)] = 1;
    }
    for (const auto& row : log.all<HouseholdOrdered>()) {
      if (assisted[scenario.scope.position(row.event.household)] == 0) continue;
      count(row.event.household, [](Counts& c) { c.named += 1; });
    }
    for (const auto& row : log.all<LeftTogether>()) {
      count(row.event.household, [&](Counts& c) { c.with += row.event.persons; });
    }
    for (const auto& row : log.all<HelperGivenUp>()) {
      count(row.event.household, [&](Counts& c) { c.without += row.event.persons; });
    }
    std::vector<std::uint8_t> seen(assisted.size(), 0);
    for (const auto& row : log.all<HouseholdStranded>()) {
      if (row.event.reason != StrandedReason::no_helper) continue;
      if (seen[scenario.scope.position(row.event.household)]++ != 0) continue;
      count(row.event.household, [&](Counts& c) { c.nobody += row.event.persons; });
    }
  }

  void put(Measures& measures) const {
    const auto& town = *scenario_.town;
    all_.put(measures, "");
    for (const auto zone : scenario_.scope.zones()) {
      zones_[zone.index()].put(measures, "zone:" + town.zones[zone.index()].id);
    }
    for (const auto township : scenario_.scope.townships()) {
      townships_[township.index()].put(measures, "township:" + town.townships[township.index()].id);
    }
  }

 private:
  template <class F>
  void count(HouseholdId id, F change) {
    const auto zone = scenario_.town->population.zone[id.index()];
    change(all_);
    change(zones_[zone.index()]);
    change(townships_[scenario_.town->zones[zone.index()].township.index()]);
  }

  const Scenario& scenario_;
  Counts all_;
  std::vector<Counts> zones_, townships_;
};

void compute_help(const Scenario& scenario, const EventLog& log, Measures& measures) {
  if (help_named(scenario)) Reader(scenario, log).put(measures);
}

}  // namespace

void register_help(Catalog& catalog) {
  catalog.add_kind<OneToOneHelpParameters>(
      "evacuation", "one_to_one_help",
      {"Households that cannot get away by themselves leave with a named helper", "不能自行转移的住户由结对帮扶人带离"},
      {{"The helper's own danger on the way, and his tiring: he counts with his household wherever he is.",
        "不考虑帮扶人途中自身安全与疲劳；其人数始终计入本户。"},
       {"Cadres as helpers of a household: they come as door-to-door workers and rescue teams do.",
        "干部包保帮扶：由逐户敲门与救援队伍条目体现。"},
       {"Calls between the two homes.", "不考虑两户间的电话联系。"}});
  catalog.add_event<HelperSetOut>();
  catalog.add_event<HelperArrived>();
  catalog.add_event<HelperAwaited>();
  catalog.add_event<HelperGivenUp>();
  catalog.add_event<LeftTogether>();
  catalog.add_event<OwnHelperAwaited>();
  catalog.add_measures({kNamed, kWith, kWithout, kNobody}, compute_help);
}

}  // namespace tocsin::evacuation
