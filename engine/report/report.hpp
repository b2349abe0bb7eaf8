// SPDX-License-Identifier: Apache-2.0
// The report of an experiment: one self-contained HTML page that opens from disk without network, and the one-screen
// answer for the terminal. Whoever has the results fills a ReportContents (plain structs) and calls
//   write_text_file(folder / "report.html", render_report(data, Language::zh));
//   std::cout << summary_text(data, Language::en);
// All numbers are SI (seconds, meters, shares 0…1, persons); NaN means "unknown" or "did not happen". Positions are
// meters in the town's own plane. Texts are Phrases: the page switches between English and Chinese.
// It computes no statistics of its own besides quantiles of the `values` it is given, and it knows no hazard by name.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/civil_time.hpp"
#include "engine/base/text.hpp"
#include "engine/base/time.hpp"
#include "engine/input/fields.hpp"
#include "engine/input/library.hpp"
#include "engine/roads/road_network.hpp"
#include "engine/simulation/account.hpp"
#include "engine/simulation/measures.hpp"
#include "engine/simulation/objective.hpp"
#include "engine/town/town.hpp"

namespace tocsin {

/// "Not known" or "did not happen" in every double of this file.
inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// How a number is written: 0.93 as "93 %", 5400 s as "1 h 30 min", 1200 m as "1.2 km".
enum class ValueKind { share, duration, count, length, number };

/// What the numbers of a measure mean and how to write them.
struct ValueFormat {
  ValueKind kind = ValueKind::number;
  Phrase unit;  ///< of counts and plain numbers only: {"residents", "人"}
};

/// A mean or a share with its 95 % confidence interval (handbook 9.2). NaN bounds: too few replications for one.
struct Estimate {
  double value = kUnknown;
  double low = kUnknown;
  double high = kUnknown;
  std::uint64_t n = 0;  ///< replications (or observations) it rests on
};

/// How a number varies over replications: 5 %, 50 % and 95 % quantiles and the mean.
struct Spread {
  double mean = kUnknown;
  double low = kUnknown;  ///< 5 % quantile
  double median = kUnknown;
  double high = kUnknown;  ///< 95 % quantile
  std::uint64_t n = 0;     ///< replications in which the number exists
};

/// A name and a value for people ("Residents", "10,312").
struct Fact {
  Phrase name;
  Phrase value;
};

/// What was asked.
struct ReportHeader {
  std::string scenario;  ///< id: "wulong-night-flood"
  Phrase title;          ///< name of the drill
  Phrase description;    ///< one or two sentences: what happens, what is tested
  Phrase town;
  std::vector<Phrase> townships;  ///< those that take part
  CivilTime starts;               ///< StartEx
  Duration duration{};            ///< StartEx to EndEx
  std::uint64_t residents = 0;    ///< of the exercised area
  std::uint64_t households = 0;
  std::uint64_t seed = 0;
  std::uint64_t replications = 0;  ///< finished and counted below
  std::vector<Fact> facts;         ///< anything else worth a line (hazard, teams, shelters)
};

/// Which side of the target is good.
enum class Comparison { at_least, at_most };

/// Some of the people of an account.
struct AccountPart {
  std::string id;  ///< of the measure
  Standing standing = Standing::safe;
  Phrase name;
  Phrase meaning;
  Estimate mean;
  Spread spread;
};

/// Who is where at EndEx. The parts are counted one by one and must add up to the whole in every replication, and so do
/// their means; medians need not.
struct Account {
  AccountPart whole;
  std::vector<AccountPart> parts;     ///< empty: no account
  std::optional<AccountPart> beside;  ///< harmed, but not among the whole
  std::uint64_t wrong = 0;            ///< replications in which the parts do not add up: a mistake of ours
};

/// One objective of the drill and how it went.
struct ObjectiveResult {
  std::string id;
  Phrase name;     ///< "Everybody at risk is warned in time"
  Phrase measure;  ///< the measure in words: "share of residents at risk warned before the water"
  Phrase place;    ///< where, if not everywhere: "Baima Town emergency team"
  ValueFormat format;
  Comparison comparison = Comparison::at_least;
  double target = kUnknown;
  double whole = kUnknown;  ///< of counts: of how many (mean over replications): "24 of 1,193 residents at risk"
  Phrase whole_name;        ///< who those are
  Estimate achieved;        ///< mean over replications with interval; for times that may not end see `unfinished`
  Spread spread;            ///< over replications
  double unfinished = 0;    ///< share of replications in which the measure has no value at EndEx (never averaged away)
  Estimate met;             ///< share of replications that meet the target, with Wilson interval
  double required_share = kUnknown;  ///< of the replications, that a rating must be reached in
  Rating rating = Rating::U;
  Phrase reason;  ///< why this rating, in a few words; may be empty
};

/// One line of a chart over time; the three vectors have the length of CurveChart::times.
struct Curve {
  std::string id;  ///< of its measure
  CurveLook look = CurveLook::free;
  Phrase name;
  std::vector<double> low;  ///< 5 % quantile over replications
  std::vector<double> median;
  std::vector<double> high;  ///< 95 % quantile
};

/// A chart of curves over time since StartEx.
struct CurveChart {
  Phrase title;
  Phrase explanation;  ///< what is counted ("share of residents in the red zone"); may be empty
  ValueFormat format;
  std::vector<Duration> times;  ///< increasing, since StartEx
  std::vector<Curve> curves;
};

/// Observations of one quantity. Those without a value at EndEx are counted, never dropped.
struct Distribution {
  std::string id;  ///< "evacuation.clearance_time"
  Phrase title;
  Phrase place;        ///< where, if not everywhere
  Phrase explanation;  ///< from when to when; may be empty
  Phrase observation;  ///< what one observation is: {"replication", "次重复"}, {"household", "户"}
  ValueFormat format;
  std::vector<double> values;    ///< finished observations, any order
  std::uint64_t unfinished = 0;  ///< observations that had not finished at EndEx
  std::optional<double> target;  ///< drawn as a line
  Comparison comparison = Comparison::at_most;
};

/// A measure of the whole exercise, over replications.
struct MeasureRow {
  std::string id;  ///< "warning.reached_share"
  Phrase name;
  ValueFormat format;
  Estimate mean;  ///< with 95 % interval
  Spread spread;
  double unfinished = 0;  ///< share of replications without a value
};

/// A column of the table by place; the map can color zones by it.
struct PlaceColumn {
  std::string id;
  Phrase name;
  ValueFormat format;
  bool high_is_bad = true;        ///< color scale: late or left behind is bad; warned is good
  bool missing_is_worst = false;  ///< no value means "not finished" (clearance time): colored as the worst
  bool main = true;               ///< stands in the table at first; the others on demand, to keep it on the paper
};

enum class PlaceLevel { town, township, zone };

/// A place and its numbers, one Spread per PlaceColumn.
struct PlaceRow {
  PlaceLevel level = PlaceLevel::zone;
  std::string id;
  Phrase name;
  std::string parent;  ///< id of the township of a zone
  std::uint64_t residents = 0;
  std::vector<Spread> values;
  std::vector<double> unfinished;  ///< share of replications without a value, per column; may be empty (all zero)
};

struct PlaceTable {
  std::vector<PlaceColumn> columns;
  std::vector<PlaceRow> rows;
};

/// Position in the town's plane, meters.
struct MapPoint {
  float x_m = 0;
  float y_m = 0;
};

/// A road (both directions) as drawn, with what happened on it.
struct MapRoad {
  std::vector<MapPoint> points;
  RoadClass road_class = RoadClass::unclassified;
  std::string name;
  bool bridge = false;
  bool tunnel = false;
  double closed_share = 0;         ///< share of replications in which it was closed at some time
  double closed_for_s = kUnknown;  ///< for how long in all, median of these
  double load = 0;  ///< persons (or vehicles, MapContents::load_unit) that used it, mean over replications
};

/// A line such as a river, or with `closed` an area such as a flooded extent.
struct MapShape {
  Phrase name;
  std::vector<MapPoint> points;
  double share = 1;          ///< share of replications in which it was so (flooded); rivers: 1
  double from_s = kUnknown;  ///< median time it began
  Phrase note;               ///< e.g. greatest depth; may be empty
};

/// A planning zone; its numbers are the row of the same id in ReportContents::places.
struct MapZone {
  std::string id;
  MapPoint center;
  std::vector<MapPoint> outline;  ///< may be empty: drawn as a circle sized by residents
};

struct MapShelter {
  std::string id;
  Phrase name;
  MapPoint at;
  std::uint64_t capacity_persons = 0;
  Spread arrived;             ///< persons inside at EndEx (or at the fullest moment)
  double overfull_share = 0;  ///< share of replications in which somebody was turned away
};

/// Anything else with a position: stations, depots, hazard points, command posts, helicopter spots.
struct MapMark {
  std::string layer;  ///< "station", "hazard_point", "depot", "communication_site", "helicopter_spot"
  Phrase name;
  MapPoint at;
  std::vector<Fact> facts;  ///< lines of its tooltip
};

/// A household (or hamlet) that left too late, was left behind or came to harm.
struct MapLate {
  MapPoint at;
  std::uint32_t persons = 0;
  double share = 0;  ///< share of replications in which it was late
  Phrase note;       ///< most frequent reason; may be empty
};

struct MapContents {
  std::vector<MapRoad> roads;
  std::vector<std::uint32_t>
      road_of_segment;  ///< row of `roads` per SegmentId, filled by map_of(town); not written out
  Phrase load_unit;     ///< {"persons", "人"}
  std::vector<MapShape> rivers;
  std::vector<MapShape> flooded;
  Phrase flooded_name;  ///< of the layer: {"Flooded", "淹没范围"}
  std::vector<MapZone> zones;
  std::vector<MapShelter> shelters;
  std::vector<MapMark> marks;
  std::vector<MapLate> late;
};

/// Geometry and names of everything in the town: roads (with road_of_segment), rivers, zones, shelters, stations,
/// depots, hazard points, communication sites, helicopter spots. The caller adds what happened.
MapContents map_of(const Town& town);

/// One line of the time line of the shown replication.
struct TimelineEntry {
  Time at;
  std::string event;  ///< "exercise.inject", "warning.alert_issued"
  Phrase what;        ///< in words
  Phrase where;       ///< may be empty
  bool inject = false;
};

/// What a model leaves out or simplifies (its card's Limits and Not modeled).
struct ModelLimits {
  std::string kind;  ///< "evacuation"
  Phrase name;
  std::vector<Phrase> limits;
};

/// How to get the same numbers again.
struct Reproduction {
  std::string version;  ///< "tocsin 0.1.0"
  std::string scenario_digest;
  std::string town_digest;     ///< may be empty
  std::string command;         ///< repeats the experiment; "{run}" stands for the folder of the page
  std::string replay_command;  ///< gives the full log of one replication; may be empty
  std::vector<Fact> facts;     ///< compiler, SimGrid version, …
};

/// A replication that ended in an error: not in the numbers, but never hidden.
struct FailedReplication {
  std::uint64_t replication = 0;
  Phrase reason;
};

/// Everything the page and the summary show. Empty parts are left out of the page.
struct ReportContents {
  ReportHeader header;
  std::vector<Phrase> answer;  ///< sentences of the answer; when empty it is composed from the objectives
  std::vector<Phrase> notes;   ///< cautions beside the answer: too few replications, resumed run, …
  std::vector<FailedReplication> failed;
  Account account;
  std::vector<ObjectiveResult> objectives;
  std::vector<CurveChart> charts;
  std::vector<Distribution> distributions;
  std::vector<MeasureRow> measures;
  PlaceTable places;
  MapContents map;
  std::vector<TimelineEntry> timeline;
  std::uint64_t timeline_replication = 0;
  std::vector<ParameterUse> parameters;  ///< as parameter_list orders and counts them
  std::vector<LibrarySource> sources;    ///< behind the sections of the handbook that the parameters name
  std::vector<Provenance> provenance;
  std::vector<ModelLimits> limits;
  Reproduction reproduction;
};

/// The whole page as one HTML text; `language` is the one it opens in. The same data give the same bytes.
std::string render_report(const ReportContents& data, Language language);

/// The answer on one terminal screen: what was asked, one line per objective (target, achieved with interval, chance
/// of meeting it, n, rating), the answer in a sentence. Columns are aligned for wide Chinese characters.
std::string summary_text(const ReportContents& data, Language language);

/// The answer in sentences: `data.answer` if given, else composed from the objectives.
std::vector<Phrase> answer_of(const ReportContents& data);

/// "200 replications".
Phrase replications_text(std::uint64_t count);

/// "93 %", "1 h 30 min", "1.2 km", "1,234 residents"; a dash for NaN.
std::string value_text(double value, const ValueFormat& format, Language language);

}  // namespace tocsin
