// SPDX-License-Identifier: Apache-2.0
// Meaning of ways; cutting, dropping and closing until one network is left.
#include "engine/town/osm_roads.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>

#include "engine/base/ensure.hpp"

namespace tocsin {
namespace {

bool is_one_of(std::string_view value, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), value) != words.end();
}

/// The number a text begins with ("50", "3.5 t", "30 mph"), 0 when it begins with none.
double leading_number(std::string_view text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return std::isfinite(value) && value > 0 ? value : 0.0;
}

struct ClassOfHighway {
  std::string_view highway;
  RoadClass road_class;
};
constexpr std::array<ClassOfHighway, 23> kClasses{{{"motorway", RoadClass::motorway},
                                                   {"motorway_link", RoadClass::motorway},
                                                   {"trunk", RoadClass::trunk},
                                                   {"trunk_link", RoadClass::trunk},
                                                   {"primary", RoadClass::primary},
                                                   {"primary_link", RoadClass::primary},
                                                   {"secondary", RoadClass::secondary},
                                                   {"secondary_link", RoadClass::secondary},
                                                   {"tertiary", RoadClass::tertiary},
                                                   {"tertiary_link", RoadClass::tertiary},
                                                   {"unclassified", RoadClass::unclassified},
                                                   {"road", RoadClass::unclassified},
                                                   {"residential", RoadClass::residential},
                                                   {"living_street", RoadClass::residential},
                                                   {"service", RoadClass::service},
                                                   {"track", RoadClass::track},
                                                   {"path", RoadClass::path},
                                                   {"footway", RoadClass::path},
                                                   {"pedestrian", RoadClass::path},
                                                   {"bridleway", RoadClass::path},
                                                   {"cycleway", RoadClass::path},
                                                   {"corridor", RoadClass::path},
                                                   {"steps", RoadClass::steps}}};

bool barred(std::string_view value) {
  return is_one_of(value, {"no", "private", "restricted", "military", "emergency", "forestry", "agricultural"});
}

bool cars_barred(const OsmTags& tags) {
  for (const char* key : {"motorcar", "motor_vehicle", "vehicle", "access"}) {
    if (!tags[key].empty()) return barred(tags[key]);
  }
  return false;
}

/// Signs against walkers bind on motorways and trunk roads only: where a road without a footway is the only one, people
/// who flee walk on it.
bool walkers_barred(const OsmTags& tags, RoadClass road_class) {
  if (road_class == RoadClass::motorway) return true;
  if (!tags["foot"].empty()) {
    return is_one_of(tags["foot"], {"no", "private"}) && (road_class == RoadClass::trunk || !is_car_class(road_class));
  }
  return is_one_of(tags["access"], {"no", "military"});
}

ModeMask access_of(const OsmTags& tags, RoadClass road_class) {
  int modes = 0;
  if (!walkers_barred(tags, road_class)) modes |= mask_of(TravelMode::walk);
  if (!is_car_class(road_class)) return static_cast<ModeMask>(modes);
  modes |= kEmergencyVehicles;  // they pass where others may not
  const bool rough = road_class == RoadClass::track && is_one_of(tags["tracktype"], {"grade4", "grade5"});
  if (rough) modes &= ~mask_of(TravelMode::ambulance);
  if (cars_barred(tags)) return static_cast<ModeMask>(modes);
  if (!barred(tags["motorcycle"])) modes |= mask_of(TravelMode::motorcycle) | mask_of(TravelMode::tricycle);
  if (rough) return static_cast<ModeMask>(modes);
  modes |= mask_of(TravelMode::car);
  if (road_class != RoadClass::track && !barred(tags["bus"])) modes |= mask_of(TravelMode::bus);
  if (!barred(tags["hgv"])) modes |= mask_of(TravelMode::truck);
  if (road_class != RoadClass::track && !barred(tags["hgv"])) modes |= mask_of(TravelMode::low_loader);
  return static_cast<ModeMask>(modes);
}

