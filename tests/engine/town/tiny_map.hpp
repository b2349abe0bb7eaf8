// SPDX-License-Identifier: Apache-2.0
// Writes small OpenStreetMap files (PBF, uncompressed) for tests: a page of protocol buffers by hand is quicker to
// compile than libosmium's writer, and makes broken files as easily as good ones.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::test {

using MapTags = std::vector<std::pair<std::string, std::string>>;

class TinyMap {
 public:
  void node(std::int64_t id, double longitude, double latitude, const MapTags& tags = {}) {
    std::string body = varint_field(1, zigzag(id));
    body += tag_fields(tags);
    body += varint_field(8, zigzag(std::llround(latitude * 1e7)));
    body += varint_field(9, zigzag(std::llround(longitude * 1e7)));
    nodes_ += bytes_field(1, body);
  }
  void way(std::int64_t id, const std::vector<std::int64_t>& nodes, const MapTags& tags) {
    std::string body = varint_field(1, static_cast<std::uint64_t>(id));
    body += tag_fields(tags);
    std::string refs;
    std::int64_t last = 0;
    for (const std::int64_t node : nodes) {
      refs += varint(zigzag(node - last));
      last = node;
    }
    body += bytes_field(8, refs);
    ways_ += bytes_field(3, body);
  }
  /// Members: role, id, and 0 for a node or 1 for a way.
  struct Member {
    std::string role;
    std::int64_t id;
    int type;
  };
  void relation(std::int64_t id, const std::vector<Member>& members, const MapTags& tags) {
    std::string body = varint_field(1, static_cast<std::uint64_t>(id));
    body += tag_fields(tags);
    std::string roles;
    std::string ids;
    std::string types;
    std::int64_t last = 0;
    for (const Member& member : members) {
      roles += varint(string_index(member.role));
      ids += varint(zigzag(member.id - last));
      types += varint(static_cast<std::uint64_t>(member.type));
      last = member.id;
    }
    body += bytes_field(8, roles) + bytes_field(9, ids) + bytes_field(10, types);
    relations_ += bytes_field(4, body);
  }
  [[nodiscard]] std::string pbf() const {
    std::string strings;
    for (const std::string& s : strings_) strings += bytes_field(1, s);
    std::string block = bytes_field(1, strings);
    for (const std::string* group : {&nodes_, &ways_, &relations_}) {
      if (!group->empty()) block += bytes_field(2, *group);
    }
    block += varint_field(17, 100);  // granularity: 1e-7 degrees
    return blob("OSMHeader", bytes_field(4, "OsmSchema-V0.6")) + blob("OSMData", block);
  }

 private:
  static std::string varint(std::uint64_t value) {
    std::string out;
    for (; value >= 128; value >>= 7U) out += static_cast<char>((value & 127U) | 128U);
    return out + static_cast<char>(value);
  }
  static std::uint64_t zigzag(std::int64_t value) {
    return (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63);
  }
  static std::string varint_field(std::uint64_t field, std::uint64_t value) {
    return varint(field << 3U) + varint(value);
  }
  static std::string bytes_field(std::uint64_t field, const std::string& bytes) {
    return varint(field << 3U | 2U) + varint(bytes.size()) + bytes;
  }
  static std::string blob(const std::string& type, const std::string& data) {
    const std::string body = bytes_field(1, data);
    const std::string header = bytes_field(1, type) + varint_field(3, body.size());
    std::string size;
    for (int shift = 24; shift >= 0; shift -= 8)
      size += static_cast<char>(header.size() >> static_cast<unsigned>(shift));
    return size + header + body;
  }
  std::uint64_t string_index(const std::string& text) {
    for (std::size_t i = 0; i < strings_.size(); ++i) {
      if (strings_[i] == text) return i;
    }
    strings_.push_back(text);
    return strings_.size() - 1;
  }
  std::string tag_fields(const MapTags& tags) {
    std::string keys;
    std::string values;
    for (const auto& [key, value] : tags) {
      keys += varint(string_index(key));
      values += varint(string_index(value));
    }
    return tags.empty() ? std::string() : bytes_field(2, keys) + bytes_field(3, values);
  }

  std::vector<std::string> strings_{""};
  std::string nodes_, ways_, relations_;
};

/// A village in Chongqing: a main road with a bridge, a one-way street, a side road that may not be entered from the
/// west, a footpath to a hamlet, an island of road, a school, a fire station, a helipad, a river.
inline TinyMap village_map() {
  TinyMap map;
  const auto at = [](double east_m, double north_m) {
    return std::pair{107.76 + east_m / 97'100.0, 29.32 + north_m / 110'850.0};
  };
  const auto node = [&](std::int64_t id, double east_m, double north_m, const MapTags& tags = {}) {
    const auto [longitude, latitude] = at(east_m, north_m);
    map.node(id, longitude, latitude, tags);
  };
  node(1, 0, 0);
  node(2, 500, 30);
  node(3, 1000, 0);
  node(4, 1060, 0);
  node(5, 2000, 0);
  node(6, 1000, 800);
  node(7, 1400, 700);
  node(8, 2000, 900);
  node(9, 2300, 1200);
  node(10, 1700, 400);
  node(20, 30'000, 30'000);
  node(21, 30'400, 30'000);
  node(30, 1020, 850, {{"place", "village"}, {"name", "石村"}, {"name:en", "Stone Village"}, {"population", "1,200"}});
  node(31, 2310, 1210, {{"place", "hamlet"}, {"name", "上院"}});
  node(32, 960, 60, {{"amenity", "fire_station"}, {"name", "石村消防站"}});
  node(33, 1980, 40, {{"aeroway", "helipad"}});
  node(40, 1200, 300);
  node(41, 1260, 300);
  node(42, 1260, 350);
  node(43, 1200, 350);
  for (std::int64_t b = 0; b < 6; ++b)
    node(50 + b, 2300 + 20.0 * static_cast<double>(b), 1230, {{"building", "house"}});
  node(60, 1030, 500);
  node(61, 1030, -500);
  map.way(100, {1, 2, 3}, {{"highway", "secondary"}, {"maxspeed", "60"}, {"name", "河谷路"}});
  map.way(101, {3, 4}, {{"highway", "secondary"}, {"bridge", "yes"}, {"maxweight", "20 t"}});
  map.way(102, {4, 5}, {{"highway", "secondary"}});
  map.way(103, {3, 6}, {{"highway", "unclassified"}, {"surface", "gravel"}});
  map.way(104, {6, 7, 8, 5}, {{"highway", "residential"}, {"oneway", "yes"}});
  map.way(105, {8, 9}, {{"highway", "path"}});
  map.way(106, {20, 21}, {{"highway", "service"}});
  map.way(107, {5, 10, 6}, {{"highway", "tertiary"}});
  map.way(108, {40, 41, 42, 43, 40}, {{"building", "school"}, {"amenity", "school"}, {"name", "石村小学"}});
  map.way(109, {60, 61}, {{"waterway", "river"}, {"name", "石河"}});
  map.way(110, {1, 2}, {{"highway", "construction"}});
  map.relation(200, {{"from", 100, 1}, {"via", 3, 0}, {"to", 103, 1}},
               {{"type", "restriction"}, {"restriction", "no_left_turn"}});
  return map;
}

}  // namespace tocsin::test
