// SPDX-License-Identifier: Apache-2.0
// What the networks tell: sites that fall silent and come back, messages sent, tried in vain, delivered, lost.
#pragma once

#include <array>

#include "engine/simulation/event.hpp"

namespace tocsin::communications {

/// What carries a message; the order is that of use when an entry names none (handbook 8.2, E).
enum class Bearer : std::uint8_t { public_cell, trunking, satellite_phone, vsat, beidou, mesh, messenger };
inline constexpr std::size_t kBearerCount = 7;

/// A voice call, or text of any kind (an order, a roster, a photograph).
enum class MessageKind : std::uint8_t { call, text };

/// Why a site carries nothing.
enum class SilenceReason : std::uint8_t { no_power, no_fiber };

/// Why one bearer did not carry a message.
enum class AttemptFailure : std::uint8_t {
  no_coverage,  ///< no working site within reach or no view of the sky, at either end
  busy,         ///< all channels taken
  broken,       ///< a site fell silent while it was on its way
  timed_out,    ///< not through within the patience of the sender
  no_way,       ///< a messenger found no open way
};

/// Why a message never arrived.
enum class LossReason : std::uint8_t { no_bearer_left, expired, no_answer };

}  // namespace tocsin::communications

template <>
struct tocsin::EnumNames<tocsin::communications::Bearer> {
  static constexpr std::array<std::string_view, 7> value{"public_cell", "trunking", "satellite_phone", "vsat",
                                                         "beidou",      "mesh",     "messenger"};
};
template <>
struct tocsin::EnumWords<tocsin::communications::Bearer> {
  static constexpr std::array<PhraseView, 7> value{{{"public cell network", "公网"},
                                                    {"370 MHz trunking", "370兆窄带集群"},
                                                    {"satellite phone", "卫星电话"},
                                                    {"VSAT", "便携卫星站"},
                                                    {"BeiDou short message", "北斗短报文"},
                                                    {"broadband mesh", "宽带自组网"},
                                                    {"messenger", "通信员"}}};
};
template <>
struct tocsin::EnumNames<tocsin::communications::MessageKind> {
  static constexpr std::array<std::string_view, 2> value{"call", "text"};
};
template <>
struct tocsin::EnumWords<tocsin::communications::MessageKind> {
  static constexpr std::array<PhraseView, 2> value{{{"call", "通话"}, {"text", "文字"}}};
};
template <>
struct tocsin::EnumNames<tocsin::communications::SilenceReason> {
  static constexpr std::array<std::string_view, 2> value{"no_power", "no_fiber"};
};
template <>
struct tocsin::EnumWords<tocsin::communications::SilenceReason> {
  static constexpr std::array<PhraseView, 2> value{{{"no power", "断电"}, {"fiber cut", "光缆中断"}}};
};
template <>
struct tocsin::EnumNames<tocsin::communications::AttemptFailure> {
  static constexpr std::array<std::string_view, 5> value{"no_coverage", "busy", "broken", "timed_out", "no_way"};
};
template <>
struct tocsin::EnumWords<tocsin::communications::AttemptFailure> {
  static constexpr std::array<PhraseView, 5> value{{{"no coverage", "无信号"},
                                                    {"all channels taken", "信道占满"},
                                                    {"broken off", "传输中断"},
                                                    {"not through in time", "超时未通"},
                                                    {"no open way", "道路不通"}}};
};
template <>
struct tocsin::EnumNames<tocsin::communications::LossReason> {
  static constexpr std::array<std::string_view, 3> value{"no_bearer_left", "expired", "no_answer"};
};
template <>
struct tocsin::EnumWords<tocsin::communications::LossReason> {
  static constexpr std::array<PhraseView, 3> value{{{"no bearer left to try", "所有手段均不通"},
                                                    {"past its deadline", "超过时限"},
                                                    {"nobody answered", "无人接听"}}};
};