int direction_of(const OsmTags& tags) {
  const std::string_view oneway = tags["oneway"];
  if (is_one_of(oneway, {"yes", "true", "1"})) return 1;
  if (is_one_of(oneway, {"-1", "reverse"})) return -1;
  if (oneway == "no" || oneway == "false" || oneway == "0") return 0;
  return tags["junction"] == "roundabout" || tags["highway"] == "motorway" ? 1 : 0;
}

double speed_of(const OsmTags& tags, RoadClass road_class, const OsmImportParameters& parameters) {
  const std::string_view limit = tags["maxspeed"];
  double speed = leading_number(limit) * parameters.speed_of_limit.fraction();
  if (limit.find("mph") != std::string_view::npos) speed *= 1.609344;
  const bool unpaved =
      is_one_of(tags["surface"], {"unpaved", "gravel", "dirt", "earth", "ground", "mud", "sand", "grass", "compacted",
                                  "fine_gravel", "pebblestone", "cobblestone", "sett"});
  const double cap = parameters.unpaved_speed.si() * 3.6;
  if (unpaved && speed > cap) return cap;
  // Where nothing is signposted only the faster classes need the cap; the others are slower by class.
  if (unpaved && speed <= 0 && road_class <= RoadClass::tertiary) return cap;
  return std::min(speed, 200.0);
}

std::vector<std::int64_t> sorted_unique(std::vector<std::int64_t> ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

std::size_t position_in(const std::vector<std::int64_t>& sorted, std::int64_t id) {
  return static_cast<std::size_t>(std::lower_bound(sorted.begin(), sorted.end(), id) - sorted.begin());
}

constexpr ModeMask kDriven = kAllModes & static_cast<ModeMask>(~(kOnFootOnly | kEmergencyVehicles));

}  // namespace

bool is_car_class(RoadClass road_class) {
  return road_class != RoadClass::path && road_class != RoadClass::steps;
}

std::optional<WayMeaning> meaning_of(const OsmTags& tags, const OsmImportParameters& parameters) {
  const auto found = std::find_if(kClasses.begin(), kClasses.end(),
                                  [&](const ClassOfHighway& c) { return c.highway == tags["highway"]; });
  if (found == kClasses.end() || tags["area"] == "yes") return std::nullopt;
  WayMeaning meaning;
  meaning.road_class = found->road_class;
  meaning.access = access_of(tags, meaning.road_class);
  if (meaning.access == 0) return std::nullopt;
  meaning.one_way = is_car_class(meaning.road_class) ? direction_of(tags) : 0;
  meaning.speed_km_per_h = is_car_class(meaning.road_class) ? speed_of(tags, meaning.road_class, parameters) : 0.0;
  const auto lanes = static_cast<int>(std::min(leading_number(tags["lanes"]), 16.0));
  meaning.lanes = std::min(meaning.one_way != 0 ? lanes : lanes / 2, 8);
  meaning.bridge = !is_one_of(tags["bridge"], {"", "no"});
  meaning.tunnel = !is_one_of(tags["tunnel"], {"", "no"});
  meaning.maximum_weight_t = std::min(leading_number(tags["maxweight"]), 1000.0);
  meaning.width_m = std::min(leading_number(tags["width"]), 200.0);
  meaning.name = std::string(tags["name"]);
  return meaning;
}

OsmRoads::OsmRoads(const OsmExtract& extract, const Boundary& boundary, const Plane& plane,
                   const OsmImportParameters& parameters, ImportSummary& summary) {
  for (const OsmWay& way : extract.roads) take_way(way, boundary, plane, parameters, summary);
  std::sort(seen_.begin(), seen_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [id, node] : seen_) {
    if (!node_ids_.empty() && node_ids_.back() == id) continue;
    node_ids_.push_back(id);
    nodes_.push_back(node);
  }
  seen_ = {};
  for (const OsmRestriction& restriction : extract.restrictions) forced_.push_back(restriction.via_node);
  cut_at_junctions();
  drop_small_pieces(parameters, summary);
  close_traps(parameters, summary);
  index_vertices();
}

