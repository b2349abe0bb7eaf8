// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/transport/parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/base/ensure.hpp"
#include "engine/base/units.hpp"
#include "engine/input/codes.hpp"
#include "models/evacuation/map_place.hpp"
#include "models/evacuation/parameters.hpp"
#include "models/evacuation/transport/transport.hpp"

namespace tocsin::evacuation {
namespace {

/// "'a', 'b'".
std::string listed(const std::vector<std::string>& ids) {
  return ids.empty() ? std::string() : "'" + join(ids, "', '") + "'";
}

bool same_place(const SourceSpan& a, const SourceSpan& b) {
  return a.file == b.file && a.line == b.line && a.column == b.column;
}

constexpr int kMostVehicles = 1000;

const HouseholdsParameters* households_of(const Scenario& scenario) {
  const auto all = scenario.all<HouseholdsParameters>();
  return all.empty() ? nullptr : all.front();
}

Phrase words_of_point(const Zone& zone, const std::string& id) {
  const std::string which = id == zone.id ? "" : fmt::format(" ({})", id);
  return {fmt::format("pick-up point {}{}", zone.name.en, which), fmt::format("{}接送点{}", zone.name.zh, which)};
}

NameId intern(const Scenario& scenario, const std::string& text, const Phrase& words) {
  return scenario.names->intern(text, PhraseView{words.en, words.zh});
}

}  // namespace

void StandEntry::describe(Fields& f) {
  f.required("station", station, {"Where they stand before the call.", "出动前停放的站点。"});
  f.optional("vehicles", vehicles, {"How many.", "车辆数。"}).between(1, kMostVehicles);
}

void PickUpEntry::describe(Fields& f) {
  f.optional("id", id, {"Short name; the zone's if left out.", "简短编号；缺省为分区编号。"}).example("sanxi-school");
  f.required("zone", zone, {"Zone whose people wait here.", "在此候车的分区。"});
  f.optional("junction", junction,
             {"Junction of the roads; or give station, or longitude and latitude.",
              "路口；也可改用 station 或 longitude、latitude。"});
  f.optional("station", station,
             {"Station by whose junction they wait (a village committee).", "在该站点（如村委会）旁路口候车。"});
  f.optional("longitude", longitude,
             {"Of the place, in degrees (WGS 84, CGCS2000): the nearest junction that the vehicles reach.",
              "接送点经度（度，WGS 84 或 CGCS2000）；取车辆可到达的最近路口。"})
      .between(-180, 180)
      .example("107.758");
  f.optional("latitude", latitude, {"Of the place, in degrees.", "接送点纬度（度）。"})
      .between(-90, 90)
      .example("29.326");
}

void AssignedTransportParameters::describe(Fields& f) {
  f.optional("name", name, {"What people call a vehicle of the fleet.", "车辆名称。"});
  f.optional("mode", mode,
             {"What they drive; decides the roads they fit on, their speed and their room in queues.",
              "车型；决定可通行道路、车速和排队占用空间。"});
  f.required("seats", seats, {"Seats for passengers in one vehicle.", "每车乘客座位数。"})
      .between(1, 300)
      .example("45");
  f.optional("station", station,
             {"Where the vehicles stand before the call; or give stands.", "出动前停放的站点；与 stands 二选一。"});
  f.optional("vehicles", vehicles, {"Vehicles at that station.", "停放在该站点的车辆数。"}).between(1, kMostVehicles);
  f.optional("stands", stands, {"Several stations with their vehicles.", "多个停放站点及车辆数。"});
  f.optional("zones", zones,
             {"Zones they serve once these are under the order; all that take part if left out.",
              "下达转移命令后服务的分区；缺省为全部参演分区。"});
  f.optional("pick_ups", pick_ups,
             {"Pick-up points; a zone without one has the junction nearest to its center.",
              "接送点；未指定的分区以离中心最近的路口为接送点。"});
  f.optional("passengers", passengers, {"Whom they take.", "接送对象。"});
  f.optional("called_out", called_out,
             {"When the drivers are called, after StartEx; on the first order for a zone they serve if left out.",
              "通知驾驶员的时刻（自演练开始）；缺省为所服务分区首次下令时。"})
      .at_least(0s);
  f.optional("weather", weather, {"Weather in which they drive.", "行车天气。"});
  f.optional("escorted", escorted,
             {"Behind cars with siren and light: others make way and let them in first.",
              "由警车引导：其他车辆避让并优先放行。"});
  f.parameter("walk_limit", walk_limit,
              {"Nearer to their shelter than this, in a straight line, people walk there.",
               "距避难场所直线距离小于该值者步行前往。"})
      .at_least(0_m);
  f.parameter("point_reach", point_reach,
              {"A pick-up point given by longitude and latitude lies no farther from a junction of its vehicles.",
               "以经纬度给出的接送点距其车辆可达路口的最大距离。"})
      .more_than(0_m);
  f.parameter("assisted_walk_limit", assisted_walk_limit,
              {"The same for households with persons who need help.", "有需帮助人员的户同上。"})
      .at_least(0_m);
  f.parameter("car_seats", car_seats, {"Persons in a household's own car.", "住户自有小汽车载人数。"}).between(1, 20);
  describe_calling(f);
  describe_boarding(f);
}

void AssignedTransportParameters::describe_calling(Fields& f) {
  f.parameter("answering_day", answering_day,
              {"Share of drivers who can be reached by day.", "白天联系得上的驾驶员比例。"})
      .between(0_percent, 100_percent);
  f.parameter("answering_night", answering_night, {"The same at night.", "夜间同上。"}).between(0_percent, 100_percent);
  f.parameter(
       "mobilization_day", mobilization_day,
       {"Mean time by day from the call until the driver is at the vehicle.", "白天自通知至驾驶员到车的平均时间。"})
      .at_least(0s);
  f.parameter("mobilization_night", mobilization_night, {"The same at night.", "夜间同上。"}).at_least(0s);
  f.parameter("mobilization_variation", mobilization_variation,
              {"Coefficient of variation of that time.", "该时间的变异系数。"})
      .between(0, 2);
  f.parameter("informed_of_closures", informed_of_closures,
              {"Share of drivers who know which roads are closed; the others find out when they stand before it.",
               "掌握道路中断信息的驾驶员比例；其余到达断点时才知晓。"})
      .between(0_percent, 100_percent);
  const auto factor = [&f](std::string_view key, double& value, const Phrase& meaning) {
    f.parameter(key, value, meaning).between(0.05, 1);
  };
  factor("drive_night_factor", drive_night_factor, {"Driving speed at night.", "夜间车速系数。"});
  factor("drive_rain_factor", drive_rain_factor, {"Driving speed in heavy rain.", "大雨中车速系数。"});
}

void AssignedTransportParameters::describe_boarding(Fields& f) {
  f.parameter("positioning", positioning,
              {"At a pick-up point before the first can board.", "到达接送点后的停靠就位时间。"})
      .at_least(0s);
  f.parameter("boarding", boarding, {"Boarding of one person.", "每人上车时间。"}).at_least(0s);
  f.parameter("boarding_assisted", boarding_assisted,
              {"Boarding of a person who needs help.", "每名需帮助人员上车时间。"})
      .at_least(0s);
  f.parameter("waits_for_more", waits_for_more,
              {"With seats left, a vehicle leaves so long after the last has boarded.",
               "尚有空座时，最后一人上车后再等候该时间即发车。"})
      .more_than(0s);
  f.parameter("reach", reach,
              {"A vehicle is not sent to a pick-up point that is a longer drive away.",
               "车辆不调派至行车时间超过该值的接送点。"})
      .more_than(0s);
  f.parameter("roll_call", roll_call,
              {"At the shelter: getting off and counting heads.", "在避难场所下客并清点人数的时间。"})
      .at_least(0s);
  f.parameter("patience_shortest", patience_shortest,
              {"The least patient wait so long at a pick-up point before they set out by themselves.",
               "候车多久后自行转移：最短。"})
      .more_than(0s);
  f.parameter("patience_longest", patience_longest, {"The most patient.", "候车多久后自行转移：最长。"}).more_than(0s);
}

// ---- checking ----

void AssignedTransportParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  points_.clear();
  fleet_.clear();
  const auto* households = households_of(scenario);
  if (households == nullptr) {
    diagnostics.error(where, codes::kInconsistent, {"there are no households to fetch", "没有可接送的住户"},
                      {"an entry of the kind households in the section evacuation", "evacuation 中的 households 条目"});
  }
  if (mode.value == TravelMode::walk) {
    diagnostics.error(mode.where, codes::kInconsistent, {"walkers carry nobody", "步行不能载客"},
                      {"a mode that drives: bus, car, truck, …", "可行车的方式：bus、car、truck 等"});
  }
  if (patience_longest < patience_shortest) {
    diagnostics.error(where, codes::kInconsistent,
                      {"the most patient give up before the least patient", "最有耐心者先于最无耐心者放弃"},
                      {"patience_shortest <= patience_longest", "patience_shortest ≤ patience_longest"});
  }
  if (called_out && *called_out > scenario.exercise.duration) {
    diagnostics.error(where, codes::kOutOfRange,
                      phrase("the drivers of '{}' are called after EndEx", "“{}”通知驾驶员的时刻晚于演练结束", id),
                      phrase("called_out: at most {}", "called_out：不超过 {}", to_text(scenario.exercise.duration)));
  }
  find_zones(scenario, diagnostics);
  find_vehicles(scenario, diagnostics);
  if (diagnostics.has_errors()) return;
  std::vector<JunctionId> doors;
  for (const auto shelter : households->shelter_ids()) {
    doors.push_back(scenario.town->shelters[shelter.index()].place.road_junction);
  }
  shelters_ = scenario.prepare_goal(doors, mode.value);
  find_points(scenario, diagnostics);
}

