// SPDX-License-Identifier: Apache-2.0
// The kinds of this folder, one line each.
#include "models/rescue/rescue.hpp"

#include "models/rescue/call_out.hpp"
#include "models/rescue/facts.hpp"
#include "models/rescue/measures.hpp"
#include "models/rescue/search_team.hpp"
#include "models/rescue/transfer_ledger.hpp"

namespace tocsin::rescue {

void register_models(Catalog& catalog) {
  catalog.add_section("rescue", {"Rescue", "救援"});
  catalog.add_kind<SearchTeamParameters>(
      "rescue", "search_team",
      {"A team that searches for people left behind and brings them to shelters.",
       "搜寻未转移人员并护送至避难场所的队伍。"},
      {{"Shifts, fatigue and relief of teams: a team works until nobody is left or the exercise ends.",
        "不考虑轮换与疲劳：队伍持续作业至无人可搜或演练结束。"},
       {"Danger to the teams themselves; strong current stops them only through the depth limit.",
        "不考虑救援人员自身风险；急流仅通过水深限值体现。"},
       {"Seats of vehicles, fuel and where boats come from: every party of a team with a vehicle rides.",
        "不考虑车辆座位、油料和船艇来源：有车的队伍各小组均可乘车。"},
       {"Radio and command: the plan knows at once who called for help and who is registered.",
        "不考虑通信与指挥延误：求助与登记信息即时可知。"},
       {"Collapsed houses, rope rescue and medical care on the spot.", "不考虑垮塌搜救、绳索救援和现场医疗。"}});
  catalog.add_kind<CallOutParameters>(
      "rescue", "call_out",
      {"Teams drawn at random are called out and report complete (随机拉动).", "随机抽取队伍拉动集结，检验全员到位。"},
      {{"Members who do not come: all of a team report in the end, if there is a way.",
        "不考虑缺勤：只要有路，全员最终到位。"},
       {"What they bring with them.", "不考虑携带装备。"}});
  catalog.add_event<TeamDrawn>();
  catalog.add_event<TeamReported>();
  catalog.add_event<TeamCalledOut>();
  catalog.add_event<TeamTurnedOut>();
  catalog.add_event<TeamArrived>();
  catalog.add_event<TeamRerouted>();
  catalog.add_event<TeamHeldUp>();
  catalog.add_event<HomeSearched>();
  catalog.add_event<HouseholdRescued>();
  catalog.add_event<SearchCompleted>();
  catalog.add_event<TeamReturned>();
  catalog.add_measures(measure_descriptions(), add_measures);
  catalog.add_measures(call_out_measures(), add_call_out_measures);
  catalog.add_table(transfer_ledger());
  register_facts(catalog);
}

}  // namespace tocsin::rescue
