// SPDX-License-Identifier: Apache-2.0
// From an extract to a town package, in the order of the story: read, boundary, roads, places and their people,
// facilities, rivers, write.
#include "engine/town/osm_import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "engine/input/codes.hpp"
#include "engine/town/boundary.hpp"
#include "engine/town/elevation.hpp"
#include "engine/town/nearest.hpp"
#include "engine/town/osm_extract.hpp"
#include "engine/town/osm_roads.hpp"
#include "engine/town/package_writer.hpp"
#include "engine/town/plane.hpp"
#include "engine/town/town_file.hpp"
#include "engine/town/wkt.hpp"

namespace tocsin {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& file, const char* code, Phrase what, Phrase expected = {},
                         Phrase hint = {}) {
  throw InputError({Diagnostic{.severity = Severity::error,
                               .where = whole_file(file),
                               .code = code,
                               .what = std::move(what),
                               .expected = std::move(expected),
                               .hint = std::move(hint)}});
}

/// OpenStreetMap's node, or a vertex the import put into a straight road.
std::string junction_id(std::int64_t node) {
  return node >= 0 ? fmt::format("n{}", node) : fmt::format("x{}", -node);
}

bool is_one_of(std::string_view value, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), value) != words.end();
}

/// Names in both languages; `otherwise` where the map has none.
Phrase name_of(const OsmTags& tags, const Phrase& otherwise) {
  const auto first = [&](std::initializer_list<const char*> keys) -> std::string {
    for (const char* key : keys) {
      if (!tags[key].empty()) return std::string(tags[key]);
    }
    return {};
  };
  Phrase name{first({"name:en", "int_name", "name"}), first({"name:zh", "name", "name:en"})};
  return name.empty() ? otherwise : name;
}

/// A number like "1 234" or "12,345"; nullopt for anything else.
std::optional<std::uint64_t> population_of(const OsmTags& tags) {
  std::string digits;
  for (const char c : tags["population"]) {
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (c != ' ' && c != ',' && c != '.' && c != '\'') {
      return std::nullopt;
    }
  }
  std::uint64_t value = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || result.ec != std::errc{} || value > 50'000'000) return std::nullopt;
  return value;
}

struct ImportedZone {
  std::string id;
  Phrase name;
  std::size_t township = 0;
  GeographicPosition geographic;
  PlanePosition position;
  std::uint64_t residents = 0, households = 0;
  std::size_t buildings = 0;
  double square_distance = 0;  ///< of its buildings, sum
  bool seat = false;           ///< a town or city: others may belong to it
  bool dwelling = false;
  std::optional<std::uint64_t> tagged;
};

class Import {
 public:
  Import(std::filesystem::path map, const ImportOptions& options, const OsmImportParameters& parameters,
         OsmExtract extract, ElevationTiles tiles, Boundary boundary, int epsg)
      : map_(std::move(map)),
        options_(options),
        p_(parameters),
        extract_(std::move(extract)),
        tiles_(std::move(tiles)),
        boundary_(std::move(boundary)),
        plane_(epsg),
        roads_(extract_, boundary_, plane_, parameters, summary_) {}

  ImportSummary run(const std::filesystem::path& folder);

 private:
  void describe_package();
  void take_zones();
  void count_buildings();
  void share_out_townships();
  bool townships_from_areas();
  void townships_from_seats();
  void take_facilities();
  void take_facility(const OsmPoint& point, std::vector<bool>& has_shelter);
  void assume_shelters(const std::vector<bool>& has_one);
  void assume_teams();
  void write_townships();
  void write_junctions();
  void even_out(const std::vector<std::int64_t>& ids, std::vector<double>& heights) const;
  void write_segments();
  void write_turns();
  void add_turns(const OsmRestriction& restriction, PackageTable*& table);
  void write_zones();
  void write_rivers();

  /// A position that can be reached: as it is, or moved to the nearest road; nullopt when it is too far from all.
  std::optional<PlanePosition> reachable(PlanePosition position, bool on_foot);
  [[nodiscard]] std::size_t township_at(GeographicPosition geographic, PlanePosition position) const;
  /// id, names, township, position.
  std::vector<std::string> cells(const std::string& id, const Phrase& name, std::size_t township,
                                 PlanePosition at) const;

