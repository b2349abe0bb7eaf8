// SPDX-License-Identifier: Apache-2.0
#include "models/communications/generators.hpp"

#include <algorithm>

#include "engine/input/codes.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/communications/events.hpp"

namespace tocsin::communications {

void GeneratorsParameters::describe(Fields& f) {
  f.required("station", station, {"Where generators and fuel stand.", "发电机和油料存放地点。"})
      .example("power-supply-office");
  f.optional("count", count, {"Generators.", "发电机台数。"}).between(1, 500);
  f.optional(
      "sites", sites,
      {"Communication sites they serve, the most important first; left out: all on the mains, in the order of the "
       "table.",
       "供电站点，重要者在前；不写则为全部市电站点，按表中顺序。"});
  f.parameter("noticed", noticed, {"From the loss of the mains until it is noticed.", "自市电中断至发觉的时间。"})
      .at_least(0s);
  f.parameter("ready_day", ready_day, {"From then until it is loaded and sets out, by day.", "白天装车出发所需时间。"})
      .at_least(0s);
  f.parameter("ready_night", ready_night, {"The same at night.", "夜间同上。"}).at_least(0s);
  f.parameter("set_up", set_up, {"At the site until it runs.", "到站后架设启动时间。"}).at_least(0s);
  f.parameter("tank", tank, {"How long it runs on one filling.", "一箱油的运行时间。"}).more_than(0s);
  f.parameter("refuel_before", refuel_before,
              {"So long before it is empty fuel sets out for it.", "油尽前多久派送油料。"})
      .at_least(0s);
  f.parameter("speed_factor", speed_factor, {"Speed on the way, of the free speed.", "途中车速系数。"})
      .between(0.01, 1);
  f.parameter("look_again", look_again,
              {"Where no road is open: how often they look again.", "道路不通时再次探路的间隔。"})
      .more_than(0s);
}

void GeneratorsParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  name = scenario.names->intern(id);
  base = scenario.find(station, diagnostics);
  served.clear();
  const auto& all = scenario.town->communication_sites;
  for (const auto& reference : sites) {
    const auto site = scenario.find(reference, diagnostics);
    if (!site.exists()) continue;
    if (!all[site.index()].mains_power) {
      diagnostics.error(reference.where, codes::kInconsistent,
                        phrase("the site '{}' is not on the mains", "站点“{}”不用市电", reference.name),
                        {"a site that the mains feed", "由市电供电的站点"});
      continue;
    }
    served.push_back(site);
  }
  if (!sites.empty()) return;
  for (std::size_t s = 0; s < all.size(); ++s) {
    if (all[s].mains_power) served.emplace_back(s);
  }
}

std::unique_ptr<Model> GeneratorsParameters::make() const {
  return std::make_unique<Generators>(*this);
}

void Generators::start(World& world) {
  world_ = &world;
  sites_ = &world.door<Sites>();
  units_.resize(static_cast<std::size_t>(p_.count));
  sites_->on_mains([this](CommunicationSiteId site, MainsPower power) {
    if (std::find(p_.served.begin(), p_.served.end(), site) == p_.served.end()) return;
    if (power == MainsPower::on) return mains_back(site);
    world_->kernel().schedule_in(p_.noticed, Phase::response, [this] { find_work(); });
  });
}

bool Generators::wanted(CommunicationSiteId site) const {
  if (sites_->has_mains(site) || world_->now() < sites_->mains_lost_at(site) + p_.noticed) return false;
  return std::none_of(units_.begin(), units_.end(), [&](const Unit& unit) {
    return unit.doing != Doing::idle && unit.doing != Doing::coming_back && unit.site == site;
  });
}

void Generators::find_work() {
  for (const auto site : p_.served) {
    const auto idle =
        std::find_if(units_.begin(), units_.end(), [](const Unit& unit) { return unit.doing == Doing::idle; });
    if (idle == units_.end()) return;
    if (wanted(site)) send(static_cast<std::uint32_t>(idle - units_.begin()), site);
  }
}

