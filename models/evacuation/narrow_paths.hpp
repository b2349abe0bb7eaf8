// SPDX-License-Identifier: Apache-2.0
// Narrow places on the way of those who walk: paths, steps, footbridges and gates that let only so many through.
// `evacuation: - kind: narrow_paths`; values from scenarios/library/evacuation_on_foot.yaml.
//
//   evacuation:
//     - kind: households
//     - kind: narrow_paths
//       paths:
//         - {road: footbridge, width: 1.2 m}
//
// A narrow place is a queue at its beginning: both directions of the road share one, in order of arrival; on the path
// itself everybody walks at the speed of the ground. N persons get through in N / C.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/simulation/catalog.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/scenario.hpp"
#include "engine/simulation/world.hpp"

namespace tocsin::evacuation {

/// A road named in the scenario, and how wide it is for those who walk.
struct NarrowPathEntry {
  Reference<SegmentTag> road;
  Length width{};  ///< clear width between rails, walls or edges
  void describe(Fields& fields);
};

class NarrowPathsParameters final : public ModelParameters {
 public:
  void describe(Fields& fields) override;
  /// Refuses a second entry, one without an entry `households`, roads that are named twice or that nobody may walk on;
  /// warns when nothing is narrow.
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  std::vector<NarrowPathEntry> paths;  ///< besides those of class path and steps that have a width in the table
  Area crowding{};                     ///< a of S = k - a k D
  Speed level_speed{}, steps_speed{};  ///< k on the level and on steps
  Length boundary{};                   ///< on each side, of which nobody makes use
  Length single_file{};                ///< least width in use: one after the other

  /// Persons per second through a path of this clear width: the greatest flow of the law, k / 4a per width in use (SFPE
  /// Handbook, eq. 59.7 at its maximum).
  [[nodiscard]] double persons_per_s(Length clear_width, RoadClass road_class) const;
  /// By segment of the town, 0 where everybody gets through; found by `check`.
  [[nodiscard]] const std::vector<float>& limits_per_s() const { return limits_per_s_; }

 private:
  bool take_named(const Scenario& scenario, Diagnostics& diagnostics);
  void take_table(const RoadNetwork& roads);
  std::vector<float> limits_per_s_;
};

/// Has this scenario narrow paths? Without them no measure of this kind is told.
bool paths_narrow(const Scenario& scenario);

/// Adds the kind, its event and measures.
void register_paths(Catalog& catalog);

/// The queues before narrow paths of one replication: world.door<NarrowPaths>().
class NarrowPaths {
 public:
  explicit NarrowPaths(World& world);
  [[nodiscard]] bool limits(SegmentId segment) const {
    return limits_per_s_ != nullptr && (*limits_per_s_)[segment.index()] > 0;
  }
  /// Persons come to the beginning of a path now; returns for how many seconds they wait until the first of them gets
  /// on it. Publishes PathQueued when others are before them.
  double enter(SegmentId segment, std::uint32_t persons);

 private:
  [[nodiscard]] double& free_at_s(SegmentId segment);
  World& world_;
  const std::vector<float>* limits_per_s_ = nullptr;  // null: nothing is narrow
  std::vector<double> free_at_s_;                     // by segment: of a road's two directions the lower counts
};

}  // namespace tocsin::evacuation