const OsmNode& OsmRoads::node(std::int64_t id) const {
  const std::size_t at = position_in(node_ids_, id);
  ensure(at < node_ids_.size() && node_ids_[at] == id, "a node of no road was asked for");
  return nodes_[at];
}

/// Appends a vertex to a run. Long straight legs get vertices of their own, so that a place is reached where it stands
/// and not at the next bend; those that become no junction vanish again from the shapes.
void OsmRoads::extend(OsmSegment& run, std::int64_t id, const OsmNode& to) {
  constexpr double kStep_m = 25;
  if (!run.nodes.empty()) {
    const OsmNode from = seen_.back().second;
    const double leg = std::hypot(to.plane.x_m - from.plane.x_m, to.plane.y_m - from.plane.y_m);
    const int steps = static_cast<int>(std::min(std::ceil(leg / kStep_m), 400.0));
    for (int i = 1; i < steps; ++i) {
      const double t = static_cast<double>(i) / steps;
      const auto between = [t](double a, double b) { return a + t * (b - a); };
      const OsmNode made{{between(from.geographic.longitude_deg, to.geographic.longitude_deg),
                          between(from.geographic.latitude_deg, to.geographic.latitude_deg)},
                         {between(from.plane.x_m, to.plane.x_m), between(from.plane.y_m, to.plane.y_m)}};
      run.nodes.push_back(--made_);
      seen_.emplace_back(made_, made);
    }
  }
  run.nodes.push_back(id);
  seen_.emplace_back(id, to);
}

/// Counts a way and takes the runs of its nodes that lie inside the boundary.
void OsmRoads::take_way(const OsmWay& way, const Boundary& boundary, const Plane& plane,
                        const OsmImportParameters& parameters, ImportSummary& summary) {
  double km = 0;
  for (std::size_t i = 1; i < way.positions.size(); ++i) {
    km += ground_distance_m(way.positions[i - 1], way.positions[i]) / 1000.0;
  }
  ++summary.highway_ways;
  summary.highway_km += km;
  const auto meaning = meaning_of(way.tags, parameters);
  if (!meaning) return;
  if ((meaning->access & mask_of(TravelMode::car)) != 0) {
    ++summary.car_ways;
    summary.car_km += km;
  }
  meanings_.push_back(*meaning);
  const bool backwards = meaning->one_way < 0;
  OsmSegment run{
      .way = way.id, .meaning = static_cast<int>(meanings_.size()) - 1, .access = meaning->access, .nodes = {}};
  const auto end_run = [&] {
    if (run.nodes.size() > 1) {
      segments_.push_back(run);
      if (backwards) std::reverse(segments_.back().nodes.begin(), segments_.back().nodes.end());
    }
    run.nodes.clear();
  };
  for (std::size_t i = 0; i < way.nodes.size(); ++i) {
    const auto plane_position = boundary.contains(way.positions[i]) ? plane.project(way.positions[i]) : std::nullopt;
    if (!plane_position) {
      end_run();
      continue;
    }
    if (!run.nodes.empty() && run.nodes.back() == way.nodes[i]) continue;  // a doubled node
    extend(run, way.nodes[i], {way.positions[i], *plane_position});
  }
  end_run();
}

