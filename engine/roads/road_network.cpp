// SPDX-License-Identifier: Apache-2.0
// Building the arrays of the road network, its connected pieces and the search for the nearest junction.
#include "engine/roads/road_network.hpp"

#include <algorithm>
#include <boost/geometry/geometries/point.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <boost/geometry/strategies/strategies.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/iterator/function_output_iterator.hpp>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

#include "engine/base/ensure.hpp"

namespace tocsin {
namespace {

using MapPoint = boost::geometry::model::point<float, 2, boost::geometry::cs::cartesian>;
struct PlacedJunction {
  MapPoint place;
  std::uint32_t junction = 0;
};
struct PlaceOf {
  using result_type = const MapPoint&;
  result_type operator()(const PlacedJunction& placed) const { return placed.place; }
};
using JunctionTree = boost::geometry::index::rtree<PlacedJunction, boost::geometry::index::quadratic<16>, PlaceOf,
                                                   boost::geometry::index::equal_to<PlacedJunction>>;

/// First position of each junction's segments in an array sorted by `from`.
std::vector<std::uint32_t> first_segments(std::size_t junction_count, std::span<const SegmentInput> segments) {
  std::vector<std::uint32_t> first(junction_count + 1, 0);
  for (const SegmentInput& segment : segments) {
    ensure(segment.from.index() < junction_count && segment.to.index() < junction_count,
           "a road segment starts or ends at a junction that does not exist");
    ++first[segment.from.index() + 1];
  }
  std::partial_sum(first.begin(), first.end(), first.begin());
  return first;
}

/// Pieces renumbered by falling size, equal sizes by their first junction.
std::vector<std::uint32_t> number_by_size(const std::vector<std::uint32_t>& piece, std::size_t piece_count) {
  std::vector<std::uint32_t> size(piece_count, 0);
  std::vector<std::uint32_t> first(piece_count, std::numeric_limits<std::uint32_t>::max());
  for (std::uint32_t j = 0; j < piece.size(); ++j) {
    ++size[piece[j]];
    first[piece[j]] = std::min(first[piece[j]], j);
  }
  std::vector<std::uint32_t> order(piece_count);
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tuple(size[b], first[a]) < std::tuple(size[a], first[b]);
  });
  std::vector<std::uint32_t> rank(piece_count);
  for (std::uint32_t r = 0; r < piece_count; ++r) rank[order[r]] = r;
  std::vector<std::uint32_t> numbered(piece.size());
  std::transform(piece.begin(), piece.end(), numbered.begin(), [&](std::uint32_t p) { return rank[p]; });
  return numbered;
}

/// The tree of the junctions that have a segment open to `mode`, in or out.
std::shared_ptr<const JunctionTree> tree_of(std::span<const Junction> junctions, std::span<const ModeMask> reached_by,
                                            std::size_t mode) {
  std::vector<PlacedJunction> placed;
  for (std::uint32_t j = 0; j < junctions.size(); ++j) {
    if ((reached_by[j] >> mode & 1) != 0) placed.push_back({MapPoint(junctions[j].x_m, junctions[j].y_m), j});
  }
  return std::make_shared<const JunctionTree>(placed.begin(), placed.end());  // built at once: packed, quick to search
}

}  // namespace

/// One tree for each travel mode, so that a search never wades through junctions closed to the mode. Modes with the
/// same junctions share one.
struct RoadNetwork::JunctionIndex {
  std::array<std::shared_ptr<const JunctionTree>, kTravelModeCount> by_mode;
};

std::string_view name_of(RoadClass road_class) {
  return EnumNames<RoadClass>::value[static_cast<std::size_t>(road_class)];
}

std::string_view name_of(TravelMode mode) {
  return EnumNames<TravelMode>::value[static_cast<std::size_t>(mode)];
}

std::vector<SegmentId> RoadNetwork::ids_of(std::size_t junction_count, std::span<const SegmentInput> segments) {
  std::vector<std::uint32_t> next = first_segments(junction_count, segments);
  std::vector<SegmentId> ids;
  ids.reserve(segments.size());
  for (const SegmentInput& segment : segments) ids.emplace_back(std::size_t{next[segment.from.index()]++});
  return ids;
}

