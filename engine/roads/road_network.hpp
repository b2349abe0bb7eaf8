// SPDX-License-Identifier: Apache-2.0
// The road network of a town: immutable and compact (arrays in compressed-row order), shared by all replications.
// A `segment` is one direction of a road between two junctions; a two-way road is two segments that name each other
// as `opposite`. Positions in meters in the town's own plane, elevation in meters above sea level.
// What changes over time (closures, speed factors) lives in RoadConditions, not here.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/id.hpp"
#include "engine/base/quantity.hpp"
#include "engine/base/text.hpp"

namespace tocsin {

template <class E>
struct EnumNames;  // engine/input/fields.hpp
template <class E>
struct EnumWords;

/// Road classes after OpenStreetMap's highway key; what each means in China stands in docs/reference/town-package.md.
enum class RoadClass : std::uint8_t {
  motorway,
  trunk,
  primary,
  secondary,
  tertiary,
  unclassified,
  residential,
  service,
  track,
  path,
  steps
};
inline constexpr int kRoadClassCount = 11;
template <>
struct EnumNames<RoadClass> {
  static constexpr std::array<std::string_view, kRoadClassCount> value{
      "motorway",    "trunk",   "primary", "secondary", "tertiary", "unclassified",
      "residential", "service", "track",   "path",      "steps"};
};
std::string_view name_of(RoadClass road_class);

/// Who moves. Access, speed, size, wading depth, weight and width depend on it. `emergency`: fire engines and the
/// vehicles of rescue teams; `low_loader`: a trailer with an excavator.
enum class TravelMode : std::uint8_t { walk, motorcycle, car, bus, truck, emergency, tricycle, ambulance, low_loader };
inline constexpr int kTravelModeCount = 9;
template <>
struct EnumNames<TravelMode> {
  static constexpr std::array<std::string_view, kTravelModeCount> value{
      "walk", "motorcycle", "car", "bus", "truck", "emergency", "tricycle", "ambulance", "low_loader"};
};
template <>
struct EnumWords<TravelMode> {
  static constexpr std::array<PhraseView, kTravelModeCount> value{{{"on foot", "步行"},
                                                                   {"motorcycle", "摩托车"},
                                                                   {"car", "小汽车"},
                                                                   {"bus", "客车"},
                                                                   {"truck", "货车"},
                                                                   {"emergency vehicle", "应急车辆"},
                                                                   {"tricycle", "三轮车"},
                                                                   {"ambulance", "救护车"},
                                                                   {"low loader", "平板拖车"}}};
};
std::string_view name_of(TravelMode mode);
/// Bit mask of travel modes.
using ModeMask = std::uint16_t;
constexpr ModeMask mask_of(TravelMode mode) {
  return static_cast<ModeMask>(1U << static_cast<unsigned>(mode));
}
inline constexpr ModeMask kAllModes = 0x1FF;
inline constexpr ModeMask kOnFootOnly = mask_of(TravelMode::walk);
/// No control stops them.
inline constexpr ModeMask kEmergencyVehicles = mask_of(TravelMode::emergency) | mask_of(TravelMode::ambulance);

/// Free-flow speed and flow capacity of a road class; data from the library (handbook 4.1), never constants in code.
struct RoadClassValues {
  Speed free_flow_speed;
  double flow_capacity_veh_per_h_lane = 0;
  int lanes = 1;
};
using RoadClassTable = std::array<RoadClassValues, kRoadClassCount>;

struct Junction {
  std::string id;
  float x_m = 0;
  float y_m = 0;
  float elevation_m = 0;
};

/// A turn that is not allowed: arriving by `from`, leaving by `to`. Turning round into the opposite segment is allowed
/// unless it is banned like any other turn.
struct BannedTurn {
  SegmentId from;
  SegmentId to;
  ModeMask modes = kAllModes;  ///< whom the ban concerns
};

/// One direction of a road as the builder receives it.
struct SegmentInput {
  std::string road;  ///< id of the road the two directions belong to (row of road_segments.csv)
  JunctionId from;
  JunctionId to;
  RoadClass road_class = RoadClass::unclassified;
  Length length;
  Speed free_flow_speed;  ///< signposted or surveyed; zero: the class value
  int lanes = 0;          ///< zero: the class value
  ModeMask access = kAllModes;
  bool bridge = false;
  bool tunnel = false;
  float flow_capacity_veh_per_h = 0;   ///< of all lanes; 0: by class and lanes
  float entry_capacity_veh_per_h = 0;  ///< what its beginning takes in (a gate, a bend); 0: the flow capacity
  float exit_capacity_veh_per_h = 0;   ///< what the junction at its end lets out of it; 0: the flow capacity
  float merge_priority = 0;            ///< against the other roads that join where it ends; 0: its exit capacity
  float maximum_weight_t = 0;          ///< 0: no limit
  float width_m = 0;                   ///< 0: unknown
  float lowest_elevation_m = 0;        ///< lowest point of the carriageway (fords, dips); decides when water covers it
  std::string name;
};

class RoadNetwork {
 public:
  RoadNetwork() = default;
  /// Builds the arrays. Segment ids are positions after sorting by (from, input order), so they do not depend on the
  /// order of rows from different junctions. `opposite` is found by equal `road`. The ids in `banned_turns` are
  /// positions in `segments` (the final ids are not known yet); `banned_turns()` answers with final ids.
  /// Slope comes from the junctions' elevations and the length. A junction that does not exist, a negative length or a
  /// turn whose segments do not meet is a defect: readers check what users write.
  RoadNetwork(std::vector<Junction> junctions, const std::vector<SegmentInput>& segments,
              const RoadClassTable& class_values, std::vector<BannedTurn> banned_turns = {});

