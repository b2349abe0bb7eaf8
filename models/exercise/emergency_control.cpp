// SPDX-License-Identifier: Apache-2.0
#include "models/exercise/emergency_control.hpp"

#include <algorithm>

#include "engine/input/codes.hpp"
#include "models/exercise/events.hpp"
#include "models/hazard/hazard.hpp"
#include "models/traffic/traffic.hpp"

namespace tocsin::exercise {
namespace {

/// The roads that lead vehicles into a zone: to a junction where its people reach the road, from one where none do.
std::vector<SegmentId> ways_into(ZoneId zone, const Town& town) {
  std::vector<std::uint8_t> inside(town.roads.junction_count(), 0);
  const auto& z = town.zones[zone.index()];
  const auto mark = [&](JunctionId junction) {
    if (junction.exists()) inside[junction.index()] = 1;
  };
  mark(z.place.road_junction);
  for (std::uint32_t k = 0; k < z.household_count; ++k) mark(town.population.road_junction[z.first_household + k]);
  std::vector<SegmentId> ways;
  for (std::size_t s = 0; s < town.roads.segment_count(); ++s) {
    const SegmentId segment(s);
    const bool leads_in = inside[town.roads.to(segment).index()] != 0 && inside[town.roads.from(segment).index()] == 0;
    if (leads_in) ways.push_back(segment);
  }
  return ways;
}

std::uint32_t count(std::size_t n) {
  return static_cast<std::uint32_t>(n);
}

}  // namespace

void BanAction::describe(Fields& f) {
  f.optional("roads", roads, {"Roads closed in both directions.", "双向禁行的道路。"});
  f.optional(
      "zones", zones,
      {"Zones that nobody drives into from outside; who is inside may leave.", "禁止驶入的分区（区内车辆可驶离）。"});
  f.optional("modes", modes,
             {"Who is kept out; cars, motorcycles and trucks if left out. Emergency vehicles always pass.",
              "禁行对象；缺省为小汽车、摩托车和货车。应急车辆始终放行。"});
}

void BanAction::check(const Scenario& scenario, Diagnostics& diagnostics) {
  found.clear();
  for (const auto& road : roads) {
    for (const auto segment : scenario.find_road(road, diagnostics)) found.push_back(segment);
  }
  for (const auto& reference : zones) {
    const auto zone = scenario.find(reference, diagnostics);
    if (!zone.exists()) continue;
    const auto ways = ways_into(zone, *scenario.town);
    found.insert(found.end(), ways.begin(), ways.end());
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  unsigned all = 0;
  if (modes.empty())
    all = mask_of(TravelMode::car) | mask_of(TravelMode::motorcycle) | mask_of(TravelMode::tricycle) |
          mask_of(TravelMode::truck);
  for (const auto& mode : modes) {
    all |= mask_of(mode.value);
    if ((mask_of(mode.value) & kEmergencyVehicles) == 0) continue;
    diagnostics.error(mode.where, codes::kInconsistent, {"no ban stops emergency vehicles", "应急车辆不受禁行限制"},
                      {"walk, motorcycle, tricycle, car, bus, truck or low_loader",
                       "walk、motorcycle、tricycle、car、bus、truck 或 low_loader"});
  }
  mask = static_cast<ModeMask>(all);
}

void StopAction::describe(Fields& f) {
  f.optional("places", selection.places,
             {"Buildings that empty and sites that close.", "停课停业清空的建筑、关停的景区。"});
  f.optional("trips", trips,
             {"Share of the traffic demand that no longer sets out: work, classes and markets are stopped.",
              "因停工、停课、停业而不再出行的交通需求比例。"})
      .between(0_percent, 100_percent);
}

void WithdrawAction::describe(Fields& f) {
  f.optional("zones", zones, {"Zones that are ordered to leave.", "下令撤离的分区。"});
  f.optional("coverage", coverage, {"Whom the order concerns in these zones.", "命令在分区内的适用对象。"});
}

void DisperseAction::describe(Fields& f) {
  f.optional("controls", selection.controls,
             {"Control points and one-way roads of the section traffic that begin.",
              "启动的 traffic 条目（管控点、单向通行）。"});
}

void EmergencyControlParameters::describe(Fields& f) {
  entry.describe(f);
  f.optional("lasts", lasts,
             {"After which the ban is lifted and the controls end; until EndEx if left out.",
              "持续时间，到时解除禁行、结束管控；缺省至演练结束。"})
      .more_than(0s);
  f.optional("ban", ban, {"Ban (禁): roads and zones that nobody drives into.", "禁：禁止驶入的道路和分区。"});
  f.optional("stop", stop, {"Stop (停): buildings and sites that close.", "停：停课停业的建筑、关停的景区。"});
  f.optional("withdraw", withdraw, {"Withdraw (撤): zones that are ordered to leave.", "撤：下令撤离的分区。"});
  f.optional("disperse", disperse,
             {"Disperse (疏): controls of traffic that send people on.", "疏：引导疏散的交通管控措施。"});
}

void EmergencyControlParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  entry.check(*this, scenario, diagnostics);
  ban.check(scenario, diagnostics);
  stop.selection.check(scenario, diagnostics);
  disperse.selection.check(scenario, diagnostics);
  withdraw.found.clear();
  for (const auto& reference : withdraw.zones) {
    if (const auto zone = scenario.find_in_scope(reference, diagnostics); zone.exists()) withdraw.found.push_back(zone);
  }
  if (stop.trips > 0_percent && scenario.all<traffic::TravelDemand>().empty()) {
    diagnostics.error(
        where, codes::kInconsistent,
        {"there are no trips to stop: the drill has no traffic demand", "没有可停止的出行：演练中没有交通需求"},
        {"traffic: - kind: departures", "traffic: - kind: departures"});
  }
  const bool nothing = stop.trips <= 0_percent && ban.roads.empty() && ban.zones.empty() &&
                       stop.selection.places.empty() && withdraw.zones.empty() && disperse.selection.controls.empty();
  if (!nothing) return;
  diagnostics.error(
      where, codes::kInconsistent, phrase("'{}' controls nothing", "“{}”没有任何管控内容", id),
      {"one of ban, stop, withdraw, disperse with something in it", "ban、stop、withdraw、disperse 中至少一项有内容"});
}

std::unique_ptr<Model> EmergencyControlParameters::make() const {
  return std::make_unique<InjectModel>(entry, Phase::infrastructure, [this](World& world) { impose(world); });
}

void EmergencyControlParameters::impose(World& world) const {
  world.publish(EmergencyControlImposed{.inject = entry.name,
                                        .ban = count(ban.found.size()),
                                        .stop = count(stop.selection.found.size()),
                                        .withdraw = count(withdraw.found.size()),
                                        .disperse = count(disperse.selection.found.size())});
  for (const auto segment : ban.found) world.door<hazard::RoadHindrances>().close(entry.name, segment, ban.mask);
  for (const auto place : stop.selection.found) world.door<evacuation::AlarmedPlaces>().sound_alarm(place);
  if (stop.trips > 0_percent) world.door<traffic::TravelStops>().stop(entry.name, stop.trips);
  if (!withdraw.found.empty()) {
    world.door<warning::Orders>().issue(entry.name, withdraw.found, withdraw.coverage);
  }
  for (const auto control : disperse.selection.found) world.door<traffic::Controls>().begin(control);
  if (lasts) world.kernel().schedule(world.now() + *lasts, Phase::infrastructure, [this, &world] { lift(world); });
}

void EmergencyControlParameters::lift(World& world) const {
  world.publish(EmergencyControlLifted{entry.name});
  for (const auto segment : ban.found) world.door<hazard::RoadHindrances>().clear(entry.name, segment);
  world.door<traffic::TravelStops>().lift(entry.name);
  for (const auto control : disperse.selection.found) world.door<traffic::Controls>().end(control);
}

}  // namespace tocsin::exercise
