// SPDX-License-Identifier: Apache-2.0
// communications: - kind: power_cut, fiber_cut. Mains power and fiber fail in an area at a time, or where a hazard
// comes, and are restored after a time drawn for each township (handbook 8.3, 8.4).
//
//   communications:
//     - kind: power_cut
//       hazard: dalong-flood        # sites the water reaches; or  at: 40 min
//       townships: [baima]
//     - kind: fiber_cut
//       road: x017                  # the cable lies beside it: cut when the road is
//       zones: [upper-village]
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/input/fields.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/world.hpp"
#include "models/communications/communications.hpp"

namespace tocsin::communications {

/// Log-normal time until it works again: half of the townships within the median. As observed after the Luding
/// earthquake of 2022 (eight townships: median 16 h, sigma 0.9; handbook 8.4).
struct Restoration {
  Duration median{};
  double sigma = 0;
  void describe(Fields& fields);
  [[nodiscard]] Duration draw(RandomStream& stream) const;
};

/// What both cuts have in common: where, when, how long.
struct CutEntry : ModelParameters {
  std::optional<Duration> at;
  std::optional<Reference<NameTag>> hazard;
  std::optional<Reference<SegmentTag>> road;
  Length depth;  ///< of water at a site that takes its mains or its fiber away
  std::vector<Reference<CommunicationSiteTag>> sites;
  std::vector<Reference<ZoneTag>> zones;
  std::vector<Reference<TownshipTag>> townships;
  std::optional<Restoration> restored;

  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  /// Takes one site, or gives it back.
  virtual void take(World& world, CommunicationSiteId site) const = 0;
  virtual void give_back(World& world, CommunicationSiteId site) const = 0;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  // Filled by check.
  NameId name;
  std::vector<CommunicationSiteId> found;
  std::vector<SegmentId> segments;

 protected:
  void describe_cut(Fields& fields);

 private:
  void check_cause(const Scenario& scenario, Diagnostics& diagnostics);
  void find_sites(const Scenario& scenario, Diagnostics& diagnostics);
};

struct PowerCutParameters final : CutEntry {
  void describe(Fields& fields) override;
  void take(World& world, CommunicationSiteId site) const override;
  void give_back(World& world, CommunicationSiteId site) const override;
};

struct FiberCutParameters final : CutEntry {
  void describe(Fields& fields) override;
  void take(World& world, CommunicationSiteId site) const override;
  void give_back(World& world, CommunicationSiteId site) const override;
};

}  // namespace tocsin::communications
