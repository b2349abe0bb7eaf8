// SPDX-License-Identifier: Apache-2.0
// hazard: - kind: flood. A rising flood front that runs down a river of the town and spreads over the valley floor as
// far as its stage is above the ground. What is uncertain: peak, begin and speed of the front (log-normal factors).
//
//   hazard:
//     - kind: flood
//       id: brook-flood
//       river: brook
//       begins: 40 min
//       peak_depth: 4 m
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/simulation/model.hpp"
#include "models/hazard/flood/exposure.hpp"
#include "models/hazard/flood/wave.hpp"
#include "models/hazard/hazard.hpp"

namespace tocsin::hazard {

/// Harm to the persons present in a house, by water at the house (handbook 7.2n, 7.7l, 7.7m).
struct FloodHarm {
  Length floor_height;              ///< of the ground floor above the ground: harm begins when water stands on it
  Length trapped_depth;             ///< above the floor
  Quantity<2, -1, 0> trapped_flow;  ///< depth times velocity
  Length collapse_depth;            ///< above the ground
  Quantity<2, -1, 0> collapse_flow;
  Share low_rate, trapped_rate, collapse_rate;  ///< harmed of the persons present
  void describe(Fields& fields);
};

struct FloodParameters final : public ModelParameters, public HazardMap {
  Reference<RiverTag> river;
  Duration begins{};
  Length peak_depth;
  Length source_chainage;
  std::optional<Length> gauge;
  std::optional<Length> get_ready;
  std::optional<Length> go_now;
  std::vector<Length> road_depth_steps{Length::from_si(0.1), Length::from_si(0.2)};
  Speed front_speed;
  Duration rise_time{};
  Duration recession_time{};
  Quantity<-1, 0, 0> attenuation;
  Length reach;
  Length bridge_clearance;
  double overbank_velocity_factor = 0;
  double celerity_factor = 0;
  double peak_depth_sigma = 0;
  double begins_sigma = 0;
  double front_speed_sigma = 0;
  double design_factor = 0;
  Share get_ready_share;
  FloodHarm harm;

  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  [[nodiscard]] bool threatens(HouseholdId household) const override;
  [[nodiscard]] bool threatens_place(const Place& place) const override;
  [[nodiscard]] Phrase least_to_threaten() const override;
  [[nodiscard]] std::vector<std::string_view> marks() const override;
  [[nodiscard]] std::vector<SegmentId> roads_at_risk() const override;

  /// A stage at the gauge that observers act on.
  struct Mark {
    std::string_view name;
    NameId id;
    double depth_m = 0;
  };
  /// The wave without randomness.
  [[nodiscard]] FloodWave median_wave() const;
  [[nodiscard]] SpreadParameters spread() const;

  // Filled by `check`, shared by all replications.
  NameId name;
  RiverLine line;
  double gauge_along_m = 0;
  std::vector<Mark> stage_marks;
  std::vector<HouseholdExposure> households;      ///< lowest first
  std::vector<SegmentExposure> segments;          ///< lowest first
  std::vector<std::uint32_t> household_exposure;  ///< by scope position: index in `households`, or kNotExposed
  std::vector<std::uint32_t> segment_exposure;    ///< by segment
  const Scope* scope = nullptr;
  const Town* town = nullptr;
  static constexpr std::uint32_t kNotExposed = UINT32_MAX;

 private:
  void check_times(const Scenario& scenario, Diagnostics& diagnostics) const;
  void find_marks(const Scenario& scenario, Diagnostics& diagnostics);
  void find_exposure(const Scenario& scenario);
};

/// The flood of one replication.
class FloodHazard final : public Hazard {
 public:
  FloodHazard(const FloodParameters& parameters, const FloodWave& wave);
  [[nodiscard]] Time arrival(HouseholdId household) const override;
  [[nodiscard]] Length depth(HouseholdId household, Time at) const override;
  [[nodiscard]] Length depth(SegmentId segment, Time at) const override;
  [[nodiscard]] Length depth(const Place& place, Time at) const override;
  [[nodiscard]] Share harmed_share(HouseholdId household, Time from, Time until) const override;
  [[nodiscard]] Time arrival(const Place& place, Length above) const override;
  [[nodiscard]] Share harmed_share(const Place& place, Time from, Time until) const override;
  [[nodiscard]] bool threatens(HouseholdId household) const override { return parameters_.threatens(household); }

  [[nodiscard]] NameId entry() const override { return parameters_.name; }
  [[nodiscard]] std::optional<Length> stage(Time at) const override {
    return Length::from_si(wave_.stage(parameters_.gauge_along_m, seconds(at)));
  }

  [[nodiscard]] const FloodWave& wave() const { return wave_; }
  /// Velocity of the water off the river bed.
  [[nodiscard]] Speed overbank_velocity() const;

 private:
  [[nodiscard]] const HouseholdExposure* exposure(HouseholdId household) const;
  [[nodiscard]] std::optional<Exposure> exposure(const Place& place) const;
  [[nodiscard]] double depth_at(const Exposure& exposure, Time at) const;
  [[nodiscard]] double deepest_until(const Exposure& exposure, Time until) const;
  [[nodiscard]] double harmed_until(const Exposure& exposure, Time until) const;
  [[nodiscard]] Share harmed_share(const Exposure& exposure, Time from, Time until) const;

  const FloodParameters& parameters_;
  FloodWave wave_;
};

}  // namespace tocsin::hazard
