// SPDX-License-Identifier: Apache-2.0
// Main network, minor pieces and nearest junctions.
#include "engine/town/road_access.hpp"

#include <algorithm>

namespace tocsin {
namespace {

std::vector<bool> open_junctions(const RoadNetwork& network, TravelMode mode) {
  std::vector<bool> open(network.junction_count(), false);
  for (std::size_t s = 0; s < network.segment_count(); ++s) {
    if (!network.allows(SegmentId(s), mode)) continue;
    open[network.from(SegmentId(s)).index()] = true;
    open[network.to(SegmentId(s)).index()] = true;
  }
  return open;
}

std::vector<bool> main_junctions(const std::vector<std::uint32_t>& pieces, const std::vector<bool>& open) {
  std::vector<bool> main(pieces.size(), false);
  for (std::size_t j = 0; j < pieces.size(); ++j) main[j] = open[j] && pieces[j] == 0;
  return main;
}

std::vector<NearestPoints::Point> positions(const RoadNetwork& network) {
  std::vector<NearestPoints::Point> points;
  points.reserve(network.junction_count());
  for (const Junction& junction : network.junctions()) points.push_back({junction.x_m, junction.y_m});
  return points;
}

}  // namespace

RoadAccess::RoadAccess(const RoadNetwork& network) : piece_of_(network.junction_count(), -1) {
  if (network.segment_count() == 0) {
    walk_main_.assign(network.junction_count(), false);
    return;
  }
  const auto points = positions(network);
  const auto car_open = open_junctions(network, TravelMode::car);
  const auto car_pieces = network.connected_pieces(TravelMode::car);
  walk_main_ = main_junctions(network.connected_pieces(TravelMode::walk), open_junctions(network, TravelMode::walk));
  road_ = NearestPoints(points, main_junctions(car_pieces, car_open));
  walk_ = NearestPoints(points, walk_main_);
  any_road_ = NearestPoints(points, car_open);
  find_minor_pieces(network, car_pieces, car_open);
}

RoadAccess::Answer RoadAccess::answer(const NearestPoints& points, double x_m, double y_m) {
  const auto found = points.nearest(x_m, y_m);
  return found ? Answer{JunctionId(std::size_t{found->index}), found->distance_m} : Answer{};
}

void RoadAccess::find_minor_pieces(const RoadNetwork& network, const std::vector<std::uint32_t>& pieces,
                                   const std::vector<bool>& open) {
  std::vector<int> number;  // piece → position in minor_pieces_
  for (std::size_t j = 0; j < pieces.size(); ++j) {
    if (!open[j] || pieces[j] == 0) continue;
    if (number.size() <= pieces[j]) number.resize(pieces[j] + 1, -1);
    int& minor = number[pieces[j]];
    if (minor < 0) {
      minor = static_cast<int>(minor_pieces_.size());
      minor_pieces_.push_back({.junctions = 0, .first = JunctionId(j), .length_m = 0});
    }
    piece_of_[j] = minor;
    ++minor_pieces_[static_cast<std::size_t>(minor)].junctions;
  }
  for (std::size_t s = 0; s < network.segment_count(); ++s) {
    const SegmentId id(s);
    const int minor = std::max(piece_of_[network.from(id).index()], piece_of_[network.to(id).index()]);
    const bool counted_already = network.opposite(id).exists() && network.opposite(id) < id;
    if (minor >= 0 && !counted_already && network.allows(id, TravelMode::car)) {
      minor_pieces_[static_cast<std::size_t>(minor)].length_m += static_cast<double>(network.length_m(id));
    }
  }
}

}  // namespace tocsin
