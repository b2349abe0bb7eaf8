// SPDX-License-Identifier: Apache-2.0
#include "models/exercise/injects.hpp"

#include <algorithm>

#include "models/communications/communications.hpp"
#include "models/hazard/hazard.hpp"
#include "models/traffic/traffic.hpp"

namespace tocsin::exercise {
namespace {

/// All blockages and power cuts by injects have one cause, so that a later inject can lift them.
constexpr std::string_view kByInject = "inject";

std::vector<SegmentId> find_roads(const std::vector<Reference<SegmentTag>>& roads, const Scenario& scenario,
                                  Diagnostics& diagnostics) {
  std::vector<SegmentId> found;
  for (const auto& reference : roads) {
    for (const auto segment : scenario.find_road(reference, diagnostics)) found.push_back(segment);
  }
  return found;
}

InjectModel::Action set_mains(const std::vector<CommunicationSiteId>& sites, communications::MainsPower power) {
  return [&sites, power](World& world) {
    const NameId cause(world.scenario().names->find(Entity::name, kByInject));
    for (const auto site : sites) world.door<communications::Sites>().set_mains(cause, site, power);
  };
}

}  // namespace

void MessageParameters::describe(Fields& f) {
  entry.describe(f);
  f.required("text", text, {"What the players are told.", "导调信息内容。"});
}

void MessageParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  entry.check(*this, scenario, diagnostics);
}

std::unique_ptr<Model> MessageParameters::make() const {
  return std::make_unique<InjectModel>(entry, Phase::response, InjectModel::Action{});
}

void SiteSelection::describe(Fields& f) {
  f.optional("sites", sites, {"Communication sites concerned.", "涉及的通信站点。"});
  f.optional("zones", zones,
             {"Zones whose communication sites are concerned; with sites left out too: all sites.",
              "涉及其通信站点的分区；与 sites 均不写则为全部站点。"});
}

std::vector<CommunicationSiteId> SiteSelection::find(const Scenario& scenario, Diagnostics& diagnostics) const {
  const auto& town = *scenario.town;
  std::vector<std::uint8_t> chosen(town.communication_sites.size(), sites.empty() && zones.empty() ? 1 : 0);
  for (const auto& reference : sites) {
    const auto site = scenario.find(reference, diagnostics);
    if (site.exists()) chosen[site.index()] = 1;
  }
  for (const auto& reference : zones) {
    const auto zone = scenario.find(reference, diagnostics);
    for (std::size_t s = 0; zone.exists() && s < chosen.size(); ++s) {
      if (communications::nearest_zone(town, town.communication_sites[s].place) == zone) chosen[s] = 1;
    }
  }
  std::vector<CommunicationSiteId> found;
  for (std::size_t s = 0; s < chosen.size(); ++s) {
    if (chosen[s] != 0) found.emplace_back(s);
  }
  return found;
}

void PowerLostParameters::describe(Fields& f) {
  entry.describe(f);
  selection.describe(f);
}

void PowerLostParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  entry.check(*this, scenario, diagnostics);
  found = selection.find(scenario, diagnostics);
  scenario.names->intern(kByInject);
}

std::unique_ptr<Model> PowerLostParameters::make() const {
  return std::make_unique<InjectModel>(entry, Phase::infrastructure, set_mains(found, communications::MainsPower::off));
}

void PowerRestoredParameters::describe(Fields& f) {
  entry.describe(f);
  selection.describe(f);
}

void PowerRestoredParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  entry.check(*this, scenario, diagnostics);
  found = selection.find(scenario, diagnostics);
  scenario.names->intern(kByInject);
}

std::unique_ptr<Model> PowerRestoredParameters::make() const {
  return std::make_unique<InjectModel>(entry, Phase::infrastructure, set_mains(found, communications::MainsPower::on));
}

void RoadClosedParameters::describe(Fields& f) {
  entry.describe(f);
  f.required("roads", roads, {"Roads that are blocked, in both directions.", "双向中断的道路。"});
  f.optional("modes", modes,
             {"Travel modes that do not get through; all if left out.", "不能通行的方式；缺省为全部。"});
  f.optional("buries", buries,
             {"Vehicles on the roads are stuck there until the road opens (a slide); otherwise they drive out.",
              "路上车辆被掩埋受困，至恢复通行（滑坡）；否则驶离。"});
}

void RoadClosedParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  entry.check(*this, scenario, diagnostics);
  found = find_roads(roads, scenario, diagnostics);
  scenario.names->intern(kByInject);
  unsigned all = modes.empty() ? kAllModes : 0U;
  for (const auto mode : modes) all |= mask_of(mode);
  mask = static_cast<ModeMask>(all);
  if (mask == kAllModes) closed_to_all = found;
}

std::unique_ptr<Model> RoadClosedParameters::make() const {
  return std::make_unique<InjectModel>(entry, Phase::infrastructure, [this](World& world) {
    const NameId cause(world.scenario().names->find(Entity::name, kByInject));
    for (const auto segment : found) world.door<hazard::RoadHindrances>().close(cause, segment, mask);
    if (!buries) return;
    for (const auto segment : found) world.door<traffic::RoadTraffic>().bury(segment);
  });
}

void RoadOpenedParameters::describe(Fields& f) {
  entry.describe(f);
  f.required("roads", roads,
             {"Roads that injects blocked and that are free again.", "恢复通行的道路（此前由导调信息中断）。"});
}

void RoadOpenedParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  entry.check(*this, scenario, diagnostics);
  found = find_roads(roads, scenario, diagnostics);
  scenario.names->intern(kByInject);
}

std::unique_ptr<Model> RoadOpenedParameters::make() const {
  return std::make_unique<InjectModel>(entry, Phase::infrastructure, [this](World& world) {
    const NameId cause(world.scenario().names->find(Entity::name, kByInject));
    for (const auto segment : found) world.door<hazard::RoadHindrances>().clear(cause, segment);
  });
}

void IssueOrderParameters::describe(Fields& f) {
  entry.describe(f);
  f.required("zones", zones, {"Zones that are ordered to evacuate.", "下达转移命令的分区。"});
  f.optional("coverage", coverage, {"Whom the order concerns in these zones.", "命令在分区内的适用对象。"});
}

void IssueOrderParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  entry.check(*this, scenario, diagnostics);
  found.clear();
  for (const auto& reference : zones) {
    const auto zone = scenario.find(reference, diagnostics);
    if (zone.exists()) found.push_back(zone);
  }
  if (!zones.empty()) return;
  diagnostics.error(where, "inconsistent", phrase("the order '{}' names no zone", "命令“{}”未列任何分区", id),
                    {"zones: […], the zones that are to leave", "zones: […]，需转移的分区"});
}

std::unique_ptr<Model> IssueOrderParameters::make() const {
  return std::make_unique<InjectModel>(entry, Phase::response, [this](World& world) {
    world.door<warning::Orders>().issue(entry.name, found, coverage);
  });
}

}  // namespace tocsin::exercise
