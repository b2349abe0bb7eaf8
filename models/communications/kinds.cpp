// SPDX-License-Identifier: Apache-2.0
// The kinds of this folder, one line each.
#include "models/communications/kinds.hpp"

#include "models/communications/bearers.hpp"
#include "models/communications/cuts.hpp"
#include "models/communications/measures.hpp"

namespace tocsin::communications {
namespace {

const std::vector<Phrase> kSiteLimits{
    {"Hills on which the town package has no junction, home or river point; diffraction, buildings, weather.",
     "不考虑城镇数据未覆盖的山体，以及绕射、建筑遮挡和天气。"},
    {"Hand-over between sites: a terminal uses the nearest site that works.", "不考虑切换：终端使用最近的可用站点。"}};
const std::vector<Phrase> kSkyLimits{{"Which slope hides the satellite: places without a view are drawn.",
                                      "不按坡向计算遮挡：看不到卫星的地点为随机抽取。"},
                                     {"Charging of terminals.", "不考虑终端充电。"}};
const std::vector<Phrase> kCutLimits{
    {"The lines themselves: a cut takes the sites it names.", "不模拟线路走向：中断作用于所列站点。"},
    {"Repair crews: the time until it is restored is drawn for each township.",
     "不模拟抢修队伍：恢复时间按乡镇抽取。"}};

void register_events(Catalog& catalog) {
  catalog.add_event<SiteFellSilent>();
  catalog.add_event<SiteRestored>();
  catalog.add_event<MessageSent>();
  catalog.add_event<MessageAttemptFailed>();
  catalog.add_event<MessageDelivered>();
  catalog.add_event<MessageLost>();
}

}  // namespace

void register_models(Catalog& catalog) {
  catalog.add_section("communications", {"Communications", "通信"});
  catalog.add_kind<PublicCellParameters>("communications", "public_cell",
                                         {"The public cell network: calls and texts.", "公网：通话与文字。"},
                                         kSiteLimits);
  catalog.add_kind<TrunkingParameters>(
      "communications", "trunking",
      {"370 MHz narrowband trunking: calls wait for a slot.", "370兆窄带集群：通话排队等待时隙。"}, kSiteLimits);
  catalog.add_kind<SatellitePhoneParameters>("communications", "satellite_phone", {"Satellite phones.", "卫星电话。"},
                                             kSkyLimits);
  catalog.add_kind<VsatParameters>("communications", "vsat", {"Portable VSAT terminals.", "便携卫星站。"}, kSkyLimits);
  catalog.add_kind<BeidouParameters>(
      "communications", "beidou",
      {"BeiDou short messages, one a minute and of limited length.", "北斗短报文，频度与长度受限。"}, kSkyLimits);
  catalog.add_kind<MessengerParameters>(
      "communications", "messenger", {"Messengers on the ways that are open.", "通信员沿可通行道路传递。"},
      {{"How many messengers there are, their tiring, and danger to them.", "不限通信员人数，不考虑疲劳和自身危险。"}});
  catalog.add_kind<PowerCutParameters>("communications", "power_cut",
                                       {"Mains power fails; batteries run down.", "市电中断，站点转入电池供电。"},
                                       kCutLimits);
  catalog.add_kind<FiberCutParameters>(
      "communications", "fiber_cut",
      {"A cable is cut; what lies behind it is isolated.", "光缆中断，其后站点全部孤立。"}, kCutLimits);
  register_events(catalog);
  catalog.add_measures(measure_descriptions(), add_measures);
  catalog.add_table(message_list());
}

}  // namespace tocsin::communications