  std::filesystem::path map_;
  const ImportOptions& options_;
  const OsmImportParameters& p_;
  OsmExtract extract_;
  ElevationTiles tiles_;
  Boundary boundary_;
  Plane plane_;
  ImportSummary summary_;
  OsmRoads roads_;
  TownPackage package_;
  std::vector<Phrase> townships_;
  std::vector<const OsmArea*> township_area_;  // beside townships_, or empty
  std::vector<ImportedZone> zones_;
  PackageTable* shelters_ = nullptr;
  PackageTable* stations_ = nullptr;
  PackageTable* teams_ = nullptr;
  /// A station that could be a team's base, by township.
  struct TeamStation {
    std::string station;
    Phrase name;
    int rank = 0;  ///< 0: a fire station, which has its crew
  };
  std::vector<std::optional<TeamStation>> bases_;
  PackageTable* spots_ = nullptr;
  std::map<std::int64_t, std::vector<std::size_t>> segments_of_way_;
  std::vector<std::string> segment_ids_;
};

std::vector<std::string> Import::cells(const std::string& id, const Phrase& name, std::size_t township,
                                       PlanePosition at) const {
  return {id, name.en, name.zh, fmt::format("T{}", township + 1), number_text(at.x_m, 1), number_text(at.y_m, 1)};
}

ImportSummary Import::run(const std::filesystem::path& folder) {
  if (roads_.segments().empty()) {
    refuse(map_, codes::kEmptyMap, {"the map has no road here", "地图在此范围内没有道路"},
           {"an extract, and a boundary, with roads in it", "含有道路的地图数据和范围"});
  }
  summary_.osm_nodes = extract_.node_count;
  summary_.osm_ways = extract_.way_count;
  summary_.osm_relations = extract_.relation_count;
  summary_.missing_nodes = extract_.missing_nodes;
  summary_.epsg = plane_.epsg();
  summary_.has_elevation = !tiles_.empty();
  describe_package();
  take_zones();
  count_buildings();
  share_out_townships();
  write_townships();
  take_facilities();
  write_zones();
  roads_.finish();  // every place has asked for its junction by now
  write_junctions();
  write_segments();
  write_turns();
  write_rivers();
  package_.write(folder, options_.overwrite);
  return summary_;
}

void Import::describe_package() {
  std::string stem = map_.stem().stem().string();
  package_.name = options_.name.empty() ? Phrase{stem, stem} : options_.name;
  package_.epsg = plane_.epsg();
  const std::string file = map_.filename().string();
  package_.source = phrase("OpenStreetMap extract {}, © OpenStreetMap contributors",
                           "OpenStreetMap 数据 {}，© OpenStreetMap 贡献者", file);
  package_.confidence = Confidence::S;
  package_.license = "ODbL-1.0";
  const Phrase guess =
      phrase("Places of the OpenStreetMap extract {} (© OpenStreetMap contributors); figures by engineering default",
             "OpenStreetMap 数据 {} 中的地点（© OpenStreetMap 贡献者）；数字为工程默认值", file);
  for (const char* table : {"zones.csv", "shelters.csv", "teams.csv"}) {
    package_.provenance.push_back({table, guess, Confidence::E, "ODbL-1.0"});
  }
  const Phrase rivers = phrase(
      "Lines of the OpenStreetMap extract {} (© OpenStreetMap contributors); beds and banks by engineering default",
      "OpenStreetMap 数据 {} 中的河流线（© OpenStreetMap 贡献者）；河床和岸高为工程默认值", file);
  package_.provenance.push_back({"rivers.csv", rivers, Confidence::E, "ODbL-1.0"});
}

std::optional<PlanePosition> Import::reachable(PlanePosition position, bool on_foot) {
  const auto access = roads_.nearest(position, on_foot);
  if (!access || access->distance_m > p_.farthest.si()) {
    ++summary_.facilities_dropped;
    return std::nullopt;
  }
  roads_.cut_at(access->node);
  if (on_foot) {  // and by car, where there is a road
    const auto road = roads_.nearest(position, false);
    if (road && road->distance_m <= p_.reach.si()) roads_.cut_at(road->node);
  }
  if (access->distance_m <= p_.reach.si()) return position;
  ++summary_.facilities_moved;
  return roads_.node(access->node).plane;
}