RoadNetwork::RoadNetwork(std::vector<Junction> junctions, const std::vector<SegmentInput>& segments,
                         const RoadClassTable& class_values, std::vector<BannedTurn> banned_turns)
    : junctions_(std::move(junctions)),
      first_out_(first_segments(junctions_.size(), segments)),
      from_(segments.size()),
      to_(segments.size()),
      opposite_(segments.size()),
      class_(segments.size()),
      entry_capacity_veh_per_h_(segments.size()),
      exit_capacity_veh_per_h_(segments.size()),
      merge_priority_(segments.size()),
      length_m_(segments.size()),
      speed_m_per_s_(segments.size()),
      capacity_veh_per_h_(segments.size()),
      slope_(segments.size()),
      lowest_elevation_m_(segments.size()),
      maximum_weight_t_(segments.size()),
      width_m_(segments.size()),
      access_(segments.size()),
      lanes_(segments.size()),
      bridge_(segments.size()),
      tunnel_(segments.size()),
      road_(segments.size()),
      name_(segments.size()),
      banned_turns_(std::move(banned_turns)) {
  const std::vector<SegmentId> ids = ids_of(junctions_.size(), segments);
  for (std::size_t i = 0; i < segments.size(); ++i) fill_segment(ids[i].index(), segments[i], class_values);
  for (BannedTurn& turn : banned_turns_) {
    ensure(turn.from.index() < ids.size() && turn.to.index() < ids.size(), "a banned turn names no segment");
    turn = {.from = ids[turn.from.index()], .to = ids[turn.to.index()], .modes = turn.modes};
    ensure(to(turn.from) == from(turn.to), "the segments of a banned turn do not meet");
  }
  std::sort(banned_turns_.begin(), banned_turns_.end(), [](const BannedTurn& a, const BannedTurn& b) {
    return std::tuple(a.from, a.to, a.modes) < std::tuple(b.from, b.to, b.modes);
  });
  pair_opposites();
  build_junction_index();
}

void RoadNetwork::fill_capacities(std::size_t id, const SegmentInput& input, float of_class) {
  const auto given = [](float value, float otherwise) { return value > 0 ? value : otherwise; };
  const float flow = given(input.flow_capacity_veh_per_h, of_class);
  capacity_veh_per_h_[id] = flow;
  entry_capacity_veh_per_h_[id] = std::min(flow, given(input.entry_capacity_veh_per_h, flow));
  exit_capacity_veh_per_h_[id] = std::min(flow, given(input.exit_capacity_veh_per_h, flow));
  merge_priority_[id] = given(input.merge_priority, exit_capacity_veh_per_h_[id]);
}

void RoadNetwork::fill_segment(std::size_t id, const SegmentInput& input, const RoadClassTable& class_values) {
  const RoadClassValues& values = class_values[static_cast<std::size_t>(input.road_class)];
  ensure(input.length >= Length{}, "a road segment has a negative length");
  const int lanes = std::clamp(input.lanes > 0 ? input.lanes : values.lanes, 1, 255);
  const Speed speed = input.free_flow_speed > Speed{} ? input.free_flow_speed : values.free_flow_speed;
  const float rise_m = junctions_[input.to.index()].elevation_m - junctions_[input.from.index()].elevation_m;
  from_[id] = input.from;
  to_[id] = input.to;
  class_[id] = input.road_class;
  length_m_[id] = static_cast<float>(input.length.si());
  speed_m_per_s_[id] = static_cast<float>(speed.si());
  fill_capacities(id, input, static_cast<float>(values.flow_capacity_veh_per_h_lane * lanes));
  slope_[id] = length_m_[id] > 0.0F ? rise_m / length_m_[id] : 0.0F;
  lowest_elevation_m_[id] = input.lowest_elevation_m;
  maximum_weight_t_[id] = input.maximum_weight_t;
  width_m_[id] = input.width_m;
  lanes_[id] = static_cast<std::uint8_t>(lanes);
  access_[id] = input.access;
  bridge_[id] = input.bridge ? 1 : 0;
  tunnel_[id] = input.tunnel ? 1 : 0;
  road_[id] = input.road;
  name_[id] = input.name;
}

