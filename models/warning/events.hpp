// SPDX-License-Identifier: Apache-2.0
// What the warning chain tells.
#pragma once

#include <array>

#include "engine/input/cap.hpp"
#include "engine/simulation/event.hpp"

namespace tocsin::warning {

/// By what a household was alerted, from the least to the most convincing (compliance by channel: handbook 3.7).
enum class Channel : std::uint8_t {
  siren,
  television_radio,
  app_group,
  text_message,
  cell_broadcast,
  word_of_mouth,
  automatic_calls,
  gong,
  phone_tree,
  loudspeaker,
  door_to_door
};
inline constexpr std::size_t kChannelCount = 11;
/// Colors of a warning, from the lowest to the highest (蓝、黄、橙、红).
enum class Grade : std::uint8_t { blue, yellow, orange, red };
inline constexpr std::size_t kGradeCount = 4;
/// What a message to the public asks for: to pack and wait (准备转移), or to leave (立即转移).
enum class Action : std::uint8_t { get_ready, go_now };
/// Whom an order for a zone concerns.
enum class Coverage : std::uint8_t { threatened_households, whole_zone };

}  // namespace tocsin::warning

template <>
struct tocsin::EnumNames<tocsin::warning::Channel> {
  static constexpr std::array<std::string_view, tocsin::warning::kChannelCount> value{
      "siren", "television_radio", "app_group",   "text_message", "cell_broadcast", "word_of_mouth", "automatic_calls",
      "gong",  "phone_tree",       "loudspeaker", "door_to_door"};
};
template <>
struct tocsin::EnumWords<tocsin::warning::Channel> {
  static constexpr std::array<PhraseView, tocsin::warning::kChannelCount> value{{{"siren", "警报器"},
                                                                                 {"television and radio", "广播电视"},
                                                                                 {"app group", "微信群"},
                                                                                 {"text message", "短信"},
                                                                                 {"cell broadcast", "小区广播"},
                                                                                 {"word of mouth", "口口相传"},
                                                                                 {"automatic calls", "智能外呼"},
                                                                                 {"gong and whistle", "鸣锣吹哨"},
                                                                                 {"phone tree", "人工电话"},
                                                                                 {"loudspeaker", "大喇叭"},
                                                                                 {"door to door", "逐户敲门"}}};
};
template <>
struct tocsin::EnumNames<tocsin::warning::Grade> {
  static constexpr std::array<std::string_view, 4> value{"blue", "yellow", "orange", "red"};
};
template <>
struct tocsin::EnumWords<tocsin::warning::Grade> {
  static constexpr std::array<PhraseView, 4> value{
      {{"blue", "蓝色"}, {"yellow", "黄色"}, {"orange", "橙色"}, {"red", "红色"}}};
};
template <>
struct tocsin::EnumNames<tocsin::warning::Action> {
  static constexpr std::array<std::string_view, 2> value{"get_ready", "go_now"};
};
template <>
struct tocsin::EnumWords<tocsin::warning::Action> {
  static constexpr std::array<PhraseView, 2> value{{{"get ready", "准备转移"}, {"go now", "立即转移"}}};
};
template <>
struct tocsin::EnumNames<tocsin::warning::Coverage> {
  static constexpr std::array<std::string_view, 2> value{"threatened_households", "whole_zone"};
};
template <>
struct tocsin::EnumWords<tocsin::warning::Coverage> {
  static constexpr std::array<PhraseView, 2> value{
      {{"threatened households only", "仅受威胁户"}, {"the whole zone", "整个村社"}}};
};

