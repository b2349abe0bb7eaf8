// SPDX-License-Identifier: Apache-2.0
// Ground heights from SRTM tiles (.hgt): 1 or 3 arc seconds, big-endian 16-bit meters, named by their south-west corner
// (N42E001.hgt). Heights between the posts are bilinear. Unzip downloads first.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "engine/town/plane.hpp"

namespace tocsin {

class ElevationError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class ElevationTiles {
 public:
  ElevationTiles() = default;
  /// Reads all tiles. Throws ElevationError (name or size that is no SRTM tile).
  explicit ElevationTiles(std::span<const std::filesystem::path> files);
  [[nodiscard]] bool empty() const { return tiles_.empty(); }
  /// Height in meters; nullopt outside the tiles and in voids.
  [[nodiscard]] std::optional<double> at(GeographicPosition position) const;

 private:
  struct Tile {
    int side = 0;                       // posts per row
    std::vector<std::int16_t> heights;  // row 0 is the north edge
  };
  void read(const std::filesystem::path& file);
  std::map<std::pair<int, int>, Tile> tiles_;  // by latitude, longitude of the south-west corner
};

}  // namespace tocsin
