// SPDX-License-Identifier: Apache-2.0
// Two passes by libosmium: relations first (so that the ways they name are known), then nodes and ways.
#include "engine/town/osm_extract.hpp"

#include <osmium/index/map/flex_mem.hpp>
#include <osmium/io/pbf_input.hpp>
#include <osmium/osm.hpp>
#include <osmium/thread/pool.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <set>

namespace tocsin {

std::string_view OsmTags::operator[](std::string_view key) const {
  for (const auto& [name, value] : tags_) {
    if (name == key) return value;
  }
  return {};
}

double ground_distance_m(GeographicPosition a, GeographicPosition b) {
  constexpr double kRadius_m = 6'371'008.8;  // IUGG mean radius
  const double radians = std::numbers::pi / 180.0;
  const double u = std::sin((b.latitude_deg - a.latitude_deg) * radians / 2.0);
  const double v = std::sin((b.longitude_deg - a.longitude_deg) * radians / 2.0);
  const double h = u * u + v * v * std::cos(a.latitude_deg * radians) * std::cos(b.latitude_deg * radians);
  return 2.0 * kRadius_m * std::asin(std::min(1.0, std::sqrt(h)));
}

namespace {

constexpr std::array<const char*, 41> kKeys{
    "highway",    "name",      "name:en",       "name:zh",  "int_name",   "oneway",    "junction",
    "maxspeed",   "lanes",     "bridge",        "tunnel",   "layer",      "maxweight", "width",
    "access",     "vehicle",   "motor_vehicle", "motorcar", "motorcycle", "foot",      "hgv",
    "bus",        "tracktype", "surface",       "place",    "population", "ele",       "amenity",
    "leisure",    "aeroway",   "building",      "waterway", "healthcare", "emergency", "office",
    "government", "boundary",  "admin_level",   "capacity", "ref",        "area"};

OsmTags kept_tags(const osmium::TagList& tags) {
  OsmTags kept;
  for (const osmium::Tag& tag : tags) {
    const bool wanted =
        std::any_of(kKeys.begin(), kKeys.end(), [&](const char* k) { return std::string_view(k) == tag.key(); });
    if (wanted) kept.add(tag.key(), tag.value());
  }
  return kept;
}

bool is_one_of(const char* value, std::initializer_list<std::string_view> words) {
  return value != nullptr && std::find(words.begin(), words.end(), std::string_view(value)) != words.end();
}

/// Throws if walking the tags would leave their memory: libosmium ends keys and values with NUL and trusts that none
/// holds another. With an even number of ends every key has its value inside the list.
void check_tags(const osmium::TagList& tags) {
  const unsigned char* begin = tags.data() + sizeof(osmium::TagList);
  const unsigned char* end = tags.data() + tags.byte_size();
  const bool sound = begin == end || (std::count(begin, end, 0) % 2 == 0 && *(end - 1) == 0);
  if (!sound) throw MapError("a tag holds a NUL character");
}

bool is_place(const osmium::TagList& tags) {
  return is_one_of(tags["place"], {"city", "town", "suburb", "village", "hamlet", "isolated_dwelling"});
}

bool is_facility(const osmium::TagList& tags) {
  return is_one_of(tags["amenity"], {"hospital", "clinic", "doctors", "fire_station", "police", "school", "college",
                                     "university", kCommunityHall, "townhall"}) ||
         is_one_of(tags["leisure"], {kSportsHall, "sports_hall", "stadium"}) ||
         is_one_of(tags["aeroway"], {"helipad", "heliport"});
}

bool is_river(const osmium::TagList& tags) {
  return is_one_of(tags["waterway"], {"river"}) || (is_one_of(tags["waterway"], {"stream"}) && tags["name"] != nullptr);
}

using Locations = osmium::index::map::FlexMem<osmium::unsigned_object_id_type, osmium::Location>;

/// An administrative relation before its ways are known.
struct AreaDraft {
  OsmTags tags;
  int level = 0;
  std::vector<std::int64_t> ways;
};

class Extraction {
 public:
  void relation(const osmium::Relation& relation);
  void node(const osmium::Node& node);
  void way(const osmium::Way& way);
  OsmExtract finish();

 private:
  void take_restriction(const osmium::Relation& relation);
  void take_area(const osmium::Relation& relation);
  void locate(OsmWay& way);
  void finish_point(const OsmWay& way, std::vector<OsmPoint>& points);
  void finish_area(const AreaDraft& draft);

