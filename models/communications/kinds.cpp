// SPDX-License-Identifier: Apache-2.0
// The kinds of this folder, one line each.
#include "models/communications/kinds.hpp"

#include "models/communications/bearers.hpp"
#include "models/communications/cuts.hpp"
#include "models/communications/generators.hpp"
#include "models/communications/measures.hpp"
#include "models/communications/mesh.hpp"
#include "models/communications/portable_cell.hpp"
#include "models/communications/repair_crews.hpp"

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
    {"Without repair_crews the time until it is restored is drawn for each township.",
     "未设 repair_crews 时恢复时间按乡镇抽取。"}};

void register_events(Catalog& catalog) {
  catalog.add_event<SiteFellSilent>();
  catalog.add_event<SiteRestored>();
  catalog.add_event<RepairBegun>();
  catalog.add_event<CrewHeldUp>();
  catalog.add_event<RepairDone>();
  catalog.add_event<GeneratorSent>();
  catalog.add_event<GeneratorRuns>();
  catalog.add_event<GeneratorDry>();
  catalog.add_event<PortableCellUp>();
  catalog.add_event<PortableCellDown>();
  catalog.add_event<MessageSent>();
  catalog.add_event<MessageAttemptFailed>();
  catalog.add_event<CallSentAsText>();
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
  catalog.add_kind<MeshParameters>(
      "communications", "mesh", {"A broadband mesh of nodes on the ground.", "地面节点组成的宽带自组网。"},
      {{"How the nodes get there: they stand at their places when the mesh is up.",
        "不模拟节点运送过程，开通时节点已在位。"},
       {"Nodes that fail one by one, and ways that change with the load.", "不考虑单个节点失效和负载路由。"}});
  catalog.add_kind<MessengerParameters>(
      "communications", "messenger", {"Messengers on the ways that are open.", "通信员沿可通行道路传递。"},
      {{"How many messengers there are, their tiring, and danger to them.", "不限通信员人数，不考虑疲劳和自身危险。"}});
  catalog.add_kind<PowerCutParameters>("communications", "power_cut",
                                       {"Mains power fails; batteries run down.", "市电中断，站点转入电池供电。"},
                                       kCutLimits);
  catalog.add_kind<FiberCutParameters>(
      "communications", "fiber_cut",
      {"A cable is cut; what lies behind it is isolated.", "光缆中断，其后站点全部孤立。"}, kCutLimits);
  catalog.add_kind<RepairCrewsParameters>(
      "communications", "repair_crews",
      {"Crews that mend cuts, on the roads that are open.", "沿可通行道路抢修的班组。"},
      {{"Tools, spare parts, and crews that tire; queues on the roads.", "不考虑机具备件、人员疲劳和道路拥堵。"}});
  catalog.add_kind<GeneratorsParameters>(
      "communications", "generators",
      {"Portable generators for sites without mains, and their fuel.", "为失去市电站点供电的移动发电机及其油料。"},
      {{"How much fuel there is; how many vehicles bring it.", "不限油料总量和运油车辆数。"}});
  catalog.add_kind<PortableCellParameters>(
      "communications", "portable_cell",
      {"A cell or repeater that is brought or flown to where the network is silent.",
       "送达或升空补盲的便携（机载）基站。"},
      {{"Wind, cloud and airspace; the public's own calls on it.", "不考虑风、云和空域管制，以及公众话务。"}});
  register_events(catalog);
  catalog.add_measures(measure_descriptions(), add_measures);
  catalog.add_table(message_list());
}

}  // namespace tocsin::communications
