// SPDX-License-Identifier: Apache-2.0
// The kinds of this folder, one line each.
#include "models/warning/kinds.hpp"

#include "models/warning/door_to_door.hpp"
#include "models/warning/facts.hpp"
#include "models/warning/issuance.hpp"
#include "models/warning/loudspeaker.hpp"
#include "models/warning/measures.hpp"
#include "models/warning/ten_household_cells.hpp"
#include "models/warning/warning.hpp"
#include "models/warning/word_of_mouth.hpp"

namespace tocsin::warning {
namespace {

void register_events(Catalog& catalog) {
  catalog.add_event<DangerDetected>();
  catalog.add_event<ConsultationStarted>();
  catalog.add_event<OrderIssued>();
  catalog.add_event<ZoneOrdered>();
  catalog.add_event<AlertReceived>();
  catalog.add_event<ChannelStarted>();
  catalog.add_event<ChannelFailed>();
  catalog.add_event<DoorKnocked>();
  catalog.add_event<HouseholdUrged>();
  catalog.add_event<CellCounted>();
}

}  // namespace

void register_models(Catalog& catalog) {
  catalog.add_section("warning", {"Warning", "预警"});
  catalog.add_kind<IssuanceParameters>(
      "warning", "issuance",
      {"From danger to order: detect, report, consult, issue.", "从险情到命令：发现、报告、会商、发布。"},
      {{"False alarms, orders that are called off, and messages lost on the way up.",
        "不考虑误报、命令撤销和上报途中的信息丢失。"}});
  catalog.add_kind<LoudspeakerParameters>(
      "warning", "loudspeaker", {"Village loudspeakers repeat the order.", "村级应急广播循环播报。"},
      {{"Hills, houses and wind in the way of the sound.", "不考虑地形、建筑和风对声传播的影响。"},
       {"People of one household hearing separately: a household hears or does not hear as a whole.",
        "同一户成员不分别计算，整户同时听到或听不到。"},
       {"Batteries that are not full when power fails.", "断电时视备用电池为满电。"}});
  catalog.add_kind<DoorToDoorParameters>(
      "warning", "door_to_door", {"Village workers knock at every home under the order.", "村社工作人员逐户敲门。"},
      {{"The way along lanes: the straight line times a detour factor; cut lanes count only where water stands at a "
        "house.",
        "不按实际道路行走，用直线距离乘绕行系数；仅以房屋处水深判断能否到达。"},
       {"Danger to the workers, and their tiring.", "不考虑工作人员自身安全与疲劳。"}});
  catalog.add_kind<TenHouseholdCellsParameters>(
      "warning", "ten_household_cells",
      {"Heads of ten-household cells knock at the doors of their cell.", "十户联防组长逐户通知本组。"},
      {{"The head's own household: it leaves when it is ready, and he goes on with his round.",
        "组长本户：准备就绪即转移，组长继续走访。"},
       {"Who stands in for a head who is not there, and reports of the count to the village.",
        "组长不在时的代理人，以及清点结果的上报。"}});
  catalog.add_kind<WordOfMouthParameters>(
      "warning", "word_of_mouth", {"Alerted households tell neighbors of their zone.", "知情住户转告同村邻里。"},
      {{"Who knows whom, calls to other zones, and what becomes of the message on the way.",
        "不考虑具体社会关系、跨分区转告和信息失真。"}});
  register_events(catalog);
  catalog.add_measures(measure_descriptions(), add_measures);
  register_facts(catalog);
}

}  // namespace tocsin::warning