void AssignedTransportParameters::find_zones(const Scenario& scenario, Diagnostics& diagnostics) {
  zones_served_.clear();
  serves_.assign(scenario.town->zones.size(), 0);
  for (const auto& reference : zones) {
    const auto zone = scenario.find_in_scope(reference, diagnostics);
    if (!zone.exists()) continue;
    if (std::exchange(serves_[zone.index()], 1) == 0) zones_served_.emplace_back(zone, reference.where);
  }
  if (!zones.empty()) return;
  for (const auto zone : scenario.scope.zones()) {
    serves_[zone.index()] = 1;
    zones_served_.emplace_back(zone, where);
  }
}

void AssignedTransportParameters::find_vehicles(const Scenario& scenario, Diagnostics& diagnostics) {
  if (station.has_value() == !stands.empty()) {
    diagnostics.error(
        where, station ? codes::kInconsistent : codes::kMissingKey,
        phrase("the entry '{}' needs either station or stands", "条目“{}”应且只应给出 station 或 stands 之一", id),
        {"station: ID, or stands: [{station: ID, vehicles: 2}, …]",
         "station: 编号，或 stands: [{station: 编号, vehicles: 2}, …]"});
    return;
  }
  if (vehicles && !station) {
    diagnostics.error(where, codes::kInconsistent,
                      phrase("'{}': vehicles counts those at station, and there are stands",
                             "“{}”：vehicles 用于 station，此处已给出 stands", id),
                      {"the number of vehicles at each stand", "在各停放站点分别写明车辆数"});
  }
  const Phrase called = name.empty()
                            ? Phrase{std::string(EnumWords<TravelMode>::value[static_cast<std::size_t>(mode.value)].en),
                                     std::string(EnumWords<TravelMode>::value[static_cast<std::size_t>(mode.value)].zh)}
                            : name;
  const auto add = [&](const Reference<StationTag>& reference, int count) {
    const auto found = scenario.find(reference, diagnostics);
    if (!found.exists()) return;
    const auto& place = scenario.town->stations[found.index()].place;
    const auto at = scenario.town->roads.nearest_junction(place.x_m, place.y_m, mode.value);
    for (int k = 0; k < count; ++k) {
      const auto number = fleet_.size() + 1;
      const auto one_of_several = [&](const std::string& words,
                                      const char* brackets) {  // fleets called alike are told apart
        return called.en == id ? words : words + fmt::format(fmt::runtime(brackets), id);
      };
      const auto vehicle = intern(scenario, fmt::format("{}/{}", id, number),
                                  {one_of_several(fmt::format("{} {}", called.en, number), " ({})"),
                                   one_of_several(fmt::format("{}{}号", called.zh, number), "（{}）")});
      fleet_.push_back({vehicle, found, at});
    }
  };
  if (station) add(*station, vehicles.value_or(1));
  for (const auto& stand : stands) add(stand.station, stand.vehicles);
}