void Import::take_zones() {
  for (const OsmPoint& place : extract_.places) {
    if (!boundary_.contains(place.position)) continue;
    const auto projected = plane_.project(place.position);
    const auto position = projected ? reachable(*projected, true) : std::nullopt;
    if (!position) continue;
    ImportedZone zone;
    zone.id = place.id;
    zone.name = name_of(place.tags, phrase("Place {}", "地点 {}", place.id));
    zone.geographic = place.position;
    zone.position = *position;
    zone.seat = is_one_of(place.tags["place"], {"city", "town"});
    zone.dwelling = place.tags["place"] == "isolated_dwelling";
    zone.tagged = population_of(place.tags);
    zones_.push_back(std::move(zone));
  }
  if (!zones_.empty()) return;
  // A map without places: all its people live around the middle of its roads.
  const std::int64_t middle = roads_.segments()[roads_.segments().size() / 2].nodes.front();
  ImportedZone zone;
  zone.id = "all";
  zone.name = package_.name;
  zone.geographic = roads_.node(middle).geographic;
  zone.position = reachable(roads_.node(middle).plane, true).value_or(roads_.node(middle).plane);
  zones_.push_back(std::move(zone));
}

void Import::count_buildings() {
  std::vector<NearestPoints::Point> points;
  for (const ImportedZone& zone : zones_) points.push_back({zone.position.x_m, zone.position.y_m});
  const NearestPoints nearest(std::move(points));
  for (const OsmPoint& building : extract_.buildings) {
    if (!boundary_.contains(building.position)) continue;
    const auto position = plane_.project(building.position);
    if (!position) continue;
    ++summary_.buildings;
    const auto zone = nearest.nearest(position->x_m, position->y_m);
    if (!zone || zone->distance_m > p_.building_catchment.si()) {
      ++summary_.buildings_unassigned;
      continue;
    }
    ++zones_[zone->index].buildings;
    zones_[zone->index].square_distance += zone->distance_m * zone->distance_m;
  }
  for (ImportedZone& zone : zones_) {
    const double usual = zone.dwelling ? p_.persons_per_household : p_.residents_per_place;
    const double counted = static_cast<double>(zone.buildings) * p_.residents_per_building;
    const auto guessed = static_cast<std::uint64_t>(std::llround(zone.buildings > 0 ? counted : usual));
    zone.residents = zone.tagged.value_or(guessed);
    const double households = std::max(1.0, static_cast<double>(zone.residents) / p_.persons_per_household);
    zone.households = std::min(zone.residents, static_cast<std::uint64_t>(std::llround(households)));
    summary_.residents += zone.residents;
    (zone.tagged          ? summary_.residents_tagged
     : zone.buildings > 0 ? summary_.residents_by_buildings
                          : summary_.residents_by_default) += zone.residents;
    summary_.households += zone.households;
  }
  summary_.zones = zones_.size();
}

void Import::share_out_townships() {
  if (!townships_from_areas()) townships_from_seats();
  summary_.townships = townships_.size();
  for (std::size_t t = 0; t < township_area_.size(); ++t) {
    if (township_area_[t]->mended) summary_.townships_mended.push_back(townships_[t]);
  }
  std::vector<std::uint64_t> residents(townships_.size());
  for (const ImportedZone& zone : zones_) residents[zone.township] += zone.residents;
  for (std::size_t t = 0; t < townships_.size(); ++t) {
    if (residents[t] * townships_.size() * 10 < summary_.residents) summary_.townships_empty.push_back(townships_[t]);
  }
}

