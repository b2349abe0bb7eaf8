// SPDX-License-Identifier: Apache-2.0
// traffic: - kind: traffic_information. Navigation, radio and phone groups tell at intervals how long vehicles wait
// where; drivers who listen take another way when it saves enough.
//
//   traffic:
//     - kind: traffic_information
//       listening: 60 %
//
// What is told of a road: the mean wait at its end of those who left it in the last interval, or how long its first
// vehicle has waited, if that is more; and that it is closed. Each driver listens or does not, in the whole
// replication.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "engine/roads/road_conditions.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/world.hpp"
#include "models/traffic/traffic.hpp"

namespace tocsin::traffic {

struct TrafficInformationParameters final : ModelParameters {
  Duration interval{};  ///< between two messages
  Share listening;      ///< of the drivers
  Share saving;         ///< of the time that is left: less is not worth another way

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
};

class TrafficInformation final : public Model {
 public:
  explicit TrafficInformation(const TrafficInformationParameters& parameters) : p_(parameters) {}
  void start(World& world) override;

 private:
  void book_next();
  void tell();
  void look_at(SegmentId segment);
  void set_factors(SegmentId segment, ModeMask modes);
  void mend_trees();
  void consider(VehicleId vehicle);
  [[nodiscard]] double told_s(SegmentId segment, TravelMode mode) const;
  [[nodiscard]] double told_s(const std::vector<SegmentId>& way, TravelMode mode) const;
  [[nodiscard]] const Router::Tree& tree(JunctionId to, TravelMode mode);

  const TrafficInformationParameters& p_;
  World* world_ = nullptr;
  RoadTraffic* traffic_ = nullptr;
  std::unique_ptr<RoadConditions> told_;     // speed factors: cuts, slow-downs and waits together
  std::vector<int> level_;                   // of the wait on a segment, as told
  std::vector<RoadTraffic::Passed> passed_;  // at the last message
  std::vector<SegmentId> changed_;           // since then
  struct Known {
    Router::Tree tree;
    bool asked = false;  // since the last message
  };
  std::unordered_map<std::uint64_t, Known> trees_;  // under `told_`, mended at each message; looked up by key only
  std::vector<std::uint64_t> keys_;                 // in the order in which they were grown
};

}  // namespace tocsin::traffic