void RoadNetwork::pair_opposites() {
  // Sorted by road, pair of junctions and direction, the two halves of each group are the two directions; the k-th of
  // one belongs to the k-th of the other. A road without an id and a loop have no opposite.
  const auto key = [this](std::uint32_t s) {
    return std::tuple(std::string_view(road_[s]), std::min(from_[s], to_[s]), std::max(from_[s], to_[s]));
  };
  std::vector<std::uint32_t> order;
  for (std::uint32_t s = 0; s < to_.size(); ++s) {
    if (!road_[s].empty() && from_[s] != to_[s]) order.push_back(s);
  }
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tuple(key(a), from_[a], a) < std::tuple(key(b), from_[b], b);
  });
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t backward = begin;
    while (backward < order.size() && key(order[backward]) == key(order[begin]) &&
           from_[order[backward]] == from_[order[begin]]) {
      ++backward;
    }
    std::size_t end = backward;
    while (end < order.size() && key(order[end]) == key(order[begin])) ++end;
    for (std::size_t k = 0; begin + k < backward && backward + k < end; ++k) {
      opposite_[order[begin + k]] = SegmentId(std::size_t{order[backward + k]});
      opposite_[order[backward + k]] = SegmentId(std::size_t{order[begin + k]});
    }
    begin = end;
  }
}

void RoadNetwork::build_junction_index() {
  std::vector<ModeMask> reached_by(junctions_.size(), 0);
  for (std::size_t s = 0; s < to_.size(); ++s) {
    for (const auto j : {from_[s].index(), to_[s].index()})
      reached_by[j] = static_cast<ModeMask>(reached_by[j] | access_[s]);
  }
  auto index = std::make_shared<JunctionIndex>();
  for (std::size_t mode = 0; mode < kTravelModeCount; ++mode) {
    const auto same_as = [&](std::size_t other) {
      return std::all_of(reached_by.begin(), reached_by.end(),
                         [&](ModeMask m) { return (m >> mode & 1) == (m >> other & 1); });
    };
    std::size_t other = 0;
    while (other < mode && !same_as(other)) ++other;
    index->by_mode[mode] = other < mode ? index->by_mode[other] : tree_of(junctions_, reached_by, mode);
  }
  junction_index_ = std::move(index);
}

JunctionId RoadNetwork::nearest_junction(float x_m, float y_m, TravelMode mode) const {
  if (junction_index_ == nullptr) return {};
  JunctionId nearest;
  const auto remember = boost::make_function_output_iterator(
      [&nearest](const PlacedJunction& found) { nearest = JunctionId(std::size_t{found.junction}); });
  junction_index_->by_mode[static_cast<std::size_t>(mode)]->query(
      boost::geometry::index::nearest(MapPoint(x_m, y_m), 1), remember);
  return nearest;
}

std::vector<std::uint32_t> RoadNetwork::connected_pieces(TravelMode mode) const {
  using Graph = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                                   boost::no_property, std::uint32_t, std::uint32_t>;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> open;
  open.reserve(to_.size());
  for (std::size_t s = 0; s < to_.size(); ++s) {
    if (allows(SegmentId(s), mode)) open.emplace_back(from_[s].value, to_[s].value);
  }
  const Graph graph(boost::edges_are_sorted, open.begin(), open.end(), static_cast<std::uint32_t>(junctions_.size()));
  std::vector<std::uint32_t> piece(junctions_.size(), 0);
  const auto piece_map = boost::make_iterator_property_map(piece.begin(), get(boost::vertex_index, graph));
  const std::uint32_t piece_count = junctions_.empty() ? 0 : boost::strong_components(graph, piece_map);
  return number_by_size(piece, piece_count);
}

}  // namespace tocsin
