// SPDX-License-Identifier: Apache-2.0
// The kinds of this folder, one line each.
#include "models/warning/kinds.hpp"

#include "models/warning/call_channels.hpp"
#include "models/warning/cap_alert.hpp"
#include "models/warning/cap_export.hpp"
#include "models/warning/confirmation_calls.hpp"
#include "models/warning/door_to_door.hpp"
#include "models/warning/facts.hpp"
#include "models/warning/gong.hpp"
#include "models/warning/issuance.hpp"
#include "models/warning/loudspeaker.hpp"
#include "models/warning/measures.hpp"
#include "models/warning/message_channels.hpp"
#include "models/warning/ten_household_cells.hpp"
#include "models/warning/warning.hpp"
#include "models/warning/word_of_mouth.hpp"

namespace tocsin::warning {
namespace {

void register_events(Catalog& catalog) {
  catalog.add_event<DangerDetected>();
  catalog.add_event<ConsultationStarted>();
  catalog.add_event<AlertAnnounced>();
  catalog.add_event<OrderIssued>();
  catalog.add_event<ZoneOrdered>();
  catalog.add_event<GradeAnnounced>();
  catalog.add_event<GetReadyIssued>();
  catalog.add_event<ZoneToldToGetReady>();
  catalog.add_event<PublicMessageUnderstood>();
  catalog.add_event<PublicChannelCounted>();
  catalog.add_event<AlertReceived>();
  catalog.add_event<ChannelStarted>();
  catalog.add_event<ChannelFailed>();
  catalog.add_event<DoorKnocked>();
  catalog.add_event<HouseholdUrged>();
  catalog.add_event<CellCounted>();
  catalog.add_event<DutyHolderConfirmed>();
  catalog.add_event<DutyHolderGivenUp>();
  catalog.add_event<ZoneInformed>();
  catalog.add_event<ConfirmationOverdue>();
  catalog.add_event<LoopClosed>();
}

const std::vector<Phrase> kHandsetLimits{
    {"Load of the cells: a message costs the network nothing, and the public's calls delay none.",
     "不考虑基站负荷：消息不占用网络容量，也不因公众通话而延迟。"},
    {"Handsets that are not at home: whoever is away is counted and not told.", "外出人员的手机：仅计数，不计入叫应。"},
    {"Wording: everybody who reads a message understands it.", "不考虑措辞：看到即视为理解。"}};

// Channels to many at once, receipts as data.
void register_public_channels(Catalog& catalog) {
  catalog.add_kind<CellBroadcastParameters>(
      "warning", "cell_broadcast",
      {"Cell broadcast with an alarm tone to every handset.", "小区广播：带提示音推送至全部手机。"}, kHandsetLimits);
  catalog.add_kind<TextMessageParameters>(
      "warning", "text_message", {"Text messages, one after the other to every number.", "短信：逐条发送至全部号码。"},
      kHandsetLimits);
  catalog.add_kind<AppGroupParameters>("warning", "app_group",
                                       {"Groups and notices of telephone apps.", "微信群和应用推送。"}, kHandsetLimits);
  catalog.add_kind<AutomaticCallsParameters>(
      "warning", "automatic_calls", {"A machine calls one number of each household.", "智能外呼：逐户自动拨打电话。"},
      kHandsetLimits);
  catalog.add_kind<PhoneTreeParameters>("warning", "phone_tree",
                                        {"People of each zone call its homes.", "人工电话：村社人员逐户拨打电话。"},
                                        kHandsetLimits);
  catalog.add_kind<TelevisionRadioParameters>("warning", "television_radio",
                                              {"Television and radio bulletins.", "广播电视滚动播出。"},
                                              {{"Transmitters: they are on the air as long as there is power at home.",
                                                "不模拟发射台：家中有电即视为可收看收听。"}});
  catalog.add_kind<GongParameters>(
      "warning", "gong", {"Somebody walks through the zone with gong and whistle.", "鸣锣吹哨：专人沿村巷巡回示警。"},
      {{"The way along lanes: the straight line times a detour factor.", "不按实际巷道行走，用直线距离乘绕行系数。"},
       {"Homes that he passes between two stops.", "不计两个停留点之间沿途听到锣声的住户。"}});
  catalog.add_kind<SirenParameters>(
      "warning", "siren", {"Loudspeakers sound a tone without speech.", "警报器：播放警报音，无语音。"},
      {{"Hills, houses and wind in the way of the sound.", "不考虑地形、建筑和风对声传播的影响。"},
       {"What people do to find out what the tone means.", "不考虑居民听到警报后的求证行为。"}});
}

}  // namespace

void register_models(Catalog& catalog) {
  catalog.add_section("warning", {"Warning", "预警"});
  catalog.add_kind<IssuanceParameters>(
      "warning", "issuance",
      {"From danger to order: detect, report, consult, issue.", "从险情到命令：发现、报告、会商、发布。"},
      {{"False alarms, orders that are called off, and messages lost on the way up.",
        "不考虑误报、命令撤销和上报途中的信息丢失。"}});
  catalog.add_kind<CapAlertParameters>(
      "warning", "cap_alert",
      {"A warning message from outside (CAP file) announces, and orders when it says Evacuate.",
       "外部预警信息（CAP 文件）：发布预警，含转移要求时下达命令。"},
      {{"How people understand the wording, and responses other than Evacuate (shelter, avoid, prepare): these are "
        "announced only.",
        "不考虑公众对措辞的理解；除转移（Evacuate）以外的响应（就地避险、避开、准备等）仅发布，不产生行动。"},
       {"Messages that cancel or reject earlier ones; the time a message takes on its way.",
        "不处理取消或拒收类消息，也不计消息传递所需时间。"}});
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
  catalog.add_kind<ConfirmationCallsParameters>(
      "warning", "confirmation_calls",
      {"The desk calls the duty holders of each zone until they confirm.", "叫应：逐村呼叫责任人直至确认。"},
      {{"Posts between the desk and the zone, and two desks that call the same zone.",
        "不设中间层级，也不考虑多个值班室重复呼叫。"},
       {"Duty holders who confirm and do nothing.", "不考虑确认后不履职的情况。"}});
  register_public_channels(catalog);
  register_events(catalog);
  catalog.add_table(confirmation_list());
  catalog.add_measures(measure_descriptions(), add_measures);
  catalog.set_alert_export(export_alerts);
  register_facts(catalog);
}

}  // namespace tocsin::warning
