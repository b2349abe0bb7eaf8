// SPDX-License-Identifier: Apache-2.0
// The making of a county, in the order of its pages: land, townships, people, roads, facilities. Every decision draws
// from a stream named after its purpose, so that adding a facility does not move a village.
#include "engine/town/generate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/ensure.hpp"
#include "engine/input/codes.hpp"
#include "engine/random/stream.hpp"
#include "engine/town/county_roads.hpp"
#include "engine/town/package_writer.hpp"
#include "engine/town/place_names.hpp"
#include "engine/town/terrain.hpp"
#include "engine/town/town_file.hpp"

namespace tocsin {
namespace {

constexpr std::uint64_t kFewestPerTownship = 20;

/// Shares a whole number out by weights; the sum is exact (largest remainders).
std::vector<std::uint64_t> share_out(std::uint64_t total, const std::vector<double>& weights) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::vector<std::uint64_t> shares;
  std::vector<std::pair<double, std::size_t>> rest;
  std::uint64_t given = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double exact = static_cast<double>(total) * weights[i] / sum;
    shares.push_back(static_cast<std::uint64_t>(exact));
    given += shares.back();
    rest.emplace_back(-(exact - std::floor(exact)), i);
  }
  std::sort(rest.begin(), rest.end());
  for (std::size_t i = 0; given < total; ++i, ++given) ++shares[rest[i % rest.size()].second];
  return shares;
}

struct MadeZone {
  std::string id;
  std::size_t township = 0;
  Phrase name;
  std::uint64_t residents = 0;
  std::uint64_t households = 0;
  double spread_m = 0;
  double x = 0, y = 0, z = 0;
  bool center = false;  ///< part of a township's center
};

struct MadeTownship {
  std::string id;
  Phrase name;
  int column = 0;
  int level = 0;  ///< 0: in the main valley; +n: n-th up the northern side valley; -n: southern
  std::uint64_t residents = 0;
  double x = 0, y = 0;
  std::size_t junction = 0;
  std::vector<std::size_t> zones;
  std::size_t seat = 0;  ///< its center zone
};

class County {
 public:
  County(const GenerateOptions& options, const TownGenerationParameters& parameters);
  void make();
  void write(const std::filesystem::path& folder) { package_.write(folder, options_.overwrite); }
  [[nodiscard]] GeneratedTown summary() const;

 private:
  // Land
  [[nodiscard]] TerrainShape land() const;
  [[nodiscard]] double spacing() const;
  void lay_out_townships();
  // People
  void people_townships();
  void people_township(MadeTownship& township);
  std::size_t add_zone(MadeTownship& township, std::uint64_t residents, bool center, const Phrase& name);
  // Roads
  void build_trunk();
  void build_township_road(MadeTownship& township);
  void build_center(MadeTownship& township);
  void build_villages(MadeTownship& township);
  std::size_t place_village(const MadeTownship& township, MadeZone& zone, RandomStream& stream,
                            const std::vector<std::size_t>& others);
  void build_hamlets(const MadeZone& zone, std::size_t junction);
  // Tables
  void write_zones();
  void write_rivers();
  void write_main_river(PackageTable& table);
  void write_tributary(PackageTable& table, int column, int side, int levels);
  [[nodiscard]] LinePoint at_river(double x, double y) const;
  [[nodiscard]] bool by_river(const MadeZone& zone) const;
  void write_hazard_points();
  void write_shelters();
  [[nodiscard]] const char* monitoring_for(double chance) const;
  void write_stations_and_teams();
  std::string add_station(const MadeZone& zone, const char* kind, const Phrase& noun, double bearing);
  void add_team(const std::string& station, const Phrase& name, const char* kind, double members, Share certified);
  [[nodiscard]] std::size_t townships_per(double residents_each) const;
  void write_depots();
  void write_communication_sites();
  void write_helicopter_spots();

  [[nodiscard]] RandomStream stream(Purpose purpose, std::uint64_t entity = 0) const {
    return {options_.seed, 0, purpose, entity};
  }
  /// id, names, township, position of a facility near a zone's center.
  std::vector<std::string> facility(const std::string& id, const Phrase& name, const MadeZone& zone, double offset_m,
                                    double bearing);
  [[nodiscard]] std::string x_text(double x) const { return number_text(x + origin_x_, 1); }
  [[nodiscard]] std::string y_text(double y) const { return number_text(y + origin_y_, 1); }

  const GenerateOptions& options_;
  const TownGenerationParameters& p_;
  int levels_ = 0;
  int columns_ = 1;
  double origin_x_ = 0, origin_y_ = 0;
  PlaceNames names_;
  TownPackage package_;
  Terrain terrain_;
  PackageTable& township_table_;
  PackageTable& junction_table_;
  PackageTable& segment_table_;
  CountyRoads roads_;
  std::vector<MadeTownship> townships_;
  std::vector<MadeZone> zones_;
  std::vector<std::vector<LinePoint>> courses_;  // of the rivers, in the order of their table
  std::vector<std::size_t> column_junction_;     // trunk junction at each side valley
  PackageTable* stations_ = nullptr;
  PackageTable* teams_ = nullptr;
  double threatened_residents_ = 0;
};