/// Administrative areas of the level that holds most zones (the finer one of equals).
bool Import::townships_from_areas() {
  int best_level = 0;
  std::size_t most = 0;
  for (const int level : {7, 8, 9}) {
    const auto held =
        static_cast<std::size_t>(std::count_if(zones_.begin(), zones_.end(), [&](const ImportedZone& zone) {
          return std::any_of(extract_.areas.begin(), extract_.areas.end(), [&](const OsmArea& area) {
            return area.level == level && area.contains(zone.geographic);
          });
        }));
    if (held > 0 && held >= most) best_level = level, most = held;
  }
  if (most * 2 < zones_.size() || most == 0) return false;
  std::vector<std::size_t> loose;
  std::map<const OsmArea*, std::size_t> known;
  std::vector<const OsmArea*> order;
  for (std::size_t z = 0; z < zones_.size(); ++z) {
    const auto area = std::find_if(extract_.areas.begin(), extract_.areas.end(), [&](const OsmArea& a) {
      return a.level == best_level && a.contains(zones_[z].geographic);
    });
    if (area == extract_.areas.end()) {
      loose.push_back(z);
      continue;
    }
    const auto [entry, added] = known.emplace(&*area, townships_.size());
    if (added) {
      townships_.push_back(name_of(area->tags, phrase("Township {}", "乡镇 {}", townships_.size() + 1)));
      township_area_.push_back(&*area);
    }
    zones_[z].township = entry->second;
  }
  for (const std::size_t z : loose) {  // the township of the nearest zone that has one
    double nearest = std::numeric_limits<double>::infinity();
    for (std::size_t other = 0; other < zones_.size(); ++other) {
      if (std::find(loose.begin(), loose.end(), other) != loose.end()) continue;
      const double d = std::hypot(zones_[z].position.x_m - zones_[other].position.x_m,
                                  zones_[z].position.y_m - zones_[other].position.y_m);
      if (d < nearest) nearest = d, zones_[z].township = zones_[other].township;
    }
  }
  return true;
}

/// Towns and cities with the zones nearest to them; one township for all where there is none.
void Import::townships_from_seats() {
  std::vector<NearestPoints::Point> seats;
  for (const ImportedZone& zone : zones_) {
    if (!zone.seat) continue;
    seats.push_back({zone.position.x_m, zone.position.y_m});
    townships_.push_back(zone.name);
  }
  if (seats.empty()) townships_.push_back(package_.name);
  const NearestPoints nearest(std::move(seats));
  for (ImportedZone& zone : zones_) {
    const auto seat = nearest.nearest(zone.position.x_m, zone.position.y_m);
    zone.township = seat ? seat->index : 0;
  }
}

std::size_t Import::township_at(GeographicPosition geographic, PlanePosition position) const {
  for (std::size_t t = 0; t < township_area_.size(); ++t) {
    if (township_area_[t]->contains(geographic)) return t;
  }
  const auto nearest =
      std::min_element(zones_.begin(), zones_.end(), [&](const ImportedZone& a, const ImportedZone& b) {
        const auto away = [&](const ImportedZone& z) {
          return std::hypot(z.position.x_m - position.x_m, z.position.y_m - position.y_m);
        };
        return away(a) < away(b);
      });
  return nearest->township;
}

void Import::write_townships() {
  PackageTable& table = package_.table("townships.csv", {"id", "name_en", "name_zh"});
  for (std::size_t t = 0; t < townships_.size(); ++t) {
    table.row({fmt::format("T{}", t + 1), townships_[t].en, townships_[t].zh});
  }
}

void Import::take_facilities() {
  shelters_ = &package_.table("shelters.csv", with(facility_columns(), {"capacity_persons"}));
  stations_ = &package_.table("stations.csv", with(facility_columns(), {"kind"}));
  teams_ = &package_.table("teams.csv", {"id", "name_en", "name_zh", "station", "kind", "members", "vehicles"});
  spots_ = &package_.table("helicopter_spots.csv", facility_columns());
  std::vector<bool> has_shelter(townships_.size(), false);
  bases_.assign(townships_.size(), std::nullopt);
  for (const OsmPoint& point : extract_.facilities) take_facility(point, has_shelter);
  assume_shelters(has_shelter);
  assume_teams();
  summary_.teams = teams_->size();
  summary_.shelters = shelters_->size();
  summary_.stations = stations_->size();
  summary_.helicopter_spots = spots_->size();
}

/// Which kind of station an amenity is, with its noun.
struct StationKind {
  std::string_view amenity;
  const char* kind;
  Phrase noun;
  int rank = 0;  ///< as the base of a township's team: the town hall before all but the fire station
};

const StationKind* station_kind(std::string_view amenity) {
  static const std::vector<StationKind> kinds{{"fire_station", "fire_station", {"Fire station", "消防站"}, 0},
                                              {"hospital", "hospital", {"Hospital", "医院"}, 3},
                                              {"clinic", "clinic", {"Clinic", "诊所"}, 4},
                                              {"doctors", "clinic", {"Doctor", "诊所"}, 4},
                                              {"police", "police", {"Police", "派出所"}, 2},
                                              {"townhall", "township_office", {"Town hall", "政府"}, 1}};
  const auto found =
      std::find_if(kinds.begin(), kinds.end(), [&](const StationKind& k) { return k.amenity == amenity; });
  return found == kinds.end() ? nullptr : &*found;
}

