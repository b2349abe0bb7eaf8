// SPDX-License-Identifier: Apache-2.0
// The HTML page: the built viewer (embedded at build time) with the data put into its empty JSON element.
// Data format "tocsin.report/1"; its reader is viewer/src/data.ts.
#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "engine/base/ensure.hpp"
#include "engine/report/report.hpp"

/// The bytes of viewer/viewer.html, made by viewer_bytes.cpp.
extern "C" {
extern const char tocsin_report_viewer_begin[];
extern const char tocsin_report_viewer_end[];
}

namespace tocsin {
namespace {

using Json = nlohmann::ordered_json;

/// At most so many points of a distribution go into the page; more cannot be seen.
constexpr std::size_t kMostSteps = 400;

/// Six significant digits: more than anybody reads, half the bytes. null when unknown.
Json number(double value) {
  if (!std::isfinite(value)) return nullptr;
  if (value == std::floor(value) && std::abs(value) < 1e15) return static_cast<std::int64_t>(value);
  const double scale = std::pow(10.0, 5 - std::floor(std::log10(std::abs(value))));
  return std::isfinite(scale) && scale > 0 ? Json(std::round(value * scale) / scale) : Json(0);
}

Json numbers(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(number(value));
  return list;
}

Json to_json(const Phrase& p) {
  return {{"en", p.en}, {"zh", p.zh}};
}
Json to_json(const Fact& f) {
  return {{"name", to_json(f.name)}, {"value", to_json(f.value)}};
}
Json to_json(const Estimate& e) {
  return {{"value", number(e.value)}, {"low", number(e.low)}, {"high", number(e.high)}, {"n", e.n}};
}
Json to_json(const Spread& s) {
  return {{"mean", number(s.mean)},
          {"low", number(s.low)},
          {"median", number(s.median)},
          {"high", number(s.high)},
          {"n", s.n}};
}

// Declared before list_of, which a template's lookup demands.
Json to_json(const Curve&);
Json to_json(const PlaceColumn&);
Json to_json(const PlaceRow&);
Json to_json(const MapShape&);
Json to_json(const MapZone&);
Json to_json(const MapShelter&);
Json to_json(const MapMark&);
Json to_json(const MapLate&);
Json to_json(const FailedReplication&);
Json to_json(const AccountPart&);
Json to_json(const ObjectiveResult&);
Json to_json(const CurveChart&);
Json to_json(const Distribution&);
Json to_json(const MeasureRow&);
Json to_json(const TimelineEntry&);
Json to_json(const ParameterUse&);
Json to_json(const Provenance&);
Json to_json(const ModelLimits&);

template <class T>
Json list_of(const std::vector<T>& items) {
  Json list = Json::array();
  for (const T& item : items) list.push_back(to_json(item));
  return list;
}

std::string_view name_of(ValueKind kind) {
  switch (kind) {
    case ValueKind::share:
      return "share";
    case ValueKind::duration:
      return "duration";
    case ValueKind::count:
      return "count";
    case ValueKind::length:
      return "length";
    case ValueKind::number:
      return "number";
  }
  return "number";
}
std::string_view name_of(Comparison c) {
  return c == Comparison::at_least ? "at_least" : "at_most";
}
std::string_view name_of(PlaceLevel level) {
  return level == PlaceLevel::town ? "town" : level == PlaceLevel::township ? "township" : "zone";
}
std::string_view name_of(Standing standing) {
  constexpr std::array<std::string_view, 5> kNames{"safe", "moving", "helped", "exposed", "harmed"};
  return kNames[static_cast<std::size_t>(standing)];
}
std::string_view name_of(CurveLook look) {
  constexpr std::array<std::string_view, 5> kNames{"free", "warned", "departed", "arrived", "others"};
  return kNames[static_cast<std::size_t>(look)];
}
std::string_view letter_of(Rating rating) {
  constexpr std::string_view kLetters = "PSMU";
  return kLetters.substr(static_cast<std::size_t>(rating), 1);
}
std::string_view letter_of(Confidence confidence) {
  constexpr std::string_view kLetters = "VSMDEU";
  return kLetters.substr(static_cast<std::size_t>(confidence), 1);
}

Json to_json(const ValueFormat& f) {
  return {{"kind", name_of(f.kind)}, {"unit", to_json(f.unit)}};
}

Json to_json(const ReportHeader& h) {
  return {{"scenario", h.scenario},
          {"title", to_json(h.title)},
          {"description", to_json(h.description)},
          {"town", to_json(h.town)},
          {"townships", list_of(h.townships)},
          {"starts", to_text(h.starts)},
          {"start_second_of_day", number(std::round(h.starts.hour_of_day() * 3600))},
          {"duration", number(seconds(h.duration))},
          {"residents", h.residents},
          {"households", h.households},
          {"seed", std::to_string(h.seed)},  // text: a 64-bit seed does not fit a JavaScript number
          {"replications", h.replications},
          {"facts", list_of(h.facts)}};
}

Json to_json(const FailedReplication& f) {
  return {{"replication", f.replication}, {"reason", to_json(f.reason)}};
}

Json to_json(const AccountPart& p) {
  return {{"id", p.id},
          {"standing", name_of(p.standing)},
          {"name", to_json(p.name)},
          {"meaning", to_json(p.meaning)},
          {"mean", to_json(p.mean)},
          {"spread", to_json(p.spread)}};
}

Json to_json(const Account& a) {
  if (a.parts.empty()) return nullptr;
  return {{"whole", to_json(a.whole)},
          {"parts", list_of(a.parts)},
          {"beside", a.beside ? to_json(*a.beside) : Json(nullptr)}};
}

Json to_json(const ObjectiveResult& o) {
  return {{"id", o.id},
          {"name", to_json(o.name)},
          {"measure", to_json(o.measure)},
          {"place", to_json(o.place)},
          {"format", to_json(o.format)},
          {"comparison", name_of(o.comparison)},
          {"target", number(o.target)},
          {"whole", number(o.whole)},
          {"whole_name", to_json(o.whole_name)},
          {"achieved", to_json(o.achieved)},
          {"spread", to_json(o.spread)},
          {"unfinished", number(o.unfinished)},
          {"met", to_json(o.met)},
          {"rating", letter_of(o.rating)},
          {"reason", to_json(o.reason)}};
}

Json to_json(const Curve& c) {
  return {{"id", c.id},
          {"look", name_of(c.look)},
          {"name", to_json(c.name)},
          {"low", numbers(c.low)},
          {"median", numbers(c.median)},
          {"high", numbers(c.high)}};
}

Json to_json(const CurveChart& c) {
  Json times = Json::array();
  for (const Duration time : c.times) times.push_back(number(seconds(time)));
  for (const Curve& curve : c.curves) {
    const bool even = curve.low.size() == c.times.size() && curve.median.size() == c.times.size() &&
                      curve.high.size() == c.times.size();
    ensure(even, "a curve has one value per time of its chart");
  }
  return {{"title", to_json(c.title)},
          {"explanation", to_json(c.explanation)},
          {"format", to_json(c.format)},
          {"times", std::move(times)},
          {"curves", list_of(c.curves)}};
}

/// The value that a share `p` of all `n` observations does not exceed (order statistic ceil(p n)); null when that one
/// had not finished.
Json quantile(const std::vector<double>& sorted, double n, double p) {
  const auto rank = static_cast<std::size_t>(std::max(1.0, std::ceil(p * n - 1e-9)));
  return rank <= sorted.size() ? number(sorted[rank - 1]) : Json(nullptr);
}

/// Corners of the cumulative curve, thinned evenly when there are very many.
Json steps_of(const std::vector<double>& sorted, double n) {
  Json steps = Json::array();
  const std::size_t every = sorted.size() / kMostSteps + 1;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const bool last_of_equals = i + 1 == sorted.size() || sorted[i + 1] != sorted[i];
    const bool kept = i + 1 == sorted.size() || i % every == every - 1 || every == 1;
    if (!kept || (every == 1 && !last_of_equals)) continue;
    steps.push_back({number(sorted[i]), number(static_cast<double>(i + 1) / n)});
  }
  return steps;
}

/// Width of a histogram interval: about `wanted` of them, a round number (of minutes and hours for durations).
double round_width(double range, int wanted, ValueKind kind) {
  const double least = range / wanted;
  if (kind == ValueKind::duration) {
    for (const double width : {1., 5., 10., 30., 60., 120., 300., 600., 900., 1800., 3600., 7200., 10800., 21600.}) {
      if (width >= least) return width;
    }
  }
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= least) return factor * power;
  }
  return 10 * power;
}

