// SPDX-License-Identifier: Apache-2.0
// warning: - kind: cap_alert. A warning message from outside, as a file of the Common Alerting Protocol: it is
// announced, and where it says Evacuate its zones come under the order.
//
//   warning:
//     - kind: cap_alert
//       file: county-warning.cap
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/input/cap.hpp"
#include "engine/input/placed.hpp"
#include "engine/simulation/model.hpp"
#include "engine/simulation/world.hpp"
#include "models/warning/warning.hpp"

namespace tocsin::warning {

struct CapAlertParameters final : ModelParameters {
  std::optional<Placed<std::string>> file;  ///< relative to the scenario file
  std::optional<Placed<std::string>> text;  ///< the message itself
  std::optional<Placed<Duration>> at;       ///< left out: when the message says it was sent
  std::vector<Reference<ZoneTag>> zones;    ///< left out: those that the message names or its areas hold
  Coverage coverage = Coverage::threatened_households;
  Duration utc_offset{};

  void describe(Fields& fields) override;
  /// Reads the message. Afterwards it stands in `text`, its time in `at` and its zones in `zones`, so that the resolved
  /// scenario of a run needs no other file.
  void check(const Scenario& scenario, Diagnostics& diagnostics) override;
  [[nodiscard]] std::unique_ptr<Model> make() const override;

  // Filled by `check`.
  NameId name;
  std::vector<ZoneId> alerted_zones;
  bool orders = false;  ///< does it say Evacuate?
  cap::Urgency urgency = cap::Urgency::unknown;
  cap::Severity severity = cap::Severity::unknown;
  cap::Certainty certainty = cap::Certainty::unknown;

 private:
  std::optional<cap::Alert> load(const Scenario& scenario, Diagnostics& diagnostics) const;
  void read_gravity(const cap::Alert& alert);
  void check_meaning(const cap::Alert& alert, Diagnostics& diagnostics) const;
  void find_time(const cap::Alert& alert, const Scenario& scenario, Diagnostics& diagnostics);
  void find_zones(const cap::Alert& alert, const Scenario& scenario, Diagnostics& diagnostics);
};

class CapAlert final : public Model {
 public:
  explicit CapAlert(const CapAlertParameters& parameters) : parameters_(parameters) {}
  void start(World& world) override;

 private:
  const CapAlertParameters& parameters_;
};

}  // namespace tocsin::warning