namespace tocsin::warning {

struct DangerDetected {
  static constexpr std::string_view kName = "warning.danger_detected";
  static Phrase meaning() { return {"A sensor or an observer noticed the danger.", "传感器或巡查人员发现险情。"}; }
  NameId source;
  void fields(EventFields& f) { f("source", source); }
};

struct ConsultationStarted {
  static constexpr std::string_view kName = "warning.consultation_started";
  static Phrase meaning() { return {"The duty desk began to consult on the danger.", "值班人员开始会商研判。"}; }
  NameId source;
  void fields(EventFields& f) { f("source", source); }
};

struct OrderIssued {
  static constexpr std::string_view kName = "warning.order_issued";
  static Phrase meaning() { return {"The order to evacuate was issued.", "发布转移命令。"}; }
  NameId source;
  std::uint32_t zones = 0;
  void fields(EventFields& f) {
    f("source", source);
    f("zones", zones, {"{} zones", "{} 个村社"});
  }
};

/// A message of the Common Alerting Protocol came in from outside.
struct AlertAnnounced {
  static constexpr std::string_view kName = "warning.alert_announced";
  static Phrase meaning() {
    return {"A warning message (CAP) was announced; an order that it carries follows by itself.",
            "收到并发布一条预警信息（CAP）；其中的转移命令另行记录。"};
  }
  NameId source;
  cap::Urgency urgency{};
  cap::Severity severity{};
  cap::Certainty certainty{};
  std::uint32_t zones = 0;
  void fields(EventFields& f) {
    f("source", source);
    f("urgency", urgency);
    f("severity", severity);
    f("certainty", certainty);
    f("zones", zones, {"{} zones", "{} 个村社"});
  }
};

struct ZoneOrdered {
  static constexpr std::string_view kName = "warning.zone_ordered";
  static Phrase meaning() { return {"A zone is under the order to evacuate.", "村（社区）被纳入转移范围。"}; }
  ZoneId zone;
  Coverage coverage{};
  void fields(EventFields& f) {
    f("zone", zone);
    f("coverage", coverage);
  }
};

/// The color of an order or of a message to get ready, when it has one.
struct GradeAnnounced {
  static constexpr std::string_view kName = "warning.grade_announced";
  static Phrase meaning() { return {"A warning of a color was issued.", "发布某一等级预警。"}; }
  NameId source;
  Grade grade{};
  Action action{};
  void fields(EventFields& f) {
    f("source", source);
    f("grade", grade);
    f("action", action);
  }
};

struct GetReadyIssued {
  static constexpr std::string_view kName = "warning.get_ready_issued";
  static Phrase meaning() {
    return {"A message to get ready was issued; it orders nobody to leave.", "发布准备转移提示，尚未要求转移。"};
  }
  NameId source;
  std::uint32_t zones = 0;
  void fields(EventFields& f) {
    f("source", source);
    f("zones", zones, {"{} zones", "{} 个村社"});
  }
};

struct ZoneToldToGetReady {
  static constexpr std::string_view kName = "warning.zone_told_to_get_ready";
  static Phrase meaning() { return {"The people of a zone are to get ready.", "村（社区）居民须做好转移准备。"}; }
  ZoneId zone;
  Coverage coverage{};
  void fields(EventFields& f) {
    f("zone", zone);
    f("coverage", coverage);
  }
};

/// One row for each household and channel: also where the alert changes nothing any more.
struct PublicMessageUnderstood {
  static constexpr std::string_view kName = "warning.public_message_understood";
  static Phrase meaning() {
    return {"Somebody of a household read, heard or answered a message of a public channel for the first time.",
            "一户中有人首次看到、听到或接听某一公众渠道的预警。"};
  }
  NameId entry;
  Channel channel{};
  Action action{};
  HouseholdId household;
  void fields(EventFields& f) {
    f("entry", entry, kByName);
    f("channel", channel);
    f("action", action);
    f("household", household);
  }
};

/// The ledger of a public channel at EndEx. Of those addressed (persons; numbers of households for calls; households
/// for sounds) everybody is in exactly one of the other columns.
struct PublicChannelCounted {
  static constexpr std::string_view kName = "warning.public_channel_counted";
  static Phrase meaning() {
    return {"What became of the messages of a public channel until EndEx.", "至演练结束某一公众渠道各条信息的去向。"};
  }
  NameId entry;
  Channel channel{};
  std::uint32_t addressed = 0;
  std::uint32_t understood = 0;
  std::uint32_t no_device = 0;   ///< nothing that takes it
  std::uint32_t away = 0;        ///< not in the zone
  std::uint32_t unnoticed = 0;   ///< arrived; asleep, not read, not answered
  std::uint32_t no_network = 0;  ///< never arrived
  std::uint32_t under_way = 0;   ///< not yet sent, read or called
  void fields(EventFields& f) {
    f("entry", entry, kByName);
    f("channel", channel);
    f("addressed", addressed, {"{} addressed", "发送对象 {}"});
    f("understood", understood, {"{} understood", "已知晓 {}"});
    f("no_device", no_device, {"{} without a device", "无终端 {}"});
    f("away", away, {"{} away", "不在当地 {}"});
    f("unnoticed", unnoticed, {"{} did not notice", "未察觉 {}"});
    f("no_network", no_network, {"{} without network", "无信号 {}"});
    f("under_way", under_way, {"{} not yet", "未及处理 {}"});
  }
};

struct AlertReceived {
  static constexpr std::string_view kName = "warning.alert_received";
  static Phrase meaning() {
    return {
        "A household understood an alert (its first, a more convincing one, or the first since it is under the order).",
        "一户居民收到并理解警报（首次、更有说服力的一次，或被纳入转移对象后的首次）。"};
  }
  HouseholdId household;
  Channel channel{};
  bool first = false;
  std::uint32_t persons = 0;
  void fields(EventFields& f) {
    f("household", household);
    f("channel", channel);
    f("first", first);
    f("persons", persons, kPersons);
  }
};

struct ChannelStarted {
  static constexpr std::string_view kName = "warning.channel_started";
  static Phrase meaning() { return {"A warning channel began to work.", "预警渠道开始工作。"}; }
  NameId entry;
  ZoneId zone;  ///< none: works for several zones
  void fields(EventFields& f) {
    f("entry", entry, kByName);
    f("zone", zone);
  }
};

/// Why a channel does not work.
enum class ChannelFailure : std::uint8_t { no_power, no_staff, out_of_order };

}  // namespace tocsin::warning

