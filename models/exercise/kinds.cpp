// SPDX-License-Identifier: Apache-2.0
// The kinds of this folder, one line each, and its only measure.
#include "models/exercise/kinds.hpp"

#include "models/exercise/control_injects.hpp"
#include "models/exercise/emergency_control.hpp"
#include "models/exercise/events.hpp"
#include "models/exercise/first_drill.hpp"
#include "models/exercise/injects.hpp"
#include "models/exercise/msel.hpp"
#include "models/exercise/place_injects.hpp"

namespace tocsin::exercise {
namespace {

const MeasureDescription kFired{"exercise.injects_fired",
                                MeasureUnit::count,
                                {"Injects played", "已下达导调信息"},
                                {"Injects played until EndEx.", "至演练结束已下达的导调信息数。"},
                                Better::more};

const Phrase kPlayers{"What players do about an inject: only its effect on the world is simulated.",
                      "不模拟参演人员对导调信息的处置，仅模拟其对环境的影响。"};

void add_measures(const Scenario& scenario, const EventLog& log, Measures& measures) {
  (void)scenario;
  measures.add(kFired, static_cast<double>(log.all<InjectFired>().size()));
}

}  // namespace

void register_models(Catalog& catalog) {
  catalog.add_section("injects", {"Injects", "导调注入"});
  catalog.add_kind<MessageParameters>("injects", "message", {"The players are told something.", "向参演人员通报信息。"},
                                      {kPlayers});
  catalog.add_kind<PowerLostParameters>(
      "injects", "power_lost", {"Mains power fails at communication sites.", "通信站点市电中断。"}, {kPlayers});
  catalog.add_kind<PowerRestoredParameters>("injects", "power_restored",
                                            {"Mains power comes back at communication sites.", "通信站点恢复市电。"},
                                            {kPlayers});
  catalog.add_kind<RoadClosedParameters>("injects", "road_closed", {"Roads are blocked.", "道路中断。"}, {kPlayers});
  catalog.add_kind<RoadOpenedParameters>("injects", "road_opened",
                                         {"Blocked roads are free again.", "中断道路恢复通行。"}, {kPlayers});
  catalog.add_kind<IssueOrderParameters>("injects", "issue_order",
                                         {"The order to evacuate goes out.", "直接下达转移命令。"}, {kPlayers});
  catalog.add_kind<SoundAlarmParameters>(
      "injects", "sound_alarm", {"The alarm sounds in buildings; sites close.", "建筑响铃，景区关停。"}, {kPlayers});
  catalog.add_kind<PassageBlockedParameters>(
      "injects", "passage_blocked", {"Doors, stairs, exits or gates cannot be used.", "门、楼梯、出口或出入口被阻断。"},
      {kPlayers});
  catalog.add_kind<PassageOpenedParameters>(
      "injects", "passage_opened",
      {"Doors, stairs, exits or gates can be used again.", "门、楼梯、出口或出入口恢复通行。"}, {kPlayers});
  catalog.add_kind<BeginControlParameters>(
      "injects", "begin_control", {"Control points are called, roads become one-way.", "启动管控点、道路单向通行。"},
      {kPlayers});
  catalog.add_kind<EndControlParameters>(
      "injects", "end_control", {"Control points and one-way roads end.", "结束管控点、道路单向通行。"}, {kPlayers});
  catalog.add_kind<EmergencyControlParameters>(
      "injects", "emergency_control", {"Emergency control: ban, stop, withdraw, disperse.", "“禁停撤疏”紧急管控。"},
      {kPlayers,
       {"Business, work and traffic outside the buildings, sites and vehicles of the scenario.",
        "情景未列出的企业、作业和社会车辆。"}});
  catalog.add_event<InjectFired>();
  catalog.add_event<EmergencyControlImposed>();
  catalog.add_event<EmergencyControlLifted>();
  catalog.add_measures({kFired}, add_measures);
  catalog.set_drill_draft(draft_first_drill);
  catalog.set_inject_sheets(msel_sheets());
}

}  // namespace tocsin::exercise
