// SPDX-License-Identifier: Apache-2.0
// Townships and everything that stands somewhere: shelters, stations, teams, depots, hazard points, communication
// sites, helicopter spots, rivers.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "engine/input/codes.hpp"
#include "engine/town/reading.hpp"

namespace tocsin {
namespace {

constexpr std::array<Word, 8> kStationWords{{{"fire_station", "消防站|消防救援站"},
                                             {"township_office", "乡镇政府|街道办事处|政府"},
                                             {"village_committee", "村委会|居委会|村社区"},
                                             {"hospital", "医院"},
                                             {"clinic", "卫生院|诊所|卫生室"},
                                             {"police", "派出所|公安"},
                                             {"school", "学校"},
                                             {"other", "其他"}}};
constexpr std::array<Word, 4> kTeamWords{{{"professional", "专业|专业队"},
                                          {"part_time", "兼职|半专业"},
                                          {"village", "村级|群众"},
                                          {"social", "社会|社会力量"}}};
constexpr std::array<Word, 7> kHazardWords{{{"landslide", "滑坡"},
                                            {"rockfall", "崩塌|危岩|危岩崩塌"},
                                            {"debris_flow", "泥石流"},
                                            {"flash_flood", "山洪"},
                                            {"waterlogging", "内涝|积涝"},
                                            {"collapse", "地面塌陷|塌陷"},
                                            {"other", "其他"}}};
constexpr std::array<Word, 5> kMonitoringWords{{{"professional", "专业监测"},
                                                {"low_cost", "普适型|普适型监测"},
                                                {"rain_notice", "雨情告知"},
                                                {"villagers", "群测群防"},
                                                {"none", "无"}}};
constexpr std::array<Word, 5> kCommunicationWords{{{"loudspeaker", "大喇叭|应急广播"},
                                                   {"cell", "基站"},
                                                   {"trunking_370mhz", "370MHz|370MHZ"},
                                                   {"satellite_terminal", "卫星终端|卫星电话"},
                                                   {"area_call_terminal", "叫应终端"}}};

std::string kind_of(const Column& column, int row, std::span<const Word> words, Diagnostics& diagnostics) {
  const auto found = word_of(column, row, words, diagnostics);
  return found ? std::string(words[*found].name) : std::string{};
}

/// Meters with a sensible number of digits: "340 m", "2.3 km".
std::string distance_text(double meters) {
  return meters < 1000 ? fmt::format("{:.0f} m", meters) : fmt::format("{:.1f} km", meters / 1000.0);
}

/// Why something can't be reached: the nearest junction lies on a piece of its own.
Phrase island_hint(const TownReading& reading, PlanePosition position, double main_distance_m) {
  const auto near = reading.access->any_road(position.x_m, position.y_m);
  if (!near.junction.exists() || near.distance_m >= main_distance_m) return {};
  const int piece = reading.access->minor_piece_of(near.junction);
  if (piece < 0) return {};
  const auto& minor = reading.access->minor_pieces()[static_cast<std::size_t>(piece)];
  return phrase("junction '{}' is only {} away, but it lies on a road piece of {} junctions without connection",
                "路口“{}”距此仅 {}，但它位于一片由 {} 个路口组成、未与主路网连通的道路上",
                reading.town.roads.junction(near.junction).id, distance_text(near.distance_m), minor.junctions);
}

void report_unreachable(TownReading& reading, PlanePosition position, const RoadAccess::Answer& nearest, bool on_foot,
                        const Phrase& noun, const std::string& id, const SourceSpan& where) {
  const std::string limit = distance_text(reading.reach.si());
  const Phrase who = on_foot ? Phrase{"walkers", "行人"} : Phrase{"cars", "车辆"};
  Phrase what{fmt::format("{} '{}' can't be reached: it stands off the road network of {}", noun.en, id, who.en),
              fmt::format("{}“{}”不可到达：不在{}的路网附近", noun.zh, id, who.zh)};
  Phrase expected = phrase("a junction of the main road network within {}", "{} 以内有主路网路口", limit);
  if (nearest.junction.exists()) {
    const std::string& junction = reading.town.roads.junction(nearest.junction).id;
    const std::string distance = distance_text(nearest.distance_m);
    expected.en += fmt::format("; the nearest is '{}', {} away", junction, distance);
    expected.zh += fmt::format("；最近的路口为“{}”，距离 {}", junction, distance);
  }
  reading.diagnostics.error(
      where, codes::kUnreachable, std::move(what), std::move(expected),
      island_hint(reading, position,
                  nearest.junction.exists() ? nearest.distance_m : std::numeric_limits<double>::infinity()));
}

void report_far_from_road(TownReading& reading, const RoadAccess::Answer& road, const Phrase& noun,
                          const std::string& id, const SourceSpan& where) {
  const std::string distance = road.junction.exists() ? distance_text(road.distance_m) : std::string("∞");
  reading.diagnostics.warning(
      where, codes::kFarFromRoad,
      Phrase{fmt::format("{} '{}' can be reached on foot only; the nearest junction for cars is {} away", noun.en, id,
                         distance),
             fmt::format("{}“{}”只能步行到达；最近的行车路口距离 {}", noun.zh, id, distance)});
}

class FacilityReading {
 public:
  explicit FacilityReading(TownReading& reading) : reading_(reading), town_(reading.town) {}
  void read() {
    read_shelters();
    read_stations();
    read_teams();
    read_depots();
    read_hazard_points();
    read_communication_sites();
    read_helicopter_spots();
    read_rivers();
  }

