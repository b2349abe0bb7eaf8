// SPDX-License-Identifier: Apache-2.0
// Which junctions a place is reached by: always junctions of the main network (the largest piece in which everything
// reaches everything), so that no household starts on an island. Also: the pieces that are not connected.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/roads/road_network.hpp"
#include "engine/town/nearest.hpp"

namespace tocsin {

/// A part of the road network that cars can't reach from the main one, or not leave.
struct RoadPiece {
  std::size_t junctions = 0;
  JunctionId first;     ///< its first junction in file order
  double length_m = 0;  ///< of its roads
};

class RoadAccess {
 public:
  explicit RoadAccess(const RoadNetwork& network);

  struct Answer {
    JunctionId junction;  ///< none when the network has no such junction at all
    double distance_m = 0;
  };
  /// Nearest junction of the main network of cars, or of walkers.
  [[nodiscard]] Answer road(double x_m, double y_m) const { return answer(road_, x_m, y_m); }
  [[nodiscard]] Answer walk(double x_m, double y_m) const { return answer(walk_, x_m, y_m); }
  /// Nearest junction open to cars of any piece.
  [[nodiscard]] Answer any_road(double x_m, double y_m) const { return answer(any_road_, x_m, y_m); }
  /// Can walkers get to and from this junction?
  [[nodiscard]] bool walkable(JunctionId junction) const { return walk_main_[junction.index()]; }
  /// Pieces besides the main one that cars use, largest first.
  [[nodiscard]] const std::vector<RoadPiece>& minor_pieces() const { return minor_pieces_; }
  /// The piece of a junction in `minor_pieces`, -1 for the main network.
  [[nodiscard]] int minor_piece_of(JunctionId junction) const { return piece_of_[junction.index()]; }

 private:
  static Answer answer(const NearestPoints& points, double x_m, double y_m);
  void find_minor_pieces(const RoadNetwork& network, const std::vector<std::uint32_t>& pieces,
                         const std::vector<bool>& open);
  NearestPoints road_, walk_, any_road_;
  std::vector<bool> walk_main_;
  std::vector<RoadPiece> minor_pieces_;
  std::vector<int> piece_of_;
};

}  // namespace tocsin