void Import::take_facility(const OsmPoint& point, std::vector<bool>& has_shelter) {
  if (!boundary_.contains(point.position)) return;
  const auto projected = plane_.project(point.position);
  const auto position = projected ? reachable(*projected, false) : std::nullopt;
  if (!position) return;
  const std::size_t township = township_at(point.position, *position);
  const auto row = [&](const Phrase& noun) {
    const Phrase unnamed{fmt::format("{} {}", noun.en, point.id), fmt::format("{} {}", noun.zh, point.id)};
    return cells(point.id, name_of(point.tags, unnamed), township, *position);
  };
  if (is_one_of(point.tags["aeroway"], {"helipad", "heliport"})) {
    spots_->row(row({"Helipad", "直升机停机坪"}));
  } else if (const StationKind* kind = station_kind(point.tags["amenity"])) {
    const auto station = row(kind->noun);
    stations_->row(with(station, {kind->kind}));
    auto& base = bases_[township];
    if (!base || kind->rank < base->rank) base = TeamStation{point.id, {station[1], station[2]}, kind->rank};
    if (kind->amenity == "fire_station") {
      teams_->row({"crew-" + point.id, station[1] + " crew", station[2] + "队伍", point.id, "professional",
                   count_text(p_.team_members), "1"});
    }
  } else {
    const double area = point.area_m2 > 0 ? point.area_m2 : p_.footprint_unmapped.si();
    const bool sports = !point.tags["leisure"].empty();
    const Phrase noun = sports                                    ? Phrase{"Sports hall", "体育场馆"}
                        : point.tags["amenity"] == kCommunityHall ? Phrase{"Community center", "社区中心"}
                                                                  : Phrase{"School", "学校"};
    shelters_->row(with(row(noun), {count_text(std::floor(area / p_.shelter_area_per_person.si()))}));
    has_shelter[township] = true;
  }
}

/// A township without a school or hall on the map gets a place at its largest zone: told, and marked as assumed.
void Import::assume_shelters(const std::vector<bool>& has_one) {
  const double places = std::floor(p_.footprint_unmapped.si() / p_.shelter_area_per_person.si());
  for (std::size_t t = 0; t < townships_.size(); ++t) {
    const ImportedZone* largest = nullptr;
    for (const ImportedZone& zone : zones_) {
      if (zone.township == t && (largest == nullptr || zone.residents > largest->residents)) largest = &zone;
    }
    if (has_one[t] || largest == nullptr) continue;
    const auto position = reachable(largest->position, false);
    if (!position) continue;
    const Phrase name{largest->name.en + " shelter (assumed)", largest->name.zh + "避难场所（假定）"};
    shelters_->row(with(cells(fmt::format("assumed-{}", t + 1), name, t, *position), {count_text(places)}));
    ++summary_.assumed_shelters;
  }
  if (shelters_->size() > 0) return;
  refuse(map_, codes::kEmptyMap, {"the map has no road for cars near its places", "地图上的地点附近没有行车道路"},
         {"an extract with roads for cars", "含有行车道路的地图数据"});
}

/// A township without a fire station has a part-time team all the same, at its town hall or the next best station:
/// told, and marked as assumed.
void Import::assume_teams() {
  for (const auto& base : bases_) {
    if (!base || base->rank == 0) continue;
    teams_->row({"assumed-" + base->station, base->name.en + " team (assumed)", base->name.zh + "队伍（假定）",
                 base->station, "part_time", count_text(p_.assumed_team_members), "1"});
    ++summary_.assumed_teams;
  }
}

void Import::write_zones() {
  PackageTable& table =
      package_.table("zones.csv", with(facility_columns(), {"population", "households", "children", "elderly",
                                                            "need_help", "cars", "motorcycles", "spread_m"}));
  for (const ImportedZone& zone : zones_) {
    const auto residents = static_cast<double>(zone.residents);
    const auto households = static_cast<double>(zone.households);
    const auto part = [&](Share share) { return count_text(std::floor(residents * share.fraction())); };
    // Where enough buildings are mapped, they say how far a place reaches.
    const bool mapped = zone.buildings >= 5;
    const double spread = mapped ? 1.5 * std::sqrt(zone.square_distance / static_cast<double>(zone.buildings)) : 0.0;
    table.row(with(cells(zone.id, zone.name, zone.township, zone.position),
                   {std::to_string(zone.residents), std::to_string(zone.households), part(p_.children),
                    part(p_.elderly), part(p_.need_help), count_text(households * p_.cars_per_household),
                    count_text(households * p_.motorcycles_per_household),
                    mapped ? number_text(std::clamp(spread, 50.0, 5000.0), 0) : std::string()}));
  }
}