JunctionId AssignedTransportParameters::junction_of(const PickUpEntry& entry, const Scenario& scenario,
                                                    Diagnostics& diagnostics) const {
  const bool by_position = entry.longitude && entry.latitude;
  const int ways = (entry.junction ? 1 : 0) + (entry.station ? 1 : 0) + (by_position ? 1 : 0);
  if (ways != 1 || entry.longitude.has_value() != entry.latitude.has_value()) {
    diagnostics.error(entry.zone.where, codes::kInconsistent,
                      {"a pick-up point needs one of junction, station, or longitude with latitude",
                       "接送点应且只应给出 junction、station 或 longitude 与 latitude 之一"});
    return {};
  }
  if (by_position) {
    const MapPlace place{*entry.longitude,
                         *entry.latitude,
                         entry.zone.where,
                         {"pick-up point", "接送点"},
                         {"junction: ID, or station: ID", "junction: 编号，或 station: 编号"}};
    const auto found = find_on_map(place, *scenario.town, mode.value, point_reach, "point_reach", diagnostics);
    return found ? found->junction : JunctionId{};
  }
  const auto& town = *scenario.town;
  if (entry.station) {
    const auto found = scenario.find(*entry.station, diagnostics);
    if (!found.exists()) return {};
    const auto& place = town.stations[found.index()].place;
    return town.roads.nearest_junction(place.x_m, place.y_m, mode.value);
  }
  return scenario.find_junction(*entry.junction, diagnostics);
}

