// SPDX-License-Identifier: Apache-2.0
// Mains, batteries and fiber of the communication sites.
#include <algorithm>
#include <limits>

#include "models/communications/communications.hpp"

namespace tocsin::communications {
namespace {

void set_cause(std::vector<NameId>& causes, NameId cause, bool holds) {
  std::erase(causes, cause);
  if (holds) causes.push_back(cause);
}

}  // namespace

ZoneId nearest_zone(const Town& town, const Place& place) {
  ZoneId nearest;
  float best = std::numeric_limits<float>::infinity();
  for (std::size_t z = 0; z < town.zones.size(); ++z) {
    const float dx = town.zones[z].place.x_m - place.x_m;
    const float dy = town.zones[z].place.y_m - place.y_m;
    if (const float square = dx * dx + dy * dy; square < best) {
      best = square;
      nearest = ZoneId(z);
    }
  }
  return nearest;
}

CommunicationSiteId nearest_on_mains(const Town& town, const Place& place) {
  CommunicationSiteId nearest;
  float best = std::numeric_limits<float>::infinity();
  for (std::size_t s = 0; s < town.communication_sites.size(); ++s) {
    const auto& site = town.communication_sites[s];
    const float dx = site.place.x_m - place.x_m;
    const float dy = site.place.y_m - place.y_m;
    if (const float square = dx * dx + dy * dy; site.mains_power && square < best) {
      best = square;
      nearest = CommunicationSiteId(s);
    }
  }
  return nearest;
}

Sites::Sites(World& world) : world_(world), sites_(world.town().communication_sites.size()) {
  for (std::size_t s = 0; s < sites_.size(); ++s) sites_[s].battery = world.town().communication_sites[s].battery;
}

void Sites::set_mains(NameId cause, CommunicationSiteId id, MainsPower power) {
  Site& site = sites_[id.index()];
  const bool had = site.power_lost_by.empty();
  set_cause(site.power_lost_by, cause, power == MainsPower::off);
  const bool has = site.power_lost_by.empty();
  if (has) site.mains_lost_at = site.on_battery_since = kNever;
  if (had && !has) {
    site.mains_lost_at = world_.now();
    if (site.generators.empty()) onto_battery(id);
  }
  look_at(id);
  if (had == has) return;
  for (std::size_t i = 0; i < mains_listeners_.size(); ++i) mains_listeners_[i](id, power);
}

void Sites::set_generator(NameId source, CommunicationSiteId id, MainsPower power) {
  Site& site = sites_[id.index()];
  const bool had = !site.generators.empty();
  set_cause(site.generators, source, power == MainsPower::on);
  if (had == !site.generators.empty()) return;
  if (!had) {
    site.on_battery_since = kNever;
  } else if (!site.power_lost_by.empty()) {
    onto_battery(id);
  }
  look_at(id);
}

void Sites::onto_battery(CommunicationSiteId id) {
  Site& site = sites_[id.index()];
  site.on_battery_since = world_.now();
  const auto outage = ++site.outage;
  if (!world_.town().communication_sites[id.index()].mains_power || site.battery <= Duration{}) return;
  world_.kernel().schedule_in(site.battery, Phase::infrastructure, [this, id, outage] {
    if (sites_[id.index()].outage == outage) look_at(id);
  });
}

void Sites::set_fiber(NameId cause, CommunicationSiteId id, FiberLine line) {
  set_cause(sites_[id.index()].fiber_cut_by, cause, line == FiberLine::cut);
  look_at(id);
}

bool Sites::powered(CommunicationSiteId id) const {
  const Site& site = sites_[id.index()];
  if (site.on_battery_since == kNever || !world_.town().communication_sites[id.index()].mains_power) return true;
  return world_.now() < site.on_battery_since + site.battery;
}

bool Sites::working(CommunicationSiteId id) const {
  return sites_[id.index()].fiber_cut_by.empty() && powered(id);
}

void Sites::look_at(CommunicationSiteId id) {
  const bool silent = !working(id);
  if (silent == sites_[id.index()].silent) return;
  sites_[id.index()].silent = silent;
  if (silent) {
    world_.publish(SiteFellSilent{id, powered(id) ? SilenceReason::no_fiber : SilenceReason::no_power});
  } else {
    world_.publish(SiteRestored{id});
  }
  for (std::size_t i = 0; i < listeners_.size(); ++i) listeners_[i](id);
}

}  // namespace tocsin::communications