void Import::write_junctions() {
  const auto ids = roads_.junctions();
  std::vector<double> heights;
  if (!tiles_.empty()) {
    std::vector<bool> known;
    std::vector<NearestPoints::Point> points;
    for (const std::int64_t id : ids) {
      const OsmNode& node = roads_.node(id);
      const auto height = tiles_.at(node.geographic);
      known.push_back(height.has_value());
      heights.push_back(height.value_or(0.0));
      points.push_back({node.plane.x_m, node.plane.y_m});
    }
    const NearestPoints measured(points, known);
    summary_.has_elevation = !measured.empty();
    for (std::size_t j = 0; j < ids.size(); ++j) {
      if (!known[j] && summary_.has_elevation)
        heights[j] = heights[measured.nearest(points[j].x_m, points[j].y_m)->index];
    }
    if (summary_.has_elevation) even_out(ids, heights);
  }
  std::vector<std::string> columns{"id", "x_m", "y_m"};
  if (summary_.has_elevation) columns.emplace_back("elevation_m");
  PackageTable& table = package_.table("junctions.csv", columns);
  for (std::size_t j = 0; j < ids.size(); ++j) {
    const PlanePosition& at = roads_.node(ids[j]).plane;
    std::vector<std::string> row{junction_id(ids[j]), number_text(at.x_m, 2), number_text(at.y_m, 2)};
    if (summary_.has_elevation) row.push_back(number_text(heights[j], 1));
    table.row(std::move(row));
  }
  summary_.junctions = ids.size();
}

/// Posts of a terrain model are 30 to 90 m apart and see tree tops: short roads get cliffs that are not there. Ends of
/// too steep segments are moved towards each other until slopes are possible (or nearly: 60 rounds).
void Import::even_out(const std::vector<std::int64_t>& ids, std::vector<double>& heights) const {
  const auto position = [&](std::int64_t id) {
    return static_cast<std::size_t>(std::lower_bound(ids.begin(), ids.end(), id) - ids.begin());
  };
  struct Leg {
    std::size_t a, b;
    double most;
  };
  std::vector<Leg> legs;
  for (const OsmSegment& segment : roads_.segments()) {
    const Share steepest = is_car_class(roads_.meaning(segment).road_class) ? p_.steepest_road : p_.steepest_path;
    legs.push_back(
        {position(segment.nodes.front()), position(segment.nodes.back()), steepest.fraction() * segment.length_m});
  }
  for (int round = 0; round < 60; ++round) {
    for (const Leg& leg : legs) {
      const double rise = heights[leg.b] - heights[leg.a];
      const double excess = std::abs(rise) - leg.most;
      if (excess <= 0) continue;
      const double move = std::copysign(excess / 2.0, rise);
      heights[leg.a] += move;
      heights[leg.b] -= move;
    }
  }
}

/// "" when the modes are those a reader takes for the class anyway.
std::string access_text(ModeMask access, RoadClass road_class) {
  const ModeMask usual = road_class == RoadClass::motorway ? static_cast<ModeMask>(kAllModes & ~kOnFootOnly)
                         : is_car_class(road_class)        ? kAllModes
                                                           : kOnFootOnly;
  if (access == usual) return {};
  std::string text;
  for (int m = 0; m < kTravelModeCount; ++m) {
    const auto mode = static_cast<TravelMode>(m);
    if ((access & mask_of(mode)) == 0) continue;
    if (!text.empty()) text += ' ';
    text += name_of(mode);
  }
  return text;
}