void AssignedTransportParameters::find_points(const Scenario& scenario, Diagnostics& diagnostics) {
  std::vector<std::uint8_t> has_own(scenario.town->zones.size(), 0);
  for (const auto& entry : pick_ups) {
    const auto zone = scenario.find(entry.zone, diagnostics);
    const auto junction = junction_of(entry, scenario, diagnostics);
    if (!zone.exists() || !junction.exists()) continue;
    if (!serves(zone)) {
      diagnostics.error(entry.zone.where, codes::kInconsistent,
                        phrase("'{}' does not serve the zone '{}'", "“{}”不服务分区“{}”", id, entry.zone.name),
                        {"one of the zones of this entry", "本条目 zones 中的分区"});
      continue;
    }
    has_own[zone.index()] = 1;
    add_point(scenario, zone, junction, entry.id.value_or(entry.zone.name), entry.zone.where, diagnostics);
  }
  for (const auto& [zone, place] : zones_served_) {
    if (has_own[zone.index()] != 0) continue;
    const auto& z = scenario.town->zones[zone.index()];
    const auto junction = scenario.town->roads.nearest_junction(z.place.x_m, z.place.y_m, mode.value);
    add_point(scenario, zone, junction, z.id, place, diagnostics);
  }
  warn_of_points(scenario, diagnostics);
}