Going Generators::going() const {
  return {.mode = TravelMode::truck, .ready = {}, .speed_factor = p_.speed_factor, .look_again = p_.look_again};
}

void Generators::send(std::uint32_t number, CommunicationSiteId site) {
  auto& unit = units_[number];
  unit.site = site;
  unit.doing = Doing::going;
  ++unit.use;
  auto how = going();
  const auto& scenario = world_->scenario();
  how.ready = scenario.exercise.call_out(scenario.night(world_->now()) ? p_.ready_night : p_.ready_day);
  world_->publish(GeneratorSent{p_.name, site});
  unit.trip = std::make_unique<OpenWayTrip>(*world_, how, base(), place(unit), [this, number](TripEnd end) {
    // Without a road to the site nobody gets there, ever.
    if (end == TripEnd::arrived) later(number, p_.set_up, [this, number] { arrived(number); });
  });
  unit.trip->on_held_up([this, site] { world_->publish(CrewHeldUp{p_.name, site}); });
}

void Generators::arrived(std::uint32_t number) {
  world_->publish(GeneratorRuns{p_.name, units_[number].site});
  fill(number);
}

// Full again: fuel for the next filling sets out in time, if there is a way.
void Generators::fill(std::uint32_t number) {
  auto& unit = units_[number];
  unit.doing = Doing::running;
  unit.empty_at = world_->now() + p_.tank;
  sites_->set_generator(p_.name, unit.site, MainsPower::on);
  const auto before = std::min(p_.refuel_before, p_.tank);
  later(number, p_.tank - before, [this, number] { send_fuel(number); });
}

void Generators::send_fuel(std::uint32_t number) {
  auto& unit = units_[number];
  later(number, unit.empty_at - world_->now(), [this, number] {
    if (world_->now() >= units_[number].empty_at) run_dry(number);
  });
  unit.fuel = std::make_unique<OpenWayTrip>(*world_, going(), base(), place(unit), [this, number](TripEnd end) {
    if (end != TripEnd::arrived) return;
    // What is left in the tank runs on first: no filling lasts longer for coming early.
    const bool dry = units_[number].doing == Doing::dry;
    later(number, dry ? Duration{} : std::max(Duration{}, units_[number].empty_at - world_->now()),
          [this, number] { fill(number); });
    if (!dry) units_[number].empty_at = kNever;
  });
  unit.fuel->on_held_up([this, site = unit.site] { world_->publish(CrewHeldUp{p_.name, site}); });
}

void Generators::run_dry(std::uint32_t number) {
  auto& unit = units_[number];
  unit.doing = Doing::dry;
  world_->publish(GeneratorDry{p_.name, unit.site});
  sites_->set_generator(p_.name, unit.site, MainsPower::off);
}

void Generators::mains_back(CommunicationSiteId site) {
  for (std::uint32_t u = 0; u < units_.size(); ++u) {
    const bool there = units_[u].doing != Doing::idle && units_[u].doing != Doing::coming_back;
    if (there && units_[u].site == site) call_back(u);
  }
}

// Back to the station, free for the next site then.
void Generators::call_back(std::uint32_t number) {
  auto& unit = units_[number];
  sites_->set_generator(p_.name, unit.site, MainsPower::off);
  const auto junction = unit.trip->at();
  const Place here{0, 0, 0, junction, junction};
  unit.doing = Doing::coming_back;
  ++unit.use;
  unit.fuel.reset();
  const auto back = [this, number](TripEnd) {
    units_[number].doing = Doing::idle;
    find_work();
  };
  unit.trip = std::make_unique<OpenWayTrip>(*world_, going(), here, base(), back);
  unit.trip->on_held_up([this, site = unit.site] { world_->publish(CrewHeldUp{p_.name, site}); });
}

}  // namespace tocsin::communications
