// SPDX-License-Identifier: Apache-2.0
// Measures: named numbers with a unit, pure functions of (scenario, event log). They can be computed again from a
// stored log years later. Times that were not reached before EndEx are infinite (censored), numbers that have no
// meaning in a replication (a share of nobody) are NaN; neither is ever averaged as if it were a number.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/text.hpp"
#include "engine/base/time.hpp"
#include "engine/base/units.hpp"

namespace tocsin {

class Scenario;
class EventLog;

enum class MeasureUnit : std::uint8_t { seconds, share, persons, households, count, meters, person_minutes };
/// "s", "1", "persons", …: the unit column of measures.csv.
std::string_view name_of(MeasureUnit unit);
/// What a target or a precision for it is written in: persons, households and counts are numbers without unit.
Dimension dimension_of(MeasureUnit unit);
/// "a duration, written like '45 min'" / "时间，如“45 min”": for messages about targets and precisions.
Phrase written_form_of(MeasureUnit unit);

/// What planners want of a measure. Neither: it says how large something is (residents at risk), not how well it went.
enum class Better : std::uint8_t { less, more, neither };

/// Curves that every report draws alike, so that they are known again: how far the warning, leaving home and arriving
/// have come, and who moves besides. The others take what is free.
enum class CurveLook : std::uint8_t { free, warned, departed, arrived, others };

/// What a measure means; declared once by the model that computes it.
struct MeasureDescription {
  std::string_view name;  ///< "warning.reached_share"
  MeasureUnit unit = MeasureUnit::count;
  Phrase title;    ///< "Residents warned"
  Phrase meaning;  ///< how it is counted, from which events
  Better better = Better::less;
  bool headline = false;  ///< its distribution is shown in reports even when no objective asks for it
  /// Measure of everybody of whom this one counts some ("left behind" of those at risk); empty: of all who take part.
  std::string_view part_of = {};
  CurveLook look = CurveLook::free;  ///< of a curve
  bool closes_roads = false;         ///< how long a road ("road:<id>") was closed: maps show it
  bool delays_roads = false;         ///< how long was waited at a road ("road:<id>"): the worst are told by name
  Phrase caution = {};               ///< told beside the answer with the replications in which it is not 0
};

/// Where a measure is taken: "" for the whole scope, else "zone:<id>", "township:<id>", "shelter:<id>", "team:<id>",
/// "road:<id>", "control:<id>", "objective:<id>", "building:<id>", "site:<id>", "inject:<id>",
/// "building:<id>>part:<id>" for a door or stair of it, or "zone:<id>>shelter:<id>" for who went from where to where.
struct MeasureKey {
  std::string name;
  std::string place;
  MeasureUnit unit = MeasureUnit::count;
  auto operator<=>(const MeasureKey&) const = default;
};

/// A level over time on a regular grid from StartEx to EndEx (step below), for curves with bands.
struct MeasureCurve {
  std::string name;  ///< "evacuation.departed_persons"
  MeasureUnit unit = MeasureUnit::persons;
  std::vector<float> values;
};

/// A number that exists only where something happened.
struct OccurringMeasure {
  MeasureKey key;
  double value = 0;
};

/// The measures of one replication. Keys come in the same order for every replication of a scenario.
class Measures {
 public:
  void add(const MeasureDescription& description, double value, std::string place = {});
  /// For pairs of places ("zone:<id>>shelter:<id>"), of which a county has tens of thousands and nearly all are zero:
  /// only those that occur are kept. An experiment shows those that occur in any replication, zero in the others.
  void add_occurring(const MeasureDescription& description, double value, std::string place);
  void add_curve(const MeasureDescription& description, std::vector<float> values);
  [[nodiscard]] std::span<const MeasureKey> keys() const { return keys_; }
  [[nodiscard]] std::span<const double> values() const { return values_; }
  [[nodiscard]] std::span<const MeasureCurve> curves() const { return curves_; }
  [[nodiscard]] std::span<const OccurringMeasure> occurring() const { return occurring_; }
  /// Value of one measure, occurring ones included; NaN when there is no such key.
  [[nodiscard]] double value(std::string_view name, std::string_view place = {}) const;

 private:
  std::vector<MeasureKey> keys_;
  std::vector<double> values_;
  std::vector<MeasureCurve> curves_;
  std::vector<OccurringMeasure> occurring_;
};

/// Number of points of a curve (StartEx and EndEx included); the step is duration / (count - 1).
inline constexpr int kCurvePoints = 145;

/// Level over time from increments: `steps` are (t_s, change) in order of time.
std::vector<float> level_over_time(std::span<const std::pair<double, double>> steps, Duration duration);

/// Adds its measures to the set; a pure function, given by each model folder (models/<folder>/measures.cpp).
using MeasureFunction = std::function<void(const Scenario&, const EventLog&, Measures&)>;

}  // namespace tocsin
