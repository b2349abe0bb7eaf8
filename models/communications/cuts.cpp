// SPDX-License-Identifier: Apache-2.0
#include "models/communications/cuts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/base/units.hpp"
#include "engine/random/distributions.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/communications/repair_crews.hpp"
#include "models/hazard/hazard.hpp"

namespace tocsin::communications {
namespace {

/// The cut at work: takes its sites when its cause comes, gives them back when they are restored.
class Cut final : public Model {
 public:
  explicit Cut(const CutEntry& parameters) : parameters_(parameters) {}
  void start(World& world) override;

 private:
  void strike(CommunicationSiteId site);
  [[nodiscard]] Duration restored_after(CommunicationSiteId site) const;

  const CutEntry& parameters_;
  World* world_ = nullptr;
  std::map<std::uint32_t, EventHandle> restoring_;  // by site
};

void Cut::start(World& world) {
  world_ = &world;
  if (parameters_.at) {
    world.kernel().schedule(kStartEx + *parameters_.at, Phase::infrastructure, [this] {
      for (const auto site : parameters_.found) strike(site);
    });
  } else if (parameters_.road) {
    world.roads().on_change([this](const RoadChange& change) {
      const auto& ours = parameters_.segments;
      const bool cut = (change.cut & mask_of(TravelMode::car)) != 0;
      if (!cut || change.segment != ours.front()) return;
      for (const auto site : parameters_.found) strike(site);
    });
  } else {
    // Hazards are there once every model has started.
    world.kernel().schedule(kStartEx, Phase::infrastructure, [this] {
      for (const auto site : parameters_.found) {
        const auto& place = world_->town().communication_sites[site.index()].place;
        const Time comes = world_->door<hazard::Hazards>().arrival(place, parameters_.depth);
        if (comes == kNever) continue;
        world_->kernel().schedule(std::max(comes, world_->now()), Phase::infrastructure,
                                  [this, site] { strike(site); });
      }
    });
  }
}

// One time for each township: a crew restores the line that feeds it.
Duration Cut::restored_after(CommunicationSiteId site) const {
  const auto township = world_->town().communication_sites[site.index()].township;
  auto stream = world_->stream(Purpose(fmt::format("communications.restored/{}", parameters_.id)), township.index());
  return parameters_.restored->draw(stream);
}

void Cut::strike(CommunicationSiteId site) {
  parameters_.take(*world_, site);
  world_->door<Damage>().report({parameters_.name, site, [this, site] { parameters_.give_back(*world_, site); }});
  if (!parameters_.restored) return;
  // Cut again before it was restored: the work begins anew.
  auto& restoring = restoring_[site.value];
  world_->kernel().cancel(restoring);
  restoring = world_->kernel().schedule_in(restored_after(site), Phase::infrastructure,
                                           [this, site] { parameters_.give_back(*world_, site); });
}

}  // namespace

void Restoration::describe(Fields& f) {
  f.parameter("median", median, {"Within this time half of the townships are restored.", "半数乡镇恢复所需时间。"})
      .more_than(0s);
  f.parameter("sigma", sigma, {"Spread: standard deviation of the logarithm.", "离散程度：对数标准差。"}).between(0, 3);
}

Duration Restoration::draw(RandomStream& stream) const {
  return median * std::exp(sigma * Normal(0, 1).quantile(stream.uniform()));
}

void CutEntry::describe_cut(Fields& f) {
  f.optional("at", at,
             {"When it happens, after StartEx; or give hazard or road.", "发生时间；与 hazard、road 三选一。"})
      .at_least(0s)
      .example("40 min");
  f.optional("hazard", hazard,
             {"Each site goes when this hazard's water stands at it; or give at or road.",
              "某灾害淹及站点时该站中断；与 at、road 三选一。"});
  f.optional("road", road,
             {"It happens when this road is cut (the line runs beside it); or give at or hazard.",
              "该道路中断时发生（线路沿路敷设）；与 at、hazard 三选一。"});
  f.parameter("depth", depth,
              {"Depth of water at a site that counts, with hazard.", "与 hazard 同用：站点处水深阈值。"})
      .at_least(0_m);
  f.optional("sites", sites, {"Communication sites concerned.", "涉及的通信站点。"});
  f.optional("zones", zones,
             {"Zones whose communication sites are concerned: those nearest to their centers.",
              "涉及其通信站点的分区（距分区中心最近者）。"});
  f.optional("townships", townships,
             {"Townships all of whose communication sites are concerned; with sites and zones left out too: all sites.",
              "全部通信站点均受影响的乡镇；与 sites、zones 均不写则为全部站点。"});
  f.optional("restored", restored,
             {"How long until it is restored; left out: by repair_crews that name this cut, else not before EndEx.",
              "恢复所需时间；不写则由列有该中断的 repair_crews 抢修，否则演练结束前不恢复。"});
}

void CutEntry::check_cause(const Scenario& scenario, Diagnostics& diagnostics) {
  const int causes = (at ? 1 : 0) + (hazard ? 1 : 0) + (road ? 1 : 0);
  if (causes != 1) {
    diagnostics.error(where, causes == 0 ? "missing-key" : "inconsistent",
                      phrase("the cut '{}' needs one cause", "“{}”需要且只需要一个触发条件", id),
                      {"at: 40 min, hazard: <id> or road: <id>", "at: 40 min、hazard: <编号> 或 road: <编号>"});
    return;
  }
  if (at && *at > scenario.exercise.duration) {
    diagnostics.error(where, "out-of-range", phrase("'{}' comes after EndEx", "“{}”晚于演练结束", id),
                      phrase("at: at most {}", "at：不超过 {}", to_text(scenario.exercise.duration)));
  }
  if (road) segments = scenario.find_road(*road, diagnostics);
  if (!hazard) return;
  for (const auto& entry : scenario.entries) {
    const auto* map = dynamic_cast<const hazard::HazardMap*>(entry.parameters.get());
    if (map != nullptr && entry.parameters->id == hazard->name) return;
  }
  diagnostics.error(hazard->where, "unknown-reference", phrase("there is no hazard '{}'", "没有灾害“{}”", hazard->name),
                    {"the id of an entry of the section hazard", "hazard 一节中某条目的 id"});
}

void CutEntry::find_sites(const Scenario& scenario, Diagnostics& diagnostics) {
  const auto& all = scenario.town->communication_sites;
  const bool every = sites.empty() && zones.empty() && townships.empty();
  std::vector<std::uint8_t> chosen(all.size(), every ? 1 : 0);
  for (const auto& reference : sites) {
    const auto site = scenario.find(reference, diagnostics);
    if (site.exists()) chosen[site.index()] = 1;
  }
  for (const auto& reference : zones) {
    const auto zone = scenario.find(reference, diagnostics);
    for (std::size_t s = 0; zone.exists() && s < all.size(); ++s) {
      if (nearest_zone(*scenario.town, all[s].place) == zone) chosen[s] = 1;
    }
  }
  for (const auto& reference : townships) {
    const auto township = scenario.find(reference, diagnostics);
    for (std::size_t s = 0; township.exists() && s < all.size(); ++s) {
      if (all[s].township == township) chosen[s] = 1;
    }
  }
  found.clear();
  for (std::size_t s = 0; s < all.size(); ++s) {
    if (chosen[s] != 0) found.emplace_back(s);
  }
}

void CutEntry::check(const Scenario& scenario, Diagnostics& diagnostics) {
  name = scenario.names->intern(id);
  check_cause(scenario, diagnostics);
  find_sites(scenario, diagnostics);
}

std::unique_ptr<Model> CutEntry::make() const {
  return std::make_unique<Cut>(*this);
}

void PowerCutParameters::describe(Fields& f) {
  describe_cut(f);
}
void PowerCutParameters::take(World& world, CommunicationSiteId site) const {
  world.door<Sites>().set_mains(name, site, MainsPower::off);
}
void PowerCutParameters::give_back(World& world, CommunicationSiteId site) const {
  world.door<Sites>().set_mains(name, site, MainsPower::on);
}

void FiberCutParameters::describe(Fields& f) {
  describe_cut(f);
}
void FiberCutParameters::take(World& world, CommunicationSiteId site) const {
  world.door<Sites>().set_fiber(name, site, FiberLine::cut);
}
void FiberCutParameters::give_back(World& world, CommunicationSiteId site) const {
  world.door<Sites>().set_fiber(name, site, FiberLine::whole);
}

}  // namespace tocsin::communications
