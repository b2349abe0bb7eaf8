// SPDX-License-Identifier: Apache-2.0
#include "models/warning/gong.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/hazard/hazard.hpp"

namespace tocsin::warning {
namespace {

constexpr Purpose kCallOut{"warning.gong.call_out"};
// The same draws as for loudspeakers: who sleeps behind closed windows hears neither.
constexpr Purpose kListening{"warning.loudspeaker"};
constexpr std::uint64_t kDrawsBeforeReach = 2;

}  // namespace

void GongParameters::describe(Fields& f) {
  describe_zones(f);
  f.optional("weather", weather, {"Weather during the warning.", "预警期间天气。"});
  f.parameter("walkers_per_zone", walkers_per_zone, {"People with a gong in each zone.", "每个分区鸣锣吹哨人数。"})
      .between(1, 200);
  f.optional("call_out_day", call_out_day,
             {"From the order's arrival in a zone until they set out, by day.", "白天自命令到村至出发的时间。"});
  f.optional("call_out_night", call_out_night, {"The same at night.", "夜间自命令到村至出发的时间。"});
  f.parameter("walking_speed", walking_speed, {"Walking speed by day and dry.", "白天晴天步行速度。"})
      .more_than(Speed{});
  f.parameter("night_factor", night_factor, {"Factor of walking speed at night.", "夜间步行速度系数。"})
      .between(0.01, 1);
  f.parameter("heavy_rain_walking", heavy_rain_walking,
              {"Factor of walking speed in heavy rain.", "大雨时步行速度系数。"})
      .between(0.01, 1);
  f.parameter("detour_factor", detour_factor, {"Way on foot over the straight line.", "步行距离与直线距离之比。"})
      .at_least(1);
  f.parameter("hearing", hearing, {"Distance at which a gong is heard.", "锣声可听距离。"}).more_than(0_m);
  f.parameter("heard_day", heard_day,
              {"Households within hearing that hear and understand it by day.", "白天可听范围内听到并明白的户比例。"})
      .between(0_percent, 100_percent);
  f.parameter("heard_night", heard_night, {"The same at night.", "夜间可听范围内听到并明白的户比例。"})
      .between(0_percent, 100_percent);
  f.parameter("heavy_rain_hearing", heavy_rain_hearing,
              {"These shares in heavy rain, as a factor.", "大雨时上述比例的折减系数。"})
      .between(0, 1);
  f.parameter("turn_back_depth", turn_back_depth,
              {"Water at a stop from which they do not go there.", "停留点水深达到此值时不再前往。"})
      .more_than(0_m);
}

void GongParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  PublicChannelParameters::check(scenario, diagnostics);
  call_out_day.check("call_out_day", where, diagnostics);
  call_out_night.check("call_out_night", where, diagnostics);
  tours.assign(scenario.town->zones.size(), {});
  if (!(hearing > 0_m)) return;
  for (const auto zone : scenario.scope.zones()) {
    if (covered[zone.index()] != 0) tours[zone.index()] = tour_of(scenario, zone);
  }
}

std::vector<GongParameters::Stop> GongParameters::tour_of(const Scenario& scenario, ZoneId id) const {
  const auto& people = scenario.town->population;
  const auto& zone = scenario.town->zones[id.index()];
  std::vector<HouseholdId> left;
  for (std::uint32_t h = 0; h < zone.household_count; ++h) left.emplace_back(zone.first_household + h);
  const auto square_m2 = [&](HouseholdId home, double x_m, double y_m) {
    const double dx = people.x_m[home.index()] - x_m;
    const double dy = people.y_m[home.index()] - y_m;
    return dx * dx + dy * dy;
  };
  std::vector<Stop> tour;
  double x_m = zone.place.x_m;
  double y_m = zone.place.y_m;
  while (!left.empty()) {
    const auto nearest = *std::min_element(left.begin(), left.end(), [&](HouseholdId a, HouseholdId b) {
      return square_m2(a, x_m, y_m) < square_m2(b, x_m, y_m);
    });
    x_m = people.x_m[nearest.index()];
    y_m = people.y_m[nearest.index()];
    Stop stop{nearest, {}};
    const double limit_m2 = hearing.si() * hearing.si();
    std::erase_if(left, [&](HouseholdId home) {
      if (square_m2(home, x_m, y_m) > limit_m2) return false;
      stop.hear.push_back(scenario.scope.position(home));
      return true;
    });
    tour.push_back(std::move(stop));
  }
  return tour;
}