  /// The id each element of `segments` gets, for arrays that run beside the network (shapes, names of turns).
  [[nodiscard]] static std::vector<SegmentId> ids_of(std::size_t junction_count,
                                                     std::span<const SegmentInput> segments);

  [[nodiscard]] std::size_t junction_count() const { return junctions_.size(); }
  [[nodiscard]] std::size_t segment_count() const { return to_.size(); }
  [[nodiscard]] const Junction& junction(JunctionId id) const { return junctions_[id.index()]; }
  [[nodiscard]] std::span<const Junction> junctions() const { return junctions_; }
  /// Segments that leave a junction: consecutive ids [first, last).
  [[nodiscard]] SegmentId first_out(JunctionId id) const { return SegmentId(first_out_[id.index()]); }
  [[nodiscard]] SegmentId end_out(JunctionId id) const { return SegmentId(first_out_[id.index() + 1]); }

  [[nodiscard]] JunctionId from(SegmentId id) const { return from_[id.index()]; }
  [[nodiscard]] JunctionId to(SegmentId id) const { return to_[id.index()]; }
  [[nodiscard]] SegmentId opposite(SegmentId id) const { return opposite_[id.index()]; }
  [[nodiscard]] RoadClass road_class(SegmentId id) const { return class_[id.index()]; }
  [[nodiscard]] float length_m(SegmentId id) const { return length_m_[id.index()]; }
  [[nodiscard]] float free_flow_speed_m_per_s(SegmentId id) const { return speed_m_per_s_[id.index()]; }
  [[nodiscard]] float flow_capacity_veh_per_h(SegmentId id) const { return capacity_veh_per_h_[id.index()]; }
  /// Of its beginning and its end; never more than the flow capacity.
  [[nodiscard]] float entry_capacity_veh_per_h(SegmentId id) const { return entry_capacity_veh_per_h_[id.index()]; }
  [[nodiscard]] float exit_capacity_veh_per_h(SegmentId id) const { return exit_capacity_veh_per_h_[id.index()]; }
  /// Turns of a merge are shared in this proportion.
  [[nodiscard]] float merge_priority(SegmentId id) const { return merge_priority_[id.index()]; }
  [[nodiscard]] int lanes(SegmentId id) const { return lanes_[id.index()]; }
  [[nodiscard]] bool allows(SegmentId id, TravelMode mode) const { return (access_[id.index()] & mask_of(mode)) != 0; }
  [[nodiscard]] bool bridge(SegmentId id) const { return bridge_[id.index()] != 0; }
  [[nodiscard]] bool tunnel(SegmentId id) const { return tunnel_[id.index()] != 0; }
  /// 0: no limit. Who is heavier has no access.
  [[nodiscard]] float maximum_weight_t(SegmentId id) const { return maximum_weight_t_[id.index()]; }
  /// Of the carriageway; 0: unknown.
  [[nodiscard]] float width_m(SegmentId id) const { return width_m_[id.index()]; }
  [[nodiscard]] float lowest_elevation_m(SegmentId id) const { return lowest_elevation_m_[id.index()]; }
  /// Signed slope dz/dx along the direction of travel.
  [[nodiscard]] float slope(SegmentId id) const { return slope_[id.index()]; }
  [[nodiscard]] const std::string& road(SegmentId id) const { return road_[id.index()]; }
  [[nodiscard]] const std::string& name(SegmentId id) const { return name_[id.index()]; }
  [[nodiscard]] std::span<const BannedTurn> banned_turns() const { return banned_turns_; }

  /// Nearest junction with a segment (in or out) open to `mode`, by straight line; JunctionId{} when there is
  /// none. Of equally near ones always the same.
  [[nodiscard]] JunctionId nearest_junction(float x_m, float y_m, TravelMode mode) const;
  /// Number of each junction's piece: junctions with the same number reach each other in both directions by `mode`
  /// (strongly connected). Pieces are numbered by falling size, so 0 is the main network.
  [[nodiscard]] std::vector<std::uint32_t> connected_pieces(TravelMode mode) const;

 private:
  struct JunctionIndex;  // where junctions are, for nearest_junction
  void fill_segment(std::size_t id, const SegmentInput& input, const RoadClassTable& class_values);
  void fill_capacities(std::size_t id, const SegmentInput& input, float of_class);
  void pair_opposites();
  void build_junction_index();

  std::vector<Junction> junctions_;
  std::vector<std::uint32_t> first_out_;
  std::vector<JunctionId> from_, to_;
  std::vector<SegmentId> opposite_;
  std::vector<RoadClass> class_;
  std::vector<float> entry_capacity_veh_per_h_, exit_capacity_veh_per_h_, merge_priority_;
  std::vector<float> length_m_, speed_m_per_s_, capacity_veh_per_h_, slope_, lowest_elevation_m_, maximum_weight_t_,
      width_m_;
  std::vector<ModeMask> access_;
  std::vector<std::uint8_t> lanes_, bridge_, tunnel_;
  std::vector<std::string> road_, name_;
  std::vector<BannedTurn> banned_turns_;
  std::shared_ptr<const JunctionIndex> junction_index_;  // shared: copies of a network look up the same index
};

}  // namespace tocsin