template <>
struct tocsin::EnumNames<tocsin::warning::ChannelFailure> {
  static constexpr std::array<std::string_view, 3> value{"no_power", "no_staff", "out_of_order"};
};
template <>
struct tocsin::EnumWords<tocsin::warning::ChannelFailure> {
  static constexpr std::array<PhraseView, 3> value{
      {{"no power", "停电"}, {"nobody to work it", "无人操作"}, {"out of order", "设备故障"}}};
};

namespace tocsin::warning {

struct ChannelFailed {
  static constexpr std::string_view kName = "warning.channel_failed";
  static Phrase meaning() { return {"A warning channel could not work, and why.", "预警渠道失效及原因。"}; }
  NameId entry;
  CommunicationSiteId site;
  ChannelFailure reason{};
  void fields(EventFields& f) {
    f("entry", entry, kByName);
    f("site", site);
    f("reason", reason);
  }
};

/// Somebody knocked at a door.
enum class DoorAnswer : std::uint8_t { answered, refused, nobody_home, already_left };

}  // namespace tocsin::warning

template <>
struct tocsin::EnumNames<tocsin::warning::DoorAnswer> {
  static constexpr std::array<std::string_view, 4> value{"answered", "refused", "nobody_home", "already_left"};
};
template <>
struct tocsin::EnumWords<tocsin::warning::DoorAnswer> {
  static constexpr std::array<PhraseView, 4> value{
      {{"answered", "有人应门"}, {"refused", "拒绝"}, {"nobody home", "家中无人"}, {"already left", "已离家"}}};
};