Json bins_of(const std::vector<double>& sorted, double n, ValueKind kind) {
  if (sorted.size() < 5 || sorted.front() == sorted.back()) return nullptr;
  // Intervals fit the bulk of the values: a single straggler must not melt all others into one bar.
  const double whole = sorted.back() - sorted.front();
  const auto at = [&](double p) {
    return sorted[static_cast<std::size_t>(p * static_cast<double>(sorted.size() - 1))];
  };
  const double bulk = std::max(at(0.95) - at(0.05), whole / 8);
  const double width = std::max(round_width(bulk, 16, kind), kind == ValueKind::count ? 1.0 : 0.0);
  const double from = std::floor(sorted.front() / width) * width;
  std::vector<double> shares(static_cast<std::size_t>(std::floor((sorted.back() - from) / width)) + 1, 0.0);
  for (const double value : sorted) {
    const auto bin = static_cast<std::size_t>(std::floor((value - from) / width));
    shares[std::min(bin, shares.size() - 1)] += 1 / n;
  }
  return {{"from", number(from)}, {"width", number(width)}, {"shares", numbers(shares)}};
}

Json target_share(const Distribution& d, const std::vector<double>& sorted, double n) {
  if (!d.target || n == 0) return nullptr;
  const auto at_most = std::upper_bound(sorted.begin(), sorted.end(), *d.target) - sorted.begin();
  const auto below = std::lower_bound(sorted.begin(), sorted.end(), *d.target) - sorted.begin();
  const auto size = static_cast<std::ptrdiff_t>(sorted.size());
  return number(static_cast<double>(d.comparison == Comparison::at_most ? at_most : size - below) / n);
}