std::unique_ptr<Model> GongParameters::make() const {
  return std::make_unique<Gong>(*this);
}

void Gong::start(World& world) {
  PublicChannel::start(world);
  fate_.assign(world.scenario().scope.households().size(), Fate::none);
}

void Gong::address(Action /*action*/, const std::vector<std::uint32_t>& positions) {
  std::vector<ZoneId> zones;
  for (const auto position : positions) {
    fate_[position] = Fate::waits;
    const auto zone = world().town().population.zone[household(position).index()];
    if (zones.empty() || zones.back() != zone) zones.push_back(zone);  // positions come zone by zone
  }
  for (const auto zone : zones) {
    auto stream = world().stream(kCallOut, zone.value);
    const auto after = (night() ? p_.call_out_night : p_.call_out_day).draw(stream);
    world().kernel().schedule_in(after, Phase::response, [this, zone] { set_out(zone); });
  }
}

// The stops are shared out in stretches of the tour; a zone whose order is widened is gone through again.
void Gong::set_out(ZoneId zone) {
  announce_start();
  const auto stops = static_cast<std::uint32_t>(p_.tours[zone.index()].size());
  const auto walkers = std::min(static_cast<std::uint32_t>(p_.walkers_per_zone), stops);
  const auto& place = world().town().zones[zone.index()].place;
  for (std::uint32_t w = 0; w < walkers; ++w) {
    walkers_.push_back({zone, stops * w / walkers, stops * (w + 1) / walkers, place.x_m, place.y_m});
    walk(static_cast<std::uint32_t>(walkers_.size() - 1));
  }
}

// On to the next stop at which somebody waits.
void Gong::walk(std::uint32_t walker) {
  Walker& w = walkers_[walker];
  const auto& tour = p_.tours[w.zone.index()];
  const auto somebody_waits = [&](const GongParameters::Stop& stop) {
    return std::any_of(stop.hear.begin(), stop.hear.end(), [&](auto home) { return fate_[home] == Fate::waits; });
  };
  while (w.next < w.end && !somebody_waits(tour[w.next])) ++w.next;
  if (w.next == w.end) return;
  const auto& people = world().town().population;
  const auto to = tour[w.next].home.index();
  const double way_m = p_.detour_factor * std::hypot(people.x_m[to] - w.x_m, people.y_m[to] - w.y_m);
  double speed_m_per_s = p_.walking_speed.si() * (night() ? p_.night_factor : 1.0);
  if (p_.weather == Weather::heavy_rain) speed_m_per_s *= p_.heavy_rain_walking;
  w.x_m = people.x_m[to];
  w.y_m = people.y_m[to];
  world().kernel().schedule_in(Duration{way_m / speed_m_per_s}, Phase::response, [this, walker] { sound(walker); });
}

void Gong::sound(std::uint32_t walker) {
  Walker& w = walkers_[walker];
  const auto& stop = p_.tours[w.zone.index()][w.next++];
  const auto depth = world().door<hazard::Hazards>().depth(stop.home, world().now());
  for (const auto position : stop.hear) {
    if (depth >= p_.turn_back_depth) break;  // nobody gets there: they are not told
    if (fate_[position] != Fate::waits) continue;
    if (!world().door<Alerts>().at_home(household(position))) {
      fate_[position] = Fate::away;
    } else if (hears(position)) {
      fate_[position] = Fate::understood;
      tell(Action::go_now, position);
    } else {
      fate_[position] = Fate::not_heard;
    }
  }
  walk(walker);
}

bool Gong::hears(std::uint32_t position) const {
  auto stream = world().stream(kListening, household(position).value);
  stream.skip(kDrawsBeforeReach);
  const double share = (night() ? p_.heard_night : p_.heard_day).fraction();
  return stream.uniform() < share * (p_.weather == Weather::heavy_rain ? p_.heavy_rain_hearing : 1.0);
}

ReceiptCounts Gong::counts() const {
  ReceiptCounts all;
  for (const auto fate : fate_) {
    all.addressed += fate == Fate::none ? 0 : 1;
    all.under_way += fate == Fate::waits ? 1 : 0;
    all.understood += fate == Fate::understood ? 1 : 0;
    all.away += fate == Fate::away ? 1 : 0;
    all.unnoticed += fate == Fate::not_heard ? 1 : 0;
  }
  return all;
}

}  // namespace tocsin::warning