/// Segments cut at all nodes of a sorted list; loops are cut in their middle; lengths are measured.
std::vector<OsmSegment> OsmRoads::cut(const std::vector<OsmSegment>& segments,
                                      const std::vector<std::int64_t>& sorted_junctions) const {
  std::vector<OsmSegment> pieces;
  const auto add = [&](const OsmSegment& of, std::size_t first, std::size_t last) {
    OsmSegment piece{.way = of.way, .meaning = of.meaning, .access = of.access, .nodes = {}};
    piece.nodes.assign(of.nodes.begin() + static_cast<std::ptrdiff_t>(first),
                       of.nodes.begin() + static_cast<std::ptrdiff_t>(last) + 1);
    for (std::size_t i = 1; i < piece.nodes.size(); ++i) {
      piece.length_m += ground_distance_m(node(piece.nodes[i - 1]).geographic, node(piece.nodes[i]).geographic);
    }
    pieces.push_back(std::move(piece));
  };
  for (const OsmSegment& segment : segments) {
    std::size_t first = 0;
    for (std::size_t i = 1; i < segment.nodes.size(); ++i) {
      const bool end = i + 1 == segment.nodes.size();
      if (!end && !std::binary_search(sorted_junctions.begin(), sorted_junctions.end(), segment.nodes[i])) continue;
      if (segment.nodes[first] == segment.nodes[i]) {
        const std::size_t middle = (first + i) / 2;
        if (middle > first) add(segment, first, middle);
        if (middle > first) add(segment, middle, i);
      } else {
        add(segment, first, i);
      }
      first = i;
    }
  }
  return pieces;
}

void OsmRoads::cut_at_junctions() {
  // A node is a junction when a road ends there or when it is met twice.
  std::vector<std::int64_t> met;
  std::vector<std::int64_t> junctions = forced_;
  for (const OsmSegment& segment : segments_) {
    met.insert(met.end(), segment.nodes.begin(), segment.nodes.end());
    junctions.push_back(segment.nodes.front());
    junctions.push_back(segment.nodes.back());
  }
  std::sort(met.begin(), met.end());
  for (std::size_t i = 1; i < met.size(); ++i) {
    if (met[i] == met[i - 1]) junctions.push_back(met[i]);
  }
  segments_ = cut(segments_, sorted_unique(std::move(junctions)));
  forced_.clear();
}

std::vector<std::int64_t> OsmRoads::junctions() const {
  std::vector<std::int64_t> ids;
  for (const OsmSegment& segment : segments_) {
    ids.push_back(segment.nodes.front());
    ids.push_back(segment.nodes.back());
  }
  return sorted_unique(std::move(ids));
}

/// Pieces by undirected connection of any kind: what is not tied to the rest at all.
void OsmRoads::drop_small_pieces(const OsmImportParameters& parameters, ImportSummary& summary) {
  const auto ids = junctions();
  std::vector<std::size_t> parent(ids.size());
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  const auto root = [&](std::size_t j) {
    while (parent[j] != j) j = parent[j] = parent[parent[j]];
    return j;
  };
  const auto root_of = [&](const OsmSegment& s) { return root(position_in(ids, s.nodes.front())); };
  for (const OsmSegment& segment : segments_) {
    const std::size_t a = root_of(segment);
    const std::size_t b = root(position_in(ids, segment.nodes.back()));
    parent[std::max(a, b)] = std::min(a, b);
  }
  std::vector<double> length(ids.size(), 0.0);
  for (const OsmSegment& segment : segments_) length[root_of(segment)] += segment.length_m;
  const auto largest = static_cast<std::size_t>(std::max_element(length.begin(), length.end()) - length.begin());
  for (std::size_t j = 0; j < ids.size(); ++j) {
    if (parent[j] != j || j == largest) continue;
    const bool small = length[j] < parameters.smallest_piece.si();
    ++(small ? summary.pieces_dropped : summary.pieces_kept);
    (small ? summary.km_dropped : summary.km_disconnected) += length[j] / 1000.0;
  }
  std::erase_if(segments_, [&](const OsmSegment& s) {
    const std::size_t piece = root_of(s);
    return piece != largest && length[piece] < parameters.smallest_piece.si();
  });
}

