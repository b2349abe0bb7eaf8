// SPDX-License-Identifier: Apache-2.0
// What keeps people out of a threatened area: electronic fences (电子围栏) and guard posts (值守点). Both make fewer
// set out for home; a post stops some before their homes, a fence calls somebody to the door of those who came through.
//
//   evacuation:
//     - kind: electronic_fence
//       zones: [ferry-lane]
//     - kind: guard_post
//       zones: [old-bridge]
//       until: 6 h
#pragma once

#include <memory>
#include <vector>

#include "engine/simulation/model.hpp"
#include "engine/simulation/scenario.hpp"
#include "engine/simulation/time_window.hpp"

namespace tocsin::evacuation {

/// A part of the area that is watched for some time. scenario.all<Cordon>() are those of all kinds, in order.
class Cordon {
 public:
  Cordon() = default;
  Cordon(const Cordon&) = delete;
  Cordon& operator=(const Cordon&) = delete;
  virtual ~Cordon() = default;

  std::vector<Reference<ZoneTag>> zones;  ///< watched; all that take part if left out
  TimeWindow window;
  double rate_factor = 1;  ///< of the rate at which people set out for home, while it is watched
  NameId name;             ///< of the entry, for the log; filled by `check`

  [[nodiscard]] bool watches(ZoneId zone) const { return watched_[zone.index()] != 0; }
  [[nodiscard]] bool watches(ZoneId zone, double t_s) const { return watches(zone) && window.covers(t_s); }

 protected:
  void describe_cordon(Fields& fields);
  /// Refuses times in the wrong order or after EndEx, zones that nobody goes home to, and a drill in which nobody does.
  void check_cordon(const ModelParameters& entry, const Scenario& scenario, Diagnostics& diagnostics);

 private:
  std::vector<std::uint8_t> watched_;  // by zone of the town
};

class ElectronicFenceParameters final : public ModelParameters, public Cordon {
 public:
  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  Share detected;                                    ///< of the households that come back: the alarm goes off
  Duration response_shortest{}, response_longest{};  ///< from the alarm until the cadre in charge is at the door
  Share turned_back;                                 ///< of those he finds at home: they leave again
};

class GuardPostParameters final : public ModelParameters, public Cordon {
 public:
  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  Share turned_back;  ///< of the households that come to it: they turn round
};

}  // namespace tocsin::evacuation
