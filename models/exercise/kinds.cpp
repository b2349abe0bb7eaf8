// SPDX-License-Identifier: Apache-2.0
// The kinds of this folder, one line each, and its only fact.
#include "models/exercise/kinds.hpp"

#include "models/exercise/control_injects.hpp"
#include "models/exercise/emergency_control.hpp"
#include "models/exercise/events.hpp"
#include "models/exercise/first_drill.hpp"
#include "models/exercise/inject_list.hpp"
#include "models/exercise/inject_table.hpp"
#include "models/exercise/injects.hpp"
#include "models/exercise/measures.hpp"
#include "models/exercise/place_injects.hpp"

namespace tocsin::exercise {
namespace {

const Phrase kPlayers{"What players do about an inject: only its effect on the world is simulated.",
                      "不模拟参演人员对导调信息的处置，仅模拟其对环境的影响。"};

std::optional<double> outcome(World& world, const FactArguments& a) {
  return static_cast<double>(world.door<InjectList>().state(a.entry));
}

void register_facts(Catalog& catalog) {
  catalog.add_fact({.name = "exercise.inject_outcome",
                    .unit = FactUnit::choice,
                    .meaning = {"Where an inject stands: waiting, played (and nothing more yet), met, missed, expired.",
                                "导调信息的状态：waiting（待下达）、played（已下达、尚无结果）、met（已落实）、"
                                "missed（逾期未落实）、expired（已失效）。"},
                    .parameters = {{FactArgument::inject}},
                    .choices = {"waiting", "played", "met", "missed", "expired"},
                    .needs = {"injects"},
                    .value = outcome});
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
  catalog.add_event<InjectMet>();
  catalog.add_event<InjectMissed>();
  catalog.add_event<InjectExpired>();
  catalog.add_event<EmergencyControlImposed>();
  catalog.add_event<EmergencyControlLifted>();
  catalog.add_measures(measure_descriptions(), add_measures);
  catalog.add_table(inject_table());
  register_facts(catalog);
  catalog.set_drill_draft(draft_first_drill);
}

}  // namespace tocsin::exercise