Json to_json(const Distribution& d) {
  std::vector<double> sorted = d.values;
  std::uint64_t unfinished = d.unfinished;
  const auto end = std::remove_if(sorted.begin(), sorted.end(), [](double v) { return !std::isfinite(v); });
  unfinished += static_cast<std::uint64_t>(sorted.end() - end);  // NaN is "not finished", too
  sorted.erase(end, sorted.end());
  std::sort(sorted.begin(), sorted.end());
  const double n = static_cast<double>(sorted.size()) + static_cast<double>(unfinished);
  Json quantiles = Json::array();
  if (n > 0) {
    for (const double p : {0.05, 0.5, 0.9, 0.95}) {
      quantiles.push_back({{"share", p}, {"value", quantile(sorted, n, p)}});
    }
  }
  return {{"id", d.id},
          {"title", to_json(d.title)},
          {"place", to_json(d.place)},
          {"explanation", to_json(d.explanation)},
          {"observation", to_json(d.observation)},
          {"format", to_json(d.format)},
          {"n", number(n)},
          {"unfinished", unfinished},
          {"quantiles", std::move(quantiles)},
          {"steps", steps_of(sorted, n)},
          {"bins", bins_of(sorted, n, d.format.kind)},
          {"target", d.target ? number(*d.target) : Json(nullptr)},
          {"target_share", target_share(d, sorted, n)},
          {"comparison", name_of(d.comparison)}};
}

Json to_json(const MeasureRow& m) {
  return {{"id", m.id},
          {"name", to_json(m.name)},
          {"format", to_json(m.format)},
          {"mean", to_json(m.mean)},
          {"spread", to_json(m.spread)},
          {"unfinished", number(m.unfinished)}};
}

