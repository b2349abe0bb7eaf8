// SPDX-License-Identifier: Apache-2.0
#include "models/communications/portable_cell.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/input/codes.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/communications/coverage.hpp"

namespace tocsin::communications {

void PortableCellParameters::describe(Fields& f) {
  f.optional("carries", carries, {"What it extends.", "补盲的网络。"});
  f.optional("by", by,
             {"How it comes: road (a vehicle) or air (a drone).", "到达方式：road（车载）或 air（无人机）。"});
  f.required("station", station, {"Where it stands.", "存放驻地。"}).example("county-communications-team");
  f.required("zone", zone, {"Zone above or at whose center it works.", "工作地点：分区中心。"})
      .example("upper-village");
  f.optional("called_out", called_out,
             {"Called out at this time after StartEx; left out: once no site reaches the center of the zone.",
              "演练开始后的出动时刻；不写则在分区中心失去全部信号后出动。"})
      .at_least(0s);
  f.parameter("noticed", noticed, {"From the silence until it is called out.", "自失联至通知出动的时间。"})
      .at_least(0s);
  f.parameter("ready", ready, {"From the call-out until it sets out.", "自通知至出发的时间。"}).at_least(0s);
  f.parameter("cruise", cruise, {"Speed in the air.", "巡航速度。"}).more_than(Speed{});
  f.parameter("speed_factor", speed_factor, {"Speed on the road, of the free speed.", "途中车速系数。"})
      .between(0.01, 1);
  f.parameter("look_again", look_again,
              {"Where no road is open: how often it looks again.", "道路不通时再次探路的间隔。"})
      .more_than(0s);
  f.parameter("set_up", set_up, {"There, until it carries messages.", "到达后架设开通时间。"}).at_least(0s);
  f.parameter("endurance", endurance, {"How long it carries them.", "续航时间。"}).more_than(0s);
  f.parameter("reach", reach, {"How far it reaches.", "覆盖半径。"}).more_than(0_m);
  f.parameter("voice_channels", voice_channels, {"Calls at a time.", "同时通话数。"}).between(1, 10000);
}

void PortableCellParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  name = scenario.names->intern(id);
  base = scenario.find(station, diagnostics);
  zone_id = scenario.find(zone, diagnostics);
  const auto wanted = carries == PortableBearer::public_cell ? Bearer::public_cell : Bearer::trunking;
  bearer = nullptr;
  for (const auto* entry : scenario.all<SiteBearerParameters>()) {
    if (entry->bearer == wanted) bearer = entry;
  }
  if (bearer == nullptr) {
    const auto kind = EnumNames<PortableBearer>::value[static_cast<std::size_t>(carries)];
    diagnostics.error(
        where, codes::kInconsistent,
        phrase("'{}' extends a network that the scenario does not have", "“{}”补盲的网络未在场景中设置", id),
        phrase("an entry of the kind {}", "设 {} 条目", kind));
    return;
  }
  if (called_out && *called_out > scenario.exercise.duration) {
    diagnostics.error(where, codes::kOutOfRange,
                      phrase("'{}' is called out after EndEx", "“{}”的出动时刻晚于演练结束", id),
                      phrase("called_out: at most {}", "called_out：不超过 {}", to_text(scenario.exercise.duration)));
  }
  fixed.clear();
  if (!zone_id.exists()) return;
  for (const auto position : sites_within_reach(scenario, *bearer, scenario.town->zones[zone_id.index()].place)) {
    fixed.push_back(bearer->found[position]);
  }
}

std::unique_ptr<Model> PortableCellParameters::make() const {
  return std::make_unique<PortableCell>(*this);
}

void PortableCell::start(World& world) {
  world_ = &world;
  world.door<Network>();
  if (p_.called_out) {
    world.kernel().schedule(kStartEx + *p_.called_out, Phase::response, [this] { set_out(); });
    return;
  }
  world.door<Sites>().on_change([this](CommunicationSiteId) { look(); });
  world.kernel().schedule(kStartEx, Phase::response, [this] { look(); });
}

// Where nobody ever had a signal it goes at once.
void PortableCell::look() {
  const auto& sites = world_->door<Sites>();
  const bool silent = std::none_of(p_.fixed.begin(), p_.fixed.end(), [&](auto site) { return sites.working(site); });
  if (!silent || std::exchange(sent_, true)) return;
  world_->kernel().schedule_in(p_.noticed, Phase::response, [this] { set_out(); });
}

void PortableCell::set_out() {
  const auto ready = world_->scenario().exercise.call_out(p_.ready);
  if (p_.by == BroughtBy::air) {
    const double distance_m = std::hypot(there().x_m - base().x_m, there().y_m - base().y_m);
    const Duration flight{distance_m / p_.cruise.si()};
    world_->kernel().schedule_in(ready + flight, Phase::response, [this] { arrived(); });
    return;
  }
  const Going how{
      .mode = TravelMode::truck, .ready = ready, .speed_factor = p_.speed_factor, .look_again = p_.look_again};
  trip_ = std::make_unique<OpenWayTrip>(*world_, how, base(), there(), [this](TripEnd end) {
    if (end == TripEnd::arrived) arrived();
  });
  trip_->on_held_up([this] { world_->publish(CrewHeldUp{p_.name, CommunicationSiteId{}}); });
}

void PortableCell::arrived() {
  world_->kernel().schedule_in(p_.set_up, Phase::infrastructure, [this] {
    world_->publish(PortableCellUp{p_.name});
    world_->door<Network>().set_portable(p_.name, PortableState::carries);
  });
  world_->kernel().schedule_in(p_.set_up + p_.endurance, Phase::infrastructure, [this] {
    world_->publish(PortableCellDown{p_.name});
    world_->door<Network>().set_portable(p_.name, PortableState::silent);
  });
}

}  // namespace tocsin::communications
