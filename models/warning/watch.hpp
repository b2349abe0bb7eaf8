// SPDX-License-Identifier: Apache-2.0
// Who notices a danger: gauges that report at intervals over a link of their own, and village observers who look and
// must get a call through. Whoever is first starts the chain of an order (seeds W13 to W15, handbook 3.1).
//
//   warning:
//     - kind: issuance
//       stage: get_ready
//       gauges: [{id: upper-gauge, site: creek-370}]
//       observers: [{id: old-li, site: creek-cell}]
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/simulation/scenario.hpp"
#include "engine/simulation/world.hpp"

namespace tocsin::warning {

/// A sensor that sends what it measures.
struct Gauge {
  std::string id;
  Duration every{};  ///< from one report to the next
  std::optional<Reference<CommunicationSiteTag>> site;
  void describe(Fields& fields);
};

/// A villager who goes and looks (群测群防).
struct Observer {
  std::string id;
  Duration every_day{}, every_night{};  ///< from one look to the next
  Share notices;                        ///< of looks at a danger that is there
  Share gets_through;                   ///< of calls while the site works
  std::optional<Reference<CommunicationSiteTag>> site;
  void describe(Fields& fields);
};

/// One of them, resolved.
struct Watch {
  NameId name;
  Duration every_day{}, every_night{};
  double success = 1;        ///< of one look, link apart
  std::uint64_t key = 0;     ///< of its random numbers
  CommunicationSiteId site;  ///< that carries the word; none: it always gets through
};

/// Resolves both lists; an id that stands twice is refused.
std::vector<Watch> find_watches(const std::vector<Gauge>& gauges, const std::vector<Observer>& observers,
                                const SourceSpan& where, const Scenario& scenario, Diagnostics& diagnostics);

/// Lets all of them look from `danger_at` on, each first within its interval, and calls `found` once, for the first
/// whose word gets out. Nobody, when none does before EndEx.
void watch_for(World& world, const std::vector<Watch>& watches, Time danger_at, std::function<void(NameId)> found);

}  // namespace tocsin::warning
