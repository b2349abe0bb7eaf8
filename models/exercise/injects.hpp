// SPDX-License-Identifier: Apache-2.0
// The kinds of injects: section `injects` of the scenario, or the list in injects.yaml beside it.
//
//   injects:
//     - {kind: power_lost, id: dark, at: 25 min, zones: [riverside], expected_action: Send the runners.}
//     - {kind: road_closed, at: 40 min, roads: [x017]}
#pragma once

#include <memory>
#include <vector>

#include "engine/simulation/model.hpp"
#include "models/exercise/inject.hpp"
#include "models/hazard/hazard.hpp"
#include "models/warning/warning.hpp"

namespace tocsin::exercise {

/// Tells the players something; changes nothing in the world.
struct MessageParameters final : Inject {
  Phrase text;
  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::optional<Phrase> message() const override { return text; }
  [[nodiscard]] std::unique_ptr<Model> make() const override;
};

/// Communication sites an inject names: by id, or all whose nearest zone center is that of a zone; neither: all.
struct SiteSelection {
  std::vector<Reference<CommunicationSiteTag>> sites;
  std::vector<Reference<ZoneTag>> zones;
  void describe(Fields& fields);
  [[nodiscard]] std::vector<CommunicationSiteId> find(const Scenario& scenario, Diagnostics& diagnostics) const;
};

/// Mains power fails at communication sites.
struct PowerLostParameters final : Inject {
  SiteSelection selection;
  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
  std::vector<CommunicationSiteId> found;  ///< filled by check
};

/// Mains power comes back at communication sites.
struct PowerRestoredParameters final : Inject {
  SiteSelection selection;
  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
  std::vector<CommunicationSiteId> found;  ///< filled by check
};

/// Roads are blocked (a slide, a barrier, a broken bridge), both directions.
struct RoadClosedParameters final : Inject, hazard::RoadClosing {
  std::vector<Reference<SegmentTag>> roads;
  std::vector<TravelMode> modes;
  bool buries = false;  ///< vehicles on the roads are stuck there; else they drive out
  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
  [[nodiscard]] const std::vector<SegmentId>& closed_roads() const override { return closed_to_all; }
  std::vector<SegmentId> found;          ///< filled by check
  std::vector<SegmentId> closed_to_all;  ///< filled by check: those, unless some may pass
  ModeMask mask = 0;                     ///< filled by check
};

/// Roads blocked by an inject are free again; water on them still counts.
struct RoadOpenedParameters final : Inject {
  std::vector<Reference<SegmentTag>> roads;
  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
  std::vector<SegmentId> found;  ///< filled by check
};

/// The order to evacuate goes out now, whatever the chain of issuance does.
struct IssueOrderParameters final : Inject {
  std::vector<Reference<ZoneTag>> zones;
  warning::Coverage coverage = warning::Coverage::threatened_households;
  void describe(Fields& fields) override;
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;
  std::vector<ZoneId> found;  ///< filled by check
};

}  // namespace tocsin::exercise
