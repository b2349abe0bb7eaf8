// SPDX-License-Identifier: Apache-2.0
// Unauthorized return (擅自返回, 回流): households that go home before the all-clear. `evacuation: - kind:
// unauthorized_return`; values from scenarios/library/evacuation_return.yaml. What keeps them out: cordon.hpp.
//
//   evacuation:
//     - kind: households
//     - kind: unauthorized_return
//       rain: [{from: 0 min, until: 2 h}]      # it rains until 2 h after StartEx
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/input/placed.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/evacuation/unauthorized_return/return_rate.hpp"

namespace tocsin::evacuation {

class Cordon;

/// Rain as people in safety see it; nothing computes it, the drill states it.
struct Rain {
  Placed<Duration> from;
  std::optional<Placed<Duration>> until;  ///< left out: until EndEx
  void describe(Fields& fields);
};

class UnauthorizedReturnParameters final : public ModelParameters {
 public:
  void describe(Fields& fields) override;
  /// Refuses entries without households, zones that are in two entries, rain that ends before it begins, and heavy rain
  /// of which nobody says when it falls; warns when nobody can set out before EndEx.
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  std::vector<Reference<ZoneTag>> zones;  ///< whose people go home; all that take part if left out
  std::vector<Rain> rain;                 ///< in any order; empty: none falls
  /// Of a person in safety. Households go together: it is the rate of a household too, and the persons on their way
  /// per person and hour are those of the handbook.
  Rate rate;
  Duration dry_for{};                           ///< least time in safety, and without rain, before anybody goes
  Placed<Duration> dawn_begins{}, dawn_ends{};  ///< hours of the day, since midnight
  double dawn_factor = 1;                       ///< of the rate at dawn
  Length walk_limit;                            ///< on the level: farther than this nobody walks home

  [[nodiscard]] bool concerns(ZoneId zone) const { return concerned_[zone.index()] != 0; }
  /// The same by name, before `check`.
  [[nodiscard]] bool may_concern(const Reference<ZoneTag>& zone) const;
  /// Of the households of a zone, with whatever cordon watches it. Time in safety is not in it.
  [[nodiscard]] ReturnRate rate_in(const Scenario& scenario, ZoneId zone) const;

 private:
  void find_zones(const Scenario& scenario, Diagnostics& diagnostics);
  void check_times(const Scenario& scenario, Diagnostics& diagnostics) const;
  [[nodiscard]] std::vector<double> changes_s(const Scenario& scenario,
                                              const std::vector<const Cordon*>& cordons) const;
  /// The rate at an instant, without cordons.
  [[nodiscard]] double open_rate_per_s(const Scenario& scenario, double t_s) const;
  [[nodiscard]] bool wet(double t_s) const;
  std::vector<std::uint8_t> concerned_;  // by zone of the town
};

/// May anybody go home in this scenario? Without it no measure of this kind is told.
bool return_expected(const Scenario& scenario);

}  // namespace tocsin::evacuation