namespace tocsin::communications {

struct SiteFellSilent {
  static constexpr std::string_view kName = "communications.site_fell_silent";
  static Phrase meaning() { return {"A communication site stopped working, and why.", "通信站点中断及原因。"}; }
  CommunicationSiteId site;
  SilenceReason reason{};
  void fields(EventFields& f) {
    f("site", site);
    f("reason", reason);
  }
};

struct SiteRestored {
  static constexpr std::string_view kName = "communications.site_restored";
  static Phrase meaning() { return {"A communication site works again.", "通信站点恢复。"}; }
  CommunicationSiteId site;
  void fields(EventFields& f) { f("site", site); }
};

struct RepairBegun {
  static constexpr std::string_view kName = "communications.repair_begun";
  static Phrase meaning() { return {"A crew was sent to mend what a cut has taken.", "抢修班组受命前往修复。"}; }
  NameId entry;
  NameId cut;
  CommunicationSiteId site;
  void fields(EventFields& f) {
    f("entry", entry, kByName);
    f("cut", cut, kByName);
    f("site", site);
  }
};

struct CrewHeldUp {
  static constexpr std::string_view kName = "communications.crew_held_up";
  static Phrase meaning() {
    return {"No road is open to where a crew, a generator or fuel is to go.", "道路不通，抢修班组、发电机或油料受阻。"};
  }
  NameId entry;
  CommunicationSiteId site;
  void fields(EventFields& f) {
    f("entry", entry, kByName);
    f("site", site);
  }
};

struct RepairDone {
  static constexpr std::string_view kName = "communications.repair_done";
  static Phrase meaning() { return {"A crew has mended what a cut had taken.", "抢修完成。"}; }
  NameId entry;
  NameId cut;
  CommunicationSiteId site;
  void fields(EventFields& f) {
    f("entry", entry, kByName);
    f("cut", cut, kByName);
    f("site", site);
  }
};

struct GeneratorSent {
  static constexpr std::string_view kName = "communications.generator_sent";
  static Phrase meaning() { return {"A generator was sent to a site without mains.", "发电机派往失去市电的站点。"}; }
  NameId entry;
  CommunicationSiteId site;
  void fields(EventFields& f) {
    f("entry", entry, kByName);
    f("site", site);
  }
};

struct GeneratorRuns {
  static constexpr std::string_view kName = "communications.generator_runs";
  static Phrase meaning() { return {"A generator feeds a site.", "发电机开始供电。"}; }
  NameId entry;
  CommunicationSiteId site;
  void fields(EventFields& f) {
    f("entry", entry, kByName);
    f("site", site);
  }
};

struct GeneratorDry {
  static constexpr std::string_view kName = "communications.generator_dry";
  static Phrase meaning() { return {"A generator has run out of fuel.", "发电机油料耗尽。"}; }
  NameId entry;
  CommunicationSiteId site;
  void fields(EventFields& f) {
    f("entry", entry, kByName);
    f("site", site);
  }
};

struct PortableCellUp {
  static constexpr std::string_view kName = "communications.portable_cell_up";
  static Phrase meaning() { return {"A portable cell carries messages.", "便携（机载）基站开通。"}; }
  NameId entry;
  void fields(EventFields& f) { f("entry", entry, kByName); }
};

struct PortableCellDown {
  static constexpr std::string_view kName = "communications.portable_cell_down";
  static Phrase meaning() { return {"A portable cell is at the end of its endurance.", "便携（机载）基站续航结束。"}; }
  NameId entry;
  void fields(EventFields& f) { f("entry", entry, kByName); }
};

struct MessageSent {
  static constexpr std::string_view kName = "communications.message_sent";
  static Phrase meaning() { return {"A message was given to be sent.", "一条信息交付发送。"}; }
  std::uint32_t message = 0;  ///< counted from 1 in a replication
  NameId from;
  NameId to;
  MessageKind kind{};
  void fields(EventFields& f) {
    f("message", message, {"message {}", "第 {} 条"});
    f("from", from, {"from {}", "发自{}"});
    f("to", to, {"to {}", "发往{}"});
    f("kind", kind);
  }
};

struct MessageAttemptFailed {
  static constexpr std::string_view kName = "communications.message_attempt_failed";
  static Phrase meaning() { return {"A bearer did not carry a message, and why.", "某一手段未能送达及原因。"}; }
  std::uint32_t message = 0;
  Bearer bearer{};
  AttemptFailure reason{};
  void fields(EventFields& f) {
    f("message", message, {"message {}", "第 {} 条"});
    f("bearer", bearer);
    f("reason", reason);
  }
};

struct CallSentAsText {
  static constexpr std::string_view kName = "communications.call_sent_as_text";
  static Phrase meaning() {
    return {"No channel was free: a call goes as a short message.", "信道占满，通话改发短信。"};
  }
  std::uint32_t message = 0;
  void fields(EventFields& f) { f("message", message, {"message {}", "第 {} 条"}); }
};

struct MessageDelivered {
  static constexpr std::string_view kName = "communications.message_delivered";
  static Phrase meaning() { return {"A message was received, and by which bearer.", "信息送达及所用手段。"}; }
  std::uint32_t message = 0;
  Bearer bearer{};
  void fields(EventFields& f) {
    f("message", message, {"message {}", "第 {} 条"});
    f("bearer", bearer);
  }
};

struct MessageLost {
  static constexpr std::string_view kName = "communications.message_lost";
  static Phrase meaning() { return {"A message was given up, and why.", "信息最终未送达及原因。"}; }
  std::uint32_t message = 0;
  LossReason reason{};
  void fields(EventFields& f) {
    f("message", message, {"message {}", "第 {} 条"});
    f("reason", reason);
  }
};

}  // namespace tocsin::communications