  OsmExtract out_;
  Locations locations_;
  std::vector<OsmWay> building_ways_, facility_ways_, place_ways_;
  std::vector<AreaDraft> area_drafts_;
  std::set<std::int64_t> area_ways_;
  std::map<std::int64_t, OsmWay> area_way_;
};

void Extraction::relation(const osmium::Relation& relation) {
  check_tags(relation.tags());
  ++out_.relation_count;
  if (is_one_of(relation.tags()["type"], {"restriction"})) take_restriction(relation);
  if (is_one_of(relation.tags()["boundary"], {"administrative"})) take_area(relation);
}

void Extraction::take_restriction(const osmium::Relation& relation) {
  const char* kind = relation.tags()["restriction"];
  if (kind == nullptr) return;
  const std::string_view value(kind);
  const bool only = value.starts_with("only_");
  if (!only && !value.starts_with("no_")) return;
  OsmRestriction restriction{.only = only};
  for (const auto& member : relation.members()) {
    const std::string_view role(member.role());
    if (role == "from" && member.type() == osmium::item_type::way) restriction.from_way = member.ref();
    if (role == "via" && member.type() == osmium::item_type::node) restriction.via_node = member.ref();
    if (role == "to" && member.type() == osmium::item_type::way) restriction.to_way = member.ref();
  }
  const bool whole = restriction.from_way != 0 && restriction.via_node != 0 && restriction.to_way != 0;
  if (whole) out_.restrictions.push_back(restriction);
}

void Extraction::take_area(const osmium::Relation& relation) {
  const std::string_view level(relation.tags().get_value_by_key("admin_level", ""));
  if (level != "7" && level != "8" && level != "9") return;
  AreaDraft draft{.tags = kept_tags(relation.tags()), .level = level[0] - '0', .ways = {}};
  for (const auto& member : relation.members()) {
    const std::string_view role(member.role());
    if (member.type() != osmium::item_type::way || (!role.empty() && role != "outer")) continue;
    draft.ways.push_back(member.ref());
    area_ways_.insert(member.ref());
  }
  area_drafts_.push_back(std::move(draft));
}

void Extraction::node(const osmium::Node& node) {
  check_tags(node.tags());
  ++out_.node_count;
  if (!node.location().valid()) return;
  locations_.set(node.positive_id(), node.location());
  if (node.tags().empty()) return;
  OsmPoint point{
      .id = "n" + std::to_string(node.id()), .tags = {}, .position = {node.location().lon(), node.location().lat()}};
  const auto keep = [&](std::vector<OsmPoint>& points) {
    point.tags = kept_tags(node.tags());
    points.push_back(point);
  };
  if (is_place(node.tags())) keep(out_.places);
  if (is_facility(node.tags())) keep(out_.facilities);
  if (node.tags()["building"] != nullptr) keep(out_.buildings);
}

void Extraction::way(const osmium::Way& way) {
  check_tags(way.tags());
  ++out_.way_count;
  const bool area_way = area_ways_.count(way.id()) != 0;
  const bool road = way.tags()["highway"] != nullptr;
  const bool river = is_river(way.tags());
  const bool place = is_place(way.tags());
  const bool facility = is_facility(way.tags());
  const bool building = way.tags()["building"] != nullptr;
  if (!area_way && !road && !river && !place && !facility && !building) return;
  OsmWay kept{.id = way.id(), .tags = kept_tags(way.tags()), .nodes = {}, .positions = {}};
  for (const auto& node : way.nodes()) kept.nodes.push_back(node.ref());
  if (area_way) area_way_.emplace(way.id(), kept);
  if (road) out_.roads.push_back(kept);
  if (river) out_.rivers.push_back(kept);
  if (place) place_ways_.push_back(kept);
  if (facility) facility_ways_.push_back(kept);
  if (building) building_ways_.push_back(std::move(kept));
}

void Extraction::locate(OsmWay& way) {
  std::vector<std::int64_t> known;
  for (const std::int64_t node : way.nodes) {
    const auto location = locations_.get_noexcept(static_cast<osmium::unsigned_object_id_type>(std::llabs(node)));
    if (!location.valid()) {
      ++out_.missing_nodes;
      continue;
    }
    known.push_back(node);
    way.positions.push_back({location.lon(), location.lat()});
  }
  way.nodes = std::move(known);
}

/// Center and area of a closed way.
void Extraction::finish_point(const OsmWay& way, std::vector<OsmPoint>& points) {
  if (way.positions.empty()) return;
  OsmPoint point{.id = "w" + std::to_string(way.id), .tags = way.tags, .position = {}};
  const bool closed = way.nodes.size() > 3 && way.nodes.front() == way.nodes.back();
  const std::size_t corners = closed ? way.positions.size() - 1 : way.positions.size();
  for (std::size_t i = 0; i < corners; ++i) {
    point.position.longitude_deg += way.positions[i].longitude_deg / static_cast<double>(corners);
    point.position.latitude_deg += way.positions[i].latitude_deg / static_cast<double>(corners);
  }
  if (closed) {
    // Shoelace in local meters: footprints are far too small for the curvature of the Earth.
    const double m_per_deg = ground_distance_m({0, 0}, {0, 1});
    const double squeeze = std::cos(point.position.latitude_deg * std::numbers::pi / 180.0);
    double twice = 0;
    for (std::size_t i = 0; i + 1 < way.positions.size(); ++i) {
      const auto x = [&](std::size_t k) {
        return (way.positions[k].longitude_deg - point.position.longitude_deg) * squeeze;
      };
      const auto y = [&](std::size_t k) { return way.positions[k].latitude_deg - point.position.latitude_deg; };
      twice += x(i) * y(i + 1) - x(i + 1) * y(i);
    }
    point.area_m2 = std::abs(twice) / 2.0 * m_per_deg * m_per_deg;
  }
  points.push_back(std::move(point));
}

/// Joins the open ends of an outline, the nearest two first.
void close_gaps(std::vector<GeographicPosition> ends, std::vector<OutlineLeg>& outline) {
  while (ends.size() > 1) {
    std::pair<std::size_t, std::size_t> best{0, 1};
    double nearest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < ends.size(); ++i) {
      for (std::size_t j = i + 1; j < ends.size(); ++j) {
        const double d = ground_distance_m(ends[i], ends[j]);
        if (d < nearest) nearest = d, best = {i, j};
      }
    }
    outline.emplace_back(ends[best.first], ends[best.second]);
    ends.erase(ends.begin() + static_cast<std::ptrdiff_t>(best.second));
    ends.erase(ends.begin() + static_cast<std::ptrdiff_t>(best.first));
  }
}

void Extraction::finish_area(const AreaDraft& draft) {
  OsmArea area{.tags = draft.tags, .level = draft.level, .outline = {}};
  struct End {
    int count = 0;
    GeographicPosition position;
  };
  std::map<std::int64_t, End> ends;  // in a complete outline every end meets another
  std::size_t missing = 0;
  const auto ends_at = [&](std::int64_t node, GeographicPosition position) {
    ++ends[node].count;
    ends[node].position = position;
  };
  for (const std::int64_t id : draft.ways) {
    const auto found = area_way_.find(id);
    if (found == area_way_.end() || found->second.nodes.size() < 2) {  // clipped by the extract
      ++missing;
      continue;
    }
    const OsmWay& way = found->second;
    ends_at(way.nodes.front(), way.positions.front());
    ends_at(way.nodes.back(), way.positions.back());
    for (std::size_t i = 1; i < way.positions.size(); ++i)
      area.outline.emplace_back(way.positions[i - 1], way.positions[i]);
  }
  std::vector<GeographicPosition> open;
  for (const auto& [node, end] : ends) {
    if (end.count % 2 != 0) open.push_back(end.position);
  }
  if (area.outline.empty() || missing * 2 >= draft.ways.size()) return;
  area.mended = missing > 0 || !open.empty();
  close_gaps(std::move(open), area.outline);
  out_.areas.push_back(std::move(area));
}

OsmExtract Extraction::finish() {
  for (auto* ways : {&out_.roads, &out_.rivers, &building_ways_, &facility_ways_, &place_ways_}) {
    for (OsmWay& way : *ways) locate(way);
  }
  const std::uint64_t missing = out_.missing_nodes;
  for (auto& [id, way] : area_way_) {
    const std::size_t nodes = way.nodes.size();
    locate(way);
    if (way.nodes.size() != nodes) way.nodes.clear();  // an outline with a gap is no outline
  }
  out_.missing_nodes = missing;  // boundaries leave every extract: not worth a word
  for (const OsmWay& way : building_ways_) finish_point(way, out_.buildings);
  for (const OsmWay& way : facility_ways_) finish_point(way, out_.facilities);
  for (const OsmWay& way : place_ways_) finish_point(way, out_.places);
  for (const AreaDraft& draft : area_drafts_) finish_area(draft);
  std::stable_partition(out_.areas.begin(), out_.areas.end(), [](const OsmArea& area) { return !area.mended; });
  return std::move(out_);
}

/// Both passes over a file that can be opened again.
OsmExtract extract(const osmium::io::File& file) {
  try {
    Extraction extraction;
    osmium::thread::Pool pool(2, 20);  // our own: its threads end here
    {
      osmium::io::Reader reader(file, osmium::osm_entity_bits::relation, pool);
      while (osmium::memory::Buffer buffer = reader.read()) {
        for (const auto& relation : buffer.select<osmium::Relation>()) extraction.relation(relation);
      }
      reader.close();
    }
    osmium::io::Reader reader(file, osmium::osm_entity_bits::node | osmium::osm_entity_bits::way, pool);
    while (osmium::memory::Buffer buffer = reader.read()) {
      for (const auto& node : buffer.select<osmium::Node>()) extraction.node(node);
      for (const auto& way : buffer.select<osmium::Way>()) extraction.way(way);
    }
    reader.close();
    return extraction.finish();
  } catch (const std::exception& error) {
    throw MapError(error.what());
  }
}

}  // namespace

OsmExtract read_osm(const std::filesystem::path& path) {
  return extract(osmium::io::File(path.string(), "pbf"));
}

OsmExtract read_osm_bytes(std::string_view bytes) {
  return extract(osmium::io::File(bytes.data(), bytes.size(), "pbf"));
}

}  // namespace tocsin
