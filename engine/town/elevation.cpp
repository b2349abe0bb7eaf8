// SPDX-License-Identifier: Apache-2.0
// Reading and asking SRTM tiles.
#include "engine/town/elevation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace tocsin {
namespace {

constexpr std::int16_t kVoid = -32768;

/// South-west corner from a name like "N42E001".
std::optional<std::pair<int, int>> corner_of(const std::string& stem) {
  const auto digits = [&](std::size_t from, std::size_t count) {
    return std::all_of(stem.begin() + static_cast<std::ptrdiff_t>(from),
                       stem.begin() + static_cast<std::ptrdiff_t>(from + count),
                       [](char c) { return c >= '0' && c <= '9'; });
  };
  if (stem.size() < 7 || !digits(1, 2) || !digits(4, 3)) return std::nullopt;
  const char ns = stem[0];
  const char ew = stem[3];
  if ((ns != 'N' && ns != 'S' && ns != 'n' && ns != 's') || (ew != 'E' && ew != 'W' && ew != 'e' && ew != 'w'))
    return std::nullopt;
  const int latitude = std::stoi(stem.substr(1, 2));
  const int longitude = std::stoi(stem.substr(4, 3));
  return std::pair{ns == 'S' || ns == 's' ? -latitude : latitude, ew == 'W' || ew == 'w' ? -longitude : longitude};
}

}  // namespace

ElevationTiles::ElevationTiles(std::span<const std::filesystem::path> files) {
  for (const auto& file : files) read(file);
}

void ElevationTiles::read(const std::filesystem::path& file) {
  const auto corner = corner_of(file.stem().string());
  if (!corner) throw ElevationError(fmt::format("{}: the name says no corner (N42E001.hgt)", file.string()));
  std::ifstream in(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  Tile tile;
  for (const int side : {1201, 3601}) {
    if (bytes.size() == static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 2) tile.side = side;
  }
  if (tile.side == 0) {
    throw ElevationError(
        fmt::format("{}: {} bytes are neither 1201 x 1201 nor 3601 x 3601 heights", file.string(), bytes.size()));
  }
  tile.heights.reserve(bytes.size() / 2);
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    const auto high = static_cast<unsigned char>(bytes[i]);
    const auto low = static_cast<unsigned char>(bytes[i + 1]);
    tile.heights.push_back(static_cast<std::int16_t>(static_cast<std::uint16_t>(high << 8U | low)));
  }
  tiles_[*corner] = std::move(tile);
}

std::optional<double> ElevationTiles::at(GeographicPosition position) const {
  const int south = static_cast<int>(std::floor(position.latitude_deg));
  const int west = static_cast<int>(std::floor(position.longitude_deg));
  const auto found = tiles_.find({south, west});
  if (found == tiles_.end()) return std::nullopt;
  const Tile& tile = found->second;
  const double last = tile.side - 1;
  const double column = (position.longitude_deg - west) * last;
  const double row = (south + 1 - position.latitude_deg) * last;
  const int c = std::clamp(static_cast<int>(column), 0, tile.side - 2);
  const int r = std::clamp(static_cast<int>(row), 0, tile.side - 2);
  const double u = column - c;
  const double v = row - r;
  double height = 0;
  for (const auto& [dr, dc, weight] : {std::tuple{0, 0, (1 - u) * (1 - v)}, std::tuple{0, 1, u * (1 - v)},
                                       std::tuple{1, 0, (1 - u) * v}, std::tuple{1, 1, u * v}}) {
    const std::int16_t post = tile.heights[static_cast<std::size_t>((r + dr) * tile.side + c + dc)];
    if (post == kVoid && weight > 0) return std::nullopt;
    height += weight * post;
  }
  return height;
}

}  // namespace tocsin