Json to_json(const PlaceColumn& c) {
  return {{"id", c.id},
          {"name", to_json(c.name)},
          {"format", to_json(c.format)},
          {"high_is_bad", c.high_is_bad},
          {"missing_is_worst", c.missing_is_worst},
          {"main", c.main}};
}

Json to_json(const PlaceRow& r) {
  return {{"level", name_of(r.level)},
          {"id", r.id},
          {"name", to_json(r.name)},
          {"parent", r.parent},
          {"residents", r.residents},
          {"values", list_of(r.values)},
          {"unfinished", numbers(r.unfinished)}};
}

Json to_json(const PlaceTable& table) {
  for (const PlaceRow& row : table.rows) {
    ensure(row.values.size() == table.columns.size(), "a place has one value per column");
  }
  return {{"columns", list_of(table.columns)}, {"rows", list_of(table.rows)}};
}

/// Appends a signed integer as the polyline algorithm of map services does: zigzag, five bits per character from '?'.
void pack(std::string& text, std::int64_t value) {
  auto bits = static_cast<std::uint64_t>(value < 0 ? ~(value << 1) : value << 1);
  while (bits >= 32) {
    text.push_back(static_cast<char>((32 | (bits & 31)) + 63));
    bits >>= 5;
  }
  text.push_back(static_cast<char>(bits + 63));
}

Json point(MapPoint p) {
  return {std::llround(p.x_m), std::llround(p.y_m)};
}

/// A line as differences of whole meters: two to four characters per point.
std::string packed(const std::vector<MapPoint>& points) {
  std::string text;
  std::int64_t x = 0;
  std::int64_t y = 0;
  for (const MapPoint& p : points) {
    const std::int64_t to_x = std::llround(p.x_m);
    const std::int64_t to_y = std::llround(p.y_m);
    pack(text, to_x - x);
    pack(text, to_y - y);
    x = to_x;
    y = to_y;
  }
  return text;
}

/// Roads by columns; what most roads do not have (closure, load, name) as short lists.
Json roads_to_json(const std::vector<MapRoad>& roads) {
  Json result = {{"lines", Json::array()}, {"classes", Json::array()}, {"flags", Json::array()},
                 {"names", Json::array()}, {"name", Json::array()},    {"closed", Json::array()},
                 {"loads", Json::array()}};
  std::unordered_map<std::string, std::size_t> seen;  // looked up, never iterated
  for (std::size_t row = 0; row < roads.size(); ++row) {
    const MapRoad& road = roads[row];
    const auto [name, added] = seen.try_emplace(road.name, seen.size());
    if (added) result["names"].push_back(road.name);
    result["lines"].push_back(packed(road.points));
    result["classes"].push_back(static_cast<int>(road.road_class));
    result["flags"].push_back((road.bridge ? 1 : 0) + (road.tunnel ? 2 : 0));
    result["name"].push_back(name->second);
    if (road.closed_share > 0) {
      result["closed"].push_back(
          {{"road", row}, {"share", number(road.closed_share)}, {"for", number(road.closed_for_s)}});
    }
    if (road.load > 0) result["loads"].push_back({{"road", row}, {"load", number(road.load)}});
  }
  return result;
}

Json to_json(const MapShape& s) {
  return {{"name", to_json(s.name)},
          {"line", packed(s.points)},
          {"share", number(s.share)},
          {"from", number(s.from_s)},
          {"note", to_json(s.note)}};
}
Json to_json(const MapZone& z) {
  return {{"id", z.id}, {"at", point(z.center)}, {"outline", packed(z.outline)}};
}
Json to_json(const MapShelter& s) {
  return {{"id", s.id},
          {"name", to_json(s.name)},
          {"at", point(s.at)},
          {"capacity", s.capacity_persons},
          {"arrived", to_json(s.arrived)},
          {"overfull", number(s.overfull_share)}};
}
Json to_json(const MapMark& m) {
  return {{"layer", m.layer}, {"name", to_json(m.name)}, {"at", point(m.at)}, {"facts", list_of(m.facts)}};
}
Json to_json(const MapLate& l) {
  return {{"at", point(l.at)}, {"persons", l.persons}, {"share", number(l.share)}, {"note", to_json(l.note)}};
}
Json to_json(const MapContents& m) {
  return {{"roads", roads_to_json(m.roads)},
          {"load_unit", to_json(m.load_unit)},
          {"rivers", list_of(m.rivers)},
          {"flooded", list_of(m.flooded)},
          {"flooded_name", to_json(m.flooded_name)},
          {"zones", list_of(m.zones)},
          {"shelters", list_of(m.shelters)},
          {"marks", list_of(m.marks)},
          {"late", list_of(m.late)}};
}