 private:
  void read_shelters();
  void read_stations();
  void read_teams();
  void read_depots();
  void read_hazard_points();
  void check_threatened(const TableRows& rows, int row, HazardPoint& point);
  void read_communication_sites();
  void read_helicopter_spots();
  void read_rivers();
  void finish_river(River& river, std::vector<std::optional<double>>& beds);

  /// Opens a table of facilities and calls `take(rows, row, facility)` for each row.
  template <class Take>
  void each(std::string_view file, const Phrase& noun, Reach reach, TextIds& ids, const Take& take) {
    const auto rows = reading_.open(file);
    if (!rows) {
      ids.lost();
      return;
    }
    if (rows->damaged()) ids.lost();
    FacilityCells cells(*rows, reading_, noun, ids);
    for (int row = 0; row < rows->count(); ++row) {
      auto facility = cells.at(row, reach);
      take(*rows, row, facility);
    }
  }
  template <class Take>
  void each(std::string_view file, const Phrase& noun, Reach reach, const Take& take) {
    TextIds ids{std::string(file)};
    each(file, noun, reach, ids, take);
  }

  TownReading& reading_;
  Town& town_;
};

using Facility = FacilityCells::Facility;

void FacilityReading::read_shelters() {
  each("shelters.csv", {"shelter", "避难场所"}, Reach::by_road, [&](const TableRows& rows, int row, Facility& f) {
    town_.shelters.push_back(
        {.id = std::move(f.id),
         .name = std::move(f.name),
         .township = f.township,
         .place = f.place,
         .capacity_persons = count_of(rows["capacity_persons"], row),
         .conversion = Duration{60.0 * number_of(rows["conversion_min"], row, 0, 10'000, 0)},
         .step_free = !rows["step_free"].present() || rows["step_free"].yes_or_no(row).value_or(true)});
  });
}

void FacilityReading::read_stations() {
  each("stations.csv", {"station", "站点"}, Reach::by_road, reading_.station_ids,
       [&](const TableRows& rows, int row, Facility& f) {
         town_.stations.push_back({.id = std::move(f.id),
                                   .name = std::move(f.name),
                                   .kind = kind_of(rows["kind"], row, kStationWords, reading_.diagnostics),
                                   .township = f.township,
                                   .place = f.place});
       });
}

void FacilityReading::read_teams() {
  const auto rows = reading_.open("teams.csv");
  if (!rows) return;
  const NameCells names(*rows);
  const Column& id = (*rows)["id"];
  TextIds ids("teams.csv");
  for (int row = 0; row < rows->count(); ++row) {
    ids.add(text_of(id, row), id.present() ? id.where(row) : rows->where(row), reading_.diagnostics);
    Team team;
    team.id = ids.name(static_cast<std::size_t>(row));
    team.name = names.at(row);
    team.station = reference_of<StationTag>((*rows)["station"], row, reading_.station_ids, reading_.diagnostics);
    team.kind = kind_of((*rows)["kind"], row, kTeamWords, reading_.diagnostics);
    team.members = count_of((*rows)["members"], row, 100'000);
    team.certified = Share(number_of((*rows)["certified_percent"], row, 0, 100, 0) / 100.0);
    team.vehicles = count_of((*rows)["vehicles"], row, 100'000);
    town_.teams.push_back(std::move(team));
  }
}

void FacilityReading::read_depots() {
  each("depots.csv", {"depot", "仓库"}, Reach::by_road, [&](const TableRows& rows, int row, Facility& f) {
    town_.depots.push_back({.id = std::move(f.id),
                            .name = std::move(f.name),
                            .township = f.township,
                            .place = f.place,
                            .floor_area_m2 = number_of(rows["floor_area_m2"], row, 0, 1e7, 0),
                            .items = count_of(rows["items"], row)});
  });
}

void FacilityReading::read_hazard_points() {
  each("hazard_points.csv", {"hazard point", "隐患点"}, Reach::anyhow,
       [&](const TableRows& rows, int row, Facility& f) {
         HazardPoint point;
         point.id = std::move(f.id);
         point.name = std::move(f.name);
         point.township = f.township;
         point.place = f.place;
         point.kind = kind_of(rows["kind"], row, kHazardWords, reading_.diagnostics);
         point.monitoring = kind_of(rows["monitoring"], row, kMonitoringWords, reading_.diagnostics);
         point.zone = reference_of<ZoneTag>(rows["zone"], row, reading_.zone_ids, reading_.diagnostics);
         check_threatened(rows, row, point);
         town_.hazard_points.push_back(std::move(point));
       });
}

void FacilityReading::check_threatened(const TableRows& rows, int row, HazardPoint& point) {
  const Column& households = rows["threatened_households"];
  const Column& residents = rows["threatened_residents"];
  point.threatened_households = count_of(households, row);
  point.threatened_residents = count_of(residents, row);
  if (!point.zone.exists() || !reading_.zone_figures_sound[point.zone.index()]) return;
  const Zone& zone = town_.zones[point.zone.index()];
  if (point.threatened_households > zone.household_count) {
    reading_.diagnostics.error(households.where(row), codes::kInconsistent,
                               phrase("hazard point '{}' threatens {} households, but zone '{}' has {}",
                                      "隐患点“{}”威胁 {} 户，但“{}”只有 {} 户", point.id, point.threatened_households,
                                      zone.id, zone.household_count),
                               {"at most the households of the zone", "不超过该单元户数"});
  }
  if (point.threatened_residents > zone.residents) {
    reading_.diagnostics.error(
        residents.where(row), codes::kInconsistent,
        phrase("hazard point '{}' threatens {} residents, but zone '{}' has {}",
               "隐患点“{}”威胁 {} 人，但“{}”只有 {} 人", point.id, point.threatened_residents, zone.id, zone.residents),
        {"at most the residents of the zone", "不超过该单元人口"});
  }
  if (!filled(residents, row) && zone.household_count > 0) {
    const double share = static_cast<double>(point.threatened_households) / zone.household_count;
    point.threatened_residents = static_cast<std::uint32_t>(std::lround(std::min(share, 1.0) * zone.residents));
  }
}

void FacilityReading::read_communication_sites() {
  each("communication_sites.csv", {"communication site", "通信站点"}, Reach::anyhow,
       [&](const TableRows& rows, int row, Facility& f) {
         const Column& mains = rows["mains_power"];
         town_.communication_sites.push_back(
             {.id = std::move(f.id),
              .name = std::move(f.name),
              .kind = kind_of(rows["kind"], row, kCommunicationWords, reading_.diagnostics),
              .township = f.township,
              .place = f.place,
              .mains_power = !mains.present() || mains.yes_or_no(row).value_or(true),
              .battery = Duration{number_of(rows["battery_h"], row, 0, 10'000, 0) * 3600.0}});
       });
}

void FacilityReading::read_helicopter_spots() {
  each("helicopter_spots.csv", {"helicopter spot", "直升机起降点"}, Reach::anyhow,
       [&](const TableRows&, int, Facility& f) {
         town_.helicopter_spots.push_back(
             {.id = std::move(f.id), .name = std::move(f.name), .township = f.township, .place = f.place});
       });
}

void FacilityReading::read_rivers() {
  const auto rows = reading_.open("rivers.csv");
  if (!rows) return;
  const PositionCells positions(*rows, reading_.plane);
  const NameCells names(*rows);
  const Column& id = (*rows)["river"];
  TextIds ids("rivers.csv");
  std::vector<std::optional<double>> beds;
  for (int row = 0; row < rows->count(); ++row) {
    const std::string name = text_of(id, row);
    if (town_.rivers.empty() || town_.rivers.back().id != name) {
      if (!town_.rivers.empty()) finish_river(town_.rivers.back(), beds);
      ids.add(name, id.present() ? id.where(row) : rows->where(row), reading_.diagnostics);
      town_.rivers.push_back({.id = name, .name = names.at(row), .points = {}});
    }
    River& river = town_.rivers.back();
    const PlanePosition at = reading_.inside(positions.at(row).value_or(PlanePosition{}));
    River::Point point{.x_m = static_cast<float>(at.x_m), .y_m = static_cast<float>(at.y_m)};
    double along = 0;
    if (!river.points.empty()) {
      const River::Point& last = river.points.back();
      along = last.chainage_m + std::hypot(point.x_m - last.x_m, point.y_m - last.y_m);
    }
    point.chainage_m = static_cast<float>(number_of((*rows)["chainage_m"], row, 0, 1e7, along));
    if (!river.points.empty() && point.chainage_m < river.points.back().chainage_m) {
      reading_.diagnostics.error((*rows)["chainage_m"].where(row), codes::kInconsistent,
                                 phrase("river '{}' runs backwards here", "河流“{}”的里程在此变小", name),
                                 {"chainage that grows downstream", "向下游递增的里程"});
    }
    point.bank_height_m = static_cast<float>(number_of((*rows)["bank_height_m"], row, 0, 500, 0));
    const Column& bed = (*rows)["bed_elevation_m"];
    beds.push_back(bed.present() ? bed.number(row, -500, 9000) : std::nullopt);
    river.points.push_back(point);
  }
  if (!town_.rivers.empty()) finish_river(town_.rivers.back(), beds);
}

/// Bed elevations: as given, linear between given ones, level beyond the outermost, of the nearest junction when none
/// is given. Clears `beds` for the next river.
void FacilityReading::finish_river(River& river, std::vector<std::optional<double>>& beds) {
  auto& points = river.points;
  std::ptrdiff_t last = -1;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!beds[i]) continue;
    points[i].bed_elevation_m = static_cast<float>(*beds[i]);
    for (std::size_t k = static_cast<std::size_t>(last + 1); k < i; ++k) {
      const auto& high = points[last < 0 ? i : static_cast<std::size_t>(last)];
      const float span = points[i].chainage_m - high.chainage_m;
      const float t = last < 0 || span <= 0 ? 0.0F : (points[k].chainage_m - high.chainage_m) / span;
      points[k].bed_elevation_m = high.bed_elevation_m + t * (points[i].bed_elevation_m - high.bed_elevation_m);
    }
    last = static_cast<std::ptrdiff_t>(i);
  }
  for (std::size_t k = static_cast<std::size_t>(last + 1); k < points.size(); ++k) {
    if (last >= 0) {
      points[k].bed_elevation_m = points[static_cast<std::size_t>(last)].bed_elevation_m;
    } else if (reading_.access) {
      const auto near = reading_.access->walk(points[k].x_m, points[k].y_m).junction;
      if (near.exists()) points[k].bed_elevation_m = town_.roads.junction(near).elevation_m;
    }
  }
  beds.clear();
}

}  // namespace

FacilityCells::FacilityCells(const TableRows& rows, TownReading& reading, Phrase noun, TextIds& ids)
    : rows_(rows),
      reading_(reading),
      noun_(std::move(noun)),
      ids_(ids),
      names_(rows),
      positions_(rows, reading.plane) {}

FacilityCells::Facility FacilityCells::at(int row, Reach reach) {
  Facility facility;
  const Column& id = rows_["id"];
  const SourceSpan& where = id.present() ? id.where(row) : rows_.where(row);
  ids_.add(text_of(id, row), where, reading_.diagnostics);
  facility.id = ids_.name(static_cast<std::size_t>(row));
  facility.name = names_.at(row);
  facility.township = reference_of<TownshipTag>(rows_["township"], row, reading_.township_ids, reading_.diagnostics);
  const Column& elevation = rows_["elevation_m"];
  const auto height = elevation.present() ? elevation.number(row, -500, 9000) : std::nullopt;
  if (const auto position = positions_.at(row)) {
    facility.position = reading_.inside(*position);
    facility.place = place_at(reading_, facility.position, height, reach, noun_, facility.id, where);
  }
  return facility;
}

Place place_at(TownReading& reading, PlanePosition position, std::optional<double> elevation_m, Reach reach,
               const Phrase& noun, const std::string& id, const SourceSpan& where) {
  Place place{.x_m = static_cast<float>(position.x_m),
              .y_m = static_cast<float>(position.y_m),
              .elevation_m = static_cast<float>(elevation_m.value_or(0.0)),
              .walk_junction = {},
              .road_junction = {}};
  if (!reading.access) return place;  // the roads were refused: nothing to attach to
  const auto walk = reading.access->walk(position.x_m, position.y_m);
  const auto road = reading.access->road(position.x_m, position.y_m);
  place.walk_junction = walk.junction;
  place.road_junction = road.junction;
  const JunctionId near = walk.junction.exists() ? walk.junction : road.junction;
  if (!elevation_m && near.exists()) place.elevation_m = reading.town.roads.junction(near).elevation_m;
  const auto near_enough = [&](const RoadAccess::Answer& a) {
    return a.junction.exists() && a.distance_m <= reading.reach.si();
  };
  if (reach == Reach::by_road && !near_enough(road)) {
    report_unreachable(reading, position, road, false, noun, id, where);
  } else if (reach == Reach::on_foot && !near_enough(walk)) {
    report_unreachable(reading, position, walk, true, noun, id, where);
  } else if (reach == Reach::on_foot && !near_enough(road)) {
    report_far_from_road(reading, road, noun, id, where);
  }
  return place;
}

void read_facilities(TownReading& reading) {
  FacilityReading(reading).read();
}

}  // namespace tocsin