void AssignedTransportParameters::add_point(const Scenario& scenario, ZoneId zone, JunctionId junction,
                                            const std::string& point_id, const SourceSpan& place,
                                            Diagnostics& diagnostics) {
  const auto known = scenario.names->find(Entity::name, "pick-up/" + point_id);
  const bool twice = std::any_of(points_.begin(), points_.end(), [&](const Point& other) {
    return other.name.value == known && other.junction != junction;
  });
  if (twice) {
    diagnostics.error(place, codes::kDuplicateId,
                      phrase("two pick-up points are called '{}'", "有两个接送点名为“{}”", point_id),
                      {"an id of its own for each pick-up point", "每个接送点应有各自的 id"});
    return;
  }
  Point point{
      .name = intern(scenario, "pick-up/" + point_id, words_of_point(scenario.town->zones[zone.index()], point_id)),
      .zone = zone,
      .junction = junction,
      .goal = scenario.prepare_goal({junction}, mode.value)};
  if (junction.exists()) scenario.prepare_tree(junction, TravelMode::walk);
  point.where = place;
  points_.push_back(point);
}

// At free flow, all roads open: a closed bridge in the town's own data, a road that the mode does not fit on. Points
// that stand at one place of the file (the zones of the entry) are told of together.
void AssignedTransportParameters::warn_of_points(const Scenario& scenario, Diagnostics& diagnostics) const {
  const auto& on = scenario.goal(shelters_).free_flow;
  for (std::size_t first = 0; first < points_.size();) {
    std::vector<std::string> not_reached;
    std::vector<std::string> not_left;
    const auto place = points_[first].where;
    for (; first < points_.size() && same_place(points_[first].where, place); ++first) {
      const Point& point = points_[first];
      const auto& there = scenario.goal(point.goal).free_flow;
      const bool reached = std::any_of(fleet_.begin(), fleet_.end(), [&](const Vehicle& vehicle) {
        return vehicle.at.exists() && std::isfinite(there.to_go_s(vehicle.at));
      });
      const bool left = point.junction.exists() && std::isfinite(on.to_go_s(point.junction));
      if (reached && left) continue;
      (reached ? not_left : not_reached).push_back(scenario.town->zones[point.zone.index()].id);
    }
    warn_of(not_reached, place, diagnostics,
            phrase("no vehicle of '{1}' can reach the pick-up point of {0}", "“{1}”的车辆无法到达{0}的接送点",
                   listed(not_reached), id));
    warn_of(not_left, place, diagnostics,
            phrase("from the pick-up point of {0} no vehicle of '{1}' can reach a shelter",
                   "从{0}的接送点，“{1}”的车辆无法到达任何避难场所", listed(not_left), id));
  }
}

void AssignedTransportParameters::warn_of(const std::vector<std::string>& zone_ids, const SourceSpan& place,
                                          Diagnostics& diagnostics, const Phrase& what) {
  if (zone_ids.empty()) return;
  diagnostics.warning(place, codes::kUnreachable, what,
                      {"a road that the mode may use, another pick-up point or smaller vehicles",
                       "该车型可通行的道路、另一接送点或较小车辆"});
}

std::unique_ptr<Model> AssignedTransportParameters::make() const {
  return std::make_unique<AssignedTransport>();
}

double AssignedTransportParameters::speed_factor(const Scenario& scenario, Time now) const {
  return (scenario.night(now) ? drive_night_factor : 1.0) *
         (weather == warning::Weather::heavy_rain ? drive_rain_factor : 1.0);
}

Duration AssignedTransportParameters::boarding_time(const Population& people, HouseholdId household,
                                                    std::uint32_t persons) const {
  const auto assisted = std::min<std::uint32_t>(people.need_help[household.index()], persons);
  return boarding * (persons - assisted) + boarding_assisted * assisted;
}

}  // namespace tocsin::evacuation
