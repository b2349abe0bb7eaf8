// SPDX-License-Identifier: Apache-2.0
// The orders of a replication as messages of the Common Alerting Protocol, status Exercise, in Chinese and English
// (`tocsin cap export`). Made of the scenario and the log alone; what the log does not know comes from the library.
//
//   for (const auto& file : export_alerts(scenario, log, library, {.issuer = "500156"})) write(file.name, file.text);
#pragma once

#include <vector>

#include "engine/input/cap.hpp"
#include "engine/input/fields.hpp"
#include "engine/simulation/catalog.hpp"
#include "engine/simulation/scenario.hpp"

namespace tocsin::warning {

/// How what the log knows becomes words of the standard: library warning.cap_export.
struct CapExportParameters {
  Duration utc_offset{};                ///< of the clock of the drill
  cap::Severity severity_threatened{};  ///< of an order that concerns threatened households only
  cap::Severity severity_whole_zone{};  ///< of an order that concerns a whole zone
  cap::Urgency urgency_noticed{};       ///< the hazard was at work when the order went out
  cap::Urgency urgency_foreseen{};      ///< it was not
  cap::Certainty certainty_noticed{};   ///< as above
  cap::Certainty certainty_foreseen{};  ///< as above
  Length least_radius{};                ///< of the circle around a zone
  Phrase audience;
  Phrase instruction;
  void describe(Fields& fields);
};

/// What a kind of hazard is called: library warning.cap_export.<kind>, else warning.cap_export.other.
struct CapEventWords {
  Phrase event;
  cap::Category category = cap::Category::other;
  void describe(Fields& fields);
};

/// One alert for each order of the log, in order of time. Throws InputError when the library overlay of the scenario
/// gives values that cannot be used.
std::vector<cap::Alert> alerts_of(const Scenario& scenario, const EventLog& log, const Library& library,
                                  const AlertSender& sender);
/// The same as files.
std::vector<AlertFile> export_alerts(const Scenario& scenario, const EventLog& log, const Library& library,
                                     const AlertSender& sender);

}  // namespace tocsin::warning