void Import::write_segments() {
  PackageTable& table = package_.table(
      "road_segments.csv", {"id", "from", "to", "class", "length_m", "one_way", "lanes", "speed_km_per_h", "access",
                            "bridge", "tunnel", "maximum_weight_t", "width_m", "name", "shape"});
  const auto number = [](double value) { return value > 0 ? number_text(value, 1) : std::string(); };
  const auto flag = [](bool value) { return std::string(value ? "yes" : ""); };
  std::map<std::int64_t, int> part;
  for (std::size_t s = 0; s < roads_.segments().size(); ++s) {
    const OsmSegment& segment = roads_.segments()[s];
    const WayMeaning& meaning = roads_.meaning(segment);
    segment_ids_.push_back(fmt::format("w{}-{}", segment.way, ++part[segment.way]));
    segments_of_way_[segment.way].push_back(s);
    std::vector<LinePoint> line;
    for (const std::int64_t id : segment.nodes) line.emplace_back(roads_.node(id).plane.x_m, roads_.node(id).plane.y_m);
    line = simplify_line(line, p_.shape_tolerance.si());
    table.row({segment_ids_.back(), junction_id(segment.nodes.front()), junction_id(segment.nodes.back()),
               std::string(name_of(meaning.road_class)), number_text(std::max(0.1, segment.length_m), 2),
               flag(meaning.one_way != 0), meaning.lanes > 0 ? std::to_string(meaning.lanes) : std::string(),
               number(meaning.speed_km_per_h), access_text(segment.access, meaning.road_class), flag(meaning.bridge),
               flag(meaning.tunnel), number(meaning.maximum_weight_t), number(meaning.width_m), meaning.name,
               line.size() > 2 ? line_text(line, 1) : std::string()});
  }
  summary_.road_segments = roads_.segments().size();
}

void Import::write_turns() {
  PackageTable* table = nullptr;
  for (const OsmRestriction& restriction : extract_.restrictions) add_turns(restriction, table);
  summary_.turn_restrictions = table != nullptr ? table->size() : 0;
}

void Import::add_turns(const OsmRestriction& restriction, PackageTable*& table) {
  const std::int64_t via = restriction.via_node;
  const auto& segments = roads_.segments();
  const auto driven = [&](const OsmSegment& s) { return (s.access & ~kOnFootOnly) != 0; };
  const auto arrives = [&](const OsmSegment& s) {
    return driven(s) && (s.nodes.back() == via || (s.nodes.front() == via && roads_.meaning(s).one_way == 0));
  };
  const auto leaves = [&](const OsmSegment& s) {
    return driven(s) && (s.nodes.front() == via || (s.nodes.back() == via && roads_.meaning(s).one_way == 0));
  };
  const auto from = segments_of_way_.find(restriction.from_way);
  const auto to = segments_of_way_.find(restriction.to_way);
  if (from == segments_of_way_.end() || to == segments_of_way_.end()) return;
  for (const std::size_t f : from->second) {
    if (!arrives(segments[f])) continue;
    for (std::size_t t = 0; t < segments.size(); ++t) {
      const bool named = segments[t].way == restriction.to_way;
      if (!leaves(segments[t]) || named == restriction.only || (t == f && restriction.only)) continue;
      if (table == nullptr) {
        table = &package_.table("turn_restrictions.csv", {"from_segment", "via_junction", "to_segment"});
      }
      table->row({segment_ids_[f], junction_id(via), segment_ids_[t]});
    }
  }
}

void Import::write_rivers() {
  PackageTable* table = nullptr;
  std::set<std::int64_t> written;
  for (const OsmWay& way : extract_.rivers) {
    std::vector<LinePoint> line;
    std::vector<GeographicPosition> geographic;
    for (const GeographicPosition& position : way.positions) {
      const auto at = boundary_.contains(position) ? plane_.project(position) : std::nullopt;
      if (at) line.emplace_back(at->x_m, at->y_m);
    }
    line = simplify_line(line, 5.0 * p_.shape_tolerance.si());
    if (line.size() < 2 || !written.insert(way.id).second) continue;
    if (table == nullptr) {
      table = &package_.table("rivers.csv",
                              {"river", "name_en", "name_zh", "x_m", "y_m", "bed_elevation_m", "bank_height_m"});
    }
    const std::string id = fmt::format("w{}", way.id);
    const Phrase name = name_of(way.tags, phrase("River {}", "河流 {}", id));
    double bed = std::numeric_limits<double>::infinity();
    for (const auto& [x, y] : line) {
      const auto position = plane_.unproject({x, y});
      const auto height = position ? tiles_.at(*position) : std::nullopt;
      // Without heights the land lies at zero. A terrain model sees no bed: what it has is the top of the bank. Ways
      // run downstream; a rise is noise.
      const bool known = height || tiles_.empty();
      if (known) bed = std::min(bed, height.value_or(0.0) - p_.river_bank.si());
      table->row({id, name.en, name.zh, number_text(x, 1), number_text(y, 1),
                  known ? number_text(bed, 1) : std::string(), number_text(p_.river_bank.si(), 1)});
    }
    ++summary_.rivers;
  }
}

