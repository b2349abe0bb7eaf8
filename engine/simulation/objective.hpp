// SPDX-License-Identifier: Apache-2.0
// What the drill should achieve (HSEEP): a measure, a target, and how one replication is rated against it. Declared by
// entries of the evaluation section, read by experiment and report without knowing that folder.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "engine/input/fields.hpp"
#include "engine/input/target.hpp"
#include "engine/simulation/measures.hpp"

namespace tocsin {

/// HSEEP 2020 ratings (handbook 1.3): performed, with some challenges, with major challenges, unable to be performed.
enum class Rating : std::uint8_t { P, S, M, U };
template <>
struct EnumNames<Rating> {
  static constexpr std::array<std::string_view, 4> value{"P", "S", "M", "U"};
};

struct Objective {
  std::string id;
  Phrase name;
  std::string measure;  ///< name of a measure of the catalog
  std::string place;    ///< as in MeasureKey; "" for the whole scope
  Target target;
  SourceSpan measure_where{};  ///< of the name in the file, for messages
  SourceSpan place_where{};
  /// Share of the replications that must reach a rating or a better one for the objective to have it.
  double required_share = 1;
  double unacceptable = 0;  ///< value at which the objective counts as not performed (T1 of the time-limited leaf)
};

class Diagnostics;
class Scenario;

/// Refuses objectives that no number can judge: of a measure that is a curve, that is not taken at the objective's
/// place or that no model of the scenario computes. The measures of an empty log tell, so every entry must be in order.
void check_objectives(const Scenario& scenario, Diagnostics& diagnostics);

/// Rating of one value. Target met: P. Between target and `unacceptable` the time-limited leaf s falls from 1 to 0
/// (handbook 1.3); s >= 1/2: S, else M. Beyond, or never reached: U.
Rating rate(const Objective& objective, double value);

/// Rating of an objective over many replications: the best that at least `required_share` of them reach or better. U
/// without ratings. A median would call it P when nearly half of the replications miss the target.
Rating rate_all(const Objective& objective, std::span<const Rating> ratings);

}  // namespace tocsin