namespace tocsin::warning {

struct DoorKnocked {
  static constexpr std::string_view kName = "warning.door_knocked";
  static Phrase meaning() { return {"A warner stood at a door, and what happened.", "工作人员敲门及结果。"}; }
  HouseholdId household;
  DoorAnswer answer{};
  void fields(EventFields& f) {
    f("household", household);
    f("answer", answer);
  }
};

/// A worker who talked to them before finds them at home still.
struct HouseholdUrged {
  static constexpr std::string_view kName = "warning.household_urged";
  static Phrase meaning() {
    return {
        "A worker talked again to a household that was still at home, and whether that convinces who meant to stay.",
        "工作人员再次上门劝导仍在家的住户，及能否说服拟留守者。"};
  }
  HouseholdId household;
  bool convinced = false;
  void fields(EventFields& f) {
    f("household", household);
    f("convinced", convinced);
  }
};

/// The head of a ten-household cell has been at every door of it that the order concerns.
struct CellCounted {
  static constexpr std::string_view kName = "warning.cell_counted";
  static Phrase meaning() {
    return {"The head of a ten-household cell has gone round: homes told, homes found empty, homes without an answer.",
            "十户联防组长走访完毕：已告知、已清空、未应答户数。"};
  }
  HouseholdId head;
  std::uint32_t told = 0;
  std::uint32_t left = 0;
  std::uint32_t missing = 0;
  void fields(EventFields& f) {
    f("household", head);
    f("told", told, {"{} homes told", "已告知 {} 户"});
    f("left", left, {"{} empty", "已清空 {} 户"});
    f("missing", missing, {"{} without an answer", "未应答 {} 户"});
  }
};

/// Who answers for a zone in an emergency (责任人).
enum class DutyRank : std::uint8_t { head, deputy, holder };
/// Why no more calls go to a duty holder.
enum class GivenUp : std::uint8_t { no_answer, no_connection };

}  // namespace tocsin::warning

template <>
struct tocsin::EnumNames<tocsin::warning::DutyRank> {
  static constexpr std::array<std::string_view, 3> value{"head", "deputy", "holder"};
};
template <>
struct tocsin::EnumWords<tocsin::warning::DutyRank> {
  static constexpr std::array<PhraseView, 3> value{
      {{"head", "责任人"}, {"deputy", "备份责任人"}, {"other duty holder", "其他责任人"}}};
};
template <>
struct tocsin::EnumNames<tocsin::warning::GivenUp> {
  static constexpr std::array<std::string_view, 2> value{"no_answer", "no_connection"};
};
template <>
struct tocsin::EnumWords<tocsin::warning::GivenUp> {
  static constexpr std::array<PhraseView, 2> value{{{"no answer", "无人接听"}, {"no connection", "无法接通"}}};
};

namespace tocsin::warning {

struct DutyHolderConfirmed {
  static constexpr std::string_view kName = "warning.duty_holder_confirmed";
  static Phrase meaning() { return {"A duty holder confirmed the order.", "责任人确认收到命令。"}; }
  ZoneId zone;
  DutyRank rank{};
  std::uint32_t calls = 0;  ///< to him, this one included; 0 or more when somebody went there
  void fields(EventFields& f) {
    f("zone", zone);
    f("rank", rank);
    f("calls", calls, {"{} calls", "拨打 {} 次"});
  }
};

struct DutyHolderGivenUp {
  static constexpr std::string_view kName = "warning.duty_holder_given_up";
  static Phrase meaning() {
    return {"A duty holder could not be reached, and why; the next one is called.",
            "责任人未能联系上及原因，转呼下一人。"};
  }
  ZoneId zone;
  DutyRank rank{};
  GivenUp reason{};
  void fields(EventFields& f) {
    f("zone", zone);
    f("rank", rank);
    f("reason", reason);
  }
};

struct ZoneInformed {
  static constexpr std::string_view kName = "warning.zone_informed";
  static Phrase meaning() {
    return {"The order has arrived in a zone: its workers begin.", "命令到达村（社区），工作人员开始行动。"};
  }
  ZoneId zone;
  void fields(EventFields& f) { f("zone", zone); }
};

struct ConfirmationOverdue {
  static constexpr std::string_view kName = "warning.confirmation_overdue";
  static Phrase meaning() {
    return {"The deadline has passed and nobody of a zone has confirmed the order.",
            "超过时限，村（社区）仍无人确认命令。"};
  }
  ZoneId zone;
  void fields(EventFields& f) { f("zone", zone); }
};

struct LoopClosed {
  static constexpr std::string_view kName = "warning.loop_closed";
  static Phrase meaning() {
    return {
        "The desk has the report that the people of a zone have been told: warning, response, execution and feedback "
        "are closed.",
        "值班室收到村（社区）叫应到位的反馈，预警—响应—执行—反馈闭环。"};
  }
  ZoneId zone;
  void fields(EventFields& f) { f("zone", zone); }
};

}  // namespace tocsin::warning