/// Middle of what the map holds, inside the boundary.
std::optional<GeographicPosition> middle_of(const OsmExtract& extract, const Boundary& boundary) {
  double west = 180, south = 90, east = -180, north = -90;
  for (const OsmWay& way : extract.roads) {
    for (const GeographicPosition& p : way.positions) {
      if (!boundary.contains(p)) continue;
      west = std::min(west, p.longitude_deg), east = std::max(east, p.longitude_deg);
      south = std::min(south, p.latitude_deg), north = std::max(north, p.latitude_deg);
    }
  }
  if (west > east) return std::nullopt;
  return GeographicPosition{(west + east) / 2.0, (south + north) / 2.0};
}

OsmExtract read_map(const std::filesystem::path& map) {
  try {
    return read_osm(map);
  } catch (const MapError& error) {
    refuse(map, codes::kUnreadableMap, phrase("can't read the map: {}", "无法读取地图：{}", error.what()),
           {"a whole OpenStreetMap extract in PBF format (.osm.pbf)", "完整的 OpenStreetMap PBF 文件（.osm.pbf）"});
  }
}

ElevationTiles read_tiles(const ImportOptions& options) {
  try {
    return ElevationTiles(options.elevation);
  } catch (const ElevationError& error) {
    refuse(options.elevation.front(), codes::kBadElevation,
           phrase("can't use the elevation: {}", "无法使用高程数据：{}", error.what()),
           {"SRTM tiles such as N29E107.hgt, unzipped", "解压后的 SRTM 瓦片，如 N29E107.hgt"});
  }
}

/// Maps on the web show latitude first; a boundary begins with the longitude.
Phrase hint_at_exchange(const std::optional<std::string>& box) {
  if (!box) return {};
  return phrase("latitude and longitude seem exchanged; did you mean {}?", "经纬度似乎写反了；是否指 {}？", *box);
}

Boundary read_boundary(const ImportOptions& options) {
  try {
    return Boundary(options.boundary);
  } catch (const BoundaryError& error) {
    refuse(options.boundary, codes::kBadBoundary,
           phrase("can't use the boundary: {}", "无法使用范围：{}", error.what()),
           {"minlon,minlat,maxlon,maxlat or a GeoJSON file with a Polygon",
            "minlon,minlat,maxlon,maxlat 或含 Polygon 的 GeoJSON 文件"},
           hint_at_exchange(exchanged_box(options.boundary)));
  }
}

}  // namespace

ImportSummary import_osm(const std::filesystem::path& map, const std::filesystem::path& folder,
                         const ImportOptions& options, const OsmImportParameters& parameters) {
  ensure_writable(folder, options.overwrite);
  Boundary boundary = read_boundary(options);
  ElevationTiles tiles = read_tiles(options);
  OsmExtract extract = read_map(map);
  const auto middle = middle_of(extract, boundary);
  if (!middle) {
    auto exchanged = exchanged_box(options.boundary);
    if (exchanged && !middle_of(extract, Boundary(*exchanged))) exchanged.reset();
    refuse(map, codes::kEmptyMap, {"the map has no road here", "地图在此范围内没有道路"},
           {"an extract, and a boundary, with roads in it", "含有道路的地图数据和范围"}, hint_at_exchange(exchanged));
  }
  const int epsg = options.epsg != 0 ? options.epsg : plane_for(*middle);
  if (!Plane(epsg).usable()) {
    refuse(map, codes::kBadCoordinateSystem,
           phrase("EPSG:{} is no plane in meters", "EPSG:{} 不是以米为单位的平面坐标系", epsg),
           {"an EPSG code of a projected system such as EPSG:4545", "投影坐标系的 EPSG 代码，如 EPSG:4545"});
  }
  return Import(map, options, parameters, std::move(extract), std::move(tiles), std::move(boundary), epsg).run(folder);
}

}  // namespace tocsin