Json to_json(const TimelineEntry& e) {
  return {{"at", number(seconds(e.at))},
          {"event", e.event},
          {"what", to_json(e.what)},
          {"where", to_json(e.where)},
          {"inject", e.inject}};
}
Json to_json(const ParameterUse& p) {
  return {{"path", p.path},
          {"meaning", to_json(p.meaning)},
          {"value", p.value},
          {"low", p.low},
          {"high", p.high},
          {"source", p.source},
          {"confidence", letter_of(p.confidence)}};
}
Json to_json(const Provenance& p) {
  return {
      {"file", p.file}, {"source", to_json(p.source)}, {"confidence", letter_of(p.confidence)}, {"license", p.license}};
}
Json to_json(const ModelLimits& m) {
  return {{"kind", m.kind}, {"name", to_json(m.name)}, {"limits", list_of(m.limits)}};
}
Json to_json(const Reproduction& r) {
  return {{"version", r.version}, {"scenario_digest", r.scenario_digest}, {"town_digest", r.town_digest},
          {"command", r.command}, {"replay_command", r.replay_command},   {"facts", list_of(r.facts)}};
}

/// What stands behind the sections of the handbook: {"3.7": {en, zh}}.
Json handbook_of(const std::vector<LibrarySource>& sources) {
  Json json = Json::object();
  for (const auto& source : sources) json[source.section] = to_json(source.rests_on);
  return json;
}

Json to_json(const ReportContents& data, Language language) {
  return {{"schema", "tocsin.report/1"},
          {"language", language == Language::zh ? "zh" : "en"},
          {"header", to_json(data.header)},
          {"answer", list_of(answer_of(data))},
          {"notes", list_of(data.notes)},
          {"failed", list_of(data.failed)},
          {"account", to_json(data.account)},
          {"objectives", list_of(data.objectives)},
          {"charts", list_of(data.charts)},
          {"distributions", list_of(data.distributions)},
          {"measures", list_of(data.measures)},
          {"places", to_json(data.places)},
          {"map", to_json(data.map)},
          {"timeline", list_of(data.timeline)},
          {"timeline_replication", data.timeline_replication},
          {"parameters", list_of(data.parameters)},
          {"handbook", handbook_of(data.sources)},
          {"provenance", list_of(data.provenance)},
          {"limits", list_of(data.limits)},
          {"reproduction", to_json(data.reproduction)}};
}

/// Inside an HTML script element no '<' may stand: "</script>" and "<!--" would end or change it.
std::string escaped(const std::string& json) {
  std::string text;
  text.reserve(json.size() + json.size() / 64);
  for (const char c : json) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text.push_back(c);
    }
  }
  return text;
}

}  // namespace

std::string render_report(const ReportContents& data, Language language) {
  const std::string_view viewer(tocsin_report_viewer_begin,
                                static_cast<std::size_t>(tocsin_report_viewer_end - tocsin_report_viewer_begin));
  constexpr std::string_view kPlace = R"(<script type="application/json" id="data">)";
  const std::size_t found = viewer.find(kPlace);
  ensure(found != std::string_view::npos, "the viewer has a place for the data");
  const std::size_t cut = found + kPlace.size();
  // Texts come from checked files; should one still not be UTF-8, a replacement sign is better than no report.
  const std::string json = to_json(data, language).dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string page;
  page.reserve(viewer.size() + json.size() + json.size() / 32);
  page.append(viewer.substr(0, cut)).append(escaped(json)).append(viewer.substr(cut));
  return page;
}

}  // namespace tocsin