int levels_for(int townships) {
  return std::max(0, static_cast<int>(std::lround((std::sqrt(townships) - 1.0) / 2.0)));
}

County::County(const GenerateOptions& options, const TownGenerationParameters& parameters)
    : options_(options),
      p_(parameters),
      levels_(levels_for(options.townships)),
      columns_((options.townships + 2 * levels_) / (2 * levels_ + 1)),
      // The plane of a real zone starts far from zero; a made-up county stands on its central meridian.
      origin_x_(options.epsg == 0 ? 0.0 : 500'000.0),
      origin_y_(options.epsg == 0 ? 0.0 : 3'200'000.0),
      names_(options.seed),
      terrain_(land(), options.seed),
      township_table_(package_.table("townships.csv", {"id", "name_en", "name_zh"})),
      junction_table_(package_.table("junctions.csv", {"id", "x_m", "y_m", "elevation_m"})),
      segment_table_(package_.table("road_segments.csv", {"id", "from", "to", "class", "length_m", "bridge",
                                                          "maximum_weight_t", "width_m", "name", "shape"})),
      roads_(terrain_, junction_table_, segment_table_, origin_x_, origin_y_, stream(Purpose("generate.bends"))) {}

/// Distance between townships: room for their villages.
double County::spacing() const {
  const double rural = static_cast<double>(options_.population) * (1.0 - p_.town_center.fraction());
  const double villages = std::max(1.0, rural / p_.residents_per_village / options_.townships);
  return std::max(3000.0, 1.2 * p_.village_distance.si() * std::sqrt(villages));
}

TerrainShape County::land() const {
  return {.length_m = columns_ * spacing(),
          .column_spacing_m = spacing(),
          .valley_width_m = p_.valley_width.si(),
          .river_slope = p_.river_slope.fraction(),
          .side_valley_slope = p_.side_valley_slope.fraction(),
          .ridge_height_m = p_.ridge_height.si(),
          .bank_height_m = p_.bank_height.si(),
          .mouth_elevation_m = 180};
}

void County::make() {
  const std::string seed = std::to_string(options_.seed);
  package_.name = options_.name.empty() ? phrase("Made-up county {}", "虚拟县 {}", seed) : options_.name;
  package_.epsg = options_.epsg;
  package_.source = phrase("Made by `tocsin generate town` from seed {}; no real place",
                           "由 tocsin generate town 以种子 {} 生成，非真实地点", seed);
  package_.confidence = Confidence::E;
  package_.license = "CC0-1.0";
  lay_out_townships();
  people_townships();
  build_trunk();
  for (MadeTownship& township : townships_) {
    build_township_road(township);
    build_center(township);
    build_villages(township);
  }
  write_zones();
  write_rivers();
  write_hazard_points();
  write_shelters();
  write_stations_and_teams();
  write_depots();
  write_communication_sites();
  write_helicopter_spots();
}

void County::lay_out_townships() {
  for (int t = 0; t < options_.townships; ++t) {
    MadeTownship township;
    // All places of the main valley first, then the first level north and south, then the second …: a county whose
    // last ring is not full still hangs together.
    const int ring = t / columns_;
    township.column = t % columns_;
    township.level = ring % 2 == 1 ? (ring + 1) / 2 : -(ring / 2);
    township.id = fmt::format("T{:02}", t + 1);
    township.name = names_.next();
    township.name.en += " Township";
    township.name.zh += t == 0 ? "街道" : "镇";
    township_table_.row({township.id, township.name.en, township.name.zh});
    townships_.push_back(std::move(township));
  }
}

void County::people_townships() {
  RandomStream weights_stream = stream(Purpose("generate.residents"));
  std::vector<double> weights;
  for (const MadeTownship& township : townships_) {
    const bool seat = &township == &townships_.front();
    weights.push_back((0.6 + 0.8 * weights_stream.uniform()) * (seat && townships_.size() > 2 ? 3.0 : 1.0));
  }
  const auto floor_each = kFewestPerTownship;
  const auto shares = share_out(options_.population - floor_each * townships_.size(), weights);
  for (std::size_t t = 0; t < townships_.size(); ++t) {
    townships_[t].residents = shares[t] + floor_each;
    people_township(townships_[t]);
  }
}

void County::people_township(MadeTownship& township) {
  const double rural = static_cast<double>(township.residents) * (1.0 - p_.town_center.fraction());
  const auto villages = static_cast<std::size_t>(std::lround(rural / p_.residents_per_village));
  if (villages == 0) {  // all of it is one village
    Phrase name = names_.next();
    name.en += " Village";
    name.zh += "村";
    township.seat = add_zone(township, township.residents, true, name);
    return;
  }
  const auto rural_residents = static_cast<std::uint64_t>(std::llround(rural));
  const std::uint64_t central = township.residents - rural_residents;
  const auto communities = std::max<std::size_t>(
      1, static_cast<std::size_t>(std::ceil(static_cast<double>(central) / p_.residents_per_community)));
  const auto parts = share_out(central, std::vector<double>(communities, 1.0));
  for (std::size_t c = 0; c < communities; ++c) {
    const Phrase name{fmt::format("{} Community {}", township.name.en, c + 1),
                      fmt::format("{}第{}社区", township.name.zh, c + 1)};
    const std::size_t zone = add_zone(township, parts[c], true, name);
    if (c == 0) township.seat = zone;
  }
  RandomStream sizes = stream(Purpose("generate.villages"), township.zones.front());
  std::vector<double> weights;
  for (std::size_t v = 0; v < villages; ++v) weights.push_back(0.4 + 1.2 * sizes.uniform());
  for (const std::uint64_t residents : share_out(rural_residents, weights)) {
    Phrase name = names_.next();
    name.en += " Village";
    name.zh += "村";
    add_zone(township, residents, false, name);
  }
}

std::size_t County::add_zone(MadeTownship& township, std::uint64_t residents, bool center, const Phrase& name) {
  MadeZone zone;
  zone.id = fmt::format("Z{:04}", zones_.size() + 1);
  zone.township = static_cast<std::size_t>(&township - townships_.data());
  zone.name = name;
  zone.residents = residents;
  RandomStream sizes = stream(Purpose("generate.households"), zones_.size());
  const double size = p_.persons_per_household * (0.93 + 0.14 * sizes.uniform());
  zone.households = std::clamp<std::uint64_t>(
      static_cast<std::uint64_t>(std::llround(static_cast<double>(residents) / std::max(1.0, size))),
      residents > 0 ? 1 : 0, residents);
  zone.center = center;
  township.zones.push_back(zones_.size());
  zones_.push_back(std::move(zone));
  return zones_.size() - 1;
}

void County::build_trunk() {
  const RoadKind kind{.road_class = "primary", .steepest = 0.06, .winding = 1.0, .width_m = 9, .name = "Valley Road"};
  const double bank = 0.3 * p_.valley_width.si();
  const double step = std::min(1000.0, spacing() / 4.0);
  const auto on_trunk = [&](double x) { return roads_.junction(x, terrain_.river_y(x) + bank); };
  std::size_t last = on_trunk(0);
  double last_x = 0;
  for (int column = 0; column <= columns_; ++column) {
    const double to = column < columns_ ? terrain_.column_x(column) : terrain_.shape().length_m;
    const int steps = std::max(1, static_cast<int>(std::ceil((to - last_x) / step)));
    for (int i = 1; i <= steps; ++i) {
      const std::size_t next = on_trunk(last_x + (to - last_x) * i / steps);
      RoadKind here = kind;
      // The first stretch after a side valley crosses its stream.
      here.bridge = i == 1 && column > 0 && levels_ > 0;
      roads_.road(last, next, here);
      last = next;
    }
    if (column < columns_) column_junction_.push_back(last);
    last_x = to;
  }
}

void County::build_township_road(MadeTownship& township) {
  const auto column = static_cast<std::size_t>(township.column);
  if (township.level == 0) {
    township.junction = column_junction_[column];
  } else {
    const RoadKind kind{.road_class = std::abs(township.level) == 1 ? "secondary" : "tertiary",
                        .steepest = p_.steepest_township_road.fraction(),
                        .winding = 1.08,
                        .width_m = 6.5,
                        .name = {}};
    // From the trunk, or from the township below.
    const int below = township.level > 0 ? township.level - 1 : township.level + 1;
    const auto from = std::find_if(townships_.begin(), townships_.end(), [&](const MadeTownship& t) {
      return t.column == township.column && t.level == below;
    });
    ensure(from != townships_.end(), "a township without the one below it");
    const double end_y = township.level * spacing();
    std::size_t last = from->junction;
    const double start_y = roads_.at(last).y;
    const int steps = std::max(2, static_cast<int>(std::ceil(std::abs(end_y - start_y) / 1200.0)));
    for (int i = 1; i <= steps; ++i) {
      const double y = start_y + (end_y - start_y) * i / steps;
      // Beside the stream, not in it.
      const std::size_t next = roads_.junction(terrain_.side_valley_x(township.column, y) + 40.0, y);
      roads_.road(last, next, kind);
      last = next;
    }
    township.junction = last;
  }
  township.x = roads_.at(township.junction).x;
  township.y = roads_.at(township.junction).y;
}

/// Streets of the center as a grid that begins at the township's junction.
void County::build_center(MadeTownship& township) {
  std::vector<std::size_t> centers;
  std::uint64_t households = 0;
  for (const std::size_t z : township.zones) {
    if (!zones_[z].center) continue;
    centers.push_back(z);
    households += zones_[z].households;
  }
  constexpr double kBlock_m = 100;
  const int blocks = std::clamp(static_cast<int>(std::ceil(std::sqrt(static_cast<double>(households) / 40.0))), 1, 40);
  const double z0 = roads_.at(township.junction).z;
  const double up = township.level < 0 ? -1.0 : 1.0;  // away from the main river
  const RoadKind street{.road_class = "residential", .steepest = 0.1, .winding = 1.0, .width_m = 6, .name = {}};
  const auto side = static_cast<std::size_t>(blocks) + 1;
  std::vector<std::size_t> grid(side * side);
  for (std::size_t r = 0; r < side; ++r) {
    for (std::size_t c = 0; c < side; ++c) {
      const double dx = kBlock_m * static_cast<double>(c);
      const double dy = kBlock_m * static_cast<double>(r);
      grid[r * side + c] =
          r + c == 0 ? township.junction : roads_.junction(township.x + dx, township.y + up * dy, z0 + 0.02 * dy);
      if (c > 0) roads_.road(grid[r * side + c - 1], grid[r * side + c], street);
      if (r > 0) roads_.road(grid[(r - 1) * side + c], grid[r * side + c], street);
    }
  }
  for (std::size_t k = 0; k < centers.size(); ++k) {
    const auto& at = roads_.at(grid[(2 * k + 1) * grid.size() / (2 * centers.size())]);
    MadeZone& zone = zones_[centers[k]];
    zone.x = at.x, zone.y = at.y, zone.z = at.z;
    zone.spread_m = std::max(100.0, 0.7 * kBlock_m * blocks / std::sqrt(static_cast<double>(centers.size())));
  }
}

std::size_t County::place_village(const MadeTownship& township, MadeZone& zone, RandomStream& stream,
                                  const std::vector<std::size_t>& others) {
  const double half = 0.46 * spacing();
  double gap_wanted = 0.6 * p_.village_distance.si();
  for (int attempt = 0;; ++attempt) {
    const double x = terrain_.column_x(township.column) + half * (2.0 * stream.uniform() - 1.0);
    const double y = township.level * spacing() + half * (2.0 * stream.uniform() - 1.0);
    const bool wet = std::abs(y - terrain_.river_y(x)) < 60.0;
    double gap = std::hypot(x - township.x, y - township.y);
    for (const std::size_t j : others) gap = std::min(gap, std::hypot(x - roads_.at(j).x, y - roads_.at(j).y));
    if (attempt % 20 == 19) gap_wanted *= 0.7;  // a crowded township: closer together
    if (wet || gap < gap_wanted) continue;
    const std::size_t junction = roads_.junction(x, y);
    zone.x = roads_.at(junction).x, zone.y = roads_.at(junction).y, zone.z = roads_.at(junction).z;
    return junction;
  }
}

/// Villages join the nearest place that is connected already, those near the center first: the roads branch.
void County::build_villages(MadeTownship& township) {
  RandomStream placing = stream(Purpose("generate.places"), township.zones.front());
  std::vector<std::size_t> junctions;
  std::vector<std::pair<double, std::size_t>> order;
  for (const std::size_t z : township.zones) {
    if (zones_[z].center) continue;
    zones_[z].spread_m = std::max(150.0, 28.0 * std::sqrt(static_cast<double>(zones_[z].households)));
    junctions.push_back(place_village(township, zones_[z], placing, junctions));
    order.emplace_back(std::hypot(zones_[z].x - township.x, zones_[z].y - township.y), junctions.size() - 1);
  }
  std::sort(order.begin(), order.end());
  std::vector<std::size_t> connected{township.junction};
  for (const auto& [distance, index] : order) {
    const auto& village = roads_.at(junctions[index]);
    const auto effort = [&](std::size_t j) {
      const auto& other = roads_.at(j);
      // A meter of height costs as much as four along the level.
      return std::hypot(other.x - village.x, other.y - village.y) + 4.0 * std::abs(other.z - village.z);
    };
    const std::size_t best = *std::min_element(connected.begin(), connected.end(),
                                               [&](std::size_t a, std::size_t b) { return effort(a) < effort(b); });
    roads_.road(best, junctions[index],
                {.road_class = best == township.junction ? "tertiary" : "unclassified",
                 .steepest = p_.steepest_village_road.fraction(),
                 .winding = p_.road_winding,
                 .width_m = best == township.junction ? 5.5 : 4.0,
                 .name = {}});
    connected.push_back(junctions[index]);
  }
  std::size_t village = 0;
  for (const std::size_t z : township.zones) {
    if (!zones_[z].center) build_hamlets(zones_[z], junctions[village++]);
  }
}

void County::build_hamlets(const MadeZone& zone, std::size_t junction) {
  RandomStream placing = stream(Purpose("generate.hamlets"), junction);
  const int hamlets =
      std::clamp(static_cast<int>(static_cast<double>(zone.households) / p_.households_per_hamlet), 1, 10);
  double bearing = 2.0 * std::numbers::pi * placing.uniform();
  for (int h = 0; h < hamlets; ++h) {
    const double away = zone.spread_m * (0.45 + 0.5 * placing.uniform());
    bearing += 2.0 * std::numbers::pi / hamlets * (0.7 + 0.6 * placing.uniform());
    const double x = zone.x + away * std::cos(bearing);
    const double y = zone.y + away * std::sin(bearing);
    const bool track = placing.uniform() < 0.25;
    if (std::abs(y - terrain_.river_y(x)) < 50.0) continue;  // in the river
    roads_.road(junction, roads_.junction(x, y),
                {.road_class = track ? "track" : "unclassified",
                 .steepest = p_.steepest_village_road.fraction(),
                 .winding = p_.road_winding,
                 .width_m = track ? 3.0 : 3.5,
                 .name = {}});
  }
}

void County::write_zones() {
  PackageTable& table = package_.table(
      "zones.csv", {"id", "name_en", "name_zh", "township", "x_m", "y_m", "elevation_m", "population", "households",
                    "children", "elderly", "need_help", "cars", "motorcycles", "spread_m"});
  for (const MadeZone& zone : zones_) {
    const auto residents = static_cast<double>(zone.residents);
    const auto households = static_cast<double>(zone.households);
    const double children = std::floor(residents * p_.children.fraction());
    const double elderly = std::floor(residents * p_.elderly.fraction());
    table.row({zone.id, zone.name.en, zone.name.zh, townships_[zone.township].id, x_text(zone.x), y_text(zone.y),
               number_text(zone.z, 1), std::to_string(zone.residents), std::to_string(zone.households),
               count_text(children), count_text(elderly), count_text(std::floor(residents * p_.need_help.fraction())),
               count_text(households * p_.cars_per_household), count_text(households * p_.motorcycles_per_household),
               number_text(zone.spread_m, 0)});
  }
}

void County::write_rivers() {
  PackageTable& table = package_.table(
      "rivers.csv", {"river", "name_en", "name_zh", "x_m", "y_m", "chainage_m", "bed_elevation_m", "bank_height_m"});
  write_main_river(table);
  for (int column = 0; column < columns_; ++column) {
    for (const int side : {1, -1}) {
      int levels = 0;
      for (const MadeTownship& township : townships_) {
        if (township.column == column) levels = std::max(levels, side * township.level);
      }
      if (levels > 0) write_tributary(table, column, side, levels);
    }
  }
}

void County::write_main_river(PackageTable& table) {
  Phrase name = names_.next();
  const double step = 250;
  const int steps = static_cast<int>(std::ceil(terrain_.shape().length_m / step));
  double chainage = 0;
  courses_.emplace_back();
  for (int i = 0; i <= steps; ++i) {
    const double x = std::min(i * step, terrain_.shape().length_m);
    const double y = terrain_.river_y(x);
    if (i > 0) chainage += std::hypot(x - (i - 1) * step, y - terrain_.river_y((i - 1) * step));
    courses_.back().emplace_back(x, y);
    table.row({"V01", name.en + " River", name.zh + "河", x_text(x), y_text(y), number_text(chainage, 1),
               number_text(terrain_.bed_elevation(x), 2), number_text(p_.bank_height.si(), 1)});
  }
}

void County::write_tributary(PackageTable& table, int column, int side, int levels) {
  const Phrase name = names_.next();
  const std::string id = fmt::format("V{:02}{}", column + 2, side > 0 ? "N" : "S");
  const double mouth_x = terrain_.column_x(column);
  const double mouth_y = terrain_.river_y(mouth_x);
  const double head_y = side * (levels + 0.4) * spacing();
  const int steps = std::max(2, static_cast<int>(std::ceil(std::abs(head_y - mouth_y) / 300.0)));
  constexpr double kBank_m = 2.0;
  double chainage = 0;
  double last_x = 0;
  double last_y = 0;
  double bed = 1e9;
  courses_.emplace_back();
  for (int i = 0; i <= steps; ++i) {
    const double y = head_y + (mouth_y - head_y) * i / steps;
    const double x = terrain_.side_valley_x(column, y);
    if (i > 0) chainage += std::hypot(x - last_x, y - last_y);
    last_x = x, last_y = y;
    courses_.back().emplace_back(x, y);
    // Never uphill, and never below the river it joins.
    bed = std::min(bed, std::max(terrain_.elevation(x, y) - kBank_m - 1.0, terrain_.bed_elevation(mouth_x)));
    table.row({id, name.en + " Creek", name.zh + "溪", x_text(x), y_text(y), number_text(chainage, 1),
               number_text(bed, 2), number_text(kBank_m, 1)});
  }
}

std::vector<std::string> County::facility(const std::string& id, const Phrase& name, const MadeZone& zone,
                                          double offset_m, double bearing) {
  return {id,
          name.en,
          name.zh,
          townships_[zone.township].id,
          x_text(zone.x + offset_m * std::cos(bearing)),
          y_text(zone.y + offset_m * std::sin(bearing))};
}

/// A kind of hazard and what a point of it is called: "<en> <zone>", "<zone><zh>".
struct HazardKind {
  const char* kind;
  const char* en;
  const char* zh;
};
constexpr std::array<HazardKind, 4> kHazardKinds{{{"landslide", "Slide above", "滑坡"},
                                                  {"rockfall", "Rock face above", "危岩"},
                                                  {"debris_flow", "Gully of", "泥石流沟"},
                                                  {"flash_flood", "Low bank of", "山洪沟"}}};
constexpr std::size_t kFlashFlood = 3;

/// The point of a river nearest to a place.
LinePoint County::at_river(double x, double y) const {
  LinePoint best{x, y};
  double nearest = std::numeric_limits<double>::infinity();
  for (const auto& course : courses_) {
    for (std::size_t i = 1; i < course.size(); ++i) {
      const auto& [ax, ay] = course[i - 1];
      const double dx = course[i].first - ax;
      const double dy = course[i].second - ay;
      const double square = std::max(dx * dx + dy * dy, 1e-9);
      const double t = std::clamp(((x - ax) * dx + (y - ay) * dy) / square, 0.0, 1.0);
      const double away = std::hypot(ax + t * dx - x, ay + t * dy - y);
      if (away >= nearest) continue;
      nearest = away;
      best = {ax + t * dx, ay + t * dy};
    }
  }
  return best;
}

bool County::by_river(const MadeZone& zone) const {
  const auto [x, y] = at_river(zone.x, zone.y);
  return std::hypot(x - zone.x, y - zone.y) <= std::max(zone.spread_m, p_.river_reach.si());
}

const char* County::monitoring_for(double chance) const {
  const double professional = p_.monitored_professionally.fraction();
  const double low_cost = professional + p_.monitored_low_cost.fraction();
  const double rain_notice = low_cost + p_.monitored_rain_notice.fraction();
  if (chance < professional) return "professional";
  if (chance < low_cost) return "low_cost";
  return chance < rain_notice ? "rain_notice" : "villagers";
}

void County::write_hazard_points() {
  PackageTable& table = package_.table(
      "hazard_points.csv",
      with(facility_columns(), {"kind", "monitoring", "zone", "threatened_households", "threatened_residents"}));
  RandomStream draw = stream(Purpose("generate.hazard_points"));
  const auto pick = [&](std::size_t count) {
    return std::min(static_cast<std::size_t>(draw.uniform() * static_cast<double>(count)), count - 1);
  };
  std::vector<std::uint64_t> left;  // households not threatened yet
  for (const MadeZone& zone : zones_) left.push_back(zone.households);
  const double wanted = p_.threatened.fraction() * static_cast<double>(options_.population);
  for (std::size_t n = 1; threatened_residents_ < wanted && n < 1'000'000; ++n) {
    const std::size_t z = pick(zones_.size());
    const MadeZone& zone = zones_[z];
    const double size = std::max(1.0, p_.threatened_households_per_hazard_point * (0.3 + 1.4 * draw.uniform()));
    std::size_t which = pick(kHazardKinds.size());
    if (which == kFlashFlood && !by_river(zone)) which = n % kFlashFlood;  // no river, no flood: something else
    const HazardKind& kind = kHazardKinds.at(which);
    const char* monitoring = monitoring_for(draw.uniform());
    const double bearing = 2.0 * std::numbers::pi * draw.uniform();
    const auto households = std::min<std::uint64_t>(left[z], static_cast<std::uint64_t>(std::llround(size)));
    if (households == 0) continue;
    left[z] -= households;
    const double residents =
        std::round(static_cast<double>(households * zone.residents) / static_cast<double>(zone.households));
    threatened_residents_ += residents;
    const Phrase name{fmt::format("{} {}", kind.en, zone.name.en), zone.name.zh + kind.zh};
    auto point = facility(fmt::format("H{:04}", table.size() + 1), name, zone, 0.8 * zone.spread_m, bearing);
    if (which == kFlashFlood) {
      const auto [x, y] =
          at_river(zone.x + 0.8 * zone.spread_m * std::cos(bearing), zone.y + 0.8 * zone.spread_m * std::sin(bearing));
      point[4] = x_text(x), point[5] = y_text(y);
    }
    table.row(
        with(std::move(point), {kind.kind, monitoring, zone.id, std::to_string(households), count_text(residents)}));
  }
}

void County::write_shelters() {
  PackageTable& table = package_.table("shelters.csv", with(facility_columns(), {"capacity_persons"}));
  const double places = std::max(10.0, p_.shelter_places.fraction() * threatened_residents_);
  // One per township at least, then the largest zones.
  std::vector<std::size_t> sites;
  for (const MadeTownship& township : townships_) sites.push_back(township.seat);
  std::vector<std::size_t> others;
  for (std::size_t z = 0; z < zones_.size(); ++z) {
    if (std::find(sites.begin(), sites.end(), z) == sites.end()) others.push_back(z);
  }
  std::stable_sort(others.begin(), others.end(),
                   [&](std::size_t a, std::size_t b) { return zones_[a].residents > zones_[b].residents; });
  const auto wanted = static_cast<std::size_t>(std::ceil(places / p_.persons_per_shelter));
  for (const std::size_t z : others) {
    if (sites.size() < wanted) sites.push_back(z);
  }
  std::vector<double> weights;
  weights.reserve(sites.size());
  for (const std::size_t z : sites) weights.push_back(std::sqrt(static_cast<double>(zones_[z].residents) + 1.0));
  const auto capacity = share_out(static_cast<std::uint64_t>(std::llround(places)), weights);
  for (std::size_t s = 0; s < sites.size(); ++s) {
    const MadeZone& zone = zones_[sites[s]];
    const Phrase name = zone.center ? Phrase{zone.name.en + " School", zone.name.zh + "小学"}
                                    : Phrase{zone.name.en + " Hall", zone.name.zh + "便民服务中心"};
    table.row(with(facility(fmt::format("S{:03}", s + 1), name, zone, 45, 0.9),
                   {std::to_string(std::max<std::uint64_t>(capacity[s], 5))}));
  }
}

std::string County::add_station(const MadeZone& zone, const char* kind, const Phrase& noun, double bearing) {
  const std::string id = fmt::format("B{:04}", stations_->size() + 1);
  const Phrase name{zone.name.en + " " + noun.en, zone.name.zh + noun.zh};
  stations_->row(with(facility(id, name, zone, 60, bearing), {kind}));
  return id;
}

void County::add_team(const std::string& station, const Phrase& name, const char* kind, double members,
                      Share certified) {
  const double vehicles = std::floor(members / p_.members_per_vehicle);
  teams_->row({fmt::format("M{:04}", teams_->size() + 1), name.en, name.zh, station, kind, count_text(members),
               number_text(certified.fraction() * 100.0, 1), count_text(vehicles)});
}

/// Every how many townships there is one, when one serves so many residents.
std::size_t County::townships_per(double residents_each) const {
  const double wanted = std::round(static_cast<double>(options_.population) / residents_each);
  const auto count = static_cast<double>(townships_.size());
  return static_cast<std::size_t>(std::ceil(count / std::clamp(wanted, 1.0, count)));
}

void County::write_stations_and_teams() {
  stations_ = &package_.table("stations.csv", with(facility_columns(), {"kind"}));
  teams_ = &package_.table("teams.csv",
                           {"id", "name_en", "name_zh", "station", "kind", "members", "certified_percent", "vehicles"});
  const std::size_t per_fire_station = townships_per(p_.residents_per_fire_station);
  const std::size_t per_hospital = townships_per(p_.residents_per_hospital);
  for (std::size_t t = 0; t < townships_.size(); ++t) {
    const MadeZone& seat = zones_[townships_[t].seat];
    const Phrase& name = townships_[t].name;
    if (t % per_fire_station == 0) {
      const std::string at = add_station(seat, "fire_station", {"Fire Station", "消防救援站"}, 2.2);
      if (t == 0) {
        add_team(at, {"County Rescue Team", "区县综合应急救援队"}, "professional", p_.district_team_members,
                 p_.certified_professional);
      }
      add_team(at, {name.en + " Fire Crew", name.zh + "消防队"}, "professional", p_.fire_crew_members,
               p_.certified_professional);
    }
    const bool hospital = t % per_hospital == 0;
    add_station(seat, hospital ? "hospital" : "clinic",
                hospital ? Phrase{"Hospital", "医院"} : Phrase{"Clinic", "卫生院"}, 3.0);
    add_station(seat, "police", {"Police", "派出所"}, 3.8);
    const std::string office = add_station(seat, "township_office", {"Township Office", "人民政府"}, 4.6);
    add_team(office, {name.en + " Team", name.zh + "应急救援队"}, "part_time", p_.township_team_members,
             p_.certified_part_time);
  }
  for (const MadeZone& zone : zones_) {
    if (zone.center && zones_.size() > 1) continue;
    const std::string at = add_station(zone, "village_committee", {"Committee", "村委会"}, 5.4);
    add_team(at, {zone.name.en + " Team", zone.name.zh + "应急队"}, "village", p_.village_team_members, Share(0));
  }
}

void County::write_depots() {
  PackageTable& table = package_.table("depots.csv", with(facility_columns(), {"floor_area_m2", "items"}));
  const double items = p_.depot_items_per_resident * static_cast<double>(options_.population);
  // Half in the county store, half in the townships' storage points.
  for (std::size_t t = 0; t < townships_.size(); ++t) {
    const MadeZone& seat = zones_[townships_[t].seat];
    const double here =
        std::max(1.0, std::floor(0.5 * items / static_cast<double>(townships_.size()) + (t == 0 ? 0.5 * items : 0.0)));
    const Phrase name = t == 0 ? Phrase{"County Store", "区县应急物资储备库"}
                               : Phrase{townships_[t].name.en + " Storage Point", townships_[t].name.zh + "物资储备点"};
    table.row(with(facility(fmt::format("D{:03}", t + 1), name, seat, 75, 1.6),
                   {number_text(here / p_.depot_items_per_m2, 1), count_text(here)}));
  }
}

void County::write_communication_sites() {
  PackageTable& table =
      package_.table("communication_sites.csv", with(facility_columns(), {"kind", "mains_power", "battery_h"}));
  const std::string battery = number_text(seconds(p_.battery) / 3600.0, 2);
  RandomStream draw = stream(Purpose("generate.communication_sites"));
  const auto site = [&](const MadeZone& zone, const char* kind, const Phrase& suffix, double bearing) {
    table.row(with(facility(fmt::format("C{:04}", table.size() + 1),
                            {zone.name.en + " " + suffix.en, zone.name.zh + suffix.zh}, zone, 30, bearing),
                   {kind, "yes", battery}));
  };
  for (const MadeZone& zone : zones_) {
    if (draw.uniform() < p_.villages_with_loudspeaker.fraction())
      site(zone, "loudspeaker", {"Loudspeaker", "大喇叭"}, 0.3);
  }
  for (const MadeTownship& township : townships_) {
    const MadeZone& seat = zones_[township.seat];
    site(seat, "cell", {"Base Station", "基站"}, 1.1);
    site(seat, "trunking_370mhz", {"370 MHz Station", "370MHz基站"}, 1.3);
    site(seat, "satellite_terminal", {"Satellite Terminal", "卫星终端"}, 1.5);
    site(seat, "area_call_terminal", {"Call Terminal", "叫应终端"}, 1.7);
  }
}

void County::write_helicopter_spots() {
  PackageTable& table = package_.table("helicopter_spots.csv", facility_columns());
  const auto every = static_cast<std::size_t>(std::max(1.0, std::round(p_.townships_per_helicopter_spot)));
  for (std::size_t t = 0; t < townships_.size(); t += every) {
    const Phrase name{townships_[t].name.en + " Landing Spot", townships_[t].name.zh + "直升机起降点"};
    table.row(facility(fmt::format("A{:02}", t / every + 1), name, zones_[townships_[t].seat], 120, 6.0));
  }
}

GeneratedTown County::summary() const {
  GeneratedTown made{.townships = townships_.size(),
                     .zones = zones_.size(),
                     .junctions = roads_.junction_count(),
                     .road_segments = roads_.road_count()};
  for (const MadeZone& zone : zones_) {
    made.residents += zone.residents;
    made.households += zone.households;
  }
  return made;
}

void check(const GenerateOptions& options, const std::filesystem::path& folder) {
  Diagnostics diagnostics;
  const SourceSpan nowhere = whole_file(folder);
  if (options.townships < 1 || options.townships > 200) {
    diagnostics.error(nowhere, codes::kOutOfRange, phrase("{} townships", "{} 个乡镇", options.townships),
                      {"1 to 200 townships", "1 至 200 个乡镇"});
  }
  const std::uint64_t fewest = kFewestPerTownship * static_cast<std::uint64_t>(std::max(1, options.townships));
  if (options.population < fewest || options.population > 5'000'000) {
    diagnostics.error(nowhere, codes::kOutOfRange, phrase("a population of {}", "人口 {}", options.population),
                      phrase("{} (20 per township) to 5000000 residents", "{}（每乡镇 20 人）至 5000000 人", fewest));
  }
  diagnostics.throw_if_errors();
}

}  // namespace

GeneratedTown generate_town(const GenerateOptions& options, const TownGenerationParameters& parameters,
                            const std::filesystem::path& folder) {
  check(options, folder);
  ensure_writable(folder, options.overwrite);
  County county(options, parameters);
  county.make();
  county.write(folder);
  return county.summary();
}

}  // namespace tocsin
