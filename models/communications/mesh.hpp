// SPDX-License-Identifier: Apache-2.0
// communications: - kind: mesh. A broadband mesh (自组网): nodes on the ground that pass on to each other what they
// see, called out, set up, and on batteries; the rate halves with each hop.
//
//   communications:
//     - kind: mesh
//       nodes: [baima-c1, ridge, baima-dongsheng]      # zones at whose centers they stand
//       called_out: 60 min
#pragma once

#include <memory>
#include <vector>

#include "models/communications/bearers.hpp"

namespace tocsin::communications {

struct MeshParameters final : RadioParameters {
  MeshParameters() : RadioParameters(Bearer::mesh) {}
  std::vector<Reference<ZoneTag>> nodes;
  Duration called_out{};
  Duration set_up{};  ///< of all nodes, from the call-out
  Duration endurance{};
  Length hop;  ///< from node to node, and from a node to who uses it
  int most_hops = 0;
  Terrain terrain = Terrain::line_of_sight;
  Length antenna_height;
  int voice_channels = 0;

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  /// Positions of the nodes within a hop of a place.
  [[nodiscard]] std::vector<std::uint32_t> near(const Place& place) const;
  /// Hops from node to node, at least one; 0: not within the most there may be.
  [[nodiscard]] int hops(std::uint32_t from, std::uint32_t to) const { return hops_[from * places_.size() + to]; }

 private:
  [[nodiscard]] bool sees(const Place& node, const Place& place) const;
  void find_hops();
  std::vector<Place> places_;
  std::vector<std::uint8_t> hops_;  // by pair
  std::shared_ptr<const Ground> ground_;
};

}  // namespace tocsin::communications
