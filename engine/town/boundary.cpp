// SPDX-License-Identifier: Apache-2.0
// Boxes and GeoJSON polygons.
#include "engine/town/boundary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

namespace tocsin {
namespace {

/// Four numbers separated by commas.
std::optional<std::vector<double>> box_numbers(const std::string& text) {
  std::vector<double> numbers;
  const char* at = text.data();
  const char* end = text.data() + text.size();
  while (true) {
    while (at < end && *at == ' ') ++at;
    double value = 0;
    const auto result = std::from_chars(at, end, value);
    if (result.ec != std::errc{}) return std::nullopt;
    numbers.push_back(value);
    at = result.ptr;
    while (at < end && *at == ' ') ++at;
    if (at == end) break;
    if (*at++ != ',') return std::nullopt;
  }
  if (numbers.size() != 4) return std::nullopt;
  return numbers;
}

bool is_box(const std::vector<double>& n) {
  return n[0] < n[2] && n[1] < n[3] && n[0] >= -180 && n[2] <= 180 && n[1] >= -90 && n[3] <= 90;
}

using Legs = std::vector<OutlineLeg>;

void add_ring(const nlohmann::json& ring, Legs& legs) {
  const auto position = [](const nlohmann::json& p) {
    return GeographicPosition{p.at(0).get<double>(), p.at(1).get<double>()};
  };
  for (std::size_t i = 1; i < ring.size(); ++i) legs.emplace_back(position(ring.at(i - 1)), position(ring.at(i)));
}

void add_geometry(const nlohmann::json& object, Legs& legs) {
  const std::string type = object.at("type").get<std::string>();
  if (type == "FeatureCollection") {
    for (const auto& feature : object.at("features")) add_geometry(feature, legs);
  } else if (type == "Feature") {
    if (!object.at("geometry").is_null()) add_geometry(object.at("geometry"), legs);
  } else if (type == "GeometryCollection") {
    for (const auto& geometry : object.at("geometries")) add_geometry(geometry, legs);
  } else if (type == "Polygon") {
    for (const auto& ring : object.at("coordinates")) add_ring(ring, legs);
  } else if (type == "MultiPolygon") {
    for (const auto& polygon : object.at("coordinates")) {
      for (const auto& ring : polygon) add_ring(ring, legs);
    }
  }
}

}  // namespace

std::optional<std::string> exchanged_box(const std::string& written) {
  const auto n = box_numbers(written);
  if (!n || !is_box({(*n)[1], (*n)[0], (*n)[3], (*n)[2]})) return std::nullopt;
  return fmt::format("{},{},{},{}", (*n)[1], (*n)[0], (*n)[3], (*n)[2]);
}

bool encloses(const std::vector<OutlineLeg>& outline, GeographicPosition p) {
  bool inside = false;
  for (const auto& [a, b] : outline) {
    if ((a.latitude_deg > p.latitude_deg) == (b.latitude_deg > p.latitude_deg)) continue;
    const double t = (p.latitude_deg - a.latitude_deg) / (b.latitude_deg - a.latitude_deg);
    if (a.longitude_deg + t * (b.longitude_deg - a.longitude_deg) > p.longitude_deg) inside = !inside;
  }
  return inside;
}

Boundary::Boundary(const std::string& written) {
  if (written.empty()) return;
  if (const auto numbers = box_numbers(written)) {
    read_box(*numbers);
  } else {
    read_file(written);
  }
}

void Boundary::read_box(const std::vector<double>& n) {
  if (!is_box(n)) throw BoundaryError("a box is minlon,minlat,maxlon,maxlat in degrees");
  west_ = n[0], south_ = n[1], east_ = n[2], north_ = n[3];
}

void Boundary::read_file(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw BoundaryError(fmt::format("can't open '{}'", path));
  try {
    add_geometry(nlohmann::json::parse(in), outline_);
  } catch (const nlohmann::json::exception& error) {
    throw BoundaryError(fmt::format("'{}' is no GeoJSON: {}", path, error.what()));
  }
  if (outline_.empty()) throw BoundaryError(fmt::format("'{}' holds no Polygon", path));
}

bool Boundary::contains(GeographicPosition p) const {
  if (p.longitude_deg < west_ || p.longitude_deg > east_ || p.latitude_deg < south_ || p.latitude_deg > north_)
    return false;
  if (outline_.empty()) return true;
  return encloses(outline_, p);
}

}  // namespace tocsin
