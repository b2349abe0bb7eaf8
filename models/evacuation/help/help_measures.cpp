// SPDX-License-Identifier: Apache-2.0
// What the log says of one-to-one help, of the whole, of each zone and of each township. Only in scenarios that name
// helpers, so that others keep their numbers.
#include "models/evacuation/help/help_measures.hpp"

#include <array>
#include <map>
#include <string>
#include <vector>

#include "engine/simulation/scenario.hpp"
#include "models/evacuation/events.hpp"
#include "models/evacuation/help/parameters.hpp"

namespace tocsin::evacuation {
namespace {

const MeasureDescription kNamed{
    "evacuation.helped_households",
    MeasureUnit::households,
    {"Households that need a helper", "需结对帮扶户数"},
    {"Households under the order that do not get away by themselves: those for which "
     "households.csv or the list of a cadre names a helper, and those with persons who need help and no member "
     "of 15 to 59 years without need of help.",
     "应转移户中不能自行转移的户数：名册或责任干部清单已指定帮扶人的，以及有需帮扶人员且无15至59岁可"
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

const MeasureDescription kCadres{
    "evacuation.cadres",
    MeasureUnit::persons,
    {"Cadres who help households", "上门帮扶的责任干部人数"},
    {"Cadres, grid workers and responsible persons of the entry one_to_one_help; they are no residents. The lines of "
     "where they are at EndEx add up to it.",
     "one_to_one_help 条目所列村干部、网格员等责任人，不计入居民；等于演练结束时各所在状态人数之和。"},
    Better::neither};

/// Where they are at EndEx, by CadrePlace.
const std::array<MeasureDescription, EnumNames<CadrePlace>::value.size()> kCadrePlaces{{
    {"evacuation.cadres_at_post",
     MeasureUnit::persons,
     {"Cadres who never set out", "未出动责任干部"},
     {"Cadres still at their post at EndEx: no household of theirs was put under the order, or the call was late.",
      "演练结束时仍在驻点的责任干部：其帮扶户未下令，或通知过晚。"},
     Better::neither},
    {"evacuation.cadres_on_the_way",
     MeasureUnit::persons,
     {"Cadres on the way to a home", "前往住户途中责任干部"},
     {"Cadres on the way to a home at EndEx.", "演练结束时正前往住户家的责任干部。"},
     Better::less},
    {"evacuation.cadres_at_door",
     MeasureUnit::persons,
     {"Cadres at a door", "在户责任干部"},
     {"Cadres at the door of a home at EndEx.", "演练结束时已到户、尚未出发的责任干部。"},
     Better::less},
    {"evacuation.cadres_with_household",
     MeasureUnit::persons,
     {"Cadres with a household", "随户转移责任干部"},
     {"Cadres on the way with a household at EndEx.", "演练结束时正随户转移的责任干部。"},
     Better::less},
    {"evacuation.cadres_coming_back",
     MeasureUnit::persons,
     {"Cadres coming back", "返回途中责任干部"},
     {"Cadres on the way back from where they brought a household at EndEx.", "演练结束时正在返回途中的责任干部。"},
     Better::neither},
    {"evacuation.cadres_waiting",
     MeasureUnit::persons,
     {"Cadres whom nobody needs", "待命责任干部"},
     {"Cadres at EndEx of whose households under the order none needs them any more.",
      "演练结束时其已下令帮扶户均不再需要帮扶的责任干部。"},
     Better::neither},
    {"evacuation.cadres_cut_off",
     MeasureUnit::persons,
     {"Cadres cut off by water", "被水阻隔责任干部"},
     {"Cadres who could not set out because water stood at their post.", "因驻点被水围困而未能出动的责任干部。"},
     Better::less},
}};

// By the last event of each.
void compute_cadres(const Scenario& scenario, const EventLog& log, Measures& measures) {
  if (!cadres_named(scenario)) return;
  const auto& cadres = scenario.all<OneToOneHelpParameters>().front()->cadres();
  std::map<NameId, CadrePlace> last;
  for (const auto& cadre : cadres) last[cadre.name] = CadrePlace::at_post;
  for (const auto& row : log.all<CadreMoved>()) last[row.event.cadre] = row.event.place;
  std::array<double, kCadrePlaces.size()> counts{};
  for (const auto& [name, place] : last) counts[static_cast<std::size_t>(place)] += 1;
  measures.add(kCadres, static_cast<double>(cadres.size()));
  for (std::size_t p = 0; p < counts.size(); ++p) measures.add(kCadrePlaces[p], counts[p]);
}

std::vector<MeasureDescription> cadre_descriptions() {
  std::vector<MeasureDescription> all{kCadres};
  all.insert(all.end(), kCadrePlaces.begin(), kCadrePlaces.end());
  return all;
}

AccountDescription cadre_account() {
  AccountDescription account{.whole = kCadres.name, .lines = {}, .of_people = false};
  for (const auto& place : kCadrePlaces) {
    const bool cut_off = place.name == kCadrePlaces.back().name;
    account.lines.push_back({place.name, cut_off ? Standing::exposed : Standing::moving});
  }
  return account;
}

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
      {{"The helper's own danger on the way, and his tiring; a resident who helps counts with his household wherever "
        "he is.",
        "不考虑帮扶人途中自身安全与疲劳；居民帮扶人的人数始终计入本户。"},
       {"Queues on the way of a cadre who comes by car, roads cut after he has set out, and a cadre who cannot be "
        "reached by the call.",
        "不考虑驾车责任干部途中的排队、其出发后的道路中断，以及叫应不到责任干部的情形。"},
       {"Calls between the two homes.", "不考虑两户间的电话联系。"}});
  catalog.add_event<HelperSetOut>();
  catalog.add_event<HelperArrived>();
  catalog.add_event<HelperAwaited>();
  catalog.add_event<HelperGivenUp>();
  catalog.add_event<LeftTogether>();
  catalog.add_event<OwnHelperAwaited>();
  catalog.add_event<CadreMoved>();
  catalog.add_measures({kNamed, kWith, kWithout, kNobody}, compute_help);
  catalog.add_measures(cadre_descriptions(), compute_cadres);
  catalog.add_account(cadre_account());
}

}  // namespace tocsin::evacuation