RoadNetwork OsmRoads::network(const std::vector<std::int64_t>& ids) const {
  std::vector<Junction> junctions;
  for (const std::int64_t id : ids) {
    const PlanePosition& p = node(id).plane;
    junctions.push_back({{}, static_cast<float>(p.x_m), static_cast<float>(p.y_m), 0});
  }
  std::vector<SegmentInput> inputs;
  for (const OsmSegment& segment : segments_) {
    SegmentInput input;
    input.from = JunctionId(position_in(ids, segment.nodes.front()));
    input.to = JunctionId(position_in(ids, segment.nodes.back()));
    input.length = Length::from_si(segment.length_m);
    input.access = segment.access;
    inputs.push_back(input);
    std::swap(input.from, input.to);
    if (meaning(segment).one_way != 0) input.access &= kOnFootOnly;
    inputs.push_back(input);
  }
  return {std::move(junctions), inputs, {}, {}};
}

/// Roads that cars could only enter or only leave (one-way streets cut by the edge of the map) strand whoever starts
/// there: closed to all but walkers and emergency vehicles. Larger loops of their own stay and are reported.
void OsmRoads::close_traps(const OsmImportParameters& parameters, ImportSummary& summary) {
  if (segments_.empty()) return;
  const auto ids = junctions();
  const auto pieces = network(ids).connected_pieces(TravelMode::car);
  std::vector<double> length(ids.size(), 0.0);
  const auto ends = [&](const OsmSegment& s) {
    return std::pair{pieces[position_in(ids, s.nodes.front())], pieces[position_in(ids, s.nodes.back())]};
  };
  const auto driven = [](const OsmSegment& s) { return (s.access & mask_of(TravelMode::car)) != 0; };
  for (const OsmSegment& segment : segments_) {
    const auto [a, b] = ends(segment);
    if (a == b && driven(segment)) length[a] += segment.length_m;
  }
  for (OsmSegment& segment : segments_) {
    if (!driven(segment)) continue;
    const auto [a, b] = ends(segment);
    if (a == b && (a == 0 || length[a] >= parameters.smallest_piece.si())) continue;
    segment.access = static_cast<ModeMask>(segment.access & ~kDriven);
    summary.km_one_way_only += segment.length_m / 1000.0;
  }
  std::erase_if(segments_, [](const OsmSegment& s) { return s.access == 0; });
}

void OsmRoads::index_vertices() {
  if (segments_.empty()) return;
  const auto ids = junctions();
  const RoadNetwork net = network(ids);
  const auto collect = [&](TravelMode mode, std::vector<std::int64_t>& vertices) {
    const auto pieces = net.connected_pieces(mode);
    for (const OsmSegment& segment : segments_) {
      if ((segment.access & mask_of(mode)) == 0 || pieces[position_in(ids, segment.nodes.front())] != 0) continue;
      if (meaning(segment).bridge || meaning(segment).tunnel) continue;
      vertices.insert(vertices.end(), segment.nodes.begin(), segment.nodes.end());
    }
    vertices = sorted_unique(std::move(vertices));
    std::vector<NearestPoints::Point> points;
    points.reserve(vertices.size());
    for (const std::int64_t id : vertices) points.push_back({node(id).plane.x_m, node(id).plane.y_m});
    return NearestPoints(std::move(points));
  };
  nearest_ = collect(TravelMode::car, vertex_);
  nearest_walk_ = collect(TravelMode::walk, walk_vertex_);
}

std::optional<OsmRoads::Access> OsmRoads::nearest(PlanePosition position, bool on_foot) const {
  const auto found = (on_foot ? nearest_walk_ : nearest_).nearest(position.x_m, position.y_m);
  if (!found) return std::nullopt;
  return Access{(on_foot ? walk_vertex_ : vertex_)[found->index], found->distance_m};
}

void OsmRoads::finish() {
  segments_ = cut(segments_, sorted_unique(std::move(forced_)));
  forced_.clear();
}

}  // namespace tocsin
